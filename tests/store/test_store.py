from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from syndicator.errors import StoreError
from syndicator.model import Draft, Fingerprint, Health, Image, Item, Rights, Source, SourceState, Validators
from syndicator.store import (
    Store,
    editions,
    items,
    notes,
    open_store,
    pages,
    picks,
    probes,
    publications,
    robots,
    sources,
    stories,
)
from syndicator.store.migrate import upgrade
from syndicator.store.schema import metadata
from syndicator.store.version import NEWEST

# One worker, one PostgreSQL server.
pytestmark = pytest.mark.xdist_group("postgresql")

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
SOURCE = Source(id="xnnews", name="咸宁网", url="http://example.cn/")


def an_item(key: str, **changes: object) -> Item:
    values: dict[str, object] = {
        "source": "xnnews",
        "key": key,
        "title": f"标题{key}",
        "url": f"http://example.cn/{key}",
        "html": "<p>正文</p>",
        "text": "正文",
        "summary": "摘要",
        "published": NOW,
        "origin": "咸宁日报",
        "breadcrumb": ("县域新闻", "崇阳新闻"),
        "images": (Image("http://example.cn/a.jpg", caption="图一", width=3),),
        "rights": Rights.FULL,
    }
    return Item(**(values | changes))  # type: ignore[arg-type]


def a_print(*keys: int, content: bytes = b"c" * 16) -> Fingerprint:
    return Fingerprint(keys, b"signature", content)


def tell_all(store: Store, keys: list[str], now: datetime = NOW) -> list[int]:
    """One story an item, all shown in `all`; returns the story ids."""
    with store.write() as connection:
        born = stories.bear(connection, [(f"tag:example.cn,2026-11-25:story/{key}", now) for key in keys])
        prepared = [
            (an_item(key), a_print(index), story) for index, (key, story) in enumerate(zip(keys, born, strict=True))
        ]
        ids = items.add(connection, prepared, now)
        stories.tell(
            connection,
            [
                stories.Telling(
                    story, f"tag:{story}", now + timedelta(seconds=n), now, 0, id, ("yaowen",), ("chongyang",)
                )
                for n, (story, id) in enumerate(zip(born, ids, strict=True))
            ],
            dict.fromkeys(born, ("all", "sections/yaowen")),
        )
    return born


def test_the_migrations_make_just_the_schema_that_the_code_declares(store: Store) -> None:
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == NEWEST


