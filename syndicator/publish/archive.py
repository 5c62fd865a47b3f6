"""The archive of a publication (RFC 5005): a feed in three formats and a plain list for each volume, and a contents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from syndicator.model import Publication, Settings, Story
from syndicator.publish.characters import line
from syndicator.publish.document import Document
from syndicator.publish.documents import feed_documents
from syndicator.publish.entry import EARLIEST, Entry, entries
from syndicator.publish.history import History, volume_path
from syndicator.publish.page import feed_links, render
from syndicator.store.archives import Volume

# Months the contents list, and volumes of one month; the rest is reached from volume to volume.
MOST_MONTHS = 240
MOST_PARTS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """A month in the contents, with the paths of its volumes, oldest first."""

    month: int
    paths: tuple[str, ...]


def path_of(volume: Volume) -> str:
    return volume_path(volume.publication, volume.month, volume.part)


def archived(stories: Sequence[Story], settings: Settings, publication: str) -> list[Entry]:
    """Returns stories as the archive tells them: without those who also carry it, for they go on coming after the
    volume was closed, and an archive document stays as it is."""
    return entries([replace(one, also=()) for one in stories], settings, publication)


def volume_documents(
    publication: Publication, volume: Volume, told: Sequence[Entry], settings: Settings, history: History
) -> list[Document]:
    """Returns the feed documents and the pages of one volume; equal arguments give equal bytes."""
    path = path_of(volume)
    changes = [*(one.updated for one in told), *(one.at for one in history.tombstones)]
    updated: datetime = max(changes, default=EARLIEST)
    name = line(publication.title) or publication.id
    return [
        *feed_documents(publication, told, settings, updated, history),
        *render(
            "volume.html",
            settings,
            path,
            name,
            "",
            feed_links(publication, settings),
            volume=volume,
            entries=told,
            contents=f"archive/{publication.id}",
            history=history,
        ),
    ]


def contents_documents(publication: Publication, volumes: Sequence[Volume], settings: Settings) -> list[Document]:
    """Returns the page that lists a publication's closed volumes, latest month first."""
    return render(
        "archive.html",
        settings,
        f"archive/{publication.id}",
        line(publication.title) or publication.id,
        "",
        feed_links(publication, settings),
        months=list(_months(volumes))[-MOST_MONTHS:][::-1],
        publication=publication,
    )


def _months(volumes: Sequence[Volume]) -> Iterable[Month]:
    for month, group in groupby(volumes, key=lambda one: one.month):
        yield Month(month, tuple(path_of(one) for one in group)[:MOST_PARTS])
