"""All stations, put together around one configuration and one store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b

from syndicator import __version__
from syndicator.gather import pace
from syndicator.gather.http import Client
from syndicator.gather.visitor import Visitor
from syndicator.model import Settings
from syndicator.service import publisher, telling
from syndicator.service.committer import Committer
from syndicator.service.gatherer import Gatherer, Tally
from syndicator.service.harvest import warm_up
from syndicator.service.reading import Readers
from syndicator.store import Store, items, notes, open_store, pages, sources, stories

# A changed rule in config.toml is applied to this many of the newest stories.
REPLACED_STORIES = 5_000
RETELL_BATCH = 200
# The note with the hash of the rules by which the stories were placed.
RULES = "rules"
READERS = 2


def clock() -> datetime:
    return datetime.now(UTC)


@dataclass
class Station:
    """An open service. `settings` is replaced as a whole when config.toml is read anew."""

    settings: Settings
    store: Store
    gatherer: Gatherer = field(init=False)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Station]:
    """The service ready to gather and publish; closed in order, with what was gathered written, at the end."""
    store = await asyncio.to_thread(open_store, settings.database)
    readers = Readers(READERS)
    try:
        await asyncio.gather(asyncio.to_thread(adopt, store, settings), readers.warm_up(warm_up, clock()))
        async with Client(settings.gathering, user_agent=user_agent(settings)) as client:
            station = Station(settings, store)
            committer = Committer(store, lambda: station.settings, clock)
            visitor = Visitor(client, settings.gathering, clock)
            station.gatherer = Gatherer(lambda: station.settings, store, visitor, readers, committer, clock)
            committer.start()
            try:
                yield station
            finally:
                await station.gatherer.stop()
                await committer.close()
    finally:
        readers.close()
        store.close()


def adopt(store: Store, settings: Settings) -> None:
    """Makes the store follow config.toml: its sources, its publications, and its rules for recent stories."""
    now = clock()
    with store.write() as connection:
        first = {one.id: pace.spread(one.id, one.every, now, among=len(settings.sources)) for one in settings.sources}
        sources.declare(connection, settings.sources, first)
        pages.forget(connection, [one.id for one in settings.sources])
        regranted = items.grant(connection, {one.id: str(one.rights) for one in settings.sources})
        rules = _rules(settings)
        changed = notes.get(connection, RULES) != rules
        if regranted:  # until they are told anew, what is forbidden now may still stand: do not forget that
            notes.put(connection, RULES, "")
    if changed or regranted:
        with store.read() as connection:
            recent = sorted({*stories.recent(connection, REPLACED_STORIES), *regranted}, reverse=True)
        for start in range(0, len(recent), RETELL_BATCH):
            with store.write() as connection:
                telling.retell(connection, recent[start : start + RETELL_BATCH], settings, now)
        publisher.rebuild(store, settings)
        with store.write() as connection:
            notes.put(connection, RULES, rules)


def user_agent(settings: Settings) -> str:
    """Who we are and whom to ask about us (RFC 9110, 10.1.5)."""
    who = "; ".join(one for one in (settings.site.base_url, settings.site.contact) if one)
    return f"syndicator/{__version__} (+{who})"


async def gather(settings: Settings, progress: Callable[[Tally, int], None] = lambda *_: None) -> Tally:
    """Gathers until nothing is due, then stops."""
    async with opened(settings) as station:
        return await station.gatherer.drain(progress)


def _rules(settings: Settings) -> str:
    """A hash over what decides where and how stories are shown."""
    what = (
        __version__,
        settings.site,
        settings.sections,
        settings.places,
        settings.digests,
        [(one.id, one.name, one.sections, one.places, one.rights, one.priority) for one in settings.sources],
    )
    return blake2b(repr(what).encode(), digest_size=16).hexdigest()
