"""The web server's application: files first, and a few answers about the service's state."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Route

from syndicator.model import Selection, Status
from syndicator.serve.files import Files
from syndicator.serve.push import PREFIX, Callbacks, Push
from syndicator.serve.state import State


def create_app(public: Path, status: Callable[[Selection], Status], callbacks: Callbacks | None = None) -> Starlette:
    """Returns the application. `status` is called in a thread, one call at a time.

    With `callbacks`, hubs are heard (W3C WebSub).
    """
    state = State(status)
    answers = {
        "/healthz": state.healthz,
        "/status": state.page,
        "/status.json": state.json,
        "/status.atom": state.atom,
        "/metrics": state.metrics,
    }
    routes = [Route(path, answer, methods=["GET"]) for path, answer in answers.items()]
    if callbacks is not None:
        push = Push(callbacks)
        routes += [
            Route(f"{PREFIX}{{token}}", push.verify, methods=["GET"]),
            Route(f"{PREFIX}{{token}}", push.push, methods=["POST"]),
        ]
    app = Starlette(routes=routes)
    # Outermost, before the handlers of errors: almost every request is for a file, and costs half as much this way.
    app.middleware_stack = Files(
        app.build_middleware_stack(), public, frozenset(answers), PREFIX if callbacks else None
    )
    return app
