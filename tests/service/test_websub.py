"""News pushed by a hub: subscribed, verified, signed, renewed, and polling where pushes end (W3C WebSub)."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import threading
import urllib.request
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode

import pytest
from aiohttp import web as aio

from syndicator.gather.http import Client
from syndicator.model import Subscription
from syndicator.service import station, websub
from syndicator.store import sources, subscriptions
from tests.loopback import Loopback, Page
from tests.service.conftest import Office, a_source, entry, rss
from tests.service.test_run import feed, free_port, service, titles, until, written


def answer(url: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
    request = urllib.request.Request(url, body, {name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, response.read()
    except HTTPError as error:
        return error.code, error.read()
    except URLError:
        return 0, b""


@dataclass
class Hub:
    """A hub as the Recommendation describes it: takes a form, verifies in its own time, signs what it distributes."""

    lease: int = 86_400
    status: int = 202
    asked: list[dict[str, str]] = field(default_factory=list)
    verified: list[bool] = field(default_factory=list)

    async def subscribe(self, request: aio.Request) -> aio.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        if self.status == 202:
            threading.Timer(0.3, self.verify, [form]).start()
        return aio.Response(status=self.status, text="no room" if self.status != 202 else "")

    def verify(self, form: dict[str, str], **changes: str) -> None:
        words = {
            "hub.mode": form["hub.mode"],
            "hub.topic": form["hub.topic"],
            "hub.challenge": "一个挑战 <b>&",
            "hub.lease_seconds": str(self.lease),
        } | changes
        until(lambda: answer(form["hub.callback"])[0] != 0)  # the service gathers a moment before it serves
        status, body = answer(f"{form['hub.callback']}?{urlencode(words)}")
        self.verified.append(status == 200 and body.decode() == words["hub.challenge"])

    def push(self, body: bytes, *, secret: str | None = None) -> int:
        form = self.asked[-1]
        digest = hmac.new((secret or form["hub.secret"]).encode(), body, hashlib.sha256).hexdigest()
        return answer(form["hub.callback"], body, X_Hub_Signature=f"sha256={digest}")[0]


def offering(web: Loopback, hub: Hub, *keys: str) -> str:
    """A feed that names its hub and itself in Link headers."""
    web.pages["/hub"] = Page(handler=hub.subscribe)
    link = f'<{web.url}/hub>; rel="hub", <{web.url}/feed?topic>; rel="self"'
    return web.put("/feed", feed(*keys), "application/rss+xml", Link=link)


def test_a_push_brings_news_at_once_and_strangers_bring_nothing(web: Loopback, tmp_path: Path) -> None:
    hub, port = Hub(), free_port()
    url = offering(web, hub, "a")
    written(tmp_path / "config.toml", port, url)
    base = f"http://127.0.0.1:{port}"
    with service(tmp_path / "config.toml"):
        until(lambda: hub.verified == [True])
        assert hub.asked[0]["hub.topic"] == f"{web.url}/feed?topic"
        until(lambda: len(titles(base)) == 1)
        offering(web, hub, "a", "b")
        polls = web.times("/feed")
        # Whoever does not know the secret moves nothing, and does not learn that it is wrong (8).
        assert hub.push(b"<rss/>", secret="guessed") == 202
        assert answer(f"{base}/websub/no-such-token", b"<rss/>")[0] == 410
        assert answer(f"{base}/websub/no-such-token?hub.mode=subscribe&hub.challenge=x")[0] == 404
        hub.verify(hub.asked[0], **{"hub.topic": "https://example.cn/another"})
        assert hub.verified == [True, False]
        assert web.times("/feed") == polls
        assert hub.push(feed("a", "b").encode()) == 202
        until(lambda: len(titles(base)) == 2)
        assert web.times("/feed") == polls + 1


@pytest.fixture
def subscribed(office: Office, web: Loopback) -> tuple[Office, Hub]:
    hub = Hub(status=500)
    office = office.with_sources(a_source("s", offering(web, hub, "a")))
    office.gather()
    return office, hub


def standing(office: Office) -> Subscription:
    with office.open() as store, store.read() as connection:
        (one,) = subscriptions.due(connection, station.clock() + timedelta(days=400), 10)
        return one


def renew(office: Office, after: timedelta = timedelta(0)) -> int:
    async def run() -> int:
        async with Client(office.settings.gathering, user_agent="test") as client:
            with office.open() as store:
                return await websub.renew(store, office.settings, client.post, station.clock() + after)

    return asyncio.run(run())


def test_a_hub_that_fails_is_asked_again_later_and_one_that_refuses_much_later(subscribed: tuple[Office, Hub]) -> None:
    office, hub = subscribed
    assert (renew(office), renew(office), len(hub.asked)) == (1, 0, 1)
    hub.status = 403
    assert renew(office, timedelta(minutes=6)) == 1
    due = standing(office).due
    assert due is not None
    assert due - station.clock() > timedelta(days=6)


def test_a_lease_is_renewed_before_it_ends_and_pushes_after_its_end_are_gone(subscribed: tuple[Office, Hub]) -> None:
    office, hub = subscribed
    one = standing(office)
    with office.open() as store:
        calls = websub.Callbacks(store)
        assert not calls.pushed(one.token, None, b"")  # nothing was verified yet
        assert calls.verify(one.token, "subscribe", one.topic, "600")
        assert calls.pushed(one.token, None, b"")
        with store.write() as connection:
            ended = station.clock() - timedelta(seconds=1)  # the store counts in milliseconds
            subscriptions.put(connection, Subscription(**{**_values(standing(office)), "expires": ended}))
        assert not calls.pushed(one.token, None, b"")
    assert (renew(office), renew(office, timedelta(minutes=9))) == (0, 1)
    assert [form["hub.mode"] for form in hub.asked] == ["subscribe"]


def test_while_pushes_come_a_source_is_seldom_polled_and_as_before_when_they_end(
    subscribed: tuple[Office, Hub], web: Loopback
) -> None:
    office, _ = subscribed
    one = standing(office)
    with office.open() as store:
        calls = websub.Callbacks(store)
        calls.verify(one.token, "subscribe", one.topic, "864000")
        assert polled_again_in(office) < timedelta(hours=1)  # a promise alone is not relied on
        digest = hmac.new(one.secret.encode(), b"news", hashlib.sha256).hexdigest()
        calls.pushed(one.token, f"sha256={digest}", b"news")
        assert timedelta(hours=2) < polled_again_in(office) < timedelta(hours=4)
        calls.verify(one.token, "subscribe", one.topic, "60")
        assert polled_again_in(office) < timedelta(hours=1)


def test_a_push_that_comes_while_the_source_is_being_asked_is_not_forgotten(
    subscribed: tuple[Office, Hub], web: Loopback
) -> None:
    office, _ = subscribed
    one = standing(office)
    digest = hmac.new(one.secret.encode(), b"news", hashlib.sha256).hexdigest()
    body = web.pages["/feed"].body

    async def answered_late(_: aio.Request) -> aio.Response:
        with office.open() as store:
            websub.Callbacks(store).pushed(one.token, f"sha256={digest}", b"news")
        return aio.Response(body=body, content_type="application/rss+xml")

    with office.open() as store:
        calls = websub.Callbacks(store)
        calls.verify(one.token, "subscribe", one.topic, "864000")
        calls.pushed(one.token, f"sha256={digest}", b"news")
    assert polled_again_in(office) > timedelta(hours=2)
    web.pages["/feed"] = Page(handler=answered_late)
    assert polled_again_in(office) < timedelta(minutes=1)


def test_who_denies_is_relied_on_no_longer(subscribed: tuple[Office, Hub]) -> None:
    office, _ = subscribed
    one = standing(office)
    with office.open() as store:
        calls = websub.Callbacks(store)
        calls.verify(one.token, "subscribe", one.topic, "864000")
        digest = hmac.new(one.secret.encode(), b"news", hashlib.sha256).hexdigest()
        calls.pushed(one.token, f"sha256={digest}", b"news")
        assert calls.verify(one.token, "denied", one.topic, "")
        assert polled_again_in(office) < timedelta(hours=1)
        assert not calls.known("no-such-token")


def polled_again_in(office: Office) -> timedelta:
    office.gather()
    with office.open() as store, store.read() as connection:
        (state,) = sources.states(connection)
    assert state.due is not None
    return state.due - station.clock()


def test_a_source_without_a_safe_way_to_us_is_only_polled(subscribed: tuple[Office, Hub], web: Loopback) -> None:
    office, hub = subscribed
    public = office.with_sources(a_source("s", f"{web.url}/feed", allow_private=False))
    assert renew(public) == 1
    assert hub.asked == []


def test_a_source_that_is_no_longer_declared_is_let_go(subscribed: tuple[Office, Hub], web: Loopback) -> None:
    office, _ = subscribed
    token = standing(office).token
    other = office.with_sources(
        a_source("t", web.put("/t", rss(entry("t", "另一条新闻", "另一件事。"))), every=timedelta(days=1))
    )
    other.gather()
    renew(other)
    with office.open() as store:
        assert not websub.Callbacks(store).pushed(token, None, b"")
        assert websub.Callbacks(store).verify(token, "unsubscribe", "whatever", "")


def test_a_source_that_moves_to_another_hub_gets_another_address(subscribed: tuple[Office, Hub], web: Loopback) -> None:
    office, _ = subscribed
    before = standing(office)
    web.put("/feed", feed("a", "b"), "application/rss+xml", Link=f'<{web.url}/hub2>; rel="hub"')
    office.gather()
    after = standing(office)
    assert (after.hub, after.topic) == (f"{web.url}/hub2", f"{web.url}/feed")
    assert after.token != before.token
    assert after.secret != before.secret


def _values(one: Subscription) -> dict[str, object]:
    return {name: getattr(one, name) for name in Subscription.__dataclass_fields__}
