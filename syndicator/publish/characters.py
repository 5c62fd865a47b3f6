"""Which characters may stand in what we publish, and how plain text is kept from looking like markup."""

from __future__ import annotations

import re

# Everything but tab, line feed and the characters that XML 1.0 (2.2) allows and HTML parsers take without a complaint:
# no C0 or C1 controls, surrogates, noncharacters of any plane, nor U+FFFD, the scar of a wrong decoding. Written as
# what is allowed because then nearly every character is decided by one look-up.
_BROKEN = re.compile(
    "[^\t\n -~\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffc"
    + "".join(f"{chr(plane << 16)}-{chr(plane << 16 | 0xFFFD)}" for plane in range(1, 17))
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
    if text.isprintable() and "\ufffd" not in text and "  " not in text and text == text.strip():
        return text  # almost always: what is printable holds no controls, marks or foreign spaces
    return " ".join(_BIDI.sub("", block(text)).split())


def person(text: str) -> str:
    """Returns a name without the e-mail address some bylines carry in angle brackets."""
    return line(_EMAIL.sub(" ", text))


def shield(text: str) -> str:
    """Marks & and < of a plain text so that `unshield` can write them as hexadecimal references.

    Readers that take titles for HTML then still show what was meant (RSS Advisory Board profile, "Character Data").
    An end tag stays one even then, so its bracket becomes the full-width one.
    """
    if "<" in text:
        text = _END_TAG.sub("＜", text).replace("<", _LESS)
    return text.replace("&", _AMPERSAND)


def unshield(xml: bytes) -> bytes:
    """Writes the references that `shield` asked for."""
    return xml.replace(_AMPERSAND.encode(), b"&#x26;").replace(_LESS.encode(), b"&#x3C;")
