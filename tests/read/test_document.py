"""Any document goes to the reader that fits, and no bytes whatever crash one."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.errors import ReadError
from syndicator.model import Fetched, Kind, Reading, Selectors, Source, Validators
from syndicator.read import opml
from syndicator.read.discover import discover
from syndicator.read.document import document
from syndicator.read.epaper import epaper
from syndicator.read.feed import feed
from syndicator.read.jsonfeed import jsonfeed
from syndicator.read.jsonlist import jsonlist
from syndicator.read.listing import listing
from syndicator.read.sitemap import sitemap

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 12, tzinfo=ZONE)
URL = "https://www.example.cn/xw/"
LIST = "<html><title>要闻</title><ul>" + "".join(
    f'<li><a href="t2026112{n}_1.shtml">崇阳县召开第{n}次会议</a><span>2026-11-2{n}</span></li>' for n in range(1, 6)
)
RSS = "<rss version='2.0'><channel><title>t</title><item><title>一</title><link>/1</link></item></channel></rss>"
FEED_JSON = '{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[{"id":"1","title":"一"}]}'
SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://e.cn/1</loc>'
    "</url></urlset>"
)
OPML = '<opml version="2.0"><body><outline text="a" xmlUrl="http://e.cn/rss"/></body></opml>'
JSON = '{"data":[{"title":"一","url":"/1"}]}'
EDITION = (
    '<html><body><a href="content_1.htm">崇阳雷竹笋提前上市</a><a href="node_3.htm">第03版：综合</a></body></html>'
)


def read(body: str | bytes, kind: Kind = Kind.AUTO, url: str = URL, seen: bytes = b"") -> Reading:
    raw = body.encode() if isinstance(body, str) else body
    fetched = Fetched(url, url, 200, raw, "text/html; charset=utf-8", Validators())
    return document(fetched, Source("s", "源", url, kind), now=NOW, zone=ZONE, seen=seen)


@pytest.mark.parametrize(
    ("body", "url", "kind", "count"),
    [
        (LIST, URL, Kind.LIST, 5),
        (RSS, URL, Kind.FEED, 1),
        ("\n\n" + RSS, URL, Kind.FEED, 1),
        (FEED_JSON, URL, Kind.FEED, 1),
        (SITEMAP, URL, Kind.SITEMAP, 1),
        (JSON, URL, Kind.JSON, 1),
        (EDITION, "https://szb.example.cn/html/2026-11/25/node_2.htm", Kind.EPAPER, 1),
    ],
)
def test_what_a_document_is_is_found_out_from_its_bytes(body: str, url: str, kind: Kind, count: int) -> None:
    reading = read(body, url=url)
    assert (reading.kind, len(reading.drafts)) == (kind, count)


@pytest.mark.parametrize("body", [LIST, RSS, FEED_JSON, SITEMAP, JSON])
def test_the_same_document_read_again_gives_nothing_new(body: str) -> None:
    first = read(body)
    second = read(body, seen=first.seen)
    assert (second.drafts, second.skipped, second.seen) == ((), len(first.drafts), first.seen)


def test_one_new_headline_on_a_list_is_all_that_is_new() -> None:
    first = read(LIST)
    item = '<li><a href="t20261126_1.shtml">崇阳县召开新的会议</a><span>2026-11-26</span></li>'
    second = read(LIST.replace("<ul>", f"<ul>{item}"), seen=first.seen)
    assert [draft.title for draft in second.drafts] == ["崇阳县召开新的会议"]


@pytest.mark.parametrize(
    ("kind", "body", "sentence"),
    [
        (Kind.FEED, "<html><head><title>崇阳网</title></head></html>", "这里本应是订阅源，却是一个网页.*崇阳网"),
        (Kind.FEED, "", "这里本应是订阅源，却是空白"),
        (Kind.FEED, b"%PDF-1.4", "这里本应是订阅源，却是PDF 文件"),
        (Kind.FEED, JSON, "这里本应是 JSON 订阅源，却是一份不是订阅源的 JSON"),
        (Kind.FEED, SITEMAP, "这里本应是订阅源，却是一份网站地图"),
        (Kind.FEED, "<html><title>登录</title><input type='password'></html>", "要求登录"),
        (Kind.LIST, RSS, "这里本应是列表页，却是一个订阅源.*auto"),
        (Kind.JSON, LIST, "这里本应是 JSON，却是一个网页"),
        (Kind.SITEMAP, RSS, "这里本应是网站地图.*却是一个订阅源"),
        (Kind.AUTO, b"\x89PNG\r\n\x1a\n", "这里本应有新闻，却是图片"),
        (Kind.AUTO, b"PK\x03\x04xx", "却是压缩包"),
        (Kind.AUTO, OPML, "却是一份订阅清单"),
    ],
)
def test_what_was_found_instead_is_said(kind: Kind, body: str | bytes, sentence: str) -> None:
    with pytest.raises(ReadError, match=sentence):
        read(body, kind)


READERS: list[Callable[..., object]] = [feed, jsonfeed, jsonlist, sitemap, listing, epaper]
_SEEDS = [LIST, RSS, FEED_JSON, SITEMAP, OPML, JSON, EDITION, RSS.replace("title", "description")]
_SCRAPS = [
    b"<item>",
    b"</item>",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"-->",
    b"&#x110000;",
    b"&#0;",
    b"\x00",
    b"\xff\xfe",
    b"<!DOCTYPE x [",
    b"<!ENTITY a 'b'>",
    b"&a;",
    b'xml:base="http://[/"',
    b'href="http://[::1"',
    b"9999-99-99",
    b"0000-00-00",
    b"<a href=//>",
    b"<table><tr>",
    b"{",
    b"}",
    b"[",
    b"]",
    b'"',
    b"\\ud800",
    b"\xed\xa0\x80",
    b"createPageHTML(",
    b"<record>",
    b"1e999",
    b"<pubDate>Fri, 31 Dec 9999 23:59:59 -1200</pubDate>",
    b"0001-01-01T00:00:00+14:00",
    b"<media:content url='x'>",
]


@st.composite
def mutilated(draw: st.DrawFn) -> bytes:
    """A good document with pieces cut out, doubled and strange scraps put in."""
    body = draw(st.sampled_from(_SEEDS)).encode()
    for _ in range(draw(st.integers(1, 6))):
        start, end = sorted((draw(st.integers(0, len(body))), draw(st.integers(0, len(body)))))
        scrap = draw(st.one_of(st.sampled_from(_SCRAPS), st.binary(max_size=8)))
        body = body[:start] + scrap + body[draw(st.sampled_from((start, end))) :]
    return body


def attempt(reader: Callable[..., object], body: bytes) -> None:
    zone: tzinfo = ZONE
    try:
        reader(body, "https://szb.example.cn/html/2026-11/25/node_2.htm", content_type=None, now=NOW, zone=zone)
    except ReadError as error:
        assert str(error)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
@given(body=st.one_of(st.binary(max_size=300), mutilated()))
@settings(max_examples=70, deadline=None)
def test_no_bytes_crash_a_reader(reader: Callable[..., object], body: bytes) -> None:
    attempt(reader, body)


@given(body=st.one_of(st.binary(max_size=300), mutilated()), kind=st.sampled_from(list(Kind)))
@settings(max_examples=70, deadline=None)
def test_no_bytes_crash_the_choice_of_reader_either(body: bytes, kind: Kind) -> None:
    try:
        reading = read(body, kind)
    except ReadError as error:
        assert "这里本应" in str(error) or "损坏" in str(error)
        return
    for draft in reading.drafts:
        assert draft.title or draft.html or draft.summary
        assert draft.url is None or draft.url.startswith(("http://", "https://"))
        assert draft.published is None or draft.published.tzinfo is not None


@given(body=st.one_of(st.binary(max_size=300), mutilated()))
@settings(max_examples=70, deadline=None)
def test_no_bytes_crash_opml_or_discovery(body: bytes) -> None:
    discover(body, URL, content_type=None)
    try:
        opml.read(body)
    except ReadError as error:
        assert "OPML" in str(error)


def test_nested_entities_do_not_grow() -> None:
    names = [b"".join((b"&x%d;" % (level - 1)) * 10 if level else b"ha" for _ in range(1)) for level in range(12)]
    entities = b"".join(b'<!ENTITY x%d "%s">' % (level, value) for level, value in enumerate(names))
    body = b'<?xml version="1.0"?><!DOCTYPE r [' + entities + b"]>" + RSS.replace("一", "题&x11;").encode()
    assert len(read(body).drafts[0].title) < 100


def test_one_large_entity_used_a_thousand_times_does_not_grow() -> None:
    body = f'<!DOCTYPE r [<!ENTITY a "{"a" * 100_000}">]>{RSS.replace("一", "题" + "&a;" * 1_000)}'
    assert len(read(body).drafts[0].title) <= 1_000
    hidden = f'<!--<x>--><!DOCTYPE r [<!ENTITY a "{"a" * 100_000}">]>{RSS.replace("一", "题" + "&a;" * 1_000)}<'
    assert "aaaaaaaaaa" not in read(hidden).drafts[0].title


def test_external_entities_are_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    doctype = f'<!DOCTYPE r [<!ENTITY a SYSTEM "{secret.as_uri()}"><!ENTITY % p SYSTEM "{secret.as_uri()}">%p;]>'
    for body in (RSS, RSS + "<", SITEMAP.partition("?>")[2]):
        text = doctype + body.replace("一", "题&a;").replace("https://e.cn/1", "https://e.cn/&a;")
        assert "geheim" not in repr(read(text))


def test_a_compression_bomb_that_was_not_unpacked_is_binary() -> None:
    with pytest.raises(ReadError, match="gzip"):
        read(b"\x1f\x8b\x08" + zlib.compress(b"a" * 10_000))


def test_a_hundred_thousand_links_are_read_within_bounds() -> None:
    body = "<ul>" + "".join(f'<li><a href="/a/2026/t{n}.html">崇阳县召开第{n}次会议</a></li>' for n in range(100_000))
    reading = read(body)
    assert len(reading.drafts) == 2_000
    assert "列表太长" in reading.problems[0]


def test_selectors_reach_the_list_reader() -> None:
    fetched = Fetched(URL, URL, 200, LIST.encode(), None, Validators())
    source = Source("s", "源", URL, Kind.LIST, selectors=Selectors(item="li", title="span"))
    assert document(fetched, source, now=NOW, zone=ZONE).drafts[0].title == "2026-11-21"
