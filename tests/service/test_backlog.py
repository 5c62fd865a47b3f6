"""Turning back the pages of a list when its source is new, as many as the admin asked for."""

from __future__ import annotations

from syndicator.model import Kind, Source
from tests.loopback import Loopback
from tests.service.conftest import Office
from tests.service.test_redesign import article

EACH = 4


def page(web: Loopback, number: int, pager: str) -> str:
    numbers = range(number * EACH, number * EACH + EACH)
    rows = (f'<li><a href="{article(web, n)}">{title(n)}</a><span>2026-11-24</span></li>' for n in numbers)
    return f"<html><title>要闻</title><body><ul>{''.join(rows)}</ul>{pager}</body></html>"


def title(number: int) -> str:
    return f"崇阳县第{number}届运动会落下帷幕"


def asked(web: Loopback) -> list[str]:
    return [path for path, _ in web.asked if path.startswith("/list")]


def test_as_many_pages_as_asked_for_are_read_once(office: Office, web: Loopback) -> None:
    for number in range(4):
        script = f"<script>createPageHTML(4, {number}, 'index', 'html');</script>"
        web.put("/list/index.html" if number == 0 else f"/list/index_{number}.html", page(web, number, script))
    url = f"{web.url}/list/index.html"
    office = office.with_sources(Source("s", "s", url, Kind.AUTO, allow_private=True, pages=3))
    office.gather()
    assert asked(web) == ["/list/index.html", "/list/index_1.html", "/list/index_2.html"]
    assert len(office.stories()) == 3 * EACH
    web.put("/list/index.html", page(web, 0, "<a href=index_1.html>下一页</a>"))
    office.gather()
    assert asked(web)[3:] == ["/list/index.html"]


def test_an_endless_next_page_ends(office: Office, web: Loopback) -> None:
    for number in range(20):
        web.put(f"/list{number}.html", page(web, 0, f'<a href="/list{number + 1}.html">下一页</a>'))
    source = Source("s", "s", f"{web.url}/list0.html", Kind.AUTO, allow_private=True, pages=5)
    office = office.with_sources(source)
    office.gather()
    assert asked(web) == [f"/list{number}.html" for number in range(5)]
    assert len(office.stories()) == EACH


def test_a_circle_of_pages_is_walked_once(office: Office, web: Loopback) -> None:
    web.put("/list0.html", page(web, 0, '<a href="/list1.html">下一页</a>'))
    web.put("/list1.html", page(web, 1, '<a href="/list0.html">下一页</a>'))
    office = office.with_sources(Source("s", "s", f"{web.url}/list0.html", Kind.AUTO, allow_private=True, pages=9))
    office.gather()
    assert asked(web) == ["/list0.html", "/list1.html"]


def test_a_page_that_fails_loses_none_of_those_before_it(office: Office, web: Loopback) -> None:
    web.put("/list0.html", page(web, 0, '<a href="/list1.html">下一页</a>'))
    office = office.with_sources(Source("s", "s", f"{web.url}/list0.html", Kind.AUTO, allow_private=True, pages=9))
    office.gather()
    assert office.state("s") == "ok:"
    assert len(office.stories()) == EACH
