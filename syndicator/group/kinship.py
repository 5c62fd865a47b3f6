"""What joins an item to its story: the other member that is most like it."""

from __future__ import annotations

from collections.abc import Sequence

from syndicator.group.evidence import weigh
from syndicator.group.verdicts import Side, Verdict


def closest(one: Side, others: Sequence[Side]) -> tuple[int, Verdict]:
    """The index of the other that is the same article as `one` most surely, and the verdict on both.

    Raises ValueError for no others.
    """
    verdicts = [weigh(one, other) for other in others]
    best = max(range(len(verdicts)), key=lambda index: (verdicts[index].same, verdicts[index].score, -index))
    return best, verdicts[best]
