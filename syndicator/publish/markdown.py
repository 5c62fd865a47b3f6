"""An edition as Markdown for group bots (企业微信, 钉钉, 飞书): headlines that link, in few enough bytes. Pure."""

from __future__ import annotations

from syndicator.model import Site
from syndicator.publish.characters import line
from syndicator.publish.issue import Issue

# 企业微信's bots refuse a Markdown message of more bytes; the others take more.
MOST_BYTES = 4096
# A title that is no title must not push out the others.
LONGEST_TITLE = 100
LONGEST_NAME = 40
# Longer addresses are those of trackers; the headline then stands without a link.
LONGEST_URL = 500
# The bots know no escapes: what would be markup becomes its full-width twin, which reads the same.
_TWINS = str.maketrans({letter: chr(ord(letter) + 0xFEE0) for letter in "[]()*_`<>#~|\\"})


def message(issue: Issue, site: Site) -> str:
    """Returns the edition in at most MOST_BYTES bytes of UTF-8; those headlines that do not fit are counted."""
    head = f"**{_plain(issue.title)}**\n"
    rows = [
        " ".join(filter(None, (f"{number}.", _link(one.title, one.url), _name(one.origin), _plain(one.carriers))))
        for number, one in enumerate(issue.entries, 1)
    ]
    revised = f"{issue.revised}\n" if issue.revised else ""
    for shown in range(len(rows), -1, -1):
        left = len(rows) - shown
        more = f"还有 {left} 条，" if left else ""
        foot = f"{revised}{more}[查看全部]({_address(issue.url)}) {_plain(line(site.title))[:LONGEST_TITLE]}\n"
        text = "\n".join([head, *rows[:shown], "", foot])
        if len(text.encode()) <= MOST_BYTES:
            return text
    return f"[{_plain(issue.title)}]({_address(issue.url)})\n"


def _link(title: str, url: str) -> str:
    words = _plain(title)
    words = words if len(words) <= LONGEST_TITLE else words[: LONGEST_TITLE - 1] + "…"
    return f"[{words}]({_address(url)})" if len(url) <= LONGEST_URL else words


def _name(origin: str) -> str:
    return _plain(origin[:LONGEST_NAME])


def _plain(text: str) -> str:
    return text.translate(_TWINS)


def _address(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")
