"""Characters folded for comparison: what a reader would call the same letter becomes the same letter."""

from __future__ import annotations

import unicodedata
from functools import cache

from opencc import OpenCC

# OpenCC leaves these apart, as they differ in some words; for recognition they are one.
_VARIANTS = {"著": "着", "妳": "你", "牠": "它", "祂": "他", "囯": "国"}


# Conversions of conversions end after one; the bound is for a dictionary with a circle in it.
_MOST_TURNS = 4


class _Folding(dict[int, str | None]):
    """A translation table that fills itself: letters and digits folded, everything else (P, Z, S, C, M) dropped."""

    def __missing__(self, code: int) -> str | None:
        folded = _folded(chr(code))
        if code < 0x10000:  # bounds the table at what 65,536 entries take; the rest is rare
            self[code] = folded
        return folded


_TABLE = _Folding()


def fold(text: str) -> str:
    """`text` without punctuation, marks and space, in lower case, Traditional characters as Simplified. Idempotent."""
    folded = unicodedata.normalize("NFKC", text).translate(_TABLE)
    return folded if folded.isascii() else unicodedata.normalize("NFKC", folded)


def simplified(text: str) -> str:
    """`text` in Simplified Chinese, all else as it was; characters are converted as the words around them ask."""
    return text if text.isascii() else str(_converter().convert(text.encode("utf-8", "replace").decode()))


def compared(text: str) -> str:
    """`text` folded until folding and conversion change nothing more."""
    folded = fold(text)
    for _ in range(_MOST_TURNS):
        again = simplified(folded)
        if again == folded or (again := fold(again)) == folded:
            break
        folded = again
    return folded


def _folded(character: str) -> str | None:
    category = unicodedata.category(character)
    if category[0] not in "LN":
        return None
    if character.isascii():
        return character.lower()
    while True:  # a conversion may lead to a character that is itself converted
        lower = unicodedata.normalize("NFKC", character.lower())
        simple = "".join(_VARIANTS.get(one, one) for one in _converter().convert(lower))
        if simple == character:
            break
        character = simple
    return "".join(one for one in character if unicodedata.category(one)[0] in "LN") or None


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
