"""Training the classifier from the stories that the office's own rules and sources placed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from syndicator.group import learning, places, sections
from syndicator.model import Settings
from syndicator.service import placing
from syndicator.store import Store, items, stories

# The newest; older ones are of other times, and this many take under a minute.
MOST_STORIES = 20_000
BATCH = 500

_TAUGHT = (sections.How.SOURCE, sections.How.RULE)


def train(store: Store, settings: Settings, progress: Callable[[int, int], None] = lambda *_: None) -> learning.Lesson:
    """Learns from what is stored and measures on a fifth of it; writes the model unless there was too little.

    Raises SyndicatorError when the file cannot be written.
    """
    lesson = learning.learn(_examples(store, settings, progress))
    if lesson.model is not None:
        placing.write(settings, lesson.model)
    return lesson


def _examples(store: Store, settings: Settings, progress: Callable[[int, int], None]) -> Iterator[learning.Example]:
    """One for each story, by its copy that rules placed; sections that only a child brought are the child's."""
    with store.read() as connection:
        ids = stories.recent(connection, MOST_STORIES)
    for start in range(0, len(ids), BATCH):
        progress(start, len(ids))
        with store.read() as connection:
            members = items.members(connection, ids[start : start + BATCH])
            known = placing.sources_of(connection, (one.item for some in members.values() for one in some), settings)
        for story, some in members.items():
            for one in some:
                source = known[one.item.source]
                where = places.find(one.item, source, settings.places)
                placed = sections.explained(one.item, source, where, settings.sections, one.first_seen)
                direct = tuple(dict.fromkeys(reason.section for reason in placed.reasons if reason.how in _TAUGHT))
                if direct:
                    yield learning.Example(str(story), one.item, direct)
                    break
    progress(len(ids), len(ids))
