"""What other people's servers wish us to do, kept in the store: their robots.txt."""

from __future__ import annotations

import asyncio

from syndicator.errors import StoreError
from syndicator.gather.robots import Learned
from syndicator.service.keeping import Keeper
from syndicator.store import Store, robots


class Wishes:
    """The memory of `gather.robots.Robots`. A store that is away only means that a server is asked again."""

    def __init__(self, store: Store, keeper: Keeper) -> None:
        self._store = store
        self._keeper = keeper

    async def recall(self, origin: str) -> Learned | None:
        try:
            row = await asyncio.to_thread(self._get, origin)
        except StoreError:
            return None
        return None if row is None else Learned(*row)

    async def keep(self, learned: Learned) -> None:
        await self._keeper.note(learned)

    def _get(self, origin: str) -> robots.Row | None:
        with self._store.read() as connection:
            return robots.get(connection, origin)
