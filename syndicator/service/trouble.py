"""What keeps the service from keeping what it gathers, said beside the database, which is of no use just then."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

NAME = "trouble.txt"
# One block, filled from the start and only ever written over: a full disk still takes it.
BYTES = 4096


class Trouble:
    """The file in the data folder that says it. Opening it says that there is none."""

    def __init__(self, data: Path) -> None:
        self._file = data / NAME
        self._said: str | None = None
        with suppress(OSError):
            data.mkdir(parents=True, exist_ok=True)
            self._file.write_bytes(b" " * BYTES)

    def say(self, text: str) -> None:
        """Says what is the matter; "" when all is well again."""
        if text == self._said:
            return
        self._said = text
        with suppress(OSError), self._file.open("r+b") as file:
            file.write(text.encode("utf-8", "replace")[:BYTES].ljust(BYTES))


def said(data: Path) -> str:
    """What the service that works on this folder last said; "" when nothing is wrong."""
    try:
        with (data / NAME).open("rb") as file:
            return file.read(BYTES).decode("utf-8", "ignore").strip()
    except OSError:
        return ""
