"""香城新闻网: RSS 2.0 in UTF-8 with summaries only, and plain modern article pages."""

from __future__ import annotations

from syndicator.demo.addresses import NAMES, path
from syndicator.demo.county import Copy
from syndicator.demo.markup import escape, frame, minute, prose, rfc822
from syndicator.demo.web import Page, View

NAME = NAMES["wire"]
FEED = "/rss.xml"
_LENGTH = 50


def answer(view: View, asked: str) -> Page | None:
    if asked == FEED:
        return Page(_feed(view), "application/rss+xml; charset=utf-8")
    if asked == "/":
        return Page(_home(view))
    if copy := view.article(asked):
        return Page(_article(view, copy))
    return None


def _feed(view: View) -> bytes:
    items = "".join(
        f"<item><title>{escape(copy.title)}</title><link>{view.base}{path(copy)}</link>"
        f'<guid isPermaLink="true">{view.base}{path(copy)}</guid><pubDate>{rfc822(copy.at)}</pubDate>'
        f"<category>{escape(copy.text.county)}</category>"
        f"<description>{escape(_summary(copy))}</description></item>\n"
        for copy in view.copies[:_LENGTH]
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>\n'
        f"<title>{NAME}</title><link>{view.base}/</link><description>香城新闻，第一时间</description>"
        f"<language>zh-cn</language><ttl>1</ttl>\n{items}</channel></rss>\n"
    ).encode()


def _summary(copy: Copy) -> str:
    return f"{copy.lead[:90]}…" if len(copy.lead) > 90 else copy.lead


def _home(view: View) -> bytes:
    rows = "".join(
        f'<li><a href="{path(copy)}">{escape(copy.title)}</a> <span>{minute(copy.at)}</span></li>\n'
        for copy in view.copies
    )
    head = f'<link rel="alternate" type="application/rss+xml" title="{NAME}" href="{FEED}">\n'
    return frame(NAME, f"<h1>{NAME}</h1>\n<ul>\n{rows}</ul>", head=head)


def _article(view: View, copy: Copy) -> bytes:
    body = prose(
        copy,
        lambda block: (
            f'<figure><img src="{copy.picture(block.number)}" alt="{escape(block.text)}">'
            f"<figcaption>{escape(block.text)}</figcaption></figure>"
        ),
        dateline=f"{NAME}讯（{copy.text.author}）" if copy.text.author else "",
    )
    return frame(
        f"{copy.title}_{NAME}",
        f'<nav><a href="/">{NAME}</a> &gt; {escape(copy.text.county)} &gt; 正文</nav>\n<article>\n'
        f"<h1>{escape(copy.title)}</h1>\n"
        f'<p class="meta"><time datetime="{copy.at.isoformat()}">{minute(copy.at)}</time>'
        f"　来源：{view.origin_name(copy)}</p>\n"
        f'<div class="article-content">\n{body}\n<p>（责任编辑：闻一舟）</p>\n</div>\n</article>\n'
        f"<footer>{NAME}　未经授权不得转载</footer>",
    )
