"""Breaks Chinese text into lines by the rules of print (禁则): what may begin a line, what may end one. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

# GB/T 15834 and JIS X 4051 in what they have in common.
NOT_FIRST = frozenset("，。、；：？！）》」』】〕〉］｝…—～·％‰℃”’,.;:?!)]}%々ー〗〞")
NOT_LAST = frozenset("（《「『【〔〈［｛“‘([{〖〝＄￥$￡#")
_ELLIPSIS = "…"
# Pieces a text has at least that can spare one for its last line.
LEAST_TO_SHARE = 4
# A word or number of Latin letters stays whole, and so do the two halves of —— and ……
_UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,:/'’&+_-]*[A-Za-z0-9%℃]|——|……|\s+|.", re.DOTALL)

Measure = Callable[[str], float]


def wrap(text: str, width: float, measure: Measure) -> list[str]:
    """Returns the text in lines none of which measures more than `width`, unless a single letter does.

    A last line of one letter (孤字) is given company from the line before.
    """
    pieces = _pieces(text, width, measure)
    lines = _filled(pieces, width, measure)
    if len(lines) > 1 and len(lines[-1]) == 1 and len(pieces) > LEAST_TO_SHARE:
        narrower = max(measure(one) for one in lines) - measure(lines[-1])
        shared = _filled(pieces, narrower, measure)
        return shared if len(shared) == len(lines) else lines
    return lines


def _filled(pieces: list[str], width: float, measure: Measure) -> list[str]:
    lines: list[str] = []
    current = ""
    for piece in pieces:
        if current and measure((current + piece).rstrip()) > width:
            lines.append(current.rstrip())
            current = ""
        current += piece if current else piece.lstrip()
    return [*lines, current.rstrip()] if current.strip() else lines


def shortened(lines: list[str], most: int, width: float, measure: Measure) -> list[str]:
    """Returns at most so many lines; what is left out is said by an ellipsis."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and measure(last + _ELLIPSIS) > width:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip("，、；：,;: ") + _ELLIPSIS]


def _pieces(text: str, width: float, measure: Measure) -> list[str]:
    """The text in pieces between which a line may end."""
    pieces: list[str] = []
    for unit in _UNIT.findall(text):
        before = pieces[-1] if pieces else ""
        if before and (unit[0] in NOT_FIRST or unit.isspace() or before.rstrip()[-1:] in NOT_LAST):
            pieces[-1] += unit
        else:
            pieces.append(unit)
    return [part for piece in pieces for part in _cut(piece, width, measure)]


def _cut(piece: str, width: float, measure: Measure) -> list[str]:
    """A piece that no line can hold, letter by letter: an address, or a row of exclamation marks."""
    return [piece] if measure(piece.rstrip()) <= width else list(piece)
