"""Which URL to ask when a source's own redirects for good (301, 308). Pure.

Anybody can be made to send a permanent redirect by mistake, so it is believed only after it repeats (`Move.believed`);
then the new URL is asked directly. From time to time, and when the new URL fails, the configured one is asked again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from syndicator.model import Move

# How long a believed move is taken for granted.
TRUSTED = timedelta(days=7)
# A new URL that fails so often in a row is none.
MOST_FAILURES = 3


def url(configured: str, move: Move | None, now: datetime) -> str:
    """The URL to ask now."""
    if move is None or not move.believed or not timedelta(0) <= now - move.checked < TRUSTED:
        return configured
    return move.to


def answered(move: Move | None, asked: str, configured: str, moved_to: str | None, now: datetime) -> Move | None:
    """What is known of the move after `asked` has answered, by way of permanent redirects to `moved_to` or not."""
    if asked != configured:
        return move
    if moved_to is None:
        return None
    if move is None or move.to != moved_to:
        return Move(moved_to, 1, now, now)
    return replace(move, polls=move.polls + 1, checked=max(move.checked, now))


def failed(move: Move | None, asked: str, configured: str, failures: int, now: datetime, *, gone: bool) -> Move | None:
    """What is known after the `failures`th failure in a row of `asked`.

    A new URL that is gone or dead was no move; an old one that no longer even redirects does not unmake it.
    """
    if move is None or not move.believed:
        return move
    if asked == configured:
        return replace(move, checked=now)
    return None if gone or failures >= MOST_FAILURES else move
