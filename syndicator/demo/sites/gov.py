"""崇阳县政务网: a county government's list and articles, with the meta names of the national norm."""

from __future__ import annotations

import re

from syndicator.demo.addresses import COLUMNS, NAMES, path
from syndicator.demo.county import Copy
from syndicator.demo.markup import escape, frame, minute, prose
from syndicator.demo.web import Page, View

NAME = NAMES["gov"]
LIST = "/xxgk/zwdt/"
_LIST = re.compile(r"/xxgk/zwdt/(?:index(?:_(\d))?\.html)?")
_PAGE = 15


def answer(view: View, asked: str) -> Page | None:
    if asked == "/":
        return Page(b"", location=LIST)
    if found := _LIST.fullmatch(asked):
        return _list(view, int(found[1] or 0))
    if copy := view.article(asked):
        return Page(_article(view, copy))
    return None


def _meta(fields: dict[str, str]) -> str:
    return "".join(f'<meta name="{name}" content="{escape(value)}">\n' for name, value in fields.items())


def _list(view: View, number: int) -> Page | None:
    pages = max(1, -(-len(view.copies) // _PAGE))
    if number >= pages:
        return None
    rows = "".join(
        f'<li><span class="date">{copy.at:%Y-%m-%d}</span><a href=".{path(copy).removeprefix("/xxgk/zwdt")}" '
        f'title="{escape(copy.title)}">{escape(copy.title)}</a></li>\n'
        for copy in view.copies[number * _PAGE : (number + 1) * _PAGE]
    )
    head = _meta({"SiteName": NAME, "ColumnName": "政务动态", "ColumnType": "政务动态"})
    body = (
        f'<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="{LIST}">政务动态</a></div>\n'
        f'<ul class="info-list">\n{rows}</ul>\n<script>createPageHTML({pages}, {number}, "index", "html");</script>'
    )
    return Page(frame(f"政务动态-{NAME}", body, head=head))


def _article(view: View, copy: Copy) -> bytes:
    source = "本网" if copy.original else view.origin_name(copy)
    column = COLUMNS[copy.text.section][1] if copy.text.section in COLUMNS else "招聘"
    head = _meta(
        {
            "SiteName": NAME,
            "SiteDomain": view.base.split("//")[1],
            "ColumnName": "政务动态",
            "ColumnType": "政务动态",
            "ArticleTitle": copy.title,
            "PubDate": minute(copy.at),
            "ContentSource": source,
            "Keywords": f"{copy.text.county};{column}",
            "Author": copy.text.author,
            "Description": copy.lead[:100],
            "Url": view.link(copy),
        }
    )
    content = prose(
        copy,
        lambda block: (
            f'<p style="text-align: center"><img src="./{copy.picture(block.number)}" alt="{escape(block.text)}"></p>\n'
            f'<p style="text-align: center">{escape(block.text)}</p>'
        ),
    )
    body = (
        f'<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="{LIST}">政务动态</a> &gt; 正文</div>\n'
        f"<h1>{escape(copy.title)}</h1>\n"
        f'<div class="pages-date">发布时间：{minute(copy.at)}　信息来源：{source}　'
        f'浏览次数：<span id="hits"></span></div>\n'
        f'<div id="UCAP-CONTENT" class="trs_editor_view">\n{content}\n</div>\n'
        '<div class="pages_print">【打印】【关闭】　分享到：</div>\n<div class="qr">扫一扫在手机打开当前页</div>'
    )
    return frame(f"{copy.title}-{NAME}", body, head=head)
