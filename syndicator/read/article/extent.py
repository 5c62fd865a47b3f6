"""The body's lines, cut at the first and the last that are the article's."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..byline import is_byline
from .furniture import BARE_DAY, LineKind, is_invitation, is_moment, kind_of_line
from .page import Line, Page, fold, unlinked
from .weigh import SENTENCE, Scales

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
_COMMENTS = re.compile(r"[\[【（(\s]*\S{0,2}(?:评论|跟[帖贴])")
_RUBRIC = re.compile(r"【[^【】]{2,12}】")
_NUMBER = re.compile(r"[\d\s.,%+/:-]+")
# Kinds of which a long line between two sentences is a sentence too.
_RETOLD = (LineKind.NOISE, LineKind.ASIDE, LineKind.END)
_CELLS = ("td", "th")
_ATTACHED = re.compile(r"^附件|\.(?:docx?|pdf|xlsx?|pptx?|zip|rar|wps|ofd)\b", re.I)


@dataclass(frozen=True, slots=True)
class Extent:
    """The lines of the body in order. `box` holds them; `first` and `last` bound them in the page."""

    box: int
    first: int
    last: int
    kept: tuple[int, ...]
    originals: tuple[int, ...]


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
