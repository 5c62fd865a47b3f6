"""Stories placed anew when rules change; the classifier in the service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from syndicator.errors import SyndicatorError
from syndicator.model import Classifier, Draft, Kind, Place, Rule, Section, Settings
from syndicator.service import names, placing, publisher, station, training
from syndicator.service.harvest import prepare
from syndicator.service.station import clock
from syndicator.service.telling import Arrival, absorb
from syndicator.store import Store, publications, sources, stories
from tests.group.test_learning import an_item
from tests.service.conftest import Office, a_source

SOURCE = a_source("s", "http://a.example.cn/")
SECTIONS = (
    Section("lvyou", "旅游", (Rule(keyword=("景区",)),)),
    Section("caijing", "财经", (Rule(keyword=("产值",)),)),
    Section("xianyu", "县域"),
)


def told(connection: Connection, settings: Settings, titles: list[str], first: int = 0) -> None:
    now = clock()
    drafts = [
        Draft(title=one, url=f"{SOURCE.url}{at}.html", html=f"<p>{one},{at}号消息。</p>")
        for at, one in enumerate(titles, first)
    ]
    absorb(connection, [Arrival(prepare(one, SOURCE, str(one.url), now)) for one in drafts], settings, now)


@contextmanager
def opened(office: Office, titles: list[str]) -> Iterator[tuple[Store, Settings]]:
    settings = office.with_sources(SOURCE, sections=SECTIONS, digests=()).settings
    with office.open() as store:
        station.adopt(store, settings)
        with store.write() as connection:
            sources.declare(connection, [SOURCE], lambda _: clock())
            told(connection, settings, titles)
        publisher.publish(store, settings)
        yield store, settings


def dirty(store: Store) -> set[str]:
    with store.read() as connection:
        return {one.id for one in publications.dirty(connection)}


def shown(store: Store, section: str) -> list[str]:
    with store.read() as connection:
        return sorted(one.lead.title for one in stories.window(connection, names.section(section), 50))


def test_a_changed_rule_moves_the_stories_and_dirties_only_where_they_were_and_are(office: Office) -> None:
    with opened(office, ["景区开园", "产值增长", "古镇亮灯"]) as (store, settings):
        assert dirty(store) == set()
        station.adopt(store, settings)
        assert dirty(store) == set()
        wider = replace(SECTIONS[0], match=(Rule(keyword=("景区", "古镇")),))
        station.adopt(store, replace(settings, sections=(wider, *SECTIONS[1:])))
        assert dirty(store) == {"all", "sections/lvyou"}
        assert shown(store, "lvyou") == ["古镇亮灯", "景区开园"]
        assert shown(store, "caijing") == ["产值增长"]


def test_a_rule_that_moves_nothing_makes_nothing_anew(office: Office) -> None:
    with opened(office, ["景区开园"]) as (store, settings):
        other = replace(SECTIONS[1], match=(Rule(keyword=("税收",)),))
        station.adopt(store, replace(settings, sections=(SECTIONS[0], other, SECTIONS[2])))
        assert dirty(store) == set()


def test_a_section_put_below_another_brings_its_stories_there(office: Office) -> None:
    with opened(office, ["景区开园"]) as (store, settings):
        below = replace(SECTIONS[0], parent="xianyu")
        nested = replace(settings, sections=(below, *SECTIONS[1:]))
        station.adopt(store, nested)
        assert shown(store, "xianyu") == ["景区开园"]
        publisher.publish(store, nested)
        feed = json.loads((settings.public / "sections/lvyou.json").read_text("utf-8"))
        assert feed["_syndicator"]["parent"].endswith("/sections/xianyu.json")
        opml = (settings.public / "opml.xml").read_text("utf-8")
        assert (
            opml.index('<outline text="县域"') < opml.index("sections/xianyu.atom") < opml.index("sections/lvyou.atom")
        )


def test_a_rule_may_ask_for_the_kind_a_source_was_found_to_be(office: Office) -> None:
    with opened(office, ["一版导读"]) as (store, settings):
        with store.write() as connection:
            (state,) = sources.due(connection, clock() + timedelta(days=1), 9)
            sources.record(connection, [replace(state, kind=Kind.EPAPER)])
        paper = Section("shuzibao", "数字报", (Rule(kind=(Kind.EPAPER,)),))
        station.adopt(store, replace(settings, sections=(*SECTIONS, paper)))
        assert shown(store, "shuzibao") == ["一版导读"]


def test_new_places_are_found_in_stored_stories(office: Office) -> None:
    with opened(office, ["崇阳县景区开园"]) as (store, settings):
        station.adopt(store, replace(settings, places=(Place("chongyang", "崇阳县", ("崇阳县", "崇阳")),)))
        with store.read() as connection:
            assert len(stories.window(connection, names.place("chongyang"), 9)) == 1


def test_training_refuses_politely_and_writes_nothing(office: Office) -> None:
    with opened(office, ["景区开园"]) as (store, settings):
        lesson = training.train(store, settings)
        assert (lesson.model, lesson.examples) == (None, 1)
        assert not (settings.data / placing.MODEL).exists()


def test_what_rules_placed_teaches_where_they_are_silent(office: Office) -> None:
    titles = [
        f"{an_item(id, n).text} {word} {n}" for id, word in (("lvyou", "景区"), ("caijing", "产值")) for n in range(60)
    ]
    with opened(office, titles) as (store, settings):
        lesson = training.train(store, settings)
        assert lesson.model is not None
        using = replace(settings, classifier=Classifier(True, 0.6))
        silent = "游客门票民宿花海露营漂流古镇导游观光,游客说民宿的花海和露营都好"
        with store.write() as connection:
            told(connection, using, [silent], first=1_000)
        assert silent in shown(store, "lvyou")


@pytest.mark.parametrize("bytes_", [b"", b"nonsense", b"syndicator-classifier 1\n{}\n"])
def test_a_broken_model_is_said_and_ignored(office: Office, bytes_: bytes) -> None:
    with opened(office, ["无关的事"]) as (store, settings):
        using = replace(settings, classifier=Classifier(True, 0.9))
        (settings.data / placing.MODEL).write_bytes(bytes_)
        assert placing.classifier_of(using) is None
        with pytest.raises(SyndicatorError, match="syndicator train"):
            placing.read(settings.data / placing.MODEL)
        station.adopt(store, using)
        assert shown(store, "lvyou") == []
