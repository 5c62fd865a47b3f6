"""Articles that are not in the document but in the data a script draws it from: __NEXT_DATA__, window.STATE = {…}."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from syndicator.read.jsontext import loads

# A page's state is some hundred kilobytes; the walk over it is bounded too.
MAX_SCRIPT = 4 * 1024 * 1024
MAX_SCRIPTS = 60
MAX_VALUES = 60_000
# Less text than this is a description, not an article.
MIN_TEXT = 80

_START = re.compile(r"(?:^|[=(,:]|JSON\.parse\()\s*(?=[{\[])")
_STRING = re.compile(r"[=:(]\s*(\"(?:[^\"\\\n]|\\.){200,}\"|'(?:[^'\\\n]|\\.){200,}')")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_TAG = re.compile(r"<[^>]{0,500}>")
_BODY_KEYS = re.compile(r"content|body|html|detail|article|text|desc", re.I)
_TITLE_KEYS = ("title", "articletitle", "headline", "name", "newstitle", "shorttitle", "arttitle")
_DATE_KEYS = (
    "pubtime",
    "publishtime",
    "pubtimelong",
    "publishdate",
    "pubdate",
    "publish_time",
    "createtime",
    "ctime",
    "ptime",
    "newstime",
    "datepublished",
    "time",
    "date",
)
_ORIGIN_KEYS = ("source", "sourcename", "medianame", "media", "origin", "from", "docsource", "copyfrom")
_AUTHOR_KEYS = ("author", "authorname", "writer", "editorname")


@dataclass(frozen=True, slots=True)
class Embedded:
    """A body found in data, and what stands beside it there, as raw text."""

    html: str
    title: str = ""
    published: str = ""
    origin: str = ""
    author: str = ""


def find(tree: LexborHTMLParser) -> Embedded | None:
    """The longest text that the page's scripts hold, None when there is none worth reading."""
    best: Embedded | None = None
    most = MIN_TEXT
    for area in tree.css("textarea")[:MAX_SCRIPTS]:
        # Some sites keep the body's markup in a hidden textarea.
        html = _as_html(area.text()) if len(area.text()) <= MAX_SCRIPT else None
        weight = len(_CHINESE.findall(_TAG.sub("", html))) if html else 0
        if html and weight > most:
            best, most = Embedded(html), weight
    for script in tree.css("script:not([src])")[:MAX_SCRIPTS]:
        text = script.text()
        if not 200 <= len(text) <= MAX_SCRIPT or (
            "ld+json" in (script.attributes.get("type") or "") and "articleBody" not in text
        ):
            continue
        for value in _values(text):
            found, weight = _best_in(value)
            if found is not None and weight > most:
                best, most = found, weight
    return best


def _values(text: str) -> Iterator[Any]:
    """The JSON values in a script, the first that can be read; failing that, its long string literals."""
    decoder = json.JSONDecoder(strict=False)
    tries = 0
    for match in _START.finditer(text):
        tries += 1
        if tries > 12:
            break
        try:
            value, end = decoder.raw_decode(text, match.end())
        except (ValueError, RecursionError):
            continue
        if end - match.end() >= 200:
            yield value
            return
    for match in list(_STRING.finditer(text))[:20]:
        literal = match[1]
        if literal[0] == "'":
            literal = (
                '"'
                + re.sub(r"\\x([0-9a-fA-F]{2})", r"\\u00\1", literal[1:-1]).replace("\\'", "'").replace('"', '\\"')
                + '"'
            )
        try:
            yield {"content": loads(literal)}
        except ValueError:
            continue


def _best_in(value: Any) -> tuple[Embedded | None, int]:
    best: Embedded | None = None
    most = 0
    waiting: list[tuple[Any, tuple[dict[str, Any], ...]]] = [(value, ())]
    left = MAX_VALUES
    while waiting and left:
        left -= 1
        value, around = waiting.pop()
        if isinstance(value, list):
            waiting.extend((item, around) for item in value[:2000] if isinstance(item, dict | list))
            continue
        if not isinstance(value, dict):
            continue
        near = (value, *around[:3])
        for key, inner in value.items():
            html = _as_html(inner)
            if html is not None and _BODY_KEYS.search(key):
                weight = len(_CHINESE.findall(_TAG.sub("", html)))
                if weight > most:
                    best, most = _described(html, near), weight
            if isinstance(inner, dict | list):
                waiting.append((inner, near))
    return best, most


def _as_html(value: Any) -> str | None:
    if isinstance(value, str) and len(value) >= MIN_TEXT:
        return _string_as_html(value)
    if isinstance(value, list) and 2 <= len(value) <= 2000:
        parts = [part for item in value if (part := _segment(item))]
        return "".join(parts) if len(parts) * 2 >= len(value) else None
    return None


def _string_as_html(text: str) -> str:
    if "&lt;" in text and "<" not in text:
        text = unescape(text)
    if "\\u003C" in text or "\\u003c" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    if "<" in text and _TAG.search(text):
        return text
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))


def _segment(item: Any) -> str | None:
    """One paragraph or picture of a body kept as a list."""
    if isinstance(item, str):
        return item if item.lstrip().startswith("<") else f"<p>{escape(item)}</p>"
    if not isinstance(item, dict):
        return None
    for key in ("text", "value", "desc", "content", "data", "html", "info"):
        value = item.get(key)
        if isinstance(value, str) and value.strip():
            return value if value.lstrip().startswith("<") else f"<p>{escape(value)}</p>"
    for key in ("src", "url", "img", "imgurl", "image"):
        value = item.get(key)
        if isinstance(value, str) and re.match(r"(?:https?:)?//", value):
            return f'<p><img src="{escape(value)}"></p>'
    return None


def _described(html: str, around: tuple[dict[str, Any], ...]) -> Embedded:
    def first(names: tuple[str, ...]) -> str:
        for mapping in around:
            folded = {str(key).lower(): value for key, value in mapping.items()}
            for name in names:
                value = folded.get(name)
                if isinstance(value, dict):
                    value = value.get("name") or value.get("title")
                if isinstance(value, str | int) and not isinstance(value, bool) and 0 < len(str(value)) <= 200:
                    return str(value)
        return ""

    return Embedded(html, first(_TITLE_KEYS), first(_DATE_KEYS), first(_ORIGIN_KEYS), first(_AUTHOR_KEYS))
