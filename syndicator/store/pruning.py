"""Old rows that nobody can come upon any more.

Stories, items, tombstones and the journal of withdrawals stay for ever: readers walk back to the first story. So do
probes and signatures, some 2 KB a story: they are what keeps another source's late copy from being told as news, and a
withdrawn text from coming back.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from syndicator.store.schema import incident, revision


def drop_revisions(connection: Connection, before: datetime, most: int) -> int:
    """Drops former versions of items that were replaced before then, at most so many; returns how many."""
    c = revision.c
    rows = connection.execute(select(c.item, c.number).where(c.replaced < before).limit(most)).all()
    if rows:
        query = delete(revision).where(c.item == bindparam("b_item"), c.number == bindparam("b_number"))
        connection.execute(query, [{"b_item": row.item, "b_number": row.number} for row in rows])
    return len(rows)


def drop_incidents(connection: Connection, before: datetime) -> int:
    """Drops what was wrong with sources and ended before then; returns how many."""
    return connection.execute(delete(incident).where(incident.c.ended < before)).rowcount
