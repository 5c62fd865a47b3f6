"""Nothing that may not be shown stands in any file: every text of an item is a mark that is looked for everywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.model import Credit, Image, Item, PaperPage, Rights, Story
from syndicator.publish.documents import documents
from syndicator.publish.editions import digest_documents
from syndicator.refine.rights import shown
from tests.publish.samples import NOW, edition, office, publications, stories

OFFICE = office()
# What each regime allows; all else is found in no file.
ALLOWED = {
    Rights.FULL: {"title", "kicker", "subtitle", "author", "origin", "url", "html", "summary", "first", "second"},
    Rights.SUMMARY: {"title", "kicker", "subtitle", "author", "origin", "url", "summary", "first"},
    Rights.HEADLINE: {"title", "kicker", "subtitle", "author", "origin", "url"},
    Rights.NONE: set(),
}
FIELDS = ALLOWED[Rights.FULL] | {"text", "editor", "pdf", "scan"}


def marked(number: int, rights: Rights) -> Story:
    def mark(name: str) -> str:
        return f"zz{name}{number}zz"

    told = stories(1)[0]
    item = Item(
        source="paper",
        key=str(number),
        title=f"标题{mark('title')}",
        url=f"https://paper.example.com/{mark('url')}.html",
        html=f"<p>正文{mark('html')}。</p>",
        text=f"正文{mark('text')}。",
        summary=f"摘要{mark('summary')}。",
        published=NOW,
        origin=mark("origin"),
        author=mark("author"),
        editor=mark("editor"),
        kicker=mark("kicker"),
        subtitle=mark("subtitle"),
        images=(
            Image("https://a.example/1.jpg", mark("first"), mark("first"), "image/jpeg", 4, 3, 99),
            Image(f"https://a.example/{mark('second')}.jpg", mark("second"), "", "image/jpeg", 4, 3, 99),
        ),
        paper=PaperPage("01", "要闻", f"https://a.example/{mark('scan')}.jpg", f"https://a.example/{mark('pdf')}.pdf"),
        rights=rights,
    )
    return replace(told, id=f"tag:example.cn,2026-11-25:story/{number:016x}", lead=item, also=told.also)


def found(told: list[Story]) -> str:
    """All that is published of these stories, as `service.publisher` shows them."""
    window = [replace(one, lead=shown(one.lead)) for one in told]
    made = documents(publications(OFFICE)[0], window, OFFICE, updated=NOW)
    issues = [edition("xinmeiti", NOW - timedelta(hours=1), window)]
    made += digest_documents(OFFICE.digests[0], issues, window, OFFICE, drawn=lambda *_: True)
    return "\n".join(one.body.decode() for one in made)


@pytest.mark.parametrize("rights", Rights)
def test_a_regime_shows_what_it_allows_in_some_file_and_nothing_else_in_any(rights: Rights) -> None:
    everything = found([marked(1, rights)])
    seen = {name for name in FIELDS if f"zz{name}1zz" in everything}
    assert seen - ALLOWED[rights] - ({"scan", "pdf"} if rights in (Rights.FULL, Rights.SUMMARY) else set()) == set()
    assert ALLOWED[rights] <= seen


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(Rights), min_size=1, max_size=6))
def test_a_free_story_beside_it_frees_no_other(regimes: list[Rights]) -> None:
    everything = found([marked(number, rights) for number, rights in enumerate(regimes)])
    for number, rights in enumerate(regimes):
        for name in FIELDS - ALLOWED[rights] - {"scan", "pdf"}:
            assert f"zz{name}{number}zz" not in everything


def test_another_source_that_carries_it_is_credited_by_name_and_link_alone() -> None:
    told = replace(
        marked(1, Rights.HEADLINE), also=(Credit("tv", "嘉鱼电视台", "它的标题", "https://tv.example.com/1"),)
    )
    everything = found([told])
    assert "https://tv.example.com/1" in everything
    assert "zzhtml1zz" not in everything
