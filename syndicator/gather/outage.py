"""Is it they who are down, or we?"""

from __future__ import annotations

# So many hosts in a row without a connection, and none between that answered: more strangers never fail at once.
ENOUGH = 5
# Of one host alone nobody can tell.
LEAST = 2


class Outage:
    """Counts hosts that could not be reached since the last one that answered anything at all."""

    def __init__(self) -> None:
        self._enough = ENOUGH
        self._missed: set[str] = set()

    def expect(self, hosts: int) -> None:
        """How many hosts there are: when fewer than ENOUGH, all of them must fail."""
        self._enough = max(LEAST, min(ENOUGH, hosts))

    def answered(self) -> None:
        self._missed.clear()

    def missed(self, host: str) -> None:
        if not self.offline:  # enough is enough: a hundred thousand names need not be kept
            self._missed.add(host)

    @property
    def offline(self) -> bool:
        return len(self._missed) >= self._enough
