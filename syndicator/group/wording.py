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
# So few letters under another title may be what a site says below every article; of one source, so few.
PHRASE, LONG_TEXT = 70, 250
# Telegrams and notes shorter than this share most of their words with the last one.
LONG_NOTE = 200
# A source that gives no text often wrote a sentence of its own instead: then the title must do, for so long.
TEASER, TEASER_LIFETIME = 160, timedelta(hours=36)
# A share estimated from fewer samples is luck.
FEWEST_SAMPLES = 6
# Who writes a text's beginning anew, or makes a brief of its middle, does so within three days; later it is quoted.
COPYING = timedelta(days=3)
# What follows a report and quotes it is longer by a quarter and has more figures of its own than a telephone number.
FOLLOWING, OWN_FIGURES = 1.25, 2
# A brief is shorter than its report by a third. What is a smaller part than a fifth may be one note of a round-up, or,
# if the titles have something in common, than an eighth.
BRIEF_RATIO, SMALLEST_PART, SMALLEST_KIN = 1.3, 5, 8
# A brief has as much of itself in the report; what has less quotes it, and says something else.
BRIEF = 0.8
# What is left of a notice that was cut.
EXCERPT = 0.95
# Figures of its own that a later copy may have, as a share of those in common: editors count, round and date.
NEWS = 0.15
# Figures that are all equal: so many make no phrase that stands below every article, so many make a brief of what has
# not half of its words, so many a copy in other words of what shares only a few; so many can be no other day's note.
TELLING, FEW, MANY, NOTICE = 3, 4, 6, 8
# The words that such a copy shares at least.
FEWEST_WORDS, REWORDED = 0.2, 0.4
# So many of the figures are those of the text, where an editor corrected or a machine misread some; where the words are
# as alike as those of a copy, so many.
AGREEING, AGREEING_IN_COPY = 0.75, 0.6
# Texts that share as much of their beginnings do not begin otherwise, and do begin alike.
BEGINNING, BEGINS = 0.35, 0.6
# Titles that share less say nothing for each other.
KIN, SOME_KIN = 0.3, 0.2


def by_text(signals: Signals, text: Likeness) -> Verdict:
    """The verdict on two items whose texts are known. Of those that are longer apart, only what is told at length."""
    relation, gap, standing = signals.relation, signals.gap, signals.standing
    begins, sure = text.lead >= BEGINS, text.certain >= FEWEST_SAMPLES
    score = max(text.jaccard, 0.9 * text.containment if begins else 0.0)
    titled = relation >= Relation.CUT
    if (against := _contradiction(signals, text)) is not None:
        return Verdict(False, against, score)
    short = text.letters < (LONG_TEXT if signals.same_source else PHRASE)
    if short and signals.kinship < KIN and (signals.same_source or gap > COPYING or not _agree(text, TELLING)):
        return Verdict(False, Ground.PHRASE, score)
    if signals.same_source:
        again = (text.jaccard >= 0.9 and (titled or text.lead >= BEGINNING)) or (
            begins and text.containment >= (0.8 if titled else 0.9)
        )
        return Verdict(again and sure, Ground.TOLD_AGAIN, score)
    close = text.jaccard >= 0.6 and text.containment >= (0.7 if titled else 0.82)
    if text.jaccard >= 0.97 or (close and (titled or text.lead >= BEGINNING)):
        return Verdict(True, Ground.TEXT, score)
    if titled and (text.containment >= 0.4 or (begins and text.containment >= 0.25)):
        return Verdict(True, Ground.TITLE_AND_TEXT, max(score, 0.6))
    enough = 0.6 if text.letters >= LONG_NOTE else 0.82  # a short text is soon half a phrase book
    if relation is Relation.KIN and text.containment >= enough and begins:
        return Verdict(sure, Ground.KINDRED, score)
    if text.containment >= 0.82 and begins and sure and text.facts >= _agreeing(text):
        far = text.ratio > 4 and signals.kinship < 0.25 and text.containment < 0.85
        return Verdict(not far, Ground.CONTAINED, score)
    sequel = signals.sequel or text.one_follows
    flash = begins and text.ratio > FOLLOWING and text.containment >= 0.6 and gap <= COPYING and not sequel
    if flash and text.known_facts >= FEW and text.facts >= AGREEING:
        return Verdict(True, Ground.CONTAINED, score)
    teaser = relation is Relation.EQUAL and not standing and gap <= TEASER_LIFETIME and text.letters < TEASER
    if teaser and text.ratio > 2 and not text.lost_facts:
        return Verdict(True, Ground.TEASER, 0.6)
    copied = None if sequel else _copied(signals, text)
    if copied is not None:
        return Verdict(True, copied, max(score, 0.6))
    return Verdict(False, Ground.DIFFERENT, score)


