"""Marks of changed stories: counted, the youngest first, and none lost that was made meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime

from syndicator.store import Store, stories, storypages

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def test_a_mark_made_while_a_page_was_written_is_not_lost(store: Store) -> None:
    with store.write() as connection:
        one, two = stories.bear(connection, [("tag:x,2026:story/aaaaaaaa", NOW), ("tag:x,2026:story/bbbbbbbb", NOW)])
        storypages.mark(connection, [one, two, one])
        young, old = storypages.marked(connection, 9)
        assert (young.public_id, old.public_id) == ("tag:x,2026:story/bbbbbbbb", "tag:x,2026:story/aaaaaaaa")
        assert storypages.marked(connection, 1) == [young]
        storypages.mark(connection, [two])
        storypages.done(connection, [young, old])
        assert [mark.id for mark in storypages.marked(connection, 9)] == [two]
        assert storypages.count(connection) == 1


def test_nothing_marked_is_nothing_to_do(store: Store) -> None:
    with store.write() as connection:
        storypages.mark(connection, [])
        assert storypages.marked(connection, 9) == []
