"""The body's lines as clean HTML and as text. None of the page's markup is copied, so the result is well-formed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape

from ...model import Image
from ...refine.urls import absolute
from ..wordlist import words
from . import images
from .extent import Extent
from .furniture import GLUED, is_invitation
from .page import Line, Page, squeezed

# More pictures than any gallery; a page with more is an album, and its first ones tell the story.
MAX_IMAGES = 200

_KEPT_BOXES = words("ul ol li dl dt dd blockquote pre table tr td th")
_CELL = ("td", "th")
# Their text stands in them without a paragraph.
_LEAVES = ("li", "dt", "dd", *_CELL)


@dataclass(frozen=True, slots=True)
class Rendered:
    """`text` is without the captions, unless they say most of what there is; `captions` are those that people wrote."""

    html: str
    text: str
    images: tuple[Image, ...]
    captions: tuple[str, ...]


def render(page: Page, extent: Extent, base: str, title: str) -> Rendered:
    """Paragraphs, subheads, lists, tables and pictures of the lines in `extent`, URLs absolute."""
    return _Writer(page, extent, base, title).write()


class _Writer:
    def __init__(self, page: Page, extent: Extent, base: str, title: str) -> None:
        self.page, self.extent, self.base, self.title = page, extent, base, title
        self.html: list[str] = []
        self.text: list[str] = []
        self.captions: dict[int, str] = {}
        self.images: list[Image] = []
        self.seen: set[str] = set()
        self.open: list[int] = []
        self.layout = self._layout_tables()
        pictures = [picture for index in extent.kept for picture in page.lines[index].pictures]
        # A text that several pictures share is the template's, not a caption.
        self.alternatives = Counter(images.alternative(picture, title) for picture in pictures)

    def write(self) -> Rendered:
        kept = self.extent.kept
        captions: dict[int, int] = {}
        for position, index in enumerate(kept):
            if self.page.lines[index].pictures:
                following = kept[position + 1] if position + 1 < len(kept) else None
                if images.caption_beside(self.page, index):
                    continue
                caption = images.caption_below(self.page, index, following)
                if caption is not None:
                    captions[index] = caption
        taken = set(captions.values())
        for position, index in enumerate(kept):
            line = self.page.lines[index]
            self._move_to(line)
            last = position == len(kept) - 1
            beside = images.caption_beside(self.page, index) if line.pictures else ""
            if line.pictures:
                self._figures(line, self.page.lines[captions[index]].text if index in captions else beside)
            if beside or index in taken:
                self.captions[len(self.text)] = line.text
                self.text.append(line.text)
            elif line.text:
                self._paragraph(line, last=last)
        self._close(0)
        return Rendered(
            "".join(self.html).rstrip("\n"), self._text(), tuple(self.images), tuple(self.captions.values())
        )

    def _text(self) -> str:
        """What the article says; a gallery says it under its pictures."""
        said = [text for place, text in enumerate(self.text) if place not in self.captions]
        captions = sum(map(len, self.captions.values()))
        return "\n".join(said if sum(map(len, said)) >= captions else self.text)

    def _layout_tables(self) -> set[int]:
        """Tables that only place things: one column, tables inside, or pictures and whole paragraphs in the cells."""
        layout: set[int] = set()
        boxes = self.page.boxes
        cells: dict[int, int] = {}
        rows: dict[int, int] = {}
        prose: dict[int, int] = {}
        home = self.page.boxes[self.extent.box] if self.extent.box >= 0 else None
        if home is None:
            return layout
        for index in range(self.extent.box, len(boxes)):
            box = boxes[index]
            if box.first > home.last or (
                box.first == home.last and index != self.extent.box and box.parent < self.extent.box
            ):
                break
            if box.tag not in ("table", "tr", "td", "th"):
                continue
            table = next((up for up in self.page.ancestors(box.parent) if boxes[up].tag == "table"), None)
            if box.tag == "table":
                if table is not None:
                    layout.add(table)
                cells[index] = rows[index] = prose[index] = 0
            elif table is not None and table in cells:
                rows[table] += box.tag == "tr"
                if box.tag in _CELL:
                    cells[table] += 1
                    inside = self.page.lines[box.first : box.last]
                    prose[table] += sum(1 for line in inside if line.pictures or len(line.text) > 120)
        for table, count in cells.items():
            if rows[table] < 2 or count <= rows[table] or prose[table] * 3 > count:
                layout.add(table)
        return layout

    def _path(self, line: Line) -> list[int]:
        """The boxes around the line that mean something in the output, outermost first."""
        path: list[int] = []
        boxes = self.page.boxes
        skip_cells = False
        for index in self.page.ancestors(line.box):
            if index == self.extent.box:
                break
            tag = boxes[index].tag
            if tag not in _KEPT_BOXES:
                continue
            if tag in ("tr", *_CELL) and not skip_cells:
                table = next((up for up in self.page.ancestors(boxes[index].parent) if boxes[up].tag == "table"), None)
                if table is None or table in self.layout or table <= self.extent.box:
                    continue
            if tag == "table" and index in self.layout:
                continue
            path.append(index)
        path.reverse()
        return path

    def _move_to(self, line: Line) -> None:
        path = self._path(line)
        common = 0
        while common < min(len(path), len(self.open)) and path[common] == self.open[common]:
            common += 1
        self._close(common)
        for index in path[common:]:
            box = self.page.boxes[index]
            spans = ""
            if box.tag in _CELL:
                attributes = box.node.attributes
                spans = "".join(
                    f' {name}="{value}"'
                    for name in ("colspan", "rowspan")
                    if (value := attributes.get(name) or "").isascii() and value.isdigit() and 1 < int(value[:4]) <= 100
                )
            self.html.append(f"<{box.tag}{spans}>" if box.tag in _LEAVES else f"<{box.tag}{spans}>\n")
            self.open.append(index)

    def _close(self, depth: int) -> None:
        while len(self.open) > depth:
            tag = self.page.boxes[self.open.pop()].tag
            self.html.append(f"</{tag}>" if tag in _CELL else f"</{tag}>\n")

    def _figures(self, line: Line, below: str) -> None:
        for picture in line.pictures:
            url = images.address(picture, self.base)
            if url is None or url in self.seen or len(self.images) >= MAX_IMAGES:
                continue
            self.seen.add(url)
            alternative = images.alternative(picture, self.title)
            alternative = alternative if self.alternatives[alternative] == 1 else ""
            width, height = images.size(picture)
            caption = (below or alternative).lstrip("▲△↑▼▽↓ ").strip()
            self.images.append(Image(url=url, caption=caption, width=width, height=height))
            shown = f"<figcaption>{escape(below, quote=False)}</figcaption>" if below else ""
            self.html.append(
                f'<figure><img src="{escape(url)}" alt="{escape(alternative or below)}">{shown}</figure>\n'
            )

    def _paragraph(self, line: Line, *, last: bool) -> None:
        text, inner = line.text, None
        if last and (glued := GLUED.search(text)) and glued.start() > 0:
            text = inner_text = text[: glued.start()].rstrip()
            inner = escape(inner_text, quote=False)
        elif (tail := _linked_tail(line)) and is_invitation(tail) and text.endswith(tail) and len(tail) < len(text):
            text = text[: -len(tail)].rstrip()
            inner = escape(text, quote=False)
        if not text:
            return
        self.text.append(text)
        inner = _inline(line, self.base) if inner is None else inner
        level = self.page.heading(line)
        if self.open and self.page.boxes[self.open[-1]].tag in _LEAVES:
            self.html.append(f"{inner}<br>" if self._continues(line) else inner)
        elif level:
            # The headline is the h1 of whatever page this lands on.
            tag = f"h{min(max(level, 2), 6)}"
            self.html.append(f"<{tag}>{inner}</{tag}>\n")
        else:
            self.html.append(f"<p>{inner}</p>\n")

    def _continues(self, line: Line) -> bool:
        """Whether another kept line of the same cell or list item follows."""
        box = self.page.boxes[self.open[-1]]
        kept = self.extent.kept
        position = next((place for place, index in enumerate(kept) if self.page.lines[index] is line), len(kept))
        return position + 1 < len(kept) and kept[position + 1] < box.last


def _linked_tail(line: Line) -> str:
    """The text of a link that ends the line."""
    tail: list[str] = []
    inside = False
    for part in reversed(line.parts):
        if isinstance(part, str):
            if inside:
                tail.append(part)
            elif part.strip():
                return ""
        elif part[0] == "/a":
            inside = True
        elif part[0] == "a" and inside:
            return squeezed("".join(reversed(tail)))
    return ""


def _inline(line: Line, base: str) -> str:
    """The line's text with links, strong, em, sub and sup, properly nested whatever the page did."""
    out: list[str] = []
    open_tags: list[str] = []
    for part in line.parts:
        if isinstance(part, str):
            out.append(escape(_spaced(part), quote=False))
            continue
        name, value = part
        if name == "a":
            url = absolute(base, value) if value and not value.startswith("#") else None
            if url is None or "a" in open_tags:
                continue
            out.append(f'<a href="{escape(url)}">')
            open_tags.append("a")
        elif not name.startswith("/"):
            if name not in open_tags:
                out.append(f"<{name}>")
                open_tags.append(name)
        elif name[1:] in open_tags:
            while open_tags:
                closing = open_tags.pop()
                out.append(f"</{closing}>")
                if closing == name[1:]:
                    break
    out.extend(f"</{name}>" for name in reversed(open_tags))
    html = "".join(out).strip()
    for empty in ("<strong></strong>", "<em></em>", "<sub></sub>", "<sup></sup>"):
        html = html.replace(empty, "")
    return html


def _spaced(part: str) -> str:
    """White space inside a line, as one space, kept at the ends where it may separate words."""
    before = " " if part[:1].isspace() else ""
    after = " " if part[-1:].isspace() else ""
    return f"{before}{squeezed(part)}{after}"
