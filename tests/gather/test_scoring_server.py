"""A fortnight of real fetching over a scoring server that must find nothing to blame, and a rude client that it blames.

Only the clock is simulated: pauses pass at once, and between polls the time is that of the next poll.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from sqlalchemy import func, select

from syndicator.gather import session
from syndicator.gather.http import Client
from syndicator.gather.visitor import Visitor
from syndicator.model import Gathering, Health, Settings, Site, Source, SourceState
from syndicator.service import committer, station
from syndicator.service.gatherer import Gatherer
from syndicator.service.keeping import Keeper
from syndicator.service.reading import Readers
from syndicator.service.wishes import Wishes
from syndicator.store import Store, open_store, schema, sources
from tests.gather import scoring
from tests.gather.scoring import Resource, Scorer, Version

ZONE = ZoneInfo("Asia/Shanghai")
# A Monday.
START = datetime(2026, 11, 2, tzinfo=ZONE).astimezone(UTC)
END = START + timedelta(days=14)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LONG_AGO = START - DAY
OUTAGE = START + 6 * DAY + 3 * HOUR, START + 6 * DAY + 11 * HOUR


class Time:
    """The clock. Who sleeps moves it; it never goes back."""

    def __init__(self) -> None:
        self.now = START

    def clock(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    async def sleep(self, seconds: float) -> None:
        until = self.now + timedelta(seconds=seconds)
        await asyncio.sleep(0)
        self.now = max(self.now, until)


def feed(count: int, head: str = "", at: Callable[[int], datetime] | None = None) -> str:
    """An RSS document with entries 1 to `count`, of which the last eight are shown."""

    def entry(n: int) -> str:
        date = f"<pubDate>{format_datetime(at(n))}</pubDate>" if at else ""
        return (
            f"<item><title>第 {n} 条:桥修到第 {n} 墩</title><guid>{n}</guid><description>{n}</description>{date}</item>"
        )

    shown = "".join(entry(n) for n in range(count, max(count - 8, 0), -1))
    return f'<rss version="2.0"><channel><title>t</title>{head}{shown}</channel></rss>'


def stamp(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def changing(every: timedelta, head: str = "", **headers: str) -> list[Version]:
    """New entries all the time, and validators that change in every way there is."""
    made, moment, n = [], LONG_AGO, 0
    while moment < END:
        n += 1
        entries = n - n // 6  # at times the validators change and the document does not
        etag, modified = f'W/"{n}, a b"', stamp(moment)
        kinds: list[tuple[str | None, str | None]] = [
            (etag, modified),
            (etag, made[-1].modified if made else None),  # the ETag alone changes
            (made[-1].etag if made else None, modified),  # the date alone
            (etag, None),
            (None, modified),
            (f'"{n}"', "yesterday, roughly"),  # no date at all, and not ours to judge
        ]
        etag_now, modified_now = kinds[n % len(kinds)]
        misleading = {"ETag": '"of a 304"', "Last-Modified": stamp(moment + DAY)} if n % 2 else {}
        made.append(Version(moment, feed(entries, head), etag_now, modified_now, headers=headers, again=misleading))
        moment += every
    return made


def daily(hour: int) -> list[Version]:
    """A paper that comes at this hour, here."""
    first = (LONG_AGO - 6 * DAY).astimezone(ZONE).replace(hour=hour, minute=0)
    at = [(first + n * DAY).astimezone(UTC) for n in range(22)]
    return [
        Version(one if n > 5 else LONG_AGO - DAY, feed(n + 1, at=lambda k: at[k - 1]), f'"{n}"', stamp(one))
        for n, one in enumerate(at)
    ]


def answering(status: int, since: datetime = LONG_AGO, **headers: str) -> Version:
    return Version(since, status=status, headers={name.replace("_", "-"): value for name, value in headers.items()})


def wonted(since: datetime = LONG_AGO) -> Version:
    return Version(since, feed(3), '"3"', stamp(LONG_AGO))


@dataclass
class World:
    """The scoring server, the sources that point to it, and a service that can be stopped and started."""

    time: Time
    scorer: Scorer
    settings: Settings
    store: Store
    readers: Readers
    declared: list[Source] = field(default_factory=list)

    def site(self, host: str, robots: str | None = None, **resources: Resource) -> None:
        paths = {f"/{name}": resource for name, resource in resources.items()}
        self.scorer.sites[host] = scoring.Site(paths, robots)

    def source(self, id: str, host: str, path: str = "/feed", **changes: object) -> None:
        values: dict[str, object] = {"name": id, "every": 2 * HOUR, "allow_private": True} | changes
        self.declared.append(Source(id, url=self.scorer.url(host, path), **values))  # type: ignore[arg-type]

    def resource(self, host: str, path: str = "/feed") -> Resource:
        return self.scorer.sites[host].resources[path]

    def states(self) -> dict[str, SourceState]:
        with self.store.read() as connection:
            return {one.id: one for one in sources.states(connection)}

    def told(self, id: str) -> set[int]:
        """Which entries of a source are stored, by the number in their title."""
        with self.store.read() as connection:
            titles = connection.scalars(select(schema.item.c.title).where(schema.item.c.source == id))
            return {int(number[0]) for title in titles if (number := re.search(r"\d+", title))}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Gatherer]:
        settings = replace(self.settings, sources=tuple(self.declared))
        clock = self.time.clock
        with self.store.write() as connection:
            sources.declare(connection, settings.sources, lambda _: clock())
        agent = station.user_agent(settings)
        async with Client(
            settings.gathering, user_agent=agent, allow_private=True, resolver=self.scorer, clock=clock
        ) as client:
            writer = committer.Committer(self.store, lambda: settings, clock)
            keeper = Keeper(writer, clock)
            wishes = Wishes(self.store, keeper)
            visitor = Visitor(client, settings.gathering, clock, wishes, time=self.time.seconds, sleep=self.time.sleep)
            gatherer = Gatherer(lambda: settings, self.store, visitor, self.readers, keeper, clock)
            writer.start()
            try:
                yield gatherer
            finally:
                await gatherer.stop()
                await keeper.close()
                await writer.close()

    async def until(self, gatherer: Gatherer, end: datetime) -> None:
        """Lets the service do what is due, and time pass to what is due next."""
        while self.time.now < end:
            await gatherer.tick()
            while tasks := [*gatherer._polling.values(), *gatherer._reading.values()]:
                await asyncio.wait(tasks)
            with self.store.read() as connection:
                moments = [connection.scalar(select(func.min(table.c.due))) for table in (schema.source, schema.page)]
            following = min([one for one in moments if one], default=end)
            # While our own network is down, what is due is not asked; the service looks again every second.
            self.time.now = min(max(following, self.time.now + timedelta(seconds=40)), end)


@pytest.fixture
async def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    monkeypatch.setattr(committer, "LINGER_SECONDS", 0)
    monkeypatch.setattr(session, "DNS_SECONDS", 0)  # names are looked up by the real clock, and the network must fail
    time = Time()
    scorer = Scorer(time.clock)
    site = Site("崇阳新闻", "http://feeds.example.cn", "feeds.example.cn", ZONE, contact="editor@example.cn")
    database = f"sqlite:///{tmp_path}/syndicator.db"
    settings = Settings(site, (), (), (), (), Gathering(), tmp_path, database, ("127.0.0.1", 0))
    store, readers = open_store(database), Readers(1)
    try:
        async with scorer.serving():
            yield World(time, scorer, settings, store, readers)
    finally:
        readers.close()
        store.close()


def furnish(world: World) -> None:
    """Sources of every kind that a feed reader is judged by."""
    hour = 2 * HOUR - MINUTE
    world.site("news.test", feed=Resource(changing(5 * HOUR), hour), other=Resource(changing(9 * HOUR), hour))
    world.source("news", "news.test")
    world.source("other", "news.test", "/other")
    world.site("paper.test", feed=Resource(daily(8), 14 * MINUTE))
    world.source("paper", "paper.test", every=15 * MINUTE, seldom=6 * HOUR)
    world.site("fresh.test", feed=Resource(changing(7 * HOUR, **{"Cache-Control": "max-age=10800"}), 3 * HOUR))
    world.source("fresh", "fresh.test", every=15 * MINUTE)
    asks = "<ttl>90</ttl><skipHours>" + "".join(f"<hour>{n}</hour>" for n in range(16, 22))
    asks += "</skipHours><skipDays><day>Saturday</day></skipDays>"
    skipping = Resource(changing(11 * HOUR, asks), 90 * MINUTE, tuple(range(16, 22)), (5,))
    world.site("skip.test", "User-agent: *\nDisallow: /closed\n", feed=skipping)
    world.source("skip", "skip.test", every=15 * MINUTE)
    # 429 for an hour every third day, for all of the host; then 503 with a date.
    busy = []
    for n in range(0, 14, 3):
        since = START + n * DAY + 4 * HOUR
        busy += [wonted(since - 4 * HOUR), answering(429, since, Retry_After="18000")]
        busy += [answering(503, since + 7 * HOUR, Retry_After=stamp(since + 7 * HOUR + DAY))]
        busy += [wonted(since + 9 * HOUR)]
    world.site("busy.test", feed=Resource(busy, hour), calm=Resource(changing(8 * HOUR), hour))
    world.source("busy", "busy.test")
    world.source("calm", "busy.test", "/calm")
    # Entries that lead to pages, which take their turn with the feed.
    linked = [
        Version(
            START + n * DAY, feed(n + 1).replace("<guid>", "<link>/page?n=").replace("</guid>", "</link>"), f'"{n}"'
        )
        for n in range(-1, 14)
    ]
    article = "<title>桥</title><h1>淦河大桥合龙</h1>" + "<p>淦河大桥昨天合龙,两岸居民来看,桥长三百米。</p>" * 9
    world.site("pages.test", feed=Resource(linked, hour), page=Resource([Version(LONG_AGO, article)], timedelta(0)))
    world.source("pages", "pages.test", full_text=True)
    # For good to another host, for a while only, for six hours by mistake, and into a closed place.
    new = Resource(changing(13 * HOUR), hour)
    world.site("new.test", feed=new)
    world.site("old.test", feed=Resource([answering(301, Location=world.scorer.url("new.test", "/feed"))]))
    world.source("moved", "old.test")
    world.site("temporary.test", feed=Resource([answering(302, Location="/real")]), real=Resource(changing(8 * HOUR)))
    world.source("temporary", "temporary.test")
    mistake = [wonted(), answering(301, START + 3 * DAY, Location="/other"), wonted(START + 3 * DAY + 6 * HOUR)]
    world.site("mistake.test", feed=Resource(mistake, hour), other=Resource([wonted()], hour))
    world.source("mistake", "mistake.test")
    world.site("lured.test", feed=Resource([answering(302, Location=world.scorer.url("skip.test", "/closed/feed"))]))
    world.source("lured", "lured.test")
    world.site("gone.test", feed=Resource([wonted(), answering(410, START + 3 * DAY)], hour))
    world.source("gone", "gone.test")
    down = [wonted(), answering(500, START + 2 * DAY), answering(404, START + 3 * DAY), wonted(START + 5 * DAY)]
    world.site("down.test", feed=Resource(down, hour))
    world.source("down", "down.test")


async def test_nothing_is_to_be_blamed_over_a_fortnight_with_restarts_and_an_outage(world: World) -> None:
    furnish(world)
    stops = [START + 9 * HOUR, START + 9 * HOUR + MINUTE, START + DAY + 6 * HOUR, OUTAGE[0], OUTAGE[1]]
    stops += [START + 8 * DAY, START + 10 * DAY + 4 * HOUR + 30 * MINUTE, END]
    for stop in stops:
        async with world.running() as gatherer:
            await world.until(gatherer, stop)
            if stop == OUTAGE[0]:
                world.scorer.offline = True
                await world.until(gatherer, OUTAGE[1])
                world.scorer.offline = False
                awaited = {id: one.due for id, one in world.states().items()}
        if stop == START + 8 * DAY:
            world.time.now += 5 * HOUR  # the machine was off
    assert not world.scorer.offences, "\n".join(map(str, world.scorer.offences[:20]))
    states = world.states()
    # What was asked for was also got.
    for id in ("news", "other", "fresh", "calm", "moved", "temporary", "pages"):
        told = world.told(id)
        assert told == set(range(min(told), max(told) + 1)), id
        assert len(told) >= 14, id
    assert world.told("paper") == set(range(1, 22))
    assert states["moved"].moved_to == world.scorer.url("new.test", "/feed")
    assert len(world.resource("new.test").asked) > 100
    assert states["mistake"].moved_to is None
    assert len(world.resource("temporary.test").asked) == len(world.resource("temporary.test", "/real").asked)
    assert states["gone"].health is Health.STOPPED
    assert states["down"].health is Health.OK
    assert not [path for path in world.scorer.sites["skip.test"].resources if "closed" in path]
    # The outage was nobody's fault but ours, and is over.
    sound = ("news", "other", "paper", "fresh", "calm", "moved", "temporary", "mistake", "pages")
    late = {id: awaited[id] for id in sound if not (due := awaited[id]) or due > OUTAGE[1] + 7 * HOUR}
    assert not late


@dataclass(frozen=True)
class Step:
    """One request: `after` so long, with the right validators unless `headers` say otherwise (None: left out)."""

    path: str = "/feed"
    after: timedelta = 2 * HOUR
    headers: dict[str, str | None] = field(default_factory=dict)
    method: str = "GET"
    times: int = 1


FIRST = Step("/robots.txt")
WITHOUT_A_DAY = timedelta(hours=23)
RUDE = [
    ("robots.txt not read first", [Step()]),
    ("robots.txt not read first", [FIRST, Step(after=25 * HOUR)]),
    ("robots.txt not obeyed", [FIRST, Step("/closed/feed")]),
    ("robots.txt asked for again within a day", [FIRST, Step("/robots.txt", WITHOUT_A_DAY)]),
    ("HEAD instead of GET", [FIRST, Step(method="HEAD")]),
    ("a cookie came back", [FIRST, Step(headers={"Cookie": "visit=1"})]),
    ("a referrer was sent", [FIRST, Step(headers={"Referer": "http://feeds.example.cn/"})]),
    ("User-Agent names no product, version and contact", [FIRST, Step(headers={"User-Agent": "Mozilla/5.0"})]),
    ("gzip not accepted", [FIRST, Step(headers={"Accept-Encoding": "identity"})]),
    ("two requests at once", [FIRST, Step("/moved", times=2)]),
    ("no pause between requests", [FIRST, Step(), Step("/moved", timedelta(seconds=1))]),
    ("unconditional: no If-None-Match", [FIRST, Step(), Step(headers={"If-None-Match": None})]),
    ("unconditional: no If-Modified-Since", [FIRST, Step(), Step(headers={"If-Modified-Since": None})]),
    ("If-None-Match is not the one given last", [FIRST, Step(), Step(headers={"If-None-Match": "3"})]),
    ("If-Modified-Since is not the one given last", [FIRST, Step(), Step(headers={"If-Modified-Since": stamp(START)})]),
    ("If-None-Match was never given", [FIRST, Step(headers={"If-None-Match": '"3"'})]),
    ("If-Modified-Since was never given", [FIRST, Step(headers={"If-Modified-Since": stamp(START)})]),
    ("asked too soon", [FIRST, Step(), Step(after=20 * MINUTE)]),
    ("asked at an hour or on a day to be skipped", [FIRST, Step("/skipping", HOUR), Step("/skipping", 4 * HOUR)]),
    ("Retry-After ignored", [FIRST, Step("/busy"), Step(after=50 * MINUTE)]),
    ("no back-off from failures", [FIRST, Step("/down"), Step("/down", HOUR), Step("/down", HOUR)]),
    ("asked again after 410", [FIRST, Step("/gone"), Step("/gone", 7 * HOUR)]),
    ("a permanent redirect is not learned", [step for _ in range(7) for step in (FIRST, Step("/moved", 23 * HOUR))]),
]
POLITE = [FIRST, Step(), Step(), Step("/busy"), Step("/down", 2 * HOUR), Step("/down"), Step("/down", 4 * HOUR)]
POLITE += [Step("/gone"), Step("/moved"), Step("/robots.txt", DAY), Step("/skipping", 7 * HOUR), Step(after=2 * HOUR)]


def test_every_reason_to_blame_is_tried() -> None:
    said = set(re.findall(r'blame\(f?"([^"{]+)"\)', Path(scoring.__file__).read_text(encoding="utf-8")))
    assert len(said) >= 15
    assert said <= {reason for reason, _ in RUDE}


@pytest.mark.parametrize(("reason", "steps"), [*RUDE, (None, POLITE)])
async def test_a_rude_client_is_blamed_for_what_it_does_and_for_nothing_else(
    reason: str | None, steps: list[Step]
) -> None:
    time = Time()
    scorer = Scorer(time.clock)
    paths = {
        "/feed": Resource([wonted()], HOUR),
        "/closed/feed": Resource([wonted()]),
        "/skipping": Resource([wonted()], skip_hours=(22, 23)),  # 06:00 here, 14 hours after the start
        "/busy": Resource([answering(429, Retry_After="3600")]),
        "/down": Resource([answering(500)]),
        "/gone": Resource([answering(410)]),
        "/moved": Resource([answering(301, Location="/feed")]),
    }
    scorer.sites["a.test"] = scoring.Site(paths, "User-agent: *\nDisallow: /closed\n")
    polite = {"User-Agent": "syndicator/1 (+http://a.cn; a@a.cn)", "Accept-Encoding": "gzip"}
    connector = aiohttp.TCPConnector(resolver=scorer)
    async with scorer.serving(), aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as web:
        for step in steps:
            time.now += step.after
            etag, modified = paths[step.path].given if step.path in paths else (None, None)
            headers = {**polite, "If-None-Match": etag, "If-Modified-Since": modified, **step.headers}
            sent = {name: value for name, value in headers.items() if value is not None}
            url = scorer.url("a.test", step.path)
            requests = [web.request(step.method, url, headers=sent, allow_redirects=False) for _ in range(step.times)]
            await asyncio.gather(*requests)
    assert scorer.reasons == ({reason} if reason else set())
