"""When a source's items came, remembered in a few hundred bytes. Pure.

The memory is a byte and minutes since 1970 UTC: the one since when is remembered in four bytes, then each gap to the
next arrival in two. The byte says that of all minutes only one in so many (a power of two, given as its exponent) is
kept, picked by a hash, so that a busy source needs no more room and its busy hours still stand out.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

# What lies further back tells of another season. As minutes it fits in two bytes.
REMEMBERED = timedelta(days=28)
# Enough for a workday's every few minutes, a Saturday's and a Sunday's; a kilobyte at most.
MOST_KEPT = 400
# So few that the next finer choice would fit as well, with room to grow.
FEW_KEPT = MOST_KEPT // 4
MOST_EXPONENT = 15
# Knuth's multiplicative hash: neighbouring minutes are picked independently of each other.
SCATTER, BITS = 2_654_435_761, 32
# An item that came at some time between two polls further apart than this tells nothing of its hour.
LONGEST_GAP = timedelta(hours=6)
MINUTE = timedelta(minutes=1)
# Minutes from 1970 to 2200: what lies beyond was not written by us.
LATEST = 230 * 365 * 24 * 60


@dataclass(frozen=True, slots=True)
class Arrivals:
    """All that came after the minute `since`: `minutes` since 1970 UTC, in order; each stands for `weight` like it.

    `since` is None while nothing is remembered, not even that nothing came.
    """

    since: int | None = None
    minutes: tuple[int, ...] = ()
    weight: int = 1


def recall(memory: bytes) -> Arrivals:
    """What `learn` wrote; nothing when the bytes are none of its own."""
    if len(memory) < 5 or len(memory) % 2 == 0 or memory[0] > MOST_EXPONENT:
        return Arrivals()
    since = minute = int.from_bytes(memory[1:5], "big")
    minutes = []
    for gap in struct.unpack(f">{(len(memory) - 5) // 2}H", memory[5:]):
        minute += gap
        minutes.append(minute)
    if minute > LATEST:
        return Arrivals()
    return Arrivals(since, tuple(minutes), 1 << memory[0])


def learn(memory: bytes, times: Iterable[datetime], now: datetime) -> bytes:
    """The memory with these times added and what is too old forgotten; it begins with the first time or now."""
    known = recall(memory)
    exponent = known.weight.bit_length() - 1
    latest = int(now.timestamp()) // 60
    oldest = latest - REMEMBERED // MINUTE
    minutes = {one for one in known.minutes if oldest < one <= latest}
    if exponent and len(minutes) < FEW_KEPT:
        exponent -= 1
    added = {int(one.timestamp()) // 60 for one in times}
    minutes |= {one for one in added if oldest < one <= latest and _picked(one, exponent)}
    while len(minutes) > MOST_KEPT:
        exponent += 1
        minutes = {one for one in minutes if _picked(one, exponent)}
    kept = sorted(minutes)
    start = max(oldest, min([latest if known.since is None else known.since, *kept[:1]]))
    gaps = (later - sooner for sooner, later in zip([start, *kept], kept, strict=False))
    return struct.pack(f">BI{len(kept)}H", exponent, start, *gaps)


def came(published: datetime | None, polled: datetime | None, now: datetime) -> datetime | None:
    """When an item that is new at `now` and was not there at the last poll came; None when nobody can tell.

    `published` is its own word, exact to the minute, or None. Between two polls it is taken, else the middle.
    """
    if published is not None and published <= now and (polled is None or published > polled):
        return published
    if polled is None or now - polled > LONGEST_GAP:
        return None
    return polled + (now - polled) / 2


def _picked(minute: int, exponent: int) -> bool:
    return (minute * SCATTER & (1 << BITS) - 1) >> BITS - exponent == 0
