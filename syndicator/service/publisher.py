"""Builds what is dirty, and only that. Called in a thread of its own; the store says what, files say when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from threading import Lock

import structlog

from syndicator.errors import SyndicatorError
from syndicator.model import Settings, Story
from syndicator.publish import files
from syndicator.publish.documents import Document, documents
from syndicator.publish.home import home_documents
from syndicator.refine import rights
from syndicator.service import digests, names
from syndicator.store import Store, publications, stories
from syndicator.store.publications import Dirty

log = structlog.get_logger("syndicator.publish")

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
    """Makes the editions that are due, and anew those whose pins or bans changed; returns their ids."""
    return digests.make_editions(store, settings, now, _pool)


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
            return digests.build(store, settings, digest, _pool)
    publication = next(one for one in names.all_publications(settings) if one.id == id)
    with store.read() as connection:
        window = _pool(stories.window(connection, id, settings.site.window))
    updated = max((story.updated for story in window), default=EPOCH)
    return documents(publication, window, settings, updated=updated)


def _pool(window: Sequence[Story]) -> list[Story]:
    """Stories as they may be shown to everybody."""
    return [replace(story, lead=rights.shown(story.lead)) for story in window]


def shown(window: Sequence[Story]) -> list[Story]:
    """Stories as they may be shown to everybody."""
    return _pool(window)


def _home(store: Store, settings: Settings) -> list[Document]:
    with store.read() as connection:
        counts = stories.sizes(connection)
    return home_documents(names.all_publications(settings), settings, counts)
