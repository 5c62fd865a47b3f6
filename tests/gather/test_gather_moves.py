"""When a permanent redirect is believed, and when no longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from syndicator.gather import moves
from syndicator.model import Move

NOW = datetime(2026, 11, 25, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OLD, NEW = "http://old.cn/feed", "http://new.cn/feed"
BELIEVED = Move(NEW, 3, NOW - 2 * DAY, NOW - DAY)


def polled(*answers: tuple[timedelta, str | None]) -> Move | None:
    """What is known after the configured URL answered so, each so long after the start."""
    move: Move | None = None
    for after, moved_to in answers:
        move = moves.answered(move, moves.url(OLD, move, NOW + after), OLD, moved_to, NOW + after)
    return move


def test_three_polls_over_a_day_are_believed() -> None:
    move = polled((0 * DAY, NEW), (HOUR, NEW), (25 * HOUR, NEW))
    assert move is not None
    assert move.believed
    assert moves.url(OLD, move, NOW + 26 * HOUR) == NEW


def test_neither_two_polls_nor_one_day_is_enough() -> None:
    for move in (polled((0 * DAY, NEW), (2 * DAY, NEW)), polled(*((n * HOUR, NEW) for n in range(24)))):
        assert moves.url(OLD, move, NOW + 2 * DAY) == OLD


def test_another_target_or_none_begins_anew() -> None:
    assert polled((0 * DAY, NEW), (DAY, NEW), (2 * DAY, None)) is None
    move = polled((0 * DAY, NEW), (DAY, NEW), (2 * DAY, OLD + "2"))
    assert move == Move(OLD + "2", 1, NOW + 2 * DAY, NOW + 2 * DAY)


def test_after_a_week_the_configured_url_is_asked_again() -> None:
    assert moves.url(OLD, BELIEVED, NOW) == NEW
    assert moves.url(OLD, BELIEVED, NOW + 6 * DAY) == OLD
    assert moves.answered(BELIEVED, OLD, OLD, None, NOW + 6 * DAY) is None


def test_a_new_url_that_is_gone_or_dead_was_no_move() -> None:
    assert moves.failed(BELIEVED, NEW, OLD, 1, NOW, gone=True) is None
    assert moves.failed(BELIEVED, NEW, OLD, 1, NOW, gone=False) == BELIEVED
    assert moves.failed(BELIEVED, NEW, OLD, moves.MOST_FAILURES, NOW, gone=False) is None


def test_an_old_url_that_dies_leaves_the_new_one() -> None:
    later = NOW + 7 * DAY
    assert moves.url(OLD, moves.failed(BELIEVED, OLD, OLD, 1, later, gone=True), later) == NEW


@given(st.timedeltas(-9 * DAY, 9 * DAY), st.timedeltas(-9 * DAY, 9 * DAY))
def test_a_clock_that_jumps_never_makes_a_move_believed_by_itself(one: timedelta, other: timedelta) -> None:
    move = moves.answered(Move(NEW, 1, NOW, NOW), OLD, OLD, NEW, NOW + one)
    assert moves.url(OLD, move, NOW + other) == OLD
