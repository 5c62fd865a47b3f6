"""Which story or item someone means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Connection

from syndicator.errors import SyndicatorError
from syndicator.group.similarity import address_key
from syndicator.model import Item, Settings
from syndicator.refine.fold import fold
from syndicator.refine.urls import canonical
from syndicator.store import items, overrules, seeking, stories
from syndicator.store.seeking import Sought

HOW = "可以写新闻的编号(tag:…)、编号的末段、来稿的网址或号码(#12)、本站上它的网址;写标题里的几个字可以查找"
MOST_NEAR = 5
# Of the pairs of letters that were asked for, a title must have so many to be near.
NEAR = 0.5
MOST_WORDS = 8
LONGEST_ASKED = 2_000

_KEY = re.compile(r"[a-z2-7]{16}")
_NUMBER = re.compile(r"#?(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Meant:
    """The story that someone means, and the items by which it was named, if it was."""

    story: int
    items: tuple[Sought, ...] = ()


class Unknown(SyndicatorError):
    """Nothing is called so; the text names what is near."""


def find(connection: Connection, asked: str, settings: Settings) -> Meant:
    """The story that `asked` names: a story's id (tag: URI) or its end, an item's URL or number (#12), or the address
    of a page of ours about the story. A story that was joined to another is found as that other.

    Raises Unknown, with stories of a similar title, when there is none, and SyndicatorError when there are several.
    """
    asked = asked.strip()[:LONGEST_ASKED]
    found = stored(connection, asked)
    rows = {one.story for one in found} or _by_name(connection, asked, settings)
    now = set(overrules.survivors(connection, rows).values())
    if not now:
        raise Unknown(_unknown(connection, asked))
    if len(now) > 1:
        raise SyndicatorError(f"{asked} 不止一条新闻,请用编号指明是哪一条:\n{_listed(found)}")
    return Meant(now.pop(), tuple(found))


def stored(connection: Connection, asked: str) -> list[Sought]:
    """The items at a URL, in whatever form it is written, or the one of a number (#12)."""
    if number := _NUMBER.fullmatch(asked):
        return seeking.by_number(connection, int(number[1]))
    if not asked.startswith(("http://", "https://")):
        return []
    address = canonical(asked)
    near = seeking.by_probe(connection, address_key(address))
    if exact := [one for one in near if one.url and canonical(one.url) == address]:
        return exact
    return seeking.by_address(connection, list(dict.fromkeys((asked, address))))


def items_of(connection: Connection, asked: str, source: str | None) -> list[tuple[Item, datetime]]:
    """The stored items at a URL or of a number, with when each was first seen; of one source, when it is named."""
    found = [one for one in stored(connection, asked) if source in (None, one.source)]
    members = items.members(connection, list({one.story for one in found}))
    wanted = {one.item for one in found}
    return [(one.item, one.first_seen) for each in members.values() for one in each if one.id in wanted]


def _by_name(connection: Connection, asked: str, settings: Settings) -> set[int]:
    if asked.startswith("tag:"):
        return set(stories.ids_of(connection, [asked]).values())
    ours = asked.startswith(settings.site.base_url + "/")
    if ours or not asked.startswith(("http://", "https://")):
        keys = _KEY.findall(asked.removeprefix(settings.site.base_url) if ours else asked)
        if keys and (ours or _KEY.fullmatch(asked)):
            return set(seeking.by_ending(connection, f":story/{keys[-1]}"))
    return set()


def _unknown(connection: Connection, asked: str) -> str:
    near = _near(connection, asked)
    if not near:
        return f"没有找到 {asked}。{HOW}"
    return f"没有找到 {asked}。是不是其中一条?\n{_listed(near)}"


def _near(connection: Connection, asked: str) -> list[Sought]:
    """Stories whose titles hold the words asked for, or most of their letters."""
    words = asked.split()[:MOST_WORDS]
    if asked.startswith(("http://", "https://")):
        words = [last] if (last := asked.rstrip("/").rpartition("/")[2].partition("?")[0]) else []
    if not words:
        return []
    if found := seeking.by_words(connection, words, MOST_NEAR):
        return found
    wanted = _pairs(asked)
    scored = [(len(wanted & _pairs(one.title)) / max(len(wanted), 1), one) for one in seeking.newest(connection)]
    scored = sorted((one for one in scored if one[0] >= NEAR), key=lambda one: one[0], reverse=True)
    return [one for _, one in scored[:MOST_NEAR]]


def _pairs(text: str) -> set[str]:
    return {a + b for a, b in pairwise(fold(text))}


def _listed(found: list[Sought]) -> str:
    return "\n".join(f"  {one.public_id}  #{one.item} {one.source} 《{one.title}》 {one.url or ''}" for one in found)
