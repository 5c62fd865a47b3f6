"""Why an item stands where it stands: every rule of every section with what of it held, and the words that name places.

It tells what `sections.explained` and `places.find` decide; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from syndicator.group import places as gazetteer
from syndicator.group import sections as columns
from syndicator.group.conditions import Checked, Matter
from syndicator.model import Item, Place, Section, Source


@dataclass(frozen=True, slots=True)
class RuleChecked:
    """A rule of a section, `number` counted from 1: its conditions, and those of each rule that it excludes."""

    number: int
    conditions: tuple[Checked, ...]
    excluded: tuple[tuple[Checked, ...], ...]


@dataclass(frozen=True, slots=True)
class SectionChecked:
    """A section, whether the item stands in it, why or what nearly put it there, and all its rules."""

    section: Section
    stands: bool
    reasons: tuple[columns.Reason, ...]
    refusals: tuple[columns.Refusal, ...]
    rules: tuple[RuleChecked, ...]


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place of an item; by its source's declaration, or by its name in a part of the item."""

    place: Place
    by_source: bool
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Placing:
    """`proposals` are the classifier's, asked when no source and no rule places the item."""

    sections: tuple[SectionChecked, ...]
    places: tuple[PlaceFound, ...]
    proposals: tuple[columns.Proposal, ...] = ()


def placing(
    item: Item,
    source: Source,
    sections: Sequence[Section],
    places: Sequence[Place],
    seen: datetime,
    learned: columns.Learned | None = None,
) -> Placing:
    """All of it for one item; `seen` is when it was first seen."""
    sightings = gazetteer.explained(item, source, places)
    ids = tuple(one.place for one in sightings)
    named = {place.id: place for place in places}
    placed = columns.explained(item, source, ids, sections, seen, learned)
    matter = Matter(item, source, ids)
    return Placing(
        sections=tuple(
            SectionChecked(
                section=section,
                stands=section.id in placed.sections,
                reasons=tuple(one for one in placed.reasons if one.section == section.id),
                refusals=tuple(one for one in placed.refusals if one.section == section.id),
                rules=tuple(
                    RuleChecked(number, matter.checked(rule), tuple(matter.checked(other) for other in rule.excluded))
                    for number, rule in enumerate(section.match, 1)
                ),
            )
            for section in sections
        ),
        places=tuple(
            PlaceFound(
                named[one.place],
                one.where is gazetteer.Where.SOURCE,
                ((str(one.where), one.name),) if one.where is not gazetteer.Where.SOURCE else (),
            )
            for one in sightings
        ),
        proposals=placed.proposals,
    )
