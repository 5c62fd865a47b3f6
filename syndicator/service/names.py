"""What things are called: ids of stories, publications and their titles."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import blake2b

from syndicator.model import Digest, Item, Publication, Settings, Site, Source
from syndicator.store.stories import Telling

ALL = "all"


def story_id(site: Site, source: str, key: str, born: datetime, overrule: int | None = None) -> str:
    """A tag URI (RFC 4151) for the story that this item begins. The same item gives the same id on the same day.

    But for one that an `overrule` takes out of a story: that may have been born of it today.
    """
    begun = f"{source}\0{key}" if overrule is None else f"{source}\0{key}\0{overrule}"
    digest = blake2b(begun.encode(), digest_size=10).digest()
    name = base64.b32encode(digest).decode().lower()
    return f"tag:{site.domain},{born.astimezone(site.timezone):%Y-%m-%d}:story/{name}"


def edition_id(site: Site, digest: Digest, at: datetime) -> str:
    """A tag URI for the edition of this scheduled time."""
    local = at.astimezone(site.timezone)
    return f"tag:{site.domain},{local:%Y-%m-%d}:digest/{digest.id}/{local:%H%M}"


def section(id: str) -> str:
    return f"sections/{id}"


def place(id: str) -> str:
    return f"places/{id}"


def digest(id: str) -> str:
    return f"digest/{id}"


def shown_in(telling: Telling, settings: Settings) -> tuple[str, ...]:
    """The publications that show a story standing so; none when nobody's copy of it may be shown."""
    if telling.lead is None:
        return ()
    return (
        ALL,
        *(section(id) for id in telling.sections),
        *(place(id) for id in telling.places),
        *(digest(one.id) for one in settings.digests),
    )


def all_publications(settings: Settings) -> list[Publication]:
    """Everything that can be subscribed to, in the order of config.toml."""
    site = settings.site
    return [
        Publication(ALL, site.title, site.description),
        *(Publication(section(one.id), one.name, former=_all(section, one.former)) for one in settings.sections),
        *(Publication(place(one.id), one.name, former=_all(place, one.former)) for one in settings.places),
        *(Publication(digest(one.id), one.name, former=_all(digest, one.former)) for one in settings.digests),
    ]


def _all(name: Callable[[str], str], ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(name, ids))


def renamed(settings: Settings) -> dict[str, str]:
    """The former id of each publication that had another, and the one it has now."""
    return {former: one.id for one in all_publications(settings) for former in one.former}


def former_source(item: Item) -> Source:
    """Stands for a source that is no longer declared; what it told remains."""
    return Source(id=item.source, name=item.source, url=item.url or "")
