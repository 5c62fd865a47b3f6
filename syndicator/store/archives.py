"""The volumes of each publication's archive (RFC 5005): where one ends and the next begins, and which must be built.

A volume holds what was told in one month of the office's calendar, or a part of it. The newest volume is open: what
it holds is in the subscription document. Of the closed ones only withdrawal, rights and edits change anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, delete, func, or_, select, update

from syndicator.store.bulk import chunks
from syndicator.store.schema import archive, item, placement, story

# When something was told, and its number, which tells apart what was told in one batch.
Key = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Volume:
    """One volume. `month` is 202611; `part` names it within its month, by age only until it had to be split.

    `built`: its document was made at least once. `dirty`: how often it was marked since.
    """

    publication: str
    month: int
    part: int
    first: Key
    closed: bool
    built: bool
    dirty: int


@dataclass(frozen=True, slots=True)
class Touched:
    """A place in a publication's history where something changed."""

    publication: str
    key: Key


def month(moment: datetime, zone: tzinfo) -> int:
    """The month of the zone's calendar, as in 202611."""
    local = moment.astimezone(zone)
    return local.year * 100 + local.month


def month_start(month: int, zone: tzinfo) -> datetime:
    return datetime(month // 100, month % 100, 1, tzinfo=zone)


def span(volumes: Sequence[Volume], index: int, zone: tzinfo) -> tuple[Key, Key]:
    """From where (inclusive) to where (exclusive) the volume at `index` of an ordered list reaches, in its month."""
    one = volumes[index]
    low, high = one.first, (month_start(_following(one.month), zone), 0)
    if index == 0 or volumes[index - 1].month != one.month:
        low = (month_start(one.month, zone), 0)
    if index + 1 < len(volumes) and volumes[index + 1].month == one.month:
        high = volumes[index + 1].first
    return low, high


def volumes(connection: Connection, publication: str) -> list[Volume]:
    """All volumes of a publication, oldest first; the open one, if there is any, is the last."""
    query = (
        select(archive)
        .where(archive.c.publication == publication)
        .order_by(archive.c.month, archive.c.first, archive.c.first_story)
    )
    return [_volume(row) for row in connection.execute(query).mappings()]


def open_ones(connection: Connection, publications: Sequence[str]) -> dict[str, Volume]:
    """The open volume of each publication that has one."""
    found: dict[str, Volume] = {}
    for chunk in chunks(publications):
        query = select(archive).where(archive.c.closed.is_(False), archive.c.publication.in_(chunk))
        found |= {row["publication"]: _volume(row) for row in connection.execute(query).mappings()}
    return found


def placed(connection: Connection, publication: str, low: Key | None, high: Key | None, limit: int) -> list[Key]:
    """The places of stories that a publication shows from `low` (inclusive) to `high` (exclusive), oldest first."""
    c = placement.c
    query = select(c.told, c.story).where(c.publication == publication, *_between(low, high))
    return [(row.told, row.story) for row in connection.execute(query.order_by(c.told, c.story).limit(limit))]


def oldest_in(connection: Connection, publication: str, window: int) -> datetime | None:
    """When the last of so many newest stories was told; None when the publication shows fewer."""
    c = placement.c
    query = select(c.told).where(c.publication == publication).order_by(c.told.desc(), c.story.desc())
    found: datetime | None = connection.execute(query.offset(window - 1).limit(1)).scalar_one_or_none()
    return found


def begin(connection: Connection, publication: str, first: Key, month: int) -> None:
    """Opens a publication's first volume."""
    _insert(connection, publication, month, first, closed=False)


def close(connection: Connection, known: Sequence[Volume], following: Key, month: int) -> None:
    """Closes the open volume, the last of `known`, before `following`, which opens the next one in `month`."""
    _mark(connection, known[-1:], closed=True)
    _mark(connection, known[-2:-1])  # it links to the one that follows it
    _insert(connection, known[-1].publication, month, following, closed=False)


def split(connection: Connection, known: Sequence[Volume], index: int, firsts: Sequence[Key]) -> None:
    """Cuts a closed volume that grew too large; each of `firsts` begins a volume of its own."""
    for first in firsts:
        _insert(connection, known[index].publication, known[index].month, first, closed=True)
    _mark(connection, [one for one in known[index : index + 2] if one.closed])


def touch(connection: Connection, places: Iterable[Touched], zone: tzinfo) -> None:
    """Marks the closed volumes that hold these places. A month that had none yet gets one."""
    keys: dict[str, set[Key]] = defaultdict(set)
    for one in places:
        keys[one.publication].add(one.key)
    for publication, last in open_ones(connection, list(keys)).items():
        past = {key for key in keys[publication] if key < last.first and month(key[0], zone) <= last.month}
        if past:
            _touch(connection, publication, past, zone)


def _touch(connection: Connection, publication: str, keys: set[Key], zone: tzinfo) -> None:
    known = volumes(connection, publication)
    marked: dict[int, Volume] = {}
    missing: dict[int, Key] = {}
    for key in sorted(keys):
        when = month(key[0], zone)
        same = [at for at, one in enumerate(known) if one.month == when]
        if not same:
            missing.setdefault(when, key)
            continue
        at = max((at for at in same if known[at].first <= key), default=same[0])
        if known[at].closed:
            marked[at] = known[at]
    for when, key in missing.items():
        _insert(connection, publication, when, key, closed=True)
        # Its neighbours link to it from now on.
        before = [at for at, one in enumerate(known) if one.month < when]
        after = [at for at, one in enumerate(known) if one.month > when]
        marked |= {at: known[at] for at in (*before[-1:], *after[:1])}
    _mark(connection, list(marked.values()))


def unbuilt(connection: Connection) -> list[str]:
    """The publications that have closed volumes to build."""
    query = select(archive.c.publication).where(archive.c.dirty > 0, archive.c.closed.is_(True)).distinct()
    return sorted(connection.execute(query).scalars())


def count_unbuilt(connection: Connection) -> int:
    query = select(func.count()).select_from(archive).where(archive.c.dirty > 0, archive.c.closed.is_(True))
    return connection.execute(query).scalar_one()


def stands(connection: Connection, volume: Volume) -> None:
    """The document of a volume is built as it was marked then; a mark that came meanwhile stays."""
    same = (*_is(volume), archive.c.dirty == volume.dirty)
    connection.execute(update(archive).where(*_is(volume)).values(built=True))
    connection.execute(update(archive).where(*same).values(dirty=0))


def mark_all(connection: Connection) -> None:
    """All documents are to be made anew."""
    connection.execute(update(archive).where(archive.c.closed.is_(True)).values(dirty=archive.c.dirty + 1))


def led_by(connection: Connection, sources: Sequence[str]) -> list[Touched]:
    """Where in which publication stories stand that these sources lead."""
    found = []
    joined = placement.join(story, story.c.id == placement.c.story).join(item, item.c.id == story.c.lead)
    for chunk in chunks(sources):
        query = (
            select(placement.c.publication, placement.c.told, placement.c.story)
            .select_from(joined)
            .where(item.c.source.in_(chunk))
        )
        found += [Touched(row.publication, (row.told, row.story)) for row in connection.execute(query)]
    return found


def forget(connection: Connection, publications: Sequence[str]) -> None:
    for chunk in chunks(publications):
        connection.execute(delete(archive).where(archive.c.publication.in_(chunk)))


def forget_all(connection: Connection) -> None:
    """Another calendar divides another way."""
    connection.execute(delete(archive))


def _between(low: Key | None, high: Key | None) -> list[ColumnElement[bool]]:
    c = placement.c
    found: list[ColumnElement[bool]] = []
    if low is not None:
        found.append(c.told >= low[0])  # for the index
        found.append(or_(c.told > low[0], and_(c.told == low[0], c.story >= low[1])))
    if high is not None:
        found.append(c.told <= high[0])
        found.append(or_(c.told < high[0], and_(c.told == high[0], c.story < high[1])))
    return found


def _insert(connection: Connection, publication: str, month: int, first: Key, *, closed: bool) -> None:
    """The next number of that month: no name is given twice."""
    query = select(func.max(archive.c.part)).where(archive.c.publication == publication, archive.c.month == month)
    part = (connection.execute(query).scalar_one() or 0) + 1
    told, story_id = first
    connection.execute(
        archive.insert(),
        {
            "publication": publication,
            "month": month,
            "part": part,
            "first": told,
            "first_story": story_id,
            "closed": closed,
            "built": False,
            "dirty": 1,
        },
    )


def _mark(connection: Connection, marked: Sequence[Volume], *, closed: bool | None = None) -> None:
    values: dict[str, object] = {"dirty": archive.c.dirty + 1}
    if closed is not None:
        values["closed"] = closed
    for one in marked:
        connection.execute(update(archive).where(*_is(one)).values(values))


def _is(one: Volume) -> tuple[ColumnElement[bool], ...]:
    return archive.c.publication == one.publication, archive.c.month == one.month, archive.c.part == one.part


def _following(month: int) -> int:
    return month + 1 if month % 100 < 12 else month + 89


def _volume(row: RowMapping) -> Volume:
    return Volume(
        publication=row["publication"],
        month=row["month"],
        part=row["part"],
        first=(row["first"], row["first_story"]),
        closed=row["closed"],
        built=row["built"],
        dirty=row["dirty"],
    )
