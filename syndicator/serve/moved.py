"""Addresses that something of ours had once: asked for only when there is no such file."""

from __future__ import annotations

import os
from pathlib import Path

from syndicator.publish.signposts import FILE, follow, read_signposts


class Moved:
    """What the signposts below public/ say; read again when they change."""

    def __init__(self, public: Path) -> None:
        self._file = public / FILE
        self._identity: tuple[int, int, int] | None = None
        self._moved: dict[str, str | None] = {}

    def follow(self, path: str) -> str | None:
        """Where a path leads now: relative to itself, "" when what was there is gone, None when nothing ever was."""
        try:
            found = os.stat(self._file)  # noqa: PTH116  # as for every file (shelf.py)
            identity = (found.st_mtime_ns, found.st_size, found.st_ino)
            if identity != self._identity:
                self._moved = read_signposts(self._file.read_bytes())
                self._identity = identity
        except OSError:
            return None
        return follow(path, self._moved)
