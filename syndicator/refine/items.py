"""From a draft to an item: everything cleaned, bounded and made plain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from syndicator.model import Article, Draft, Image, Item, PaperPage, Source
from syndicator.refine import characters, html
from syndicator.refine.furniture import is_cut_short
from syndicator.refine.text import TITLE_FROM_TEXT, comparable_title, plain_title, summarise
from syndicator.refine.urls import absolute

NO_TITLE = "无标题"
# Longer ones are sentences in the wrong place, or an attack on the pages that show them.
MAX_NAME = 100
MAX_CAPTION = 500
# 引题 and 副题: a printed one has two or three lines.
MAX_DECK = 200
MAX_NAMES = 20
# Pictures of one item: the largest photo stories have some forty.
MAX_IMAGES = 50
# What a source calls its summary is sometimes the whole article.
MAX_SUMMARY = 300
SUMMARY = 140
# The database's and the index's bound of a key; an id is at most an URL.
MAX_KEY = 500


def item(draft: Draft, source: Source, key: str, now: datetime) -> Item:
    """The item that `draft` of `source` is, known there by `key`. A date later than `now` becomes `now`."""
    url = absolute(source.url, draft.url) if draft.url else None
    base = url or absolute(None, source.url)
    clean = html.sanitise(draft.html, base)
    text = html.to_text(clean)
    said = html.to_text(draft.summary) if "<" in draft.summary else characters.plain(draft.summary)
    published = draft.published or draft.updated
    summary = summarise(said, MAX_SUMMARY) if said else summarise(text, SUMMARY)
    return Item(
        source=source.id,
        key=characters.plain(key)[:MAX_KEY],
        title=_title(draft.title, text or said, url),
        url=url,
        html=clean,
        text=text or said,
        summary=summary,
        published=min(published, now) if published else None,
        origin=_name(draft.origin),
        author=_name(draft.author),
        editor=_name(draft.editor),
        photographer=_name(draft.photographer),
        breadcrumb=_names(draft.breadcrumb),
        categories=_names(draft.categories),
        images=_images(draft.images, clean, base),
        rights=source.rights,
        kicker=characters.shortened(characters.plain(draft.kicker), MAX_DECK),
        subtitle=characters.shortened(characters.plain(draft.subtitle), MAX_DECK),
        paper=_paper(draft.paper, base),
        original=absolute(None, draft.original) if draft.original else None,
    )


def complete(draft: Draft, article: Article) -> Draft:
    """`draft`, as a list or feed showed it, with what its own page says: the page knows better where it says anything.

    A title cut short gives way to the whole one; a page's title that is another text (the site's name, a column's)
    does not replace the list's.
    """
    article = _as_listed(draft.title, article)
    return replace(
        draft,
        title=_better_title(_without_decks(draft.title, article), article.title),
        html=article.html or draft.html,
        published=_closer(draft.published, article.published),
        origin=article.origin or draft.origin,
        original=article.original or draft.original,
        author=article.author or draft.author,
        editor=article.editor or draft.editor,
        photographer=article.photographer or draft.photographer,
        # Printed, an article has one place: its page (版). Its own page names that place in a menu of all.
        breadcrumb=draft.breadcrumb if draft.paper else article.breadcrumb or draft.breadcrumb,
        images=_measured(article.images, draft.images) or draft.images,
        kicker=article.kicker or draft.kicker,
        subtitle=article.subtitle or draft.subtitle,
    )


def _measured(shown: Iterable[Image], listed: Iterable[Image]) -> tuple[Image, ...]:
    """A page's pictures, with the type and length that the feed told of the same ones."""
    known = {one.url: one for one in listed}
    return tuple(
        replace(one, type=one.type or same.type, size=one.size or same.size) if (same := known.get(one.url)) else one
        for one in shown
    )


