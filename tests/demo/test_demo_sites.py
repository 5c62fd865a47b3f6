"""What each site says: the habits that make it hard to read are really there, and the truth about it is kept."""

from __future__ import annotations

import json
import re
from urllib.parse import urljoin

import feedparser
import pytest

from syndicator.demo.addresses import path
from syndicator.demo.county import County
from syndicator.demo.sites import SITES
from syndicator.demo.web import View

URLS = {site: f"http://127.0.0.1:{9000 + number}" for number, site in enumerate(SITES)}


def _body(county: County, site: str, asked: str | None = None) -> bytes:
    page = SITES[site].page(
        View.of(county, site, county.last_news, URLS), SITES[site].start if asked is None else asked
    )
    assert page is not None
    return page.body


@pytest.mark.parametrize("site", ["wire", "radio", "rongmei", "outlet", "wechat"])
def test_feeds_are_read_by_feedparser_and_tell_what_the_county_says(site: str, county: County) -> None:
    feed = feedparser.parse(_body(county, site), response_headers={"content-type": "text/xml"})
    expected = county.published(site, county.last_news)[: len(feed.entries)]
    assert len(feed.entries) == min(len(county.published(site, county.last_news)), len(feed.entries)) > 5
    assert [entry.title for entry in feed.entries] == [copy.title for copy in expected]
    assert [entry.link for entry in feed.entries] == [URLS[site] + path(copy) for copy in expected]
    times = [entry.get("published_parsed") or entry.updated_parsed for entry in feed.entries]
    assert [tuple(time)[:6] for time in times] == [tuple(copy.at.utctimetuple())[:6] for copy in expected]


def test_the_json_feed_holds_what_the_standard_asks_and_its_headlines_carry_emoji(county: County) -> None:
    feed = json.loads(_body(county, "channel"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"]) > 5
    assert all(item["content_html"] and item["title"] and item["url"] for item in feed["items"])
    assert any("｜" in item["title"] for item in feed["items"])
    assert any(ord(character) > 0xFFFF for item in feed["items"] for character in item["title"])


def test_the_feed_that_says_gb2312_cannot_be_read_as_gb2312_nor_as_gbk(county: County) -> None:
    body = _body(county, "radio")
    assert b'encoding="gb2312"' in body
    for charset in ("gb2312", "gbk"):
        with pytest.raises(UnicodeDecodeError):
            body.decode(charset)
    assert {"喆", "镕", "㙍"} <= set(body.decode("gb18030"))
    for copy in county.published("radio", county.last_news):
        with pytest.raises(UnicodeDecodeError):
            _body(county, "radio", path(copy)).decode("gb2312")


@pytest.mark.parametrize("site", SITES)
def test_every_article_page_holds_its_title_and_its_own_paragraphs(site: str, county: County) -> None:
    charset = {"radio": "gb18030", "oldpaper": "gbk", "agri": "gbk"}.get(site, "utf-8")
    for copy in county.published(site, county.last_news):
        page = _body(county, site, path(copy)).decode(charset)
        assert copy.title in re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), page)
        assert all(block.text.replace('"', "&quot;") in page for block in copy.blocks)
        assert (copy.text.blocks[-1].text in page) is not copy.cut


def test_the_wire_feed_gives_summaries_only(county: County) -> None:
    body = _body(county, "wire").decode()
    for copy in county.published("wire", county.last_news):
        assert copy.text.blocks[-1].text not in body


def test_the_model_office_cuts_the_first_headline_of_its_channel_short(county: County) -> None:
    block = _body(county, "paper").decode().split("<h3>新媒体</h3>")[1]
    titles = re.findall(r'<a href="[^"]+">([^<]+)</a>', block)
    assert len(titles) == 6
    assert titles[1].startswith(titles[0])
    assert titles[1] != titles[0]


def test_a_column_has_more_pages_than_its_anchors_tell(county: County) -> None:
    first, second = (_body(county, "paper", f"/xyxw/{name}.shtml").decode() for name in ("index", "index_1"))
    assert 'createPageHTML(2, 0, "index", "shtml")' in first
    assert "index_1" not in first
    serials = [set(re.findall(r'_(\d{7})\.shtml" target', page)) for page in (first, second)]
    assert all(serials)
    assert not serials[0] & serials[1]


def test_the_county_government_fills_in_the_meta_names_of_the_norm(county: County) -> None:
    for copy in county.published("gov", county.last_news):
        page = _body(county, "gov", path(copy)).decode()
        meta = dict(re.findall(r'<meta name="(\w+)" content="([^"]*)">', page))
        assert meta["ArticleTitle"] == copy.title
        assert meta["PubDate"] == f"{copy.at:%Y-%m-%d %H:%M}"
        assert (meta["ContentSource"] == "本网") is copy.original
        assert {"SiteName", "Keywords", "Author", "Description", "ColumnName", "Url"} <= set(meta)


def test_the_epaper_leads_from_its_door_to_an_edition_its_pages_and_their_articles(county: County) -> None:
    view = View.of(county, "epaper", county.last_news, URLS)
    door = SITES["epaper"].page(view, "/")
    assert door is not None
    assert re.fullmatch(r"/html/\d{4}-\d\d/\d\d/node_\d\.htm", door.location)
    edition = [copy for copy in view.copies if copy.at.date() == view.copies[0].at.date()]
    links = set(re.findall(r'href="(node_\d\.htm)"', _body(county, "epaper", door.location).decode()))
    nodes = b"".join(_body(county, "epaper", urljoin(door.location, link)) for link in links)
    assert {int(serial) for serial in re.findall(rb"content_(\d+)\.htm", nodes)} == {copy.serial for copy in edition}


def test_the_bridge_hides_its_pictures_in_data_src(county: County) -> None:
    feed = feedparser.parse(_body(county, "wechat"), sanitize_html=False)
    bodies = [entry.content[0].value for entry in feed.entries]
    assert any("data-src=" in body for body in bodies)
    assert not any(re.search(r"\ssrc=", body) for body in bodies)


def test_the_disclosure_platform_lists_nothing_without_its_script(county: County) -> None:
    assert b"<li>" not in _body(county, "gkml", "/gkmlpt/index")
    articles = json.loads(_body(county, "gkml"))["articles"]
    assert [article["title"] for article in articles] == [
        copy.title for copy in county.published("gkml", county.last_news)
    ]
