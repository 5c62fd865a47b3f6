"""`./run bench stories`: how well, and how fast, items find their stories, beside the usual ways.

Over the labelled set of `_story_cases.py`: real articles, what editors make of them, and look-alikes. A pair of items
is right when both tell one story and are put together, or do not and are not. Speeds are CPU seconds of one core.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from rich.console import Console
from rich.table import Table

from syndicator.group import similarity, stories
from syndicator.refine.text import comparable
from syndicator.refine.urls import canonical
from tests.bench._story_cases import Case, cases

MOST_LIKES = 24  # as in the store


@dataclass(frozen=True)
class Figure:
    precision: float
    recall: float
    items_per_second: float
    wrong: tuple[tuple[str, str], ...] = ()
    missed: tuple[tuple[str, str], ...] = ()


def main() -> None:
    seeds = [int(one) for one in sys.argv[1:] if one.isdigit()] or [1]
    figures = {}
    for seed in seeds:
        set_ = cases(seed)
        for name, group in WAYS.items():
            begun = time.process_time()
            labels = group(set_)
            spent = time.process_time() - begun
            figure = _figure(set_, labels, len(set_) / spent)
            figures[f"{name}" if len(seeds) == 1 else f"{name}, seed {seed}"] = figure
    if "--json" in sys.argv:
        plain = {
            name: {"precision": one.precision, "recall": one.recall, "items_per_second": round(one.items_per_second)}
            for name, one in figures.items()
        }
        print(
            json.dumps(
                {
                    "bench": "stories",
                    "items": len(set_),
                    "fingerprints_per_second": round(_speed(set_)),
                    "figures": plain,
                },
                ensure_ascii=False,
            )
        )
        return
    console = Console()
    table = Table(title=f"{len(set_)} items, {len({case.story for case in set_})} stories")
    for column in ("way", "precision", "recall", "items/s"):
        table.add_column(column, justify="left" if column == "way" else "right")
    for name, one in figures.items():
        table.add_row(name, f"{one.precision:.4f}", f"{one.recall:.4f}", f"{one.items_per_second:,.0f}")
    console.print(table)
    console.print(f"  our fingerprints alone, of texts of 1,000 letters: {_speed(set_):,.0f} a second")
    for title, pairs in (("put together wrongly", "wrong"), ("not put together", "missed")):
        counted = Counter(
            pair for name, one in figures.items() if name.startswith("ours") for pair in getattr(one, pairs)
        )
        for pair, count in counted.most_common(12):
            console.print(f"  {title}: {pair[0]} + {pair[1]}: {count}")


def _speed(set_: Sequence[Case]) -> float:
    whole = "".join(case.item.text for case in set_)
    items = [replace(set_[0].item, text=whole[at : at + 1_000]) for at in range(0, len(whole) - 1_000, 1_000)][:400]
    begun = time.process_time()
    for item in items:
        similarity.fingerprint(item)
    return len(items) / (time.process_time() - begun)


def ours(set_: Sequence[Case]) -> list[int]:
    """As the service does it: each item as it arrives is shown the items that share the most keys with it."""
    fingerprints = [similarity.fingerprint(case.item) for case in set_]
    by_key: dict[int, list[int]] = defaultdict(list)
    labels: list[int] = []
    now = max(case.item.published for case in set_ if case.item.published)
    for at, (case, fingerprint) in enumerate(zip(set_, fingerprints, strict=True)):
        shared = Counter(other for key in fingerprint.keys for other in by_key[key])
        likes = [
            stories.Candidate(
                labels[other], other + 1, (it := set_[other].item).source, it.title, it.url, it.published,
                fingerprints[other].signature, count,
            )
            for other, count in shared.most_common(MOST_LIKES)
        ]  # fmt: skip
        decision = stories.decide(case.item, fingerprint, likes, now)
        labels.append(at if decision.story is None else decision.story)
        for key in fingerprint.keys:
            by_key[key].append(at)
    return labels


def by_url(set_: Sequence[Case]) -> list[int]:
    return _by_equal(canonical(case.item.url or "") for case in set_)


def by_title(set_: Sequence[Case]) -> list[int]:
    return _by_equal(case.item.title for case in set_)


def by_datasketch(set_: Sequence[Case]) -> list[int]:
    from datasketch import MinHash, MinHashLSH

    lsh, union = MinHashLSH(threshold=0.5, num_perm=128), _Union(len(set_))
    for at, case in enumerate(set_):
        text = comparable(case.item.text)
        hashed = MinHash(num_perm=128)
        hashed.update_batch([text[i : i + 4].encode() for i in range(max(1, len(text) - 3))])
        for other in lsh.query(hashed):
            union.join(at, int(other))
        if text:
            lsh.insert(str(at), hashed)
    return union.labels()


def by_rensa(set_: Sequence[Case]) -> list[int]:
    from rensa import RMinHash, RMinHashLSH

    lsh, union = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32), _Union(len(set_))
    for at, case in enumerate(set_):
        text = comparable(case.item.text)
        hashed = RMinHash(num_perm=128, seed=42)
        hashed.update([text[i : i + 4] for i in range(max(1, len(text) - 3))])
        for other in lsh.query(hashed):
            union.join(at, other)
        if text:
            lsh.insert(at, hashed)
    return union.labels()


def by_simhash(set_: Sequence[Case]) -> list[int]:
    from simhash import Simhash, SimhashIndex

    index, union = SimhashIndex([], k=8), _Union(len(set_))
    for at, case in enumerate(set_):
        text = comparable(case.item.text)
        if len(text) < 4:
            continue
        hashed = Simhash([text[i : i + 4] for i in range(len(text) - 3)])
        for other in index.get_near_dups(hashed):
            union.join(at, int(other))
        index.add(str(at), hashed)
    return union.labels()


WAYS: dict[str, Callable[[Sequence[Case]], list[int]]] = {
    "ours": ours,
    "same URL": by_url,
    "same title": by_title,
    "datasketch, Jaccard 0.5": by_datasketch,
    "rensa, Jaccard 0.5": by_rensa,
    "simhash, 8 bits": by_simhash,
}


class _Union:
    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def join(self, one: int, other: int) -> None:
        self._parent[self._root(one)] = self._root(other)

    def labels(self) -> list[int]:
        return [self._root(at) for at in range(len(self._parent))]

    def _root(self, at: int) -> int:
        while self._parent[at] != at:
            self._parent[at] = self._parent[self._parent[at]]
            at = self._parent[at]
        return at


def _by_equal(values: Iterable[str]) -> list[int]:
    numbers: dict[str, int] = {}
    return [numbers.setdefault(value, len(numbers)) for value in values]


def _figure(set_: Sequence[Case], labels: Sequence[int], speed: float) -> Figure:
    right = put = same = 0
    wrong, missed = [], []
    for (one, mine), (other, theirs) in combinations(zip(set_, labels, strict=True), 2):
        if other.story in one.also or one.story in other.also or one.also & other.also:
            continue
        together, due = mine == theirs, one.story == other.story
        put += together
        same += due
        right += together and due
        if together and not due:
            wrong.append(tuple(sorted((one.edit, other.edit))))
        elif due and not together:
            missed.append(tuple(sorted((one.edit, other.edit))))
    return Figure(right / put if put else 1.0, right / same if same else 1.0, speed, tuple(wrong), tuple(missed))


if __name__ == "__main__":
    main()
