"""鄂南晚报 as a newer e-paper: layout/YYYYMM/DD/node_NN.html, content/YYYYMM/DD/content_SERIAL.html, 引题 and 副题."""

from __future__ import annotations

import re

from syndicator.demo.addresses import COLUMNS, NAMES
from syndicator.demo.county import Copy
from syndicator.demo.markup import escape, frame, prose
from syndicator.demo.pictures import landscape
from syndicator.demo.sites.epaper import label, number_of
from syndicator.demo.texts import Mark
from syndicator.demo.web import Page, View

NAME = NAMES["evening"]
START = "/"
_NODE = re.compile(r"/html/layout/(\d{6}/\d\d)/node_(\d\d)\.html")
_PRINT = re.compile(r"/html/print/\d{6}/\d\d/\d\d\.png")


def answer(view: View, asked: str) -> Page | None:
    if asked == START:
        return Page(frame(NAME, "<p>正在进入数字报…</p>", head=_refresh(view)))
    if found := _NODE.fullmatch(asked):
        edition = _edition(view, found[1])
        number = int(found[2])
        return Page(_node(view, edition, found[1], number)) if number in map(number_of, edition) else None
    if _PRINT.fullmatch(asked):
        return Page(landscape(asked), "image/png")
    if copy := view.article(asked):
        return Page(_article(view, copy))
    return None


def _refresh(view: View) -> str:
    if not view.copies:
        return ""
    folder = f"{view.copies[0].at:%Y%m/%d}"
    return f'<meta http-equiv="refresh" content="0;url=html/layout/{folder}/{_first(view, folder)}">\n'


def _first(view: View, folder: str) -> str:
    return f"node_{min(map(number_of, _edition(view, folder))):02}.html"


def _edition(view: View, folder: str) -> list[Copy]:
    return [copy for copy in view.copies if f"{copy.at:%Y%m/%d}" == folder]


def _pages(edition: list[Copy], own: int = 0, prefix: str = "") -> str:
    """The list of pages; the one at hand is no link."""
    rows = "".join(
        f"<li><span>{label(number)}</span></li>\n"
        if number == own
        else f'<li><a href="{prefix}node_{number:02}.html">{label(number)}</a></li>\n'
        for number in sorted(set(map(number_of, edition)))
    )
    return f'<ul class="pages-list">\n{rows}</ul>\n'


def _node(view: View, edition: list[Copy], folder: str, number: int) -> bytes:
    copies = [copy for copy in edition if number_of(copy) == number]
    links = {copy: f"../../../content/{folder}/content_{copy.serial}.html" for copy in copies}
    areas = "".join(
        f'<area shape="polygon" coords="0,{40 * at},480,{40 * at},480,{40 * at + 39}" title="{escape(copy.title)}" '
        f'href="{link}">'
        for at, (copy, link) in enumerate(links.items())
    )
    rows = "".join(f'<li><a href="{link}">{escape(copy.title)}</a></li>\n' for copy, link in links.items())
    days = sorted({f"{copy.at:%Y%m/%d}" for copy in view.copies}, reverse=True)
    others = " ".join(f'<a href="../../{day}/{_first(view, day)}">{day}</a>' for day in days)
    body = (
        f'<h1>{NAME}</h1>\n<div class="paper-pic"><img src="../../../print/{folder}/{number:02}.png" usemap="#page">'
        f'<map name="page">{areas}</map></div>\n{_pages(edition, number)}<ul class="news-list">\n{rows}</ul>\n'
        f"<p>往期：{others}</p>"
    )
    return frame(f"{NAME} {label(number)}", body)


def _article(view: View, copy: Copy) -> bytes:
    folder = f"{copy.at:%Y%m/%d}"
    content = prose(
        copy,
        lambda block: f'<p><img src="{copy.picture(block.number)}"></p>\n<p class="pic-txt">{escape(block.text)}</p>',
        dateline="本报讯　",
    )
    column = COLUMNS[copy.text.section][1] if copy.text.section in COLUMNS else "民生"
    subtitle = next((f"——{block.text}" for block in copy.blocks if block.mark is Mark.SUBHEAD), "")
    body = (
        f"<p>{NAME}　{copy.at.year}年{copy.at.month}月{copy.at.day}日　{label(number_of(copy))}</p>\n"
        f'<div class="article">\n<h3>{column}·{copy.text.county}</h3>\n<h1>{escape(copy.title)}</h1>\n'
        f'<h2>{escape(subtitle)}</h2>\n<p class="sec">{escape(copy.text.author)}</p>\n'
        f'<div id="ozoom">\n<!--enpcontent-->\n{content}\n<!--/enpcontent-->\n</div>\n</div>\n'
        f"{_pages(_edition(view, folder), 0, f'../../../layout/{folder}/')}"
    )
    return frame(f"{copy.title}-{NAME}", body)
