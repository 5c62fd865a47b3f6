"""Article readers beside each other: ours, gne and trafilatura, judged by what a person read on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import gne
import trafilatura

from syndicator.errors import ReadError
from syndicator.read import dates
from syndicator.read.article import article
from syndicator.read.charset import decode
from tests.read.expectations import NOW, ZONE, Case, minute

FIELDS = ("title", "published", "origin", "author", "editor", "photographer", "begins", "ends", "images")


class Read(NamedTuple):
    """What every reader is asked for; an empty string, or no picture, where it has no answer."""

    title: str = ""
    published: str = ""
    origin: str = ""
    author: str = ""
    editor: str = ""
    photographer: str = ""
    text: str = ""
    images: int = 0


def ours(body: bytes, url: str) -> Read:
    try:
        found = article(body, url, now=NOW, zone=ZONE)
    except ReadError:
        return Read()
    return Read(
        found.title,
        minute(found.published) or "",
        found.origin or "",
        found.author or "",
        found.editor or "",
        found.photographer or "",
        found.text,
        len(found.images),
    )


def by_gne(body: bytes, url: str) -> Read:
    found = gne.GeneralNewsExtractor().extract(decode(body, None)[0], host=url)
    published = minute(dates.parse(found["publish_time"] or "", NOW, ZONE)) or ""
    return Read(found["title"], published, author=found["author"], text=found["content"], images=len(found["images"]))


def by_trafilatura(body: bytes, url: str) -> Read:
    found = trafilatura.bare_extraction(body, url=url, with_metadata=True)
    if found is None:
        return Read()
    published = minute(dates.parse(found.date or "", NOW, ZONE)) or ""
    return Read(found.title or "", published, found.sitename or "", found.author or "", text=found.text or "")


READERS: dict[str, Callable[[bytes, str], Read]] = {"syndicator": ours, "gne": by_gne, "trafilatura": by_trafilatura}


def judge(found: Read, case: Case) -> dict[str, bool]:
    """Field -> right, for the fields that the expectation names. White space is not compared: nobody is blamed for it."""
    text = _squeezed(found.text)
    right: dict[str, bool] = {}
    for field in FIELDS:
        if field not in case.expected:
            continue
        wanted = case.expected[field] if isinstance(case.expected[field], list) else [case.expected[field]]
        choices = [_squeezed(str(choice or "")) for choice in wanted]
        if field == "begins":
            right[field] = text.startswith(tuple(choices))
        elif field == "ends":
            right[field] = text.endswith(tuple(choices))
        elif field == "images":
            right[field] = found.images in wanted
        else:
            right[field] = _squeezed(str(getattr(found, field))) in choices
    return right


def attempt(reader: str, case: Case) -> Read:
    """What a reader finds; nothing when it breaks down."""
    try:
        return READERS[reader](case.body, case.expected["url"])
    except Exception:  # whatever a stranger's reader trips over
        return Read()


def _squeezed(text: str) -> str:
    return "".join(text.split())


def totals(judged: list[dict[str, bool]]) -> dict[str, Any]:
    """Field -> "right/asked", and how many bodies begin and end right."""
    row: dict[str, Any] = {
        field: f"{sum(one.get(field, False) for one in judged)}/{sum(field in one for one in judged)}"
        for field in FIELDS
    }
    row["body"] = sum(one.get("begins", True) and one.get("ends", True) for one in judged)
    return row
