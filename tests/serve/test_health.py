"""What the service says of itself."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from syndicator.errors import SyndicatorError
from syndicator.model import Health, Selection, SourceState, Status
from syndicator.serve import asgi
from syndicator.serve.health import GRAVITY, PROBLEMS, WORDS, ago, reason, verdict
from syndicator.serve.selecting import address, selection
from tests.serve.conftest import Web

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


@pytest.fixture
def saying(web: Web) -> Iterator[Web]:
    yield web
    web.status_file.write_text("healthy")
    time.sleep(1.05)


def say(web: Web, text: str) -> None:
    web.status_file.write_text(text)
    time.sleep(1.05)  # the answer of the last second may still be given


def test_a_service_that_polls_is_healthy(saying: Web) -> None:
    say(saying, "healthy")
    answer = saying.ask("/healthz")
    assert answer.status == 200
    assert json.loads(answer.body)["status"] == "ok"
    assert answer.headers["cache-control"] == "no-store"


def test_a_service_that_has_stopped_polling_is_not(saying: Web) -> None:
    say(saying, "stalled")
    answer = saying.ask("/healthz")
    assert (answer.status, json.loads(answer.body)["status"]) == (503, "stalled")
    assert "采集已停顿" in saying.ask("/status").body.decode()


def test_a_service_whose_database_is_gone_says_so_and_still_serves_feeds(saying: Web) -> None:
    say(saying, "broken")
    for path in ("/healthz", "/status", "/status.json", "/status.atom", "/metrics"):
        answer = saying.ask(path)
        assert answer.status == 503
        assert "database is locked" not in answer.body.decode()
    assert "服务状态读不出来" in saying.ask("/status").body.decode()
    assert saying.ask("/all.atom").status == 200


def test_the_status_page_names_every_source_its_state_and_the_mistakes_first(web: Web) -> None:
    page = web.ask("/status").body.decode()
    assert page.index("不是网址") < page.index("通城") < page.index("咸宁日报")
    assert "结构变化" in page
    assert "通城&lt;新闻&gt;列表" in page
    assert "页面上找不到列表" in page
    assert "9 分钟后" in page or "8 分钟后" in page


def test_the_status_is_there_for_programs(web: Web) -> None:
    answer = json.loads(web.ask("/status.json").body)
    assert answer["config_problems"] == ["config.toml:31: source.url: 不是网址"]
    states = {one["id"]: (one["health"], one["health_text"]) for one in answer["sources"]}
    assert states == {"paper": ("ok", "正常"), "list": ("changed", "结构变化")}
    assert all(datetime.fromisoformat(one["polled"]).tzinfo for one in answer["sources"])


def test_prometheus_can_read_the_metrics(web: Web) -> None:
    text = web.ask("/metrics").body.decode()
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["syndicator_stories",] == 987
    assert samples["syndicator_sources", "changed"] == 1
    assert samples["syndicator_source_failures", "list"] == 4


def test_a_crowd_at_the_status_is_none_at_the_database(web: Web) -> None:
    calls = web.status_file.with_suffix(".calls")
    web.ask("/status")
    before, started = calls.stat().st_size, time.monotonic()
    for _ in range(40):
        web.ask("/status.json")
    assert calls.stat().st_size - before <= time.monotonic() - started + 1


def test_status_answers_only_get(web: Web) -> None:
    assert web.ask("/status", "POST").status == 405
    assert web.ask("/status/").status == 404


def test_a_service_is_ill_when_all_is_overdue_or_nothing_can_be_kept_and_not_when_a_source_is() -> None:
    late, long_ago = NOW - timedelta(hours=3), NOW - timedelta(hours=5)
    failing = ((Health.FAILING, 1),)
    assert verdict(Status(NOW, counts=failing, due=NOW + timedelta(hours=3), polled=long_ago)).healthy
    assert verdict(Status(NOW, counts=failing, due=late, polled=NOW - timedelta(minutes=1))).healthy
    assert verdict(Status(NOW)).healthy
    assert not verdict(Status(NOW, counts=failing, due=late, polled=long_ago)).healthy
    full = verdict(Status(NOW, polled=NOW, trouble="磁盘已满"))
    assert (full.healthy, full.text) == (False, "磁盘已满")


def test_every_state_has_a_word_a_place_and_a_reason() -> None:
    assert set(WORDS) == set(Health) == set(GRAVITY)
    assert GRAVITY[:2] == (Health.FAILING, Health.CHANGED)
    assert [WORDS[health][0] for health in (Health.OK, *PROBLEMS)] == [
        "正常",
        "出错",
        "结构变化",
        "已停用",
        "无更新",
        "变慢",
    ]
    quiet = SourceState("a", health=Health.QUIET, news_days=(date(2026, 11, 2),))
    slow = SourceState("a", health=Health.SLOW, times=(timedelta(seconds=14),) * 3)
    for state, detail in ((quiet, "2026-11-02"), (slow, "14")):
        chinese, english = reason(state)
        assert detail in chinese
        assert detail in english
    assert reason(SourceState("a", health=Health.OK)) == ("", "")


def test_a_page_of_the_status_can_be_asked_for_and_links_to_the_others(web: Web) -> None:
    page = web.ask("/status?state=changed,failing&q=%E9%80%9A%E5%9F%8E&page=2").body.decode()
    assert 'value="通城"' in page
    assert 'href="status?state=changed,failing&amp;q=%E9%80%9A%E5%9F%8E"' in page
    assert "form-action 'self'" in web.ask("/status").headers["content-security-policy"]


@pytest.mark.parametrize(
    "query", ["state=&q=&page=", "state=x,y&page=-1", "page=99999999999999999999", "page=%EF%BC%91"]
)
def test_a_wrong_query_is_as_good_as_none(query: str) -> None:
    assert selection(dict(parse_qsl(query)), 50) == Selection((), "", 0, 50)


@given(
    st.lists(st.sampled_from(list(Health)), unique=True, max_size=7),
    st.text(max_size=90),
    st.integers(0, 9_999),
    st.integers(1, 500),
)
def test_an_address_leads_to_the_selection_it_was_made_of(
    states: list[Health], text: str, page: int, most: int
) -> None:
    shown = "".join(filter(str.isprintable, text)).strip()
    wanted = Selection(tuple(sorted(states, key=list(Health).index)), shown, page * most, most)
    query = urlsplit(address("status", wanted)).query
    assert selection(dict(parse_qsl(query)), most) == wanted


def test_the_feed_of_problems_is_conditional_and_named_on_the_page(web: Web) -> None:
    assert (
        'type="application/atom+xml" title="来源的问题 Problems of sources" href="status.atom"'
        in web.ask("/status").body.decode()
    )
    first = web.ask("/status.atom")
    assert (first.status, first.headers["content-type"]) == (200, "application/atom+xml; charset=utf-8")
    time.sleep(1.05)
    again = web.ask("/status.atom", If_None_Match=first.headers["etag"])
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "刚刚"),
        (59, "刚刚"),
        (61, "1 分钟前"),
        (7300, "2 小时前"),
        (200_000, "2 天前"),
        (-30, "马上"),
        (-600, "10 分钟后"),
    ],
)
def test_distances_in_time_are_words(seconds: int, text: str) -> None:
    assert ago(NOW - timedelta(seconds=seconds), NOW) == text


def test_a_wrong_environment_is_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(asgi.PUBLIC, raising=False)
    with pytest.raises(SyndicatorError, match="没有设置"):
        asgi.app()
    monkeypatch.setenv(asgi.PUBLIC, "/tmp")
    monkeypatch.setenv(asgi.STATUS, "no.such.module:function")
    with pytest.raises(SyndicatorError, match="不可用"):
        asgi.app()
