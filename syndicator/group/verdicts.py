"""What is said of two items: the signals, and the verdict that rests on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from syndicator.group.signature import Likeness
from syndicator.group.titles import Relation


@dataclass(frozen=True, slots=True)
class Side:
    """One of two items, as far as it is known: stored ones have no text, but a signature of it."""

    source: str
    title: str
    url: str | None
    published: datetime
    signature: bytes


class Ground(StrEnum):
    """Why two items are one article (those of `JOINING`), or are not."""

    ADDRESS = "address"
    ORIGINAL = "a copy of that page"
    TITLE = "title"
    TEXT = "text"
    TITLE_AND_TEXT = "title and text"
    KINDRED = "kindred title and text"
    CONTAINED = "contained"
    TEASER = "title and teaser"
    TOLD_AGAIN = "told again"
    OTHER_BEGINNING = "a copy with another beginning"
    OTHER_WORDS = "the same figures in other words"
    BRIEF = "a brief in its words"

    OTHER_TEXT_THERE = "one address, another text"
    OTHER_NUMBER_THERE = "one address, another number"
    OTHER_PART = "titles differ in a number or part"
    ROUND_UP = "a round-up"
    NO_TEXT = "no text to compare"
    OTHER_PLACE = "another place"
    OTHER_DAY = "another day"
    OTHER_FIGURES = "other figures"
    OTHER_NOTE = "another day's note"
    PHRASE = "a phrase under other titles"
    DIFFERENT = "texts differ"


JOINING = frozenset(
    {
        Ground.ADDRESS,
        Ground.ORIGINAL,
        Ground.TITLE,
        Ground.TEXT,
        Ground.TITLE_AND_TEXT,
        Ground.KINDRED,
        Ground.CONTAINED,
        Ground.TEASER,
        Ground.TOLD_AGAIN,
        Ground.OTHER_BEGINNING,
        Ground.OTHER_WORDS,
        Ground.BRIEF,
    }
)


class Bar(IntEnum):
    """What stands against two items being in one story, beyond that nothing speaks for it."""

    NONE = 0
    APART = 1
    CONTRARY = 2


@dataclass(frozen=True, slots=True)
class Signals:
    """What a verdict rests on.

    `relation` and `kinship` (0 to 1) say how the titles stand, `standing` that one is of a kind that is written daily,
    `sequel` that one alone says that it follows, `elsewhere` and `another_day` that they name other ones. `text` is
    what the texts have in common, None when one side has none; `gap` how far apart in time they appeared,
    `longer_first` that the longer text came before, and `news` how many figures the later one has of its own (of two
    at once, the one with fewer).
    """

    relation: Relation
    kinship: float
    standing: bool
    sequel: bool
    elsewhere: bool
    another_day: bool
    same_source: bool
    text: Likeness | None
    gap: timedelta
    longer_first: bool
    news: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """`bar`: two that are APART may be parts of one report; CONTRARY ones are never one story by another's help."""

    same: bool
    reason: Ground
    score: float
    bar: Bar = Bar.NONE
    signals: Signals | None = None
