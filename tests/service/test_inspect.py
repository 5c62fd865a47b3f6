"""`syndicator read` and `syndicator preview`, as scripts call them; and the corpus through the whole road."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from tests.loopback import Loopback
from tests.service.conftest import Office, a_source, entry, rss

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
FEEDS = sorted((SHARED / "corpus/feeds").iterdir())
PAGES = sorted((SHARED / "corpus/pages").glob("*/*.html"))


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "syndicator", *arguments], capture_output=True, text=True, timeout=60, check=False
    )


def test_read_gives_one_object_of_a_saved_page() -> None:
    page = SHARED / "corpus/pages/people"
    file = next(page.glob("*.html"))
    done = command("read", str(file), "--url", "http://www.people.com.cn/n1/2026/1.html", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {
        "title",
        "published",
        "origin",
        "author",
        "editor",
        "photographer",
        "breadcrumb",
        "text",
        "html",
        "images",
        "charset",
    } <= set(found)
    assert found["title"]
    assert datetime.fromisoformat(found["published"]).tzinfo is not None
    assert all(image["url"].startswith("http") and "caption" in image for image in found["images"])


def test_preview_gives_the_items_of_a_feed_and_of_a_list(web: Loopback, tmp_path: Path) -> None:
    url = web.put("/feed", rss(entry("a", "崇阳县白霓镇的消息", "正文一句话。")), "application/rss+xml")
    done = command("preview", url, "--json")
    (item,) = json.loads(done.stdout)
    assert set(item) == {"url", "title", "published", "summary", "image"}
    assert (item["url"], item["title"]) == ("http://example.cn/a.html", "崇阳县白霓镇的消息")
    links = "".join(
        f"<li><a href='t20261125_{n}.html'>今年第{n}批重点项目集中开工</a> 2026-11-25</li>" for n in range(9)
    )
    saved = tmp_path / "list.html"
    saved.write_text(f"<html><body><ul>{links}</ul></body></html>", encoding="utf-8")
    listed = json.loads(command("preview", str(saved), "--url", "http://a.example.cn/xw/", "--json").stdout)
    assert listed[0]["url"] == "http://a.example.cn/xw/t20261125_0.html"
    assert len(listed) == 9


@pytest.mark.parametrize("arguments", [("read", "/none.html"), ("preview", "http://127.0.0.1:1/")])
def test_what_cannot_be_read_is_said_without_a_traceback(arguments: tuple[str, str]) -> None:
    done = command(*arguments, "--json")
    assert done.returncode == 1
    assert arguments[1].strip("/") in done.stderr
    assert "Traceback" not in done.stderr


def test_every_feed_of_the_corpus_gives_sane_items_or_a_clear_error(office: Office, web: Loopback) -> None:
    types = {".json": "application/json", ".opml": "text/xml"}
    declared = [
        a_source(f"f{n}", web.put(f"/{path.name}", path.read_bytes(), types.get(path.suffix, "text/xml")))
        for n, path in enumerate(FEEDS)
    ]
    office = office.with_sources(*declared)
    office.gather()
    told = office.stories()
    working = 0
    for source, path in zip(declared, FEEDS, strict=True):
        state = office.state(source.id)
        if state.startswith(("ok", "quiet")):
            working += 1
        else:
            assert len(state.split(":", 1)[1]) > 5, (path.name, state)
    assert working >= len(FEEDS) - 2
    assert len(told) > 300
    for story in told:
        assert story.lead.title.strip()
        assert "�" not in story.lead.title
        assert story.lead.url is None or story.lead.url.startswith("http")
        assert "<script" not in story.lead.html
    office.publish()
    assert (office.settings.public / "all.atom").stat().st_size > 10_000


def test_every_page_of_the_corpus_goes_the_whole_road(office: Office, web: Loopback) -> None:
    links = []
    for number, path in enumerate(PAGES):
        web.put(f"/art/202611/t20261125_{number}.html", path.read_bytes())
        links.append(
            f"<li><a href='/art/202611/t20261125_{number}.html'>第{number}号样页:{path.parent.name}的一篇报道</a>"
            f"<span>2026-11-25</span></li>"
        )
    web.put("/list", f"<html><body><h1>样页</h1><ul class=list>{''.join(links)}</ul></body></html>")
    office = office.with_sources(a_source("corpus", web.url + "/list"))
    office.gather()
    assert office.state("corpus").startswith("ok")
    told = office.stories()
    carried = {story.lead.url for story in told} | {credit.url for story in told for credit in story.also}
    assert len(carried) >= len(PAGES) - 1
    assert sum(len(story.lead.text) > 100 for story in told) >= len(told) * 0.9
