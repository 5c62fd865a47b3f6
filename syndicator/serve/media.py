"""What each file is, how long it may be kept, and what a browser may do with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

_HTML = "text/html; charset=utf-8"
_XML = "application/xml; charset=utf-8"
_BINARY = "application/octet-stream"
_TYPES = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
    ".html": _HTML,
    ".xml": _XML,
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".ico": "image/x-icon",
    ".webp": "image/webp",
}
# HTML that stands in other people's pages and letters, with a style of its own.
_FRAGMENTS = {"fragment.html", "email.html"}
_NAMED = {"opml.xml": "text/x-opml; charset=utf-8", "latest.json": "application/json; charset=utf-8"}

# What a browser's tab is led away from, to the page that explains it; only browsers say `Sec-Fetch-Dest: document`.
FEEDS = frozenset({"atom", "rss", "json"})

# Feeds and pages change when news comes: a minute of age is no loss, and shields us from crowds.
FRESH = b"public, max-age=60, stale-while-revalidate=60"
# An asset's address changes with its bytes (`?v=`).
FOREVER = b"public, max-age=31536000, immutable"

PAGE_POLICY = (
    b"default-src 'none'; img-src http: https: data:; media-src http: https:; style-src 'self'; script-src 'self'; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
# A feed or fragment opened as a page may show its style sheet and pictures, and run nothing.
FILE_POLICY = (
    b"default-src 'none'; img-src http: https:; style-src 'self' 'unsafe-inline'; "
    b"sandbox allow-popups allow-popups-to-escape-sandbox"
)


@dataclass(frozen=True, slots=True)
class Media:
    """How one kind of file is served. `shared`: other sites' pages may read it (CORS).

    `opened` is its type for a browser that opens it in a tab: Chromium shows application/atom+xml as source text, but
    lays out application/xml by its style sheet.
    """

    type: str
    opened: str
    shared: bool
    page: bool
    feed: bool


def media(path: str) -> Media:
    """Returns what the file at a path below public/ is."""
    pure = PurePosixPath(path)
    type = _NAMED.get(path) or _NAMED.get(pure.name) or _TYPES.get(pure.suffix, _BINARY)
    fragment = pure.name in _FRAGMENTS
    page = type == _HTML and not fragment
    return Media(type, _XML if pure.suffix in {".atom", ".rss"} else type, not page, page, pure.suffix[1:] in FEEDS)
