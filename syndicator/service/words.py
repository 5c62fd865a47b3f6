"""Editors' words on a batch of items that come in: looked up once, and told to the decider of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from syndicator.group.overrules import Binding, Ruling, bind, marks
from syndicator.model import Item
from syndicator.store import overrules


class Words:
    """What editors said of these items. Stories that are not born yet have negative ids, -1 for the first of them."""

    def __init__(self, connection: Connection, items: Sequence[Item]) -> None:
        self._connection = connection
        wanted = {mark for one in items for mark in marks(one.source, one.key, one.url)}
        self._said = overrules.rulings(connection, wanted)
        self._homes: dict[int, int] = {}

    def on(self, item: Item) -> Binding:
        """What is left to be decided of an item."""
        if not self._said:
            return bind(())
        return bind(
            [self._now(one) for mark in marks(item.source, item.key, item.url) for one in self._said.get(mark, ())]
        )

    def about(self, items: Iterable[tuple[str, str, str | None]]) -> list[Ruling]:
        """What was said of stored items, each by its source, key and URL."""
        wanted = {mark for source, key, url in items for mark in marks(source, key, url)}
        return [one for said in overrules.rulings(self._connection, wanted).values() for one in said]

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
