"""Whoever else carries a story is named with it in every feed, and its origin with a link, whatever may be shown."""

from __future__ import annotations

import json
from dataclasses import replace
from html import unescape

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from syndicator.model import Credit, Publication, Rights
from syndicator.publish.documents import documents
from syndicator.refine import rights
from tests.publish.samples import NOW, office, story

OFFICE = office()
ATOM = {"a": "http://www.w3.org/2005/Atom"}
NAMES = st.lists(st.text("崇阳赤壁嘉鱼通城报网台&<", min_size=1, max_size=8), min_size=1, max_size=8, unique=True)
SHOWN = [one for one in Rights if one is not Rights.NONE]


@pytest.mark.parametrize("allowed", SHOWN)
@settings(max_examples=15, deadline=None)
@given(NAMES)
def test_every_feed_names_the_origin_and_all_other_carriers(allowed: Rights, names: list[str]) -> None:
    also = tuple(Credit(f"s{n}", name, "题", f"https://s{n}.example.com/1") for n, name in enumerate(names))
    one = story(3)
    told = replace(one, lead=rights.shown(replace(one.lead, rights=allowed, origin="湖北日报")), also=also)
    made = {
        document.path: document.body for document in documents(Publication("all", "全部"), [told], OFFICE, updated=NOW)
    }
    urls = {str(credit.url) for credit in also}

    entry = etree.fromstring(made["all.atom"]).find("a:entry", ATOM)
    assert entry is not None
    assert {link.get("href") for link in entry.findall("a:link[@rel='related']", ATOM)} >= urls
    (item,) = json.loads(made["all.json"])["items"]
    assert [(each["name"], each["url"]) for each in item["_syndicator"]["also"]] == [
        (credit.name, credit.url) for credit in also
    ]
    assert item["_syndicator"]["origin"] == "湖北日报"
    rss = feedparser.parse(made["all.rss"], sanitize_html=False).entries[0]
    bodies = (
        entry.findtext("a:content", namespaces=ATOM) or "",
        item["content_html"],
        rss.content[0].value,
    )
    for body in bodies:
        said = unescape(body)
        assert f'href="{told.lead.url}"' in body
        assert "来源：" in body
        assert "湖北日报" in body
        assert "另有报道：" in body
        assert all(f'href="{url}"' in body for url in urls)
        assert all(name in said for name in names)
    page = made["all/index.html"].decode()
    assert "湖北日报" in page
    assert f"另有 {len(names)} 家报道" in page
