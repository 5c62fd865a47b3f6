"""Whether two texts are one article: by the words they share, their beginnings, and their figures.

Words alone cannot tell: a notice of one mould shares most of them with the next, and a report that follows another
quotes half of it, while what an editor wrote anew shares few. Figures tell these apart.
"""

from __future__ import annotations

from datetime import timedelta

from syndicator.group.signature import Likeness
from syndicator.group.titles import Relation
from syndicator.group.verdicts import Ground, Signals, Verdict

# Weather, markets and notices come daily.
STANDING_LIFETIME = timedelta(hours=16)
# Who writes a text's beginning anew, or makes a brief of its middle, does so within three days; later it is quoted.
COPYING = timedelta(days=3)
# Who writes a text in other words does so sooner.
REWORDING = timedelta(days=2)
# The whole report follows its flash within hours; later, what begins alike and says more tells what came of it.
FLASH = timedelta(hours=12)
# A source that gives no text often wrote a sentence of its own instead: then the title must do, for so long.
TEASER_LIFETIME = timedelta(hours=36)

# So few letters under another title may be what a site says below every article.
PHRASE = 70
# Of one source, so few.
LONG_TEXT = 250
# Telegrams and notes shorter than this share most of their words with the last one.
LONG_NOTE = 200
# A sentence that stands for a text is shorter.
TEASER = 160
# A share estimated from fewer samples is luck.
FEWEST_SAMPLES = 6

# Texts that are the same but for a letter here and there.
EQUAL = 0.97
# Copies share this much of all that either says, and of the shorter this much, if their titles do not speak for them.
CLOSE, MOST = 0.6, 0.82
# With the same title, so much of the shorter is enough.
CLOSE_TITLED = 0.7
# What is shorter than its report by a third can be a brief of it.
BRIEF_RATIO = 1.3
# A brief has as much of itself in the report; what has less quotes it, and says something else.
BRIEF = 0.8
# What is a smaller part than a fifth of what came before may be one note of a round-up; if the titles have something in
# common, than an eighth.
SMALLEST_PART, SMALLEST_KIN = 5, 8
# Texts that share as much of their beginnings begin alike.
BEGINS = 0.6
# Those that share less begin otherwise.
BEGINNING = 0.35
# Titles that share less say nothing for each other,
KIN = 0.3
# and nothing at all.
SOME_KIN = 0.2

# Figures that tell: fewer are in every text of one sort.
TELLING = 3
# Digits that say something in the figures that two texts share, so that these are no dates and round numbers. So many
# make a brief of what has not half of the words of the other,
SAID = 4
# and so many a copy of what has few.
SAID_MUCH = 5
# The words that these two share at least.
REWORDED, FEWEST_WORDS = 0.4, 0.2
# So many figures that are all equal can be no other notice's of that day.
NOTICE = 8
# So many of the figures are those of the text, where an editor corrected or a machine misread some;
AGREEING = 0.75
# so many where the words are as alike as those of a copy.
AGREEING_IN_COPY = 0.6
# What follows a report and quotes it is longer by a quarter,
FOLLOWING = 1.25
# and has more figures of its own than a telephone number.
OWN_FIGURES = 2


def by_text(signals: Signals, text: Likeness) -> Verdict:
    """The verdict on two items whose texts are both known."""
    relation, gap = signals.relation, signals.gap
    begins, sure = text.lead >= BEGINS, text.certain >= FEWEST_SAMPLES
    score = max(text.jaccard, 0.9 * text.containment if begins else 0.0)
    titled = relation >= Relation.CUT
    if (against := _contradiction(signals, text)) is not None:
        return Verdict(False, against, score)
    short = text.letters < (LONG_TEXT if signals.same_source else PHRASE)
    if short and signals.kinship < KIN and (signals.same_source or gap > COPYING or not _agree(text, 2)):
        return Verdict(False, Ground.PHRASE, score)
    if signals.same_source:
        again = (text.jaccard >= 0.9 and (titled or text.lead >= BEGINNING)) or (
            begins and text.containment >= (BRIEF if titled else 0.9)
        )
        return Verdict(again and sure, Ground.TOLD_AGAIN, score)
    close = text.jaccard >= CLOSE and text.containment >= (CLOSE_TITLED if titled else MOST)
    if text.jaccard >= EQUAL or (close and (titled or text.lead >= BEGINNING)):
        return Verdict(True, Ground.TEXT, score)
    if titled and (text.containment >= 0.4 or (begins and text.containment >= 0.25)):
        return Verdict(True, Ground.TITLE_AND_TEXT, max(score, 0.6))
    enough = 0.6 if text.letters >= LONG_NOTE else MOST  # a short text is soon half a phrase book
    if relation is Relation.KIN and text.containment >= enough and begins:
        return Verdict(sure, Ground.KINDRED, score)
    if text.containment >= MOST and begins and sure and text.facts >= _agreeing(signals, text):
        far = text.ratio > 4 and signals.kinship < 0.25 and text.containment < 0.85
        return Verdict(not far, Ground.CONTAINED, score)
    teaser = relation is Relation.EQUAL and not signals.standing and gap <= TEASER_LIFETIME and text.letters < TEASER
    if teaser and text.ratio > 2 and not text.lost_facts:
        return Verdict(True, Ground.TEASER, 0.6)
    copied = None if signals.sequel or text.one_follows or gap > COPYING or not sure else _copied(signals, text)
    if copied is not None:
        return Verdict(True, copied, max(score, 0.6))
    return Verdict(False, Ground.DIFFERENT, score)


