"""Where publications went that are no longer at their old address: a small file that the web server reads.

Its name begins with a dot, so neither our server nor nginx shows it to anybody.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote

from syndicator.publish.addresses import FORMATS
from syndicator.publish.document import Document

FILE = ".moved.json"
# Folders that hold a publication's further documents under its own path.
_BESIDE = ("archive/",)
_SUFFIXES = tuple(f".{form.suffix}" for form in FORMATS)

Signs = Mapping[str, str | None]


def signposts(moved: Signs) -> Document:
    """`moved` says by former id which publication took its place, None that none did."""
    return Document(FILE, json.dumps(dict(sorted(moved.items())), separators=(",", ":")).encode())


def read_signposts(body: bytes) -> dict[str, str | None]:
    """What `signposts` wrote; nothing when it is something else."""
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    if not isinstance(said, dict):
        return {}
    return {id: new for id, new in said.items() if new is None or isinstance(new, str)}


def follow(path: str, moved: Signs) -> str | None:
    """Where a path below public/, without a leading slash, leads now: relative to itself, "" when it is gone.

    None when nothing of ours was ever there.
    """
    found = _former(path, moved)
    if found is None:
        return None
    before, id, rest = found
    new = moved[id]
    return "" if new is None else quote("../" * path.count("/") + before + new + rest, errors="replace")


def _former(path: str, moved: Signs) -> tuple[str, str, str] | None:
    """The former publication that a path belongs to, with what stands before and behind its id."""
    before = next((one for one in _BESIDE if path.startswith(one)), "")
    kind, slash, rest = path.removeprefix(before).partition("/")
    name, further, inside = rest.partition("/")
    if not slash or not name:
        return None
    for suffix in ("", *_SUFFIXES) if not further else ("",):
        id = f"{kind}/{name.removesuffix(suffix)}"
        if id in moved and name.endswith(suffix):
            return before, id, suffix or f"/{inside}"
    return None
