"""Is an entry of a source one that it told before? Of pairs of entries of one source, from what they say.

Feeds are known to change ids at every edit or every poll (miniflux 797, feedbin 205, lion-reader 1535), to give one id
to several entries or to another article later (feedbin support 604 and 597, FreshRSS 5329, NewsBlur 1470), to sign
their links anew each time (papr 103) and to lead all entries to one page (NetNewsWire 4540). Most readers believe the
id whatever it does. Here what is said outweighs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from syndicator.group import signature, titles
from syndicator.group.signature import Likeness
from syndicator.group.titles import Relation
from syndicator.refine.urls import canonical, is_article

# Less text proves nothing.
SHORTEST_TEXT = 40
# Shared text that a rewritten article still has, and a different one has not.
EDITED, OTHER = 0.5, 0.3
# Of so much alike, under one title, nothing but slips were mended.
UNCHANGED = 0.9
# A page that is filled anew each day has a date at least so much later; an edit keeps its article's.
NEXT_EDITION = timedelta(hours=16)
# A title of so many letters stands for an article where there is no text; shorter ones are used again.
TELLING_TITLE = 10
# What signs a link is at least so long; what names an article in a query is mostly a number.
SHORTEST_TOKEN = 12


@dataclass(frozen=True, slots=True)
class Said:
    """What an entry says, as far as recognising it needs."""

    title: str
    url: str | None
    published: datetime | None
    signature: bytes


def same_entry(one: Said, other: Said) -> bool:
    """Whether two entries that have one id are one article, edited perhaps. Symmetric.

    The id is believed unless what they say is against it: an edit changes the title or the text, while a new title
    with a new text is a new article, and so are a daily note's new figures.
    """
    text, relation = _texts(one, other), _relation(one, other)
    pages = _page(one.url), _page(other.url)
    one_page = pages[0] is not None and pages[0] == pages[1]
    elsewhere = None not in pages and not one_page
    if text is not None and text.containment >= UNCHANGED and text.lost_facts == 0:
        return one_page or relation is not Relation.CONTRARY
    if relation is Relation.CONTRARY and (not one_page or _later(one, other)):
        return False
    if relation >= Relation.KIN:
        return not ((elsewhere or _later(one, other)) and _refilled(one, other, text))
    return text.containment >= OTHER if text is not None else one_page and not _later(one, other)


def same_item(one: Said, other: Said) -> bool:
    """Whether two entries with different ids are one article to which the source gave another id. Symmetric.

    They are two unless what they say is one and they share a page, the moment, or all of a text.
    """
    text, relation = _texts(one, other), _relation(one, other)
    if relation is Relation.CONTRARY:
        return False
    if _standing(one, other) and (_later(one, other) or _refilled(one, other, text)):
        return False
    page = _page(one.url)
    if page is not None and page == _page(other.url):
        return text.containment >= EDITED if text is not None else relation >= Relation.CUT
    if relation is not Relation.EQUAL:
        return False
    if text is not None and text.jaccard >= UNCHANGED and text.lost_facts == 0:
        return True
    if _place(one.url) != _place(other.url) or not _at_once(one, other):
        return False
    if text is not None:
        return text.containment >= EDITED
    return _nothing(one) == _nothing(other) and len(titles.read(one.title).whole) >= TELLING_TITLE


def _texts(one: Said, other: Said) -> Likeness | None:
    """What two texts have in common; None when one of them says too little."""
    mine, theirs = signature.read(one.signature), signature.read(other.signature)
    if mine is None or theirs is None or min(mine.letters, theirs.letters) < SHORTEST_TEXT:
        return None
    return signature.compare(mine, theirs)


def _nothing(said: Said) -> bool:
    """Whether an entry has no text worth the name."""
    found = signature.read(said.signature)
    return found is None or found.letters < SHORTEST_TEXT


def _relation(one: Said, other: Said) -> Relation:
    return titles.relate(titles.read(one.title), titles.read(other.title))


def _standing(one: Said, other: Said) -> bool:
    return titles.read(one.title).standing or titles.read(other.title).standing


def _later(one: Said, other: Said) -> bool:
    """Whether one may be another day's; of those without a date nobody knows."""
    if one.published is None or other.published is None:
        return False
    return abs(one.published - other.published) >= NEXT_EDITION


def _at_once(one: Said, other: Said) -> bool:
    """Whether both name one minute; a day alone, read as midnight somewhere, has many articles."""
    moment = one.published
    return moment is not None and moment == other.published and bool(moment.minute or moment.second)


def _refilled(one: Said, other: Said, text: Likeness | None) -> bool:
    """Whether what is written daily was written again: the title stays, the figures or the words are others."""
    if text is None:
        return _standing(one, other)
    return text.containment < OTHER or (_standing(one, other) and (text.lost_facts > 1 or text.days_clash))


def _page(url: str | None) -> str | None:
    """The page that is one article's alone, as far as its address tells; None when it tells nothing."""
    if not url:
        return None
    address = canonical(url)
    return address if is_article(address) else None


def _place(url: str | None) -> str | None:
    """An address without the long words in its query that some sites sign it with anew at every request."""
    if not url:
        return None
    parts = urlsplit(canonical(url))
    kept = [pair for pair in parts.query.split("&") if not _is_token(pair.partition("=")[2])]
    return f"{parts.netloc}{parts.path}?{'&'.join(kept)}"


def _is_token(value: str) -> bool:
    return len(value) >= SHORTEST_TOKEN and not value.isdigit()
