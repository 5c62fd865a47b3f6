"""The first date-time in a piece of text, in every form the Chinese press writes one.

Pure: the present moment and the zone come in, the machine's own clock and zone are never asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo

# Dates are looked for in labels and short lines; a longer text is an article, whose later dates are not its own.
MAX_TEXT = 2000
# Before this the web held no news: such a year is a counter, a phone number or an empty database field.
FIRST_YEAR = 1990
LAST_YEAR = 2100
# A date without year is the latest one that is not further ahead than this (clocks and zones differ by a day).
AHEAD = timedelta(days=2)
# "N days ago" beyond this is no publication date, and would overflow.
MAX_DAYS_AGO = 366 * 30

_WIDTH = str.maketrans("０１２３４５６７８９：／－．，（）　\xa0–—年", "0123456789:/-.,()  --年")
_TAIL = r"""
    (?:\s?T\s?|[\s,]{0,8}(?:\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?[\s,|]{0,8})
    (?:\(?(?P<clock>北京|香港|澳门|台北|新加坡|东京|格林尼治(?:标准)?|格林威治(?:标准)?|世界协调|当地)时间\)?[\s:]{0,4})?
    (?P<half>上午|下午|中午|凌晨|清晨|早上|早晨|晚上|傍晚|夜间|晚|早|[AaPp]\.?[Mm]\.?\s)?\s*
    (?P<hour>[0-2]?\d)(?:\s*[:时点]\s*(?P<minute>[0-5]?\d)(?!\d)(?:\s*[:分]\s*(?P<second>[0-6]?\d)(?!\d)(?:\s*秒)?(?:[.,]\d{1,9})?)?(?:\s*分)?
      |\s*[时点](?P<sharp>整|半)?(?!\d))
    (?:\s*(?P<after>[AaPp]\.?[Mm]\b\.?))?
"""
_ZONE = r"""(?:\s*(?P<zone>Z\b|(?:GMT|UTC)?\s*[+-]\d{2}:?\d{2}\b|(?:GMT|UTC|UT|EST|EDT|CDT|MST|MDT|PST|PDT|JST)\b))?"""
_TIME = rf"(?:{_TAIL}{_ZONE})?"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<name>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_CHINESE = "〇零○一二三四五六七八九十"
# Whose time a clock shows (北京时间), by two characters, in hours east of Greenwich; 当地 is wherever the page is.
_CLOCKS = {**dict.fromkeys(("北京", "香港", "澳门", "台北", "新加"), 8), "东京": 9, "格林": 0, "世界": 0}
_ZONES = {"EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "JST": 9}


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.X | re.I)


_Y = r"(?<![\d.])(?P<year>\d{4})"
_WRITTEN = (
    _pattern(rf"{_Y}\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*[日号]?{_TIME}"),
    _pattern(
        rf"{_Y}\s?(?P<mark>[-/.])\s?(?P<month>\d{{1,2}})\s?(?P=mark)\s?(?P<day>\d{{2}}(?=\d{{2}}:\d{{2}})|\d{{1,2}}(?!\d)){_TIME}"
    ),
    _pattern(rf"{_Y}\s(?P<month>\d{{2}})\s?[/.-]\s?(?P<day>\d{{2}})(?!\d){_TIME}"),
    _pattern(
        r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)"
        rf"(?:(?P<hour2>[0-2]\d)(?P<minute2>[0-5]\d)(?P<second2>[0-5]\d)?(?!\d)|(?!\d){_TIME})"
    ),
    _pattern(
        rf"(?<![\dA-Za-z])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_MONTH}[\s,-]+(?P<year>\d{{4}}|\d{{2}}(?!\d|:)){_TIME}"
    ),
    _pattern(rf"(?<![A-Za-z]){_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:)[\s,]+(?P<year>\d{{4}})\b{_TIME}"),
    _pattern(rf"(?<![A-Za-z]){_MONTH}\s+(?P<day>\d{{1,2}}){_TAIL}\s*(?:[A-Z]{{2,4}}\s+)?{_ZONE}\s*(?P<year>\d{{4}})\b"),
)
_YEARLESS = (
    _pattern(rf"(?<![\d年])(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*[日号]{_TIME}"),
    _pattern(
        r"(?<![\d:/.+-])(?<![\d年]\s)(?P<month>\d{2})(?P<mark>[-/.])(?P<day>\d{2})(?![\d%元万亿])(?!(?P=mark)\d)(?![-/.]\d)"
        rf"{_TIME}"
    ),
)
_SHORT_YEAR = _pattern(
    rf"(?<![\d:/.-])(?P<year>\d{{2}})(?P<mark>[-/.])(?P<month>\d{{2}})(?P=mark)(?P<day>\d{{2}})(?!\d|[-/.]){_TIME}"
)
_SPELLED = re.compile(
    rf"(?P<year>[{_CHINESE[:-1]}]{{4}})年(?P<month>[{_CHINESE}]{{1,3}})月(?P<day>[{_CHINESE}]{{1,4}})[日号]?"
)
_DAYS = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2, "前日": 2}
_DAY_WORD = _pattern(rf"(?P<word>{'|'.join(_DAYS)}){_TIME}")
_AGO = re.compile(
    r"(?P<count>\d{1,6}|半|[一二两三四五六七八九十]{1,2})\s*(?P<half>个?半)?(?:个)?\s*"
    r"(?P<unit>秒|分|小时|钟头|天|日|周|星期|礼拜|月|年|(?:second|minute|hour|day|week|month|year)s?)钟?\s*(?:之|以)?(?:前|ago)",
    re.I,
)
_NOW = re.compile(r"刚刚|刚才|just\s+now", re.I)
_CLOCK = _pattern(rf"\s*{_TAIL}\s*")
_UNIX = re.compile(r"\s*(\d{10}|\d{13})\s*")
_SECONDS = {
    **dict.fromkeys(("秒", "second"), 1),
    **dict.fromkeys(("分", "minute"), 60),
    **dict.fromkeys(("小时", "钟头", "hour"), 3600),
    **dict.fromkeys(("天", "日", "day"), 86400),
    **dict.fromkeys(("周", "星期", "礼拜", "week"), 7 * 86400),
    **dict.fromkeys(("月", "month"), 30 * 86400),
    **dict.fromkeys(("年", "year"), 365 * 86400),
}


def parse(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The first date-time in `text`, aware; None when there is none that exists in the calendar.

    Without an offset the time is in `zone`, without a time it is midnight there, without a year it is the latest such
    day that is not ahead of `now`. Years before 1990 are no dates. RFC 822 5, RFC 3339 5.6, unix seconds and
    milliseconds (alone in the text) are read too. A date in the future is returned as it stands.
    """
    # One space for any run of them: layout means nothing here, and the patterns cannot be made to backtrack on it.
    text = " ".join(text[:MAX_TEXT].translate(_WIDTH).split())
    if alone := _UNIX.fullmatch(text):
        return _unix(alone[1], zone)
    here = now.astimezone(zone)
    found = [hit for pattern, build in _READERS if (hit := _first(pattern, build, text, here)) is not None]
    if found:
        return min(found, key=lambda hit: hit[0])[1]
    if clock := _CLOCK.fullmatch(text):
        return _at(here.year, here.month, here.day, clock, here)
    return None


def _first(
    pattern: re.Pattern[str], build: Callable[[re.Match[str], datetime], datetime | None], text: str, now: datetime
) -> tuple[int, datetime] | None:
    for match in pattern.finditer(text):
        if (value := build(match, now)) is not None:
            return match.start(), value
    return None


def _unix(digits: str, zone: tzinfo) -> datetime | None:
    seconds = int(digits) / (1000 if len(digits) == 13 else 1)
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.astimezone(zone) if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _written(match: re.Match[str], now: datetime) -> datetime | None:
    parts = match.groupdict()
    name = parts.get("name")
    month = _MONTHS.index(name.lower()) + 1 if name else int(match["month"])
    year = int(match["year"])
    return _at(year + 2000 if len(match["year"]) == 2 else year, month, int(match["day"]), match, now)


def _yearless(match: re.Match[str], now: datetime) -> datetime | None:
    month, day = int(match["month"]), int(match["day"])
    # Eight years back: 29 February may be that far away (1896 to 1904).
    for year in range(now.year + 1, now.year - 9, -1):
        value = _at(year, month, day, match, now)
        if value is not None and value - now <= AHEAD:
            return value
    return None


def _spelled(match: re.Match[str], now: datetime) -> datetime | None:
    year = int("".join(str(_digit(character)) for character in match["year"]))
    return _at(year, _number(match["month"]), _number(match["day"]), None, now)


def _day_word(match: re.Match[str], now: datetime) -> datetime | None:
    day = now.date() - timedelta(days=_DAYS[match["word"].lower()])
    return _at(day.year, day.month, day.day, match, now)


def _ago(match: re.Match[str], now: datetime) -> datetime | None:
    count = (
        0.5
        if match["count"] == "半"
        else float(match["count"])
        if match["count"].isdigit()
        else _number(match["count"])
    )
    count += 0.5 if match["half"] else 0
    unit = match["unit"].lower()
    seconds = count * _SECONDS[unit.rstrip("s")]
    if seconds > MAX_DAYS_AGO * 86400:
        return None
    # In UTC: subtracting across a change of summer time is arithmetic on moments, not on wall clocks.
    return (now.astimezone(UTC) - timedelta(seconds=seconds)).astimezone(now.tzinfo)


def _just_now(_: re.Match[str], now: datetime) -> datetime:
    return now


def _at(year: int, month: int, day: int, match: re.Match[str] | None, now: datetime) -> datetime | None:
    """That day at the time the match holds, or None when the calendar has no such day or hour."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    parts = match.groupdict() if match else {}
    hour, minute, second = (int(parts.get(key) or parts.get(f"{key}2") or 0) for key in ("hour", "minute", "second"))
    if parts.get("sharp") == "半":
        minute = 30
    hour = _of_24(hour, parts.get("half") or parts.get("after") or "")
    extra = timedelta(days=1) if (hour, minute, second) == (24, 0, 0) else timedelta()
    try:
        value = datetime(year, month, day, 0 if extra else hour, minute, min(second, 59), tzinfo=now.tzinfo)
    except ValueError:
        return None
    if zone := parts.get("zone"):
        value = value.replace(tzinfo=_offset(zone.upper()))
    elif (hours := _CLOCKS.get((parts.get("clock") or "")[:2])) is not None:
        value = value.replace(tzinfo=timezone(timedelta(hours=hours)))
    return value + extra


def _of_24(hour: int, half: str) -> int:
    half = half.strip().replace(".", "").lower()
    if half in ("下午", "晚上", "傍晚", "夜间", "晚", "pm") and 0 < hour < 12:
        return hour + 12
    if half == "中午" and hour < 4:
        return hour + 12
    if hour == 12 and half in ("am", "凌晨"):
        return 0
    if hour == 12 and half in ("晚上", "夜间", "晚"):
        return 24
    return hour


def _offset(zone: str) -> tzinfo:
    signed = re.search(r"([+-])(\d{2}):?(\d{2})", zone)
    if signed is None:
        return timezone(timedelta(hours=_ZONES.get(zone.strip(), 0)))
    hours, minutes = int(signed[2]), int(signed[3])
    if hours > 14 or minutes > 59:
        return UTC
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(-away if signed[1] == "-" else away)


def _digit(character: str) -> int:
    return (
        0
        if character in "〇零○"
        else "一二三四五六七八九".index(character) + 1
        if character in "一二三四五六七八九"
        else 0
    )


def _number(text: str) -> int:
    """十五 -> 15, 三十一 -> 31, 两 -> 2, 〇五 -> 5."""
    tens, ten, ones = text.replace("两", "二").rpartition("十")
    units = int("".join(str(_digit(character)) for character in ones) or 0)
    if not ten:
        return units
    return (_number(tens) if tens else 1) * 10 + units


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], datetime], datetime | None]], ...] = (
    *((pattern, _written) for pattern in _WRITTEN),
    (_SPELLED, _spelled),
    (_DAY_WORD, _day_word),
    (_AGO, _ago),
    (_NOW, _just_now),
    (_SHORT_YEAR, _written),
    *((pattern, _yearless) for pattern in _YEARLESS),
)
