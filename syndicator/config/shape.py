"""The shape of config.toml. Nothing here looks from one table to another; `load` does."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from syndicator.config import values
from syndicator.model import Kind, Rights

SHORTEST_EVERY, LONGEST_EVERY = timedelta(minutes=1), timedelta(days=7)
ID = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
LONGEST_ID = 64


def _identifier(value: Any) -> str:
    if not isinstance(value, str) or not ID.fullmatch(value) or len(value) > LONGEST_ID:
        raise ValueError(f"{value!r} 不能作编号:只用小写字母、数字和连字符,如 xnnews-chongyang")
    return value


def _every(value: Any) -> timedelta:
    every = values.duration(value)
    if not SHORTEST_EVERY <= every <= LONGEST_EVERY:
        raise ValueError(f"{value} 超出范围:间隔从 1m 到 7d")
    return every


def _texts(value: Any) -> tuple[str, ...]:
    """One text or a list of them."""
    many = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) and one.strip() for one in many):
        raise ValueError('要写成文字,或文字的列表,如 ["咸宁", "崇阳"]')
    return tuple(one.strip() for one in many)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("要写成带引号的文字")
    return value.strip()


def _name(value: Any) -> str:
    if not _text(value):
        raise ValueError("不能空着")
    return _text(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("要写 true 或 false,不带引号")
    return value


def _whole(least: int, most: int) -> BeforeValidator:
    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"{value!r} 不行:要写 {least} 到 {most} 的整数,不带引号")
        return value

    return BeforeValidator(check)


def _base(value: Any) -> str:
    url = values.web_address(value)
    if "?" in url or "#" in url:
        raise ValueError(f"{url} 不能带 ? 或 #")
    return url.rstrip("/")


Identifier = Annotated[str, BeforeValidator(_identifier)]
Text = Annotated[str, BeforeValidator(_text)]
Name = Annotated[str, BeforeValidator(_name)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
Flag = Annotated[bool, BeforeValidator(_flag)]
URL = Annotated[str, BeforeValidator(values.web_address)]
Duration = Annotated[timedelta, BeforeValidator(values.duration)]
Moments = Annotated[
    tuple[time, ...],
    BeforeValidator(
        lambda value: tuple(values.clock_time(one) for one in (value if isinstance(value, list) else [value]))
    ),
]


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class SiteTable(Table):
    title: Name
    base_url: Annotated[str, BeforeValidator(_base)]
    timezone: Annotated[ZoneInfo, BeforeValidator(values.zone)] = ZoneInfo("Asia/Shanghai")
    language: Text = "zh-CN"
    description: Text = ""
    contact: Text = ""
    window: Annotated[int, _whole(1, 500)] = 50
    backfill: Duration = timedelta(days=7)


class StoreTable(Table):
    data: Name = "var"
    database: Text = ""


class ServeTable(Table):
    listen: Annotated[tuple[str, int], BeforeValidator(values.address)] = ("127.0.0.1", 8080)


class GatherTable(Table):
    pause: Duration = timedelta(seconds=2)
    timeout: Duration = timedelta(seconds=30)
    max_bytes: Annotated[int, BeforeValidator(values.size)] = 8 * 1024 * 1024
    concurrency: Annotated[int, _whole(1, 1000)] = 64
    pages_per_run: Annotated[int, _whole(1, 1000)] = 30


class SelectTable(Table):
    item: Text = ""
    link: Text = ""
    title: Text = ""
    date: Text = ""
    summary: Text = ""
    image: Text = ""
    body: Text = ""
    article_title: Text = ""
    article_date: Text = ""
    origin: Text = ""
    items: Text = ""


class SourceTable(Table):
    id: Identifier
    url: URL
    name: Text = ""
    kind: Kind = Kind.AUTO
    every: Annotated[timedelta, BeforeValidator(_every)] = timedelta(minutes=15)
    rights: Rights = Rights.SUMMARY
    section: Texts = ()
    place: Texts = ()
    priority: Annotated[int, _whole(-100, 100)] = 0
    full_text: Flag = False
    allow_private: Flag = False
    pages: Annotated[int, _whole(1, 50)] = 1
    select: SelectTable = SelectTable()


class RuleTable(Table):
    source: Texts = ()
    breadcrumb: Texts = ()
    category: Texts = ()
    url: Texts = ()
    keyword: Texts = ()
    place: Texts = ()
    origin: Texts = ()
    pictures: Annotated[int, _whole(1, 50)] | None = None


class SectionTable(Table):
    id: Identifier
    name: Name
    match: list[RuleTable] = Field(default_factory=list)
    fallback: Flag = False


class PlaceTable(Table):
    id: Identifier
    name: Name
    names: Texts = ()


class DigestTable(Table):
    name: Name
    size: Annotated[int, _whole(1, 50)] = 5
    editions: Moments = ()
    sections: Texts = ()
    sources: Texts = ()


class File(Table):
    """config.toml as a whole."""

    site: SiteTable
    store: StoreTable = StoreTable()
    serve: ServeTable = ServeTable()
    gather: GatherTable = GatherTable()
    source: list[SourceTable] = Field(default_factory=list)
    section: list[SectionTable] = Field(default_factory=list)
    place: list[PlaceTable] = Field(default_factory=list)
    digest: dict[Identifier, DigestTable] = Field(default_factory=dict)
