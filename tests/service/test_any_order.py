"""Whoever comes first, and with whom: the stories, their leads and their sections are the same."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from syndicator.group.similarity import fingerprint
from syndicator.model import Item, Prepared, Rights, Rule, Section, Settings
from syndicator.service import granting
from syndicator.service.telling import Arrival, absorb, retell
from syndicator.store import Store, open_store, stories
from syndicator.store.schema import item as item_table
from syndicator.store.schema import story as story_table
from tests.service.conftest import a_settings, a_source

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
ROWS = json.loads((Path(__file__).parents[1] / "data" / "stories" / "strangers.json").read_text("utf-8"))
SOURCES = sorted({row["source"] for row in ROWS} | {"甲报", "乙网", "丙台", "丁局"})


@pytest.fixture(scope="module")
def empty() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        open_store(f"sqlite:///{folder}/empty.db").close()
        yield Path(folder) / "empty.db"


def office(data: Path = Path("/nowhere")) -> Settings:
    return replace(
        a_settings(data),
        sources=tuple(
            a_source(one, f"http://127.0.0.1/{n}", priority=5 * (one == "甲报")) for n, one in enumerate(SOURCES)
        ),
        sections=(
            Section("fangxun", "防汛", match=(Rule(keyword=("防汛",)),)),
            Section("chongyang", "崇阳", match=(Rule(keyword=("崇阳",)),)),
            Section("yaowen", "要闻", fallback=True),
        ),
    )


def told_by(rows: Sequence[dict[str, object]], **changes: object) -> list[Item]:
    return [item_of(str(number), row, **changes) for number, row in enumerate(rows)]


def item_of(key: str, row: dict[str, object], **changes: object) -> Item:
    source, title, url, text, hours = (row[name] for name in ("source", "title", "url", "text", "hours"))
    when = NOW + timedelta(hours=float(str(hours)))
    one = Item(str(source), key, str(title), str(url), "", str(text), "", when, rights=Rights.FULL)
    return replace(one, **changes)  # type: ignore[arg-type]


@dataclass
class Desk:
    """A store that items come into."""

    store: Store
    settings: Settings

    def take(self, *batch: Item, now: datetime = NOW) -> None:
        with self.store.write() as connection:
            absorb(connection, [Arrival(Prepared(one, fingerprint(one))) for one in batch], self.settings, now)

    def stand(self) -> set[tuple[frozenset[str], str, tuple[str, ...], tuple[str, ...]]]:
        """Of each story its items, its lead, its sections and its places."""
        with self.store.read() as connection:
            keys = {row.id: row.key for row in connection.execute(select(item_table.c.id, item_table.c.key))}
            homes = connection.execute(select(item_table.c.story, item_table.c.key)).all()
            told = stories.tellings(connection, sorted({row.story for row in homes}))
        return {
            (
                frozenset(row.key for row in homes if row.story == id),
                keys[one.lead] if one.lead else "",
                one.sections,
                one.places,
            )
            for id, one in told.items()
        }

    def shown(self) -> dict[str, tuple[str, set[str]]]:
        """What a reader of everything sees: by story id the lead's key, and who else carries it."""
        with self.store.read() as connection:
            found = stories.window(connection, "all", 1_000)
        assert len({one.id for one in found}) == len(found)
        return {one.id: (one.lead.key, {other.source for other in one.also}) for one in found}

    def ids(self) -> dict[str, int | None]:
        """All ids ever given, and what each turned out to be."""
        with self.store.read() as connection:
            rows = connection.execute(select(story_table.c.public_id, story_table.c.joined))
            return {row.public_id: row.joined for row in rows}


@pytest.fixture
def desk(empty: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copy(empty, tmp_path / "desk.db")
    store = open_store(f"sqlite:///{tmp_path}/desk.db")
    yield Desk(store, office())
    store.close()


def stand(
    empty: Path, batches: Sequence[Sequence[Item]]
) -> set[tuple[frozenset[str], str, tuple[str, ...], tuple[str, ...]]]:
    with tempfile.TemporaryDirectory() as folder:
        path = shutil.copy(empty, Path(folder) / "desk.db")
        store = open_store(f"sqlite:///{path}")
        try:
            desk = Desk(store, office())
            for number, batch in enumerate(batches):
                desk.take(*batch, now=NOW + timedelta(minutes=7 * number))
                desk.shown()
            return desk.stand()
        finally:
            store.close()


def batched(items: Sequence[Item], cuts: Sequence[int]) -> list[Sequence[Item]]:
    ends = sorted({cut % (len(items) + 1) for cut in cuts} | {0, len(items)})
    return [items[start:end] for start, end in zip(ends, ends[1:], strict=False)]


NAMES = sorted({row["story"] for row in ROWS})
# Stories that are the easiest to mix up lie beside each other by name.
RUNS = st.integers(0, len(NAMES) - 1).flatmap(lambda at: st.just(NAMES[at : at + 4]))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(RUNS, min_size=1, max_size=2),
    st.booleans(),
    st.randoms(use_true_random=False),
    st.lists(st.integers(0, 40), max_size=6),
    st.lists(st.integers(0, 40), max_size=6),
)
def test_any_order_and_any_batches_give_the_same_stories(
    empty: Path, runs: list[list[str]], merges: bool, dice: object, cuts: list[int], other_cuts: list[int]
) -> None:
    wanted = {name for run in runs for name in run}
    if merges:
        wanted |= {"honey", "fishing", "merged 1", "merged 2"}
    items = told_by([row for row in ROWS if row["story"] in wanted])
    expected = stand(empty, batched(items, cuts))
    dice.shuffle(items)  # type: ignore[attr-defined]
    assert stand(empty, batched(items, other_cuts)) == expected


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False), st.lists(st.integers(0, 200), max_size=12))
def test_all_strangers_at_once_are_the_same_stories_in_any_order(empty: Path, dice: object, cuts: list[int]) -> None:
    items = told_by(ROWS)
    expected = stand(empty, [items])
    dice.shuffle(items)  # type: ignore[attr-defined]
    assert stand(empty, batched(items, cuts)) == expected


