"""The nouns of a flattened page.

A *line* is what a reader sees as one: text between two block boundaries or `<br>`, with its pictures and inline marks.
A *box* is a block element; a box's lines are contiguous, so every question about a container is a question about a
range of lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from selectolax.lexbor import LexborNode

from .names import BoxKind

# Tables in tables in lists go no deeper; without a bound a deep page costs depth times lines.
MAX_ANCESTORS = 64

_FOLD = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Box:
    """A block element and the lines `first` to `last` (exclusive) inside it."""

    tag: str
    parent: int
    node: LexborNode
    kind: BoxKind
    label: str
    centred: bool
    heading: int = 0
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """An `<img>` as found: its attributes, and where it is linked to."""

    attributes: dict[str, str | None]
    href: str | None


@dataclass(slots=True)
class Line:
    """`parts` is the text with inline marks: plain strings, and ("a", href), ("/a", ""), ("strong", ""), …"""

    text: str
    box: int
    linked: int
    parts: list[str | tuple[str, str]]
    pictures: tuple[Picture, ...] = ()
    bold: bool = False


@dataclass(slots=True)
class Page:
    """The flattened page. `marked` is the range of lines between the comments that announce the body, if any."""

    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    marked: tuple[int, int] | None = None
    password: bool = False
    pagers: list[tuple[str, str]] = field(default_factory=list)

    def ancestors(self, box: int) -> list[int]:
        """The boxes around `box`, itself first, at most `MAX_ANCESTORS`."""
        chain: list[int] = []
        while box >= 0 and len(chain) < MAX_ANCESTORS:
            chain.append(box)
            box = self.boxes[box].parent
        return chain

    def heading(self, line: Line) -> int:
        """1 to 6 when the line stands in a heading, else 0."""
        return self.boxes[line.box].heading if line.box >= 0 else 0


def squeezed(text: str) -> str:
    """One space for every run of white space of any width, none at the ends."""
    if "\u200b" in text or "\ufeff" in text:
        text = text.replace("\u200b", "").replace("\ufeff", "")
    return " ".join(text.split())


@lru_cache(maxsize=512)
def fold(text: str) -> str:
    """The words of a title alone: two claims of one title differ in spaces, quotes and dashes."""
    return _FOLD.sub("", text).lower()


def unlinked(line: Line) -> str:
    """The text of a line that is no link."""
    texts: list[str] = []
    inside = False
    for part in line.parts:
        if not isinstance(part, str):
            inside = part[0] == "a" or (inside and part[0] != "/a")
        elif not inside:
            texts.append(part)
    return squeezed("".join(texts))
