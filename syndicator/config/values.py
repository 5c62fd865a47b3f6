"""How durations, sizes, times and addresses are written in config.toml. Each raises ValueError with the cure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from syndicator.config.spelling import nearest, shown
from syndicator.refine.urls import MAX_URL

SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
SIZES = {"KB": 1024, "MB": 1024**2, "GB": 1024**3}
_DURATION = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)(ms|s|m|h|d)")
_SIZE = re.compile(r"(\d{1,6})(KB|MB|GB)")
_WORDS = {"秒钟": "s", "秒": "s", "分钟": "m", "分": "m", "个小时": "h", "小时": "h", "时": "h", "天": "d", "日": "d"}
_LATIN_WORDS = re.compile(r"(?<=[\d ])(sec|min|hour|hr|day)[a-z]*$")
_LABEL = re.compile(r"(?!-)[^\s。.:/?#@\[\]!\"'<>\\^`{}|,;()]{1,63}(?<!-)")
_PORT = 65_535
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?", re.ASCII)
_DAY_ALONE = len("2026-05-31")
# The addresses that nearly all are; what else there may be is looked at with care.
_PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9]+(?:[.-][a-z0-9]+)*(?::[1-9][0-9]{0,3})?/[!-~]*+")
_LONGEST_HOST = 63
# A section that counts more than ten times as much as others would fill every edition: `sections` says that better.
MAX_FACTOR = 10
_WEEKDAYS: dict[str, tuple[int, ...]] = {
    "工作日": (0, 1, 2, 3, 4),
    "周末": (5, 6),
    **{f"周{name}": (number,) for number, name in enumerate("一二三四五六日")},
    **{name: (number,) for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
}


def duration(value: object) -> timedelta:
    """ "90s", "15m", "2h", "7d"; "0s" is allowed."""
    found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        raise ValueError(f"{shown(value)} 不是时长。{_duration_cure(value)}")
    return timedelta(seconds=float(found[1]) * SECONDS[found[2]])


def duration_between(least: str, most: str) -> Callable[[object], timedelta]:
    """A reader of durations that are at least `least` and at most `most`, both written as in the file."""
    lowest, highest = duration(least), duration(most)

    def check(value: object) -> timedelta:
        found = duration(value)
        if not lowest <= found <= highest:
            raise ValueError(f"{shown(value)} 超出范围:可以从 {least} 到 {most}")
        return found

    return check


_ALWAYS = duration_between("1m", "7d")
_SELDOM = duration_between("1m", "1d")


def interval(value: object) -> tuple[timedelta, timedelta | None]:
    """ "15m": always so; ["2m", "3h"]: as it suits the source, between the two."""
    if not isinstance(value, list):
        return _ALWAYS(value), None
    if len(value) != 2:
        raise ValueError(f'{shown(value)} 不行:要写两个时长,最短和最长,如 ["2m", "3h"];固定间隔只写一个,如 "15m"')
    least, most = _ALWAYS(value[0]), _SELDOM(value[1])
    if least > most:
        raise ValueError(f'{shown(value)} 的顺序反了:先写最短,再写最长,如 ["{value[1]}", "{value[0]}"]')
    return least, most


_HELD_BACK = duration_between("0s", "30d")


def embargo(value: object) -> timedelta | time:
    """ "2h": so long after it came out; "07:00": until that time, in the office's zone."""
    if isinstance(value, time) or (isinstance(value, str) and (":" in value or "：" in value)):
        return clock_time(value)
    return _HELD_BACK(value)


def size(value: object) -> int:
    """ "512KB", "8MB" in bytes: from 1 KB, below which no feed fits, to 1 GB, above which memory does not."""
    found = _SIZE.fullmatch(value.strip().upper().replace(" ", "")) if isinstance(value, str) else None
    if not found:
        example = f'"{value}MB"' if isinstance(value, int) and 0 < value <= 1024 and value is not True else '"8MB"'
        raise ValueError(f'{shown(value)} 不是大小。请写成带引号的数字加单位,如 {example}、"512KB"')
    count = int(found[1]) * SIZES[found[2]]
    if not SIZES["KB"] <= count <= SIZES["GB"]:
        raise ValueError(f"{shown(value)} 超出范围:可以从 1KB 到 1GB")
    return count


