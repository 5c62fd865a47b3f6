"""Which pictures belong to an article, where they really are, and what is written under them."""

from __future__ import annotations

import re
from urllib.parse import unquote

from ...refine.urls import absolute
from .page import Line, Page, Picture, squeezed

# Attributes in which lazy loaders keep the real address, best first; `src` then holds a placeholder.
_SOURCES = (
    *(
        "data-original",
        "data-src",
        "data-lazy-src",
        "data-lazyload",
        "data-lazy",
        "data-echo",
        "data-url",
        "data-actualsrc",
    ),
    *(
        "data-croporisrc",
        "data-backsrc",
        "data-original-src",
        "original",
        "lazy-src",
        "lazysrc",
        "_src",
        "file",
        "zoomfile",
    ),
)
MAX_SRCSET = 4000
# Smaller than this in either direction is a rule or a dot, smaller in both an icon.
MIN_SIDE = 20
MIN_BOTH = 90
MAX_CAPTION = 120
MAX_LATIN_CAPTION = 400

# Whole words of the address only: hexadecimal names are full of "ad" and "face".
_FURNITURE = re.compile(
    r"(?<![a-z0-9])(?:logos?|icons?|ico|qr|qrcode|ewm|erweima|blank|spacer|loadings?|placeholder|avatar|btn|button|arrow|share"
    r"|emoji|emoticons?|face|pixel|ads?|advert|banner|dot|close|printer?|headimg|favicon|grey|transparent|clear|lazyload|nopic"
    r"|nophoto|sprite|next_?page|pre_?page|end_(?:news|\w{2,8})|1x1|weixin_?ewm|wxewm|gotop)\d{0,2}(?![a-z0-9])"
)
# 60x60.jpg is a thumbnail by its name.
_THUMBNAIL = re.compile(r"(?<!\d)\d{1,2}x\d{1,2}(?!\d)")
_CLASSED = re.compile(r"(?<![a-z])(?:icon|logo|qrcode|avatar|emoji|emoticon)(?![a-z])")
_QR = re.compile(r"二维码|扫一扫|扫码|公众号|客户端下载|logo|头像|分享|点赞|关闭|返回", re.I)
_ALT_NOISE = re.compile(
    r"点击|查看(?:原图|大图)|图片|image|img|\.(?:jpe?g|png|gif|bmp|webp)|^\W*$|^[\w./-]+$|\d{8}|undefined|null", re.I
)
_CAPTION = re.compile(
    r"[▲△↑▼↓←→]|图为|上图|下图|图[一二三四五六七八九十\d]"
    r"|.*(?:摄|供图|资料(?:图片?|照片)?|/图|图/|制图|截图|图源|图\s?[/｜|:：]|图片来源.{1,14})[)）】\]。]?$"
    r"|.*[(（]\S{0,16}(?:图|摄|供图)[)）]$|.*(?:[\[(](?:Photo|Picture)\b|Photo by|Photo:).{2,60}$"
)
_PICTURE_BOX = re.compile(r"(?<![a-z])(?:img|image|pic|picture|photo|figure|tu)(?![a-z])", re.I)
_LENGTH = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$")
_STYLE_SIZE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d{1,5})(?:\.\d+)?px", re.I)


def address(picture: Picture, base: str) -> str | None:
    """The absolute URL of the picture itself, None for data: URLs, placeholders and furniture."""
    attributes = picture.attributes
    written = next(
        (value for name in _SOURCES if (value := attributes.get(name)) and not value.startswith("data:")), None
    )
    if written is None:
        written = _largest(attributes.get("srcset") or attributes.get("data-srcset") or "") or attributes.get("src")
    if not written or written.lstrip()[:5].lower() == "data:" or len(written) > 4000:
        return None
    return None if _is_furniture(written, attributes) else absolute(base, written.strip())


def size(picture: Picture) -> tuple[int | None, int | None]:
    """Width and height in pixels as the page states them."""
    attributes = picture.attributes
    sides = {name: _pixels(attributes.get(name) or attributes.get(f"data-{name}")) for name in ("width", "height")}
    if (style := attributes.get("style")) and "px" in style:
        for name, value in _STYLE_SIZE.findall(style[:500]):
            sides[name.lower()] = sides[name.lower()] or int(value)
    return sides["width"], sides["height"]


