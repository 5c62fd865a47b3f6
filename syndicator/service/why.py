"""What makes a story: its items, what joined them, which leads, where it stands, who overruled it, how it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, tzinfo
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection

from syndicator.group import changes as comparing
from syndicator.group import signature, titles
from syndicator.group import stories as deciders
from syndicator.group.kinship import closest
from syndicator.group.overrules import marks
from syndicator.group.placing import placing
from syndicator.group.verdicts import Ground
from syndicator.model import Change, Image, Item, Revision, Settings
from syndicator.publish.changes import told_change
from syndicator.refine import rights
from syndicator.service import finding, names
from syndicator.service.explaining import places_of, sections_of
from syndicator.service.overruling import side
from syndicator.service.placing import classifier_of
from syndicator.service.telling import lead_candidate
from syndicator.store import changes, items, overrules, revisions, stories
from syndicator.store.items import Member
from syndicator.store.overrules import Overrule

# Items that are told one by one; each is compared with all others.
MOST_ITEMS = 200
# What put a lead first, by the fields of `stories.Rank`.
LEADS = {
    "": "只有这一篇",
    "not_compiled": "不是几条新闻的合编",
    "not_copied": "另一篇注明自己转自别处",
    "named": "别的来稿说稿源是它",
    "own": "它说是自己的稿",
    "priority": "来源的 priority 更高",
    "whole_title": "标题完整",
    "length": "正文更长",
    "published": "发布更早",
    "source": "与别的来稿不分先后,按来源编号",
    "key": "与别的来稿不分先后,按网址",
}
JOINED = {
    Ground.ADDRESS: "网址是同一页",
    Ground.ORIGINAL: "注明的原文是同一页",
    Ground.TEXT: "正文相同",
    Ground.TITLE_AND_TEXT: "标题和正文相同",
    Ground.KINDRED: "标题相近,正文相同",
    Ground.CONTAINED: "一篇含在另一篇里",
    Ground.TEASER: "标题相同,正文是摘要",
    Ground.TITLE: "标题相同,没有正文可比",
    Ground.TOLD_AGAIN: "同一来源重发",
    Ground.OTHER_BEGINNING: "开头改写,正文和数字相同",
    Ground.OTHER_WORDS: "文字改写,数字大多相同",
    Ground.BRIEF: "一篇是另一篇的简讯",
}
PARTED = {
    Ground.OTHER_TEXT_THERE: "同一网址换了内容",
    Ground.OTHER_NUMBER_THERE: "同一网址换了期号",
    Ground.OTHER_PART: "标题里的期号、序号或数字不同",
    Ground.ROUND_UP: "一篇是汇总",
    Ground.NO_TEXT: "没有正文可比,标题不足为凭",
    Ground.OTHER_PLACE: "标题里的乡镇或村不同",
    Ground.OTHER_DAY: "说的日子不同",
    Ground.OTHER_FIGURES: "数字不同",
    Ground.OTHER_NOTE: "逐日、套模板的文字,数字或名字不同",
    Ground.PHRASE: "相同的只是一句套话",
    Ground.DIFFERENT: "正文不同",
}


def why(
    connection: Connection, asked: str, settings: Settings, lines: Mapping[tuple[str | int, ...], int]
) -> dict[str, Any]:
    """All that is known of the story that `asked` names, as JSON values; `lines` are those of config.toml.

    Raises finding.Unknown when there is none.
    """
    meant = finding.find(connection, asked, settings)
    telling = stories.tellings(connection, [meant.story])[meant.story]
    members = items.members(connection, [meant.story])[meant.story]
    zone = settings.site.timezone
    words = _words(connection, members)
    fit = [one for one in members if rights.publishable(one.item)]
    told = changes.of(connection, [telling.id]).get(telling.id, ())
    kept = revisions.of(connection, [one.id for one in members if one.revision])
    shown = members[:MOST_ITEMS]
    sides = [side(one) for one in shown]
    return {
        "id": telling.public_id,
        "formerly": list(overrules.formerly(connection, [telling.id]).get(telling.id, ())),
        "title": next((one.item.title for one in members if one.id == telling.lead), None),
        "told": _local(telling.told, zone),
        "updated": _local(telling.updated, zone),
        "revision": telling.revision,
        "lead": telling.lead,
        "lead_because": _lead_because(fit, settings) if telling.lead is not None else None,
        "sections": list(telling.sections),
        "places": list(telling.places),
        "publications": list(names.shown_in(telling, settings)) if telling.told else [],
        "items": [
            {
                **_item(one, telling.lead, settings, zone),
                "joined": _joined(index, sides, shown),
                "overrules": [word.id for word, named in words if _names(word, one, named)],
                **_placed(one, settings, lines),
                "versions": _versions(one, kept.get(one.id, ()), zone),
            }
            for index, one in enumerate(shown)
        ],
        "more_items": len(members) - len(shown),
        "overrules": [overrule_values(word, zone) for word, _ in words],
        "changes": [told_change(one, zone) for one in told],
    }


def overrule_values(one: Overrule, zone: tzinfo) -> dict[str, Any]:
    """An overrule as JSON values."""
    return {
        "number": one.id,
        "kind": str(one.kind),
        "who": one.who,
        "when": _local(one.made, zone),
        "reason": one.reason,
        "in_config": one.declared is not None,
        "undone": _local(one.undone, zone),
    }


def _item(one: Member, lead: int | None, settings: Settings, zone: tzinfo) -> dict[str, Any]:
    source = settings.by_id.get(one.item.source)
    return {
        "number": one.id,
        "leads": one.id == lead,
        "source": one.item.source,
        "source_name": source.name if source else one.item.source,
        "title": one.item.title,
        "url": one.item.url,
        "key": one.item.key,
        "origin": one.item.origin,
        "published": _local(one.item.published, zone),
        "came": _local(one.first_seen, zone),
        "rights": str(one.item.rights),
    }


def _lead_because(fit: Sequence[Member], settings: Settings) -> str:
    return LEADS[deciders.leads_by([lead_candidate(one, settings.by_id) for one in fit])]


def _joined(index: int, sides: Sequence[Any], members: Sequence[Member]) -> dict[str, Any] | None:
    """By what an item belongs to the others: the verdict on it and the one most like it, with all signals."""
    others = [one for at, one in enumerate(sides) if at != index]
    if not others:
        return None
    best, verdict = closest(sides[index], others)
    other = members[best if best < index else best + 1]
    mine, theirs = signature.read(sides[index].signature), signature.read(others[best].signature)
    relation = titles.relate(titles.read(sides[index].title), titles.read(others[best].title))
    return {
        "with": other.id,
        "same": verdict.same,
        "reason": verdict.reason,
        "score": round(verdict.score, 3),
        "signals": {
            "titles": relation.name.lower(),
            "hours_apart": round(abs(sides[index].published - others[best].published).total_seconds() / 3600, 1),
            **(
                {
                    name: round(value, 3) if isinstance(value, float) else value
                    for name, value in asdict(signature.compare(mine, theirs)).items()
                }
                if mine and theirs
                else {}
            ),
        },
    }


def _placed(one: Member, settings: Settings, lines: Mapping[tuple[str | int, ...], int]) -> dict[str, Any]:
    source = settings.by_id.get(one.item.source) or names.former_source(one.item)
    found = placing(one.item, source, settings.sections, settings.places, one.first_seen, classifier_of(settings))
    return {
        "sections": [
            {name: value for name, value in each.items() if name != "rules"}
            for each in sections_of(found, lines)
            if each["stands"]
        ],
        "places": places_of(found, source),
    }


def _words(connection: Connection, members: Sequence[Member]) -> list[tuple[Overrule, frozenset[str]]]:
    """The overrules that name an item of the story, or brought one here or from here; each with its marks."""
    numbers = {one.id for one in members}
    own = {mark for one in members for mark in marks(one.item.source, one.item.key, one.item.url)}
    said = overrules.all_of(connection, undone=True)
    named = overrules.marks_of(connection, [one.id for one in said])
    return [
        (one, frozenset(named[one.id]))
        for one in said
        if not own.isdisjoint(named[one.id]) or not numbers.isdisjoint(one.moved.items)
    ]


def _names(word: Overrule, one: Member, named: frozenset[str]) -> bool:
    return one.id in word.moved.items or not named.isdisjoint(marks(one.item.source, one.item.key, one.item.url))


def _versions(one: Member, kept: Sequence[revisions.Version], zone: tzinfo) -> list[dict[str, Any]]:
    """What became different from version to version, oldest first."""
    if not kept:
        return []
    texts = [*(_as_item(one.item, version) for version in kept), one.item]
    made: list[dict[str, Any]] = []
    for version, (before, after) in zip(kept, pairwise(texts), strict=True):
        change: Change = comparing.compare(before, after)
        made.append(told_change(Revision(version.number + 1, version.replaced, change), zone))
    return made


def _as_item(now: Item, version: revisions.Version) -> Item:
    pictures = tuple(Image(url) for url in version.pictures)
    return replace(now, title=version.title, html=version.html, text=version.text, images=pictures)


def _local(moment: datetime | None, zone: tzinfo) -> str | None:
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else None
