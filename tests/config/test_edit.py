from __future__ import annotations

import tomllib
from pathlib import Path

import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from syndicator.config import load
from syndicator.config.edit import add_sources, save

ROOT = Path(__file__).resolve().parents[2]
SOURCE = {
    "id": "new-one",
    "name": '引号"的名字',
    "url": "http://new.example.cn/list/",
    "section": ["xianyu"],
    "pages": 2,
}


def test_the_shipped_file_keeps_every_byte_around_the_new_source(tmp_path: Path) -> None:
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    edited = add_sources(text, [SOURCE])
    at = next(n for n, (a, b) in enumerate(zip(text, edited, strict=False)) if a != b)
    assert edited.endswith(text[at:])
    assert edited[: at + len(edited) - len(text)] + text[at:] == edited
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o640)
    save(file, edited)
    loaded = load(file)
    assert loaded.sources[-1].id == "new-one"
    assert loaded.sources[-1].name == '引号"的名字'
    assert [source.id for source in loaded.sources[:-1]] == [source.id for source in load(ROOT / "config.toml").sources]
    assert file.stat().st_mode & 0o777 == 0o640
    assert "# ── 栏目" in edited.split("new-one")[1], "the heading of the next part stays with it"


def test_a_file_without_sources_gets_its_first() -> None:
    text = '[site]\ntitle = "t"\nbase_url = "http://a.cn"'
    assert tomllib.loads(add_sources(text, [SOURCE])) == {
        "site": {"title": "t", "base_url": "http://a.cn"},
        "source": [SOURCE],
    }


def test_a_source_with_selectors_is_not_cut_in_two() -> None:
    text = '[[source]]\nid = "a"\nurl = "http://a.cn/"\n[source.select]\nitem = "li"\n\n# next\n[[section]]\nid = "s"\nname = "n"\n'
    parsed = tomllib.loads(add_sources(text, [SOURCE]))
    assert parsed["source"] == [{"id": "a", "url": "http://a.cn/", "select": {"item": "li"}}, SOURCE]
    assert parsed["section"] == [{"id": "s", "name": "n"}]


NAMES = st.sampled_from(["site", "source", "section", "digest"])
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@given(st.lists(st.tuples(NAMES, st.dictionaries(st.sampled_from("abc"), TEXT, max_size=3)), max_size=6), TEXT)
def test_only_the_new_source_is_added_to_any_document(tables: list[tuple[str, dict[str, str]]], comment: str) -> None:
    text = ""
    for name, values in tables:
        text += f"# {comment}\n[[{name}]]\n" + tomlkit.dumps(values) + "\n"
    before = tomllib.loads(text)
    after = tomllib.loads(add_sources(text, [SOURCE, SOURCE]))
    assert after.pop("source") == [*before.pop("source", []), SOURCE, SOURCE]
    assert after == before
