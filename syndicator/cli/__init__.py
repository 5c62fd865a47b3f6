"""The commands, thin: they parse arguments, call the service and show what it says."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from syndicator import __version__
from syndicator.cli.showing import out
from syndicator.config.spelling import did_you_mean
from syndicator.errors import SyndicatorError
from syndicator.service import journal

# In which module each command stands, in the order of the help.
COMMANDS = {
    "run": "working",
    "check": "checking",
    "gather": "working",
    "wake": "working",
    "publish": "working",
    "prune": "working",
    "demo": "working",
    "read": "looking",
    "preview": "looking",
    "status": "looking",
    "why": "reasons",
    "explain": "reasons",
    "join": "overruling",
    "split": "overruling",
    "overrules": "overruling",
    "withdraw": "withdrawing",
    "withdrawals": "withdrawing",
    "add": "adding",
    "import": "adding",
    "digest": "digesting",
    "train": "training",
}


class Commands(TyperGroup):
    """Loads the command that is asked for and no other: each brings its own part of the service with it."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            if ctx.resilient_parsing:  # a shell completes what is typed
                return None
            raise SyndicatorError(f"没有命令 {cmd_name}。{did_you_mean(cmd_name, COMMANDS)}")
        module = import_module(f"{__name__}.{COMMANDS[cmd_name]}")
        alone = typer.Typer(add_completion=False, rich_markup_mode="rich")
        alone.command(cmd_name)(getattr(module, cmd_name, None) or module.import_opml)
        return typer.main.get_command(alone)


app = typer.Typer(
    cls=Commands,
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
