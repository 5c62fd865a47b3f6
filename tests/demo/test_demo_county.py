"""The county is a pure function of its start and the time; its stories differ from each other."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.demo.county import GAP_SECONDS, PAST, RESERVE, County
from syndicator.demo.sites import SITES
from syndicator.demo.texts import Mark, parse, wire

MOMENTS = st.integers(1_580_000_000, 2_050_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def _told(county: County, now: datetime) -> int:
    return len(county.truth(now))


@settings(max_examples=25, deadline=None)
@given(MOMENTS, st.integers(0, 2**32), st.integers(0, 900))
def test_the_same_start_and_time_tell_the_same_stories(started: datetime, seed: int, seconds: int) -> None:
    one, two = County.opened(started, seed), County.opened(started, seed)
    now = started + timedelta(seconds=seconds)
    assert one.truth(now) == two.truth(now)
    assert [one.published(site, now) for site in SITES] == [two.published(site, now) for site in SITES]


@settings(max_examples=25, deadline=None)
@given(MOMENTS, st.integers(0, 2**32))
def test_whenever_it_starts_every_story_is_told_in_the_end_and_each_by_its_first_teller_first(
    started: datetime, seed: int
) -> None:
    county = County.opened(started, seed)
    truth = county.truth(county.last_news)
    assert set(truth) == {text.id for text in wire()}
    for copies in truth.values():
        assert copies[0].original
        assert copies[0].site == copies[0].text.first
        assert not any(copy.original for copy in copies[1:])
        assert len({copy.site for copy in copies}) == len(copies)
        assert all(copy.at.microsecond == 0 for copy in copies)
        assert county.started - PAST - timedelta(minutes=2) < copies[0].at
    assert _told(county, county.started) == len(wire()) - RESERVE


def test_while_the_demo_runs_a_new_story_comes_every_twenty_to_forty_seconds(county: County) -> None:
    firsts = [copy.at for copy in county.copies if copy.original and copy.at > county.started]
    assert len(firsts) == RESERVE >= 15
    low, high = GAP_SECONDS
    assert all(low <= (b - a).total_seconds() <= high for a, b in pairwise([county.started, *firsts]))
    for at in firsts:
        assert _told(county, at) == _told(county, at - timedelta(seconds=1)) + 1
    assert _told(county, county.last_news + timedelta(days=9)) == len(wire())


def test_another_seed_tells_in_another_order(county: County) -> None:
    other = County.opened(county.started, 2)
    assert [copy.text.id for copy in other.copies] != [copy.text.id for copy in county.copies]


def test_every_site_has_news_at_the_start_and_serials_are_unique(county: County) -> None:
    assert all(county.published(site, county.started) for site in SITES)
    assert {copy.site for copy in county.copies} == set(SITES)
    assert max(Counter(copy.serial for copy in county.copies).values()) == 1


def test_what_a_site_shows_is_newest_first_and_never_from_the_future(county: County) -> None:
    for site in SITES:
        for now in (county.started, county.started + timedelta(minutes=4), county.last_news):
            times = [copy.at for copy in county.published(site, now)]
            assert times == sorted(times, reverse=True)
            assert all(at <= now for at in times)


def test_there_are_sixty_stories_of_three_hundred_characters_and_more_from_six_counties() -> None:
    texts = wire()
    assert len(texts) >= 60
    assert {text.county for text in texts} == {"咸安", "嘉鱼", "赤壁", "通城", "崇阳", "通山"}
    lengths = {text.id: sum(map(len, text.paragraphs)) for text in texts}
    assert len(lengths) == len(texts)
    assert not {id: length for id, length in lengths.items() if not 300 <= length <= 1500}
    titles = [title for text in texts for title in (text.title, *(reprint.title for reprint in text.reprints))]
    assert all(titles)
    assert {reprint.site for text in texts for reprint in text.reprints} <= set(SITES)


def test_no_two_stories_could_be_taken_for_the_same() -> None:
    shingles = {
        text.id: {body[i : i + 5] for body in text.paragraphs for i in range(max(1, len(body) - 4))} for text in wire()
    }
    alike = {
        (a, b): len(one & two) / min(len(one), len(two))
        for (a, one), (b, two) in combinations(shingles.items(), 2)
        if len(one & two) / min(len(one), len(two)) > 0.05
    }
    assert not alike


def test_a_copy_cut_short_is_a_beginning_of_the_story(county: County) -> None:
    cut = [copy for copy in county.copies if copy.cut]
    assert cut
    for copy in cut:
        assert len(copy.blocks) < len(copy.text.blocks)
        assert copy.blocks[:-1] == copy.text.blocks[: len(copy.blocks) - 1]
        assert copy.blocks[-1].text.endswith("……")


def test_a_text_before_the_first_title_is_named_with_its_line() -> None:
    with pytest.raises(ValueError, match=r"yaowen\.txt:2"):
        parse("\n没有标题\n# 题\n", "yaowen")


def test_marks_are_read_into_blocks() -> None:
    (text,) = parse("# 题\n@ a 咸安 wire\n> paper* 另题\n! 图说\n段\n## 小题\n! 又一图\n", "yaowen")
    assert [(block.mark, block.text, block.number) for block in text.blocks] == [
        (Mark.PICTURE, "图说", 1),
        (Mark.PARAGRAPH, "段", 0),
        (Mark.SUBHEAD, "小题", 0),
        (Mark.PICTURE, "又一图", 2),
    ]
    assert text.reprints[0].cut
    assert (text.first, text.county, text.reprints[0].title) == ("wire", "咸安", "另题")
