"""One polite, bounded, conditional GET."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

from aiohttp import ClientResponse
from aiohttp.abc import AbstractResolver
from yarl import URL

from syndicator.errors import FetchError, HTTPStatus, Refused, Unreachable
from syndicator.gather import headers as said
from syndicator.gather.faults import WIRE, cause, meaning, unreached
from syndicator.gather.guard import require_url, same_server
from syndicator.gather.hosts import most_open
from syndicator.gather.inflate import inflated
from syndicator.gather.resolver import PublicResolver, SystemResolver, public_socket
from syndicator.gather.session import Lingering, open_session, tls_context
from syndicator.model import Fetched, Gathering, Validators

# Browsers follow 20; a feed that needs more than five is lost.
MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
# Once the headers are there, this many bytes a second on average buy more time, so that a drip is cut off and a large
# document over a thin county line is not.
SLOWEST = 4 * 1024
# … but no more than this many times the time-out, for a slow server holds one of few places.
MOST_WINDOWS = 4
# Small bodies are inflated at once, for a thread costs more; a bomb keeps a core busy and goes to one.
INFLATED_AT_ONCE = 32 * 1024
NO_VALIDATORS = Validators()
# What is read of the answer to a form: the reason of a refusal.
LONGEST_ANSWER = 1_024

# Entered for every hop with its URL and whether it may lie in a private network: whose turn it is, who may not pass.
Gate = Callable[[str, bool], AbstractAsyncContextManager[None]]


def _open(_url: str, _private: bool) -> AbstractAsyncContextManager[None]:
    return nullcontext()


class Client:
    """Asks for documents. Use it as an async context manager; it holds connections, and nothing of what was said.

    `resolver` replaces name lookup, for tests. There is a session for each (private, lasting): a connection into a
    private network can never be reused for a source that may not look there, and those of the lasting are kept open.
    """

    def __init__(
        self,
        gathering: Gathering,
        *,
        user_agent: str,
        allow_private: bool = False,
        resolver: AbstractResolver | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.heed(gathering)
        self._connections = most_open(gathering.concurrency)
        self._user_agent = user_agent
        self._allow_private = allow_private
        self._resolver = resolver
        self._clock = clock
        self._lingering = Lingering()

    async def __aenter__(self) -> Self:
        self._lookup = self._resolver or SystemResolver()
        tls, public = tls_context(), PublicResolver(self._lookup)
        self._sessions = {
            (private, lasting): open_session(
                self._user_agent,
                self._connections,
                self._seconds,
                tls,
                self._lookup if private else public,
                None if private else public_socket,
                lasting=lasting,
            )
            for private in (False, True)
            for lasting in (False, True)
        }
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions.values():
            await session.close()
        await self._lookup.close()

    def heed(self, gathering: Gathering) -> None:
        """Takes up an edit of what a document may cost, for what is asked for from now on."""
        self._limit = gathering.max_bytes
        self._seconds = gathering.timeout.total_seconds()

    async def get(
        self,
        url: str,
        validators: Validators = NO_VALIDATORS,
        *,
        validated: str | None = None,
        allow_private: bool = False,
        gate: Gate = _open,
    ) -> Fetched:
        """The document at `url`, following redirects; a 304 comes back with an empty body.

        `validators` are sent to the URL whose 200 gave them and to no other: `validated`, or `url` itself. `gate` is
        passed at every hop. `allow_private` lets this URL's own server lie in a private network, not those it
        redirects to. Raises FetchError (no answer, or a broken one), Unreachable (no connection), Refused (one of our
        guards said no), HTTPStatus (any status but 200 and 304).
        """
        first = target = require_url(url)
        at, hops, moved, permanent = url, 0, url, True
        time = asyncio.get_running_loop().time
        took = 0.0  # all hops of a chain share the time, but not what the gate keeps them waiting
        try:
            while True:
                private = self._allow_private or (allow_private and same_server(target, first))
                sent = validators if at == (validated or url) else NO_VALIDATORS
                async with gate(at, private):
                    started = time()
                    response = await self._answer(target, private, sent, started + self._seconds - took)
                    async with response:
                        status, following = response.status, response.headers.get("Location")
                        if status not in REDIRECTS or not following:
                            fetched = await self._document(at, response, sent)
                            break
                    took += time() - started
                hops += 1
                if hops > MOST_REDIRECTS:
                    raise Refused(f"{url}:重定向超过 {MOST_REDIRECTS} 次,已放弃")
                at = urljoin(at, said.location(following))
                before, target = target, require_url(at)
                # Anybody on the way can forge a redirect away from https; following it once is all it may do.
                permanent = permanent and status in PERMANENT and target.scheme >= before.scheme
                moved = at if permanent else moved
        except WIRE as error:
            kind = Unreachable if unreached(error) else FetchError
            raise kind(f"{_named(url, at)}:{cause(error, self._seconds)}") from error
        whole = timedelta(seconds=took + time() - started)
        return replace(fetched, url=url, took=whole, moved_to=moved if moved != url else None)

    async def post(self, url: str, fields: Mapping[str, str], *, allow_private: bool = False) -> tuple[int, str]:
        """The status and first words of the answer to a form (WebSub, 5.1). Raises errors like `get`."""
        target = require_url(url)
        session = self._sessions[self._allow_private or allow_private, False]
        try:
            async with (
                asyncio.timeout(self._seconds),
                await session.post(target, data=fields, allow_redirects=False) as response,
            ):
                return response.status, said.text(
                    (await response.content.read(LONGEST_ANSWER)).decode(errors="replace")
                ) or ""
        except WIRE as error:
            raise FetchError(f"{url}:{cause(error, self._seconds)}") from error

    async def _answer(self, target: URL, private: bool, sent: Validators, deadline: float) -> ClientResponse:
        """The response once its headers are there."""
        lasting = self._lingering.keep(target.raw_authority, asyncio.get_running_loop().time())
        async with asyncio.timeout_at(deadline):
            session = self._sessions[private, lasting]
            return await session.get(target, headers=_conditions(sent), allow_redirects=False)

    async def _document(self, url: str, response: ClientResponse, sent: Validators) -> Fetched:
        status, headers = response.status, response.headers
        if status not in (200, 304):
            wait = said.retry_after(headers.get("Retry-After"), self._clock()) if status in (429, 503) else None
            words = meaning(status) or said.text(response.reason) or ""
            raise HTTPStatus(status, f"{url}:服务器答复 {status} {words}".rstrip(), wait, url)
        fresh = said.max_age(headers.get("Cache-Control"), headers.get("Age"))
        if status == 304:
            if sent == NO_VALIDATORS:
                raise FetchError(f"{url}:没有附条件,服务器却答复 304(没有变化),拿不到内容")
            # What a 304 says of validators is of no body that we have (RFC 9111, 4.3.4).
            return Fetched(url, url, 304, b"", None, sent, fresh)
        etag, modified = said.validator(headers.get("ETag")), said.validator(headers.get("Last-Modified"))
        body = await self._body(url, response)
        if encoding := said.text(headers.get("Content-Encoding")):
            if len(body) <= INFLATED_AT_ONCE:
                body = inflated(body, encoding, self._limit, url)
            else:
                body = await asyncio.to_thread(inflated, body, encoding, self._limit, url)
        links = said.links(headers.getall("Link", ()), url)
        kind = said.text(headers.get("Content-Type"))
        whole = Fetched(url, url, 200, body, kind, Validators(etag, modified), fresh)
        return replace(whole, hub=links.get("hub"), topic=links.get("self")) if links else whole

    async def _body(self, url: str, response: ClientResponse) -> bytes:
        if (response.content_length or 0) > self._limit:
            raise Refused(f"{url}:内容有 {response.content_length} 字节,超过上限 {self._limit} 字节")
        time = asyncio.get_running_loop().time
        last = time() + self._seconds * MOST_WINDOWS
        window = int(self._seconds * SLOWEST)
        chunks: list[bytes] = []
        size, owed = 0, window
        try:
            async with asyncio.timeout(self._seconds) as patience:
                async for chunk in response.content.iter_any():
                    size += len(chunk)
                    if size > self._limit:
                        raise Refused(f"{url}:内容超过上限 {self._limit} 字节,已停止")
                    chunks.append(chunk)
                    if size >= owed:
                        owed = size + window
                        patience.reschedule(min(time() + self._seconds, last))
        except TimeoutError as error:
            raise FetchError(f"{url}:传得太慢,等了许久只收到 {size} 字节,没有传完") from error
        return b"".join(chunks)


def _conditions(validators: Validators) -> dict[str, str]:
    """The conditional headers, word for word (RFC 9110, 13.1)."""
    sent = {}
    if validators.etag is not None:
        sent["If-None-Match"] = validators.etag
    if validators.last_modified is not None:
        sent["If-Modified-Since"] = validators.last_modified
    return sent


def _named(url: str, at: str) -> str:
    return url if at == url else f"{url}(转到 {at})"
