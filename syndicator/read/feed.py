"""RSS and Atom documents (RFC 4287, RSS 2.0 and its elders, Media RSS), of which only new entries are parsed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from itertools import islice
from typing import Any

import feedparser
from lxml import etree

from syndicator.errors import ReadError
from syndicator.model import Draft, Kind, Reading
from syndicator.read import charset
from syndicator.read.entry import Setting, draft
from syndicator.read.links import web
from syndicator.read.plain import plain
from syndicator.read.slim import ATOM
from syndicator.read.sniff import Sort, describe, sniff
from syndicator.read.split import MAX_ENTRIES, Aside, Split, split

# Beyond this an ill-formed document is cut: the tolerant parser is slow, and nobody writes such a feed.
_MAX_ILL_FORMED = 1_000_000
_MAX_ILL_TAGS = 40_000
_DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
# Tombstones read from one document; nobody takes back more at once.
_MAX_DELETED = 500
# feedparser's time grows with the square of a tag's attributes.
_MAX_ATTRIBUTES = 200
_MAX_TTL = timedelta(days=7)
_HEAD = 4_096

_DECLARATION = re.compile(r"\s*<\?xml\b[^<>]{0,500}\?>")
_DOCTYPE = re.compile("<!DOCTYPE", re.IGNORECASE)
_SUBSET_END = re.compile(r"\]\s{0,100}>")
_ENTITY = re.compile("<!(?=ENTITY)", re.IGNORECASE)
_ELEMENT = re.compile(r"<[a-zA-Z_]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_HOURS = range(24)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# An hour or a day each; what is said twice is not heard.
_MAX_SKIPPED = 48
_SY = "{http://purl.org/rss/1.0/modules/syndication/}"


def feed(body: bytes, url: str, *, content_type: str | None, now: datetime, zone: tzinfo, seen: bytes = b"") -> Reading:
    """The entries of an RSS or Atom document that are not in `seen`, as drafts in document order.

    A feed without entries is a Reading with a problem sentence. Raises ReadError when the bytes hold no feed.
    """
    text = clean(charset.decode(body, content_type)[0])
    if _ROOT.search(text[:_HEAD]) is None and _ROOT.search(text) is None:
        raise ReadError(f"这里本应是订阅源，却是{describe(sniff(body), body, text)}：{url}")
    document = f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode("utf-8", "replace")
    parts = split(document, seen)
    if parts is None:
        if sniff(text[:_HEAD].encode("utf-8", "replace")) is Sort.HTML:
            raise ReadError(f"这里本应是订阅源，却是{describe(Sort.HTML, body, text)}：{url}")
        return whole(text, url, now, zone)
    return _split(parts, url, now, zone)


def clean(text: str) -> str:
    """A document's text without what keeps XML parsers from starting: white space, declaration, DOCTYPE, controls."""
    text = _NOT_XML.sub("", text) if _NOT_XML.search(text) else text
    text = text.lstrip("\ufeff \t\r\n")
    declaration = _DECLARATION.match(text)
    text = text[declaration.end() :] if declaration else text
    return _without_doctype(text)


def _without_doctype(text: str) -> str:
    """No DTD, so no entity of its own can be expanded, fetched or multiplied; HTML's names are known without one."""
    found = _DOCTYPE.search(text)
    first = _ELEMENT.search(text)
    if found is None or (first is not None and first.start() < found.start()):
        return text
    start = found.start()
    end = text.find(">", start)
    subset = text.find("[", start, end if end >= 0 else None)
    if subset >= 0:
        closed = _SUBSET_END.search(text, subset)
        end = closed.end() - 1 if closed else -1
    return text[:start] + text[end + 1 :] if end >= 0 else text[:start]


def _parse(document: bytes) -> Any:
    # No base is given: links are made absolute here, and feedparser would resolve guids too, which must stay as given.
    return feedparser.parse(
        io.BytesIO(document), response_headers=_HEADERS, sanitize_html=False, resolve_relative_uris=False
    )


def _split(parts: Split, url: str, now: datetime, zone: tzinfo) -> Reading:
    atom = str(parts.root.tag).startswith("{") and str(parts.root.tag).endswith("}feed")
    drafts: list[Draft] = []
    problems: list[str] = []
    if parts.document:
        parsed = _parse(parts.document)
        asides = parts.asides
        if len(parsed.entries) != len(asides):  # feedparser saw other entries than we did: trust it alone
            asides = (Aside(),) * len(parsed.entries)
        setting = Setting(url, now, zone, atom, parts.texts)
        read = [draft(entry, setting, aside) for entry, aside in zip(parsed.entries, asides, strict=True)]
        drafts = [one for one in read if one is not None]
        problems += _unusable(len(read) - len(drafts))
    elif not parts.skipped:
        problems.append("订阅源里没有任何条目")
    if parts.deferred:
        problems.append(f"条目太多：这次读了前 {len(drafts)} 条，还有 {parts.deferred} 条未读")
    title, ttl, rels = _shell(parts.root, url)
    skip_hours, skip_days = _skipped(parts.root)
    return Reading(
        Kind.FEED,
        tuple(drafts),
        title=title,
        seen=parts.seen,
        skipped=parts.skipped,
        problems=tuple(problems),
        ttl=ttl,
        hub=rels.get("hub"),
        topic=rels.get("self"),
        next_url=rels.get("next"),
        skip_hours=skip_hours,
        skip_days=skip_days,
        deleted=tuple(_deleted(parts.root)),
    )


