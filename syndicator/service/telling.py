"""From items to stories, inside the caller's transaction: asks the deciders of `group/` and writes what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection

from syndicator.group import places, sections
from syndicator.group import stories as deciders
from syndicator.group.changes import compare
from syndicator.model import Change, Item, Prepared, Settings, Source
from syndicator.refine import rights
from syndicator.service import archiver, granting, joining, names, placing
from syndicator.store import changes, items, publications, stories, storypages, withdrawals
from syndicator.store.archives import Touched
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
    _keep_withdrawn(connection, fresh, joined.homes, now)
    touched = dict.fromkeys(joined.arrived) | dict.fromkeys(joined.changed)
    _retell(connection, {**touched, **before}, joined.arrived, settings, now, joined.changed)
    return Told(len(fresh), joined.births)


def retell(
    connection: Connection,
    ids: Sequence[int],
    settings: Settings,
    now: datetime,
    *,
    altered: Collection[int] = (),
    reasons: Mapping[int, str] = MappingProxyType({}),
) -> None:
    """Decides anew how these stories stand, after the rules in config.toml changed or items moved between stories.

    Of those `altered` something else changed too: what they may show, or who may. `reasons` say why a story goes.
    """
    _retell(connection, dict.fromkeys(ids), {}, settings, now, altered, reasons)


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
        elif prepared.item.origin not in (None, row.origin):
            items.attribute(connection, row.id, prepared.item.origin)
            before.setdefault(row.story, {})  # whose it is decides what may be shown of it
    return before


def _keep_withdrawn(connection: Connection, fresh: Sequence[Arrival], homes: Sequence[int], now: datetime) -> None:
    """What a source tells again under another guid stays withdrawn, as its copy was."""
    known = withdrawals.withdrawn_copies(connection, homes)
    ours = {(story, one.prepared.item.source) for one, story in zip(fresh, homes, strict=True)}
    for story, source in ours & known:
        withdrawals.withdraw_copies(connection, story, source, now)


def _retell(
    connection: Connection,
    before: Mapping[int, dict[int, Item] | None],
    arrived: Mapping[int, bool],
    settings: Settings,
    now: datetime,
    altered: Collection[int] = (),
    reasons: Mapping[int, str] = MappingProxyType({}),
) -> None:
    """Decides lead, sections, places and telling of each story in `before`, writes them, marks publications."""
    ids = list(before)
    standing = stories.tellings(connection, ids)
    members, due = granting.grant(connection, items.members(connection, ids), settings, now)
    known = placing.sources_of(connection, (member.item for some in members.values() for member in some), settings)
    learned = placing.classifier_of(settings)
    left = _left(connection, standing, members)
    tellings: list[Telling] = []
    shown: dict[int, tuple[str, ...]] = {}
    made: list[changes.Made] = []
    dirty: set[str] = set()
    past: list[Touched] = []
    gone: list[tuple[str, int, datetime]] = []
    back: list[int] = []
    digests = {names.digest(one.id) for one in settings.digests}
    for id in ids:
        old = standing[id]
        formerly = names.shown_in(old, settings) if old.told else ()
        former = {**left[id], **(before[id] or {})}
        # What was held back from the beginning is news when it opens.
        waited = False if old.due is not None and old.told is None else None
        new = _stand(old, members[id], former, arrived.get(id, waited), settings, now, known, learned)
        new = replace(new, due=due.get(id))
        if new == old and before[id] is None and id not in arrived and id not in altered:
            continue  # the rules changed, but not for it
        tellings.append(new)
        if new.revision > old.revision:
            made.append(_made(old, new, members[id], former, settings, now))
        shown[id] = names.shown_in(new, settings)
        dirty.update(shown[id] if new.told else ())
        dirty.update(formerly)
        if new.told and (new != old or id in altered or new.lead in (before[id] or {})):
            past += [Touched(publication, (new.told, id)) for publication in {*formerly, *shown[id]}]
        if formerly and not shown[id] and old.told:
            gone += [(one, id, old.told) for one in formerly if one not in digests]  # their entries are editions
        elif shown[id] and old.lead is None:
            back.append(id)
    stories.tell(connection, tellings, shown)
    changes.keep(connection, made)
    # One that was told before may have a page; one just born has none unless several sources tell it.
    storypages.mark(connection, [id for id in ids if len(members[id]) > 1 or standing[id].lead is not None])
    publications.mark(connection, dirty)
    withdrawals.bury(connection, gone, now, reasons)
    withdrawals.unbury(connection, back)
    archiver.touch(connection, past, {one.id: one.public_id for one in tellings}, settings)


def _left(
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
    known: Mapping[str, Source],
    learned: sections.Learned | None,
) -> Telling:
    """How a story stands with these members; `backlog` is None when nothing new came."""
    withdrawn = old.withdrawn is not None
    fit = [one for one in members if not (withdrawn or one.withdrawn) and rights.publishable(one.item)]
    if not fit:
        return replace(old, lead=None, sections=(), places=())  # it keeps its time: rights may come back
    first = deciders.lead([lead_candidate(member, settings.by_id) for member in fit]) if len(fit) > 1 else 0
    lead = fit[first]
    found: list[sections.Placed] = []
    where: list[tuple[str, ...]] = []
    for member in fit:
        source = known[member.item.source]
        where.append(places.find(member.item, source, settings.places))
        found.append(sections.explained(member.item, source, where[-1], settings.sections, member.first_seen, learned))
    told = old.told
    if told is None and backlog is not None:
        told = _when(lead.item, backlog, settings, now)
    changed = _changed(old, lead, members, before)
    return replace(
        old,
        told=told,
        lead=lead.id,
        sections=sections.together(found, settings.sections).sections,
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
    if old.lead is None or (old.lead == lead.id and old.lead not in before):
        return False
    former = _former(old, members, before)
    return former is not None and deciders.significant(former, lead.item)


def _former(old: Telling, members: Sequence[items.Member], before: Mapping[int, Item]) -> Item | None:
    """What the story's lead said when it was last told."""
    if old.lead is not None and old.lead in before:
        return before[old.lead]
    return next((member.item for member in members if member.id == old.lead), None)


def _made(
    old: Telling,
    new: Telling,
    members: Sequence[items.Member],
    before: Mapping[int, Item],
    settings: Settings,
    now: datetime,
) -> changes.Made:
    """What became different, to be shown. Of another copy that took the lead its title alone: it is another's text."""
    lead, former = next(member.item for member in members if member.id == new.lead), _former(old, members, before)
    change = compare(former, lead) if former is not None else Change()
    if old.lead == new.lead:
        return changes.Made(new.id, new.revision, now, change, item=new.lead)
    sources = (former or lead).source, lead.source
    called = [settings.by_id[id].name if id in settings.by_id else id for id in sources]
    return changes.Made(new.id, new.revision, now, Change(title=change.title), lead=(called[0], called[1]))


def lead_candidate(member: items.Member, sources: Mapping[str, Source]) -> deciders.LeadCandidate:
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
