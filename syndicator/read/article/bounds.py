"""What of a page is looked at: hostile sizes and depths are cut off before they reach the parser."""

from __future__ import annotations

import re

from ..wordlist import words

# No article is longer; pages this big carry pictures in data: URLs, after the text.
MAX_BYTES = 8 * 1024 * 1024
# lexbor's cost grows with the square of the depth: 10,000 open <div> cost 0.3 s, 40,000 cost 4 s. Browsers stop at 512;
# pages with thousands of unclosed <font> exist.
MAX_DEPTH = 3000
# So many tags cannot nest deep enough to matter, and a page with fewer needs no counting.
UNCOUNTED_TAGS = 12_000

_TAG = re.compile(r"<(\\?/?)([a-zA-Z][a-zA-Z0-9]{0,15})")
# They have no content, or close each other, or close at the next block: they do not pile up.
_FLAT = words("""
    area base br col embed hr img input link meta param source track wbr p li dt dd td th tr tbody thead tfoot
    option optgroup html head body colgroup caption rp rt
""")


def shallow(html: str) -> str:
    """`html` up to the place where more than `MAX_DEPTH` elements are open."""
    if html.count("<") < UNCOUNTED_TAGS:
        return html
    open_tags: dict[str, int] = {}
    depth = 0
    for match in _TAG.finditer(html):
        name = match[2].lower()
        if name in _FLAT:
            continue
        count = open_tags.get(name, 0)
        if not match[1]:
            open_tags[name] = count + 1
            depth += 1
            if depth > MAX_DEPTH:
                return html[: match.start()]
        elif count:
            open_tags[name] = count - 1
            depth -= 1
    return html
