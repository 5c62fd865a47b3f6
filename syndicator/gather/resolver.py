"""Name lookup that hands out public addresses only, at the moment of connecting: rebinding finds no way in."""

from __future__ import annotations

import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from syndicator.errors import Refused
from syndicator.gather.guard import address_allowed


class PublicResolver(AbstractResolver):
    """Wraps another resolver. Raises Refused when a name has private addresses only."""

    def __init__(self, inner: AbstractResolver | None = None) -> None:
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        public = [one for one in found if address_allowed(one["host"])]
        if found and not public:
            raise Refused(
                f"{host} 解析到内网地址 {found[0]['host']},不予抓取。确需抓取时,请在该来源里写 allow_private = true"
            )
        return public

    async def close(self) -> None:
        await self._inner.close()
