"""OPML 1.0 and 2.0: the list of feeds that every reader can export and import."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from syndicator.errors import ReadError
from syndicator.read import charset
from syndicator.read.feed import clean
from syndicator.read.links import web
from syndicator.read.plain import line, plain
from syndicator.read.sniff import describe, sniff

# More feeds than any office follows; deeper folders than any person makes.
MAX_OUTLINES = 20_000
_MAX_DEPTH = 20


class Outline(NamedTuple):
    """One feed of the list. `folder` holds the names of the outlines around it, joined by `/`; may be empty."""

    title: str
    xml_url: str
    html_url: str | None
    folder: str


def read(body: bytes) -> list[Outline]:
    """The feeds an OPML document lists, in its order, each URL once. Raises ReadError when it is none."""
    text = charset.decode(body, None)[0]
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(clean(text).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or str(root.tag).lower() != "opml":
        raise ReadError(f"这里本应是订阅清单（OPML），却是{describe(sniff(body), body, text)}")
    found: dict[str, Outline] = {}
    for outline in root.iter("outline", "OUTLINE"):
        if len(found) >= MAX_OUTLINES:
            break
        named = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        xml_url = web(named.get("xmlurl"), "")
        if xml_url is not None:
            title = line(plain(named.get("title") or named.get("text") or ""))[:300] or xml_url
            found.setdefault(xml_url, Outline(title, xml_url, web(named.get("htmlurl"), ""), _folder(outline)))
    return list(found.values())


def _folder(outline: etree._Element) -> str:
    names: list[str] = []
    for above in outline.iterancestors("outline", "OUTLINE"):
        name = line(above.get("text") or above.get("title") or "")[:100].replace("/", "\uff0f")
        if name and len(names) < _MAX_DEPTH:
            names.append(name)
    return "/".join(reversed(names))
