"""Stories: one article each, its public id fixed at birth, and where it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, or_, select, update

from syndicator.model import Credit, Item, Revision, Rights, Story
from syndicator.store import changes, overrules
from syndicator.store.bulk import chunks
from syndicator.store.rows import item_of
from syndicator.store.schema import item, placement, source, story


@dataclass(frozen=True, slots=True)
class Telling:
    """How a story stands: who leads, where it is shown and since when (`told` None: known but not shown).

    `due` is when what may be shown of it changes next.
    """

    id: int
    public_id: str
    told: datetime | None
    updated: datetime
    revision: int
    lead: int | None
    sections: tuple[str, ...]
    places: tuple[str, ...]
    withdrawn: datetime | None = None
    due: datetime | None = None


def bear(connection: Connection, births: Sequence[tuple[str, datetime]]) -> list[int]:
    """New stories by (public id, moment of birth); returns their ids in the same order."""
    if not births:
        return []
    rows: list[dict[str, Any]] = [
        {"public_id": public_id, "told": None, "updated": now, "revision": 0, "sections": [], "places": []}
        for public_id, now in births
    ]
    return list(connection.execute(story.insert().returning(story.c.id, sort_by_parameter_order=True), rows).scalars())


def tellings(connection: Connection, ids: Sequence[int]) -> dict[int, Telling]:
    """How these stories stand now."""
    found = {}
    for chunk in chunks(ids):
        for row in connection.execute(select(story).where(story.c.id.in_(chunk))).mappings():
            found[row["id"]] = _telling(row)
    return found


def join(connection: Connection, into: Mapping[int, int]) -> None:
    """Makes stories lead to the ones that they turned out to be, with all that led to them before."""
    for younger, older in into.items():
        led = or_(story.c.id == younger, story.c.joined == younger)
        connection.execute(update(story).where(led).values(joined=older))


def part(connection: Connection, ids: Sequence[int]) -> None:
    """These stand for themselves again."""
    for chunk in chunks(ids):
        connection.execute(update(story).where(story.c.id.in_(chunk)).values(joined=None))


def named(connection: Connection, public_ids: Sequence[str]) -> dict[str, tuple[int, int | None]]:
    """Of these public ids those that are given: the story's id, and that of the story it turned out to be."""
    found: dict[str, tuple[int, int | None]] = {}
    for chunk in chunks(public_ids):
        query = select(story.c.public_id, story.c.id, story.c.joined).where(story.c.public_id.in_(chunk))
        found |= {row.public_id: (row.id, row.joined) for row in connection.execute(query)}
    return found


def recent(connection: Connection, limit: int) -> list[int]:
    """Ids of the newest stories."""
    return list(connection.execute(select(story.c.id).order_by(story.c.id.desc()).limit(limit)).scalars())


def due(connection: Connection, now: datetime, limit: int) -> list[int]:
    """Stories of which something else may be shown by now, the longest due first."""
    query = select(story.c.id).where(story.c.due <= now).order_by(story.c.due).limit(limit)
    return list(connection.execute(query).scalars())


def tell(connection: Connection, tellings: Sequence[Telling], shown_in: Mapping[int, Iterable[str]]) -> None:
    """Writes how stories stand, and in which publications each is shown (none when it is not told)."""
    if not tellings:
        return
    connection.execute(
        update(story).where(story.c.id == bindparam("b_id")),
        [
            {
                "b_id": one.id,
                "told": one.told,
                "updated": one.updated,
                "revision": one.revision,
                "lead": one.lead,
                "sections": one.sections,
                "places": one.places,
                "due": one.due,
            }
            for one in tellings
        ],
    )
    for chunk in chunks([one.id for one in tellings]):
        connection.execute(delete(placement).where(placement.c.story.in_(chunk)))
    placed = [
        {"publication": publication, "story": one.id, "told": one.told}
        for one in tellings
        if one.told is not None
        for publication in shown_in.get(one.id, ())
    ]
    if placed:
        connection.execute(placement.insert(), placed)


def window(connection: Connection, publication: str, limit: int) -> list[Story]:
    """The newest stories of a publication, newest first, each with its lead and who else carries it."""
    ids = list(
        connection.execute(
            select(placement.c.story)
            .where(placement.c.publication == publication)
            .order_by(placement.c.told.desc(), placement.c.story.desc())
            .limit(limit)
        ).scalars()
    )
    return load(connection, ids)


def newest(connection: Connection, publications: Sequence[str], limit: int) -> list[Story]:
    """The newest stories that any of these publications shows, newest first. Costs no more the older the archive is."""
    told: dict[int, datetime] = {}
    for publication in publications:
        query = select(placement.c.story, placement.c.told).where(placement.c.publication == publication)
        rows = connection.execute(query.order_by(placement.c.told.desc(), placement.c.story.desc()).limit(limit))
        told |= {row.story: row.told for row in rows}
    return load(connection, sorted(told, key=lambda id: (told[id], id), reverse=True)[:limit])


# Revisions that are told with a story: the newest few say what was corrected.
REVISIONS_TOLD = 5


