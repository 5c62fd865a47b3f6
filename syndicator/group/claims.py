"""Which stored item each entry that comes in is: by its id where the source means it, by what it says where not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from syndicator.group.identity import variant
from syndicator.group.recognition import Said, same_entry, same_item


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a source that came in: the `key` that its document gives it, and what it says.

    `content` stands for what it says: equal where a reader would see no change.
    """

    source: str
    key: str
    said: Said
    content: bytes

    @property
    def others(self) -> tuple[str, str]:
        """The keys it may have if its own was given to another article before: by its page, by what it says."""
        said = f"hash:{self.content.hex()}"
        return variant(self.key, self.said.url, said), variant(self.key, None, said)


@dataclass(frozen=True, slots=True)
class Stored:
    """An item that a source told before, by the key under which it is stored."""

    key: str
    said: Said
    content: bytes


def is_other(entry: Entry, stored: Stored) -> bool:
    """Whether the item stored under an entry's key is another article: the source gave its id away again."""
    return entry.content != stored.content and not same_entry(entry.said, stored.said)


def claimed(entry: Entry, by_key: Mapping[tuple[str, str], Stored]) -> str | None:
    """The key of the stored item that an entry is by its id: its own, or one it got when its own was another's.

    What says just the same decides before what is like it: an item may have lost by now what told the two apart.
    """
    stored = by_key.get((entry.source, entry.key))
    if stored is None:
        return None
    for key in (entry.key, *entry.others):
        if (one := by_key.get((entry.source, key))) is not None and one.content == entry.content:
            return key
    return None if is_other(entry, stored) else entry.key


def settle(
    entries: Sequence[Entry],
    by_key: Mapping[tuple[str, str], Stored],
    alike: Sequence[Sequence[Stored]],
) -> list[str]:
    """The key of each entry: that of the stored item it is, else its own, else one that was never given.

    `by_key` holds what is stored under the entries' keys, and under their `others` where that says something else;
    `alike` are, for each entry that has `claimed` none, items of its source that look like it. An item that an entry
    claims by its id is no other entry's: a source that tells both means two.
    """
    found: list[str | None] = [None] * len(entries)
    taken: dict[tuple[str, str], bytes] = {}
    for number, entry in enumerate(entries):
        if (key := claimed(entry, by_key)) is not None:
            found[number] = key
            taken[entry.source, key] = entry.content
    for number, entry in enumerate(entries):
        if found[number] is not None:
            continue
        key = found[number] = _known_as(entry, alike[number], taken) or _free(entry, by_key, taken)
        taken.setdefault((entry.source, key), entry.content)
    return [key for key in found if key is not None]


def _known_as(entry: Entry, alike: Sequence[Stored], taken: Mapping[tuple[str, str], bytes]) -> str | None:
    """The key of the stored item that this entry is under another id: one that says just the same before others."""
    kin = [one for one in alike if same_item(entry.said, one.said)]
    own = entry.others if kin else ()
    for one in sorted(
        kin, key=lambda one: (one.content != entry.content, one.key not in own, one.said.url != entry.said.url, one.key)
    ):
        holder = taken.get((entry.source, one.key))
        if holder is None or holder == entry.content:
            return one.key
    return None


def _free(entry: Entry, by_key: Mapping[tuple[str, str], Stored], taken: Mapping[tuple[str, str], bytes]) -> str:
    """A key of its own. Who has the last resort, which names what is said, says the same."""

    def is_free(key: str) -> bool:
        stored, holder = by_key.get((entry.source, key)), taken.get((entry.source, key))
        return (stored is None or not is_other(entry, stored)) and (holder is None or holder == entry.content)

    if is_free(entry.key):
        return entry.key
    by_page, by_what = entry.others
    return by_page if is_free(by_page) else by_what
