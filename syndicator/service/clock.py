"""What time it is, asked in one place: deciders are told it."""

from __future__ import annotations

from datetime import UTC, datetime


def clock() -> datetime:
    return datetime.now(UTC)
