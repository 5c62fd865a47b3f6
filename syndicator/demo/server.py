"""The county on loopback: every site on its own port, so that each is its own host, in one process and one loop."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from types import TracebackType

from aiohttp import web

from syndicator.demo.county import County
from syndicator.demo.sites import SITES, Site
from syndicator.demo.web import View

Clock = Callable[[], datetime]
_START_SECONDS = 20  # longer than any sane start; only so that a broken one raises instead of hanging
_STOP_SECONDS = 5


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Running:
    """The started sites: `urls` holds each one's base URL, without trailing slash."""

    urls: Mapping[str, str]
    runners: tuple[web.AppRunner, ...]

    async def stop(self) -> None:
        await asyncio.gather(*(runner.cleanup() for runner in self.runners))


async def start(
    county: County, *, clock: Clock = _now, host: str = "127.0.0.1", ports: Mapping[str, int] | None = None
) -> Running:
    """Serve every site of the county; `ports` fixes some of them, the system chooses the others.

    Raises OSError when a port is taken; nothing is left running then.
    """
    urls: dict[str, str] = {}
    runners: list[web.AppRunner] = []
    try:
        for site in SITES.values():
            app = web.Application()
            app.router.add_get("/{path:.*}", _handler(site, county, clock, urls))
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
            await runner.setup()
            runners.append(runner)
            await web.TCPSite(runner, host, (ports or {}).get(site.id, 0)).start()
            urls[site.id] = f"http://{host}:{runner.addresses[0][1]}"
    except BaseException:
        for runner in runners:
            await runner.cleanup()
        raise
    return Running(urls, tuple(runners))


def _handler(
    site: Site, county: County, clock: Clock, urls: Mapping[str, str]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        view = View.of(county, site.id, clock(), urls)
        page = site.page(view, request.raw_path)
        if page is None:
            return web.Response(status=404, text="404 页面不存在\n")
        if page.location:
            return web.Response(status=302, headers={"Location": page.location})
        changed = view.changed()
        headers = {
            "Content-Type": page.type,
            "ETag": f'"{hashlib.sha256(page.body).hexdigest()[:20]}"',
            "Last-Modified": format_datetime(changed.astimezone(UTC), usegmt=True),
            "Cache-Control": "no-cache",
        }
        if _unchanged(request, headers["ETag"], changed):
            del headers["Content-Type"]
            return web.Response(status=304, headers=headers)
        return web.Response(body=page.body, headers=headers)

    return handle


def _unchanged(request: web.Request, etag: str, changed: datetime) -> bool:
    """RFC 9110, 13.2.2: If-None-Match decides alone; only without it does If-Modified-Since."""
    if (tags := request.headers.get("If-None-Match")) is not None:
        return tags.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
    try:
        since = parsedate_to_datetime(request.headers.get("If-Modified-Since", ""))
    except ValueError:
        return False
    return since.tzinfo is not None and changed <= since


class Sites:
    """The started county as a context manager for plain code: a thread with its own loop.

    `urls` holds each site's base URL inside the `with`; `clock` is asked once a request.
    """

    def __init__(
        self, county: County, *, clock: Clock = _now, host: str = "127.0.0.1", ports: Mapping[str, int] | None = None
    ) -> None:
        self.county = county
        self.urls: Mapping[str, str] = {}
        self._clock, self._host, self._ports = clock, host, ports
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="demo-sites", daemon=True)
        self._running: Running | None = None

    def __enter__(self) -> Sites:
        self._thread.start()
        starting = start(self.county, clock=self._clock, host=self._host, ports=self._ports)
        try:
            self._running = asyncio.run_coroutine_threadsafe(starting, self._loop).result(_START_SECONDS)
        except BaseException:
            self._end()
            raise
        self.urls = self._running.urls
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._running:
            asyncio.run_coroutine_threadsafe(self._running.stop(), self._loop).result(_STOP_SECONDS)
        self._end()

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_STOP_SECONDS)
        self._loop.close()
