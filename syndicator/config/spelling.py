"""What somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest right spelling, or with all that are possible when none is near."""
    choices = sorted(known)
    near = get_close_matches(word, choices, n=1, cutoff=0.6)
    if near:
        return f"是不是想写 {near[0]}?"
    return f"可以写的有:{'、'.join(choices)}" if choices else ""
