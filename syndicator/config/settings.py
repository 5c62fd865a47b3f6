"""The checked tables as the settings that all stations share: names made ids, paths made whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import URL, make_url

from syndicator.config import shape
from syndicator.config.gazetteer import Declared, gazetteer
from syndicator.model import (
    Digest,
    EditionTime,
    Gathering,
    Overruled,
    Regime,
    Rule,
    Section,
    Selectors,
    Settings,
    Site,
    Source,
)

# Up to which hour an edition has this name.
EDITION_NAMES = ((11, "早报"), (15, "午报"), (24, "晚报"))
# One for all sources that choose nothing.
AUTOMATIC = Selectors()


def settings_of(file: shape.File, base: Path, data: Path | None) -> Settings:
    """The settings that right tables declare. Relative paths start at `base`; `data` overrides `[store] data`."""
    folder = (data or base / Path(file.store.data).expanduser()).resolve()
    places = gazetteer(file.site.prefecture, [Declared(one.id, one.name, one.names, one.former) for one in file.place])
    place_ids = {name: place.id for place in places for name in place.names}
    place_ids |= {place.id: place.id for place in places}
    return Settings(
        site=Site(**file.site.model_dump(exclude={"prefecture"}), domain=urlsplit(file.site.base_url).hostname or ""),
        sources=tuple(_source(one, place_ids) for one in file.source),
        sections=tuple(_section(one, place_ids, file.site.timezone) for one in file.section),
        places=places,
        digests=tuple(
            Digest(
                id,
                one.name,
                one.size,
                _edition_times(one.editions),
                one.sections,
                one.sources,
                tuple(sorted(one.weights.items())),
                tuple(dict.fromkeys(one.pin)),
                tuple(dict.fromkeys(one.ban)),
                one.thumbnails,
                one.former,
            )
            for id, one in file.digest.items()
        ),
        rights=tuple(Regime(**dict(one)) for one in file.rights),
        gathering=Gathering(**dict(file.gather)),
        data=folder,
        database=_database(file.store.database, base, folder),
        listen=file.serve.listen,
        keep=file.store.keep,
        joins=tuple(Overruled(one.urls, one.reason) for one in file.join),
        splits=tuple(Overruled(one.urls, one.reason) for one in file.split),
    )


def edition_name(at: time) -> str:
    """What papers call the edition of this time of day."""
    return next(name for before, name in EDITION_NAMES if at.hour < before)


def _edition_times(tables: Sequence[shape.EditionTable]) -> tuple[EditionTime, ...]:
    """In the order of the day; of two at one time the first counts, for an edition is known by its time."""
    by_time: dict[time, EditionTime] = {}
    for one in tables:
        by_time.setdefault(one.at, EditionTime(one.at, one.name or edition_name(one.at), one.weekdays))
    return tuple(by_time[at] for at in sorted(by_time))


def _source(table: shape.SourceTable, place_ids: Mapping[str, str]) -> Source:
    return Source(
        id=table.id,
        name=table.name or table.id,
        url=table.url,
        kind=table.kind,
        every=table.every[0],
        seldom=table.every[1],
        rights=table.rights,
        sections=tuple(dict.fromkeys(table.section)),
        places=_ids(table.place, place_ids),
        priority=table.priority,
        full_text=table.full_text,
        allow_private=table.allow_private,
        selectors=Selectors(**dict(table.select)) if "select" in table.model_fields_set else AUTOMATIC,
        pages=table.pages,
        embargo=table.embargo,
        expires=table.expires,
        expired=table.expired,
    )


def _section(table: shape.SectionTable, place_ids: Mapping[str, str], zone: ZoneInfo) -> Section:
    return Section(
        id=table.id,
        name=table.name,
        match=tuple(_rule(rule, place_ids) for rule in table.match),
        fallback=table.fallback,
        parent=table.parent,
        since=start_of(table.since, zone) if table.since else None,
        until=end_of(table.until, zone) if table.until else None,
        former=table.former,
    )


def _rule(table: shape.ConditionsTable, place_ids: Mapping[str, str]) -> Rule:
    excluded = table.excluded if isinstance(table, shape.RuleTable) else ()
    return Rule(
        **{
            **dict(table),
            "place": _ids(table.place, place_ids),
            "excluded": tuple(_rule(one, place_ids) for one in excluded),
        }
    )


def start_of(day: date | datetime, zone: tzinfo) -> datetime:
    """The moment a day of the office's calendar begins; a moment is itself, in the office's zone if it names none."""
    moment = day if isinstance(day, datetime) else datetime.combine(day, time())
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def end_of(day: date | datetime, zone: tzinfo) -> datetime:
    """The moment a day is over: `until = 2026-05-31` takes all of the 31st."""
    if isinstance(day, datetime) or day == date.max:
        return start_of(day, zone)
    return start_of(day + timedelta(days=1), zone)


def _ids(names: Sequence[str], place_ids: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place_ids[name] for name in names))


def _database(url: str, base: Path, folder: Path) -> str:
    if not url:
        return f"sqlite:///{folder}/syndicator.db"
    location = make_url(re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url))
    if location.get_backend_name() == "sqlite" and location.database and location.database != ":memory:":
        location = location.set(database=str(base / location.database))
    return _whole(location)


def _whole(location: URL) -> str:
    return location.render_as_string(hide_password=False)
