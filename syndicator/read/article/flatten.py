"""One walk over the tree gives the page's lines and boxes; the tree is not needed again."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from ..wordlist import words
from .names import BoxKind, is_menu, kind_of_box
from .page import Box, Line, Page, Picture, squeezed

# Enough for the longest page we know (163.com: 7,700 nodes) many times over; beyond it a page is an attack.
MAX_NODES = 80_000
# 【下一页】 and 第 12 页 are no longer.
MAX_PAGER = 12
# Inline elements that mean nothing to us, and those that are kept as marks.
_UNMARKED = words("""
    span font u s small big label code mark abbr time ins del cite q tt bdo bdi ruby rb rt rp acronym strike var
    kbd samp data dfn nobr wbr g
""")
_MARKS = {"b": "strong", "strong": "strong", "em": "em", "i": "em", "sub": "sub", "sup": "sup"}
_SPANS = ("span", "font")
_MARKED = frozenset(("a", *_MARKS))
_SKIPPED = words("""
    script style noscript template head iframe svg select option textarea input button link meta object embed
    map canvas audio video source title math datalist frameset noframes applet base param track dialog
""")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CENTRED = re.compile(r"text-align\s*:\s*center", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_BEGIN = re.compile(
    r"(?:正文|文章|内容|content|article|body|enpcontent|zw|text)\S{0,12}?\s?(?:begin|start|开始)|^\s?(?:enpcontent|ENPContent)\s?$"
    r"|(?:begin|start)\S{0,3}\s?(?:of)?\s?(?:正文|文章|内容|content|article|body)",
    re.I,
)
_FINISH = re.compile(
    r"(?:正文|文章|内容|content|article|body|zw|text)\S{0,12}?\s?(?:end|over|finish|结束)|^\s?/(?:enpcontent)\s?$"
    r"|end\S{0,3}\s?(?:of)?\s?(?:正文|文章|内容|content|article|body)",
    re.I,
)
_NOT_THE_BODY = re.compile(
    r"来源|标题|时间|作者|编辑|相关|评论|列表|导航|title|source|author|date|comment|list|relat|nav", re.I
)


class _Walk:
    """The state of the one walk. Iterative: the depth of the tree is the page's choice, not ours."""

    def __init__(self) -> None:
        self.page = Page()
        self.box = -1
        self.parts: list[str | tuple[str, str]] = []
        self.pictures: list[Picture] = []
        self.size = self.linked = self.bold = 0
        self.links: list[str] = []
        self.strong = 0
        self.preformatted = 0
        self.began: int | None = None
        self.ended: int | None = None

    def mark(self, node: LexborNode, tag: str) -> None:
        if tag == "a":
            href = node.attributes.get("href") or ""
            self.links.append(href)
            self.parts.append(("a", href))
        else:
            self.strong += tag in ("b", "strong")
            self.parts.append((_MARKS[tag], ""))

    def unmark(self, tag: str) -> None:
        if tag == "a":
            self.links.pop()
            self.parts.append(("/a", ""))
        else:
            self.strong -= tag in ("b", "strong")
            self.parts.append((f"/{_MARKS[tag]}", ""))

    def open(self, node: LexborNode, tag: str) -> bool:
        """Begin a box; False when nothing in it is worth a look."""
        self.flush()
        boxes = self.page.boxes
        outer = boxes[self.box] if self.box >= 0 else None
        kind, label = BoxKind.PLAIN, ""
        centred = tag == "center" or (outer is not None and outer.centred and tag not in ("table", "td"))
        if attributes := node.attributes:
            label = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
            style = attributes.get("style")
            centred = centred or (attributes.get("align") or "").lower() == "center"
            centred = centred or bool(style and _CENTRED.search(style))
        if label or tag in ("nav", "footer", "aside"):
            kind = kind_of_box(tag, label)
            if kind is BoxKind.STRONG and is_menu(tag, label) and _is_menu_text(node.text()):
                return False
        if attributes:
            if style and _HIDDEN.search(style) and kind is not BoxKind.BODY:
                kind = BoxKind.HIDDEN
            if attributes.get("itemprop") == "articleBody":
                kind = BoxKind.BODY
        heading = _HEADINGS.get(tag) or (outer.heading if outer is not None else 0)
        boxes.append(Box(tag, self.box, node, kind, label, centred, heading, len(self.page.lines)))
        self.box = len(boxes) - 1
        self.preformatted += tag == "pre"
        return True

    def close(self, tag: str) -> None:
        self.flush()
        box = self.page.boxes[self.box]
        if tag in ("td", "th") and box.first == len(self.page.lines):
            # An empty cell still holds its column's place.
            self.page.lines.append(Line("", self.box, 0, []))
        box.last = len(self.page.lines)
        self.box = box.parent
        self.preformatted -= tag == "pre"

    def leave(self, tag: str) -> None:
        if tag in _MARKED:
            self.unmark(tag)
        elif tag:
            self.close(tag)

    def text(self, text: str) -> None:
        size = len(text.strip())
        if not size:
            if self.size:
                self.parts.append(" ")
            return
        self.parts.append(text)
        self.size += size
        if self.links:
            self.linked += size
            if size <= MAX_PAGER and ("页" in text or "ext" in text or any(character.isdigit() for character in text)):
                self.page.pagers.append((text, self.links[-1]))
        if self.strong:
            self.bold += size

    def written(self, text: str) -> None:
        """Text of a `<pre>`, whose line breaks are its paragraphs."""
        for position, line in enumerate(text.split("\n")):
            if position:
                self.flush()
            self.text(line)

    def image(self, node: LexborNode) -> None:
        self.pictures.append(Picture(node.attributes, self.links[-1] if self.links else None))

    def flush(self) -> None:
        """End the line. Inline marks that are still open are opened again in the next one."""
        if self.size or self.pictures:
            text = squeezed("".join([part for part in self.parts if isinstance(part, str)]))
            if text or self.pictures:
                self.page.lines.append(
                    Line(
                        text,
                        self.box,
                        min(len(text), self.linked),
                        self.parts,
                        tuple(self.pictures),
                        self.bold * 10 >= self.size * 9 > 0,
                    )
                )
            self.pictures = []
        elif not self.parts:
            return
        self.parts = [("a", self.links[-1])] if self.links else []
        if self.strong:
            self.parts.append(("strong", ""))
        self.size = self.linked = self.bold = 0

    def comment(self, text: str) -> None:
        if len(text) > 60 or _NOT_THE_BODY.search(text):
            return
        at = len(self.page.lines)
        if _FINISH.search(text):
            self.flush()
            if self.began is not None and self.ended is None:
                self.ended = len(self.page.lines)
        elif _BEGIN.search(text):
            self.flush()
            self.began, self.ended = at if at == len(self.page.lines) else len(self.page.lines), None


