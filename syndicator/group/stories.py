"""Is it the same story, who leads it, and did it change: decided from values alone."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from syndicator.group import titles
from syndicator.group.changes import compare
from syndicator.group.evidence import weigh
from syndicator.group.overrules import FREE, Binding
from syndicator.group.verdicts import Side, Verdict
from syndicator.model import Candidate, Fingerprint, Item
from syndicator.refine.fold import fold
from syndicator.refine.text import comparable, comparable_title
from syndicator.refine.urls import canonical


@dataclass(frozen=True, slots=True)
class Decision:
    """The story an item belongs to, None for a new one; why, in a word; how sure, 0 to 1."""

    story: int | None
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class LeadCandidate:
    """A member of a story, and what its source is called and worth. `compiled`: it tells other stories too."""

    item: Item
    source_name: str
    priority: int
    first_seen: datetime
    compiled: bool = False


# A source that says one of these means itself.
_ITSELF = re.compile(r"^(?:本[网站报局台刊社院部厅委办县市]|原创|本网站|自采)$")
# Longer by a fifth is longer; less is a caption or a credit.
_LENGTH_STEP = math.log(1.2)


def decide(
    item: Item,
    fingerprint: Fingerprint,
    candidates: Sequence[Candidate],
    now: datetime,
    binding: Binding = FREE,
) -> Decision:
    """The story among the candidates that `item` tells too; none when it tells its own.

    Depends on the pair alone, never on who came first: of two items, each would join the other. `now` stands in for
    a date the source did not give. What editors said (`binding`) stands above all likeness.
    """
    if binding.story is not None or binding.alone:
        return Decision(binding.story, "overruled", 1.0)
    candidates = [one for one in candidates if one.story not in binding.barred]
    mine = Side(item.source, item.title, item.url, item.published or now, fingerprint.signature)
    best: tuple[float, int, int] | None = None
    chosen: Candidate | None = None
    why: Verdict | None = None
    for candidate in candidates:
        theirs = Side(candidate.source, candidate.title, candidate.url, candidate.published or now, candidate.signature)
        verdict = weigh(mine, theirs)
        rank = (verdict.score, candidate.shared, -abs(candidate.item_id))
        if verdict.same and (best is None or rank > best):
            best, chosen, why = rank, candidate, verdict
        elif chosen is None and verdict.score > (why.score if why else 0.0):
            why = verdict
    return Decision(chosen.story if chosen else None, why.reason if why else "new", why.score if why else 0.0)


def lead(items: Sequence[LeadCandidate]) -> int:
    """Which of a story's members is shown, by index: none that links to another as to its original; the origin's own
    copy, else the source of the highest priority, else the one with the whole title and the longer text, else the
    earliest. The order of `items` does not matter.

    Raises ValueError for an empty sequence.
    """
    return max(range(len(items)), key=lambda index: _rank(index, items))


def significant(old: Item, new: Item) -> bool:
    """Whether a reader of `old` would call `new` changed: its title, its text, its pictures.

    Punctuation, script, white space, datelines, credits, counters and notices are no change; nor is a title that a
    list had cut short and that is now whole, nor a picture at another address of the same file.
    """
    return bool(compare(old, new))


def names(origin: str, source_name: str) -> bool:
    """Whether the 来源 `origin` means the source called `source_name`."""
    said, called = comparable_title(origin), fold(source_name)
    if len(said) < 2 or len(called) < 2:
        return False
    return said == called or (len(called) >= 3 and called in said) or (len(said) >= 3 and said in called)


class Rank(NamedTuple):
    """What makes a member lead, the weightiest first; the larger leads."""

    not_compiled: bool
    not_copied: bool
    named: bool
    own: bool
    priority: int
    whole_title: bool
    length: int
    published: float
    source: tuple[int, ...]
    key: tuple[int, ...]


def leads_by(items: Sequence[LeadCandidate]) -> str:
    """Which field of `Rank` made the lead the lead; an empty string when there is no other member."""
    if len(items) < 2:
        return ""
    first, second = sorted((_rank(index, items) for index in range(len(items))), reverse=True)[:2]
    return next(name for name in Rank._fields if getattr(first, name) != getattr(second, name))


def _rank(index: int, items: Sequence[LeadCandidate]) -> Rank:
    one = items[index]
    votes = sum(
        1
        for at, other in enumerate(items)
        if at != index and other.item.origin and names(other.item.origin, one.source_name)
    )
    own = one.item.origin is not None and (
        _ITSELF.match(one.item.origin.strip()) is not None or names(one.item.origin, one.source_name)
    )
    borrowed = one.item.origin is not None and not own
    published = one.item.published or one.first_seen
    length = len(comparable(one.item.text))
    addresses = {canonical(other.item.url) for at, other in enumerate(items) if at != index and other.item.url}
    return Rank(
        not one.compiled,
        one.item.original is None or canonical(one.item.original) not in addresses,
        votes > 0 and not borrowed,
        own,
        one.priority,
        not titles.read(one.item.title).cut,
        round(math.log(length + 1) / _LENGTH_STEP),
        _seconds_before(published),
        # Equal in all that a reader sees: whichever, but always the same.
        _reversed(one.item.source),
        _reversed(one.item.key),
    )


def _reversed(name: str) -> tuple[int, ...]:
    """Larger the earlier in the alphabet."""
    return (*(-ord(letter) for letter in name), 1)


_END = datetime(9999, 1, 1, tzinfo=UTC)


def _seconds_before(moment: datetime) -> float:
    """Larger the earlier."""
    return (_END - moment) / timedelta(seconds=1)
