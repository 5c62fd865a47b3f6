"""Texts as numbers: every run of a few letters is one 30-bit number, made with one division.

Four UTF-16 units, or eight ASCII letters, are 64 bits as they stand, so no run has to be cut out as a string.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left

_WORD = 8
# The residue by a prime puts shingles into an order that has nothing to do with the text. Python divides by a number
# of at most 30 bits at twice the speed.
PRIME = 1_000_000_007
# How many more than wanted are taken at first, so that seldom fewer are left once repetitions are gone.
_SPARE = 1.25


def encoded(text: str) -> tuple[bytes, int]:
    """`text` as bytes, and the bytes of one letter: four Chinese letters make a shingle, or eight Latin ones."""
    if 2 * len(text.encode("ascii", "ignore")) > len(text):
        return text.encode("utf-8", "ignore"), 1
    return text.encode("utf-16-le", "ignore"), 2


def shingles(data: bytes, unit: int) -> list[int]:
    """A number below `PRIME` for each run of eight bytes of `data` from each letter on, in the order of the text."""
    count = (len(data) - _WORD) // unit + 1
    if count <= 0:
        return []
    view, step = memoryview(data), _WORD // unit
    found = [0] * count
    for start in range(min(step, count)):
        words = (count - start + step - 1) // step
        found[start::step] = view[start * unit : start * unit + words * _WORD].cast("Q").tolist()
    return [word % PRIME for word in found]


def sampled(found: list[int], most: int) -> tuple[int, list[int]]:
    """The number below which all distinct shingles are taken, so that they are at most `most`; and these, sorted."""
    bound = PRIME if len(found) <= most else min(PRIME, int(PRIME * _SPARE) * most // len(found))
    low = sorted({one for one in found if one < bound})
    return (low[most], low[:most]) if len(low) > most else (bound, low)


def places(found: list[int], wanted: list[int]) -> list[int]:
    """Where each of the `wanted` shingles first stands."""
    numbers = array("I", found)
    data = numbers.tobytes()
    return [_place(data, array("I", [one]).tobytes()) for one in wanted]


def _place(data: bytes, number: bytes) -> int:
    at = data.find(number)
    while at % len(number):  # the end of one number and the beginning of the next
        at = data.find(number, at + 1)
    return at // len(number)


def shortened(found: list[int]) -> list[int]:
    """Each shingle as 16 bits: enough to recognise one among a few hundred."""
    return [one & 0xFFFF for one in found]


def below(samples: tuple[int, ...], bound: int) -> tuple[int, ...]:
    """Of sorted samples those below `bound`."""
    return samples[: bisect_left(samples, bound)]


def by_order(found: list[int]) -> list[int]:
    """The places of shingles, the lowest first."""
    return sorted(range(len(found)), key=found.__getitem__)
