"""An entry made light before feedparser reads it, without a difference in what is read.

feedparser is called back for every element, every line of white space and every `&lt;`, and joins URLs at each element
when there is an xml:base. So long HTML texts are taken out and put back afterwards (feedparser would hand them through
unchanged), white space between elements goes, xml:base is applied by us, and absurd sizes are cut.
"""

from __future__ import annotations

from lxml import etree

from syndicator.read.links import absolute

ATOM = "{http://www.w3.org/2005/Atom}"
RSS1 = "{http://purl.org/rss/1.0/}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
# Below this, a callback costs less than the exchange.
_LONG = 200
# XHTML with more elements than this is handed through as text; an article has hundreds.
_MAX_XHTML = 2_000
# feedparser's time grows with the square of the attributes, and 25 µs an element; no honest entry comes near.
_MAX_ATTRIBUTES = 50
# A title, a name, a URL: what is longer is cut to a line by any draft.
_MAX_LINE = 10_000
_MAX_CHILDREN = 1_000
# Namespaces of which a draft uses something; elements of any other, with a prefix, are none of feedparser's own.
_USED = (
    ATOM,
    RSS1,
    "{http://purl.org/atom/ns#}",
    "{http://my.netscape.com/rdf/simple/0.9/}",
    "{http://purl.org/rss/1.0/modules/content/}",
    "{http://purl.org/rss/1.0/modules/syndication/}",
    "{http://purl.org/dc/",
    "{http://search.yahoo.com/mrss",
    "{http://rssnamespace.org/feedburner/ext/1.0}",
    "{http://www.itunes.com/",
    "{http://www.w3.org/1999/",
)
_LINKS = (None, "alternate", "enclosure", "via")

_HTML_TEXTS = {"description", _CONTENT, f"{RSS1}description", f"{ATOM}content", f"{ATOM}summary"}
_HTML_BY_DEFAULT = {"description", _CONTENT, f"{RSS1}description"}


def bases(entry: etree._Element) -> tuple[str, str]:
    """xml:base as it holds for the entry and for its text (XML Base, 4.2)."""
    stated = [base for element in (*reversed(list(entry.iterancestors())), entry) if (base := element.get(_XML_BASE))]
    own = next((base for child in entry if child.tag in _HTML_TEXTS and (base := child.get(_XML_BASE))), None)
    return _joined(stated), _joined([*stated, own] if own else stated)


def _joined(bases: list[str]) -> str:
    base = ""
    for one in bases:
        base = absolute(one, base) or base
    return base


def close_up(parent: etree._Element) -> None:
    """Without the white space between `parent`'s children: one callback a line, and templates leave hundreds."""
    if parent.text is not None and not parent.text.strip():
        parent.text = None
    for child in parent:
        if child.tail is not None and not child.tail.strip():
            child.tail = None
        if child.tag == "channel":
            close_up(child)


def stand_in(entry: etree._Element, nonce: str, texts: dict[str, str]) -> None:
    """Puts `stand-in:NONCE:N` in the place of the entry's long HTML texts, and the texts into `texts`."""
    for child in entry:
        if child.tag not in _HTML_TEXTS:
            if child.text is not None and len(child.text) > _MAX_LINE:
                child.text = child.text[:_MAX_LINE]
            continue
        text = _xhtml(child) if len(child) else _escaped(child)
        if text is None:
            continue
        token = f"stand-in:{nonce}:{len(texts)}"
        texts[token] = text
        child.text = token


def _escaped(element: etree._Element) -> str | None:
    kind = element.get("type")
    if element.text is None or len(element.text) < _LONG or element.get("mode") is not None:
        return None
    if not (kind in ("html", "text/html") or (kind is None and element.tag in _HTML_BY_DEFAULT)):
        return None
    return element.text.strip() or None


def _xhtml(element: etree._Element) -> str | None:
    """An enormous XHTML text, written out by libxml2; the element then says that it is HTML."""
    if element.get("type") != "xhtml" or sum(1 for _ in element.iter()) <= _MAX_XHTML:
        return None
    text = "".join(etree.tostring(child, encoding="unicode") for child in element).strip()
    tail = element.tail
    element.clear()  # removing a child would walk all of it
    element.tail = tail
    element.set("type", "html")
    return text or None


def trim(root: etree._Element) -> None:
    """Takes out xml:base, which was applied, and crowds of attributes, which no honest feed has."""
    for element in root.iter():
        if element.attrib and isinstance(element.tag, str):
            if _XML_BASE in element.attrib:
                del element.attrib[_XML_BASE]
            if len(element.attrib) > _MAX_ATTRIBUTES:
                element.attrib.clear()


def crop(entry: etree._Element) -> None:
    """Takes out the children of an entry that no draft has a place for, and those beyond any honest number."""
    crowded = sum(1 for _ in entry.iter()) > _MAX_CHILDREN
    for number, child in enumerate(list(entry)):
        foreign = child.prefix is not None and not str(child.tag).startswith(_USED)
        other_link = child.tag == f"{ATOM}link" and child.get("rel") not in _LINKS
        if foreign or other_link or child.tag == "comments" or (crowded and number >= _MAX_CHILDREN // 10):
            entry.remove(child)
