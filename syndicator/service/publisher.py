"""Builds what is dirty, and only that. Called in a thread of its own; the store says what, files say when."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial

from syndicator.model import Settings, Story
from syndicator.publish import files
from syndicator.publish.addresses import GONE, story_path
from syndicator.publish.documents import Document, documents
from syndicator.publish.home import home_documents
from syndicator.publish.signposts import signposts
from syndicator.service import archiver, digests, names, newsmap, storypages, telling, volumes
from syndicator.service.press import Press
from syndicator.service.writing import writing
from syndicator.store import Store, archives, notes, publications, stories, withdrawals
from syndicator.store.archives import Key, Touched
from syndicator.store.publications import Dirty

# The note with a hash over what can be subscribed to, and since when that is so.
LISTED = "listed"
# Stories told anew in one transaction when their time has come.
SETTLED = 200
# Story pages written before the feeds, and after them, in one round; what is left waits for the next round.
PAGES_FIRST, PAGES_AFTER = 200, 500
# The newest stories that the home page shows.
NEWEST = 12
# Seconds that one pass may give to archives; news comes first, and comes again every second.
ARCHIVE_SECONDS = 0.5
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


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
    written keeps its last good files and its mark, and is said in the log and on the status page.
    """
    now = now or datetime.now(UTC)
    press = Press(store, settings)
    _settle(store, settings, now)
    changed = _put_dirty(press, progress, now)
    changed += volumes.put_waiting(press, archive_seconds)
    if archive_seconds is None:
        changed += _put_dirty(press, progress, now)
    press.tell_failures()
    return changed


def publish_at_once(press: Press, places: Iterable[Touched], now: datetime) -> list[str]:
    """Builds what shows or showed something at these places, the home page, the news sitemap, and nothing else.

    For what cannot wait until all that is dirty is built: another process may be at that.
    """
    declared = {one.id for one in names.all_publications(press.settings)}
    changed = []
    for one in places:
        if one.publication in declared:
            changed += _put_publication(press, one.publication, one.key) or []
    return changed + (_put_home(press) or []) + (_put_sitemap(press, now) or [])


def publish_gone(press: Press, restored: Sequence[str] = ()) -> list[str] | None:
    """Leaves in the folder of each withdrawn story nothing but a mark, by which the web server answers 410.

    The marks of `restored` ones (by public id) are taken away.
    """
    with writing(press.settings):
        with press.store.read() as connection:
            withdrawn = withdrawals.withdrawn_stories(connection)
        gone = [folder for one in withdrawn if (folder := story_path(one))]
        back = [folder for one in restored if (folder := story_path(one))]
        pages = [
            f"{one}/" for one in gone if any(file.name != GONE for file in (press.settings.public / one).glob("*"))
        ]
        marks = [Document(f"{one}/{GONE}", b"") for one in gone]
        return press.put("gone", lambda: marks, [*(f"{one}/{GONE}" for one in back), *pages])


def make_editions(store: Store, settings: Settings, now: datetime) -> list[str]:
    """Makes the editions that are due, and anew those whose pins or bans changed; returns their ids."""
    return digests.make_editions(store, settings, now, shown)


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
            listing = hashlib.blake2b(repr(names.all_publications(settings)).encode(), digest_size=16).hexdigest()
            if notes.get(connection, LISTED, [""])[0] != listing:
                notes.put(connection, LISTED, [listing, (now or datetime.now(UTC)).isoformat()])
            moved = volumes.mark(connection, settings, everything)
        if moved:
            files.remove(settings.public, ["archive/"])
        files.remove(settings.public, [path for id in former for path in files.paths_of(id)])
        files.write(settings.public, [signposts({**dict.fromkeys(left), **renamed})])


def shown(window: Sequence[Story]) -> list[Story]:
    """Stories as they may be shown to everybody."""
    return archiver.shown(window)


def _settle(store: Store, settings: Settings, now: datetime) -> None:
    """Tells anew the stories of which something else may be shown by now. A crash between batches only delays."""
    while True:
        with store.read() as connection:
            if not (due := stories.due(connection, now, SETTLED)):
                return
        with store.write() as connection:
            telling.retell(connection, due, settings, now)


def _put_dirty(press: Press, progress: Callable[[int, int], None], now: datetime) -> list[str]:
    store, settings = press.store, press.settings
    # The youngest stories' pages before the feeds that link to them, a long row of old ones after.
    changed = storypages.refresh(press, PAGES_FIRST)
    with store.read() as connection:
        dirty = publications.dirty(connection)
    declared = {one.id for one in names.all_publications(settings)}
    done: list[Dirty] = []
    for number, mark in enumerate(dirty):
        progress(number, len(dirty))
        written = _put_publication(press, mark.id) if mark.id in declared else []
        if written is not None:
            done.append(mark)
            changed += written
    if dirty:
        home, sitemap = _put_home(press), _put_sitemap(press, now)
        changed += (home or []) + (sitemap or [])
        # These two have no mark of their own: one asks for them again.
        done = done[1:] if home is None or sitemap is None else done
    if done:
        with store.write() as connection:
            publications.built(connection, done)
    if not press.failures:
        changed += storypages.refresh(press, PAGES_AFTER)
    progress(len(dirty), len(dirty))
    return changed


def _put_publication(press: Press, id: str, place: Key | None = None) -> list[str] | None:
    """Builds a publication, and first what of its archive it will lead to, or what holds `place`."""
    with writing(press.settings):
        changed = volumes.put_ahead(press, id, place)
        written = press.put(id, partial(_build, press.store, press.settings, id))
    return None if written is None else changed + written


def _put_home(press: Press) -> list[str] | None:
    """Builds the home page and what lies beside it, and takes away the pages of what is withdrawn."""
    gone = publish_gone(press)
    home = press.put("home", partial(_home, press.store, press.settings))
    return None if gone is None or home is None else gone + home


def _put_sitemap(press: Press, now: datetime) -> list[str] | None:
    """Builds the news sitemap, after the pages: it announces those whose files are there."""
    return press.put("news-sitemap", partial(newsmap.build, press.store, press.settings, now))


def _build(store: Store, settings: Settings, id: str) -> list[Document]:
    for digest in settings.digests:
        if id == names.digest(digest.id):
            return digests.build(store, settings, digest, shown)
    publication = next(one for one in names.all_publications(settings) if one.id == id)
    with store.read() as connection:
        window = shown(stories.window(connection, id, settings.site.window))
    updated = max((story.updated for story in window), default=EPOCH)
    history = archiver.history(store, settings, id, settings.site.window)
    return documents(publication, window, settings, updated=updated, history=history)


def _home(store: Store, settings: Settings) -> list[Document]:
    with store.read() as connection:
        counts = stories.sizes(connection)
        newest = shown(stories.window(connection, names.ALL, NEWEST))
        _, *since = notes.get(connection, LISTED, [""])
    listed = datetime.fromisoformat(since[0]) if since else None
    return home_documents(names.all_publications(settings), settings, counts, newest, listed)