def _pixels(value: str | None) -> int | None:
    match = _LENGTH.match(value) if value else None
    return int(match[1]) if match else None


def _largest(srcset: str) -> str | None:
    """The candidate with the greatest width or density (HTML, 4.8.4.2.1)."""
    best, most = None, -1.0
    for candidate in re.split(r",\s+", srcset[:MAX_SRCSET]):
        url, _, descriptor = candidate.strip().partition(" ")
        try:
            weight = float(descriptor.strip().rstrip("wx") or 1)
        except ValueError:
            weight = 0.0
        if url and not url.startswith("data:") and weight > most:
            best, most = url, weight
    return best


def _is_furniture(written: str, attributes: dict[str, str | None]) -> bool:
    width, height = size(Picture(attributes, None))
    sides = [side for side in (width, height) if side]
    if sides and (min(sides) < MIN_SIDE or (len(sides) == 2 and max(sides) < MIN_BOTH)):
        return True
    ratio, natural = attributes.get("data-ratio"), _pixels(attributes.get("data-w"))
    if natural is not None and natural < MIN_BOTH and ratio:
        return True
    if _QR.search(attributes.get("alt") or "") or _QR.search(attributes.get("title") or ""):
        return True
    path = unquote(written.split("?", 1)[0]).lower()
    tail = "/".join(path.rsplit("/", 3)[-3:])
    label = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()
    return bool(_FURNITURE.search(tail) or _THUMBNAIL.search(tail) or _CLASSED.search(label))


def alternative(picture: Picture, title: str) -> str:
    """The alt text when a person wrote it: not a file name, a button's text, or the headline again."""
    text = squeezed(picture.attributes.get("alt") or picture.attributes.get("title") or "")
    return "" if not 4 <= len(text) <= MAX_CAPTION or _ALT_NOISE.search(text) or text == title else text


def caption_below(page: Page, at: int, following: int | None) -> int | None:
    """The index of the line that is the caption of the picture in line `at`, None when the next line is text."""
    if following is None:
        return None
    line = page.lines[following]
    text = line.text
    boxes = [page.boxes[box] for box in page.ancestors(line.box)[:3]]
    heads = page.heading(line) and not any(box.tag == "figure" for box in boxes)
    if not text or line.pictures or _is_long(text) or heads:
        return None
    if any(
        box.tag in ("figcaption", "figure")
        or re.search(
            r"caption|pic[-_]?(?:desc|txt|text|info|con)|img[-_]?(?:desc|txt|text|info)|tuzhu|zhaiyao_pic",
            box.label,
            re.I,
        )
        for box in boxes
    ):
        return following
    if _CAPTION.match(text) or _PICTURE_BOX.search(boxes[0].label) or _is_emphasised(line):
        return following
    box = page.boxes[line.box]
    if line.box == page.lines[at].box and box.last - box.first <= 3 and len(text) <= 60 and box.tag != "body":
        return following  # <p><img><br>caption</p>
    # The short centred paragraph under a centred picture; a sentence with a full stop inside is text.
    centred = boxes[0].centred if boxes else False
    if (
        centred
        and len(text) <= 60
        and page.boxes[page.lines[at].box].centred
        and not line.bold
        and text.count("。") <= 1
    ):
        return following
    return None


def _is_long(text: str) -> bool:
    return len(text) > (MAX_LATIN_CAPTION if text.isascii() else MAX_CAPTION)


def _is_emphasised(line: Line) -> bool:
    """Whether the whole of a short line is set in italics, as captions are."""
    marks = [part for part in line.parts if not (isinstance(part, str) and not part.strip())]
    return (
        len(line.text) <= 60
        and marks[:1] == [("em", "")]
        and marks[-1:] == [("/em", "")]
        and marks.count(("em", "")) == 1
    )


def caption_beside(page: Page, at: int) -> str:
    """The text in the picture's own line when it is a caption: <div class="img"><img><span>caption</span></div>."""
    line = page.lines[at]
    if not line.text or len(line.text) > MAX_CAPTION:
        return ""
    box = page.boxes[line.box]
    return (
        line.text
        if _CAPTION.match(line.text) or _PICTURE_BOX.search(box.label) or box.tag == "figure" or box.centred
        else ""
    )
