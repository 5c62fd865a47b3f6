"""Which characters may stand in what we publish, and how plain text is kept from looking like markup."""

from __future__ import annotations

import re

# Not allowed in XML 1.0 (2.2), a parse error in HTML, or a sign of broken decoding: C0 and C1 controls, surrogates,
# noncharacters of every plane, U+FFFD. Tab and line feed stay.
_BROKEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
# Embeddings, overrides and isolates reach beyond their line and can turn a whole page around.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_END_TAG = re.compile(r"<(?=/\w+>)")
_EMAIL = re.compile(r"<[^<>]*@[^<>]*>")

# Stand-ins for & and < while lxml serialises; `_BROKEN` removes them from every text, so they mean nothing else.
_AMPERSAND, _LESS = "\ufdd0", "\ufdd1"


def block(text: str) -> str:
    """Returns text whose every character is allowed in XML and HTML."""
    return _BROKEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def line(text: str) -> str:
    """Returns the text on one line, single-spaced, without characters that would reach into what follows."""
    return " ".join(_BIDI.sub("", block(text)).split())


def person(text: str) -> str:
    """Returns a name without the e-mail address some bylines carry in angle brackets."""
    return line(_EMAIL.sub(" ", text))


def shield(text: str) -> str:
    """Marks & and < of a plain text so that `unshield` can write them as hexadecimal references.

    Readers that take titles for HTML then still show what was meant (RSS Advisory Board profile, "Character Data").
    An end tag stays one even then, so its bracket becomes the full-width one.
    """
    return _END_TAG.sub("＜", text).replace("&", _AMPERSAND).replace("<", _LESS)


def unshield(xml: bytes) -> bytes:
    """Writes the references that `shield` asked for."""
    return xml.replace(_AMPERSAND.encode(), b"&#x26;").replace(_LESS.encode(), b"&#x3C;")
