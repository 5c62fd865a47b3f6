"""The shape of config.toml: its tables, their keys, what each means. Nothing here looks from one table to another."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo

from syndicator.config import divisions, values
from syndicator.config.spelling import did_you_mean, shown
from syndicator.model import Kind, Rights

# An id is part of URLs and file names.
ID = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
LONGEST_ID = 64
# RFC 5646, as far as feeds ask.
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
# What XML cannot hold (XML 1.0, 2.2) and no title needs.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
# A title is one line, and a contact is part of a request's header.
LINE_BREAK = re.compile(r"\s*[\r\n\u2028\u2029]\s*")

RIGHTS_SAID = {
    "全文": "full",
    "摘要": "summary",
    "标题": "headline",
    "不公开": "none",
    "无": "none",
    "title": "headline",
}
KINDS_SAID = {
    "自动": "auto", "rss": "feed", "atom": "feed", "订阅源": "feed", "html": "list", "列表": "list", "网页": "list",
    "数字报": "epaper", "网站地图": "sitemap", "api": "json",
}  # fmt: skip


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{shown(value)} 不行:要写成带引号的文字")
    if value.isprintable():  # nearly all are
        return value.strip()
    if CONTROL.search(value):
        raise ValueError("含有看不见的控制字符,请删去")
    return LINE_BREAK.sub(" ", value.strip())


def _name(value: Any) -> str:
    text = _text(value)
    if not text:
        raise ValueError("不能空着")
    return text


def _identifier(value: Any) -> str:
    if not isinstance(value, str) or not ID.fullmatch(value) or len(value) > LONGEST_ID:
        better = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")[:LONGEST_ID] if isinstance(value, str) else ""
        example = better.strip("-") or "xnnews-chongyang"
        raise ValueError(f'{shown(value)} 不能作编号:只用小写字母、数字和连字符,最多 {LONGEST_ID} 个,如 "{example}"')
    return value


def _language(value: Any) -> str:
    if not LANGUAGE.fullmatch(_text(value)):
        raise ValueError(f'{shown(value)} 不是语言代码。简体中文写 "zh-CN"')
    return _text(value)


def _prefecture(value: Any) -> str:
    """A prefecture that the national list knows."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(value)
    if text:
        divisions.code_of(text)
    return text


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{shown(value)} 不行:要写 true(是)或 false(否),不带引号")
    return value


def _listed(value: Any) -> Any:
    """One text or a list of them, as a list."""
    if not isinstance(value, str | list):
        raise ValueError(f'{shown(value)} 不行:要写成带引号的文字,或文字的列表,如 ["咸宁", "崇阳"]')
    return [value] if isinstance(value, str) else value


def _excluded(value: Any) -> Any:
    """One rule or a list of them, as a list."""
    return [value] if isinstance(value, dict) else value


def _times(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _whole(least: int, most: int) -> BeforeValidator:
    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"{shown(value)} 不行:要写 {least} 到 {most} 的整数,不带引号")
        return value

    return BeforeValidator(check)


def _one_of(words: type[StrEnum], said: Mapping[str, str]) -> Callable[[Any], str]:
    """A reader of one word out of a few, with what people write instead."""

    def check(value: Any) -> str:
        known = [str(word) for word in words]
        if isinstance(value, str) and value in known:
            return value
        meant = said.get(value.strip().lower()) if isinstance(value, str) else None
        hint = f"是不是想写 {meant}?" if meant else did_you_mean(str(value), known)
        raise ValueError(f"不能写 {shown(value)}。{hint}")

    return check


