"""Builds what is dirty, and only that. Called in a thread of its own; the store says what, files say when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
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
from syndicator.refine import rights
from syndicator.service import names, storypages
from syndicator.service.status import FAILURES
from syndicator.store import Store, editions, notes, pages, publications, sources, stories
from syndicator.store.publications import Dirty

log = structlog.get_logger("syndicator.publish")

# Editions that a digest's page and feed list.
EDITIONS_SHOWN = 30
# From how many of the newest stories a digest chooses.
DIGEST_POOL = 300
# How long a digest's first edition waits for sources that have not answered yet.
LONGEST_WAIT = timedelta(hours=1)
# Story pages written before the feeds, and after them, in one round; what is left waits for the next round.
PAGES_FIRST, PAGES_AFTER = 200, 500
# Of what could not be published, the first few tell what is the matter.
FAILURES_SAID, LONGEST_FAILURE = 5, 500
# The newest stories that the home page shows.
NEWEST = 12
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


# One writer of public/ at a time: a reload that removes a section must not race with the publication of it.
_writing = Lock()


def publish(store: Store, settings: Settings, progress: Callable[[int, int], None] = lambda *_: None) -> list[str]:
    """Builds every dirty publication; returns the paths below public/ that changed.

    A publication that cannot be built or written keeps its last good files and its mark, and is said in the log.
    """
    with _writing:
        return _publish_dirty(store, settings, progress)


def _publish_dirty(store: Store, settings: Settings, progress: Callable[[int, int], None]) -> list[str]:
    failures: list[str] = []
    _publish = partial(_put, settings, failures)
    # The youngest stories' pages before the feeds that link to them, a long row of old ones after.
    changed = storypages.refresh(store, settings, _publish, PAGES_FIRST)
    with store.read() as connection:
        dirty = publications.dirty(connection)
    declared = {one.id for one in names.all_publications(settings)}
    done: list[Dirty] = []
    for number, mark in enumerate(dirty):
        progress(number, len(dirty))
        build = partial(_build, store, settings, mark.id)
        written = _publish(mark.id, build) if mark.id in declared else []
        if written is not None:
            done.append(mark)
            changed += written
    if dirty:
        home = _publish("home", partial(_home, store, settings))
        changed += home or []
        done = done if home is not None else done[1:]  # the home page has no mark of its own: one asks for it again
    if done:
        with store.write() as connection:
            publications.built(connection, done)
    if not failures:
        changed += storypages.refresh(store, settings, _publish, PAGES_AFTER)
    _tell_failures(store, failures)
    progress(len(dirty), len(dirty))
    return changed


def _put(
    settings: Settings, failures: list[str], what: str, build: Callable[[], list[Document]], gone: Sequence[str] = ()
) -> list[str] | None:
    """Builds and writes, and removes what is gone; None when that failed, which leaves the last good files.

    A failure is said in the log and added to `failures`.
    """
    try:
        files.remove(settings.public, gone)
        return files.write(settings.public, build())
    except SyndicatorError as error:
        failures.append(f"{what}:{error}")
        log.error("没有发布,保留上一次的文件", publication=what, error=str(error))
    except Exception as error:
        failures.append(f"{what}:生成时出错({type(error).__name__}),保留上一次的文件;详情见日志。")
        log.exception("没有发布,保留上一次的文件", publication=what, error=repr(error))
    return None


def _tell_failures(store: Store, failures: Sequence[str]) -> None:
    """Says on the status page what readers do not see yet, and no more when all of it stands."""
    said = [one[:LONGEST_FAILURE] for one in failures[:FAILURES_SAID]]
    with store.read() as connection:
        if notes.get(connection, FAILURES, []) == said:
            return
    with store.write() as connection:
        notes.put(connection, FAILURES, said)


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


def rebuild(store: Store, settings: Settings) -> None:
    """Marks every declared publication dirty and forgets, files and all, those no longer declared."""
    declared = [one.id for one in names.all_publications(settings)]
    with _writing:
        with store.write() as connection:
            former = [id for id in publications.known(connection) if id not in declared]
            publications.forget(connection, former)
            publications.mark(connection, declared)
        files.remove(settings.public, [path for id in former for path in files.paths_of(id)])


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
        newest = _pool(stories.window(connection, names.ALL, NEWEST))
    return home_documents(names.all_publications(settings), settings, counts, newest)
