"""The few pieces of markup every site shares: escaping, dates, and a page's frame."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from html import escape as _escape

from syndicator.demo.county import Copy
from syndicator.demo.texts import Block, Mark

_STYLE = (
    "body{margin:0 auto;max-width:960px;font:16px/1.9 'Noto Serif CJK SC',SimSun,serif;color:#222}"
    "a{color:#14539a;text-decoration:none}img{max-width:100%}li span{float:right;color:#888}"
    "h1{font-size:26px}h1,.info,.pages-date{text-align:center}"
)
Picture = Callable[[Block], str]


def escape(text: str) -> str:
    return _escape(text, quote=True)


def minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def rfc822(at: datetime) -> str:
    return format_datetime(at)


def frame(title: str, body: str, *, charset: str = "utf-8", head: str = "") -> bytes:
    """Return a whole HTML page in `charset`; what the charset lacks becomes a character reference."""
    page = (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="{charset}">\n<title>{escape(title)}</title>\n'
        f"{head}<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
    return page.encode(charset, "xmlcharrefreplace")


def prose(copy: Copy, picture: Picture, *, dateline: str = "", indent: str = "　　") -> str:
    """Return the copy's blocks as modern markup, one element a line; `picture` renders one picture."""
    lines: list[str] = []
    for block in copy.blocks:
        if block.mark is Mark.PICTURE:
            lines.append(picture(block))
        elif block.mark is Mark.SUBHEAD:
            lines.append(f"<p>{indent}<strong>{escape(block.text)}</strong></p>")
        else:
            lines.append(f"<p>{indent}{escape(dateline)}{escape(block.text)}</p>")
            dateline = ""
    return "\n".join(lines)
