"""Which headlines are about one thing: a digest tells a topic once, though several stories may be about it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import fsum, log

from syndicator.group.titles import Relation, read, relate

# The share of the shorter headline's words, rare ones counting more, that two headlines of one topic have in common.
LIKE = 0.22
# Fewer pairs of letters in common are a name, not an event.
FEWEST_PAIRS = 3


class Topics:
    """Knows which pairs of letters are rare among the headlines of a pool: 召开 and 会议 say little, 马拉松 says much.

    `names` (counties, townships) say where, not what, and do not count.
    """

    __slots__ = ("_count", "_held", "_names")

    def __init__(self, headlines: Iterable[str], names: Iterable[str] = ()) -> None:
        pairs = [read(headline).pairs for headline in dict.fromkeys(headlines)]
        self._count = len(pairs)
        self._held = Counter(pair for one in pairs for pair in one)
        self._names = frozenset(pair for name in names for pair in read(name).pairs)

    def same(self, one: str, other: str) -> bool:
        """Whether two headlines are about the same event, or are parts of one series. Symmetric."""
        left, right = read(one), read(other)
        if not left.whole or not right.whole:
            return False
        if relate(left, right) in (Relation.EQUAL, Relation.CUT, Relation.CONTRARY):
            return True
        mine, theirs = left.pairs - self._names, right.pairs - self._names
        shared = mine & theirs
        if len(shared) < FEWEST_PAIRS:
            return False
        return self._weight(shared) >= LIKE * min(self._weight(mine), self._weight(theirs))

    def _weight(self, pairs: Iterable[str]) -> float:
        # fsum: exact, so that the order of a set does not tip the scales.
        return fsum(log((self._count + 2) / (self._held[pair] + 1)) for pair in pairs)
