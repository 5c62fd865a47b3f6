"""Looking at one file or URL as the service would read it, storing nothing."""

from __future__ import annotations

import mimetypes
from datetime import timedelta
from pathlib import Path
from typing import Any

from syndicator import __version__
from syndicator.errors import SyndicatorError
from syndicator.gather.http import Client
from syndicator.model import Draft, Fetched, Gathering, Reading, Site, Source, Validators
from syndicator.read.article import article
from syndicator.read.document import document
from syndicator.refine.html import sanitise, to_text
from syndicator.refine.text import summarise
from syndicator.service.clock import clock

GATHERING = Gathering(timeout=timedelta(seconds=30))


def client() -> Client:
    """The client of someone who sits at the terminal: private networks are theirs to ask."""
    return Client(GATHERING, user_agent=f"syndicator/{__version__}", allow_private=True)


async def load(target: str, url: str | None, asking: Client | None = None) -> Fetched:
    """The bytes of a file, or of a URL fetched once, by `asking` when given. `url` says where a saved file came from.

    Raises SyndicatorError when there is neither.
    """
    if target.startswith(("http://", "https://")):
        if asking is not None:
            return await asking.get(target)
        async with client() as own:
            return await own.get(target)
    path = Path(target)
    try:
        with path.open("rb") as file:
            body = file.read(GATHERING.max_bytes + 1)
    except OSError as error:
        raise SyndicatorError(
            f"{target} 读不了:{error.strerror}。请给出存在的文件,或以 http:// 开头的网址。"
        ) from error
    if len(body) > GATHERING.max_bytes:
        raise SyndicatorError(f"{target} 超过 {GATHERING.max_bytes // 1024 // 1024} MB,太大了")
    origin = url or path.resolve().as_uri()
    kind = mimetypes.guess_type(path.name)[0] if path.suffix in {".json", ".xml", ".rss", ".atom"} else None
    return Fetched(origin, origin, 200, body, kind, Validators())


def read(fetched: Fetched, site: Site) -> dict[str, Any]:
    """An article page as one JSON object."""
    now = clock()
    found = article(fetched.body, fetched.final_url, content_type=fetched.content_type, now=now, zone=site.timezone)
    return {
        "title": found.title,
        "published": found.published.astimezone(site.timezone).isoformat() if found.published else None,
        "origin": found.origin,
        "author": found.author,
        "editor": found.editor,
        "photographer": found.photographer,
        "breadcrumb": list(found.breadcrumb),
        "text": found.text,
        "html": sanitise(found.html, fetched.final_url),
        "images": [{"url": image.url, "caption": image.caption} for image in found.images],
        "charset": found.charset,
        "original_title": found.original_title,
        "next_url": found.next_url,
    }


def preview(fetched: Fetched, site: Site) -> tuple[Reading, list[dict[str, Any]]]:
    """What a feed or list page would give, and the same as JSON objects."""
    source = Source(id="preview", name="preview", url=fetched.url)
    reading = document(fetched, source, now=clock(), zone=site.timezone)
    return reading, [_entry(draft, site) for draft in reading.drafts]


def _entry(draft: Draft, site: Site) -> dict[str, Any]:
    summary = draft.summary or draft.html
    return {
        "url": draft.url,
        "title": draft.title,
        "published": draft.published.astimezone(site.timezone).isoformat() if draft.published else None,
        "summary": summarise(to_text(summary)) if summary else None,
        "image": draft.images[0].url if draft.images else None,
    }
