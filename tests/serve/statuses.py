"""Statuses that the server is asked to show."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from syndicator.model import Health, Incident, Selection, SourceState, Status

SINCE = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


def healthy(wanted: Selection) -> Status:
    """Two sources, both polled lately; one has changed its structure, and comes first. One mistake in config.toml."""
    now = datetime.now(UTC)
    return Status(
        now,
        (
            SourceState(
                "list",
                "通城<新闻>列表",
                due=now,
                health=Health.CHANGED,
                since=now - timedelta(hours=2),
                failures=4,
                error="页面上找不到列表，多半是改版了。",
                polled=now - timedelta(minutes=12),
                items=30,
            ),
            SourceState(
                "paper",
                "咸宁日报",
                due=now + timedelta(minutes=9),
                health=Health.OK,
                since=now - timedelta(days=3),
                polled=now - timedelta(minutes=6),
                succeeded=now - timedelta(minutes=6),
                items=412,
            ),
        ),
        1234,
        987,
        12,
        1,
        ("config.toml:31: source.url: 不是网址",),
        counts=((Health.CHANGED, 1), (Health.OK, 1)),
        matching=2,
        polled=now - timedelta(minutes=6),
        due=now,
        incidents=(
            Incident("list", "通城<新闻>列表", "http://list.example.cn/", SINCE, Health.CHANGED, "找不到列表", SINCE),
        ),
    )


def stalled() -> Status:
    """A source was due two hours ago and nothing has been polled since three."""
    now = datetime.now(UTC)
    return Status(now, counts=((Health.OK, 1),), due=now - timedelta(hours=2), polled=now - timedelta(hours=3))


def by_file(wanted: Selection) -> Status:
    """What the file named by STATUS_FILE says: healthy, stalled, or an error. Counts its calls in that folder."""
    file = Path(os.environ["STATUS_FILE"])
    with file.with_suffix(".calls").open("a") as calls:
        calls.write("x")
    found = file.read_text()
    if found == "broken":
        raise RuntimeError("database is locked")
    return stalled() if found == "stalled" else healthy(wanted)
