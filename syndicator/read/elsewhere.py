"""Pages that only send the reader on: a meta refresh, or a line of script. E-papers' front doors are made so."""

from __future__ import annotations

import re

from syndicator.model import Fetched
from syndicator.read import charset
from syndicator.read.links import web

# A page with more markup than this has something to say itself, whatever it does later.
MAX_BYTES = 8_000
# And so has one with this many links.
MAX_LINKS = 5

_REFRESH = re.compile(
    r"<meta\b[^>]{0,200}http-equiv\s*=\s*[\"']?refresh[^>]{0,200}?content\s*=\s*[\"']?\s*(\d{1,4})\s*[;,]\s*url\s*=\s*"
    r"[\"']?([^\"'>\s]{1,1000})",
    re.IGNORECASE,
)
_SCRIPT = re.compile(
    r"\b(?:window|self|top|parent|document)?\.?location(?:\.href)?(?:\.(?:replace|assign)\s*\(\s*|\s*=\s*)"
    # Joined with more, it is half an address.
    r"[\"']([^\"'\s]{1,1000})[\"'](?!\s*\+)",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# A notice that is shown for longer than this is meant to be read.
MAX_SECONDS = 10


def elsewhere(fetched: Fetched) -> str | None:
    """Where a page sends its reader at once; None when it is a page of its own."""
    if not 0 < len(fetched.body) <= MAX_BYTES:
        return None
    text = charset.decode(fetched.body, fetched.content_type)[0]
    if "<" not in text or text.lower().count("<a ") > MAX_LINKS:
        return None
    text = _COMMENT.sub("", text)
    refresh = _REFRESH.search(text)
    if refresh is not None and int(refresh[1]) <= MAX_SECONDS:
        target = refresh[2]
    elif (script := _SCRIPT.search(text)) is not None:
        target = script[1]
    else:
        return None
    address = web(target, fetched.final_url)
    return address if address != fetched.final_url else None
