"""Every kind of page in a real browser: axe finds nothing, nothing sticks out, fingers hit what they aim at."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from importlib import resources
from pathlib import Path

import pytest

from syndicator.model import Change, Publication, Revision
from syndicator.publish import files
from syndicator.publish.digest import choose
from syndicator.publish.documents import documents
from syndicator.publish.editions import digest_documents
from syndicator.publish.home import home_documents
from syndicator.publish.storypage import Telling, story_documents
from tests.browser import CHROMIUM, Browser, browser
from tests.publish.samples import NOW, edition, office, publications, stories, story
from tests.serve.conftest import Web

PHONE, TABLET, DESKTOP = (390, 844), (820, 1180), (1440, 900)
PAGES = (
    "/?lang=zh",
    "/?lang=en",
    "/all/?lang=zh",
    "/all/?lang=en",
    "/all/?lang=zh#subscribe",
    "/sections/yaowen/?lang=zh",
    "/places/chibi/?lang=en",
    "/stories/00/0000000000000003/?lang=zh",
    "/stories/00/0000000000000003/?lang=en",
    "/digest/xinmeiti/?lang=zh",
    "/digest/xinmeiti/202611250730/?lang=zh",
    "/status",
    "/nowhere",
)
AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
AUDIT = "axe.run({resultTypes: ['violations']}).then(r => JSON.stringify(r.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.html).slice(0, 3)])))"
# What juts out of the window, in pixels.
EXCESS = "document.documentElement.scrollWidth - innerWidth"
# Links and buttons that a finger misses. Links inside a sentence may be as small as it is (WCAG 2.5.8).
SMALL = """JSON.stringify([...document.querySelectorAll("a, button, summary, input, nav a")]
    .filter(one => !one.closest("h3, h2, .text, .skip, .tellers, .piece > p, .story, .headlines") && one.getClientRects().length)
    .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
    .filter(([, box]) => box.height < 43.5 || box.width < 24).map(([html, box]) => [html, box.width, box.height]))"""
UNSIZED = """[...document.images].filter(one => !(one.width && one.height) && getComputedStyle(one).aspectRatio === "auto").length"""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")


@pytest.fixture
def town(web: Web) -> Web:
    settings, told = office(web.public.parent), stories(20, picture="/assets/icon.svg?{}")
    for publication in (
        Publication("all", "咸宁县域新闻"),
        Publication("sections/yaowen", "要闻"),
        Publication("places/chibi", "赤壁市"),
    ):
        files.write(web.public, documents(publication, told, settings, updated=NOW))
    files.write(web.public, home_documents(publications(settings), settings, {"all": 20}, told[:8]))
    digest = settings.digests[0]
    issue = edition("xinmeiti", NOW - timedelta(hours=1), choose(told, digest, NOW).stories)
    files.write(web.public, digest_documents(digest, [issue], choose(told, digest, NOW).stories, settings))
    change = Change(("旧题", story(3).lead.title), ("来的句子。",), ("走的句子。",), 3, True, 2, 1)
    one = replace(story(3), revisions=(Revision(1, NOW, change, ("咸宁日报", "云上通城")),))
    other = replace(one.lead, source="gov", title=f"{one.lead.title}（图）", origin="湖北日报")
    tellings = [Telling(one.lead, "云上通城", one.told, True), Telling(other, "崇阳县人民政府网", NOW)]
    files.write(web.public, story_documents(one, tellings, settings))
    return web


async def audit(tab: Browser, url: str) -> list[object]:
    await tab.open(url)
    if not await tab.run("typeof axe !== 'undefined'"):
        await tab.run(f"{AXE};0")
    return list(json.loads(await tab.run(AUDIT)))


async def test_axe_finds_nothing_on_any_page_in_either_theme(town: Web, tmp_path: Path) -> None:
    found: dict[str, object] = {}
    async with browser(tmp_path) as tab:
        for size, dark in ((PHONE, False), (DESKTOP, True)):
            await tab.look(*size, dark=dark)
            for page in PAGES:
                if wrong := await audit(tab, f"http://127.0.0.1:{town.port}{page}"):
                    found[f"{page} {size[0]} {'dark' if dark else 'light'}"] = wrong
    assert not found


async def test_nothing_sticks_out_and_fingers_hit_what_they_aim_at(town: Web, tmp_path: Path) -> None:
    async with browser(tmp_path) as tab:
        for size in (PHONE, TABLET, DESKTOP):
            await tab.look(*size)
            for page in PAGES:
                await tab.open(f"http://127.0.0.1:{town.port}{page}")
                assert await tab.run(EXCESS) <= 0, (page, size)
                assert await tab.run(UNSIZED) == 0, page
                if size == PHONE:
                    assert json.loads(await tab.run(SMALL)) == [], page


async def test_a_button_copies_an_address_and_says_so(town: Web, tmp_path: Path) -> None:
    async with browser(tmp_path) as tab:
        await tab.look(*DESKTOP)
        await tab.send("Emulation.setFocusEmulationEnabled", enabled=True)
        await tab.send("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        await tab.open(f"http://127.0.0.1:{town.port}/?lang=zh")
        said = await tab.run(
            "new Promise(done => { var b = document.querySelector('.addresses button'); b.click();"
            "setTimeout(async () => done([b.textContent, await navigator.clipboard.readText()]), 300); })"
        )
        assert said == ["已复制", "https://feeds.example.cn/all.atom"]


async def test_a_person_who_opens_a_feed_sees_its_address_and_what_it_is_for(town: Web, tmp_path: Path) -> None:
    async with browser(tmp_path) as tab:
        await tab.look(*PHONE)
        for suffix in ("atom", "rss", "json"):
            await tab.open(f"http://127.0.0.1:{town.port}/all.{suffix}")
            await tab.open(f"http://127.0.0.1:{town.port}/all.{suffix}#")
            shown = await tab.run("getComputedStyle(document.querySelector('.arrived')).display")
            assert (await tab.run("location.pathname + location.hash"), shown) == ("/all/#subscribe", "block")
