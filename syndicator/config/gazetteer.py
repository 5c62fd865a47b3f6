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
    """The places of the prefecture (none when it is empty), each with what a [[place]] of its id or name changes, then
    the [[place]]s of no county in it.

    A name that a [[place]] claims is no other place's. Raises ValueError as `divisions.places_of` does.
    """
    given = divisions.places_of(prefecture) if prefecture else ()
    claimed: dict[str, str] = {name: one.id for one in declared for name in names_of(one.name, one.names)}
    used: set[str] = set()
    places: list[Place] = []
    for place in given:
        own = next((one for one in declared if _means(one, place)), None)
        if own is not None:
            used.add(own.id)
            called = _merged(names_of(own.name, own.names), place.names)
            place = replace(place, id=own.id, name=own.name, names=called, former=own.former)
        places.append(_without(place, {name for name, id in claimed.items() if id != place.id}))
    rest = [_alone(one) for one in declared if one.id not in used]
    return (*places, *rest)


def names_of(name: str, names: Sequence[str]) -> tuple[str, ...]:
    """All that a place is called: its name, its other names, its name without its rank (崇阳县, 白霓镇, 崇阳)."""
    short = name[:-1] if name[-1:] in UNITS and len(name) > LEAST_LEFT else name
    return tuple(dict.fromkeys((name, *names, short)))


def _means(one: Declared, place: Place) -> bool:
    return one.id == place.id or one.name in place.names


def _merged(*names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for some in names for name in some))


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
