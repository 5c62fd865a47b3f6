"""The feed of problems, for the admins' own readers: one Atom entry (RFC 4287) an incident, built by feedgen."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator

from syndicator.model import Health, Incident, Status
from syndicator.publish.characters import line, shield, unshield
from syndicator.serve.english import english
from syndicator.serve.health import WORDS

TYPE = "application/atom+xml; charset=utf-8"
# When nothing was ever wrong: no feed is without a date, and equal statuses give equal bytes.
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)
_LONGEST_TITLE = 120


def problems(status: Status, base_url: str) -> bytes:
    """Returns the feed of what is and was wrong with sources; `base_url` is where /status lies."""
    generator = FeedGenerator()
    generator.register_extension("explicit", BaseExtension, _Explicit)
    generator.id(f"{base_url}/status.atom" if not status.domain else f"tag:{status.domain.lower()},2026:problems")
    office = line(status.title)
    generator.title(shield(f"{office} - 来源的问题" if office else "来源的问题"))
    generator.subtitle(shield("哪个来源出了什么问题，何时恢复。Problems of the sources and their end."))
    generator.author({"name": shield(office or "syndicator")})
    generator.language("zh-CN")
    generator.generator("syndicator")
    generator.updated(max(map(_updated, status.incidents), default=_NEVER))
    generator.link(href=f"{base_url}/status.atom", rel="self", type="application/atom+xml")
    generator.link(href=f"{base_url}/status", rel="alternate", type="text/html")
    for one in status.incidents:
        entry = generator.add_entry(order="append")
        entry.id(f"urn:uuid:{_key(one)}")
        entry.title(shield(title(one)))
        entry.author({"name": shield(office or "syndicator")})
        entry.published(one.since.replace(microsecond=0))
        entry.updated(_updated(one))
        entry.link(href=f"{base_url}/status?q={one.source}", rel="alternate", type="text/html")
        entry.category(term=one.health.value, scheme=f"{base_url}/status", label=WORDS[one.health][0])
        entry.content(_content(one), type="html")
    return unshield(generator.atom_str())


class _Explicit(BaseEntryExtension):  # type: ignore[misc]
    """Writes rel="alternate" out, which feedgen leaves unsaid and some readers look for."""

    def extend_atom(self, entry: Any) -> Any:
        for link in entry.iterchildren("{*}link"):
            link.set("rel", link.get("rel", "alternate"))
        return entry


def title(one: Incident) -> str:
    """Returns what is the matter now: 【出错】name：why, or 【已恢复】name."""
    name = line(one.name) or one.source
    if one.ended is None:
        why = line(one.error or "")
        said = f"【{WORDS[one.health][0]}】{name}" + (f"：{why}" if why else "")
        return said if len(said) <= _LONGEST_TITLE else said[: _LONGEST_TITLE - 1] + "…"
    if one.became in (None, Health.OK):
        return f"【已恢复】{name}（曾{WORDS[one.health][0]}）"
    return f"【转为{WORDS[one.became][0]}】{name}（曾{WORDS[one.health][0]}）"


def _content(one: Incident) -> str:
    chinese, foreign = WORDS[one.health]
    lines = [f"{chinese} {foreign}：{_moment(one.since)}" + (f" – {_moment(one.ended)}" if one.ended else " 起")]
    if one.error:
        lines += [line(one.error), english(one.error)]
    if one.due is not None:
        lines.append("还会自动再试，恢复后这一条会改为“已恢复”。It is tried again by itself.")
    elif one.ended is None and one.health is Health.STOPPED:
        lines.append("不会再试。请在 config.toml 里更正网址，或删去这个来源。It is not tried again.")
    if one.url:
        lines.append(one.url)
    return "".join(f"<p>{escape(one, quote=False)}</p>" for one in lines)


def _key(one: Incident) -> UUID:
    return uuid5(NAMESPACE_URL, f"{one.source} {one.since.timestamp():.3f}")


def _updated(one: Incident) -> datetime:
    """Many are noted at one moment; readers that order by `updated` want each to have its own."""
    return one.updated.replace(microsecond=_key(one).int % 1_000_000)


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M %Z}"
