"""When the editions of a digest are due. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from syndicator.model import Digest

# An edition that comes once a week was due within as many days.
LOOK_BACK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Due:
    """An edition that should be there."""

    at: datetime
    name: str


def due_edition(digest: Digest, last: datetime | None, now: datetime, zone: ZoneInfo) -> Due | None:
    """The latest scheduled time that has passed and has no edition yet; None when there is none.

    After an outage only the latest missed edition is made up: an edition is news, not a calendar.
    """
    today = now.astimezone(zone).date()
    passed = [
        Due(at, one.name)
        for back in range(LOOK_BACK_DAYS + 1)
        for one in digest.editions
        if (day := today - timedelta(days=back)) and (not one.weekdays or day.weekday() in one.weekdays)
        if (at := datetime.combine(day, one.at, zone)) <= now
    ]
    latest = max(passed, key=lambda due: due.at, default=None)
    return latest if latest is not None and (last is None or latest.at > last) else None
