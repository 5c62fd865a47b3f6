"""By whom an article is: origin, author, editor, photographer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser

from .. import byline
from ..byline import Byline
from ..people import is_name, photographers
from ..wordlist import words
from .furniture import LineKind, kind_of_line
from .meta import Meta
from .zones import MAX_LINE, Zones

_DATE = re.compile(
    r"(?:(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|[今昨前][天日])(?:[\sT]*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
)
_POSTED = re.compile(r"(?P<who>[^\s:：|]{2,16})\s+(?:发表|发布)于\s?[:：]?\s?\d")
_OUTLET = re.compile(
    r"[\u4e00-\u9fff\w《》·]{1,18}(?:报|网|社|台|新闻|发布|在线|客户端|融媒体|融媒体中心|广播|杂志|周刊|日报|晚报|快报|官网|公众号|观察|财经)"
)
_NAME_OUTLET = re.compile(
    rf"(?P<name>[\u4e00-\u9fff·]{{2,4}}(?:[\s、][\u4e00-\u9fff·]{{2,4}}){{0,3}})\s?[/／]\s?(?P<outlet>{_OUTLET.pattern})"
)
_FOLLOW = re.compile(r"\s*\[?(?:微博|微信|关注|原创)\]?$")
_COUNTER = re.compile(r"\s*(?:点击|浏览|阅读|字体|字号|访问|评论|编辑|人气)")
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,12}")
_OURSELVES = words("""
    本网 本站 本网站 本网原创 本站原创 原创 网站原创 本报讯 本单位 本局 本委 本厅 本办 本院 本中心 本区 本县
    本市 本级
