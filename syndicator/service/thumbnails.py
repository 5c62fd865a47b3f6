"""Small copies of the pictures that digests show, where config.toml asks for them: fetched politely, kept, removed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from syndicator.errors import SyndicatorError
from syndicator.model import Digest, Fetched, Settings, Source, Story
from syndicator.publish import files
from syndicator.publish.document import Document
from syndicator.publish.thumbnail import path_of, shrunk
from syndicator.service import digests, names, publisher
from syndicator.service.reading import Readers
from syndicator.store import Store, notes, publications, stories

log = structlog.get_logger("syndicator.publish")

# Pictures fetched in one run: the hosts' pauses are waited for, and the next run comes at once.
A_RUN = 8
# A picture that could not be had is asked for again after this.
AGAIN_AFTER = timedelta(hours=6)
# Failures remembered; more are forgotten and asked for again.
MOST_FAILED = 2_000
# The note that says of which story each picture is.
KEPT = "thumbnails"


class Get(Protocol):
    """One polite GET, without a Referer, by the rules of its host."""

    async def __call__(self, url: str, *, allow_private: bool = ...) -> Fetched: ...


class Thumbnails:
    """Fetches what is missing, and removes what belongs to a story that may not be shown any more."""

    def __init__(self, store: Store, get: Get, readers: Readers) -> None:
        self._store = store
        self._get = get
        self._readers = readers
        self._failed: dict[str, datetime] = {}

    async def fetch(self, settings: Settings, now: datetime) -> list[str]:
        """Fetches the pictures that are missing, some of them; returns the paths below public/ that are new."""
        got: list[str] = []
        for digest in settings.digests:
            if not digest.thumbnails:
                continue
            shown = await asyncio.to_thread(_shown, self._store, settings, digest)
            for story in missing(shown, settings):
                url = story.lead.images[0].url
                if len(got) >= A_RUN or now - self._failed.get(url, now - AGAIN_AFTER) < AGAIN_AFTER:
                    continue
                body = await self._one(url, settings.by_id.get(story.lead.source), now)
                if body is not None:
                    await asyncio.to_thread(self._keep, settings, digest, story, body)
                    got.append(path_of(url))
        return got

    async def _one(self, url: str, source: Source | None, now: datetime) -> bytes | None:
        try:
            fetched = await self._get(url, allow_private=source is not None and source.allow_private)
            return await self._readers.read(url, shrunk, fetched.body)
        except SyndicatorError as error:
            if len(self._failed) >= MOST_FAILED:
                self._failed.clear()
            self._failed[url] = now
            log.info("没有取到图片,仍用原来的地址", url=url, error=str(error))
            return None

    def _keep(self, settings: Settings, digest: Digest, story: Story, body: bytes) -> None:
        """The note first: a picture that nobody knows of would stay for ever."""
        path = path_of(story.lead.images[0].url)
        with self._store.write() as connection:
            notes.put(connection, KEPT, {**_known(notes.get(connection, KEPT)), path: story.id})
        files.write(settings.public, [Document(path, body)])
        with self._store.write() as connection:
            publications.mark(connection, [names.digest(digest.id)])


def sweep(store: Store, settings: Settings) -> list[str]:
    """Removes the pictures of stories that may not be shown with them any more; returns their paths."""
    with store.read() as connection:
        kept = _known(notes.get(connection, KEPT))
        if not kept:
            return []
        told = publisher.shown(stories.by_public_id(connection, list(dict.fromkeys(kept.values()))))
    allowed = {one.id for one in told if one.lead.images}
    gone = [path for path, story in kept.items() if story not in allowed]
    if gone:
        files.remove(settings.public, gone)
        with store.write() as connection:
            left = {path: story for path, story in _known(notes.get(connection, KEPT)).items() if path not in gone}
            notes.put(connection, KEPT, left)
    return gone


def missing(shown: Iterable[Story], settings: Settings) -> list[Story]:
    """Those of these stories whose first picture we have no copy of, each picture once."""
    first = {one.lead.images[0].url: one for one in shown if one.lead.images}
    return [one for url, one in first.items() if not (settings.public / path_of(url)).is_file()]


def _shown(store: Store, settings: Settings, digest: Digest) -> list[Story]:
    """The stories that a digest shows now, the block's first."""
    with store.read() as connection:
        block = digests.block(connection, settings, digest, publisher.shown)
    return [*block.rolling.stories, *(story for edition in block.editions for story in edition.stories)]


def _known(note: object) -> dict[str, str]:
    return {str(path): str(story) for path, story in note.items()} if isinstance(note, Mapping) else {}
