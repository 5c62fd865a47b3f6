"""Archives on their way to the press: which volumes are built now, which wait, which the settings make anew."""

from __future__ import annotations

import time
from functools import partial

from sqlalchemy import Connection

from syndicator.model import Settings
from syndicator.service import archiver, names
from syndicator.service.press import Press
from syndicator.service.writing import writing
from syndicator.store import archives, notes, publications
from syndicator.store.archives import Key, Volume

# Volumes of an archive that are built before the publication that leads to them; more are built in the background.
AT_ONCE = 2
# The notes with what all documents of the archives depend on: the frame around them, the calendar, the sources.
FRAME = "archive_frame"
ZONE = "archive_zone"
FACES = "archive_faces"


def put_ahead(press: Press, id: str, place: Key | None = None) -> list[str]:
    """Builds what of its archive a publication will lead to, or what holds `place`."""
    archiver.advance(press.store, press.settings, id)
    volumes = archiver.pending(press.store, id)
    if place is not None:
        volumes = archiver.holding(press.store, press.settings, id, place)
    elif len(volumes) > AT_ONCE:
        volumes = []
    return [path for volume in volumes for path in _put(press, volume) or []]


def put_waiting(press: Press, seconds: float | None) -> list[str]:
    """Builds marked volumes until the time is over; a publication whose archive is whole then leads to it."""
    store, settings = press.store, press.settings
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
                written = _put(press, volume)
                if written is None:
                    return changed  # the disk is full, or worse: the next pass tries again
                changed += written
                if not volume.built and all(one.built for one in volumes[number:]):
                    with store.write() as connection:
                        publications.mark(connection, [id])
            with writing(settings):
                archiver.advance(store, settings, id)
    return changed


def mark(connection: Connection, settings: Settings, everything: bool) -> bool:
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


def _put(press: Press, volume: Volume) -> list[str] | None:
    publication = next(one for one in names.all_publications(press.settings) if one.id == volume.publication)
    build = partial(archiver.build, press.store, press.settings, publication, volume)
    with writing(press.settings):
        written = press.put(f"archive/{volume.publication}", build)
        if written is not None:
            with press.store.write() as connection:
                archives.stands(connection, volume)
    return written
