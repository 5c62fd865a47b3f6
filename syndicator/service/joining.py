"""Which stories new items belong to, and which stories turn out to be one or two: asks `group/`, writes what it says.

Stories are what `group.partition` makes of all items that hang together, so they do not depend on who came first. Only
their ids do: a story keeps the id under which it was told first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

from sqlalchemy import Connection

from syndicator.group import signature
from syndicator.group import stories as deciders
from syndicator.group.evidence import weigh
from syndicator.group.kinship import closest
from syndicator.group.overrules import Ruling, ruled
from syndicator.group.partition import partition
from syndicator.group.verdicts import Side
from syndicator.model import Candidate, Fingerprint, Item, Prepared, Site
from syndicator.service import names
from syndicator.service.words import Words
from syndicator.store import items, kin, probes, stories
from syndicator.store.kin import Near
from syndicator.store.stories import Telling

# What hangs together by more items than this is not looked at as a whole: each new one joins what it is most like.
MOST_TOGETHER = 160

# An item of a neighbourhood: a stored one by its id, the nth new one as -1 - n.
Node = int


@dataclass(slots=True)
class Joined:
    """`homes` are the stories of the new items, in order; `arrived` the same with whether all that came is backlog;
    `changed` those that gained or lost members otherwise.
    """

    homes: list[int] = field(default_factory=list)
    births: int = 0
    arrived: dict[int, bool] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)


def join(connection: Connection, fresh: Sequence[tuple[Prepared, bool]], site: Site, now: datetime) -> Joined:
    """Stores new items (each with whether it is backlog) in their stories, old ones or new ones."""
    arrivals = [prepared for prepared, _ in fresh]
    found = probes.likes(connection, [one.fingerprint.keys for one in arrivals])
    plan = _Plan(connection, arrivals, found.likes, site, now)
    plan.decide()
    births = stories.bear(connection, [(public_id, now) for public_id in plan.births])
    plan.words.keep(births)
    homes = {node: story if story >= 0 else births[-1 - story] for node, story in plan.homes.items()}
    added = items.add(
        connection,
        [(one.item, one.fingerprint, homes[-1 - at]) for at, one in enumerate(arrivals)],
        now,
        found.held,
    )
    ids = {-1 - at: id for at, id in enumerate(added)}
    kin.add(connection, [(ids[one], ids.get(other, other)) for one, other in plan.links])
    moved = {node: story for node, story in homes.items() if node >= 0 and story != plan.near[node].story}
    items.move(connection, moved)
    items.mark_compiled(connection, {ids.get(node, node): mark for node, mark in plan.compiled.items()})
    stories.join(connection, plan.folded)
    stories.part(connection, plan.revived)
    joined = Joined([homes[-1 - at] for at in range(len(fresh))], len(births))
    for at, (_, backlog) in enumerate(fresh):
        story = homes[-1 - at]
        joined.arrived[story] = joined.arrived.get(story, True) and backlog
    for node, story in moved.items():
        joined.changed |= {story, plan.near[node].story}
    joined.changed |= {plan.near[node].story for node in plan.compiled if node >= 0}
    for story in set(births).intersection(moved.values()) - joined.arrived.keys():
        joined.arrived[story] = False  # it was hidden in another story: it is told from now on
    return joined


class _Plan:
    """Where every item goes. `homes`: a story's id, or -1 - n for the nth of `births`, by node."""

    def __init__(
        self,
        connection: Connection,
        arrivals: Sequence[Prepared],
        likes: Sequence[Sequence[Candidate]],
        site: Site,
        now: datetime,
    ) -> None:
        self._connection, self._arrivals, self._likes, self._site, self._now = connection, arrivals, likes, site, now
        self.homes: dict[Node, int] = {}
        self.births: list[str] = []
        self.links: list[tuple[Node, Node]] = []
        self.near: dict[int, Near] = {}
        self.folded: dict[int, int] = {}
        self.revived: list[int] = []
        self.compiled: dict[Node, bool] = {}
        self.words = Words(connection, [one.item for one in arrivals])
        self._said: list[Ruling] = []
        self._sides = {-1 - at: _side_of(one.item, one.fingerprint, now) for at, one in enumerate(arrivals)}

    def decide(self) -> None:
        self.links = list(self._linked())
        around = kin.around(self._connection, {other for _, other in self.links if other >= 0})
        self.near = around.items
        self._said = self.words.about((one.source, one.key, one.url) for one in around.items.values())
        self._sides.update((one.id, _side_of_near(one)) for one in around.items.values())
        full = {candidate.story for likes in self._likes for candidate in likes} & around.full
        waiting = self._obey()
        for at in range(len(self._arrivals)):
            if -1 - at in self.homes or -1 - at in waiting:
                continue
            if full and (story := self._nearest(at)) in full:
                self.homes[-1 - at] = story
        ends = self._sides.keys() - self.homes.keys() - waiting.keys()
        self.links = [(one, other) for one, other in self.links if one in ends and other in ends]
        for nodes in _together(ends, self.links, around.pairs, around.items):
            if any(node < 0 for node in nodes):
                self._settle(nodes)
        for node, first in waiting.items():
            self.homes[node] = self.homes[first]
        for at, one in enumerate(self._arrivals):
            self.words.settle(self.words.on(one.item), self.homes[-1 - at])

    def _obey(self) -> dict[Node, Node]:
        """Gives new items that an editor spoke of the story that was said; returns those that are to follow another
        new one, whose story is still to be decided."""
        firsts: dict[int, Node] = {}
        waiting: dict[Node, Node] = {}
        for at, one in enumerate(self._arrivals):
            node, binding = -1 - at, self.words.on(one.item)
            if binding.story is not None:
                self.homes[node] = binding.story
            elif binding.alone:
                self.homes[node] = self._born([node])
                self.words.settle(binding, self.homes[node])
            elif led := [firsts[number] for number in binding.pending if number in firsts]:
                waiting[node] = led[0]
            firsts.update((number, waiting.get(node, node)) for number in binding.pending if number not in firsts)
        return waiting

    def _linked(self) -> Iterator[tuple[Node, Node]]:
        """Which new items are one article with what is stored or came before them, by the keys they share."""
        by_key: dict[int, list[int]] = defaultdict(list)
        for at, (one, likes) in enumerate(zip(self._arrivals, self._likes, strict=True)):
            keys = set(one.fingerprint.keys)
            shared = Counter(other for key in keys for other in by_key.get(key, ()))
            mine = self._sides[-1 - at]
            for other, _ in shared.most_common(probes.MOST_LIKES):
                if weigh(mine, self._sides[-1 - other]).same:
                    yield -1 - at, -1 - other
            for candidate in likes:
                if weigh(mine, _side_of_candidate(candidate, self._now)).same:
                    yield -1 - at, candidate.item_id
            for key in keys:
                if len(holders := by_key[key]) < probes.MOST_HOLDERS:
                    holders.append(at)

    def _nearest(self, at: int) -> int | None:
        one = self._arrivals[at]
        binding = self.words.on(one.item)
        return deciders.decide(one.item, one.fingerprint, self._likes[at], self._now, binding).story

    def _settle(self, nodes: Sequence[Node]) -> None:
        """Gives every group of items that hang together its story."""
        if len(nodes) > MOST_TOGETHER:
            self._follow([node for node in nodes if node < 0])
            return
        known = [self.near[node] for node in nodes if node >= 0]
        parted = partition([self._sides[node] for node in nodes], self._kept(nodes) if known else None)
        groups = [[nodes[at] for at in group] for group in parted.groups]
        for at, node in enumerate(nodes):
            mark = at in parted.compiled
            if mark != (node >= 0 and self.near[node].compiled):
                self.compiled[node] = mark
        owners = self._owners(groups, known)
        for number, group in enumerate(groups):
            owned = owners.get(number, [])
            story = owned[0] if owned else self._born(group)
            self.folded.update((other, story) for other in owned[1:])
            self.homes.update((node, story) for node in group)

    def _follow(self, nodes: Sequence[Node]) -> None:
        """Gives each of too many new items the story that most of what it is linked to has so far."""
        linked: dict[Node, list[Node]] = defaultdict(list)
        for one, other in self.links:
            linked[one].append(other)
        for node in nodes:
            votes = Counter(self.near[at].story if at >= 0 else self.homes[at] for at in linked[node])
            self.homes[node] = votes.most_common(1)[0][0] if votes else self._born([node])

    def _kept(self, nodes: Sequence[Node]) -> dict[tuple[int, int], bool]:
        """What holds whatever the evidence: editors' words; a withdrawn story stays as it is; and items stay together
        whose signatures an older version wrote, of which nothing new is known.
        """
        near = {at: self.near[node] for at, node in enumerate(nodes) if node >= 0}
        gone = {at for at, one in near.items() if one.withdrawn}
        old = {at for at, one in near.items() if signature.read(one.signature) is None}
        kept: dict[tuple[int, int], bool] = {}
        for a, b in combinations(near, 2) if gone or old else ():
            together = near[a].story == near[b].story
            if a in gone or b in gone or (together and (a in old or b in old)):
                kept[a, b] = together
        return kept | (self._ruled(nodes) if self._said else {})

    def _ruled(self, nodes: Sequence[Node]) -> dict[tuple[int, int], bool]:
        """What editors said of pairs of these."""
        homes = [self.near[node].story if node >= 0 else None for node in nodes]
        stored = [at for at, home in enumerate(homes) if home is not None]
        likest: dict[int, int] = {}
        for at, node in enumerate(nodes):
            if node < 0 and stored:
                best, verdict = closest(self._sides[node], [self._sides[nodes[other]] for other in stored])
                home = homes[stored[best]]
                if verdict.same and home is not None:
                    likest[at] = home
        return ruled(homes, self._said, likest)

    def _owners(self, groups: Sequence[Sequence[Node]], known: Sequence[Near]) -> dict[int, list[int]]:
        """Which groups (by number) go on with which stories, the one told first leading: each with its lead's group."""
        homes = {one.story for one in known}
        if not homes:
            return {}
        holder = {node: number for number, group in enumerate(groups) for node in group}
        if len(homes) == 1 and len({holder[one.id] for one in known}) == 1:
            return {holder[known[0].id]: list(homes)}
        standing = stories.tellings(self._connection, sorted(homes))
        owned: dict[int, list[int]] = defaultdict(list)
        for story in sorted(homes, key=lambda one: _age(standing[one])):
            lead = standing[story].lead
            first = min(one.id for one in known if one.story == story)
            owned[holder[lead if lead in holder else first]].append(story)
        return owned

    def _born(self, group: Sequence[Node]) -> int:
        """A story for these: a new one; or the one that began with one of them and was put into another since."""
        news = sorted((node for node in group if node < 0), reverse=True)
        known = sorted(node for node in group if node >= 0)
        ids = [self._name(node) for node in (*news, *known)]
        given = stories.named(self._connection, ids[len(news) :]) if known else {}
        for id, joined in given.values():
            if joined is not None and id not in self.revived:
                self.revived.append(id)
                return id
        free = [id for id in ids if id not in given]
        self.births.append(free[0] if free else f"{ids[0]}-{self._now:%Y%m%d%H%M%S}")
        return -len(self.births)

    def _name(self, node: Node) -> str:
        if node < 0:
            one = self._arrivals[-1 - node].item
            return names.story_id(self._site, one.source, one.key, self._now)
        stored = self.near[node]
        return names.story_id(self._site, stored.source, stored.key, stored.first_seen)


