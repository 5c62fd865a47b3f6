"""Lists that a page's scripts hold instead of its HTML, turned into HTML or into drafts."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from syndicator.model import Draft
from syndicator.read.jsonlist import drafts_of, largest_list
from syndicator.read.jsontext import loads

# Bytes of script looked at for each kind of island.
_MAX_SCRIPT = 2_000_000
_MAX_RECORDS = 3_000
_MAX_ARRAYS = 20

_CDATA = re.compile(r"<record\b[^<>]{0,200}>\s*(?:<!\[CDATA\[)?", re.IGNORECASE)
_WRITTEN = re.compile(
    r"""document\.write(?:ln)?\(\s*(?:"((?:[^"\\\n]|\\.){20,20000})"|'((?:[^'\\\n]|\\.){20,20000})')\s*\)"""
)
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_STRING = re.compile(r"""JSON\.parse\(\s*(?:"((?:[^"\\\n]|\\.){20,2000000})"|'((?:[^'\\\n]|\\.){20,2000000})'\s*)\)""")
_SCRIPT = re.compile(r"<script\b([^<>]{0,500})>", re.IGNORECASE)
_ARRAY = re.compile(r"(?:[=:(,]\s*|^\s*)(\[\s*\{)")
_INDEXED = re.compile(
    r"""\b(\w{1,40})\[(\d{1,4})\]\s*=\s*(?:"((?:[^"\\\n]|\\.){0,2000})"|'((?:[^'\\\n]|\\.){0,2000})'|(\d{1,8}))"""
)
_OBJECT = re.compile(r"\{[^{}]{10,4000}\}")
_PAIR = re.compile(
    r"""["']?\b(\w{1,40})["']?\s*:\s*(?:"((?:[^"\\\n]|\\.){0,2000})"|'((?:[^'\\\n]|\\.){0,2000})'|(\d{1,15}))"""
)


def unfold(text: str) -> str:
    """`text` with the lists in `<record>` islands (Hanweb's jpage) and in document.write as HTML at its end."""
    parts = [*_records(text), *_written(text)]
    if not parts:
        return text
    return f'{text}<div class="island">{"".join(parts)}</div>'


def _records(text: str) -> Iterator[str]:
    """What the records of a datastore hold: each is one row's HTML, perhaps escaped."""
    lower_end = "</record>"
    at, count = 0, 0
    lowered = text.lower() if "record" in text or "RECORD" in text else ""
    if lower_end not in lowered:
        return
    while count < _MAX_RECORDS and (found := _CDATA.search(text, at)) is not None:
        end = lowered.find(lower_end, found.end())
        if end < 0:
            return
        inner = text[found.end() : end].strip().removesuffix("]]>")
        at, count = end + len(lower_end), count + 1
        if len(inner) < 20_000:
            yield f"<div>{html.unescape(inner) if '&lt;' in inner and '<' not in inner else inner}</div>"


def _written(text: str) -> Iterator[str]:
    if "document.write" not in text:
        return
    for match in _WRITTEN.finditer(text[:_MAX_SCRIPT]):
        markup = _ESCAPE.sub(r"\1", match[1] or match[2])
        if "<a" in markup and "href" in markup:
            yield markup


def in_scripts(text: str, url: str, now: datetime, zone: tzinfo) -> list[Draft]:
    """The largest list of titles with URLs that stands as an array in any script of the page."""
    best: list[Draft] = []
    for script in _scripts(text):
        for values in (*_json_arrays(script), *_parsed(script), _indexed(script)):
            drafts = drafts_of(values, url, now, zone) if len(values) > len(best) else []
            best = max(best, drafts, key=len)
        if not best:
            best = drafts_of(_loose(script), url, now, zone)
    return best


def _scripts(text: str) -> Iterator[str]:
    at, spent = 0, 0
    if "<script" not in text and "<SCRIPT" not in text:
        yield text[:_MAX_SCRIPT]
        return
    lowered = text.lower()
    while (found := _SCRIPT.search(text, at)) is not None and spent < _MAX_SCRIPT:
        at = lowered.find("</script", found.end())
        if at < 0:
            return
        script = text[found.end() : at]
        spent += len(script)
        if len(script) > 100:
            yield script[:_MAX_SCRIPT]


def _json_arrays(script: str) -> Iterator[list[Any]]:
    stripped = script.strip()
    if stripped[:1] in ("{", "["):
        try:
            yield largest_list(loads(stripped))
            return
        except (ValueError, RecursionError):
            pass
    decoder = json.JSONDecoder(strict=False)
    at = 0
    for _ in range(_MAX_ARRAYS):
        match = _ARRAY.search(script, at)
        if match is None:
            return
        at = match.end()
        try:
            value, at = decoder.raw_decode(script, match.start(1))
        except (ValueError, RecursionError):
            continue
        if isinstance(value, list):
            yield value


def _parsed(script: str) -> Iterator[list[Any]]:
    """Lists in JSON.parse("…"), JSON within a string of the script."""
    for number, match in enumerate(_STRING.finditer(script)):
        if number >= _MAX_ARRAYS:
            return
        try:
            yield largest_list(loads(_unescaped(match[1] if match[1] is not None else match[2])))
        except (ValueError, RecursionError):
            continue


def _unescaped(text: str) -> str:
    """A script's string literal as the text it stands for (ECMA-262, 12.9.4)."""
    return _ESCAPES.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    digits = match[1] or match[2]
    return chr(int(digits, 16)) if digits else {"n": "\n", "t": "\t", "r": "\r"}.get(match[3], match[3])


def _indexed(script: str) -> list[Any]:
    """`urls[0]='…'; titles[0]="…";`, as the older content systems write them."""
    rows: dict[str, dict[str, str]] = {}
    for match in _INDEXED.finditer(script):
        if len(rows) > _MAX_RECORDS:
            break
        value = match[3] if match[3] is not None else match[4] if match[4] is not None else match[5]
        rows.setdefault(match[2], {})[match[1].rstrip("s")] = _unescaped(value)
    return [_dated(values) for values in rows.values() if len(values) > 1]


def _dated(values: dict[str, str]) -> dict[str, str]:
    if {"year", "month", "day"} <= values.keys():
        return {**values, "date": f"{values['year']}-{values['month']}-{values['day']}"}
    return values


def _loose(script: str) -> list[Any]:
    """Object literals that are no JSON: unquoted keys, single quotes, trailing commas."""
    rows: list[Any] = []
    for match in _OBJECT.finditer(script):
        if len(rows) >= _MAX_RECORDS:
            break
        pairs = {pair[1]: _unescaped(pair[2] or pair[3] or pair[4] or "") for pair in _PAIR.finditer(match[0])}
        if len(pairs) > 1:
            rows.append(pairs)
    return rows
