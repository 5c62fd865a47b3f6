"""A list page whose markup is rebuilt, or lost for a while."""

from __future__ import annotations

import pytest

from syndicator.model import Kind, Selectors, Source
from tests.loopback import Loopback, Page
from tests.service.conftest import Office
from tests.service.test_adding import TITLES

TITLES = [f"{title}第{number}期" for number in range(1, 4) for title in TITLES]
EMPTY = "<html><title>要闻</title><body><h1>要闻</h1><div id=app></div><script src=/app.js></script></body></html>"


def put(web: Loopback, markup: str) -> str:
    return web.put("/list", f"<html><title>要闻</title><body><h1>要闻</h1>{markup}</body></html>")


def article(web: Loopback, number: int) -> str:
    title = TITLES[number % len(TITLES)] + "·" * (number >= len(TITLES))
    text = f"{title}。近日,当地组织力量抓紧施工,进度已过七成,群众期盼已久的事情有了着落。" * 3
    web.put(f"/art/202611/t20261125_{number}.html", f"<html><h1>{title}</h1><div class=content><p>{text}</p></div>")
    return f"/art/202611/t20261125_{number}.html"


def old(web: Loopback, *numbers: int) -> str:
    rows = (f'<li><a href="{article(web, n)}">{TITLES[n]}</a><span>2026-11-25</span></li>' for n in numbers)
    return f"<ul>{''.join(rows)}</ul>"


def new(web: Loopback, *numbers: int) -> str:
    rows = (
        f'<div class=card><h3><a href="{article(web, n)}">{TITLES[n]}</a></h3><p>2026-11-25</p></div>' for n in numbers
    )
    return f"<main><section>{''.join(rows)}</section></main>"


def a_list(url: str, selectors: Selectors = Selectors()) -> Source:
    return Source("s", "s", url, Kind.AUTO, allow_private=True, selectors=selectors)


def test_a_rebuilt_page_is_read_on_and_the_admin_is_told(office: Office, web: Loopback) -> None:
    office = office.with_sources(a_list(put(web, old(web, *range(12)))))
    office.gather()
    assert office.state("s") == "ok:"
    put(web, new(web, *range(1, 14)))
    office.gather()
    assert "改版了，已按新的样子重新找到 13 条" in office.state("s")
    assert len(office.stories()) == 14
    office.gather()
    assert "改版了" in office.state("s")  # the same body: what was said of it is still true
    put(web, new(web, *range(2, 15)))
    office.gather()
    assert office.state("s") == "ok:"
    assert len(office.stories()) == 15


def test_a_list_that_is_lost_is_asked_for_whole_until_it_is_back(office: Office, web: Loopback) -> None:
    office = office.with_sources(a_list(put(web, old(web, *range(12)))))
    office.gather()
    web.put("/list", EMPTY)
    for _ in range(2):
        office.gather()
        assert office.state("s").startswith("changed:上次有 12 条,这次一条也没有读出")
    assert not [asked for path, asked in web.asked if path == "/list" and "If-None-Match" in asked][1:]
    put(web, old(web, *range(1, 13)))
    office.gather()
    assert office.state("s") == "ok:"
    assert len(office.stories()) == 13


def test_a_list_cut_to_a_fifth_is_said_and_what_it_has_is_taken(office: Office, web: Loopback) -> None:
    office = office.with_sources(a_list(put(web, old(web, *range(12)))))
    office.gather()
    put(web, old(web, 12, 13))
    office.gather()
    assert office.state("s").startswith("changed:上次有 12 条,这次只读出 2 条")
    assert len(office.stories()) == 14
    put(web, old(web, *range(2, 14)))
    office.gather()
    assert office.state("s") == "ok:"


@pytest.mark.parametrize("answer", [404, 503])
def test_a_list_that_comes_back_after_failures_and_a_rebuild_is_read_again(
    office: Office, web: Loopback, answer: int
) -> None:
    office = office.with_sources(a_list(put(web, old(web, *range(12)))))
    office.gather()
    web.pages["/list"] = Page(b"busy", status=answer)
    office.gather()
    assert office.state("s").startswith("failing:")
    put(web, new(web, *range(1, 14)))
    office.gather()
    assert "改版了" in office.state("s")


def test_selectors_that_no_longer_fit_are_said_and_the_list_is_found_without_them(
    office: Office, web: Loopback
) -> None:
    office = office.with_sources(a_list(put(web, old(web, *range(12))), Selectors(item="ul li")))
    office.gather()
    assert office.state("s") == "ok:"
    put(web, new(web, *range(1, 14)))
    office.gather()
    assert "已改用自动识别" in office.state("s")
    assert len(office.stories()) == 14
