"""Builds what is dirty, and only that. Called in a thread of its own; the store says what, files say when."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Lock

import structlog

from syndicator.errors import SyndicatorError
from syndicator.model import Digest, Settings, Story
from syndicator.publish import digest as digests
from syndicator.publish import files
from syndicator.publish.documents import Document, documents
from syndicator.publish.editions import digest_documents
from syndicator.publish.home import home_documents
from syndicator.publish.signposts import signposts
from syndicator.refine import rights
from syndicator.service import names, newsmap, telling
from syndicator.store import Store, editions, notes, pages, publications, sources, stories
from syndicator.store.publications import Dirty

log = structlog.get_logger("syndicator.publish")

# Editions that a digest's page and feed list.
EDITIONS_SHOWN = 30
# From how many of the newest stories a digest chooses.
DIGEST_POOL = 300
# How long a digest's first edition waits for sources that have not answered yet.
LONGEST_WAIT = timedelta(hours=1)
# The note with a hash over what can be subscribed to, and since when that is so.
LISTED = "listed"
# Stories told anew in one transaction when their time has come.
SETTLED = 200
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


# One writer of public/ at a time: a reload that removes a section must not race with the publication of it.
_writing = Lock()


def publish(
    store: Store,
    settings: Settings,
    progress: Callable[[int, int], None] = lambda *_: None,
    now: datetime | None = None,
) -> list[str]:
    """Builds every dirty publication; returns the paths below public/ that changed.

    First, what an embargo has held back until `now` is told, and what has expired is reduced. A publication that cannot
    be built or written keeps its last good files and its mark, and is said in the log.
    """
    with _writing:
        _settle(store, settings, now or datetime.now(UTC))
        return _publish_dirty(store, settings, progress, now or datetime.now(UTC))


def _settle(store: Store, settings: Settings, now: datetime) -> None:
    """Tells anew the stories of which something else may be shown by now. A crash between batches only delays."""
    while True:
        with store.read() as connection:
            if not (due := stories.due(connection, now, SETTLED)):
                return
        with store.write() as connection:
            telling.retell(connection, due, settings, now)


def _publish_dirty(store: Store, settings: Settings, progress: Callable[[int, int], None], now: datetime) -> list[str]:
    with store.read() as connection:
        dirty = publications.dirty(connection)
    declared = {one.id for one in names.all_publications(settings)}
    changed: list[str] = []
    done: list[Dirty] = []
    for number, mark in enumerate(dirty):
        progress(number, len(dirty))
        build = partial(_build, store, settings, mark.id)
        written = _publish(mark.id, build, settings) if mark.id in declared else []
        if written is not None:
            done.append(mark)
            changed += written
    if dirty:
        changed += _publish("home", partial(_home, store, settings), settings) or []
        changed += _publish("news-sitemap", partial(newsmap.build, store, settings, now), settings) or []
    if done:
        with store.write() as connection:
            publications.built(connection, done)
    progress(len(dirty), len(dirty))
    return changed


def _publish(what: str, build: Callable[[], list[Document]], settings: Settings) -> list[str] | None:
    """Builds and writes; None when that failed, which is said in the log and leaves the last good files."""
    try:
        return files.write(settings.public, build())
    except SyndicatorError as error:
        log.error("没有发布,保留上一次的文件", publication=what, error=str(error))
    except Exception as error:
        log.exception("没有发布,保留上一次的文件", publication=what, error=repr(error))
    return None


def make_editions(store: Store, settings: Settings, now: datetime) -> list[str]:
    """Makes each digest's edition that is due; returns the ids of those made.

    The first one waits until every source has had its first chance, or it would hold whatever came first.
    """
    made = []
    for digest in settings.digests:
        with store.read() as connection:
            last = editions.last(connection, digest.id)
            at = digests.due_edition(digest, last, now, settings.site.timezone)
            if at is None:
                continue
            complete = last is not None or (pages.waiting(connection) == 0 and sources.all_polled(connection))
            chosen = digests.choose(_pool(stories.window(connection, names.ALL, DIGEST_POOL)), digest, now)
        if not chosen or not (complete or now - at > LONGEST_WAIT):
            continue
        id = names.edition_id(settings.site, digest, at)
        with store.write() as connection:
            editions.add(connection, id, digest.id, at, now, [story.id for story in chosen])
            publications.mark(connection, [names.digest(digest.id)])
        made.append(id)
        log.info("新媒体期次已生成", digest=digest.id, edition=id, stories=len(chosen))
    return made


def rebuild(store: Store, settings: Settings, now: datetime | None = None) -> None:
    """Marks every declared publication dirty and forgets, files and all, those no longer declared.

    Where they were, their readers are told where they went, or that they are gone for good.
    """
    declared = [one.id for one in names.all_publications(settings)]
    renamed = names.renamed(settings)
    with _writing:
        with store.write() as connection:
            former = [id for id in publications.known(connection) if id not in declared]
            for id in former:
                if id in renamed:
                    publications.rename(connection, id, renamed[id])
            publications.forget(connection, former, now or datetime.now(UTC))
            publications.mark(connection, declared)
            left = set(publications.former(connection)) - set(declared)
            listing = hashlib.blake2b(repr(names.all_publications(settings)).encode(), digest_size=16).hexdigest()
            if notes.get(connection, LISTED, [""])[0] != listing:
                notes.put(connection, LISTED, [listing, (now or datetime.now(UTC)).isoformat()])
        files.remove(settings.public, [path for id in former for path in files.paths_of(id)])
        files.write(settings.public, [signposts({**dict.fromkeys(left), **renamed})])


def _build(store: Store, settings: Settings, id: str) -> list[Document]:
    for digest in settings.digests:
        if id == names.digest(digest.id):
            return _build_digest(store, settings, digest)
    publication = next(one for one in names.all_publications(settings) if one.id == id)
    with store.read() as connection:
        window = _pool(stories.window(connection, id, settings.site.window))
    updated = max((story.updated for story in window), default=EPOCH)
    return documents(publication, window, settings, updated=updated)


def _build_digest(store: Store, settings: Settings, digest: Digest) -> list[Document]:
    with store.read() as connection:
        latest = [
            replace(edition, stories=tuple(_pool(edition.stories)))
            for edition in editions.latest(connection, digest.id, EDITIONS_SHOWN)
        ]
        pool = _pool(stories.window(connection, names.ALL, DIGEST_POOL))
    newest = max((story.told for story in pool), default=EPOCH)  # not the clock: unchanged stories, unchanged bytes
    return digest_documents(digest, latest, digests.choose(pool, digest, newest), settings)


def _pool(window: Sequence[Story]) -> list[Story]:
    """Stories as they may be shown to everybody."""
    return [replace(story, lead=rights.shown(story.lead)) for story in window]


def _home(store: Store, settings: Settings) -> list[Document]:
    with store.read() as connection:
        counts = stories.sizes(connection)
        _, *since = notes.get(connection, LISTED, [""])
    listed = datetime.fromisoformat(since[0]) if since else None
    return home_documents(names.all_publications(settings), settings, counts, listed=listed)
