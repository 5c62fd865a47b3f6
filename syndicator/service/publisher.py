"""Builds what is dirty, and only that. Called in a thread of its own; the store says what, files say when."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from syndicator.errors import SyndicatorError
from syndicator.model import Digest, Settings, Story
from syndicator.publish import digest as digests
from syndicator.publish import files
from syndicator.publish.addresses import GONE, story_folder
from syndicator.publish.documents import Document, documents
from syndicator.publish.editions import digest_documents
from syndicator.publish.home import home_documents
from syndicator.service import archiver, names
from syndicator.service.writing import writing
from syndicator.store import Store, archives, editions, notes, pages, publications, sources, stories, withdrawals
from syndicator.store.archives import Key, Touched, Volume
from syndicator.store.publications import Dirty

log = structlog.get_logger("syndicator.publish")

# Editions that a digest's page and feed list.
EDITIONS_SHOWN = 30
# From how many of the newest stories a digest chooses.
DIGEST_POOL = 300
# How long a digest's first edition waits for sources that have not answered yet.
LONGEST_WAIT = timedelta(hours=1)
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
) -> list[str]:
    """Builds every dirty publication; returns the paths below public/ that changed.

    Archives are built after that for as long as `archive_seconds`, or with None until all stand. A publication that
    cannot be built or written keeps its last good files and its mark, and is said in the log.
    """
    changed = _publish_dirty(store, settings, progress)
    changed += _build_archives(store, settings, archive_seconds)
    if archive_seconds is None:
        changed += _publish_dirty(store, settings, progress)
    return changed


def _publish_dirty(store: Store, settings: Settings, progress: Callable[[int, int], None]) -> list[str]:
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


def publish_gone(store: Store, settings: Settings, restored: Sequence[str] = ()) -> list[str] | None:
    """Leaves in the folder of each withdrawn story nothing but a mark, by which the web server answers 410."""

    def build() -> list[Document]:
        with store.read() as connection:
            gone = [story_folder(one) for one in withdrawals.withdrawn_stories(connection)]
        files.remove(settings.public, [f"{story_folder(one)}/{GONE}" for one in restored])
        pages = [f"{one}/" for one in gone if any(file.name != GONE for file in (settings.public / one).glob("*"))]
        files.remove(settings.public, pages)
        return [Document(f"{one}/{GONE}", b"") for one in gone]

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


def rebuild(store: Store, settings: Settings, everything: bool = False) -> None:
    """Marks every declared publication dirty and forgets, files and all, those no longer declared.

    Of the archives only what the new config.toml changes is marked, unless `everything` is.
    """
    declared = [one.id for one in names.all_publications(settings)]
    with writing(settings):
        with store.write() as connection:
            former = [id for id in publications.known(connection) if id not in declared]
            publications.forget(connection, former)
            archives.forget(connection, former)
            publications.mark(connection, declared)
            moved = _mark_archives(connection, settings, everything)
        if moved:
            files.remove(settings.public, ["archive/"])
        files.remove(settings.public, [path for id in former for path in files.paths_of(id)])


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
            return _build_digest(store, settings, digest)
    publication = next(one for one in names.all_publications(settings) if one.id == id)
    with store.read() as connection:
        window = _pool(stories.window(connection, id, settings.site.window))
    updated = max((story.updated for story in window), default=EPOCH)
    history = archiver.history(store, settings, id, settings.site.window)
    return documents(publication, window, settings, updated=updated, history=history)


def _build_digest(store: Store, settings: Settings, digest: Digest) -> list[Document]:
    with store.read() as connection:
        latest = [
            replace(edition, stories=tuple(_pool(edition.stories)))
            for edition in editions.latest(connection, digest.id, EDITIONS_SHOWN)
        ]
        pool = _pool(stories.window(connection, names.ALL, DIGEST_POOL))
    newest = max((story.told for story in pool), default=EPOCH)  # not the clock: unchanged stories, unchanged bytes
    history = archiver.history(store, settings, names.digest(digest.id), EDITIONS_SHOWN)
    return digest_documents(digest, latest, digests.choose(pool, digest, newest), settings, history)


def _pool(window: Sequence[Story]) -> list[Story]:
    """Stories as they may be shown to everybody."""
    return archiver.shown(window)


def _home(store: Store, settings: Settings) -> list[Document]:
    with store.read() as connection:
        counts = stories.sizes(connection)
    return home_documents(names.all_publications(settings), settings, counts)