Identifier = Annotated[str, BeforeValidator(_identifier)]
Text = Annotated[str, BeforeValidator(_text)]
Name = Annotated[str, BeforeValidator(_name)]
Texts = Annotated[tuple[Name, ...], BeforeValidator(_listed)]
Identifiers = Annotated[tuple[Identifier, ...], BeforeValidator(_listed)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Moment = Annotated[time, BeforeValidator(values.clock_time)]
RuleKind = Annotated[Kind, BeforeValidator(_one_of(Kind, KINDS_SAID))]
# A day of the office's calendar, or a minute of it.
Day = date | datetime


def _between(least: str, most: str) -> BeforeValidator:
    return BeforeValidator(values.duration_between(least, most))


def _says(meaning: str, default: Any = ...) -> Any:
    return Field(default, description=meaning)


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def keys_of(table: type[BaseModel]) -> dict[str, FieldInfo]:
    """A table's keys as they are written in the file."""
    return {field.alias or name: field for name, field in table.model_fields.items()}


class SiteTable(Table):
    title: Name = _says("名称")
    base_url: Annotated[str, BeforeValidator(values.public_address)] = _says("公开的网址")
    timezone: Annotated[ZoneInfo, BeforeValidator(values.zone)] = _says("时区", ZoneInfo("Asia/Shanghai"))
    language: Annotated[str, BeforeValidator(_language)] = _says("语言", "zh-CN")
    description: Text = _says("一句话介绍", "")
    contact: Text = _says("联系方式", "")
    prefecture: Annotated[str, BeforeValidator(_prefecture)] = _says("所在的市州", "")
    window: Annotated[int, _whole(1, 500)] = _says("每个订阅源放多少条", 50)
    backfill: Annotated[timedelta, _between("0s", "3650d")] = _says("新来源的旧闻回溯多久", timedelta(days=7))


class StoreTable(Table):
    data: Name = _says("数据目录", "var")
    database: Annotated[str, BeforeValidator(values.database)] = _says("数据库网址", "")
    keep: Annotated[timedelta, _between("1d", "36500d")] = _says("稿件的旧版本保留多久", timedelta(days=400))


class ServeTable(Table):
    listen: Annotated[tuple[str, int], BeforeValidator(values.listen_address)] = _says("监听地址", ("127.0.0.1", 8080))


class GatherTable(Table):
    pause: Annotated[timedelta, _between("0s", "1h")] = _says("对同一主机的停顿", timedelta(seconds=2))
    timeout: Annotated[timedelta, _between("1s", "10m")] = _says("一次请求最多等多久", timedelta(seconds=30))
    max_bytes: Annotated[int, BeforeValidator(values.size)] = _says("一份文档最多收多大", 8 * 1024 * 1024)
    concurrency: Annotated[int, _whole(1, 1000)] = _says("同时抓取几家主机", 64)
    pages_per_run: Annotated[int, _whole(1, 1000)] = _says("每轮最多读几个正文页", 30)


class SelectTable(Table):
    item: Text = _says("列表里的一条", "")
    link: Text = _says("一条里的链接", "")
    title: Text = _says("一条里的标题", "")
    date: Text = _says("一条里的日期", "")
    summary: Text = _says("一条里的摘要", "")
    image: Text = _says("一条里的图片", "")
    body: Text = _says("正文页的正文", "")
    article_title: Text = _says("正文页的标题", "")
    article_date: Text = _says("正文页的日期", "")
    origin: Text = _says("正文页的来源", "")
    items: Text = _says("JSON 里数组的位置", "")


RightsWord = Annotated[Rights, BeforeValidator(_one_of(Rights, RIGHTS_SAID))]
Held = Annotated[timedelta | time, BeforeValidator(values.embargo)]
# Less than a day would take from readers what they have not seen.
Lifetime = Annotated[timedelta, BeforeValidator(values.duration_between("1d", "3650d"))]


def _left(value: Any) -> str:
    """What is left of something that has expired."""
    word = _one_of(Rights, RIGHTS_SAID)(value)
    if word not in (Rights.HEADLINE, Rights.NONE):
        raise ValueError(f'不能写 {shown(value)}。到期以后只能是 "headline"(只留标题)或 "none"(撤下)')
    return word


Left = Annotated[Rights, BeforeValidator(_left)]


class SourceTable(Table):
    id: Identifier = _says("编号")
    url: Annotated[str, BeforeValidator(values.web_address)] = _says("网址")
    name: Text = _says("名称", "")
    kind: Annotated[Kind, BeforeValidator(_one_of(Kind, KINDS_SAID))] = _says("种类", Kind.AUTO)
    every: Annotated[tuple[timedelta, timedelta | None], BeforeValidator(values.interval)] = _says(
        "多久看一次", (timedelta(minutes=2), timedelta(hours=3))
    )
    rights: RightsWord = _says("公开到什么程度", Rights.SUMMARY)
    embargo: Held | None = _says("推迟到什么时候公开", None)
    expires: Lifetime | None = _says("公开多久", None)
    expired: Left = _says("到期以后留什么", Rights.HEADLINE)
    section: Texts = _says("固定归入的栏目", ())
    place: Texts = _says("固定归入的县市区", ())
    priority: Annotated[int, _whole(-100, 100)] = _says("作主稿的优先级", 0)
    full_text: Flag = _says("再去读正文页", False)
    allow_private: Flag = _says("允许内网地址", False)
    pages: Annotated[int, _whole(1, 50)] = _says("第一次往回翻几页", 1)
    select: SelectTable = _says("选择器", SelectTable())


class ConditionsTable(Table):
    """What a rule asks; all that is asked must hold."""

    source: Texts = _says("来源", ())
    breadcrumb: Texts = _says("面包屑", ())
    category: Texts = _says("分类", ())
    url: Texts = _says("网址片段", ())
    keyword: Texts = _says("关键词", ())
    all: Texts = _says("缺一不可的关键词", ())
    place: Texts = _says("县市区", ())
    kind: Annotated[tuple[RuleKind, ...], BeforeValidator(_listed)] = _says("来源的种类", ())
    origin: Texts = _says("稿源", ())
    pictures: Annotated[int, _whole(1, 50)] | None = _says("至少几张图", None)


class RuleTable(ConditionsTable):
    """One of a section's rules: what it asks, and what it will not have (`not`, a word that Python keeps to itself)."""

    excluded: Annotated[tuple[ConditionsTable, ...], BeforeValidator(_excluded)] = Field(
        (), alias="not", description="排除"
    )


class RightsTable(Table):
    source: Texts = _says("来源", ())
    origin: Texts = _says("稿源", ())
    show: RightsWord | None = _says("公开到什么程度", None)
    embargo: Held | None = _says("推迟到什么时候公开", None)
    expires: Lifetime | None = _says("公开多久", None)
    expired: Left | None = _says("到期以后留什么", None)
    notice: Text = _says("版权说明", "")


class SectionTable(Table):
    id: Identifier = _says("编号")
    name: Name = _says("名称")
    former: Identifiers = _says("用过的编号", ())
    match: tuple[RuleTable, ...] = _says("归入规则", ())
    fallback: Flag = _says("收没有归处的新闻", False)
    parent: Identifier | None = _says("上级栏目", None)
    since: Annotated[Day, BeforeValidator(values.day)] | None = Field(None, alias="from", description="从哪一天起收")
    until: Annotated[Day, BeforeValidator(values.day)] | None = _says("收到哪一天为止", None)


class PlaceTable(Table):
    id: Identifier = _says("编号")
    name: Name = _says("名称")
    names: Texts = _says("别名和乡镇", ())
    former: Identifiers = _says("用过的编号", ())


class EditionTable(Table):
    at: Moment = _says("几点出")
    name: Text = _says("期名", "")
    weekdays: Annotated[tuple[int, ...], BeforeValidator(values.weekdays)] = _says("星期几出", ())


def _edition(value: Any) -> Any:
    """An edition's table, or just its time of day."""
    return value if isinstance(value, dict) else EditionTable.model_construct(at=values.clock_time(value))


TimeOrEdition = Annotated[EditionTable, BeforeValidator(_edition)]
Told = Annotated[str, BeforeValidator(values.story_named)]


class DigestTable(Table):
    name: Name = _says("名称")
    size: Annotated[int, _whole(1, 50)] = _says("每期几条", 5)
    editions: Annotated[tuple[TimeOrEdition, ...], BeforeValidator(_times)] = _says("每天几点出", ())
    sections: Texts = _says("只收这些栏目", ())
    sources: Texts = _says("只收这些来源", ())
    weights: dict[str, Annotated[float, BeforeValidator(values.factor)]] = _says("栏目的分量", {})
    pin: Annotated[tuple[Told, ...], BeforeValidator(_listed)] = _says("必上的新闻", ())
    ban: Annotated[tuple[Told, ...], BeforeValidator(_listed)] = _says("不上的新闻", ())
    thumbnails: Flag = _says("图片缩小后自己提供", False)
    former: Identifiers = _says("用过的编号", ())


class JoinTable(Table):
    urls: Texts = _says("本是一条新闻的几个网址")
    reason: Text = _says("为什么", "")


class SplitTable(Table):
    urls: Texts = _says("不属于它所在那条新闻的网址")
    reason: Text = _says("为什么", "")


class File(Table):
    """config.toml as a whole."""

    site: SiteTable = _says("网站")
    store: StoreTable = _says("数据", StoreTable())
    serve: ServeTable = _says("网页服务", ServeTable())
    gather: GatherTable = _says("抓取", GatherTable())
    source: tuple[SourceTable, ...] = _says("来源", ())
    rights: tuple[RightsTable, ...] = _says("版权规则", ())
    section: tuple[SectionTable, ...] = _says("栏目", ())
    place: tuple[PlaceTable, ...] = _says("县市区", ())
    digest: dict[Identifier, DigestTable] = _says("摘要", {})
    join: tuple[JoinTable, ...] = _says("合并", ())
    split: tuple[SplitTable, ...] = _says("拆开", ())
