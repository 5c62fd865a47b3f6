"""The blind sets: county news written for them by hand, with what became of each text, before decisions were looked at.

A file has one item a line: the `story` it tells, the `edit` that made it, its `source`, `title`, `url`, `text` (a line
a paragraph), when it appeared (`hours` from a common beginning), and `also`: stories it may be put into or left out of,
as of a page that holds several. Each was decided on once before it was looked at; after that it was learnt from.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from syndicator.model import Item
from tests.bench._story_cases import START, Case

FOLDER = Path(__file__).resolve().parents[1] / "data" / "stories"
# The files, with precision and recall of the first try, by the decisions of that day. Whether the author of the third
# had not seen those is not on record.
FIRST_TRIES = {
    "strangers": (1.0, 0.8538),
    "strangers-2": (0.9394, 0.8158),
    "strangers-3": (1.0, 0.5424),
    "strangers-4": (1.0, 0.5534),
    "strangers-5": (1.0, 0.7500),
    "strangers-6": (0.9439, 0.9439),
    "strangers-7": (1.0, 0.8544),
    "strangers-8": (0.9369, 0.9369),
    "strangers-9": (1.0, 0.9681),
    "strangers-10": (0.9706, 0.9252),
    "strangers-11": (0.9712, 0.8938),
    "strangers-12": (0.8824, 0.8427),
}


def strangers(name: str) -> list[Case]:
    """The items of a set, in the order in which they appeared."""
    rows = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    found = [
        Case(
            story=row["story"],
            edit=row["edit"],
            also=frozenset(row["also"]) | {row["story"]} if row["also"] else frozenset(),
            item=Item(
                source=row["source"],
                key=str(number),
                title=row["title"],
                url=row["url"],
                html="",
                text=row["text"],
                summary="",
                published=START + timedelta(hours=row["hours"]),
            ),
        )
        for number, row in enumerate(rows)
    ]
    return sorted(found, key=lambda case: case.item.published or START)
