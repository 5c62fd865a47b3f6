"""`syndicator digest`: what an editor types, and what is said when it is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from syndicator.__main__ import main

CONFIG = """[site]
title = "崇阳新闻"
base_url = "https://feeds.example.cn"
[digest.xinmeiti]
name = "新媒体"
editions = ["07:30"]
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(CONFIG, encoding="utf-8")
    monkeypatch.setenv("SYNDICATOR_CONFIG", str(file))
    return file


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["syndicator", "digest", *words])
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_what_is_pinned_lasts_until_it_is_undone(config: Path, monkeypatch, capsys) -> None:
    url = "http://a.example.cn/xw/202611/t20261125_112345.html"
    assert run(monkeypatch, "pin", url) == 0
    assert "采到以后生效" in capsys.readouterr().out
    assert run(monkeypatch, "--json") == 0
    (pick,) = json.loads(capsys.readouterr().out)["picks"]
    assert (pick["target"], pick["banned"]) == (url, False)
    assert run(monkeypatch, "ban", url) == 0
    assert run(monkeypatch, "ban", url, "--undo") == 0
    capsys.readouterr()
    assert run(monkeypatch, "xinmeiti", "--json", "--explain") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["picks"], said["reasons"]) == ([], [])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["pin"], "请写一条新闻的网址"),
        (["pin", "a.example.cn/x"], "http://a.example.cn/x"),
        (["ban", "http://a.example.cn/x", "--undo"], "没有用命令"),
        (["nixmeiti"], "xinmeiti"),
        (["xinmeiti", "pin"], "不明白"),
        (["--edition", "昨天"], "2026-11-29T07:30"),
        (["--edition", "2026-11-25T07:30"], "还没有期次"),
        (["--email"], "还没有可以发的新闻"),
    ],
)
def test_a_mistake_is_said_with_its_cure(config: Path, monkeypatch, capsys, words: list[str], says: str) -> None:
    assert run(monkeypatch, *words) == 1
    said = capsys.readouterr().err
    assert says in said.replace("\n", "")
    assert "Traceback" not in said
