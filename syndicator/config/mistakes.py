"""What is wrong within one table, in words: pydantic's findings told to an admin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from syndicator.config import shape
from syndicator.config.lines import Path
from syndicator.config.spelling import did_you_mean, nearest, shown

TABLE_ARRAYS = ("source", "rights", "section", "place", "join", "split")


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something wrong at a path of the document. `first` is where the same was said before, if that is the mistake."""

    path: Path
    text: str
    first: Path | None = None


def within_tables(raw: dict[str, Any]) -> tuple[shape.File | None, list[Mistake]]:
    """The document as typed tables, or None and everything in it that does not fit its table."""
    try:
        return shape.File.model_validate(raw), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, [mistake for detail in details for mistake in _told(detail)]


def _told(detail: ErrorDetails) -> Iterator[Mistake]:
    path = tuple(part for part in detail["loc"] if part != "[key]")
    kind = detail["type"]
    if kind == "extra_forbidden":
        yield Mistake(path, _unknown(path, is_table=isinstance(detail["input"], dict | list)))
    elif kind == "missing":
        yield Mistake(path, _missing(path))
    elif kind == "value_error":
        yield Mistake(path, str(detail["ctx"]["error"]))
    elif path[0] == "digest" and len(path) == 2:
        yield Mistake(("digest",), _how_written(("digest",)))
    elif kind.endswith("_type"):
        yield Mistake(path, f"不能写成{_kind_of(detail['input'])}。{_how_written(path)}")
    else:
        yield Mistake(path, f"{shown(detail['input'])} 不行({detail['msg']})")


def _unknown(path: Path, *, is_table: bool) -> str:
    """What to do about a key that its table does not have."""
    key, table = str(path[-1]), _table_at(path[:-1])
    what = "没有这个表" if is_table and len(path) == 1 else "没有这个键"
    fields = shape.keys_of(table) if table else {}
    if "select" in path and key in shape.SourceTable.model_fields:
        return f"{what}。{key} 是 [[source]] 的键:[source.select] 下面写的都归它,请把 {key} 移到 [source.select] 前面"
    near = nearest(key, tuple(fields))
    homes = _homes(key)
    if near:
        return f"{what}。是不是想写 {near}({fields[near].description})?"
    if homes:
        return f"{what}。{key} 要写在 {' 或 '.join(homes)} 下面"
    if len(path) == 1 and (elsewhere := nearest(key, _all_keys())):
        return f"{what}。是不是想写 {elsewhere}?它要写在 {' 或 '.join(_homes(elsewhere))} 下面"
    return f"{what}。{did_you_mean(key, (f'{name}({one.description})' for name, one in fields.items()))}"


def _missing(path: Path) -> str:
    key, table = str(path[-1]), _table_at(path[:-1])
    if path == ("site",):
        return '缺少 [site]。请加上 [site] 一段,写明 title = "…" 和 base_url = "https://…"'
    meaning = f"({shape.keys_of(table)[key].description})" if table else ""
    example = {"url": "http://www.example.cn/news/", "base_url": "https://feeds.example.cn", "id": "xnnews"}
    return f'缺少必须写的 {key}{meaning}。请加上 {key} = "{example.get(key, "…")}"'


def _how_written(path: Path) -> str:
    first, last = str(path[0]), path[-1]
    if first in TABLE_ARRAYS and len(path) <= 2:
        return f"请写成两层方括号 [[{first}]],每个一段"
    if "not" in path:
        return '请写成规则,如 not = { keyword = "广告" },或规则的列表'
    if "match" in path:
        return 'match 是规则的列表,如 match = [{ keyword = "崇阳" }, { breadcrumb = "县域" }]'
    if last == "select":
        return "请在来源后面写 [source.select] 一段"
    if last == "weights":
        return "栏目的分量要写成 weights = { yaowen = 2.0 }"
    if last == "editions":
        return 'editions 是时刻的列表,如 editions = ["07:30", { at = "18:00", name = "晚报" }]'
    if first == "digest":
        return "请给摘要一个编号,写成 [digest.编号],如 [digest.xinmeiti]"
    return f"请写成 [{first}] 一段,里面每行一个键"


def _kind_of(value: Any) -> str:
    if isinstance(value, dict):
        return "一个单独的表"
    return "列表" if isinstance(value, list) else f"一个值 {shown(value)}"


def _table_at(path: Path) -> type[BaseModel] | None:
    """The shape of the table at a place of the document."""
    table: type[BaseModel] | None = shape.File
    keyed = False
    for part in path:
        if table is None or isinstance(part, int):
            continue
        if keyed:  # the id of [digest.ID]
            keyed = False
        else:
            keyed, fields = part == "digest", shape.keys_of(table)
            table = _shape_of(fields[part].annotation) if part in fields else None
    return table


def _shape_of(annotation: Any) -> type[BaseModel] | None:
    """The table inside tuple[…, ...] or dict[…, …]."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((one for part in get_args(annotation) if (one := _shape_of(part))), None)


@cache
def _homes(key: str) -> tuple[str, ...]:
    """The tables that do have a key, as their headers are written."""
    homes = []
    for name, field in shape.File.model_fields.items():
        table = _shape_of(field.annotation)
        if table and key in shape.keys_of(table):
            homes.append(
                f"[[{name}]]" if name in TABLE_ARRAYS else "[digest.编号]" if name == "digest" else f"[{name}]"
            )
    if key in shape.SelectTable.model_fields and not homes:
        homes.append("[source.select]")
    if key in shape.keys_of(shape.RuleTable) and not homes:
        homes.append("[[section]] 的 match")
    return tuple(homes)


@cache
def _all_keys() -> tuple[str, ...]:
    tables = [_shape_of(field.annotation) for field in shape.File.model_fields.values()]
    return tuple(dict.fromkeys(key for table in tables if table for key in shape.keys_of(table)))
