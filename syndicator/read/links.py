"""URLs as pages and feeds write them, made absolute."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from syndicator.model import Image

# Longer ones are data in disguise; browsers and servers stop far below.
MAX_URL = 2_000
_MAX_PICTURES = 200

# Links that need no parser: a path of ordinary letters, with an ordinary query perhaps.
_PLAIN = re.compile(r"(?:\./|/)?(?:[\w%-][\w%.-]*)(?:/[\w%-][\w%.-]*)*/?(?:\?[\w%.&=-]+)?", re.ASCII)
_WEB = re.compile(r"(https?://[a-z0-9.-]+(?::\d+)?)((?:/[\w%.~-]+)*/?)(?:[?#].*)?", re.ASCII)

_ATTRIBUTE = re.compile(
    r"""(\s(?:href|src|data-src|data-original|data-lazy-src|poster)\s*=\s*)(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""",
    re.IGNORECASE,
)
_SETTLED = re.compile(r"\s*(?:https?:|data:|mailto:|tel:|javascript:|#|cid:|$)", re.IGNORECASE)
_IMG = re.compile(r"<img\s([^<>]{0,5000})", re.IGNORECASE)
_NAMED = re.compile(r"""([a-zA-Z-]{1,30})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")
# A lazy page keeps the real picture here and a grey dot in src.
_SOURCES = ("data-src", "data-original", "data-lazy-src", "src")


def absolute(url: object, base: str) -> str | None:
    """`url` joined to `base`; None when there is nothing to join or the two make no URL."""
    if not isinstance(url, str):
        return None
    url = "".join(url.split()) if url.startswith("http") else url.strip()
    if not url or len(url) > MAX_URL:
        return None
    try:
        return urljoin(base, url)
    except ValueError:
        return None


def web(url: object, base: str) -> str | None:
    """`url` made absolute when it then leads to the web (http, https, a host); else None."""
    if isinstance(url, str) and ("\\" in url):
        url = url.replace("\\", "/")
    if isinstance(url, str) and (quick := _beside(url.strip(), base)) is not None:
        return quick
    joined = absolute(url, base)
    if joined is None or not joined.startswith(("http://", "https://", "HTTP", "Http")):
        return None
    try:
        parts = urlsplit(joined)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    # An e-mailed or copied URL often carries a blank; a server would refuse it.
    return joined.replace(" ", "%20") if " " in joined else joined


def _beside(url: str, base: str) -> str | None:
    """What `web` returns for the plainest links, /a/b.html and ./c.html, without taking them apart; None for others."""
    if not _PLAIN.fullmatch(url) or "/." in url or "//" in url:
        return None
    origin, folder = _place(base)
    if not origin:
        return None
    return origin + (url if url[0] == "/" else folder + url.removeprefix("./"))


@lru_cache(maxsize=256)
def _place(base: str) -> tuple[str, str]:
    """The origin and the folder of a URL on the web; both empty when it is none, or not plain."""
    match = _WEB.fullmatch(base)
    if match is None or "/." in match[2] or web(base, "") is None:
        return "", ""
    return match[1], match[2].rpartition("/")[0] + "/"


def resolve(markup: str, base: str) -> str:
    """`markup` with every href and src absolute. Attribute values alone change; fragments and data stay."""
    if "=" not in markup:
        return markup

    def join(match: re.Match[str]) -> str:
        value = match[2] if match[2] is not None else match[3] if match[3] is not None else match[4]
        if _SETTLED.match(value):
            return match[0]
        joined = absolute(html.unescape(value), base)
        if joined is None:
            return match[0]
        return f'{match[1]}"{html.escape(joined)}"'

    return _ATTRIBUTE.sub(join, markup)


def pictures(markup: str) -> Iterator[Image]:
    """The pictures in `markup`, whose URLs are absolute already; no counters, dots or inline data."""
    for match in list(_IMG.finditer(markup))[:_MAX_PICTURES] if "<" in markup else ():
        named = {one[1].lower(): one[2] or one[3] or one[4] or "" for one in _NAMED.finditer(match[1])}
        if named.get("width") in ("0", "1") or named.get("height") in ("0", "1"):
            continue
        for name in _SOURCES:
            url = web(html.unescape(named.get(name, "")), "")
            if url is not None:
                yield Image(url=url)
                break
