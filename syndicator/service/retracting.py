"""A source that takes back an entry of its own (RFC 6721) is heeded: its copy is shown no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from syndicator.model import Settings
from syndicator.service import telling
from syndicator.store import items, withdrawals
from syndicator.store.items import Identity
from syndicator.store.withdrawals import Act

REASON = "来源已在自己的订阅源里撤下"


def heed(connection: Connection, taken_back: Sequence[Identity], settings: Settings, now: datetime) -> None:
    """Withdraws the copies that sources have taken back, each once: what an editor restored stays."""
    for (source, _), known in items.known(connection, taken_back).items():
        copies = withdrawals.by_stories(connection, [known.story])
        one = next(copy for copy in copies if copy.id == known.id)
        who = f"source:{source}"
        if one.withdrawn or withdrawals.acted(connection, who, one.public_id):
            continue
        withdrawals.withdraw_copies(connection, one.story, source, now)
        act = Act(now, who, "withdraw", one.public_id, source, one.title, one.url, REASON)
        withdrawals.write_down(connection, [act])
        telling.retell(connection, [one.story], settings, now, altered={one.story}, reasons={one.story: REASON})
