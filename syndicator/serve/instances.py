"""Answers to readers that ask for what they lack alone (RFC 3229, 226 IM Used), never kept where a 200 would be."""

from __future__ import annotations

from collections import OrderedDict

from syndicator.publish.compression import ENCODINGS, worth_compressing
from syndicator.serve import delta
from syndicator.serve.delta import Parts
from syndicator.serve.negotiation import not_modified
from syndicator.serve.shelf import Headers, Held, Identity, Representation

# Feeds whose parts are kept at hand, some 100 KB each.
_REMEMBERED = 64
_FEEDS = (".atom", ".rss")
# A cache that does not know of instance manipulations keeps nothing; one that does, as long as the feed itself.
_CACHE = b"no-store, im, max-age=60"
_COMPRESS = {encoding.name: encoding.compress for encoding in ENCODINGS}

Answer = tuple[int, Headers, bytes]


class Instances:
    """Cuts feeds into their entries, once for each version."""

    def __init__(self) -> None:
        self._parts: OrderedDict[str, tuple[Identity, Parts | None]] = OrderedDict()

    def answer(
        self, path: str, held: Held, coding: str, if_none_match: bytes | None, if_modified_since: bytes | None
    ) -> Answer | None:
        """Returns status, headers and body; None for a feed that is only sent as it is."""
        feed = self._cut(path, held)
        if feed is None:
            return None
        chosen = held.representations[coding]
        etag = delta.marked(chosen.etag, feed)
        if not_modified(if_none_match, if_modified_since, chosen.etag, held.modified):
            return 304, _with(chosen.unchanged, etag=etag), b""
        has = delta.known(if_none_match)
        body = delta.lacking(feed, has) if has is not None else None
        if body is None:
            return 200, _with(chosen.full, etag=etag), chosen.body
        return 226, *_manipulated(body, chosen, coding, etag)

    def _cut(self, path: str, held: Held) -> Parts | None:
        if not path.endswith(_FEEDS):
            return None
        identity, feed = self._parts.pop(path, (None, None))
        if identity != held.identity:
            feed = delta.parts(held.representations["identity"].body)
        self._parts[path] = (held.identity, feed)
        if len(self._parts) > _REMEMBERED:
            self._parts.popitem(last=False)
        return feed


def _manipulated(body: bytes, chosen: Representation, coding: str, etag: bytes) -> tuple[Headers, bytes]:
    headers = [one for one in chosen.full if one[0] != b"content-encoding"]
    if coding != "identity" and worth_compressing(body):
        body = _COMPRESS[coding](body)
        headers.append((b"content-encoding", coding.encode()))
    changed = _with(headers, etag=etag, content_length=str(len(body)).encode(), cache_control=_CACHE)
    return [*changed, (b"im", b"feed")], body


def _with(headers: Headers, **values: bytes) -> Headers:
    changed = {name.replace("_", "-").encode(): value for name, value in values.items()}
    return [(name, changed.get(name, value)) for name, value in headers]
