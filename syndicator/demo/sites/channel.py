"""香城新媒体: JSON Feed 1.1 of a social channel, headlines with emoji and ｜."""

from __future__ import annotations

import json
from typing import Any

from syndicator.demo.addresses import NAMES, path
from syndicator.demo.county import Copy
from syndicator.demo.markup import escape, frame, minute, prose
from syndicator.demo.web import Page, View

NAME = NAMES["channel"]
FEED = "/feed.json"
_LENGTH = 20


def answer(view: View, asked: str) -> Page | None:
    if asked == FEED:
        return Page(_feed(view), "application/feed+json; charset=utf-8")
    if asked == "/":
        rows = "".join(f'<li><a href="{path(copy)}">{escape(copy.title)}</a></li>\n' for copy in view.copies)
        return Page(frame(NAME, f"<h1>{NAME}</h1>\n<ul>\n{rows}</ul>"))
    if copy := view.article(asked):
        return Page(
            frame(
                copy.title,
                f"<article>\n<h1>{escape(copy.title)}</h1>\n<p>{NAME} {minute(copy.at)}</p>\n"
                f'{_content(view, copy)}\n</article>\n<p><a href="/">更多</a></p>',
            )
        )
    return None


def _content(view: View, copy: Copy) -> str:
    body = prose(
        copy,
        lambda block: (
            f'<figure><img src="{_picture(view, copy, block.number)}" alt="">'
            f"<figcaption>{escape(block.text)}</figcaption></figure>"
        ),
        indent="",
    )
    return f"{body}\n<p>来源：{view.origin_name(copy)}</p>\n<p>👇点个“在看”，让更多人看见香城</p>"


def _picture(view: View, copy: Copy, number: int) -> str:
    return f"{view.base}/p/{copy.picture(number)}"


def _item(view: View, copy: Copy) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": f"xc-{copy.serial}",
        "url": view.link(copy),
        "title": copy.title,
        "content_html": _content(view, copy),
        "summary": copy.lead[:60],
        "date_published": copy.at.isoformat(),
        "authors": [{"name": "香小新"}],
        "tags": [copy.text.county, "新媒体"],
    }
    if copy.text.pictures:
        item["image"] = _picture(view, copy, 1)
    return item


def _feed(view: View) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": NAME,
        "home_page_url": f"{view.base}/",
        "feed_url": f"{view.base}{FEED}",
        "language": "zh-CN",
        "items": [_item(view, copy) for copy in view.copies[:_LENGTH]],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()
