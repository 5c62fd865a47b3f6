"""The next page of a list: by its link, or by the call of the script that would write it."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from syndicator.read.links import web
from syndicator.read.listing.jpage import next_group
from syndicator.read.plain import line

_NEXT = re.compile(r"\W{0,3}(?:下\s*一?\s*页|后一?页|下页|next(?:\s*page)?)\W{0,3}", re.IGNORECASE)
_CALL = re.compile(r"\bcreatePage(?:HTML|Html|_?\w{0,10})\s*\(([^()]{1,300})\)")
_VARIABLE = re.compile(r"\bvar\s+(\w{1,40})\s*=\s*(\d{1,6})\b")
_SCRIPTED = re.compile(r"""['"]([^'"\s]{2,300})['"]""")
_NEXT_CLASS = re.compile(r"(?:^|[\s_-])(?:next|nxt|nextbtn|nextpage)(?:$|[\s_-])", re.IGNORECASE)
_ARROW = re.compile(
    r"[>\u203a\u00bb\u2192\u25b6\uff1e]{1,2}|(?:点击)?(?:加载|查看|显示)?更多\W{0,3}|load more|more", re.IGNORECASE
)
_PAGE_NAME = re.compile(
    r"page|p|pn|pg|paged|page_?no|page_?num(?:ber)?|page_?index|cur_?page|current_?page", re.IGNORECASE
)
_PAGE_IN_PATH = re.compile(r"(?:[_-]|/page/|(?<=list)|(?<=index)|(?<=/))(\d{1,6})(\.\w{2,6}|/?)$")
_INDEX = re.compile(r"(?:index|default|list)?(?:\.\w{2,6})?")
_MAX_SELECTS = 20
# Further arguments would be no page of ours.
_MAX_NUMBER = 100_000
_MAX_LINKS = 20_000


def next_page(tree: LexborHTMLParser, text: str, url: str) -> str | None:
    """The URL of the following page; None on the last page, or when nothing tells."""
    found = (
        _by_link(tree, url)
        or _by_script(text, url)
        or _by_number(tree, url)
        or next_group(text, url)
        or _by_arrow(tree, url)
    )
    return found if found is not None and found.split("#")[0] != url.split("#")[0] else None


def _by_link(tree: LexborHTMLParser, url: str) -> str | None:
    marked = tree.css_first("link[rel~=next][href], a[rel~=next][href]")
    if marked is not None and (found := _href(marked, url)) is not None:
        return found
    for node in reversed(tree.css("a, input[onclick], button, span[onclick], li[onclick]")[-_MAX_LINKS:]):
        if any(_NEXT.fullmatch(text) for text in _names(node)) and (found := _href(node, url)) is not None:
            return found
    return None


def _names(node: LexborNode) -> list[str]:
    """What a link is called: its text, and what it says to those who see no arrow."""
    attributes = node.attributes
    called = [node.text(deep=True), *(attributes.get(name) for name in ("title", "aria-label", "value"))]
    if not (called[0] or "").strip() and (image := node.css_first("img[alt]")) is not None:
        called.append(image.attributes.get("alt"))
    return [line(name[:100]) for name in called if name and len(name) < 100]


def _by_arrow(tree: LexborHTMLParser, url: str) -> str | None:
    """A link classed `next`, an arrow, 加载更多 or a list's next choice, if it leads to this page's own successor."""
    for node in tree.css("a")[-_MAX_LINKS:]:
        above = node.parent
        names = f"{node.attributes.get('class') or ''} {(above.attributes.get('class') or '') if above else ''}"
        text = line((node.text(deep=True) or "")[:40])
        if (
            (_NEXT_CLASS.search(names) or _ARROW.fullmatch(text))
            and (found := _href(node, url)) is not None
            and _succeeds(found, url)
        ):
            return found
    for node in tree.css("select > option[selected] + option[value]")[:_MAX_SELECTS]:
        found = web(node.attributes.get("value"), url)
        if found is not None and _succeeds(found, url):
            return found
    return None


def _succeeds(found: str, url: str) -> bool:
    """Whether two URLs differ in their page numbers alone, and the first is the page after the second."""
    stem, number = _numbered(url)
    following, next_number = _numbered(found)
    # The first page has no number; the second is 2, or 1 where pages are counted from 0.
    wanted = {number + 1} if number is not None else {1, 2}
    return following == stem and next_number in wanted


def _numbered(url: str) -> tuple[tuple[object, ...], int | None]:
    """A URL without its page number, and that number."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    number = next((int(value) for name, value in pairs if _PAGE_NAME.fullmatch(name) and value[:6].isdecimal()), None)
    rest = tuple(sorted((name, value) for name, value in pairs if not _PAGE_NAME.fullmatch(name)))
    match = _PAGE_IN_PATH.search(parts.path) if number is None else None
    path = parts.path if match is None else parts.path[: match.start()] + match[2]
    folder, _, name = path.rpartition("/")
    name = "" if _INDEX.fullmatch(name) else name
    return (parts.netloc, folder, name, rest), int(match[1]) if match is not None else number


