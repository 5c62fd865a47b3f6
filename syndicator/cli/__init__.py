"""The commands, thin: they parse arguments, call the service and show what it says."""

from __future__ import annotations

from typing import Annotated

import typer

from syndicator import __version__
from syndicator.cli import adding, digesting, looking, overruling, reasons, withdrawing, working
from syndicator.cli.showing import out
from syndicator.service import journal

app = typer.Typer(
    help="汇集一个县的新闻,同一件事只说一遍,按栏目和县市发布订阅源与新媒体摘要。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _version(wanted: bool) -> None:
    if wanted:
        out.print(f"syndicator {__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本")] = False,  # noqa: ARG001
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="日志写得更细")] = False,
) -> None:
    journal.open_journal(verbose)


for command in (
    *(working.run, working.check, working.gather, working.wake, working.publish, working.prune, working.demo),
    *(looking.read, looking.preview, looking.status),
    *(reasons.why, reasons.explain),
    *(overruling.join, overruling.split, overruling.overrules),
    *(withdrawing.withdraw, withdrawing.withdrawals),
    *(adding.add, digesting.digest),
):
    app.command()(command)
app.command("import")(adding.import_opml)
