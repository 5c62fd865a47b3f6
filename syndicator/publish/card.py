"""The picture of an edition that is shared: its name, its day and its headlines. Pure: equal cards give equal bytes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from urllib.parse import urlsplit

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin
from pylopdf_fonts_zh_cn import sans_path, serif_path

from syndicator.model import Site
from syndicator.publish.characters import line
from syndicator.publish.issue import Issue
from syndicator.publish.wrapping import shortened, wrap

# Changes whenever cards are drawn otherwise, so that old ones are drawn anew.
DRAWING = 1
PAPER, INK, SOFT, RULE, RED, ON_RED = "#fbfaf8", "#1d1b19", "#6a645e", "#e0dbd4", "#a3231b", "#fff6f2"
# Headlines a card can hold in a size that is read on a phone.
MOST_HEADLINES = 6
# Characters of a headline that are looked at; more fit on no card.
LONGEST = 120
# What printers set for a letter they do not have.
MISSING = "〓"
# The card's colours and their blends at the edges of letters; a palette makes the file a third.
COLOURS = 64
_KEY = "fingerprint"
# The fingerprint stands in the first chunks of the file.
HEAD = 256


@dataclass(frozen=True, slots=True)
class Format:
    """A size of card, in pixels, and its measures: margin, sizes of letters, lines that a headline may take."""

    name: str
    width: int
    height: int
    margin: int
    band: int
    masthead: int
    small: int
    largest: int
    smallest: int
    lines: int


# For og:image, which is shown 1.91 : 1; and for 朋友圈, where a picture stands 3 : 4.
WIDE = Format("card.png", 1200, 630, 64, 132, 60, 24, 38, 24, 2)
TALL = Format("poster.png", 1080, 1440, 80, 300, 104, 32, 50, 32, 3)


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card."""

    format: Format
    masthead: str
    day: str
    office: str
    address: str
    headlines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Where a card lies, for the page that names it."""

    url: str
    width: int
    height: int


def card_of(issue: Issue, site: Site, format: Format) -> Card:
    """The card of an edition."""
    parts = urlsplit(site.base_url)
    return Card(
        format,
        _drawable(issue.masthead, serif=True),
        _drawable(issue.day),
        _drawable(line(site.title) or site.domain),
        _drawable(parts.netloc + parts.path),
        tuple(_drawable(one.title[:LONGEST], serif=True) for one in issue.entries[:MOST_HEADLINES]),
    )


def fingerprint(card: Card) -> str:
    """What a drawn card carries to say what it shows."""
    return blake2b(f"{DRAWING} {card!r}".encode(), digest_size=8).hexdigest()


def link(card: Card, folder: str) -> Link:
    """The address of a card below its edition's URL, changing with what it shows: networks keep pictures for weeks."""
    return Link(f"{folder}{card.format.name}?v={fingerprint(card)}", card.format.width, card.format.height)


def shows(head: bytes, fingerprint: str) -> bool:
    """Whether a file that begins so is a card of this fingerprint."""
    return f"{_KEY}\0{fingerprint}".encode() in head[:HEAD]


@lru_cache(maxsize=4)
def draw(card: Card) -> bytes:
    """Returns the card as PNG."""
    form = card.format
    image = Image.new("RGB", (form.width, form.height), PAPER)
    pen = ImageDraw.Draw(image)
    _band(pen, card)
    foot = form.height - form.margin
    small = _font(form.small, serif=False)
    pen.line((form.margin, foot - form.small * 2, form.width - form.margin, foot - form.small * 2), RULE, 2)
    pen.text((form.margin, foot), card.office, SOFT, small, anchor="ls")
    if pen.textlength(card.office + card.address, small) < form.width - 3 * form.margin:
        pen.text((form.width - form.margin, foot), card.address, SOFT, small, anchor="rs")
    _headlines(pen, card, form.band, foot - form.small * 2)
    said = PngImagePlugin.PngInfo()
    said.add_text(_KEY, fingerprint(card))
    file = io.BytesIO()
    palette = image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette.save(file, "PNG", pnginfo=said, compress_level=6)
    return file.getvalue()


