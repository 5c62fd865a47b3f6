"""A classifier of stories into sections, learned from those that the office's rules placed.

Naive Bayes over hashed character n-grams: for each section and n-gram, how much likelier it is there than elsewhere.
What it says is made honest on stories it did not learn from: of those where it was so far ahead, how many were right.
"""

from __future__ import annotations

import json
import math
import sys
import zlib
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from syndicator.group.sections import Proposal
from syndicator.model import Item
from syndicator.refine.fold import fold

MAGIC = b"syndicator-classifier 1\n"
# N-grams share 65,536 places; a section's weights take 128 KiB.
BUCKETS = 1 << 16
GRAMS = (1, 2, 3)
# What a text is about is said at its beginning; the rest costs time.
MAX_TEXT = 600
MAX_TITLE = 100
MOST_SECTIONS = 200
# Fewer stories teach nothing that can be measured on the fifth of them held out.
FEWEST_OF_SECTION = 20
FEWEST_SECTIONS = 2
FEWEST_RIGHT = 0.5
HELD_OUT = 5
SMOOTHING = 0.1
# Weights are kept as integers; a hundredth of a natural logarithm is finer than they are certain.
SCALE = 100
MOST_WEIGHT = 8.0
PROPOSED = 3
KNOTS = 12


@dataclass(frozen=True, slots=True)
class Example:
    """A story that the rules placed: a key that is its own, its lead, its sections."""

    key: str
    item: Item
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """How a section came out: stories learned from, held out; of these proposed for it, and rightly so."""

    section: str
    learned: int
    held_out: int
    proposed: int
    right: int
    used: bool

    @property
    def precision(self) -> float:
        return self.right / self.proposed if self.proposed else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.held_out if self.held_out else 0.0


@dataclass(frozen=True, slots=True)
class Model:
    """`weights` has a row for each section; `leads` and `sureness` are a staircase: so far ahead, so often right.

    The `silent` sections were not learned well enough to be proposed; a text that is most like them gets no proposal.
    """

    sections: tuple[str, ...]
    weights: tuple[array[int], ...]
    leads: tuple[float, ...]
    sureness: tuple[float, ...]
    silent: tuple[str, ...] = ()

    def propose(self, item: Item) -> tuple[Proposal, ...]:
        """The likeliest sections, the likeliest first, each with how often such a proposal was right."""
        ranked = _ranked(self, item)[:PROPOSED]
        return tuple(Proposal(one, self.sure(ahead)) for one, ahead in ranked if one not in self.silent)

    def sure(self, ahead: float) -> float:
        at = bisect_right(self.leads, ahead) - 1
        return self.sureness[at] if at >= 0 else 0.0


@dataclass(frozen=True, slots=True)
class Lesson:
    """What came of learning; `model` is None when there was too little to learn from."""

    model: Model | None
    scores: tuple[Score, ...]
    examples: int


def learn(examples: Iterable[Example]) -> Lesson:
    """Learns from four fifths of the stories, measures on the rest. The same stories give the same model."""
    by_key = {one.key: one for one in examples if one.sections}
    counts = Counter(section for one in by_key.values() for section in one.sections)
    enough = tuple(sorted(id for id, count in counts.items() if count >= FEWEST_OF_SECTION))[:MOST_SECTIONS]
    told = [one for one in by_key.values() if not set(enough).isdisjoint(one.sections)]
    held_out = [one for one in told if _apart(one.key)]
    taught = [one for one in told if not _apart(one.key)]
    if len(enough) < FEWEST_SECTIONS:
        scores = tuple(Score(id, count, 0, 0, 0, used=False) for id, count in sorted(counts.items()))
        return Lesson(None, scores, len(by_key))
    draft = Model(enough, _weights(taught, enough), (), ())
    ranked = [(one, _ranked(draft, one.item)) for one in held_out]
    scores = _scores(counts, enough, taught, ranked)
    used = {score.section for score in scores if score.used}
    chosen = [(ahead, section in one.sections) for one, ((section, ahead), *_) in ranked if section in used]
    leads, sureness = _staircase(chosen)
    if len(used) < FEWEST_SECTIONS or not leads:
        return Lesson(None, scores, len(by_key))
    silent = tuple(section for section in enough if section not in used)
    return Lesson(Model(enough, draft.weights, leads, sureness, silent), scores, len(by_key))


def packed(model: Model) -> bytes:
    """The model as bytes: a line of JSON, then the weights, little-endian and compressed. See `unpacked`."""
    rows = zlib.compress(b"".join(_little(row).tobytes() for row in model.weights), 6)
    head = {
        "sections": model.sections,
        "leads": model.leads,
        "sureness": model.sureness,
        "silent": model.silent,
        "buckets": BUCKETS,
        "check": blake2b(rows, digest_size=16).hexdigest(),
    }
    return MAGIC + json.dumps(head).encode() + b"\n" + rows


