"""通城报: a county paper's site of the older half, gbk, tables in tables, <br> for paragraphs."""

from __future__ import annotations

import re

from syndicator.demo.addresses import NAMES, path
from syndicator.demo.county import Copy
from syndicator.demo.markup import escape, minute
from syndicator.demo.texts import Mark
from syndicator.demo.web import Page, View

NAME = NAMES["oldpaper"]
LIST = "/news/list_1.htm"
_LIST = re.compile(r"/news/list_(\d)\.htm")
_PAGE = 12
_EDITORS = ("甘棠", "卢梅坡", "沈一石")


def answer(view: View, asked: str) -> Page | None:
    if asked == "/":
        return Page(b"", location=LIST)
    if found := _LIST.fullmatch(asked):
        return _list(view, int(found[1]))
    if copy := view.article(asked):
        return Page(_article(view, copy), "text/html")
    return None


def _frame(title: str, body: str) -> bytes:
    page = (
        '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">\n<html>\n<head>\n'
        f'<meta http-equiv="Content-Type" content="text/html; charset=gbk">\n<title>{escape(title)}</title>\n'
        "<style>td{font-size:14px;line-height:180%}</style>\n</head>\n"
        '<body bgcolor="#ffffff" topmargin="0">\n'
        '<table width="760" align="center" border="0" cellspacing="0"><tr><td>\n'
        f'<table width="100%" bgcolor="#cc0000"><tr><td><font color="#ffffff" size="5"><b>{NAME}</b></font></td>'
        f'<td align="right"><a href="/"><font color="#ffffff">首页</font></a></td></tr></table>\n'
        f"{body}\n</td></tr></table>\n"
        '<table width="760" align="center"><tr><td align="center">'
        '<font size="2">通城报社主办　投稿热线见报头</font></td></tr>'
        "</table>\n</body>\n</html>\n"
    )
    return page.encode("gbk", "xmlcharrefreplace")


def _list(view: View, number: int) -> Page | None:
    pages = max(1, -(-len(view.copies) // _PAGE))
    if not 1 <= number <= pages:
        return None
    rows = "".join(
        f'<tr><td width="14">·</td><td><a href="{path(copy)}" target="_blank">{escape(copy.title)}</a></td>'
        f'<td width="90"><font color="#999999">{copy.at:%Y/%m/%d}</font></td></tr>\n'
        for copy in view.copies[(number - 1) * _PAGE : number * _PAGE]
    )
    pager = " ".join(f'<a href="/news/list_{n}.htm">{n}</a>' for n in range(1, pages + 1))
    if number < pages:
        pager += f' <a href="/news/list_{number + 1}.htm">下一页</a>'
    body = f'<table width="100%" border="0">\n{rows}</table>\n<p align="center">共{pages}页 {pager}</p>'
    return Page(_frame(f"本地新闻 - {NAME}", body), "text/html")


def _article(view: View, copy: Copy) -> bytes:
    at = copy.at
    when = f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
    meta = f"{when}　来源：{view.origin_name(copy)}　作者：{escape(copy.text.author)}"
    body = (
        f'<table width="96%" align="center" border="0">\n<tr><td align="center">'
        f'<font size="5"><b>{escape(copy.title)}</b>'
        f'</font></td></tr>\n<tr><td align="center"><font color="#666666">{meta}</font></td></tr>\n'
        f'<tr><td id="Content">{_content(copy)}</td></tr>\n'
        f'<tr><td align="right">（责任编辑：{_EDITORS[copy.serial % len(_EDITORS)]}）</td></tr>\n'
        '<tr><td align="center"><font color="#cc0000">'
        "更多精彩内容，敬请关注《通城报》每周二、周五出版</font></td></tr>\n</table>\n"
        '<p align="center">【<a href="/news/list_1.htm">返回列表</a>】</p>'
    )
    return _frame(f"{copy.title} - {NAME} {minute(at)[:10]}", body)


def _content(copy: Copy) -> str:
    parts: list[str] = []
    dateline = f"本报讯（{copy.text.author}）" if copy.original else "本报综合消息　"
    for block in copy.blocks:
        text = escape(block.text)
        if block.mark is Mark.PICTURE:
            image = f'<img src="{copy.picture(block.number)}" width="480" height="320">'
            parts.append(f'<center>{image}<br><font color="#336699">{text}</font></center>')
        elif block.mark is Mark.SUBHEAD:
            parts.append(f"　　<b>{text}</b>")
        else:
            parts.append(f"　　{dateline}{text}")
            dateline = ""
    return "<br><br>\n".join(parts)
