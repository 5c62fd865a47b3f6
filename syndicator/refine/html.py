"""Hostile HTML made fit to be shown, and its plain text."""

from __future__ import annotations

import html as entities
import re

import nh3

from syndicator.refine import characters, markup
from syndicator.refine.urls import absolute

# Characters of one body. The longest articles are a tenth of that.
MAX_HTML = 1_000_000

_LONGEST_TAG = 4_000
_TAG_NAMES = """
    p br h2 h3 h4 h5 h6 strong em b i u s sub sup blockquote ul ol li dl dt dd table caption thead tbody tfoot tr th
    td figure figcaption img a hr pre code div video audio source"""
_TAGS = set(_TAG_NAMES.split())
# Dropped with what is inside: it was never the article's text. A form is not here: old pages stand inside one.
_DROPPED_NAMES = """
    script style noscript template svg math select textarea button title iframe object embed canvas noframes
    noembed xmp plaintext"""
_DROPPED = set(_DROPPED_NAMES.split())
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-echo", "data-url", "_src", "original")
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height", "srcset", "data-srcset", *_LAZY},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
    "video": {"src", "poster", "width", "height"},
    "audio": {"src"},
    "source": {"src", "type"},
}
_CONTROLS = {"video": {"controls": "controls"}, "audio": {"controls": "controls"}}

_RENAMED = re.compile(r"<(/?)(?:section|article|main|h1|center)\b[^<>]*>", re.IGNORECASE)
# The next read what nh3 wrote: attributes in double quotes, with < and > escaped.
_IMAGE = re.compile(r"<img((?:\s[^<>]*)?)>")
_ATTRIBUTE = re.compile(r'([a-z_-]+)="([^"]*)"')
_SCRIPT_SOURCE = re.compile(r"<source(?![^<>]*\ssrc=)[^<>]*>")
_HOLLOW = re.compile(r"<(p|div|strong|em|b|i|u|s|h[2-6]|figure|figcaption|li|blockquote)>(?:\s|&nbsp;|<br>)*</\1>")
_DIGITS = re.compile(r"\d{1,5}")
# A picture of this width or height is no picture: a counter or a spacer.
_TRACKER_PIXELS = 2


def sanitise(html: str, base_url: str | None) -> str:
    """`html` with the tags that news needs, web links and pictures alone, and nothing that acts or styles.

    Relative addresses are joined to `base_url`; without one they are dropped. Every picture has its real address in
    `src`. More than a megabyte is cut; nesting no author wrote is flattened to paragraphs.
    """
    html = characters.valid(_bounded(html))
    if not html.strip():
        return ""
    if "<" not in html:
        return entities.escape(characters.valid(entities.unescape(html)), quote=False).strip()
    if not markup.tame(html):
        return markup.paragraphs(to_text(html))
    base = absolute(None, base_url) if base_url else None
    clean = nh3.clean(
        _RENAMED.sub(_renamed, html),
        tags=_TAGS,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https"},
        url_relative=("rewrite_with_base", base) if base else "deny",
        link_rel="noopener",
        set_tag_attribute_values=_CONTROLS,
    )
    if "<img" in clean:
        clean = _IMAGE.sub(lambda match: _image(match[1], base), clean)
    if "<source" in clean:
        clean = _SCRIPT_SOURCE.sub("", clean)
    for _ in range(3):  # what empties when its own content went: three levels are what editors leave behind
        shorter = _HOLLOW.sub("", clean)
        if shorter == clean:
            break
        clean = shorter
    return characters.valid(clean).strip()


def to_text(html: str) -> str:
    """The plain text of `html`, one line a paragraph, no empty lines; cells of a table row are parted by a space."""
    return markup.text(_bounded(html))


def images(clean: str) -> list[tuple[str, str]]:
    """Address and alternative text of each picture in sanitised HTML, in order."""
    found = []
    for match in _IMAGE.finditer(clean):
        named = _named(match[1])
        if "src" in named:
            found.append((named["src"], named.get("alt", "")))
    return found


def _bounded(html: str) -> str:
    if len(html) <= MAX_HTML:
        return html
    end = html.rfind("<", MAX_HTML - _LONGEST_TAG, MAX_HTML)  # not through a tag
    return html[: end if end > 0 else MAX_HTML]


def _renamed(match: re.Match[str]) -> str:
    tag = match[0].lstrip("</")[:2].lower()
    return f"<{match[1]}{'h2' if tag == 'h1' else 'div'}>"


def _image(written: str, base: str | None) -> str:
    named = _named(written)
    if any(_is_dot(named.get(side)) for side in ("width", "height")):
        return ""
    source = _source(named, base)
    if source is None:
        return ""
    kept = [("src", source), *((name, named[name]) for name in ("alt", "title") if named.get(name))]
    kept += [(name, named[name]) for name in ("width", "height") if _DIGITS.fullmatch(named.get(name, ""))]
    return "<img " + " ".join(f'{name}="{entities.escape(value)}"' for name, value in kept) + ">"


def _source(named: dict[str, str], base: str | None) -> str | None:
    """The picture's real address: a lazy page keeps it aside and has a grey dot in `src`."""
    candidates = [named.get(name, "") for name in _LAZY]
    candidates += [named.get("src", ""), _largest(named.get("data-srcset", "")), _largest(named.get("srcset", ""))]
    for candidate in candidates:
        if (found := absolute(base, candidate)) is not None:
            return found
    return None


def _largest(srcset: str) -> str:
    """The widest or densest candidate (HTML, 4.8.4.2.1)."""
    best, most = "", -1.0
    for candidate in srcset[:4_000].split(", "):
        url, _, size = candidate.strip().rstrip(",").partition(" ")
        number = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)[wxh]", size.strip())
        value = float(number[1]) if number else 1.0
        if url and value > most:
            best, most = url, value
    return best


def _is_dot(size: str | None) -> bool:
    digits = _DIGITS.match(size or "")
    return digits is not None and digits[0] == (size or "").removesuffix("px") and int(digits[0]) <= _TRACKER_PIXELS


def _named(written: str) -> dict[str, str]:
    return {name: entities.unescape(value).strip() for name, value in _ATTRIBUTE.findall(written)}
