"""Short rows of days and durations in a few bytes, for what a hundred thousand sources remember."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import date, timedelta

_EPOCH = date(1970, 1, 1).toordinal()
# Two bytes each: days until 2149, tenths of a second up to almost two hours.
_MOST = 0xFFFF


def packed_days(days: Sequence[date]) -> bytes:
    return _packed([day.toordinal() - _EPOCH for day in days])


def days_of(packed: bytes) -> tuple[date, ...]:
    return tuple(date.fromordinal(_EPOCH + one) for one in _unpacked(packed))


def packed_times(times: Sequence[timedelta]) -> bytes:
    return _packed([round(one / timedelta(milliseconds=100)) for one in times])


def times_of(packed: bytes) -> tuple[timedelta, ...]:
    return tuple(timedelta(milliseconds=100 * one) for one in _unpacked(packed))


def _packed(values: Sequence[int]) -> bytes:
    return struct.pack(f">{len(values)}H", *(min(max(one, 0), _MOST) for one in values))


def _unpacked(packed: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(packed) // 2}H", packed)
