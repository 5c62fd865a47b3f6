"""What an RSS or Atom document tells, read from real and from written feeds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from syndicator.errors import ReadError
from syndicator.model import Kind, Reading
from syndicator.read.feed import feed

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 12, tzinfo=ZONE)
URL = "https://www.example.cn/rss/all.xml"


def read(text: str | bytes, *, content_type: str | None = None, seen: bytes = b"") -> Reading:
    body = text.encode() if isinstance(text, str) else text
    return feed(body, URL, content_type=content_type, now=NOW, zone=ZONE, seen=seen)


def rss(items: str, channel: str = "", namespaces: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" {namespaces}><channel>'
        f"<title>崇阳要闻</title><link>https://www.example.cn/</link>{channel}{items}</channel></rss>"
    )


def test_an_rss_item_gives_its_title_link_key_date_and_text() -> None:
    reading = read(
        rss(
            "<item><title>县委召开会议</title><link>/a/1.html</link><guid isPermaLink='false'>n1</guid>"
            "<pubDate>Wed, 25 Nov 2026 08:30:00 +0800</pubDate><description>今天上午，&lt;b&gt;会议&lt;/b&gt;召开。"
            "</description><author>a@b.cn (王记者)</author><category>要闻</category><category>要闻</category></item>",
            channel="<ttl>30</ttl><skipHours><hour>24</hour><hour>3</hour><hour>x</hour></skipHours>"
            "<skipDays><day>Sunday</day><day> monday </day><day>Feiertag</day></skipDays>",
        )
    )
    draft = reading.drafts[0]
    assert (reading.kind, reading.title, reading.ttl) == (Kind.FEED, "崇阳要闻", timedelta(minutes=30))
    assert (reading.skip_hours, reading.skip_days) == ((0, 3), (0, 6))
    assert (draft.title, draft.url, draft.key) == ("县委召开会议", "https://www.example.cn/a/1.html", "n1")
    assert draft.published == datetime(2026, 11, 25, 8, 30, tzinfo=ZONE)
    assert (draft.html, draft.summary) == ("今天上午，<b>会议</b>召开。", "今天上午，会议召开。")
    assert (draft.author, draft.categories) == ("王记者", ("要闻",))


def test_the_full_text_wins_over_the_description_which_stays_the_summary() -> None:
    content = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    item = (
        "<item><title>t</title><link>https://e.cn/x/1.html</link><description>短</description>"
        '<content:encoded><![CDATA[<p>全文</p><img src="./W02.jpg">]]></content:encoded></item>'
    )
    draft = read(rss(item, namespaces=content)).drafts[0]
    assert draft.summary == "短"
    assert draft.html == '<p>全文</p><img src="https://e.cn/x/W02.jpg">'
    assert [image.url for image in draft.images] == ["https://e.cn/x/W02.jpg"]


def test_titles_are_plain_text_on_one_line() -> None:
    item = "<item><title>  &lt;b&gt;A &amp;amp; B&lt;/b&gt;\n 第 5 &lt; 6 名\u200b </title><link>/1</link></item>"
    assert read(rss(item)).drafts[0].title == "A & B 第 5 < 6 名"


def test_a_title_of_many_thousand_characters_is_cut() -> None:
    assert len(read(rss(f"<item><title>{'长' * 50_000}</title></item>")).drafts[0].title) == 1_000


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Wed, 25 Nov 2026 08:30:00 GMT", datetime(2026, 11, 25, 8, 30, tzinfo=UTC)),
        ("2026-11-25T08:30:00Z", datetime(2026, 11, 25, 8, 30, tzinfo=UTC)),
        ("2026-11-25T08:30:00+08:00", datetime(2026, 11, 25, 8, 30, tzinfo=ZONE)),
        ("2026-11-25 08:30:00", datetime(2026, 11, 25, 8, 30, tzinfo=ZONE)),
        ("2026-11-25 08:30", datetime(2026, 11, 25, 8, 30, tzinfo=ZONE)),
        ("2026-11-25", datetime(2026, 11, 25, tzinfo=ZONE)),
        ("Wed, 25 Nov 2026 08:30:00", datetime(2026, 11, 25, 8, 30, tzinfo=ZONE)),
        ("Wed, 25 Nov 2026 08:30:00 CST", datetime(2026, 11, 25, 8, 30, tzinfo=ZONE)),
        ("2026年11月25日 08:30", datetime(2026, 11, 25, 8, 30, tzinfo=ZONE)),
        ("2026/11/25 8:30:00", datetime(2026, 11, 25, 8, 30, tzinfo=ZONE)),
    ],
)
def test_a_date_without_a_zone_is_the_publishers_own(written: str, meant: datetime) -> None:
    assert read(rss(f"<item><title>t</title><pubDate>{written}</pubDate></item>")).drafts[0].published == meant


def test_a_relative_guid_stays_as_the_publisher_wrote_it() -> None:
    drafts = read(rss("<item><title>t</title><guid>12345</guid></item>")).drafts
    assert drafts[0].key == "12345"


def test_pictures_carry_their_own_captions_and_credits() -> None:
    media = 'xmlns:media="http://search.yahoo.com/mrss/"'
    item = (
        "<item><title>组图</title><link>/1</link><description>正文摘要</description>"
        '<media:content url="/a.jpg" type="image/jpeg" width="800"><media:description>图一</media:description>'
        "<media:credit>李摄</media:credit></media:content>"
        '<media:content url="/b.jpg" medium="image"><media:description>图二</media:description></media:content></item>'
    )
    draft = read(rss(item, namespaces=media)).drafts[0]
    assert [(image.url[-6:], image.caption, image.credit, image.width) for image in draft.images] == [
        ("/a.jpg", "图一", "李摄", 800),
        ("/b.jpg", "图二", "", None),
    ]
    assert (draft.html, draft.summary) == ("正文摘要", "正文摘要")


def test_a_wechat_bridge_keeps_its_pictures_in_data_src() -> None:
    item = (
        "<item><title>t</title><link>https://mp.weixin.qq.com/s/x</link><description><![CDATA[<section>"
        '<img data-src="https://mmbiz.qpic.cn/a/640?wx_fmt=jpeg" src="data:image/gif;base64,R0"></section>]]>'
        "</description></item>"
    )
    assert [image.url for image in read(rss(item)).drafts[0].images] == ["https://mmbiz.qpic.cn/a/640?wx_fmt=jpeg"]


def test_atom_gives_source_base_hub_and_next_page() -> None:
    text = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://cdn.example.cn/n/">
      <title type="html">A &amp;amp; B</title><link rel="hub" href="https://hub.example.cn/"/>
      <link rel="next" href="/page/2"/>
      <entry><id>tag:e.cn,2026:1</id><title type="text">AT&amp;T &lt;说&gt;</title><link href="2026/1.html"/>
        <updated>2026-11-25T01:00:00Z</updated><source><title>湖北日报</title></source>
        <content type="html">&lt;img src="i/1.jpg"></content></entry></feed>"""
    reading = read(text)
    draft = reading.drafts[0]
    assert (reading.title, reading.hub, reading.next_url) == (
        "A & B",
        "https://hub.example.cn/",
        "https://www.example.cn/page/2",
    )
    assert (draft.key, draft.url) == ("tag:e.cn,2026:1", "https://cdn.example.cn/n/2026/1.html")
    assert (draft.title, draft.origin) == ("AT&T <说>", "湖北日报")
    assert draft.html == '<img src="https://cdn.example.cn/n/i/1.jpg">'
    assert draft.published == draft.updated == datetime(2026, 11, 25, 9, tzinfo=ZONE)


