"""Links made absolute, quickly where they are plain."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syndicator.read.links import web

BASES = st.sampled_from(
    [
        "http://www.a.gov.cn",
        "http://www.a.gov.cn/",
        "https://a.cn:8080/xw/index.shtml",
        "https://a.cn/xw/yw",
        "https://a.cn/xw/./yw/../zw/",
        "http://a.cn/list.asp?id=3/4",
        "http://a.cn/list#x/y",
        "http://A.cn/x;y/z",
    ]
)
PIECES = st.sampled_from(
    ["a", "b.html", ".", "..", "/", "?", "=", "&", ":", ";", "#", "%20", "-", "t2026_1", "中", "http:", ""]
)


@given(BASES, st.lists(PIECES, max_size=8).map("".join))
@example("http://www.a.gov.cn", "a.html")
@example("http://a.cn/x/", "./")
@example("http://a.cn/x/", "a//b")
def test_a_plain_link_leads_where_the_standard_says(base: str, url: str) -> None:
    found = web(url, base)
    if found is not None:
        assert found == urljoin(base, url)


@pytest.mark.parametrize(
    ("url", "base", "whole"),
    [
        ("./202611/t1.html", "http://a.cn/xw/yw/", "http://a.cn/xw/yw/202611/t1.html"),
        ("../b.html", "http://a.cn/xw/yw/", "http://a.cn/xw/b.html"),
        ("/b.asp?id=1&c=2", "http://a.cn/xw/yw/", "http://a.cn/b.asp?id=1&c=2"),
        ("javascript:go()", "http://a.cn/", None),
        ("b.html", "file:///etc/", None),
        ("b.html", "", None),
        ("", "http://a.cn/", None),
    ],
)
def test_what_leads_to_no_web_page_is_none(url: str, base: str, whole: str | None) -> None:
    assert web(url, base) == whole
