"""The 新媒体 digest: which N stories stand on it, when its editions are due, and its documents. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from syndicator.model import Digest, Story
from syndicator.publish.editions import digest_documents

__all__ = ["choose", "digest_documents", "due_edition", "weight"]

# A story loses half its weight in this time.
HALF_LIFE = timedelta(hours=12)
# What each further source that tells a story adds.
COVERAGE_WEIGHT = 0.35
# A headline of the block stands under its picture; a story without one must be four times as strong.
NO_PICTURE = 0.25
# What a county or a section already shown costs the next story from it.
REPEATED_PLACE = 0.6
REPEATED_SECTION = 0.8
REPEATED_SOURCE = 0.85


def choose(stories: Sequence[Story], digest: Digest, now: datetime) -> tuple[Story, ...]:
    """The digest's stories, the strongest first: recent, widely told, with a picture, spread over the county."""
    fit = [
        story
        for story in stories
        if (not digest.sections or set(digest.sections) & set(story.sections))
        and (not digest.sources or story.lead.source in digest.sources)
    ]
    scores = {story.id: weight(story, now) for story in fit}
    chosen: list[Story] = []
    while fit and len(chosen) < digest.size:
        best = max(fit, key=lambda story: (scores[story.id], story.told, story.id))
        chosen.append(best)
        fit.remove(best)
        for story in fit:
            if set(story.places) & set(best.places):
                scores[story.id] *= REPEATED_PLACE
            if set(story.sections) & set(best.sections):
                scores[story.id] *= REPEATED_SECTION
            if story.lead.source == best.lead.source:
                scores[story.id] *= REPEATED_SOURCE
    return tuple(chosen)


def weight(story: Story, now: datetime) -> float:
    """How strongly a story asks for a place, before it is known what stands beside it."""
    age = max(now - story.told, timedelta(0))
    recency = 0.5 ** (age / HALF_LIFE)
    pictured = 1.0 if story.lead.images else NO_PICTURE
    return float(recency * (1 + COVERAGE_WEIGHT * len(story.also)) * pictured)


def due_edition(digest: Digest, last: datetime | None, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The latest scheduled time that has passed and has no edition yet; None when there is none.

    After an outage only the latest missed edition is made up: an edition is news, not a calendar.
    """
    today = now.astimezone(zone).date()
    times = [
        datetime.combine(day, moment, zone) for day in (today - timedelta(days=1), today) for moment in digest.editions
    ]
    passed = [time for time in times if time <= now]
    latest = max(passed, default=None)
    return latest if latest is not None and (last is None or latest > last) else None
