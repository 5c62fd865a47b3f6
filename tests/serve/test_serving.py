"""Files over HTTP, as readers, browsers and attackers ask for them."""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path

import brotli
import pytest
import zstandard

from syndicator.publish import files
from syndicator.publish.documents import Document
from tests.serve.conftest import Web

DECODE = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
}


@pytest.mark.parametrize(
    ("path", "type"),
    [
        ("/all.atom", "application/atom+xml; charset=utf-8"),
        ("/all.rss", "application/rss+xml; charset=utf-8"),
        ("/all.json", "application/feed+json; charset=utf-8"),
        ("/opml.xml", "text/x-opml; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/assets/style.css", "text/css; charset=utf-8"),
        ("/assets/icon.svg", "image/svg+xml"),
        ("/", "text/html; charset=utf-8"),
        ("/sections/yaowen/", "text/html; charset=utf-8"),
    ],
)
def test_every_file_has_its_type_and_its_bytes(web: Web, path: str, type: str) -> None:
    answer = web.ask(path)
    file = web.public / (path[1:] + ("index.html" if path.endswith("/") else ""))
    assert (answer.status, answer.headers["content-type"], answer.body) == (200, type, file.read_bytes())
    assert answer.headers["content-length"] == str(len(answer.body))
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_each_coding_is_served_and_has_an_etag_of_its_own(web: Web, coding: str) -> None:
    plain, coded = web.ask("/all.atom"), web.ask("/all.atom", Accept_Encoding=coding)
    assert coded.headers["content-encoding"] == coding
    assert DECODE[coding](coded.body) == plain.body
    assert coded.headers["etag"] != plain.headers["etag"]
    assert not coded.headers["etag"].startswith("W/")
    assert "Accept-Encoding" in coded.headers["vary"]
    assert len(coded.body) < len(plain.body) / 3


def test_the_clients_preference_comes_before_ours(web: Web) -> None:
    assert web.ask("/all.atom", Accept_Encoding="gzip, br;q=0.5").headers["content-encoding"] == "gzip"
    assert web.ask("/all.atom", Accept_Encoding="gzip, br, zstd").headers["content-encoding"] == "br"
    assert web.ask("/all.atom", Accept_Encoding="gzip;q=0, identity").headers["content-encoding"] is None


def test_a_matching_etag_gets_304_without_a_body(web: Web) -> None:
    full = web.ask("/all.rss", Accept_Encoding="br")
    answer = web.ask("/all.rss", Accept_Encoding="br", If_None_Match=f'"x", {full.headers["etag"]}')
    assert (answer.status, answer.body) == (304, b"")
    for name in ("etag", "cache-control", "vary", "last-modified", "access-control-allow-origin"):
        assert answer.headers[name] == full.headers[name]
    assert "content-type" not in answer.headers


def test_if_none_match_wins_over_if_modified_since(web: Web) -> None:
    full = web.ask("/all.rss")
    since = full.headers["last-modified"]
    assert web.ask("/all.rss", If_Modified_Since=since).status == 304
    assert web.ask("/all.rss", If_Modified_Since=since, If_None_Match='"other"').status == 200
    assert web.ask("/all.rss", If_Modified_Since="Mon, 01 Jan 2001 00:00:00 GMT").status == 200
    assert web.ask("/all.rss", If_Modified_Since="yesterday").status == 200


def test_head_is_get_without_the_body(web: Web) -> None:
    get, head = web.ask("/all.json", Accept_Encoding="gzip"), web.ask("/all.json", "HEAD", Accept_Encoding="gzip")
    assert head.body == b""
    assert {**dict(get.headers), "date": ""} == {**dict(head.headers), "date": ""}


def test_a_changed_file_is_seen_at_once(web: Web) -> None:
    files.write(web.public, [Document("fresh.json", b'{"one": 1}' * 40)])
    first = web.ask("/fresh.json", Accept_Encoding="gzip")
    files.write(web.public, [Document("fresh.json", b'{"two": 2}' * 40)])
    second = web.ask("/fresh.json", Accept_Encoding="gzip", If_None_Match=first.headers["etag"])
    assert second.status == 200
    assert gzip.decompress(second.body) == b'{"two": 2}' * 40
    files.remove(web.public, ["fresh.json"])
    assert web.ask("/fresh.json").status == 404


def test_a_compressed_file_that_someone_else_left_behind_is_not_served(web: Web) -> None:
    files.write(web.public, [Document("left.json", b'{"new": 1}' * 40)])
    behind = web.public / "left.json.gz"
    behind.write_bytes(gzip.compress(b"old"))
    os.utime(behind, (1, 1))
    assert web.ask("/left.json", Accept_Encoding="gzip").body == b'{"new": 1}' * 40


def test_a_folder_without_its_slash_is_moved_for_good(web: Web) -> None:
    answer = web.ask("/sections/yaowen?lang=en")
    assert (answer.status, answer.headers["location"]) == (301, "./yaowen/?lang=en")


def test_no_redirect_leads_to_another_host(web: Web) -> None:
    (web.public / "evil.example").mkdir(exist_ok=True)
    for path in ("//evil.example", "/%2Fevil.example", "/\\evil.example"):
        answer = web.ask(path)
        assert not (answer.headers["location"] or "./").startswith(("//", "http", "/\\"))


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/sections/../../secret.txt",
        "/sections/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "//etc/passwd",
        "/all.atom%00.html",
        "/.tmp-abc",
        "/sections/.tmp-abc",
        "/link.txt",
        "/all.atom.gz",
        "/all.atom/",
        "/%ff%fe.atom",
        "/%ed%a0%80",
        "/" + "a" * 5000,
    ],
)
def test_nothing_else_on_the_disk_can_be_reached(web: Web, path: str) -> None:
    (web.public / ".tmp-abc").write_text("half")
    (web.public / "sections" / ".tmp-abc").write_text("half")
    link = web.public / "link.txt"
    if not link.is_symlink():
        link.symlink_to(web.public.parent / "secret.txt")
    answer = web.ask(path)
    assert answer.status == 404
    assert "没有这个页面" in answer.body.decode()


