"""What a rule of config.toml asks of an item, and which of it held."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from syndicator.group.stories import names
from syndicator.model import Item, Kind, Rule, Source
from syndicator.refine.fold import fold
from syndicator.refine.urls import canonical


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that held: the rule's key, the value written there, and what of the item it was found in."""

    key: str
    wanted: str
    found: str


Held = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A condition of a rule: its key, the values written there, and the one that held with where it was found."""

    key: str
    wanted: tuple[str, ...]
    held: Condition | None


class Matter:
    """An item as rules look at it; texts are folded once, and only when a rule asks.

    `places` are the ids of the places it is about.
    """

    def __init__(self, item: Item, source: Source, places: tuple[str, ...]) -> None:
        self._item, self._source, self._places = item, source, places
        self._folded: tuple[str, str] | None = None

    def held(self, rule: Rule) -> Held | None:
        """The conditions of the rule, each with the value that held; None when one did not, or when there are none.

        What the rule excludes is not looked at.
        """
        held: list[Condition] = []
        for key, wanted, find in self._asked(rule):
            for one in wanted:
                found = find(one)
                if found:
                    held.append(Condition(key, one, found))
                    break
            else:
                return None
        return tuple(held) or None

    def checked(self, rule: Rule) -> tuple[Checked, ...]:
        """Every condition of the rule, whether it holds or not."""
        return tuple(
            Checked(key, wanted, next((Condition(key, one, found) for one in wanted if (found := find(one))), None))
            for key, wanted, find in self._asked(rule)
        )

    def _asked(self, rule: Rule) -> Iterable[tuple[str, tuple[str, ...], Callable[[str], str]]]:
        """Each condition's key, values, and how a value is looked for; the cheap ones first."""
        if rule.source:
            yield "source", rule.source, self._sourced
        if rule.kind:
            yield "kind", rule.kind, self._of_kind
        if rule.place:
            yield "place", rule.place, lambda one: one if one in self._places else ""
        if rule.pictures is not None:
            yield "pictures", (str(rule.pictures),), self._pictured
        if rule.origin:
            yield "origin", rule.origin, self._credited
        if rule.breadcrumb:
            yield "breadcrumb", rule.breadcrumb, lambda one: _column(one, self._item.breadcrumb)
        if rule.category:
            yield "category", rule.category, lambda one: _column(one, self._item.categories)
        if rule.url:
            yield "url", rule.url, self._addressed
        if rule.keyword:
            yield "keyword", rule.keyword, self._worded
        for word in rule.all:
            yield "all", (word,), self._worded

    def _sourced(self, wanted: str) -> str:
        return self._source.id if wanted in (self._source.id, self._source.name) else ""

    def _of_kind(self, wanted: str) -> str:
        kind = Kind.EPAPER if self._item.paper is not None else self._source.kind
        return str(kind) if kind == wanted else ""

    def _pictured(self, wanted: str) -> str:
        return str(len(self._item.images)) if len(self._item.images) >= int(wanted) else ""

    def _credited(self, wanted: str) -> str:
        return self._item.origin if self._item.origin and names(self._item.origin, wanted) else ""

    def _addressed(self, wanted: str) -> str:
        """The address, if it holds the wanted part as written or begins with it in canonical form (no scheme, www.)."""
        url = self._item.url
        if not url:
            return ""
        if wanted in url:
            return url
        whole = wanted.startswith(("http://", "https://")) and canonical(url).startswith(canonical(wanted))
        return url if whole else ""

    def _worded(self, wanted: str) -> str:
        word = _folded(wanted)
        if not word:
            return ""
        if self._folded is None:
            self._folded = fold(self._item.title), fold(self._item.text or self._item.summary)
        title, text = self._folded
        return "title" if word in title else "text" if word in text else ""


def _column(wanted: str, said: Iterable[str]) -> str:
    """The column whose name is or begins or ends with the wanted one: 崇阳 is 崇阳新闻, 要闻 is 今日要闻."""
    word = _folded(wanted)
    for column in said:
        name = _folded(column)
        if word and (word == name or (len(word) >= 2 and (name.startswith(word) or name.endswith(word)))):
            return column
    return ""


@lru_cache(maxsize=4_096)
def _folded(word: str) -> str:
    return fold(word)
