"""Characters that must not leave the house, and where a text may be cut."""

from __future__ import annotations

import re
import unicodedata

# Not in XML 1.0 (2.2 Char), or allowed there and yet never meant by an author: C0 and C1 controls, lone surrogates.
_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Marks that reorder or hide text (Trojan Source), soft hyphens, zero-width spaces. The joiner U+200D stays: emoji.
_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]")
_JOINER = "\u200d"


def valid(text: str) -> str:
    """`text` without the characters that XML forbids."""
    return _INVALID.sub("", text)


def plain(text: str) -> str:
    """`text` on one line: white space collapsed, control, invisible and direction characters gone."""
    spaced = " ".join(_UNSEEN.sub("", text).split())
    return " ".join(_INVALID.sub("", spaced).split())


def cut(text: str, limit: int) -> str:
    """The beginning of `text`, at most `limit` characters long, never through what a reader sees as one character."""
    if len(text) <= limit:
        return text
    at = max(limit, 0)
    while at > 0 and _inside(text, at):
        at -= 1
    return text[:at] if at else text[: max(limit, 0)]


def shortened(text: str, limit: int) -> str:
    """`text`, or its beginning with an ellipsis, at most `limit` characters in all."""
    return text if len(text) <= limit else cut(text, limit - 1).rstrip() + "…"


def _inside(text: str, at: int) -> bool:
    """Whether a cut before `text[at]` would part a character from its marks (roughly UAX 29)."""
    before, after = text[at - 1], text[at]
    if after == _JOINER or before == _JOINER or unicodedata.category(after)[0] == "M":
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff":  # skin tones
        return True
    if _regional(after) and _regional(before):
        run = 0
        while at - 1 - run >= 0 and _regional(text[at - 1 - run]):
            run += 1
        return run % 2 == 1
    return "\udc00" <= after <= "\udfff" and "\ud800" <= before <= "\udbff"


def _regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
