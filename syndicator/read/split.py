"""A well-formed RSS or Atom document, split into its entries, so that only new ones are parsed.

feedparser costs a millisecond an entry, libxml2 a fiftieth of that. So libxml2 finds the entries, their bytes are
hashed, those already seen are taken out, and feedparser gets the same document with fewer and lighter entries in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from lxml import etree

from syndicator.read.media import Media, take_media
from syndicator.read.slim import ATOM, RSS1, bases, close_up, crop, stand_in, trim

HASH_BYTES = 8
# New entries read from one document at once; the others wait for the next time. No honest feed comes near.
MAX_ENTRIES = 2_000
# Elements of new entries in one document: feedparser takes 25 µs for each.
_MAX_ELEMENTS = 60_000
# Entries of one document that are looked at, and hashes kept of it (80 KB a source at worst).
MAX_SEEN = 10_000
_ATOM03 = "{http://purl.org/atom/ns#}"
_RSS090 = "{http://my.netscape.com/rdf/simple/0.9/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"

_ENTRY_TAGS = {
    "rss": ("item",),
    _RDF: (f"{RSS1}item", f"{_RSS090}item"),
    f"{ATOM}feed": (f"{ATOM}entry",),
    f"{_ATOM03}feed": (f"{_ATOM03}entry",),
}


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
    elements = 0
    for number, entry in enumerate(entries):
        mark = blake2b(etree.tostring(entry, encoding="utf-8", with_tail=False), digest_size=HASH_BYTES).digest()
        if number >= MAX_SEEN or (mark not in known and (len(new) >= MAX_ENTRIES or elements > _MAX_ELEMENTS)):
            deferred += 1
        elif mark in known:
            skipped += 1
            hashes.append(mark)
            _remove(entry)
            continue
        else:
            hashes.append(mark)
            new.append(entry)
            elements += min(sum(1 for _ in entry.iter()), _MAX_ELEMENTS // 20)
            continue
        _remove(entry)
    if not new:
        return Split(root, b"", b"".join(hashes), skipped, deferred)
    texts: dict[str, str] = {}
    nonce = blake2b(document, digest_size=12).hexdigest()
    asides = []
    for entry in new:
        base, text_base = bases(entry)
        asides.append(Aside(_key(entry), base, text_base, take_media(entry)))
        stand_in(entry, nonce, texts)
        crop(entry)
        close_up(entry)
    close_up(root)
    trim(root)
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
