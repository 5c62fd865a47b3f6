"""Which counties an item is about, by their names in it, and why."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from syndicator.group.toponyms import Mention, names_of
from syndicator.model import Item, Place, Source

# A news text says where it plays at its beginning.
LEAD = 160
# Named this often, a place is what the text is about, wherever it is named.
OFTEN = 3
MAX_TEXT = 20_000
MAX_TITLE = 500
# A source that gives more columns than this is wrong about what a column is.
MOST_COLUMNS = 30
# 本报咸宁4月2日讯: where a text was sent from.
_DATELINE = re.compile(r"^[^。!?]{0,40}?(?:讯|电|消息)")


class Where(StrEnum):
    """What of an item tells its place."""

    SOURCE = "source"
    TITLE = "title"
    COLUMN = "column"
    LEAD = "lead"
    OFTEN = "often"


@dataclass(frozen=True, slots=True)
class Sighting:
    """Why an item is about a place: the name as found, and where."""

    place: str
    where: Where
    name: str


def explained(item: Item, source: Source, places: Sequence[Place]) -> tuple[Sighting, ...]:
    """The places of `item` in the order of `places`, each with its first reason: those of its source always, and those
    named in its title, breadcrumb, categories, or the beginning of its text, or over and over in it.

    A name that may mean something else counts only where the item, its source or its origin says otherwise, too, that
    it is about the place.
    """
    names = names_of(tuple(places))
    title, text = _plain(item.title[:MAX_TITLE]), _plain((item.text or item.summary)[:MAX_TEXT])
    zones = [(Where.TITLE, title), (Where.LEAD, text)]
    zones[1:1] = [(Where.COLUMN, _plain(one)) for one in (*item.breadcrumb, *item.categories)[:MOST_COLUMNS]]
    mentions = [(where, one) for where, words in zones for one in names.mentions(words)]
    if mentions:
        opening = f"{title}\n{text[:LEAD]}"
        mentions = [(where, one) for where, one in mentions if not names.elsewhere(one, opening)]
        certain = {one.place for _, one in mentions if one.sure}
        certain.update(at for at, place in enumerate(places) if place.id in source.places)
        for said in (source.name, item.origin or ""):
            certain.update(one.place for one in names.mentions(_plain(said)) if not one.town)
        dateline = _DATELINE.match(text)
        sent_from = dateline[0] if dateline else ""
        mentions = [(where, one) for where, one in mentions if one.place in certain or names.sent_from(one, sent_from)]
    seen = dict(_first(mentions))
    return tuple(
        Sighting(place.id, Where.SOURCE, place.name) if place.id in source.places else Sighting(place.id, *seen[at])
        for at, place in enumerate(places)
        if place.id in source.places or at in seen
    )


def find(item: Item, source: Source, places: Sequence[Place]) -> tuple[str, ...]:
    """Ids of the places of `item`, in the order of `places`. See `explained`."""
    return tuple(one.place for one in explained(item, source, places))


def _first(mentions: Iterable[tuple[Where, Mention]]) -> Iterator[tuple[int, tuple[Where, str]]]:
    """For each place that is the matter: where it is first named, and by which name."""
    by_place: dict[int, list[tuple[Where, Mention]]] = defaultdict(list)
    for where, one in mentions:
        by_place[one.place].append((where, one))
    for place, some in by_place.items():
        where, one = some[0]
        if where is not Where.LEAD or one.start < LEAD:
            yield place, (where, one.name)
        elif len(some) >= OFTEN:
            yield place, (Where.OFTEN, one.name)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
