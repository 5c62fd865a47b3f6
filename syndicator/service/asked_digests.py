"""A digest as somebody asks for it: one edition or the block of this moment, with the reasons, and as a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from syndicator.errors import SyndicatorError
from syndicator.model import Digest, Edition, Reason, Settings
from syndicator.publish import mail
from syndicator.publish import markdown as messages
from syndicator.publish.entry import Names, entry
from syndicator.publish.issue import Issue, issue_of, moment_of
from syndicator.service import digests, publisher
from syndicator.store import Store, editions, picks, stories
from syndicator.store.picks import Pick

# Editions that can be asked for: a quarter of a year of three a day.
LONGEST_MEMORY = 300
# Editions that are named.
NAMED = 10


@dataclass(frozen=True, slots=True)
class View:
    """What stands in an edition or block, and why. `issue` is what can be shown of it now."""

    id: str
    title: str
    revised: str
    stories: tuple[str, ...]
    reasons: tuple[Reason, ...]
    editions: tuple[tuple[datetime, str], ...]
    picks: tuple[Pick, ...]
    issue: Issue


def view(store: Store, settings: Settings, digest: Digest, at: datetime | None, *, rolling: bool = False) -> View:
    """The edition of `at`, else the latest; the block of this moment when `rolling` is asked for or there is none.

    Raises SyndicatorError when there is no such edition.
    """
    with store.read() as connection:
        kept = editions.kept(connection, digest.id, LONGEST_MEMORY)
        said = tuple(picks.of(connection, digest.id))
        wanted = next((one for one in kept if at is None or one.at == at), None)
        if at is not None and wanted is None:
            there = "、".join(f"{one.at.astimezone(settings.site.timezone):%Y-%m-%dT%H:%M}" for one in kept[:5])
            raise SyndicatorError(f"没有这一期。最近的有:{there or '还没有期次'}")
        names = Names(settings)
        if wanted is None or rolling:
            choice = digests.block(connection, settings, digest, publisher.shown).rolling
            entries = tuple(entry(one, settings, names, settings.site.base_url) for one in choice.stories)
            issue = moment_of(digest, entries, settings)
            ids, reasons = tuple(one.id for one in choice.stories), choice.reasons
        else:
            told = publisher.shown(stories.by_public_id(connection, wanted.stories))
            edition = Edition(
                wanted.id, digest.id, wanted.at, wanted.made, tuple(told), wanted.name, wanted.revision, wanted.updated
            )
            issue = issue_of(digest, edition, settings, names)
            ids, reasons = wanted.stories, wanted.reasons
    named = tuple((one.at, one.name) for one in kept[:NAMED])
    return View(issue.id, issue.title, issue.revised, ids, reasons, named, said, issue)


def email(view: View, settings: Settings) -> bytes:
    """The message as a file that mail programs open and send. Raises SyndicatorError when there is nothing to send."""
    return bytes(mail.message(_full(view), settings.site))


def markdown(view: View, settings: Settings) -> str:
    """The message for group bots. Raises SyndicatorError when there is nothing to send."""
    return messages.message(_full(view), settings.site)


def _full(view: View) -> Issue:
    if not view.issue.entries:
        raise SyndicatorError("还没有可以发的新闻。先汇集一次:syndicator gather")
    return view.issue
