"""Which line of a TOML document each key stands on: tomllib tells values only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r"""(?P<skip>[^\S\n]+|\#[^\n]*)
    |(?P<string>\"{3}(?:[^"\\]++|\\.|"{1,2}(?!"))*+\"{3,5}
        |'{3}(?:[^']++|'{1,2}(?!'))*+'{3,5}
        |"(?:\\.|[^"\\\n])*+"|'[^'\n]*+')
    |(?P<newline>\n)
    |(?P<mark>[\[\]{}=,.])
    |(?P<bare>[^\s\[\]{}=,.\#"']+|.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "e": "\x1b"}
_LAST_CHARACTER = 0x10FFFF


class Statement(NamedTuple):
    """A header or a key with its value, and the lines it covers, counted from 1."""

    path: Path
    first: int
    last: int


@dataclass(slots=True)
class Index:
    """Where everything stands. `lines` is in the document's order.

    `repeated` is what a document that says something twice says again, and the line it was first said on.
    """

    lines: dict[Path, int] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    repeated: tuple[Path, int] | None = None


def lines_of(text: str) -> dict[Path, int]:
    """For every key, table and array element of a well-formed document: its path and line, counted from 1.

    ("source", 3, "every") is the key `every` of the fourth [[source]]. Paths come in the document's order.
    """
    return index(text).lines


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of a path, or of the nearest thing that holds it; 1 for the document itself."""
    for depth in range(len(path), 0, -1):
        if path[:depth] in lines:
            return lines[path[:depth]]
    return 1


def index(text: str) -> Index:
    """Reads a document for its positions alone. What is ill-formed is read as far as it makes sense; never raises."""
    scan = _Scan(text)
    scan.document()
    return scan.found


def open_brackets(text: str) -> list[int]:
    """The lines of the brackets that are not closed at the end of `text`, outermost first."""
    opened: list[int] = []
    for kind, mark, line, _ in _tokens(text):
        if kind == "mark" and mark in "[{":
            opened.append(line)
        elif kind == "mark" and mark in "]}" and opened:
            opened.pop()
    return opened


class _Token(NamedTuple):
    kind: str
    text: str
    line: int
    last: int


class _Scan:
    """Walks over the tokens once, one token ahead. Nesting is kept in a list: no document is too deep."""

    def __init__(self, text: str) -> None:
        self.found = Index()
        self._tokens = _tokens(text)
        self._declared: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self._passed = 1
        self._now = next(self._tokens)

    def document(self) -> None:
        here: Path = ()
        while self._now.kind != "end":
            if self._now.kind == "newline":
                self._take()
                continue
            line = self._now.line
            if self._now.text == "[":
                here = path = self._header()
            else:
                path = self._key(here)
                self._declare(path, line)
                self._value(path)
            self.found.statements.append(Statement(path, line, self._passed))

    def _take(self) -> str:
        token = self._now
        if token.kind != "end":
            self._passed = token.last
            self._now = next(self._tokens)
        return token.text

    def _header(self) -> Path:
        line = self._now.line
        self._take()
        is_array = self._now.text == "["
        if is_array:
            self._take()
        path = self._meant(self._parts(), is_array=is_array)
        while self._now.text == "]":
            self._take()
        self._stand(path, line)
        self._declare(path, line)
        return path

    def _meant(self, parts: list[str], *, is_array: bool) -> Path:
        """The path that a header means, with the index of the newest element in each array of tables."""
        path: Path = ()
        for number, part in enumerate(parts, start=1):
            path = (*path, part)
            if is_array and number == len(parts):
                self._counts[path] = self._counts.get(path, -1) + 1
            if path in self._counts:
                path = (*path, self._counts[path])
        return path

    def _key(self, inside: Path) -> Path:
        """A dotted key, its tables made known on the way, and the = behind it."""
        line = self._now.line
        path = (*inside, *self._parts())
        self._stand(path, line)
        if self._now.text == "=":
            self._take()
        return path

    def _parts(self) -> list[str]:
        parts = [_unquoted(self._take())]
        while self._now.text == ".":
            self._take()
            parts.append(_unquoted(self._take()))
        return parts

    def _value(self, path: Path) -> None:
        """One value, and the lines of all that it holds."""
        opened: list[tuple[Path, int | None]] = []  # what it is inside of: an array's next index, None for a table
        while True:
            if self._now.text in ("[", "{"):
                opened.append((path, 0 if self._take() == "[" else None))
            else:
                self._scalar()
            while opened:
                while self._now.kind == "newline" or self._now.text == ",":
                    self._take()
                if self._now.kind == "end":
                    return
                if self._now.text in ("]", "}"):
                    self._take()
                    opened.pop()
                    continue
                inside, number = opened[-1]
                if number is None:
                    path = self._key(inside)
                else:
                    path = (*inside, number)
                    self._stand(path, self._now.line)
                    opened[-1] = (inside, number + 1)
                break
            else:
                return

    def _scalar(self) -> None:
        if self._now.kind not in ("newline", "end") and self._now.text not in ("]", "}", ","):
            self._take()
        while self._now.kind in ("bare", "string") or self._now.text == ".":
            self._take()

    def _stand(self, path: Path, line: int) -> None:
        depth = len(path)
        while depth and path[:depth] not in self.found.lines:
            depth -= 1
        for longer in range(depth + 1, len(path) + 1):
            self.found.lines[path[:longer]] = line

    def _declare(self, path: Path, line: int) -> None:
        if path in self._declared:
            self.found.repeated = (path, self._declared[path])
        self._declared.setdefault(path, line)


def _tokens(text: str) -> Iterator[_Token]:
    """What a document is made of, without spaces and comments; then the end."""
    line = 1
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup or "", match.group()
        last = line if kind != "string" else line + token.count("\n")
        if kind != "skip":
            yield _Token(kind, token, line, last)
        line = last + (kind == "newline")
    yield _Token("end", "", line, line)


def _unquoted(token: str) -> str:
    if token.startswith('"'):
        return _ESCAPE.sub(_unescaped, token[1:-1])
    return token[1:-1] if token.startswith("'") else token


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] in "uU" and len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number <= _LAST_CHARACTER else code
    return _ESCAPED.get(code, code)
