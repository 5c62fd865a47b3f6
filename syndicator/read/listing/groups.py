"""Which of a page's links are its headlines: the repeating block that looks most like a list of articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from syndicator.read.listing.anchors import Anchors, Link, Place
from syndicator.read.listing.regions import region
from syndicator.read.listing.rows import picture, published, row, top_of
from syndicator.read.listing.titles import title_node

# Links of one group whose dates are looked for, to judge the group.
_SAMPLE = 6
# URLs of one group that are compared with another's.
_SAMPLE_URLS = 50
# Groups judged closely, best first by their texts alone.
_MAX_GROUPS = 300
# With more than this share of a page's worth, one list is the page; with less, the page is a portal of many lists.
_MAIN_SHARE = 0.5

# A page whose best block is so much like navigation or friends' links holds no list.
_HOPELESS = 0.2
# Groups of the best cluster beside which others are looked for.
_MAX_MAINS = 12
# Fewer headlines make no list.
_FEW = 4


@dataclass(slots=True, eq=False)
class Group:
    """Links that stand alike in one place."""

    path: tuple[str, ...]
    container: Place | None
    links: list[Link] = field(default_factory=list)
    penalty: float = 1.0
    dated: float = 0.0
    dates_before: bool = False

    @property
    def worth(self) -> float:
        return sum(link.worth for link in self.links)

    @property
    def score(self) -> float:
        return self.worth * self.penalty * (1.0 + 1.5 * self.dated)


@dataclass(frozen=True, slots=True)
class Page:
    """What a group is judged against."""

    url: str
    title: str
    now: datetime
    zone: tzinfo
    total: int


def headlines(found: Anchors, page: Page) -> list[Group]:
    """The groups of links that are the page's headlines, in document order; empty when there are none."""
    groups = _chosen(found, page, bare=False)
    if sum(len(group.links) for group in groups) < _FEW <= page.total:
        # Class names made by a machine, another for each item: then only the tags repeat.
        groups = max(groups, _chosen(found, page, bare=True), key=lambda some: sum(len(one.links) for one in some))
    return groups


def _chosen(found: Anchors, page: Page, *, bare: bool) -> list[Group]:
    groups = _grouped(found, bare)
    if not groups:
        return []
    judged: list[Group] = []
    clusters: dict[tuple[str, ...], list[Group]] = {}
    for alike in _richest(groups):
        for group in alike:
            _judge(group, found, page)
            # A penalised block may be built like the main list, but is none of it.
            clusters.setdefault((*group.path, *(("aside",) if group.penalty < 0.5 else ())), []).append(group)
        judged += alike
        if len(judged) > _MAX_GROUPS:
            break
    ranked = sorted(clusters.values(), key=_total, reverse=True)
    best = next(filter(_surely_a_list, ranked), ranked[0])
    if all(group.penalty < _HOPELESS or _home_pages(group) for group in best):
        return []
    everything = sum(_total(cluster) for cluster in ranked) or 1.0
    portal = _total(best) / everything < _MAIN_SHARE
    anchor = max(best, key=lambda group: group.score)
    mains = [anchor, *(group for group in best if group is not anchor)][:_MAX_MAINS]
    chosen = set(map(id, best))
    for cluster in ranked[1:]:
        several = sum(len(group.links) for group in cluster) > 1
        for group in cluster:
            if (portal and several and _worthy(group, anchor)) or (
                not portal and any(_beside(group, main, found, page) for main in mains)
            ):
                chosen.add(id(group))
    order = {id(link): number for number, link in enumerate(found.links)}
    return sorted((group for group in judged if id(group) in chosen), key=lambda group: order[id(group.links[0])])


def _richest(groups: list[Group]) -> list[list[Group]]:
    """Groups that stand alike in different places, together; those whose texts are worth most come first."""
    alike: dict[tuple[str, ...], list[Group]] = {}
    for group in groups:
        alike.setdefault(group.path, []).append(group)
    return sorted(alike.values(), key=lambda some: sum(group.worth for group in some), reverse=True)


def _surely_a_list(cluster: list[Group]) -> bool:
    """Whether most headlines of a cluster show a date: menus, however long, never do."""
    count = sum(len(group.links) for group in cluster)
    dated = sum(group.dated * len(group.links) for group in cluster)
    worth = sum(group.worth for group in cluster)
    return count >= _FEW and dated >= 0.6 * count and worth >= count and all(group.penalty >= 0.5 for group in cluster)


def _home_pages(group: Group) -> bool:
    """Whether a block leads to sites, not to pages: neighbours and friends."""
    parts = [urlsplit(link.url) for link in group.links[:_SAMPLE_URLS]]
    return all(part.path in ("", "/") and not part.query for part in parts)


def _total(cluster: Iterable[Group]) -> float:
    return sum(group.score for group in cluster)


