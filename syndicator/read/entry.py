"""What feedparser says of one entry, as a draft."""

from __future__ import annotations

import html
import re
from calendar import timegm
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from time import struct_time
from typing import Any

from syndicator.model import Draft, Image
from syndicator.read import dates
from syndicator.read.links import absolute, pictures, resolve, web
from syndicator.read.media import Media, file_size
from syndicator.read.plain import line, looks_like_markup, plain
from syndicator.read.split import Aside

# Titles are for one line; what is longer is a text in the wrong place.
MAX_TITLE = 1_000
MAX_SUMMARY = 2_000
# One entry's body. The longest articles are a tenth of that; the rest of a hostile one is not worth a sanitiser's time.
MAX_HTML = 1_000_000
MAX_CATEGORIES = 50
MAX_IMAGES = 100

_ZONED = re.compile(r"(?:Z|[+-]\d\d:?\d\d|\b(?:UTC?|GMT(?:[+-]\d{1,2}(?::?\d\d)?)?|[ECMP][SD]?T))$", re.IGNORECASE)
# RFC 822 and RFC 3339, the forms that feedparser is sure of.
_STANDARD = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3}|\d{4}-\d\d-\d\d(?:$|[T ]\d\d:\d\d)")
_CHINA = timedelta(hours=8)
_WINDOWS = {
    byte: bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_C1 = re.compile("[\x80-\x9f]")
_HTML_TYPES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Setting:
    """What an entry's words are read against."""

    url: str
    now: datetime
    zone: tzinfo
    atom: bool
    texts: Mapping[str, str] = field(default_factory=dict)


def draft(entry: dict[str, Any], setting: Setting, aside: Aside) -> Draft | None:
    """The draft of a feedparser entry; None when it has no title, summary or text."""
    title = _text(entry, "title", setting)
    # Without a type of its own it is a copy that feedparser made of the content.
    described = _text(entry, "summary", setting) if dict.get(entry, "summary_detail") else ""
    link_base = absolute(aside.base, setting.url) or setting.url
    url = _url(entry, link_base)
    # RSS has no base of its own: what an editor pasted there was relative to the article.
    fallback = setting.url if setting.atom or url is None else url
    base = absolute(aside.text_base, setting.url) or fallback
    markup = resolve(_bounded(_content(entry, setting) or described), base)
    title = plain(title[: MAX_TITLE * 10])[:MAX_TITLE]
    summary = plain(described[: MAX_SUMMARY * 5])[:MAX_SUMMARY]
    if not (title or summary or plain(markup[: MAX_SUMMARY * 5]) or "<img" in markup):
        return None
    updated = _date(entry, "updated", setting)
    published = _date(entry, "published", setting) or _date(entry, "created", setting) or updated
    return Draft(
        title=title,
        url=url,
        original=_via(entry, link_base),
        key=aside.key or _plain_string(entry, "id"),
        published=published,
        updated=updated,
        summary=summary,
        html=markup,
        origin=_origin(entry),
        author=_author(entry),
        categories=_categories(entry),
        images=_images(entry, markup, aside.media, url or link_base),
    )


def _text(entry: dict[str, Any], name: str, setting: Setting) -> str:
    detail = dict.get(entry, f"{name}_detail") or {}
    return _markup(dict.get(entry, name), dict.get(detail, "type"), setting)


def _content(entry: dict[str, Any], setting: Setting) -> str:
    """The longest of an entry's contents: some feeds give the same text twice, once cut short."""
    contents = dict.get(entry, "content") or ()
    return max((_markup(one.get("value"), one.get("type"), setting) for one in contents), key=len, default="")


def _markup(value: object, kind: object, setting: Setting) -> str:
    """`value` as HTML. Atom says which texts are HTML (RFC 4287, 3.1.1); RSS never did, so there it is judged."""
    if not isinstance(value, str):
        return ""
    stood_for = setting.texts.get(value)
    if stood_for is not None:
        value = _repaired(stood_for)
    if kind not in _HTML_TYPES and (setting.atom or not looks_like_markup(value)):
        return html.escape(value, quote=False)
    return value


def _repaired(text: str) -> str:
    """What feedparser would have done to the text: undo UTF-8 read as Latin-1, map Windows' control characters."""
    if text.isascii():
        return text
    try:
        text = text.encode("iso-8859-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        pass
    return text.translate(_WINDOWS) if _C1.search(text) else text


def _bounded(markup: str) -> str:
    if len(markup) <= MAX_HTML:
        return markup
    cut = markup.rfind(">", 0, MAX_HTML)
    return markup[: cut + 1] if cut > 0 else markup[:MAX_HTML]


def _url(entry: dict[str, Any], base: str) -> str | None:
    for name in ("feedburner_origlink", "link"):
        found = web(_plain_string(entry, name), base)
        if found:
            return found
    for link in dict.get(entry, "links") or ():
        if link.get("rel") == "alternate" and (found := web(link.get("href"), base)):
            return found
    key = _plain_string(entry, "id")
    return key if key is not None and key.startswith(("http://", "https://")) else None


def _via(entry: dict[str, Any], base: str) -> str | None:
    """Where what an entry tells came from (RFC 4287, 4.2.7.2)."""
    links = dict.get(entry, "links") or ()
    return next((found for link in links if link.get("rel") == "via" and (found := web(link.get("href"), base))), None)


def _plain_string(entry: dict[str, Any], name: str) -> str | None:
    value = dict.get(entry, name)
    return value.strip() or None if isinstance(value, str) else None


def _date(entry: dict[str, Any], name: str, setting: Setting) -> datetime | None:
    raw, parsed = dict.get(entry, name), dict.get(entry, f"{name}_parsed")
    if not isinstance(raw, str):
        return None
    raw = raw.strip()
    told = _from_struct(raw, parsed, setting) if isinstance(parsed, struct_time) else None
    if told is not None and _STANDARD.match(raw):
        return told
    # feedparser takes 2026年11月25日 and 2026/11/25 for the first of November.
    return dates.parse(raw[:100], setting.now, setting.zone) or told


def _from_struct(raw: str, parsed: struct_time, setting: Setting) -> datetime | None:
    """feedparser reads a date without a zone as UTC; here it means the publisher's own clock."""
    try:
        when = datetime.fromtimestamp(timegm(parsed), UTC)
        if raw.upper().endswith("CST") and setting.zone.utcoffset(setting.now.replace(tzinfo=None)) == _CHINA:
            # Java servers in China write CST and mean China's; feedparser thinks of Chicago.
            when -= timedelta(hours=14)
        elif not _ZONED.search(raw):
            return when.replace(tzinfo=setting.zone)
        return when.astimezone(setting.zone)
    except (ValueError, OverflowError, OSError):
        return None


def _origin(entry: dict[str, Any]) -> str | None:
    source = dict.get(entry, "source")
    named = dict.get(source, "title") if isinstance(source, dict) else source
    if not isinstance(named, str) or not named.strip():
        named = dict.get(entry, "dc_source")
    if not isinstance(named, str) or named.strip().startswith(("http://", "https://")):
        return None
    return plain(named)[:200] or None


def _author(entry: dict[str, Any]) -> str | None:
    names: list[str] = []
    for author in dict.get(entry, "authors") or ():
        name = line(plain(str(author.get("name") or "")))
        if name and name not in names:
            names.append(name)
    if not names:
        alone = _plain_string(entry, "author")
        names = [plain(alone)] if alone and "@" not in alone else []
    joined = (", " if all(name.isascii() for name in names) else " ").join(names)
    return joined[:200] or None


def _categories(entry: dict[str, Any]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for tag in (dict.get(entry, "tags") or ())[:MAX_CATEGORIES]:
        name = plain(str(tag.get("label") or tag.get("term") or ""))[:100]
        if name:
            found[name] = None
    return tuple(found)


def _images(entry: dict[str, Any], markup: str, media: Sequence[Media], base: str) -> tuple[Image, ...]:
    found: dict[str, Image] = {}
    for picture in media:
        if (url := web(picture.url, base)) is not None:
            found.setdefault(url, _image(url, picture))
    for link in dict.get(entry, "links") or ():
        kind = str(link.get("type") or "")
        if link.get("rel") == "enclosure" and kind.startswith("image/") and (url := web(link.get("href"), base)):
            size = file_size(link.get("length"))
            known = found.get(url)
            found[url] = (
                replace(known, type=known.type or kind, size=known.size or size)
                if known
                else Image(url=url, type=kind, size=size)
            )
    for name in ("media_content", "media_thumbnail"):
        for element in dict.get(entry, name) or ():
            if found:
                break
            kind, medium = str(element.get("type") or ""), element.get("medium")
            picture_like = name == "media_thumbnail" or medium == "image" or kind.startswith("image/")
            if picture_like and (url := web(element.get("url"), base)):
                found[url] = Image(url=url, type=kind)
    if not found:
        found = {image.url: image for image in pictures(markup)}
    return tuple(found.values())[:MAX_IMAGES]


def _image(url: str, media: Media) -> Image:
    def pixels(text: str) -> int | None:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None

    return Image(
        url=url,
        caption=plain(media.caption)[:MAX_SUMMARY],
        credit=plain(media.credit)[:200],
        type=media.type,
        width=pixels(media.width),
        height=pixels(media.height),
        size=file_size(media.size),
    )
