"""The command line as a whole: what each command says of itself, and what a slip of the finger gets."""

from __future__ import annotations

import sys

import pytest

from syndicator.__main__ import main
from syndicator.cli import COMMANDS


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["syndicator", *words])
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_there_and_says_what_it_does(monkeypatch, capsys, command: str) -> None:
    assert run(monkeypatch, command, "--help") == 0
    said = capsys.readouterr().out
    assert f" {command} " in said
    assert "。" in said


def test_the_help_lists_all_commands_with_their_first_words(monkeypatch, capsys) -> None:
    assert run(monkeypatch, "--help") == 0
    said = capsys.readouterr().out
    for command in COMMANDS:
        assert f" {command} " in said


def test_a_slip_of_the_finger_is_told_the_command_that_is_meant(monkeypatch, capsys) -> None:
    assert run(monkeypatch, "wihdraw", "http://a.cn/1.html") == 1
    assert "是不是想写 withdraw" in capsys.readouterr().err
