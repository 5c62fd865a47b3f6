"""When and by whom: what stands between headline and body, and behind the body, weighed against the page's metadata."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from selectolax.lexbor import LexborHTMLParser

from .. import byline, dates
from ..byline import Byline
from ..wordlist import words
from .body import Extent
from .furniture import LineKind, kind_of_line
from .meta import Meta
from .page import Line, Page, squeezed

# Between a headline and its body stand a byline, a share bar, a summary; a menu is longer.
HEAD_LINES = 40
TAIL_LINES = 14
MAX_LINE = 140
# A reporter is named in the first paragraph, or on a line of his own after a summary.
OPENING = 8

_CLOCK_ALONE = re.compile(r"\s*\d{1,2}\s?[:：]\s?\d{2}\s*")
_RELATIVE = re.compile(
    r"今天|今日|昨天|昨日|前天|前日|刚刚|刚才|\d\s*(?:秒|分钟|小时|天|周|个月)前|ago\b|today|yesterday", re.I
)
_UPDATED = re.compile(r"最后更新|更新时间|更新于|修改时间|updated|modified", re.I)
_DATED = re.compile(r"\d{1,4}\s?[-/.年月:]\s?\d|\d{8}|ago|前|刚|昨|今|[〇零一二三四五六七八九]年", re.I)
_IN_URL = (
    re.compile(r"/t((?:19|20)\d{2})(\d{2})(\d{2})_\d+"),
    re.compile(r"/((?:19|20)\d{2})[-/_]?(\d{2})[-/_]?(\d{2})(?:/|_|\D)"),
    re.compile(r"/((?:19|20)\d{2})-(\d{1,2})/(\d{1,2})/"),
    re.compile(r"[/_-]((?:19|20)\d{2})(\d{2})(\d{2})\d{0,12}\.(?:s?html?|jsp|aspx?|php)"),
)
_IN_SCRIPT = re.compile(
    r"(?:var\s+ct|oriCreateTime|publish_?[tT]ime|publishDate|pubtime|pubDate|createTime|ptime|postTime)[\"']?\s*[:=]\s*[\"']?"
    r"((?:19|20)\d{2}[-/年][^\"';,<]{4,24}|1\d{9}(?:\d{3})?)"
)
_SCRIPT_WORDS = ("var ct", "oriCreateTime", "ublish", "pubtime", "pubDate", "createTime", "ptime", "postTime")
_OUTLET = re.compile(
    r"[\u4e00-\u9fff\w《》·]{2,18}(?:报|网|社|台|新闻|发布|在线|客户端|融媒体|融媒体中心|广播|杂志|周刊|日报|晚报|快报|官网|公众号|观察|财经)"
)
_NAME_OUTLET = re.compile(
    rf"(?P<name>[\u4e00-\u9fff·]{{2,4}}(?:[\s、][\u4e00-\u9fff·]{{2,4}}){{0,3}})\s?[/／]\s?(?P<outlet>{_OUTLET.pattern})"
)
_OURSELVES = words("""
    本网 本站 本网站 本网原创 本站原创 原创 网站原创 本报讯 本单位 本局 本委 本厅 本办 本院 本中心 本区 本县
    本市 本级
""")
_SOURCE_NODES = (
    "#js_name, #source_baidu, #media_name, [class*=source], [class*=laiyuan], [class*=publisher], [class*=media-name],"
    " [class*=mediaName], [id*=source], [class*=origin]"
)
_AUTHOR_NODES = (
    "#author_baidu, [class*=author], [class*=Author], [id*=author], [class*=writer], [class*=zuozhe], [rel=author]"
)
_OFFICE = re.compile(
    r"(?:网|网站|报|社|台|站|中心|局|政府|办|委|部|厅|院|公司|编辑部|频道|admin|管理员)$|^\d+$|@|name", re.I
)


@dataclass(frozen=True, slots=True)
class Zones:
    """The lines in which an article's particulars stand. `below`: those of the head under the headline, unlinked."""

    head: tuple[str, ...]
    below: tuple[str, ...]
    tail: tuple[str, ...]
    opening: str
    closing: str


