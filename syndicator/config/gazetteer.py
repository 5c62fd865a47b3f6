"""The places of an office: the counties of its prefecture from the national list, and what [[place]] says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from syndicator.config import divisions
from syndicator.model import Doubt, Place

# 崇阳县 is also written 崇阳; a name of one character would be found everywhere.
UNITS = "县市区镇"
LEAST_LEFT = 2


@dataclass(frozen=True, slots=True)
class Declared:
    """A [[place]] as written."""

    id: str
    name: str
    names: tuple[str, ...] = ()
    former: tuple[str, ...] = ()


def gazetteer(prefecture: str, declared: Sequence[Declared]) -> tuple[Place, ...]:
    """The [[place]]s in their order, each with what the list knows of the county of its id or name; then the other
    counties of the prefecture (none when it is empty).

    A name that a [[place]] claims is no other place's. Raises ValueError as `divisions.places_of` does.
    """
    given = list(divisions.places_of(prefecture)) if prefecture else []
    claimed = {name: one.id for one in declared for name in names_of(one.name, one.names)}
    places: list[Place] = []
    for one in declared:
        meant = next((place for place in given if _means(one, place)), None)
        if meant is None:
            places.append(_alone(one))
        else:
            given.remove(meant)
            names = tuple(dict.fromkeys((*names_of(one.name, one.names), *meant.names)))
            places.append(replace(meant, id=one.id, name=one.name, names=names, former=one.former))
    return tuple(
        _without(place, {name for name, id in claimed.items() if id != place.id}) for place in (*places, *given)
    )


def names_of(name: str, names: Sequence[str]) -> tuple[str, ...]:
    """All that a place is called: its name, its other names, its name without its rank (崇阳县, 白霓镇, 崇阳)."""
    short = name[:-1] if name[-1:] in UNITS and len(name) > LEAST_LEFT else name
    return tuple(dict.fromkeys((name, *names, short)))


def _means(one: Declared, place: Place) -> bool:
    return one.id == place.id or one.name in place.names


def _without(place: Place, others: set[str]) -> Place:
    """The place without the names that others claim."""
    if others.isdisjoint((*place.names, *place.towns, *place.shared)):
        return place
    return replace(
        place,
        names=tuple(name for name in place.names if name not in others or name == place.name),
        towns=tuple(name for name in place.towns if name not in others),
        shared=tuple(name for name in place.shared if name not in others),
    )


def _alone(one: Declared) -> Place:
    """A [[place]] by itself. The list knows what its name may also mean, where it is a county's."""
    code = divisions.only_code(one.name)
    doubt = divisions.doubt_of(one.name, code)
    if code is None:  # the admin's own word is not doubted: 温泉 may be a word, but was written down on purpose
        doubt = Doubt(doubt.before, doubt.after, doubt.words)
    return Place(
        one.id,
        one.name,
        names_of(one.name, one.names),
        within=divisions.above(code) if code else (),
        doubt=doubt,
        former=one.former,
    )
