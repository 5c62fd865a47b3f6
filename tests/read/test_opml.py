"""OPML lists of feeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from syndicator.errors import ReadError
from syndicator.read import opml

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def test_folders_titles_and_addresses_are_read() -> None:
    text = """<?xml version="1.0"?><opml version="2.0"><head><title>x</title></head><body>
    <outline text="县域"><outline text="崇阳 &amp; 通城" type="rss" xmlUrl="https://e.cn/rss" htmlUrl="https://e.cn/"/></outline>
    <outline TITLE="二" xmlurl="https://e.cn/2"/><outline text="重复" xmlUrl="https://e.cn/rss"/>
    <outline text="坏" xmlUrl="file:///etc/passwd"/></body></opml>"""
    assert opml.read(text.encode()) == [
        ("崇阳 & 通城", "https://e.cn/rss", "https://e.cn/", "县域"),
        ("二", "https://e.cn/2", None, ""),
    ]


def test_a_real_subscription_list_is_read_whole() -> None:
    body = (SHARED / "corpus" / "feeds" / "Subs.opml").read_bytes()
    outlines = opml.read(body)
    addresses = body.count(b"xmlUrl=")
    assert 0.9 * addresses < len(outlines) <= addresses
    assert {"", *(outline.folder for outline in outlines)} > {""}
    assert all(outline.title for outline in outlines)


@pytest.mark.parametrize("body", [b"", b"<rss/>", b"<html></html>", b"{}"])
def test_what_is_no_opml_is_named(body: bytes) -> None:
    with pytest.raises(ReadError, match="这里本应是订阅清单"):
        opml.read(body)
