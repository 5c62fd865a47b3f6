"""JSON Feed 1.1."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from syndicator.model import Image, Publication, Site
from syndicator.publish.addresses import JSON
from syndicator.publish.characters import line
from syndicator.publish.entry import Entry
from syndicator.publish.feeds import heading
from syndicator.publish.history import NO_HISTORY, History, next_url, own_page, own_url

VERSION = "https://jsonfeed.org/version/1.1"


def jsonfeed(
    publication: Publication, entries: Sequence[Entry], site: Site, updated: datetime, history: History = NO_HISTORY
) -> bytes:
    """Returns the JSON Feed of a publication; equal arguments give equal bytes."""
    head = heading(publication, site, updated)
    document = {
        "version": VERSION,
        "title": head.title,
        "description": head.description,
        "home_page_url": own_page(history, publication, site),
        "feed_url": own_url(history, publication, site, JSON),
        **({"next_url": older} if (older := next_url(history, site, JSON)) else {}),
        "language": site.language,
        "authors": [{"name": line(site.title) or site.domain, "url": f"{site.base_url}/"}],
        "_syndicator": {"about": f"{site.base_url}/", "updated": head.updated.isoformat()},
        "items": [_item(one) for one in entries],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _item(one: Entry) -> dict[str, object]:
    item: dict[str, object] = {
        "id": one.id,
        "url": one.url,
        "title": one.title,
        "content_html": one.html,
        "date_published": one.published.isoformat(),
        "date_modified": one.updated.isoformat(),
        "authors": [{"name": one.author}],
    }
    if one.summary:
        item["summary"] = one.summary
    if one.images:
        item["image"] = one.images[0].url
    if tags := [category.label for category in one.categories]:
        item["tags"] = tags
    if attachments := [_attachment(image) for image in one.images if image.type]:
        item["attachments"] = attachments
    if one.extension:
        item["_syndicator"] = {**one.extension, "rights": one.rights}
    return item


def _attachment(image: Image) -> dict[str, object]:
    made: dict[str, object] = {"url": image.url, "mime_type": image.type}
    if caption := line(image.caption):
        made["title"] = caption
    if image.size and image.size > 0:
        made["size_in_bytes"] = image.size
    return made
