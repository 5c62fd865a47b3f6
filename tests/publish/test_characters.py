"""Laws of what may stand in a feed, and of addresses."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from syndicator.publish.addresses import canonical, uri
from syndicator.publish.body import clean
from syndicator.publish.characters import block, line, shield, unshield

ANY = st.text(max_size=40) | st.text(
    "\x00\x1f\x7f\x85\ud800\ufdd0\ufffd\uffff\U0001ffff\u202e\u2066 \t\r\n\u3000a&<>", max_size=20
)


@given(ANY)
def test_whatever_is_left_of_a_text_may_stand_in_xml(text: str) -> None:
    element = etree.Element("title")
    element.text = block(text)
    again = etree.fromstring(etree.tostring(element, encoding="utf-8"))
    assert (again.text or "") == block(text)


@given(ANY)
def test_a_line_is_one_line_and_stays_what_it_is(text: str) -> None:
    made = line(text)
    assert not re.search(r"\s\s|[^\S ]|^ | $|[\u202a-\u202e\u2066-\u2069]", made)
    assert line(made) == made
    assert line(f" {text}  ") == made


@given(ANY)
def test_what_is_shielded_is_read_again_as_it_was_but_for_end_tags(text: str) -> None:
    element = etree.Element("title")
    element.text = shield(line(text))
    written = unshield(etree.tostring(element, encoding="utf-8"))
    assert b"&amp;" not in written
    assert b"&lt;" not in written
    assert (etree.fromstring(written).text or "").replace("＜", "<") == line(text).replace("＜", "<")


@given(st.text(max_size=40) | st.text("ab:/?#[]@!$&'%中 \\.|", max_size=30).map("http://".__add__))
def test_an_address_is_ascii_and_stays_what_it_is(text: str) -> None:
    made = uri(text)
    if made is not None:
        assert re.fullmatch(r"https?://[a-z0-9._-]+(:\d+)?/[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,#]*", made)
        assert uri(made) == made


@pytest.mark.parametrize(
    ("given_", "made"),
    [
        ("HTTP://WWW.XNnews.com.cn:80/a.shtml", "http://www.xnnews.com.cn/a.shtml"),
        ("http://例子.cn/新闻?题=一#二", "http://xn--fsqu00a.cn/%E6%96%B0%E9%97%BB?%E9%A2%98=%E4%B8%80#%E4%BA%8C"),
        ("https://a.cn/%b5%zz|[x]", "https://a.cn/%b5%25zz%7C%5Bx%5D"),
        ("https://a.cn:8443", "https://a.cn:8443/"),
        ("https://user:word@a.cn/", "https://a.cn/"),
        ("javascript:alert(1)", None),
        ("//a.cn/b", None),
        ("http://[::1]/", None),
        ("http://a.cn:99999/", None),
        ("", None),
        (None, None),
        ("http://a.cn/" + "x" * 5000, None),
    ],
)
def test_addresses_are_normalised_or_refused(given_: str | None, made: str | None) -> None:
    assert uri(given_) == made


def test_only_an_address_that_compares_equal_to_itself_is_an_id() -> None:
    assert canonical("https://a.cn/feed.xml?x=1") == "https://a.cn/feed.xml?x=1"
    assert canonical("https://a.cn/%E6%96%B0") is None
    assert canonical("https://a.cn/../b") is None


TAGS = "a b big dd dl dt figcaption figure h2 img li ol p section span table td tr ul video audio source script style form svg".split()
SOUP = st.lists(
    st.one_of(
        st.sampled_from(TAGS).map("<{}>".format),
        st.sampled_from(TAGS).map("</{}>".format),
        st.sampled_from(
            [
                "文",
                "<",
                "&",
                "&nbsp;",
                "<!--",
                "]]>",
                "\x00",
                "<a href='x'>",
                "<img src=http://e/x>",
                "<video src=http://e/v>",
                "<source src=http://e/s>",
            ]
        ),
    ),
    max_size=25,
).map("".join)


@given(SOUP)
def test_cleaned_html_settles_and_holds_nothing_that_runs(soup: str) -> None:
    made = clean(soup)
    assert clean(made) == made
    assert not re.search(r"<(script|style|form|svg|iframe)\b", made)
