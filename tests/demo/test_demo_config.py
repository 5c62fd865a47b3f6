"""The demo's config.toml fits the county it is written for."""

from __future__ import annotations

import tomllib
from pathlib import Path

from syndicator import config
from syndicator.demo.config import text
from syndicator.demo.sites import SITES

SECTIONS = (
    "xinwen zhengwu tupian yaowen jujiao xianyu zhuanti wenyu kejiao lvyou caijing luntan zhaopin shuzibao xinmeiti"
)
PLACES = "xianan jiayu chibi tongcheng chongyang tongshan"
URLS = {site: f"http://127.0.0.1:{9000 + number}" for number, site in enumerate(SITES)}


def test_the_configuration_names_the_offices_columns_and_counties() -> None:
    settings = tomllib.loads(text(URLS, 8080, Path("/tmp/demo data")))
    assert [section["id"] for section in settings["section"]] == SECTIONS.split()
    assert sorted(place["id"] for place in settings["place"]) == sorted(PLACES.split())
    assert settings["serve"]["listen"] == "127.0.0.1:8080"
    assert settings["site"]["base_url"] == "http://127.0.0.1:8080"
    assert settings["store"]["data"] == "/tmp/demo data"
    known = {section["id"] for section in settings["section"]} | {None}
    assert {source.get("section") for source in settings["source"]} <= known


def test_every_source_of_the_configuration_answers(served, get) -> None:
    sites, _ = served
    sources = tomllib.loads(text(sites.urls, 8080, Path("/tmp/demo")))["source"]
    assert len({source["id"] for source in sources}) == len(sources)
    for source in sources:
        answer = get(source["url"])
        assert answer.status == (302 if source["id"] == "epaper" else 200), source["url"]
    gathered = {source["url"].split("/", 3)[2] for source in sources}
    assert gathered == {url.split("/", 3)[2] for url in sites.urls.values()}


def test_the_configuration_is_accepted_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text(URLS, 8080, tmp_path / "data"), encoding="utf-8")
    settings = config.load(file)
    assert settings.data == tmp_path / "data"
    assert settings.listen == ("127.0.0.1", 8080)
    assert all(
        source.allow_private and source.places in ((), *((place.id,) for place in settings.places))
        for source in settings.sources
    )
    assert [section.id for section in settings.sections if section.fallback] == ["xinwen"]
    assert settings.digests[0].size == 5
