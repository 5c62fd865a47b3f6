"""The checked tables as the settings that all stations share: names made ids, paths made whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import URL, make_url

from syndicator.config import shape
from syndicator.model import Digest, Gathering, Place, Rule, Section, Selectors, Settings, Site, Source

# 崇阳县 is also written 崇阳; a name of one character would be found everywhere.
UNITS = "县市区镇"
LEAST_LEFT = 2
# One for all sources that choose nothing.
AUTOMATIC = Selectors()


def settings_of(file: shape.File, base: Path, data: Path | None) -> Settings:
    """The settings that right tables declare. Relative paths start at `base`; `data` overrides `[store] data`."""
    folder = (data or base / Path(file.store.data).expanduser()).resolve()
    place_ids = {name: place.id for place in file.place for name in names_of(place.name, place.names)}
    place_ids |= {place.id: place.id for place in file.place}
    return Settings(
        site=Site(**dict(file.site), domain=urlsplit(file.site.base_url).hostname or ""),
        sources=tuple(_source(one, place_ids) for one in file.source),
        sections=tuple(_section(one, place_ids) for one in file.section),
        places=tuple(Place(one.id, one.name, names_of(one.name, one.names)) for one in file.place),
        digests=tuple(
            Digest(id, one.name, one.size, tuple(sorted(set(one.editions))), one.sections, one.sources)
            for id, one in file.digest.items()
        ),
        gathering=Gathering(**dict(file.gather)),
        data=folder,
        database=_database(file.store.database, base, folder),
        listen=file.serve.listen,
        keep=file.store.keep,
    )


def names_of(name: str, names: Sequence[str]) -> tuple[str, ...]:
    """All that a place is called: its name, its other names, its name without its rank (崇阳县, 白霓镇, 崇阳)."""
    short = name[:-1] if name[-1:] in UNITS and len(name) > LEAST_LEFT else name
    return tuple(dict.fromkeys((name, *names, short)))


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
    )


def _section(table: shape.SectionTable, place_ids: Mapping[str, str]) -> Section:
    rules = tuple(Rule(**{**dict(rule), "place": _ids(rule.place, place_ids)}) for rule in table.match)
    return Section(table.id, table.name, rules, table.fallback)


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
