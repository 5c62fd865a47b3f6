"""Withdraws a story, or one source's copy of it, everywhere and for good; and undoes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from syndicator.errors import SyndicatorError
from syndicator.group.similarity import fingerprint
from syndicator.model import Item, Settings
from syndicator.refine.urls import canonical
from syndicator.service import names, publisher, telling, thumbnails
from syndicator.service.press import Press
from syndicator.store import Store, editions, probes, publications, stories, withdrawals
from syndicator.store.archives import Touched
from syndicator.store.withdrawals import Act, Copy

WITHDRAW = "withdraw"
RESTORE = "restore"
# Characters of a reason: it is shown in feeds.
LONGEST_REASON = 500
# Acts that `syndicator withdrawals` lists.
LISTED = 1_000


@dataclass(frozen=True, slots=True)
class Done:
    """What was withdrawn or restored. `still` says who tells the story now, None when nobody does; `failures` are
    sentences about what could not be written: there public/ is as before.
    """

    story: str
    titles: tuple[str, ...]
    sources: tuple[str, ...]
    still: str | None
    files: int
    failures: tuple[str, ...]


def withdraw(
    store: Store, settings: Settings, what: str, reason: str, who: str, now: datetime, *, copy: bool = False
) -> Done:
    """Withdraws the story with this id or address; with `copy`, only what stands at this address.

    When it returns without failures, public/ no longer shows it. Raises SyndicatorError when nothing, more than one
    story, or only what is withdrawn already is meant.
    """
    return _act(store, settings, what, reason, who, now, copy, WITHDRAW)


def restore(
    store: Store, settings: Settings, what: str, reason: str, who: str, now: datetime, *, copy: bool = False
) -> Done:
    """Undoes `withdraw`: the story is back under its id, where it was."""
    return _act(store, settings, what, reason, who, now, copy, RESTORE)


def journal(store: Store) -> list[Act]:
    """All that was withdrawn and restored, latest first."""
    with store.read() as connection:
        return withdrawals.journal(connection, LISTED)


def _act(
    store: Store, settings: Settings, what: str, reason: str, who: str, now: datetime, copy: bool, act: str
) -> Done:
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if not reason and act == WITHDRAW:
        raise SyndicatorError('请写明原因,如 --reason "来源单位要求"。原因会记入台账,并随订阅源里的墓碑公开。')
    with store.write() as connection:
        found = _find(connection, settings, what)
        meant = _meant(found, what, copy, act)
        story, public_id = meant[0].story, meant[0].public_id
        before = stories.tellings(connection, [story])[story]
        since = now if act == WITHDRAW else None
        if copy:
            for source in sorted({one.source for one in meant}):
                withdrawals.withdraw_copies(connection, story, source, since)
        else:
            withdrawals.withdraw_story(connection, story, since)
        withdrawals.write_down(connection, [_line(one, copy, act, reason, who, now) for one in meant])
        telling.retell(connection, [story], settings, now, altered={story}, reasons={story: reason})
        after = stories.tellings(connection, [story])[story]
        held = editions.holding(connection, public_id)
        for digest, moment in held:
            editions.change(connection, digest, moment, now)
        publications.mark(connection, [names.digest(digest) for digest, _ in held])
        told = stories.load(connection, [story])
    shown = {*names.shown_in(before, settings), *names.shown_in(after, settings)}
    moment = after.told or before.told or now
    places = [Touched(one, (moment, story)) for one in sorted(shown)]
    places += [Touched(names.digest(digest), (at, 0)) for digest, at in held]
    press = Press(store, settings)
    changed = publisher.publish_gone(press, (public_id,) if told else ()) or []
    changed += publisher.publish_at_once(press, places, now)
    changed += thumbnails.sweep(store, settings)
    return Done(
        public_id,
        tuple(dict.fromkeys(one.title for one in meant)),
        tuple(dict.fromkeys(one.source for one in meant)),
        told[0].lead_name if told else None,
        len(changed),
        tuple(press.failures),
    )


def _find(connection: Connection, settings: Settings, what: str) -> list[Copy]:
    """The copies of the story that an id, our own address of it, or a source's address or guid means."""
    what = what.strip()
    if what.startswith("tag:"):
        return withdrawals.by_story(connection, what)
    ours = f"{settings.site.base_url}/stories/"
    if what.startswith(ours):
        return withdrawals.by_name(connection, what.removeprefix(ours).rstrip("/").rpartition("/")[2])
    address = canonical(what) if what.startswith(("http://", "https://")) else what
    keys = fingerprint(Item("", "", "", what, "", "", "")).keys
    likes = probes.likes(connection, [keys]).likes[0] if keys else []
    same = {one.story for one in likes if one.url and canonical(one.url) == address}
    if same:
        return withdrawals.by_stories(connection, sorted(same))
    exact = withdrawals.by_address(connection, sorted({what, address}))
    return withdrawals.by_stories(connection, sorted({one.story for one in exact}))


def _meant(found: Sequence[Copy], what: str, copy: bool, act: str) -> list[Copy]:
    """Of all copies of what was found, those that are meant."""
    if not found:
        raise SyndicatorError(
            f"没有找到 {what}。请给出新闻的编号(tag:…)、来源网页的网址,或本站的网址;编号在订阅源的 id 里。"
        )
    ids = {one.public_id for one in found}
    if len(ids) > 1:
        raise SyndicatorError(f"{what} 下有 {len(ids)} 条新闻,请用编号指明一条:{'、'.join(sorted(ids))}")
    meant = [one for one in found if not copy or what in {one.url, canonical(one.url or "")}]
    if not meant:
        raise SyndicatorError(f"--item 要的是某一个来源网页的网址;{what} 不是。")
    withdrawn = [one.withdrawn if copy else one.story_withdrawn for one in meant]
    if act == WITHDRAW and all(withdrawn):
        raise SyndicatorError(f"{what} 已经撤下了。撤错了可以用 --restore 恢复。")
    if act == RESTORE and not any(withdrawn):
        hint = "它有几家来稿是单独撤下的,恢复要加 --item 和网址。" if any(one.withdrawn for one in found) else ""
        raise SyndicatorError(f"{what} 没有被撤下,不用恢复。{hint}")
    return meant if copy else ([one for one in meant if one.lead] or meant)[:1]


def _line(one: Copy, copy: bool, act: str, reason: str, who: str, now: datetime) -> Act:
    return Act(now, who, act, one.public_id, one.source if copy else None, one.title, one.url, reason)
