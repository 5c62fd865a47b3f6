"""Addresses that something had once: 301 to where it went, 410 when it is gone for good."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.publish import files
from syndicator.publish.signposts import follow, read_signposts, signposts
from tests.serve.conftest import Web

MOVED = {"sections/old": "sections/new", "digest/wan": "digest/xinmeiti", "places/gone": None}


@pytest.mark.parametrize(
    ("path", "now"),
    [
        ("/sections/old.atom", "/sections/new.atom"),
        ("/sections/old.rss", "/sections/new.rss"),
        ("/sections/old.json", "/sections/new.json"),
        ("/sections/old/", "/sections/new/"),
        ("/sections/old", "/sections/new/"),
        ("/sections/old/?lang=en", "/sections/new/?lang=en"),
        ("/digest/wan/fragment.html", "/digest/xinmeiti/fragment.html"),
        ("/digest/wan/202611250730/", "/digest/xinmeiti/202611250730/"),
        ("/archive/sections/old/2026-11.atom", "/archive/sections/new/2026-11.atom"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_moved_is_found_at_its_new_address(web: Web, path: str, now: str, method: str) -> None:
    files.write(web.public, [signposts(MOVED)])
    answer = web.ask(path, method)
    assert (answer.status, answer.body) == (301, b"")
    assert urljoin(path, answer.headers["Location"]) == now
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path", ["/places/gone.atom", "/places/gone/", "/places/gone", "/archive/places/gone/2026.rss"]
)
def test_what_is_gone_says_so(web: Web, path: str) -> None:
    files.write(web.public, [signposts(MOVED)])
    answer = web.ask(path)
    assert (answer.status, answer.headers["Content-Type"]) == (410, "text/plain; charset=utf-8")
    assert "请退订" in answer.body.decode()
    head = web.ask(path, "HEAD")
    assert (head.status, head.body, head.headers["Content-Length"]) == (410, b"", str(len(answer.body)))


@pytest.mark.parametrize(
    "path",
    ["/sections/older.atom", "/sections/ol", "/sections/old.atom.gz", "/sections/old.xml", "/old.atom", "/", "//"],
)
def test_what_never_was_is_not_found(web: Web, path: str) -> None:
    files.write(web.public, [signposts(MOVED)])
    assert web.ask(path).status in {200, 404}


def test_a_new_signpost_is_seen_and_the_file_itself_is_nobodys_business(web: Web) -> None:
    files.write(web.public, [signposts({})])
    assert web.ask("/sections/late.atom").status == 404
    files.write(web.public, [signposts({"sections/late": None})])
    assert web.ask("/sections/late.atom").status == 410
    assert web.ask("/.moved.json").status == 404


@given(st.text(max_size=60), st.sampled_from(list(MOVED)))
def test_no_path_leads_out_of_the_house(rest: str, id: str) -> None:
    for path in (rest, f"{id}{rest}", f"{id}/{rest}", f"archive/{id}/{rest}"):
        where = follow(path, MOVED)
        assert where is None or where == "" or where.startswith("../")


@given(st.binary() | st.text().map(str.encode))
def test_a_file_that_is_no_signpost_says_nothing(body: bytes) -> None:
    assert all(new is None or isinstance(new, str) for new in read_signposts(body).values())
