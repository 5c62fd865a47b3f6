"""Real pages, each read by a person first: tests/data/articles/SITE-N.json says what a reader sees on it."""

from __future__ import annotations

from collections import Counter

import pytest

from syndicator.read.article import article
from tests.read.expectations import NOW, PAGES, ZONE, Case, cases, differences


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_page_is_read_as_a_person_reads_it(case: Case) -> None:
    if not case.path.exists():
        pytest.skip(f"{case.path} is not in this checkout")
    found = article(case.body, case.expected["url"], content_type=case.expected.get("content_type"), now=NOW, zone=ZONE)
    assert differences(found, case.expected) == {}


def test_the_table_of_fields_over_all_pages(capsys: pytest.CaptureFixture[str]) -> None:
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for case in cases():
        if not case.path.exists():
            continue
        found = article(
            case.body, case.expected["url"], content_type=case.expected.get("content_type"), now=NOW, zone=ZONE
        )
        wrong = differences(found, case.expected)
        for name in ("title", "published", "origin", "author", "editor", "begins", "ends", "images"):
            if name in case.expected:
                asked[name] += 1
                right[name] += name not in wrong
    with capsys.disabled():
        print("\n" + "  ".join(f"{name} {right[name]}/{asked[name]}" for name in asked))
    assert right == asked


def test_every_page_of_the_corpus_has_an_expectation() -> None:
    if not PAGES.exists():
        pytest.skip("the corpus is not beside this checkout")
    named = {case.expected["page"] for case in cases() if "page" in case.expected}
    assert named == {str(path.relative_to(PAGES)) for path in PAGES.glob("*/*.html")}
