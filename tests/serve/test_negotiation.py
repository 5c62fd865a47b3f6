"""Laws of what is chosen from request headers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from syndicator.serve.negotiation import coding, http_date, not_modified, prefers_english

OURS = ("br", "zstd", "gzip")
NAMES = st.sampled_from(["br", "zstd", "gzip", "x-gzip", "deflate", "identity", "*", ""])
WEIGHTS = st.sampled_from(["", ";q=0", ";q=0.001", ";q=0.5", "; Q=1", ";q=x", ";q=nan", ";q=2", ";x=1;q=0.7"])
HEADERS = st.lists(st.tuples(NAMES, WEIGHTS).map("".join), max_size=6).map(lambda one: ", ".join(one).encode())


@given(HEADERS | st.binary(max_size=80), st.lists(st.sampled_from(OURS), unique=True).map(tuple))
def test_only_what_lies_there_is_chosen(header: bytes, available: tuple[str, ...]) -> None:
    assert coding(header, available) in {*available, "identity"}


@given(HEADERS)
def test_what_the_client_refuses_is_never_chosen(header: bytes) -> None:
    refused = header + b", br;q=0, gzip;q=0, x-gzip;q=0, zstd;q=0"
    assert coding(refused, OURS) == "identity"


@given(st.permutations(["br", "zstd", "gzip", "deflate"]))
def test_the_order_in_which_the_client_names_codings_does_not_matter(names: list[str]) -> None:
    assert coding(", ".join(names).encode(), OURS) == "br"


def test_no_header_means_as_it_is() -> None:
    assert coding(None, OURS) == "identity"
    assert coding(b"", OURS) == "identity"
    assert coding(b"*", OURS) == "br"
    assert coding(b"identity;q=0.5, gzip;q=0.4", OURS) == "identity"


@given(st.binary(max_size=60))
def test_any_language_header_has_an_answer(header: bytes) -> None:
    assert prefers_english(header) in {True, False}


def test_english_is_served_only_to_those_who_prefer_it() -> None:
    assert prefers_english(b"en-US,en;q=0.9")
    assert prefers_english(b"zh-TW;q=0.4, en;q=0.6")
    assert not prefers_english(b"zh-CN,zh;q=0.9,en;q=0.8")
    assert not prefers_english(b"en;q=0")
    assert not prefers_english(None)


@given(st.none() | st.binary(max_size=60), st.none() | st.binary(max_size=60), st.integers(0, 2**31))
def test_any_condition_has_an_answer(tag: bytes | None, since: bytes | None, modified: int) -> None:
    assert not_modified(tag, since, b'"ours"', modified) in {True, False}


@given(st.integers(0, 2**32), st.integers(-5, 5))
def test_a_file_is_unmodified_since_its_own_date_and_later(modified: int, later: int) -> None:
    header = http_date(max(modified + later, 0))
    assert not_modified(None, header, b'"x"', modified + 0.9) == (max(modified + later, 0) >= modified)


def test_weak_and_strong_tags_compare_weakly() -> None:
    assert not_modified(b'W/"x"', None, b'"x"', 0)
    assert not_modified(b'"a" , "x"', None, b'"x"', 0)
    assert not_modified(b"*", None, b'"x"', 0)
    assert not not_modified(b'"y"', b"Fri, 01 Jan 2100 00:00:00 GMT", b'"x"', 0)
