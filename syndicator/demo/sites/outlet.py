"""鄂南在线: another outlet's RSS with content:encoded; most of it reprints, under its own titles."""

from __future__ import annotations

from syndicator.demo.addresses import NAMES, path
from syndicator.demo.county import Copy
from syndicator.demo.markup import escape, frame, minute, prose, rfc822
from syndicator.demo.web import Page, View

NAME = NAMES["outlet"]
FEED = "/feed/"
_LENGTH = 50


def answer(view: View, asked: str) -> Page | None:
    if asked == FEED:
        return Page(_feed(view), "application/xml; charset=utf-8")
    if asked == "/":
        rows = "".join(f'<p><a href="{path(copy)}">{escape(copy.title)}</a></p>\n' for copy in view.copies)
        return Page(frame(NAME, f"<h1>{NAME}</h1>\n{rows}"))
    if copy := view.article(asked):
        return Page(_article(view, copy))
    return None


def _feed(view: View) -> bytes:
    items = "".join(
        f"<item>\n<title>{escape(copy.title)}</title>\n<link>{view.link(copy)}</link>\n"
        f'<guid isPermaLink="false">enzx-{copy.serial}</guid>\n<pubDate>{rfc822(copy.at)}</pubDate>\n'
        f"<dc:creator>{escape(copy.text.author if copy.original else '鄂小南')}</dc:creator>\n"
        f"<description>{escape(copy.lead[:80])}</description>\n"
        f"<content:encoded><![CDATA[{_content(view, copy)}]]></content:encoded>\n</item>\n"
        for copy in view.copies[:_LENGTH]
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n'
        f"<title>{NAME}</title>\n<link>{view.base}/</link>\n<description>鄂南人的朋友圈</description>\n"
        f"<language>zh-CN</language>\n{items}</channel>\n</rss>\n"
    ).encode()


def _content(view: View, copy: Copy) -> str:
    body = prose(
        copy,
        lambda block: (
            f'<p><img src="{view.base}/content/{copy.picture(block.number)}" alt=""></p>\n'
            f"<p><em>{escape(block.text)}</em></p>"
        ),
        dateline=f"【{NAME}讯】" if copy.original else "",
        indent="",
    )
    if copy.original:
        return f"{body}\n<p>编辑：鄂小南　审核：南川</p>"
    origin = view.origin(copy)
    return (
        f'{body}\n<p>来源：{NAMES[origin.site]}，<a href="{view.link(origin)}">查看原文</a></p>\n'
        f"<p>声明：本文系转载，版权归原作者所有，如有侵权请联系我们删除。</p>\n<p>编辑：鄂小南　审核：南川</p>"
    )


def _article(view: View, copy: Copy) -> bytes:
    return frame(
        f"{copy.title}_{NAME}",
        f'<p><a href="/">{NAME}</a> / {copy.text.county} / 正文</p>\n<h1>{escape(copy.title)}</h1>\n'
        f"<p>{minute(copy.at)}　来源：{view.origin_name(copy)}</p>\n"
        f'<div class="content_body">\n{_content(view, copy)}\n</div>\n<p>热门推荐</p>',
    )
