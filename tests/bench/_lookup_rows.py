"""Made-up stories with the keys that real ones have: what is their own, what a reprint shares, what a template repeats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy

from syndicator.store.probes import MOST_HOLDERS

# As `group.similarity` gives a report of 1,000 letters: address, title, its beginnings, anchors, figures.
KEYS = 33
# Of a hundred stories that come in, so many are reprints, and so many fill in a template (weather, notices, 公示).
REPRINTS, FORMS = 0.2, 0.1
# A reprint under another title, cut and with another dateline, still shares so many keys with an earlier story.
SHARED = 25
# A template's own sentences give so many of the keys; there is one for each so many stories, and few are in all mouths.
FORM_KEYS, STORIES_A_FORM = 16, 2_000
# And every story has so many of the phrases that everybody writes, some much oftener than others.
PHRASES, PHRASES_KNOWN = 2, 20_000

Numbers = Any  # numpy's arrays of int64


@dataclass(frozen=True)
class Made:
    """Pairs of key and item as the store would hold them, in order of the key; and the stories that come in next."""

    stories: int
    keys: Numbers
    items: Numbers
    next: dict[str, list[list[int]]]

    def between(self, first: int, last: int) -> Iterator[tuple[Numbers, Numbers]]:
        """The pairs of items `first` to `last`, a chunk at a time."""
        wanted = numpy.flatnonzero((self.items >= first) & (self.items <= last))
        for at in range(0, len(wanted), 200_000):
            chunk = wanted[at : at + 200_000]
            yield self.keys[chunk], self.items[chunk]


def made(stories: int, questions: int) -> Made:
    random = numpy.random.default_rng(1)
    count = stories + questions
    own = _fresh(random, (count, KEYS))
    phrases = _fresh(random, (PHRASES_KNOWN,))
    own[:, :PHRASES] = phrases[numpy.minimum(random.zipf(1.2, (count, PHRASES)), PHRASES_KNOWN) - 1]
    kind = random.choice(3, count, p=[1 - REPRINTS - FORMS, REPRINTS, FORMS])
    kind[0] = 0
    forms = _fresh(random, (max(stories // STORIES_A_FORM, 1), FORM_KEYS))
    filled = numpy.flatnonzero(kind == 2)
    own[filled, -FORM_KEYS:] = forms[random.integers(0, len(forms), len(filled))]
    reprints = numpy.flatnonzero(kind == 1)
    own[reprints, :SHARED] = own[(random.random(len(reprints)) * reprints).astype(numpy.int64), :SHARED]
    keys, items = _kept(own[:stories])
    asked = own[stories:]
    by_kind = {"new": asked[kind[stories:] == 0], "reprint": asked[kind[stories:] == 1]}
    by_kind |= {"template": asked[kind[stories:] == 2]}
    return Made(stories, keys, items, {"as they come": asked.tolist()} | {k: v.tolist() for k, v in by_kind.items()})


def _kept(own: Numbers) -> tuple[Numbers, Numbers]:
    """The pairs, each once, of each key the first `MOST_HOLDERS`: as the store does."""
    keys, items = own.ravel(), numpy.repeat(numpy.arange(1, len(own) + 1), KEYS)
    order = numpy.argsort(keys, kind="stable")
    keys, items = keys[order], items[order]
    once = numpy.ones(len(keys), bool)
    once[1:] = (keys[1:] != keys[:-1]) | (items[1:] != items[:-1])
    keys, items = keys[once], items[once]
    starts = numpy.flatnonzero(numpy.concatenate([[True], keys[1:] != keys[:-1]]))
    place = numpy.arange(len(keys)) - numpy.repeat(starts, numpy.diff(numpy.append(starts, len(keys))))
    return keys[place < MOST_HOLDERS], items[place < MOST_HOLDERS]


def _fresh(random: numpy.random.Generator, shape: tuple[int, ...]) -> Numbers:
    return random.integers(-(2**63), 2**63, shape, dtype=numpy.int64, endpoint=False)
