"""One fetched document, read by the reader that fits: the declared kind, or what the bytes turn out to be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo
from hashlib import blake2b

from syndicator.errors import ReadError
from syndicator.model import Draft, Fetched, Kind, Reading, Source
from syndicator.read import charset
from syndicator.read.epaper import epaper, is_edition
from syndicator.read.feed import feed
from syndicator.read.jsonfeed import jsonfeed
from syndicator.read.jsonlist import jsonlist
from syndicator.read.listing import listing
from syndicator.read.sitemap import sitemap
from syndicator.read.sniff import Sort, describe, sniff
from syndicator.read.split import HASH_BYTES, MAX_SEEN


def document(fetched: Fetched, source: Source, *, now: datetime, zone: tzinfo, seen: bytes = b"") -> Reading:
    """What `fetched` tells that is not in `seen`; `Reading.kind` says how it was read.

    Raises ReadError, with what was found instead, when the bytes do not fit `source.kind` or hold nothing readable.
    """
    sort = sniff(fetched.body)
    if sort in (Sort.EMPTY, Sort.BINARY):
        raise ReadError(f"{_wanted(source.kind)}，却是{describe(sort, fetched.body, '')}：{fetched.final_url}")
    kind = _kind(sort, fetched.final_url) if source.kind is Kind.AUTO else source.kind
    if kind is Kind.FEED:
        read = jsonfeed if sort in (Sort.JSON_FEED, Sort.JSON) else feed
        return read(fetched.body, fetched.final_url, content_type=fetched.content_type, now=now, zone=zone, seen=seen)
    return only_new(_unhashed(fetched, source, kind, sort, now, zone), seen)


def _wanted(kind: Kind) -> str:
    return {
        Kind.AUTO: "这里本应有新闻",
        Kind.FEED: "这里本应是订阅源",
        Kind.LIST: "这里本应是列表页",
        Kind.EPAPER: "这里本应是数字报的版面",
        Kind.SITEMAP: "这里本应是网站地图",
        Kind.JSON: "这里本应是 JSON",
    }[kind]


def _kind(sort: Sort, url: str) -> Kind:
    if sort in (Sort.FEED, Sort.JSON_FEED):
        return Kind.FEED
    if sort is Sort.SITEMAP:
        return Kind.SITEMAP
    if sort is Sort.JSON:
        return Kind.JSON
    return Kind.EPAPER if sort is Sort.HTML and is_edition(url) else Kind.LIST


def _unhashed(fetched: Fetched, source: Source, kind: Kind, sort: Sort, now: datetime, zone: tzinfo) -> Reading:
    body, url, content_type, selectors = fetched.body, fetched.final_url, fetched.content_type, source.selectors
    if kind is Kind.SITEMAP:
        return sitemap(body, url, content_type=content_type, now=now, zone=zone)
    if kind is Kind.JSON:
        return jsonlist(body, url, content_type=content_type, now=now, zone=zone, selectors=selectors)
    if sort in (Sort.FEED, Sort.JSON_FEED, Sort.SITEMAP, Sort.OPML):
        text = charset.decode(body, content_type)[0]
        raise ReadError(f"{_wanted(kind)}，却是{describe(sort, body, text)}；请把 kind 改为 auto：{url}")
    if kind is Kind.EPAPER:
        return epaper(body, url, content_type=content_type, now=now, zone=zone)
    return listing(body, url, content_type=content_type, now=now, zone=zone, selectors=selectors)


def only_new(reading: Reading, seen: bytes) -> Reading:
    """`reading` without the drafts whose hashes are in `seen`, and with the hashes of all as its own `seen`.

    Headlines that stand in none of the places where they stood before are a problem: the page was rebuilt.
    """
    known = {seen[at : at + HASH_BYTES] for at in range(0, len(seen), HASH_BYTES)}
    shapes = [_marked("shape", shape) for shape in reading.shapes]
    if shapes and known and known.isdisjoint(shapes):
        said = f"网页改版了，已按新的样子重新找到 {len(reading.drafts)} 条新闻，请核对一下"
        reading = replace(reading, problems=(*reading.problems, said))
    hashes = [_hash(draft) for draft in reading.drafts[:MAX_SEEN]]
    new = tuple(draft for draft, mark in zip(reading.drafts, hashes, strict=False) if mark not in known)
    return replace(reading, drafts=new, seen=b"".join((*shapes, *hashes)), skipped=len(hashes) - len(new))


def _hash(draft: Draft) -> bytes:
    # The day alone: a list that says "3 小时前" would else be new at every poll.
    day = draft.published.date().isoformat() if draft.published is not None else ""
    words = (draft.key or "", draft.url or "", draft.title, day, draft.summary, draft.html)
    return _marked(*words)


def _marked(*words: str) -> bytes:
    return blake2b("\x00".join(words).encode("utf-8", "replace"), digest_size=HASH_BYTES).digest()
