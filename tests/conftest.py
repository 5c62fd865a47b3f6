from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog

from syndicator.refine.fold import compared
from tests.loopback import Loopback

# A traceback with all its values takes seconds to draw, and would take them from what is tested.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)
# Tables that are filled at the first use, which would exceed Hypothesis' deadline for one example.
compared("體A")


@pytest.fixture(autouse=True)
def journal() -> Iterator[None]:
    """A command that a test runs in this process opens a journal of its own; the next test has this one again."""
    mine = structlog.get_config()
    yield
    structlog.configure(**mine)


@pytest.fixture
def web() -> Iterator[Loopback]:
    """A web server on loopback whose pages the test sets."""
    with Loopback() as server:
        yield server
