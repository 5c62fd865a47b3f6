"""One county, and a clock the tests turn."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message

import pytest

from syndicator.demo.county import County
from syndicator.demo.server import Sites

STARTED = datetime(2026, 11, 25, 2, 15, 30, tzinfo=UTC)


@dataclass
class Clock:
    now: datetime = field(default=STARTED)

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: Message


class _Still(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Still)


def get(url: str, method: str = "GET", **headers: str) -> Answer:
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with _OPENER.open(urllib.request.Request(url, method=method, headers=asked), timeout=10) as answer:
            return Answer(answer.status, answer.read(), answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.read(), error.headers)


@pytest.fixture(scope="session")
def county() -> County:
    return County.opened(STARTED)


@pytest.fixture(scope="module")
def running(county: County) -> Iterator[tuple[Sites, Clock]]:
    clock = Clock()
    with Sites(county, clock=clock) as sites:
        yield sites, clock


@pytest.fixture
def served(running: tuple[Sites, Clock]) -> tuple[Sites, Clock]:
    running[1].now = STARTED
    return running


@pytest.fixture
def at_the_end(served: tuple[Sites, Clock], county: County) -> Sites:
    served[1].now = county.last_news + timedelta(minutes=1)
    return served[0]


@pytest.fixture(name="get")
def _get() -> object:
    return get
