"""One file to be published."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One file below public/. `path` has no leading slash."""

    path: str
    body: bytes
