"""Writing sources into config.toml the way an admin would: comments, order and everything else stay as they are."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT

from syndicator.config.insertion import add_source as add_source
from syndicator.errors import SyndicatorError


def add_sources(text: str, sources: Sequence[Mapping[str, Any]]) -> str:
    """The document with these [[source]] tables after the last one it has, or at its end; the rest byte for byte."""
    if not sources:
        return text
    block = "".join(f"\n{_table(source)}" for source in sources)
    at = _end_of_sources(text)
    before = text[:at]
    if before and not before.endswith("\n"):
        before += "\n"
    return before + block + text[at:]


def save(path: Path, text: str) -> None:
    """Replaces the file in one step, with its permissions. Raises SyndicatorError when that is not allowed."""
    try:
        mode = path.stat().st_mode
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".toml")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(mode)
            Path(name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise SyndicatorError(f"{path} 写不进去({error.strerror})。请检查权限和磁盘空间") from error


def _table(source: Mapping[str, Any]) -> str:
    tables = tomlkit.aot()
    table = tomlkit.table()
    for key, value in source.items():
        table.add(key, value)
    tables.append(table)
    document = tomlkit.document()
    document.add("source", tables)
    return tomlkit.dumps(document).strip("\n") + "\n"


def _end_of_sources(text: str) -> int:
    """Where the last [[source]] ends, before the comments that lead up to what follows it."""
    document = tomlkit.parse(text)
    found = document.get("source")
    if not isinstance(found, AoT) or not len(found):
        return len(text)
    rows = text.splitlines(keepends=True)
    starts = [number for number, row in enumerate(rows) if row.lstrip().startswith(("[[source]]", "[source."))]
    end = starts[-1] + 1
    while end < len(rows) and not rows[end].lstrip().startswith("["):
        end += 1
    while end > starts[-1] + 1 and (not rows[end - 1].strip() or rows[end - 1].lstrip().startswith("#")):
        end -= 1
    return sum(len(row) for row in rows[:end])