def unpacked(raw: bytes) -> Model:
    """The model that `packed` wrote. Raises ValueError for anything else; nothing in it is ever run."""
    if not raw.startswith(MAGIC):
        raise ValueError("不是本版本的分类器")
    line, _, rows = raw[len(MAGIC) :].partition(b"\n")
    try:
        head = json.loads(line)
        sections, silent = (tuple(str(one) for one in head[key]) for key in ("sections", "silent"))
        leads, sureness = (tuple(float(one) for one in head[key]) for key in ("leads", "sureness"))
        check, buckets = head["check"], head["buckets"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError("文件开头坏了") from error
    whole = len(leads) == len(sureness) > 0 and list(leads) == sorted(leads) and all(0 <= one <= 1 for one in sureness)
    if not whole or buckets != BUCKETS or not 0 < len(sections) <= MOST_SECTIONS:
        raise ValueError("文件开头坏了")
    if blake2b(rows, digest_size=16).hexdigest() != check:
        raise ValueError("内容和校验码不符")
    size = len(sections) * BUCKETS * 2
    unpacking = zlib.decompressobj()
    try:
        plain = unpacking.decompress(rows, size + 1)
    except zlib.error as error:
        raise ValueError("内容坏了") from error
    if len(plain) != size:
        raise ValueError("内容长度不对")
    weights = tuple(
        _little(array("h", plain[at * BUCKETS * 2 : (at + 1) * BUCKETS * 2])) for at in range(len(sections))
    )
    return Model(sections, weights, leads, sureness, silent)


def grams(item: Item) -> list[int]:
    """The places of an item's n-grams, each once, ascending; a title's count apart from a text's as well."""
    title, text = fold(item.title[:MAX_TITLE]), fold((item.text or item.summary)[: 2 * MAX_TEXT])[:MAX_TEXT]
    found: set[str] = set()
    for length in GRAMS:
        found.update(title[at : at + length] for at in range(len(title) - length + 1))
        found.update("^" + title[at : at + length] for at in range(len(title) - length + 1))
        found.update(text[at : at + length] for at in range(len(text) - length + 1))
    return sorted({zlib.crc32(gram.encode("utf-8", "surrogatepass")) % BUCKETS for gram in found})


def _apart(key: str) -> bool:
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=4).digest()[0] % HELD_OUT == 0


def _weights(taught: Sequence[Example], sections: Sequence[str]) -> tuple[array[int], ...]:
    """For each section: the logarithm of how much likelier a story of it holds the n-gram than a story of others."""
    totals = array("d", bytes(8 * BUCKETS))
    holding = {section: array("d", bytes(8 * BUCKETS)) for section in sections}
    sizes: Counter[str] = Counter()
    for one in taught:
        found = grams(one.item)
        own = [holding[section] for section in one.sections if section in holding]
        sizes.update(section for section in one.sections if section in holding)
        for gram in found:
            totals[gram] += 1
            for row in own:
                row[gram] += 1
    rows = []
    for section in sections:
        inside, outside = sizes[section], len(taught) - sizes[section]
        row = holding[section]
        rows.append(array("h", (_weight(row[at], totals[at] - row[at], inside, outside) for at in range(BUCKETS))))
    return tuple(rows)


def _weight(inside: float, outside: float, stories: int, others: int) -> int:
    if inside + outside < 2:  # once is chance
        return 0
    here = (inside + SMOOTHING) / (stories + 2 * SMOOTHING)
    there = (outside + SMOOTHING) / (others + 2 * SMOOTHING)
    return round(SCALE * max(-MOST_WEIGHT, min(MOST_WEIGHT, math.log(here / there))))


def _ranked(model: Model, item: Item) -> list[tuple[str, float]]:
    """The sections, the likeliest first, each with how far it is ahead of the best of the others, for each n-gram."""
    found = grams(item)
    scores = [sum(map(row.__getitem__, found)) / (SCALE * (len(found) or 1)) for row in model.weights]
    order = sorted(range(len(scores)), key=lambda at: -scores[at])
    best = scores[order[0]]
    second = scores[order[1]] if len(order) > 1 else best
    return [(model.sections[at], scores[at] - (second if at == order[0] else best)) for at in order]


def _scores(
    counts: Counter[str],
    enough: Sequence[str],
    taught: Sequence[Example],
    ranked: Sequence[tuple[Example, list[tuple[str, float]]]],
) -> tuple[Score, ...]:
    learned = Counter(section for one in taught for section in one.sections)
    held = Counter(section for one, _ in ranked for section in one.sections)
    proposed = Counter(found[0][0] for _, found in ranked)
    right = Counter(found[0][0] for one, found in ranked if found[0][0] in one.sections)
    return tuple(
        Score(
            id,
            learned[id] if id in enough else counts[id],
            held[id] if id in enough else 0,
            proposed[id],
            right[id],
            used=id in enough and proposed[id] > 0 and right[id] / proposed[id] >= FEWEST_RIGHT,
        )
        for id in sorted(counts)
    )


def _staircase(chosen: Sequence[tuple[float, bool]]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """How often a proposal so far ahead was right, never falling (isotonic regression by pooling neighbours).

    Two wrong ones more than there were are counted to each step: little evidence is no certainty.
    """
    blocks: list[list[float]] = []  # where it begins, right, all
    size = max(1, math.ceil(len(chosen) / KNOTS))
    ordered = sorted(chosen)
    for start in range(0, len(ordered), size):
        some = ordered[start : start + size]
        blocks.append([some[0][0], float(sum(right for _, right in some)), float(len(some))])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            _, right, count = blocks.pop()
            blocks[-1][1] += right
            blocks[-1][2] += count
    rates: list[float] = []
    for _, right, count in blocks:
        rates.append(max(right / (count + 2), rates[-1] if rates else 0.0))
    return tuple(block[0] for block in blocks), tuple(rates)


def _little(row: array[int]) -> array[int]:
    """The row in little-endian order, or one in that order as this machine's."""
    if sys.byteorder == "big":
        row = array("h", row)
        row.byteswap()
    return row
