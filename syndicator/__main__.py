"""`python -m syndicator`, and the `syndicator` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs a command. Our own errors end it with status 1 and their words, never with a traceback."""
    # Here and not above: worker processes import this module anew and need none of it.
    from rich.console import Console
    from rich.markup import escape

    from syndicator.cli import app
    from syndicator.errors import ConfigError, SyndicatorError

    console = Console(stderr=True)
    try:
        app()
    except ConfigError as error:
        for problem in error.problems:
            console.print(
                f"[bold]{escape(problem.file)}:{problem.line}[/bold] [red]{escape(problem.key)}[/red]:"
                f"{escape(problem.text)}",
                highlight=False,
                soft_wrap=True,
            )
        console.print(f"[red]配置有 {len(error.problems)} 处错误。[/red]")
        sys.exit(1)
    except SyndicatorError as error:
        console.print(f"[red]错误[/red] {escape(str(error))}", highlight=False, soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
