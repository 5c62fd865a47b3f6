"""Writes the pages of stories that several sources tell: those of changed stories, and no others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from syndicator.model import Settings, Story
from syndicator.publish.addresses import story_path
from syndicator.publish.document import Document
from syndicator.publish.storypage import Change, Telling, story_documents
from syndicator.refine import rights
from syndicator.service.press import Press
from syndicator.store import items, stories, storypages
from syndicator.store.items import Member
from syndicator.store.storypages import Former, Marked

# Stories read from the store at once.
_BATCH = 50

Build = Callable[[], list[Document]]


def refresh(press: Press, most: int) -> list[str]:
    """Brings up to `most` changed stories' pages up to date, the youngest first; returns the paths that changed.

    A story told by one source has no page, but one that has a page keeps it: its address stands in feeds.
    """
    with press.store.read() as connection:
        changed = storypages.marked(connection, most)
    paths: list[str] = []
    for start in range(0, len(changed), _BATCH):
        paths += _refresh(press, changed[start : start + _BATCH])
    return paths


def _refresh(press: Press, marked: Sequence[Marked]) -> list[str]:
    store, settings = press.store, press.settings
    ids = [one.id for one in marked]
    with store.read() as connection:
        told = {one.id: one for one in stories.load(connection, ids)}
        members = items.members(connection, ids)
        formerly = storypages.formerly(connection, ids)
    paths: list[str] = []
    stand: list[Marked] = []
    for one in marked:
        folder = story_path(one.public_id)
        story = told.get(one.public_id)
        fit = [member for member in members[one.id] if member.withdrawn is None and rights.publishable(member.item)]
        written: list[str] | None = []
        if folder is None:
            pass
        elif story is None or not fit:
            written = press.put(folder, list, [f"{folder}/"])
        elif len(fit) > 1 or (settings.public / folder).is_dir():
            written = press.put(folder, _builder(story, fit, formerly.get(one.id, ()), settings), ())
        if written is not None:
            stand.append(one)
            paths += written
    with store.write() as connection:
        storypages.done(connection, stand)
    return paths


def _builder(story: Story, members: Sequence[Member], formerly: Sequence[Former], settings: Settings) -> Build:
    shown = replace(story, lead=rights.shown(story.lead))
    names = {one.id: _name(one, settings) for one in members}
    said_by = (story.lead.source, story.lead.key)
    lead = next((one.id for one in members if (one.item.source, one.item.key) == said_by), 0)
    tellings = [Telling(rights.shown(one.item), names[one.id], one.first_seen, one.id == lead) for one in members]
    titles = {one.id: one.item.title for one in members}
    return lambda: story_documents(shown, tellings, changes(formerly, titles, names), settings)


def changes(formerly: Sequence[Former], titles: Mapping[int, str], names: Mapping[int, str]) -> list[Change]:
    """What each edit made of an item's title, in the order in which they were made. Pure.

    `titles` are those of now, by item; what is not among them may not be spoken of.
    """
    after = dict(titles)
    made: list[Change] = []
    for one in reversed(formerly):
        if one.item in after:
            made.append(Change(one.until, names[one.item], one.title, after[one.item]))
            after[one.item] = one.title
    return made[::-1]


def _name(member: Member, settings: Settings) -> str:
    source = settings.by_id.get(member.item.source)
    return source.name if source else member.item.source
