"""One polite, bounded, conditional GET."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import aiohttp
from aiohttp import ClientResponse, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp.abc import AbstractResolver
from yarl import URL

from syndicator.errors import FetchError, HTTPStatus, Refused
from syndicator.gather import headers as said
from syndicator.gather.guard import address_allowed, literal, require_url
from syndicator.gather.inflate import ACCEPTED, inflated
from syndicator.gather.resolver import PublicResolver
from syndicator.model import Fetched, Gathering, Validators

# What browsers and RFC 9110 find reasonable is more; a feed that needs more than five is lost.
MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
CONNECT_SECONDS = 10.0
# Idle connections are kept for the next page of the same host, not for the next poll.
KEEP_ALIVE_SECONDS = 15.0
NO_VALIDATORS = Validators()


class Client:
    """Asks for documents. Use it as an async context manager; it holds connections, and nothing of what was said.

    `resolver` replaces name lookup, for tests.
    """

    def __init__(
        self,
        gathering: Gathering,
        *,
        user_agent: str,
        allow_private: bool = False,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._limit = gathering.max_bytes
        self._seconds = gathering.timeout.total_seconds()
        self._concurrency = gathering.concurrency
        self._user_agent = user_agent
        self._allow_private = allow_private
        self._resolver = resolver
        self._sessions: list[ClientSession] = []

    async def __aenter__(self) -> Self:
        self._guarded = self._session(PublicResolver(self._resolver))
        self._open = self._session(self._resolver)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions:
            await session.close()

    async def get(self, url: str, validators: Validators = NO_VALIDATORS, *, allow_private: bool = False) -> Fetched:
        """The document at `url`, following redirects; a 304 comes back with an empty body.

        `validators` go to every hop: they came from the document at this chain's end. Raises FetchError (no answer,
        or a broken one), Refused (one of our guards said no), HTTPStatus (any status but 200 and 304).
        """
        free = allow_private or self._allow_private
        at, hops, permanent = url, 0, True
        while True:
            host = require_url(at)
            address = literal(host)
            if address is not None and not free and not address_allowed(address):
                raise Refused(f"{at}:内网地址,不予抓取。确需抓取时,请在该来源里写 allow_private = true")
            answer = await self._ask(at, validators, self._open if free else self._guarded)
            if isinstance(answer, Fetched):
                moved_to = at if hops and permanent else None
                return Fetched(
                    url=url,
                    final_url=at,
                    status=answer.status,
                    body=answer.body,
                    content_type=answer.content_type,
                    validators=answer.validators,
                    max_age=answer.max_age,
                    moved_to=moved_to,
                )
            status, location = answer
            hops += 1
            if hops > MOST_REDIRECTS:
                raise Refused(f"{url}:重定向超过 {MOST_REDIRECTS} 次,已放弃")
            permanent = permanent and status in PERMANENT
            at = urljoin(at, location)

    async def _ask(self, url: str, validators: Validators, session: ClientSession) -> Fetched | tuple[int, str]:
        """One request: the document, or (status, location) of a redirect."""
        wanted = {}
        if validators.etag is not None:
            wanted["If-None-Match"] = validators.etag
        if validators.last_modified is not None:
            wanted["If-Modified-Since"] = validators.last_modified
        try:
            async with session.get(URL(url), headers=wanted, allow_redirects=False) as response:
                return await self._answer(url, validators, response)
        except (FetchError, asyncio.CancelledError):
            raise
        except Exception as error:
            raise FetchError(f"{url}:{_cause(error, self._seconds)}") from error

    async def _answer(self, url: str, validators: Validators, response: ClientResponse) -> Fetched | tuple[int, str]:
        status, headers = response.status, response.headers
        if status in REDIRECTS and (location := headers.get("Location")):
            return status, location
        if status not in (200, 304):
            wait = said.retry_after(headers.get("Retry-After"), datetime.now(UTC)) if status in (429, 503) else None
            raise HTTPStatus(status, f"{url}:服务器答复 {status} {_MEANING.get(status, response.reason or '')}", wait)
        etag, modified = headers.get("ETag"), headers.get("Last-Modified")
        if status == 304:
            kept = Validators(etag or validators.etag, modified or validators.last_modified)
            return _fetched(url, 304, b"", None, kept, headers.get("Cache-Control"))
        body = await self._body(url, response)
        if encoding := headers.get("Content-Encoding"):
            # Off the event loop: a bomb keeps a core busy until it is stopped.
            body = await asyncio.to_thread(inflated, [body], encoding, self._limit, url)
        return _fetched(
            url, 200, body, headers.get("Content-Type"), Validators(etag, modified), headers.get("Cache-Control")
        )

    async def _body(self, url: str, response: ClientResponse) -> bytes:
        if (response.content_length or 0) > self._limit:
            raise Refused(f"{url}:内容有 {response.content_length} 字节,超过上限 {self._limit} 字节")
        chunks: list[bytes] = []
        size = 0
        async for chunk in response.content.iter_any():
            size += len(chunk)
            if size > self._limit:
                raise Refused(f"{url}:内容超过上限 {self._limit} 字节,已停止")
            chunks.append(chunk)
        return b"".join(chunks)

    def _session(self, resolver: AbstractResolver | None) -> ClientSession:
        session = ClientSession(
            connector=TCPConnector(
                limit=self._concurrency * 2,
                resolver=resolver,
                keepalive_timeout=KEEP_ALIVE_SECONDS,
                use_dns_cache=True,
                ttl_dns_cache=60,
            ),
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
            headers={"User-Agent": self._user_agent, "Accept": "*/*", "Accept-Encoding": ACCEPTED},
            timeout=ClientTimeout(
                total=self._seconds,
                sock_connect=min(self._seconds, CONNECT_SECONDS),
                sock_read=self._seconds,
            ),
            requote_redirect_url=False,
        )
        self._sessions.append(session)
        return session


def _fetched(
    url: str, status: int, body: bytes, content_type: str | None, validators: Validators, cache_control: str | None
) -> Fetched:
    return Fetched(url, url, status, body, content_type, validators, said.max_age(cache_control))


def _cause(error: Exception, seconds: float) -> str:
    """In words, what went wrong on the wire."""
    if isinstance(error, TimeoutError):
        return f"{seconds:g} 秒内没有收完应答"
    if isinstance(error, aiohttp.ClientConnectorCertificateError | ssl.SSLCertVerificationError):
        return f"TLS 证书不可信({error})"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"域名无法解析({error})"
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"连接不上({error})"
    if isinstance(error, aiohttp.ClientPayloadError):
        return f"内容没有传完({error})"
    if isinstance(error, aiohttp.ServerDisconnectedError | ConnectionError | aiohttp.ClientOSError):
        return "连接中途断开"
    return f"应答不合 HTTP 规范({type(error).__name__}: {str(error)[:200]})"


_MEANING = {
    401: "(需要登录)",
    403: "(禁止访问)",
    404: "(页面不存在)",
    410: "(已永久删除)",
    429: "(请求过于频繁)",
    500: "(服务器内部错误)",
    502: "(网关错误)",
    503: "(暂停服务)",
}
