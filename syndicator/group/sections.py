"""In which sections an item belongs, by the rules of config.toml."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from syndicator.group.stories import names
from syndicator.model import Item, Rule, Section, Source
from syndicator.refine.fold import fold
from syndicator.refine.urls import canonical


def place_in(item: Item, source: Source, sections: Sequence[Section], places: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of the sections of `item`, in the order of `sections`: those its source is declared to feed, those a rule
    matches, and a fallback section when there is no other. `places` are the ids of the places the item is about."""
    matter = _Matter(item, source, places)
    chosen = {
        section.id for section in sections if section.id in source.sections or any(map(matter.fits, section.match))
    }
    if not chosen:
        chosen = {section.id for section in sections if section.fallback}
    return tuple(section.id for section in sections if section.id in chosen)


class _Matter:
    """An item as rules look at it; texts are folded once, and only when a rule asks."""

    def __init__(self, item: Item, source: Source, places: tuple[str, ...]) -> None:
        self._item, self._source, self._places = item, source, places
        self._text: str | None = None

    def fits(self, rule: Rule) -> bool:
        """Whether every field that the rule fills in matches; an empty rule matches nothing."""
        item = self._item
        asked = (rule.source, rule.breadcrumb, rule.category, rule.url, rule.keyword, rule.place, rule.origin)
        if not any(asked) and rule.pictures is None:
            return False
        return (
            (not rule.source or self._source.id in rule.source or self._source.name in rule.source)
            and (not rule.place or any(place in self._places for place in rule.place))
            and (rule.pictures is None or len(item.images) >= rule.pictures)
            and (not rule.origin or (item.origin is not None and any(names(item.origin, one) for one in rule.origin)))
            and (not rule.breadcrumb or _named(rule.breadcrumb, item.breadcrumb))
            and (not rule.category or _named(rule.category, item.categories))
            and (not rule.url or (item.url is not None and any(_leads(item.url, one) for one in rule.url)))
            and (not rule.keyword or any(fold(one) in self._words() for one in rule.keyword if fold(one)))
        )

    def _words(self) -> str:
        if self._text is None:
            self._text = f"{fold(self._item.title)}\n{fold(self._item.text or self._item.summary)}"
        return self._text


def _named(wanted: Iterable[str], said: Iterable[str]) -> bool:
    """Whether a column's name is or begins or ends with a wanted one: 崇阳 is 崇阳新闻, 要闻 is 今日要闻."""
    columns = [fold(column) for column in said]
    return any(_within(fold(one), column) for one in wanted for column in columns)


def _within(wanted: str, column: str) -> bool:
    if not wanted or not column:
        return False
    return wanted == column or (len(wanted) >= 2 and (column.startswith(wanted) or column.endswith(wanted)))


def _leads(url: str, wanted: str) -> bool:
    """Whether the address holds the wanted part, as written or in its canonical form (scheme and www. do not count)."""
    if wanted in url:
        return True
    return wanted.startswith(("http://", "https://")) and canonical(url).startswith(canonical(wanted))
