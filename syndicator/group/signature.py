"""A text's signature: enough of it to tell, without the text, how much two texts have in common.

A signature holds every shingle whose number lies below a bound, as low as makes them few enough. Two signatures are
compared below the lower of their bounds, where both are complete: so the shares found are unbiased estimates for
the whole texts, of likeness (Jaccard) and, which MinHash cannot give, of containment.
"""

from __future__ import annotations

import re
import struct
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from syndicator.group.figures import figures
from syndicator.group.shingles import below, by_order, encoded, places, sampled, shingles, shortened

# Changed whenever signatures of one text change: old ones are then not compared, and titles decide.
VERSION = 3
# 20 bytes of header and these make at most 1,364 bytes.
MAX_SAMPLES = 220
MAX_FACTS = 36
# Places of samples, and figures that say much, by which its likes are found.
MAX_ANCHORS = 16
MAX_TELLING = 4
MAX_DAYS = 8
# The first letters of a news text say what happened; what follows may be shared with last week's report. They are
# sought in an opening twice as long, because editors put a few words before them, or take some away.
LEAD_LETTERS = 72
OPENING_LETTERS = 150
# The day of the event stands in the first sentences; days named later are those of other events.
DAY_LETTERS = 160

# What a report that follows another says of itself; that more will follow is said by the first one.
_FOLLOWS = re.compile(
    r"(?:此前|早前|之前|前不久)[^。\n]{0,12}报道|曾(?:经|以|于|对|就|在)[^。\n获]{0,24}报道|(?:前情|新闻|事件)(?:回顾|提要)"
    r"|(?:后续|追踪|连续|跟踪)报道[:：]|(?:^|\n)(?:后续|追踪|连续|跟踪)报道|(?:有了|最)新进展"
)

_SAID = 3

