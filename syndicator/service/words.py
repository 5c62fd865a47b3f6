"""Editors' words on a batch of items that come in: looked up once, and told to the decider of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from syndicator.group.overrules import FREE, Binding, Ruling, bind, marks
from syndicator.store import overrules

# An item by its source, its key there, and its address.
Named = tuple[str, str, str | None]


class Words:
    """What editors said of these items. Stories that are not born yet have negative ids, -1 for the first of them."""

    def __init__(self, connection: Connection, items: Iterable[Named]) -> None:
        self._connection = connection
        self._said = overrules.rulings(connection, {mark for one in items for mark in marks(*one)})
        self._homes: dict[int, int] = {}

    def on(self, source: str, key: str, url: str | None) -> Binding:
        """What is left to be decided of an item."""
        if not self._said:
            return FREE
        said = (self._said.get(mark, ()) for mark in marks(source, key, url))
        return bind([self._now(one) for some in said for one in some])

    def homes(self, stored: Iterable[tuple[int, str, str, str | None]]) -> dict[int, int]:
        """The stories that words give to stored items (id, source, key, URL), where they do."""
        named = {id: marks(source, key, url) for id, source, key, url in stored}
        said = overrules.rulings(self._connection, {mark for some in named.values() for mark in some})
        if not said:
            return {}
        bound = {id: bind([one for mark in some for one in said.get(mark, ())]) for id, some in named.items()}
        return {id: binding.story for id, binding in bound.items() if binding.story is not None}

    def settle(self, binding: Binding, story: int) -> None:
        """The words that waited for the first of their items have a story now."""
        self._homes.update(dict.fromkeys(binding.pending, story))

    def keep(self, born: Sequence[int]) -> None:
        """Writes that down; `born` are the ids of the batch's new stories."""
        overrules.settle(
            self._connection, {word: home if home >= 0 else born[-home - 1] for word, home in self._homes.items()}
        )

    def _now(self, one: Ruling) -> Ruling:
        return Ruling(one.number, one.kind, self._homes.get(one.number, one.story), one.apart)
