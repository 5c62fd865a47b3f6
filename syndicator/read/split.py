"""A well-formed RSS or Atom document, split into its entries, so that only new ones are parsed.

feedparser costs a millisecond an entry, libxml2 a fiftieth of that. So libxml2 finds the entries, their bytes are
hashed, those already seen are taken out, and feedparser gets the same document with fewer entries in it. Long HTML
texts are also taken out and put back afterwards: feedparser would hand them through unchanged, one callback for
every `&lt;`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from lxml import etree

from syndicator.read.links import absolute

HASH_BYTES = 8
# New entries read from one document at once; the others wait for the next time. No honest feed comes near.
MAX_ENTRIES = 2_000
# Entries of one document that are looked at, and hashes kept of it (80 KB a source at worst).
MAX_SEEN = 10_000
# Below this, a callback costs less than the exchange.
_LONG = 200

ATOM = "{http://www.w3.org/2005/Atom}"
_ATOM03 = "{http://purl.org/atom/ns#}"
_RSS1 = "{http://purl.org/rss/1.0/}"
_RSS090 = "{http://my.netscape.com/rdf/simple/0.9/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
MEDIA = ("{http://search.yahoo.com/mrss/}", "{http://search.yahoo.com/mrss}")
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
# Children of an entry that no draft has a place for; feedparser would spend its time on them.
_UNUSED = (
    "comments",
    "{http://purl.org/rss/1.0/modules/slash/}*",
    "{http://wellformedweb.org/CommentAPI/}*",
    "{http://purl.org/syndication/thread/1.0}*",
)

_ENTRY_TAGS = {
    "rss": ("item",),
    _RDF: (f"{_RSS1}item", f"{_RSS090}item"),
    f"{ATOM}feed": (f"{ATOM}entry",),
    f"{_ATOM03}feed": (f"{_ATOM03}entry",),
}
_HTML_TEXTS = {"description", _CONTENT, f"{_RSS1}description", f"{ATOM}content", f"{ATOM}summary"}
_HTML_BY_DEFAULT = {"description", _CONTENT, f"{_RSS1}description"}
# feedparser takes these for the entry's own title, description and text.
_MEDIA_TEXTS = tuple(f"{space}{name}" for space in MEDIA for name in ("title", "description", "text", "credit"))


@dataclass(frozen=True, slots=True)
class Media:
    """One picture that Media RSS gives an entry, with the words that belong to it alone."""

    url: str
    caption: str
    credit: str
    type: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Aside:
    """What is read of an entry beside feedparser: its guid or id exactly as written, its bases, its pictures.

    `base` and `text_base` are what xml:base says for the entry and for its text, joined from the root down; may be "".
    """

    key: str | None = None
    base: str = ""
    text_base: str = ""
    media: tuple[Media, ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """A feed's shell and its new entries. `texts` maps the stand-ins in `document` to the texts they stand for.

    `asides` holds one for each new entry, in document order. `document` is empty when nothing is new.
    """

    root: etree._Element
    document: bytes
    seen: bytes
    skipped: int
    deferred: int
    asides: tuple[Aside, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


def parse(document: bytes) -> etree._Element | None:
    """The root element of UTF-8 `document`, or None when it is not well-formed. Reads no DTD, entity or network."""
    parser = etree.XMLParser(
        recover=False, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_pis=True
    )
    try:
        return etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def split(document: bytes, seen: bytes) -> Split | None:
    """`document` without the entries whose hashes are in `seen` (8 bytes each); None when it must be read whole.

    It must be read whole when it is ill-formed, no feed that we know, or keeps entries in unusual places.
    """
    root = parse(document)
    if root is None or not isinstance(root.tag, str):
        return None
    entries = _entries(root)
    if entries is None:
        return None
    known = {seen[at : at + HASH_BYTES] for at in range(0, len(seen), HASH_BYTES)}
    hashes: list[bytes] = []
    new: list[etree._Element] = []
    skipped = deferred = 0
    for number, entry in enumerate(entries):
        mark = blake2b(etree.tostring(entry, with_tail=False), digest_size=HASH_BYTES).digest()
        if number >= MAX_SEEN or (mark not in known and len(new) >= MAX_ENTRIES):
            deferred += 1
        elif mark in known:
            skipped += 1
            hashes.append(mark)
            _remove(entry)
            continue
        else:
            hashes.append(mark)
            new.append(entry)
            continue
        _remove(entry)
    if not new:
        return Split(root, b"", b"".join(hashes), skipped, deferred)
    texts: dict[str, str] = {}
    nonce = blake2b(document, digest_size=12).hexdigest()
    asides = []
    for entry in new:
        base, text_base = _bases(entry)
        asides.append(Aside(_key(entry), base, text_base, _take_media(entry)))
        _stand_in(entry, nonce, texts)
        _close_up(entry)
    _close_up(root)
    if b"xml:base" in document:
        # Every element costs feedparser a join of URLs when there is a base; and guids would be joined too.
        for element in root.iter():
            if isinstance(element.tag, str) and _XML_BASE in element.attrib:
                del element.attrib[_XML_BASE]
    for element in list(root.iter(*_UNUSED)):
        _remove(element)
    rest = etree.tostring(root, encoding="utf-8")
    return Split(root, rest, b"".join(hashes), skipped, deferred, tuple(asides), texts)


def _entries(root: etree._Element) -> list[etree._Element] | None:
    tags = _ENTRY_TAGS.get(str(root.tag))
    if tags is None:
        return None
    parent: etree._Element | None = root
    if root.tag == "rss":
        channels = root.findall("channel")
        parent = channels[0] if len(channels) == 1 else None
    if parent is None:
        return None
    entries = [child for child in parent if child.tag in tags]
    # feedparser takes an item wherever it stands, whatever its namespace; only when all stand here is ours the same.
    everywhere = sum(1 for _ in root.iter("{*}item", "{*}entry"))
    return entries if everywhere == len(entries) else None


def _remove(entry: etree._Element) -> None:
    parent = entry.getparent()
    if parent is not None:
        parent.remove(entry)


def _key(entry: etree._Element) -> str | None:
    for tag in ("guid", f"{ATOM}id", f"{_ATOM03}id"):
        found = entry.find(tag)
        if found is not None and found.text and found.text.strip():
            return found.text.strip()
    about = entry.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")
    return about.strip() if about and about.strip() else None


def _bases(entry: etree._Element) -> tuple[str, str]:
    """xml:base as it holds for the entry and for its longest-named text (XML Base, 4.2)."""
    stated = [base for element in (*reversed(list(entry.iterancestors())), entry) if (base := element.get(_XML_BASE))]
    own = next((base for child in entry if child.tag in _HTML_TEXTS and (base := child.get(_XML_BASE))), None)
    return _joined(stated), _joined([*stated, own] if own else stated)


def _joined(bases: list[str]) -> str:
    base = ""
    for one in bases:
        base = absolute(one, base) or base
    return base


def _close_up(parent: etree._Element) -> None:
    """Without the white space between `parent`'s children: one callback a line, and templates leave hundreds."""
    if parent.text is not None and not parent.text.strip():
        parent.text = None
    for child in parent:
        if child.tail is not None and not child.tail.strip():
            child.tail = None
        if child.tag == "channel":
            _close_up(child)


