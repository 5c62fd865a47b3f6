"""What changed between two versions of an article, sentence by sentence, as a reader would see it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from syndicator.group import titles
from syndicator.group.similarity import picture
from syndicator.model import Change, Item, Rights
from syndicator.refine.characters import shortened
from syndicator.refine.fold import compared
from syndicator.refine.plain import normalised, simplified
from syndicator.refine.text import MAX_COMPARED, comparable, plain_title

# A correction is a sentence or two; of a text written anew a few sentences show that it is.
MOST_PASSAGES = 5
LONGEST_PASSAGE = 120
# Sentences of a text that are looked at; more are no news text.
MOST_SENTENCES = 2_000

_SENTENCE = re.compile(r"[^。！？!?…\n]*(?:[。！？!?…]+[”’」』）)\"]*|\n|$)")


def compare(old: Item, new: Item) -> Change:
    """What a reader of `old` finds changed in `new`: true just when that is `significant` (group/stories.py).

    The other way round the same sentences and pictures change sides. Sentences are those of the news: datelines,
    credits, counters and notices are left out, and so is one that only moved or that lost its punctuation.
    """
    mine, theirs = comparable(old.text), comparable(new.text)
    gone, come = ([], []) if mine == theirs else (_missing(old.text, mine, theirs), _missing(new.text, theirs, mine))
    before, after = ({picture(image.url) for image in item.images} for item in (old, new))
    return Change(
        title=(plain_title(old.title), plain_title(new.title)) if retitled(old.title, new.title) else None,
        added=_few(come),
        removed=_few(gone),
        more=max(len(come) - MOST_PASSAGES, 0) + max(len(gone) - MOST_PASSAGES, 0),
        rearranged=mine != theirs and not (gone or come),
        pictures_added=len(after - before),
        pictures_removed=len(before - after),
    )


def retitled(old: str, new: str) -> bool:
    """Whether a reader would call it another title: one that a list had cut short and that is now whole is the same."""
    before, after = titles.read(old), titles.read(new)
    return before.whole != after.whole and titles.relate(before, after) is not titles.Relation.CUT


def shown(change: Change, rights: Rights) -> Change | None:
    """As much of a change as everybody may see of an article with these rights: sentences only of whole texts.

    None where nothing of it may be seen.
    """
    if rights is Rights.NONE:
        return None
    if rights is Rights.FULL:
        return change
    hidden = len(change.added) + len(change.removed) + change.more
    bare = replace(change, added=(), removed=(), more=hidden)
    return bare if rights is Rights.SUMMARY else replace(bare, pictures_added=0, pictures_removed=0)


def _missing(text: str, whole: str, other: str) -> list[str]:
    """The sentences of `text` that `other` has not; `whole` and `other` are the comparable forms of both texts."""
    text = text[:MAX_COMPARED]
    letters = compared(simplified(normalised(text)))
    start = max(letters.find(whole), 0)
    found, at = [], 0
    for number, match in enumerate(_SENTENCE.finditer(text)):
        if number >= MOST_SENTENCES:
            break
        key = compared(simplified(normalised(match[0])))
        own = key[max(start - at, 0) : max(start + len(whole) - at, 0)]  # without dateline and closing lines
        at += len(key)
        if own and own not in other:
            found.append(match[0].strip())
    return found


def _few(passages: Sequence[str]) -> tuple[str, ...]:
    return tuple(shortened(one, LONGEST_PASSAGE) for one in passages[:MOST_PASSAGES])
