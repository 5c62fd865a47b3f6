"""The units and the nginx site, checked by systemd and nginx themselves."""

from __future__ import annotations

import gzip
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

UNITS = Path(__file__).resolve().parents[2] / "systemd"
TRUE = shutil.which("true") or "/bin/true"


def verified(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(folder / "syndicator.service")],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("under_nginx", [False, True])
def test_the_units_are_clean(tmp_path: Path, under_nginx: bool) -> None:
    text = (UNITS / "syndicator.service").read_text(encoding="utf-8")
    # Only the program's place is changed: this machine has none in /opt.
    (tmp_path / "syndicator.service").write_text(text.replace("/opt/syndicator/bin/syndicator", TRUE), encoding="utf-8")
    if under_nginx:
        shutil.copytree(UNITS / "syndicator.service.d", tmp_path / "syndicator.service.d")
    done = verified(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "syndicator" not in done.stderr, done.stderr


def test_a_broken_unit_would_be_found(tmp_path: Path) -> None:
    text = (UNITS / "syndicator.service").read_text(encoding="utf-8")
    (tmp_path / "syndicator.service").write_text(
        text.replace("Restart=on-failure", "Restart=perhaps"), encoding="utf-8"
    )
    assert "perhaps" in verified(tmp_path).stderr


def test_the_service_is_hardened(tmp_path: Path) -> None:
    text = (UNITS / "syndicator.service").read_text(encoding="utf-8")
    (tmp_path / "syndicator.service").write_text(text.replace("/opt/syndicator/bin/syndicator", TRUE), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(tmp_path / "syndicator.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert found, done.stdout + done.stderr
    assert float(found[1]) <= 2.5, done.stdout


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The sample site under a real nginx; yields its port and its public folder."""
    public = tmp_path / "public"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = (UNITS / "nginx-syndicator.conf").read_text(encoding="utf-8")
    site = site.replace("/var/lib/syndicator/public", str(public)).replace("listen [::]:80;", "")
    site = site.replace("listen 80;", f"listen 127.0.0.1:{port};")
    (tmp_path / "nginx.conf").write_text(
        f"user root; pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{ }}\n"
        f"http {{ access_log off; client_body_temp_path {tmp_path}; proxy_temp_path {tmp_path};\n"
        f"fastcgi_temp_path {tmp_path}; uwsgi_temp_path {tmp_path}; scgi_temp_path {tmp_path};\n{site} }}",
        encoding="utf-8",
    )
    for path, text in {
        "index.html": "<h1>中文</h1>" * 99,
        "index.en.html": "<h1>English</h1>" * 99,
        "404.html": "没有这一页",
        "all.atom": "<feed/>" * 99,
        "all.rss": "<rss/>" * 99,
        "all.json": "{}" * 99,
        "opml.xml": "<opml/>",
    }.items():
        public.mkdir(exist_ok=True)
        (public / path).write_text(text, encoding="utf-8")
        (public / f"{path}.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    server = subprocess.Popen(
        ["nginx", "-e", str(tmp_path / "error.log"), "-c", str(tmp_path / "nginx.conf"), "-g", "daemon off;"]
    )
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert server.poll() is None, (tmp_path / "error.log").read_text(encoding="utf-8")
        time.sleep(0.05)
    yield port, public
    server.terminate()
    server.wait()


def ask(port: int, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    return response, response.read()


def test_nginx_serves_the_published_files_as_we_would(nginx: tuple[int, Path]) -> None:
    port, public = nginx
    for path, type in {
        "/all.atom": "application/atom+xml; charset=utf-8",
        "/all.rss": "application/rss+xml; charset=utf-8",
        "/all.json": "application/feed+json; charset=utf-8",
        "/opml.xml": "text/x-opml; charset=utf-8",
    }.items():
        response, body = ask(port, path)
        assert (response.status, response.headers["Content-Type"]) == (200, type)
        assert body == (public / path[1:]).read_bytes()
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        again, empty = ask(port, path, If_None_Match=response.headers["ETag"])
        assert (again.status, empty) == (304, b"")
    packed, body = ask(port, "/all.atom", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert body == (public / "all.atom.gz").read_bytes()


def test_nginx_chooses_the_language_and_hides_what_is_nobodys_business(nginx: tuple[int, Path]) -> None:
    port, _ = nginx
    assert "中文" in ask(port, "/")[1].decode()
    assert "English" in ask(port, "/", Accept_Language="en-GB,en")[1].decode()
    assert "English" in ask(port, "/?lang=en")[1].decode()
    assert "中文" in ask(port, "/?lang=zh", Accept_Language="en")[1].decode()
    for path in ("/all.atom.gz", "/.hidden", "/none"):
        response, body = ask(port, path)
        assert response.status == 404
    assert "没有这一页" in body.decode()