def rows(story: str) -> list[dict[str, object]]:
    return [row for row in ROWS if row["story"] == story]


def copy_of(key: str, row: dict[str, object], source: str, title: str = "", text: str = "", **changes: object) -> Item:
    """`row` as another source has it, at an address of its own."""
    said = {"source": source, "title": title or row["title"], "text": text or row["text"]}
    return item_of(key, {**row, **said, "url": f"http://{key}.cn/2026/1125/{key}.html"}, **changes)


def test_a_page_of_two_stories_that_came_first_keeps_one_id_and_bridges_nothing(desk: Desk) -> None:
    both = copy_of("both", rows("merged 1")[0], "甲报")
    honey, fishing = item_of("honey", rows("honey")[0]), item_of("fishing", rows("fishing")[0])
    desk.take(both)
    desk.take(honey)
    before = desk.shown()
    desk.take(fishing)
    after = desk.shown()
    assert {lead for lead, _ in after.values()} == {"honey", "fishing"} | ({"both"} if len(after) == 3 else set())
    assert before.keys() <= after.keys()
    assert not any({"honey", "fishing"} <= group for group, *_ in desk.stand())


def test_stories_that_turn_out_to_be_one_keep_the_older_id_and_the_younger_leads_there(desk: Desk) -> None:
    row = rows("river bank")[0]
    lines = str(row["text"]).split("\n")
    first = copy_of("first", row, "甲报", text=lines[0])
    second = copy_of("second", row, "乙网", "岸线整治见成效", lines[4])
    whole = copy_of("whole", row, "丙台", f"岸线整治见成效 {row['title']}")
    desk.take(first)
    desk.take(second, now=NOW + timedelta(minutes=5))
    older, younger = (next(id for id, (lead, _) in desk.shown().items() if lead == key) for key in ("first", "second"))
    desk.take(whole, now=NOW + timedelta(minutes=10))
    assert desk.shown().keys() == {older}
    assert desk.ids()[younger] is not None
    with desk.store.read() as connection:
        assert [one.id for one in stories.by_public_id(connection, [younger, older])] == [older]
    assert len(desk.ids()) == 2


def test_a_better_copy_leads_under_the_same_id_and_at_the_same_time(desk: Desk) -> None:
    row = rows("doctor")[0]
    desk.take(copy_of("brief", row, "乙网", text=str(row["text"])[:120]))
    (id,) = desk.shown()
    with desk.store.read() as connection:
        told = stories.by_public_id(connection, [id])[0].told
    desk.take(copy_of("whole", row, "甲报"), now=NOW + timedelta(hours=2))
    assert desk.shown() == {id: ("whole", {"乙网"})}
    with desk.store.read() as connection:
        assert stories.by_public_id(connection, [id])[0].told == told


def test_the_copy_of_the_source_that_others_name_leads_whenever_it_comes(desk: Desk) -> None:
    row = rows("doctor")[0]
    desk.take(copy_of("reprint", row, "甲报", origin="丁局"))  # of the highest priority
    desk.take(copy_of("own", row, "丁局"))
    assert list(desk.shown().values()) == [("own", {"甲报"})]


def test_a_withdrawn_lead_passes_to_the_next_and_comes_back(desk: Desk) -> None:
    row = rows("doctor")[0]
    desk.take(copy_of("own", row, "丁局"), copy_of("reprint", row, "乙网", origin="丁局"))
    (before,) = desk.shown().items()
    for rights, lead in ((Rights.NONE, ("reprint", set())), (Rights.FULL, ("own", {"乙网"}))):
        sources = [replace(one, rights=rights) if one.id == "丁局" else one for one in desk.settings.sources]
        settings = replace(desk.settings, sources=tuple(sources))
        with desk.store.write() as connection:
            retell(connection, granting.outdated(connection, settings), settings, NOW)
        assert desk.shown() == {before[0]: lead}


def test_the_same_text_a_thousand_times_is_one_story_in_bounded_time(desk: Desk) -> None:
    row = rows("holiday")[0]
    copies = [copy_of(f"n{n}", row, "甲报") for n in range(700)]
    desk.take(*copies[:400])
    for start in range(400, 700, 100):
        desk.take(*copies[start : start + 100])
    assert len(desk.shown()) == 1
    assert len(desk.stand()) == 1
