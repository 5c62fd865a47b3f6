"""The digests: makes their editions when they are due, and the latest anew when pins or bans changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy import Connection

from syndicator.model import Digest, Edition, Reason, Settings, Story
from syndicator.publish import card
from syndicator.publish.digest import Choice, Taste, choose
from syndicator.publish.document import Document
from syndicator.publish.editions import digest_documents
from syndicator.publish.schedule import due_edition
from syndicator.publish.thumbnail import with_thumbnails
from syndicator.service import archiver, names
from syndicator.service.tastes import taste_of
from syndicator.store import Store, editions, pages, publications, sources, stories
from syndicator.store.editions import Kept

log = structlog.get_logger("syndicator.publish")

# Editions that a digest's page and feed list.
EDITIONS_SHOWN = 30
# From how many of the newest stories a digest chooses.
POOL = 300
# How long a digest's first edition waits for sources that have not answered yet.
LONGEST_WAIT = timedelta(hours=1)
# What an edition of so long ago told is not told again; the one before always counts, however long ago it was.
NOT_AGAIN_FOR = timedelta(hours=36)
# More editions than come out in that time.
LOOKED_BACK = 12
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

# Stories as they may be shown to everybody.
Shown = Callable[[Sequence[Story]], list[Story]]


@dataclass(frozen=True, slots=True)
class Block:
    """A digest as it is to be shown: the stories of this moment, and the newest editions, newest first."""

    rolling: Choice
    editions: tuple[Edition, ...]


def make_editions(store: Store, settings: Settings, now: datetime, shown: Shown) -> list[str]:
    """Makes each digest's edition that is due, or its latest anew; returns the ids of those made.

    The first one waits until every source has had its first chance, or it would hold whatever came first.
    """
    made = []
    for digest in settings.digests:
        with store.read() as connection:
            last = editions.last(connection, digest.id)
            due = due_edition(digest, last, now, settings.site.timezone)
            ready = due is None or last is not None or now - due.at > LONGEST_WAIT or _complete(connection)
        if due is None:
            id = _remade(store, settings, digest, now, shown)
        else:
            id = _made(store, settings, digest, due.at, due.name, now, shown) if ready else None
        if id is not None:
            made.append(id)
    return made


def block(connection: Connection, settings: Settings, digest: Digest, shown: Shown) -> Block:
    """What stands in a digest now. It follows from the stories, not from the clock: unchanged stories, same bytes."""
    pool = shown(_pool(connection, digest))
    taste = taste_of(connection, digest, [one.id for one in pool])
    pool += shown(stories.by_public_id(connection, taste.pins))
    newest = max((story.told for story in pool), default=EPOCH)
    rolling = choose(pool, digest, newest, taste, names=_county_names(pool, settings))
    latest = editions.latest(connection, digest.id, EDITIONS_SHOWN)
    return Block(rolling, tuple(replace(one, stories=tuple(shown(one.stories))) for one in latest))


def build(store: Store, settings: Settings, digest: Digest, shown: Shown) -> list[Document]:
    """All documents of a digest."""
    with store.read() as connection:
        made = block(connection, settings, digest, shown)
    rolling, latest = list(made.rolling.stories), list(made.editions)
    if digest.thumbnails:
        rolling = with_thumbnails(rolling, settings)
        latest = [replace(one, stories=tuple(with_thumbnails(one.stories, settings))) for one in latest]
    history = archiver.history(store, settings, names.digest(digest.id), EDITIONS_SHOWN)
    return digest_documents(digest, latest, rolling, settings, history, partial(_is_drawn, settings.public))


def _is_drawn(public: Path, path: str, fingerprint: str) -> bool:
    """Whether the card that lies there shows what it should."""
    try:
        with (public / path).open("rb") as file:
            return card.shows(file.read(card.HEAD), fingerprint)
    except OSError:
        return False


def _complete(connection: Connection) -> bool:
    return pages.waiting(connection) == 0 and sources.all_polled(connection)


def _made(
    store: Store, settings: Settings, digest: Digest, at: datetime, name: str, now: datetime, shown: Shown
) -> str | None:
    """Makes the edition of a scheduled time; None while there is nothing to tell."""
    with store.read() as connection:
        pool = shown(_pool(connection, digest))
        taste = taste_of(connection, digest, [one.id for one in pool])
        pool += shown(stories.by_public_id(connection, taste.pins))
        told = _told(editions.kept(connection, digest.id, LOOKED_BACK), at)
    choice = choose(pool, digest, now, taste, told=told, names=_county_names(pool, settings))
    if not choice.stories:
        return None
    id = names.edition_id(settings.site, digest, at)
    ids = tuple(one.id for one in choice.stories)
    with store.write() as connection:
        editions.add(connection, Kept(id, digest.id, at, name, now, now, 0, ids, choice.reasons, _as_kept(taste)))
        publications.mark(connection, [names.digest(digest.id)])
    log.info("新媒体期次已生成", digest=digest.id, edition=id, stories=len(ids))
    return id


def _remade(store: Store, settings: Settings, digest: Digest, now: datetime, shown: Shown) -> str | None:
    """Makes the latest edition anew when its pins or bans are others now; None when its stories stay."""
    with store.read() as connection:
        kept = editions.kept(connection, digest.id, LOOKED_BACK)
        if not kept:
            return None
        latest, before = kept[0], kept[1:]
        taste = taste_of(connection, digest, [one.story for one in latest.reasons])
        if _as_kept(taste) == latest.taste:
            return None
        ids = dict.fromkeys((*taste.pins, *(one.story for one in latest.reasons)))
        pool = shown(stories.by_public_id(connection, list(ids)))
    choice = choose(
        pool,
        digest,
        latest.made,
        taste,
        told=_told(before, latest.at),
        kept={one.story: one for one in latest.reasons},
        names=_county_names(pool, settings),
    )
    chosen = tuple(one.id for one in choice.stories)
    fresh = replace(latest, stories=chosen, reasons=choice.reasons, taste=_as_kept(taste))
    changed = chosen != latest.stories
    if changed:
        fresh = replace(fresh, updated=now, revision=latest.revision + 1)
    with store.write() as connection:
        editions.remake(connection, fresh)
        publications.mark(connection, [names.digest(digest.id)])
    if not changed:
        return None
    log.info("新媒体期次已按置顶和屏蔽修订", digest=digest.id, edition=latest.id, revision=fresh.revision)
    return latest.id


def _pool(connection: Connection, digest: Digest) -> list[Story]:
    """The newest stories that a digest may choose from: other sections' floods do not drown its own."""
    wanted = [names.section(id) for id in digest.sections] or [names.ALL]
    return stories.newest(connection, wanted, POOL)


def _told(kept: Sequence[Kept], at: datetime) -> dict[str, tuple[str, Reason]]:
    """What the editions before this time told not long ago."""
    former = [one for one in kept if one.at < at]
    return editions.reasons_of([one for one in former if one.at >= at - NOT_AGAIN_FOR] or former[:1])


def _as_kept(taste: Taste) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return taste.pins, tuple(sorted(taste.bans))


def _county_names(pool: Sequence[Story], settings: Settings) -> list[str]:
    """What the counties are called that the pool tells of."""
    present = {id for one in pool for id in one.places}
    return [name for place in settings.places if place.id in present for name in place.names]
