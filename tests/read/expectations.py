"""Reading an article page against what a person found on it: used by the tests and by tests/bench/articles.py."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from syndicator.model import Article

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
PAGES = SHARED / "corpus" / "pages"
DATA = Path(__file__).resolve().parents[1] / "data" / "articles"
LAYOUTS = DATA / "layouts"
# Pages in the manner of real sites, written with their expectations by people who did not know the reader.
BLIND = DATA / "blind"
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
FIELDS = (
    *("title", "published", "origin", "author", "editor", "photographer", "breadcrumb", "original_title", "next_url"),
    *("begins", "ends", "images", "captions", "absent", "html_has", "first_image", "charset"),
)


@dataclass(frozen=True)
class Case:
    """A page's bytes and what it holds. A list in place of a string: each of them is right."""

    name: str
    path: Path
    expected: dict[str, Any]

    @property
    def body(self) -> bytes:
        return self.path.read_bytes()


def cases() -> list[Case]:
    """The pages of the corpus, then those made here."""
    real = [(file, PAGES / json.loads(file.read_text("utf-8"))["page"]) for file in sorted(DATA.glob("*.json"))]
    made = [(file, file.with_suffix(".html")) for folder in (LAYOUTS, BLIND) for file in sorted(folder.glob("*.json"))]
    return [Case(file.stem, path, json.loads(file.read_text("utf-8"))) for file, path in [*real, *made]]


def minute(moment: datetime | None) -> str | None:
    return moment.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M") if moment else None


def differences(found: Article, expected: dict[str, Any]) -> dict[str, tuple[object, object]]:
    """Field -> (found, expected) for every field that is not as expected."""
    wrong: dict[str, tuple[object, object]] = {}
    for name in FIELDS:
        if name not in expected:
            continue
        wanted = expected[name]
        got = _found(found, name, wanted)
        if got is not True:
            wrong[name] = (got, wanted)
    return wrong


def _found(found: Article, name: str, wanted: Any) -> object:
    """True when right, else what was found."""
    choices = wanted if isinstance(wanted, list) else [wanted]
    match name:
        case "published":
            return minute(found.published) in choices or minute(found.published)
        case "breadcrumb":
            return list(found.breadcrumb) == wanted or list(found.breadcrumb)
        case "begins":
            return any(found.text.startswith(text) for text in choices) or found.text[:60]
        case "ends":
            return any(found.text.endswith(text) for text in choices) or found.text[-60:]
        case "images":
            return len(found.images) in choices or [image.url for image in found.images]
        case "captions":
            captions = [image.caption for image in found.images]
            return captions == wanted or captions
        case "first_image":
            return (bool(found.images) and found.images[0].url == wanted) or [image.url for image in found.images]
        case "absent":
            return [text for text in wanted if text in found.text or text in found.html] or True
        case "html_has":
            return [text for text in wanted if text not in found.html] or True
        case _:
            value = getattr(found, name)
            return value in choices or value
