"""JSON Feed 1.0 and 1.1, as written by the book and as written in haste."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.errors import ReadError
from syndicator.model import Reading
from syndicator.read.jsonfeed import jsonfeed

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 12, tzinfo=ZONE)
URL = "https://www.example.cn/feed.json"
_VERSION = "https://jsonfeed.org/version/1.1"
_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_NAMES = ("id", "url", "title", "content_html", "content_text", "summary", "image", "date_published", "date_modified")
_ITEM = st.fixed_dictionaries({}, optional=dict.fromkeys((*_NAMES, "authors", "author", "tags", "attachments"), _ANY))


def read(value: Any, seen: bytes = b"") -> Reading:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return jsonfeed(body, URL, content_type=None, now=NOW, zone=ZONE, seen=seen)


def test_an_item_gives_all_that_it_says() -> None:
    reading = read(
        {
            "version": _VERSION,
            "title": "崇阳",
            "hubs": [{"type": "WebSub", "url": "https://hub.example.cn/"}],
            "next_url": "/feed-2.json",
            "items": [
                {
                    "id": 7,
                    "url": "/a/7.html",
                    "title": "题",
                    "content_html": '<p>文</p><img src="i.jpg">',
                    "summary": "摘",
                    "date_published": "2026-11-25T01:00:00Z",
                    "authors": [{"name": "张三"}, {"name": "李四"}],
                    "tags": ["要闻"],
                    "attachments": [{"url": "p.jpg", "mime_type": "image/jpeg", "title": "图说"}],
                }
            ],
        }
    )
    draft = reading.drafts[0]
    assert (reading.title, reading.hub, reading.next_url) == (
        "崇阳",
        "https://hub.example.cn/",
        "https://www.example.cn/feed-2.json",
    )
    assert (draft.key, draft.url, draft.title, draft.summary) == ("7", "https://www.example.cn/a/7.html", "题", "摘")
    assert draft.html == '<p>文</p><img src="https://www.example.cn/a/i.jpg">'
    assert draft.published == datetime(2026, 11, 25, 1, tzinfo=UTC)
    assert (draft.author, draft.categories, draft.images[0].caption) == ("张三 李四", ("要闻",), "图说")


@given(st.lists(_ITEM, max_size=4))
@settings(max_examples=60, deadline=None)
def test_wrong_types_are_read_as_absent_and_seen_items_are_skipped(items: list[dict[str, Any]]) -> None:
    first = read({"version": _VERSION, "items": items})
    second = read({"version": _VERSION, "items": items}, first.seen)
    assert second.drafts == ()
    assert second.skipped == len(items)


@pytest.mark.parametrize(
    ("file", "count"),
    [
        ("DaringFireball.json", 48),
        ("pxlnv.json", 20),
        ("ScriptingNews.json", 50),  # RSS-in-JSON
        ("allthis-partial.json", 2),  # broken off
    ],
)
def test_every_real_json_feed_gives_sane_drafts(file: str, count: int) -> None:
    reading = read((SHARED / "corpus" / "feeds" / file).read_bytes())
    assert len(reading.drafts) == count
    assert all(draft.key and (draft.title or draft.html) for draft in reading.drafts)
    assert all(draft.published is not None for draft in reading.drafts)
    assert ("不完整" in "".join(reading.problems)) == ("partial" in file)


def test_items_without_any_words_are_counted_as_unusable() -> None:
    reading = read((SHARED / "corpus" / "feeds" / "authors.json").read_bytes())
    assert (reading.drafts, reading.problems) == ((), ("4 个条目既无标题也无正文，未采用",))


@pytest.mark.parametrize("body", [b"[]", b'{"items": 3}', b"<rss/>", b"", b'{"a":' * 5_000])
def test_what_is_no_json_feed_is_named(body: bytes) -> None:
    with pytest.raises(ReadError, match="这里本应是 JSON 订阅源，却是"):
        read(body)