def test_feedburner_says_where_the_article_really_is() -> None:
    item = (
        "<item><title>t</title><link>http://feedproxy.google.com/x</link>"
        "<feedburner:origLink>http://e.cn/1.html</feedburner:origLink></item>"
    )
    namespace = 'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    assert read(rss(item, namespaces=namespace)).drafts[0].url == "http://e.cn/1.html"


@pytest.mark.parametrize("declared", ["gb2312", "utf-8"])
def test_gb18030_bytes_are_read_whatever_the_declaration_says(declared: str) -> None:
    text = rss("<item><title>镕基喆㙍：咸宁市召开“两会”通气会</title><link>/1</link></item>")
    body = text.replace('encoding="utf-8"', f'encoding="{declared}"').encode("gb18030")
    assert read(body).drafts[0].title == "镕基喆㙍：咸宁市召开“两会”通气会"


def test_white_space_and_control_characters_do_no_harm() -> None:
    text = "\r\n  " + rss("<item><title>a\x08b</title><link>/1</link></item>")
    reading = read(text)
    assert (reading.drafts[0].title, reading.problems) == ("ab", ())


def test_an_ill_formed_feed_is_read_all_the_same_and_said_to_be_ill_formed() -> None:
    reading = read(rss("<item><title>A &nbsp; B & C</title><link>/1?a=1&b=2</link></item><item><title>二</title>"))
    assert [draft.title for draft in reading.drafts] == ["A B & C", "二"]
    assert "不合规范" in reading.problems[0]


