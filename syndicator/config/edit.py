"""Writing sources into config.toml the way an admin would: comments, order and everything else stay as they are."""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Table

from syndicator.config.lines import index, line_of
from syndicator.config.syntax import explain, too_deep
from syndicator.errors import ConfigError, Problem, SyndicatorError

FILE = "config.toml"


def add_source(text: str, source: Mapping[str, Any]) -> str:
    """`text` with one more [[source]]; see `add_sources`."""
    return add_sources(text, [source])


def add_sources(text: str, sources: Sequence[Mapping[str, Any]]) -> str:
    """The document with these [[source]] tables after the last one it has, or at its end; the rest byte for byte.

    Keys come in the order given; a mapping (`select`) becomes a table of its own. Whether the sources are right is for
    `parse` to say of the result. Raises ConfigError when `text` is no TOML, or has its sources in a list of one key.
    """
    if not sources:
        return text
    try:
        before = tomllib.loads(_plain(text))
    except (ValueError, RecursionError) as error:
        line, said = explain(error, _plain(text)) if isinstance(error, ValueError) else (1, too_deep())
        raise ConfigError([Problem(FILE, line, "语法", said)]) from error
    newline = "\r\n" if "\r\n" in text else "\n"
    head, tail = _cut(text)
    block = "\n".join(map(_block, sources)).replace("\n", newline)
    after = newline if tail and tail.split("\n", 1)[0].strip() else ""
    result = "".join((head, _gap(head, newline), block, after, tail))
    if _read(result) != {**before, "source": [*_listed(before.get("source")), *map(_unwrapped, sources)]}:
        line = line_of(index(_plain(text)).lines, ("source",))
        cure = "来源不是写成 [[source]] 段落的,加不进去。请先把每个来源改成一段 [[source]]"
        raise ConfigError([Problem(FILE, line, "source", cure)])
    return result


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


def _cut(text: str) -> tuple[str, str]:
    """The document up to the end of its last source, and the rest; up to its end when it has none.

    Comments right below the source's last key are its own (a key put out of use), unless a table follows them at once.
    """
    last = max((one.last for one in index(_plain(text)).statements if one.path[:1] == ("source",)), default=None)
    if last is None:
        return text, ""
    rows = text.split("\n")
    end = last
    while end < len(rows) and rows[end].lstrip().startswith("#"):
        end += 1
    if end < len(rows) and rows[end].strip():
        end = last
    return ("\n".join(rows[:end]) + "\n", "\n".join(rows[end:])) if end < len(rows) else (text, "")


def _block(source: Mapping[str, Any]) -> str:
    tables = tomlkit.aot()
    tables.append(_table(source))
    document = tomlkit.document()
    document.add("source", tables)
    return tomlkit.dumps(document).rstrip("\n") + "\n"


def _table(values: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in values.items():
        table.add(key, _table(value) if isinstance(value, Mapping) else value)
    return table


def _gap(head: str, newline: str) -> str:
    """What stands between what is there and the new block: one empty line."""
    if not head.strip("\ufeff"):
        return ""
    if not head.endswith("\n"):
        return newline * 2
    return newline if head.removesuffix("\n").removesuffix("\r").rpartition("\n")[2].strip() else ""


def _read(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(_plain(text))
    except ValueError:
        return None


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _unwrapped(source: Mapping[str, Any]) -> dict[str, Any]:
    return {key: dict(value) if isinstance(value, Mapping) else value for key, value in source.items()}