def zones(page: Page, extent: Extent, title_at: int) -> Zones:
    """The lines around the body. `title_at` is the headline's line, -1 when it is not shown."""
    first = extent.first
    if 0 <= title_at < first:
        head = [*range(max(0, title_at - 3), min(first, title_at + HEAD_LINES))]
        if first - title_at > HEAD_LINES:
            head += [*range(max(first - 12, title_at + HEAD_LINES), first)]
    else:
        head = [*range(max(0, first - 14), first)]
    kept = set(extent.kept)
    dropped = [index for index in range(extent.first, extent.last) if index not in kept]
    tail = [*dropped, *range(extent.last, min(len(page.lines), extent.last + TAIL_LINES))]
    shown = [index for index in head if index != title_at and page.lines[index].text]
    texts = [page.lines[index].text for index in extent.kept if page.lines[index].text]
    return Zones(
        tuple(_apart(page.lines[index]) for index in shown),
        tuple(
            _apart(line) for index in shown if index > title_at and (line := page.lines[index]).linked < len(line.text)
        ),
        tuple(_apart(page.lines[index]) for index in tail if _tells(page.lines[index].text)),
        "\n".join([text[:MAX_LINE] for text in texts[:1]] + [text for text in texts[1:OPENING] if len(text) <= 30]),
        texts[-1] if texts else "",
    )


def _apart(line: Line) -> str:
    """The line with its inline elements set apart: 棱镜</span><span>2019-09-23 has no space but in the style sheet."""
    if len(line.text) > MAX_LINE:
        return line.text
    return squeezed(" ".join(part for part in line.parts if isinstance(part, str)))


def _tells(text: str) -> bool:
    return (
        bool(text)
        and len(text) <= MAX_LINE
        and (kind_of_line(text) in (LineKind.LABEL, LineKind.CREDIT, LineKind.TEXT))
    )


