"""Characters folded for comparison: what a reader would call the same letter becomes the same letter."""

from __future__ import annotations

import re
import string
import unicodedata
from functools import cache

from syndicator.refine.plain import all_but, convert, convertible, normalised, simplified

# OpenCC leaves these apart, as they differ in some words; for recognition they are one.
_VARIANTS = {"著": "着", "妳": "你", "牠": "它", "祂": "他", "囯": "国"}


# Conversions of conversions end after one; the bound is for a dictionary with a circle in it.
_MOST_TURNS = 4


class _Folding(dict[str, str]):
    """What each character becomes: letters and digits are folded, all else (P, Z, S, C, M) goes. Fills itself."""

    def __missing__(self, character: str) -> str:
        folded = _folded(character)
        if character < "\U00010000":  # bounds the table at what 65,536 entries take; the rest is rare
            self[character] = folded
        return folded


_TABLE = _Folding()
# Up to so many different characters are faster replaced one after the other than all looked up.
_FEW = 40


def fold(text: str) -> str:
    """`text` without punctuation, marks and space, in lower case, Traditional characters as Simplified. Idempotent."""
    plain = normalised(text)
    becomes = {one: _TABLE[one] for one in set(_foldable().findall(plain))}
    changed = [one for one, folded in becomes.items() if folded != one]
    if len(changed) <= _FEW:
        for one in changed:  # in any order: what comes of a folding is folded
            plain = plain.replace(one, becomes[one])
    else:
        plain = plain.translate({ord(one): folded for one, folded in becomes.items()})
    return normalised(plain)


def compared(text: str) -> str:
    """`text` folded until folding and conversion change nothing more."""
    folded = fold(text)
    for _ in range(_MOST_TURNS):
        again = simplified(folded)
        if again == folded or (again := fold(again)) == folded:
            break
        folded = again
    return folded


def _folded(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] not in "LN":
        return ""
    if character.isascii():
        return character.lower()
    while True:  # a conversion may lead to a character that is itself converted
        lower = unicodedata.normalize("NFKC", character.lower())
        simple = "".join(_VARIANTS.get(one, one) for one in convert(lower))
        if simple == character:
            break
        character = simple
    return "".join(one for one in character if unicodedata.category(one)[0] in "LN")


@cache
def _foldable() -> re.Pattern[str]:
    """Finds all but the letters and digits that every text is full of and that are folded already."""
    ideographs = "".join(map(chr, range(0x4E00, 0xA000)))
    return all_but({*string.digits, *string.ascii_lowercase, *ideographs} - convertible(ideographs) - _VARIANTS.keys())
