"""The lines in which an article's particulars stand: between headline and body, and behind the body."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice

from .extent import Extent
from .furniture import LineKind, kind_of_line
from .page import Line, Page, squeezed

# Between a headline and its body stand a byline, a share bar, a summary; a menu is longer.
HEAD_LINES = 40
TAIL_LINES = 14
MAX_LINE = 140
# A reporter is named in the first paragraph, or on a line of his own after a summary.
OPENING = 8


@dataclass(frozen=True, slots=True)
class Zones:
    """The lines in which an article's particulars stand. `under` and `over` are those around the headline.

    `below` is the part of `under` that is no link, `above` reaches further up than `over`.
    """

    under: tuple[str, ...]
    over: tuple[str, ...]
    below: tuple[str, ...]
    above: tuple[str, ...]
    tail: tuple[str, ...]
    opening: str
    closing: str

    @property
    def head(self) -> tuple[str, ...]:
        """The lines around the headline, those that tell most first."""
        return self.under + self.over


def find(page: Page, extent: Extent, title_at: int, text: str) -> Zones:
    """The lines around the body, whose text is `text`. `title_at` is the headline's line, -1 when it is not shown."""
    first = extent.first
    if 0 <= title_at < first:
        head = [*range(max(0, title_at - 3), min(first, title_at + HEAD_LINES))]
        if first - title_at > HEAD_LINES:
            head += [*range(max(first - 12, title_at + HEAD_LINES), first)]
    else:
        head = [*range(max(0, first - 14), first)]
    kept = set(extent.kept)
    dropped = [index for index in range(extent.first, extent.last) if index not in kept]
    tail = (
        _apart(page.lines[index])
        for index in [*dropped, *range(extent.last, len(page.lines))]
        if _tells(page.lines[index].text) and not page.hidden(page.lines[index])
    )
    # What stands under the headline tells more than what stands above: a site's clock, a menu.
    shown = sorted((at for at in head if at != title_at and page.lines[at].text), key=lambda at: (at < title_at, at))
    texts = text.split("\n")
    return Zones(
        tuple(_apart(page.lines[index]) for index in shown if index > title_at),
        tuple(_apart(page.lines[index]) for index in shown if index <= title_at),
        tuple(
            _apart(line) for index in shown if index > title_at and (line := page.lines[index]).linked < len(line.text)
        ),
        tuple(_apart(line) for line in page.lines[max(0, title_at - 12) : max(0, title_at)]),
        tuple(islice(tail, len(dropped) + TAIL_LINES)),
        "\n".join([text[:MAX_LINE] for text in texts[:1]] + [text for text in texts[1:OPENING] if len(text) <= 30]),
        texts[-1] if texts else "",
    )


def under_heading(where: Zones, page: Page, heading: int) -> Zones:
    """`where`, of a body that a script held, with the lines that the page itself shows under its headline."""
    if heading < 0:
        return where
    lines = [line for line in page.lines[heading + 1 : heading + 1 + HEAD_LINES] if line.text]
    shown = tuple(_apart(line) for line in lines)
    unlinked = tuple(_apart(line) for line in lines if line.linked < len(line.text))
    return replace(where, under=where.under + shown, below=where.below + unlinked)


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
