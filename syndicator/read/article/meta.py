"""What a page says of itself out of sight: meta elements, OpenGraph, JSON-LD, the names of 国办发〔2017〕47号.

Templates fill these in, people do not read them: half are empty, truncated or those of another page, so all of it is
evidence for the readers of what is shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from syndicator.read.jsontext import loads

from .. import byline, dates
from .page import squeezed

MAX_METAS = 200
MAX_VALUE = 500
# JSON-LD of a page is some kilobytes.
MAX_LD = 256 * 1024
MAX_LD_SCRIPTS = 8
MAX_LD_NODES = 200

_TITLES = ("articletitle", "og:title", "twitter:title", "headline", "dc.title")
_DATES = (
    *(
        "pubdate",
        "article:published_time",
        "og:time",
        "apub:time",
        "datepublished",
        "publishdate",
        "publish_time",
        "publishtime",
    ),
    *(
        "og:release_date",
        "weibo:article:create_at",
        "bytedance:published_time",
        "dc.date.issued",
        "dc.date",
        "og:published_time",
    ),
    *("pub_date", "date", "createdate", "releasedate", "parsely-pub-date", "dateupdate", "article:modified_time"),
)
_ORIGINS = ("contentsource", "source", "article:source", "mediaid", "og:article:source", "copyright-source")
_AUTHORS = ("author", "article:author", "og:article:author", "dc.creator", "contentauthor")
_SITES = ("sitename", "og:site_name", "application-name", "apple-mobile-web-app-title")
_ARTICLE_TYPES = (
    "article",
    "newsarticle",
    "reportagenewsarticle",
    "blogposting",
    "webpage",
    "socialmediaposting",
    "review",
)


@dataclass(frozen=True, slots=True)
class Meta:
    """Every value as given, None when absent. `column` is the site's own name for the section."""

    titles: tuple[str, ...] = ()
    document_title: str = ""
    published: datetime | None = None
    origin: str | None = None
    author: str | None = None
    site: str | None = None
    column: str | None = None


def read(tree: LexborHTMLParser, now: datetime, zone: tzinfo) -> Meta:
    """The page's own description of itself."""
    named = _named(tree)
    linked = _linked(tree)
    document = tree.css_first("title")
    titles = [named[name] for name in _TITLES if named.get(name)]
    titles += [value for key in ("headline", "title", "name") if (value := _string(linked.get(key)))]
    given = [named[name] for name in _DATES if named.get(name)]
    given += [
        value for key in ("datePublished", "pubDate", "dateCreated", "upDate") if (value := _string(linked.get(key)))
    ]
    if stamped := tree.css_first("time[datetime]"):
        given.append(stamped.attributes.get("datetime") or "")
    found = [moment for text in given if (moment := dates.parse(text, now, zone)) is not None]
    origin = next((named[name] for name in _ORIGINS if named.get(name)), None)
    if origin and (labelled := byline.parse(origin).origin):
        origin = labelled
    author = next((named[name] for name in _AUTHORS if named.get(name)), None) or _string(linked.get("author"))
    return Meta(
        titles=tuple(dict.fromkeys(squeezed(title) for title in titles)),
        document_title=squeezed(document.text() or "")[:MAX_VALUE] if document is not None else "",
        # A day with its minute is worth more than a day: some templates give both.
        published=next((moment for moment in found if _has_time(moment)), found[0] if found else None),
        origin=origin,
        author=author,
        site=next((named[name] for name in _SITES if named.get(name)), None),
        column=named.get("columnname"),
    )


def _has_time(moment: datetime) -> bool:
    return bool(moment.hour or moment.minute or moment.second)


def _named(tree: LexborHTMLParser) -> dict[str, str]:
    named: dict[str, str] = {}
    for element in tree.css("meta")[:MAX_METAS]:
        attributes = element.attributes
        name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
        value = attributes.get("content")
        if name and value and (value := squeezed(value[:MAX_VALUE])):
            named.setdefault(name.strip().lower(), value)
    return named


def _linked(tree: LexborHTMLParser) -> dict[str, Any]:
    """The first JSON-LD object that describes an article (schema.org NewsArticle, or Baidu's cambrian)."""
    for script in tree.css('script[type="application/ld+json"]')[:MAX_LD_SCRIPTS]:
        text = script.text() or ""
        if len(text) > MAX_LD:
            continue
        try:
            # Templates put raw line breaks into strings; strict=False lets them pass.
            value = loads(re.sub(r",\s*([}\]])", r"\1", text))
        except (ValueError, RecursionError):
            continue
        if found := _article_in(value):
            return found
    return {}


def _article_in(value: Any) -> dict[str, Any] | None:
    waiting, left = [value], MAX_LD_NODES
    while waiting and left:
        left -= 1
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting.extend(value[:MAX_LD_NODES])
        elif isinstance(value, dict):
            kinds = value.get("@type", "article")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(str(kind).lower() in _ARTICLE_TYPES for kind in kinds) and (
                "headline" in value or "pubDate" in value or "title" in value
            ):
                return value
            graph = value.get("@graph")
            if isinstance(graph, list):
                waiting.extend(graph[:MAX_LD_NODES])
    return None


def _string(value: Any) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("name")
    return squeezed(value[:MAX_VALUE]) or None if isinstance(value, str) else None
