"""How much of an item everybody may see, and when: decided here, and nowhere else. Pure; the time is an argument."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from syndicator.model import Embargo, Item, Regime, Rights, Source, Terms
from syndicator.refine.fold import fold
from syndicator.refine.text import TITLE_FROM_TEXT, plain_title, summarise

# From everything to nothing.
STRICTER = (Rights.FULL, Rights.SUMMARY, Rights.HEADLINE, Rights.NONE)
# What a 来源 says that means the site it stands on.
_ITSELF = re.compile(r"(?:本[网站报局台刊社院部厅委办县市]|原创|本网站|自采)(?:讯|综合|原创|消息)?")
# A 来源 may name several, and a source's name its column: 咸宁日报、云上咸宁; 咸宁网·县域新闻.
_SEPARATOR = re.compile(r"[、,，;；/|｜·•\s　+&()（）《》]+")
# What may stand behind a publisher's name without making it another's.
_TAIL = re.compile(r"(?:社|网站|官网|官方网站|客户端|官方微信|微信|微信公众号|公众号|微博|视频号|讯|综合|电|记者)?")
# 来源 and names seen again and again: a few thousand in a large office.
_REMEMBERED = 4096
UNTITLED = "（无标题）"


@dataclass(frozen=True, slots=True)
class Decision:
    """What may be shown now, and when that changes next; None when it never does."""

    rights: Rights
    until: datetime | None = None


def publishable(item: Item) -> bool:
    """Whether anything of `item` may be shown."""
    return item.rights is not Rights.NONE


def shown(item: Item) -> Item:
    """`item` as it may be shown to everybody. What may not be shown at all keeps neither text nor title.

    A summary stands under one picture; a headline stands alone, with its 引题 and 副题.
    """
    match item.rights:
        case Rights.FULL:
            return item
        case Rights.SUMMARY:
            return replace(item, html="", text=item.summary, images=item.images[:1])
        case Rights.HEADLINE:
            paper = item.paper and replace(item.paper, image=None, pdf=None)
            return replace(item, title=_headline(item), html="", text="", summary="", images=(), paper=paper)
        case Rights.NONE:
            nothing = replace(item, title="", url=None, html="", text="", summary="", images=(), author=None)
            return replace(nothing, kicker="", subtitle="", paper=None, origin=None, editor=None, photographer=None)


def _headline(item: Item) -> str:
    """The title, unless it was made from the text for want of one (refine/items.py)."""
    first = item.text.split("\n", 1)[0].strip()
    made = first != item.title and plain_title(summarise(item.text, TITLE_FROM_TEXT)) == item.title
    return UNTITLED if made else item.title


def terms(item: Item, source: Source, regimes: Sequence[Regime]) -> Terms:
    """Under what `item` of `source` may be shown: as the first regime that fits says, and where it says nothing, the
    source."""
    own = Terms(source.rights, source.embargo, source.expires, source.expired)
    regime = regime_of(item, source, regimes)
    if regime is None:
        return own
    return Terms(
        own.show if regime.show is None else regime.show,
        own.embargo if regime.embargo is None else regime.embargo,
        own.expires if regime.expires is None else regime.expires,
        own.expired if regime.expired is None else regime.expired,
    )


def notice(item: Item, source: Source | None, regimes: Sequence[Regime]) -> str:
    """What is to be said of its rights beside the item; "" when no regime says anything."""
    regime = regime_of(item, source, regimes) if source else None
    if regime is None or source is None:
        return ""
    origin = item.origin if item.origin and not _ITSELF.fullmatch(item.origin.strip()) else source.name
    return regime.notice.replace("{origin}", origin).replace("{source}", source.name)


def regime_of(item: Item, source: Source, regimes: Sequence[Regime]) -> Regime | None:
    """The first regime whose conditions all hold. Without a 来源, or with 本网 for one, an item is its source's own."""
    for regime in regimes:
        if regime.source and source.id not in regime.source:
            continue
        if regime.origin and not any(_is(item.origin, source.name, one) for one in regime.origin):
            continue
        return regime
    return None


@lru_cache(maxsize=_REMEMBERED)
def _is(origin: str | None, source_name: str, publisher: str) -> bool:
    """Whether a 来源 names this publisher, alone or among others."""
    own = origin is None or not origin.strip() or _ITSELF.fullmatch(origin.strip()) is not None
    said = source_name if own else origin or ""
    wanted = fold(publisher)
    return bool(wanted) and any(
        name.startswith(wanted) and _TAIL.fullmatch(name[len(wanted) :]) is not None
        for name in map(fold, (said, *_SEPARATOR.split(said)))
    )


def decide(under: Terms, since: datetime, now: datetime, zone: ZoneInfo) -> Decision:
    """What these terms allow at `now` of an item that came out at `since`.

    It is held back until `opens`, shown from that very moment on, and reduced from the moment it expires.
    """
    opens = _opens(under.embargo, since, zone)
    closes = None if under.expires is None else since + under.expires
    if opens is not None and now < opens:
        return Decision(Rights.NONE, opens)
    if closes is not None and now >= closes:
        return Decision(max(under.show, under.expired, key=STRICTER.index))
    return Decision(under.show, closes)


def came_out(item: Item, first_seen: datetime) -> datetime:
    """When an item came out: its own date, but never after we saw it, so that a later edit holds nothing back anew."""
    return min(item.published, first_seen) if item.published else first_seen


def _opens(embargo: Embargo | None, since: datetime, zone: ZoneInfo) -> datetime | None:
    """The end of an embargo: so long after, or the first time at or after it that the clock shows this."""
    if embargo is None:
        return None
    if isinstance(embargo, timedelta):
        return since + embargo
    local = since.astimezone(zone)
    # Of one zone, two moments compare by what the clock shows, which is what is asked here.
    today = datetime.combine(local.date(), embargo, zone)
    return today if today >= local else datetime.combine(local.date() + timedelta(days=1), embargo, zone)


def written(under: Terms) -> str:
    """Terms as a short text that `read` understands; those without times are just the word for what is shown."""
    parts = [str(under.show)]
    if isinstance(under.embargo, timedelta):
        parts.append(f"embargo={under.embargo.total_seconds()}")
    elif under.embargo is not None:
        parts.append(f"embargo={under.embargo:%H:%M}")
    if under.expires is not None:
        parts += [f"expires={under.expires.total_seconds()}", f"expired={under.expired}"]
    return " ".join(parts)


def read(text: str) -> Terms:
    """The terms that `written` made this text of."""
    show, *rest = text.split(" ")
    said = dict(part.split("=", 1) for part in rest)
    embargo, expires = said.get("embargo"), said.get("expires")
    held = None if embargo is None else time.fromisoformat(embargo) if ":" in embargo else _seconds(embargo)
    return Terms(
        Rights(show),
        held,
        None if expires is None else _seconds(expires),
        Rights(said.get("expired", Rights.HEADLINE)),
    )


def _seconds(text: str) -> timedelta:
    return timedelta(seconds=float(text))
