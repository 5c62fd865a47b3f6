"""From markup or loosely written text to one line of plain text."""

from __future__ import annotations

import html
import re

# Only what can be an HTML tag: "5 < 6" and "<<三体>>" stay text.
_TAG = re.compile(r"<!\[CDATA\[|\]\]>|</?[a-zA-Z][a-zA-Z0-9:-]{0,30}(?:\s[^<>]*|/)?>")
_UNSEEN = re.compile(r"<!--|<(script|style|template)\b[^<>]{0,500}>", re.IGNORECASE)
# Tags between which a reader sees a gap; the others (b, em, span, font) may stand inside a word.
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?li|/?tr|/?td|/?h[1-6]|/?section|/?blockquote)\b[^<>]*>", re.IGNORECASE)
# Invisible characters, and the private ones that icon fonts draw.
_ZERO_WIDTH = re.compile("[\u200b-\u200c\u200d-\u200f\u2060\ufeff\xad\ue000-\ue0fe\ue100-\uf8ff]")
_JOINED_EMOJI = re.compile("(?<=[\u2600-\u27bf\ufe0f\U0001f300-\U0001faff])\u200d")


def line(text: str) -> str:
    """`text` with white space of every kind collapsed to single spaces, and invisible characters gone."""
    if text.isascii():
        return " ".join(text.split())
    if "\u200d" in text:  # the joiner inside an emoji is part of it
        text = _JOINED_EMOJI.sub("\ue0ff", text)
    text = " ".join(_ZERO_WIDTH.sub("", text).split())
    return text.replace("\ue0ff", "\u200d")


def plain(markup: str) -> str:
    """The text of an HTML fragment on one line: no tags, entities decoded, white space collapsed."""
    if "<" in markup:
        markup = _without_unseen(markup)
        markup = _TAG.sub("", _BREAK.sub(" ", markup))
    if "&" in markup:
        markup = html.unescape(markup)
    return line(markup)


def _without_unseen(markup: str) -> str:
    """No comments, scripts, styles. Written as a loop: a pattern over both ends takes quadratic time on open ones."""
    if (found := _UNSEEN.search(markup)) is None:
        return markup
    kept, at, lower = [], 0, markup.lower()
    while found is not None:
        kept.append(markup[at : found.start()])
        end = "-->" if found[1] is None else f"</{found[1].lower()}"
        at = lower.find(end, found.end())
        if at < 0:
            return " ".join(kept)
        at = at + 3 if found[1] is None else lower.find(">", at) + 1 or len(markup)
        found = _UNSEEN.search(markup, at)
    kept.append(markup[at:])
    return " ".join(kept)


def looks_like_markup(text: str) -> bool:
    """Whether a text whose type nobody declared holds HTML: a tag, or a character reference."""
    return ("<" in text and _TAG.search(text) is not None) or (
        "&" in text and re.search(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,12});", text) is not None
    )
