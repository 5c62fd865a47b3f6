"""Which line of a TOML document each key stands on: tomllib tells values only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<string>\"\"\"(?:\\.|[^\\])*?\"{3,5}|'''.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')
    |(?P<newline>\n)
    |(?P<mark>\[\[|\]\]|[\[\]{}=,.])
    |(?P<bare>[^\s\[\]{}=,.#"']+)
    |(?P<space>[^\S\n]+)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(slots=True)
class _Reader:
    """Walks the tokens of a document that tomllib has found well-formed."""

    tokens: list[tuple[str, str, int]]
    at: int = 0
    lines: dict[Path, int] = field(default_factory=dict)

    def peek(self) -> tuple[str, str, int]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "", 0)

    def take(self) -> tuple[str, str, int]:
        token = self.peek()
        self.at += 1
        return token

    def skip_newlines(self) -> None:
        while self.peek()[0] == "newline":
            self.at += 1

    def key(self) -> tuple[list[str], int]:
        """A dotted key, and the line it begins on."""
        line = self.peek()[2]
        parts = [_unquoted(self.take()[1])]
        while self.peek()[1] == ".":
            self.at += 1
            parts.append(_unquoted(self.take()[1]))
        return parts, line

    def value(self, path: Path) -> None:
        token = self.peek()[1]
        if token in ("[", "[["):
            self.array(path)
        elif token == "{":
            self.table(path)
        else:
            while self.peek()[0] in ("bare", "string") or self.peek()[1] == ".":
                self.at += 1

    def array(self, path: Path) -> None:
        if self.peek()[1] == "[[":  # an array that opens with an array: one bracket at a time
            _, _, line = self.tokens[self.at]
            self.tokens[self.at : self.at + 1] = [("mark", "[", line), ("mark", "[", line)]
        self.at += 1
        index = 0
        while True:
            self.skip_newlines()
            if self.peek()[1] == "]]":
                line = self.peek()[2]
                self.tokens[self.at : self.at + 1] = [("mark", "]", line), ("mark", "]", line)]
            kind, text, line = self.peek()
            if text == "]" or kind == "end":
                self.at += 1
                return
            if text == ",":
                self.at += 1
                continue
            self.lines[(*path, index)] = line
            self.value((*path, index))
            index += 1

    def table(self, path: Path) -> None:
        self.at += 1
        while True:
            self.skip_newlines()
            kind, text, _ = self.peek()
            if text == "}" or kind == "end":
                self.at += 1
                return
            if text == ",":
                self.at += 1
                continue
            self.pair(path)

    def pair(self, path: Path) -> None:
        parts, line = self.key()
        for depth in range(1, len(parts) + 1):
            self.lines.setdefault((*path, *parts[:depth]), line)
        self.skip_newlines()
        self.at += 1  # =
        self.value((*path, *parts))


def lines_of(text: str) -> dict[Path, int]:
    """For every key, table and array element of a well-formed document: its path and line, counted from 1.

    ("source", 3, "every") is the key `every` of the fourth [[source]].
    """
    reader = _Reader(list(_tokens(text)))
    counts: dict[Path, int] = {}
    here: Path = ()
    while reader.peek()[0] != "end":
        kind, mark, line = reader.peek()
        if kind == "newline":
            reader.at += 1
        elif mark in ("[", "[["):
            reader.at += 1
            parts, _ = reader.key()
            reader.at += 1
            here = _resolve(parts, counts, is_array=mark == "[[")
            reader.lines.setdefault(here, line)
            for depth in range(1, len(here)):
                reader.lines.setdefault(here[:depth], line)
        else:
            reader.pair(here)
    return reader.lines


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of a path, or of the nearest thing that holds it; 1 for the document itself."""
    for depth in range(len(path), 0, -1):
        if path[:depth] in lines:
            return lines[path[:depth]]
    return 1


def _resolve(parts: list[str], counts: dict[Path, int], *, is_array: bool) -> Path:
    """The path that a header means, with the index of the newest element in each array of tables."""
    path: Path = ()
    for number, part in enumerate(parts):
        path = (*path, part)
        last = number == len(parts) - 1
        if last and is_array:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    line = 1
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind not in ("comment", "space"):
            yield kind, match.group(), line
        line += match.group().count("\n")


def _unquoted(token: str) -> str:
    if token.startswith('"'):
        return str(re.sub(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", _unescaped, token[1:-1], flags=re.DOTALL))
    return token[1:-1] if token.startswith("'") else token


def _unescaped(match: re.Match[str]) -> str:
    code = match.group(1)
    if code[0] in "uU":
        return chr(int(code[1:], 16))
    return {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "e": "\x1b"}.get(code, code)
