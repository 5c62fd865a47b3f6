"""The units, checked by systemd itself."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from syndicator.cli import app

UNITS = Path(__file__).resolve().parents[2] / "systemd"
TRUE = shutil.which("true") or "/bin/true"


def verified(folder: Path, name: str = "syndicator.service") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(folder / name)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("under_nginx", [False, True])
def test_the_units_are_clean(tmp_path: Path, under_nginx: bool) -> None:
    text = (UNITS / "syndicator.service").read_text(encoding="utf-8")
    # Only the program's place is changed: this machine has none in /opt.
    (tmp_path / "syndicator.service").write_text(text.replace("/opt/syndicator/bin/syndicator", TRUE), encoding="utf-8")
    if under_nginx:
        shutil.copytree(UNITS / "syndicator.service.d", tmp_path / "syndicator.service.d")
    done = verified(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "syndicator" not in done.stderr, done.stderr


def test_a_broken_unit_would_be_found(tmp_path: Path) -> None:
    text = (UNITS / "syndicator.service").read_text(encoding="utf-8")
    (tmp_path / "syndicator.service").write_text(
        text.replace("Restart=on-failure", "Restart=perhaps"), encoding="utf-8"
    )
    assert "perhaps" in verified(tmp_path).stderr


def test_the_service_is_hardened(tmp_path: Path) -> None:
    text = (UNITS / "syndicator.service").read_text(encoding="utf-8")
    (tmp_path / "syndicator.service").write_text(text.replace("/opt/syndicator/bin/syndicator", TRUE), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(tmp_path / "syndicator.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert found, done.stdout + done.stderr
    print(found[0])
    assert float(found[1]) <= 2.0, done.stdout


def test_an_edited_configuration_is_taken_by_itself(tmp_path: Path) -> None:
    for name in ("syndicator-reload.path", "syndicator-reload.service"):
        text = (UNITS / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("/bin/systemctl", TRUE), encoding="utf-8")
        done = verified(tmp_path, name)
        assert done.returncode == 0, done.stderr
        assert "syndicator" not in done.stderr, done.stderr


def test_units_and_program_agree_on_the_command_line() -> None:
    commands: Any = get_command(app)
    known = {name: commands.get_command(None, name) for name in ("check", "run")}
    text = (UNITS / "syndicator.service").read_text(encoding="utf-8")
    lines = re.findall(r"^Exec(?:StartPre|Start)=/opt/syndicator/bin/syndicator (\w+) (.*)", text, re.MULTILINE)
    assert [name for name, _ in lines] == ["check", "run"]
    for name, rest in lines:
        options = {option for parameter in known[name].params for option in parameter.opts}
        assert set(re.findall(r"--\w+", rest)) <= options
