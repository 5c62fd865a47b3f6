from __future__ import annotations

import tomllib
from typing import Any

import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.config.lines import line_of, lines_of

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
      "乙"] },
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
'''


def test_every_key_has_the_line_it_stands_on() -> None:
    lines = lines_of(SAMPLE)
    rows = SAMPLE.split("\n")
    expected = {
        ("site",): "[site]",
        ("site", "title"): "title =",
        ("site", "text"): "text =",
        ("site", "quoted key"): '"quoted key"',
        ("source", 0, "id"): 'id = "a"',
        ("source", 0, "match", 0, "keyword"): "keyword",
        ("source", 0, "match", 0, "place", 1): '"乙"',
        ("source", 0, "match", 1, "url"): "url",
        ("source", 0, "select", "item"): "item =",
        ("source", 1, "id"): 'id = "b"',
        ("source", 1, "select", "link"): "select.link",
        ("source", 1, "nested", 1, 0): "nested",
        ("digest", "x", "size"): "size",
    }
    for path, shown in expected.items():
        assert shown in rows[lines[path] - 1], path


def test_a_missing_key_has_the_line_of_what_should_hold_it() -> None:
    lines = lines_of(SAMPLE)
    assert line_of(lines, ("source", 1, "url")) == lines[("source", 1)]
    assert line_of(lines, ("nothing",)) == 1


KEYS = st.text("abcXYZ019_-", min_size=1, max_size=6) | st.text(min_size=1, max_size=6)
LEAVES = st.text(max_size=20) | st.integers(-9, 9) | st.booleans() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=12
)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += paths(inner, (*path, index))
    return found


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_every_path_of_any_document_has_a_line(document: dict[str, Any]) -> None:
    text = tomlkit.dumps(document)
    parsed = tomllib.loads(text)
    lines = lines_of(text)
    for path in paths(parsed):
        assert path in lines, (text, path)
        assert 1 <= lines[path] <= text.count("\n") + 1
