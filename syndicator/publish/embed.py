"""What other sites put on their own pages: a widget by one line, the same as a fragment, and the data behind both."""

from __future__ import annotations

import json

from syndicator.model import Digest, Publication, Settings, Site
from syndicator.publish.addresses import JSON, feed_url, page_url
from syndicator.publish.characters import line
from syndicator.publish.document import Document
from syndicator.publish.entry import Entry
from syndicator.publish.issue import Issue
from syndicator.publish.page import encode, environment
from syndicator.publish.words import CHINESE


def script_line(site: Site, publication: str) -> str:
    """The one line that a partner pastes."""
    return f'<script src="{page_url(site, publication)}embed.js" async></script>'


def embedded(
    publication: Publication, digest: Digest, block: tuple[Entry, ...], latest: Issue, settings: Settings
) -> list[Document]:
    """Returns the widget's script and style, the fragment, and the block as JSON."""
    page = page_url(settings.site, publication.id)
    style = (environment().get_template("embed.css").render()).strip()
    values = {
        "title": line(digest.name) or digest.id,
        "page": page,
        "block": block,
        "style": "\n".join(one.strip() for one in style.splitlines()),
        "t": CHINESE.words,
    }
    made = [
        Document(f"{publication.id}/{name}", encode(environment().get_template(name).render(values)))
        for name in ("fragment.html", "embed.js", "embed.css")
    ]
    return [*made, Document(f"{publication.id}/latest.json", _data(digest, publication, block, latest, settings.site))]


def _data(digest: Digest, publication: Publication, block: tuple[Entry, ...], latest: Issue, site: Site) -> bytes:
    document = {
        "id": digest.id,
        "title": line(digest.name) or digest.id,
        "url": page_url(site, publication.id),
        "feed_url": feed_url(site, publication.id, JSON),
        "language": site.language,
        "headlines": [_headline(one) for one in block],
        "edition": {
            "id": latest.id,
            "name": latest.name,
            "title": latest.title,
            "url": latest.url,
            "date_published": latest.at.isoformat(),
            "date_modified": latest.updated.isoformat(),
            "revised": latest.revised,
            "headlines": [_headline(one) for one in latest.entries],
        }
        if latest.path != publication.id
        else None,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _headline(one: Entry) -> dict[str, object]:
    made: dict[str, object] = {
        "id": one.id,
        "title": one.title,
        "url": one.url,
        "source": one.origin,
        "date_published": one.published.isoformat(),
    }
    return {**made, "image": one.images[0].url} if one.images else made