def _deleted(root: etree._Element) -> Iterator[str]:
    """The ids of entries that an Atom feed has taken back (RFC 6721)."""
    for one in islice(root.iterchildren(_DELETED), _MAX_DELETED):
        if ref := (one.get("ref") or "").strip():
            yield ref


def _unusable(count: int) -> list[str]:
    return [f"{count} 个条目既无标题也无正文，未采用"] if count else []


def _shell(root: etree._Element, url: str) -> tuple[str, timedelta | None, dict[str, str | None]]:
    """Title, how long the feed asks to be left alone, and where its links lead by relation: hub, self, next."""
    channel = next((child for child in root if str(child.tag).endswith("channel")), root)
    texts: dict[str, str] = {}
    rels: dict[str, str | None] = {}
    for child in channel:
        tag = str(child.tag)
        if tag == f"{ATOM}link":
            rels.setdefault((child.get("rel") or "").lower(), web(child.get("href"), url))
        elif len(child) == 0 and child.text:
            name = tag if tag.startswith(_SY) else tag.rpartition("}")[2]
            texts.setdefault(name, child.text)
    ttl = _ttl(texts.get("ttl"), texts.get(f"{_SY}updatePeriod"), texts.get(f"{_SY}updateFrequency"))
    return plain(texts.get("title", "")[:10_000])[:300], ttl, rels


def _skipped(root: etree._Element) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The hours (GMT) and days (Monday is 0) in which the feed asks not to be read (RSS 2.0, skipHours, skipDays)."""
    channel = next((child for child in root if str(child.tag).endswith("channel")), root)
    hours: set[int] = set()
    days: set[int] = set()
    for child in channel:
        name = str(child.tag).rpartition("}")[2].lower()
        if name not in ("skiphours", "skipdays"):
            continue
        for one in list(child)[:_MAX_SKIPPED]:
            said = (one.text or "").strip().lower()
            if name == "skipdays" and said in _DAYS:
                days.add(_DAYS.index(said))
            elif name == "skiphours" and (hour := _number(said)) is not None and hour <= len(_HOURS):
                hours.add(hour % len(_HOURS))  # RSS 0.92 counted from 1 to 24
    return tuple(sorted(hours)), tuple(sorted(days))


def _ttl(minutes: object, period: object, frequency: object) -> timedelta | None:
    number = _number(minutes)
    if number is not None:
        return min(timedelta(minutes=number), _MAX_TTL) or None
    if not isinstance(period, str) or (length := _PERIODS.get(period.strip().lower())) is None:
        return None
    return min(length / (_number(frequency) or 1), _MAX_TTL)


def _number(text: object) -> int | None:
    text = text.strip() if isinstance(text, str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def _bounded(text: str) -> str:
    """As much of an ill-formed document as feedparser reads in a few seconds: so many tags, outside of CDATA."""
    # A DTD that `clean` did not take for one must not reach a parser that expands its entities.
    text = _ENTITY.sub("&lt;!", text[:_MAX_ILL_FORMED])
    at = 0
    for _ in range(_MAX_ILL_TAGS):
        at = text.find("<", at)
        if at < 0:
            return text
        following = text.find("<", at + 1)
        tag = text[at : following if following >= 0 else len(text)]
        if tag.startswith("<![CDATA["):
            closed = text.find("]]>", at)
            at = closed + 3 if closed >= 0 else len(text)
        elif tag.count('="') + tag.count("='") > _MAX_ATTRIBUTES:
            return text[:at]
        else:
            at += 1
    return text[:at]


def whole(text: str, url: str, now: datetime, zone: tzinfo) -> Reading:
    """An ill-formed or unusual feed, as far as feedparser can make sense of it."""
    problems = ["订阅源的 XML 不合规范，已尽量读取"]
    full, text = text, _bounded(text)
    if len(text) < len(full):
        problems.append("文档过长，只读了前一部分")
    try:
        parsed = _parse(f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode("utf-8", "replace"))
    except Exception as error:  # a parser of hostile text: whatever it trips over, the feed is what is wrong
        raise ReadError(f"订阅源的 XML 已损坏，无法读取（{type(error).__name__}）:{url}") from error
    atom = str(parsed.version).startswith("atom")
    setting = Setting(url, now, zone, atom)
    read = [draft(entry, setting, Aside()) for entry in parsed.entries[:MAX_ENTRIES]]
    drafts = tuple(one for one in read if one is not None)
    if not parsed.entries:
        problems.append("订阅源里没有任何条目")
    problems += _unusable(len(read) - len(drafts))
    about = parsed.feed
    rels: dict[str, str | None] = {}
    for link in about.get("links") or ():
        rels.setdefault(str(link.get("rel") or ""), web(link.get("href"), url))
    return Reading(
        Kind.FEED,
        drafts,
        title=plain(str(about.get("title") or "")[:10_000])[:300],
        problems=tuple(problems),
        ttl=_ttl(about.get("ttl"), about.get("sy_updateperiod"), about.get("sy_updatefrequency")),
        hub=rels.get("hub"),
        topic=rels.get("self"),
        next_url=rels.get("next"),
    )
