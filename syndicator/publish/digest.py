"""The 新媒体 digest: which N stories stand on it, and why these. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import log2

from syndicator.group.titles import Relation, read, relate
from syndicator.model import Digest, Outcome, Reason, Story, Weight
from syndicator.publish.entry import title
from syndicator.publish.topic import Topics
from syndicator.refine.publisher import publisher

# A story loses half its weight in this time.
HALF_LIFE = timedelta(hours=12)
# What doubling the voices that tell a story adds. By doublings, or a wire copy on forty sites would stand for days.
COVERAGE_WEIGHT = 0.5
# Another channel of a publisher that tells the story already is a fifth of a voice.
SAME_PUBLISHER = 0.2
# A headline of the block stands under its picture; a story without one must be four times as strong.
NO_PICTURE = 0.25
# What a county, a section or a source already shown costs the next story from it.
REPEATED_PLACE = 0.6
REPEATED_SECTION = 0.8
REPEATED_SOURCE = 0.85
# A story that grew by this much, under the title it had, may be told again.
GROWN = 1.5
# Runners-up whose reasons are kept: who asks why asks for those just below the line.
RUNNERS_UP = 20


@dataclass(frozen=True, slots=True)
class Taste:
    """What the editors decided, by story id. `pins` are in order; a story that is in both is banned."""

    pins: tuple[str, ...] = ()
    bans: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """The stories in order, and the reasons: of those that stand first, then of the others, the strongest first."""

    stories: tuple[Story, ...]
    reasons: tuple[Reason, ...]


NO_TASTE = Taste()


def choose(
    pool: Iterable[Story],
    digest: Digest,
    now: datetime,
    taste: Taste = NO_TASTE,
    *,
    told: Mapping[str, tuple[str, Reason]] | None = None,
    kept: Mapping[str, Reason] | None = None,
    names: Collection[str] = (),
) -> Choice:
    """The digest's stories: pinned ones, then the strongest, one a topic, spread over counties and sections.

    `told` has the stories of former editions with the edition's id. `kept` are the reasons of the edition that is made
    anew: a story weighs in it what it weighed then, so that one ban does not stir up the rest. `names` are those of
    counties. The order of `pool` does not matter.
    """
    stories = sorted({one.id: one for one in pool}.values(), key=lambda one: one.id)
    by_id = {one.id: one for one in stories}
    pins = [by_id[id] for id in dict.fromkeys(taste.pins) if id in by_id and id not in taste.bans][: digest.size]
    topics = Topics((title(one.lead) for one in stories), names)
    reasons: list[Reason] = []
    fit: list[tuple[Story, Reason]] = []
    for one in stories:
        reason = _reason(one, digest, now, (kept or {}).get(one.id))
        if one.id in taste.bans:
            reasons.append(replace(reason, outcome=Outcome.BANNED))
        elif not reason.weight.section and one not in pins:
            reasons.append(reason)
        elif one not in pins and _belongs(one, digest):
            edition, then = (told or {}).get(one.id, ("", None))
            if then is not None and not much_changed(one, then):
                reasons.append(replace(reason, outcome=Outcome.TOLD, because=edition))
            else:
                fit.append((one, reason))
    chosen: list[tuple[Story, Reason]] = []
    for one in pins:
        _settle(one, replace(_reason(one, digest, now, (kept or {}).get(one.id)), outcome=Outcome.PINNED), chosen, fit)
    while fit and len(chosen) < digest.size:
        best, reason = max(fit, key=lambda pair: (pair[1].score, pair[0].told, pair[0].id))
        fit.remove((best, reason))
        alike = next((one for one, _ in chosen if topics.same(title(one.lead), title(best.lead))), None)
        if alike is not None:
            reasons.append(replace(reason, outcome=Outcome.TOPIC, because=alike.id))
        else:
            _settle(best, replace(reason, outcome=Outcome.CHOSEN), chosen, fit)
    reasons += (reason for _, reason in fit)
    lost = sorted(reasons, key=lambda one: (-one.score, one.story))
    banned = [one for one in lost if one.outcome is Outcome.BANNED]
    others = [one for one in lost if one.outcome is not Outcome.BANNED][:RUNNERS_UP]
    return Choice(tuple(one for one, _ in chosen), (*(reason for _, reason in chosen), *banned, *others))


def weigh(story: Story, digest: Digest, now: datetime) -> Weight:
    """How strongly a story asks for a place at `now`."""
    age = max(now - story.told, timedelta(0))
    weights = dict(digest.weights)
    return Weight(
        recency=float(0.5 ** (age / HALF_LIFE)),
        coverage=1 + COVERAGE_WEIGHT * log2(1 + _voices(story)),
        section=max((weights.get(id, 1.0) for id in story.sections), default=1.0),
        picture=1.0 if story.lead.images else NO_PICTURE,
    )


def much_changed(story: Story, then: Reason) -> bool:
    """Whether a story is news again: it has a revision since, with another title or half as much text again."""
    if story.revision <= then.revision:
        return False
    same_title = relate(read(title(story.lead)), read(then.title)) in (Relation.EQUAL, Relation.CUT)
    return not same_title or len(story.lead.text) >= GROWN * max(then.length, 1)


def _voices(story: Story) -> float:
    """How many others tell the story. A source more is never less."""
    own = publisher(story.lead.source, story.lead.url)
    others = {publisher(one.source, one.url) for one in story.also} - {own}
    return len(others) + SAME_PUBLISHER * (len(story.also) - len(others))


def _belongs(story: Story, digest: Digest) -> bool:
    return (not digest.sections or bool(set(digest.sections) & set(story.sections))) and (
        not digest.sources or story.lead.source in digest.sources
    )


def _reason(story: Story, digest: Digest, now: datetime, kept: Reason | None) -> Reason:
    if kept is not None:
        return replace(kept, outcome=Outcome.WEAKER, spread=1.0, because="")
    weight = weigh(story, digest, now)
    return Reason(
        story.id, title(story.lead), Outcome.WEAKER, weight, revision=story.revision, length=len(story.lead.text)
    )


def _settle(story: Story, reason: Reason, chosen: list[tuple[Story, Reason]], fit: list[tuple[Story, Reason]]) -> None:
    """Gives a story its place; what is like it has it harder from now on."""
    chosen.append((story, reason))
    for number, (other, before) in enumerate(fit):
        spread = _crowded(other, story)
        if spread < 1:
            fit[number] = (other, replace(before, spread=before.spread * spread))


def _crowded(story: Story, beside: Story) -> float:
    spread = 1.0
    if set(story.places) & set(beside.places):
        spread *= REPEATED_PLACE
    if set(story.sections) & set(beside.sections):
        spread *= REPEATED_SECTION
    if story.lead.source == beside.lead.source:
        spread *= REPEATED_SOURCE
    return spread
