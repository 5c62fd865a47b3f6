"""Hanweb's jpage: a page holds the first records of its list and says where its script would fetch the others."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from syndicator.read.links import web

_NEXT_GROUP = re.compile(
    r"""<nextgroup>\s*(?:<!\[CDATA\[)?\s*<a\s[^<>]{0,200}?href\s*=\s*["']([^"'<>\s]{5,1500})["']""", re.IGNORECASE
)
_PROXY = re.compile(r"""['"]([^'"\s<>]{0,300}dataproxy\.jsp[^'"\s<>]{0,1500})['"]""")
_DATA = re.compile(r"""\bdata\s*:\s*\{([^{}]{1,2000})\}""")
_PAIR = re.compile(r"""['"]?(\w{1,40})['"]?\s*:\s*(?:"([^"]{0,300})"|'([^']{0,300})'|(\d{1,12}))""")
_TOTAL = re.compile(r"""totalRecord['"]?\s*[:=]\s*['"]?(\d{1,9})""", re.IGNORECASE)
_PER_PAGE = re.compile(r"""\bperPage['"]?\s*[:=]\s*['"]?(\d{1,4})""", re.IGNORECASE)
# A script's settings stand within so many characters of its address.
_NEAR = 3_000


def next_group(text: str, url: str) -> str | None:
    """Where the records after those of this page, or of this answer of the script's server, are; None at the end."""
    if "<record" not in text and "<RECORD" not in text:
        return None
    if (named := _NEXT_GROUP.search(text)) is not None:
        return web(html.unescape(named[1]), url)
    count = text.count("</record>") or text.count("</RECORD>")
    asked = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    if "dataproxy.jsp" in url:
        start, end = asked.get("startrecord", ""), asked.get("endrecord", "")
        if not (start.isdecimal() and end.isdecimal()) or count < int(end[:9]) - int(start[:9]) + 1:
            return None
        return _asking(url, int(end[:9]) + 1, count)
    proxy = _PROXY.search(text)
    total = _TOTAL.search(text)
    if proxy is None or total is None or int(total[1]) <= count:
        return None
    near = text[max(0, proxy.start() - _NEAR) : proxy.end() + _NEAR]
    data = _DATA.search(near)
    pairs = {one[1]: one[2] or one[3] or one[4] or "" for one in _PAIR.finditer(data[1])} if data is not None else {}
    per_page = _PER_PAGE.search(near)
    address = web(html.unescape(proxy[1]), url)
    more = {**pairs, "perpage": per_page[1] if per_page is not None else str(count)}
    return _asking(address, count + 1, count, more) if address is not None else None


def _asking(proxy: str, start: int, count: int, more: dict[str, str] | None = None) -> str:
    """The server's address for `count` records from number `start`, counted from 1."""
    parts = urlsplit(proxy)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | (more or {})
    query |= {"startrecord": str(start), "endrecord": str(start + count - 1)}
    return urlunsplit(parts._replace(query=urlencode(query)))
