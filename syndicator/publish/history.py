"""A feed document's place in its publication's history: RFC 5005's links, RFC 6721's tombstones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from syndicator.model import Publication, Site, Tombstone
from syndicator.publish.addresses import Format, feed_url, page_url
from syndicator.publish.characters import line, shield

_ATOM = "{http://www.w3.org/2005/Atom}"
_HISTORY_NS = "http://purl.org/syndication/history/1.0"
_TOMBSTONE_NS = "http://purl.org/atompub/tombstones/1.0"


@dataclass(frozen=True, slots=True)
class History:
    """`path` is the archive document's own, below public/ and without a suffix; None for the subscription document.

    `before` and `after` are the paths of the archive documents next to it, None where there is none.
    """

    path: str | None = None
    before: str | None = None
    after: str | None = None
    tombstones: tuple[Tombstone, ...] = field(default=())


NO_HISTORY = History()


def volume_path(publication: str, month: int, part: int) -> str:
    """Where a volume of the archive lies, without a suffix: `archive/all/2026-11`, its second part `…-11-2`."""
    name = f"{month // 100:04d}-{month % 100:02d}"
    return f"archive/{publication}/{name}{'' if part == 1 else f'-{part}'}"


def own_url(history: History, publication: Publication, site: Site, form: Format) -> str:
    """The address at which this document is served."""
    return feed_url(site, history.path or publication.id, form)


def own_page(history: History, publication: Publication, site: Site) -> str:
    return page_url(site, history.path or publication.id)


def extend(element: etree._Element, history: History, publication: Publication, site: Site, form: Format) -> None:
    """Adds to an Atom feed, or to the channel of an RSS feed, what RFC 5005 and (Atom alone) RFC 6721 ask."""
    atom = element.tag in {"feed", f"{_ATOM}feed"}
    if history.path is not None:
        etree.SubElement(element, f"{{{_HISTORY_NS}}}archive", nsmap={"fh": _HISTORY_NS})
    for rel, url in _links(history, publication, site, form):
        etree.SubElement(element, "link" if atom else f"{_ATOM}link", rel=rel, href=url, type=form.type)
    if atom:
        for one in history.tombstones:
            _bury(element, one, site)


def next_url(history: History, site: Site, form: Format) -> str | None:
    """Where older entries are, for JSON Feed."""
    return feed_url(site, history.before, form) if history.before else None


def _links(history: History, publication: Publication, site: Site, form: Format) -> Iterator[tuple[str, str]]:
    if history.path is not None:
        yield "current", feed_url(site, publication.id, form)
    if history.before is not None:
        yield "prev-archive", feed_url(site, history.before, form)
    if history.after is not None:
        yield "next-archive", feed_url(site, history.after, form)


def _bury(element: etree._Element, one: Tombstone, site: Site) -> None:
    when = one.at.astimezone(site.timezone).replace(microsecond=0).isoformat()
    stone = etree.SubElement(
        element,
        f"{{{_TOMBSTONE_NS}}}deleted-entry",
        {"ref": one.story, "when": when},
        nsmap={"at": _TOMBSTONE_NS},
    )
    if reason := line(one.reason):
        etree.SubElement(stone, f"{{{_TOMBSTONE_NS}}}comment").text = shield(reason)
