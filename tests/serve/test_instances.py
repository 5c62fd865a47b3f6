"""Readers that ask for what they lack alone (RFC 3229), over the real server and as a law."""

from __future__ import annotations

import gzip

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from syndicator.model import Publication
from syndicator.publish import files
from syndicator.publish.documents import documents
from syndicator.serve import delta
from tests.publish.samples import office, stories
from tests.serve.conftest import Answer, Web

WINDOW = 12
PUBLICATION = Publication("sections/delta", "要闻")
A = "{http://www.w3.org/2005/Atom}"


def publish(web: Web, first: int, count: int = WINDOW, title: str = "要闻") -> None:
    """Stories first, first + 1, …: lower numbers are younger."""
    told = stories(first + count)[first:]
    publication = Publication(PUBLICATION.id, title)
    files.write(web.public, documents(publication, told, office(), updated=told[0].updated))


def ids(answer: Answer) -> list[str]:
    body = unpacked(answer)
    return [one.text or "" for one in etree.fromstring(body).iter(f"{A}id", "guid") if "story/" in (one.text or "")]


def unpacked(answer: Answer) -> bytes:
    match answer.headers["Content-Encoding"]:
        case "gzip":
            return gzip.decompress(answer.body)
        case "br":
            return bytes(brotli.decompress(answer.body))
        case "zstd":
            return zstandard.ZstdDecompressor().decompress(answer.body)
        case _:
            return answer.body


@pytest.mark.parametrize("suffix", ["atom", "rss"])
@pytest.mark.parametrize("coding", ["", "gzip", "br", "zstd"])
def test_only_the_entries_that_are_lacking_come(web: Web, suffix: str, coding: str) -> None:
    path, asking = f"/sections/delta.{suffix}", {"A_IM": "feed", "Accept_Encoding": coding}
    publish(web, 3)
    first = web.ask(path, **asking)
    assert (first.status, len(ids(first))) == (200, WINDOW)
    assert web.ask(path, **asking, If_None_Match=first.headers["ETag"]).status == 304
    publish(web, 1)
    second = web.ask(path, **asking, If_None_Match=first.headers["ETag"])
    assert (second.status, second.headers["IM"]) == (226, "feed")
    assert ids(second) == [story.id for story in stories(3)[1:]]
    assert second.headers["Content-Length"] == str(len(second.body))
    assert "no-store" in second.headers["Cache-Control"]
    assert "im" in second.headers["Cache-Control"].replace(",", " ").split()
    assert "A-IM" in second.headers["Vary"]
    whole = web.ask(path, **asking)
    assert second.headers["ETag"] == whole.headers["ETag"], "the validator is that of the feed as it is now"
    assert web.ask(path, **asking, If_None_Match=second.headers["ETag"]).status == 304


def test_what_is_no_entry_comes_as_well(web: Web) -> None:
    publish(web, 3)
    etag = web.ask("/sections/delta.atom", A_IM="feed").headers["ETag"]
    publish(web, 3, title="要闻改了名")
    answer = web.ask("/sections/delta.atom", A_IM="feed", If_None_Match=etag)
    assert (answer.status, ids(answer)) == (226, [])
    assert "要闻改了名".encode() in answer.body


@pytest.mark.parametrize(
    "headers",
    [{}, {"A_IM": "vcdiff"}, {"A_IM": "feed;q=0"}],
    ids=["no A-IM", "another manipulation", "feed refused"],
)
def test_who_does_not_ask_gets_the_whole(web: Web, headers: dict[str, str]) -> None:
    publish(web, 3)
    etag = web.ask("/sections/delta.atom", A_IM="feed").headers["ETag"]
    assert web.ask("/sections/delta.atom", **headers, If_None_Match=etag).status == 304, "its validator still counts"
    publish(web, 1)
    answer = web.ask("/sections/delta.atom", **headers, If_None_Match=etag)
    assert (answer.status, len(ids(answer)), answer.headers["IM"]) == (200, WINDOW, None)
    assert "A-IM" in answer.headers["Vary"]


@pytest.mark.parametrize("etag", ['"abc"', '"abc.!!!"', '"abc.AAAA"', '"abc.' + "A" * 9999 + '"', "*.x", ".", '"."'])
def test_a_validator_that_says_nothing_of_entries_gets_the_whole(web: Web, etag: str) -> None:
    publish(web, 3)
    answer = web.ask("/sections/delta.atom", A_IM="feed", If_None_Match=etag)
    assert (answer.status, len(ids(answer))) == (200, WINDOW)


def test_one_who_has_nothing_of_the_window_gets_the_whole(web: Web) -> None:
    publish(web, 20)
    etag = web.ask("/sections/delta.atom", A_IM="feed").headers["ETag"]
    publish(web, 1)
    assert web.ask("/sections/delta.atom", A_IM="feed", If_None_Match=etag).status == 200


def test_head_says_what_get_would(web: Web) -> None:
    publish(web, 3)
    etag = web.ask("/sections/delta.atom", A_IM="feed").headers["ETag"]
    publish(web, 1)
    asking = {"A_IM": "feed", "If_None_Match": etag}
    got, head = web.ask("/sections/delta.atom", **asking), web.ask("/sections/delta.atom", "HEAD", **asking)
    assert (head.status, head.body, dict(head.headers)) == (226, b"", dict(got.headers))


def test_a_part_of_a_feed_is_never_asked_for_by_bytes(web: Web) -> None:
    publish(web, 3)
    answer = web.ask("/sections/delta.atom", Range="bytes=0-9")
    assert (answer.status, len(ids(answer))) == (200, WINDOW)


entries = st.lists(st.text("abc<&", max_size=5).map(lambda one: f"<entry><id>{one.encode().hex()}</id></entry>"))


@given(entries.filter(bool), entries)
def test_what_one_had_and_what_one_gets_are_what_there_is(new: list[str], old: list[str]) -> None:
    now = delta.parts(f"<feed>\n{''.join(new)}\n</feed>".encode())
    assert now is not None
    before = delta.parts(f"<feed>\n{''.join(old)}\n</feed>".encode())
    has = delta.known(delta.marked(b'"0a"', before)) if before else None
    got = delta.lacking(now, has) if has is not None else None
    sent = delta.parts(got) if got is not None else now
    assert {one.strip() for one in now.entries} <= {
        one.strip() for feed in (sent, before) if feed for one in feed.entries
    }
    if got is not None:
        assert set(sent.entries if sent else ()).isdisjoint(before.entries if before else ())


def test_a_feed_that_is_too_long_or_has_something_between_its_entries_is_sent_whole() -> None:
    entry = b"<item><guid>%d</guid></item>"
    assert delta.parts(b"<rss>" + b"".join(entry % n for n in range(delta.MOST_ENTRIES + 1)) + b"</rss>") is None
    assert delta.parts(b"<rss>" + entry % 1 + b"<x/>" + entry % 2 + b"</rss>") is None
    assert delta.parts(b"{}") is None
