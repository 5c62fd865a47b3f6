"""A clock that was ahead for a while, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from syndicator.model import Draft, Health, Selection, Source
from syndicator.store import Store, incidents, pages, sources

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
DECLARED = [Source(id=id, name=f"{id}报", url=f"http://{id}.example.cn/") for id in ("a", "b", "c")]


def test_what_was_polled_in_the_future_is_brought_back_and_the_rest_stays(store: Store) -> None:
    with store.write() as connection:
        sources.declare(connection, DECLARED, lambda _: NOW)
        first, second, _ = sources.due(connection, NOW, 9)
        ahead = replace(first, polled=NOW + DAY, due=NOW + DAY + timedelta(minutes=15), since=NOW + DAY)
        behind = replace(second, polled=NOW - timedelta(minutes=5), due=NOW + timedelta(minutes=10))
        sources.record(connection, [ahead, behind])
        pages.add(connection, "a", [("1", Draft(title="题", url="http://a.example.cn/1"))], NOW + DAY, backlog=False)
        by = sources.ahead(connection, NOW)
        assert by == DAY
        sources.set_back(connection, NOW)
        pages.set_back(connection, NOW, by)
        assert sources.ahead(connection, NOW) == timedelta(0)
        after = {one.id: one for one in sources.due(connection, NOW + timedelta(minutes=15), 9)}
        kept = (after[first.id].polled, after[first.id].due, after[first.id].since)
        assert kept == (NOW, NOW + timedelta(minutes=15), NOW)
        assert (after[second.id].polled, after[second.id].due) == (behind.polled, behind.due)
        assert [page.key for page in pages.due(connection, NOW, 9, 9)] == ["1"]


def test_an_incident_begins_changes_and_ends_once(store: Store) -> None:
    with store.write() as connection:
        sources.declare(connection, DECLARED, lambda _: NOW)
        base = next(one for one in sources.due(connection, NOW, 9) if one.id == "a")
        bad = replace(base, health=Health.FAILING, since=NOW, polled=NOW, error="服务器答复 503,收到 12 字节")

        def later(minutes: int, **changes: object) -> None:
            state = replace(bad, polled=NOW + timedelta(minutes=minutes), **changes)  # type: ignore[arg-type]
            well = state.health is Health.OK
            incidents.record(connection, [state] if well else [], [] if well else [state])

        later(0)
        later(5, error="服务器答复 503,收到 99 字节")
        (one,) = incidents.latest(connection, 9)
        assert (one.source, one.since, one.updated, one.ended) == ("a", NOW, NOW, None)
        later(10, error="域名无法解析")
        (one,) = incidents.latest(connection, 9)
        assert (one.error, one.updated) == ("域名无法解析", NOW + timedelta(minutes=10))
        later(20, health=Health.CHANGED, since=NOW + timedelta(minutes=20))
        second, first = sorted(incidents.latest(connection, 9), key=lambda one: one.health)
        assert (first.health, first.became, first.ended) == (
            Health.FAILING,
            Health.CHANGED,
            NOW + timedelta(minutes=20),
        )
        assert second.ended is None
        later(30, health=Health.OK, since=NOW + timedelta(minutes=30))
        assert all(one.ended for one in incidents.latest(connection, 9))
        later(60 * 24 * 40, health=Health.OK)
        assert incidents.latest(connection, 9) == []


def test_of_a_source_taken_out_no_open_incident_is_told(store: Store) -> None:
    with store.write() as connection:
        sources.declare(connection, DECLARED, lambda _: NOW)
        base = next(one for one in sources.due(connection, NOW, 9) if one.id == "a")
        incidents.record(connection, [], [replace(base, health=Health.STOPPED, since=NOW, polled=NOW, due=None)])
        assert len(incidents.latest(connection, 9)) == 1
        sources.declare(connection, DECLARED[1:], lambda _: NOW)
        assert incidents.latest(connection, 9) == []


def test_sources_are_found_by_state_and_words_problems_first_page_by_page(store: Store) -> None:
    order = (Health.FAILING, Health.OK, Health.NEW)
    with store.write() as connection:
        sources.declare(connection, DECLARED, lambda _: NOW)
        known = {one.id: one for one in sources.due(connection, NOW, 9)}
        sources.record(
            connection,
            [
                replace(known["b"], health=Health.OK, polled=NOW, due=NOW + DAY),
                replace(known["c"], health=Health.FAILING, due=None),
            ],
        )

        def ids(wanted: Selection) -> list[str]:
            return [one.id for one in sources.states(connection, wanted, order)]

        assert ids(Selection()) == ["c", "b", "a"]
        assert ids(Selection(start=1, most=1)) == ["b"]
        assert ids(Selection((Health.OK, Health.NEW))) == ["b", "a"]
        assert ids(Selection(text="B报")) == ids(Selection(text="//b.EXAMPLE")) == ["b"]
        assert ids(Selection(text="%")) == ids(Selection(text="_")) == ids(Selection(most=0)) == []
        assert sources.matching(connection, Selection((Health.OK,), text="example")) == 1
        assert sources.summary(connection) == ({Health.NEW: 1, Health.OK: 1, Health.FAILING: 1}, NOW, NOW)
        assert not sources.all_polled(connection)


def test_what_is_due_later_than_anything_can_be_is_due_now(store: Store) -> None:
    with store.write() as connection:
        sources.declare(connection, DECLARED, lambda _: NOW + timedelta(days=400))
        assert sources.any_astray(connection, NOW, timedelta(days=9))
        sources.recall_strays(connection, NOW, timedelta(days=9))
        assert len(sources.due(connection, NOW, 99)) == len(DECLARED)
        assert not sources.any_astray(connection, NOW, timedelta(days=9))
