"""What the lines around a printed headline are called in markup: 引题 above it, 副题 below it."""

from __future__ import annotations

import re

_KICKER = re.compile(
    r"(?:^|[\s_-])(?:\w{0,10}yin_?ti\w{0,4}|\w{0,8}intro[-_]?title|kicker|eyebrow|pre[-_]?title|jian_?ti|shang_?biao_?ti|\w{0,8}over[-_]?title|yt)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
_SUBTITLE = re.compile(
    r"(?:^|[\s_-])(?:\w{0,10}fu_?(?:biao_?)?ti\w{0,4}|\w{0,8}sub[-_]?(?:title|head(?:line)?)|ft|\w{0,4}vice[-_]?title|xia_?biao_?ti|deck|standfirst)(?:$|[\s_\d-])",
    re.IGNORECASE,
)


def is_kicker(names: str) -> bool:
    """Whether an element of this class and id holds the 引题."""
    return _KICKER.search(names) is not None


def is_subtitle(names: str) -> bool:
    """Whether an element of this class and id holds the 副题."""
    return _SUBTITLE.search(names) is not None