def _as_listed(listed: str, article: Article) -> Article:
    """An e-paper's article with the title among its headline's lines that the paper's own list gives it."""
    ours = comparable_title(listed)
    if ours and article.kicker and ours == comparable_title(article.kicker):
        return replace(article, title=article.kicker, kicker="", subtitle=article.title)
    if ours and article.subtitle and ours == comparable_title(article.subtitle):
        return replace(article, title=article.subtitle, kicker=article.title, subtitle="")
    return article


def _without_decks(listed: str, article: Article) -> str:
    """The page's title where the list's is the same with 引题 before it or 副题 after it."""
    ours, theirs = comparable_title(listed), comparable_title(article.title)
    if not theirs or ours == theirs or not (article.kicker or article.subtitle):
        return listed
    above, below = comparable_title(article.kicker), comparable_title(article.subtitle)
    return article.title if ours in (above + theirs, theirs + below, above + theirs + below) else listed


def _better_title(listed: str, paged: str) -> str:
    ours, theirs = comparable_title(listed), comparable_title(paged)
    if not theirs or not ours:
        return paged if theirs else listed
    if theirs == ours:
        return min((paged, listed), key=len)  # the longer has the site's name behind it
    if theirs.startswith(ours):
        return paged
    if ours.startswith(theirs):  # the page's is the shorter: cut by its template, or the list's has a subtitle
        return listed if not is_cut_short(listed) else paged
    if is_cut_short(paged) or (len(theirs) < 6 <= len(ours)):
        return listed
    return paged if _kin(ours, theirs) or len(theirs) >= 10 else listed


def _kin(one: str, other: str) -> bool:
    """Whether two titles have half of the shorter's pairs of characters in common."""
    pairs = [{title[at : at + 2] for at in range(len(title) - 1)} for title in (one, other)]
    return 2 * len(pairs[0] & pairs[1]) >= min(len(pairs[0]), len(pairs[1]))


def _closer(listed: datetime | None, paged: datetime | None) -> datetime | None:
    """The page's date; but a page that gives the day alone does not take the minute from a list that has it."""
    if listed is None or paged is None:
        return paged or listed
    whole_day = (paged.hour, paged.minute, paged.second) == (0, 0, 0)
    return listed if whole_day and listed.astimezone(paged.tzinfo).date() == paged.date() else paged


def _title(title: str, text: str, url: str | None) -> str:
    if plain := plain_title(title):
        return plain
    if sentence := plain_title(summarise(text, TITLE_FROM_TEXT)):
        return sentence
    return plain_title(f"{NO_TITLE} {url}") if url else NO_TITLE


def _name(name: str | None) -> str | None:
    return characters.shortened(characters.plain(name), MAX_NAME) or None if name else None


def _names(names: Iterable[str]) -> tuple[str, ...]:
    found = dict.fromkeys(plain for name in names if (plain := _name(name)))
    return tuple(found)[:MAX_NAMES]


def _paper(paper: PaperPage | None, base: str | None) -> PaperPage | None:
    if paper is None:
        return None
    return PaperPage(
        number=characters.plain(paper.number)[:MAX_NAME],
        name=characters.plain(paper.name)[:MAX_NAME],
        image=absolute(base, paper.image) if paper.image else None,
        pdf=absolute(base, paper.pdf) if paper.pdf else None,
    )


def _images(images: Iterable[Image], clean: str, base: str | None) -> tuple[Image, ...]:
    found: dict[str, Image] = {}
    in_text = (Image(url=url, caption=alt) for url, alt in html.images(clean)) if "<img" in clean else ()
    for image in (*images, *in_text):
        if len(found) == MAX_IMAGES:
            break
        if (url := absolute(base, image.url)) is not None and url not in found:
            found[url] = replace(
                image,
                url=url,
                caption=characters.shortened(characters.plain(image.caption), MAX_CAPTION),
                credit=characters.shortened(characters.plain(image.credit), MAX_NAME),
                type=characters.plain(image.type)[:MAX_NAME],
            )
    return tuple(found.values())
