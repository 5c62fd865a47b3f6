"""The files below public/ over HTTP: conditional, compressed, in the reader's language (RFC 9110, 9111)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from starlette.types import ASGIApp, Receive, Scope, Send

from syndicator.publish.words import CHINESE, ENGLISH
from syndicator.serve.negotiation import coding, not_modified, prefers_english
from syndicator.serve.shelf import Headers, Held, Shelf

_BY_CODING = b"Accept-Encoding"
_BY_LANGUAGE = b"Accept-Encoding, Accept-Language"
_ALLOWED = b"GET, HEAD, OPTIONS"
_PREFLIGHT: Headers = [
    (b"allow", _ALLOWED),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, HEAD"),
    (b"access-control-allow-headers", b"If-None-Match, If-Modified-Since"),
    (b"access-control-expose-headers", b"ETag, Last-Modified"),
    (b"access-control-max-age", b"86400"),
    (b"content-length", b"0"),
]
_MISSING = "404.html"
_WITHDRAWN = "410.html"
_PLAIN_MISSING = "没有这个页面\n".encode()


class Files:
    """ASGI middleware that answers for every path but those in `routed` and below `prefix`, which it passes on.

    It comes before any routing, because almost every request is for a file.
    """

    def __init__(self, app: ASGIApp, public: Path, routed: frozenset[str], prefix: str | None = None) -> None:
        self._app = app
        self._routed = routed
        self._prefix = prefix
        self._shelf = Shelf(public)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or path in self._routed or (self._prefix and path.startswith(self._prefix)):
            await self._app(scope, receive, send)
            return
        method = scope["method"]
        if method not in {"GET", "HEAD"}:
            await self._other(method, send)
            return
        accepted = if_none_match = if_modified_since = language = opened_in = None
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
        path = path[1:]
        held = self._find(path, scope["query_string"], language)
        if held is None:
            await self._nowhere(path, scope["query_string"], method, accepted, send)
            return
        chosen = held.representations[coding(accepted, held.available)]
        if (if_none_match is not None or if_modified_since is not None) and not_modified(
            if_none_match, if_modified_since, chosen.etag, held.modified
        ):
            await _answer(send, 304, chosen.unchanged, b"")
            return
        headers = chosen.opened if opened_in == b"document" else chosen.full
        await _answer(send, 200, headers, b"" if method == "HEAD" else chosen.body)

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

    async def _other(self, method: str, send: Send) -> None:
        if method == "OPTIONS":
            await _answer(send, 204, _PREFLIGHT[:-1], b"")
            return
        await _answer(send, 405, [(b"allow", _ALLOWED), (b"content-length", b"0")], b"")


async def _answer(send: Send, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
