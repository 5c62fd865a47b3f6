from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.loopback import Loopback


@pytest.fixture
def web() -> Iterator[Loopback]:
    """A web server on loopback whose pages the test sets."""
    with Loopback() as server:
        yield server
