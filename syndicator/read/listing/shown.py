"""Dates as list pages show them beside a headline, or hide them in its URL."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo

from syndicator.read import dates

_YEAR = r"(?:19|20)\d\d"
_CLOCK = r"(?:\s*|\s*T)\d{1,2}[:：时]\d{2}(?:[:：分]\d{2})?秒?"
_ENGLISH = rf"(?:[A-Z][a-z]{{2,8}}\.?\s+\d{{1,2}},?|\d{{1,2}}\s+[A-Z][a-z]{{2,8}}\.?)\s+{_YEAR}"
# 26-11-24, as the oldest systems write it.
_TWO_DIGITS = r"[0-3]\d(?P<mark>[-/.])(?:0\d|1[0-2])(?P=mark)(?:[0-2]\d|3[01])"
_COMPACT = r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_WHOLE = rf"(?:{_ENGLISH}|{_YEAR}\s*[-/.年]\s*\d{{1,2}}\s*[-/.月]\s*\d{{1,2}}\s*日?)(?:{_CLOCK})?"
_SHORT = rf"(?:\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}月\d{{1,2}}日)(?:{_CLOCK})?"
_RELATIVE = rf"(?:今天|昨天|前天|今日|昨日)(?:{_CLOCK})?|刚刚|\d{{1,3}}\s*(?:秒|分钟|个?小时|天|周|个?月)前"
# 25 / 2026-11 and 2026-11 / 25: a big day with its month beneath.
_DAY_FIRST = rf"(?P<d1>\d{{1,2}})日?\s*/?\s*(?P<y1>{_YEAR})\s*[-/.年]\s*(?P<m1>\d{{1,2}})月?"
_DAY_LAST = rf"(?P<y2>{_YEAR})\s*[-/.年]\s*(?P<m2>\d{{1,2}})月?\s*/?\s+(?P<d2>\d{{1,2}})日?"
_YEAR_LAST = rf"(?P<m3>\d{{1,2}})[-/.月](?P<d3>\d{{1,2}})日?\s+(?P<y3>{_YEAR})年?"
_LABEL = r"(?:(?:发布|发表|更新|添加|加入|上传|公开|成文|发文)?(?:时间|日期|于)|日期)\s*[:：]?\s*"
_OPEN, _CLOSE = r"[\s\[\(（【〔<《|·/-]*", r"[\s\]\)）】〕>》|·/-]*"
_WEEKDAY = r"(?:\s*(?:星期|周)[一二三四五六日天])?"

_ONLY = re.compile(
    rf"{_OPEN}(?:{_LABEL})?(?P<date>{_WHOLE}|{_RELATIVE}|{_SHORT}|{_TWO_DIGITS}|{_COMPACT}){_WEEKDAY}{_CLOSE}"
)
_LABELLED = re.compile(rf"{_LABEL}(?P<date>{_WHOLE}|{_SHORT}|{_RELATIVE})")
_WHOLE_ANYWHERE = re.compile(rf"(?<![\d/-])(?P<date>{_WHOLE})(?![\d/-])")
_SPLIT = re.compile(rf"{_OPEN}(?:{_DAY_LAST}|{_DAY_FIRST}|{_YEAR_LAST}){_CLOSE}")
_NAMES = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
# 24 / 11月 and Nov / 24: the same without a year.
_PAIR = re.compile(
    rf"{_OPEN}(?:(?P<d1>\d{{1,2}})日?\s+(?P<m1>\d{{1,2}})月|(?P<m2>\d{{1,2}})月\s+(?P<d2>\d{{1,2}})日?"
    rf"|(?P<d3>\d{{1,2}})\s+(?P<m3>{_NAMES})[a-z]{{0,6}}\.?|(?P<m4>{_NAMES})[a-z]{{0,6}}\.?\s+(?P<d4>\d{{1,2}})){_CLOSE}",
    re.IGNORECASE,
)
_TIME = re.compile(rf"{_OPEN}(?P<h>\d{{1,2}})[:：](?P<m>\d\d){_CLOSE}")
_SAYS_YEAR = re.compile(rf"{_YEAR}|前$|刚刚|天|日\s*\d")

# /202611/t20261125_1.shtml, /2026-11/25/content_1.htm, /2026/11/25/, /art/2026/11/25/, /20261125/
_IN_URL = re.compile(r"(?<![0-9A-Za-z])t?(20\d\d)[-_/]?(0[1-9]|1[0-2])[-_/]?(0[1-9]|[12]\d|3[01])(?!\d{1,3}(?!\d))")
# 163's /20/0802/16/
_SHORT_IN_URL = re.compile(r"/([12]\d)/(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])/\d\d?/")
_LOOSE_IN_URL = re.compile(r"/(20\d\d)[-/](1[0-2]|[1-9])[-/](3[01]|[12]\d|[1-9])/")
_MONTH_IN_URL = re.compile(r"/20\d\d[-_/]?(?:0[1-9]|1[0-2])/")
_MAX_TEXT = 200


def only(text: str) -> str | None:
    """The date in a text that is nothing but a date, with brackets or a label like 发布时间:; else None."""
    if len(text) > 60:
        return None
    match = _ONLY.fullmatch(text)
    return match["date"] if match else None


def within(text: str) -> str | None:
    """A date inside a longer text of which it is clearly the date of publication: labelled, or beside little else."""
    text = text[:_MAX_TEXT]
    match = _LABELLED.search(text)
    if match is None and len(text) <= 60:
        match = _WHOLE_ANYWHERE.search(text)
    return match["date"] if match else None


def split(text: str, zone: tzinfo) -> datetime | None:
    """A date whose day, month and year stand in separate boxes, their texts joined by spaces."""
    match = _SPLIT.fullmatch(text) if len(text) <= 40 else None
    if match is None:
        return None
    for number in "123":
        if match[f"y{number}"] is not None:
            return _day(match[f"y{number}"], match[f"m{number}"], match[f"d{number}"], zone)
    return None


def pair(text: str) -> str | None:
    """A date without a year whose day and month stand in separate boxes, as `11月24日`; None when it is none."""
    match = _PAIR.fullmatch(text) if len(text) <= 24 else None
    if match is None:
        return None
    month, day = next((match[f"m{n}"], match[f"d{n}"]) for n in "1234" if match[f"d{n}"] is not None)
    number = int(month) if month.isdecimal() else _NAMES.lower().split("|").index(month[:3].lower()) + 1
    return f"{number}月{int(day)}日"


def parse(text: str, day: datetime | None, now: datetime, zone: tzinfo) -> datetime | None:
    """When `text`, found by `only` or `within`, is. `day`, from the URL, gives a short date its year."""
    if re.fullmatch(_COMPACT, text):
        return _day(text[:4], text[4:6], text[6:], zone)
    when = dates.parse(text, now, zone)
    if (
        when is not None
        and day is not None
        and not _SAYS_YEAR.search(text)
        and (when.month, when.day)
        == (
            day.month,
            day.day,
        )
    ):
        return when.replace(year=day.year)
    return when


def clock(text: str, day: datetime | None) -> datetime | None:
    """A bare time like 08:30, on the day that the URL names."""
    match = _TIME.fullmatch(text) if day is not None and len(text) <= 12 else None
    if match is None or day is None or int(match["h"]) > 23 or int(match["m"]) > 59:
        return None
    return day + timedelta(hours=int(match["h"]), minutes=int(match["m"]))


def in_url(url: str, zone: tzinfo) -> datetime | None:
    """The day, at midnight in `zone`, that a URL's path or query names; None when it names none."""
    path = url[url.find("/", 8) :] if url.find("/", 8) > 0 else ""
    for pattern in (_IN_URL, _LOOSE_IN_URL):
        if (match := pattern.search(path)) is not None and (when := _day(match[1], match[2], match[3], zone)):
            return when
    match = _SHORT_IN_URL.search(path)
    return _day(f"20{match[1]}", match[2], match[3], zone) if match else None


def in_url_quick(path: str) -> bool:
    """Whether a URL's path names a day or a month, as the paths of articles do."""
    return (
        _IN_URL.search(path) is not None
        or _LOOSE_IN_URL.search(path) is not None
        or (_SHORT_IN_URL.search(path) is not None or _MONTH_IN_URL.search(path) is not None)
    )


def _day(year: str, month: str, day: str, zone: tzinfo) -> datetime | None:
    try:
        return datetime(int(year), int(month), int(day), tzinfo=zone)
    except ValueError:
        return None
