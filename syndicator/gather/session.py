"""How we connect: one aiohttp session, without cookies or referrer, with verified TLS."""

from __future__ import annotations

import ssl
from collections import OrderedDict
from collections.abc import Callable
from socket import socket

from aiohttp import AddrInfoType, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp.abc import AbstractResolver

from syndicator.gather.inflate import ACCEPTED

CONNECT_SECONDS = 10.0
# Idle connections are kept for the next page of the same host, not for its next poll.
KEEP_ALIVE_SECONDS = 15.0
# Each idle one holds a file descriptor, and 1,024 of those are all that many systems give a process.
MOST_IDLE = 256
# One look at the name server is enough for a feed and its pages.
DNS_SECONDS = 60
# Some sites send security policies of more than the 8 KB that aiohttp expects of a field; servers stop at 32 as well.
LONGEST_FIELD = 32 * 1024
MOST_FIELDS = 128


def open_session(
    user_agent: str,
    connections: int,
    seconds: float,
    tls: ssl.SSLContext,
    resolver: AbstractResolver,
    dial: Callable[[AddrInfoType], socket] | None,
    *,
    lasting: bool,
) -> ClientSession:
    """A session that looks names up with `resolver`, makes sockets with `dial`, and keeps them open if `lasting`."""
    return ClientSession(
        connector=TCPConnector(
            limit=connections,
            resolver=resolver,
            socket_factory=dial,
            ssl=tls,
            **({"keepalive_timeout": KEEP_ALIVE_SECONDS} if lasting else {"force_close": True}),
            ttl_dns_cache=DNS_SECONDS,
        ),
        cookie_jar=DummyCookieJar(),
        auto_decompress=False,
        headers={"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": ACCEPTED},
        timeout=ClientTimeout(total=None, sock_connect=min(seconds, CONNECT_SECONDS)),
        max_line_size=LONGEST_FIELD,
        max_field_size=LONGEST_FIELD,
        max_headers=MOST_FIELDS,
    )


def tls_context() -> ssl.SSLContext:
    """TLS that verifies every certificate against the system's store, and still speaks with dated servers.

    Many county governments' servers lack RFC 5746 or offer keys and suites that OpenSSL now refuses by default; and
    chains without extensions that Python asks for from 3.13 on. Browsers read them, so we do: news is public, and the
    certificate is checked all the same.
    """
    context = ssl.create_default_context()
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.set_ciphers("DEFAULT@SECLEVEL=1")
    context.options |= 0x4  # OP_LEGACY_SERVER_CONNECT, which Python names only from 3.12 on
    context.set_alpn_protocols(["http/1.1"])
    return context


class Lingering:
    """Decides whose connection is kept open after an answer, so that at most MOST_IDLE are idle at once."""

    def __init__(self) -> None:
        self._until: OrderedDict[str, float] = OrderedDict()

    def keep(self, host: str, now: float) -> bool:
        """Whether the connection to `host` may stay open; `now` is the loop's time in seconds."""
        kept = self._until
        while kept and next(iter(kept.values())) < now:
            kept.popitem(last=False)
        if host not in kept and len(kept) >= MOST_IDLE:
            return False
        kept[host] = now + KEEP_ALIVE_SECONDS
        kept.move_to_end(host)
        return True
