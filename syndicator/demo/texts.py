"""The wire: every story the county can tell, read from `texts/*.txt`.

One file a section, one line a paragraph. A line's first mark says what it is:

    # title                    begins a story
    @ id county site           the county it plays in, and the site that tells it first
    > site other title         a site that reprints it under its own title; `site*` cuts it short
    ~ author     ^ photographer
    ## subhead   ! caption     of a picture that stands here
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files

from syndicator.demo.towns import carriers


class Mark(StrEnum):
    PARAGRAPH = ""
    SUBHEAD = "## "
    PICTURE = "! "


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a subhead, or a picture (its text is the caption, `number` counts pictures from 1)."""

    mark: Mark
    text: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Reprint:
    site: str
    title: str
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """One story as its first teller wrote it."""

    id: str
    section: str
    county: str
    first: str
    title: str
    reprints: tuple[Reprint, ...] = ()
    author: str = ""
    photographer: str = ""
    blocks: tuple[Block, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(block.text for block in self.blocks if block.mark is Mark.PARAGRAPH)

    @property
    def pictures(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.mark is Mark.PICTURE)


def parse(document: str, section: str) -> tuple[Text, ...]:
    """Return the stories of one section's file, in file order.

    Raises ValueError, naming the line, when a line stands before the first title.
    """
    texts: list[Text] = []
    for number, line in enumerate(map(str.strip, document.splitlines()), 1):
        if not line:
            continue
        if line.startswith("# "):
            texts.append(Text(id="", section=section, county="", first="", title=line[2:].strip()))
        elif texts:
            texts[-1] = _extended(texts[-1], line)
        else:
            raise ValueError(f"{section}.txt:{number}: text before the first title; begin a story with '# '")
    return tuple(texts)


def _extended(text: Text, line: str) -> Text:
    if line.startswith("@ "):
        id, county, first = line[2:].split()
        return replace(text, id=id, county=county, first=first)
    if line.startswith("> "):
        site, _, title = line[2:].partition(" ")
        reprint = Reprint(site.rstrip("*"), title.strip() or text.title, cut=site.endswith("*"))
        return replace(text, reprints=(*text.reprints, reprint))
    if line.startswith("~ "):
        return replace(text, author=line[2:])
    if line.startswith("^ "):
        return replace(text, photographer=line[2:])
    if line.startswith(Mark.SUBHEAD.value):
        return replace(text, blocks=(*text.blocks, Block(Mark.SUBHEAD, line[3:])))
    if line.startswith(Mark.PICTURE.value):
        return replace(text, blocks=(*text.blocks, Block(Mark.PICTURE, line[2:], len(text.pictures) + 1)))
    return replace(text, blocks=(*text.blocks, Block(Mark.PARAGRAPH, line)))


@cache
def wire() -> tuple[Text, ...]:
    """Return every story of `texts/*.txt`, ordered by section and place in the file."""
    folder = files("syndicator.demo") / "texts"
    documents = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".txt")), key=lambda e: e.name)
    texts = [text for entry in documents for text in parse(entry.read_text("utf-8"), entry.name.removesuffix(".txt"))]
    return tuple(_passed_on(texts))


def _passed_on(texts: Sequence[Text]) -> Iterator[Text]:
    """The stories with those that reprint as a habit: each county's towns, and the evening paper every other one."""
    told: Counter[str] = Counter()
    for number, text in enumerate(texts):
        sites = [*carriers(text.county, told[text.county]), *(["evening"] if number % 2 else [])]
        told[text.county] += 1
        yield replace(text, reprints=(*text.reprints, *(Reprint(site, text.title) for site in sites)))
