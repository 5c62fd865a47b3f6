"""What granian loads: `Granian("syndicator.serve.asgi:app", factory=True, interface=Interfaces.ASGI)`."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from starlette.applications import Starlette

from syndicator.errors import SyndicatorError
from syndicator.model import Selection, Status
from syndicator.serve.app import create_app
from syndicator.serve.push import Callbacks

# The folder to serve.
PUBLIC = "SYNDICATOR_PUBLIC"
# "module:function"; called with a Selection, returns the Status of this moment.
STATUS = "SYNDICATOR_STATUS"
# "module:function"; called without arguments, returns what hears hubs. Without it, nobody does.
WEBSUB = "SYNDICATOR_WEBSUB"


def app() -> Starlette:
    """Returns the application that the environment describes. Raises SyndicatorError when it describes none."""
    public = os.environ.get(PUBLIC)
    if not public:
        raise SyndicatorError(f"环境变量 {PUBLIC} 没有设置，不知道要发布哪个目录。请用 syndicator run 启动。")
    status: Callable[[Selection], Status] = _callable(STATUS)
    callbacks: Callable[[], Callbacks] | None = _callable(WEBSUB) if WEBSUB in os.environ else None
    return create_app(Path(public), status, callbacks() if callbacks else None)


def _callable(variable: str) -> Any:
    dotted = os.environ.get(variable, "")
    module, _, name = dotted.partition(":")
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise SyndicatorError(f"环境变量 {variable} 的值“{dotted}”不可用（{error}），应形如 模块:函数。") from error
    return found
