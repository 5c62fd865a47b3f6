"""The vocabulary of page builders: what ids, classes and label lines say about the block they stand on.

Everything here is a hint that is weighed against the text. Ids and classes are split into words (`art-xg`,
`relatedNews`, `js_img_share_area`), because a substring lies: `hot` is in `photo`, `ad` in `header`.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from ..wordlist import words


class BoxKind(IntEnum):
    """What a box's tag, id and class promise: WEAK may yet hold the body, STRONG hardly."""

    PLAIN = 0
    BODY = 1
    WEAK = 2
    STRONG = 3
    HIDDEN = 4


_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")

_STRONG = words("""
    comment comments cmt cmts cmnt commt pinglun discuss reply replies related relate relevant xiangguan xg xgxw xgyd
    xgwz xglj xgzx recommend recommends recommendation recommended tuijian tj tjyd jctj rec rank ranking phb
    paihang sidebar footer foot dibu copyright banquan nav navigation navbar menu breadcrumb breadcrumbs crumb
    crumbs login dialog popup modal toolbar sponsor advert advertisement ads ad adbox adarea adwrap adslot
    adspace guanggao gg guess cainixihuan
    feedback disclaimer shengming fenxiang bdsharebuttonbox bshare bdshare jiathis socialshare friendlink links
    youlian pager pagination fenye hotnews hotlist sitemap header topbar keyword keywords ujian
""")
_WEAK = words("""
    share sharing tool tools page pages ewm qrcode erweima qr code tag tags label statement aside right side hot
    top bottom prev next up down app download banner info infos meta source author editor edit bianji zeren vote
    like love zan dianzan reward dashang print font size fontsize zihao more tie extra special status weixin
    wechat saoma bar msg tips tip tishi position weizhi location path float fixed subscribe follow guanzhu logo
    search bq copy
""")
_BODY = words("""
    zoom zoomcon trs_editor trs_editor_view ucap-content ucapcontent js_content article-content article_content
    articlecontent articlebody article-body article_body content_body content-body post_body post_text
    post-content endtext main-content maincontent news_txt newscontent news-content news_content content-article
    art_content art-content arttext rm_txt_con rwb_zw main_content view_content bodytext vsb_content
    wp_articlecontent detail-content detail_content contenttext cont_txt content con_txt txt_con article
    article-main art-main fontzoom mycontent artibody article-txt textcontent nr_con nr zw neirong zhengwen
    newstext news_text news-text ozoom founder-content txtcontent pages_content
""")


# A post of a forum: the first is the article, the others answer it.
_POST = words("t_f tpc_content read_tpc d_post_content topic-content topic_content post-message post_message")
_TEXTS = words("article content contents body text main detail")
_PICTURES = words("image images img imgs pic pics picture pictures photo photos figure")


# Boxes that are skipped whole when they hold no sentence. Breadcrumbs and page numbers are not among them.
_MENU = words("""
    nav navigation navbar menu sidebar footer rank ranking paihang phb friendlink youlian login sitemap
    recommend related tuijian xgxw hotnews hotlist
""")
_READ_ANYWAY = words("""
    crumb crumbs breadcrumb breadcrumbs path position location weizhi pager pagination page header article
""")


@lru_cache(maxsize=4096)
def is_picture(label: str) -> bool:
    """Whether the box is named after a picture in it: article-img, importantPic."""
    return bool(_parts(label) & _PICTURES)


@lru_cache(maxsize=4096)
def is_post(label: str) -> bool:
    """Whether the box is a forum's post, by its class."""
    return any(name in _POST for name in label.lower().split())


@lru_cache(maxsize=4096)
def is_menu(tag: str, label: str) -> bool:
    """Whether the box is navigation by its name, and not the one that says where we are."""
    parts = _parts(label)
    return (tag in ("nav", "footer") or bool(parts & _MENU)) and not parts & _READ_ANYWAY


def _parts(label: str) -> set[str]:
    names = label.split()[:12]
    parts = {word.lower() for name in names for word in _WORD.findall(name[:60])}
    parts.update(name[:60].lower() for name in names)
    return parts


@lru_cache(maxsize=4096)
def kind_of_box(tag: str, label: str) -> BoxKind:
    """What the element name and `label` ("id class") promise."""
    if tag in ("nav", "footer"):
        return BoxKind.STRONG
    names = label.lower().split()
    if any(name in _BODY for name in names) or tag == "ucapcontent":
        return BoxKind.BODY
    parts = _parts(label)
    if parts & _STRONG:
        return BoxKind.STRONG
    if tag == "article" or parts & _PICTURES:
        return BoxKind.PLAIN
    weak = any(words & _WEAK and _last(name) not in _TEXTS for name in names[:12] if (words := _parts(name)))
    return BoxKind.WEAK if weak or tag == "aside" else BoxKind.PLAIN


def _last(name: str) -> str:
    """The last word of a name says what the box is: page-article, but article-page."""
    found = _WORD.findall(name[:60])
    return found[-1].lower() if found else ""
