"""What may be shown, and when: the laws of the decider."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import Image, Item, PaperPage, Regime, Rights, Source, Terms
from syndicator.refine import rights
from syndicator.refine.text import plain_title, summarise

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)  # 16:00 in Xianning
PAPER = Source("paper", "咸宁网·县域新闻", "http://www.example.cn/", rights=Rights.FULL)
MARK = "暗记"
WHOLE = Item(
    source="paper",
    key="1",
    title="崇阳召开大会",
    url="http://www.example.cn/1.html",
    html=f"<p>昨日大会召开。</p><p>{MARK}</p>",
    text=f"昨日大会召开。\n{MARK}",
    summary="昨日大会召开。",
    images=(Image("http://www.example.cn/1.jpg", "会场"), Image("http://www.example.cn/2.jpg", MARK)),
    paper=PaperPage("01", "要闻", "http://www.example.cn/01.jpg", "http://www.example.cn/01.pdf"),
)

regimes_ = st.builds(
    Terms,
    st.sampled_from(Rights),
    st.none() | st.timedeltas(timedelta(0), timedelta(days=30)).map(lambda one: timedelta(seconds=one.seconds))
    | st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    st.none() | st.integers(1, 3650).map(lambda days: timedelta(days=days)),
    st.sampled_from([Rights.HEADLINE, Rights.NONE]),
)  # fmt: skip
moments = st.timedeltas(timedelta(-9000), timedelta(9000)).map(lambda off: NOW + off)


@pytest.mark.parametrize("level", Rights)
def test_no_more_is_left_of_an_item_than_its_rights_allow(level: Rights) -> None:
    left = rights.shown(replace(WHOLE, rights=level))
    texts = repr([getattr(left, field.name) for field in fields(left)])
    assert (MARK in texts) == (level is Rights.FULL)
    assert (WHOLE.summary in texts) == (level in (Rights.FULL, Rights.SUMMARY))
    assert (WHOLE.title in texts) == (level is not Rights.NONE)
    assert ("example.cn/1.html" in texts) == (level is not Rights.NONE)


def test_a_title_made_of_the_text_is_no_headline() -> None:
    text = "昨日大会召开,全县上下认真学习。会上通报了今年以来各镇各部门各单位完成任务的情况,并安排下一步工作。"
    made = replace(WHOLE, title=plain_title(summarise(text, 40)), text=text, rights=Rights.HEADLINE)
    assert rights.shown(made).title == rights.UNTITLED
    assert rights.shown(replace(made, title="昨日大会召开")).title == "昨日大会召开"


def test_the_first_regime_that_fits_wins_and_leaves_the_rest_to_the_source() -> None:
    regimes = (
        Regime(origin=("新华社",), show=Rights.HEADLINE),
        Regime(source=("other",), show=Rights.NONE),
        Regime(origin=("咸宁网", "咸宁日报"), embargo=time(7)),
        Regime(show=Rights.SUMMARY, expires=timedelta(days=30), notice="{origin}、{source}"),
    )
    source = replace(PAPER, expires=timedelta(days=90))

    def under(origin: str | None) -> Terms:
        return rights.terms(replace(WHOLE, origin=origin), source, regimes)

    assert under("新华社") == Terms(Rights.HEADLINE, None, timedelta(days=90))
    assert under("咸宁日报") == Terms(Rights.FULL, time(7), timedelta(days=90))
    assert under("湖北日报") == Terms(Rights.SUMMARY, None, timedelta(days=30))
    assert rights.notice(replace(WHOLE, origin="湖北日报"), source, regimes) == "湖北日报、咸宁网·县域新闻"


@pytest.mark.parametrize(
    ("origin", "publisher", "same"),
    [
        (None, "咸宁网", True),  # the source's own: 咸宁网·县域新闻
        ("", "咸宁网", True),
        ("本网", "咸宁网", True),
        ("本网讯", "咸宁网", True),
        ("咸宁网", "咸宁网", True),
        ("咸宁网讯", "咸宁网", True),
        ("咸寧網", "咸宁网", True),
        ("咸宁日报、云上咸宁", "云上咸宁", True),
        ("咸宁日报社", "咸宁日报", True),
        ("新华社客户端", "新华社", True),
        ("咸宁网络电视台", "咸宁网", False),
        ("北咸宁网", "咸宁网", False),
        ("咸宁", "咸宁网", False),
        (None, "湖北日报", False),
        ("湖北日报", "咸宁网", False),
    ],
)
def test_a_publisher_is_known_by_its_name_alone_or_among_others(origin: str | None, publisher: str, same: bool) -> None:
    regimes = (Regime(origin=(publisher,)),)
    assert (rights.regime_of(replace(WHOLE, origin=origin), PAPER, regimes) is not None) == same


def test_an_embargo_ends_at_that_very_moment() -> None:
    under = Terms(Rights.FULL, timedelta(hours=2))
    opens = NOW + timedelta(hours=2)
    assert rights.decide(under, NOW, opens - timedelta(milliseconds=1), ZONE) == rights.Decision(Rights.NONE, opens)
    assert rights.decide(under, NOW, opens, ZONE) == rights.Decision(Rights.FULL)


def test_a_paper_waits_for_its_own_morning() -> None:
    under = Terms(Rights.FULL, time(7))

    def opens(hour: int, minute: int = 0) -> datetime | None:
        came = datetime(2026, 11, 25, hour, minute, tzinfo=ZONE)
        return rights.decide(under, came, came, ZONE).until

    assert opens(0) == opens(6, 59) == datetime(2026, 11, 25, 7, tzinfo=ZONE)
    assert opens(7) is None, "what comes out at seven is out"
    assert opens(7, 1) == opens(23) == datetime(2026, 11, 26, 7, tzinfo=ZONE)


def test_what_has_expired_is_reduced_and_never_grows() -> None:
    month = timedelta(days=30)
    assert rights.decide(Terms(Rights.FULL, None, month), NOW, NOW, ZONE) == rights.Decision(Rights.FULL, NOW + month)
    assert rights.decide(Terms(Rights.FULL, None, month), NOW, NOW + month, ZONE) == rights.Decision(Rights.HEADLINE)
    assert rights.decide(Terms(Rights.NONE, None, month), NOW, NOW + month, ZONE) == rights.Decision(Rights.NONE)
    gone = Terms(Rights.FULL, None, month, Rights.NONE)
    assert rights.decide(gone, NOW, NOW + month, ZONE) == rights.Decision(Rights.NONE)


def test_a_later_edit_holds_nothing_back_anew() -> None:
    edited = replace(WHOLE, published=NOW + timedelta(hours=5))
    assert rights.came_out(edited, NOW) == NOW
    assert rights.came_out(replace(WHOLE, published=None), NOW) == NOW


@given(regimes_)
def test_terms_are_read_as_they_were_written(under: Terms) -> None:
    back = rights.read(rights.written(under))
    assert back == (under if under.expires else replace(under, expired=Rights.HEADLINE))


@given(regimes_, moments, st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_nothing_changes_before_it_is_said_to_and_never_twice_at_once(
    under: Terms, since: datetime, later: timedelta
) -> None:
    now = since + later
    decision = rights.decide(under, since, now, ZONE)
    assert rights.STRICTER.index(decision.rights) >= rights.STRICTER.index(under.show)
    if decision.until is None:
        assert rights.decide(under, since, now + timedelta(days=9999), ZONE) == decision
    else:
        assert decision.until > now
        just_before = decision.until - timedelta(microseconds=1)
        assert rights.decide(under, since, max(now, just_before), ZONE) == decision
        assert rights.decide(under, since, decision.until, ZONE).until != decision.until
