"""Hubs' promises to tell us of news (W3C WebSub), one a source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.engine import Row

from syndicator.model import Subscription
from syndicator.store.bulk import chunks
from syndicator.store.engine import upsert
from syndicator.store.schema import source, subscription


def offer(
    connection: Connection, offers: Iterable[tuple[str, str, str]], now: datetime, token: Callable[[], str]
) -> None:
    """Takes up what sources offer: (source, hub, topic). A new hub or topic begins anew, under another address."""
    wanted = {one[0]: one for one in offers}
    standing: dict[str, tuple[str, str]] = {}
    for chunk in chunks(list(wanted)):
        query = select(subscription.c.source, subscription.c.hub, subscription.c.topic)
        for row in connection.execute(query.where(subscription.c.source.in_(chunk))):
            standing[row.source] = (row.hub, row.topic)
    for id, hub, topic in wanted.values():
        if standing.get(id) != (hub, topic):
            put(connection, Subscription(id, hub, topic, token(), token(), due=now))
            connection.execute(update(source).where(source.c.id == id).values(leased=None))


def put(connection: Connection, one: Subscription) -> None:
    """Keeps all that is known of a subscription."""
    values = {
        "source": one.source,
        "hub": one.hub,
        "topic": one.topic,
        "token": one.token,
        "secret": one.secret,
        "expires": one.expires,
        "due": one.due,
        "failures": one.failures,
        "pushed": one.pushed,
    }
    statement = upsert(connection, subscription)
    connection.execute(statement.on_conflict_do_update(index_elements=["source"], set_=values), values)


def due(connection: Connection, now: datetime, limit: int) -> list[Subscription]:
    """Those whose hub is to be asked now, the longest overdue first."""
    query = select(subscription).where(subscription.c.due <= now).order_by(subscription.c.due).limit(limit)
    return [_subscription(row) for row in connection.execute(query)]


def by_token(connection: Connection, token: str) -> Subscription | None:
    row = connection.execute(select(subscription).where(subscription.c.token == token)).first()
    return _subscription(row) if row is not None else None


def pushed(connection: Connection, sources: Sequence[str]) -> dict[str, datetime]:
    """When the hubs of these sources last pushed, where one did."""
    found: dict[str, datetime] = {}
    for chunk in chunks(sources):
        query = select(subscription.c.source, subscription.c.pushed).where(subscription.c.pushed.is_not(None))
        found |= {row.source: row.pushed for row in connection.execute(query.where(subscription.c.source.in_(chunk)))}
    return found


def forget(connection: Connection, sources: Sequence[str]) -> None:
    """Lets go of these sources' subscriptions; their hubs are told at the next push."""
    for chunk in chunks(sources):
        connection.execute(delete(subscription).where(subscription.c.source.in_(chunk)))


def orphans(connection: Connection) -> list[str]:
    """Sources with a subscription that are no longer active."""
    active = select(source.c.id).where(source.c.active)
    query = select(subscription.c.source).where(subscription.c.source.not_in(active))
    return list(connection.execute(query).scalars())


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        source=row.source,
        hub=row.hub,
        topic=row.topic,
        token=row.token,
        secret=row.secret,
        expires=row.expires,
        due=row.due,
        failures=row.failures,
        pushed=row.pushed,
    )
