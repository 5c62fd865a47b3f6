"""What the service says of itself."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from syndicator.errors import SyndicatorError
from syndicator.model import Health, SourceState, Status
from syndicator.serve import asgi
from syndicator.serve.health import WORDS, ago, by_gravity, verdict
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
    for path in ("/healthz", "/status", "/status.json", "/metrics"):
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
    assert "6 分钟前" in page


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


def test_a_failing_source_is_not_the_services_failure() -> None:
    failing = SourceState("a", due=NOW + timedelta(hours=3), health=Health.FAILING, polled=NOW - timedelta(hours=5))
    assert verdict(Status(NOW, (failing,), 0, 0, 0, 0)).healthy


def test_a_stopped_source_is_never_overdue() -> None:
    stopped = SourceState("a", due=NOW - timedelta(days=3), health=Health.STOPPED, polled=NOW - timedelta(days=4))
    assert verdict(Status(NOW, (stopped,), 0, 0, 0, 0)).healthy
    assert verdict(Status(NOW, (), 0, 0, 0, 0)).healthy


def test_those_that_need_a_look_come_first_and_every_state_has_a_word() -> None:
    states = [SourceState(health.value, health=health) for health in Health]
    assert [one.health for one in by_gravity(states)][:2] == [Health.FAILING, Health.CHANGED]
    assert set(WORDS) == set(Health)


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
