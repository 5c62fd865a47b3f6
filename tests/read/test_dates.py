"""The first date-time in a text, in every form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.read.dates import parse

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
_FIRST, _LAST = (datetime(year, 1, 1, tzinfo=UTC) for year in (1990, 2099))
moments = st.integers(int(_FIRST.timestamp()), int(_LAST.timestamp())).map(lambda at: datetime.fromtimestamp(at, ZONE))


def shown(text: str, now: datetime = NOW) -> str | None:
    moment = parse(text, now, ZONE)
    return moment.isoformat(" ") if moment else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-01-15 19:54", "2020-01-15 19:54:00+08:00"),
        ("2020-01-15 19:54:30", "2020-01-15 19:54:30+08:00"),
        ("来源: 时间:2020-01-15 19:54", "2020-01-15 19:54:00+08:00"),
        ("2020年1月15日 19时54分", "2020-01-15 19:54:00+08:00"),
        ("2020年01月15日19:54", "2020-01-15 19:54:00+08:00"),
        ("2020年01月15日 (星期三) 08:12", "2020-01-15 08:12:00+08:00"),
        ("2020-01-15 星期三 08:12", "2020-01-15 08:12:00+08:00"),
        ("2020年1月15日, 格林尼治标准时间10:41", "2020-01-15 10:41:00+00:00"),
        ("2020年1月15日 北京时间 10:41", "2020-01-15 10:41:00+08:00"),
        ("2020年1月15日 （当地时间）10:41", "2020-01-15 10:41:00+08:00"),
        ("2020年1月15日", "2020-01-15 00:00:00+08:00"),
        ("2020/01/15", "2020-01-15 00:00:00+08:00"),
        ("2020.1.15 8:05", "2020-01-15 08:05:00+08:00"),
        ("2020-01-1519:54", "2020-01-15 19:54:00+08:00"),
        ("2019 09 / 07 19 : 02", "2019-09-07 19:02:00+08:00"),
        ("20200115", "2020-01-15 00:00:00+08:00"),
        ("20200115195430", "2020-01-15 19:54:30+08:00"),
        ("t20260508_4582053.shtml", "2026-05-08 00:00:00+08:00"),
        ("２０２０－０１－１５　１９：５４", "2020-01-15 19:54:00+08:00"),
        ("2020年1月15日 下午3:05", "2020-01-15 15:05:00+08:00"),
        ("2020-01-15 上午 9点半", "2020-01-15 09:30:00+08:00"),
        ("2020-01-15 晚上12点", "2020-01-16 00:00:00+08:00"),
        ("2020-12-31 24:00", "2021-01-01 00:00:00+08:00"),
        ("二〇二〇年一月十五日", "2020-01-15 00:00:00+08:00"),
        ("二○二○年十二月三十一日", "2020-12-31 00:00:00+08:00"),
        ("Wed, 15 Jan 2020 19:54:30 +0800", "2020-01-15 19:54:30+08:00"),
        ("Wed, 15 Jan 2020 19:54:30 GMT", "2020-01-15 19:54:30+00:00"),
        ("15 Jan 20 19:54 EST", "2020-01-15 19:54:00-05:00"),
        ("2020-01-15T19:54:30+08:00", "2020-01-15 19:54:30+08:00"),
        ("2020-01-15T19:54:30.123Z", "2020-01-15 19:54:30+00:00"),
        ("Mon Jan 15 2020", "2020-01-15 00:00:00+08:00"),
        ("Mon Jan 15 2020 19:54:30 GMT+0800 (中国标准时间)", "2020-01-15 19:54:30+08:00"),
        ("Wed Jan 15 19:54:30 CST 2020", "2020-01-15 19:54:30+08:00"),
        ("January 15, 2020 7:54 PM", "2020-01-15 19:54:00+08:00"),
        ("1579089270", "2020-01-15 19:54:30+08:00"),
        ("1579089270000", "2020-01-15 19:54:30+08:00"),
        ("刚刚", "2026-11-25 14:30:00+08:00"),
        ("5分钟前", "2026-11-25 14:25:00+08:00"),
        ("3小时前", "2026-11-25 11:30:00+08:00"),
        ("半小时前", "2026-11-25 14:00:00+08:00"),
        ("2天前", "2026-11-23 14:30:00+08:00"),
        ("今天 08:30", "2026-11-25 08:30:00+08:00"),
        ("昨天08:30", "2026-11-24 08:30:00+08:00"),
        ("前天", "2026-11-23 00:00:00+08:00"),
        ("01-15", "2026-01-15 00:00:00+08:00"),
        ("12-31", "2025-12-31 00:00:00+08:00"),
        ("1月15日 10:20", "2026-01-15 10:20:00+08:00"),
        ("02-29", "2024-02-29 00:00:00+08:00"),
        ("2027-03-01", "2027-03-01 00:00:00+08:00"),
        ("2019-02-29，改期到 2020-02-29", "2020-02-29 00:00:00+08:00"),
    ],
)
def test_a_date_is_read_in_the_form_it_is_written(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "无",
        "2020-13-45",
        "2020-02-30",
        "1899-12-30",
        "0001-01-01 00:00:00",
        "0715-8256789",
        "12345",
        "第3/4页",
        "9" * 40,
    ],
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert shown(text) is None


def test_a_day_without_a_year_turns_with_the_year() -> None:
    new_year = datetime(2026, 1, 1, 0, 30, tzinfo=ZONE)
    assert shown("12-31", new_year) == "2025-12-31 00:00:00+08:00"
    assert shown("01-01", new_year) == "2026-01-01 00:00:00+08:00"
    assert shown("01-01", datetime(2025, 12, 31, 23, 50, tzinfo=ZONE)) == "2026-01-01 00:00:00+08:00"


def test_yesterday_is_counted_in_the_zone_of_the_site_not_of_the_machine() -> None:
    late = datetime(2025, 12, 31, 17, 0, tzinfo=UTC)  # already 2026 in Shanghai
    assert shown("昨天 08:30", late) == "2025-12-31 08:30:00+08:00"
    assert shown("今天", late) == "2026-01-01 00:00:00+08:00"


def test_a_zone_in_the_text_wins_over_the_given_one() -> None:
    moment = parse("2020-01-15T12:00:00-05:00", NOW, ZONE)
    assert moment is not None
    assert moment.utcoffset() == timedelta(hours=-5)


@settings(deadline=None)
@given(moments)
def test_every_written_form_gives_back_the_minute(moment: datetime) -> None:
    minute = moment.replace(second=0)
    for form in (
        "%Y-%m-%d %H:%M",
        "%Y/%m/%d %H:%M",
        "%Y.%m.%d %H:%M",
        "%Y年%m月%d日 %H:%M",
        "%Y年%m月%d日%H时%M分",
        "时间：%Y-%m-%d　%H：%M　来源：",
        "%Y%m%d%H%M",
        "%Y-%m-%dT%H:%M:00+08:00",
        "%d %b %Y %H:%M:00 +0800",
        "%a %b %d %Y %H:%M:00 GMT+0800",
    ):
        # 1990 and 1991 had summer time in China: an explicit offset and the zone differ then.
        if "08" in form and minute.utcoffset() != timedelta(hours=8):
            continue
        assert parse(minute.strftime(form), NOW, ZONE) == minute, form


@settings(deadline=None)
@given(moments)
def test_unix_seconds_and_milliseconds_give_back_the_moment(moment: datetime) -> None:
    seconds = int(moment.timestamp())
    if len(str(seconds)) == 10:
        assert parse(str(seconds), NOW, ZONE) == moment.astimezone(UTC)
        assert parse(f"{seconds}000", NOW, ZONE) == moment.astimezone(UTC)


@settings(deadline=None)
@given(st.text("0123456789-/.:年月日时分前天今昨上下午 TZ+〇一二三十JanFebGMT", max_size=40) | st.text(max_size=200))
def test_any_text_gives_an_aware_date_or_none(text: str) -> None:
    moment = parse(text, NOW, ZONE)
    assert moment is None or moment.utcoffset() is not None


@settings(deadline=None)
@given(st.integers(0, 900), st.sampled_from([ZONE, UTC, timezone(timedelta(hours=-8))]))
def test_a_day_without_a_year_is_never_far_ahead(days: int, zone: ZoneInfo) -> None:
    now = NOW.astimezone(zone) + timedelta(days=days)
    moment = parse(f"{now.month:02}-{now.day:02}", now, zone)
    assert moment is not None
    assert moment.date() == now.date()
