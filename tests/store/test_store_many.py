"""What is asked of the store when there are many sources: only what a poll, a tick or a start is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from syndicator.model import Draft, Health, Rights, Source, SourceState, Validators
from syndicator.store import Store, items, pages, sources, stories
from tests.store.test_store import tell_all

# One worker, one PostgreSQL server.
pytestmark = pytest.mark.xdist_group("postgresql")

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
# More than one statement's worth.
MANY = [Source(id=f"s{n:04}", name="", url=f"http://h{n}.example.cn/") for n in range(2_000)]


def second(one: Source) -> datetime:
    return NOW + timedelta(seconds=int(one.id[1:]))


def test_due_sources_come_the_longest_overdue_first_without_those_under_way(store: Store) -> None:
    with store.write() as connection:
        sources.declare(connection, reversed(MANY), second)
        now = NOW + timedelta(seconds=1_499)
        busy = [one.id for one in MANY[:300]]
        found = [state.id for state in sources.due(connection, now, 1_100, busy)]
        assert found == [one.id for one in MANY[300:1_400]]
        assert len(sources.due(connection, now, 5_000, busy)) == 1_200


def test_thousands_of_sources_sleep_and_wake_with_the_file(store: Store) -> None:
    with store.write() as connection:
        sources.declare(connection, MANY, second)
        sources.declare(connection, MANY[:1], second)
        assert [state.id for state in sources.states(connection)] == ["s0000"]
        sources.declare(connection, MANY, second)
        assert len(sources.states(connection)) == 2_000
        sources.wake(connection, NOW - timedelta(days=1), [one.id for one in MANY[1:]])
        assert len(sources.due(connection, NOW - timedelta(hours=1), 9_000)) == 1_999


def test_a_new_source_and_a_moved_one_get_a_first_time_and_no_other(store: Store) -> None:
    asked: list[str] = []

    def first(one: Source) -> datetime:
        asked.append(one.id)
        return NOW

    with store.write() as connection:
        sources.declare(connection, MANY[:3], first)
        moved = Source(id="s0001", name="", url="http://elsewhere.example.cn/")
        sources.declare(connection, [MANY[0], moved, MANY[2], MANY[3]], first)
    assert asked == ["s0000", "s0001", "s0002", "s0001", "s0003"]


def test_only_the_addresses_asked_for_are_told_and_none_of_a_sleeping_source(store: Store) -> None:
    with store.write() as connection:
        sources.declare(connection, MANY[:3], second)
        sources.declare(connection, MANY[:2], second)
        told = sources.standing(connection, ["s0001", "s0002", "s0001", "unknown"])
        assert told == {"s0001": (MANY[1].url, second(MANY[1]))}


def test_all_are_polled_once_the_last_active_one_was(store: Store) -> None:
    def polled(one: Source) -> SourceState:
        return SourceState(id=one.id, url=one.url, due=NOW, polled=NOW, health=Health.OK)

    with store.write() as connection:
        sources.declare(connection, MANY[:3], second)
        sources.record(connection, [polled(one) for one in MANY[:2]])
        assert not sources.all_polled(connection)
        sources.declare(connection, MANY[:2], second)
        assert sources.all_polled(connection)


def test_pages_of_sources_no_longer_declared_are_forgotten(store: Store) -> None:
    with store.write() as connection:
        sources.declare(connection, MANY[:2], second)
        for one in MANY[:2]:
            pages.add(connection, one.id, [("k", Draft(title="题", url=one.url + "1"))], NOW, backlog=False)
        sources.declare(connection, MANY[1:2], second)
        pages.forget(connection)
        assert [page.source for page in pages.due(connection, NOW, 9, 9)] == ["s0001"]


def test_terms_are_found_by_source_and_origin_and_granted_item_by_item(store: Store) -> None:
    (kept, changed) = tell_all(store, ["a", "b"])
    with store.write() as connection:
        connection.execute(text("UPDATE item SET source = 'other', origin = '湖北日报' WHERE key = 'b'"))
        held = {(one.source, one.origin): one for one in items.held(connection)}
        assert len(held) == 2
        assert items.under(connection, [held["other", "湖北日报"]]) == {changed}
        assert items.under(connection, [replace(held["other", "湖北日报"], terms="none")]) == set()
        (member,) = items.members(connection, [changed])[changed]
        items.grant(connection, [(member.id, "none", "full embargo=07:00")])
        found = {one.id: one for ones in items.members(connection, [kept, changed]).values() for one in ones}
        assert (found[member.id].item.rights, found[member.id].terms) == (Rights.NONE, "full embargo=07:00")
        assert [one.item.rights for one in found.values() if one.id != member.id] == [Rights.FULL]


def test_stories_are_due_when_their_time_has_come(store: Store) -> None:
    ids = tell_all(store, ["a", "b", "c"])
    with store.write() as connection:
        standing = stories.tellings(connection, ids)
        moments = (NOW + timedelta(hours=2), NOW + timedelta(hours=1), None)
        told = [replace(standing[id], due=moment) for id, moment in zip(ids, moments, strict=True)]
        stories.tell(connection, told, {id: ["all"] for id in ids})
        assert stories.due(connection, NOW, 9) == []
        assert stories.due(connection, NOW + timedelta(hours=1), 9) == [ids[1]]
        assert stories.due(connection, NOW + timedelta(days=1), 9) == [ids[1], ids[0]]
        assert stories.due(connection, NOW + timedelta(days=1), 1) == [ids[1]]


def test_an_id_of_a_page_is_never_given_again(store: Store) -> None:
    with store.write() as connection:
        sources.declare(connection, MANY[:1], second)
        drafts = [("a", Draft(title="甲", url="https://example.cn/a.html"))]
        pages.add(connection, MANY[0].id, drafts, NOW, backlog=False)
        (first,) = pages.due(connection, NOW, 9, 9)
        pages.done(connection, [first.id])
        pages.add(connection, MANY[0].id, [("b", drafts[0][1])], NOW, backlog=False)
        pages.done(connection, [first.id])  # by one who was still at it
        assert [one.key for one in pages.due(connection, NOW, 9, 9)] == ["b"]


def test_a_source_that_comes_back_is_read_anew_for_its_waiting_pages_were_forgotten(store: Store) -> None:
    with store.write() as connection:
        sources.declare(connection, MANY[:2], second)
        (state,) = sources.due(connection, second(MANY[0]), 1)
        kept = replace(state, validators=Validators('"1"', None), seen=b"seen", body_hash=b"hash", succeeded=NOW)
        sources.record(connection, [kept])
        sources.declare(connection, MANY[1:2], second)
        sources.declare(connection, MANY[:2], second)
        again = next(one for one in sources.due(connection, kept.due or NOW, 9) if one.id == kept.id)
        assert (again.validators, again.seen, again.body_hash) == (Validators(), b"", b"")
        assert again.succeeded == NOW


def test_a_stopped_source_that_comes_back_is_asked_again(store: Store) -> None:
    with store.write() as connection:
        sources.declare(connection, MANY[:2], second)
        (state,) = sources.due(connection, second(MANY[0]), 1)
        sources.record(connection, [replace(state, due=None, health=Health.STOPPED)])
        sources.declare(connection, MANY[1:2], second)
        sources.declare(connection, MANY[:2], second)
        assert state.id in [one.id for one in sources.due(connection, second(MANY[0]), 9)]
