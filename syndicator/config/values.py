"""How durations, sizes, times and addresses are written in config.toml. Each raises ValueError with the cure."""

from __future__ import annotations

import re
from datetime import time, timedelta
from difflib import get_close_matches
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
SIZES = {"KB": 1024, "MB": 1024**2, "GB": 1024**3}


def duration(value: object) -> timedelta:
    """ "90s", "15m", "2h", "7d"; "0s" is allowed."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*", value) if isinstance(value, str) else None
    if not found:
        raise ValueError(f'{value!r} 不是时长。请写成带引号的数字加单位,如 "90s"、"15m"、"2h"、"7d"')
    return timedelta(seconds=float(found[1]) * UNITS[found[2]])


def size(value: object) -> int:
    """ "512KB", "8MB" in bytes."""
    found = re.fullmatch(r"\s*(\d+)\s*(KB|MB|GB)\s*", value, re.IGNORECASE) if isinstance(value, str) else None
    if not found:
        raise ValueError(f'{value!r} 不是大小。请写成带引号的数字加单位,如 "512KB"、"8MB"')
    return int(found[1]) * SIZES[found[2].upper()]


def clock_time(value: object) -> time:
    """ "07:30", in the office's zone."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", value) if isinstance(value, str) else None
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(f'{value!r} 不是时刻。请写成 "07:30" 这样的 24 小时制')
    return time(int(found[1]), int(found[2]))


def zone(value: object) -> ZoneInfo:
    """ "Asia/Shanghai"."""
    if not isinstance(value, str):
        raise ValueError('时区要写成带引号的名称,如 "Asia/Shanghai"')
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = get_close_matches(value, available_timezones(), n=1)
        raise ValueError(
            f"没有时区 {value}。{'是不是想写 ' + near[0] + '?' if near else '中国写 Asia/Shanghai'}"
        ) from None


def web_address(value: object) -> str:
    """An http or https URL with a host."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError('网址要写成带引号的文字,如 "http://www.example.cn/news/"')
    url = value.strip()
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 — raises for a bad port
    except ValueError as error:
        raise ValueError(f"{url} 不是网址({error})") from error
    if not parts.scheme or "." in parts.scheme or parts.scheme == "localhost":
        raise ValueError(f"{url} 缺少 http:// 或 https://。是不是想写 http://{url.lstrip('/')}?")
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"{url} 以 {parts.scheme}: 开头;只支持 http:// 和 https://")
    if not parts.hostname or " " in url:
        raise ValueError(f"{url} 不是完整的网址")
    return url


def address(value: object) -> tuple[str, int]:
    """ "127.0.0.1:8080" or "[::1]:8080" as (host, port)."""
    found = re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[^:\s]+):(\d{1,5})", value) if isinstance(value, str) else None
    if not found or not 0 <= int(found[2]) <= 65535:
        raise ValueError(f'{value!r} 不是监听地址。请写成 "127.0.0.1:8080"')
    return found[1].strip("[]"), int(found[2])
