"""数字报: one page (版) of an edition, as Founder's and its relatives' systems publish it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from syndicator.errors import ReadError
from syndicator.model import Draft, Kind, PaperPage, Reading
from syndicator.read import charset, page
from syndicator.read.epaper import contents, facsimile, headlines
from syndicator.read.epaper.addresses import earlier_editions, is_edition, is_page, midnight
from syndicator.read.epaper.links import find
from syndicator.read.listing import listing, shown
from syndicator.read.plain import line

__all__ = ["MAX_ARTICLES", "earlier_editions", "epaper", "is_edition"]

# Articles on one page: a page of small notices has some dozens.
MAX_ARTICLES = 200
# A page that says no more than that there is no paper.
_SHORT = 2_000
_NOT_OUT = re.compile(
    r"今[日天](?:无报|休刊|没有出版|无出版)|休刊|(?:尚未|还未|还没有|暂未|没有)(?:出版|发布|上传|更新|出报|出刊)"
    r"|暂无(?:内容|数据|版面|报纸|出版)|无(?:该|此|当)[日天期]|(?:该|此|当)[日天期](?:无|没有|未)"
)


def epaper(body: bytes, url: str, *, content_type: str | None, now: datetime, zone: tzinfo) -> Reading:
    """The articles of one page of an edition, dated by the edition; their breadcrumb is 版次 and 版名.

    `next_url` is the following page. A page without articles is read as a plain list; one that says that no paper is
    out is empty, and no error. Raises ReadError like `listing`.
    """
    tree = page.parse(charset.decode(body, content_type)[0])
    links = find(tree, url)
    pages = contents.leaves(links, url)
    leaf = contents.own(tree, links, pages, url)
    paper = PaperPage(leaf.number, leaf.name, facsimile.image(tree, url), facsimile.pdf(links, url, leaf.number))
    place = tuple(name for name in (f"第{leaf.number}版" if leaf.number else "", leaf.name) if name)
    found = headlines.find(links, url, pages)
    problems: tuple[str, ...] = ()
    if found:
        drafts = tuple(
            Draft(title=one.title, url=address, kicker=one.kicker, subtitle=one.subtitle)
            for address, one in list(found.items())[:MAX_ARTICLES]
        )
    elif _says_not_out(tree):
        drafts = ()
    else:
        reading = _listed(body, url, content_type, now, zone, may_be_empty=len(pages) > 1)
        drafts = reading.drafts
        problems = () if drafts else reading.problems or ("这一版里没有找到带标题的文章",)
    day = midnight(url, zone)
    head = tree.css_first("title")
    return Reading(
        Kind.EPAPER,
        tuple(
            replace(
                draft,
                published=draft.published or shown.in_url(draft.url or "", zone) or day,
                breadcrumb=place,
                paper=paper,
            )
            for draft in drafts
        ),
        title=line((head.text() or "")[:1_000]) if head is not None else "",
        problems=problems,
        next_url=contents.following(links, pages, url),
    )


def _listed(
    body: bytes, url: str, content_type: str | None, now: datetime, zone: tzinfo, *, may_be_empty: bool
) -> Reading:
    """The headlines of a page whose articles have addresses of no known make; none on a page of ads."""
    try:
        reading = listing(body, url, content_type=content_type, now=now, zone=zone)
    except ReadError:
        if may_be_empty:
            return Reading(Kind.EPAPER, ())
        raise
    host = urlsplit(url).netloc
    drafts = tuple(
        draft
        for draft in reading.drafts
        if draft.url
        and not is_page(draft.url)
        and urlsplit(draft.url).netloc == host
        and headlines.is_title(draft.title)
    )
    return replace(reading, drafts=drafts)


def _says_not_out(tree: LexborHTMLParser) -> bool:
    text = line((tree.body.text(deep=True, separator=" ") or "")[: _SHORT * 10]) if tree.body is not None else ""
    return len(text) <= _SHORT and _NOT_OUT.search(text) is not None