""")
_SOURCE_NODES = (
    "#js_name, #source_baidu, #media_name, [class*=source], [class*=laiyuan], [class*=publisher], [class*=media-name],"
    " [class*=mediaName], [id*=source], [class*=origin]"
)
_AUTHOR_NODES = (
    "#author_baidu, [class*=author], [class*=Author], [id*=author], [class*=writer], [class*=zuozhe], [rel=author],"
    " .authi a"
)
_OFFICE = re.compile(
    r"(?:网|网站|报|社|台|站|中心|局|政府|办|委|部|厅|院|公司|编辑部|频道|admin|管理员)$|^\d+$|@|name", re.I
)


def find(where: Zones, meta: Meta, tree: LexborHTMLParser, captions: tuple[str, ...]) -> Byline:
    """Origin, author, editor, photographer: by label, by the name of the element, by metadata, in this order.

    Who took the pictures may stand in their captions.
    """
    under, over = _labels(where.under), _labels(where.over)
    tail = byline.parse("\n".join(where.tail))
    opening = byline.parse(where.opening)
    closing = byline.parse(where.closing[-60:]) if len(where.closing) <= 60 else Byline()
    named = _named_outlet(where.head)
    origin = under.origin or over.origin or tail.origin or _in_nodes(tree, _SOURCE_NODES, where.head)
    unlabelled = _unlabelled(where.below, meta)
    origin = origin or _ourselves(meta.origin, meta) or (named.origin if named else None) or unlabelled.origin
    # The table of particulars above a government document.
    origin = origin or _labels(where.above).origin
    author = under.author or over.author or (named.author if named else None) or opening.author or closing.author
    author = (
        author
        or _poster(where.head)
        or tail.author
        or _in_nodes(tree, _AUTHOR_NODES, where.head)
        or unlabelled.author
        or _person(meta, origin, "\n".join((*where.head, *where.tail)))
    )
    if not origin and (signed := _in_nodes(tree, _AUTHOR_NODES, where.under)) and _OUTLET.fullmatch(signed):
        origin = signed  # an outlet in the author's place
    if origin and origin == meta.author != meta.origin and not (under.origin or over.origin or tail.origin):
        origin, author = None, author or origin
    labelled = (
        under.photographer or over.photographer or tail.photographer or closing.photographer or opening.photographer
    )
    return Byline(
        origin=_ourselves(origin, meta),
        author=author if author != origin else None,
        editor=tail.editor or under.editor or over.editor or closing.editor or opening.editor,
        photographer=labelled or _under_pictures(captions),
    )


def _labels(lines: tuple[str, ...]) -> Byline:
    return byline.parse("\n".join(text for text in lines if len(text) <= MAX_LINE))


def _under_pictures(captions: tuple[str, ...]) -> str | None:
    found = dict.fromkeys(name for caption in captions for name in photographers(caption).split())
    return " ".join(found)[: byline.MAX_PEOPLE] or None


def _poster(lines: Iterable[str]) -> str | None:
    """Who wrote a post: 慢车旅人 发表于 2026-11-25 13:49."""
    for text in lines:
        if match := _POSTED.match(text):
            return match["who"]
    return None


def _ourselves(origin: str | None, meta: Meta) -> str | None:
    """本网 and its like are the site itself."""
    return meta.site or origin if origin in _OURSELVES else origin


def _named_outlet(lines: Iterable[str]) -> Byline | None:
    for text in lines:
        if len(text) <= 40 and (match := _NAME_OUTLET.fullmatch(text)):
            return Byline(origin=match["outlet"], author=match["name"])
    return None


def _in_nodes(tree: LexborHTMLParser, selector: str, lines: tuple[str, ...]) -> str | None:
    """The text of the first small element with a telling name, if it is among `lines`."""
    around = "\n".join(lines).replace(" ", "")
    for node in tree.css(selector)[:40]:
        text = _FOLLOW.sub("", " ".join(node.text(separator=" ")[:200].split()).strip(" ·|-[]"))
        if not 2 <= len(text) <= byline.MAX_ORIGIN or text in _OURSELVES or text.replace(" ", "") not in around:
            continue
        parsed = byline.parse(text)
        if value := parsed.origin or parsed.author:
            return value
        if kind_of_line(text) is LineKind.TEXT and not re.search(r"\d{2}[:：]\d{2}|[:：，。]", text):
            # 王文 中国人民大学重阳金融研究院执行院长: the name, then the office.
            name, _, office = text.partition(" ")
            return name if 2 <= len(name) <= 4 and len(office) > 5 and " " not in office else text
    return None


def _unlabelled(lines: Iterable[str], meta: Meta) -> Byline:
    """An outlet or a person named on a line with the date: 2019-09-05 11:10 游民星空[整理]; 和讯网 王某."""
    for text in lines:
        dated = _DATE.search(text) is not None
        rest = re.sub(r"[\[【（(].{1,6}[)）】\]]", "", _COUNTER.split(_DATE.sub(" ", text))[0])
        words = rest.strip(" ·|-　:：0123456789").split()
        if not 1 <= len(words) <= 2 or not all(2 <= len(word) <= 18 for word in words):
            continue
        if kind_of_line(words[0]) is not LineKind.TEXT or words[0] in _OURSELVES:
            continue
        named = is_name(words[-1]) and not _OUTLET.fullmatch(words[-1])
        person = words[-1] if dated and (named or words[-1] == meta.author) else None
        outlet = words[0] if words[0] != person else None
        if (
            outlet
            and (_OUTLET.fullmatch(outlet) or (dated and _WORD.fullmatch(outlet)))
            and (person or len(words) == 1)
        ):
            return Byline(origin=outlet, author=person)
        if person and len(words) == 1:
            return Byline(author=person)
    return Byline()


def _person(meta: Meta, origin: str | None, around: str) -> str | None:
    author = meta.author
    if not author or len(author) > 30 or _OFFICE.search(author) or author == origin:
        return None
    # Templates put the site's own name there, or whoever is named as the editor.
    if author in meta.document_title or (meta.site and author in meta.site):
        return None
    return None if re.search(rf"(?:编辑|责编|审核|校对)\W{{0,4}}{re.escape(author)}", around) else _known(author)


def _known(author: str) -> str | None:
    """`author` unless it is what a database prints for nobody."""
    return byline.parse(f"作者：{author}").author
