"""Where the body is: the box whose lines are prose, as tight as can be.

Its value falls as soon as it takes in a menu or a list of related news.
"""

from __future__ import annotations

from collections import Counter

from .names import BoxKind, is_post
from .page import Box, Page
from .weigh import SENTENCE, Scales

# A name that promises the body, such as .TRS_Editor, is worth so much.
PROMISE = 1.15
# A box may be left for one inside it that has this share of its value.
TIGHT = 0.93
TIGHT_PROMISED = 0.6
# Old layouts put the article in one cell and other columns into the next.
TIGHT_COLUMN = 0.7
# So many boxes with such a name are looked at beside each other; real pages have a handful.
MAX_PROMISED = 50
# So many boxes alike are a list, not an article.
MANY_ALIKE = 6
LIST_SHARE = 0.6
# The value of a flash of news: two sentences.
ENOUGH = 50.0


def find(page: Page, scales: Scales, headline: int = -1) -> int:
    """The index of the box that holds the body; -1 when the page has no box.

    `headline` is the line of a heading that says the page's title, -1 when there is none.
    """
    best, most = -1, 0.0
    for index, box in enumerate(page.boxes):
        worth = scales.value(box.first, box.last) * (PROMISE if box.kind is BoxKind.BODY else 1.0)
        if worth >= most:
            best, most = index, worth
    if most < SENTENCE:
        album = _album(page, scales)
        if album is not None:
            return album
    if best < 0:
        return best
    post = next((index for index, box in enumerate(page.boxes) if is_post(box.label) and _speaks(scales, box)), None)
    if post is not None:
        return post
    tight = _tightened(page, scales, best)
    if 0 <= headline < page.boxes[tight].first and _is_list(page, tight):
        nearer = _under_headline(page, scales, headline, tight)
        return _tightened(page, scales, nearer) if nearer != tight else tight
    return tight


def _speaks(scales: Scales, box: Box) -> bool:
    return scales.sentences(box.first, box.last) >= SENTENCE


def _is_list(page: Page, box: int) -> bool:
    """Whether most of the box is a run of boxes alike: comments, flashes, programmes. Paragraphs are no such boxes."""
    whole = page.boxes[box]
    alike: Counter[tuple[int, str, str]] = Counter()
    lines: Counter[tuple[int, str, str]] = Counter()
    for child in page.boxes[box + 1 :]:
        if child.first >= whole.last:
            break
        if child.tag != "p" and child.last <= whole.last:
            kind = (child.parent, child.tag, child.label)
            alike[kind] += 1
            lines[kind] += child.last - child.first
    most = (whole.last - whole.first) * LIST_SHARE
    return any(alike[kind] >= MANY_ALIKE and lines[kind] >= most for kind in alike)


def _under_headline(page: Page, scales: Scales, headline: int, best: int) -> int:
    """The best box between the headline and `best`, a list further down, if it says enough to be an article."""
    found, most = best, ENOUGH
    for index, box in enumerate(page.boxes):
        if box.first > headline and box.last <= page.boxes[best].first:
            worth = scales.value(box.first, box.last)
            if worth > most and _speaks(scales, box):
                found, most = index, worth
    return found


def _album(page: Page, scales: Scales) -> int | None:
    """The box promised to be the body that holds the most pictures, for a page that has no sentence."""
    promised = [index for index, box in enumerate(page.boxes) if box.kind is BoxKind.BODY]
    counts = {index: scales.pictures(page.boxes[index]) for index in promised}
    best = max(promised, key=lambda index: counts[index], default=None)
    return best if best is not None and counts[best] else None


def _tightened(page: Page, scales: Scales, best: int) -> int:
    """The innermost box that still has nearly all of the value."""
    promised = [box for box in page.boxes if box.kind is BoxKind.BODY and scales.gain(box.first, box.last) >= SENTENCE]
    promised = promised[:MAX_PROMISED]
    for index in range(best + 1, len(page.boxes)):
        inner, outer = page.boxes[index], page.boxes[best]
        if inner.first >= outer.last:
            break
        if inner.last > outer.last or scales.pictures(inner) < scales.pictures(outer):
            continue
        share = TIGHT
        if inner.kind is BoxKind.BODY and not _is_one_of_several(promised, outer, inner):
            share = TIGHT_PROMISED
        elif inner.tag == "td":
            share = TIGHT_COLUMN
        if scales.value(inner.first, inner.last) >= share * scales.value(outer.first, outer.last):
            best = index
    return best


def _is_one_of_several(promised: list[Box], outer: Box, inner: Box) -> bool:
    """Whether other boxes beside `inner` promise the body too, and hold sentences."""
    return any(
        outer.first <= box.first and box.last <= outer.last and (box.last <= inner.first or box.first >= inner.last)
        for box in promised
    )
