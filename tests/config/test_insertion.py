from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.config import parse
from syndicator.config.edit import add_source, add_sources
from syndicator.errors import ConfigError

SHIPPED = (Path(__file__).resolve().parents[2] / "config.toml").read_text(encoding="utf-8")
NEW = {"id": "new", "url": "http://new.cn/"}


def left_out(before: str, after: str) -> str:
    """What `after` has more than `before`, which must be all there in one piece to the left and right of it."""
    start = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
    added = len(after) - len(before)
    while start >= 0 and after[:start] + after[start + added :] != before:
        start -= 1
    assert start >= 0, "something else was changed"
    return after[start : start + added]


def test_the_shipped_file_takes_a_source_and_keeps_every_byte() -> None:
    source = {
        "id": "new",
        "name": '引"号\n',
        "url": "http://new.cn/",
        "section": ["xianyu"],
        "select": {"item": "ul > li"},
    }
    after = add_source(SHIPPED, source)
    assert "new.cn" in left_out(SHIPPED, after)
    assert after.index("chinanews-finance") < after.index("new.cn") < after.index("# ── 栏目")
    found = parse(after, "config.toml", Path("/srv")).sources[-1]
    assert (found.id, found.url, found.selectors.item) == ("new", "http://new.cn/", "ul > li")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[[source]]\nid = "new"\nurl = "http://new.cn/"\n'),
        ("[site]", '[site]\n\n[[source]]\nid = "new"\nurl = "http://new.cn/"\n'),
        (
            '[[source]]\nid = "a"\n# every = "1h"\n\n# next\n[b]\n',
            '[[source]]\nid = "a"\n# every = "1h"\n\n[[source]]\nid = "new"\nurl = "http://new.cn/"\n\n# next\n[b]\n',
        ),
        (
            '[[source]]\nid = "a"\n# next\n[b]\n',
            '[[source]]\nid = "a"\n\n[[source]]\nid = "new"\nurl = "http://new.cn/"\n\n# next\n[b]\n',
        ),
        (
            '[[ source ]]\r\nsection = [\r\n  "[[source]]",\r\n] # c\r\n[b]\r\n',
            '[[ source ]]\r\nsection = [\r\n  "[[source]]",\r\n] # c\r\n\r\n[[source]]\r\nid = "new"\r\nurl = "http://new.cn/"\r\n\r\n[b]\r\n',
        ),
    ],
)
def test_it_goes_behind_the_last_source_and_before_what_leads_up_to_the_next_table(before: str, after: str) -> None:
    assert add_source(before, NEW) == after


@pytest.mark.parametrize(
    "text", ['source = [{ id = "a" }]\n[b]\n', '[source]\nid = "a"\n', "source = 3\n", "x = \n", "x = " + "[" * 9_000]
)
def test_where_it_cannot_be_added_that_is_said(text: str) -> None:
    with pytest.raises(ConfigError, match=r"^config\.toml:1: (source|语法): "):
        add_source(text, NEW)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
ROWS = st.sampled_from(
    [
        '[[source]]\nid = "a" # c\n',
        "[[ source ]] # [[x]]\n",
        '[source.select]\nitem = """\n[[source]]\n"""\n',
        "[[section]]\nmatch = [\n  { a = [\n[1]] },\n]\n",
        "[digest.x]\n",
        "# [[source]]\n",
        "#\n",
        "\n",
        "  \t\n",
    ]
)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(ROWS, max_size=10),
    st.fixed_dictionaries(
        {"id": TEXTS}, optional={"url": TEXTS, "n": st.integers(0, 9), "s": st.lists(TEXTS, max_size=2)}
    ),
    st.dictionaries(st.sampled_from(["item", "link"]), TEXTS, max_size=2),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.sampled_from(["", "\ufeff"]),
)
def test_the_source_is_added_last_and_everything_else_stays(
    rows: list[str], source: dict[str, Any], select: dict[str, str], newline: str, cut: bool, mark: str
) -> None:
    text = "".join(rows)
    text = mark + (text.rstrip("\n") if cut else text).replace("\n", newline)
    source = source | ({"select": select} if select else {})
    try:
        before = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError:
        return
    if not isinstance(before.get("source", []), list):
        return
    after = add_source(text, source)
    left_out(text, after)
    assert tomllib.loads(after.removeprefix("\ufeff")) == {**before, "source": [*before.get("source", []), source]}
    assert ("\r\n" in after) == ("\r\n" in text) or "\n" not in text


def test_many_sources_are_added_as_if_one_after_the_other() -> None:
    more = [{"id": f"s{n}", "url": f"http://s{n}.cn/", "select": {"item": "li"}} for n in range(3)]
    one_by_one = SHIPPED
    for source in more:
        one_by_one = add_source(one_by_one, source)
    assert add_sources(SHIPPED, more) == one_by_one
    assert add_sources(SHIPPED, []) == SHIPPED
