"""TOML read quickly where it is plain: a hundred thousand [[source]] tables take tomllib as long as all else together.

A document is cut before each line that is just `[[source]]`. A table of nothing but `key = "text"`, numbers, true and
false is read by one expression; any other piece goes to tomllib alone. Whatever is not certain to mean the same
that way goes to tomllib as a whole, so that what is right, what is wrong and what is said of it stay tomllib's.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

HEADER = "[[source]]\n"
# Fewer gain nothing.
FEWEST = 200
# A table that stands after the first [[source]] outside of them ends the tables of one piece: [site], [[section]].
_OTHER_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
# One whole line: nothing but space and a comment, or a key with a plain value.
_LINE = re.compile(
    r"""^(?:([A-Za-z0-9_-]+)[ \t]*=[ \t]*(?:"([^"\\\x00-\x08\x0a-\x1f\x7f]*)"|(true)|(false)|(0|[1-9][0-9]{0,8})))?+
    [ \t]*(?:\#[^\x00-\x08\x0a-\x1f\x7f]*)?$""",
    re.VERBOSE | re.MULTILINE,
)


def tables_of(text: str) -> dict[str, Any]:
    """What tomllib.loads(text) returns, or raises."""
    first = text.find("\n" + HEADER) + 1
    if not first or text.count("\n" + HEADER) < FEWEST or '"""' in text or "'''" in text:
        return tomllib.loads(text)
    read = _in_pieces(text[:first], text[first:].removeprefix(HEADER))
    return tomllib.loads(text) if read is None else read


def _in_pieces(head: str, rest: str) -> dict[str, Any] | None:
    """The document of `head` and the sources behind it; None when it is not certain what it means."""
    sources: list[dict[str, Any]] = []
    others: list[str] = [head]
    for piece in rest.split("\n" + HEADER):
        table = _plain(piece + "\n")
        if table is None:
            end = _OTHER_TABLE.search(piece)
            own = piece[: end.start()] if end else piece
            table = _plain(own)
            if table is None or end is None or piece[end.start() :].lstrip().startswith("[source"):
                return None
            others.append(piece[end.start() :])
        sources.append(table)
    try:
        document = tomllib.loads("\n".join(others))
    except (ValueError, RecursionError):
        return None
    if "source" in document:
        return None
    return {**document, "source": sources}


def _plain(piece: str) -> dict[str, Any] | None:
    """A table of plain pairs; None when there is more to it, or a key stands twice."""
    lines = _LINE.findall(piece)
    if len(lines) != piece.count("\n") + 1:
        return None
    pairs = [line for line in lines if line[0]]
    table = {
        key: text or (int(number) if number else True if yes else False if no else "")
        for key, text, yes, no, number in pairs
    }
    return table if len(table) == len(pairs) else None
