"""Chinese texts and titles: in the one form by which they are compared, and in the form in which they are shown."""

from __future__ import annotations

import re

from syndicator.refine import characters, furniture
from syndicator.refine.fold import compared
from syndicator.refine.plain import normalised, simplified

# Characters that are compared; what two articles share, they share before that.
MAX_COMPARED = 60_000
MAX_TITLE = 300
# Of a text without a title, so much of its first sentence stands for one.
TITLE_FROM_TEXT = 40
# 本报北京11月25日电(记者某某 某某 通讯员某某) and all its like.
LONGEST_DATELINE = 200

_SENTENCE_END = re.compile(r"[。!?！？…]+[”’」』）)\"]*|(?<=[a-z0-9)])\.(?=\s)|\n")
_SENTENCE = re.compile(r"[。!?！？…]")
_CLAUSE_END = re.compile(r"[,，;；:：、]")


def comparable(text: str) -> str:
    """`text` for comparison: letters and digits alone, Simplified, lower case, without dateline and closing credits.

    Idempotent. Two reprints of one wire copy come out equal whatever their punctuation, script and credits.
    """
    return compared(body(text))


def body(text: str) -> str:
    """`text` simplified, in compatibility form (NFKC), without its dateline and closing credits.

    `fold.compared` makes it comparable.
    """
    plain = simplified(normalised(text[:MAX_COMPARED]))
    return furniture.without_dateline(furniture.without_closing(plain.lstrip()))


def comparable_title(title: str) -> str:
    """`title` for comparison: as `comparable`, and without 【标签】, (图) and names of sites. Idempotent."""
    plain = simplified(normalised(title[: MAX_TITLE * 4]))
    return compared(furniture.bare_title(plain)) or compared(plain)


def plain_title(title: str) -> str:
    """`title` to be shown: one line, no control, invisible or direction characters, at most 300 characters."""
    return characters.shortened(characters.plain(title), MAX_TITLE)


def summarise(text: str, limit: int = 140) -> str:
    """The first sentences of `text` that fit into `limit` characters; of a longer first one its beginning with "…".

    Lines that are no sentences (captions, subheads, 点击上方蓝字关注) are passed over where others are.
    """
    window = text[: limit * 4 + 1_000]
    whole = len(window) == len(text)
    window = "\n".join(one for one in window.split("\n") if _SENTENCE.search(one)) or window
    body = characters.plain(_without_dateline(window).replace("\n", "\ue000")).replace("\ue000", "\n").strip()
    if len(body) <= limit and whole:
        return _joined(body)
    end = 0
    for found in _SENTENCE_END.finditer(body):
        if len(_joined(body[: found.end()])) > limit:
            break
        end = found.end()
    if summary := _joined(body[:end]):
        return summary
    beginning = _joined(body[: limit * 2])
    clause = [found.start() for found in _CLAUSE_END.finditer(beginning) if limit // 2 <= found.start() < limit]
    return beginning[: clause[-1]] + "…" if clause else characters.shortened(beginning, limit)


def _without_dateline(text: str) -> str:
    """Only compatibility forms of punctuation matter here; the words stay as they were written."""
    plain = text[:LONGEST_DATELINE].translate(_HALF_WIDTH)
    return text[len(plain) - len(furniture.without_dateline(plain)) :]


_HALF_WIDTH = str.maketrans("（），：；！？　", "(),:;!? ")


def _joined(text: str) -> str:
    """Lines as one: Chinese sentences need no space between them, others do."""
    parts = [line for one in text.split("\n") if (line := one.strip())]
    joined = parts[:1]
    for part in parts[1:]:
        joined.append(part if joined[-1][-1] >= "\u2e80" or part[0] >= "\u2e80" else f" {part}")
    return "".join(joined)
