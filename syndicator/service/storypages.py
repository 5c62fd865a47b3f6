"""Writes the pages of stories that several sources tell or that were corrected: of changed stories, and no others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from syndicator.model import Settings, Story
from syndicator.publish.addresses import story_path
from syndicator.publish.document import Document
from syndicator.publish.entry import has_page
from syndicator.publish.forward import forward
from syndicator.publish.storypage import Telling, story_documents
from syndicator.refine import rights
from syndicator.service.press import Press
from syndicator.service.writing import writing
from syndicator.store import items, overrules, stories, storypages
from syndicator.store.items import Member
from syndicator.store.storypages import Marked

# Stories read from the store at once.
_BATCH = 50

Build = Callable[[], list[Document]]


def refresh(press: Press, most: int) -> list[str]:
    """Brings up to `most` changed stories' pages up to date, the youngest first; returns the paths that changed.

    A story with nothing to say beyond its one source's copy has no page, but one that has a page keeps it: its address
    stands in feeds. That of a story which was joined to another leads to the other's.
    """
    with press.store.read() as connection:
        changed = storypages.marked(connection, most)
    paths: list[str] = []
    for start in range(0, len(changed), _BATCH):
        with writing(press.settings):  # what is withdrawn meanwhile must not be written after that
            paths += _refresh(press, changed[start : start + _BATCH])
    return paths


def _refresh(press: Press, marked: Sequence[Marked]) -> list[str]:
    store, settings = press.store, press.settings
    ids = [one.id for one in marked]
    with store.read() as connection:
        told = {one.id: one for one in stories.load(connection, ids)}
        members = items.members(connection, ids)
        survivors = overrules.survivors(connection, ids)
        heirs = {id: stories.load(connection, [heir]) for id, heir in survivors.items() if heir != id}
    paths: list[str] = []
    stand: list[Marked] = []
    for one in marked:
        folder = story_path(one.public_id)
        story = told.get(one.public_id)
        fit = [member for member in members[one.id] if member.withdrawn is None and rights.publishable(member.item)]
        written: list[str] | None = []
        if folder is None:
            pass
        elif (heir := heirs.get(one.id)) and (to := story_path(heir[0].id)):
            written = press.put(folder, partial(forward, folder, to, settings), ())
        elif story is None or not fit:
            written = press.put(folder, list, [f"{folder}/"])
        elif len(fit) > 1 or has_page(story) or (settings.public / folder).is_dir():
            written = press.put(folder, _builder(story, fit, settings), ())
        if written is not None:
            stand.append(one)
            paths += written
    with store.write() as connection:
        storypages.done(connection, stand)
    return paths


def _builder(story: Story, members: Sequence[Member], settings: Settings) -> Build:
    shown = replace(story, lead=rights.shown(story.lead))
    said_by = (story.lead.source, story.lead.key)
    lead = next((one.id for one in members if (one.item.source, one.item.key) == said_by), 0)
    tellings = [
        Telling(rights.shown(one.item), _name(one, settings), one.first_seen, one.id == lead) for one in members
    ]
    return partial(story_documents, shown, tellings, settings)


def _name(member: Member, settings: Settings) -> str:
    source = settings.by_id.get(member.item.source)
    return source.name if source else member.item.source
