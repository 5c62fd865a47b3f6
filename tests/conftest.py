from __future__ import annotations

from collections.abc import Iterator

import pytest

from syndicator.refine.fold import compared
from tests.loopback import Loopback

# Tables that are filled at the first use, which would exceed Hypothesis' deadline for one example.
compared("體A")


@pytest.fixture
def web() -> Iterator[Loopback]:
    """A web server on loopback whose pages the test sets."""
    with Loopback() as server:
        yield server
