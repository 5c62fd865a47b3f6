"""The figures of a text, in one form: 3.8万户, 38,000户 and 三万八千户 are one figure."""

from __future__ import annotations

import re

_DIGITS = {letter: value for value, letter in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1_000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_SCALES = _TENS | _MYRIADS
_NEXT = {"百": "十", "千": "百", "万": "千", "亿": "千万"}
# The letter after a figure belongs to it: "26元" and "26人" are different facts. Patterns that begin with a letter
# of a set are sought much faster than those that begin with a repetition.
_PLAIN = re.compile(r"([0-9][0-9]*(?:,[0-9]{3})*(?:[.:][0-9]+)*) ?([多余几]?[百千]?[万亿]{0,2}) ?([^\W\d_]|%|°C?)?")
_SPELT = re.compile(r"([一二三四五六七八九十两][〇零一二三四五六七八九十百千万亿两]+)([^\W\d_])?")
# More digits than these are a telephone number or a code: nothing is reckoned with them. More letters are no number.
_MOST_DIGITS, _MOST_LETTERS = 15, 31
# A number of so many digits that say something stands for itself: editors write 1620个学位 and 学位1620个.
_ALONE = 3
# The units of what is told of many things on one day.
_DATES = frozenset("年月日号时点分秒")


def figures(text: str) -> dict[str, int]:
    """The figures of `text` (in compatibility form, NFKC, and Simplified), and how many digits of each say something.

    A figure is a number in plain digits, with the letter after it unless the number says enough. 1,086米 has four such
    digits, 3000人 one, dates none.

    Numbers in Chinese letters count from two letters on: 一个 and 十分 say nothing.
    """
    plain = [(_scaled(number, scale), unit) for number, scale, unit in _PLAIN.findall(text)]
    spelt = [(str(value), unit) for letters, unit in _SPELT.findall(text) if (value := _value(letters))]
    found = {}
    for number, unit in plain + spelt:
        digits = _telling(number, unit)
        found[number if digits >= _ALONE else number + _unit(unit)] = digits
    return found


def _unit(letter: str) -> str:
    return "度" if letter[:1] == "°" else letter.lower()


def _telling(number: str, unit: str) -> int:
    return 0 if unit in _DATES else len(number.replace(".", "").strip("0"))


def _scaled(number: str, scale: str) -> str:
    plain, scale = number.replace(",", ""), scale.lstrip("多余几")
    if plain.count(".") == 1 and plain[-1] == "0":
        plain = plain.rstrip("0").rstrip(".")
    if not scale:
        return plain
    if ":" in plain or plain.count(".") > 1 or len(plain) > _MOST_DIGITS:
        return plain + scale
    whole, _, part = plain.partition(".")
    zeros = sum(len(str(_SCALES[letter])) - 1 for letter in scale)
    digits = (whole + part[:zeros].ljust(zeros, "0")).lstrip("0") or "0"
    return f"{digits}.{part[zeros:]}" if part[zeros:] else digits


def _value(letters: str) -> int:
    """What a number in Chinese letters is; 0 for what is none, such as 十四五 and 九一八."""
    if not any(letter in _SCALES for letter in letters):
        return int("".join(str(_DIGITS[letter]) for letter in letters)) if 3 < len(letters) <= _MOST_DIGITS else 0
    if len(letters) > _MOST_LETTERS:
        return 0
    if letters[-1] in _DIGITS and letters[-2] in _SCALES and letters[-2] != "十":
        letters += _NEXT[letters[-2]]  # 三万八 is 三万八千
    total, section, digit, last = 0, 0, -1, 10_000
    for letter in letters:
        if letter in _DIGITS:
            if digit > 0:
                return 0
            digit = _DIGITS[letter]
        elif letter in _TENS:
            scale = _TENS[letter]
            if scale >= last or digit == 0:
                return 0
            section, digit, last = section + abs(digit) * scale, -1, scale
        else:
            section += max(digit, 0)
            if letter == "亿":  # 一万亿: what stands before it counts as well
                total, section = (total + section) * _MYRIADS[letter], 0
            else:
                total, section = total + section * _MYRIADS[letter], 0
            digit, last = -1, 10_000
    return total + section + max(digit, 0)
