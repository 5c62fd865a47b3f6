"""JSON Feed 1.0 and 1.1 (jsonfeed.org). Wrong types are read as if absent; ids may be numbers."""

from __future__ import annotations

import html
import json
from datetime import datetime, tzinfo
from hashlib import blake2b
from typing import Any

from syndicator.errors import ReadError
from syndicator.model import Draft, Image, Kind, Reading
from syndicator.read import charset, dates
from syndicator.read.entry import MAX_CATEGORIES, MAX_HTML, MAX_IMAGES, MAX_SUMMARY, MAX_TITLE
from syndicator.read.jsonforms import from_rss, salvage
from syndicator.read.jsontext import loads
from syndicator.read.links import pictures, resolve, web
from syndicator.read.media import file_size
from syndicator.read.plain import line, plain
from syndicator.read.sniff import describe, sniff
from syndicator.read.split import HASH_BYTES, MAX_ENTRIES, MAX_SEEN


def jsonfeed(
    body: bytes, url: str, *, content_type: str | None, now: datetime, zone: tzinfo, seen: bytes = b""
) -> Reading:
    """The items of a JSON Feed that are not in `seen`, as drafts in document order.

    A feed without items is a Reading with a problem sentence. Raises ReadError when the bytes are no JSON Feed.
    """
    text = charset.decode(body, content_type)[0].strip("\ufeff \t\r\n")
    problems: list[str] = []
    document = from_rss(loaded := _load(text)) or loaded
    if document is None and (document := salvage(text)) is not None:
        problems.append("JSON 不完整，只读了其中完整的条目")
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(items, list):
        raise ReadError(f"这里本应是 JSON 订阅源，却是{describe(sniff(body), body, text)}：{url}")
    known = {seen[at : at + HASH_BYTES] for at in range(0, len(seen), HASH_BYTES)}
    drafts: list[Draft] = []
    hashes: list[bytes] = []
    skipped = unusable = new = 0
    for item in items[:MAX_SEEN]:
        mark = item_hash(item)
        if mark in known:
            hashes.append(mark)
            skipped += 1
        elif new < MAX_ENTRIES:
            hashes.append(mark)
            new += 1
            read = _draft(item, url, now, zone) if isinstance(item, dict) else None
            unusable += read is None
            drafts += [read] if read is not None else []
    problems += [] if items else ["订阅源里没有任何条目"]
    problems += [f"{unusable} 个条目既无标题也无正文，未采用"] if unusable else []
    left = len(items) - len(hashes)
    problems += [f"条目太多：这次读了前 {new} 条，还有 {left} 条未读"] if left else []
    return Reading(
        Kind.FEED,
        tuple(drafts),
        title=line(_string(document, "title"))[:300],
        seen=b"".join(hashes),
        skipped=skipped,
        problems=tuple(problems),
        hub=_hub(document, url),
        topic=web(document.get("feed_url"), url),
        next_url=web(document.get("next_url"), url),
    )


def _load(text: str) -> Any:
    try:
        return loads(text)
    except (ValueError, RecursionError):
        return None


def item_hash(item: object) -> bytes:
    """8 bytes that change when anything in `item` does, but not with the order of its keys."""
    try:
        text = json.dumps(item, sort_keys=True, ensure_ascii=True)
    except (ValueError, TypeError, RecursionError):
        text = repr(item)
    return blake2b(text.encode(), digest_size=HASH_BYTES).digest()


def _draft(item: dict[str, Any], url: str, now: datetime, zone: tzinfo) -> Draft | None:
    link = web(item.get("url"), url) or web(item.get("external_url"), url)
    markup = _string(item, "content_html")[:MAX_HTML]
    if not markup and (text := _string(item, "content_text")[:MAX_HTML].strip()):
        markup = "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in text.splitlines() if part.strip())
    markup = resolve(markup, link or url)
    title = line(_string(item, "title")[: MAX_TITLE * 10])[:MAX_TITLE]
    summary = line(_string(item, "summary")[: MAX_SUMMARY * 5])[:MAX_SUMMARY]
    if not (title or summary or plain(markup[: MAX_SUMMARY * 5]) or "<img" in markup):
        return None
    updated = _date(item, "date_modified", now, zone)
    return Draft(
        title=title,
        url=link,
        original=web(item.get("external_url"), url),
        key=_identity(item.get("id")),
        published=_date(item, "date_published", now, zone) or updated,
        updated=updated,
        summary=summary,
        html=markup,
        author=_author(item),
        categories=tuple(dict.fromkeys(_tags(item))),
        images=_images(item, markup, link or url),
    )


def _string(of: dict[str, Any], name: str) -> str:
    value = of.get(name)
    return value if isinstance(value, str) else ""


def _list(of: dict[str, Any], name: str) -> list[Any]:
    value = of.get(name)
    return value if isinstance(value, list) else []


def _identity(value: object) -> str | None:
    """An id is a string; numbers are to be coerced (JSON Feed 1.1, Items)."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    try:
        return str(value).strip()[:MAX_TITLE] or None
    except ValueError:  # an integer of thousands of digits
        return None


def _date(item: dict[str, Any], name: str, now: datetime, zone: tzinfo) -> datetime | None:
    text = _string(item, name).strip()[:100]
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return dates.parse(text, now, zone)
    try:
        return when.replace(tzinfo=zone) if when.tzinfo is None else when.astimezone(zone)
    except (ValueError, OverflowError):
        return None


def _author(item: dict[str, Any]) -> str | None:
    stated = [*_list(item, "authors"), item.get("author")]
    names = [line(_string(one, "name")) for one in stated if isinstance(one, dict)]
    names = list(dict.fromkeys(name for name in names if name))
    return (", " if all(name.isascii() for name in names) else " ").join(names)[:200] or None


def _tags(item: dict[str, Any]) -> list[str]:
    tags = [line(tag)[:100] for tag in _list(item, "tags")[:MAX_CATEGORIES] if isinstance(tag, str)]
    return [tag for tag in tags if tag]


def _images(item: dict[str, Any], markup: str, base: str) -> tuple[Image, ...]:
    found: dict[str, Image] = {}
    for name in ("image", "banner_image"):
        if (url := web(item.get(name), base)) is not None:
            found.setdefault(url, Image(url=url))
    for one in _list(item, "attachments")[:MAX_IMAGES]:
        kind = _string(one, "mime_type") if isinstance(one, dict) else ""
        if kind.startswith("image/") and (url := web(one.get("url"), base)) is not None:
            found.setdefault(
                url,
                Image(
                    url=url,
                    type=kind,
                    caption=line(_string(one, "title"))[:MAX_SUMMARY],
                    size=file_size(one.get("size_in_bytes")),
                ),
            )
    if not found:
        found = {image.url: image for image in pictures(markup)}
    return tuple(found.values())[:MAX_IMAGES]


def _hub(document: dict[str, Any], url: str) -> str | None:
    for hub in _list(document, "hubs")[:10]:
        if isinstance(hub, dict) and _string(hub, "type").lower() == "websub":
            return web(hub.get("url"), url)
    return None
