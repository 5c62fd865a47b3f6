"""Plain list pages: the headlines, told from navigation, hot lists and friends' links without being told how."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, tzinfo

from selectolax.lexbor import LexborHTMLParser

from syndicator.errors import ReadError
from syndicator.model import Draft, Kind, Reading, Selectors
from syndicator.read import charset, page
from syndicator.read.links import absolute
from syndicator.read.listing.anchors import MAX_LINKS, anchors
from syndicator.read.listing.chosen import by_selectors
from syndicator.read.listing.excuses import excuse, notice
from syndicator.read.listing.groups import Page, headlines
from syndicator.read.listing.islands import in_scripts, unfold
from syndicator.read.listing.paging import next_page
from syndicator.read.listing.rows import draft, row
from syndicator.read.listing.titles import is_cut
from syndicator.read.plain import line
from syndicator.read.sniff import Sort, describe, is_login, sniff

# Nothing is told: all is found by itself.
AUTOMATIC = Selectors()
# Drafts one page may give; the longest list pages hold a few hundred.
MAX_DRAFTS = 2_000
# Fewer headlines than this in the HTML, and a list in a script is looked for.
_FEW = 3
# Places of a portal page that are remembered; a list has one or two.
_MAX_SHAPES = 20

_UNREADABLE = (Sort.EMPTY, Sort.BINARY)


def listing(
    body: bytes,
    url: str,
    *,
    content_type: str | None,
    now: datetime,
    zone: tzinfo,
    selectors: Selectors = AUTOMATIC,
) -> Reading:
    """The headlines of a list page as drafts in the page's order: title, url, and what is shown beside them.

    `selectors`, when given, say where they are; when they fit nothing, the automatic reading stands in, and a problem
    sentence says so. `published` is the shown date, else the day in the URL. `next_url` is the following page.
    Raises ReadError when the bytes are no page at all, ask for a password, or say that there is no such page.
    """
    sort = sniff(body)
    text = charset.decode(body, content_type)[0][: page.MAX_TEXT]
    if sort in _UNREADABLE or (sort is Sort.HTML and len(text) < 500_000 and is_login(text)):
        raise ReadError(f"这里本应是列表页，却是{describe(sort, body, text)}：{url}")
    tree = page.parse(unfold(_first_links(text)))
    base = _base(tree, url)
    title = _title(tree)
    if (said := excuse(title)) is not None:
        raise ReadError(f"这里本应是列表页，{said}（标题：{title[:60]}）：{url}")
    problems: list[str] = []
    drafts: list[Draft] = []
    if selectors.item or selectors.link:
        drafts, wrong = by_selectors(tree, base, selectors, now, zone)
        problems += [f"{wrong}；已改用自动识别"] if wrong else []
    shapes: tuple[str, ...] = ("select",)
    if not drafts:
        drafts, shapes = _automatic(tree, base, url, title, now, zone)
    if len(drafts) < _FEW and len(scripted := in_scripts(text, base, now, zone)) > len(drafts):
        drafts, shapes = scripted, ("script",)
    drafts = list(_merged(drafts).values())
    if not drafts:
        why = notice(line((tree.body.text(deep=True) if tree.body is not None else "")[:5_000]))
        problems.append(f"在这个网页里没有找到新闻列表（标题：{title[:60]}）{f'，{why}' if why else ''}")
    if len(drafts) > MAX_DRAFTS:
        problems.append(f"列表太长：{len(drafts)} 条，只取前 {MAX_DRAFTS} 条")
    return Reading(
        Kind.LIST,
        tuple(drafts[:MAX_DRAFTS]),
        title=title,
        problems=tuple(problems),
        next_url=next_page(tree, text, base),
        shapes=shapes if drafts else (),
    )


def _first_links(text: str) -> str:
    """As much of a page as holds the links that are looked at."""
    at = 0
    for _ in range(MAX_LINKS):
        at = text.find("<a", at) + 2
        if at < 2:
            return text
    return text[:at]


def _automatic(
    tree: LexborHTMLParser, base: str, url: str, title: str, now: datetime, zone: tzinfo
) -> tuple[list[Draft], tuple[str, ...]]:
    found = anchors(tree, base, url)
    total = len({link.url for link in found.links})
    drafts: list[Draft] = []
    shapes: dict[str, None] = {}
    for group in headlines(found, Page(base, title, now, zone, total)):
        rows = (row(link, found, group.dates_before) for link in group.links[: MAX_DRAFTS + 1])
        drafts.extend(draft(one, base, now, zone) for one in rows)
        # Tags alone: ids and classes may be made anew at every visit.
        shapes[">".join(label.partition(".")[0] for label in reversed(group.path))] = None
        if len(drafts) > MAX_DRAFTS:
            break
    return drafts, tuple(shapes)[:_MAX_SHAPES]


def _merged(drafts: list[Draft]) -> dict[str, Draft]:
    """One draft a URL: a picture and a headline that lead to one page tell of one article."""
    found: dict[str, Draft] = {}
    for one in drafts:
        if not one.title or one.url is None:
            continue
        key = one.url.partition("#")[0]
        first = found.get(key)
        if first is None:
            found[key] = one
            continue
        better = (is_cut(first.title) and not is_cut(one.title)) or (
            len(one.title) > len(first.title) and not is_cut(one.title)
        )
        found[key] = replace(
            first,
            title=one.title if better else first.title,
            published=first.published or one.published,
            summary=max(first.summary, one.summary, key=len),
            images=first.images or one.images,
        )
    return found


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return (absolute(node.attributes.get("href"), url) if node is not None else None) or url


def _title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("title")
    return re.sub(r"\s*[-_|–—]\s*$", "", line((node.text() or "")[:1_000])) if node is not None else ""
