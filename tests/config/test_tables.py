"""Plain TOML is read quickly, and means what tomllib says it means."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.config import tables
from syndicator.config.tables import tables_of

LINES = st.sampled_from(
    [
        'id = "a"', 'id="b"   # 注', "id = 'c'", 'name = "咸宁网 # 不是注"', 'name = "a\\tb"', "pages = 3", "pages = 03",
        "pages = +3", "pages = 1_000", "full_text = true", "full_text = truex", "full_text = false", "", "# 注", "   ",
        'section = ["a", "b"]', "section = [", '"a",', "]", '  every = "15m"', "\tkind = \"feed\"", "a.b = 1", '"k" = 1',
        "x = 1.5", "x = 1979-05-27", "x = {a = 1}", "[source.select]", "[[source.x]]", "[[source]]", " [[source]]",
        "[[source]] # 注", "[source]", "[site]", "[[section]]", "[digest.x]", "x = \"\"\"", "'''", "x", 'x = "open',
        "[[other]]", "x = \x00", 'x = "\x07"', "# \x07", "[['source']]", "source = 1", "site.title = 1",
    ]
)  # fmt: skip
DOCUMENTS = st.lists(st.one_of(LINES, st.just("[[source]]"), st.just('id = "a"')), max_size=14).map("\n".join)


def outcome(read: Any, text: str) -> Any:
    try:
        return read(text)
    except (ValueError, RecursionError) as error:
        return (type(error), str(error))


@given(DOCUMENTS, st.booleans())
def test_it_reads_what_tomllib_reads_and_refuses_what_it_refuses(text: str, ended: bool) -> None:
    text = "\n[[source]]\n" + text + "\n" * ended
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "FEWEST", 1)
        assert outcome(tables_of, text) == outcome(tomllib.loads, text)


def test_ten_thousand_plain_sources_never_meet_tomllib_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = [
        f'[[source]]\nid = "s{n}"\nname = "源{n}"  # 注\nurl = "http://a.cn/{n}?a=1#b"\npages = {n}\n'
        for n in range(10_000)
    ]
    text = '[site]\ntitle = "测量"\n\n' + "\n".join(blocks) + '\n[[section]]\nid = "yaowen"\n\n[[source]]\nid = "last"'
    expected = tomllib.loads(text)
    longest = 0

    def measured(part: str) -> dict[str, Any]:
        nonlocal longest
        longest = max(longest, len(part))
        return loads(part)

    loads = tomllib.loads
    monkeypatch.setattr(tables.tomllib, "loads", measured)
    assert tables_of(text) == expected
    assert 0 < longest < 200
