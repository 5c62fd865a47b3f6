"""Articles of e-papers: 引题 above the headline, 副题 below it, and a headline that only its place and size tell.

Founder's systems repeat the three in a comment, its templates show them in headings, classed boxes, or table cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...model import Image
from ..decks import is_kicker, is_subtitle
from . import founder, images
from .founder import PAPER, PLACE
from .furniture import LineKind, kind_of_line
from .meta import Meta
from .page import Line, Page, fold

# Of 引题 at most three lines are printed, of 副题 two.
MAX_ABOVE = 3
MAX_BELOW = 2
MAX_DECK = 100
# A headline stands at most so many lines above its text: author, date, a picture with its caption are between.
MAX_BETWEEN = 14
MAX_HEADLINE = 60
# Lines between headline and text that are looked through for pictures: a photo page has a dozen with captions.
MAX_ATTACHED = 60
# A line of so many characters is a paragraph, whatever its marks.
_PARAGRAPH = 80

_TITLE_BOX = re.compile(
    r"(?:^|[\s_-])(?:bt1?|font01|main[-_]?title|zheng_?ti\w{0,3}|biao_?ti|title1?|tit|headline|h1)(?:$|\s)",
    re.IGNORECASE,
)
_SIZE = re.compile(r"font-size\s*:\s*(\d{2})(?:\.\d+)?\s*p[xt]", re.IGNORECASE)
_NAMES = re.compile(
    r"[□■●◎◆○▲△★☆\s]*(?:(?:本报|本刊|特约|见习|实习|首席|全媒体|融媒体?|新华社)*(?:记者|通讯员|作者|评论员|摄影|文/|图/|文图|撰文|口述|整理|编译)).{0,60}"
    r"|[□■●◎◆○▲△—\s（(]*[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff]){1,2}(?:[ 、　]+[\u4e00-\u9fff]{2,4}){0,4}[\s）)]*"
    r"|[□■●◎◆○▲△]\s*\S.{0,30}"
)


@dataclass(frozen=True, slots=True)
class Headline:
    """`title_at` is the line that shows the title, `last` the last line of title and 副题; -1 when none does.

    Before line `begin` no text of the article stands: names and pictures at most.
    """

    title: str = ""
    title_at: int = -1
    kicker: str = ""
    subtitle: str = ""
    last: int = -1
    begin: int = 0


def find(page: Page, source: str, shown: Headline, known: Meta, first: int, last: int) -> Headline:
    """The headline of an e-paper's article with the lines around it; `shown` is what was taken for it without knowing.

    `known` is what the page says of itself, `first` and `last` bound the body's box.
    """
    said = founder.properties(source)
    title, title_at = shown.title, shown.title_at
    # Without a word of the page itself, only the setting tells the headline from the lines around it.
    claimed = title_at >= 0 and (known.titles or known.document_title)
    if not claimed and (largest := _largest(page, first, last)) >= 0:
        title, title_at = page.lines[largest].text, largest
    if title_at < 0:
        return Headline(title, -1, said.get("introtitle", ""), said.get("subtitle", ""))
    above = _above(page, title_at, said.get("introtitle", ""))
    below = _below(page, title_at, said.get("subtitle", ""), {_names_of(page, at) for at in above})
    end = max([title_at, *below])
    return Headline(
        title,
        title_at,
        said.get("introtitle") or " ".join(page.lines[at].text for at in above),
        said.get("subtitle") or " ".join(page.lines[at].text for at in below),
        end,
        _behind_names(page, end + 1),
    )


def _behind_names(page: Page, start: int) -> int:
    """The first line from `start` on that may be the article's: behind its authors, the day, tables of pictures."""
    at = start
    while at < min(len(page.lines), start + MAX_ATTACHED):
        line = page.lines[at]
        if line.pictures and not line.text and at + 1 < len(page.lines) and _is_caption_cell(page, at, at + 1):
            at += 2
        elif not line.pictures and (not line.text or _is_name(line)):
            at += 1
        else:
            break
    return at


def _is_name(line: Line) -> bool:
    text = line.text
    return len(text) <= MAX_HEADLINE and not text.endswith("。") and bool(_NAMES.fullmatch(text) or PLACE.search(text))


def _is_caption_cell(page: Page, picture: int, below: int) -> bool:
    """Whether the line below a picture stands in another cell of the same table."""
    above, line = page.lines[picture], page.lines[below]
    if not line.text or line.pictures or line.linked or len(line.text) > images.MAX_CAPTION:
        return False
    shared = set(page.ancestors(above.box)[:6]) & set(page.ancestors(line.box)[:6])
    cells = [any(page.boxes[box].tag == "td" for box in page.ancestors(one.box)[:3]) for one in (above, line)]
    return all(cells) and any(page.boxes[box].tag == "table" for box in shared)


