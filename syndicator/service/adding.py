"""Writing what the admin chose into config.toml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from syndicator import config
from syndicator.config import edit
from syndicator.model import Settings
from syndicator.refine.urls import canonical
from syndicator.service.offering import Offer

# What a host's name begins with when it says nothing.
DULL_LABELS = frozenset(
    {"www", "m", "wap", "news", "com", "net", "org", "gov", "cn", "edu", "index", "default", "list"}
)
DULL_ENDINGS = re.compile(
    r"\.(?:\w?html?|xml|json|rss|atom|aspx?|php|jsp)$|(?:^|/)(?:rss|atom|feed)(?=/?$)", re.IGNORECASE
)
LONGEST_ID = 40
BYTE_ORDER_MARK = "\ufeff"


def write(path: Path, chosen: Sequence[Offer], settings: Settings, data: Path | None = None) -> list[str]:
    """Adds the offers that are not in the file yet; returns their ids. The result is checked before it is saved."""
    raw = path.read_bytes().decode("utf-8")  # as it is: line ends and a byte order mark are the admin's
    text = raw.removeprefix(BYTE_ORDER_MARK)
    known = {canonical(source.url) for source in settings.sources}
    taken = {source.id for source in settings.sources}
    tables: list[dict[str, Any]] = []
    for offer in chosen:
        if canonical(offer.url) in known:
            continue
        id = _free(suggested_id(offer.url), taken)
        known.add(canonical(offer.url))
        taken.add(id)
        table: dict[str, Any] = {"id": id, "name": offer.title, "url": offer.url}
        if offer.section:
            table["section"] = offer.section
        if offer.place:
            table["place"] = offer.place
        tables.append(table)
    edited = edit.add_sources(text, tables)
    config.parse(edited, str(path), path.resolve().parent, data)
    edit.save(path, raw[: len(raw) - len(text)] + edited)
    return [str(table["id"]) for table in tables]


def suggested_id(url: str) -> str:
    """An id from the telling parts of a URL: http://www.xnnews.com.cn/xyxw/cyxw/ is xnnews-cyxw."""
    parts = urlsplit(url)
    labels = [label for label in (parts.hostname or "").split(".") if label not in DULL_LABELS]
    host = max(labels, key=len, default="source") if labels else "source"
    path = [
        part
        for part in re.split(r"[/._]", DULL_ENDINGS.sub("", parts.path.rstrip("/")))
        if part and part.lower() not in DULL_LABELS
    ]
    words = [host, *(path[-1:] if path else [])]
    return re.sub(r"[^a-z0-9]+", "-", "-".join(words).lower()).strip("-")[:LONGEST_ID].strip("-") or "source"


def _free(id: str, taken: set[str]) -> str:
    number = 2
    name = id
    while name in taken:
        name = f"{id}-{number}"
        number += 1
    return name
