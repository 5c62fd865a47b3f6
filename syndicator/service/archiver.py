"""Keeps every publication's archive: closes volumes, builds those that are marked, says where older stories are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta, tzinfo
from hashlib import blake2b

from sqlalchemy import Connection

from syndicator.model import Digest, Edition, Kind, Publication, Settings, Story
from syndicator.publish.archive import archived, contents_documents, path_of, volume_documents
from syndicator.publish.document import Document
from syndicator.publish.editions import edition_entries, edition_pages
from syndicator.publish.entry import EARLIEST, Entry
from syndicator.publish.history import History
from syndicator.publish.volumes import cuts, size, splits
from syndicator.refine import rights
from syndicator.service import names
from syndicator.store import Store, archives, editions, stories, withdrawals
from syndicator.store.archives import Key, Touched, Volume

# Volumes that one transaction closes: a first start with years of stories makes them piece by piece.
PIECE = 50
# Goes up when archive documents are written otherwise than before: all are then made anew.
FORM = 1
# Editions the feed of a digest shows, and so a volume of its archive holds.
EDITIONS = 30
# Tombstones a document carries; more at once is no withdrawal but a source's end.
MOST_TOMBSTONES = 200
# Stories of a volume that are looked at when it is split or built.
MOST_STORIES = 5_000


def advance(store: Store, settings: Settings, publication: str) -> bool:
    """Closes the volumes of a publication that are full or whose month is over, at most a piece; whether more are left.

    Whatever is told later goes to the open volume, which the subscription document shows.
    """
    largest, zone = _largest(settings, publication), settings.site.timezone
    with store.read() as connection:
        known = archives.volumes(connection, publication)
        keys = _keys(connection, settings, publication, _since(known, zone), None, PIECE * largest + 2)
    found = cuts(keys, largest, zone)
    if not keys or (known and not found):
        return False
    with store.write() as connection:
        if not known:
            archives.begin(connection, publication, keys[0], archives.month(keys[0][0], zone))
        for cut in found:
            archives.close(connection, archives.volumes(connection, publication), cut.following, cut.month)
    return len(keys) > PIECE * largest


def pending(store: Store, publication: str) -> list[Volume]:
    """The closed volumes of a publication that must be built, the latest first."""
    with store.read() as connection:
        known = archives.volumes(connection, publication)
    return [one for one in reversed(known) if one.closed and one.dirty]


def holding(store: Store, settings: Settings, publication: str, key: Key) -> list[Volume]:
    """The marked volumes of a publication that hold this place."""
    with store.read() as connection:
        known = archives.volumes(connection, publication)
    spans = [archives.span(known, at, settings.site.timezone) for at in range(len(known))]
    held = [one for one, (low, high) in zip(known, spans, strict=True) if low <= key < high]
    return [one for one in held if one.closed and one.dirty]


def build(store: Store, settings: Settings, publication: Publication, volume: Volume) -> list[Document]:
    """The documents of one volume, and the contents, when it is new there or the latest."""
    _split(store, settings, volume)
    zone = settings.site.timezone
    with store.read() as connection:
        known = archives.volumes(connection, publication.id)
        at = next(index for index, one in enumerate(known) if (one.month, one.part) == (volume.month, volume.part))
        low, high = archives.span(known, at, zone)
        keys = _keys(connection, settings, publication.id, low, high, MOST_STORIES)
        told = _entries(connection, settings, publication, keys)
        stones = withdrawals.tombstones(connection, publication.id, low, high, MOST_TOMBSTONES)
        beside = _edition_pages(connection, settings, publication, keys)
    closed = [one for one in known if one.closed]
    history = History(
        path=path_of(volume),
        before=path_of(closed[at - 1]) if at else None,
        after=path_of(closed[at + 1]) if at + 1 < len(closed) else None,
        tombstones=tuple(stones),
    )
    made = [*volume_documents(publication, volume, told, settings, history), *beside]
    if volume.built and at + 1 < len(closed):
        return made
    return [*made, *contents_documents(publication, closed, settings)]


def history(store: Store, settings: Settings, publication: str, window: int) -> History:
    """What the subscription document, that shows so many, says of what is not in it.

    It leads to the archive only when nothing is missing on the way: each volume built, all since then in the window.
    """
    with store.read() as connection:
        known = archives.volumes(connection, publication)
        since = _keys(connection, settings, publication, _since(known, settings.site.timezone), None, window + 1)
        oldest = archives.oldest_in(connection, publication, window) or EARLIEST
        # What was withdrawn so lately, or told so lately, that whoever asks in time for all that is told sees it go.
        stones = withdrawals.recent_tombstones(connection, publication, oldest, MOST_TOMBSTONES)
    closed = known[:-1]
    whole = bool(closed) and all(one.built for one in closed) and len(since) <= window
    return History(before=path_of(closed[-1]) if whole else None, tombstones=tuple(stones))


def touch(connection: Connection, places: Iterable[Touched], public_ids: Mapping[int, str], settings: Settings) -> None:
    """Marks the volumes that tell of these stories, and those with editions that do, which have a time of their own.

    `public_ids` are the stories' by their numbers.
    """
    digests = {names.digest(one.id): one.id for one in settings.digests}
    touched = list(places)
    last = archives.open_ones(connection, list(digests))
    old = {one.key[1] for one in touched if one.publication in last and one.key[0] < last[one.publication].first[0]}
    held = [
        Touched(names.digest(digest), (at, 0))
        for id in old
        for digest, at in editions.holding(connection, public_ids[id])
    ]
    plain = [one for one in touched if one.publication not in digests]
    archives.touch(connection, [*plain, *held], settings.site.timezone)


def touch_sources(connection: Connection, sources: Sequence[str], settings: Settings) -> None:
    """Marks the volumes with stories that these sources lead: what is said of them has changed."""
    archives.touch(connection, archives.led_by(connection, sources), settings.site.timezone)


def frame(settings: Settings) -> str:
    """A hash over what of config.toml every archive document depends on."""
    site = replace(settings.site, window=0, backfill=timedelta(0), contact="")
    what = (
        FORM,
        site,
        [(one.id, one.name) for one in settings.sections],
        [(one.id, one.name) for one in settings.places],
        [(one.id, one.name) for one in settings.digests],
    )
    return blake2b(repr(what).encode(), digest_size=16).hexdigest()


def faces(settings: Settings) -> dict[str, str]:
    """By source, a hash over what archive documents say of it."""
    feed = (Kind.AUTO, Kind.FEED)
    said = {one.id: repr((one.name, one.url, one.kind in feed)) for one in settings.sources}
    return {id: blake2b(what.encode(), digest_size=4).hexdigest() for id, what in said.items()}


def _since(known: Sequence[Volume], zone: tzinfo) -> Key | None:
    """From where on the open volume reaches, None when all that was told is in it."""
    return archives.span(known, len(known) - 1, zone)[0] if known else None


def _largest(settings: Settings, publication: str) -> int:
    return EDITIONS if _digest(settings, publication) else size(settings.site.window)


def _digest(settings: Settings, publication: str) -> Digest | None:
    return next((one for one in settings.digests if names.digest(one.id) == publication), None)


def _keys(
    connection: Connection, settings: Settings, publication: str, low: Key | None, high: Key | None, limit: int
) -> list[Key]:
    """What a publication told from `low` on, before `high`, oldest first: stories, or a digest's editions."""
    digest = _digest(settings, publication)
    if digest is None:
        return archives.placed(connection, publication, low, high, limit)
    moments = editions.times(connection, digest.id, low[0] if low else None, high[0] if high else None, limit)
    return [(moment, 0) for moment in moments]


