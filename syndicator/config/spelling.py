"""How a message names a key, shows a value without its secrets, and guesses what somebody meant."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

# Closer than this is a slip of the finger; below it a guess misleads (partner is no gather).
LIKENESS = 0.65
# More choices than a line can hold are no help.
MOST_CHOICES = 16
LONGEST_SHOWN = 60
# Comparing costs time for each known word.
MOST_COMPARED = 5_000

_USER_AND_PASSWORD = re.compile(r"//[^@\n]*?:[^\n]*@|//[^/@\s]*@")
_BARE_USER_AND_PASSWORD = re.compile(r"^[^@\n]*?:[^\n]*@")
_SECRET = re.compile(r"(?i)\b([\w-]*(?:token|secret|passw|pwd|api_?key|sign)[\w-]*=)[^&\s\"']+")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest right spelling, or with all that are possible when none is near; may be empty."""
    choices = tuple(dict.fromkeys(known))
    near = nearest(word, choices)
    if near:
        return f"是不是想写 {near}?"
    if not choices:
        return ""
    more = f"等 {len(choices)} 个" if len(choices) > MOST_CHOICES else ""
    return f"可以写的有:{'、'.join(choices[:MOST_CHOICES])}{more}"


@lru_cache(maxsize=1_000)
def nearest(word: str, known: tuple[str, ...]) -> str | None:
    """The known word most like `word`, capitals and _ or - not counting; None when none is like it."""
    plain = {_plain(one): one for one in reversed(known[:MOST_COMPARED])}
    near = get_close_matches(_plain(word), plain, n=1, cutoff=LIKENESS)
    return plain[near[0]] if near else None


def spelled(path: tuple[str | int, ...]) -> str:
    """A path as an admin would say it, counted from 1: source[2].every."""
    if len(path) > 2 and isinstance(path[-1], int) and path[-2] != "match":
        path = path[:-1]  # an element of a list of words: its text says which
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if text else ''}{part}"
    return text or "文件"


def shown(value: object) -> str:
    """A value as it would stand in the file, cut short, passwords and tokens hidden."""
    if isinstance(value, dict):
        return "一个表"
    if isinstance(value, (list, tuple)):
        return "一个列表"
    if isinstance(value, str):
        text = masked(value)
        return json.dumps(text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…", ensure_ascii=False)
    return str(value).lower() if isinstance(value, bool) else str(value)[:LONGEST_SHOWN]


def masked(text: str) -> str:
    """`text` without the passwords and tokens of the addresses in it."""
    text = _USER_AND_PASSWORD.sub("//***@", text)
    if "//" not in text:
        text = _BARE_USER_AND_PASSWORD.sub("***@", text)
    return _SECRET.sub(r"\1***", text)


def _plain(word: str) -> str:
    return word.casefold().replace("_", "-")
