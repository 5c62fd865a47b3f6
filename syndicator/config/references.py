"""What is wrong between tables: things said twice, and names of things that are nowhere.

It looks at the document as written, not at the typed tables, so that a mistake in one table hides none in another and
causes none: a section with a wrong `fallback` is still a section that sources may name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from syndicator.config import divisions, values
from syndicator.config.columns import listed, rules_of, within_sections
from syndicator.config.gazetteer import names_of
from syndicator.config.lines import Path
from syndicator.config.mistakes import Mistake
from syndicator.config.spelling import did_you_mean, shown
from syndicator.group.overrules import address_mark
from syndicator.model import Place
from syndicator.refine.urls import canonical

SECTION, SOURCE, PLACE = "栏目", "来源", "县市区"


def between_tables(raw: dict[str, Any]) -> Iterator[Mistake]:
    """Everything that only shows when tables are seen together, and selectors that select nothing."""
    yield from _twice(raw)
    sections, sources = _named(raw, "section"), _named(raw, "source")
    places = _named(raw, "place")
    for place in _prefecture(raw):
        places |= {place.id: place.name, **dict.fromkeys(place.names, "")}
    for _, table in _tables(raw, "place"):
        own = table.get("name")
        if isinstance(own, str) and own.strip():
            places |= dict.fromkeys(names_of(own.strip(), ()), "")
        places |= {name.strip(): "" for name in listed(table.get("names")) if isinstance(name, str)}
    for index, table in _tables(raw, "source"):
        here: Path = ("source", index)
        if "section" in table:
            yield from _unknown((*here, "section"), table["section"], sections, SECTION)
        if "place" in table:
            yield from _unknown((*here, "place"), table["place"], places, PLACE)
        if "select" in table:
            yield from _selectors((*here, "select"), table)
    for index, table in _tables(raw, "section"):
        for below, rule in rules_of(table):
            here = ("section", index, *below)
            yield from _unknown((*here, "source"), rule.get("source"), sources, SOURCE)
            yield from _unknown((*here, "place"), rule.get("place"), places, PLACE)
    yield from within_sections(list(_tables(raw, "section")), [table for _, table in _tables(raw, "source")])
    yield from _overruled(raw)
    for index, table in _tables(raw, "rights"):
        yield from _unknown(("rights", index, "source"), table.get("source"), sources, SOURCE)
        if not table.keys() - {"source", "origin"}:
            yield Mistake(("rights", index), "这条规则什么也没规定。请写上 show、embargo、expires 或 notice,或删去它")
    for name in ("source", "rights"):
        yield from _held_too_long(raw, name)
    yield from _former(raw)
    digests = raw.get("digest")
    for id, table in digests.items() if isinstance(digests, dict) else ():
        if isinstance(table, dict):
            yield from _unknown(("digest", id, "sections"), table.get("sections"), sections, SECTION)
            yield from _unknown(("digest", id, "sources"), table.get("sources"), sources, SOURCE)
            weights = table.get("weights")
            for name in weights if isinstance(weights, dict) else ():
                for mistake in _unknown((), name, sections, SECTION):
                    yield Mistake(("digest", id, "weights", name), mistake.text)


def _overruled(raw: dict[str, Any]) -> Iterator[Mistake]:
    """[[join]] and [[split]]: of articles, each once, and at least two to be joined."""
    for name in ("join", "split"):
        for index, table in _tables(raw, name):
            if "urls" not in table:
                continue
            known: dict[str, Path] = {}
            for number, url in enumerate(listed(table["urls"])):
                here: Path = (name, index, "urls", number)
                if not isinstance(url, str) or not url.strip():
                    continue
                if (mark := address_mark(url.strip())) is None:
                    yield Mistake(
                        here, f"{shown(url)} 不是一篇文章的网址。请写那篇来稿自己的网址,以 http:// 或 https:// 开头"
                    )
                elif mark in known:
                    yield Mistake(here, f"网址 {shown(url)} 重复", known[mark])
                else:
                    known[mark] = here
            if name == "join" and len(listed(table["urls"])) < 2:
                yield Mistake((name, index, "urls"), "合并至少要写两个网址")
            if name == "split" and not listed(table["urls"]):
                yield Mistake((name, index, "urls"), "没有写网址。请写上要拆出来的来稿的网址,或删去这一段")


def _prefecture(raw: dict[str, Any]) -> tuple[Place, ...]:
    """The places that the national list gives; none when the prefecture is wrong, which its own table tells."""
    site = raw.get("site")
    wanted = site.get("prefecture") if isinstance(site, dict) else None
    try:
        return divisions.places_of(str(wanted).strip()) if isinstance(wanted, str | int) and wanted else ()
    except ValueError:
        return ()


def _held_too_long(raw: dict[str, Any], name: str) -> Iterator[Mistake]:
    """What is held back for longer than it may be shown is never shown whole."""
    for index, table in _tables(raw, name):
        if "embargo" not in table or "expires" not in table:
            continue
        try:
            held, lasts = values.embargo(table["embargo"]), values.duration(table["expires"])
        except ValueError:
            continue  # said where each is read
        if isinstance(held, timedelta) and held >= lasts:
            yield Mistake(
                (name, index, "embargo"), "推迟得比公开的时间还长,等于永远不公开。请改短 embargo,或改长 expires"
            )


def _former(raw: dict[str, Any]) -> Iterator[Mistake]:
    """A former id leads to one thing alone, and to none that has it now."""
    digests = raw.get("digest")
    named: list[tuple[str, Path, dict[str, Any]]] = [
        (name, (name, index), table) for name in ("section", "place") for index, table in _tables(raw, name)
    ]
    named += [
        ("digest", ("digest", id), table)
        for id, table in (digests.items() if isinstance(digests, dict) else ())
        if isinstance(table, dict)
    ]
    taken = {(kind, str(path[-1] if kind == "digest" else table.get("id"))) for kind, path, table in named}
    for kind, path, table in named:
        for number, one in enumerate(listed(table.get("former"))):
            if (kind, str(one)) in taken:
                yield Mistake((*path, "former", number), f"编号 {shown(one)} 现在还有别的在用。请删去,或换一个编号")
            taken.add((kind, str(one)))


def _twice(raw: dict[str, Any]) -> Iterator[Mistake]:
    for name in ("source", "section", "place"):
        yield from _same(_strings(raw, name, "id"), "编号")
    yield from _same(((canonical(url), path) for url, path in _strings(raw, "source", "url")), "网址")
    yield from _same(_strings(raw, "section", "name"), "名称")
    yield from _same(_place_names(raw), "名称")
    fallbacks = [index for index, table in _tables(raw, "section") if table.get("fallback") is True]
    for index in fallbacks[1:]:
        first: Path = ("section", fallbacks[0], "fallback")
        yield Mistake(("section", index, "fallback"), "兜底的栏目只能有一个", first)


def _same(said: Iterable[tuple[str, Path]], what: str) -> Iterator[Mistake]:
    first: dict[str, Path] = {}
    for value, path in said:
        if value in first:
            yield Mistake(path, f"{what} {shown(value)} 重复", first[value])
        else:
            first[value] = path


def _place_names(raw: dict[str, Any]) -> Iterator[tuple[str, Path]]:
    """All that places are called, each once a place: two places of one name, and which would be meant?"""
    for index, table in _tables(raw, "place"):
        seen: set[str] = set()
        own = table.get("name")
        for name in names_of(own.strip(), ()) if isinstance(own, str) and own.strip() else ():
            seen.add(name)
            yield name, ("place", index, "name")
        for number, name in enumerate(listed(table.get("names"))):
            if isinstance(name, str) and name.strip() and name.strip() not in seen:
                seen.add(name.strip())
                yield name.strip(), ("place", index, "names", number)


def _unknown(path: Path, value: Any, known: dict[str, str], what: str) -> Iterator[Mistake]:
    for number, one in enumerate(listed(value)):
        if isinstance(one, str) and one.strip() and one.strip() not in known:
            meant = next((id for id, name in known.items() if name == one.strip()), None)
            hint = f"{what}要写编号:{meant}" if meant else did_you_mean(one, known) or f"配置里还没有{what}"
            yield Mistake((*path, number), f"没有叫 {shown(one)} 的{what}。{hint}")


def _selectors(path: Path, source: dict[str, Any]) -> Iterator[Mistake]:
    table = source.get("select")
    if not isinstance(table, dict):
        return
    items = table.get("items")
    if isinstance(items, str) and items.strip() and not all(items.strip().split(".")):
        yield Mistake((*path, "items"), f'{shown(items)} 不是 JSON 里的位置。请写成用点隔开的键,如 "data.list"')
    if items or source.get("kind") == "json":
        return  # the keys of a JSON list are no selectors
    probe = LexborHTMLParser("<p>")
    for key, value in table.items():
        if isinstance(value, str) and value.strip():
            try:
                probe.css(value)
            except (SelectolaxError, ValueError):
                yield Mistake((*path, key), f"{shown(value)} 不是 CSS 选择器。例如 ul.news-list > li、#content")


def _tables(raw: dict[str, Any], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    tables = raw.get(name)
    for index, table in enumerate(tables if isinstance(tables, list) else ()):
        if isinstance(table, dict):
            yield index, table


def _named(raw: dict[str, Any], name: str) -> dict[str, str]:
    """The ids of a kind of tables, each with its name. A table written with one bracket too few counts as well."""
    single = raw.get(name)
    tables = [single] if isinstance(single, dict) else [table for _, table in _tables(raw, name)]
    return {table["id"]: str(table.get("name", "")).strip() for table in tables if isinstance(table.get("id"), str)}


def _strings(raw: dict[str, Any], name: str, key: str) -> Iterator[tuple[str, Path]]:
    for index, table in _tables(raw, name):
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            yield value.strip(), (name, index, key)
