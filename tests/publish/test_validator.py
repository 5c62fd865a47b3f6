"""What the W3C Feed Validator has an error or a warning for, tried on what passes the last gate."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.model import Image, Publication, Regime, Rights, Story
from syndicator.publish import body
from syndicator.publish.documents import documents
from syndicator.refine.characters import shortened
from syndicator.refine.html import sanitise
from tests.publish.rules import atom_faults, html_faults, json_faults, rss_faults
from tests.publish.samples import NOW, office, story

YAOWEN = Publication("sections/yaowen", "要闻")
TAGS = """a abbr audio b big blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption
figure font form h1 h6 hr i iframe img input ins kbd li mark math mi svg ol p pre q s samp script section select option
small source span strong style sub sup table tbody td template textarea tfoot th thead title tr u ul video object
noscript frameset plaintext xmp button label ruby rt nobr marquee desc foreignObject annotation-xml""".split()

markup = st.recursive(
    st.sampled_from(
        ["中文", "&", "&amp;", "&nbsp;", "&#0;", "&#x80;", "&bogus;", "<", "]]>", "<!--", "-->", "\x00", "𠮷"]
    ),
    lambda inner: st.builds(
        "<{}{}>{}{}".format,
        st.sampled_from(TAGS),
        st.sampled_from(
            ["", " href=/x", " src='http://a.cn/ b'", ' href="javascript:x"', " style=x:y onclick=z", " a=b/"]
        ),
        st.lists(inner, max_size=3).map("".join),
        st.sampled_from(["", *(f"</{tag}>" for tag in ("p", "table", "a", "li", "td", "svg", "div"))]),
    ),
    max_leaves=12,
)


def faults(*told: Story, publication: Publication = YAOWEN, **site: object) -> list[str]:
    made = {one.path: one.body for one in documents(publication, told, office(**site), updated=NOW)}
    atom, rss, feed = (made[f"{publication.id}.{suffix}"] for suffix in ("atom", "rss", "json"))
    return [*atom_faults(atom), *rss_faults(rss), *json_faults(json.loads(feed))]


def saying(**changes: object) -> Story:
    told = story(0)
    return replace(told, lead=replace(told.lead, **changes))  # type: ignore[arg-type]


@settings(max_examples=300, deadline=None)
@given(markup)
def test_no_markup_however_broken_leaves_anything_but_valid_html(html: str) -> None:
    assert html_faults(body.clean(html) or "<p>-</p>") == []
    assert html_faults(body.clean(sanitise(html, "http://www.example.cn/")) or "<p>-</p>") == []


@pytest.mark.parametrize(
    "html",
    [
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
        "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
        "<svg><foreignObject><p>x</p></foreignObject><a xlink:href='javascript:x'>y</a></svg>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<a href='jav&#x09;ascript:x'>y</a><a href='data:text/html,x'>z</a><img src='data:image/png;base64,AA'>",
        "<?import namespace=t><p>x</p>",
        "<table>" + "<tr>" + "<td>格</td>" * 500 + "</tr>" * 3 + "</table>",
        "<table><tr><td>" * 300 + "深",
        "<div>" * 3000 + "深" + "</div>" * 3000,
        "<table><p>外</p><tr><li>内</table></li>",
        "<p><ul><li><p><table><caption><li>x",
        "<a><a><a>一</a></a></a>",
        "<b><i></b></i><p><b></p>",
        "<h1><h2>题</h1></h2>",
        "<select><option><p>x</select>",
        "<figure><figcaption><ul><li>x</ul></figcaption></figure>",
        "<video controls autoplay src='http://a.cn/1.mp4'><source src='http://a.cn/2.mp4'><track></video>",
        "<ruby>漢<rp>(<rt>han</ruby>",
        "&lt;script&gt;x&lt;/script&gt;",
        "&#xD800;&#0;&#x80;&#x110000;",
    ],
)
def test_tricks_of_old_and_new_are_text_or_nothing(html: str) -> None:
    assert faults(saying(html=html)) == []
    assert faults(saying(html=sanitise(html, "http://www.example.cn/"))) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "题" * 1_000_000},
        {"title": "", "summary": "", "text": "", "html": ""},
        {"title": "", "html": "<img src='http://a.cn/1.jpg'>", "text": "", "summary": ""},
        {"title": "", "html": "", "text": "", "summary": "", "images": (Image("http://a.cn/1.jpg", size=5),)},
        {"title": "\u202e倒\u2066着", "summary": "\u202e倒"},
        {"title": "<![CDATA[x]]>", "summary": "]]>", "html": "<p>]]></p>"},
        {"title": "A & B &lt;b&gt; &amp;amp; <b>粗</b>"},
        {"title": "👨‍👩‍👧‍👦🏳️‍🌈" * 99},
        {"author": "记者 <a@b.cn>", "origin": "新华社 <x@y.cn>"},
        {"url": "http://例子.中国/路径 空格?甲=乙#片段"},
        {"url": "javascript:alert(1)"},
        {"url": None, "published": None},
        {"published": NOW + timedelta(days=999)},
        {"images": (Image("http://a.cn/1.jpg", "</b>\n说明", "a@b.cn", "image/JPEG;x", -1, 0, -7),)},
    ],
    ids=lambda changes: "+".join(changes),
)
@pytest.mark.parametrize("rights", [Rights.FULL, Rights.SUMMARY, Rights.HEADLINE])
def test_entries_that_lack_something_or_have_too_much_are_valid(changes: dict[str, object], rights: Rights) -> None:
    from syndicator.refine.rights import shown

    told = saying(**changes)
    assert faults(replace(told, lead=shown(replace(told.lead, rights=rights)))) == []


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham", "UTC"])
def test_dates_are_valid_in_every_zone(zone: str) -> None:
    assert faults(story(0), story(1), timezone=ZoneInfo(zone)) == []


def test_the_rights_of_each_entry_are_said_in_every_format() -> None:
    regime = Regime(notice="版权属于{origin} & 其他,<b>未经授权</b>不得转载")
    made = documents(YAOWEN, [story(2)], replace(office(), rights=(regime,)), updated=NOW)
    atom, rss, feed = (one.body.decode() for one in made[:3])
    assert atom_faults(atom.encode()) + rss_faults(rss.encode()) + json_faults(json.loads(feed)) == []
    assert "<rights>版权属于湖北日报 " in atom
    for text in (atom, rss, feed):
        assert "未经授权" in text
        assert text.count("https://gov.example.com/2026/11/t2.shtml") >= 2, "the link, and the line that names it"
        assert "来源：" in text


@given(st.text(min_size=1, max_size=400).filter(str.strip), st.integers(1, 300))
def test_a_summary_that_is_cut_keeps_whole_characters(text: str, limit: int) -> None:
    cut = shortened(text, limit)
    assert len(cut) <= limit
    assert not any("\ud800" <= one <= "\udfff" for one in cut) or any("\ud800" <= one <= "\udfff" for one in text)


def test_a_teaser_ends_with_a_sentence_where_there_is_one() -> None:
    text = "会议指出要好好干。" * 30
    made = documents(YAOWEN, [saying(summary=text)], office(), updated=NOW)
    teaser = made[1].body.decode().split("<item>")[1].split("<description>")[1].split("</description>")[0]
    assert 100 < len(teaser) <= 200
    assert teaser.endswith("。")