def load(connection: Connection, ids: Sequence[int]) -> list[Story]:
    """Stories by id, in the order given; those that are gone or not told are left out."""
    columns: list[Any] = [
        story.c.id.label("story_id"),
        story.c.public_id,
        story.c.told,
        story.c.updated,
        story.c.revision.label("story_revision"),
        story.c.sections,
        story.c.places,
        story.c.lead,
        source.c.name.label("source_name"),
        item,
    ]
    joined = story.join(item, item.c.id == story.c.lead).outerjoin(source, source.c.id == item.c.source)
    rows: dict[int, RowMapping] = {}
    for chunk in chunks(ids):
        query = select(*columns).select_from(joined).where(story.c.id.in_(chunk), story.c.told.is_not(None))
        rows |= {row["story_id"]: row for row in connection.execute(query).mappings()}
    credits = _credits(connection, rows)
    revised = changes.of(connection, [id for id, row in rows.items() if row["story_revision"]], REVISIONS_TOLD)
    formerly = overrules.formerly(connection, list(rows))
    return [
        _story(rows[id], credits.get(id, ()), revised.get(id, ()), formerly.get(id, ())) for id in ids if id in rows
    ]


@dataclass(frozen=True, slots=True)
class Headline:
    """A told story with as little of its lead as its title needs."""

    id: str
    told: datetime
    lead: Item


# Of a text, what its first sentence may take (refine/rights.py looks whether a title was made of it).
_BEGINNING = 2_000


def headlines(connection: Connection, since: datetime, limit: int) -> list[Headline]:
    """The stories told since then, the newest first."""
    query = (
        select(story.c.public_id, story.c.told, item.c.source, item.c.key, item.c.title, item.c.url, item.c.rights)
        .add_columns(func.substr(item.c.text, 1, _BEGINNING).label("beginning"))
        .select_from(story.join(item, item.c.id == story.c.lead))
        .where(story.c.told >= since)
        .order_by(story.c.told.desc(), story.c.id.desc())
        .limit(limit)
    )
    return [
        Headline(
            row.public_id,
            row.told,
            Item(row.source, row.key, row.title, row.url, "", row.beginning, "", rights=Rights(row.rights)),
        )
        for row in connection.execute(query)
    ]


def by_public_id(connection: Connection, public_ids: Sequence[str]) -> list[Story]:
    """Stories by their public ids, in the order given, each once: one that was joined to another is that other."""
    found = ids_of(connection, public_ids)
    return load(connection, list(dict.fromkeys(found[one] for one in public_ids if one in found)))


def ids_of(connection: Connection, public_ids: Sequence[str]) -> dict[str, int]:
    """The rows of stories by public id; of one that was joined to another, the row of that other."""
    found: dict[str, int] = {}
    for chunk in chunks(public_ids):
        query = select(story.c.public_id, story.c.id).where(story.c.public_id.in_(chunk))
        found |= {row.public_id: row.id for row in connection.execute(query)}
    now = overrules.survivors(connection, set(found.values()))
    return {public_id: now[id] for public_id, id in found.items()}


def count(connection: Connection) -> int:
    """How many stories are told."""
    shown = story.c.told.is_not(None), story.c.lead.is_not(None)
    return connection.execute(select(func.count()).select_from(story).where(*shown)).scalar_one()


def sizes(connection: Connection) -> dict[str, int]:
    """How many stories each publication holds."""
    query = select(placement.c.publication, func.count()).group_by(placement.c.publication)
    return dict(connection.execute(query).all())


def _credits(connection: Connection, leads: Mapping[int, RowMapping]) -> dict[int, tuple[Credit, ...]]:
    found: dict[int, list[Credit]] = {}
    for chunk in chunks(list(leads)):
        query = (
            select(item.c.id, item.c.story, item.c.source, item.c.title, item.c.url, source.c.name)
            .select_from(item.outerjoin(source, source.c.id == item.c.source))
            .where(item.c.story.in_(chunk), item.c.rights != "none", item.c.withdrawn.is_(None))
            .order_by(item.c.id)
        )
        for row in connection.execute(query):
            if row.id != leads[row.story]["lead"]:
                found.setdefault(row.story, []).append(Credit(row.source, row.name or row.source, row.title, row.url))
    return {id: tuple(credits) for id, credits in found.items()}


def _telling(row: RowMapping) -> Telling:
    return Telling(
        id=row["id"],
        public_id=row["public_id"],
        told=row["told"],
        updated=row["updated"],
        revision=row["revision"],
        lead=row["lead"],
        sections=tuple(row["sections"]),
        places=tuple(row["places"]),
        withdrawn=row["withdrawn"],
        due=row["due"],
    )


def _story(
    row: RowMapping, also: Sequence[Credit], revisions: tuple[Revision, ...], formerly: tuple[str, ...]
) -> Story:
    values: Any = row
    return Story(
        id=values["public_id"],
        lead=item_of(row),
        lead_name=values["source_name"] or values["source"],
        told=values["told"],
        updated=values["updated"],
        revision=values["story_revision"],
        sections=tuple(values["sections"]),
        places=tuple(values["places"]),
        also=tuple(also),
        revisions=revisions,
        formerly=formerly,
    )
