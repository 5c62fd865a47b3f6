"""From items to stories, inside the caller's transaction: asks the deciders of `group/` and writes what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from syndicator.group import places, sections
from syndicator.group import stories as deciders
from syndicator.model import Item, Settings, Source
from syndicator.refine import rights
from syndicator.service import joining, names
from syndicator.service.harvest import Prepared
from syndicator.store import items, publications, stories
from syndicator.store.stories import Telling


@dataclass(frozen=True, slots=True)
class Arrival:
    """An item that came in. `backlog`: its source was new, so the item is history rather than news."""

    prepared: Prepared
    backlog: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """How much of what arrived was new."""

    items: int = 0
    stories: int = 0


def absorb(connection: Connection, arrivals: Sequence[Arrival], settings: Settings, now: datetime) -> Told:
    """Stores what is new or changed among the arrivals, joins it to stories, marks what must be published."""
    latest = {(one.prepared.item.source, one.prepared.item.key): one for one in arrivals}
    known = items.known(connection, latest)
    fresh = [one for id, one in latest.items() if id not in known]
    fresh.sort(key=lambda one: one.prepared.item.published or now)
    before = _revise(connection, latest, known, now)
    joined = joining.join(connection, [(one.prepared, one.backlog) for one in fresh], settings.site, now)
    touched = dict.fromkeys(joined.arrived) | dict.fromkeys(joined.changed)
    _retell(connection, {**touched, **before}, joined.arrived, settings, now)
    return Told(len(fresh), joined.births)


def retell(connection: Connection, ids: Sequence[int], settings: Settings, now: datetime) -> None:
    """Decides anew where these stories belong, after the rules in config.toml changed."""
    _retell(connection, dict.fromkeys(ids), {}, settings, now)


def _revise(
    connection: Connection,
    latest: Mapping[items.Identity, Arrival],
    known: Mapping[items.Identity, items.Known],
    now: datetime,
) -> dict[int, dict[int, Item]]:
    """Stores changed items; returns by story what each changed item (by id) said before."""
    before: dict[int, dict[int, Item]] = defaultdict(dict)
    for id, row in known.items():
        prepared = latest[id].prepared
        if row.content != prepared.fingerprint.content:
            before[row.story][row.id] = items.get(connection, row.id)
            items.revise(connection, row.id, row.revision, prepared.item, prepared.fingerprint, now)
    return before


def _retell(
    connection: Connection,
    before: Mapping[int, dict[int, Item] | None],
    arrived: Mapping[int, bool],
    settings: Settings,
    now: datetime,
) -> None:
    """Decides lead, sections, places and telling of each story in `before`, writes them, marks publications."""
    ids = list(before)
    standing = stories.tellings(connection, ids)
    members = items.members(connection, ids)
    gone = _gone(connection, standing, members)
    tellings: list[Telling] = []
    shown: dict[int, tuple[str, ...]] = {}
    dirty: set[str] = set()
    for id in ids:
        old = standing[id]
        new = _stand(old, members[id], gone[id] | (before[id] or {}), arrived.get(id), settings, now)
        tellings.append(new)
        shown[id] = names.shown_in(new, settings)
        dirty.update(shown[id] if new.told else ())
        dirty.update(names.shown_in(old, settings) if old.told else ())
    stories.tell(connection, tellings, shown)
    publications.mark(connection, dirty)


def _gone(
    connection: Connection, standing: Mapping[int, Telling], members: Mapping[int, Sequence[items.Member]]
) -> dict[int, dict[int, Item]]:
    """By story its lead, where that went into another story: the reader has seen it all the same."""
    found: dict[int, dict[int, Item]] = {}
    for id, telling in standing.items():
        away = telling.lead is not None and all(member.id != telling.lead for member in members[id])
        former = items.find(connection, telling.lead) if away and telling.lead is not None else None
        found[id] = {} if former is None or telling.lead is None else {telling.lead: former}
    return found


def _stand(
    old: Telling,
    members: Sequence[items.Member],
    before: Mapping[int, Item],
    backlog: bool | None,
    settings: Settings,
    now: datetime,
) -> Telling:
    """How a story stands with these members; `backlog` is None when nothing new came."""
    fit = [member for member in members if rights.publishable(member.item)]
    if not fit:
        return replace(old, lead=None, sections=(), places=())  # it keeps its time: rights may come back
    first = deciders.lead([_lead_candidate(member, settings.by_id) for member in fit]) if len(fit) > 1 else 0
    lead = fit[first]
    found: list[tuple[str, ...]] = []
    where: list[tuple[str, ...]] = []
    for member in fit:
        source = settings.by_id.get(member.item.source) or names.former_source(member.item)
        where.append(places.find(member.item, source, settings.places))
        found.append(sections.place_in(member.item, source, settings.sections, where[-1]))
    told = old.told
    if told is None and backlog is not None:
        told = _when(lead.item, backlog, settings, now)
    changed = _changed(old, lead, members, before)
    return replace(
        old,
        told=told,
        lead=lead.id,
        sections=_in_order(found, [section.id for section in settings.sections]),
        places=_in_order(where, [place.id for place in settings.places]),
        revision=old.revision + changed,
        updated=now if changed else (old.updated if old.told else (told or old.updated)),
    )


def _when(lead: Item, backlog: bool, settings: Settings, now: datetime) -> datetime | None:
    """When a story counts as told: now if it is news, at its own date if it is history, never if it is too old."""
    oldest = now - settings.site.backfill
    if lead.published is not None and lead.published < oldest:
        return None
    return lead.published if backlog and lead.published is not None else now


def _changed(old: Telling, lead: items.Member, members: Sequence[items.Member], before: Mapping[int, Item]) -> bool:
    """Would a reader who saw the story before call it changed?"""
    if old.lead is None:
        return False
    if old.lead == lead.id and old.lead not in before:
        return False
    former = before.get(old.lead) or next((member.item for member in members if member.id == old.lead), None)
    return former is not None and deciders.significant(former, lead.item)


def _lead_candidate(member: items.Member, sources: Mapping[str, Source]) -> deciders.LeadCandidate:
    source = sources.get(member.item.source)
    return deciders.LeadCandidate(
        item=member.item,
        source_name=source.name if source else member.item.source,
        priority=source.priority if source else 0,
        first_seen=member.first_seen,
        compiled=member.compiled,
    )


def _in_order(found: Iterable[tuple[str, ...]], order: Sequence[str]) -> tuple[str, ...]:
    wanted = {id for ids in found for id in ids}
    return tuple(id for id in order if id in wanted)
