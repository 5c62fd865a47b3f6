"""Reading config.toml and saying all that is wrong with it, at once and in file order."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from syndicator.config.lines import line_of, lines_of
from syndicator.config.mistakes import Mistake, within_tables
from syndicator.config.references import between_tables
from syndicator.config.settings import settings_of
from syndicator.config.spelling import spelled
from syndicator.config.syntax import explain, too_deep
from syndicator.config.tables import tables_of
from syndicator.errors import ConfigError, Problem
from syndicator.model import Settings

# A hundred thousand sources take about 10 MB.
MOST_BYTES = 64 * 1024 * 1024
BYTE_ORDER_MARK = "\ufeff"


def load(path: Path, *, data: Path | None = None) -> Settings:
    """The settings that a file declares. Raises ConfigError with every problem found.

    Relative paths in it start at its folder; `data` overrides `[store] data`.
    """
    return parse(_text(path), str(path), path.resolve().parent, data)


def lines_in(path: Path) -> dict[tuple[str | int, ...], int]:
    """On which line of a file each key stands; see `lines.lines_of`. Raises ConfigError when it cannot be read."""
    return lines_of(_text(path).removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n"))


def parse(text: str, file: str, base: Path, data: Path | None = None) -> Settings:
    """The settings that a text declares; `file` is what messages call it. See `load`."""
    text = text.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n")
    try:
        raw = tables_of(text)
    except RecursionError:
        raise ConfigError([Problem(file, 1, "语法", too_deep())]) from None
    except ValueError as error:
        line, said = explain(error, text)
        raise ConfigError([Problem(file, line, "语法", said)]) from error
    tables, mistakes = within_tables(raw)
    mistakes += between_tables(raw)
    if tables is None or mistakes:
        raise ConfigError(_in_file_order(mistakes, text, file))
    return settings_of(tables, base, data)


def _in_file_order(mistakes: Iterable[Mistake], text: str, file: str) -> list[Problem]:
    """One problem for each place, the first that was found there."""
    lines = lines_of(text)
    order = {path: number for number, path in enumerate(lines)}
    placed: dict[tuple[int, str], tuple[int, Problem]] = {}
    for mistake in mistakes:
        line = line_of(lines, mistake.path)
        said = mistake.text
        if mistake.first is not None:
            said += f":第 {line_of(lines, mistake.first)} 行已经有了。请删去一处,或改成别的"
        problem = Problem(file, line, spelled(mistake.path), said)
        known = next((order[path] for n in range(len(mistake.path), 0, -1) if (path := mistake.path[:n]) in order), -1)
        placed.setdefault((line, f"{problem.key}{mistake.path[-1:]}"), (known, problem))
    return [problem for _, problem in sorted(placed.values(), key=lambda one: one[0])]


def _text(path: Path) -> str:
    def wrong(line: int, key: str, text: str) -> ConfigError:
        return ConfigError([Problem(str(path), line, key, text)])

    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise wrong(0, "文件", "没有这个文件。请用 --config 指出配置文件在哪里") from None
    except IsADirectoryError:
        raise wrong(0, "文件", f"这是一个目录。请写到文件,如 {path / 'config.toml'}") from None
    except PermissionError:
        raise wrong(
            0, "文件", "没有读它的权限。请让运行服务的用户能读它,如 chgrp syndicator 文件、chmod g+r 文件"
        ) from None
    except (OSError, ValueError) as error:
        raise wrong(0, "文件", f"读不了({error}),请检查这个路径") from error
    if len(raw) > MOST_BYTES:
        raise wrong(0, "文件", f"超过 {MOST_BYTES // 1024**2} MB,不像是配置文件")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise wrong(1, "编码", "不是 UTF-8,是 UTF-16(记事本里叫 Unicode)。请在编辑器里另存为 UTF-8")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise wrong(line, "编码", f"不是 UTF-8{_guess(raw)}。请在编辑器里另存为 UTF-8") from error


def _guess(raw: bytes) -> str:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return ",看起来是 GBK(记事本里叫 ANSI)"