def _grouped(found: Anchors, bare: bool) -> list[Group]:
    groups: dict[tuple[object, ...], Group] = {}
    for link in found.links:
        _, container = top_of(link)
        path: list[str] = []
        above: Place | None = link.place
        while above is not None:
            path.append(above.label.partition(".")[0] if bare else above.label)
            above = above.parent
        key = (tuple(path), id(container))
        group = groups.get(key)
        if group is None:
            group = groups[key] = Group(tuple(path), container)
        group.links.append(link)
    return list(groups.values())


def _judge(group: Group, found: Anchors, page: Page) -> None:
    group.penalty = region(group.container, page.title, page.total) * _addresses(group.links, page)
    if len({link.url for link in group.links}) < len(group.links) / 2:
        group.penalty *= 0.5
    sample = group.links[:: max(1, len(group.links) // _SAMPLE)][:_SAMPLE]
    group.dates_before = _dates_before(group, found, page)
    dated = 0
    for link in sample:
        dated += published(row(link, found, group.dates_before), title_node(link), page.now, page.zone)[1]
    group.dated = dated / len(sample)


def _dates_before(group: Group, found: Anchors, page: Page) -> bool:
    """Whether dates stand before their headlines as siblings of them: the last one then has none behind it."""
    first, last = group.links[0], group.links[-1]
    ahead = row(first, found, dates_before=True)
    if len(ahead.nodes) < 2 or not published(ahead, title_node(first), page.now, page.zone)[1]:
        return False
    behind = row(last, found)
    return not published(behind, title_node(last), page.now, page.zone)[1]


def _addresses(links: list[Link], page: Page) -> float:
    """How much a block's URLs look like one column's articles: same site, same shape, below the page's own path."""
    links = links[:_SAMPLE_URLS]
    count = len(links)
    home = urlsplit(page.url)
    here = home.path.rpartition("/")[0]
    hosts = Counter(urlsplit(link.url).netloc for link in links)
    own = _site(home.netloc)
    elsewhere = sum(number for host, number in hosts.items() if _site(host) != own)
    factor = 1.0
    if count >= 3 and elsewhere > count / 2 and len(hosts) > count / 2:
        factor *= 0.15  # each on a site of its own: friends' links
    likely = sum(link.likely for link in links) / count
    factor *= 0.3 + 0.7 * min(1.0, likely * 1.3)
    if len(here) > 1:
        below = sum(urlsplit(link.url).path.startswith(here + "/") for link in links) / count
        factor *= 1.0 + 0.5 * below
    return factor


def _site(host: str) -> str:
    return ".".join(host.rpartition(":")[0].split(".")[-3:] if ":" in host else host.split(".")[-2:])


def _beside(group: Group, main: Group, found: Anchors, page: Page) -> bool:
    """Whether a smaller block belongs to the main list: the top story or the pictures over it, or another column."""
    if group.penalty < 0.5 or group.container is None or main.container is None:
        return False
    if _shape(group.links) != _shape(main.links):
        return False
    around = [main.container, main.container.parent, main.container.parent and main.container.parent.parent]
    if main.dated < 0.6 or group.dated >= 0.5:
        parent = group.container.parent
        return group.container in around[:2] or (parent is not None and parent in around[:2])
    first = group.links[0]
    if not _precedes(first, main.links[0], found):
        return False
    if group.container in around[1:]:
        return len(group.links) <= 3
    above = (group.container.parent, group.container.parent and group.container.parent.parent)
    near = any(outer is not None and outer in around[1:] for outer in above)
    return near and picture(row(first, found), page.url) is not None


def _precedes(link: Link, other: Link, found: Anchors) -> bool:
    return next(one for one in found.links if one is link or one is other) is link


def _worthy(group: Group, main: Group) -> bool:
    """Whether a block of a portal page holds headlines, not columns, services or neighbours."""
    if group.penalty < 0.5:
        return False
    if main.dated >= 0.6 and group.dated < 0.5 and _shape(group.links) != _shape(main.links):
        return False
    likely = sum(link.likely for link in group.links) / len(group.links)
    return likely >= 0.7 and group.worth / len(group.links) >= 0.8


def _shape(links: list[Link]) -> tuple[object, ...]:
    """The commonest form of the URLs: how many numbered folders, which ending, which parameters."""
    return Counter(map(_form, links[:_SAMPLE_URLS])).most_common(1)[0][0]


def _form(link: Link) -> tuple[object, ...]:
    parts = urlsplit(link.url)
    segments = parts.path.split("/")
    numbered = sum(any(char.isdigit() for char in segment) for segment in segments)
    names = tuple(sorted(pair.partition("=")[0] for pair in parts.query.split("&")))
    return numbered, parts.path.rpartition(".")[2] if "." in segments[-1] else "", names