def test_what_is_not_there_has_a_page_that_says_so_and_leads_home(web: Web) -> None:
    answer = web.ask("/nowhere", Accept_Encoding="gzip")
    assert answer.status == 404
    assert 'href="/"' in gzip.decompress(answer.body).decode()
    assert answer.headers["etag"] is None


def test_what_may_not_be_done_is_said_to_be_so(web: Web) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = web.ask("/all.atom", method)
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_other_sites_may_read_feeds_but_not_pages(web: Web) -> None:
    assert web.ask("/all.json").headers["access-control-allow-origin"] == "*"
    assert web.ask("/all/").headers["access-control-allow-origin"] is None
    preflight = web.ask("/all.json", "OPTIONS", Origin="https://a.example", Access_Control_Request_Method="GET")
    assert (preflight.status, preflight.headers["access-control-allow-origin"]) == (204, "*")
    assert "If-None-Match" in preflight.headers["access-control-allow-headers"]


def test_pages_may_run_nothing_but_the_script_beside_them(web: Web) -> None:
    policy = web.ask("/all/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe-inline" not in policy


@pytest.mark.parametrize("feed", ["all.atom", "all.rss", "all.json"])
def test_a_feed_opened_in_a_tab_leads_to_its_page(web: Web, feed: str) -> None:
    opened = web.ask(f"/{feed}", Sec_Fetch_Dest="document")
    assert (opened.status, opened.headers["location"]) == (302, "./all/#subscribe")
    assert opened.headers["cache-control"] == "no-store"
    assert web.ask("/sections/yaowen.rss", Sec_Fetch_Dest="document").headers["location"] == "./yaowen/#subscribe"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"},
        {"Sec_Fetch_Dest": "empty"},
        {"User_Agent": "Mozilla/5.0"},
    ],
)
def test_no_reader_is_ever_led_away_from_a_feed(web: Web, headers: dict[str, str]) -> None:
    for feed in ("all.atom", "all.rss", "all.json"):
        answer = web.ask(f"/{feed}", **headers)
        assert answer.status == 200
        assert "html" not in answer.headers["content-type"]
        assert "Sec-Fetch-Dest" in answer.headers["vary"]


def test_a_feed_without_a_page_opened_in_a_tab_is_laid_out_by_its_style_sheet(web: Web) -> None:
    (web.public / "old.atom").write_bytes((web.public / "all.atom").read_bytes())
    for path in ("/old.atom", "/all.atom?raw"):
        opened = web.ask(path, Sec_Fetch_Dest="document")
        assert opened.status == 200
    assert opened.headers["content-type"] == "application/xml; charset=utf-8"
    assert "Sec-Fetch-Dest" in opened.headers["vary"]
    assert b"<?xml-stylesheet" in opened.body[:200]


def test_pages_come_in_the_readers_language_chinese_first(web: Web) -> None:
    def language(path: str, **headers: str) -> str:
        return "en" if b'lang="en">' in web.ask(path, **headers).body[:200] else "zh"

    assert language("/all/") == "zh"
    assert language("/all/?lang=en") == "en"
    assert language("/all/", Accept_Language="en-GB,en;q=0.8") == "en"
    assert language("/all/?lang=zh", Accept_Language="en") == "zh"
    assert language("/all/", Accept_Language="en;q=0.5,zh-CN") == "zh"
    assert language("/all/", Accept_Language="fr") == "zh"
    assert language("/all/index.html", Accept_Language="en") == "zh"
    assert "Accept-Language" in web.ask("/all/").headers["vary"]


def test_an_assets_address_changes_with_its_bytes_so_it_may_be_kept_for_ever(web: Web) -> None:
    assert "immutable" in web.ask("/assets/style.css?v=1").headers["cache-control"]
    assert "max-age=60" in web.ask("/assets/style.css").headers["cache-control"]
    assert "max-age=60" in web.ask("/all.atom?v=1").headers["cache-control"]


def test_a_file_too_large_to_keep_is_served_all_the_same(web: Web) -> None:
    body = os.urandom(3 * 1024 * 1024)
    (web.public / "large.bin").write_bytes(body)
    assert web.ask("/large.bin").body == body


def test_without_anything_published_there_is_still_an_answer(web: Web, tmp_path: Path) -> None:
    moved = tmp_path / "404"
    shutil.move(web.public / "404.html", moved)
    try:
        assert web.ask("/nowhere").body.decode() == "没有这个页面\n"
    finally:
        shutil.move(moved, web.public / "404.html")


def test_a_withdrawn_page_is_gone_and_says_whom_to_ask(web: Web) -> None:
    folder = web.public / "stories/withdrawn"
    folder.mkdir(parents=True)
    (folder / ".gone").touch()
    for path in ("/stories/withdrawn/", "/stories/withdrawn/index.en.html", "/stories/withdrawn/card.png"):
        answer = web.ask(path)
        assert answer.status == 410
        assert "这条内容已经撤下" in answer.body.decode()
        assert "news@example.cn" in answer.body.decode()
    assert web.ask("/stories/withdrawn/.gone").status in {404, 410}
    assert web.ask("/stories/another/").status == 404
