"""Name lookup, and the last word on what is dialled: rebinding, redirects and odd spellings find no way in."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

from aiohttp import AddrInfoType
from aiohttp.abc import AbstractResolver, ResolveResult

from syndicator.errors import Refused
from syndicator.gather.guard import address_allowed

# A dead name server holds a thread for half a minute; these are ours alone, so that it holds up nothing else.
LOOKUPS = 32


class SystemResolver(AbstractResolver):
    """The system's own lookup (/etc/hosts, DNS) in threads of its own. Raises OSError when there is no answer."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(LOOKUPS, "lookup")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await asyncio.get_running_loop().run_in_executor(self._threads, _looked_up, host, port, family)
        addresses = [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=int(address[1]),
                family=kind,
                proto=proto,
                flags=socket.AI_NUMERICHOST,
            )
            for kind, _, proto, _, address in found
            # A scoped (link-local) address means nothing without its interface.
            if len(address) < 4 or not address[3]
        ]
        if not addresses:
            raise _unknown()
        return addresses

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class PublicResolver(AbstractResolver):
    """Keeps only the public addresses that another resolver finds. Raises Refused when there are none among them."""

    def __init__(self, inner: AbstractResolver) -> None:
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        public = [one for one in found if address_allowed(one["host"])]
        if found and not public:
            raise _refused(f"{host} 解析到", found[0]["host"])
        return public

    async def close(self) -> None:
        await self._inner.close()


def public_socket(address: AddrInfoType) -> socket.socket:
    """A socket about to dial `address`, however that was come by. Raises Refused unless it is public."""
    family, kind, proto, _, target = address
    if not address_allowed(str(target[0])):
        raise _refused("", str(target[0]))
    return socket.socket(family, kind, proto)


def _looked_up(host: str, port: int, family: int) -> list[tuple[int, int, int, str, tuple[str | int, ...]]]:
    try:
        return socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)  # type: ignore[return-value]
    except UnicodeError as error:  # a label that is empty or too long for any name server
        raise _unknown() from error


def _unknown() -> OSError:
    return socket.gaierror(socket.EAI_NONAME, "no such name")


def _refused(before: str, address: str) -> Refused:
    return Refused(f"{before}内网地址 {address},不予抓取。确需抓取时,请在该来源里写 allow_private = true")
