"""In which sections an item belongs, by the rules of config.toml, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from syndicator.group.conditions import Condition, Held, Matter
from syndicator.model import Item, Section, Source


class How(StrEnum):
    """What put an item into a section."""

    SOURCE = "source"
    RULE = "rule"
    LEARNED = "learned"
    FALLBACK = "fallback"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A section that the classifier proposes, and how sure it is, 0 to 1."""

    section: str
    sureness: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item stands in a section. `rule` counts the section's rules from 1; `conditions` are those that held.

    `child` is the section below that brought it here; `sureness` the classifier's.
    """

    section: str
    how: How
    rule: int | None = None
    conditions: Held = ()
    child: str | None = None
    sureness: float | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """What would have placed an item but for the section's time (`excluded` empty) or a `not` of the rule."""

    section: str
    how: How
    rule: int | None = None
    conditions: Held = ()
    excluded: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """The sections of an item, in the order of config.toml; every reason for each; what nearly was.

    `proposals` are the classifier's, the surest first; it is asked only when no source and no rule places the item.
    """

    sections: tuple[str, ...]
    reasons: tuple[Reason, ...]
    refusals: tuple[Refusal, ...] = ()
    proposals: tuple[Proposal, ...] = ()


# The smaller the stronger: what the office wrote outweighs a guess, and a guess the place for all the rest.
_STRENGTH = {How.SOURCE: 0, How.RULE: 0, How.LEARNED: 1, How.FALLBACK: 2}

Propose = Callable[[Item], Sequence[Proposal]]


@dataclass(frozen=True, slots=True)
class Learned:
    """The classifier, and how sure it must be to place an item."""

    propose: Propose
    least: float


def explained(
    item: Item,
    source: Source,
    places: tuple[str, ...],
    sections: Sequence[Section],
    now: datetime,
    learned: Learned | None = None,
) -> Placed:
    """Where an item belongs and why: in the sections its source is declared to feed and those whose rules hold, else
    where the classifier is sure, else in the fallback; and in the parents of them all.

    `places` are the ids of the places the item is about. `now` is when it was first seen, which counts where it
    bears no date; so the decision stays the same whenever it is made. Parents must not go in a circle.
    """
    spans = _spans(sections)
    moment = item.published or now
    open_ = {id for id, (since, until) in spans.items() if _within(moment, since, until)}
    reasons: list[Reason] = []
    refusals: list[Refusal] = []
    matter = Matter(item, source, places)
    for section in sections:
        for reason in _claims(section, source, matter):
            if isinstance(reason, Refusal):
                refusals.append(reason)
            elif section.id in open_:
                reasons.append(reason)
            else:
                refusals.append(Refusal(section.id, reason.how, reason.rule, reason.conditions))
    proposals: tuple[Proposal, ...] = ()
    if not reasons and learned is not None:
        proposals = tuple(one for one in learned.propose(item) if one.section in open_)
        reasons += [
            Reason(one.section, How.LEARNED, sureness=one.sureness)
            for one in proposals
            if one.sureness >= learned.least
        ]
    if not reasons:
        reasons += [
            Reason(section.id, How.FALLBACK) for section in sections if section.fallback and section.id in open_
        ]
    return _complete(reasons, sections, tuple(refusals), proposals)


def place_in(
    item: Item,
    source: Source,
    sections: Sequence[Section],
    places: tuple[str, ...],
    now: datetime,
    learned: Learned | None = None,
) -> tuple[str, ...]:
    """Ids of the sections of `item`, in the order of `sections`. See `explained`."""
    return explained(item, source, places, sections, now, learned).sections


def together(placed: Sequence[Placed], sections: Sequence[Section]) -> Placed:
    """Where a story stands whose items are placed so: a rule for one copy outweighs a guess or the fallback for
    another."""
    direct = [reason for one in placed for reason in one.reasons if reason.how is not How.CHILD]
    strongest = min((_STRENGTH[reason.how] for reason in direct), default=0)
    reasons = list(dict.fromkeys(reason for reason in direct if _STRENGTH[reason.how] == strongest))
    refusals = dict.fromkeys(refusal for one in placed for refusal in one.refusals)
    proposals = dict.fromkeys(proposal for one in placed for proposal in one.proposals)
    return _complete(reasons, sections, tuple(refusals), tuple(proposals))


def ancestors(section: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    """The sections above one, nearest first; stops where `parents` would lead round in a circle."""
    seen = {section}
    above = parents.get(section)
    while above is not None and above in parents and above not in seen:
        seen.add(above)
        yield above
        above = parents[above]


def _complete(
    reasons: Sequence[Reason],
    sections: Sequence[Section],
    refusals: tuple[Refusal, ...],
    proposals: tuple[Proposal, ...],
) -> Placed:
    """With the parents of what the reasons name, in the order of config.toml."""
    order = {section.id: number for number, section in enumerate(sections)}
    whole = sorted([*reasons, *_inherited(sections, reasons)], key=lambda one: order[one.section])
    return Placed(tuple(dict.fromkeys(one.section for one in whole)), tuple(whole), refusals, proposals)


def _claims(section: Section, source: Source, matter: Matter) -> Iterator[Reason | Refusal]:
    if section.id in source.sections:
        yield Reason(section.id, How.SOURCE)
    for number, rule in enumerate(section.match, 1):
        held = matter.held(rule)
        if held is None:
            continue
        against = next((found for other in rule.excluded if (found := matter.held(other))), None)
        if against is None:
            yield Reason(section.id, How.RULE, number, held)
        else:
            yield Refusal(section.id, How.RULE, number, held, against)


def _inherited(sections: Sequence[Section], reasons: Sequence[Reason]) -> list[Reason]:
    """What stands in a section stands in those above it: one reason for each child that brings it."""
    parents = {section.id: section.parent for section in sections}
    pairs: dict[tuple[str, str], None] = {}
    for reason in reasons:
        child = reason.section
        for above in ancestors(reason.section, parents):
            pairs[above, child] = None
            child = above
    return [Reason(above, How.CHILD, child=child) for above, child in pairs]


def _spans(sections: Sequence[Section]) -> dict[str, tuple[datetime | None, datetime | None]]:
    """When each section takes items: its own time, within that of the sections above it."""
    by_id = {section.id: section for section in sections}
    parents = {section.id: section.parent for section in sections}
    spans = {}
    for section in sections:
        line = [section, *(by_id[id] for id in ancestors(section.id, parents))]
        spans[section.id] = (
            max((one.since for one in line if one.since), default=None),
            min((one.until for one in line if one.until), default=None),
        )
    return spans


def _within(moment: datetime, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or since <= moment) and (until is None or moment < until)
