"""What editors want in a digest: pins and bans from config.toml and from the commands, as stories."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from syndicator.config import values
from syndicator.errors import SyndicatorError
from syndicator.group.similarity import fingerprint
from syndicator.model import Digest, Item
from syndicator.publish.digest import Taste
from syndicator.refine.urls import canonical
from syndicator.service import names
from syndicator.store import Store, picks, publications


def taste_of(connection: Connection, digest: Digest, among: Iterable[str] = ()) -> Taste:
    """The pins and bans of a digest, by story id. What was said last of a story counts, the commands after the file.

    `among` are ids of stories that are looked through for addresses by which no article can be known (a home page).
    """
    said = [(one, False) for one in digest.pin] + [(one, True) for one in digest.ban]
    said += [(one.target, one.banned) for one in picks.of(connection, digest.id)]
    meant = meanings(connection, [target for target, _ in said], among)
    banned: dict[str, bool] = {}
    for target, ban in said:
        for story in meant.get(target, ()):
            banned.pop(story, None)
            banned[story] = ban
    return Taste(
        tuple(story for story, ban in banned.items() if not ban),
        frozenset(story for story, ban in banned.items() if ban),
    )


def meanings(connection: Connection, targets: Iterable[str], among: Iterable[str] = ()) -> dict[str, tuple[str, ...]]:
    """The stories that ids and URLs mean; those that mean none are left out."""
    found: dict[str, tuple[str, ...]] = {}
    wanted = list(dict.fromkeys(targets))
    known = picks.known(connection, [one for one in wanted if one.startswith("tag:")])
    rest: dict[str, str] = {}
    for target in wanted:
        if target.startswith("tag:"):
            found |= {target: (target,)} if target in known else {}
            continue
        address = canonical(target)
        stories = _at(address, picks.copies(connection, _keys(target)))
        if stories:
            found[target] = stories
        else:
            rest[target] = address
    if rest and (ids := list(among)):
        urls = picks.urls(connection, ids)
        found |= {target: stories for target, address in rest.items() if (stories := _at(address, urls))}
    return found


def pick(store: Store, digest: Digest, target: str, *, ban: bool, now: datetime) -> list[str]:
    """Pins a story to a digest or bans it, for good; returns the story's ids, none when it is not known yet.

    Raises SyndicatorError when `target` can be no story.
    """
    target = _checked(target)
    with store.write() as connection:
        picks.put(connection, digest.id, picks.Pick(target, ban, now))
        publications.mark(connection, [names.digest(digest.id)])
        return list(meanings(connection, [target]).get(target, ()))


def undo(store: Store, digest: Digest, target: str) -> None:
    """Takes back what the commands said of a story, under whichever of its addresses. Raises SyndicatorError."""
    target = _checked(target)
    with store.write() as connection:
        said = [one.target for one in picks.of(connection, digest.id)]
        meant = meanings(connection, [target, *said])
        own = set(meant.get(target, ()))
        same = [one for one in said if one == target or own & set(meant.get(one, ()))]
        if not same:
            in_file = target in (*digest.pin, *digest.ban)
            where = "它写在 config.toml 里,请在那里删去" if in_file else "用 syndicator digest 可以看到有哪些"
            raise SyndicatorError(f"没有用命令置顶或屏蔽过 {target}。{where}")
        picks.remove(connection, digest.id, same)
        publications.mark(connection, [names.digest(digest.id)])


def _checked(target: str) -> str:
    try:
        return values.story_named(target)
    except ValueError as error:
        raise SyndicatorError(str(error)) from None


def _keys(url: str) -> tuple[int, ...]:
    """The keys of everything that stands at this URL."""
    return fingerprint(Item(source="", key="", title="", url=url, html="", text="", summary="")).keys


def _at(address: str, copies: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(story for story, url in copies if canonical(url) == address))