def _stand_in(entry: etree._Element, nonce: str, texts: dict[str, str]) -> None:
    for child in entry:
        if child.tag not in _HTML_TEXTS or len(child) or child.text is None or len(child.text) < _LONG:
            continue
        kind = child.get("type")
        if child.get("mode") is not None or not (kind == "html" or (kind is None and child.tag in _HTML_BY_DEFAULT)):
            continue
        if not child.text.strip():
            continue
        token = f"stand-in:{nonce}:{len(texts)}"
        texts[token] = child.text.strip()
        child.text = token


def _take_media(entry: etree._Element) -> tuple[Media, ...]:
    """The entry's Media RSS pictures; their captions and credits leave the document, as nobody else may read them."""
    found: list[Media] = []
    shared = {"description": "", "credit": ""}
    for space in MEDIA:
        for element in list(entry.iter(f"{space}content", f"{space}thumbnail")):
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
                )
            )
        for name in shared:
            shared[name] = shared[name] or (entry.findtext(f"{space}{name}") or "").strip()
    for element in list(entry.iter(*_MEDIA_TEXTS)):
        _remove(element)
    if len(found) == 1:
        only = found[0]
        caption, credit = only.caption or shared["description"], only.credit or shared["credit"]
        found[0] = Media(only.url, caption, credit, only.type, only.width, only.height)
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
