"""The web server's application: files first, and a few answers about the service's state."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount, Route

from syndicator.model import Status
from syndicator.serve.files import Files
from syndicator.serve.state import State


def create_app(public: Path, status: Callable[[], Status]) -> Starlette:
    """Returns the application. `status` is asked at most once a second, in a thread."""
    state = State(public, status)
    return Starlette(
        routes=[
            Route("/healthz", state.healthz, methods=["GET"]),
            Route("/status", state.page, methods=["GET"]),
            Route("/status.json", state.json, methods=["GET"]),
            Route("/metrics", state.metrics, methods=["GET"]),
            Mount("/", app=Files(public)),
        ]
    )
