"""A source that takes back its own entry (RFC 6721) is heeded, for its copy and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from syndicator.model import Fetched, Settings, Validators
from syndicator.service import withdrawing
from syndicator.service.commit import Polled, commit
from syndicator.service.harvest import harvest
from syndicator.store import Store, open_store, sources
from tests.service.past import adopt, an_item, an_office, tell, told

NOW = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)
ENTRY = """<entry><id>tag:paper.example.cn,2026:1234</id><title>{0}</title><updated>2026-09-01T10:00:00+08:00</updated>
<link href="http://paper.example.cn/2026/t1234.html"/><content type="html">&lt;p&gt;{1}&lt;/p&gt;</content></entry>"""
DELETED = """<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="{}"
 when="2026-09-01T11:00:00+08:00"/>"""


def poll(store: Store, office: Settings, now: datetime, *parts: str) -> None:
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><id>x:y</id>{"".join(parts)}</feed>'.encode()
    url = office.sources[0].url
    fetched = Fetched(url, url, 200, body, "application/atom+xml", Validators())
    found = harvest(fetched, office.sources[0], now, office.site.timezone, b"")
    with store.write() as connection:
        state = next(one for one in sources.states(connection) if one.id == "paper")
        commit(connection, [Polled(replace(state, polled=now, succeeded=now), found)], office, now)


def test_its_copy_goes_and_anothers_stays(tmp_path: Path) -> None:
    office = an_office(tmp_path)
    store = open_store(office.database)
    adopt(store, office, NOW)
    one = an_item(1)
    entry = ENTRY.format(one.title, one.text.replace("\n", "&lt;/p&gt;&lt;p&gt;"))
    gone = DELETED.format("tag:paper.example.cn,2026:1234")
    poll(store, office, NOW, entry)
    assert len(told(store)) == 1
    poll(store, office, NOW + timedelta(hours=1), DELETED.format("tag:paper.example.cn,2026:another"))
    assert len(told(store)) == 1
    poll(store, office, NOW + timedelta(hours=2), gone)
    assert told(store) == []
    assert [(act.who, act.source) for act in withdrawing.journal(store)] == [("source:paper", "paper")]
    tell(
        store,
        office,
        NOW + timedelta(hours=3),
        replace(one, source="gov", key="copy", url="http://gov.example.cn/t9.html"),
    )
    assert len(told(store)) == 1, "who still carries it tells it"
    withdrawing.restore(store, office, "http://paper.example.cn/2026/t1234.html", "", "李编辑", NOW, copy=True)
    poll(store, office, NOW + timedelta(hours=4), gone)
    assert len(withdrawing.journal(store)) == 2, "what an editor restored stays"
    store.close()
