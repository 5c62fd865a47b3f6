"""赤壁微讯: a WeChat channel as a bridge republishes it: Atom, bodies of <section>s, pictures in data-src."""

from __future__ import annotations

from syndicator.demo.addresses import NAMES, path
from syndicator.demo.county import Copy
from syndicator.demo.markup import escape, frame, minute
from syndicator.demo.texts import Mark
from syndicator.demo.web import Page, View

NAME = NAMES["wechat"]
FEED = "/feeds/MP_WXS_3071.atom"
_LENGTH = 20
_SECTION = '<section style="margin: 0px 8px; line-height: 2em; letter-spacing: 1px;">'


def answer(view: View, asked: str) -> Page | None:
    if asked == FEED:
        return Page(_feed(view), "application/atom+xml")
    if asked == "/":
        rows = "".join(f'<p><a href="{path(copy)}">{escape(copy.title)}</a></p>\n' for copy in view.copies)
        return Page(frame(NAME, f"<h1>{NAME}</h1>\n{rows}"))
    if copy := view.article(asked):
        body = (
            f'<h1 class="rich_media_title" id="activity-name">{escape(copy.title)}</h1>\n'
            f'<div id="meta_content"><span id="js_name">{NAME}</span> '
            f'<em id="publish_time">{minute(copy.at)}</em></div>\n'
            f'<div class="rich_media_content" id="js_content">{_content(view, copy)}</div>'
        )
        return Page(frame(copy.title, body))
    return None


def _content(view: View, copy: Copy) -> str:
    parts = [f'{_SECTION}<span style="color: rgb(136, 136, 136);">点击上方蓝字 关注{NAME}</span></section>']
    for block in copy.blocks:
        text = escape(block.text)
        if block.mark is Mark.PICTURE:
            url = f"{view.base}/mmbiz_png/{copy.picture(block.number)}?wx_fmt=png"
            parts.append(
                f'<section style="text-align: center;"><img class="rich_pages wxw-img" data-src="{url}" '
                f'data-type="png" data-w="480" data-ratio="0.667"></section>'
                f'<section style="text-align: center;"><span style="font-size: 12px;">{text}</span></section>'
            )
        elif block.mark is Mark.SUBHEAD:
            parts.append(f"{_SECTION}<strong><span>{text}</span></strong></section>")
        else:
            parts.append(f'{_SECTION}<span style="font-size: 15px;">{text}</span></section>')
    writer = copy.text.author if copy.original else f"综合{view.origin_name(copy)}"
    parts.append(f"{_SECTION}<span>文字：{escape(writer)}</span><br><span>编辑：小赤　责编：大壁</span></section>")
    return "<section>" + "".join(parts) + "</section>"


def _feed(view: View) -> bytes:
    copies = view.copies[:_LENGTH]
    updated = max((copy.at for copy in copies), default=view.county.started)
    entries = "".join(
        f"<entry><id>{view.link(copy)}</id><title>{escape(copy.title)}</title>"
        f'<updated>{copy.at.isoformat()}</updated><link href="{view.link(copy)}"/>'
        f"<author><name>{NAME}</name></author>"
        f'<content type="html">{escape(_content(view, copy))}</content></entry>\n'
        for copy in copies
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{NAME}</title><id>{view.base}{FEED}</id><updated>{updated.isoformat()}</updated>"
        f'<link rel="self" href="{view.base}{FEED}"/>\n{entries}</feed>\n'
    ).encode()