def clock_time(value: object) -> time:
    """ "07:30", in the office's zone."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", value.strip(), re.ASCII) if isinstance(value, str) else None
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(f"{shown(value)} 不是时刻。{_clock_cure(value)}")
    return time(int(found[1]), int(found[2]))


def weekdays(value: object) -> tuple[int, ...]:
    """ "工作日", "周六" or a list of such, as sorted numbers of date.weekday()."""
    found: set[int] = set()
    for one in value if isinstance(value, list) else [value]:
        word = one.strip().lower().replace("星期", "周").replace("周天", "周日") if isinstance(one, str) else ""
        if word not in _WEEKDAYS:
            raise ValueError(f'{shown(one)} 不是星期几。请写 "工作日"、"周末",或列出来,如 ["周一", "周三", "周五"]')
        found |= set(_WEEKDAYS[word])
    return tuple(sorted(found))


def factor(value: object) -> float:
    """How much more than others something counts: 1.0 as much, 2.0 twice, 0 not at all."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_FACTOR:
        raise ValueError(f"{shown(value)} 不行:要写 0 到 {MAX_FACTOR} 的数,不带引号;2.0 是加倍,0.5 是减半")
    return float(value)


def story_named(value: object) -> str:
    """A story by the URL of any of its copies, or by its id."""
    text = value.strip() if isinstance(value, str) else ""
    return text if text.startswith("tag:") and len(text) <= MAX_URL else web_address(value)


def zone(value: object) -> ZoneInfo:
    """ "Asia/Shanghai"."""
    if not isinstance(value, str):
        raise ValueError('时区要写成带引号的名称,如 "Asia/Shanghai"')
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = nearest(value, tuple(sorted(available_timezones())))
        cure = f'是不是想写 "{near}"?' if near else '中国各地都写 "Asia/Shanghai"'
        raise ValueError(f"没有时区 {shown(value)}。{cure}") from None


def web_address(value: object) -> str:
    """An http or https URL with a host that can be asked."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError('网址要写成带引号的文字,如 "http://www.example.cn/news/"')
    url = value.strip()
    if _PLAIN_ADDRESS.fullmatch(url) and len(url) <= MAX_URL and url.find("/", 8) <= _LONGEST_HOST:
        return url
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(f"{shown(url)} 不是网址:主机名或端口写错了。{_narrow_cure(url)}") from None
    if "." in parts.scheme or parts.scheme == "localhost" or not parts.scheme or not parts.netloc:
        raise ValueError(f"{shown(url)} 不是完整的网址。{_scheme_cure(url)}")
    if parts.scheme not in ("http", "https"):
        near = nearest(parts.scheme, ("https", "http"))
        cure = f"是不是想写 {shown(near + url[len(parts.scheme) :])}?" if near else "只支持 http:// 和 https://"
        raise ValueError(f"{shown(url)} 以 {parts.scheme}: 开头。{cure}")
    if re.search(r"[\s\x00-\x1f\x7f]", url):
        raise ValueError(f"{shown(url)} 中间有空格。网址里不能有空格,请删去或写成 %20")
    if not _is_host(host):
        raise ValueError(f"{shown(url)} 不是网址:主机名写错了。{_narrow_cure(url)}")
    if len(url) > MAX_URL:
        raise ValueError(f"{shown(url)} 太长:网址最多 {MAX_URL} 个字符")
    return url


def public_address(value: object) -> str:
    """The service's own URL, without the last slash; the host in its ASCII form, as it goes into story ids."""
    url = web_address(value)
    parts = urlsplit(url)
    if "?" in url or "#" in url:
        raise ValueError(f"{shown(url)} 不能带 ? 或 #。请只写到域名或目录")
    if "@" in parts.netloc:
        raise ValueError("公开的网址不能带用户名和密码")
    try:
        netloc = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError(f"{shown(url)} 不是网址:主机名写错了") from None
    return parts._replace(netloc=netloc.lower()).geturl().rstrip("/")


def listen_address(value: object) -> tuple[str, int]:
    """ "127.0.0.1:8080" or "[::1]:8080" as (host, port)."""
    found = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[^:\s/]+):(\d{1,5})", value.strip()) if isinstance(value, str) else None
    if not found or int(found[2]) > _PORT:
        port = re.fullmatch(r":?(\d{1,5})", str(value).strip())
        example = f"127.0.0.1:{port[1]}" if port and 0 < int(port[1]) <= _PORT else "127.0.0.1:8080"
        raise ValueError(f'{shown(value)} 不是监听地址。请写成 "{example}";要让别的机器也能访问,写 "0.0.0.0:端口"')
    return found[1].strip("[]"), int(found[2])


