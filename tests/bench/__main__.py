"""`./run bench [NAME] [--json]`: each measurement is a script of its own beside this one."""

from __future__ import annotations

import runpy
import sys
from itertools import takewhile
from pathlib import Path


def main() -> None:
    scripts = {path.stem: path for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_")}
    # Names come first; from the first option on, all is the scripts' own (`scale --minutes 1`).
    wanted = list(takewhile(lambda argument: not argument.startswith("-"), sys.argv[1:]))
    options = sys.argv[1 + len(wanted) :]
    unknown = [name for name in wanted if name not in scripts]
    if unknown or not wanted:
        print(f"./run bench NAME [--json], NAME one of: {' '.join(sorted(scripts))}", file=sys.stderr)
        sys.exit(2 if unknown else 0)
    for name in wanted:
        sys.argv = [str(scripts[name]), *options]
        runpy.run_path(str(scripts[name]), run_name="__main__")


if __name__ == "__main__":
    main()
