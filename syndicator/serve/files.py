"""The files below public/ over HTTP: conditional, compressed, in the reader's language (RFC 9110, 9111)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from syndicator.publish.words import CHINESE, ENGLISH
from syndicator.serve.delta import wants_feed
from syndicator.serve.instances import Instances
from syndicator.serve.media import FEEDS
from syndicator.serve.moved import Moved
from syndicator.serve.negotiation import coding, not_modified, prefers_english
from syndicator.serve.shelf import Headers, Held, Shelf

_BY_CODING = b"Accept-Encoding"
_BY_LANGUAGE = b"Accept-Encoding, Accept-Language"
_ALLOWED = b"GET, HEAD, OPTIONS"
_PREFLIGHT: Headers = [
    (b"allow", _ALLOWED),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, HEAD"),
    (b"access-control-allow-headers", b"If-None-Match, If-Modified-Since, A-IM"),
    (b"access-control-expose-headers", b"ETag, Last-Modified, IM"),
    (b"access-control-max-age", b"86400"),
    (b"content-length", b"0"),
]
_OPENED: Headers = [(b"vary", b"Sec-Fetch-Dest"), (b"cache-control", b"no-store"), (b"content-length", b"0")]
_MISSING = "404.html"
_WITHDRAWN = "410.html"
_PLAIN_MISSING = "没有这个页面\n".encode()
_GONE = (
    "这个订阅已经取消，不会再更新，请退订。\nThis feed is gone and will not come back. Please unsubscribe.\n".encode()
)
_EMPTY: Message = {"type": "http.response.body", "body": b""}
# An hour: an id that is used again, or a folder that moves on, is soon found where it is.
_KEPT = b"public, max-age=3600"


class Files:
    """ASGI middleware that answers for every path but those in `routed` and below `prefix`, which it passes on.

    It comes before any routing, because almost every request is for a file.
    """

    def __init__(self, app: ASGIApp, public: Path, routed: frozenset[str], prefix: str | None = None) -> None:
        self._app = app
        self._routed = routed
        self._prefix = prefix
        self._shelf = Shelf(public)
        self._moved = Moved(public)
        self._instances = Instances()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or path in self._routed or (self._prefix and path.startswith(self._prefix)):
            await self._app(scope, receive, send)
            return
        method = scope["method"]
        if method not in {"GET", "HEAD"}:
            await self._other(method, send)
            return
        accepted = if_none_match = if_modified_since = language = opened_in = manipulations = None
        agent = b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepted = value
            elif name == b"if-none-match":
                if_none_match = value
            elif name == b"if-modified-since":
                if_modified_since = value
            elif name == b"accept-language":
                language = value
            elif name == b"sec-fetch-dest":
                opened_in = value
            elif name == b"a-im":
                manipulations = value
            elif name == b"user-agent":
                agent = value
        path = path[1:]
        held = self._find(path, scope["query_string"], language)
        if held is None:
            await self._nowhere(path, scope["query_string"], method, accepted, send)
            return
        if opened_in == b"document" and not scope["query_string"] and (page := self._page_of(path)):
            # A person followed a link to a feed: its page says what to do with it. A query, as ?raw, asks for the file.
            await _answer(send, 302, [(b"location", page), *_OPENED], b"")
            return
        code = coding(accepted, held.available)
        if manipulations is not None and wants_feed(manipulations, agent):
            answer = self._instances.answer(path, held, code, if_none_match, if_modified_since)
            if answer is not None:
                status, headers, body = answer
                await _answer(send, status, headers, b"" if method == "HEAD" else body)
                return
        # The two answers that almost everybody gets do without `_answer`: a coroutine more is a fifth of our time.
        chosen = held.representations[code]
        if (if_none_match is not None or if_modified_since is not None) and not_modified(
            if_none_match, if_modified_since, chosen.etag, held.modified
        ):
            await send({"type": "http.response.start", "status": 304, "headers": chosen.unchanged})
            await send(_EMPTY)
            return
        headers = chosen.opened if opened_in == b"document" else chosen.full
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send(_EMPTY if method == "HEAD" else {"type": "http.response.body", "body": chosen.body})

    def _page_of(self, path: str) -> bytes | None:
        """Returns where the page of the feed at a path is, relative to it; None for what is no feed or has no page."""
        stem, dot, suffix = path.rpartition(".")
        if not dot or suffix not in FEEDS or self._shelf.get(f"{stem}/{CHINESE.index}", _BY_LANGUAGE) is None:
            return None
        return f"./{quote(stem.rpartition('/')[2])}/#subscribe".encode()

    def _find(self, path: str, query: bytes, language: bytes | None) -> Held | None:
        if not path or path[-1] == "/":
            english = b"lang=en" in query.split(b"&") or (b"lang=" not in query and prefers_english(language))
            index = ENGLISH.index if english else CHINESE.index
            return self._shelf.get(path + index, _BY_LANGUAGE) or self._shelf.get(path + CHINESE.index, _BY_LANGUAGE)
        return self._shelf.get(path, _BY_CODING, query.startswith(b"v=") and path.startswith("assets/"))

    async def _nowhere(self, path: str, query: bytes, method: str, accepted: bytes | None, send: Send) -> None:
        if path and path[-1] != "/" and self._shelf.is_folder(path):
            # Relative, so that it holds below any prefix a proxy puts before us, and can lead nowhere else.
            name = quote(path.rpartition("/")[2], errors="replace")
            location = f"./{name}/".encode() + (b"?" + query if query else b"")
            await _answer(send, 301, [(b"location", location), (b"content-length", b"0")], b"")
            return
        where = self._moved.follow(path)
        if where is not None:
            await self._elsewhere(where, query, method, send)
            return
        status = 410 if self._shelf.is_gone(path) else 404
        page = self._shelf.get(_WITHDRAWN if status == 410 else _MISSING, _BY_CODING)
        if page is None:
            headers: Headers = [
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"content-length", str(len(_PLAIN_MISSING)).encode()),
            ]
            await _answer(send, status, headers, b"" if method == "HEAD" else _PLAIN_MISSING)
            return
        chosen = page.representations[coding(accepted, page.available)]
        headers = [one for one in chosen.full if one[0] not in {b"etag", b"last-modified"}]
        await _answer(send, status, headers, b"" if method == "HEAD" else chosen.body)

    async def _elsewhere(self, where: str, query: bytes, method: str, send: Send) -> None:
        """To those who follow what is here no more: 301 to what took its place, or 410, so that they stop asking."""
        kept: Headers = [(b"cache-control", _KEPT), (b"access-control-allow-origin", b"*")]
        if where:
            location = where.encode() + (b"?" + query if query else b"")
            await _answer(send, 301, [(b"location", location), (b"content-length", b"0"), *kept], b"")
            return
        type = (b"content-type", b"text/plain; charset=utf-8")
        headers: Headers = [type, (b"content-length", str(len(_GONE)).encode()), *kept]
        await _answer(send, 410, headers, b"" if method == "HEAD" else _GONE)

    async def _other(self, method: str, send: Send) -> None:
        if method == "OPTIONS":
            await _answer(send, 204, _PREFLIGHT[:-1], b"")
            return
        await _answer(send, 405, [(b"allow", _ALLOWED), (b"content-length", b"0")], b"")


async def _answer(send: Send, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