def _href(node: LexborNode, url: str) -> str | None:
    attributes = node.attributes
    for name in ("href", "data-href", "data-url"):
        href = (attributes.get(name) or "").strip()
        if href and not href.lower().startswith(("javascript:", "#")):
            return web(href, url)
    for script in (attributes.get("href") or "", attributes.get("onclick") or ""):
        for match in _SCRIPTED.finditer(script[:1_000]):
            if "/" in match[1] or ".htm" in match[1] or ".shtml" in match[1] or "?" in match[1]:
                return web(match[1], url)
    return None


def _by_script(text: str, url: str) -> str | None:
    """createPageHTML(COUNT, CURRENT, "index", "shtml"), CURRENT from 0; with an element's id before, from 1."""
    variables = dict(_VARIABLE.findall(text[:2_000_000])) if "createPage" in text else {}
    for call in _CALL.finditer(text):
        arguments = [part.strip() for part in call[1].split(",")]
        strings = [part[1:-1] for part in arguments if len(part) > 1 and part[0] in "'\"" and part[-1] == part[0]]
        numbers = [
            int(value) for part in arguments if (value := variables.get(part, part)).isdigit() and len(value) < 7
        ]
        if len(numbers) < 2 or len(strings) < 2:
            continue
        count, current = numbers[0], numbers[1]
        named_element = arguments[0][:1] in ("'", '"')
        last = count if named_element else count - 1
        prefix, ending = strings[-2], strings[-1].lstrip(".")
        if current < last and current < _MAX_NUMBER and re.fullmatch(r"[\w./-]{1,100}", f"{prefix}{ending}"):
            return web(f"{prefix}_{current + 1}.{ending}", url)
        return None
    return None


def _by_number(tree: LexborHTMLParser, url: str) -> str | None:
    """The link `n + 1` beside the number of this page, which is no link or marked as the current one."""
    for node in tree.css("span,strong,b,em,a,li,font")[-_MAX_LINKS:]:
        marked = re.search(
            r"\b(?:cur|current|active|on|now|this|thisclass|selected|hover)\b", node.attributes.get("class") or ""
        )
        if node.tag == "a" and not marked:
            continue
        own = line((node.text(deep=True) or "")[:20]) if node.child is not None else ""
        if not own.isdigit() or len(own) > 5 or (node.css_first("a") is not None and not marked):
            continue
        step = node.next
        for _ in range(4):
            if step is None:
                break
            link = step if step.tag == "a" else step.css_first("a") if step.tag not in ("-text", "-comment") else None
            if link is not None:
                if line(link.text(deep=True) or "") == str(int(own) + 1):
                    return _href(link, url)
                break
            step = step.next
    return None
