"""A server that plays the well-known checks of feed readers and notes every offence with its reason.

One loopback server stands for many hosts, told apart by the Host header. It lives by the test's clock.
"""

from __future__ import annotations

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

DAY = timedelta(days=1)
# The pause that a host may expect between two requests, less what a clock may err.
PAUSE = timedelta(seconds=1.9)
# How many requests may follow a permanent redirect that has stood for two days: one a week looks after it.
LOOKS_AFTER_A_MOVE = 3
SETTLED = timedelta(days=2)


@dataclass(frozen=True)
class Version:
    """What a URL says from a moment on. `again` are the headers of a 304 for it."""

    since: datetime
    body: str = ""
    etag: str | None = None
    modified: str | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    again: dict[str, str] = field(default_factory=dict)


@dataclass
class Resource:
    """A URL with its history to be, and what a polite client heeds: `least` time between two requests."""

    versions: list[Version]
    least: timedelta = timedelta(minutes=1)
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    asked: list[tuple[datetime, int]] = field(default_factory=list)
    given: tuple[str | None, str | None] = (None, None)
    sleeping_from: datetime | None = None

    def at(self, now: datetime) -> Version:
        return next(one for one in reversed(self.versions) if one.since <= now)


@dataclass
class Site:
    resources: dict[str, Resource]
    robots: str | None = None
    robots_asked: datetime | None = None
    rest_until: datetime | None = None
    free_at: datetime | None = None
    busy: int = 0


@dataclass(frozen=True)
class Offence:
    reason: str
    url: str
    at: datetime

    def __str__(self) -> str:
        return f"{self.at:%m-%d %H:%M:%S} {self.url}: {self.reason}"


