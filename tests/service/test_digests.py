"""Editions in the store: made when due, remade by pins and bans, explained."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from syndicator.errors import SyndicatorError
from syndicator.model import Digest, EditionTime, Outcome
from syndicator.service import asked_digests, publisher, station, tastes
from syndicator.service.asked_digests import View
from tests.loopback import Loopback
from tests.service.conftest import SITE, Office, a_source, entry, rss

START = datetime(2026, 11, 25, 8, 30, tzinfo=SITE.timezone)
WORDS = (
    "大桥合龙通车典礼",
    "茶园采摘喜获丰收",
    "中学新校舍已启用",
    "水库除险全面完工",
    "夜市灯火人声鼎沸",
    "古镇修缮重新开放",
    "菜农直播售卖甘蓝",
    "龙舟竞渡江面欢腾",
)
DIGEST = Digest("xinmeiti", "新媒体", 3, (EditionTime(time(7, 30), "早报"), EditionTime(time(18), "晚报")))


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    moment = [START]

    def clock() -> datetime:  # it goes on with every look at it: what is due in a moment comes due
        moment[0] += timedelta(milliseconds=300)
        return moment[0]

    monkeypatch.setattr(station, "clock", clock)

    def turn(now: datetime) -> None:
        moment[0] = now

    return turn


@pytest.fixture
def filled(office: Office, web: Loopback, at: Callable[[datetime], None]) -> Office:
    """An office with eight stories, one of which a second source carries, and its first edition."""

    def told(number: int, where: str) -> str:
        text = f"{WORDS[number]}，{WORDS[number][::-1]}。" * 9
        made = entry(f"{where}{number}12345", WORDS[number], text, START - timedelta(hours=number + 1))
        return made.replace("example.cn", f"{where}.example.cn")

    web.put("/a.xml", rss(*(told(number, "a") for number in range(8))))
    web.put("/b.xml", rss(told(1, "b")))
    filled = office.with_sources(
        a_source("a", f"{web.url}/a.xml"), a_source("b", f"{web.url}/b.xml"), digests=(DIGEST,)
    )
    filled.gather()
    assert [filled.state(id) for id in ("a", "b")] == ["ok:", "ok:"]
    assert len(filled.stories()) == 8
    filled.publish()
    return filled


def view(office: Office) -> View:
    with office.open() as store:
        return asked_digests.view(store, office.settings, office.settings.digests[0], None)


def titles(office: Office) -> list[str]:
    shown = view(office)
    return [one.title for one in shown.reasons if one.story in shown.stories]


def say(office: Office, url: str, *, ban: bool) -> list[str]:
    with office.open() as store:
        return tastes.pick(store, DIGEST, url, ban=ban, now=station.clock())


def test_an_edition_is_made_with_its_name_and_reasons(filled: Office) -> None:
    made = view(filled)
    assert made.title == "新媒体早报 11月25日"
    assert len(made.stories) == 3
    assert titles(filled)[0] == WORDS[1]  # two sources tell it
    outcomes = [one.outcome for one in made.reasons]
    assert outcomes[:3] == [Outcome.CHOSEN] * 3
    assert set(outcomes[3:]) == {Outcome.WEAKER}
    assert len(outcomes) == 8


def test_a_ban_on_any_copys_address_remakes_the_latest_edition_and_undo_brings_it_back(
    filled: Office, at: Callable[[datetime], None]
) -> None:
    before, first = view(filled), json.loads((filled.settings.public / "digest/xinmeiti.json").read_text())["items"][0]
    at(START + timedelta(minutes=5))
    assert say(filled, "http://b.example.cn/b112345.html", ban=True) == [before.stories[0]]
    filled.publish()
    after = view(filled)
    assert (after.id, len(after.stories)) == (before.id, 3)
    assert before.stories[0] not in after.stories
    assert after.revised == "本期于 11月25日 08:35 修订（第 1 次）"
    item = json.loads((filled.settings.public / "digest/xinmeiti.json").read_text())["items"][0]
    assert item["id"] == first["id"]
    assert item["date_modified"] > first["date_modified"]
    assert "第 1 次" in item["content_html"]
    assert WORDS[1] not in (filled.settings.public / "digest/xinmeiti/latest.json").read_text()
    with filled.open() as store:  # by the other copy's address
        tastes.undo(store, DIGEST, "http://a.example.cn/a112345.html")
        with pytest.raises(SyndicatorError, match="没有用命令"):
            tastes.undo(store, DIGEST, "http://a.example.cn/a112345.html")
    filled.publish()
    assert view(filled).stories == before.stories


def test_a_pin_stands_first_in_the_latest_edition_and_older_ones_stay(
    filled: Office, at: Callable[[datetime], None]
) -> None:
    morning = titles(filled)
    at(START + timedelta(hours=10))
    filled.publish()
    evening = titles(filled)
    assert view(filled).title == "新媒体晚报 11月25日"
    assert not set(morning) & set(evening)
    say(filled, "http://a.example.cn/a712345.html", ban=False)
    filled.publish()
    assert titles(filled)[0] == WORDS[7]
    with filled.open() as store:
        old = asked_digests.view(store, filled.settings, DIGEST, START.replace(hour=7))
        assert (old.revised, [one.title for one in old.reasons[:3]]) == ("", morning)
        with pytest.raises(SyndicatorError, match="2026-11-25T18:00"):
            asked_digests.view(store, filled.settings, DIGEST, START)


def test_pins_and_bans_in_the_file_do_the_same_and_the_block_follows(filled: Office) -> None:
    wanted = replace(DIGEST, pin=("http://a.example.cn/a612345.html",), ban=("http://a.example.cn/a112345.html",))
    office = filled.with_sources(*filled.settings.sources, digests=(wanted,))
    with office.open() as store:
        station.adopt(store, office.settings)
    office.publish()
    assert titles(office)[0] == WORDS[6]
    assert WORDS[1] not in titles(office)
    block = json.loads((office.settings.public / "digest/xinmeiti/latest.json").read_text())["headlines"]
    assert block[0]["title"] == WORDS[6]
    assert WORDS[1] not in [one["title"] for one in block]


def test_a_pin_for_a_story_that_is_not_here_yet_takes_hold_when_it_comes(filled: Office, web: Loopback) -> None:
    assert say(filled, "http://c.example.cn/c912345.html", ban=False) == []
    filled.publish()
    assert view(filled).revised == ""
    late = entry("c912345", "县医院新门诊楼投用", "新门诊楼，投用了。" * 9, START).replace("example.cn", "c.example.cn")
    web.put("/b.xml", rss(late))
    filled.gather()
    filled.publish()
    assert titles(filled)[0] == "县医院新门诊楼投用"


def test_what_did_not_change_is_not_written_nor_drawn_again(filled: Office) -> None:
    card = filled.settings.public / "digest/xinmeiti/202611250730/card.png"
    drawn = card.stat().st_mtime_ns
    with filled.open() as store:
        publisher.rebuild(store, filled.settings)
        assert publisher.publish(store, filled.settings) == []
    assert card.stat().st_mtime_ns == drawn


def test_an_edition_is_handed_out_as_a_letter_and_as_a_message(filled: Office) -> None:
    shown = view(filled)
    letter = asked_digests.email(shown, filled.settings)
    assert letter == asked_digests.email(view(filled), filled.settings)
    mail = message_from_bytes(letter, policy=default)
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert rich is not None
    for title in titles(filled):
        assert title in plain.get_content()
        assert title in rich.get_content()
    assert asked_digests.markdown(shown, filled.settings).count("](http") == 4
