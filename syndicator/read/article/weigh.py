"""What every line is worth as prose. Prose counts for a box, links and labels against it; names only tip the scales."""

from __future__ import annotations

import re
from itertools import accumulate

from .furniture import MAX_NOTICE, LineKind, kind_of_line
from .names import BoxKind
from .page import Box, Line, Page

# A line counts for no more: one endless line must not outweigh an article.
MAX_LINE = 600
# A box with a damning name is believed to be the body when it holds such a share of all prose.
WEAK_SHARE = 0.3
STRONG_REST = 30
# From this value on a line is a sentence.
SENTENCE = 20.0
# Kinds of which a long line between two sentences is a sentence too.
_SENTENCE = re.compile(r"[。，；！？：、”…,;!?]|\. ")


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