def published(where: Zones, meta: Meta, url: str, html: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The moment shown on the page; what the page knows out of sight where it shows none, or only the day."""
    hidden = meta.published
    day = _in_url(url, zone)
    # A shown 10-08 has no year: it is the one of the metadata or of the URL, else the latest that has been.
    anchor = (hidden or day or now - timedelta(days=1)) + timedelta(days=1)
    shown = _shown(where.head, anchor, zone, hidden) or _shown(where.tail, anchor, zone, hidden)
    if shown is None and hidden is None:
        hidden = _in_scripts(html, now, zone)
        shown = None if hidden else _relative(where, now, zone)
    if shown is None:
        return hidden or day
    if not _has_time(shown):
        for known in (hidden, _in_scripts(html, now, zone) if hidden is None else None):
            if known is not None and known.astimezone(zone).date() == shown.date():
                return known
    return shown


def _has_time(moment: datetime) -> bool:
    return bool(moment.hour or moment.minute or moment.second)


def _shown(lines: Iterable[str], anchor: datetime, zone: tzinfo, hidden: datetime | None) -> datetime | None:
    candidates = [
        text
        for text in lines
        if len(text) <= MAX_LINE
        and _DATED.search(text)
        and not _RELATIVE.search(text)
        and not _CLOCK_ALONE.fullmatch(text)
    ]
    candidates.sort(key=lambda text: bool(_UPDATED.search(text)))
    found = [moment for text in candidates if (moment := dates.parse(text, anchor, zone)) is not None]
    timed = next((moment for moment in found if _has_time(moment)), None)
    if timed is None:
        # Date and time set in elements of their own: 2019 | 09/07 | 19 : 02.
        joined = " ".join(text for text in lines if len(text) <= 40 and not _RELATIVE.search(text))[:400]
        together = dates.parse(joined, anchor, zone)
        if together is not None and (not found or found[0].date() == together.date()):
            found.insert(0, together)
    best = timed or (found[0] if found else None)
    if best is not None and hidden is not None and abs(best - hidden) > timedelta(days=400) and not _has_time(best):
        return None
    return best


def _relative(where: Zones, now: datetime, zone: tzinfo) -> datetime | None:
    for text in where.head:
        if len(text) <= 40 and _RELATIVE.search(text) and (moment := dates.parse(text, now, zone)) is not None:
            return moment
    return None


def _in_url(url: str, zone: tzinfo) -> datetime | None:
    for pattern in _IN_URL:
        if match := pattern.search(url):
            try:
                return datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=zone)
            except ValueError:
                continue
    return None


def _in_scripts(html: str, now: datetime, zone: tzinfo) -> datetime | None:
    if not any(word in html for word in _SCRIPT_WORDS):
        return None
    for match in _IN_SCRIPT.finditer(html):
        if (moment := dates.parse(match[1], now, zone)) is not None and moment <= now + timedelta(days=1):
            return moment
    return None


def credits(where: Zones, meta: Meta, tree: LexborHTMLParser) -> Byline:
    """Origin, author, editor, photographer: by label, by the name of the element, by metadata, in this order."""
    head = byline.parse("\n".join(text for text in where.head if len(text) <= MAX_LINE))
    tail = byline.parse("\n".join(where.tail))
    opening = byline.parse(where.opening)
    closing = byline.parse(where.closing[-60:]) if len(where.closing) <= 60 else Byline()
    named = _named_outlet(where.head)
    origin = head.origin or _in_nodes(tree, _SOURCE_NODES, where.head) or tail.origin or _ourselves(meta.origin, meta)
    origin = origin or (named.origin if named else None) or _unlabelled(where.below)
    author = head.author or (named.author if named else None) or opening.author or closing.author
    author = author or _in_nodes(tree, _AUTHOR_NODES, where.head) or tail.author or _person(meta, origin)
    return Byline(
        origin=_ourselves(origin, meta),
        author=author if author != origin else None,
        editor=tail.editor or head.editor,
        photographer=head.photographer or tail.photographer or closing.photographer or opening.photographer,
    )


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
        text = " ".join(node.text(separator=" ")[:200].split())
        if not 2 <= len(text) <= byline.MAX_ORIGIN or text.replace(" ", "") not in around:
            continue
        parsed = byline.parse(text)
        if value := parsed.origin or parsed.author:
            return value
        if kind_of_line(text) is LineKind.TEXT and not re.search(r"\d{2}[:：]\d{2}|[:：，。]", text):
            # 王文 中国人民大学重阳金融研究院执行院长: the name, then the office.
            name, _, office = text.partition(" ")
            return name if 2 <= len(name) <= 4 and len(office) > 5 and " " not in office else text
    return None


def _unlabelled(lines: Iterable[str]) -> str | None:
    """An outlet's name alone on a line, or behind the date: 2019-09-05 11:10 游民星空[整理]."""
    for text in lines:
        rest = re.sub(r"[\[【（(].{1,6}[)）】\]]", "", _DATE.sub(" ", text)).strip(" ·|-　:：0123456789")
        dated = rest != text.strip()
        if not 2 <= len(rest) <= 18 or " " in rest or kind_of_line(rest) is not LineKind.TEXT:
            continue
        if _OUTLET.fullmatch(rest) or (
            dated and re.fullmatch(r"[\u4e00-\u9fffA-Za-z]{2,12}", rest) and _DATE.search(text)
        ):
            return rest
    return None


_DATE = re.compile(r"(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[\sT]*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?")


def _person(meta: Meta, origin: str | None) -> str | None:
    author = meta.author
    if not author or len(author) > 30 or _OFFICE.search(author) or author == origin:
        return None
    # Templates put the site's own name there.
    return None if author in meta.document_title or (meta.site and author in meta.site) else _known(author)


def _known(author: str) -> str | None:
    """`author` unless it is what a database prints for nobody."""
    return byline.parse(f"作者：{author}").author
