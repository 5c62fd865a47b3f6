"""The world of `./run bench scale`: who is asked, how each answers, and the store as it stands after a day of it.

A source's number decides everything. Five neighbours share a host; a host that fails fails all of them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from syndicator.model import Fetched, Kind, Settings, Source, SourceState, Validators
from syndicator.service import polling
from syndicator.service.harvest import harvest
from syndicator.store import open_store, sources
from tests.bench._feeds import body, feed

SOURCES_A_HOST = 5
EVERY = timedelta(minutes=15)
# Nothing is due while the service starts; then all times are moved so that the first is due at once.
AHEAD = timedelta(minutes=10)
# Different documents; sources share them, for it is not the server that is measured.
DOCUMENTS = 50
ENTRIES = 20
# Of a hundred hosts, how many answer thus. The rest are quick, and their sources differ.
HOSTS = {"slow": 4, "fail": 3, "hang": 2, "refuse": 2, "busy": 1}
# Of a hundred sources on quick hosts: `same` sends the whole feed again, `moved` does so under a new ETag each time.
QUICK = {"304": 62, "same": 13, "moved": 5, "news": 20}
# How often a source with news has one new item when it is asked: with its share, about 3.5 polls of 100.
NEWS = 0.2
PORT, DEAD_PORT = 8181, 8182
ETAG = '"1"'


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source is, and how it answers."""

    id: str
    host: str
    manner: str
    url: str


def _chosen(shares: dict[str, int], chance: float, otherwise: str) -> str:
    for manner, share in shares.items():
        chance -= share / 100
        if chance < 0:
            return manner
    return otherwise


def place(number: int) -> Place:
    """The place of source `number`."""
    host = number // SOURCES_A_HOST
    manner = _chosen(HOSTS, random.Random(f"host {host}").random(), "quick")
    if manner == "quick":
        manner = _chosen(QUICK, random.Random(f"source {number}").random(), "304")
    port = DEAD_PORT if manner == "refuse" else PORT
    return Place(f"s{number}", f"h{host}.test", manner, f"http://h{host}.test:{port}/{manner}/{number}")


def address(host: str) -> str:
    """The loopback address of a host: each has its own."""
    number = int(host[1:].partition(".")[0]) + 256
    return f"127.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def documents() -> list[bytes]:
    return [feed(number, 0, ENTRIES) for number in range(DOCUMENTS)]


def with_news(document: bytes, number: int, version: int) -> bytes:
    """A document with one more item on top, that no other source or version has."""
    chance = random.Random(f"{number} {version}")
    link = f"http://news.example.cn/{number}/{version}.html"
    text = "".join(f"&lt;p&gt;{body(chance, 300)}&lt;/p&gt;" for _ in range(3))
    item = (
        f"<item><title>{body(chance, 18)}</title><link>{link}</link><guid>{link}</guid><category>要闻</category>"
        f"<description>{text}</description></item>"
    )
    return document.replace(b"<item>", item.encode() + b"<item>", 1)


def config(count: int, listen: int) -> str:
    """config.toml with all sources, as an admin (or her script) would write it."""

    def tables() -> Iterator[str]:
        yield f'[site]\ntitle = "测量"\nbase_url = "http://127.0.0.1:{listen}"\ncontact = "bench@example.cn"\n'
        yield f'[serve]\nlisten = "127.0.0.1:{listen}"\n'
        yield '[[section]]\nid = "yaowen"\nname = "要闻"\nmatch = [{ category = "要闻" }]\n'
        for one in map(place, range(count)):
            yield f'[[source]]\nid = "{one.id}"\nname = "源{one.id}"\nurl = "{one.url}"\nallow_private = true\n'

    return "\n".join(tables())


def settle(settings: Settings) -> None:
    """Writes the store as it stands after long service: all known, each poll's time spread over the interval.

    Those that fail have just begun to: back-off, which would make them rare, has not set in.
    """
    now = datetime.now(UTC)
    known = [_read(document, now) for document in documents()]
    store = open_store(settings.database)
    with store.write() as connection:
        sources.declare(connection, settings.sources, lambda _: now)
        sources.record(connection, [_state(one, number, known, now) for number, one in enumerate(settings.sources)])
    store.close()


def _read(document: bytes, now: datetime) -> tuple[bytes, bytes]:
    """What is remembered of a document: its own hash, and its entries'."""
    source = Source("s", "", "http://h0.test/")
    fetched = Fetched(source.url, source.url, 200, document, "application/rss+xml", Validators())
    return polling.digest(document), harvest(fetched, source, now, ZoneInfo("Asia/Shanghai"), b"").seen


def _state(source: Source, number: int, known: list[tuple[bytes, bytes]], now: datetime) -> SourceState:
    manner = place(number).manner
    body_hash, seen = known[number % DOCUMENTS]
    return SourceState(
        id=source.id,
        kind=Kind.FEED,
        validators=Validators(ETAG) if manner in ("304", "slow") else Validators(),
        due=now + AHEAD + EVERY * random.Random(f"due {number}").random(),
        polled=now - timedelta(minutes=1),
        succeeded=now - timedelta(minutes=1),
        since=now - timedelta(days=1),
        body_hash=body_hash,
        seen=seen,
        size=ENTRIES,
    )


def database(folder: Path) -> Path:
    return folder / "var" / "syndicator.db"
