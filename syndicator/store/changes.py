"""What readers were told anew of each story: the newest few revisions, and what became different in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, or_, select

from syndicator.group.changes import shown
from syndicator.model import Change, Revision, Rights
from syndicator.store.bulk import chunks
from syndicator.store.schema import change, item

# A page that changes with every poll would fill the disk: only so many are kept of a story.
MOST_KEPT = 20


@dataclass(frozen=True, slots=True)
class Made:
    """A change to be kept. `item` is whose text changed; `lead`, instead, the sources of the old and the new lead."""

    story: int
    number: int
    at: datetime
    change: Change
    item: int | None = None
    lead: tuple[str, str] | None = None


def keep(connection: Connection, made: Sequence[Made]) -> None:
    """Keeps changes, and of each story the newest `MOST_KEPT`."""
    if not made:
        return
    rows = [
        {"story": one.story, "number": one.number, "at": one.at, "item": one.item, "what": _values(one)} for one in made
    ]
    connection.execute(change.insert(), rows)
    old = (change.c.story == bindparam("b_story"), change.c.number <= bindparam("b_last"))
    full = [{"b_story": one.story, "b_last": one.number - MOST_KEPT} for one in made if one.number > MOST_KEPT]
    if full:
        connection.execute(delete(change).where(*old), full)


def of(connection: Connection, stories: Sequence[int], limit: int = MOST_KEPT) -> dict[int, tuple[Revision, ...]]:
    """The newest revisions of these stories, newest first, as far as everybody may see them.

    Nothing of a copy that was withdrawn or may not be shown: no sentence, and not that it once had the lead.
    """
    found: dict[int, list[Revision]] = {}
    unseen = item.alias()
    barred = exists().where(
        unseen.c.story == change.c.story,
        or_(unseen.c.withdrawn.is_not(None), unseen.c.rights == Rights.NONE.value),
    )
    for chunk in chunks(stories):
        query = (
            select(change, item.c.rights, item.c.withdrawn, barred.label("barred"))
            .select_from(change.outerjoin(item, item.c.id == change.c.item))
            .where(change.c.story.in_(chunk))
            .order_by(change.c.story, change.c.number.desc())
        )
        for row in connection.execute(query):
            kept = found.setdefault(row.story, [])
            what = _change_of(row.what)
            if row.withdrawn is not None or (row.item is None and row.barred):
                continue
            # Of another copy's text nothing was kept but its title: what its rights are does not matter.
            seen = shown(what, Rights(row.rights)) if row.rights is not None else what
            if seen is not None and len(kept) < limit:
                lead = row.what.get("lead")
                kept.append(Revision(row.number, row.at, seen, (lead[0], lead[1]) if lead else None))
    return {story: tuple(kept) for story, kept in found.items()}


def _values(one: Made) -> dict[str, Any]:
    values = {name: value for name, value in asdict(one.change).items() if value}
    return {**values, "lead": one.lead} if one.lead else values


def _change_of(values: dict[str, Any]) -> Change:
    title = values.get("title")
    return Change(
        title=(title[0], title[1]) if title else None,
        added=tuple(values.get("added", ())),
        removed=tuple(values.get("removed", ())),
        more=values.get("more", 0),
        rearranged=values.get("rearranged", False),
        pictures_added=values.get("pictures_added", 0),
        pictures_removed=values.get("pictures_removed", 0),
    )