_HEADER = struct.Struct("<BBHIBBBxq")
_DAY = re.compile(r"(?:(\d{1,2})月)?(\d{1,2})[日号]")


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of a text. `letters` counts its comparable letters, `bound` is the number below which it is whole.

    `samples` are sorted; `beginning` is what the first letters are, `opening` what it is sought in. `follows`: it says
    itself that it follows an earlier report. `original` is the key of the page that it is said to be a copy of, or 0.
    """

    letters: int
    bound: int
    samples: tuple[int, ...]
    beginning: frozenset[int]
    opening: frozenset[int]
    facts: frozenset[int]
    days: frozenset[int]
    follows: bool
    original: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two texts have in common. Shares run from 0 to 1; `certain` is how many samples they rest on.

    `letters` is the length of the shorter, `ratio` how many times longer the other is. `lost_facts` are figures of the
    text with fewer that the other lacks, `more_facts` those that only the other has; `own_facts` those that only the
    first compared has, and only the second. `said` is how many digits that say something are in those that both have:
    dates have none, 6个 one, 1,620名 three at most.

    `lead` is how much of either's beginning is in the other: a brief begins as its report does, while a sequel that
    quotes the first report, or a report that a round-up quotes, does not. `one_follows`: one alone says it follows.
    """

    jaccard: float
    containment: float
    certain: int
    lead: float
    facts: float
    known_facts: int
    lost_facts: int
    more_facts: int
    said: int
    own_facts: tuple[int, int]
    days_clash: bool
    letters: int
    ratio: float
    one_follows: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A signature in bytes; and the letters it was taken from with places at which samples begin, the lowest first.

    `telling` are the hashes of the figures that say most.
    """

    signature: bytes
    data: bytes
    unit: int
    anchors: list[int]
    lead_anchors: list[int]
    telling: list[int]


def take(comparable: str, body: str, original: int = 0) -> Taken:
    """The signature of a text. `body` is the text before folding: figures stand apart there. `original` is kept."""
    data, unit = encoded(comparable)
    found = shingles(data, unit)
    bound, samples = sampled(found, MAX_SAMPLES)
    opening = shortened(found[:OPENING_LETTERS])
    known = {_fact(figure, digits): digits for figure, digits in figures(body).items()}
    facts = sorted(known)[:MAX_FACTS]
    telling = sorted((fact for fact, digits in known.items() if digits > 1), key=lambda fact: (-known[fact], fact))
    days = sorted({int(month or 0) * 32 + int(day) for month, day in _DAY.findall(body[:DAY_LETTERS])})[:MAX_DAYS]
    follows = _FOLLOWS.search(body) is not None
    packed = _HEADER.pack(
        VERSION, len(days), min(len(comparable), 0xFFFF), bound, len(opening), len(facts), follows, original
    )
    packed += array("H", days + opening).tobytes() + array("I", facts + samples).tobytes()
    anchors, lead_anchors = places(found, samples[:MAX_ANCHORS]), by_order(found[:LEAD_LETTERS])
    return Taken(packed, data, unit, anchors, lead_anchors, telling[:MAX_TELLING])


@lru_cache(maxsize=4_096)
def read(signature: bytes) -> Signature | None:
    """The signature from its bytes; None when another version of this file wrote it, or nobody did."""
    if len(signature) < _HEADER.size or signature[0] != VERSION:
        return None
    _, days, letters, bound, opening, facts, follows, original = _HEADER.unpack_from(signature)
    at = _HEADER.size + 2 * (days + opening)
    if facts > (len(signature) - at) // 4 or (len(signature) - at) % 4:
        return None
    view = memoryview(signature)
    shorts = tuple(view[_HEADER.size : at].cast("H"))
    values = view[at:].cast("I").tolist()
    return Signature(
        letters=letters,
        bound=bound,
        samples=tuple(values[facts:]),
        beginning=frozenset(shorts[days : days + LEAD_LETTERS]),
        opening=frozenset(shorts[days:]),
        facts=frozenset(values[:facts]),
        days=frozenset(shorts[:days]),
        follows=bool(follows),
        original=original,
    )


def compare(one: Signature, other: Signature) -> Likeness:
    """How much two texts have in common. Symmetric, but for `own_facts`."""
    bound = min(one.bound, other.bound)
    mine, theirs = below(one.samples, bound), below(other.samples, bound)
    shared = len(set(mine).intersection(theirs))
    either = len(mine) + len(theirs) - shared
    fewer = min(len(mine), len(theirs))
    my_facts, their_facts = _covered(one.facts, other.facts)
    same_facts = len(my_facts & their_facts)
    fewer_facts = min(len(my_facts), len(their_facts))
    return Likeness(
        jaccard=shared / either if either else 0.0,
        containment=shared / fewer if fewer else 0.0,
        certain=fewer,
        lead=min(_begins(one, other), _begins(other, one)),
        facts=same_facts / fewer_facts if fewer_facts else 1.0,
        known_facts=fewer_facts,
        lost_facts=fewer_facts - same_facts,
        more_facts=max(len(my_facts), len(their_facts)) - same_facts,
        said=sum(fact & _SAID for fact in my_facts & their_facts),
        own_facts=(len(my_facts) - same_facts, len(their_facts) - same_facts),
        days_clash=_clash(one.days, other.days),
        letters=min(one.letters, other.letters),
        ratio=max(one.letters, other.letters) / max(min(one.letters, other.letters), 1),
        one_follows=one.follows != other.follows,
    )


def _begins(one: Signature, other: Signature) -> float:
    """How much of what `one` begins with is in the opening of `other`."""
    return len(one.beginning & other.opening) / len(one.beginning) if one.beginning else 0.0


def _covered(mine: frozenset[int], theirs: frozenset[int]) -> tuple[frozenset[int], frozenset[int]]:
    """Both sets below the point up to which both are complete."""
    ends = [max(facts) for facts in (mine, theirs) if len(facts) >= MAX_FACTS]
    if not ends:
        return mine, theirs
    end = min(ends)
    return frozenset(one for one in mine if one <= end), frozenset(one for one in theirs if one <= end)


def _clash(mine: Iterable[int], theirs: Iterable[int]) -> bool:
    """Whether both name days and none of them the same; a day without its month agrees with that of any month."""
    mine, theirs = set(mine), set(theirs)
    if not mine or not theirs:
        return False
    return not any(a == b or (a % 32 == b % 32 and (a < 32 or b < 32)) for a in mine for b in theirs)


def _fact(figure: str, digits: int) -> int:
    """A figure's number. Its last two bits are how many of its digits say something, up to three."""
    return crc32(figure.encode("utf-8", "ignore")) & ~_SAID | min(digits, _SAID)
