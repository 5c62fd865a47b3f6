"""Media RSS (search.yahoo.com/mrss): an entry's pictures, each with its own caption and credit."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

_SPACES = ("{http://search.yahoo.com/mrss/}", "{http://search.yahoo.com/mrss}")
# What is read here need not be read again; and feedparser takes the texts for the entry's own.
_READ_NAMES = ("title", "description", "text", "credit", "content", "thumbnail", "player")
_READ = tuple(f"{space}{name}" for space in _SPACES for name in _READ_NAMES)
# Pictures read of one entry; a long photo story has fifty.
_MAX_PICTURES = 100
# A larger picture than this, in bytes, is a mistake of whoever said so.
MAX_FILE = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Media:
    """One picture that Media RSS gives an entry, with the words that belong to it alone."""

    url: str
    caption: str
    credit: str
    type: str
    width: str
    height: str
    size: str


def take_media(entry: etree._Element) -> tuple[Media, ...]:
    """The entry's Media RSS pictures; their captions and credits leave the document, as nobody else may read them."""
    found: list[Media] = []
    shared = {"description": "", "credit": ""}
    for space in _SPACES:
        for element in list(entry.iter(f"{space}content", f"{space}thumbnail"))[:_MAX_PICTURES]:
            url = element.get("url") or (element.text or "").strip()
            if not url or not _is_picture(element):
                continue
            found.append(
                Media(
                    url=url,
                    caption=_near(element, f"{space}description"),
                    credit=_near(element, f"{space}credit"),
                    type=element.get("type") or "",
                    width=element.get("width") or "",
                    height=element.get("height") or "",
                    size=element.get("fileSize") or "",
                )
            )
        for name in shared:
            shared[name] = shared[name] or (entry.findtext(f"{space}{name}") or "").strip()
    for element in list(entry.iter(*_READ)):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    if len(found) == 1:
        only = found[0]
        caption, credit = only.caption or shared["description"], only.credit or shared["credit"]
        found[0] = Media(only.url, caption, credit, only.type, only.width, only.height, only.size)
    return tuple(found)


def _is_picture(element: etree._Element) -> bool:
    if str(element.tag).endswith("thumbnail"):
        return True
    medium, kind = element.get("medium"), element.get("type") or ""
    return medium == "image" or kind.startswith("image/") or (medium is None and not kind)


def _near(element: etree._Element, tag: str) -> str:
    text = element.findtext(tag)
    parent = element.getparent()
    if not text and parent is not None and str(parent.tag).endswith("}group"):
        text = parent.findtext(tag)
    return (text or "").strip()


def file_size(said: object) -> int | None:
    """Bytes that a feed says a file has; None for what no picture has, such as the 0 of those who do not know."""
    text = str(said or "").strip()
    size = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MAX_FILE)) else 0
    return size if 1 < size <= MAX_FILE else None