def flatten(body: LexborNode) -> Page:
    """The lines and boxes below `body`, in document order, at most `MAX_NODES` of its nodes."""
    walk = _Walk()
    node: LexborNode | None = body
    stack: list[tuple[LexborNode, str]] = []
    left = MAX_NODES
    while node is not None and left:
        left -= 1
        tag = node.tag or ""
        if tag == "-text":
            text = node.text_content or ""
            if walk.preformatted:
                walk.written(text)
            elif not text or text.isspace():  # every other one: the layout of the source
                if walk.size:
                    walk.parts.append(" ")
            else:
                walk.text(text)
        elif tag == "br":
            walk.flush()
        elif tag == "img":
            walk.image(node)
        elif tag in _SKIPPED or tag == "hr":
            walk.page.password = walk.page.password or (tag == "input" and node.attributes.get("type") == "password")
        elif tag == "_comment" or tag == "-comment" or tag[:1] in "!-":
            walk.comment(squeezed(node.comment_content or "") if node.is_comment_node else "")
        else:
            child = node.first_child
            if tag in _UNMARKED or ":" in tag:  # Word: <o:p>, <st1:chsdate>
                if child is not None and tag in _SPANS and _is_hidden(node):
                    child = None
                elif child is not None:
                    stack.append((node, ""))
            elif tag in _MARKED:
                walk.mark(node, tag)
                if child is None:
                    walk.unmark(tag)
                else:
                    stack.append((node, tag))
            elif not walk.open(node, tag):
                child = None
            elif child is None:
                walk.close(tag)
            else:
                stack.append((node, tag))
            if child is not None:
                node = child
                continue
        following = None if node is body else node.next
        while following is None and stack:
            node, tag = stack.pop()
            walk.leave(tag)
            following = None if node is body else node.next
        node = following
    while stack:
        walk.leave(stack.pop()[1])
    if walk.began is not None:
        walk.page.marked = (walk.began, walk.ended if walk.ended is not None else len(walk.page.lines))
    return walk.page


def _is_hidden(node: LexborNode) -> bool:
    """Inline text that nobody sees: forums strew noise into posts against copying."""
    attributes = node.attributes
    style = attributes.get("style")
    return (style is not None and _HIDDEN.search(style) is not None) or attributes.get("class") == "jammer"


def _is_menu_text(text: str) -> bool:
    """No sentence, and not the path that tells where the page stands."""
    return "。" not in text and not (len(text) < 300 and ("位置" in text or any(mark in text for mark in ">→»›＞")))
