"""The evidence that two items are one article, weighed. Symmetric: it does not matter which came first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from syndicator.group import signature, titles
from syndicator.group.signature import Likeness
from syndicator.group.similarity import address_key
from syndicator.group.titles import Relation, Title
from syndicator.group.verdicts import Bar, Ground, Side, Signals, Verdict
from syndicator.group.wording import AGREEING_IN_COPY, BEGINNING, BRIEF, by_text, follows
from syndicator.refine.urls import canonical, is_article

# Less text than this is a caption or a teaser that proves nothing by being different.
SHORTEST_TEXT = 40
# Reprints of a headline without a text follow within days; the same words later are another day's news.
TITLE_LIFETIME = timedelta(days=3)
# Letters a title must have to stand for its text: fewer are a rubric; one source uses a phrase again sooner than two.
SHORTEST_TITLE, SHORTEST_CUT, SHORTEST_OWN_TITLE, SHORTEST_OLD_OWN_TITLE = 8, 10, 10, 14
# Two texts that share less are about different things, if each is long enough to say what it is about.
NOTHING, SHORTEST_WHOLE = 0.15, 60
# What is said to be a copy of the other has half of its words, or its title: what explains a rule links to it as well.
COPIED = 0.5
# Of what has less in common, neither quotes the other.
QUOTED = 0.3
# What contradicts whatever the texts share. Other figures and days do not: each may be a part of one report.
_CONTRARY = {Ground.OTHER_PART, Ground.OTHER_PLACE, Ground.OTHER_TEXT_THERE, Ground.OTHER_NUMBER_THERE}


def weigh(one: Side, other: Side) -> Verdict:
    """Whether two items are the same article, why, and how sure that is."""
    return _known(one, other) if _first(one) <= _first(other) else _known(other, one)


def _first(side: Side) -> tuple[bytes, str, str, str, datetime]:
    return side.signature, side.source, side.title, side.url or "", side.published


# A pair that shares keys is weighed when one of them comes, and again with all that hang together with them.
@lru_cache(maxsize=4_096)
def _known(one: Side, other: Side) -> Verdict:
    left, right = titles.read(one.title), titles.read(other.title)
    text = _compared(one, other)
    signals = Signals(
        relation=titles.relate(left, right),
        kinship=titles.likeness(left, right),
        standing=left.standing or right.standing,
        sequel=left.sequel != right.sequel,
        elsewhere=titles.elsewhere(left, right),
        another_day=titles.another_day(left, right),
        same_source=one.source == other.source,
        text=text,
        gap=abs(one.published - other.published),
        longer_first=_longer_first(one, other),
        news=_news(one, other, text) if text else 0,
    )
    found = _weighed(one, other, left, right, signals)
    return Verdict(found.same, found.reason, found.score, _bar(found, signals), signals)


def _compared(one: Side, other: Side) -> Likeness | None:
    mine, theirs = signature.read(one.signature), signature.read(other.signature)
    if mine and theirs and min(mine.letters, theirs.letters) >= SHORTEST_TEXT:
        return signature.compare(mine, theirs)
    return None


def _longer_first(one: Side, other: Side) -> bool:
    mine, theirs = signature.read(one.signature), signature.read(other.signature)
    difference = (mine.letters if mine else 0) - (theirs.letters if theirs else 0)
    return one.published < other.published if difference >= 0 else other.published < one.published


def _news(one: Side, other: Side, text: Likeness) -> int:
    if one.published == other.published:
        return min(text.own_facts)
    return text.own_facts[one.published < other.published]


def _bar(found: Verdict, signals: Signals) -> Bar:
    text = signals.text
    if found.same:
        return Bar.NONE
    if found.reason in _CONTRARY:
        return Bar.CONTRARY
    if text is None:
        return Bar.NONE
    quoted = QUOTED <= text.containment < BRIEF and text.lead < BEGINNING and signals.relation < Relation.KIN
    quotes = quoted and found.reason is Ground.DIFFERENT and follows(signals, text)
    nothing = text.containment < NOTHING and text.letters >= SHORTEST_WHOLE
    return Bar.APART if quotes or nothing else Bar.NONE


def _weighed(one: Side, other: Side, left: Title, right: Title, signals: Signals) -> Verdict:
    text = signals.text
    if _same_address(one, other):
        return _by_address(signals, min(len(left.whole), len(right.whole)) < SHORTEST_TITLE)
    if signals.relation is Relation.CONTRARY:
        return Verdict(False, Ground.OTHER_PART, 0.0)
    if left.roundup != right.roundup and (text is None or text.jaccard < 0.6):
        return Verdict(False, Ground.ROUND_UP, 0.0)
    if _is_original(one, other) and _is_copied(signals, text):
        return Verdict(True, Ground.ORIGINAL, 0.95)
    length = min(len(left.whole), len(right.whole))
    if text is None:
        return _by_title(signals, length)
    if signals.relation is Relation.EQUAL and length < SHORTEST_TITLE:
        signals = replace(signals, relation=Relation.KIN)  # a rubric: the texts must be alike by themselves
    return by_text(signals, text)


def _same_address(one: Side, other: Side) -> bool:
    if not one.url or not other.url:
        return False
    address = _canonical(one.url)
    return address == _canonical(other.url) and is_article(address)


def _is_original(one: Side, other: Side) -> bool:
    """Whether one is said to be a copy of the other. That both name one page says little: it may be an account's."""
    mine, theirs = _said_original(one), _said_original(other)
    return bool((mine and mine == _address_key(other)) or (theirs and theirs == _address_key(one)))


def _is_copied(signals: Signals, text: Likeness | None) -> bool:
    if text is None:
        return signals.relation >= Relation.KIN
    return text.containment >= COPIED and text.lost_facts <= 1


def _said_original(side: Side) -> int:
    read = signature.read(side.signature)
    return read.original if read else 0


def _address_key(side: Side) -> int:
    return address_key(_canonical(side.url)) if side.url else 0


# A batch asks for the same addresses over and over.
_canonical = lru_cache(maxsize=4_096)(canonical)


def _by_address(signals: Signals, rubric: bool) -> Verdict:
    """One page is one article; unless it is a page whose content is replaced, which title and text both betray, or
    under a rubric (讣告, 警情通报) the figures.

    A source that knows two entries at one address apart has a reason: a live page, a list of answers.
    """
    text = signals.text
    if signals.relation < Relation.KIN and (signals.same_source if text is None else text.containment < 0.3):
        return Verdict(False, Ground.OTHER_TEXT_THERE, 0.1)
    if rubric and text and text.lost_facts > 1 and text.facts < AGREEING_IN_COPY:
        return Verdict(False, Ground.OTHER_TEXT_THERE, 0.1)
    if text is None and signals.relation is Relation.CONTRARY:
        return Verdict(False, Ground.OTHER_NUMBER_THERE, 0.1)
    return Verdict(True, Ground.ADDRESS, 1.0)


def _by_title(signals: Signals, length: int) -> Verdict:
    """There is no text to compare on one side: only a telling title, at about the same time, will do."""
    if signals.relation < Relation.CUT or signals.standing or signals.gap > TITLE_LIFETIME:
        return Verdict(False, Ground.NO_TEXT, 0.0)
    shortest = SHORTEST_TITLE if signals.relation is Relation.EQUAL else SHORTEST_CUT
    if signals.same_source:
        shortest = SHORTEST_OWN_TITLE if signals.gap <= timedelta(days=1) else SHORTEST_OLD_OWN_TITLE
    return Verdict(length >= shortest, Ground.TITLE, 0.7)
