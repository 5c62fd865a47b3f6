"""When an article was published: the moment shown, weighed against what the page knows out of sight."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from .. import dates
from .furniture import BARE_DAY, LineKind, kind_of_line
from .meta import Meta
from .zones import MAX_LINE, Zones

# How often a variable of that name is looked at.
MAX_MENTIONS = 5

_CLOCK_ALONE = re.compile(r"\s*\d{1,2}\s?[:：]\s?\d{2}\s*")
_RELATIVE = re.compile(
    r"今天|今日|昨天|昨日|前天|前日|刚刚|刚才|\d\s*(?:秒|分钟|小时|天|周|个月)前|ago\b|today|yesterday", re.I
)
_UPDATED = re.compile(r"最后更新|更新日期|成文日期|生效日期|更新时间|更新于|修改时间|updated|modified", re.I)
_PUBLISHED_LABEL = re.compile(r"(?:发布|发表|发稿|刊发)(?:时间|日期|于)?\s?[:：]")
_PUBLISHED = re.compile(r"(?:发布|发表|发稿|刊发)(?:时间|日期|于)?\s?[:：]\s*([^\n]{6,40})")
_DATED = re.compile(r"\d{1,4}\s?[-/.年月:]\s?\d|\d{8}|ago|前|刚|昨|今|[〇零一二三四五六七八九]年", re.I)
_IN_URL = (
    re.compile(r"/t((?:19|20)\d{2})(\d{2})(\d{2})_\d+"),
    re.compile(r"/((?:19|20)\d{2})[-/_]?(\d{2})[-/_]?(\d{2})(?:/|_|\D)"),
    re.compile(r"/((?:19|20)\d{2})-(\d{1,2})/(\d{1,2})/"),
    re.compile(r"[/_-]((?:19|20)\d{2})(\d{2})(\d{2})\d{0,12}\.(?:s?html?|jsp|aspx?|php)"),
)
_IN_SCRIPT = re.compile(
    r"(?:var\s+ct|oriCreateTime|publish_?[tT]ime|publishDate|pubtime|pubDate|createTime|ptime|postTime)[\"']?\s*[:=]\s*[\"']?"
    r"((?:19|20)\d{2}[-/年][^\"';,<]{4,24}|1\d{9}(?:\d{3})?)"
)
_SCRIPT_WORDS = ("var ct", "oriCreateTime", "ublish", "pubtime", "pubDate", "createTime", "ptime", "postTime")


def published(where: Zones, meta: Meta, url: str, html: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The moment shown on the page; what the page knows out of sight where it shows none, or only the day."""
    hidden = meta.published
    day = _in_url(url, zone)
    # A shown 10-08 has no year: it is the one of the metadata or of the URL, else the latest that has been.
    anchor = (hidden or day or now - timedelta(days=1)) + timedelta(days=1)
    shown = _shown(where.head, anchor, zone, hidden) or _shown(_labelled(where.tail), anchor, zone, hidden)
    if shown is None and hidden is None:
        hidden = _in_scripts(html, now, zone)
        shown = None if hidden else _relative(where, now, zone)
    if shown is None:
        return hidden or day or _signed(where, now, zone)
    if not _has_time(shown):
        for known in (hidden, _in_scripts(html, now, zone) if hidden is None else None):
            if known is not None and known.astimezone(zone).date() == shown.date():
                return known
    return shown


def _labelled(lines: tuple[str, ...]) -> list[str]:
    """The lines with a label, and those behind a bare label: the other dates there are of other articles."""
    labels = [kind_of_line(text) in (LineKind.LABEL, LineKind.CREDIT) for text in lines]
    return [text for at, text in enumerate(lines) if labels[at] or (at and labels[at - 1])]


def _signed(where: Zones, now: datetime, zone: tzinfo) -> datetime | None:
    """The day under an office's signature."""
    return dates.parse(where.closing, now, zone) if BARE_DAY.fullmatch(where.closing) else None


def _has_time(moment: datetime) -> bool:
    return bool(moment.hour or moment.minute or moment.second)


def _shown(lines: Iterable[str], anchor: datetime, zone: tzinfo, hidden: datetime | None) -> datetime | None:
    lines = tuple(lines)
    for label in _PUBLISHED.finditer("\n".join(text for text in lines if len(text) <= MAX_LINE)[:2000]):
        if _RELATIVE.search(label[1]):
            continue
        if (labelled := dates.parse(label[1], anchor, zone)) is not None and _has_time(labelled):
            return labelled
    candidates = [
        text
        for text in lines
        if len(text) <= MAX_LINE
        and _DATED.search(text)
        and not _RELATIVE.search(text)
        and not _CLOCK_ALONE.fullmatch(text)
        and not (len(text) > 40 and "。" in text)
    ]
    candidates.sort(key=_belief)
    found = [moment for text in candidates if (moment := dates.parse(text, anchor, zone)) is not None]
    timed = next((moment for moment in found if _has_time(moment)), None)
    if timed is None:
        # Date and time set in elements of their own: 2019 | 09/07 | 19 : 02.
        joined = " ".join(text for text in lines if len(text) <= 40 and not _RELATIVE.search(text))[:400]
        together = dates.parse(joined, anchor, zone)
        if together is not None and (not found or found[0].date() == together.date()):
            found.insert(0, together)
    best = timed or (found[0] if found else None)
    if best is not None and hidden is not None and abs(best - hidden) > timedelta(days=400) and not _has_time(best):
        return None
    return best


def _belief(text: str) -> int:
    """The order in which dated lines are believed: what says it is the publication, the unlabelled, the others."""
    return 2 if _UPDATED.search(text) else 0 if _PUBLISHED_LABEL.search(text) else 1


def _relative(where: Zones, now: datetime, zone: tzinfo) -> datetime | None:
    for text in where.head:
        if len(text) <= 40 and _RELATIVE.search(text) and (moment := dates.parse(text, now, zone)) is not None:
            return moment
    return None


def _in_url(url: str, zone: tzinfo) -> datetime | None:
    for pattern in _IN_URL:
        if match := pattern.search(url):
            try:
                return datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=zone)
            except ValueError:
                continue
    return None


def _in_scripts(html: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The moment in a script's variable. Words are sought first: the expression over a whole page costs 20 ms."""
    for word in _SCRIPT_WORDS:
        at = html.find(word)
        for _ in range(MAX_MENTIONS):
            if at < 0:
                break
            match = _IN_SCRIPT.search(html, max(0, at - 10), at + 100)
            if match and (moment := dates.parse(match[1], now, zone)) is not None and moment <= now + timedelta(days=1):
                return moment
            at = html.find(word, at + len(word))
    return None
