"""Where the body is: the box whose lines are prose, as tight as can be, then cut at its first and last line.

Prose is counted for, links and labels against a box, so its value falls as soon as it takes in a menu or a list of
related news. Names and comments of page builders only tip the scales.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import accumulate

from ..byline import is_byline
from .furniture import BARE_DAY, MAX_NOTICE, LineKind, is_invitation, is_moment, kind_of_line
from .names import BoxKind, is_post
from .page import Box, Line, Page, fold, unlinked

# A line counts for no more: one endless line must not outweigh an article.
MAX_LINE = 600
# A name that promises the body, such as .TRS_Editor, is worth so much.
PROMISE = 1.15
# A box may be left for one inside it that has this share of its value.
TIGHT = 0.93
TIGHT_PROMISED = 0.6
# Old layouts put the article in one cell and other columns into the next.
TIGHT_COLUMN = 0.7
# So many boxes with such a name are looked at beside each other; real pages have a handful.
MAX_PROMISED = 50
# A box with a damning name is believed to be the body when it holds such a share of all prose.
WEAK_SHARE = 0.3
STRONG_REST = 30
# What follows a line such as 相关阅读 is cut off when this share of the prose stands before it.
BEFORE_END = 0.4
BEFORE_ASIDE = 0.66
# Behind 责任编辑：… or 来源：… stand at most a disclaimer and a request to share.
AFTER_CREDIT = 0.2
AFTER_LABEL = 0.12
AFTER_LABEL_PROSE = 80.0
AFTER_LABEL_LINES = 3
# The comments under a heading of that name may be many times as long as the article.
BEFORE_COMMENTS = 0.1

# So many boxes alike are a list, not an article.
MANY_ALIKE = 6
LIST_SHARE = 0.6
# The value of a flash of news: two sentences.
ENOUGH = 50.0
# From this value on a line is a sentence.
SENTENCE = 20.0

_COMMENTS = re.compile(r"[\[【（(\s]*\S{0,2}(?:评论|跟[帖贴])")
_RUBRIC = re.compile(r"【[^【】]{2,12}】")
_NUMBER = re.compile(r"[\d\s.,%+/:-]+")
# Kinds of which a long line between two sentences is a sentence too.
_RETOLD = (LineKind.NOISE, LineKind.ASIDE, LineKind.END)
_CELLS = ("td", "th")
_ATTACHED = re.compile(r"^附件|\.(?:docx?|pdf|xlsx?|pptx?|zip|rar|wps|ofd)\b", re.I)
_SENTENCE = re.compile(r"[。，；！？：、”…,;!?]|\. ")


@dataclass(frozen=True, slots=True)
class Extent:
    """The lines of the body in order. `box` holds them; `first` and `last` bound them in the page."""

    box: int
    first: int
    last: int
    kept: tuple[int, ...]
    originals: tuple[int, ...]


def prose(line: Line, heading: bool) -> float:
    """How much the line speaks for an article: about its characters, negative for links and labels."""
    size = len(line.text)
    if not size:
        return 0.0
    if "://" in line.text and line.text.isascii():
        return 0.0
    if line.linked * 2 > size:
        return -float(min(size, 30) + 4)
    free = min(size - line.linked, MAX_LINE)
    if size <= MAX_NOTICE and kind_of_line(line.text) is not LineKind.TEXT:
        return -8.0
    if heading:
        return min(free, 20) * 0.3
    if free >= 12 and _SENTENCE.search(line.text):
        return free + 8.0
    if free >= 30:
        return free * 0.8
    return free * 0.4 if free >= 5 else 0.5


class Scales:
    """The value of every range of lines, once what the boxes' names promise is settled."""

    def __init__(self, page: Page) -> None:
        self.page = page
        raw = [prose(line, bool(page.heading(line))) for line in page.lines]
        self.damned = self._damned(raw)
        for box in page.boxes:
            if box.kind is BoxKind.HIDDEN:  # nobody sees it, so it speaks neither for nor against
                raw[box.first : box.last] = [0.0] * (box.last - box.first)
        values = [
            -float(min(len(line.text), 30) + 4) if damned and score else score
            for line, score, damned in zip(page.lines, raw, self.damned, strict=True)
        ]
        self.values = values
        self.sums = [0.0, *accumulate(values)]
        self.gains = [0.0, *accumulate(max(0.0, value) for value in values)]
        shown = (0 if damned else len(line.pictures) for line, damned in zip(page.lines, self.damned, strict=True))
        self.picture_sums = [0, *accumulate(shown)]
        self.sentence_gains = [0.0, *accumulate(value if value >= SENTENCE else 0.0 for value in values)]

    def value(self, first: int, last: int) -> float:
        return self.sums[last] - self.sums[first]

    def gain(self, first: int, last: int) -> float:
        """The prose alone, without what speaks against."""
        return self.gains[last] - self.gains[first]

    def pictures(self, box: Box) -> int:
        """How many pictures the box holds, without those in boxes with damning names."""
        return self.picture_sums[box.last] - self.picture_sums[box.first]

    def sentences(self, first: int, last: int) -> float:
        """The part of the prose that stands in sentences."""
        return self.sentence_gains[last] - self.sentence_gains[first]

    def _damned(self, raw: list[float]) -> list[bool]:
        """Which lines stand in boxes named as comments, lists, bars, unless nearly all of the prose does."""
        page = self.page
        sums = [0.0, *accumulate(max(0.0, score) for score in raw)]
        outside = list(raw)
        suspects = [box for box in page.boxes if box.kind > BoxKind.BODY]
        for box in suspects:
            if box.kind is not BoxKind.WEAK:
                outside[box.first : box.last] = [0.0] * (box.last - box.first)
        # Comments may be many times as long as the article.
        total = sum(score for score in outside if score > 0)
        for box in suspects:
            outside[box.first : box.last] = [0.0] * (box.last - box.first)
        rest = sum(score for score in outside if score > 0)
        damned = [False] * len(raw)
        for box in suspects:
            share = sums[box.last] - sums[box.first]
            if box.kind is BoxKind.WEAK and share >= WEAK_SHARE * total:
                continue
            if box.kind is not BoxKind.WEAK and rest < STRONG_REST and share >= 200:
                continue
            damned[box.first : box.last] = [True] * (box.last - box.first)
        return damned


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


