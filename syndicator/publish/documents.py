"""The files of one publication: a feed in three formats and a page in two languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from syndicator.model import Publication, Settings, Story
from syndicator.publish.addresses import ATOM, JSON, RSS, feed_path
from syndicator.publish.document import Document
from syndicator.publish.entry import Entry, entries
from syndicator.publish.feeds import feeds
from syndicator.publish.history import NO_HISTORY, History
from syndicator.publish.jsonfeed import jsonfeed
from syndicator.publish.page import story_pages

__all__ = ["Document", "documents", "feed_documents"]


def documents(
    publication: Publication,
    stories: Sequence[Story],
    settings: Settings,
    *,
    updated: datetime,
    history: History = NO_HISTORY,
) -> list[Document]:
    """Returns the feed documents and pages of a publication.

    `stories` are in order and hold only what may be shown. `updated` is the time of the last significant change,
    never the clock: equal arguments give equal bytes.
    """
    made = entries(stories, settings, publication.id)
    return [
        *feed_documents(publication, made, settings, updated, history),
        *story_pages(publication, made, settings, history),
    ]


def feed_documents(
    publication: Publication,
    made: Sequence[Entry],
    settings: Settings,
    updated: datetime,
    history: History = NO_HISTORY,
) -> list[Document]:
    """Returns the three formats of one feed."""
    atom, rss = feeds(publication, made, settings.site, updated, history)
    json = jsonfeed(publication, made, settings.site, updated, history)
    own = history.path or publication.id
    return [Document(feed_path(own, form), body) for form, body in ((ATOM, atom), (RSS, rss), (JSON, json))]
