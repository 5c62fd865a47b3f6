"""The headline as shown to readers, without the names of site and channel.

Every claim is checked against the others: the `<title>` carries suffixes, og:title is cut at a quotation mark, the
`<h1>` is the site's name. The shown line that stands before the body and is found again in a claim wins.
"""

from __future__ import annotations

import re

from ..wordlist import words
from .furniture import LineKind, kind_of_line
from .meta import Meta
from .page import Page, fold

# Headlines have some 10 to 60 characters; beyond this it is a paragraph.
MAX_TITLE = 160
# A headline stands close above its body: a byline, a share bar and a summary are between.
NEAR_LINES = 60

_SEPARATOR = re.compile(
    r"\s*(?:[_|｜丨]|--+|——+|\s[-–—]\s|[-–—](?=[\u4e00-\u9fff]{2,12}(?:\s[\u4e00-\u9fff]{2,12})?$)|>>|<<|»|«)\s*"
)
_SITE_WORD = re.compile(
    r"(?:网|网站|频道|新闻|日报|晚报|门户|政府|客户端|中心|资讯|在线|之窗|首页|栏目|要闻|官网|论坛|博客|公司|局|厅|委员会|财经|娱乐|体育|社区|\.(?:com|cn|net|org))"
    r"(?:[\s\w.-]{0,12})$|^(?:www\.|The )",
    re.I,
)
_SITE_ALONE = re.compile(r".{1,8}(?:网|网站|门户|政府|首页|在线|日报|晚报|新闻中心|门户网站|融媒体中心)")
_WELCOME = re.compile(r"欢迎(?:光临|访问|来到|您)|今天是")
_TITLE_LABEL = re.compile(r"(?:^|[\s_-])(?:\w*title|\w*tit|headline|biaoti|bt|h1)(?:$|[\s_\d-])", re.I)
_EMPTY = words("""
    正文 详情 新闻 首页 内容 文章 标题 无标题 untitled 无标题文档 新闻详情 文章详情 信息详情 内容页 详细内容
    正文内容 详情页 index
""")


def find(page: Page, meta: Meta, first: int, breadcrumb: tuple[str, ...]) -> tuple[str, int]:
    """The title and the index of the line that shows it, -1 when no line does. `first` is the body's first line."""
    given = [claim for claim in (*meta.titles, meta.document_title) if len(fold(claim)) >= 2]
    # Some templates name every page after the site.
    claims = [claim for claim in given if not _SITE_ALONE.fullmatch(claim) and not _WELCOME.search(claim)]
    folded = [fold(claim) for claim in claims]
    best, most = -1, 0.0
    for index in range(max(0, first - NEAR_LINES * 4), min(first + 4, len(page.lines))):
        score = _score(page, index, first, folded)
        if score > 0 and score >= most:
            best, most = index, score
    if best >= 0:
        whole, best = _whole_heading(page, best, folded)
        return cleaned(whole, meta), best
    for claim in meta.titles:
        if len(fold(claim)) >= 4:
            return without_site(claim, meta, breadcrumb), -1
    return without_site(meta.document_title, meta, breadcrumb), -1


def heading(page: Page, meta: Meta) -> int:
    """The line of the first heading that says what the page claims to be titled, -1 when none does."""
    claims = [fold(claim) for claim in (*meta.titles, meta.document_title) if len(fold(claim)) >= 4]
    for index, line in enumerate(page.lines):
        if 4 <= len(line.text) <= MAX_TITLE and page.heading(line) in (1, 2):
            key = fold(line.text)
            if any(_agreement(key, claim) > 0.5 for claim in claims):
                return index
    return -1


def _whole_heading(page: Page, at: int, claims: list[str]) -> tuple[str, int]:
    """The headline that a `<br>` cuts in two, when a claim has it whole; else the line itself."""
    box = page.boxes[page.lines[at].box]
    if 1 < box.last - box.first <= 3:
        joined = " ".join(line.text for line in page.lines[box.first : box.last])
        if any(claim.startswith(fold(joined)) for claim in claims):
            return joined, box.last - 1
    return page.lines[at].text, at


