"""Parsing only what is new gives exactly what parsing the whole would have given."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.model import Draft
from syndicator.read import charset
from syndicator.read.feed import clean, feed, whole
from syndicator.read.split import HASH_BYTES, split

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 12, tzinfo=ZONE)
URL = "https://www.example.cn/rss/all.xml"
FEEDS = sorted((SHARED / "corpus" / "feeds").glob("*.[rax][sto][sml]*"))

_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=60
)
_MARKUP = st.sampled_from(
    ["", "<b>粗</b>", "&amp;", "&#8217;", '<img src="/a.jpg">', "<p>" + "长" * 300 + "</p>", "5 < 6", "\x85"]
)
_BODY = st.lists(st.one_of(_TEXT, _MARKUP), max_size=6).map("".join)


def rss_item(title: str, body: str, content: str, date: str, guid: str) -> str:
    encoded = f"<content:encoded>{escape(content)}</content:encoded>" if content else ""
    return (
        f"<item><title>{escape(title)}</title><link>/a/{escape(guid)}</link><guid>{escape(guid)}</guid>"
        f"<description>{escape(body)}</description>{encoded}<pubDate>{date}</pubDate>"
        f"<slash:comments>3</slash:comments>\n\n<category>{escape(title)}</category></item>\n"
    )


def atom_entry(title: str, body: str, content: str, date: str, guid: str) -> str:
    xhtml = f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{escape(content)}</p></div></content>'
    return (
        f'<entry><id>{escape(guid)}</id><title type="html">{escape(title)}</title><link href="/a/{escape(guid)}"/>'
        f'<summary type="html">{escape(body)}</summary>{xhtml if content else ""}<updated>{date}</updated></entry>'
    )


_DATES = st.sampled_from(
    ["2026-11-25T08:00:00Z", "Wed, 25 Nov 2026 08:30:00 +0800", "2026年11月25日", "2026-11-25 08:00", ""]
)
_ENTRY = st.tuples(_TEXT, _BODY, _BODY, _DATES, st.text("abcdef0123456789/:", min_size=1, max_size=12))
_RSS = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>t</title>{}</channel></rss>'
)
_ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{}</feed>'


def drafts(text: str, seen: bytes = b"") -> tuple[Draft, ...]:
    return feed(text.encode(), URL, content_type=None, now=NOW, zone=ZONE, seen=seen).drafts


@given(st.lists(_ENTRY, min_size=1, max_size=5), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_split_feed_tells_what_the_whole_feed_tells(entries: list[tuple[str, ...]], atom: bool) -> None:
    text = (_ATOM if atom else _RSS).format("".join((atom_entry if atom else rss_item)(*entry) for entry in entries))
    assert drafts(text) == whole(text, URL, NOW, ZONE).drafts


@given(st.lists(_ENTRY, min_size=2, max_size=6, unique_by=lambda entry: entry[4]), st.data())
@settings(max_examples=40, deadline=None)
def test_what_was_seen_is_left_out_and_nothing_else_changes(
    entries: list[tuple[str, ...]], data: st.DataObject
) -> None:
    items = [rss_item(*entry) for entry in entries]
    text = _RSS.format("".join(items))
    # Entries alone, not their number in the list, decide: mark some by reading a document that holds only them.
    marked = data.draw(st.sets(st.integers(0, len(items) - 1)))
    before = feed(
        _RSS.format("".join(items[number] for number in sorted(marked))).encode(),
        URL,
        content_type=None,
        now=NOW,
        zone=ZONE,
    )
    after = feed(text.encode(), URL, content_type=None, now=NOW, zone=ZONE, seen=before.seen)
    rest = _RSS.format("".join(item for number, item in enumerate(items) if number not in marked))
    assert after.skipped == len(marked)
    assert after.drafts == drafts(rest)
    assert len(after.seen) == HASH_BYTES * len(items)


@pytest.mark.parametrize("file", FEEDS, ids=lambda file: file.name)
def test_real_feeds_split_equal_real_feeds_whole(file: Path) -> None:
    text = charset.decode(file.read_bytes(), None)[0]
    ours = feed(clean(text).encode(), URL, content_type=None, now=NOW, zone=ZONE).drafts
    theirs = whole(clean(text), URL, NOW, ZONE).drafts
    # Media RSS and xml:base are read beside feedparser, which mixes captions up and sees no base here.
    blind = {"images": (), "html": "", "summary": ""} if "media:" in text or "xml:base" in text else {}
    assert [replace(draft, **blind) for draft in ours] == [replace(draft, **blind) for draft in theirs]


@pytest.mark.parametrize("file", FEEDS, ids=lambda file: file.name)
def test_an_unchanged_feed_gives_nothing_and_the_same_marks(file: Path) -> None:
    body = file.read_bytes()
    first = feed(body, URL, content_type=None, now=NOW, zone=ZONE)
    second = feed(body, URL, content_type=None, now=NOW, zone=ZONE, seen=first.seen)
    assert second.drafts == ()
    assert second.skipped == len(first.seen) // HASH_BYTES
    assert (second.seen, second.title, second.ttl, second.hub) == (first.seen, first.title, first.ttl, first.hub)
    assert second.problems == ()


def test_an_unchanged_feed_never_reaches_feedparser(monkeypatch: pytest.MonkeyPatch) -> None:
    text = _RSS.format(rss_item("t", "b", "", "", "1"))
    seen = feed(text.encode(), URL, content_type=None, now=NOW, zone=ZONE).seen

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("feedparser was called")

    monkeypatch.setattr(feedparser, "parse", refuse)
    assert drafts(text, seen) == ()


def test_an_edited_entry_is_new_again() -> None:
    text = _RSS.format(rss_item("旧题", "b", "", "", "1") + rss_item("别的", "b", "", "", "2"))
    seen = feed(text.encode(), URL, content_type=None, now=NOW, zone=ZONE).seen
    assert [draft.title for draft in drafts(text.replace("旧题", "新题"), seen)] == ["新题"]


def test_more_entries_than_one_run_reads_come_with_the_next_runs() -> None:
    body = _RSS.format("".join(f"<item><title>t{n}</title></item>" for n in range(2_500))).encode()
    first = feed(body, URL, content_type=None, now=NOW, zone=ZONE)
    second = feed(body, URL, content_type=None, now=NOW, zone=ZONE, seen=first.seen)
    assert (len(first.drafts), len(second.drafts)) == (2_000, 500)
    assert "还有 500 条未读" in first.problems[0]


def test_the_stand_ins_for_long_texts_cannot_be_forged() -> None:
    parts = split(_RSS.format(rss_item("t", "<p>" + "长" * 300, "", "", "1")).encode(), b"")
    assert parts is not None
    token = next(iter(parts.texts))
    forged = _RSS.format(rss_item("t", "<p>" + "长" * 300, "", "", "1") + rss_item("u", token, "", "", "2"))
    assert drafts(forged)[1].summary == token
