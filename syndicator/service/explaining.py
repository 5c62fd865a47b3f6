"""Which rules place an article, with the lines of config.toml they stand on; stored or read from a page just now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from syndicator.errors import SyndicatorError
from syndicator.group.conditions import Checked
from syndicator.group.placing import Placing, SectionChecked, placing
from syndicator.model import Draft, Fetched, Item, Settings, Source
from syndicator.refine.rights import regime_of
from syndicator.service import names
from syndicator.service.harvest import finish_page, read_page
from syndicator.service.placing import classifier_of

# A path of config.toml, such as ("section", 2, "match", 0), and the line it stands on.
Lines = Mapping[tuple[str | int, ...], int]


def explain(item: Item, settings: Settings, seen: datetime, lines: Lines) -> dict[str, Any]:
    """Every section with its rules and what of them held, the places, and the rights, as JSON values."""
    declared = settings.by_id.get(item.source)
    source = declared or names.former_source(item)
    found = placing(item, source, settings.sections, settings.places, seen, classifier_of(settings))
    return {
        "title": item.title,
        "url": item.url,
        "source": item.source,
        "source_name": source.name,
        "published": item.published.astimezone(settings.site.timezone).isoformat() if item.published else None,
        "breadcrumb": list(item.breadcrumb),
        "categories": list(item.categories),
        "origin": item.origin,
        "sections": sections_of(found, lines),
        "proposals": [{"section": one.section, "sureness": one.sureness} for one in found.proposals],
        "places": places_of(found, source),
        "rights": {"rights": str(item.rights), **_rights(item, declared, settings, lines)},
    }


def read_now(fetched: Fetched, url: str, source: str, settings: Settings, now: datetime) -> Item:
    """The item that a page would become. Raises SyndicatorError when there is no such source."""
    declared = settings.by_id.get(source)
    if declared is None:
        raise SyndicatorError(f"配置里没有编号是 {source} 的来源。syndicator status 列出全部来源")
    article = read_page(fetched, declared, now, settings.site.timezone)
    return finish_page([article], Draft(url=url), declared, url, now).item


def sections_of(found: Placing, lines: Lines) -> list[dict[str, Any]]:
    """The sections as JSON values."""
    return [_section(one, number, lines) for number, one in enumerate(found.sections)]


def places_of(found: Placing, source: Source) -> list[dict[str, Any]]:
    """The places as JSON values, with what named them."""
    return [
        {
            "id": one.place.id,
            "name": one.place.name,
            "by_source": source.id if one.by_source else None,
            "words": [{"where": where, "word": word} for where, word in one.words],
        }
        for one in found.places
    ]


def _section(one: SectionChecked, number: int, lines: Lines) -> dict[str, Any]:
    return {
        "id": one.section.id,
        "name": one.section.name,
        "line": lines.get(("section", number)),
        "stands": one.stands,
        "because": [
            {
                name: value
                for name, value in {
                    "how": str(reason.how),
                    "rule": reason.rule,
                    "line": _line(lines, number, reason.rule),
                    "conditions": [
                        {"key": held.key, "wanted": held.wanted, "found": held.found} for held in reason.conditions
                    ],
                    "child": reason.child,
                    "sureness": reason.sureness,
                }.items()
                if value
            }
            for reason in one.reasons
        ],
        "but": [
            {
                "how": str(refusal.how),
                "rule": refusal.rule,
                "line": _line(lines, number, refusal.rule),
                "because": "not" if refusal.excluded else "time",
                "excluded": [
                    {"key": held.key, "wanted": held.wanted, "found": held.found} for held in refusal.excluded
                ],
            }
            for refusal in one.refusals
        ],
        "rules": [
            {
                "rule": rule.number,
                "line": _line(lines, number, rule.number),
                "conditions": [_condition(checked) for checked in rule.conditions],
                "not": [[_condition(checked) for checked in other] for other in rule.excluded],
            }
            for rule in one.rules
        ],
    }


def _condition(one: Checked) -> dict[str, Any]:
    return {
        "key": one.key,
        "wanted": list(one.wanted),
        "held": one.held is not None,
        **({"by": one.held.wanted, "found": one.held.found} if one.held else {}),
    }


def _line(lines: Lines, section: int, rule: int | None) -> int | None:
    if rule is None:
        return None
    return lines.get(("section", section, "match", rule - 1)) or lines.get(("section", section, "match"))


def _rights(item: Item, declared: Source | None, settings: Settings, lines: Lines) -> dict[str, Any]:
    """From where the rights come: a regime, the source's table, its key when it is written there, else the default."""
    if declared is None:
        return {"from": "来源已不在配置里,保持它最后的约定", "line": None}
    regime = regime_of(item, declared, settings.rights)
    if regime is not None and regime.show is not None:
        at = settings.rights.index(regime)
        return {"from": f"第 {at + 1} 条 [[rights]]", "line": lines.get(("rights", at, "show"))}
    number = settings.sources.index(declared)
    if (line := lines.get(("source", number, "rights"))) is not None:
        return {"from": f"[[source]] {declared.id} 的 rights", "line": line}
    return {"from": f"[[source]] {declared.id} 没有写 rights,用默认", "line": lines.get(("source", number))}
