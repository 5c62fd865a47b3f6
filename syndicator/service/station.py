"""All stations, put together around one configuration and one store."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b

from syndicator import __version__
from syndicator.gather import pace
from syndicator.gather.http import Client
from syndicator.gather.visitor import Visitor
from syndicator.model import Settings
from syndicator.service import granting, overruling, placing, publisher, telling
from syndicator.service.clock import clock
from syndicator.service.committer import Committer
from syndicator.service.gatherer import Gatherer, Tally
from syndicator.service.growing import growing
from syndicator.service.harvest import warm_up
from syndicator.service.keeping import Keeper
from syndicator.service.reading import Readers
from syndicator.service.status import OFFICE
from syndicator.service.thumbnails import Thumbnails
from syndicator.service.trouble import Trouble
from syndicator.service.wishes import Wishes
from syndicator.store import Store, notes, open_store, pages, sources, stories

# A changed rule in config.toml is applied to this many of the newest stories.
REPLACED_STORIES = 5_000
RETELL_BATCH = 200
# The note with the hash of the rules by which the stories were placed.
RULES = "rules"
# And that of what is shown around them.
LOOK = "look"
READERS = 2


@dataclass
class Station:
    """An open service. `settings` is replaced as a whole when config.toml is read anew."""

    settings: Settings
    store: Store
    client: Client
    gatherer: Gatherer = field(init=False)
    thumbnails: Thumbnails = field(init=False)


@asynccontextmanager
async def opened(
    settings: Settings,
    clock: Callable[[], datetime] = clock,
    client: Callable[..., Client] = Client,
) -> AsyncIterator[Station]:
    """The service ready to gather and publish; closed in order, with what was gathered written, at the end.

    `clock` and `client` are replaced by tests alone: the time, and how names are looked up.
    """
    store = await asyncio.to_thread(open_store, settings.database)
    readers = Readers(READERS)
    try:
        with growing():
            await asyncio.gather(asyncio.to_thread(adopt, store, settings, clock()), readers.warm_up(warm_up, clock()))
        async with client(settings.gathering, user_agent=user_agent(settings)) as asking:
            station = Station(settings, store, asking)
            committer = Committer(store, lambda: station.settings, clock)
            keeper = Keeper(committer, clock, Trouble(settings.data).say)
            visitor = Visitor(asking, settings.gathering, clock, Wishes(store, keeper))
            station.gatherer = Gatherer(lambda: station.settings, store, visitor, readers, keeper, clock)
            station.thumbnails = Thumbnails(store, visitor.get, readers)
            committer.start()
            # What stands now stands for good: the collector need not walk a hundred thousand sources time and again.
            gc.collect()
            gc.freeze()
            try:
                yield station
            finally:
                await station.gatherer.stop()
                await keeper.close()
                await committer.close()
    finally:
        readers.close()
        store.close()


def adopt(store: Store, settings: Settings, now: datetime | None = None) -> None:
    """Makes the store follow config.toml: its sources, its publications, and its rules for recent stories."""
    now = now or clock()
    with store.write() as connection:
        many = len(settings.sources)
        sources.declare(connection, settings.sources, lambda one: pace.spread(one.id, one.every, now, among=many))
        pages.forget(connection)
        overruling.declare(connection, settings, now)
        regranted = granting.outdated(connection, settings)
        notes.put(connection, OFFICE, [settings.site.title, settings.site.base_url, settings.site.domain])
        rules, look = _rules(settings), _look(settings)
        changed, redrawn = notes.get(connection, RULES) != rules, notes.get(connection, LOOK) != look
        if regranted:  # until they are told anew, what is forbidden now may still stand: do not forget that
            notes.put(connection, RULES, "")
    if changed or regranted:
        with store.read() as connection:
            recent = {*stories.recent(connection, REPLACED_STORIES), *regranted}
            recent |= stories.in_windows(connection, settings.site.window)
        newest_first = sorted(recent, reverse=True)
        for start in range(0, len(newest_first), RETELL_BATCH):
            with store.write() as connection:
                batch = newest_first[start : start + RETELL_BATCH]
                telling.retell(connection, batch, settings, now, altered=set(regranted))
        with store.write() as connection:
            notes.put(connection, RULES, rules)
    if regranted or redrawn:
        publisher.rebuild(store, settings, now=now)
        with store.write() as connection:
            notes.put(connection, LOOK, look)


def wake(store: Store, ids: Sequence[str]) -> None:
    """Makes sources due now, on an admin's word; one that was stopped starts anew."""
    with store.write() as connection:
        sources.wake(connection, clock(), ids)


def user_agent(settings: Settings) -> str:
    """Who we are and whom to ask about us (RFC 9110, 10.1.5)."""
    who = "; ".join(one for one in (settings.site.base_url, settings.site.contact) if one)
    return f"syndicator/{__version__} (+{who})"


async def gather(
    settings: Settings,
    progress: Callable[[Tally, int], None] = lambda *_: None,
    clock: Callable[[], datetime] = clock,
) -> Tally:
    """Gathers until nothing is due, then stops."""
    async with opened(settings, clock) as station:
        return await station.gatherer.drain(progress)


def _rules(settings: Settings) -> str:
    """A hash over what decides where stories stand."""
    return _hash(
        settings.sections,
        settings.places,
        settings.rights,
        settings.site.backfill,
        settings.classifier,
        placing.fingerprint(settings),
        [
            (one.id, one.name, one.kind, one.sections, one.places, one.rights.value, one.priority)
            for one in settings.sources
        ],
    )


def _look(settings: Settings) -> str:
    """A hash over what all pages and feeds show beside their stories."""
    return _hash(
        settings.site,
        [replace(one, match=()) for one in settings.sections],
        [(one.id, one.name, one.former) for one in settings.places],
        settings.digests,
        settings.rights,
        [(one.id, one.name) for one in settings.sources],
    )


def _hash(*what: object) -> str:
    return blake2b(repr((__version__, what)).encode(), digest_size=16).hexdigest()
