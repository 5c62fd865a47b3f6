"""Reading config.toml and saying all that is wrong with it, at once and in file order."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from syndicator.config import shape
from syndicator.config.lines import Path as KeyPath
from syndicator.config.lines import line_of, lines_of
from syndicator.config.spelling import did_you_mean
from syndicator.errors import ConfigError, Problem
from syndicator.model import (
    Digest,
    Gathering,
    Place,
    Rule,
    Section,
    Selectors,
    Settings,
    Site,
    Source,
)
from syndicator.refine.urls import canonical

# A hundred thousand sources take about 10 MB.
MOST_BYTES = 64 * 1024 * 1024
# 崇阳县 is also written 崇阳; a name of one character would be found everywhere.
UNITS = "县市区镇乡"


def load(path: Path, *, data: Path | None = None) -> Settings:
    """The settings that a file declares. Raises ConfigError with every problem found.

    Relative paths in it start at its folder; `data` overrides `[store] data`.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        cure = "请用 --config 指出配置文件在哪里" if isinstance(error, FileNotFoundError) else "请检查这个路径和权限"
        raise ConfigError([Problem(str(path), 0, "文件", f"读不了({error.strerror})。{cure}")]) from error
    if len(raw) > MOST_BYTES:
        raise ConfigError([Problem(str(path), 0, "文件", "超过 64 MB,不像是配置文件")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError([Problem(str(path), line, "编码", "不是 UTF-8。请在编辑器里另存为 UTF-8 编码")]) from error
    return parse(text, str(path), path.resolve().parent, data)


def parse(text: str, file: str, base: Path, data: Path | None = None) -> Settings:
    """The settings that a text declares; see `load`."""
    text = text.replace("\r\n", "\n")
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([_syntax(error, text, file)]) from error
    check = _Check(file, raw, lines_of(text))
    found: shape.File | None
    try:
        found = shape.File.model_validate(raw)
    except ValidationError as error:
        for detail in error.errors():
            check.misshapen(detail)
        found = _what_is_right(raw, error)
    check.references(found)
    if check.problems:
        raise ConfigError(sorted(check.problems, key=lambda problem: problem.line))
    assert found is not None
    return _settings(found, base, data)


@dataclass
class _Check:
    """Collects problems, each with its line."""

    file: str
    raw: dict[str, Any]
    lines: dict[KeyPath, int]
    problems: list[Problem] = field(default_factory=list)

    def say(self, path: KeyPath, text: str) -> None:
        problem = Problem(self.file, line_of(self.lines, path), _spelled(path), text)
        if problem not in self.problems:
            self.problems.append(problem)

    def misshapen(self, detail: ErrorDetails) -> None:
        """One problem that pydantic found."""
        path = tuple(detail["loc"])
        kind = detail["type"]
        if kind == "extra_forbidden":
            self.say(path, f"没有这个键。{did_you_mean(str(path[-1]), _keys_at(path[:-1]))}")
        elif kind == "missing":
            self.say(path[:-1], f"缺少 {path[-1]}")
            self.problems[-1] = Problem(self.file, self.problems[-1].line, _spelled(path), f"缺少必须写的 {path[-1]}")
        elif kind == "enum":
            expected = re.findall(r"'([^']*)'", str(detail.get("ctx", {}).get("expected", "")))
            self.say(path, f"不能写 {detail['input']!r}。{did_you_mean(str(detail['input']), expected)}")
        elif kind == "value_error":
            self.say(_plain(path), str(detail["ctx"]["error"]))
        elif kind in ("list_type", "model_type", "dict_type", "model_attributes_type"):
            self.say(path, f"写法不对。{_how_written(path)}")
        else:
            self.say(path, f"{detail['input']!r} 不行:{detail['msg']}")

    def references(self, found: shape.File | None) -> None:
        """What only shows when tables are seen together. Looks at the raw document, so that it works on a part too."""
        self.unique("source", "id")
        self.unique("source", "url")
        self.unique("section", "id")
        self.unique("section", "name")
        self.unique("place", "id")
        self.unique("place", "name")
        if found is None:
            return
        sections = {one.id for one in found.section}
        places = {one.id for one in found.place} | {name for one in found.place for name in _names(one)}
        sources = {one.id for one in found.source}
        for index, table in self.tables("source"):
            self.known(("source", index, "section"), table.get("section"), sections, "栏目")
            self.known(("source", index, "place"), table.get("place"), places, "县市区")
            self.selectors(("source", index, "select"), table.get("select"))
        fallbacks = [index for index, table in self.tables("section") if table.get("fallback") is True]
        for index in fallbacks[1:]:
            first = line_of(self.lines, ("section", fallbacks[0], "fallback"))
            self.say(("section", index, "fallback"), f"只能有一个兜底栏目,第 {first} 行已经有了")
        for index, table in self.tables("section"):
            rules = table.get("match")
            for number, rule in enumerate(rules if isinstance(rules, list) else ()):
                if isinstance(rule, dict):
                    where = ("section", index, "match", number)
                    self.known((*where, "source"), rule.get("source"), sources, "来源")
                    self.known((*where, "place"), rule.get("place"), places, "县市区")
                    if not rule:
                        self.say(where, "空规则会把所有新闻都放进来。请写上条件,或删去它")
        digests = self.raw.get("digest")
        for id, table in digests.items() if isinstance(digests, dict) else ():
            if isinstance(table, dict):
                self.known(("digest", id, "sections"), table.get("sections"), sections, "栏目")
                self.known(("digest", id, "sources"), table.get("sources"), sources, "来源")
        database = self.raw.get("store", {}).get("database") if isinstance(self.raw.get("store"), dict) else None
        if database:
            self.database(str(database))

    def tables(self, name: str) -> Iterable[tuple[int, dict[str, Any]]]:
        tables = self.raw.get(name)
        return ((n, one) for n, one in enumerate(tables if isinstance(tables, list) else ()) if isinstance(one, dict))

    def unique(self, name: str, key: str) -> None:
        first: dict[str, int] = {}
        for index, table in self.tables(name):
            value = table.get(key)
            if not isinstance(value, str) or not value.strip():
                continue
            same = canonical(value) if key == "url" else value.strip()
            line = line_of(self.lines, (name, index, key))
            if same in first:
                what = "网址相同的来源" if key == "url" else f"同样的 {key}"
                self.say((name, index, key), f"{value} 重复:第 {first[same]} 行已有{what}。请删去一处")
            else:
                first[same] = line

    def known(self, path: KeyPath, value: Any, known: set[str], what: str) -> None:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and one.strip() and one.strip() not in known:
                self.say(path, f"没有叫 {one} 的{what}。{did_you_mean(one, known)}")

    def selectors(self, path: KeyPath, table: Any) -> None:
        probe = LexborHTMLParser("<p>")
        for key, value in table.items() if isinstance(table, dict) else ():
            if isinstance(value, str) and value and key != "items":
                try:
                    probe.css(value)
                except Exception:
                    self.say((*path, key), f"{value} 不是 CSS 选择器。例如 ul.news-list li 或 #content")

    def database(self, url: str) -> None:
        try:
            backend = make_url(url).get_backend_name()
        except ArgumentError:
            self.say(("store", "database"), "不是数据库网址。例如 postgresql://用户@主机/库名;空着就用内置的 SQLite")
            return
        if backend not in ("sqlite", "postgresql"):
            self.say(("store", "database"), f"不支持 {backend}。可以用 sqlite 或 postgresql")


def _what_is_right(raw: dict[str, Any], error: ValidationError) -> shape.File | None:
    """The document with the wrong keys taken out, so that references can be checked all the same."""
    rest: dict[str, Any] = {
        name: ([dict(one) if isinstance(one, dict) else one for one in table] if isinstance(table, list) else table)
        for name, table in raw.items()
        if name in ("site", "source", "section", "place", "digest")
    }
    rest["site"] = {"title": "x", "base_url": "http://x.example"}
    rest.pop("digest", None)
    broken: dict[str, set[int]] = {}
    for detail in error.errors():
        path = detail["loc"]
        if len(path) >= 3 and isinstance(path[1], int) and isinstance(rest.get(str(path[0])), list):
            table = rest[str(path[0])][path[1]]
            if isinstance(table, dict) and str(path[2]) not in ("id", "name") and detail["type"] != "missing":
                table.pop(str(path[2]), None)
                if str(path[2]) == "url":
                    table["url"] = "http://x.example/"
            elif detail["type"] == "missing" and path[2] == "url" and isinstance(table, dict):
                table["url"] = "http://x.example/"
            else:
                broken.setdefault(str(path[0]), set()).add(path[1])
        elif len(path) == 2 and isinstance(path[1], int):
            broken.setdefault(str(path[0]), set()).add(path[1])
    for name, indexes in broken.items():
        rest[name] = [one for index, one in enumerate(rest[name]) if index not in indexes]
    rest = {name: table for name, table in rest.items() if name == "site" or isinstance(table, list)}
    try:
        return shape.File.model_validate(rest)
    except ValidationError:
        return None


def _syntax(error: tomllib.TOMLDecodeError, text: str, file: str) -> Problem:
    found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    line = int(found[1]) if found else text.count("\n") + 1
    said = re.sub(r"\s*\(at .*\)", "", str(error))
    column = f"第 {found[2]} 列" if found else "文件末尾"
    shown = text.split("\n")[line - 1].strip()[:60] if line <= text.count("\n") + 1 else ""
    hint = (
        "文字要写在英文引号里,= 两边是键和值"
        if "“" in shown or "”" in shown or "=" not in shown
        else "请看这一行的引号和括号"
    )
    return Problem(file, line, "语法", f"{column}不合 TOML 写法({said}):{shown}。{hint}")


def _keys_at(path: KeyPath) -> list[str]:
    """The keys that may stand at a place of the document."""
    model: Any = shape.File
    for part in path:
        if isinstance(part, int):
            continue
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            return []
        if part in model.model_fields:
            model = _table_within(model.model_fields[part].annotation)
    return list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []


def _table_within(annotation: Any) -> Any:
    """The table class inside list[…], dict[…, …] or … | None."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation
    if get_origin(annotation) in (list, dict, UnionType) and get_args(annotation):
        return _table_within(get_args(annotation)[-1])
    return annotation


def _how_written(path: KeyPath) -> str:
    first = str(path[0])
    if first in ("source", "section", "place") and len(path) == 1:
        return f"请用 [[{first}]] 开头,每个一段"
    if first == "section" and "match" in path:
        return 'match 要写成规则的列表,如 match = [{ keyword = "崇阳" }]'
    if first == "digest":
        return "请用 [digest.编号] 开头,如 [digest.xinmeiti]"
    return f"请用 [{first}] 开头的一段"


def _plain(path: KeyPath) -> KeyPath:
    """A path without what pydantic adds to it (the key marker of a dict)."""
    return tuple(part for part in path if part != "[key]")


def _spelled(path: KeyPath) -> str:
    """A path as an admin would say it: source[2].every, counted from 1."""
    text = ""
    for part in path:
        if part == "[key]":
            continue
        text += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if text else ''}{part}"
    return text or "文件"


def _names(place: shape.PlaceTable) -> tuple[str, ...]:
    short = place.name[:-1] if place.name[-1] in UNITS and len(place.name) > 2 else place.name
    return tuple(dict.fromkeys((place.name, *place.names, short)))


def _settings(found: shape.File, base: Path, data: Path | None) -> Settings:
    folder = (data or base / found.store.data).resolve()
    by_name = {name: place.id for place in found.place for name in (*_names(place), place.id)}
    return Settings(
        site=_site(found.site),
        sources=tuple(_source(one, by_name) for one in found.source),
        sections=tuple(_section(one, by_name) for one in found.section),
        places=tuple(Place(one.id, one.name, _names(one)) for one in found.place),
        digests=tuple(
            Digest(id, one.name, one.size, tuple(sorted(one.editions)), one.sections, one.sources)
            for id, one in found.digest.items()
        ),
        gathering=Gathering(**found.gather.model_dump()),
        data=folder,
        database=_database(found.store.database, folder),
        listen=found.serve.listen,
    )


def _site(table: shape.SiteTable) -> Site:
    return Site(**table.model_dump(), domain=urlsplit(table.base_url).hostname or "")


def _source(table: shape.SourceTable, places: dict[str, str]) -> Source:
    return Source(
        id=table.id,
        name=table.name or table.id,
        url=table.url,
        kind=table.kind,
        every=table.every,
        rights=table.rights,
        sections=table.section,
        places=_ids(table.place, places),
        priority=table.priority,
        full_text=table.full_text,
        allow_private=table.allow_private,
        selectors=Selectors(**table.select.model_dump()),
        pages=table.pages,
    )


def _section(table: shape.SectionTable, places: dict[str, str]) -> Section:
    rules = tuple(
        Rule(**(rule.model_dump(exclude={"place"}) | {"place": _ids(rule.place, places)})) for rule in table.match
    )
    return Section(table.id, table.name, rules, table.fallback)


def _ids(names: Sequence[str], places: dict[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(places[name] for name in names))


def _database(url: str, folder: Path) -> str:
    if not url:
        return f"sqlite:///{folder}/syndicator.db"
    return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)
