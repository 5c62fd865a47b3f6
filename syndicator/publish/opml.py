"""OPML 2.0: everything that can be subscribed to, in one file a reader imports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime

from lxml import etree

from syndicator.model import Publication, Site
from syndicator.publish.addresses import ATOM, feed_url, page_url
from syndicator.publish.characters import line


def opml(groups: Mapping[str, Sequence[Publication]], site: Site, modified: datetime | None = None) -> bytes:
    """Returns the document; publications without a group come under the empty name, on the top level.

    `modified` is when the list last changed, never the clock: unchanged lists keep their bytes.
    """
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    _text(head, "title", line(site.title) or site.domain)
    if modified is not None:
        _text(head, "dateModified", format_datetime(modified.astimezone(UTC).replace(microsecond=0), usegmt=True))
    _text(head, "docs", "http://opml.org/spec2.opml")
    outline = etree.SubElement(root, "body")
    for name, publications in groups.items():
        parent = etree.SubElement(outline, "outline", text=name, title=name) if name and publications else outline
        known = {one.id for one in publications}
        for one in publications:
            if one.parent not in known:
                _add(parent, one, publications, site)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _add(into: etree._Element, one: Publication, among: Sequence[Publication], site: Site) -> None:
    """A publication; with those below it, a folder that holds it first: readers take an outline for one or the other.

    Parents must not go in a circle.
    """
    title = line(one.title) or one.id
    below = [other for other in among if other.parent == one.id]
    if below:
        into = etree.SubElement(into, "outline", text=title, title=title)
    entry = etree.SubElement(
        into,
        "outline",
        type="rss",
        text=title,
        title=title,
        xmlUrl=feed_url(site, one.id, ATOM),
        htmlUrl=page_url(site, one.id),
        language=site.language,
    )
    if described := line(one.description):
        entry.set("description", described)
    for other in below:
        _add(into, other, among, site)


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text
