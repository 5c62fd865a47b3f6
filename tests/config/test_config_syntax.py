"""What an admin reads when config.toml is no TOML."""

from __future__ import annotations

from pathlib import Path

import pytest

from syndicator.config import parse
from syndicator.errors import ConfigError, Problem


def problem(text: str) -> Problem:
    with pytest.raises(ConfigError) as caught:
        parse(text, "config.toml", Path("/srv"))
    (found,) = caught.value.problems
    return found


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("[site]\ntitle = “咸宁网”\n", 2, '第 9 列:这里用了中文的 “,要换成英文的 "'),
        ('[site]\ntitle＝"x"\n', 2, "第 6 列:这里用了中文的 ＝,要换成英文的 ="),
        ('[site]\nx = ["a"，"b"]\n', 2, "要换成英文的 ,"),
        ("【site】\n", 1, "要换成英文的 ["),
        ('[site]\n\u3000title = "x"\n', 2, "全角空格"),
        ('[site]\n名称 = "x"\n', 2, "键不能用中文"),
        ("[site]\ntitle = 咸宁网\n", 2, "英文双引号"),
        ('[site]\ntitle = "x\nb = 1\n', 2, "引号没有关上"),
        ("[site]\ntitle = 'x\nb = 1\n", 3, "第 2 行的引号没有关上"),
        ('[site]\ntitle = """x\n\n[store]\n', 4, "第 2 行的引号没有关上"),
        ('[site]\ntitle = "他说"好""\n', 2, "中文引号"),
        ('[site]\ntitle = "x"\nwindow = 3\ntitle = "y"\n', 4, "site.title 重复:第 2 行已经写过"),
        ("[site]\n\n[store]\n[site]\n", 4, "site 重复:第 1 行已经写过"),
        ("[[source]]\nx = {a = 1, a = 2}\n", 2, "写了两次"),
        ("a.b = 1\na = 2\n", 2, "写了两次"),
        ('[[source]\nid = "a"\n', 1, "]]"),
        ("[site\n", 1, "[site]"),
        ("[site]\ntitle\n", 2, "键 = 值"),
        ("[site]\ntitle =\n", 2, "没有值"),
        ("[site]\ntitle =", 2, "没有值"),
        ("[site]\nx = True\n", 2, "True 要写成 true"),
        ('[store]\ndata = "C:\\data"\n', 2, "路径请用 /"),
        ('[store]\ndata = "C:\\unews"\n', 2, "十六进制"),
        ('match = [{ keyword = "x" },\n\n[[section]]\nid = "s"\n', 3, "第 1 行开始的括号没有关上"),
        ('match = [\n  "a"\n  "b"\n]\n', 3, "逗号"),
        ("x = {a = 1\nb = 2}\n", 1, "写在同一行"),
        ("x = {a = 1", 1, "写在同一行"),
        ("[site]\n\0\n", 2, "控制字符"),
        ('[site]\ntitle = "a\x01b"\n', 2, "控制字符"),
        ("[site]\nx = 1979-02-31T00:00:00\n", 2, "07:30"),
        ("x = " + "[" * 9_000, 1, "套得太深"),
        ("x = " + "9" * 9_000, 1, "数字太大"),
    ],
)
def test_what_is_no_toml_is_said_with_its_line_and_the_cure(text: str, line: int, says: str) -> None:
    found = problem(text)
    assert (found.line, found.key) == (line, "语法"), found
    assert says in found.text


def test_the_line_is_right_after_windows_line_ends_and_many_lines_of_text() -> None:
    found = problem('[site]\r\ntitle = """\r\na\r\nb"""\r\n\r\nbase_url = x\r\n')
    assert found.line == 6
    assert "第 12 列" in found.text
    assert "没有值" in problem("[site]\r\ntitle =\r\n").text
