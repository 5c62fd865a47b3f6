"""The databases that `./run bench lookup` fills by short cuts still have the shape that the store has."""

from __future__ import annotations

import pytest

from syndicator.store import probes
from tests.bench import _lookup_rows as rows
from tests.bench import _lookup_stores as stores


@pytest.mark.parametrize("opened", [stores.sqlite, stores.postgresql])
def test_what_it_fills_in_is_found(opened) -> None:
    made = rows.made(2_000, 10)
    with opened() as grown:
        grown.grow(made, 1, 1_000)
        grown.grow(made, 1_001, 2_000)
        with grown.store.read() as connection:
            found = probes.likes(connection, made.next["as they come"])
    assert any(found.likes)
