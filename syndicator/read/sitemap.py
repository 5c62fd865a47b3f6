"""Sitemaps (sitemaps.org 0.9) with the news and image extensions."""

from __future__ import annotations

from datetime import datetime, tzinfo
from itertools import islice

from lxml import etree

from syndicator.errors import ReadError
from syndicator.model import Draft, Image, Kind, Reading
from syndicator.read import charset, dates
from syndicator.read.entry import MAX_IMAGES, MAX_SUMMARY, MAX_TITLE
from syndicator.read.feed import clean
from syndicator.read.links import web
from syndicator.read.plain import line, plain
from syndicator.read.sniff import describe, sniff
from syndicator.read.split import MAX_ENTRIES

# A sitemap may hold no more (sitemaps.org, "Sitemap file location").
MAX_URLS = 50_000


def sitemap(body: bytes, url: str, *, content_type: str | None, now: datetime, zone: tzinfo) -> Reading:
    """The pages of a sitemap as drafts, newest first when all are dated. Titles come from the news extension alone.

    An index of sitemaps yields no draft: `next_url` is the sitemap that changed last. Raises ReadError on other bytes.
    """
    text = charset.decode(body, content_type)[0]
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(clean(text).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    name = str(root.tag).rpartition("}")[2] if root is not None else ""
    if root is None or name not in ("urlset", "sitemapindex"):
        raise ReadError(f"这里本应是网站地图（sitemap），却是{describe(sniff(body), body, text)}：{url}")
    if name == "sitemapindex":
        return _index(root, url, now, zone)
    entries = [child for child in islice(root, MAX_URLS) if isinstance(child.tag, str) and child.tag.endswith("url")]
    drafts = [one for entry in entries if (one := _draft(entry, url, now, zone)) is not None]
    if all(one.published is not None for one in drafts):
        drafts.sort(key=lambda one: one.published or now, reverse=True)
    problems = [] if drafts else ["网站地图里没有任何网页"]
    if len(drafts) > MAX_ENTRIES:
        problems.append(f"网站地图太大：{len(drafts)} 个网页，只取前 {MAX_ENTRIES} 个")
    return Reading(Kind.SITEMAP, tuple(drafts[:MAX_ENTRIES]), problems=tuple(problems))


def _index(root: etree._Element, url: str, now: datetime, zone: tzinfo) -> Reading:
    found: list[tuple[bool, float, str]] = []
    for entry in root.iterfind("{*}sitemap"):
        address = web(entry.findtext("{*}loc"), url)
        if address is not None:
            changed = _date(entry.findtext("{*}lastmod"), now, zone)
            found.append(("news" in address.lower(), changed.timestamp() if changed else 0.0, address))
    if not found:
        return Reading(Kind.SITEMAP, (), problems=("网站地图索引里没有任何网站地图",))
    best = max(found, key=lambda one: one[:2])[2]
    sentence = f"这是网站地图的索引，列有 {len(found)} 份；请把来源改为其中一份，例如 {best}"
    return Reading(Kind.SITEMAP, (), problems=(sentence,), next_url=best)


def _draft(entry: etree._Element, base: str, now: datetime, zone: tzinfo) -> Draft | None:
    said = {str(child.tag).rpartition("}")[2]: child for child in entry}
    url = web(_text(said, "loc"), base)
    if url is None:
        return None
    told = {str(child.tag).rpartition("}")[2]: child for child in said["news"]} if "news" in said else {}
    title = plain(_text(told, "title")[: MAX_TITLE * 10])[:MAX_TITLE]
    origin = line(told["publication"].findtext("{*}name") or "")[:200] if "publication" in told else ""
    updated = _date(_text(said, "lastmod"), now, zone)
    keywords = _text(told, "keywords")[:1_000].replace("，", ",").split(",")
    return Draft(
        # A draft needs words; the page itself will bring better ones.
        title=title or url,
        url=url,
        published=_date(_text(told, "publication_date"), now, zone) or updated,
        updated=updated,
        origin=origin or None,
        categories=tuple(dict.fromkeys(word for part in keywords if (word := line(part)))),
        images=_images(entry, url) if "image" in said else (),
    )


def _text(named: dict[str, etree._Element], name: str) -> str:
    element = named.get(name)
    return (element.text or "").strip() if element is not None else ""


def _images(entry: etree._Element, base: str) -> tuple[Image, ...]:
    found: list[Image] = []
    for element in list(entry.iterfind("{*}image"))[:MAX_IMAGES]:
        if (url := web(element.findtext("{*}loc"), base)) is not None:
            caption = plain(element.findtext("{*}caption") or element.findtext("{*}title") or "")
            found.append(Image(url=url, caption=caption[:MAX_SUMMARY]))
    return tuple(found)


def _date(text: str | None, now: datetime, zone: tzinfo) -> datetime | None:
    text = (text or "").strip()[:100]
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text)
        return when.replace(tzinfo=zone) if when.tzinfo is None else when.astimezone(zone)
    except (ValueError, OverflowError):
        return dates.parse(text, now, zone)
