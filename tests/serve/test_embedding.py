"""The digest's block in a partner's page, in a real browser."""

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
# A partner's page that meddles with everything, and says what it sees of the block.
HOST = """<!DOCTYPE html><meta charset="utf-8"><style>li {{ display: none }} a {{ color: lime }}</style>
<p id="before">前</p><script src="http://127.0.0.1:{port}/digest/xinmeiti/embed.js" async></script><p id="after">后</p>
<pre id="seen"></pre><script>
setInterval(function () {{
  var host = document.querySelector("div");
  var items = host && host.shadowRoot ? host.shadowRoot.querySelectorAll("li") : [];
  if (items.length) document.getElementById("seen").textContent = [
    items.length, getComputedStyle(items[0]).display !== "none",
    getComputedStyle(items[0].querySelector("a")).color !== "rgb(0, 255, 0)",
    host.previousElementSibling.id, document.cookie === ""].join(" ");
}}, 50);
</script>"""


@pytest.fixture
def partner(web: Web) -> Iterator[str]:
    settings = office(web.public.parent)
    digest, pool = settings.digests[0], stories(30)
    issue = edition("xinmeiti", NOW - timedelta(hours=1), choose(pool, digest, NOW).stories)
    files.write(web.public, digest_documents(digest, [issue], choose(pool, digest, NOW).stories, settings))
    with Loopback() as site:
        site.pages["/"] = Page(HOST.format(port=web.port).encode(), "text/html; charset=utf-8")
        yield site.url


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")
def test_the_block_stands_in_a_partners_page_untouched_and_touching_nothing(partner: str, tmp_path: Path) -> None:
    assert CHROMIUM
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    command += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    command += [f"--user-data-dir={tmp_path}", "--virtual-time-budget=6000", "--dump-dom", f"{partner}/"]
    done = subprocess.run(command, capture_output=True, timeout=60, env={**os.environ, "HOME": str(tmp_path)})
    assert '<pre id="seen">5 true true before true</pre>' in done.stdout.decode()