class Scorer(AbstractResolver):
    """Serves `sites` by host name, resolves their names to itself, and keeps `offences`."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.sites: dict[str, Site] = {}
        self.offences: list[Offence] = []
        self.offline = False
        self.port = 0
        self._clock = clock

    def url(self, host: str, path: str) -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def reasons(self) -> set[str]:
        return {one.reason for one in self.offences}

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._serve)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        assert site._server is not None
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        try:
            yield
        finally:
            await runner.cleanup()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if self.offline:
            raise OSError(socket.EAI_AGAIN, "no name server answers")
        flags = socket.AI_NUMERICHOST
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=flags)]

    async def close(self) -> None:
        pass

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        now, site = self._clock(), self.sites[request.host.partition(":")[0]]
        blame = self._blamer(request, now)
        _manners(request, blame)
        if site.busy:
            blame("two requests at once")
        elif site.free_at and now < site.free_at + PAUSE:
            blame("no pause between requests")
        if site.rest_until and now < site.rest_until:
            blame("Retry-After ignored")
        site.busy += 1
        try:
            await asyncio.sleep(0.0005)  # long enough for another request to be seen beside this one
            response = self._robots(site, now, blame) if request.path == "/robots.txt" else None
            response = response or self._answer(request, site, now, blame)
            response.force_close()
            response.headers.add("Set-Cookie", f"visit={now.timestamp():.0f}; Path=/; Max-Age=99999999")
            return response
        finally:
            site.busy -= 1
            site.free_at = self._clock()

    def _blamer(self, request: web.Request, now: datetime) -> Callable[[str], None]:
        url = f"http://{request.host.partition(':')[0]}{request.path_qs}"
        return lambda reason: self.offences.append(Offence(reason, url, now))

    def _robots(self, site: Site, now: datetime, blame: Callable[[str], None]) -> web.Response:
        if site.robots_asked and now < site.robots_asked + DAY:
            blame("robots.txt asked for again within a day")
        site.robots_asked = now
        return web.Response(text=site.robots) if site.robots is not None else web.Response(status=404)

    def _answer(self, request: web.Request, site: Site, now: datetime, blame: Callable[[str], None]) -> web.Response:
        if site.robots_asked is None or now >= site.robots_asked + DAY + timedelta(minutes=1):
            blame("robots.txt not read first")
        if any(request.path.startswith(path) for path in _closed(site.robots)):
            blame("robots.txt not obeyed")
        resource = site.resources[request.path]
        _timing(resource, now, blame)
        _moves(resource, now, blame)
        _conditions(request, resource, blame)
        version = resource.at(now)
        status = version.status
        if status == 200 and _matches(request, version):
            status = 304
        resource.asked.append((now, status))
        if status in (429, 503) and (said := version.headers.get("Retry-After")):
            site.rest_until = now + timedelta(seconds=int(said)) if said.isdecimal() else version.since + DAY
        if status == 304:
            return web.Response(status=304, headers=version.again)
        if status in (301, 302, 308):
            resource.given = (None, None)  # the redirect has taken the place of what was cached (RFC 9111, 4.2.4)
        headers = dict(version.headers)
        if status == 200:
            resource.given = (version.etag, version.modified)
            resource.sleeping_from = now
            headers |= {name: value for name, value in _validators(version) if value}
            headers["Content-Encoding"] = "gzip"
            return web.Response(body=gzip.compress(version.body.encode()), headers=headers)
        return web.Response(status=status, headers=headers)


def _manners(request: web.Request, blame: Callable[[str], None]) -> None:
    said = request.headers
    if request.method != "GET":
        blame(f"{request.method} instead of GET")
    if "Cookie" in said:
        blame("a cookie came back")
    if "Referer" in said:
        blame("a referrer was sent")
    agent = said.get("User-Agent", "")
    if not agent.startswith("syndicator/") or "http" not in agent or "@" not in agent:
        blame("User-Agent names no product, version and contact")
    if "gzip" not in said.get("Accept-Encoding", ""):
        blame("gzip not accepted")


def _timing(resource: Resource, now: datetime, blame: Callable[[str], None]) -> None:
    if resource.sleeping_from and (now.hour in resource.skip_hours or now.weekday() in resource.skip_days):
        blame("asked at an hour or on a day to be skipped")
    if not resource.asked:
        return
    last, status = resource.asked[-1]
    if status == 410:
        blame("asked again after 410")
    gap = now - last
    if status in (200, 304) and gap < resource.least:
        blame("asked too soon")
    failures = [at for at, status in _tail(resource.asked, lambda status: status in (404, 500))]
    if len(failures) > 1 and gap < min((failures[-1] - failures[-2]) * 1.5, timedelta(hours=20)):
        blame("no back-off from failures")


def _moves(resource: Resource, now: datetime, blame: Callable[[str], None]) -> None:
    moved = _tail(resource.asked, lambda status: status in (301, 308))
    late = [at for at, _ in moved if at >= moved[0][0] + SETTLED]
    if resource.at(now).status in (301, 308) and len(late) >= LOOKS_AFTER_A_MOVE:
        blame("a permanent redirect is not learned")


def _conditions(request: web.Request, resource: Resource, blame: Callable[[str], None]) -> None:
    sent = (request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since"))
    for name, mine, given in zip(("If-None-Match", "If-Modified-Since"), sent, resource.given, strict=True):
        if mine is None and given is not None:
            blame(f"unconditional: no {name}")
        elif mine is not None and given is None:
            blame(f"{name} was never given")
        elif mine != given:
            blame(f"{name} is not the one given last")


def _matches(request: web.Request, version: Version) -> bool:
    """As servers do: the ETag decides when one is sent (RFC 9110, 13.2.2)."""
    sent, since = request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")
    return sent == version.etag if sent is not None else since is not None and since == version.modified


def _validators(version: Version) -> Iterable[tuple[str, str | None]]:
    return ("ETag", version.etag), ("Last-Modified", version.modified)


def _tail(asked: list[tuple[datetime, int]], belongs: Callable[[int], bool]) -> list[tuple[datetime, int]]:
    """The requests at the end that all had such an answer."""
    start = len(asked)
    while start and belongs(asked[start - 1][1]):
        start -= 1
    return asked[start:]


def _closed(robots: str | None) -> list[str]:
    lines = (robots or "").splitlines()
    return [path for line in lines if line.startswith("Disallow:") and (path := line.partition(":")[2].strip())]
