"""The evidence that two items are one article, weighed. Symmetric: it does not matter which came first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from functools import lru_cache

from syndicator.group import signature, titles
from syndicator.group.signature import Likeness
from syndicator.group.titles import Relation
from syndicator.refine.urls import canonical, is_article

# Less text than this is a caption or a teaser that proves nothing by being different.
SHORTEST_TEXT = 40
# Reprints of a headline without a text follow within days; the same words later are another day's news.
TITLE_LIFETIME = timedelta(days=3)
# Weather, markets and notices come daily.
STANDING_LIFETIME = timedelta(hours=16)
# Letters a title must have to stand for its text: fewer are a rubric; one source uses a phrase again sooner than two.
SHORTEST_TITLE, SHORTEST_CUT, SHORTEST_OWN_TITLE, SHORTEST_OLD_OWN_TITLE = 8, 10, 10, 14
# So few letters under another title may be what a site says below every article; of one source, so few.
PHRASE, LONG_TEXT = 70, 250
# Telegrams and notes shorter than this share most of their words with the last one.
LONG_NOTE = 200
# A source that gives no text often wrote a sentence of its own instead: then the title must do, for so long.
TEASER, TEASER_LIFETIME = 160, timedelta(hours=36)
# A share estimated from fewer samples is luck.
FEWEST_SAMPLES = 6
# Who copies a text with a few words before it, or makes a brief of its middle, does so within two days; later it is
# quoted. A copy brings no figures of its own but perhaps a telephone number.
COPYING, OWN_FIGURES = timedelta(hours=48), 2
# A text with so many figures, all equal, is no phrase that stands below every article.
TELLING_FIGURES = 3
# Two texts that share less are about different things, if each is long enough to say what it is about.
NOTHING, SHORTEST_WHOLE = 0.15, 60
# What is said against two texts that share less is no contradiction: they do not speak of the same.
ALIKE = 0.3


@dataclass(frozen=True, slots=True)
class Side:
    """One of two items, as far as it is known: stored ones have no text, but a signature of it."""

    source: str
    title: str
    url: str | None
    published: datetime
    signature: bytes


class Bar(IntEnum):
    """What stands against two items being in one story, beyond that nothing speaks for it."""

    NONE = 0
    APART = 1
    CONTRARY = 2


@dataclass(frozen=True, slots=True)
class Signals:
    """What a verdict rests on: how the titles stand, how much they share (0 to 1), what the texts have in common (None:
    one side has no text), how far apart in time they appeared.
    """

    relation: Relation
    kinship: float
    text: Likeness | None
    gap: timedelta


@dataclass(frozen=True, slots=True)
class Verdict:
    """`bar`: two that are APART may be briefs of one report; CONTRARY ones are never one story by another's help."""

    same: bool
    reason: str
    score: float
    bar: Bar = Bar.NONE
    signals: Signals | None = None


def weigh(one: Side, other: Side) -> Verdict:
    """Whether two items are the same article, why, and how sure that is."""
    left, right = titles.read(one.title), titles.read(other.title)
    signals = Signals(
        titles.relate(left, right),
        titles.likeness(left, right),
        _compared(one, other),
        abs(one.published - other.published),
    )
    found = _weighed(one, other, left, right, signals)
    return Verdict(found.same, found.reason, found.score, _bar(found, signals), signals)


def _compared(one: Side, other: Side) -> Likeness | None:
    mine, theirs = signature.read(one.signature), signature.read(other.signature)
    if mine and theirs and min(mine.letters, theirs.letters) >= SHORTEST_TEXT:
        return signature.compare(mine, theirs)
    return None


# What contradicts whatever the texts share, and what does only where they share much.
_CONTRARY = {"titles differ in a number or part", "one address, another text", "one address, another number"}
_CONTRARY_IF_ALIKE = {"another day", "other figures", "another day's note"}


def _bar(found: Verdict, signals: Signals) -> Bar:
    if found.same:
        return Bar.NONE
    text = signals.text
    if found.reason in _CONTRARY or (found.reason in _CONTRARY_IF_ALIKE and text and text.containment >= ALIKE):
        return Bar.CONTRARY
    if text and text.containment < NOTHING and text.letters >= SHORTEST_WHOLE:
        return Bar.APART
    return Bar.NONE


def _weighed(one: Side, other: Side, left: titles.Title, right: titles.Title, signals: Signals) -> Verdict:
    relation, text, gap, same_source = signals.relation, signals.text, signals.gap, one.source == other.source
    if _same_address(one, other):
        return _by_address(relation, text, same_source)
    if relation is Relation.CONTRARY:
        return Verdict(False, "titles differ in a number or part", 0.0)
    standing = left.standing or right.standing
    if left.roundup != right.roundup and (text is None or text.jaccard < 0.6):
        return Verdict(False, "a round-up", 0.0)
    length = min(len(left.whole), len(right.whole))
    if text is None:
        return _by_title(one, other, relation, standing, gap, length)
    if relation is Relation.EQUAL and length < SHORTEST_TITLE:
        relation = Relation.KIN  # a rubric: the texts must be alike by themselves
    found = _by_text(text, relation, signals.kinship, standing, gap, same_source)
    if found.same or same_source or standing or left.sequel != right.sequel:
        return found
    return _by_copying(text, relation, gap, found)


