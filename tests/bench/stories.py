"""`./run bench stories [--whole]`: how well, and how fast, items find their stories, beside the usual ways.

Over the labelled set of `_story_cases.py` (real articles, what editors make of them, and look-alikes) and the blind
sets of `_story_strangers.py`. A pair of items is right when both tell one story and are put together, or do not and are
not. `--whole` leaves out the kinds. Speeds are CPU seconds of one core; memory is the peak of Python's for the first 200 items.
"""

from __future__ import annotations

import json
import sys
import time
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from rich.console import Console
from rich.table import Table

from syndicator.group import similarity
from syndicator.group.evidence import weigh
from syndicator.group.partition import partition
from syndicator.group.verdicts import Side
from syndicator.model import Item
from syndicator.refine.text import comparable
from syndicator.refine.urls import canonical
from tests.bench._story_cases import Case, cases
from tests.bench._story_strangers import FIRST_TRIES, strangers

MOST_LIKES = 24  # as in the store
MEASURED = 200  # memory is measured over so many items: it costs ten times the time


@dataclass(frozen=True)
class Figure:
    """Pairs that were rightly put together, that were put together, that tell one story. `mixed` stories hold several
    events, `split` events are told as several stories. `peak` in bytes.
    """

    right: int
    put: int
    due: int
    items_per_second: float
    peak: int
    mixed: int
    split: int
    kinds: Mapping[str, tuple[int, int]]
    wrong: tuple[tuple[str, ...], ...]
    missed: tuple[tuple[str, ...], ...]

    @property
    def precision(self) -> float:
        return self.right / self.put if self.put else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.due if self.due else 1.0


def main() -> None:
    console = Console(width=120)
    edits = cases()
    figures = {"edits": {way: _measured(group, edits) for way, group in WAYS.items()}}
    for name in FIRST_TRIES:
        set_ = strangers(name)
        figures[name] = {way: _measured(group, set_) for way, group in WAYS.items()}
    speed = round(_speed(edits))
    if "--json" in sys.argv:
        sets = {name: {way: _plain(one) for way, one in ways.items()} for name, ways in figures.items()}
        print(json.dumps({"bench": "stories", "fingerprints_per_second": speed, "sets": sets}, ensure_ascii=False))
        return
    _print(console, "edits", edits, figures["edits"])
    for name in FIRST_TRIES:
        _say_wrong(console, name, figures[name]["ours"])
    console.print(_together(figures))
    console.print(f"  our fingerprints alone, of texts of 1,000 letters: {speed:,} a second")


def _together(figures: Mapping[str, Mapping[str, Figure]]) -> Table:
    """Precision and recall of each set, and of all pairs of all sets."""
    table = Table(title="precision/recall; `first try`: ours, before the set was learnt from")
    for column in ("set", "first try", *(way.split(",")[0] for way in WAYS)):
        table.add_column(column, justify="left" if column == "set" else "right", no_wrap=True)
    for name, ways in figures.items():
        first = "{:.3f}/{:.3f}".format(*FIRST_TRIES[name]) if name in FIRST_TRIES else ""
        table.add_row(name, first, *(f"{one.precision:.3f}/{one.recall:.3f}" for one in ways.values()))
    sums = [[figures[name][way] for name in figures] for way in WAYS]
    whole = (
        (
            sum(one.right for one in all_) / sum(one.put for one in all_),
            sum(one.right for one in all_) / sum(one.due for one in all_),
        )
        for all_ in sums
    )
    table.add_row("all together", "", *("{:.3f}/{:.3f}".format(*pair) for pair in whole), style="bold")
    return table


def _measured(group: Callable[[Sequence[Case]], list[int]], set_: Sequence[Case]) -> Figure:
    begun = time.process_time()
    labels = group(set_)
    spent = time.process_time() - begun
    tracemalloc.start()  # slows everything down, so in a run of its own
    group(set_[:MEASURED])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return _figure(set_, labels, len(set_) / max(spent, 1e-9), peak)


def _plain(one: Figure) -> dict[str, object]:
    return {
        "precision": round(one.precision, 4),
        "recall": round(one.recall, 4),
        "items_per_second": round(one.items_per_second),
        "peak_bytes": one.peak,
        "mixed_stories": one.mixed,
        "split_events": one.split,
    }