def follows(signals: Signals, text: Likeness) -> bool:
    """Whether one looks like what follows the other and quotes it: it came later, says more, and begins otherwise."""
    return signals.news > OWN_FIGURES and not signals.longer_first and text.ratio > FOLLOWING and text.lead < BEGINS


def _contradiction(signals: Signals, text: Likeness) -> Ground | None:
    """What the figures and days of two texts have against their being one."""
    titled = signals.relation >= Relation.CUT
    misread = not signals.standing and text.known_facts >= MANY and text.facts >= 0.8
    if text.days_clash and text.lost_facts and not misread:
        return Ground.OTHER_DAY
    thinned = titled and not signals.standing and text.lead >= 0.8 and text.containment >= 0.5
    refilled = text.known_facts and not text.facts and not titled and text.jaccard < 0.9  # one mould, other names
    if (refilled or (text.lost_facts > 1 and text.facts < _agreeing(text))) and not thinned:
        return Ground.OTHER_FIGURES
    if signals.standing and not _same_note(signals, text):
        return Ground.OTHER_NOTE
    return None


def _same_note(signals: Signals, text: Likeness) -> bool:
    """Whether two texts of a kind that is written daily can be one: no figure differs; without figures, no letter.

    Two notices of one day and one length that differ in a tenth of their words differ in the names.
    """
    if text.known_facts < TELLING:
        return text.jaccard >= (0.97 if signals.gap > STANDING_LIFETIME else 0.8)
    excerpt = text.ratio > FOLLOWING
    if text.lost_facts:
        return text.facts >= 0.9 and (text.containment >= EXCERPT if excerpt else text.jaccard >= 0.8)
    return excerpt or text.containment >= (0.5 if text.known_facts >= NOTICE else 0.9)


def _copied(signals: Signals, text: Likeness) -> Ground | None:
    """How one was made from the other, if they do not begin alike or share few words: by their figures.

    A sequel that quotes the first report looks like it, but is the longer one and comes later, names its own day first
    and has figures of its own.
    """
    telling = _agree(text, FEW)
    if signals.gap > COPYING or text.certain < FEWEST_SAMPLES or (text.days_clash and text.lost_facts):
        return None
    if (signals.standing and not telling) or (text.letters < PHRASE and not _agree(text, TELLING)):
        return None
    sequel, words = follows(signals, text), text.containment
    half = text.jaccard >= 0.5 and words >= (0.75 if sequel else 0.7)
    if half and text.known_facts >= 2 and text.facts >= AGREEING:
        return Ground.OTHER_BEGINNING
    anew = signals.news > max(OWN_FIGURES, NEWS * text.known_facts)
    enough = words >= (FEWEST_WORDS if text.known_facts >= MANY else REWORDED)
    if enough and not sequel and not anew and (telling or _most(text)):
        return Ground.OTHER_WORDS
    return Ground.BRIEF if _agree(text, 2) and _is_brief(signals, text) else None


def _is_brief(signals: Signals, text: Likeness) -> bool:
    """Whether what has no figure of its own is a brief of the other, or an introduction is all that was added."""
    words, smaller = text.containment, signals.longer_first and text.ratio >= BRIEF_RATIO
    if words >= 0.9 and text.jaccard >= 0.55 and text.more_facts <= OWN_FIGURES:
        return True
    if smaller and signals.kinship >= KIN and words >= (0.45 if text.known_facts >= TELLING else 0.7):
        return True
    if smaller and words >= 0.85 and text.ratio <= (SMALLEST_KIN if signals.kinship >= SOME_KIN else SMALLEST_PART):
        return True
    return words >= BRIEF and signals.relation >= Relation.KIN


def _agree(text: Likeness, number: int) -> bool:
    """Whether all figures of the text with fewer, and at least so many, are in the other."""
    return text.known_facts >= number and not text.lost_facts


def _most(text: Likeness) -> bool:
    """Whether of many figures almost all are equal; of very many, most of both texts'."""
    same = text.known_facts - text.lost_facts
    almost = text.known_facts >= MANY and (text.lost_facts <= 1 or text.facts >= 0.9)
    return almost or (text.known_facts >= 2 * MANY and same >= 0.7 * (text.known_facts + text.more_facts))


def _agreeing(text: Likeness) -> float:
    """The share of figures that must be equal: fewer where the words are those of a copy."""
    copied = text.containment >= 0.82 and (text.jaccard >= 0.6 or text.lead >= 0.8)
    return AGREEING_IN_COPY if copied and text.known_facts > FEW else AGREEING
