"""嘉鱼融媒: Atom with the whole content, pictures included."""

from __future__ import annotations

from syndicator.demo.addresses import NAMES, path
from syndicator.demo.county import Copy
from syndicator.demo.markup import escape, frame, minute, prose
from syndicator.demo.web import Page, View

NAME = NAMES["rongmei"]
FEED = "/atom.xml"
_LENGTH = 20


def answer(view: View, asked: str) -> Page | None:
    if asked == FEED:
        return Page(_feed(view), "application/atom+xml; charset=utf-8")
    if asked == "/":
        rows = "".join(f'<li><a href="{path(copy)}">{escape(copy.title)}</a></li>\n' for copy in view.copies)
        return Page(frame(NAME, f"<h1>{NAME}</h1>\n<ul>\n{rows}</ul>"))
    if copy := view.article(asked):
        return Page(_article(view, copy))
    return None


def _content(view: View, copy: Copy) -> str:
    return prose(
        copy,
        lambda block: (
            f'<p><img src="{view.base}/a/{copy.picture(block.number)}" alt="{escape(block.text)}"></p>\n'
            f"<p>▲ {escape(block.text)}</p>"
        ),
        indent="",
    )


def _feed(view: View) -> bytes:
    copies = view.copies[:_LENGTH]
    updated = max((copy.at for copy in copies), default=view.county.started)
    entries = "".join(
        f"<entry>\n<title>{escape(copy.title)}</title>\n<id>urn:rongmei:jiayu:{copy.serial}</id>\n"
        f'<link rel="alternate" type="text/html" href="{view.link(copy)}"/>\n'
        f"<published>{copy.at.isoformat()}</published>\n<updated>{copy.at.isoformat()}</updated>\n"
        f"<author><name>{escape(copy.text.author or NAME)}</name></author>\n"
        f'<category term="{escape(copy.text.county)}"/>\n'
        f'<content type="html">{escape(_content(view, copy))}</content>\n</entry>\n'
        for copy in copies
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">\n'
        f"<title>{NAME}</title>\n<id>urn:rongmei:jiayu</id>\n<updated>{updated.isoformat()}</updated>\n"
        f'<link rel="self" href="{view.base}{FEED}"/>\n<link rel="alternate" href="{view.base}/"/>\n{entries}</feed>\n'
    ).encode()


def _article(view: View, copy: Copy) -> bytes:
    return frame(
        f"{copy.title} | {NAME}",
        f"<main>\n<h1>{escape(copy.title)}</h1>\n<p>{minute(copy.at)}　{NAME}　{escape(copy.text.author)}</p>\n"
        f"<section>\n{_content(view, copy)}\n</section>\n"
        '<p>编审：鱼岳山人</p>\n</main>\n<footer><a href="/">返回</a></footer>',
    )
