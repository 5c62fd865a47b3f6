"""通山县政务公开: a disclosure platform whose list page is empty until a script asks the JSON endpoint."""

from __future__ import annotations

import json

from syndicator.demo.addresses import NAMES
from syndicator.demo.county import Copy
from syndicator.demo.markup import escape, frame, minute, prose
from syndicator.demo.web import Page, View

NAME = NAMES["gkml"]
LIST = "/gkmlpt/api/all/0"
_SHELL = "/gkmlpt/index"
_SCRIPT = "/gkmlpt/list.js"
_CODE = f"""fetch("{LIST}").then(r => r.json()).then(d => d.articles.forEach(article => {{
  const row = document.createElement("li"), link = document.createElement("a");
  link.href = article.url;
  link.textContent = article.title;
  row.append(link);
  document.querySelector("#list").append(row);
}}));
"""


def answer(view: View, asked: str) -> Page | None:
    if asked == "/":
        return Page(b"", location=_SHELL)
    if asked == _SHELL:
        return Page(frame(NAME, f'<h1>{NAME}</h1>\n<ul id="list"></ul>\n<script src="{_SCRIPT}"></script>'))
    if asked == _SCRIPT:
        return Page(_CODE.encode(), "text/javascript; charset=utf-8")
    if asked == LIST:
        return Page(_list(view), "application/json")
    if copy := view.article(asked):
        return Page(_article(view, copy))
    return None


def _list(view: View) -> bytes:
    articles = [
        {
            "id": copy.serial,
            "title": copy.title,
            "url": view.link(copy),
            "publisher": copy.text.author or NAME,
            "source": "本网" if copy.original else view.origin_name(copy),
            "date": int(copy.at.timestamp()),
            "display_publish_time": int(copy.at.timestamp()),
            "abstract": copy.lead[:80],
        }
        for copy in view.copies
    ]
    return json.dumps({"status": 0, "total": len(articles), "articles": articles}, ensure_ascii=False).encode()


def _article(view: View, copy: Copy) -> bytes:
    content = prose(
        copy,
        lambda block: (
            f'<p align="center"><img src="{copy.picture(block.number)}"></p>\n'
            f'<p align="center">{escape(block.text)}</p>'
        ),
    )
    publisher = escape(copy.text.author or NAME)
    return frame(
        f"{copy.title} {NAME}",
        f'<p><a href="{_SHELL}">{NAME}</a></p>\n<table border="1" width="100%">'
        f"<tr><td>索引号</td><td>{copy.serial}</td>"
        f"<td>发布机构</td><td>{publisher}</td><td>发布日期</td><td>{copy.at:%Y-%m-%d}</td></tr></table>\n"
        f'<h1 class="title">{escape(copy.title)}</h1>\n'
        f"<p>发布日期：{minute(copy.at)}　来源：{view.origin_name(copy)}</p>\n"
        f'<div class="article-content">\n{content}\n</div>\n<p>打印本页　关闭窗口</p>',
    )
