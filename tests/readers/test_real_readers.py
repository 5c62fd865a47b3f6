"""Real readers poll our server while news comes, is edited, is taken back, and the server restarts."""

from __future__ import annotations

import pytest

from tests.readers.programs import PROGRAMS, Shows
from tests.readers.running import PAPER, SITE, newsroom, serving

FIRST, SECOND, THIRD, LAST = "隽水镇换上节能路灯", "白霓镇千亩油茶开采", "羊楼洞石板街修缮完工", "簰洲湾大堤通过验收"
EDITED = "更正:白霓镇三千亩油茶开采"
TOLD, NEWS, EDIT, RESTART, TAKEN, WITHDRAWN, FRESH = range(7)
Seen = dict[str, list[Shows]]

pytestmark = pytest.mark.xdist_group("readers")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """What each reader showed after each step."""
    room = newsroom(tmp_path_factory.mktemp("newsroom"))
    homes = {name: tmp_path_factory.mktemp(name) for name in PROGRAMS}
    shown: Seen = {name: [] for name in PROGRAMS}

    def poll() -> None:
        for name, program in PROGRAMS.items():
            shown[name].append(program(room.url, homes[name]))

    room.tell(0, FIRST)
    room.tell(1, SECOND)
    room.tell(2, THIRD, SITE)
    with serving(room):
        poll()
        room.tell(3, LAST)
        poll()
        room.tell(1, EDITED)
        poll()
    with serving(room):
        poll()
        room.take_back(SITE)
        poll()
        room.withdraw(0)
        poll()
        homes = {name: tmp_path_factory.mktemp(name) for name in PROGRAMS}
        poll()
    assert PAPER.id != SITE.id
    return shown


def titles(shows: Shows) -> list[str]:
    return [one.title for one in shows]


@pytest.fixture(params=list(PROGRAMS))
def steps(request: pytest.FixtureRequest, seen: Seen) -> list[Shows]:
    return seen[request.param]


def test_each_story_is_shown_once_in_order_with_its_picture(steps: list[Shows], request: pytest.FixtureRequest) -> None:
    wanted = [[THIRD, SECOND, FIRST], [LAST, THIRD, SECOND, FIRST]]
    for shows, names in zip(steps, wanted, strict=False):
        # A mail lies in its box in the order of delivery; the mail program sorts by date.
        assert sorted(titles(shows)) == sorted(names)
        if "rss2email" not in request.node.name:
            assert titles(shows) == names
        assert all(one.pictured for one in shows)


def test_an_edit_and_a_restart_make_no_second_story(steps: list[Shows]) -> None:
    for shows in steps[EDIT:FRESH]:
        assert {one.id for one in shows} <= {one.id for one in steps[NEWS]}
    for shows in (steps[EDIT], steps[RESTART]):
        assert {one.id for one in shows} == {one.id for one in steps[NEWS]}
    assert titles(steps[RESTART]) == titles(steps[EDIT])


def test_an_edited_title_arrives_where_the_reader_takes_edits(
    steps: list[Shows], request: pytest.FixtureRequest
) -> None:
    if "rss2email" in request.node.name:
        assert EDITED not in titles(steps[EDIT]), "a mail that was sent is sent"
        return
    assert EDITED in titles(steps[EDIT])
    # sfeed keys by id, title and link, and so keeps both; all others replace.
    assert (SECOND in titles(steps[EDIT])) is ("sfeed" in request.node.name)


def test_what_is_taken_back_is_not_shown_to_who_comes_now(seen: Seen) -> None:
    assert THIRD in titles(seen["chromium"][RESTART])
    assert THIRD not in titles(seen["chromium"][TAKEN])


def test_what_is_taken_back_brings_nothing_new(steps: list[Shows]) -> None:
    assert set(titles(steps[TAKEN])) <= set(titles(steps[RESTART]))
    assert len(steps[TAKEN]) <= len(steps[RESTART])


def test_what_is_withdrawn_is_not_shown_to_who_subscribes_now(steps: list[Shows]) -> None:
    assert FIRST in titles(steps[TOLD])
    assert sorted(titles(steps[FRESH])) == sorted([LAST, EDITED])


def test_what_is_withdrawn_is_not_told_a_second_time(steps: list[Shows], seen: Seen) -> None:
    assert sorted(titles(steps[WITHDRAWN])) == sorted(set(titles(steps[WITHDRAWN])))
    assert set(titles(steps[WITHDRAWN])) <= set(titles(steps[TAKEN]))
    assert FIRST not in titles(seen["chromium"][WITHDRAWN])
