"""Counties in short texts of our own writing, labelled before the code: prints how many are found and how many right."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

from syndicator.config.divisions import places_of
from syndicator.group.places import find
from syndicator.model import Item, Place, Source

TRUTH = Path(__file__).resolve().parents[1] / "data" / "places" / "truth.txt"
SOURCE = Source("s", "S", "http://a.cn/")


class Case(NamedTuple):
    prefecture: str
    title: str
    text: str
    right: frozenset[str]


def cases() -> list[Case]:
    lines = [line for line in TRUTH.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    parts = [[part.strip() for part in line.split("|")] for line in lines]
    return [Case(where, title, text, frozenset(filter(None, names.split(",")))) for where, title, text, names in parts]


@cache
def gazetteer(prefecture: str) -> tuple[Place, ...]:
    return places_of(prefecture)


def told(case: Case) -> frozenset[str]:
    names = {place.id: place.name for place in gazetteer(case.prefecture)}
    item = Item("s", "1", case.title, None, "", case.text, "")
    return frozenset(names[id] for id in find(item, SOURCE, gazetteer(case.prefecture)))


def test_the_counties_of_short_texts_are_found_and_are_right(capsys: object) -> None:
    by_prefecture: dict[str, Counter[str]] = {}
    wrong = []
    for case in cases():
        found = told(case)
        count = by_prefecture.setdefault(case.prefecture, Counter())
        count.update(cases=1, right=len(found & case.right), found=len(found), wanted=len(case.right))
        if found != case.right:
            wrong.append(
                f"{case.prefecture} {case.title}|{case.text}: found {sorted(found)}, right {sorted(case.right)}"
            )
    total = sum(by_prefecture.values(), Counter())
    for name, count in {**by_prefecture, "all": total}.items():
        precision, recall = count["right"] / (count["found"] or 1), count["right"] / (count["wanted"] or 1)
        print(f"{name}: {count['cases']} texts, precision {precision:.3f}, recall {recall:.3f}")
    print("\n".join(wrong))
    assert total["right"] / total["found"] >= 0.97
    assert total["right"] / total["wanted"] >= 0.95
