"""香城日报 as an e-paper: a dated edition, its pages node_N.htm, their articles content_SERIAL.htm (Founder)."""

from __future__ import annotations

import re
from datetime import date

from syndicator.demo.addresses import COUNTIES, NAMES
from syndicator.demo.county import Copy
from syndicator.demo.markup import escape, frame, prose
from syndicator.demo.web import Page, View

NAME = NAMES["epaper"]
START = "/"
_NODE = re.compile(r"/html/(\d{4}-\d\d/\d\d)/node_(\d)\.htm")
# The printed pages and the sections they hold; the last one takes what is left.
_PAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("要闻", ("yaowen", "jujiao", "zhengwu", "xinwen")),
    ("县域·财经", ("xianyu", "caijing")),
    ("副刊", ()),
)


def answer(view: View, asked: str) -> Page | None:
    if asked == START:
        if not view.copies:
            return Page(frame(NAME, f"<h1>{NAME}</h1>\n<p>今日无报</p>"))
        return Page(b"", location=_first_page(view, view.copies[0].at.date()))
    if found := _NODE.fullmatch(asked):
        edition = _edition(view, found[1])
        number = int(found[2])
        return Page(_node(view, edition, number)) if number in map(number_of, edition) else None
    if copy := view.article(asked):
        return Page(_article(view, copy))
    return None


def number_of(copy: Copy) -> int:
    """Return the printed page a copy stands on, from 1."""
    placed = (number for number, (_, sections) in enumerate(_PAGES, 1) if copy.text.section in sections)
    return next(placed, len(_PAGES))


def label(number: int) -> str:
    """Return 版次 and 版名 as printed."""
    return f"第{number:02}版：{_PAGES[number - 1][0]}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month:02}月{day.day:02}日 星期{'一二三四五六日'[day.weekday()]}"


def _edition(view: View, day: str) -> list[Copy]:
    return [copy for copy in view.copies if f"{copy.at:%Y-%m/%d}" == day]


def _first_page(view: View, day: date) -> str:
    folder = f"{day:%Y-%m/%d}"
    return f"/html/{folder}/node_{min(map(number_of, _edition(view, folder)))}.htm"


def _pages(edition: list[Copy]) -> str:
    numbers = sorted(set(map(number_of, edition)))
    rows = "".join(f'<li><a href="node_{number}.htm">{label(number)}</a></li>\n' for number in numbers)
    return f'<ul id="pageList">\n{rows}</ul>\n'


def _node(view: View, edition: list[Copy], number: int) -> bytes:
    rows = "".join(
        f'<li><a href="content_{copy.serial}.htm"><div>{escape(copy.title)}</div></a></li>\n'
        for copy in edition
        if number_of(copy) == number
    )
    days = sorted({copy.at.date() for copy in view.copies}, reverse=True)
    others = " ".join(f'<a href="{_first_page(view, day)}">{day:%m-%d}</a>' for day in days)
    body = (
        f"<h1>{NAME}</h1>\n<p>{_day(edition[0].at.date())}　{label(number)}</p>\n"
        f'{_pages(edition)}<ul id="titleList">\n{rows}</ul>\n<p>往期：{others}</p>'
    )
    return frame(f"{NAME}数字报 {label(number)}", body)


def _article(view: View, copy: Copy) -> bytes:
    content = prose(
        copy,
        lambda block: f'<p><img src="{copy.picture(block.number)}"></p>\n<p class="tu">{escape(block.text)}</p>',
        dateline="" if copy.text.photographer else "本报讯　",
    )
    lead = COUNTIES[copy.text.county][1]
    body = (
        f"<p>{NAME}　{_day(copy.at.date())}　{label(number_of(copy))}</p>\n"
        f'<p class="yinti">{lead}</p>\n<h1 class="zhengti">{escape(copy.title)}</h1>\n<p class="futi"></p>\n'
        f'<p class="author">{escape(copy.text.author)}</p>\n'
        f'<div id="ozoom">\n<founder-content>\n{content}\n</founder-content>\n</div>\n'
        f'<p><a href="node_{number_of(copy)}.htm">返回本版</a></p>\n{_pages(_edition(view, f"{copy.at:%Y-%m/%d}"))}'
    )
    return frame(f"{copy.title}-{NAME}", body)
