"""The HTML of an entry: what the source says, its pictures, and whom we owe it to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape

import nh3

from syndicator.model import Image
from syndicator.publish.addresses import uri
from syndicator.publish.characters import block, line

# fmt: off
_TAGS = frozenset((
    "a", "abbr", "audio", "b", "big", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd",
    "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img",
    "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "section", "small", "source", "span", "strong",
    "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "video",
))
# fmt: on
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    # `controls` is none that the W3C validator knows; a link stands beside each film instead.
    "video": {"src", "poster", "width", "height"},
    "audio": {"src"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "ol": {"start"},
}
_DROPPED_WHOLE = {"script", "style", "title", "noscript", "iframe", "object", "svg", "math", "template", "textarea"}
_SANITISER = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags=_DROPPED_WHOLE,
    attributes=_ATTRIBUTES,
    # Some picture hosts refuse a request that comes from a page of ours.
    set_tag_attribute_values={"img": {"referrerpolicy": "no-referrer", "loading": "lazy"}},
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel="noopener",
)
# What the sanitiser wrote, so attributes stand in double quotes; one that is followed by a link has it already.
_FILM = re.compile(r"<(video|audio)\b(?:(?!</\1>).)*</\1>(?!<a\b)", re.DOTALL)
_SOURCE = re.compile(r'\ssrc="([^"]*)"')
# Removing an element can leave its children where HTML does not allow them; parsing again settles them.
_PASSES = 4
# The same story stands in everything, its section and its county.
_REMEMBERED = 512


@lru_cache(maxsize=_REMEMBERED)
def clean(html: str) -> str:
    """Returns HTML that parses without an error, loads nothing but pictures, sound and film, and links absolutely.

    What `refine` made passes through; this is the last gate before everybody's reader. Returns text alone when the
    markup does not settle.
    """
    html = block(html)
    for _ in range(_PASSES):
        settled = _with_links_to_films(_without_odd_captions(block(_SANITISER.clean(html))))
        if settled == html:
            return html
        html = settled
    return paragraphs(nh3.clean(html, tags=set(), clean_content_tags=_DROPPED_WHOLE, link_rel=None), escaped=True)


def _without_odd_captions(html: str) -> str:
    """Older parsers, the W3C validator's among them, let a list item end inside a <figcaption>; a <div> they know."""
    if "<figcaption" in html and any(one in html for one in ("<li", "<dd", "<dt")):
        return html.replace("<figcaption", "<div").replace("</figcaption", "</div")
    return html


def _with_links_to_films(html: str) -> str:
    """Many readers drop films and sound, and those that keep them may show no button: a link always works."""
    return _FILM.sub(_linked, html) if "<video" in html or "<audio" in html else html


def _linked(film: re.Match[str]) -> str:
    source = _SOURCE.search(film[0])
    words = "观看视频" if film[1] == "video" else "收听音频"
    return film[0] + (f'<a href="{source[1]}" rel="noopener">{words}</a>' if source else "")


def paragraphs(text: str, *, escaped: bool = False) -> str:
    """Returns one <p> a line of plain text."""
    return "".join(
        f"<p>{stripped if escaped else escape(stripped, quote=False)}</p>"
        for one in block(text).split("\n")
        if (stripped := one.strip())
    )


def figures(images: Sequence[Image]) -> str:
    """Returns the pictures with caption and photographer."""
    shown = []
    for image in images:
        if (url := uri(image.url)) is None:
            continue
        caption = line(image.caption)
        words = " ".join(filter(None, (caption, f"（{credit} 摄）" if (credit := line(image.credit)) else "")))
        under = f"<figcaption>{escape(words, quote=False)}</figcaption>" if words else ""
        shown.append(
            f'<figure><img src="{escape(url)}" alt="{escape(caption)}" referrerpolicy="no-referrer" loading="lazy">'
            f"{under}</figure>"
        )
    return "".join(shown)


def link(text: str, url: str | None) -> str:
    """Returns a link, or the text alone when there is nowhere to go."""
    words = escape(line(text), quote=False)
    return f'<a href="{escape(url)}" rel="noopener">{words}</a>' if url else words
