"""Joining and splitting stories by an editor's word, taking it back, and what config.toml says of it.

All is written in the caller's one transaction, so that a kill leaves all or nothing of it; what was public is marked
dirty in the same, so that the running service publishes it at its next look.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from sqlalchemy import Connection

from syndicator.errors import SyndicatorError
from syndicator.group.kinship import closest
from syndicator.group.overrules import Kind, Standing, address_mark, marks, survivor
from syndicator.group.verdicts import Side
from syndicator.model import Settings
from syndicator.service import finding, names, telling
from syndicator.store import items, overrules, seeking, stories
from syndicator.store.items import Member
from syndicator.store.overrules import Moved, Overrule

# A story that a source repeats without end: what is beyond is found again by its likeness.
MOST_MARKS = 2_000
# An item that was older than this when it came was history, not news.
NEWS = timedelta(days=1)
CONFIG = "config.toml"


@dataclass(frozen=True, slots=True)
class Word:
    """Who says it, when and why; `declared` is the hash of the table of config.toml that says it."""

    who: str
    now: datetime
    reason: str = ""
    declared: str | None = None


def join(connection: Connection, asked: Sequence[int], settings: Settings, word: Word) -> int:
    """Makes these stories (by row) one, and returns the row of the one that remains.

    It is the eldest that readers know, with its id and, so that it does not come up anew, the earliest time that any
    was told. The others end: nothing shows them, their ids lead to it. Raises SyndicatorError when they are one.
    """
    if len(ids := list(dict.fromkeys(asked))) < 2:
        raise SyndicatorError("它们已经是同一条新闻,不用合并")
    if any(one.withdrawn for one in stories.tellings(connection, ids).values()):
        raise SyndicatorError("其中有撤下的新闻,不能合并。先恢复:syndicator withdraw --restore 编号")
    members = items.members(connection, ids)
    id = overrules.add(
        connection,
        Kind.JOIN,
        word.now,
        word.who,
        word.reason,
        _marks([one for each in members.values() for one in each]),
        word.declared,
    )
    return _merge(connection, id, ids, members, settings, word.now)


def split(
    connection: Connection, chosen: Collection[int], settings: Settings, word: Word, into: int | None = None
) -> int:
    """Takes items (by number) out of their story, into a story of their own or another (by row); returns its row.

    The story they leave keeps its id. Their own is born now, but is not news: it stands where it would have stood had
    they never been joined, at the time the first of them came, or at that item's own date when it was older than a day
    by then; what was older than `[site] backfill` is kept untold. Raises SyndicatorError when they are of several
    stories, all of one, or there already.
    """
    found = [one for number in chosen for one in seeking.by_number(connection, number)]
    homes = {one.story for one in found}
    if len(homes) != 1:
        raise SyndicatorError("要拆出来的来稿分属几条新闻,请一条一条地拆")
    home = homes.pop()
    members = items.members(connection, [home])[home]
    leaving = [one for one in members if one.id in set(chosen)]
    staying = [one for one in members if one.id not in set(chosen)]
    if into == home:
        raise SyndicatorError("它已经在那条新闻里了")
    if not staying and into is None:
        raise SyndicatorError("这条新闻没有别的来稿,不用拆")
    if not staying and into is not None:
        return join(connection, [home, into], settings, word)
    shared = set(_marks(staying))
    named = [mark for mark in _marks(leaving) if mark not in shared]
    id = overrules.add(connection, Kind.SPLIT, word.now, word.who, word.reason, named, word.declared)
    return _part(connection, id, leaving, home, into, settings, word.now)


def undo(connection: Connection, one: Overrule, settings: Settings, now: datetime) -> None:
    """Takes an overrule back: its items return to the stories they came from.

    Of a join, what came since goes with those it is most like, and what only the join brought there begins a story of
    its own. Of a story that was split off all go, and it ends.
    """
    overrules.undo(connection, one.id, now)
    if one.story is None:
        return  # it waited for items that never came
    stories.part(connection, one.moved.ended)
    home = overrules.survivors(connection, [one.story])[one.story]
    if one.kind is Kind.JOIN and one.moved.items and home == one.story:
        overrules.date(connection, home, one.moved.told)
    former = overrules.survivors(connection, set(one.moved.items.values()))
    members = items.members(connection, [home])[home]
    known = [member for member in members if member.id in one.moved.items]
    late = [member for member in members if member.id not in one.moved.items]
    back = {member.id: former[one.moved.items[member.id]] for member in known}
    if one.kind is Kind.JOIN and known:
        sides = [side(member) for member in known]
        back |= {member.id: back[known[closest(side(member), sides)[0]].id] for member in late}
    elif one.moved.born == home and one.apart is not None:
        origin = overrules.survivors(connection, [one.apart])[one.apart]
        back |= {member.id: origin for member in late}
        stories.join(connection, {home: origin})
    _move(connection, {id: to for id, to in back.items() if to != home}, members, settings, now, also=(home,))
    if one.kind is Kind.JOIN:
        named = set(overrules.marks_of(connection, [one.id])[one.id])
        for member in late:
            if named & set(_marks([member])):
                _let_go(connection, member, back.get(member.id, home), one.id, settings, now)


def _let_go(connection: Connection, member: Member, home: int, id: int, settings: Settings, now: datetime) -> None:
    """Gives an item a story of its own when nothing but a word that was taken back keeps it where it is."""
    members = items.members(connection, [home])[home]
    others = [side(one) for one in members if one.id != member.id]
    if others and not closest(side(member), others)[1].same:
        own = _bear(connection, member, id, settings, now)
        _move(connection, {member.id: own}, members, settings, now)


def declare(connection: Connection, settings: Settings, now: datetime) -> None:
    """Makes the overrules of config.toml stand, and takes back those that it says no more. Splits come first.

    What none of its addresses has brought yet waits for them.
    """
    wanted: dict[str, tuple[Kind, tuple[str, ...], str]] = {}
    for kind, tables in ((Kind.SPLIT, settings.splits), (Kind.JOIN, settings.joins)):
        for table in tables:
            digest = blake2b(repr((kind, sorted(table.urls))).encode("utf-8", "replace"), digest_size=16).hexdigest()
            wanted[digest] = (kind, table.urls, table.reason)
    standing = {one.declared: one for one in overrules.all_of(connection) if one.declared}
    for digest, one in standing.items():
        if digest not in wanted:
            undo(connection, one, settings, now)
    for digest, (kind, urls, reason) in wanted.items():
        if digest not in standing:
            _declare(connection, kind, urls, settings, Word(CONFIG, now, reason, digest))


def _declare(connection: Connection, kind: Kind, urls: Sequence[str], settings: Settings, word: Word) -> None:
    found = {url: finding.stored(connection, url) for url in urls}
    named = [mark for url in urls if (mark := address_mark(url))]
    id = overrules.add(connection, kind, word.now, word.who, word.reason, named, word.declared)
    come = [one for each in found.values() for one in each]
    if not come:
        return
    rows = list(dict.fromkeys(one.story for one in come))
    members = items.members(connection, rows)
    if kind is Kind.JOIN:
        _merge(connection, id, rows, members, settings, word.now)
        return
    numbers = {one.item for one in come}
    for row in rows:
        leaving = [one for one in members[row] if one.id in numbers]
        if len(leaving) < len(members[row]):
            _part(connection, id, leaving, row, None, settings, word.now)
        else:
            overrules.settle(connection, {id: row})


def _merge(
    connection: Connection,
    id: int,
    ids: Sequence[int],
    members: Mapping[int, Sequence[Member]],
    settings: Settings,
    now: datetime,
) -> int:
    standing = stories.tellings(connection, ids)
    home = survivor(
        Standing(one.id, one.told, one.told is not None and one.lead is not None) for one in standing.values()
    )
    ended = tuple(one for one in ids if one != home)
    told = standing[home].told
    moved = Moved({one.id: row for row, each in members.items() for one in each}, ended, told)
    items.move(connection, {one.id: home for row in ended for one in members[row]})
    stories.join(connection, dict.fromkeys(ended, home))
    overrules.done(connection, id, home, None, moved)
    times = [one.told for one in standing.values() if one.told is not None]
    if times and min(times) != told:
        overrules.date(connection, home, min(times))
    telling.retell(connection, [home, *ended], settings, now, altered={home, *ended})
    return home


def _part(
    connection: Connection,
    id: int,
    leaving: Sequence[Member],
    home: int,
    into: int | None,
    settings: Settings,
    now: datetime,
) -> int:
    """Takes items out of a story, into one of their own when `into` is None; returns the row of that one."""
    first = min(leaving, key=lambda one: (one.first_seen, one.id))
    to = _bear(connection, first, id, settings, now) if into is None else into
    moved = Moved({one.id: home for one in leaving}, born=to if into is None else None)
    overrules.done(connection, id, to, home, moved)
    _move(connection, {one.id: to for one in leaving}, leaving, settings, now)
    return to


def _bear(connection: Connection, first: Member, id: int, settings: Settings, now: datetime) -> int:
    """A story for an item that leaves another, told as if it had been one from the beginning."""
    name = names.story_id(settings.site, first.item.source, first.item.key, now, id)
    born = stories.bear(connection, [(name, now)])[0]
    told = _stood(first, settings)
    overrules.date(connection, born, told, told)
    return born


def _stood(first: Member, settings: Settings) -> datetime | None:
    """When a story that was split off would have been told, had it been one from the beginning."""
    published = first.item.published
    if published is None or first.first_seen - published <= NEWS:
        return first.first_seen
    return published if first.first_seen - published <= settings.site.backfill else None


def _move(
    connection: Connection,
    homes: Mapping[int, int],
    members: Sequence[Member],
    settings: Settings,
    now: datetime,
    also: Sequence[int] = (),
) -> None:
    """Gives items to other stories, and tells anew those that they leave and those that they come to."""
    left = [member.story for member in members if member.id in homes]
    items.move(connection, homes)
    touched = dict.fromkeys((*left, *homes.values(), *also))
    telling.retell(connection, list(touched), settings, now, altered=touched.keys())


def side(member: Member) -> Side:
    """An item as evidence looks at it."""
    item = member.item
    return Side(item.source, item.title, item.url, item.published or member.first_seen, member.signature)


def _marks(members: Sequence[Member]) -> list[str]:
    """The marks of a story's items, as many as are kept."""
    found = (mark for one in members for mark in marks(one.item.source, one.item.key, one.item.url))
    return list(dict.fromkeys(found))[:MOST_MARKS]
