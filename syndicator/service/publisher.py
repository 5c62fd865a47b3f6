"""Builds what is dirty, and only that. Called in a thread of its own; the store says what, files say when."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial

import structlog
from sqlalchemy import Connection

from syndicator.errors import SyndicatorError
from syndicator.model import Settings, Story
from syndicator.publish import files
from syndicator.publish.addresses import GONE, story_path
from syndicator.publish.documents import Document, documents
from syndicator.publish.home import home_documents
from syndicator.publish.signposts import signposts
from syndicator.service import archiver, digests, names, newsmap, telling
from syndicator.service.writing import writing
from syndicator.store import Store, archives, notes, publications, stories, withdrawals
from syndicator.store.archives import Key, Touched, Volume
from syndicator.store.publications import Dirty

log = structlog.get_logger("syndicator.publish")

# Stories told anew in one transaction when their time has come.
SETTLED = 200
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


# Volumes of an archive that are built before the publication that leads to them; more are built in the background.
AT_ONCE = 2
# Seconds that one pass may give to archives; news comes first, and comes again every second.
ARCHIVE_SECONDS = 0.5
# The notes with what all documents of the archives depend on: the frame around them, the calendar, the sources.
FRAME = "archive_frame"
ZONE = "archive_zone"
FACES = "archive_faces"


def publish(
    store: Store,
    settings: Settings,
    progress: Callable[[int, int], None] = lambda *_: None,
    archive_seconds: float | None = ARCHIVE_SECONDS,
    now: datetime | None = None,
) -> list[str]:
    """Builds every dirty publication; returns the paths below public/ that changed.

    First, what an embargo has held back until `now` is told, and what has expired is reduced. Archives are built at
    the end, for as long as `archive_seconds`, or with None until all stand. A publication that cannot be built or
    written keeps its last good files and its mark, and is said in the log.
    """
    now = now or datetime.now(UTC)
    _settle(store, settings, now)
    changed = _publish_dirty(store, settings, progress, now)
    changed += _build_archives(store, settings, archive_seconds)
    if archive_seconds is None:
        changed += _publish_dirty(store, settings, progress, now)
    return changed


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
        written = _publish_one(store, settings, mark.id) if mark.id in declared else []
        if written is not None:
            done.append(mark)
            changed += written
    if dirty:
        changed += publish_home(store, settings)
        changed += _publish("news-sitemap", partial(newsmap.build, store, settings, now), settings) or []
    if done:
        with store.write() as connection:
            publications.built(connection, done)
    progress(len(dirty), len(dirty))
    return changed


def _publish_one(store: Store, settings: Settings, id: str, place: Key | None = None) -> list[str] | None:
    """Builds a publication, and first what of its archive it will lead to, or what holds `place`."""
    changed = []
    with writing(settings):
        archiver.advance(store, settings, id)
        volumes = archiver.pending(store, id)
        if place is not None:
            volumes = archiver.holding(store, settings, id, place)
        elif len(volumes) > AT_ONCE:
            volumes = []
        for volume in volumes:
            changed += _publish_volume(store, settings, volume) or []
        written = _publish(id, partial(_build, store, settings, id), settings)
    return None if written is None else changed + written


def publish_at_once(store: Store, settings: Settings, places: Iterable[Touched]) -> list[str]:
    """Builds what shows or showed something at these places, and nothing else.

    For what cannot wait until all that is dirty is built: another process may be at that.
    """
    declared = {one.id for one in names.all_publications(settings)}
    changed = []
    for one in places:
        if one.publication in declared:
            changed += _publish_one(store, settings, one.publication, one.key) or []
    return changed


def publish_home(store: Store, settings: Settings) -> list[str]:
    """Builds the home page and what lies beside it, and takes away the pages of what is withdrawn."""
    gone = publish_gone(store, settings) or []
    return gone + (_publish("home", partial(_home, store, settings), settings) or [])


def publish_gone(store: Store, settings: Settings) -> list[str] | None:
    """Removes the own pages of withdrawn stories, and lists them for the web server."""

    def build() -> list[Document]:
        with store.read() as connection:
            paths = [story_path(one) for one in withdrawals.withdrawn_stories(connection)]
        folders = [f"{path}/" for path in paths if path]
        files.remove(settings.public, folders)
        return [Document(GONE, "".join(f"{one}\n" for one in folders).encode())]

    return _publish("gone", build, settings)


def _build_archives(store: Store, settings: Settings, seconds: float | None) -> list[str]:
    """Builds marked volumes until the time is over; a publication whose archive is whole then leads to it."""
    until = None if seconds is None else time.monotonic() + seconds
    with store.read() as connection:
        waiting = archives.unbuilt(connection)
    declared = {one.id for one in names.all_publications(settings)}
    changed: list[str] = []
    for id in (one for one in waiting if one in declared):
        while volumes := archiver.pending(store, id):
            for number, volume in enumerate(volumes, 1):
                if until is not None and time.monotonic() > until:
                    return changed
                written = _publish_volume(store, settings, volume)
                if written is None:
                    return changed  # the disk is full, or worse: the next pass tries again
                changed += written
                if not volume.built and all(one.built for one in volumes[number:]):
                    with store.write() as connection:
                        publications.mark(connection, [id])
            with writing(settings):
                archiver.advance(store, settings, id)
    return changed


def _publish_volume(store: Store, settings: Settings, volume: Volume) -> list[str] | None:
    publication = next(one for one in names.all_publications(settings) if one.id == volume.publication)
    build = partial(archiver.build, store, settings, publication, volume)
    with writing(settings):
        written = _publish(f"archive/{volume.publication}", build, settings)
        if written is not None:
            with store.write() as connection:
                archives.stands(connection, volume)
    return written


def _publish(what: str, build: Callable[[], list[Document]], settings: Settings) -> list[str] | None:
    """Builds and writes; None when that failed, which is said in the log and leaves the last good files."""
    try:
        with writing(settings):
            return files.write(settings.public, build())
    except SyndicatorError as error:
        log.error("没有发布,保留上一次的文件", publication=what, error=str(error))
    except Exception as error:
        log.exception("没有发布,保留上一次的文件", publication=what, error=repr(error))
    return None


def make_editions(store: Store, settings: Settings, now: datetime) -> list[str]:
    """Makes the editions that are due, and anew those whose pins or bans changed; returns their ids."""
    return digests.make_editions(store, settings, now, _pool)


def rebuild(store: Store, settings: Settings, everything: bool = False, now: datetime | None = None) -> None:
    """Marks every declared publication dirty and forgets, files and all, those no longer declared.

    Where they were, their readers are told where they went, or that they are gone for good. Of the archives only what
    the new config.toml changes is marked, unless `everything` is.
    """
    declared = [one.id for one in names.all_publications(settings)]
    renamed = names.renamed(settings)
    with writing(settings):
        with store.write() as connection:
            former = [id for id in publications.known(connection) if id not in declared]
            for id in former:
                if id in renamed:
                    publications.rename(connection, id, renamed[id])
            publications.forget(connection, former, now or datetime.now(UTC))
            archives.forget(connection, former)
            publications.mark(connection, declared)
            left = set(publications.former(connection)) - set(declared)
            moved = _mark_archives(connection, settings, everything)
        if moved:
            files.remove(settings.public, ["archive/"])
        files.remove(settings.public, [path for id in former for path in files.paths_of(id)])
        files.write(settings.public, [signposts({**dict.fromkeys(left), **renamed})])


def _mark_archives(connection: Connection, settings: Settings, everything: bool) -> bool:
    """Marks what of the archives the settings change; True when all begins anew, for another calendar."""
    frame, faces = archiver.frame(settings), archiver.faces(settings)
    former: dict[str, str] = notes.get(connection, FACES, {})
    zone = str(settings.site.timezone)
    moved: bool = notes.get(connection, ZONE, zone) != zone
    if moved:
        archives.forget_all(connection)
    elif everything or notes.get(connection, FRAME, frame) != frame:
        archives.mark_all(connection)
    elif changed := [id for id, face in former.items() if faces.get(id) != face]:
        archiver.touch_sources(connection, changed, settings)
    for name, value in ((FRAME, frame), (ZONE, zone), (FACES, faces)):
        notes.put(connection, name, value)
    return moved


def _build(store: Store, settings: Settings, id: str) -> list[Document]:
    for digest in settings.digests:
        if id == names.digest(digest.id):
            return digests.build(store, settings, digest, _pool)
    publication = next(one for one in names.all_publications(settings) if one.id == id)
    with store.read() as connection:
        window = _pool(stories.window(connection, id, settings.site.window))
    updated = max((story.updated for story in window), default=EPOCH)
    history = archiver.history(store, settings, id, settings.site.window)
    return documents(publication, window, settings, updated=updated, history=history)


def _pool(window: Sequence[Story]) -> list[Story]:
    """Stories as they may be shown to everybody."""
    return archiver.shown(window)


def shown(window: Sequence[Story]) -> list[Story]:
    """Stories as they may be shown to everybody."""
    return _pool(window)


def _home(store: Store, settings: Settings) -> list[Document]:
    with store.read() as connection:
        counts = stories.sizes(connection)
    return home_documents(names.all_publications(settings), settings, counts)
