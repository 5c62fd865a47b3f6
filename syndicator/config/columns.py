"""What is wrong with sections as a whole: parents in a circle, times that never come, rules that can never hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from syndicator.config import values
from syndicator.config.lines import Path
from syndicator.config.mistakes import Mistake
from syndicator.config.settings import end_of, start_of
from syndicator.config.spelling import did_you_mean, shown
from syndicator.refine.fold import fold

# These are compared without marks and space; of a value that is nothing else, nothing is left.
FOLDED = ("keyword", "all", "breadcrumb", "category")
Table = Mapping[str, Any]


def within_sections(sections: Sequence[tuple[int, Table]], sources: Iterable[Table]) -> Iterator[Mistake]:
    """Looks at the document as written; what has the wrong type is somebody else's to tell."""
    yield from _parents(sections)
    yield from _times(sections)
    kinds = {one["id"]: one["kind"] for one in sources if isinstance(one.get("id"), str) and "kind" in one}
    for index, table in sections:
        for number, rule in enumerate(listed(table.get("match"))):
            if isinstance(rule, dict):
                yield from _rule(("section", index, "match", number), rule, kinds)


def rules_of(table: Table) -> Iterator[tuple[Path, Table]]:
    """All rules of a section with their paths below it, those behind `not` too."""
    for number, rule in enumerate(listed(table.get("match"))):
        if isinstance(rule, dict):
            yield ("match", number), rule
            for path, other in excluded(rule):
                yield ("match", number, *path), other


def excluded(rule: Table) -> Iterator[tuple[Path, Table]]:
    """The rules behind `not`, a single one or a list."""
    behind = rule.get("not")
    if isinstance(behind, dict):
        yield ("not",), behind
    for number, other in enumerate(behind if isinstance(behind, list) else ()):
        if isinstance(other, dict):
            yield ("not", number), other


def listed(value: Any) -> list[Any]:
    """One thing or a list of things, as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _parents(sections: Sequence[tuple[int, Table]]) -> Iterator[Mistake]:
    names = {str(table["id"]): str(table.get("name", "")).strip() for _, table in sections if "id" in table}
    parents = {str(table.get("id")): table.get("parent") for _, table in sections}
    for index, table in sections:
        above = table.get("parent")
        path: Path = ("section", index, "parent")
        if not isinstance(above, str):
            continue
        if above == table.get("id"):
            yield Mistake(path, "上级栏目写成了自己。请写另一个栏目的编号,或删去这一行")
        elif above not in names:
            meant = next((id for id, name in names.items() if name == above.strip()), None)
            hint = (
                f"栏目要写编号:{meant}"
                if meant
                else did_you_mean(above, [one for one in names if one != table.get("id")])
            )
            yield Mistake(path, f"没有叫 {shown(above)} 的栏目。{hint}")
        elif circle := _circle(str(table.get("id")), parents):
            way = " → ".join(circle)
            yield Mistake(path, f"上级栏目绕成了圈:{way}。请删去其中一个 parent")


def _circle(id: str, parents: Mapping[str, Any]) -> list[str]:
    """The way from a section up to itself; empty when it has an end."""
    way, above = [id], parents.get(id)
    while isinstance(above, str) and above in parents and above not in way:
        way.append(above)
        above = parents[above]
    return [*way, id] if above == id else []


def _times(sections: Sequence[tuple[int, Table]]) -> Iterator[Mistake]:
    spans = {str(table.get("id")): _span(table) for _, table in sections}
    for index, table in sections:
        since, until = spans[str(table.get("id"))]
        path: Path = ("section", index, "until")
        if since and until and until <= since:
            yield Mistake(path, f"结束({_said(table['until'])})早于开始({_said(table['from'])})。请改 from 或 until")
            continue
        first, last = spans.get(str(table.get("parent")), (None, None))
        if (since and last and last <= since) or (until and first and until <= first):
            key = "from" if since and last and last <= since else "until"
            yield Mistake(
                ("section", index, key),
                f"和上级栏目 {shown(table['parent'])} 的时间没有重叠,什么也收不进来。请改其中一个的 from 或 until",
            )


def _span(table: Table) -> tuple[datetime | None, datetime | None]:
    since, until = _day(table.get("from")), _day(table.get("until"))
    return (start_of(since, UTC) if since else None, end_of(until, UTC) if until else None)


def _day(value: Any) -> date | datetime | None:
    try:
        return values.day(value)
    except ValueError:
        return None


def _said(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def _rule(path: Path, rule: Table, kinds: Mapping[str, Any]) -> Iterator[Mistake]:
    asks = {key: value for key, value in rule.items() if key != "not" and value != []}
    if not asks:
        if "not" in rule:
            yield Mistake(
                (*path, "not"),
                '只有 not 的规则什么也归不进来。请同时写上要归入的条件,如 { url = "xnnews.com.cn/", not = { … } }',
            )
        else:
            yield Mistake(path, "没有条件的规则什么也归不进来。请写上条件,或删去它")
    yield from _empty_words(path, rule)
    for below, other in excluded(rule):
        if not any(value != [] for value in other.values()):
            yield Mistake((*path, *below), "not 里没有条件,什么也排除不了。请写上条件,或删去它")
        elif asks and _covers(other, asks):
            yield Mistake((*path, *below), "not 排除了这条规则要的全部新闻,什么也归不进来。请改其中一边")
        yield from _empty_words((*path, *below), other)
    named, wanted = _words(asks.get("source")), _words(asks.get("kind"))
    known = [str(kinds[one]) for one in named if one in kinds and kinds[one] != "auto"]
    if wanted and named and len(known) == len(named) and not set(known) & set(wanted):
        yield Mistake(
            (*path, "kind"),
            f"和 source 对不上:那些来源的 kind 是 {'、'.join(dict.fromkeys(known))},这条规则什么也归不进来",
        )


def _empty_words(path: Path, rule: Table) -> Iterator[Mistake]:
    for key in FOLDED:
        for number, one in enumerate(listed(rule.get(key))):
            if isinstance(one, str) and one.strip() and not fold(one):
                yield Mistake((*path, key, number), f"{shown(one)} 里没有字,只有标点,永远找不到。请写成词,或删去它")


def _covers(other: Table, asks: Table) -> bool:
    """Whether whatever a rule takes is excluded: each of the other's conditions follows from one of its own."""
    for key, value in other.items():
        if value == []:
            continue
        mine = asks.get(key)
        if key == "pictures":
            if not (isinstance(mine, int) and isinstance(value, int) and value <= mine):
                return False
        elif key == "all":
            if not set(_words(value)) <= set(_words(mine)):
                return False
        elif not (_words(mine) and set(_words(mine)) <= set(_words(value))):
            return False
    return True


def _words(value: Any) -> list[str]:
    return [one.strip() for one in listed(value) if isinstance(one, str)]
