"""The sample site under a real nginx: what it answers is what the service itself answers."""

from __future__ import annotations

import asyncio
import gzip
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest

from syndicator.model import Status
from syndicator.serve.app import create_app
from tests.loopback import Loopback, Page

SITE = Path(__file__).resolve().parents[2] / "systemd" / "nginx-syndicator.conf"
NOW = datetime(2026, 11, 25, tzinfo=UTC)
# What a reader can tell the two apart by. Their ETags differ in form; both are tested for what they do.
TELLING = (
    "content-type",
    "content-encoding",
    "cache-control",
    "access-control-allow-origin",
    "content-security-policy",
    "cross-origin-resource-policy",
    "x-content-type-options",
    "referrer-policy",
    "location",
)


@pytest.fixture(scope="module")
def behind() -> Iterator[Loopback]:
    """Stands for the service behind nginx."""
    with Loopback() as server:
        yield server


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small public folder as it is published."""
    folder = tmp_path_factory.mktemp("site") / "public"
    for path, text in {
        "index.html": "<h1>中文</h1>" * 99,
        "index.en.html": "<h1>English</h1>" * 99,
        "404.html": "没有这一页" * 99,
        "410.html": "已经撤下" * 99,
        "stories/ab/abc/.gone": "",
        "all.atom": "<feed/>" * 99,
        "all.rss": "<rss/>" * 99,
        "all.json": "{}" * 99,
        "opml.xml": "<opml/>" * 99,
        "sitemap.xml": "<urlset/>" * 99,
        "robots.txt": "User-agent: *\n",
        "assets/style.css": "p{}" * 99,
        "assets/icon.svg": "<svg/>" * 99,
        "places/chongyang.atom": "<feed>崇阳</feed>" * 99,
        "places/chongyang/index.html": "<h1>崇阳</h1>" * 99,
        "digest/xinmeiti/fragment.html": "<ol></ol>" * 99,
        "digest/xinmeiti/embed.js": "'use strict';" * 99,
        ".tmp-half": "half",
    }.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        (folder / f"{path}.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    return folder


@pytest.fixture(scope="module")
def nginx(public: Path, behind: Loopback) -> Iterator[int]:
    """The port of a real nginx with the sample site."""
    folder = public.parent
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = SITE.read_text(encoding="utf-8")
    site = site.replace("/var/lib/syndicator/public", str(public)).replace("listen [::]:80;", "")
    site = site.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("http://127.0.0.1:8080", behind.url)
    owner = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{owner} pid {folder}/pid; error_log {folder}/error.log; events {{ }}\n"
        f"http {{ access_log off; client_body_temp_path {folder}; proxy_temp_path {folder};\n"
        f"fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};\n{site} }}",
        encoding="utf-8",
    )
    command = ["nginx", "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    assert "[warn]" not in tested.stderr
    server = subprocess.Popen([*command, "-g", "daemon off;"])
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert server.poll() is None, (folder / "error.log").read_text(encoding="utf-8")
        time.sleep(0.05)
    yield port
    server.terminate()
    server.wait()


Answer = tuple[int, dict[str, str], bytes]


def asked(port: int, path: str, headers: dict[str, str], method: str = "GET") -> Answer:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    names = [name.lower() for name, _ in response.getheaders()]
    assert len(set(names) - {"vary"}) == len([name for name in names if name != "vary"]), names
    found = {name.lower(): value for name, value in response.getheaders()}
    return response.status, {**found, "vary": ", ".join(response.headers.get_all("Vary", []))}, body


def ours(public: Path, path: str, headers: dict[str, str], method: str = "GET") -> Answer:
    """What the service itself answers, over ASGI."""
    app = create_app(public, lambda: Status(NOW, (), 0, 0, 0, 0))
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    name, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": name,
        "raw_path": name.encode(),
        "query_string": query.encode(),
        "headers": [(key.lower().encode(), value.encode()) for key, value in headers.items()],
    }
    asyncio.run(app(scope, receive, send))
    start, *rest = sent
    found = {key.decode(): value.decode() for key, value in start["headers"]}
    return start["status"], found, b"".join(one.get("body", b"") for one in rest)


def members(header: str) -> set[str]:
    return {one.strip().lower() for one in header.split(",") if one.strip()}


@pytest.mark.parametrize(
    "path",
    ["/", "/all.atom", "/all.rss", "/all.json", "/opml.xml", "/sitemap.xml", "/robots.txt", "/places/chongyang.atom"]
    + ["/places/chongyang/", "/digest/xinmeiti/fragment.html", "/digest/xinmeiti/embed.js", "/index.html", "/?lang=en"]
    + [
        "/assets/style.css?v=1",
        "/assets/style.css",
        "/assets/icon.svg",
        "/none",
        "/none/",
        "/all.atom.gz",
        "/.tmp-half",
    ],
)
@pytest.mark.parametrize(
    "headers",
    [{}, {"Accept-Encoding": "gzip"}, {"Accept-Language": "en-GB,en"}, {"Sec-Fetch-Dest": "document"}],
    ids=["a reader", "one that takes gzip", "an English one", "a browser's tab"],
)
def test_nginx_answers_as_the_service_does(nginx: int, public: Path, path: str, headers: dict[str, str]) -> None:
    status, theirs, body = asked(nginx, path, headers)
    expected, own, content = ours(public, path, headers)
    if status == 302:  # nginx adds a line of text for people, and leads there by a whole path
        assert expected == 302
        assert urljoin(path, theirs["location"]) == urljoin(path, own["location"])
        assert "sec-fetch-dest" in members(theirs["vary"]) & members(own["vary"])
        return
    assert (status, body) == (expected, content)
    if status == 404:
        assert theirs["content-type"] == own["content-type"]
        return
    assert {name: theirs.get(name) for name in TELLING} == {name: own.get(name) for name in TELLING}
    assert members(own["vary"]) >= members(theirs["vary"])
    assert members(theirs["vary"]) >= members(own["vary"]) - {"accept-encoding", "accept-language"}


@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "gzip"}])
@pytest.mark.parametrize("path", ["/all.atom", "/", "/opml.xml"])
def test_what_has_not_changed_is_not_sent_again(nginx: int, public: Path, path: str, headers: dict[str, str]) -> None:
    _, first, _ = asked(nginx, path, headers)
    for validator in ({"If-None-Match": first["etag"]}, {"If-Modified-Since": first["last-modified"]}):
        status, unchanged, empty = asked(nginx, path, headers | validator)
        assert (status, empty) == (304, b"")
        assert unchanged["etag"] == first["etag"]
        assert unchanged["cache-control"] == first["cache-control"]
    assert asked(nginx, path, headers | {"If-None-Match": '"other"'})[0] == 200


def test_each_coding_has_an_etag_of_its_own(nginx: int) -> None:
    plain, packed = asked(nginx, "/all.atom", {}), asked(nginx, "/all.atom", {"Accept-Encoding": "gzip"})
    assert plain[1]["etag"] != packed[1]["etag"]
    assert gzip.decompress(packed[2]) == plain[2]
    assert "accept-encoding" in members(packed[1]["vary"])


def test_head_is_get_without_a_body(nginx: int) -> None:
    full, head = asked(nginx, "/all.rss", {}), asked(nginx, "/all.rss", {}, "HEAD")
    assert head[2] == b""
    assert {name: value for name, value in head[1].items() if name != "date"} == {
        name: value for name, value in full[1].items() if name != "date"
    }


def test_the_reader_chooses_the_language(nginx: int) -> None:
    assert "中文" in asked(nginx, "/", {})[2].decode()
    assert "English" in asked(nginx, "/", {"Accept-Language": "EN-gb,en"})[2].decode()
    assert "English" in asked(nginx, "/?lang=en", {"Accept-Language": "zh-CN"})[2].decode()
    assert "中文" in asked(nginx, "/?lang=zh", {"Accept-Language": "en"})[2].decode()
    # A page that is not there in English comes in Chinese.
    assert "崇阳" in asked(nginx, "/places/chongyang/", {"Accept-Language": "en"})[2].decode()


def test_a_folder_without_its_slash_is_found(nginx: int) -> None:
    status, headers, _ = asked(nginx, "/places/chongyang", {})
    assert status == 301
    assert headers["location"].endswith("chongyang/")
    assert "//" not in headers["location"]


def test_a_script_elsewhere_may_ask_conditionally(nginx: int, public: Path) -> None:
    status, theirs, body = asked(nginx, "/all.json", {"Origin": "http://b.cn"}, "OPTIONS")
    expected, own, _ = ours(public, "/all.json", {}, "OPTIONS")
    assert (status, body) == (expected, b"")
    names = [name for name in own if name.startswith("access-control")]
    assert names
    assert {name: theirs.get(name) for name in names} == {name: own[name] for name in names}


@pytest.mark.parametrize(
    "path", ["/status", "/status.json", "/status.atom", "/healthz", "/metrics", "/api/v1/items", "/hub"]
)
def test_what_is_made_on_request_is_passed_on_untouched(nginx: int, behind: Loopback, path: str) -> None:
    behind.put(
        path, "of the service", "text/plain", **{"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    )
    status, headers, body = asked(nginx, path, {"Host": "feeds.example.cn"})
    assert (status, body) == (200, b"of the service")
    assert headers["cache-control"] == "no-store"
    assert "content-security-policy" not in headers
    assert "access-control-allow-origin" not in headers
    assert behind.asked[-1][1]["Host"] == "feeds.example.cn"
    assert behind.asked[-1][1]["X-Forwarded-Proto"] == "http"


def test_an_address_that_moved_or_is_gone_is_the_services_word(nginx: int, behind: Loopback) -> None:
    behind.pages["/sections/old.atom"] = Page(b"", status=301, headers={"Location": "../sections/new.atom"})
    behind.pages["/sections/gone.rss"] = Page("已取消".encode(), "text/plain", 410)
    status, headers, _ = asked(nginx, "/sections/old.atom", {"Accept-Encoding": "gzip"})
    assert (status, headers["location"]) == (301, "../sections/new.atom")
    status, headers, body = asked(nginx, "/sections/gone.rss", {})
    assert (status, body) == (410, "已取消".encode())
    assert "content-security-policy" not in headers


def test_a_withdrawn_story_is_gone(nginx: int) -> None:
    status, headers, body = asked(nginx, "/stories/ab/abc/", {})
    assert (status, body.decode()) == (410, "已经撤下" * 99)
    assert headers["content-type"].startswith("text/html")
    assert asked(nginx, "/stories/ab/abc/.gone", {})[0] == 404


def test_a_missing_page_says_so_while_the_service_is_away(nginx: int, behind: Loopback) -> None:
    behind.pages["/sections/none.atom"] = Page(b"trouble", status=503)
    status, _, body = asked(nginx, "/sections/none.atom", {})
    assert (status, body.decode()) == (404, "没有这一页" * 99)


def test_a_part_is_answered_with_the_whole(nginx: int, public: Path) -> None:
    status, _, body = asked(nginx, "/all.rss", {"Range": "bytes=0-9"})
    assert (status, body) == (200, (public / "all.rss").read_bytes())


def test_a_reader_that_asks_for_what_it_lacks_is_passed_on(nginx: int, behind: Loopback) -> None:
    behind.pages["/all.atom"] = Page(b"<feed/>", "application/atom+xml", 226, headers={"IM": "feed", "ETag": '"b.AA"'})
    asking = {"A-IM": "gzip, feed", "If-None-Match": '"a.BB"'}
    status, headers, body = asked(nginx, "/all.atom", asking)
    assert (status, headers["im"], headers["etag"], body) == (226, "feed", '"b.AA"', b"<feed/>")
    assert behind.asked[-1][1]["If-None-Match"] == '"a.BB"'
    assert asked(nginx, "/all.atom", {"A-IM": "vcdiff"})[0] == 200
    assert asked(nginx, "/lacking/all.atom", {})[0] == 404


def test_nothing_is_served_from_outside_the_public_folder(nginx: int, public: Path) -> None:
    (public.parent / "syndicator.db").write_bytes(b"secret")
    for path in ("/../syndicator.db", "/%2e%2e/syndicator.db", "/opened/../../syndicator.db", "/opened/all.atom"):
        status, _, body = asked(nginx, path, {})
        assert status in (400, 404)
        assert b"secret" not in body