def database(value: object) -> str:
    """An SQLAlchemy URL of SQLite or PostgreSQL, or nothing. Its password is never repeated in a message."""
    if not isinstance(value, str):
        raise ValueError("要写成带引号的文字;空着就用内置的 SQLite")
    url = value.strip()
    if not url:
        return ""
    try:
        backend, _, driver = make_url(url).drivername.partition("+")
    except (ArgumentError, ValueError):
        raise ValueError("不是数据库网址。例如 postgresql://用户:密码@主机/库名;空着就用内置的 SQLite") from None
    if backend not in ("sqlite", "postgres", "postgresql"):
        raise ValueError(f"不支持 {backend}。可以用 postgresql://用户:密码@主机/库名;空着就用内置的 SQLite")
    if driver not in ("", "pysqlite" if backend == "sqlite" else "psycopg"):
        raise ValueError(f"不支持驱动 {driver}。请去掉「+{driver}」,只写 {backend}://…")
    return url


def day(value: object) -> date | datetime:
    """A day, or a minute of it on the office's clock: "2026-05-31", "2026-05-31 18:00", or TOML's own dates."""
    if isinstance(value, datetime | date):
        return value
    text = value.strip() if isinstance(value, str) else ""
    if _DAY.fullmatch(text):
        try:
            return datetime.fromisoformat(text) if len(text) > _DAY_ALONE else date.fromisoformat(text)
        except ValueError:
            raise ValueError(f'{shown(value)} 不是日历上有的日子。请写成 "2026-05-31"') from None
    raise ValueError(f"{shown(value)} 不是日期。{_day_cure(text)}")


def _day_cure(text: str) -> str:
    found = re.fullmatch(r"(\d{4})[年/.-](\d{1,2})[月/.-](\d{1,2})日?", unicodedata.normalize("NFKC", text), re.ASCII)
    if found and 1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31:
        return f'是不是想写 "{found[1]}-{int(found[2]):02}-{int(found[3]):02}"?'
    return '请写成 "2026-05-31" 或 "2026-05-31 18:00"'


def _duration_cure(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return f'请加上单位和引号,如 "{value}s"(秒)或 "{value}m"(分钟)'
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip().lower()
        if re.fullmatch(r"\d{1,6}", text):
            return f'缺少单位。请写成 "{text}s"(秒)、"{text}m"(分钟)、"{text}h"(小时)或 "{text}d"(天)'
        for word, unit in _WORDS.items():
            text = text.replace(word, unit)
        text = _LATIN_WORDS.sub(lambda found: found[1][0], text).replace(" ", "")
        if _DURATION.fullmatch(text):
            return f'是不是想写 "{text}"?'
    return '请写成带引号的数字加一个单位,如 "90s"(秒)、"15m"(分钟)、"2h"(小时)、"7d"(天)'


def _clock_cure(value: object) -> str:
    if isinstance(value, time):
        return f'请加上引号:"{value:%H:%M}"'
    text = unicodedata.normalize("NFKC", value).strip().replace("点半", "点30") if isinstance(value, str) else ""
    found = re.fullmatch(r"(\d{1,2})[:点时.h]?(\d{2})?[分:]?(?:00)?", text, re.ASCII)
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return f'是不是想写 "{int(found[1]):02}:{found[2] or "00"}"?'
    return '请写成 24 小时制,如 "07:30"、"18:00"'


def _scheme_cure(url: str) -> str:
    rest = re.sub(r"^(?:[a-z]{3,6}(?:[:/]+))?/*", "", unicodedata.normalize("NFKC", url))
    scheme = "https" if url.lower().startswith("https") else "http"
    host = re.split(r"[/?#]", rest)[0]
    if "." in host and "@" not in host and _is_host(host.partition(":")[0]):
        return f'请以 http:// 或 https:// 开头,如 "{shown(f"{scheme}://{rest}")[1:-1]}"'
    return '请以 http:// 或 https:// 开头,如 "http://www.example.cn/news/"'


def _narrow_cure(url: str) -> str:
    """The address with Chinese punctuation made Latin, when that is what is wrong with it."""
    narrow = unicodedata.normalize("NFKC", url).replace("。", ".")
    return f"是不是想写 {shown(narrow)}?" if narrow != url else ""


def _is_host(host: str) -> bool:
    """Whether a host is a name made of labels, or an address (urlsplit has seen to the brackets of IPv6)."""
    if ":" in host:
        return True
    return bool(host) and all(_LABEL.fullmatch(label) for label in host.removesuffix(".").split("."))
