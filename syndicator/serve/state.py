"""/healthz, /status, /status.json, /status.atom and /metrics."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from syndicator.model import Selection, SourceState, Status
from syndicator.serve import problems
from syndicator.serve.health import GRAVITY, PROBLEMS, WORDS, ago, reason, verdict
from syndicator.serve.media import PAGE_POLICY
from syndicator.serve.metrics import CONTENT_TYPE, metrics
from syndicator.serve.negotiation import not_modified
from syndicator.serve.selecting import address, selection

# Seconds that one reading of the status serves everybody: a crowd at /status must not become one at the database.
_FRESH = 1.0
# Different pages and searches are read one after another; more than so many in wait are sent away.
_MOST_WAITING = 16
_REMEMBERED = 32
_PER_PAGE = 200
_JSON_PER_PAGE = 1_000
_NOTHING = Selection(most=0)
# What programs that measure see of single sources: those in trouble.
_MEASURED = Selection(PROBLEMS, most=1_000)
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": PAGE_POLICY.replace(b"form-action 'none'", b"form-action 'self'").decode(),
    "x-content-type-options": "nosniff",
}
_SHARED = {**_HEADERS, "access-control-allow-origin": "*"}
_UNREADABLE = "服务状态读不出来，多半是数据库不可用。请查看日志；修好后这里会自行恢复。"


class State:
    """Answers from a status that is read at most once a second."""

    def __init__(self, status: Callable[[Selection], Status]) -> None:
        self._status = status
        self._lock = asyncio.Lock()
        self._waiting = 0
        self._read: OrderedDict[Selection, tuple[float, Status | None]] = OrderedDict()

    async def healthz(self, _: Request) -> Response:
        """200 when sources are being polled and kept, else 503, and why."""
        status = await self._current(_NOTHING)
        if status is None:
            return JSONResponse({"status": "unavailable", "problem": _UNREADABLE}, 503, _HEADERS)
        found = verdict(status)
        answer = {
            "status": "ok" if found.healthy else "failing" if status.trouble else "stalled",
            "problem": found.text,
            "now": status.now.isoformat(),
            "polled": _iso(found.polled),
            "sources": status.declared,
        }
        return JSONResponse(answer, 200 if found.healthy else 503, _HEADERS)

    async def json(self, request: Request) -> Response:
        """The status, for programs: a page of the selected sources, those that need a look first."""
        wanted = selection(request.query_params, _JSON_PER_PAGE)
        status = await self._current(wanted)
        if status is None:
            return JSONResponse({"problem": _UNREADABLE}, 503, _SHARED)
        following = address("status.json", _page(wanted, 1)) if _more(status, wanted) else None
        return JSONResponse({**await run_in_threadpool(document, status), "next": following}, 200, _SHARED)

    async def page(self, request: Request) -> Response:
        """The status, for people."""
        wanted = selection(request.query_params, _PER_PAGE)
        status = await self._current(wanted)
        if status is None:
            return HTMLResponse(_template().render(status=None, problem=_UNREADABLE), 503, _HEADERS)
        text = await run_in_threadpool(_rendered, status, wanted)
        return HTMLResponse(text, 200, _HEADERS)

    async def atom(self, request: Request) -> Response:
        """The feed of problems."""
        status = await self._current(_NOTHING)
        if status is None:
            return Response(_UNREADABLE, 503, _HEADERS)
        base = status.base_url or str(request.base_url).rstrip("/")
        body = await run_in_threadpool(problems.problems, status, base)
        etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
        headers = {**_HEADERS, "cache-control": "no-cache", "etag": etag}
        asked = request.headers.get("if-none-match")
        if asked is not None and not_modified(asked.encode("latin-1"), None, etag.encode(), 0):
            return Response(None, 304, headers)
        return Response(body, 200, headers, problems.TYPE)

    async def metrics(self, _: Request) -> Response:
        """The status in numbers, for Prometheus."""
        status = await self._current(_MEASURED)
        if status is None:
            return Response(b"", 503, _HEADERS)
        return Response(metrics(status), 200, _HEADERS, CONTENT_TYPE)

    async def _current(self, wanted: Selection) -> Status | None:
        if self._waiting >= _MOST_WAITING and wanted is not _NOTHING:
            return None
        self._waiting += 1
        try:
            async with self._lock:
                read, status = self._read.get(wanted, (float("-inf"), None))
                if time.monotonic() - read >= _FRESH:
                    try:
                        status = await run_in_threadpool(self._status, wanted)
                    except Exception:
                        # Whatever it was, the answer is the same, and the process that owns the database logs its own.
                        status = None
                    self._read[wanted] = (time.monotonic(), status)
                    self._read.move_to_end(wanted)
                    while len(self._read) > _REMEMBERED:
                        self._read.popitem(last=False)
                return status
        finally:
            self._waiting -= 1


def document(status: Status) -> dict[str, object]:
    """Returns a status as JSON has it."""
    found = verdict(status)
    return {
        "now": status.now.isoformat(),
        "healthy": found.healthy,
        "problem": found.text,
        "items": status.items,
        "stories": status.stories,
        "waiting": status.waiting,
        "unpublished": status.unpublished,
        "config_problems": list(status.config_problems),
        "unwritten": list(status.unwritten),
        "states": {health.value: count for health, count in status.counts},
        "matching": status.matching,
        "sources": [_source(one) for one in status.sources],
    }


def _source(one: SourceState) -> dict[str, object]:
    chinese, english = WORDS[one.health]
    why, why_english = reason(one)
    return {
        "id": one.id,
        "name": one.name,
        "url": one.url,
        "health": one.health.value,
        "health_text": chinese,
        "health_text_en": english,
        "since": _iso(one.since),
        "error": one.error,
        "reason": why or None,
        "reason_en": why_english or None,
        "failures": one.failures,
        "polled": _iso(one.polled),
        "succeeded": _iso(one.succeeded),
        "due": _iso(one.due),
        "items": one.items,
        "moved_to": one.moved_to,
    }


def _rendered(status: Status, wanted: Selection) -> str:
    return _template().render(
        status=status,
        problem=verdict(status).text,
        wanted=wanted,
        gravity=GRAVITY,
        words=WORDS,
        reason=reason,
        ago=lambda moment: ago(moment, status.now),
        of_state=lambda health: address("status", replace(wanted, states=(health,) if health else (), start=0)),
        before=address("status", _page(wanted, -1)) if wanted.start else None,
        after=address("status", _page(wanted, 1)) if _more(status, wanted) else None,
    )


def _page(wanted: Selection, step: int) -> Selection:
    return replace(wanted, start=max(wanted.start + step * wanted.most, 0))


def _more(status: Status, wanted: Selection) -> bool:
    return wanted.start + len(status.sources) < status.matching


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
