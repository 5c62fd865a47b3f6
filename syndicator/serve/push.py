"""/websub/TOKEN: where hubs verify our subscriptions and push news (W3C WebSub, 5.3 and 7)."""

from __future__ import annotations

from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

# The largest document we would fetch; a push is only a hint, but its signature is over all of it.
LARGEST_PUSH = 8 * 1024 * 1024
# Of a challenge and of what else a hub puts into its query.
LONGEST_WORD = 2_048
PREFIX = "/websub/"


class Callbacks(Protocol):
    """What becomes of what hubs say; called in a thread."""

    def known(self, token: str) -> bool: ...
    def verify(self, token: str, mode: str, topic: str, lease_seconds: str) -> bool: ...
    def pushed(self, token: str, signature: str | None, body: bytes) -> bool: ...


class Push:
    """The two requests of a hub."""

    def __init__(self, callbacks: Callbacks) -> None:
        self._callbacks = callbacks

    async def verify(self, request: Request) -> Response:
        """Echoes the challenge when we want this subscription, else 404."""
        words = request.query_params
        mode, topic, challenge, lease = (
            words.get(f"hub.{name}", "") for name in ("mode", "topic", "challenge", "lease_seconds")
        )
        if max(len(topic), len(challenge)) > LONGEST_WORD:
            return PlainTextResponse("too long", 400)
        wanted = await run_in_threadpool(self._callbacks.verify, request.path_params["token"], mode, topic, lease)
        if not wanted:
            return PlainTextResponse("not wanted", 404)
        # As plain text that nobody sniffs: the challenge is a stranger's.
        return PlainTextResponse(challenge, 200, {"x-content-type-options": "nosniff"})

    async def push(self, request: Request) -> Response:
        """202 for whatever a subscription brings, 410 where there is none."""
        token = request.path_params["token"]
        if not await run_in_threadpool(self._callbacks.known, token):
            return Response(status_code=410)
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST_PUSH:
                    return Response(status_code=413)
        except ClientDisconnect:
            return Response(status_code=400)
        signature = request.headers.get("x-hub-signature")
        known = await run_in_threadpool(self._callbacks.pushed, token, signature, bytes(body))
        return Response(status_code=202 if known else 410)
