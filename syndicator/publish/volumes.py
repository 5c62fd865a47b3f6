"""Where a volume of an archive ends: decided from what was told when, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from syndicator.store.archives import Key, month

# Stories a volume holds: as large as a feed of long stories may be for a reader on a phone, some 500 KB.
LARGEST = 100


@dataclass(frozen=True, slots=True)
class Cut:
    """The open volume ends before `following`, which was told in `month`."""

    following: Key
    month: int


def size(window: int) -> int:
    """How many stories a volume holds at most. Never more than the subscription document, that what is told since the
    last closed volume is always in it: so no archive document has to change when something is told."""
    return min(window, LARGEST)


def cuts(keys: Sequence[Key], largest: int, zone: tzinfo) -> list[Cut]:
    """Where to cut the open volume that holds these, oldest first.

    A volume is closed when a later month has begun, or when more than `largest` stories are in it.
    """
    found: list[Cut] = []
    start = 0
    months = [month(told, zone) for told, _ in keys]
    for at in range(1, len(keys)):
        if months[at] != months[start] or at - start == largest:
            found.append(Cut(keys[at], months[at]))
            start = at
    return found


def splits(keys: Sequence[Key], largest: int) -> list[Key]:
    """Where to cut a closed volume that late stories have made larger than twice the bound; else nowhere."""
    return list(keys[largest::largest]) if len(keys) > 2 * largest else []
