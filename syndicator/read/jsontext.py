"""JSON as strangers write it."""

from __future__ import annotations

import json
import re
from typing import Any

# Half of a surrogate pair is no character (RFC 8259, 8.2): neither UTF-8 nor a database can hold it.
_HALF = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)


def loads(text: str) -> Any:
    """The value of a JSON text, raw control characters allowed, half characters read as spaces.

    Raises json.JSONDecodeError, or RecursionError when it is nested too deeply.
    """
    if "\\u" in text:
        text = _HALF.sub(r"\\u0020", text)
    return json.loads(text, strict=False)
