"""Overrules: which items an editor said are one story, or are not; kept with what it takes to undo them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, text, update

from syndicator.group.overrules import Kind, Ruling
from syndicator.store.bulk import chunks
from syndicator.store.engine import upsert
from syndicator.store.schema import overrule, overruled, story

# Chains of joined stories are as long as editors join what they joined before; a circle cannot arise, nor hang us.
MOST_JOINS = 100

_NAMED = {
    "sqlite": text(
        "SELECT overruled.mark, overrule.id, overrule.kind, overrule.story, overrule.apart FROM overruled "
        "JOIN overrule ON overrule.id = overruled.overrule AND overrule.undone IS NULL "
        "WHERE overruled.mark IN (SELECT value FROM json_each(:marks))"
    ),
    "postgresql": text(
        "SELECT overruled.mark, overrule.id, overrule.kind, overrule.story, overrule.apart FROM overruled "
        "JOIN overrule ON overrule.id = overruled.overrule AND overrule.undone IS NULL "
        "WHERE overruled.mark IN (SELECT json_array_elements_text(CAST(:marks AS json)))"
    ),
}


@dataclass(frozen=True, slots=True)
class Moved:
    """What an overrule found and did: the story each item was of before; of a join the stories that it ended, and when
    the one that remains had been told; of a split the story born of it."""

    items: Mapping[int, int]
    ended: tuple[int, ...] = ()
    told: datetime | None = None
    born: int | None = None


@dataclass(frozen=True, slots=True)
class Overrule:
    """One editor's word. `declared` is the hash of the table of config.toml that says it, None when a command did."""

    id: int
    kind: Kind
    story: int | None
    apart: int | None
    made: datetime
    who: str
    reason: str
    declared: str | None
    undone: datetime | None
    moved: Moved


def add(
    connection: Connection,
    kind: Kind,
    made: datetime,
    who: str,
    reason: str,
    marks: Iterable[str],
    declared: str | None,
) -> int:
    """A new overrule that has done nothing yet; returns its id, which is never given again."""
    values = {"kind": str(kind), "made": made, "who": who, "reason": reason, "declared": declared, "moved": {}}
    id: int = connection.execute(overrule.insert().returning(overrule.c.id), values).scalar_one()
    rows = [{"mark": mark, "overrule": id} for mark in sorted(set(marks))]
    if rows:
        connection.execute(upsert(connection, overruled).on_conflict_do_nothing(), rows)
    return id


def done(connection: Connection, id: int, home: int | None, apart: int | None, moved: Moved) -> None:
    """Notes what an overrule did: where its items belong now, and what to do to undo it."""
    kept: dict[str, Any] = {
        "items": sorted(moved.items.items()),
        "ended": moved.ended,
        "told": moved.told.isoformat() if moved.told else None,
        "born": moved.born,
    }
    connection.execute(update(overrule).where(overrule.c.id == id).values(story=home, apart=apart, moved=kept))


def settle(connection: Connection, homes: Mapping[int, int]) -> None:
    """Gives overrules the story that the first of their items has come to."""
    for id, home in homes.items():
        connection.execute(update(overrule).where(overrule.c.id == id, overrule.c.story.is_(None)).values(story=home))


def undo(connection: Connection, id: int, now: datetime) -> None:
    connection.execute(update(overrule).where(overrule.c.id == id).values(undone=now))


def all_of(connection: Connection, *, undone: bool = False) -> list[Overrule]:
    """All overrules that stand, newest first; with `undone` those that were taken back as well."""
    query = select(overrule).order_by(overrule.c.id.desc())
    rows = connection.execute(query if undone else query.where(overrule.c.undone.is_(None)))
    return [_overrule(row) for row in rows]


def rulings(connection: Connection, marks: Collection[str]) -> dict[str, list[Ruling]]:
    """What is said of the items with these marks, with the stories that stand for those that were joined away."""
    standing = select(overrule.c.id).where(overrule.c.undone.is_(None)).limit(1)
    if not marks or connection.execute(standing).first() is None:
        return {}
    said = json.dumps(sorted(marks), ensure_ascii=False).encode("utf-8", "replace").decode()
    rows = connection.execute(_NAMED[connection.dialect.name], {"marks": said}).all()
    now = survivors(connection, {id for row in rows for id in (row.story, row.apart) if id is not None})
    found: dict[str, list[Ruling]] = defaultdict(list)
    for row in rows:
        home, apart = (None if id is None else now[id] for id in (row.story, row.apart))
        found[row.mark].append(Ruling(row.id, Kind(row.kind), home, apart))
    return found


def marks_of(connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    """The marks that each of these overrules names."""
    found: dict[int, list[str]] = {id: [] for id in ids}
    for chunk in chunks(ids):
        rows = connection.execute(select(overruled).where(overruled.c.overrule.in_(chunk)).order_by(overruled.c.mark))
        for row in rows:
            found[row.overrule].append(row.mark)
    return found


def survivors(connection: Connection, ids: Collection[int]) -> dict[int, int]:
    """For each story the one that stands for it now: itself, unless it was joined to another."""
    found = {id: id for id in ids}
    for _ in range(MOST_JOINS):
        ends = _joined(connection, sorted(set(found.values())))
        if not ends:
            break
        found = {id: ends.get(now, now) for id, now in found.items()}
    return found


def formerly(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The public ids of the stories that were joined to each of these, and to those in turn."""
    found: dict[int, list[str]] = defaultdict(list)
    heirs = {id: id for id in ids}
    for _ in range(MOST_JOINS):
        rows = [
            row
            for chunk in chunks(sorted(heirs))
            for row in connection.execute(
                select(story.c.id, story.c.joined, story.c.public_id).where(story.c.joined.in_(chunk))
            )
        ]
        if not rows:
            break
        for row in rows:
            found[heirs[row.joined]].append(row.public_id)
        heirs = {row.id: heirs[row.joined] for row in rows}
    return {id: tuple(sorted(names)) for id, names in found.items()}


def date(connection: Connection, id: int, told: datetime | None, updated: datetime | None = None) -> None:
    """Sets when a story was told, and, when given, when it last changed."""
    values = {"told": told, **({"updated": updated} if updated else {})}
    connection.execute(update(story).where(story.c.id == id).values(**values))


def _joined(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    query = select(story.c.id, story.c.joined).where(story.c.joined.is_not(None))
    return {
        row.id: row.joined for chunk in chunks(ids) for row in connection.execute(query.where(story.c.id.in_(chunk)))
    }


def _overrule(row: Row[Any]) -> Overrule:
    kept = row.moved
    told = kept.get("told")
    moved = Moved(
        items=dict(kept.get("items", ())),
        ended=tuple(kept.get("ended", ())),
        told=datetime.fromisoformat(told) if told else None,
        born=kept.get("born"),
    )
    return Overrule(
        row.id, Kind(row.kind), row.story, row.apart, row.made, row.who, row.reason, row.declared, row.undone, moved
    )
