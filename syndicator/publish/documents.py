"""The files of one publication: a feed in three formats and a page in two languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from syndicator.model import Publication, Settings, Story
from syndicator.publish.addresses import ATOM, JSON, RSS, feed_path
from syndicator.publish.document import Document
from syndicator.publish.entry import Entry, entries
from syndicator.publish.feeds import feeds
from syndicator.publish.jsonfeed import jsonfeed
from syndicator.publish.page import story_pages

__all__ = ["Document", "documents", "feed_documents"]


def documents(
    publication: Publication, stories: Sequence[Story], settings: Settings, *, updated: datetime
) -> list[Document]:
    """Returns the feed documents and pages of a publication.

    `stories` are in order and hold only what may be shown. `updated` is the time of the last significant change,
    never the clock: equal arguments give equal bytes.
    """
    made = entries(stories, settings, publication.id)
    return [*feed_documents(publication, made, settings, updated), *story_pages(publication, made, settings)]


def feed_documents(
    publication: Publication, made: Sequence[Entry], settings: Settings, updated: datetime
) -> list[Document]:
    """Returns the three formats of one feed."""
    atom, rss = feeds(publication, made, settings.site, updated)
    json = jsonfeed(publication, made, settings.site, updated)
    return [Document(feed_path(publication.id, form), body) for form, body in ((ATOM, atom), (RSS, rss), (JSON, json))]
