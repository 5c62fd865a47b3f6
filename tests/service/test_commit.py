"""What a batch of outcomes writes, and what it must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from syndicator.model import Draft, Validators
from syndicator.service.commit import PageRead, Polled, commit
from syndicator.service.harvest import Harvest, prepare
from syndicator.service.station import clock
from syndicator.store import items, pages, sources, stories
from tests.service.conftest import Office, a_source

TEXT = "白霓镇大市村的党员群众服务中心本周启用,村民办事不再往县城跑。窗口一共设了六个,周末也有人值守。"


def test_a_poll_that_began_before_an_edit_says_nothing_of_the_new_address(office: Office) -> None:
    now = clock()
    old, new = a_source("s", "http://old.example.cn/"), a_source("s", "http://new.example.cn/")
    with office.open() as store, store.write() as connection:
        sources.declare(connection, [old], lambda _: now)
        (state,) = sources.due(connection, now, 9)
        sources.declare(connection, [new], lambda _: now)
        polled = replace(state, validators=Validators('"old"'), seen=b"12345678", due=now + timedelta(days=1))
        commit(connection, [Polled(polled)], office.with_sources(new).settings, now)
        (after,) = sources.due(connection, now, 9)
        assert (after.url, after.validators, after.seen) == (new.url, Validators(), b"")


def test_a_source_woken_while_it_was_asked_is_asked_once_more(office: Office) -> None:
    now = clock()
    one = a_source("s", "http://a.example.cn/")
    with office.open() as store, store.write() as connection:
        sources.declare(connection, [one], lambda _: now)
        (state,) = sources.due(connection, now, 9)
        later = now + timedelta(seconds=3)
        polled = Polled(replace(state, polled=now, due=now + timedelta(hours=1)), before=state)
        commit(connection, [polled], office.with_sources(one).settings, later)
        assert sources.due(connection, later, 9) == []
        sources.wake(connection, later, ["s"])
        commit(connection, [polled], office.with_sources(one).settings, later)
        assert [found.id for found in sources.due(connection, later, 9)] == ["s"]


def test_an_outcome_held_while_the_clock_was_put_back_keeps_its_interval(office: Office) -> None:
    now = clock().replace(microsecond=0)
    one = a_source("s", "http://a.example.cn/")
    with office.open() as store, store.write() as connection:
        sources.declare(connection, [one], lambda _: now)
        (state,) = sources.due(connection, now, 9)
        ahead = now + timedelta(days=3)
        held = replace(state, polled=ahead, succeeded=ahead, since=ahead, due=ahead + timedelta(minutes=15))
        commit(connection, [Polled(held, before=state)], office.with_sources(one).settings, now)
        assert sources.ahead(connection, now) == timedelta(0)
        (after,) = sources.due(connection, now + timedelta(minutes=15), 9)
        assert (after.polled, after.succeeded, after.since) == (now, now, now)


def test_pages_of_a_source_taken_out_are_not_stored(office: Office) -> None:
    now = clock()
    source = a_source("s", "http://a.example.cn/")
    with office.open() as store, store.write() as connection:
        sources.declare(connection, [source], lambda _: now)
        pages.add(connection, "s", [("k", Draft(title="题目", url="http://a.example.cn/1"))], now, backlog=False)
        (page,) = pages.due(connection, now, 9, 9)
        sources.declare(connection, [], lambda _: now)
        read = PageRead(page, prepare(Draft(title="题目", html=TEXT), source, "k", now))
        commit(connection, [read], office.settings, now)
        assert items.count(connection) == 0


def test_the_same_news_from_two_sources_in_one_batch_is_one_story(office: Office) -> None:
    now = clock()
    first, second = a_source("a", "http://a.example.cn/"), a_source("b", "http://b.example.cn/")

    def polled(source: object, title: str, key: str) -> Polled:
        assert source in (first, second)
        draft = Draft(title=title, url=f"{source.url}{key}.html", html=f"<p>{TEXT}</p>" * 3)  # type: ignore[attr-defined]
        prepared = (prepare(draft, source, key, now),)  # type: ignore[arg-type]
        harvest = Harvest(source.kind, prepared, (), 1, b"", (), None, None)  # type: ignore[attr-defined]
        return Polled(states[source.id], harvest)  # type: ignore[attr-defined]

    office = office.with_sources(first, second)
    with office.open() as store, store.write() as connection:
        sources.declare(connection, [first, second], lambda _: now)
        states = {state.id: state for state in sources.due(connection, now, 9)}
        outcomes = [polled(first, "白霓镇服务中心启用", "1"), polled(second, "办事不出村:白霓有了新中心", "9")]
        told = commit(connection, outcomes, office.settings, now)
        assert (told.items, told.stories) == (2, 1)
        (story,) = stories.window(connection, "all", 9)
        assert len(story.also) == 1
        assert commit(connection, outcomes, office.settings, now).items == 0


def test_one_source_s_pages_do_not_take_all_the_room(office: Office) -> None:
    now = clock()
    with office.open() as store, store.write() as connection:
        for source, count in (("slow", 50), ("other", 2)):
            drafts = [(f"{n}", Draft(title="题", url=f"http://{source}.cn/{n}")) for n in range(count)]
            pages.add(connection, source, drafts, now, backlog=False)
        found = [page.source for page in pages.due(connection, now, 30, 8)]
        assert (found.count("slow"), found.count("other")) == (8, 2)
        busy = [page.id for page in pages.due(connection, now, 30, 8)]
        assert pages.due(connection, now, 30, 8, busy) == []
