"""Keeps what the store says may be shown in step with config.toml and the clock. `refine.rights` decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from syndicator.model import Item, Settings
from syndicator.refine import rights
from syndicator.store import items
from syndicator.store.items import Held, Member

Members = Mapping[int, Sequence[Member]]


def grant(
    connection: Connection, members: Members, settings: Settings, now: datetime
) -> tuple[dict[int, list[Member]], dict[int, datetime]]:
    """Returns the stories' members with what may be shown of each at `now`, and when that changes next by story.

    What is new is written. An item whose source is no longer declared stays under the terms it was kept under.
    """
    granted: list[tuple[int, str, str]] = []
    found: dict[int, list[Member]] = {}
    due: dict[int, datetime] = {}
    for story, ones in members.items():
        found[story] = []
        for one in ones:
            source = settings.by_id.get(one.item.source)
            terms = rights.terms(one.item, source, settings.rights) if source else rights.read(one.terms)
            since = rights.came_out(one.item, one.first_seen)
            decision = rights.decide(terms, since, now, settings.site.timezone)
            written = rights.written(terms)
            if (decision.rights, written) != (one.item.rights, one.terms):
                granted.append((one.id, str(decision.rights), written))
            found[story].append(replace(one, item=replace(one.item, rights=decision.rights), terms=written))
            if decision.until is not None:
                due[story] = min(due.get(story, decision.until), decision.until)
    items.grant(connection, granted)
    return found, due


def outdated(connection: Connection, settings: Settings) -> list[int]:
    """The stories with an item that config.toml now puts under other terms than it is kept under."""
    return sorted(items.under(connection, (one for one in items.held(connection) if _differs(one, settings))))


def _differs(held: Held, settings: Settings) -> bool:
    source = settings.by_id.get(held.source)
    if source is None:
        return False
    said = Item(held.source, "", "", None, "", "", "", origin=held.origin)
    return rights.written(rights.terms(said, source, settings.rights)) != held.terms
