"""Why a story stands in a digest's edition, or does not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a story that could have stood in the digest."""

    PINNED = "pinned"
    CHOSEN = "chosen"
    BANNED = "banned"
    TOLD = "told"
    TOPIC = "topic"
    WEAKER = "weaker"


@dataclass(frozen=True, slots=True)
class Weight:
    """How strongly a story asks for a place, before it is known what stands beside it: the product of the parts."""

    recency: float
    coverage: float
    section: float
    picture: float

    @property
    def whole(self) -> float:
        return self.recency * self.coverage * self.section * self.picture


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a story stands in an edition, or does not.

    `spread` is what it lost to what stood before it; `because` is the story of the same topic, or the edition that has
    told it. `revision` and `length` (characters of its text) are those it had then, to see later whether it changed.
    """

    story: str
    title: str
    outcome: Outcome
    weight: Weight
    spread: float = 1.0
    because: str = ""
    revision: int = 0
    length: int = 0

    @property
    def score(self) -> float:
        return self.weight.whole * self.spread