def _entries(connection: Connection, settings: Settings, publication: Publication, keys: Sequence[Key]) -> list[Entry]:
    digest = _digest(settings, publication.id)
    if digest is None:
        told = stories.load(connection, [id for _, id in reversed(keys)])
        return archived(shown(told), settings, publication.id)
    return edition_entries(digest, _editions(connection, digest, keys), settings)


def _edition_pages(
    connection: Connection, settings: Settings, publication: Publication, keys: Sequence[Key]
) -> list[Document]:
    """The pages of a digest's editions: those that its front page no longer lists have no other builder."""
    digest = _digest(settings, publication.id)
    made = _editions(connection, digest, keys) if digest else []
    return [document for one in made for document in edition_pages(digest, one, settings)] if digest else []


def _editions(connection: Connection, digest: Digest, keys: Sequence[Key]) -> list[Edition]:
    made = editions.load(connection, digest.id, [at for at, _ in keys])
    return [replace(one, stories=tuple(shown(one.stories))) for one in made]


def _split(store: Store, settings: Settings, volume: Volume) -> None:
    """Cuts a volume that late stories made too large: a source added later brings its own past."""
    largest, zone = _largest(settings, volume.publication), settings.site.timezone
    with store.read() as connection:
        known = archives.volumes(connection, volume.publication)
        at = next(index for index, one in enumerate(known) if (one.month, one.part) == (volume.month, volume.part))
        keys = _keys(connection, settings, volume.publication, *archives.span(known, at, zone), MOST_STORIES)
    if firsts := splits(keys, largest):
        with store.write() as connection:
            archives.split(connection, archives.volumes(connection, volume.publication), at, firsts)


def shown(told: Iterable[Story]) -> list[Story]:
    """Stories as they may be shown to everybody."""
    return [replace(story, lead=rights.shown(story.lead)) for story in told]