def _same_address(one: Side, other: Side) -> bool:
    if not one.url or not other.url:
        return False
    address = _canonical(one.url)
    return address == _canonical(other.url) and is_article(address)


# A batch asks for the same addresses over and over.
_canonical = lru_cache(maxsize=4_096)(canonical)


def _by_address(relation: Relation, text: Likeness | None, same_source: bool) -> Verdict:
    """One page is one article; unless it is a page whose content is replaced, which title and text both betray.

    A source that knows two entries at one address apart has a reason: a live page, a list of answers.
    """
    if relation < Relation.KIN and (same_source if text is None else text.containment < 0.3):
        return Verdict(False, "one address, another text", 0.1)
    if text is None and relation is Relation.CONTRARY:
        return Verdict(False, "one address, another number", 0.1)
    return Verdict(True, "address", 1.0)


def _by_title(one: Side, other: Side, relation: Relation, standing: bool, gap: timedelta, length: int) -> Verdict:
    """There is no text to compare on one side: only a telling title, at about the same time, will do."""
    if relation < Relation.CUT or standing or gap > TITLE_LIFETIME:
        return Verdict(False, "no text to compare", 0.0)
    shortest = SHORTEST_TITLE if relation is Relation.EQUAL else SHORTEST_CUT
    if one.source == other.source:
        shortest = SHORTEST_OWN_TITLE if gap <= timedelta(days=1) else SHORTEST_OLD_OWN_TITLE
    return Verdict(length >= shortest, "title", 0.7)


def _same_note(text: Likeness, gap: timedelta) -> bool:
    """Whether two texts of a kind that is written daily can be one: no figure differs; without figures, no letter."""
    if text.known_facts < 3:
        return text.jaccard >= (0.97 if gap > STANDING_LIFETIME else 0.8)
    return text.lost_facts == 0 or (text.facts >= 0.9 and text.jaccard >= 0.8)


def _by_text(
    text: Likeness, relation: Relation, kinship: float, standing: bool, gap: timedelta, same_source: bool
) -> Verdict:
    begins = text.lead >= 0.6
    score = max(text.jaccard, 0.9 * text.containment if begins else 0.0)
    if text.days_clash and text.lost_facts:
        return Verdict(False, "another day", score)
    titled, sure = relation >= Relation.CUT, text.certain >= FEWEST_SAMPLES
    thinned = titled and not standing and text.lead >= 0.8 and text.containment >= 0.5
    if text.lost_facts > 1 and text.facts < 0.75 and not thinned:
        return Verdict(False, "other figures", score)
    if standing and not _same_note(text, gap):
        return Verdict(False, "another day's note", score)
    phrase = text.letters < (LONG_TEXT if same_source else PHRASE)
    telling = not same_source and gap <= COPYING and text.known_facts >= TELLING_FIGURES and not text.lost_facts
    if kinship < 0.3 and phrase and not telling:
        return Verdict(False, "a phrase under other titles", score)
    if same_source:
        again = (text.jaccard >= 0.9 and (titled or text.lead >= 0.35)) or (
            begins and text.containment >= (0.8 if titled else 0.9)
        )
        return Verdict(again and sure, "told again", score)
    close = text.jaccard >= 0.6 and text.containment >= (0.7 if titled else 0.82)
    if text.jaccard >= 0.97 or (close and (titled or text.lead >= 0.35)):
        return Verdict(True, "text", score)
    if titled and (text.containment >= 0.4 or (begins and text.containment >= 0.25)):
        return Verdict(True, "title and text", max(score, 0.6))
    enough = 0.6 if text.letters >= LONG_NOTE else 0.82  # a short text is soon half a phrase book
    if relation is Relation.KIN and text.containment >= enough and begins:
        return Verdict(sure, "kindred title and text", score)
    if text.containment >= 0.82 and begins and sure and text.facts >= 0.75:
        far = text.ratio > 4 and kinship < 0.25 and text.containment < 0.85
        return Verdict(not far, "contained", score)
    teaser = relation is Relation.EQUAL and not standing and gap <= TEASER_LIFETIME and text.letters < TEASER
    if teaser and text.ratio > 2 and text.lost_facts == 0:
        return Verdict(True, "title and teaser", 0.6)
    return Verdict(False, "texts differ", score)


def _by_copying(text: Likeness, relation: Relation, gap: timedelta, found: Verdict) -> Verdict:
    """Two that do not begin alike: a copy with an introduction, or a brief that begins in a report's middle.

    A sequel that quotes the first report looks like it, but comes later, names its own day first and has figures of
    its own. `found` is returned when it is none of these.
    """
    if gap > COPYING or text.days_clash or text.lost_facts or text.known_facts < 2:
        return found
    if text.certain < FEWEST_SAMPLES or text.letters < SHORTEST_WHOLE:
        return found
    introduced = text.containment >= 0.9 and text.jaccard >= 0.55 and text.more_facts <= OWN_FIGURES
    brief = relation >= Relation.KIN and text.containment >= 0.8
    if introduced or brief:
        reason = "a copy with an introduction" if introduced else "a brief of its middle"
        return Verdict(True, reason, max(found.score, 0.6))
    return found