def _score(page: Page, index: int, first: int, claims: list[str]) -> float:
    line = page.lines[index]
    text = line.text
    key = fold(text) if 4 <= len(text) <= MAX_TITLE or 2 <= len(text) <= 4 else ""
    if len(key) < 2 or key in _EMPTY or _WELCOME.search(text) or (_SITE_ALONE.fullmatch(text) and key not in claims):
        return 0.0
    heading = page.heading(line)
    labelled = any(_TITLE_LABEL.search(page.boxes[box].label) for box in page.ancestors(line.box)[:2])
    agreement = max((_agreement(key, claim) for claim in claims), default=0.0)
    if agreement == 0.0 and (line.linked * 2 > len(text) or kind_of_line(text) is not LineKind.TEXT):
        return 0.0
    score = agreement * 10
    score += {1: 4.0, 2: 3.0, 3: 2.0, 4: 1.0}.get(heading, 0.0)
    score += 2.0 if labelled else 0.0
    score += 0.5 if page.boxes[line.box].centred and line.bold else 0.0
    if index + 1 < first and line.linked == 0 and kind_of_line(page.lines[index + 1].text) is LineKind.LABEL:
        score += 2.0  # above the byline
    if score < 2.0:
        return 0.0
    if index >= first:
        # The first line of the body may be the title itself; further in it is a subhead.
        score -= 3.0
    if agreement < 0.5 and index < first - NEAR_LINES:
        return 0.0
    if line.linked * 2 > len(text):
        score -= 4.0  # a link to the article, or a logo
    return score


def _agreement(key: str, claim: str) -> float:
    """How much a shown line and a claim agree: 1 when equal, less when one holds the other, else 0."""
    if key == claim:
        return 1.0
    if len(key) >= 4 and key in claim:
        # The longer part of "headline_channel_site" is the headline; a channel's name is a small part.
        share = len(key) / len(claim)
        return 0.5 + share / 2 if share >= 0.35 or len(key) >= 12 else share / 2
    if len(claim) >= 6 and key.startswith(claim):
        return 0.5 + 0.5 * len(claim) / len(key)
    return 0.0


def cleaned(text: str, meta: Meta) -> str:
    """A shown headline without a site's name behind it, should a template print that too."""
    return without_site(text, meta, ()) if meta.site and text.endswith(meta.site) and text != meta.site else text


def without_site(text: str, meta: Meta, breadcrumb: tuple[str, ...]) -> str:
    """`text` up to the first separator behind which only names of site and channel stand."""
    known = {fold(name) for name in (meta.site, meta.column, *breadcrumb) if name}
    parts = _SEPARATOR.split(text)
    if len(parts) < 2:
        return text
    if len(parts) == 2 and _SITE_ALONE.fullmatch(parts[0]) and len(parts[1]) > len(parts[0]):
        return parts[1]  # 咸宁网_headline
    marks = _SEPARATOR.findall(text)
    keep = len(parts)
    while keep > 1:
        tail = parts[keep - 1]
        # A short name before a site's, behind the same mark, is its channel's.
        channel = keep < len(parts) and marks[keep - 2] == marks[keep - 1] and len(tail) <= 6
        underscored = "_" in marks[keep - 2] and len(tail) <= 12
        if not tail or channel or underscored or fold(tail) in known or _SITE_WORD.search(tail):
            keep -= 1
        else:
            break
    kept = "".join(part + mark for part, mark in zip(parts[:keep], [*marks[: keep - 1], ""], strict=True)).strip()
    if fold(kept) in known or len(fold(kept)) < 2:
        return max(parts, key=len)
    # Site first: "咸宁网_headline" happens too.
    if keep > 1 and fold(parts[0]) in known:
        return "".join(
            part + mark for part, mark in zip(parts[1:keep], [*marks[1 : keep - 1], ""], strict=True)
        ).strip()
    return kept
