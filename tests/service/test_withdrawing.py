"""A story that is withdrawn is gone everywhere and stays away; restored, it is back where it was."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from syndicator.cli import app
from syndicator.errors import SyndicatorError
from syndicator.model import Rights, Settings
from syndicator.publish.addresses import story_path
from syndicator.service import publisher, withdrawing
from syndicator.store import Store, editions, open_store, overrules
from tests.publish.rules import atom_faults
from tests.service.past import adopt, an_edition, an_item, an_office, forever, read, settle, snapshot, tell, told

START = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)
NOW = START + timedelta(days=41)


@pytest.fixture
def office(tmp_path: Path) -> Settings:
    """Forty stories told one a day, the third in an edition of the digest."""
    made = an_office(tmp_path)
    store = open_store(made.database)
    adopt(store, made, START)
    for now, numbers in forever(START, [(24, 1)] * 40):
        tell(store, made, now, *(an_item(number) for number in numbers))
    with store.write() as connection:
        third = told_at(store, 3)
        at = START + timedelta(days=4)
        editions.add(connection, an_edition("tag:feeds.example.cn,2026-09-05:digest/xinmeiti/1200", at, [third]))
    settle(store, made)
    store.close()
    return made


def told_at(store: Store, number: int) -> str:
    return told(store)[::-1][number]


def holding(office: Settings, words: str) -> set[str]:
    """The files below public/ that say this."""
    return {path for path, body in snapshot(office, "").items() if words in body.decode("utf-8", "replace")}


def acts(store: Store, office: Settings, what: str, **changes: object) -> withdrawing.Done:
    return withdrawing.withdraw(store, office, what, "来源单位要求", "李编辑", NOW, **changes)  # type: ignore[arg-type]


def test_it_is_gone_from_every_file_and_leaves_tombstones(office: Settings) -> None:
    store = open_store(office.database)
    one = an_item(3)
    id = told_at(store, 3)
    before = snapshot(office, "")
    assert "digest/xinmeiti/202609051200/index.html" in holding(office, one.title)
    acts(store, office, str(one.url))
    assert holding(office, one.title) == set()
    assert holding(office, one.text[:20]) == set()
    volume = read(office, "archive/all/2026-09.atom")
    assert volume.gone == (id,)
    assert id in read(office, "all.atom").gone, "who asks in time for all that is told sees it go"
    for path in ("archive/all/2026-09.atom", "all.atom", "digest/xinmeiti.atom"):
        assert atom_faults((office.public / path).read_bytes()) == []
    assert "来源单位要求" in (office.public / "archive/all/2026-09.atom").read_text()
    left = [path for path in settle(store, office) if not path.endswith("/.gone")]
    assert left == [], "nothing is left for the service to do but to set the mark anew in the folder it empties"
    done = withdrawing.restore(store, office, id, "撤错了", "李编辑", NOW + timedelta(hours=1))
    assert done.story == id
    after = snapshot(office, "")
    differs = {path for path in before if after[path] != before[path]}
    assert {path for path in differs if "digest" not in path and not path.endswith((".gz", ".br", ".zst"))} == set()
    assert told_at(store, 3) == id, "at its old place"
    store.close()


def test_it_does_not_come_back(office: Settings) -> None:
    store = open_store(office.database)
    one = an_item(39)
    acts(store, office, told(store)[0])
    again = [
        one,
        replace(one, title="改过的标题，一样的稿子，还是那一条"),
        replace(one, key="another guid"),
        replace(one, source="gov", key="copy", url="http://gov.example.cn/2026/t777.html"),
    ]
    for number, item in enumerate(again):
        tell(store, office, NOW + timedelta(hours=number), item)
        settle(store, office)
        assert len(told(store)) == 39
        assert holding(office, item.text[:20]) == set()
    station_again = replace(office, sources=(replace(office.sources[0], name="新名字"), *office.sources[1:]))
    adopt(store, station_again, NOW)
    settle(store, station_again)
    assert len(told(store)) == 39
    store.close()


def test_one_sources_copy_alone_is_withdrawn(office: Settings) -> None:
    store = open_store(office.database)
    one = an_item(50)
    copy = replace(one, source="gov", key="copy", url="http://gov.example.cn/2026/t888.html")
    tell(store, office, NOW, one)
    tell(store, office, NOW, copy)
    settle(store, office)
    id = told(store)[0]
    done = acts(store, office, str(one.url), copy=True)
    assert done.still == "gov"
    assert told(store)[0] == id
    settle(store, office)
    assert holding(office, str(one.url)) == set()
    assert "all.atom" in holding(office, str(copy.url))
    tell(store, office, NOW + timedelta(hours=1), replace(one, key="another guid"))
    settle(store, office)
    assert holding(office, str(one.url)) == set(), "its source's copy does not come back under another guid"
    assert acts(store, office, str(copy.url), copy=True).still is None
    assert id not in told(store)
    assert read(office, "all.atom").gone == (id,)
    withdrawing.restore(store, office, str(copy.url), "", "李编辑", NOW, copy=True)
    assert told(store)[0] == id
    assert read(office, "all.atom").gone == ()
    store.close()


def test_every_act_is_written_down(office: Settings) -> None:
    store = open_store(office.database)
    id = told(store)[0]
    acts(store, office, id)
    withdrawing.restore(store, office, id, "撤错了", "王主任", NOW + timedelta(hours=1))
    found = [(one.act, one.who, one.reason, one.story, one.title) for one in withdrawing.journal(store)]
    title = an_item(39).title
    assert found == [
        ("restore", "王主任", "撤错了", id, title),
        ("withdraw", "李编辑", "来源单位要求", id, title),
    ]
    store.close()


@pytest.mark.parametrize(
    ("what", "reason", "said"),
    [
        ("http://nowhere.example.cn/1.html", "x", "没有找到"),
        ("tag:example.cn,2026-01-01:story/none", "x", "没有找到"),
        ("", "", "请写明原因"),
    ],
)
def test_what_cannot_be_done_is_said(office: Settings, what: str, reason: str, said: str) -> None:
    store = open_store(office.database)
    with pytest.raises(SyndicatorError, match=said):
        withdrawing.withdraw(store, office, what, reason, "李编辑", NOW)
    id = told(store)[0]
    with pytest.raises(SyndicatorError, match="没有被撤下"):
        withdrawing.restore(store, office, id, "", "李编辑", NOW)
    acts(store, office, id)
    with pytest.raises(SyndicatorError, match="已经撤下"):
        acts(store, office, id)
    assert len(withdrawing.journal(store)) == 1
    store.close()


def test_a_source_that_may_be_shown_no_more_leaves_tombstones_too(office: Settings) -> None:
    store = open_store(office.database)
    ids = set(told(store))
    silent = replace(office, sources=(replace(office.sources[0], rights=Rights.NONE), *office.sources[1:]))
    adopt(store, silent, NOW)
    settle(store, silent)
    assert read(silent, "all.atom").ids == ()
    assert set(read(silent, "archive/all/2026-09.atom").gone) <= ids
    adopt(store, office, NOW)
    settle(store, office)
    assert read(office, "all.atom").gone == ()
    assert set(told(store)) == ids
    store.close()


def test_a_withdrawal_cut_short_is_completed_by_the_next_publication(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(office.database)
    one = an_item(3)

    def dies(*_: object, **__: object) -> list[str]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(publisher, "publish_at_once", dies)
        with pytest.raises(KeyboardInterrupt):
            acts(store, office, str(one.url))
    settle(store, office)
    assert holding(office, one.title) == set()
    with store.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM withdrawal")).scalar_one() == 1
    store.close()


def test_the_news_sitemap_announces_it_no_more_though_no_service_runs(office: Settings) -> None:
    store = open_store(office.database)
    one = an_item(60)
    copy = replace(one, source="gov", key="copy", url="http://gov.example.cn/2026/t999.html")
    tell(store, office, NOW, one, copy)
    publisher.publish(store, office, archive_seconds=None, now=NOW)
    assert "news-sitemap.xml" in holding(office, one.title), "a story of two sources has a page of ours"
    acts(store, office, str(one.url))
    assert holding(office, one.title) == set()
    store.close()


def test_what_could_not_be_written_is_said_and_written_later(office: Settings) -> None:
    store = open_store(office.database)
    one = an_item(3)
    blocked = office.public / "all.rss"
    last = blocked.read_bytes()
    blocked.unlink()
    blocked.mkdir()  # what a rename cannot replace, whoever runs it
    (blocked / "in the way").touch()
    done = acts(store, office, str(one.url))
    assert [failure.partition(":")[0] for failure in done.failures] == ["all"]
    assert holding(office, one.title) == set(), "all else is written"
    (blocked / "in the way").unlink()
    blocked.rmdir()
    blocked.write_bytes(last)
    settle(store, office)
    assert holding(office, one.title) == set()
    store.close()


def test_the_command_says_what_readers_still_see(office: Settings, tmp_path: Path) -> None:
    blocked = office.public / "all.rss"
    blocked.unlink()
    (blocked / "in the way").mkdir(parents=True)
    settings = tmp_path / "config.toml"
    settings.write_text(
        '[site]\ntitle = "咸宁"\nbase_url = "https://feeds.example.cn"\ncontact = "https://feeds.example.cn/about"\n'
        '[[source]]\nid = "gov"\nurl = "http://gov.example.cn/"\n'
    )
    command = ["withdraw", str(an_item(3).url), "--reason", "来源单位要求", "--config", str(settings)]
    run = CliRunner().invoke(app, [*command, "--data", str(office.data)])
    assert run.exit_code == 1
    assert "已撤下" in run.output
    assert "all" in run.output
    assert "syndicator publish" in run.output


def test_a_page_being_made_is_not_written_after_its_story_was_withdrawn(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(office.database)
    one = an_item(60)
    copy = replace(one, source="gov", key="copy", url="http://gov.example.cn/2026/t999.html")
    tell(store, office, NOW, one, copy)
    began, withdrawn, survivors = threading.Event(), threading.Event(), overrules.survivors

    def slowly(*args: object) -> object:
        found = survivors(*args)  # type: ignore[arg-type]
        began.set()  # all that the page says is read
        withdrawn.wait(1)  # it must wait for its turn, and so does not come
        return found

    monkeypatch.setattr(overrules, "survivors", slowly)
    publishing = threading.Thread(target=publisher.publish, args=(store, office), kwargs={"now": NOW})
    publishing.start()
    assert began.wait(10)
    done = acts(store, office, str(one.url))
    withdrawn.set()
    page = office.public / str(story_path(done.story)) / "index.html"
    while publishing.is_alive():
        assert not page.exists()
    assert holding(office, one.title) == set()
    store.close()
