"""JSON endpoints that answer with lists of articles."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from syndicator.errors import ReadError
from syndicator.model import Kind, Reading, Selectors
from syndicator.read.jsonlist import jsonlist

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 12, tzinfo=ZONE)
URL = "https://www.example.gov.cn/gkmlpt/api/all/0"
NONE = Selectors()


def read(value: Any, selectors: Selectors = NONE) -> Reading:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return jsonlist(body, URL, content_type="application/json", now=NOW, zone=ZONE, selectors=selectors)


def test_the_disclosure_platform_is_read_without_being_told_how() -> None:
    reading = read(
        {
            "code": 0,
            "menu": [{"name": "首页"}],
            "articles": [{"title": "关于印发方案的通知", "url": "/a/1.html", "date": 1795564800}],
        }
    )
    draft = reading.drafts[0]
    assert (reading.kind, draft.title, draft.url) == (
        Kind.JSON,
        "关于印发方案的通知",
        "https://www.example.gov.cn/a/1.html",
    )
    assert draft.published == datetime(2026, 11, 25, 8, tzinfo=ZONE)


def test_told_fields_are_taken_by_dotted_paths() -> None:
    value = {"data": {"list": [{"t": {"zh": "标题"}, "u": "/2", "when": "2026-11-24 09:00", "sum": "<b>摘</b>要"}]}}
    told = Selectors(items="data.list", title="t.zh", link="u", date="when", summary="sum")
    draft = read(value, told).drafts[0]
    assert (draft.title, draft.url, draft.summary) == ("标题", "https://www.example.gov.cn/2", "摘要")
    assert draft.published == datetime(2026, 11, 24, 9, tzinfo=ZONE)


def test_a_wrong_path_is_said_and_the_list_found_all_the_same() -> None:
    reading = read({"rows": [{"DocTitle": "题", "DocPubUrl": "/3"}]}, Selectors(items="data.list"))
    assert reading.drafts[0].url == "https://www.example.gov.cn/3"
    assert "data.list" in reading.problems[0]


def test_jsonp_is_json_too() -> None:
    assert read(b'callback_1([{"title":"\xe9\xa2\x98","link":"/4"}]);').drafts[0].title == "题"


def test_milliseconds_are_no_seconds() -> None:
    draft = read([{"title": "t", "url": "/5", "createTime": 1795564800000}]).drafts[0]
    assert draft.published == datetime(2026, 11, 25, 8, tzinfo=ZONE)


def test_json_without_articles_is_a_problem_and_no_json_is_an_error() -> None:
    assert read({"code": 500}).problems == ("JSON 里没有找到带标题的条目",)
    with pytest.raises(ReadError, match="这里本应是 JSON"):
        read(b"<html></html>")
