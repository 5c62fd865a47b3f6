"""What was corrected in a story, as JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo

from syndicator.model import Revision, Story
from syndicator.publish.characters import line


def told_changes(story: Story, zone: tzinfo) -> dict[str, object]:
    """`changes`: the newest revisions, newest first; nothing when there is none."""
    return {"changes": [told_change(one, zone) for one in story.revisions]} if story.revisions else {}


def told_change(one: Revision, zone: tzinfo) -> dict[str, object]:
    """One revision: its number, when, and what changed; what did not change is left out."""
    change = one.change
    values: Mapping[str, object] = {
        "title": {"from": line(change.title[0]), "to": line(change.title[1])} if change.title else None,
        "added": [line(passage) for passage in change.added],
        "removed": [line(passage) for passage in change.removed],
        "more": change.more,
        "rearranged": change.rearranged,
        "pictures": {"added": change.pictures_added, "removed": change.pictures_removed}
        if change.pictures_added or change.pictures_removed
        else None,
        "lead": {"from": line(one.lead[0]), "to": line(one.lead[1])} if one.lead else None,
    }
    when = one.when.astimezone(zone).isoformat(timespec="seconds")
    return {"revision": one.number, "when": when, **{name: value for name, value in values.items() if value}}
