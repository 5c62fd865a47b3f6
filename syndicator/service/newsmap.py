"""Which pages of ours the news sitemap announces."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from syndicator.model import Settings
from syndicator.publish.addresses import edition_path, story_path
from syndicator.publish.document import Document
from syndicator.publish.entry import title
from syndicator.publish.newsmap import MOST, RECENT, Announced, news_sitemap
from syndicator.refine import rights
from syndicator.store import Store, editions, stories

# Editions of one digest that two days may hold.
_EDITIONS = 20


def build(store: Store, settings: Settings, now: datetime) -> list[Document]:
    """Returns the sitemap. A page is announced only when its file is there."""
    announced = [*_editions(store, settings, now), *_stories(store, now)]
    there = [one for one in announced if (settings.public / one.folder / "index.html").is_file()]
    return [news_sitemap(there, settings.site, now)]


def _editions(store: Store, settings: Settings, now: datetime) -> Iterator[Announced]:
    with store.read() as connection:
        for digest in settings.digests:
            for edition in editions.latest(connection, digest.id, _EDITIONS):
                if edition.at <= now - RECENT:
                    break
                local = edition.at.astimezone(settings.site.timezone)
                first = next((f"：{title(rights.shown(story.lead))}" for story in edition.stories), "")
                name = f"{digest.name} {local.month}月{local.day}日 {local:%H:%M}{first}"
                yield Announced(edition_path(digest.id, edition.at, settings.site), name, edition.made)


def _stories(store: Store, now: datetime) -> Iterator[Announced]:
    with store.read() as connection:
        for one in stories.headlines(connection, now - RECENT, MOST):
            if folder := story_path(one.id):
                yield Announced(folder, title(rights.shown(one.lead)), one.told)