def without_headline(page: Page, extent: Extent, headline: str) -> Extent:
    """The extent less a first line that only says the headline again."""
    kept = extent.kept
    if len(kept) > 1 and len(fold(headline)) >= 4 and fold(page.lines[kept[0]].text) == fold(headline):
        return replace(extent, first=kept[1], kept=kept[1:])
    return extent


def cut(page: Page, scales: Scales, box: int, first: int, last: int, begin: int) -> Extent:
    """The body's lines within [first, last): from `begin` on, past labels, up to what ends an article."""
    kinds = [kind_of_line(line.text) if line.text else LineKind.TEXT for line in page.lines[first:last]]
    stop = _end(page, scales, first, last, begin, kinds)
    prose_at = [index for index in range(max(first, begin), stop) if scales.values[index] >= SENTENCE]
    early, late = (prose_at[0], prose_at[-1]) if prose_at else (stop, first)
    # A byline inside the box stands above the first sentence; over it stand subtitles.
    labelled = [at for at in range(max(first, begin), early) if _introduces(page.lines[at].text, kinds[at - first])]
    begin = max(begin, labelled[-1] + 1) if labelled and early < stop else begin
    kept: list[int] = []
    originals: list[int] = []
    elsewhere = False
    for index in range(max(first, begin), stop):
        line, kind = page.lines[index], kinds[index - first]
        # The entries of a list of other articles that floats in the text.
        elsewhere = kind is LineKind.ASIDE or (elsewhere and line.linked * 10 >= len(line.text) * 8 > 0)
        if elsewhere and kind is not LineKind.ASIDE:
            continue
        if kind is LineKind.ORIGINAL:
            originals.append(index)
        elif not scales.damned[index] and _belongs(page, line, kind, inside=early < index < late):
            if kept and BARE_DAY.fullmatch(line.text) and kinds[index - 1 - first] in (LineKind.LABEL, LineKind.CREDIT):
                continue
            kept.append(index)
    originals.extend(
        index
        for index in range(stop, min(stop + 40, len(page.lines)))
        if kind_of_line(page.lines[index].text) is LineKind.ORIGINAL
    )
    _strip_edges(page, kept)
    bounds = (kept[0], kept[-1] + 1) if kept else (first, first)
    return Extent(box, *bounds, tuple(kept), tuple(originals))


