"""Values to columns and back. What is looked up has a column of its own; the rest of an item lies in `facts`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from syndicator.model import Draft, Image, Item, PaperPage, Rights


def item_values(item: Item) -> dict[str, Any]:
    """The columns of `item` that come from the item itself."""
    return {
        "source": item.source,
        "key": item.key,
        "url": item.url,
        "title": item.title,
        "html": item.html,
        "text": item.text,
        "summary": item.summary,
        "published": item.published,
        "origin": item.origin,
        "rights": str(item.rights),
        "terms": str(item.rights),
        "facts": {
            "author": item.author,
            "editor": item.editor,
            "photographer": item.photographer,
            "breadcrumb": item.breadcrumb,
            "categories": item.categories,
            "images": [_image_values(image) for image in item.images],
            **_seldom(item),
        },
    }


def item_of(row: RowMapping) -> Item:
    """The item that a row of `item` holds."""
    facts = row["facts"]
    return Item(
        source=row["source"],
        key=row["key"],
        title=row["title"],
        url=row["url"],
        html=row["html"],
        text=row["text"],
        summary=row["summary"],
        published=row["published"],
        origin=row["origin"],
        author=facts["author"],
        editor=facts["editor"],
        photographer=facts["photographer"],
        breadcrumb=tuple(facts["breadcrumb"]),
        categories=tuple(facts["categories"]),
        images=tuple(Image(**image) for image in facts["images"]),
        rights=Rights(row["rights"]),
        kicker=facts.get("kicker", ""),
        subtitle=facts.get("subtitle", ""),
        paper=PaperPage(**facts["paper"]) if "paper" in facts else None,
        original=facts.get("original"),
    )


def pictures_of(facts: dict[str, Any]) -> list[str]:
    """The addresses of an item's pictures, from its column `facts`."""
    return [image["url"] for image in facts["images"]]


def draft_values(draft: Draft) -> dict[str, Any]:
    """A draft as JSON, for the queue of pages to be read."""
    values: dict[str, Any] = {name: value for name, value in asdict(draft).items() if value}
    for name in ("published", "updated"):
        if name in values:
            values[name] = values[name].isoformat()
    return values


def draft_of(values: dict[str, Any]) -> Draft:
    moments: dict[str, datetime] = {
        name: datetime.fromisoformat(values[name]) for name in ("published", "updated") if values.get(name) is not None
    }
    lists: dict[str, tuple[str, ...]] = {
        name: tuple(values[name]) for name in ("breadcrumb", "categories") if name in values
    }
    images = tuple(Image(**image) for image in values.get("images", ()))
    paper = PaperPage(**values["paper"]) if "paper" in values else None
    return Draft(**(values | moments | lists | {"images": images, "paper": paper}))


def _seldom(item: Item) -> dict[str, Any]:
    """What only an e-paper's articles, or those copied from elsewhere, have."""
    values = {"kicker": item.kicker, "subtitle": item.subtitle, "paper": item.paper and asdict(item.paper)}
    values["original"] = item.original
    return {name: value for name, value in values.items() if value}


def _image_values(image: Image) -> dict[str, Any]:
    return {name: value for name, value in asdict(image).items() if value}
