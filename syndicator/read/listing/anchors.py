"""The links of a page that could be headlines, and the places they stand in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from syndicator.read.links import web
from syndicator.read.listing.addresses import article_like
from syndicator.read.listing.shown import only
from syndicator.read.plain import line

# Links looked at on one page: the main list of the longest archive pages has 3,000.
MAX_LINKS = 6_000
# Elements above a link that are looked at; deeper nesting is a broken page.
_MAX_DEPTH = 60
_MAX_TEXT = 300
# Children of a clickable row that are looked into.
_MAX_CHILDREN = 30

_SCRIPTED = re.compile(r"""['"]([^'"\s]{2,500})['"]""")
_STATES = re.compile(r"^(?:odd|even|first|last|active|cur|current|on|off|hover|selected|clearfix|fl|fr|cf|no\w{0,8}|)$")
# Where pages keep a title that they show cut short.
_TOOLTIPS = ("title", "data-title", "data-original-title", "data-tit", "aria-label")
# A column's name in brackets before the headline is no longer than this.
_MAX_CATEGORY = 8
# The name of a column is shorter; and it stands beside this many headlines before it is known as one.
_SHORT = 8
_OFTEN = 6
_DIGITS = re.compile(r"\d+")
_BARE = frozenset({"a", "li", "tr", "dt", "dd", "tbody", "span", "p", "b", "strong", "font", "em", "i", "th"})
_NO_HEADLINE = re.compile(
    r"(?:(?:返回|网站|本站)?首\s*页|尾\s*页|末页|[上下前后]一?[页篇条]|更多|more|查看更多.{0,6}|\S{0,6}更多|\S?详情|详细|阅读(?:全文|更多|原文)"
    r"|查看(?:全文|详情)|全文|登录|注册|设为首页|加入收藏|收藏本站|联系我们|关于我们|网站地图|站点地图|版权(?:声明|所有)|隐私\S{0,6}|免责声明|法律声明"
    r"|使用帮助|网站声明|广告\S{0,4}|无障碍\S{0,6}|长者\S{0,4}|适老\S{0,4}|繁體\S{0,4}|手机版|客户端|English|RSS订阅|RSS|打印|关闭|返回顶部|分享\S{0,6}"
    r"|举报\S{0,10}|投稿\S{0,6}|.{0,20}ICP备.{0,20}|.{0,12}公网安备.{0,24}|.{0,20}许可证.{0,24}|违法和?不良信息举报.{0,8}"
    r"|[\d\W_]*|\d+\s*(?:跟贴|评论|条评论|回复|阅读|浏览|次).{0,8}|第?\d+页|共\d+页.{0,10}|来源\s*[:：].{0,20}|作者\s*[:：].{0,20}"
    r"|(?:继续)?阅读(?:全文|更多|原文)?\s*[“《].*|继续阅读.*|RSS|WAP|(?:微信|微博|抖音)\S{0,6}|.{0,8}(?:政府|官方)网站?|.{0,8}门户网站?)",
    re.IGNORECASE,
)


@dataclass(slots=True, eq=False)
class Place:
    """An element above links. `links` counts the different headlines in it (neighbours with one URL are one)."""

    node: LexborNode
    parent: Place | None
    label: str
    depth: int
    named: str
    links: int = 0
    last: str = ""


class _Candidate(NamedTuple):
    """A link before it is known to be no column's: see `Link`."""

    node: LexborNode
    url: str
    text: str
    tooltip: str
    worth: float
    likely: float
    picture: bool


@dataclass(slots=True, eq=False)
class Link:
    """A possible headline. `worth` grows with how much its text and its URL look like an article's, up to 1.5.

    `likely` is what the URL alone says, from 0 to 1.
    """

    node: LexborNode
    url: str
    text: str
    tooltip: str
    worth: float
    place: Place
    likely: float = 0.0
    picture: bool = False


@dataclass(slots=True)
class Anchors:
    """All possible headlines in document order, the places by element, and pictures that are links, by URL."""

    links: list[Link] = field(default_factory=list)
    places: dict[int, Place] = field(default_factory=dict)


def anchors(tree: LexborHTMLParser, base: str, url: str) -> Anchors:
    """The possible headlines of the page at `url`, whose relative links start from `base`."""
    found = Anchors()
    candidates = list(_candidates(tree, base, url))
    columns = _columns(candidates)
    for one in candidates:
        page = one.url.partition("#")[0]
        if (_DIGITS.sub("0", page) in columns and width(one.text) < _SHORT) or one.node.parent is None:
            continue
        place = _place(one.node.parent, found.places)
        if place is None:
            continue
        found.links.append(Link(one.node, one.url, one.text, one.tooltip, one.worth, place, one.likely, one.picture))
        above: Place | None = place
        while above is not None:
            if above.last != page:
                above.links += 1
                above.last = page
            above = above.parent
    written = {link.url for link in found.links if not link.picture}
    found.links = [link for link in found.links if not (link.picture and link.url in written)]
    return found


def _candidates(tree: LexborHTMLParser, base: str, url: str) -> Iterator[_Candidate]:
    """The links whose texts and URLs could be a headline's, not in their places yet."""
    here = (base.partition("#")[0], url.partition("#")[0])
    for node in _linking(tree):
        attributes = node.attributes
        target = _target(attributes, base)
        if target is None or node.parent is None or target.partition("#")[0] in here:
            continue
        text = line((node.text(deep=True, separator=" ") or "")[:2_000])[:_MAX_TEXT]
        tooltip = _tooltip(attributes)
        picture = False
        if not text:
            image = node.css_first("img")
            named = (image.attributes.get("alt") or image.attributes.get("title") or "") if image is not None else ""
            text = (line(named) or tooltip or (_caption(node) if image is not None else ""))[:_MAX_TEXT]
            picture = True
        likely = article_like(target)
        worth = _worth(text, tooltip, likely)
        if worth <= 0 or (len(text) <= _MAX_CATEGORY and _bracketed(node)):
            continue
        yield _Candidate(node, target, text, tooltip, worth * (0.6 if picture else 1.0), likely, picture)


