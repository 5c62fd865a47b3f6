"""Texts as numbers: every run of a few letters is one 64-bit number, made at the speed of a memory copy.

Four UTF-16 units, or eight ASCII letters, are 64 bits as they stand, so no run has to be cut out as a string.
"""

from __future__ import annotations

from bisect import bisect_left

_WORD = 8
# The residue by this prime puts shingles into an order that has nothing to do with the text, at the price of a
# division; it fits into the eleven upper bits of a sample.
ORDERS = 2039
_LOWER = 21
_UPPER = 64 - _LOWER
_MULTIPLIER = 0x9E3779B97F4A7C15  # 2**64 / golden ratio: multiplicative hashing (Knuth, 6.4)
_MASK = 0xFFFFFFFFFFFFFFFF
_SHORT = 65_521  # the largest prime of 16 bits


def encoded(text: str) -> tuple[bytes, int]:
    """`text` as bytes, and the bytes of one letter: four Chinese letters make a shingle, or eight Latin ones."""
    if 2 * len(text.encode("ascii", "ignore")) > len(text):
        return text.encode("utf-8", "ignore"), 1
    return text.encode("utf-16-le", "ignore"), 2


def shingles(data: bytes, unit: int) -> list[int]:
    """The number of each run of eight bytes of `data` that begins at a letter, in the order of the text."""
    count = (len(data) - _WORD) // unit + 1
    if count <= 0:
        return []
    view, step = memoryview(data), _WORD // unit
    found = [0] * count
    for start in range(min(step, count)):
        words = (count - start + step - 1) // step
        found[start::step] = view[start * unit : start * unit + words * _WORD].cast("Q").tolist()
    return found


def sampled(found: list[int], most: int) -> tuple[int, list[tuple[int, int]]]:
    """The order below which all of the distinct shingles are taken, so that they are at most `most`; and these.

    Each is 32 bits that begin with its order, and its first place in the text; sorted.
    """
    bound = ORDERS if len(found) <= most else max(1, ORDERS * most // len(found))
    while True:
        low = [(one, place) for place, one in enumerate(found) if one % ORDERS < bound]
        first = dict(reversed(low))
        if len(first) <= most or bound == 1:
            break
        bound = bound * 7 // 8
    taken = [
        (((one % ORDERS) << _LOWER) | (((one ^ (one >> 31)) * _MULTIPLIER & _MASK) >> _UPPER), place)
        for one, place in first.items()
    ]
    taken.sort()
    return bound, taken[:most]


def shortened(found: list[int]) -> list[int]:
    """Each shingle as 16 bits: enough to recognise one among a few hundred."""
    return [one % _SHORT for one in found]


def below(samples: tuple[int, ...], bound: int) -> tuple[int, ...]:
    """Of sorted samples those whose order is below `bound`."""
    return samples[: bisect_left(samples, bound << _LOWER)]


def by_order(found: list[int]) -> list[int]:
    """The places of shingles, the lowest order first."""
    return [place for _, place in sorted([(one % ORDERS, place) for place, one in enumerate(found)])]
