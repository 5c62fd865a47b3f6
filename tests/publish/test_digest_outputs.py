"""What an edition is carried away as: message, letter, card. Each within its bounds, whatever the headlines are."""

from __future__ import annotations

import io
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from PIL import Image

from syndicator.model import Credit, Story
from syndicator.publish import card, mail, markdown
from syndicator.publish.entry import Names
from syndicator.publish.issue import Issue, issue_of
from syndicator.publish.wrapping import NOT_FIRST, NOT_LAST, shortened, wrap
from tests.publish.samples import NOW, edition, office, story

OFFICE = office()
DIGEST = OFFICE.digests[0]
titles = st.lists(st.text(min_size=1, max_size=300), max_size=12)


def issue(told: list[Story]) -> Issue:
    return issue_of(DIGEST, replace(edition("xinmeiti", NOW, told), name="早报"), OFFICE, Names(OFFICE))


def named(*names: str) -> Issue:
    return issue([replace(story(n), lead=replace(story(n).lead, title=name)) for n, name in enumerate(names)])


@settings(max_examples=40, deadline=None)
@given(titles)
def test_a_message_and_a_letter_keep_their_bounds(names: list[str]) -> None:
    one = named(*names)
    assert len(markdown.message(one, OFFICE.site).encode()) <= markdown.MOST_BYTES
    assert len(mail.html(one, OFFICE.site).encode()) < mail.MOST_BYTES
    assert bytes(mail.message(one, OFFICE.site)) == bytes(mail.message(one, OFFICE.site))


def test_a_title_of_a_megabyte_bursts_nothing() -> None:
    one = named("长" * 400_000, "短标题", "崇阳白霓镇")
    assert len(markdown.message(one, OFFICE.site).encode()) <= markdown.MOST_BYTES
    assert "短标题" in markdown.message(one, OFFICE.site)
    assert len(bytes(mail.message(one, OFFICE.site))) < 2 * mail.MOST_BYTES
    assert len(card.draw(card.card_of(one, OFFICE.site, card.WIDE))) < 200_000


def test_a_message_counts_what_it_has_no_room_for_and_links_cannot_be_broken_out_of() -> None:
    text = markdown.message(named(*["长标题" * 33] * 40, "]( http://x )**坏**"), OFFICE.site)
    assert len(text.encode()) <= 4096
    assert "还有 " in text
    assert "**坏" not in markdown.message(named("](http://x) **坏**"), OFFICE.site)


def test_a_letter_has_its_style_in_its_tags_and_nothing_from_elsewhere_but_pictures() -> None:
    root = html.document_fromstring(mail.html(issue([story(n) for n in range(5)]), OFFICE.site))
    assert not root.xpath("//style | //link | //script")
    assert root.xpath("//table[@width='600']")
    assert all(one.startswith("https://") for one in root.xpath("//@href | //img/@src"))
    assert len(root.xpath("//h2")) == 5


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=30))
def test_a_letter_and_a_message_name_who_else_carries_a_story(names: list[str]) -> None:
    also = tuple(
        Credit(f"s{n}", name, "题", f"https://s{n}.example.com/1") for n, name in enumerate(["荆楚网", *names])
    )
    one = issue([replace(story(3), also=also)])
    for said in (mail.text(one, OFFICE.site), mail.html(one, OFFICE.site), markdown.message(one, OFFICE.site)):
        assert "另有报道：荆楚网" in said
    assert len(one.entries[0].carriers) < 100
    assert len(markdown.message(one, OFFICE.site).encode()) <= markdown.MOST_BYTES
    assert "另有报道" not in markdown.message(issue([replace(story(3), also=())]), OFFICE.site)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("咸宁晚报，。“”《》（）—…！？、：AB12%．aé "), max_size=60), st.integers(4, 20))
def test_lines_keep_every_letter_fit_and_obey_the_rules_of_print(text: str, width: int) -> None:
    lines = wrap(text, width, len)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(one) <= width for one in lines)
    for before, after in zip(lines, lines[1:], strict=False):
        # Only a run of marks that no line can hold is broken where it should not be.
        broken = after[0] in NOT_FIRST or before[-1] in NOT_LAST
        assert not broken or len(before) + len(after) > width
    assert len(shortened(lines, 2, width, len)) <= 2


def test_a_word_a_number_and_a_last_letter_are_not_torn_off() -> None:
    assert "6.5%" in wrap("全市GDP增长6.5%创新高", 6, len)[-1] + wrap("全市GDP增长6.5%创新高", 6, len)[-2]
    assert wrap("簰洲湾大堤加固完工", 8, len) == ["簰洲湾大堤加固", "完工"]


def test_a_card_has_its_size_says_what_it_shows_and_is_the_same_each_time() -> None:
    one = issue([story(n) for n in range(5)])
    for form in (card.WIDE, card.TALL):
        made = card.card_of(one, OFFICE.site, form)
        drawn = card.draw(made)
        card.draw.cache_clear()
        assert card.draw(made) == drawn
        assert Image.open(io.BytesIO(drawn)).size == (form.width, form.height)
        assert card.shows(drawn, card.fingerprint(made))
        assert not card.shows(drawn, card.fingerprint(replace(made, day="另一天")))
        assert len(drawn) < 120_000


def test_a_card_draws_no_tofu() -> None:
    made = card.card_of(named("🎉喜报👨‍👩‍👧：𠮷野家 开业\u0600ש"), OFFICE.site, card.WIDE)
    assert made.headlines == ("喜报：〓野家 开业〓",)


@settings(max_examples=8, deadline=None)
@given(titles)
def test_a_card_is_drawn_of_any_headlines(names: list[str]) -> None:
    made = card.card_of(named(*names), OFFICE.site, card.WIDE)
    assert Image.open(io.BytesIO(card.draw(made))).size == (1200, 630)