def _columns(candidates: list[_Candidate]) -> frozenset[str]:
    """The forms of URLs that come again and again under short texts: the columns that headlines are filed in."""
    places: Counter[str] = Counter()
    different: dict[str, set[str]] = {}
    last = ""
    for link in candidates:
        page = link.url.partition("#")[0]
        if page != last and not link.picture and width(link.text) < _SHORT:
            form = _DIGITS.sub("0", page)
            places[form] += 1
            different.setdefault(form, set()).add(page)
        last = page
    return frozenset(form for form, count in places.items() if count >= _OFTEN and count >= 2 * len(different[form]))


def _tooltip(attributes: dict[str, str | None]) -> str:
    """The whole title where the shown text may be cut short."""
    return line(next((value for name in _TOOLTIPS if (value := attributes.get(name))), ""))[:_MAX_TEXT]


def _caption(node: LexborNode) -> str:
    """The words below a picture that is a link, when they are none themselves."""
    step = node.next
    for _ in range(_MAX_CHILDREN):
        if step is None or (step.tag == "a" or (step.tag not in ("-text", "-comment") and step.css_first("a"))):
            return ""
        if step.tag != "-comment" and (text := line((step.text(deep=True, separator=" ") or "")[:_MAX_TEXT])):
            return text
        step = step.next
    return ""


def _bracketed(node: LexborNode) -> bool:
    """Whether the page writes brackets around a link, as it does around the name of a column: [<a>县区</a>]."""
    before, after = node.prev, node.next
    if before is None or after is None or before.tag != "-text" or after.tag != "-text":
        return False
    pair = line(before.text_content or "")[-1:] + line(after.text_content or "")[:1]
    return pair in ("[]", "【】", "［］", "〔〕")


def _linking(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    for node in tree.css("a, area[href], li[onclick], tr[onclick], div[onclick], td[onclick]")[:MAX_LINKS]:
        if node.tag in ("a", "area") or not _holds_links(node):
            yield node


def _holds_links(node: LexborNode) -> bool:
    inner = node.css_first("a[href], [onclick]")
    if inner is None or inner.mem_id != node.mem_id:
        return inner is not None
    child = node.child
    for _ in range(_MAX_CHILDREN):
        if child is None:
            return False
        if child.tag not in ("-text", "-comment") and child.css_first("a[href], [onclick]") is not None:
            return True
        child = child.next
    return True


def _target(attributes: dict[str, str | None], base: str) -> str | None:
    href = (attributes.get("href") or "").strip()
    if href and not href.lower().startswith(("javascript:", "#", "mailto:", "tel:")):
        # What a template's engine would fill in is no address yet.
        return web(href, base) if "{{" not in href and "${" not in href and "<%" not in href else None
    for name in ("data-url", "data-href", "data-link"):
        if (hidden := (attributes.get(name) or "").strip()) and "{{" not in hidden and (url := web(hidden, base)):
            return url
    for script in (href[11:] if href.lower().startswith("javascript:") else "", attributes.get("onclick") or ""):
        for match in _SCRIPTED.finditer(script[:1_000]):
            if ("/" in match[1] or ".htm" in match[1] or ".shtml" in match[1] or "?" in match[1]) and (
                url := web(match[1], base)
            ):
                return url
    return None


def _place(node: LexborNode, places: dict[int, Place]) -> Place | None:
    above: list[LexborNode] = []
    step: LexborNode | None = node
    known: Place | None = None
    while step is not None and len(above) <= _MAX_DEPTH:
        known = places.get(step.mem_id)
        if known is not None or step.tag in ("html", "-document", None):
            break
        above.append(step)
        step = step.parent
    if len(above) > _MAX_DEPTH:
        return None
    for element in reversed(above):
        attributes = element.attributes
        named = f"{attributes.get('id') or ''} {attributes.get('class') or ''}".lower()[:200]
        depth = known.depth + 1 if known is not None else 0
        known = Place(element, known, _label(element, named), depth, named.strip())
        places[element.mem_id] = known
    return known


def _label(element: LexborNode, named: str) -> str:
    """What an element shares with its like: tag, id and class without numbers and states; a cell has its column."""
    tag = element.tag or ""
    if tag == "td":
        column, before = 0, element.prev
        while before is not None and column < 20:
            column += before.tag == "td"
            before = before.prev
        return f"td{column}"
    if tag in _BARE:
        return tag
    words = [word for word in _DIGITS.sub("", named).split() if not _STATES.match(word)]
    return f"{tag}.{words[0]}" if words else tag


def width(text: str) -> float:
    """How many Chinese characters wide a text is; Latin letters count half."""
    return len(text) - 0.5 * len(text.encode("ascii", "ignore"))


def _worth(text: str, tooltip: str, likely: float) -> float:
    longest = tooltip if len(tooltip) > len(text) and text[:4] and text[:4] in tooltip else text
    bare = longest.strip("[]【】()（）<>《》»› ")
    if likely < 0 or not bare or _NO_HEADLINE.fullmatch(bare[:60]) or only(longest) or "{{" in longest:
        return 0.0
    wide = width(longest)
    if wide < 2 or (wide < 5 and likely < 0.5) or (wide < 7 and likely <= 0):
        return 0.0
    length = 0.3 if wide < 5 else 0.6 if wide < 8 else 1.0
    return length * (0.6 if likely <= 0 else 1.0) + 0.5 * max(likely, 0)
