"""An editor's orders from the terminal, each one transaction, beside the running service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from syndicator.errors import SyndicatorError
from syndicator.group.overrules import Kind
from syndicator.model import Settings
from syndicator.service import finding, overruling
from syndicator.service.overruling import Word
from syndicator.store import Store, overrules, stories
from syndicator.store.overrules import Overrule

__all__ = ["Kind", "Word", "join", "listed", "split", "undo"]

LONGEST_REASON = 500
# Of what an overrule names, as many are listed.
NAMES_LISTED = 10


def join(store: Store, asked: Sequence[str], settings: Settings, word: Word) -> str:
    """Makes the stories that are asked for one; returns its public id."""
    with store.write() as connection:
        rows = [finding.find(connection, one, settings).story for one in asked]
        return _name(connection, overruling.join(connection, rows, settings, word))


def split(store: Store, asked: Sequence[str], into: str | None, settings: Settings, word: Word) -> str:
    """Takes the items that are asked for out of their story; returns the public id of the one they are in now.

    Raises SyndicatorError when what is asked for is a story, not an item.
    """
    with store.write() as connection:
        numbers: dict[int, None] = {}
        for one in asked:
            found = finding.find(connection, one, settings).items
            if not found:
                raise SyndicatorError(f"{one} 是一条新闻。请写其中一篇来稿的网址或号码,syndicator why 会列出来")
            numbers |= dict.fromkeys(each.item for each in found)
        to = finding.find(connection, into, settings).story if into is not None else None
        return _name(connection, overruling.split(connection, list(numbers), settings, word, to))


def undo(store: Store, kind: Kind, asked: Sequence[str], settings: Settings, now: datetime) -> int:
    """Takes back the newest overrule of a kind that brought the story, or the item, that is asked for to where it is;
    or the one of that number. Returns its number.

    Raises SyndicatorError when there is none, or when config.toml says it.
    """
    with store.write() as connection:
        said = [one for one in overrules.all_of(connection) if one.kind is kind]
        chosen = _chosen(connection, said, asked, settings)
        if chosen is None:
            raise SyndicatorError(f"没有这样的裁定:{'、'.join(asked)}。syndicator overrules 列出全部裁定和号码")
        if chosen.declared is not None:
            raise SyndicatorError(f"裁定 {chosen.id} 写在配置文件里。请删去那段 [[{kind}]],再让配置生效")
        overruling.undo(connection, chosen, settings, now)
        return chosen.id


def listed(store: Store, *, undone: bool) -> list[tuple[Overrule, str | None, list[str]]]:
    """All overrules, newest first, each with the public id of its story now and the first of what it names."""
    with store.read() as connection:
        said = overrules.all_of(connection, undone=undone)
        named = overrules.marks_of(connection, [one.id for one in said])
        now = overrules.survivors(connection, {one.story for one in said if one.story is not None})
        names = {id: one.public_id for id, one in stories.tellings(connection, list(set(now.values()))).items()}
    return [
        (one, names[now[one.story]] if one.story is not None else None, named[one.id][:NAMES_LISTED]) for one in said
    ]


def _chosen(
    connection: Connection, said: Sequence[Overrule], asked: Sequence[str], settings: Settings
) -> Overrule | None:
    if len(asked) == 1 and asked[0].isdigit():
        return next((one for one in said if one.id == int(asked[0])), None)
    meant = [finding.find(connection, one, settings) for one in asked]
    rows = {one.story for one in meant}
    numbers = {item.item for one in meant for item in one.items}
    now = overrules.survivors(connection, {one.story for one in said if one.story is not None})
    by_item = (one for one in said if not numbers.isdisjoint(one.moved.items))
    by_story = (one for one in said if one.story is not None and now[one.story] in rows)
    return next(by_item, None) or next(by_story, None)


def _name(connection: Connection, row: int) -> str:
    return stories.tellings(connection, [row])[row].public_id