def follows(signals: Signals, text: Likeness) -> bool:
    """Whether one looks like what follows the other and quotes it: it came later, says more, and begins otherwise."""
    return signals.news > OWN_FIGURES and not signals.longer_first and text.ratio > FOLLOWING and text.lead < BEGINS


def _contradiction(signals: Signals, text: Likeness) -> Ground | None:
    """What the figures, days and places of two texts have against their being one."""
    titled = signals.relation >= Relation.CUT
    if signals.elsewhere and text.jaccard < 0.9 and text.said < SAID_MUCH:
        return Ground.OTHER_PLACE
    if (text.days_clash and text.lost_facts) or (signals.another_day and text.jaccard < 0.9):
        return Ground.OTHER_DAY
    thinned = titled and not signals.standing and text.lead >= 0.8 and text.containment >= 0.5
    refilled = text.known_facts and not text.facts and not titled and text.jaccard < 0.9  # one mould, other names
    if (refilled or (text.lost_facts > 1 and text.facts < _agreeing(signals, text))) and not thinned:
        return Ground.OTHER_FIGURES
    if signals.standing and not _same_note(signals, text):
        return Ground.OTHER_NOTE
    return None


def _same_note(signals: Signals, text: Likeness) -> bool:
    """Whether two texts of a kind that is written daily can be one: no figure differs; without figures, no letter.

    Two notices of one day that differ in a tenth of their words differ in the names; one that was cut differs in more.
    """
    cut = text.ratio > FOLLOWING
    if text.known_facts < TELLING:
        return text.jaccard >= (EQUAL if signals.gap > STANDING_LIFETIME else BRIEF)
    if text.lost_facts:
        like = CLOSE if text.known_facts > NOTICE else BRIEF
        return text.facts >= 0.9 and (text.containment >= 0.95 if cut else text.jaccard >= like)
    return text.containment >= (REWORDED if text.known_facts >= NOTICE else MOST if cut else 0.9)


def _copied(signals: Signals, text: Likeness) -> Ground | None:
    """How one was made from the other, if they do not begin alike or share few words: by their figures.

    A sequel that quotes the first report looks like it, but is the longer one and comes later, names its own day first
    and has figures of its own.
    """
    telling = not text.lost_facts and (text.said >= SAID or text.known_facts >= NOTICE)
    if (signals.standing and not telling) or (text.letters < PHRASE and not _agree(text, 2)):
        return None
    words, sequel = text.containment, follows(signals, text)
    titled = signals.relation >= Relation.KIN and not text.lost_facts
    flash = (titled or text.lead >= BEGINS) and words >= 0.6 and text.ratio > FOLLOWING and signals.gap <= FLASH
    if flash and text.said >= SAID and not signals.standing:
        return Ground.CONTAINED
    half = text.jaccard >= 0.5 and words >= (0.75 if sequel else 0.7)
    if half and text.known_facts >= 2 and text.facts >= AGREEING:
        return Ground.OTHER_BEGINNING
    enough = words >= (FEWEST_WORDS if text.said >= SAID_MUCH else REWORDED)
    if enough and not sequel and signals.news <= OWN_FIGURES and signals.gap <= REWORDING and (telling or _most(text)):
        return Ground.OTHER_WORDS
    cut = signals.longer_first and words >= 0.9 and not signals.news and text.letters >= LONG_NOTE
    return Ground.BRIEF if cut or (_agree(text, 2) and _is_brief(signals, text)) else None


def _is_brief(signals: Signals, text: Likeness) -> bool:
    """Whether what has no figure of its own is a brief of the other, or an introduction is all that was added."""
    words, smaller = text.containment, signals.longer_first and text.ratio >= BRIEF_RATIO
    if words >= 0.9 and text.jaccard >= 0.55 and text.more_facts <= OWN_FIGURES:
        return True
    if smaller and words >= 0.6 and text.letters < LONG_NOTE:
        return True
    if smaller and signals.kinship >= KIN and words >= (0.45 if text.known_facts >= TELLING else 0.7):
        return True
    if smaller and words >= 0.85 and text.ratio <= (SMALLEST_PART if signals.kinship < SOME_KIN else SMALLEST_KIN):
        return True
    return words >= BRIEF and signals.relation >= Relation.KIN


def _agree(text: Likeness, number: int) -> bool:
    """Whether all figures of the text with fewer, and at least so many, are in the other."""
    return text.known_facts >= number and not text.lost_facts


def _most(text: Likeness) -> bool:
    """Whether of figures that say much almost all are equal; of those that say very much, most of both texts'."""
    same = text.known_facts - text.lost_facts
    almost = text.said >= SAID_MUCH and (text.lost_facts <= 1 or text.facts >= 0.9)
    return almost or (text.said >= 2 * SAID_MUCH and same >= 0.7 * (text.known_facts + text.more_facts))


def _agreeing(signals: Signals, text: Likeness) -> float:
    """The share of figures that must be equal: fewer where the words are a copy's, and titles or figures tell."""
    copied = text.containment >= MOST and (text.jaccard >= CLOSE or text.lead >= 0.8) and text.known_facts > TELLING
    return AGREEING_IN_COPY if copied and (signals.kinship >= SOME_KIN or text.said >= 2 * SAID_MUCH) else AGREEING