def test_a_database_of_the_first_schema_is_brought_up_to_date_with_what_it_holds(url: str, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    engine = create_engine(url)
    upgrade(engine, "0001")
    with engine.begin() as connection:
        notes.put(connection, "a", [1])
    engine.dispose()
    store = open_store(url)
    with store.read() as connection:
        assert notes.get(connection, "a") == [1]
        assert robots.get(connection, "http://a.cn") is None
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == NEWEST
    store.close()


def test_opening_twice_changes_nothing(url: str) -> None:
    first = open_store(url)
    with first.write() as connection:
        notes.put(connection, "a", [1])
    first.close()
    second = open_store(url)
    with second.read() as connection:
        assert notes.get(connection, "a") == [1]
    second.close()


def test_a_database_from_the_future_is_refused_with_the_cure(url: str) -> None:
    opened = open_store(url)
    with opened.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    opened.close()
    with pytest.raises(StoreError, match="更新版本"):
        open_store(url)


def test_an_unreachable_database_says_where_without_the_password() -> None:
    with pytest.raises(StoreError) as caught:
        open_store("postgresql+psycopg://who:hush@127.0.0.1:1/none")
    assert "127.0.0.1:1" in str(caught.value)
    assert "hush" not in str(caught.value)


def test_an_item_comes_back_as_it_went(store: Store) -> None:
    tell_all(store, ["a"])
    with store.read() as connection:
        known = items.known(connection, [("xnnews", "a"), ("xnnews", "b"), ("other", "a")])
        assert set(known) == {("xnnews", "a")}
        assert items.get(connection, known["xnnews", "a"].id) == an_item("a")


def test_a_window_is_the_newest_first_and_bounded(store: Store) -> None:
    with store.write() as connection:
        sources.declare(connection, [SOURCE], lambda _: NOW)
    tell_all(store, ["a", "b", "c"])
    with store.read() as connection:
        assert [story.lead.key for story in stories.window(connection, "all", 2)] == ["c", "b"]
        assert stories.window(connection, "sections/none", 9) == []
        one = stories.window(connection, "sections/yaowen", 1)[0]
        assert (one.lead_name, one.sections, one.places) == ("咸宁网", ("yaowen",), ("chongyang",))
        assert stories.sizes(connection) == {"all": 3, "sections/yaowen": 3}


def test_other_carriers_are_credited_but_not_those_without_rights(store: Store) -> None:
    (story,) = tell_all(store, ["a"])
    with store.write() as connection:
        items.add(connection, [(an_item("b", source="other"), a_print(), story)], NOW)
        items.add(connection, [(an_item("c", source="third", rights=Rights.NONE), a_print(), story)], NOW)
    with store.read() as connection:
        (told,) = stories.window(connection, "all", 5)
        assert [(credit.source, credit.title) for credit in told.also] == [("other", "标题b")]


def test_an_untold_story_is_in_no_window(store: Store) -> None:
    (story,) = tell_all(store, ["a"])
    with store.write() as connection:
        now = stories.tellings(connection, [story])[story]
        stories.tell(connection, [stories.Telling(now.id, now.public_id, None, NOW, 0, now.lead, (), ())], {})
    with store.read() as connection:
        assert stories.window(connection, "all", 5) == []
        assert stories.count(connection) == 0


def test_a_revision_keeps_what_was_said_before(store: Store) -> None:
    tell_all(store, ["a"])
    with store.write() as connection:
        known = items.known(connection, [("xnnews", "a")])["xnnews", "a"]
        items.revise(connection, known.id, 0, an_item("a", title="更正"), a_print(77, content=b"d" * 16), NOW)
    with store.read() as connection:
        again = items.known(connection, [("xnnews", "a")])["xnnews", "a"]
        assert (again.revision, again.content) == (1, b"d" * 16)
        assert items.get(connection, again.id).title == "更正"
        assert connection.execute(text("SELECT title FROM revision")).scalar_one() == "标题a"
        assert [like.item_id for like in probes.likes(connection, [[77]]).likes[0]] == [again.id]
        assert probes.likes(connection, [[0]]).likes == [[]]


def test_what_a_source_told_is_recalled_by_its_key_and_by_what_it_shares(store: Store) -> None:
    with store.write() as connection:
        (story,) = stories.bear(connection, [("tag:1", NOW)])
        prepared = [(an_item("a"), a_print(1, 2), story), (an_item("b"), a_print(2, -9), story)]
        items.add(connection, prepared, NOW)
        recalled = items.recall(connection, [("xnnews", "a"), ("xnnews", "z"), ("gov", "a")])
        assert [(id, one.key, one.said.title) for id, one in recalled.items()] == [(("xnnews", "a"), "a", "标题a")]
        alike = items.alike(connection, [("xnnews", [2, 7]), ("xnnews", [-9]), ("gov", [2]), ("xnnews", [])])
        assert [sorted(one.key for one in found) for found in alike] == [["a", "b"], ["b"], [], []]
        assert items.recall(connection, []) == {}
        assert items.alike(connection, [("xnnews", [12345])]) == [[]]


def test_likes_are_found_by_shared_keys_best_first(store: Store) -> None:
    with store.write() as connection:
        born = stories.bear(connection, [("tag:1", NOW), ("tag:2", NOW)])
        big = 2**63 - 1
        prepared = [(an_item("a"), a_print(1, 2, -5), born[0]), (an_item("b"), a_print(2, big, -5, 9), born[1])]
        ids = items.add(connection, prepared, NOW)
        first, second = probes.likes(connection, [[2, -5, big], [400]]).likes
    assert [(like.item_id, like.shared) for like in first] == [(ids[1], 3), (ids[0], 2)]
    assert second == []


def test_a_key_that_everything_shares_stops_counting(store: Store) -> None:
    with store.write() as connection:
        (story,) = stories.bear(connection, [("tag:1", NOW)])
        first = [(an_item(f"k{n}"), a_print(5, 1000 + n), story) for n in range(probes.MOST_HOLDERS)]
        items.add(connection, first, NOW)
        found = probes.likes(connection, [[5, 7777]])
        assert found.held == {5: probes.MOST_HOLDERS}
        (late,) = items.add(connection, [(an_item("late"), a_print(5, 7777), story)], NOW, found.held)
        assert connection.execute(text("SELECT count(*) FROM probe WHERE key = 5")).scalar_one() == probes.MOST_HOLDERS
        assert [like.item_id for like in probes.likes(connection, [[7777]]).likes[0]] == [late]
        items.revise(connection, late, 0, an_item("late"), a_print(5, 8888), NOW)
        assert connection.execute(text("SELECT count(*) FROM probe WHERE key = 5")).scalar_one() == probes.MOST_HOLDERS
        assert [like.item_id for like in probes.likes(connection, [[8888]]).likes[0]] == [late]


def test_one_stock_sentence_among_other_keys_finds_nobody_but_two_do(store: Store) -> None:
    with store.write() as connection:
        (story,) = stories.bear(connection, [("tag:1", NOW)])
        first = [(an_item(f"k{n}"), a_print(5, 6, 1000 + n), story) for n in range(probes.MOST_HOLDERS)]
        items.add(connection, first, NOW)
        one, two = probes.likes(connection, [[5, 7777], [5, 6, 7777]]).likes
    assert one == []
    assert {like.shared for like in two} == {2}
    assert len(two) == probes.MOST_LIKES


def test_however_many_items_of_one_batch_share_a_key_few_are_kept(store: Store) -> None:
    with store.write() as connection:
        (story,) = stories.bear(connection, [("tag:1", NOW)])
        items.add(connection, [(an_item(f"k{n}"), a_print(5, 1000 + n), story) for n in range(1_000)], NOW)
        assert probes.held(connection, [5, 1000, 3]) == {5: probes.MOST_HOLDERS, 1000: 1}
        assert len(probes.likes(connection, [[5]]).likes[0]) == probes.MOST_LIKES


def test_the_editions_of_a_daily_note_leave_room_for_its_likes_of_today(store: Store) -> None:
    stock = range(10)
    with store.write() as connection:
        (story,) = stories.bear(connection, [("tag:1", NOW)])
        days = [(an_item(f"k{n}"), a_print(*stock, 1000 + n), story) for n in range(40)]
        ids = items.add(connection, days, NOW)
        first, *others = probes.likes(connection, [[*stock, 1039]]).likes[0]
    assert (first.item_id, first.shared) == (ids[39], 1)
    assert len(others) == probes.MOST_LIKES - 1


def test_sources_keep_their_state_until_their_url_changes(store: Store) -> None:
    other = Source(id="gov", name="政府网", url="http://gov.example.cn/")
    with store.write() as connection:
        sources.declare(connection, [SOURCE, other], lambda _: NOW)
        (first, _) = sources.due(connection, NOW, 9)
        polled = SourceState(
            **{name: getattr(first, name) for name in ("id", "name", "url")},
            validators=Validators('W/"x"', "Wed, 25 Nov 2026 00:00:00 GMT"),
            due=NOW + timedelta(minutes=15),
            health=Health.OK,
            seen=b"12345678",
        )
        sources.record(connection, [polled])
    with store.write() as connection:
        sources.declare(connection, [SOURCE, other], lambda _: NOW)
        later = NOW + timedelta(minutes=15)
        kept = next(state for state in sources.due(connection, later, 9) if state.id == polled.id)
        assert (kept.validators, kept.due, kept.seen) == (polled.validators, polled.due, polled.seen)
        assert [state.id for state in sources.due(connection, NOW, 9)] == ["xnnews" if first.id == "gov" else "gov"]
        moved = [Source(id=one.id, name="改名", url=one.url + "new") for one in (SOURCE, other)]
        sources.declare(connection, moved, lambda _: NOW)
        fresh = next(state for state in sources.due(connection, NOW, 9) if state.id == polled.id)
        assert (fresh.validators, fresh.due, fresh.seen, fresh.health) == (Validators(), NOW, b"", Health.NEW)
        sources.declare(connection, [SOURCE], lambda _: NOW)
        assert [state.id for state in sources.states(connection)] == ["xnnews"]
        assert sources.due(connection, NOW, 9, busy=["xnnews"]) == []


def test_a_page_waits_once_and_comes_back_when_postponed(store: Store) -> None:
    draft = Draft(title="题", url="http://example.cn/1", published=NOW, images=(Image("http://example.cn/i.png"),))
    with store.write() as connection:
        pages.add(connection, "xnnews", [("1", draft)], NOW, backlog=True)
        pages.add(connection, "xnnews", [("1", draft)], NOW + timedelta(hours=1), backlog=False)
        (page,) = pages.due(connection, NOW, 9, 9)
        assert (page.draft, page.backlog, page.attempts) == (draft, True, 0)
        assert pages.due(connection, NOW, 9, 9, busy=[page.id]) == []
        pages.postpone(connection, [(page.id, NOW + timedelta(minutes=5))])
        assert pages.due(connection, NOW, 9, 9) == []
        (again,) = pages.due(connection, NOW + timedelta(minutes=5), 9, 9)
        assert again.attempts == 1
        pages.done(connection, [again.id])
        assert pages.waiting(connection) == 0


def test_a_mark_made_while_building_is_not_lost(store: Store) -> None:
    with store.write() as connection:
        publications.mark(connection, ["all", "all", "sections/yaowen"])
        first = publications.dirty(connection)
        publications.mark(connection, ["all"])
        publications.built(connection, first)
        assert [one.id for one in publications.dirty(connection)] == ["all"]
        publications.built(connection, publications.dirty(connection))
        assert publications.unpublished(connection) == 0


def test_an_edition_stays_as_it_was_made(store: Store) -> None:
    tell_all(store, ["a", "b"])
    ids = ["tag:example.cn,2026-11-25:story/b", "tag:example.cn,2026-11-25:story/a"]
    with store.write() as connection:
        made = editions.Kept("tag:e", "xinmeiti", NOW, "早报", NOW, NOW, 0, tuple(ids), (), ((), ()))
        editions.add(connection, made)
        editions.add(connection, replace(made, stories=tuple(ids[:1])))
        assert editions.last(connection, "xinmeiti") == NOW
        assert editions.last(connection, "none") is None
        (edition,) = editions.latest(connection, "xinmeiti", 5)
        assert [story.id for story in edition.stories] == ids


def test_what_editors_say_of_a_story_replaces_what_they_said(store: Store) -> None:
    tell_all(store, ["a", "b"])
    with store.write() as connection:
        picks.put(connection, "xinmeiti", picks.Pick("http://x/", False, NOW))
        picks.put(connection, "xinmeiti", picks.Pick("tag:x", False, NOW + timedelta(seconds=1)))
        picks.put(connection, "other", picks.Pick("tag:x", False, NOW))
        picks.put(connection, "xinmeiti", picks.Pick("http://x/", True, NOW + timedelta(seconds=2)))
        assert [(one.target, one.banned) for one in picks.of(connection, "xinmeiti")] == [
            ("tag:x", False),
            ("http://x/", True),
        ]
        picks.remove(connection, "xinmeiti", ["tag:x", "http://x/"])
        assert picks.of(connection, "xinmeiti") == []
        assert len(picks.of(connection, "other")) == 1
        ids = ["tag:example.cn,2026-11-25:story/b", "tag:example.cn,2026-11-25:story/none"]
        assert picks.known(connection, ids) == {ids[0]}
        assert {story for story, _ in picks.urls(connection, ids)} <= {ids[0]}


def test_what_raises_inside_a_write_leaves_no_trace(store: Store) -> None:
    def fail() -> None:
        with store.write() as connection:
            notes.put(connection, "a", 1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with store.read() as connection:
        assert notes.get(connection, "a") is None


def test_writers_take_turns_and_lose_nothing(store: Store) -> None:
    def add(name: int) -> None:
        for number in range(10):
            with store.write() as connection:
                notes.put(connection, f"{name}-{number}", number)

    threads = [threading.Thread(target=add, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        assert sum(notes.get(connection, f"{name}-9") == 9 for name in range(4)) == 4