def _together(
    nodes: Iterable[Node],
    links: Iterable[tuple[Node, Node]],
    pairs: Iterable[tuple[int, int]],
    near: Mapping[int, Near],
) -> list[list[Node]]:
    """What hangs together, by kinship or by being in one story. New ones in the order in which they came."""
    parent = {node: node for node in nodes}

    def root(node: Node) -> Node:
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    for one, other in links:
        parent[root(one)] = root(other)
    for one, other in pairs:
        if one in parent and other in parent:
            parent[root(one)] = root(other)
    first: dict[int, int] = {}
    for id, item in near.items():
        parent[root(id)] = root(first.setdefault(item.story, id))
    found: dict[Node, list[Node]] = defaultdict(list)
    for node in sorted(parent, key=lambda one: (one >= 0, -one if one < 0 else one)):
        found[root(node)].append(node)
    return list(found.values())


def _age(telling: Telling) -> tuple[bool, datetime, int]:
    return telling.told is None, telling.told or telling.updated, telling.id


def _side_of(item: Item, fingerprint: Fingerprint, now: datetime) -> Side:
    return Side(item.source, item.title, item.url, item.published or now, fingerprint.signature)


def _side_of_near(one: Near) -> Side:
    return Side(one.source, one.title, one.url, one.published, one.signature)


def _side_of_candidate(one: Candidate, now: datetime) -> Side:
    return Side(one.source, one.title, one.url, one.published or now, one.signature)
