"""潜山之声: RSS 2.0 that calls itself gb2312 and is gb18030, as old radio stations' sites do."""

from __future__ import annotations

from syndicator.demo.addresses import NAMES, path
from syndicator.demo.county import Copy
from syndicator.demo.markup import escape, minute, rfc822
from syndicator.demo.web import Page, View

NAME = NAMES["radio"]
FEED = "/rss.asp"
# Neither name can be written in gb2312: 喆 and 镕 came with GBK, 㙍 with gb18030.
_STAFF = "监制：凌镕　编辑：周喆　播音：塘㙍"
_LENGTH = 15


def answer(view: View, asked: str) -> Page | None:
    if asked == FEED:
        return Page(_feed(view), "text/xml")
    if asked == "/":
        return Page(_home(view), "text/html")
    if copy := view.article(asked):
        return Page(_article(view, copy), "text/html")
    return None


def _feed(view: View) -> bytes:
    items = "".join(
        f"<item>\n<title><![CDATA[{copy.title}]]></title>\n<link>{view.link(copy)}</link>\n"
        f"<author>{_STAFF}</author>\n<pubDate>{rfc822(copy.at)}</pubDate>\n"
        f"<description><![CDATA[{_body(copy)}]]></description>\n</item>\n"
        for copy in view.copies[:_LENGTH]
    )
    return (
        '<?xml version="1.0" encoding="gb2312"?>\n<rss version="2.0">\n<channel>\n'
        f"<title>{NAME}</title>\n<link>{view.base}/</link>\n<description>调频98.7，听见香城</description>\n"
        f"<language>zh-cn</language>\n{items}</channel>\n</rss>\n"
    ).encode("gb18030")


def _body(copy: Copy) -> str:
    paragraphs = "<br><br>".join(f"　　{escape(block.text)}" for block in copy.blocks)
    return f"　　{NAME}消息：{paragraphs.lstrip('　')}<br><br>{_STAFF}"


def _home(view: View) -> bytes:
    rows = "".join(f'<a href="{path(copy)}">{escape(copy.title)}</a><br>\n' for copy in view.copies)
    return _frame(NAME, f"<h1>{NAME}</h1>\n{rows}")


def _article(view: View, copy: Copy) -> bytes:
    return _frame(
        f"{copy.title} - {NAME}",
        f"<h2 align=center>{escape(copy.title)}</h2>\n"
        f"<p align=center>发布时间：{minute(copy.at)}　来源：{view.origin_name(copy)}</p>\n"
        f"<div id=zoom>{_body(copy)}</div>\n"
        '<p><a href="/">返回首页</a></p>',
    )


def _frame(title: str, body: str) -> bytes:
    page = (
        '<html>\n<head>\n<meta http-equiv="Content-Type" content="text/html; charset=gb2312">\n'
        f"<title>{escape(title)}</title>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
    return page.encode("gb18030")
