"""The feed of problems: valid whatever its sources say, stable where nothing changed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import Health, Incident, Status
from syndicator.serve.english import english
from syndicator.serve.problems import problems, title
from tests.publish.rules import atom_faults

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
BASE = "https://feeds.example.cn"
OPEN = Incident("gov", "崇阳县<政府>&网", "http://gov.example.cn/", NOW, Health.FAILING, "服务器答复 503", NOW, due=NOW)
MOMENTS = st.integers(0, 400_000_000).map(lambda seconds: NOW + timedelta(seconds=seconds))
INCIDENTS = st.builds(
    Incident,
    source=st.from_regex(r"[a-z0-9]{1,20}", fullmatch=True),
    name=st.text(max_size=200),
    url=st.just("http://gov.example.cn/?a=1&b=<2>"),
    since=MOMENTS,
    health=st.sampled_from(list(Health)),
    error=st.none() | st.text(max_size=400),
    updated=MOMENTS,
    ended=st.none() | MOMENTS,
    became=st.none() | st.sampled_from(list(Health)),
    due=st.none() | MOMENTS,
)


def feed(*incidents: Incident) -> bytes:
    return problems(Status(NOW, incidents=incidents, title="崇阳新闻", domain="feeds.example.cn"), BASE)


@given(st.lists(INCIDENTS, max_size=5, unique_by=lambda one: (one.source, one.since)), st.text(max_size=50))
def test_it_is_valid_whatever_is_wrong(incidents: list[Incident], office: str) -> None:
    body = problems(Status(NOW, incidents=tuple(incidents), title=office, domain="feeds.example.cn"), BASE)
    # An incident's id outlives a change of the office's domain, so it is no tag: URI like those of stories.
    assert [fault for fault in atom_faults(body) if not fault.startswith("bad id: urn:uuid:")] == []


def test_a_reader_sees_what_is_wrong_and_then_that_it_is_over() -> None:
    (open_,) = feedparser.parse(feed(OPEN)).entries
    assert open_.title == "【出错】崇阳县<政府>&网：服务器答复 503"
    assert "The server answered 503." in open_.content[0].value
    assert open_.link == f"{BASE}/status?q=gov"
    over = replace(OPEN, ended=NOW + timedelta(hours=2), updated=NOW + timedelta(hours=2), became=Health.OK, due=None)
    (closed,) = feedparser.parse(feed(over)).entries
    assert (closed.id, closed.title) == (open_.id, "【已恢复】崇阳县<政府>&网（曾出错）")
    assert closed.updated > open_.updated
    assert title(replace(over, became=Health.STOPPED)) == "【转为已停用】崇阳县<政府>&网（曾出错）"


def test_equal_statuses_give_equal_bytes_at_any_time() -> None:
    assert feed(OPEN) == feed(OPEN)
    assert problems(Status(NOW), BASE) == problems(Status(NOW + timedelta(days=9)), BASE)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("http://a.cn/:服务器答复 404 (页面不存在)", "answered 404"),
        ("http://a.cn/:3 秒内没有应答", "within 3 s"),
        ("http://a.cn/:重定向超过 5 次,已放弃", "5 redirects"),
        ("内网地址 10.0.0.1,不予抓取。确需抓取时,请在该来源里写 allow_private = true", "10.0.0.1"),
        ("上次有 20 条,这次一条也没有读出,可能是改版了。", "none are found"),
        ("证书不符,它是发给别的域名的。请对方修好证书", "another name"),
        ("从来没有人这样说过", "could not be read"),
    ],
)
def test_an_error_is_said_in_english_too(error: str, words: str) -> None:
    assert words in english(error)
    assert not re.search("[一-鿿]", english(error))
