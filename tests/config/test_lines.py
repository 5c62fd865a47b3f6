from __future__ import annotations

import json
import tomllib
from typing import Any

import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.config.lines import Path, index, line_of, lines_of, open_brackets

SAMPLE = '''# a comment with [brackets] and = signs
[site]
title = "a [[b]] # c"   # trailing
text = """
[not]
a = 1
"""
"quoted key" = 'x'

[[source]]
id = "a"
match = [
    { keyword = "x", place = ["甲",
      "乙"] }, # ] }
    { url = "y" },
]
[source.select]
item = "li"

[[source]]
id = "b"
select.link = "a"
nested = [[1, 2], [3]]
[digest.x]
size = 3
when = 1979-05-27 07:32:00
"" = \'\'\'one ' quote\'\'\'
[[digest.x.deep]]
a.b . "c.d" = """"quoted""""
[[digest.x.deep]]
[digest.x.deep.er]
'''


def test_every_key_has_the_line_it_stands_on() -> None:
    lines = lines_of(SAMPLE)
    rows = SAMPLE.split("\n")
    expected: dict[Path, str] = {
        ("site",): "[site]",
        ("site", "title"): "title =",
        ("site", "text"): "text =",
        ("site", "quoted key"): '"quoted key"',
        ("source",): "[[source]]",
        ("source", 0, "id"): 'id = "a"',
        ("source", 0, "match", 0): "keyword",
        ("source", 0, "match", 0, "keyword"): "keyword",
        ("source", 0, "match", 0, "place", 1): '"乙"',
        ("source", 0, "match", 1, "url"): "url",
        ("source", 0, "select", "item"): "item =",
        ("source", 1, "id"): 'id = "b"',
        ("source", 1, "select", "link"): "select.link",
        ("source", 1, "nested", 1, 0): "nested",
        ("digest", "x", "size"): "size",
        ("digest", "x", "when"): "when",
        ("digest", "x", ""): '"" =',
        ("digest", "x", "deep", 0, "a", "b", "c.d"): "a.b . ",
        ("digest", "x", "deep", 1, "er"): "[digest.x.deep.er]",
    }
    for path, shown in expected.items():
        assert shown in rows[lines[path] - 1], path
    assert set(paths(tomllib.loads(SAMPLE))) == set(lines)


def test_a_missing_key_has_the_line_of_what_should_hold_it() -> None:
    lines = lines_of(SAMPLE)
    assert line_of(lines, ("source", 1, "url")) == lines[("source", 1)]
    assert line_of(lines, ("nothing",)) == 1


def test_what_is_said_twice_is_found_with_its_first_line() -> None:
    assert index("[a]\nb = 1\n\nb = 2\n").repeated == (("a", "b"), 2)
    assert index("[a]\n[b]\n[a]\n").repeated == (("a",), 1)
    assert index("[[a]]\nb = 1\n[[a]]\nb = 1\n").repeated is None


def test_brackets_left_open_are_found() -> None:
    assert open_brackets('a = [1]\nb = [ "]",\n { c = 1 },\n {\n') == [2, 4]


KEYS = st.text("abcXYZ019_-", min_size=1, max_size=6) | st.text(max_size=6)
LEAVES = st.text(max_size=20) | st.integers(-9, 9) | st.booleans() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=12
)


def paths(value: Any, path: Path = ()) -> list[Path]:
    found = [path] if path else []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        found += paths(one, (*path, key))
    return found


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_every_path_of_a_document_that_tomlkit_writes_has_a_line(document: dict[str, Any]) -> None:
    text = tomlkit.dumps(document)
    lines = lines_of(text)
    assert set(paths(tomllib.loads(text))) == set(lines), text
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())


