"""What feedgen does not write: an entry's source, pictures, dates, related copies; our own build date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from syndicator.publish.characters import line, shield
from syndicator.publish.entry import Entry

_ATOM = "{http://www.w3.org/2005/Atom}"
_MEDIA_NS = "http://search.yahoo.com/mrss/"
_MEDIA = f"{{{_MEDIA_NS}}}"


@dataclass(frozen=True, slots=True)
class Frame:
    """What the feed as a whole needs."""

    updated: datetime
    stylesheet: str
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
        return self._styled(feed)

    def extend_rss(self, rss: etree._Element) -> etree._Element:
        """Puts the last change where feedgen wrote the clock, so that unchanged feeds keep their bytes."""
        built = rss.find("channel/lastBuildDate")
        if built is not None:
            built.text = format_datetime(self.frame.updated)
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
        _text(item, "pubDate", format_datetime(self.entry.published.replace(microsecond=0)))
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
            if image.width and image.height and image.width > 0 and image.height > 0:
                content.set("width", str(image.width))
                content.set("height", str(image.height))
            if caption := line(image.caption):
                _text(content, f"{_MEDIA}description", shield(caption)).set("type", "plain")
            if credit := line(image.credit):
                _text(content, f"{_MEDIA}credit", shield(credit)).set("role", "photographer")
        if self.entry.images:
            etree.SubElement(element, f"{_MEDIA}thumbnail", url=self.entry.images[0].url)


def _text(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, name)
    element.text = text
    return element
