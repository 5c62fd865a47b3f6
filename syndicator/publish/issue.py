"""An edition ready to be shown: what it is called, where it lies, and its stories as entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from syndicator.model import Digest, Edition, Settings
from syndicator.publish.addresses import edition_path, page_url
from syndicator.publish.characters import line
from syndicator.publish.entry import EARLIEST, Entry, Names, entry
from syndicator.publish.words import CHINESE


@dataclass(frozen=True, slots=True)
class Issue:
    """An edition, or the block of this moment. `at` and `updated` are in the office's zone.

    `masthead` is its name without the day (新媒体早报), `title` with it; `revised` says when and how often it changed,
    or nothing.
    """

    id: str
    at: datetime
    updated: datetime
    name: str
    masthead: str
    title: str
    path: str
    url: str
    entries: tuple[Entry, ...]
    revised: str = ""

    @property
    def day(self) -> str:
        """The date and the weekday in words."""
        return CHINESE.day(self.at)


def issue_of(digest: Digest, edition: Edition, settings: Settings, names: Names) -> Issue:
    """An edition with its stories as they may be shown."""
    zone = settings.site.timezone
    path = edition_path(digest.id, edition.at, settings.site)
    url = f"{settings.site.base_url}/{path}/"
    at = max(edition.at, EARLIEST).astimezone(zone)
    updated = (edition.updated or edition.made).astimezone(zone)
    masthead = f"{line(digest.name) or digest.id}{line(edition.name)}"
    # A name that two editions of a day share says which one only with its time.
    unsure = not edition.name or sum(one.name == edition.name for one in digest.editions) > 1
    moment = f"{at.month}月{at.day}日" + (f" {at:%H:%M}" if unsure else "")
    when = f"{updated.month}月{updated.day}日 {updated:%H:%M}"
    return Issue(
        edition.id,
        at,
        updated,
        line(edition.name),
        masthead,
        f"{masthead} {moment}",
        path,
        url,
        tuple(entry(story, settings, names, url) for story in edition.stories),
        f"本期于 {when} 修订（第 {edition.revision} 次）" if edition.revision else "",
    )


def moment_of(digest: Digest, block: tuple[Entry, ...], settings: Settings) -> Issue:
    """The block of this moment in the place of an edition, for a digest that has none yet."""
    name, path = line(digest.name) or digest.id, f"digest/{digest.id}"
    at = max((one.updated for one in block), default=EARLIEST).astimezone(settings.site.timezone)
    return Issue(path, at, at, "", name, f"{name} {at.month}月{at.day}日", path, page_url(settings.site, path), block)
