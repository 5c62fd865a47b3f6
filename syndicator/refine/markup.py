"""HTML read by a scanner: how wild it is, and the text in it. Every pattern here takes linear time."""

from __future__ import annotations

import html as entities
import re

from syndicator.refine import characters

# A parser of HTML takes time by the square of the depth, and repeats open formatting in every paragraph. Below this
# many tags neither can hurt; above it the nesting is measured.
_HARMLESS_TAGS = 500
# Real pages nest 40 deep; generated ones some 120.
_MAX_DEPTH = 250
# Elements that the parser may have to invent for one document.
_MAX_REOPENED = 100_000

# Character references cost the parser ten microseconds each.
_MAX_REFERENCES = 50_000
# Attributes in one tag are compared with each other. A long tag is mostly one picture written into the page.
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{10000,}")
_MAX_ATTRIBUTES = 500

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID_NAMES = "area base br col embed hr img input link meta param source track wbr p li dt dd td th tr option"
_VOID = frozenset(_VOID_NAMES.split())
_FORMATTING_NAMES = "a b big code em font i nobr s small strike strong tt u"
_FORMATTING = frozenset(_FORMATTING_NAMES.split())

_UNSEEN = re.compile(r"<!--|<(script|style|template|noscript|svg|title|textarea|select|iframe)\b[^<>]*>", re.IGNORECASE)
_BREAK = re.compile(
    r"<(?:br|hr|/?(?:p|div|h[1-6]|ul|ol|li|dl|dt|dd|table|thead|tbody|tfoot|tr|caption|figure|figcaption|blockquote|pre"
    r"|section|article|main|header|footer|aside|nav|address|form|center|body|html))\b[^<>]*>",
    re.IGNORECASE,
)
_CELL = re.compile(r"</?t[dh]\b[^<>]*>", re.IGNORECASE)
_ANY = re.compile(r"</?[a-zA-Z][^<>]*>|<![^<>]*>|<\?[^<>]*>")
_BLANKS = re.compile(r"[ \t\r\f\v\xa0\u2000-\u200a\u202f\u205f\u3000]+")


def tame(html: str) -> bool:
    """Whether a parser will get through `html` in time and memory linear in its length."""
    if html.count("&") > _MAX_REFERENCES:
        return False
    if any(len(tag.split(None, _MAX_ATTRIBUTES)) > _MAX_ATTRIBUTES for tag in _LONG_TAG.findall(html)):
        return False
    if html.count("<") <= _HARMLESS_TAGS:
        return True
    depth = formatting = reopened = 0
    for closing, written in _TAG.findall(html):
        tag = written.lower()
        if tag in _FORMATTING:
            formatting = formatting - 1 if closing and formatting else formatting + (not closing)
        elif not closing:
            reopened += formatting
        if tag not in _VOID:
            depth = depth - 1 if closing and depth else depth + (not closing)
        if depth > _MAX_DEPTH or reopened > _MAX_REOPENED:
            return False
    return True


def text(html: str) -> str:
    """The text of `html`, one line a paragraph; scripts, styles and comments are not text."""
    if "<" in html:
        html = _without_unseen(html)
        html = _BLANKS.sub(" ", html.replace("\n", " "))
        html = _ANY.sub("", _CELL.sub(" ", _BREAK.sub("\n", html)))
    if "&" in html:
        html = entities.unescape(html)
    html = _BLANKS.sub(" ", characters.valid(html))
    return "\n".join(line for one in html.split("\n") if (line := one.strip()))


def paragraphs(plain: str) -> str:
    """Plain text as HTML, a paragraph a line."""
    return "".join(f"<p>{entities.escape(line, quote=False)}</p>" for line in plain.split("\n") if line)


def _without_unseen(html: str) -> str:
    found = _UNSEEN.search(html)
    if found is None:
        return html
    kept, at, lower = [], 0, html.lower()
    if len(lower) != len(html):  # a few capitals grow when lowered; then positions would not fit
        lower = html
    while found is not None:
        kept.append(html[at : found.start()])
        if found[1] is None:
            at = lower.find("-->", found.end())
            at = at + 3 if at >= 0 else len(html)
        else:
            at = lower.find(f"</{found[1].lower()}", found.end())
            at = lower.find(">", at) + 1 or len(html) if at >= 0 else len(html)
        found = _UNSEEN.search(html, at)
    kept.append(html[at:])
    return " ".join(kept)
