"""Eight ways in which small offices write a list of headlines; each returns the list alone, newest first."""

from __future__ import annotations

import json
from collections.abc import Sequence

from syndicator.demo.addresses import path
from syndicator.demo.county import Copy
from syndicator.demo.markup import escape, minute

# A cell of the old table holds so many characters; the whole headline stands in `title`.
_CELL = 16


def cards(copies: Sequence[Copy]) -> str:
    """Boxes with a picture, a headline and a few words, no list element anywhere."""
    boxes = "".join(
        f'<div class="card">{_thumbnail(copy)}<div class="card-body"><div class="card-title">'
        f'<a href="{path(copy)}">{escape(copy.title)}</a></div><div class="card-text">{escape(copy.lead[:60])}…</div>'
        f'<div class="card-foot"><em>{minute(copy.at)}</em></div></div></div>\n'
        for copy in copies
    )
    return f'<div class="cards">\n{boxes}</div>'


def _thumbnail(copy: Copy) -> str:
    if not copy.text.pictures:
        return ""
    folder = path(copy).rpartition("/")[0]
    return f'<a href="{path(copy)}"><img src="{folder}/{copy.picture(1)}" width="160" height="107"></a>'


def asp_table(copies: Sequence[Copy]) -> str:
    """Nested tables of an ASP site: an arrow, a headline, a date in brackets without leading zeros."""
    rows = "".join(
        '<tr><td width="20" align="center"><font face="Webdings" color="#009900">4</font></td>'
        f'<td height="24"><a href="..{path(copy)}" target="_blank" class="a1">{escape(copy.title)}</a></td>'
        '<td width="80" align="right"><font color="#808080">'
        f"[{copy.at.year}-{copy.at.month}-{copy.at.day}]</font></td></tr>"
        '<tr><td colspan="3" height="1" bgcolor="#cccccc"></td></tr>\n'
        for copy in copies
    )
    return f'<table width="98%" border="0" cellpadding="0" cellspacing="0"><tbody>\n{rows}</tbody></table>'


def documents(copies: Sequence[Copy]) -> str:
    """A register: index number, headline, who issued it, when."""
    rows = "".join(
        f"<tr><td>TS{copy.serial}</td><td><a href='{path(copy)}'>{escape(copy.title)}</a></td>"
        f"<td>县政府办</td><td>{copy.at:%Y-%m-%d}</td></tr>\n"
        for copy in copies
    )
    head = "<tr><th>索引号</th><th>信息名称</th><th>发文机构</th><th>发布日期</th></tr>\n"
    return f'<table class="register" border="1"><thead>{head}</thead><tbody>\n{rows}</tbody></table>'


def scripted(copies: Sequence[Copy]) -> str:
    """Nothing but an array that a script draws."""
    rows = ",\n".join(
        f"{{id:{copy.serial},title:{_quoted(copy.title)},url:{_quoted(path(copy))},"
        f"pubtime:'{copy.at:%Y-%m-%d %H:%M:%S}'}}"
        for copy in copies
    )
    return f'<div id="app"></div>\n<script>var newsList = [\n{rows}\n];render(newsList);</script>'


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("</", "<\\/")


def day_boxes(copies: Sequence[Copy]) -> str:
    """The day in large figures, its month beneath, the headline beside."""
    items = "".join(
        f'<li class="clearfix"><div class="time"><b>{copy.at:%d}</b><span>{copy.at:%Y-%m}</span></div>'
        f'<div class="txt"><a href="{path(copy)}"><p class="t">{escape(copy.title)}</p></a></div></li>\n'
        for copy in copies
    )
    return f'<ul class="news_ul">\n{items}</ul>'


def cut_titles(copies: Sequence[Copy]) -> str:
    """Headlines cut to a column's width behind the name of a category; the whole one is the link's `title`."""
    items = "".join(
        f'<li>·<span class="cat">[教育]</span> <a href="{path(copy)}" title="{escape(copy.title)}">'
        f"{escape(_cut(copy.title))}</a>"
        f'<span class="d">[{copy.at:%m-%d}]</span></li>\n'
        for copy in copies
    )
    return f'<ul class="lst">\n{items}</ul>'


def _cut(title: str) -> str:
    return title if len(title) <= _CELL else f"{title[: _CELL - 1]}…"


def records(copies: Sequence[Copy]) -> str:
    """Records of XML in a script, which the browser turns into list items."""
    rows = "\n".join(
        f'<record><![CDATA[<li><a href="{path(copy)}" title="{escape(copy.title)}" target="_blank">'
        f"{escape(copy.title)}</a>"
        f"<b>{copy.at:%Y-%m-%d}</b></li>]]></record>"
        for copy in copies
    )
    return (
        '<div id="1020" class="default_pgContainer"><script type="text/xml"><datastore><recordset>'
        f"{rows}</recordset></datastore></script></div>"
    )


def whole_links(copies: Sequence[Copy]) -> str:
    """Links that wrap headline, words and date together."""
    items = "".join(
        f'<a class="item" href="{path(copy)}"><h3>{escape(copy.title)}</h3><p>{escape(copy.lead[:50])}…</p>'
        f"<time>{copy.at:%Y/%m/%d}</time></a>\n"
        for copy in copies
    )
    return f'<section class="feed">\n{items}</section>'