def _print(console: Console, name: str, set_: Sequence[Case], figures: Mapping[str, Figure]) -> None:
    events = len({case.story for case in set_})
    table = Table(title=f"{name}: {len(set_)} items, {events} stories")
    for column in ("way", "precision", "recall", "mixed stories", "split events", "items/s", "MB"):
        table.add_column(column, justify="left" if column == "way" else "right")
    for way, one in figures.items():
        table.add_row(
            way, f"{one.precision:.4f}", f"{one.recall:.4f}", str(one.mixed), str(one.split),
            f"{one.items_per_second:,.0f}", f"{one.peak / 1e6:.1f}",
        )  # fmt: skip
    console.print(table)
    if "--whole" not in sys.argv:
        kinds = Table(title="right of all pairs, by kind: of one story with an edit, or apart with a look-alike")
        for column in ("kind", *(way.split(",")[0] for way in figures)):
            kinds.add_column(column, justify="left" if column == "kind" else "right", no_wrap=True)
        for kind in figures["ours"].kinds:
            kinds.add_row(kind, *("{}/{}".format(*one.kinds[kind]) for one in figures.values()))
        console.print(kinds)
    _say_wrong(console, name, figures["ours"])


def _say_wrong(console: Console, name: str, ours: Figure) -> None:
    for title, pairs in (("put together wrongly", ours.wrong), ("not put together", ours.missed)):
        for pair, count in Counter(pairs).most_common(12):
            console.print(f"  {name}, {title}: {' + '.join(pair)}: {count}")


def _speed(set_: Sequence[Case]) -> float:
    whole = "".join(case.item.text for case in set_)
    items = [replace(set_[0].item, text=whole[at : at + 1_000]) for at in range(0, len(whole) - 1_000, 1_000)][:400]
    begun = time.process_time()
    for item in items:
        similarity.fingerprint(item)
    return len(items) / (time.process_time() - begun)


def ours(set_: Sequence[Case]) -> list[int]:
    """As the service does it: items are shown those that share the most keys with them, and what hangs together is
    parted into stories."""
    fingerprints = [similarity.fingerprint(case.item) for case in set_]
    sides = [_side(case.item, print_.signature) for case, print_ in zip(set_, fingerprints, strict=True)]
    by_key: dict[int, list[int]] = defaultdict(list)
    near = _Union(len(set_))
    for at, fingerprint in enumerate(fingerprints):
        shared = Counter(other for key in fingerprint.keys for other in by_key[key])
        for other, _ in shared.most_common(MOST_LIKES):
            if weigh(sides[at], sides[other]).same:
                near.join(at, other)
        for key in fingerprint.keys:
            by_key[key].append(at)
    together: dict[int, list[int]] = defaultdict(list)
    for at, root in enumerate(near.labels()):
        together[root].append(at)
    labels = list(range(len(set_)))
    for members in together.values():
        for group in partition([sides[at] for at in members]).groups if len(members) > 1 else ():
            for at in group:
                labels[members[at]] = members[group[0]]
    return labels


def _side(item: Item, signature: bytes) -> Side:
    assert item.published is not None
    return Side(item.source, item.title, item.url, item.published, signature)


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


def _figure(set_: Sequence[Case], labels: Sequence[int], speed: float, peak: int) -> Figure:
    right = put = same = 0
    wrong, missed = [], []
    kinds: dict[str, list[int]] = {}
    mixed, split = set(), set()
    for (one, mine), (other, theirs) in combinations(zip(set_, labels, strict=True), 2):
        if other.story in one.also or one.story in other.also or one.also & other.also:
            continue
        together, due = mine == theirs, one.story == other.story
        put += together
        same += due
        right += together and due
        edits = tuple(sorted((one.edit, other.edit)))
        if together and not due:
            wrong.append(edits)
            mixed.add(mine)
        elif due and not together:
            missed.append(edits)
            split.add(one.story)
        if due or together:  # pairs that nobody would confuse say nothing
            for kind in set(edits):
                count = kinds.setdefault(kind, [0, 0])
                count[0] += together == due
                count[1] += 1
    return Figure(
        right=right,
        put=put,
        due=same,
        items_per_second=speed,
        peak=peak,
        mixed=len(mixed),
        split=len(split),
        kinds=_Counts({kind: (count[0], count[1]) for kind, count in sorted(kinds.items())}),
        wrong=tuple(wrong),
        missed=tuple(missed),
    )


class _Counts(dict[str, tuple[int, int]]):
    """None of none where a way has put nothing of a kind together."""

    def __missing__(self, _: str) -> tuple[int, int]:
        return 0, 0


if __name__ == "__main__":
    main()
