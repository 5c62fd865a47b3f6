"""The digest's block in a partner's page, in a real browser, under a policy as strict as a bank's."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from syndicator.publish import files
from syndicator.publish.digest import choose
from syndicator.publish.editions import digest_documents
from tests.loopback import Loopback, Page
from tests.publish.samples import NOW, edition, office, stories
from tests.serve.conftest import Web

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# A partner's page that meddles with everything, and says what it sees of the blocks.
HOST = """<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>伙伴</title><link rel="stylesheet" href="/own.css">
<body><p id="before">前</p><script src="{embed}" async></script><p>中</p><script src="{embed}" data-size="2" async></script>
<pre id="seen"></pre><script src="/own.js"></script></body></html>"""
STYLE = b"body { font-family: sans-serif; margin: 2rem; } li { display: none } a { color: lime } h2 { font-size: 99px }"
SCRIPT = b"""
var faults = [];
document.addEventListener("securitypolicyviolation", function (one) { faults.push(one.violatedDirective); });
setInterval(function () {
  var told = [];
  document.querySelectorAll("div").forEach(function (host) {
    var root = host.shadowRoot, items = root ? root.querySelectorAll("li") : [], link = root && root.querySelector("h2 a");
    told.push(items.length, link ? link.href : "-");
    if (items.length) told.push(getComputedStyle(items[0]).display, getComputedStyle(items[0].querySelector("a")).color,
      getComputedStyle(root.querySelector("ol")).display, root.querySelector("section").getAttribute("aria-label"));
  });
  document.getElementById("seen").textContent = told.concat(document.cookie === "", faults).join(" ");
}, 50);"""


@pytest.fixture
def partner(web: Web) -> Iterator[Loopback]:
    settings = office(web.public.parent)
    digest, pool = settings.digests[0], stories(30)
    told = choose(pool, digest, NOW).stories
    issue = edition("xinmeiti", NOW - timedelta(hours=1), told)
    files.write(web.public, digest_documents(digest, [issue], told, settings))
    with Loopback() as site:
        ours = f"http://127.0.0.1:{web.port}"
        strict = (
            f"default-src 'none'; style-src 'self'; script-src 'self' {ours}; connect-src {ours}; "
            "require-trusted-types-for 'script'; base-uri 'none'"
        )
        headers = {"Content-Security-Policy": strict, "Content-Type": "text/html; charset=utf-8"}
        embed = f"{ours}/digest/xinmeiti/embed.js"
        site.pages["/"] = Page(HOST.format(embed=embed).encode(), headers=headers)
        site.pages["/broken"] = Page(HOST.format(embed=f"{site.url}/embed.js").encode(), headers=headers)
        site.pages["/embed.js"] = Page((web.public / "digest/xinmeiti/embed.js").read_bytes(), "text/javascript")
        site.pages["/own.css"] = Page(STYLE, "text/css")
        site.pages["/own.js"] = Page(SCRIPT, "text/javascript")
        yield site


def seen(url: str, folder: Path) -> str:
    """What the page says of itself after some seconds."""
    assert CHROMIUM
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    command += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    command += [f"--user-data-dir={folder}", "--virtual-time-budget=6000", "--dump-dom", url]
    done = subprocess.run(command, capture_output=True, timeout=60, env={**os.environ, "HOME": str(folder)})
    return done.stdout.decode().partition('<pre id="seen">')[2].partition("</pre>")[0]


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")
def test_blocks_stand_in_a_strict_page_untouched_and_touching_nothing(partner: Loopback, tmp_path: Path) -> None:
    page = "https://feeds.example.cn/digest/xinmeiti/"
    block = f"{page} list-item rgb(0, 0, 0) grid 新媒体"
    told = seen(f"{partner.url}/", tmp_path)
    assert told.startswith(f"5 {block} 2 {block} true"), told
    # Its pictures are for this page to allow or not; nothing else was tried that it forbids.
    assert set(told.partition("true")[2].split()) <= {"img-src"}


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")
def test_a_block_without_data_is_a_plain_link(partner: Loopback, tmp_path: Path) -> None:
    page = "https://feeds.example.cn/digest/xinmeiti/"
    assert seen(f"{partner.url}/broken", tmp_path).startswith(f"0 {page} 0 {page} true")
