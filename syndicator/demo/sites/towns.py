"""The towns' and bureaus' sites: one template of articles, eight of lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from syndicator.demo.county import Copy
from syndicator.demo.markup import escape, frame, minute, prose
from syndicator.demo.sites import lists
from syndicator.demo.towns import TOWNS
from syndicator.demo.web import Page, View

LIST = "/list/"
# Towns' pages have room for so many headlines.
_LENGTH = 20


@dataclass(frozen=True, slots=True)
class _Look:
    """How a site draws its list, what it calls it, and in which charset."""

    rows: Callable[[Sequence[Copy]], str]
    column: str
    charset: str = "utf-8"


_LOOKS: Mapping[str, _Look] = {
    "baini": _Look(lists.cards, "白霓动态"),
    "agri": _Look(lists.asp_table, "农业要闻", "gbk"),
    "street": _Look(lists.records, "街道新闻"),
    "register": _Look(lists.documents, "公开目录"),
    "lake": _Look(lists.scripted, "文旅资讯"),
    "tea": _Look(lists.day_boxes, "茶乡快讯"),
    "school": _Look(lists.cut_titles, "教育新闻"),
    "forest": _Look(lists.whole_links, "林场见闻"),
}


def answer(view: View, asked: str) -> Page | None:
    look = _LOOKS[view.site]
    if asked == "/":
        return Page(b"", location=LIST)
    if asked == LIST:
        body = f"{_head(view, look)}{look.rows(view.copies[:_LENGTH])}\n<p>主办：{_name(view)}</p>"
        return _page(f"{look.column}-{_name(view)}", body, look)
    if copy := view.article(asked):
        return _page(f"{copy.title}-{_name(view)}", _article(view, look, copy), look)
    return None


def _name(view: View) -> str:
    return TOWNS[view.site][0]


def _head(view: View, look: _Look) -> str:
    return (
        f'<h2>{_name(view)}</h2>\n<div class="position">当前位置：<a href="/">首页</a> &gt; '
        f'<a href="{LIST}">{look.column}</a></div>\n'
    )


def _page(title: str, body: str, look: _Look) -> Page:
    page = frame(title, body, charset=look.charset)
    return Page(page, "text/html" if look.charset == "gbk" else "text/html; charset=utf-8")


def _article(view: View, look: _Look, copy: Copy) -> str:
    content = prose(
        copy,
        lambda block: (
            f'<p align="center"><img src="{copy.picture(block.number)}"></p>\n'
            f'<p align="center">{escape(block.text)}</p>'
        ),
    )
    return (
        f"{_head(view, look)}<h1>{escape(copy.title)}</h1>\n"
        f'<p class="info">发布时间：{minute(copy.at)}　来源：{view.origin_name(copy)}　'
        f"作者：{escape(copy.text.author)}</p>\n"
        f'<div class="article-content">\n{content}\n</div>\n<p>【打印本页】【关闭窗口】</p>'
    )
