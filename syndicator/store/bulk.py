"""Long lists in statements of bounded size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")

# SQLite takes 32,766 parameters a statement, PostgreSQL 65,535.
CHUNK = 900


def chunks(values: Sequence[T]) -> Iterable[Sequence[T]]:
    """The values in runs that one IN (…) can hold."""
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))
