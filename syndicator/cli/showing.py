"""What all commands share: their options, and how they show what they have to say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

out = Console()
err = Console(stderr=True)

Config = Annotated[Path, typer.Option("--config", "-c", help="配置文件", envvar="SYNDICATOR_CONFIG")]
Data = Annotated[
    Path | None, typer.Option("--data", help="数据目录(覆盖配置里的 [store] data)", envvar="SYNDICATOR_DATA")
]
AsJSON = Annotated[bool, typer.Option("--json", help="输出 JSON")]
DEFAULT = Path("config.toml")


@contextmanager
def progress_bar(what: str) -> Iterator[Progress]:
    """A progress bar on standard error, that goes away when the work is done."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as progress:
        progress.console.log(f"{what}…") if not err.is_terminal else None
        yield progress


def print_json(value: Any) -> None:
    """One JSON value on standard output, whatever the terminal is."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def local(moment: datetime | None, zone: ZoneInfo) -> str:
    """A moment as the office's clock shows it."""
    return f"{moment.astimezone(zone):%m-%d %H:%M}" if moment else "—"
