"""Why items were put together is said in words, whatever the ground."""

from __future__ import annotations

from itertools import combinations

from syndicator.group.evidence import weigh
from syndicator.group.similarity import fingerprint
from syndicator.group.verdicts import JOINING, Ground, Side
from syndicator.service.why import JOINED, PARTED
from tests.bench._story_strangers import strangers


def test_every_ground_has_words() -> None:
    assert JOINED.keys() == JOINING
    assert PARTED.keys() == set(Ground) - JOINING


def test_items_are_joined_on_no_other_ground() -> None:
    items = [case.item for case in strangers("strangers")]
    sides = [Side(one.source, one.title, one.url, one.published, fingerprint(one).signature) for one in items]  # type: ignore[arg-type]
    found = {verdict.reason for pair in combinations(sides, 2) if (verdict := weigh(*pair)).same}
    assert len(found) > 5
    assert found <= JOINING
