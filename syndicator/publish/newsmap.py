"""The news sitemap (schemas/sitemap-news/0.9): for search engines, the pages of the last two days that are ours.

Ours are the editions of digests and the stories that several sources tell, for those have pages here that are nowhere
else; what only leads to another's page is theirs to announce.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from lxml import etree

from syndicator.model import Site
from syndicator.publish.characters import line
from syndicator.publish.document import Document

PATH = "news-sitemap.xml"
# What search engines take for news, and how many of them in one file.
RECENT = timedelta(days=2)
MOST = 1000
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


@dataclass(frozen=True, slots=True)
class Announced:
    """A page of ours. `folder` is its path below public/, without slashes at its ends."""

    folder: str
    title: str
    published: datetime


def news_sitemap(pages: Iterable[Announced], site: Site, now: datetime) -> Document:
    """Returns the sitemap of those published in the two days before `now`, the latest first."""
    recent = [one for one in pages if now - RECENT < one.published <= now and line(one.title)]
    recent.sort(key=lambda one: (one.published, one.folder), reverse=True)
    urls = etree.Element(f"{{{_SITEMAP}}}urlset", nsmap={None: _SITEMAP, "news": _NEWS})  # type: ignore[dict-item]
    for one in recent[:MOST]:
        url = etree.SubElement(urls, f"{{{_SITEMAP}}}url")
        _text(url, _SITEMAP, "loc", f"{site.base_url}/{quote(one.folder)}/")
        news = etree.SubElement(url, f"{{{_NEWS}}}news")
        publication = etree.SubElement(news, f"{{{_NEWS}}}publication")
        _text(publication, _NEWS, "name", line(site.title) or site.domain)
        _text(publication, _NEWS, "language", _language(site.language))
        published = one.published.astimezone(site.timezone).replace(microsecond=0)
        _text(news, _NEWS, "publication_date", published.isoformat())
        _text(news, _NEWS, "title", line(one.title))
    return Document(PATH, etree.tostring(urls, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def _language(language: str) -> str:
    """ISO 639; Chinese alone is told apart by its script, as zh-cn and zh-tw."""
    primary, *rest = language.lower().split("-")
    if primary != "zh":
        return primary
    return "zh-tw" if {"tw", "hk", "mo", "hant"} & set(rest) else "zh-cn"


def _text(parent: etree._Element, namespace: str, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{namespace}}}{name}").text = text
