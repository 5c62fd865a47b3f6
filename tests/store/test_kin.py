"""What hangs together, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from syndicator.group.similarity import fingerprint
from syndicator.model import Item
from syndicator.store import Store, items, kin, stories
from syndicator.store.schema import story as story_table

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)


def keep(store: Store, homes: Sequence[int]) -> tuple[list[int], list[int]]:
    """Items in the nth of as many stories as are named; the ids of both."""
    with store.write() as connection:
        born = stories.bear(connection, [(f"tag:a,2026:story/{n}", NOW) for n in range(max(homes) + 1)])
        said = [Item("a", str(n), f"标题{n}", None, "", "", "", None) for n in range(len(homes))]
        added = [(one, fingerprint(one), born[home]) for one, home in zip(said, homes, strict=True)]
        return items.add(connection, added, NOW), born


def test_a_neighbourhood_goes_on_over_kin_and_stories(store: Store) -> None:
    ids, _ = keep(store, [0, 0, 1, 1, 2])
    with store.write() as connection:
        kin.add(connection, [(ids[1], ids[2]), (ids[1], ids[2])])
        kin.add(connection, [(ids[2], ids[1])])
        found = kin.around(connection, [ids[0]])
    assert found.items.keys() == set(ids[:4])
    assert found.pairs == {(ids[1], ids[2]), (ids[2], ids[1])}
    assert {one.published for one in found.items.values()} == {NOW}  # undated: since we know of them
    assert not found.full
    with store.read() as connection:
        assert kin.around(connection, []).items == {}


def test_a_story_told_over_and_over_is_not_looked_through(store: Store) -> None:
    ids, born = keep(store, [0] * (kin.MOST_TOLD + 1) + [1])
    with store.write() as connection:
        kin.add(connection, [(ids[0], ids[-1])])
        found = kin.around(connection, [ids[-1]])
    assert found.items.keys() == {ids[-1]}
    assert found.full == {born[0]}


def test_items_move_and_are_marked(store: Store) -> None:
    ids, born = keep(store, [0, 1])
    with store.write() as connection:
        items.move(connection, {ids[1]: born[0]})
        items.mark_compiled(connection, {ids[0]: True, ids[1]: False})
        assert [(one.id, one.compiled) for one in items.members(connection, [born[0]])[born[0]]] == [
            (ids[0], True),
            (ids[1], False),
        ]
        items.move(connection, {})
        assert items.find(connection, ids[0]) is not None
        assert items.find(connection, 10**9) is None


def test_a_story_that_was_joined_twice_leads_to_the_last(store: Store) -> None:
    _, born = keep(store, [0, 1, 2])
    with store.write() as connection:
        telling = stories.tellings(connection, born)[born[0]]
        stories.join(connection, {born[2]: born[1]})
        stories.join(connection, {born[1]: born[0]})
        found = stories.named(connection, [f"tag:a,2026:story/{n}" for n in range(4)])
        assert found == {
            "tag:a,2026:story/0": (born[0], None),
            "tag:a,2026:story/1": (born[1], born[0]),
            "tag:a,2026:story/2": (born[2], born[0]),
        }
        stories.part(connection, [born[2]])
        assert connection.execute(select(story_table.c.joined).where(story_table.c.id == born[2])).scalar() is None
        assert telling.told is None


@pytest.mark.parametrize("gap", [timedelta(0), timedelta(days=2)])
def test_what_is_dated_keeps_its_date(store: Store, gap: timedelta) -> None:
    with store.write() as connection:
        (home,) = stories.bear(connection, [("tag:a,2026:story/x", NOW)])
        one = Item("a", "1", "标题", None, "", "", "", NOW - gap)
        (id,) = items.add(connection, [(one, fingerprint(one), home)], NOW)
        assert kin.around(connection, [id]).items[id].published == NOW - gap
