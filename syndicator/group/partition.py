"""Which of many items tell one story: a function of the set, whoever came first.

A pair's verdict can be wrong, and likeness does not carry over: a page that holds two reports is like both. So a story
is not whatever hangs together. The surest pairs are put together first, and two groups become one where enough speaks
for it and little against it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, time, timedelta
from itertools import combinations

from syndicator.group import signature
from syndicator.group.evidence import NOTHING, weigh
from syndicator.group.titles import Relation
from syndicator.group.verdicts import Bar, Side, Verdict

# Of two that share nothing and are both in a third: together less of it than this, and they are briefs of it; more, and
# it was put together from them.
MADE_UP = 0.55
# A part is shorter than the whole; of this length it is a copy.
PART = 0.85
# So much of a part must be in what was made up from it.
IN_WHOLE = 0.6
# What has not so much of its headline in common with any other, nor so much of its text, may be a round-up that came
# before our copies of its parts: then when it came says nothing.
HEADLINE, COPY = 0.3, 0.6
# A day alone is read as midnight, in China or in Greenwich (here in UTC): it may be any time of the day.
MIDNIGHTS, DAY = (time(16), time(0)), timedelta(days=1)
# A pair that contradicts each other outweighs so many that agree: copies agree by dozens, and repeat one error.
WEIGHT = 2

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Partition:
    """`groups` are stories as sorted tuples of indexes; `compiled` are the indexes of items made up from several.

    `verdicts` has every pair (lower index first), with why it was decided so.
    """

    groups: tuple[tuple[int, ...], ...]
    compiled: frozenset[int]
    verdicts: Mapping[Pair, Verdict]


def partition(sides: Sequence[Side], ruled: Mapping[Pair, bool] | None = None) -> Partition:
    """The stories that these items tell: the same ones for any order of `sides`.

    `ruled` says of pairs (lower index first) what holds whatever the evidence. Costs a comparison for each pair.
    """
    verdicts = {(a, b): weigh(sides[a], sides[b]) for a, b in combinations(range(len(sides)), 2)}
    return _Neighbourhood(sides, verdicts, ruled or {}).parted()


class _Neighbourhood:
    def __init__(self, sides: Sequence[Side], verdicts: Mapping[Pair, Verdict], ruled: Mapping[Pair, bool]) -> None:
        self._sides, self._verdicts, self._ruled = sides, verdicts, ruled
        self._order = sorted(range(len(sides)), key=lambda at: _name(sides[at]))
        self._place = {at: number for number, at in enumerate(self._order)}
        self._letters = [read.letters if (read := signature.read(side.signature)) else 0 for side in sides]
        self._kin: list[set[int]] = [set() for _ in sides]
        for (a, b), verdict in verdicts.items():
            if verdict.same:
                self._kin[a].add(b)
                self._kin[b].add(a)
        self._compiled = frozenset(at for at in self._order if self._is_made_up(at))
        self._against = {pair for pair, verdict in verdicts.items() if self._stands_against(pair, verdict)}

    def parted(self) -> Partition:
        groups = self._gathered([at for at in self._order if at not in self._compiled])
        homes = {at: number for number, group in enumerate(groups) for at in group}
        for at in self._order:
            if at in self._compiled:
                near = sorted((other for other in self._kin[at] if other in homes), key=lambda one: self._rank(at, one))
                near.sort(key=lambda one: not self._ruled.get(_pair(at, one), False))
                allowed = [one for one in near if self._ruled.get(_pair(at, one), True)]
                if allowed:
                    groups[homes[allowed[0]]].append(at)
                else:
                    groups.append([at])
        found = sorted(tuple(sorted(group)) for group in groups if group)
        return Partition(tuple(found), self._compiled, self._verdicts)

    def _gathered(self, items: Sequence[int]) -> list[list[int]]:
        """The items in groups: pairs from the surest on, again and again until no two groups may become one."""
        groups = {at: [at] for at in items}
        home = {at: at for at in items}
        links = [pair for pair, verdict in self._verdicts.items() if self._ruled.get(pair, verdict.same)]
        links = [(a, b) for a, b in links if a in home and b in home]
        links.sort(key=lambda pair: (not self._ruled.get(pair, False), *self._rank(*pair)))
        changed = True
        while changed:
            changed = False
            for a, b in links:
                one, other = home[a], home[b]
                if one != other and (self._ruled.get((a, b)) or self._may_join(groups[one], groups[other])):
                    groups[one] += groups.pop(other)
                    home.update(dict.fromkeys(groups[one], one))
                    changed = True
        return list(groups.values())

    def _may_join(self, one: Iterable[int], other: Collection[int]) -> bool:
        pairs = [_pair(a, b) for a in one for b in other]
        if any(self._ruled.get(pair) is False for pair in pairs):
            return False
        against = sum(pair in self._against for pair in pairs)
        return not against or sum(self._verdicts[pair].same for pair in pairs) > WEIGHT * against

    def _stands_against(self, pair: Pair, verdict: Verdict) -> bool:
        if verdict.bar is not Bar.APART:
            return verdict.bar is Bar.CONTRARY
        length = PART * max(self._letters[at] for at in pair)
        both = self._kin[pair[0]] & self._kin[pair[1]] - self._compiled
        return not any(self._letters[at] > length for at in both)  # else they are parts or copies of that one

    def _is_made_up(self, whole: int) -> bool:
        """Whether other items that have nothing in common fill it."""
        length = self._letters[whole]
        shorter = (at for at in self._kin[whole] if self._letters[at] <= PART * length)
        parts = [at for at in shorter if self._is_in(at, whole)]
        if any(self._kinship(at, whole) >= HEADLINE or self._is_copy(at, whole) for at in self._kin[whole]):
            parts = [at for at in parts if self._is_older(at, whole)]
        parts.sort(key=lambda at: (-self._letters[at], self._place[at]))
        for first in parts:
            chosen = [first]
            for at in parts:
                if all(self._is_other(self._verdicts[_pair(at, one)]) for one in chosen if one != at):
                    chosen += [at] if at != first else []
            if len(chosen) > 1 and sum(self._letters[at] for at in chosen) >= MADE_UP * length:
                return True
        return False

    def _kinship(self, one: int, other: int) -> float:
        signals = self._verdicts[_pair(one, other)].signals
        return signals.kinship if signals else 0.0

    def _is_copy(self, one: int, other: int) -> bool:
        signals = self._verdicts[_pair(one, other)].signals
        return signals is not None and signals.text is not None and signals.text.jaccard >= COPY

    def _is_older(self, part: int, whole: int) -> bool:
        """Whether `part` may have been there when `whole` was made."""
        latest = self._sides[whole].published.astimezone(UTC)
        latest += DAY if latest.time() in MIDNIGHTS else timedelta(0)
        return self._sides[part].published <= latest

    def _is_in(self, part: int, whole: int) -> bool:
        signals = self._verdicts[_pair(part, whole)].signals
        return signals is not None and signals.text is not None and signals.text.containment >= IN_WHOLE

    def _is_other(self, verdict: Verdict) -> bool:
        signals = verdict.signals
        if signals is None or signals.text is None or signals.relation >= Relation.KIN:
            return False
        return verdict.bar is Bar.APART and signals.text.containment < NOTHING

    def _rank(self, a: int, b: int) -> tuple[float, int, int]:
        first, last = sorted((self._place[a], self._place[b]))
        return -self._verdicts[_pair(a, b)].score, first, last


def _pair(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)


def _name(side: Side) -> tuple[str, str, str, float, bytes]:
    """What tells an item from all others, whenever it came."""
    return side.source, side.url or "", side.title, side.published.timestamp(), side.signature