def _introduces(text: str, kind: LineKind) -> bool:
    """Whether the line stands above a text: a byline, or the name of the column it is printed in."""
    return kind in (LineKind.LABEL, LineKind.CREDIT) or is_byline(text) or _RUBRIC.fullmatch(text) is not None


def _belongs(page: Page, line: Line, kind: LineKind, *, inside: bool) -> bool:
    """Whether the line is the article's; `inside` when prose stands before and after it."""
    if not line.text:
        return bool(line.pictures) or page.boxes[line.box].tag in _CELLS
    if line.linked == len(line.text) and is_invitation(line.text):
        return False
    if line.linked * 2 > len(line.text) and kind_of_line(unlinked(line)) in _RETOLD:
        return False  # 延伸阅读：<a>…</a>
    if kind is LineKind.TEXT or line.pictures:
        return True
    if inside and _NUMBER.fullmatch(line.text) and (len(line.text) <= 2 or page.boxes[line.box].tag in _CELLS):
        return True  # the number of a part, or a figure in a table
    # 时间：5月1日上午9点 in an announcement, 声明：… in a report of one.
    return inside and (kind is LineKind.LABEL or (kind in _RETOLD and len(line.text) >= 40))


def _end(page: Page, scales: Scales, first: int, last: int, begin: int, kinds: list[LineKind]) -> int:
    """Where what follows the article begins: at the first line that says so with enough of the prose before it."""
    start = max(first, begin)
    # The headlines of other articles are short, but there may be many: sentences count, where there are any.
    gain = scales.sentences if scales.sentences(start, last) else scales.gain
    total = gain(start, last)
    moments = 0  # 14:20, 13:11, …: a story that is told as it goes on
    for index in range(start, last):
        kind = kinds[index - first]
        before = gain(start, index)
        line = page.lines[index]
        share = BEFORE_COMMENTS if page.heading(line) and _COMMENTS.match(line.text) else BEFORE_END
        if kind is LineKind.END and before >= share * total > 0:
            return index
        after = total - before
        if kind is LineKind.CREDIT and before > 0 and after <= AFTER_CREDIT * total:
            return index
        if kind is LineKind.LABEL and before > 0 and after <= min(AFTER_LABEL * total, AFTER_LABEL_PROSE):
            texts = sum(1 for line in page.lines[index + 1 : last] if line.linked < len(line.text))
            if texts <= AFTER_LABEL_LINES and not (is_moment(line.text) and moments):
                return index
        moments += is_moment(line.text)
        enough = kind is LineKind.ASIDE and before >= BEFORE_ASIDE * total > 0
        if enough and not _resumes(page, scales, start, index, last):
            return index
    return last


def _resumes(page: Page, scales: Scales, start: int, at: int, last: int) -> bool:
    """Whether sentences follow the aside at `at` that stand in the same box as those before it.

    The teasers of other articles stand deeper.
    """
    homes = {_home(page, index) for index in range(start, at) if scales.values[index] >= SENTENCE}
    return any(scales.values[index] >= SENTENCE and _home(page, index) in homes for index in range(at + 1, last))


def _home(page: Page, index: int) -> int:
    """The box that holds the line's paragraph."""
    box = page.lines[index].box
    return page.boxes[box].parent if page.boxes[box].tag == "p" else box


def _strip_edges(page: Page, kept: list[int]) -> None:
    """Drop what stands before the first and after the last word of the article: banners, counters, linked lists."""
    while kept and _is_edge(page.lines[kept[-1]], last=True):
        kept.pop()
    start = 0
    while start < len(kept) and _is_edge(page.lines[kept[start]], last=False):
        start += 1
    del kept[:start]


_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|tiff?)\b|showimage|photo|pic", re.I)


def _is_edge(line: Line, *, last: bool) -> bool:
    text = line.text
    if line.pictures:
        # A linked picture at the end is an advertisement; at the head it is the lead picture of a gallery.
        banners = last and all(picture.href and not _PICTURE_FILE.search(picture.href) for picture in line.pictures)
        return banners and (not text or line.linked == len(text))
    if _ATTACHED.search(text):
        return False
    if not text or text.isdigit() or line.linked * 10 >= len(text) * 8:
        return True
    if last and "http" in text and text.isascii():
        return True
    return last and len(text) < 3 and not text.isalnum()