def pictures(page: Page, shown: Headline, body: int, url: str) -> tuple[Image, ...]:
    """The pictures set between the headline and the body, which begins at line `body`, with the caption below each."""
    found: dict[str, Image] = {}
    for at in range(shown.last + 1, min(body, shown.last + 1 + MAX_ATTACHED)) if shown.last >= 0 else ():
        for picture in page.lines[at].pictures:
            if picture.attributes.get("usemap") or (address := images.address(picture, url)) is None:
                continue
            below = next((line for line in page.lines[at + 1 : body] if line.text or line.pictures), None)
            told = (
                below is not None and not below.pictures and len(below.text) <= images.MAX_CAPTION and not below.linked
            )
            width, height = images.size(picture)
            found.setdefault(address, Image(address, below.text if told and below else "", width=width, height=height))
    return tuple(found.values())


def _caption(line: Line | None) -> str:
    told = line is not None and not line.pictures and not line.linked and len(line.text) <= images.MAX_CAPTION
    return line.text if line is not None and told else ""


def _largest(page: Page, first: int, last: int) -> int:
    """The line above the first paragraph that is set like a headline; -1 when none is."""
    prose = next((at for at in range(first, last) if _is_paragraph(page.lines[at])), -1)
    if prose < 0:
        return -1
    best, most = -1, 0.0
    for at in range(max(0, prose - MAX_BETWEEN), prose):
        line = page.lines[at]
        if _is_deck(line, MAX_HEADLINE) and len(fold(line.text)) >= 2 and (weight := _weight(page, line)) > most:
            best, most = at, weight
    return best


def _is_paragraph(line: Line) -> bool:
    return len(line.text) >= _PARAGRAPH or ("。" in line.text and len(line.text) >= 20)


def _weight(page: Page, line: Line) -> float:
    names = _names_of(page, -1, line)
    if is_kicker(names) or is_subtitle(names):
        return 0.0
    style = page.boxes[line.box].node.attributes.get("style") or ""
    size = _SIZE.search(style[:500])
    heading = page.heading(line)
    return (
        (7.0 - heading if heading else 0.0)
        + (3.0 if _TITLE_BOX.search(names) else 0.0)
        + (2.0 if line.bold else 0.0)
        + (int(size[1]) / 10 if size else 0.0)
    )


def _above(page: Page, title_at: int, said: str) -> list[int]:
    found: list[int] = []
    for at in _neighbours(page, range(title_at - 1, -1, -1)):
        line = page.lines[at]
        if said:
            if fold(line.text) not in fold(said):
                break
        elif (
            len(found) == MAX_ABOVE
            or not (_is_deck(line, MAX_DECK) and _stands_out(page, at, title_at))
            or is_subtitle(_names_of(page, at))
        ):
            break
        found.insert(0, at)
    return found


def _below(page: Page, title_at: int, said: str, alike: set[str]) -> list[int]:
    found: list[int] = []
    for at in _neighbours(page, range(title_at + 1, len(page.lines))):
        line = page.lines[at]
        if said:
            if fold(line.text) not in fold(said):
                break
        elif (
            len(found) == MAX_BELOW
            or line.text.endswith("。")
            or not _is_deck(line, MAX_DECK)
            or not (
                _stands_out(page, at, title_at)
                or line.text.startswith(("—", "-", "–"))
                or (_names_of(page, at).strip() and _names_of(page, at) in alike)
            )
        ):
            break
        found.append(at)
    return found


def _neighbours(page: Page, order: range) -> list[int]:
    """The first lines in this order that show text; a picture ends them."""
    found: list[int] = []
    for at in order:
        line = page.lines[at]
        if line.pictures or len(found) > MAX_ABOVE + MAX_BELOW:
            break
        if line.text:
            found.append(at)
    return found


def _is_deck(line: Line, longest: int) -> bool:
    """Whether a line may be part of a headline: neither the paper's own furniture nor who wrote it."""
    text = line.text
    return (
        0 < len(text) <= longest
        and not line.linked
        and not line.pictures
        and kind_of_line(text) is LineKind.TEXT
        and not PLACE.search(text)
        and not PAPER.fullmatch(text)
        and not _NAMES.fullmatch(text)
    )


def _stands_out(page: Page, at: int, title_at: int) -> bool:
    """Whether a line is set as part of the headline: named so, or a heading, cell or centred line beside it."""
    line = page.lines[at]
    names = _names_of(page, at)
    if is_kicker(names) or is_subtitle(names):
        return True
    box, title_box = page.boxes[line.box], page.boxes[page.lines[title_at].box]
    near = set(page.ancestors(line.box)[:4]) & set(page.ancestors(page.lines[title_at].box)[:4])
    if not near:
        return False
    return box.heading > 0 or box.tag in ("td", "th") or (box.centred and title_box.centred)


def _names_of(page: Page, at: int, line: Line | None = None) -> str:
    """Id and class of a line's box."""
    line = page.lines[at] if line is None else line
    return page.boxes[line.box].label if line.box >= 0 else ""
