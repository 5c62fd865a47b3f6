"""香城人才网: a board of jobs (and a forum beside it) whose lists are dl/dt/dd."""

from __future__ import annotations

from collections.abc import Mapping

from syndicator.demo.addresses import NAMES, path
from syndicator.demo.county import Copy
from syndicator.demo.markup import escape, frame, minute, prose
from syndicator.demo.web import Page, View

NAME = NAMES["jobs"]
LIST = "/forum-2-1.html"
FORUM = "/forum-5-1.html"
_BOARDS: Mapping[str, tuple[str, str]] = {LIST: ("zhaopin", "招聘信息"), FORUM: ("luntan", "城市论坛")}


def answer(view: View, asked: str) -> Page | None:
    if asked == "/":
        links = "".join(f'<p><a href="{url}">{name}</a></p>\n' for url, (_, name) in _BOARDS.items())
        return Page(frame(NAME, f"<h1>{NAME}</h1>\n{links}"))
    if board := _BOARDS.get(asked):
        return Page(_board(view, *board))
    if copy := view.article(asked):
        return Page(_thread(copy))
    return None


def _board(view: View, section: str, name: str) -> bytes:
    rows = "".join(
        f'<dl>\n<dt><a href="{path(copy)}">{escape(copy.title)}</a></dt>\n<dd>{escape(copy.lead[:48])}…</dd>\n'
        f'<dd class="time">发布于 {minute(copy.at)}　地区：{copy.text.county}</dd>\n</dl>\n'
        for copy in view.copies
        if copy.text.section == section
    )
    return frame(f"{name} - {NAME}", f'<p><a href="/">{NAME}</a> › {name}</p>\n<div class="threads">\n{rows}</div>')


def _thread(copy: Copy) -> bytes:
    url, name = next((url, name) for url, (section, name) in _BOARDS.items() if section == copy.text.section)
    content = prose(copy, lambda block: f"<p>[图] {escape(block.text)}</p>", indent="")
    author = copy.text.author.removeprefix("网友 ") or "人才网客服"
    return frame(
        f"{copy.title} - {name} - {NAME}",
        f'<p><a href="/">{NAME}</a> › <a href="{url}">{name}</a></p>\n<h1>{escape(copy.title)}</h1>\n'
        f"<p>{escape(author)}　发表于 {minute(copy.at)}　只看该作者</p>\n"
        f'<div class="t_f" id="postmessage_{copy.serial}">\n{content}\n</div>\n<p>回复　举报　收藏</p>',
    )
