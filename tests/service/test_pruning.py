"""What is old goes; what was told, and what keeps it from being told again, stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from syndicator.service import pruning
from syndicator.store import open_store
from tests.service.past import adopt, an_item, an_office, tell, told

START = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)


def test_old_versions_go_and_nothing_is_told_again(tmp_path: Path) -> None:
    office = an_office(tmp_path)
    store = open_store(office.database)
    adopt(store, office, START)
    one = an_item(1)
    tell(store, office, START, one)
    tell(store, office, START + timedelta(days=1), replace(one, title="第一次改过的标题写在这里"))
    tell(store, office, START + timedelta(days=300), replace(one, title="第二次改过的标题写在这里"))
    later = START + timedelta(days=500)
    assert pruning.prune(store, office, later) == pruning.Pruned(1, 0)
    with store.read() as connection:
        assert connection.execute(text("SELECT number FROM revision")).scalars().all() == [1]
    before = told(store)
    tell(store, office, later, replace(one, title="第三次改过的标题写在这里"))
    tell(store, office, later, replace(one, source="gov", key="copy", url="http://gov.example.cn/2026/t9.html"))
    assert told(store) == before
    assert pruning.prune(store, office, later) == pruning.Pruned(0, 0)
    store.close()
