"""The pages (版) of an edition: 版次 and 版名 of each, and which follows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from syndicator.read.epaper.addresses import day_of, is_article, is_page
from syndicator.read.epaper.links import Link
from syndicator.read.plain import line

# Characters of a page in which its own label is looked for.
MAX_TEXT = 200_000
# A label is no longer: 第02-03版：“十四五”特别报道·文化.
MAX_LABEL = 40
# A page's file names the page by its last number.
_FIGURES = re.compile(r"\d+|[A-Za-z]+")

_NUMBER = r"[A-Z]{0,2}\d{1,3}(?:\s?[-—~、/]\s?[A-Z]{0,2}\d{1,3})?|[一二三四五六七八九十]{1,3}|头"
_WORD = r"[“\"（(]?[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9·•/、“”\"（）() -]{0,22}"
_GAP = r"\s*[：:·•.|｜—-]?\s*"
_MARKED = rf"第?\s*(?P<number>{_NUMBER})\s*版(?:{_GAP}(?P<name>{_WORD}))?"
_LETTERED = r"(?P<number>[A-Z]{1,2}\d{1,3})" + rf"(?:\s*[：:·|｜-]\s*|\s+)(?P<name>{_WORD})"
_LABEL = re.compile(rf"\W*(?:{_MARKED})\W*")
_LETTER_LABEL = re.compile(rf"\W*{_LETTERED}\W*")
_BACKWARD = re.compile(rf"\W*(?P<name>[\u4e00-\u9fff·]{{2,12}})\W{{0,3}}第?(?P<number>{_NUMBER})\s*版\W*")
_BARE = re.compile(rf"\W*(?P<number>[A-Z]?\d{{1,3}})(?:\s*[：:·|｜-]\s*|\s+)(?P<name>{_WORD})\W*")
_CALLED = r"(?!第)[\u4e00-\u9fff·]{2,12}"
_SHOWN = re.compile(
    rf"第\s*(?P<number>{_NUMBER})\s*版(?:\s*[：:]?\s*(?P<name>{_CALLED}))?"
    rf"|(?P<letter>[A-Z]\d{{2}})\s*版?[：:]\s*(?P<called>{_CALLED})|(?P<two>\d\d)版\s*[：:]\s*(?P<what>{_CALLED})"
)
_NEXT = re.compile(r"\W{0,3}下\s*一?\s*版\W{0,3}")
_OTHERS = re.compile(
    r"上\s*一?\s*[版期]|下\s*一?\s*[版期]|返回|往期|PDF|版面导航|版面概览|标题导航|首页|大图|下载", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page as the list of pages names it."""

    url: str
    number: str = ""
    name: str = ""


def label(text: str, *, of_page: bool = False) -> tuple[str, str] | None:
    """版次 and 版名 of a text that is such a label; None when it is none. `of_page`: it is known to lead to a page."""
    text = line(text)
    if not text or len(text) > MAX_LABEL or _OTHERS.search(text):
        return None
    for pattern in (_LABEL, _LETTER_LABEL, _BACKWARD, *((_BARE,) if of_page else ())):
        if (match := pattern.fullmatch(text)) is not None:
            return re.sub(r"\s", "", match["number"]), _name(match["name"])
    return ("", _name(text)) if of_page and re.search(r"[\u4e00-\u9fff]", text) and len(text) <= 16 else None


def _name(text: str | None) -> str:
    name = line(text or "").strip(" -·：:|")
    # A bracket that was opened outside, as in “要闻（01版）”.
    return name.rstrip("（(") if name.count("（") + name.count("(") > name.count("）") + name.count(")") else name


def leaves(links: list[Link], url: str) -> dict[str, Leaf]:
    """The pages of the edition that `url` belongs to, by URL, in the order of the list."""
    found: dict[str, Leaf] = {}
    folder, day = url.rpartition("/")[0], day_of(url)
    for link in links:
        named_so = is_page(link.url)
        said = label(link.text or link.title, of_page=named_so)
        if said is None and not named_so:
            continue
        if not named_so and is_article(link.url):
            continue
        # Another day's edition is no page of this one.
        if day_of(link.url) != day or (day is None and link.url.rpartition("/")[0] != folder):
            continue
        if _OTHERS.search(link.text) and said is None:
            continue
        number, name = said or ("", "")
        known = found.get(link.url)
        if known is None or (not known.name and name) or (not known.number and number):
            found[link.url] = Leaf(
                link.url, number or (known.number if known else ""), name or (known.name if known else "")
            )
    return found


def own(tree: LexborHTMLParser, links: list[Link], pages: dict[str, Leaf], url: str) -> Leaf:
    """The page itself: as its list of pages names it, else as its text does, passing over the names of the others."""
    known = pages.get(url) or next((pages[one.url] for one in links if one.chosen and one.url in pages), Leaf(url))
    if known.number and known.name:
        return known
    others = {(one.number, one.name) for one in pages.values() if one.url != url}
    body = tree.body
    text = line((body.text(deep=True, separator=" ") or "")[:MAX_TEXT]) if body is not None else ""
    head = tree.css_first("title")
    for match in _SHOWN.finditer(f"{head.text()[:200] if head is not None else ''} {text}"):
        number = re.sub(r"\s", "", match["number"] or match["letter"] or match["two"] or "")
        name = match["name"] or match["called"] or match["what"] or ""
        if (number, name) not in others and not any(number == one and not name for one, _ in others):
            return Leaf(url, known.number or number, known.name or name)
    return known


def following(links: list[Link], pages: dict[str, Leaf], url: str) -> str | None:
    """The page after this one: the link that says 下一版, else the next of the list. None on the last."""
    day = day_of(url)
    for link in links:
        if _NEXT.fullmatch((link.text or link.title)[:20]) and link.url != url and day_of(link.url) == day:
            return link.url
    order = list(pages)
    if url in pages:
        after = order[order.index(url) + 1 :]
        return after[0] if after else None
    # The page at hand is often the only one of the list that is no link.
    return next((one for one in order if _rank(one) > _rank(url)), None)


def _rank(url: str) -> tuple[tuple[int, int, str], ...]:
    """Pages by the letters and numbers of their files: node_2 before node_10, A16 before B01."""
    name = url.rpartition("/")[2]
    return tuple((1, int(part), "") if part.isdigit() else (0, 0, part) for part in _FIGURES.findall(name)[:12])
