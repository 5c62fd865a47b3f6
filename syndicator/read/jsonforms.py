"""JSON documents that are nearly a JSON Feed: RSS-in-JSON, and transfers that broke off."""

from __future__ import annotations

import json
import re
from email.utils import parsedate_to_datetime
from typing import Any

_ITEMS = re.compile(r'"items"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_MAX_ITEMS = 10_000


def from_rss(document: object) -> dict[str, Any] | None:
    """The JSON Feed that an RSS-in-JSON document (`rss.channel.item`) says the same as; None when it is none."""
    rss = document.get("rss") if isinstance(document, dict) else None
    channel = rss.get("channel") if isinstance(rss, dict) else None
    items = channel.get("item") if isinstance(channel, dict) else None
    if isinstance(items, dict):
        items = [items]
    if not isinstance(channel, dict) or not isinstance(items, list):
        return None
    return {"title": channel.get("title"), "items": [_item(item) for item in items if isinstance(item, dict)]}


def _item(item: dict[str, Any]) -> dict[str, Any]:
    guid, enclosure = item.get("guid"), item.get("enclosure")
    attachment = (
        [{"url": enclosure.get("url"), "mime_type": enclosure.get("type")}] if isinstance(enclosure, dict) else []
    )
    return {
        "id": guid.get("#value") if isinstance(guid, dict) else guid,
        "url": item.get("link"),
        "title": item.get("title"),
        "content_html": item.get("description"),
        "date_published": _rfc3339(item.get("pubDate")),
        "authors": [{"name": item.get("author")}],
        "tags": [item.get("category")],
        "attachments": attachment,
    }


def _rfc3339(date: object) -> str | None:
    if not isinstance(date, str):
        return None
    try:
        return parsedate_to_datetime(date).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return date


def salvage(text: str) -> dict[str, Any] | None:
    """The whole items of a JSON Feed whose end is missing; None when there are none."""
    start = _ITEMS.search(text)
    if start is None:
        return None
    decoder = json.JSONDecoder(strict=False)
    items: list[Any] = []
    at = start.end()
    while len(items) < _MAX_ITEMS:
        between = _BETWEEN.match(text, at)
        try:
            item, at = decoder.raw_decode(text, between.end() if between else at)
        except (ValueError, RecursionError):
            break
        items.append(item)
    return {"items": items} if items else None
