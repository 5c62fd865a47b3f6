"""/healthz, /status, /status.json and /metrics."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from syndicator.model import SourceState, Status
from syndicator.serve.health import WORDS, ago, by_gravity, verdict
from syndicator.serve.media import PAGE_POLICY
from syndicator.serve.metrics import CONTENT_TYPE, metrics

# Seconds that one reading of the status serves everybody: a crowd at /status must not become one at the database.
_FRESH = 1.0
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": PAGE_POLICY.decode(),
    "x-content-type-options": "nosniff",
}
_UNREADABLE = "服务状态读不出来，多半是数据库不可用。请查看日志；修好后这里会自行恢复。"


class State:
    """Answers from a status that is read at most once a second."""

    def __init__(self, status: Callable[[], Status]) -> None:
        self._status = status
        self._lock = asyncio.Lock()
        self._read: tuple[float, Status | None] = (float("-inf"), None)

    async def healthz(self, _: Request) -> Response:
        """200 when sources are being polled, else 503, and why."""
        status = await self._current()
        if status is None:
            return JSONResponse({"status": "unavailable", "problem": _UNREADABLE}, 503, _HEADERS)
        found = verdict(status)
        answer = {
            "status": "ok" if found.healthy else "stalled",
            "problem": found.text,
            "now": status.now.isoformat(),
            "polled": _iso(found.polled),
            "sources": len(status.sources),
        }
        return JSONResponse(answer, 200 if found.healthy else 503, _HEADERS)

    async def json(self, _: Request) -> Response:
        """The whole status, for programs."""
        status = await self._current()
        if status is None:
            return JSONResponse({"problem": _UNREADABLE}, 503, {**_HEADERS, "access-control-allow-origin": "*"})
        answer = {
            "now": status.now.isoformat(),
            "healthy": verdict(status).healthy,
            "items": status.items,
            "stories": status.stories,
            "waiting": status.waiting,
            "unpublished": status.unpublished,
            "config_problems": list(status.config_problems),
            "sources": [_source(one) for one in status.sources],
        }
        return JSONResponse(answer, 200, {**_HEADERS, "access-control-allow-origin": "*"})

    async def page(self, _: Request) -> Response:
        """The whole status, for people."""
        status = await self._current()
        if status is None:
            return HTMLResponse(_template().render(status=None, problem=_UNREADABLE), 503, _HEADERS)
        text = _template().render(
            status=status,
            problem=verdict(status).text,
            sources=by_gravity(status.sources),
            words=WORDS,
            ago=lambda moment: ago(moment, status.now),
        )
        return HTMLResponse(text, 200, _HEADERS)

    async def metrics(self, _: Request) -> Response:
        """The status in numbers, for Prometheus."""
        status = await self._current()
        if status is None:
            return Response(b"", 503, _HEADERS)
        return Response(metrics(status), 200, _HEADERS, CONTENT_TYPE)

    async def _current(self) -> Status | None:
        async with self._lock:
            read, status = self._read
            if time.monotonic() - read >= _FRESH:
                try:
                    status = await run_in_threadpool(self._status)
                except Exception:
                    # Whatever it was, the answer is the same, and the process that owns the database logs its own.
                    status = None
                self._read = (time.monotonic(), status)
            return status


def _source(one: SourceState) -> dict[str, object]:
    chinese, english = WORDS[one.health]
    return {
        "id": one.id,
        "name": one.name,
        "health": one.health.value,
        "health_text": chinese,
        "health_text_en": english,
        "since": _iso(one.since),
        "error": one.error,
        "failures": one.failures,
        "polled": _iso(one.polled),
        "succeeded": _iso(one.succeeded),
        "due": _iso(one.due),
        "items": one.items,
        "moved_to": one.moved_to,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


@cache
def _environment() -> Environment:
    folder = Path(__file__).with_name("templates")
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _template() -> Template:
    return _environment().get_template("status.html")
