"""Real pages, each read by a person first: tests/data/articles/SITE-N.json says what a reader sees on it."""

from __future__ import annotations

import pytest
from rich.console import Console
from rich.table import Table

from syndicator.read.article import article
from tests.read.expectations import NOW, PAGES, ZONE, Case, cases, differences
from tests.read.extractors import FIELDS, READERS, attempt, judge, totals


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_page_is_read_as_a_person_reads_it(case: Case) -> None:
    if not case.path.exists():
        pytest.skip(f"{case.path} is not in this checkout")
    found = article(case.body, case.expected["url"], content_type=case.expected.get("content_type"), now=NOW, zone=ZONE)
    assert differences(found, case.expected) == {}


def test_the_table_of_fields_over_the_real_pages(capsys: pytest.CaptureFixture[str]) -> None:
    pages = [case for case in cases() if "page" in case.expected and case.path.exists()]
    judged = {reader: [judge(attempt(reader, case), case) for case in pages] for reader in READERS}
    table = Table("reader", *FIELDS, "body", title=f"{len(pages)} article pages: right fields")
    for reader, row in judged.items():
        table.add_row(reader, *(str(value) for value in totals(row).values()))
    with capsys.disabled():
        Console(width=120).print("\n", table)
    wrong = {
        case.name: [field for field, right in one.items() if not right]
        for case, one in zip(pages, judged["syndicator"], strict=True)
    }
    assert {name: fields for name, fields in wrong.items() if fields} == {}


def test_every_page_of_the_corpus_has_an_expectation() -> None:
    if not PAGES.exists():
        pytest.skip("the corpus is not beside this checkout")
    named = {case.expected["page"] for case in cases() if "page" in case.expected}
    assert named == {str(path.relative_to(PAGES)) for path in PAGES.glob("*/*.html")}