def _band(pen: ImageDraw.ImageDraw, card: Card) -> None:
    """The red head with the name and the day: beside each other on a wide card, one below the other on a tall one."""
    form = card.format
    pen.rectangle((0, 0, form.width, form.band), RED)
    small = _font(form.small, serif=False)
    day_beside = form.width > form.height
    room = form.width - 2 * form.margin - (pen.textlength(card.day, small) + form.margin if day_beside else 0)
    size = form.masthead
    while size > form.small and pen.textlength(card.masthead, _font(size, serif=True)) > room:
        size -= 4
    font = _font(size, serif=True)
    name = shortened(wrap(card.masthead, room, font.getlength), 1, room, font.getlength)[0] if card.masthead else ""
    if day_beside:
        pen.text((form.margin, form.band // 2), name, ON_RED, font, anchor="lm")
        pen.text((form.width - form.margin, form.band // 2), card.day, ON_RED, small, anchor="rm")
    else:
        pen.text((form.margin, form.band // 2 - form.small), name, ON_RED, font, anchor="lm")
        pen.text((form.margin, form.band - form.small * 2), card.day, ON_RED, small, anchor="lm")


def _headlines(pen: ImageDraw.ImageDraw, card: Card, top: int, bottom: int) -> None:
    """The headlines in the largest letters that let all stand whole; the last ones give way before any is cut short."""
    form = card.format
    headlines, size = card.headlines, form.largest
    lines = _set(headlines, size, form)
    while _height(lines, size) > bottom - top:
        if size > form.smallest:
            size -= 2
        elif len(headlines) > 1:
            headlines = headlines[:-1]
        else:
            break
        lines = _set(headlines, size, form)
    font, free = _font(size, serif=True), bottom - top - _height(lines, size)
    y = top + size * 0.8 + min(max(free, 0) / (len(lines) + 1), size)
    gap = size * 0.55 + min(max(free, 0) / (len(lines) + 1), size * 0.8)
    for number, one in enumerate(lines, 1):
        pen.text((form.margin, y + size * 0.72), str(number), RED, font, anchor="lm")
        for part in one:
            pen.text((form.margin + size * 1.2, y + size * 0.72), part, INK, font, anchor="lm")
            y += size * 1.45
        y += gap


def _set(headlines: tuple[str, ...], size: int, form: Format) -> list[list[str]]:
    font, width = _font(size, serif=True), form.width - 2 * form.margin - size * 1.2
    most = form.lines if size == form.smallest else 99
    return [shortened(wrap(one, width, font.getlength), most, width, font.getlength) for one in headlines]


def _height(lines: list[list[str]], size: int) -> float:
    return sum(len(one) for one in lines) * size * 1.45 + (len(lines) - 1) * size * 0.55 + size * 1.6


def _drawable(text: str, *, serif: bool = False) -> str:
    """The text in letters that the face has: emoji are left out, other unknown letters marked as missing."""
    kept = (letter if _has(letter, serif) else "" if _is_ornament(letter) else MISSING for letter in text)
    return " ".join("".join(kept).split())


def _is_ornament(letter: str) -> bool:
    """Emoji, pictograms, and the marks that join or colour them."""
    return (
        0x1F000 <= ord(letter) < 0x20000
        or 0x2600 <= ord(letter) < 0x2800
        or not letter.isprintable()
        or ord(letter) in _MARKS
    )


_MARKS = frozenset((0x200D, 0x20E3, *range(0xFE00, 0xFE10), *range(0xE0000, 0xE0080)))


@lru_cache(maxsize=16_384)
def _has(letter: str, serif: bool) -> bool:
    if letter in " \u3000":
        return True
    font = _font(24, serif=serif)
    mask = font.getmask(letter)
    return bool(mask.getbbox()) and (mask.size, bytes(mask)) != _tofu(serif)


@cache
def _tofu(serif: bool) -> tuple[tuple[int, int], bytes]:
    """What the face draws for a letter that nobody has."""
    mask = _font(24, serif=serif).getmask("\U0010ffff")
    return mask.size, bytes(mask)


@lru_cache(maxsize=64)
def _font(size: int, *, serif: bool) -> ImageFont.FreeTypeFont:
    path = serif_path() if serif else sans_path()
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