class Writer:
    """Writes values in every layout TOML has, and notes on which line it put each of them."""

    def __init__(self, choose: Any) -> None:
        self.text = ""
        self.lines: dict[Path, int] = {}
        self.choose = choose

    @property
    def line(self) -> int:
        return self.text.count("\n") + 1

    def spread(self) -> None:
        """White space as it may stand within an array."""
        self.text += self.choose(["", " ", "\n", " # ] } ''' \"\"\" [[x]]\n", "\n\n\t"])

    def key(self, key: str) -> None:
        plain = key and all(character.isascii() and (character.isalnum() or character in "_-") for character in key)
        quoted = [json.dumps(key, ensure_ascii=False).replace("\x7f", "\\u007f")] + (
            ["'" + key + "'"] if key.isprintable() and "'" not in key else []
        )
        self.text += self.choose(([key] if plain else []) + quoted)

    def string(self, value: str) -> None:
        def escaped(text: str) -> str:
            return json.dumps(text, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f")

        folded = "\n".join(map(escaped, value.split("\n")))  # the newline behind three quotes is none of the text's
        layouts = [f'"{escaped(value)}"', f'"""\n{folded}"""', f'"""\n{folded}\\\n   """']
        if not value.startswith("\n"):
            layouts.append(f'"""{folded}"""')
        if value.isprintable() and "'" not in value:
            layouts += [f"'{value}'", f"'''\n{value}'''"]
        self.text += self.choose(layouts)

    def value(self, value: Any, path: Path) -> None:
        if isinstance(value, str):
            self.string(value)
        elif isinstance(value, bool):
            self.text += str(value).lower()
        elif isinstance(value, list):
            self.text += "["
            for number, one in enumerate(value):
                self.spread()
                self.lines[(*path, number)] = self.line
                self.value(one, (*path, number))
                self.spread()
                self.text += "," if number < len(value) - 1 else self.choose(["", ","])
            self.spread()
            self.text += "]"
        elif isinstance(value, dict):
            self.text += "{ "
            for number, (key, one) in enumerate(value.items()):
                self.text += ", " if number else ""
                self.lines[(*path, key)] = self.line
                self.key(key)
                self.text += self.choose([" = ", "="])
                self.value(one, (*path, key))
            self.text += " }"
        else:
            self.text += repr(value)

    def pairs(self, table: dict[str, Any], path: Path) -> None:
        for key, one in table.items():
            self.lines[(*path, key)] = self.line
            self.key(key)
            self.text += " = "
            self.value(one, (*path, key))
            self.text += self.choose(["\n", " # a = [\n", "\n\n# [[b]]\n"])


UTF8_KEYS = KEYS.filter(lambda key: key.encode("utf-8", "ignore").decode() == key and key.isprintable())
SOUND = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=12)
NESTED = st.recursive(
    SOUND | st.integers(-9, 9) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(UTF8_KEYS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        UTF8_KEYS, st.lists(st.dictionaries(UTF8_KEYS, NESTED, max_size=3), min_size=1, max_size=3), max_size=3
    ),
    st.data(),
)
def test_in_every_layout_each_thing_has_exactly_its_line(document: dict[str, Any], data: Any) -> None:
    writer = Writer(lambda choices: data.draw(st.sampled_from(choices)))
    for name, tables in document.items():
        for number, table in enumerate(tables):
            writer.text += writer.choose(["", "\n", "# [x]\n"])
            writer.lines.setdefault((name,), writer.line)
            writer.lines[(name, number)] = writer.line
            writer.text += "[["
            writer.key(name)
            writer.text += writer.choose(["]]\n", " ]] # ]]\n"])
            writer.pairs(table, (name, number))
    assert tomllib.loads(writer.text) == document, "the writer writes what it was given"
    assert lines_of(writer.text) == writer.lines, writer.text


@settings(max_examples=150, deadline=None)
@given(st.text("[]{}=\"'.,#\\\n ab\t", max_size=60) | st.integers(0, len(SAMPLE)).map(lambda cut: SAMPLE[:cut]))
def test_what_is_no_toml_is_read_without_an_error_all_the_same(text: str) -> None:
    found = index(text)
    assert all(1 <= line <= text.count("\n") + 1 for line in found.lines.values())
    assert all(1 <= one.first <= one.last <= text.count("\n") + 1 for one in found.statements)


def test_no_depth_is_too_deep() -> None:
    assert len(open_brackets("a = " + "[" * 50_000)) == 50_000
    assert index("a = " + "[" * 1_500).lines[("a",)] == 1
