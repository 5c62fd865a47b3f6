"""Gives what came in the keys under which the store knows it already, whatever ids its source uses today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from sqlalchemy import Connection

from syndicator.group import claims, similarity
from syndicator.group.claims import Entry
from syndicator.group.recognition import Said
from syndicator.model import Draft, Prepared
from syndicator.service.harvest import Harvest
from syndicator.store import items

# Its address, its title, the title's beginnings and a run of its text: who has none of these in common is another.
MOST_KEYS = 6


@dataclass(frozen=True, slots=True)
class _Asked:
    """An entry, and by which keys its likes are sought."""

    entry: Entry
    keys: tuple[int, ...]


def settled(
    connection: Connection, harvests: Sequence[tuple[str, Harvest]], reads: Sequence[Prepared]
) -> tuple[list[Harvest], list[Prepared]]:
    """The same harvests, each with the id of its source, and the same articles read, under the keys they have."""
    asked = [
        *(_whole(one) for _, harvest in harvests for one in harvest.prepared),
        *(_led(source, key, draft) for source, harvest in harvests for key, draft in harvest.pages),
        *(_whole(one) for one in reads),
    ]
    found = iter(_keys(connection, asked))
    whole = [[next(found) for _ in harvest.prepared] for _, harvest in harvests]
    led = [[next(found) for _ in harvest.pages] for _, harvest in harvests]
    known = [_under(harvest, whole[at], led[at]) for at, (_, harvest) in enumerate(harvests)]
    return known, [_as(one, next(found)) for one in reads]


def _keys(connection: Connection, asked: Sequence[_Asked]) -> list[str]:
    entries = [one.entry for one in asked]
    by_key = items.recall(connection, {(one.source, one.key) for one in entries})
    given_away = [one for one in entries if (own := by_key.get((one.source, one.key))) and own.content != one.content]
    by_key |= items.recall(connection, {(one.source, key) for one in given_away for key in one.others})
    seeking = [number for number, entry in enumerate(entries) if claims.claimed(entry, by_key) is None]
    if not seeking:
        return claims.settle(entries, by_key, [()] * len(entries))
    likes = items.alike(connection, [(entries[number].source, asked[number].keys) for number in seeking])
    alike = dict(zip(seeking, likes, strict=True))
    return claims.settle(entries, by_key, [alike.get(number, []) for number in range(len(entries))])


def _whole(one: Prepared) -> _Asked:
    item, fingerprint = one.item, one.fingerprint
    said = Said(item.title, item.url, item.published, fingerprint.signature)
    return _Asked(Entry(item.source, item.key, said, fingerprint.content), fingerprint.keys[:MOST_KEYS])


def _led(source: str, key: str, draft: Draft) -> _Asked:
    """An entry whose article is still to be read says no more than its title."""
    content = blake2b(f"{draft.title}\n{draft.url}".encode("utf-8", "replace"), digest_size=16).digest()
    said = Said(draft.title, draft.url, draft.published or draft.updated, b"")
    return _Asked(Entry(source, key, said, content), tuple(similarity.named(draft.url, draft.title)))


def _under(harvest: Harvest, whole: Sequence[str], led: Sequence[str]) -> Harvest:
    """A harvest with other keys, in the order of `prepared` and of `pages`."""
    former = [*(one.item.key for one in harvest.prepared), *(key for key, _ in harvest.pages)]
    renamed: Mapping[str, str] = dict(zip(former, (*whole, *led), strict=True))
    if all(old == new for old, new in renamed.items()):
        return harvest
    return replace(
        harvest,
        prepared=tuple(_as(one, key) for one, key in zip(harvest.prepared, whole, strict=True)),
        pages=tuple((key, draft) for key, (_, draft) in zip(led, harvest.pages, strict=True)),
        exact={renamed[key]: at for key, at in harvest.exact.items() if key in renamed},
    )


def _as(one: Prepared, key: str) -> Prepared:
    return one if one.item.key == key else replace(one, item=replace(one.item, key=key))