def test_rdf_feeds_are_read() -> None:
    text = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="/"><title>旧站</title></channel>
      <item rdf:about="https://e.cn/1"><title>一</title><link>https://e.cn/1</link>
      <dc:date>2026-11-25T08:00:00+08:00</dc:date><dc:creator>张三</dc:creator><dc:source>新华社</dc:source></item>
      </rdf:RDF>"""
    reading = read(text)
    draft = reading.drafts[0]
    assert (reading.title, draft.title, draft.key) == ("旧站", "一", "https://e.cn/1")
    assert (draft.author, draft.origin, draft.published) == ("张三", "新华社", datetime(2026, 11, 25, 8, tzinfo=ZONE))


def test_a_feed_without_items_is_no_error_but_a_problem() -> None:
    reading = read(rss(""))
    assert (reading.drafts, reading.title) == ((), "崇阳要闻")
    assert reading.problems == ("订阅源里没有任何条目",)


def test_an_item_without_any_words_is_left_out_and_counted() -> None:
    reading = read(rss("<item><link>/1</link></item><item><title>有</title></item>"))
    assert len(reading.drafts) == 1
    assert reading.problems == ("1 个条目既无标题也无正文，未采用",)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"<!DOCTYPE html><html><head><title>\xe5\xb4\x87\xe9\x98\xb3\xe7\xbd\x91</title></head></html>", "崇阳网"),
        (b"", "空白"),
        (b'{"a": 1}', "JSON"),
        (b"%PDF-1.7 xx", "PDF"),
        (b"hello", "纯文字"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, found: str) -> None:
    with pytest.raises(ReadError, match=f"这里本应是订阅源，却是.*{found}"):
        read(body)


@pytest.mark.parametrize("file", sorted((SHARED / "corpus" / "feeds").glob("*.[rax][sto][sml]*")), ids=lambda f: f.name)
def test_every_real_feed_gives_sane_drafts(file: Path) -> None:
    reading = read(file.read_bytes())
    assert reading.drafts
    assert reading.title
    assert not reading.problems
    for draft in reading.drafts:
        assert draft.title or draft.html
        assert draft.url is None or draft.url.startswith("http")
        assert "<" not in draft.summary[:1]
        assert all(image.url.startswith("http") for image in draft.images)
    dated = [draft.published for draft in reading.drafts if draft.published is not None]
    assert all(1990 < when.year < 2030 for when in dated)


@pytest.mark.parametrize(("said", "size"), [("12345", 12345), ("0", None), ("1", None), ("-5", None), ("many", None)])
def test_the_length_of_an_enclosed_picture_is_kept_when_it_can_be_one(said: str, size: int | None) -> None:
    enclosed = f"<enclosure url='http://a.cn/1.jpg' type='image/jpeg' length='{said}'/>"
    (draft,) = read(rss(f"<item><title>图</title><guid>1</guid>{enclosed}</item>")).drafts
    assert [(one.url, one.type, one.size) for one in draft.images] == [("http://a.cn/1.jpg", "image/jpeg", size)]


def test_an_entry_says_where_it_came_from() -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><id>1</id><title>题</title>'
        '<link href="https://a.example.cn/1.html"/><link rel="via" href="/2026/t1.html"/></entry></feed>'
    )
    assert read(feed).drafts[0].original == "https://www.example.cn/2026/t1.html"
