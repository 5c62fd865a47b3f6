"""An editor's word on which items are one story: it stands above all evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from syndicator.refine.urls import canonical, is_article


class Kind(StrEnum):
    """JOIN: these items are one story. SPLIT: they are not what the others of their story are."""

    JOIN = "join"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A word that names an item. A later one (by `number`) stands above an earlier one.

    `story` is where the item belongs, None when none of those named has come yet; `apart` the story it was taken from.
    """

    number: int
    kind: Kind
    story: int | None
    apart: int | None


@dataclass(frozen=True, slots=True)
class Binding:
    """What editors' words leave to be decided of an item: its `story`, or, when None, all but the `barred` ones.

    `alone`: it begins a story, whatever it is like. `number` is the word that binds it, `pending` those whose story
    the decision will be.
    """

    story: int | None = None
    barred: frozenset[int] = frozenset()
    alone: bool = False
    number: int | None = None
    pending: tuple[int, ...] = ()


FREE = Binding()


@dataclass(frozen=True, slots=True)
class Standing:
    """A story that is to become one with others: its row's id, which grows with each birth; shown to readers or not."""

    id: int
    told: datetime | None
    shown: bool


def marks(source: str, key: str, url: str | None) -> tuple[str, ...]:
    """How an item is known again when it comes anew: by its source's key, and by its address, as any site's copy."""
    own = f"{source} {key}"
    return (own, address) if url and (address := address_mark(url)) else (own,)


def address_mark(url: str) -> str | None:
    """The mark of all items at an address; None for one that is not an article's."""
    address = canonical(url)
    return address if is_article(address) else None


def bind(rulings: Sequence[Ruling]) -> Binding:
    """What these words on one item leave to be decided."""
    words = sorted({one for one in rulings if one.story is None or one.story != one.apart}, key=lambda one: one.number)
    if not words:
        return FREE
    last = words[-1]
    pending = tuple(one.number for one in words if one.story is None)
    barred = frozenset(one.apart for one in words if one.apart is not None and one.apart != last.story)
    alone = last.kind is Kind.SPLIT and last.story is None
    return Binding(last.story, barred, alone, last.number, pending)


def survivor(stories: Iterable[Standing]) -> int:
    """Which of the stories that become one keeps its id: the eldest that readers know, else the eldest.

    Raises ValueError for an empty sequence.
    """
    return min(stories, key=lambda one: (not one.shown, one.id)).id
