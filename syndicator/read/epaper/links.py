"""Where a paper's page leads: anchors, image-map areas, options of a select, and arrays in scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from syndicator.read.epaper.addresses import is_page
from syndicator.read.links import web
from syndicator.read.plain import line, plain

# A paper of a hundred pages links some three thousand times.
MAX_LINKS = 3_000
# Scripts and their characters that are looked into.
MAX_SCRIPTS = 40
MAX_SCRIPT = 200_000
MAX_LABEL = 1_000

_QUOTED = re.compile(r"\"((?:[^\"\\\n]|\\.){1,600})\"|'((?:[^'\\\n]|\\.){1,600})'")
# One object, array or call: what stands in it belongs together.
_GROUP = re.compile(r"[\[{(]([^\[\]{}()]{4,2000})[\]})]")
_FILE = re.compile(r"(?:[\w./:%-]|\\/){1,200}\.s?html?")
_WRITTEN = re.compile(r"write\w*\s*\((?:\s*\w{1,20}\s*\()?\s*[\"']([^\"'\n]{1,600})[\"']")
_OPENED = re.compile(r"(?:location(?:\.href)?\s*=|open\s*\(|\w{2,20}\s*\()\s*[\"']([^\"'\s]{1,500}\.s?html?)[\"']")


@dataclass(frozen=True, slots=True)
class Link:
    """`text` is what is shown, `title` what is only said (title, alt); `node` is None for one out of a script."""

    url: str
    text: str = ""
    title: str = ""
    node: LexborNode | None = None
    chosen: bool = False


def find(tree: LexborHTMLParser, url: str) -> list[Link]:
    """All links of the page in its order, those of scripts last; without fragments."""
    found: list[Link] = []
    for node in tree.css("a, area, option")[:MAX_LINKS]:
        attributes = node.attributes
        href = attributes.get("value") if node.tag == "option" else attributes.get("href")
        address = web((href or "").partition("#")[0], url)
        if address is None and (opened := _OPENED.search((attributes.get("onclick") or href or "")[:600])):
            address = web(opened[1].partition("#")[0], url)
        if address is not None:
            said = attributes.get("title") or attributes.get("alt") or attributes.get("data-title") or ""
            found.append(Link(address, _shown(node), plain(said[:MAX_LABEL]), node, "selected" in attributes))
    return [*found, *_scripted(tree, url)]


def _shown(node: LexborNode) -> str:
    if node.tag == "area":
        return ""
    if (script := node.css_first("script")) is not None:
        written = _WRITTEN.search((script.text() or "")[:MAX_LABEL])
        return plain(written[1]) if written else ""
    return line((node.text(deep=True, separator=" ") or "")[:MAX_LABEL])


def _scripted(tree: LexborHTMLParser, url: str) -> list[Link]:
    """Links out of arrays and objects in scripts, with the longest Chinese text beside each as what is shown."""
    found: list[Link] = []
    for script in tree.css("script:not([src])")[:MAX_SCRIPTS]:
        code = (script.text() or "")[:MAX_SCRIPT]
        if ".htm" not in code and ".shtm" not in code:
            continue
        for group in _GROUP.finditer(code):
            texts = [(one[1] or one[2] or "").replace("\\/", "/") for one in _QUOTED.finditer(group[1])]
            address = next((web(text, url) for text in texts if _FILE.fullmatch(text)), None)
            words = [plain(text) for text in texts if not text.isascii() and "<" not in text]
            numbers = [text for text in texts if re.fullmatch(r"[A-Z]?\d{1,3}", text)]
            if address is not None and words:
                label = max(words, key=len)
                found.append(Link(address, f"{numbers[0]} {label}" if numbers and is_page(address) else label))
                if len(found) >= MAX_LINKS:
                    return found
    return found
