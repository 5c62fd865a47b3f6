"""What feedgen does not write: an entry's source, pictures, dates, related copies; our own build date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from syndicator.model import Publication, Site
from syndicator.publish.addresses import ATOM, RSS
from syndicator.publish.characters import line, shield
from syndicator.publish.entry import Entry
from syndicator.publish.history import NO_HISTORY, History, extend

_ATOM = "{http://www.w3.org/2005/Atom}"
_MEDIA_NS = "http://search.yahoo.com/mrss/"
_MEDIA = f"{{{_MEDIA_NS}}}"


@dataclass(frozen=True, slots=True)
class Frame:
    """What the feed as a whole needs."""

    updated: datetime
    stylesheet: str
    publication: Publication
    site: Site
    history: History = NO_HISTORY
    alternates: tuple[tuple[str, str], ...] = ()


class FrameExtension(BaseExtension):  # type: ignore[misc]  # feedgen is untyped and asks for subclasses
    """The feed's part."""

    frame: Frame

    def extend_ns(self) -> dict[str, str]:
        return {"media": _MEDIA_NS}

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Adds links to the other formats, and the sheet by which a browser shows the feed."""
        for type, href in self.frame.alternates:
            etree.SubElement(feed, "link", rel="alternate", type=type, href=href)
        extend(feed, self.frame.history, self.frame.publication, self.frame.site, ATOM)
        return self._styled(feed)

    def extend_rss(self, rss: etree._Element) -> etree._Element:
        """Puts the last change where feedgen wrote the clock, so that unchanged feeds keep their bytes."""
        built = rss.find("channel/lastBuildDate")
        if built is not None:
            built.text = _rfc822(self.frame.updated)
        channel = rss.find("channel")
        assert channel is not None
        extend(channel, self.frame.history, self.frame.publication, self.frame.site, RSS)
        return self._styled(rss)

    def _styled(self, root: etree._Element) -> etree._Element:
        sheet = etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{self.frame.stylesheet}"')
        root.addprevious(sheet)
        return root


class EntryExtension(BaseEntryExtension):  # type: ignore[misc]
    """An entry's part."""

    entry: Entry

    def extend_atom(self, element: etree._Element) -> etree._Element:
        for link in element.iterfind("link"):
            link.set("rel", "alternate")  # feedgen forgets what it was told
        _text(element, "published", self.entry.published.isoformat())
        for other in self.entry.also:
            if other.url:
                etree.SubElement(element, "link", rel="related", href=other.url, title=shield(other.name))
        if enclosed := self.entry.enclosure:
            etree.SubElement(
                element, "link", rel="enclosure", href=enclosed.url, type=enclosed.type, length=str(enclosed.size)
            )
        if page := self.entry.extension.get("page"):
            etree.SubElement(element, "link", rel="related", type="text/html", href=str(page), title="各家报道")
        source = self.entry.source
        if source:
            copied = etree.SubElement(element, "source")
            _text(copied, "id", source.url)
            _text(copied, "title", shield(source.title))
            _text(copied, "updated", self.entry.updated.isoformat())
            etree.SubElement(copied, "link", rel="self", href=source.url)
        self._pictures(element)
        return element

    def extend_rss(self, item: etree._Element) -> etree._Element:
        _text(item, "pubDate", _rfc822(self.entry.published))
        if enclosed := self.entry.enclosure:
            etree.SubElement(item, "enclosure", url=enclosed.url, length=str(enclosed.size), type=enclosed.type)
        for other in self.entry.also:
            if other.url:
                etree.SubElement(item, f"{_ATOM}link", rel="related", href=other.url, title=shield(other.name))
        if page := self.entry.extension.get("page"):
            etree.SubElement(item, f"{_ATOM}link", rel="related", type="text/html", href=str(page), title="各家报道")
        self._pictures(item)
        return item

    def _pictures(self, element: etree._Element) -> None:
        """Media RSS; never a `media:group`, which is for several forms of one picture."""
        for image in self.entry.images:
            content = etree.SubElement(element, f"{_MEDIA}content", url=image.url, medium="image")
            if image.type:
                content.set("type", image.type)
            if image.size and image.size > 0:
                content.set("fileSize", str(image.size))
            if image.width and image.height and image.width > 0 and image.height > 0:
                content.set("width", str(image.width))
                content.set("height", str(image.height))
            if caption := line(image.caption):
                _text(content, f"{_MEDIA}description", shield(caption)).set("type", "plain")
            if credit := line(image.credit):
                _text(content, f"{_MEDIA}credit", shield(credit)).set("role", "photographer")
        if self.entry.images:
            etree.SubElement(element, f"{_MEDIA}thumbnail", url=self.entry.images[0].url)


def _rfc822(moment: datetime) -> str:
    """A date as every reader understands it: validators doubt offsets that are no half hours, such as Nepal's."""
    offset = (moment.utcoffset() or timedelta(0)) % timedelta(minutes=30)
    return format_datetime((moment.astimezone(UTC) if offset else moment).replace(microsecond=0))


def _text(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, name)
    element.text = text
    return element
