"""How much of an item everybody may see: decided here, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

from syndicator.model import Item, Rights


def publishable(item: Item) -> bool:
    """Whether anything of `item` may be shown."""
    return item.rights is not Rights.NONE


def shown(item: Item) -> Item:
    """`item` as it may be shown to everybody. What may not be shown at all keeps neither text nor title."""
    match item.rights:
        case Rights.FULL:
            return item
        case Rights.SUMMARY:
            return replace(item, html="", text=item.summary)
        case Rights.HEADLINE:
            return replace(item, html="", text="", summary="", images=())
        case Rights.NONE:
            return replace(item, title="", url=None, html="", text="", summary="", images=())
