"""Compatibility forms and Traditional characters replaced, at the price of a glance where there are none.

Nearly every character of a text is one that NFKC leaves alone, and of a Simplified text one that OpenCC leaves alone,
whatever stands beside it: a regular expression finds the others, and most texts hold few.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from opencc import OpenCC

# Characters that stay as they are alone, but that a word of OpenCC's dictionary converts (毛坏, 答覆, 沈船, 瞭解).
IN_WORDS = frozenset("坏覆沈藉瞭哩衹甦")
# Nothing here joins what stands beside it: Latin, punctuation, the unified ideographs.
_STEADY = (range(0x250), range(0x2010, 0x2060), range(0x3000, 0x3030), range(0x4E00, 0xA000))
# The parts of Korean syllables join; so do marks, which their category says.
_JAMO = range(0x1160, 0x1200)


def normalised(text: str) -> str:
    """`text` in NFKC."""
    strange = set(_incompatible().findall(text))
    if not strange:
        return text
    becomes = [_ALONE[one] for one in strange]
    if None in becomes:
        return unicodedata.normalize("NFKC", text)
    for one, other in zip(strange, becomes, strict=True):
        if other is not None and other != one:
            text = text.replace(one, other)
    return text


def simplified(text: str) -> str:
    """`text` in Simplified Chinese, all else as it was; characters are converted as the words around them ask.

    Lone surrogates become "?".
    """
    return text if _convertible().search(text) is None else convert(text)


def convert(text: str) -> str:
    """As `simplified`, without a look at whether it is needed."""
    return str(_converter().convert(text.encode("utf-8", "replace").decode()))


def convertible(text: str) -> set[str]:
    """The characters of `text` that OpenCC may change, alone or in a word."""
    return set(_convertible().findall(text))


def all_but(characters: Iterable[str]) -> re.Pattern[str]:
    """Finds each character but these; as ranges, which compile in a tenth of the time."""
    runs: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return re.compile(f"[^{''.join(f'{re.escape(chr(first))}-{re.escape(chr(last))}' for first, last in runs)}]")


class _Alone(dict[str, str | None]):
    """What each character becomes in NFKC, None where that may depend on its neighbours. Fills itself."""

    def __missing__(self, character: str) -> str | None:
        if character > "\uffff":  # rare; and what joins there differs from one version of Unicode to the next
            return None
        becomes = unicodedata.normalize("NFKC", character)
        joins = any(unicodedata.category(one)[0] == "M" or ord(one) in _JAMO for one in becomes)
        self[character] = None if joins else becomes
        return self[character]


_ALONE = _Alone()


@cache
def _steady() -> tuple[str, ...]:
    """The steady ones that NFKC leaves alone; no ideograph among them is a compatibility form."""
    characters = (chr(code) for codes in _STEADY for code in codes)
    return tuple(one for one in characters if one >= "\u4e00" or _ALONE[one] == one)


@cache
def _incompatible() -> re.Pattern[str]:
    """Finds what NFKC may change."""
    return all_but(_steady())


@cache
def _convertible() -> re.Pattern[str]:
    """Finds what OpenCC may change."""
    steady = [one for one in _steady() if one != "\n"]
    becomes = convert("\n".join(steady)).split("\n")  # one call, in which no two make a word
    kept = [one for one, simple in zip(steady, becomes, strict=True) if simple == one and one not in IN_WORDS]
    return all_but(["\n", *kept])


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
