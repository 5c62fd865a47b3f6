"""Bytes to text: labels are evidence, the bytes decide."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from syndicator.read.charset import decode

PROSE = "崇阳县全力推进基层党组织建设，记者近日走访了十二个乡镇。油茶林里一片繁忙，大家都说今年的收成好。"
TRADITIONAL = "這是一個關於臺灣農村的新聞，記者報導說今天的會議很重要，縣長也來了。"
chinese = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("encoded_as", "http", "meta", "name"),
    [
        ("gbk", "text/html; charset=gb2312", "", "gb18030"),
        ("gbk", None, "gb2312", "gb18030"),
        ("gbk", None, "", "gb18030"),
        ("gbk", "text/html; charset=utf-8", "", "gb18030"),
        ("gbk", "text/html; charset=utf-8", "utf-8", "gb18030"),
        ("gbk", "text/html; charset=ISO-8859-1", "", "gb18030"),
        ("gbk", "text/html; charset=no-such-thing", "", "gb18030"),
        ("utf-8", "text/html; charset=gb2312", "gb2312", "utf-8"),
        ("utf-8", 'text/html; charset="UTF-8"', "", "utf-8"),
        ("utf-8", None, "", "utf-8"),
        ("gb18030", "text/html", "gbk", "gb18030"),
    ],
)
def test_the_bytes_are_believed_over_a_wrong_label(encoded_as: str, http: str | None, meta: str, name: str) -> None:
    page = f'<html><head><meta charset="{meta}"><title>{PROSE}</title></head></html>'
    assert decode(page.encode(encoded_as), http) == (page, name)


@pytest.mark.parametrize("http", ["text/html; charset=big5", None, "text/html; charset=BIG5-HKSCS"])
def test_big5_is_read_with_and_without_a_label(http: str | None) -> None:
    assert decode((TRADITIONAL * 5).encode("big5"), http) == (TRADITIONAL * 5, "big5")


def test_the_character_beyond_gb2312_that_half_of_the_county_press_uses_is_kept() -> None:
    page = "<meta charset=gb2312><p>朱镕基总理、喆、堃、㙍</p>"
    assert decode(page.encode("gb18030"), None) == (page, "gb18030")


def test_an_xml_declaration_names_the_set_of_a_feed() -> None:
    feed = f'<?xml version="1.0" encoding="GB2312"?><rss><title>{PROSE}</title></rss>'
    assert decode(feed.encode("gbk"), "application/xml") == (feed, "gb18030")


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_byte_order_mark_beats_every_label_and_is_not_text(mark: bytes) -> None:
    names = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
    assert decode(mark + PROSE.encode(names[mark]), "text/html; charset=gbk") == (PROSE, names[mark])


def test_utf_16_without_a_mark_is_known_by_its_first_tag() -> None:
    assert decode(f"<html>{PROSE}".encode("utf-16-be"), None) == (f"<html>{PROSE}", "utf-16-be")


def test_half_a_character_is_dropped_not_shown() -> None:
    title = "崇阳油茶林里采果忙".encode()[:-1]
    text, name = decode(b"<title>" + title + b"</title>" + PROSE.encode(), "text/html; charset=utf-8")
    assert name == "utf-8"
    assert text.startswith("<title>崇阳油茶林里采果</title>")
    assert "\ufffd" not in text


def test_a_gbk_line_included_in_a_utf8_page_is_read() -> None:
    page = PROSE.encode() + b"<p>" + "今日推荐栏目".encode("gbk") + b"</p>" + PROSE.encode()
    assert decode(page, None) == (f"{PROSE}<p>今日推荐栏目</p>{PROSE}", "utf-8")


def test_a_gbk_page_with_a_few_broken_bytes_stays_gbk() -> None:
    text, name = decode(
        (PROSE * 3).encode("gbk") + b"<p>\xff\xff</p>" + PROSE.encode("gbk"), "text/html; charset=gb2312"
    )
    assert name == "gb18030"
    assert text == f"{PROSE * 3}<p></p>{PROSE}"


def test_nul_and_control_characters_that_xml_forbids_are_removed() -> None:
    assert decode("标\x00题\x08\x0b\x1f\t行\n".encode(), None)[0] == "标题\t行\n"
    assert decode("标\x00题\ufffe\uffff".encode("utf-16-le"), "charset=x") is not None


def test_western_text_under_a_western_label_is_not_taken_for_chinese() -> None:
    text = "café à la crème, très été, naïve façade"
    assert decode(text.encode("latin-1"), "text/html; charset=iso-8859-1") == (text, "cp1252")


@settings(deadline=None)
@given(st.binary(max_size=3000), st.none() | st.text(max_size=60))
@example(b"\x81" * 3000, "charset=utf-8")
@example(b'<meta charset="utf-7">+AGEA-', None)
def test_no_bytes_and_no_header_fail(body: bytes, content_type: str | None) -> None:
    text, name = decode(body, content_type)
    assert name
    assert not set(text) & {"\ufffd", "\x00", "\x0b", "\ufffe"}


@settings(deadline=None)
@given(chinese, st.sampled_from(["utf-8", "gb18030"]))
def test_text_that_is_labelled_rightly_comes_back(text: str, name: str) -> None:
    page = f"<meta charset={name}><p>{text}</p>{PROSE}"
    assert decode(page.encode(name), f"text/html; charset={name}") == (page, name)
