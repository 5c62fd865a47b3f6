"""What holds for all rules, sections and items; and the reasons that are given."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from syndicator.group.conditions import Condition
from syndicator.group.sections import (
    How,
    Learned,
    Proposal,
    Reason,
    Refusal,
    ancestors,
    explained,
    place_in,
    together,
)
from syndicator.model import Image, Item, Kind, PaperPage, Rule, Section, Source

NOW = datetime(2026, 5, 8, tzinfo=UTC)
SOURCE = Source("paper", "咸宁日报", "http://a.cn/", kind=Kind.LIST)
ITEM = Item("paper", "1", "崇阳招商引资签约", "http://a.cn/zs/1.html", "", "项目落户开发区。", "", published=NOW)

words = st.sampled_from(["崇阳", "招商", "签约", "项目", "龙舟", "招聘"])
some = st.lists(words, max_size=3).map(tuple)
plain_rules = st.builds(
    Rule,
    source=st.sampled_from([(), ("paper",), ("radio",)]),
    keyword=some,
    all=some,
    place=st.sampled_from([(), ("chongyang",)]),
    kind=st.sampled_from([(), (Kind.EPAPER,), (Kind.LIST,)]),
    pictures=st.sampled_from([None, 1]),
)
rules = st.builds(lambda rule, no: replace(rule, excluded=tuple(no)), plain_rules, st.lists(plain_rules, max_size=2))
items = st.builds(
    lambda said, days, pictures, printed: replace(
        ITEM,
        title="".join(said),
        published=NOW + timedelta(days=days),
        images=(Image("http://a.cn/1.jpg"),) * pictures,
        paper=PaperPage() if printed else None,
    ),
    st.lists(words, max_size=4),
    st.integers(-3, 3),
    st.integers(0, 1),
    st.booleans(),
)
moments = st.none() | st.integers(-3, 3).map(lambda days: NOW + timedelta(days=days))


@st.composite
def trees(draw: st.DrawFn) -> list[Section]:
    """Sections whose parents stand anywhere before them: no circles."""
    made: list[Section] = []
    for number in range(draw(st.integers(1, 5))):
        parent = draw(st.sampled_from([None, *(one.id for one in made)]))
        match = tuple(draw(st.lists(rules, max_size=3)))
        made.append(Section(f"s{number}", f"S{number}", match, False, parent, draw(moments), draw(moments)))
    return made


@given(trees(), items)
def test_a_child_implies_its_parent(tree: list[Section], item: Item) -> None:
    found = place_in(item, SOURCE, tree, ("chongyang",), NOW)
    parents = {one.id: one.parent for one in tree}
    assert all(above in found for one in found for above in ancestors(one, parents))


@given(trees(), items, plain_rules, st.data())
def test_adding_a_not_never_adds_a_story(tree: list[Section], item: Item, no: Rule, data: st.DataObject) -> None:
    before = set(place_in(item, SOURCE, tree, (), NOW))
    at = data.draw(st.integers(0, len(tree) - 1))
    match = tuple(replace(rule, excluded=(*rule.excluded, no)) for rule in tree[at].match)
    assert set(place_in(item, SOURCE, [*tree[:at], replace(tree[at], match=match), *tree[at + 1 :]], (), NOW)) <= before


@given(trees(), items, st.randoms())
def test_neither_the_order_of_rules_nor_of_sections_changes_where_it_stands(
    tree: list[Section], item: Item, random: object
) -> None:
    def shuffled(some: object) -> list[object]:
        copy = list(some)  # type: ignore[call-overload]
        random.shuffle(copy)  # type: ignore[attr-defined]
        return copy

    other = [replace(one, match=tuple(shuffled(one.match))) for one in shuffled(tree)]  # type: ignore[arg-type, type-var]
    assert set(place_in(item, SOURCE, other, (), NOW)) == set(place_in(item, SOURCE, tree, (), NOW))  # type: ignore[arg-type]


@given(trees(), items, st.integers(0, 400))
def test_a_dated_item_stands_where_it_stood_whenever_it_is_decided(tree: list[Section], item: Item, days: int) -> None:
    later = NOW + timedelta(days=days)
    assert explained(item, SOURCE, (), tree, later) == explained(item, SOURCE, (), tree, NOW)


@given(trees(), items)
def test_every_section_has_a_reason_and_no_reason_is_without_its_section(tree: list[Section], item: Item) -> None:
    placed = explained(item, SOURCE, (), tree, NOW)
    assert {reason.section for reason in placed.reasons} == set(placed.sections)
    assert together([placed], tree) == placed


def test_the_reasons_say_which_rule_and_which_conditions() -> None:
    tree = [
        Section("xianyu", "县域"),
        Section(
            "chongyang",
            "崇阳",
            (Rule(keyword=("龙舟",)), Rule(keyword=("龙舟", "招商"), place=("chongyang",))),
            parent="xianyu",
        ),
        Section("jingji", "经济", (Rule(all=("招商", "签约"), excluded=(Rule(keyword=("开发区",)),)),)),
    ]
    placed = explained(ITEM, SOURCE, ("chongyang",), tree, NOW)
    held = (Condition("place", "chongyang", "chongyang"), Condition("keyword", "招商", "title"))
    assert placed.reasons == (
        Reason("xianyu", How.CHILD, child="chongyang"),
        Reason("chongyang", How.RULE, 2, held),
    )
    asked = (Condition("all", "招商", "title"), Condition("all", "签约", "title"))
    assert placed.refusals == (Refusal("jingji", How.RULE, 1, asked, (Condition("keyword", "开发区", "text"),)),)


def test_a_special_takes_what_was_published_in_its_time_and_keeps_it() -> None:
    special = Section("zt", "专题", (Rule(keyword=("招商",)),), since=NOW, until=NOW + timedelta(days=2))
    for days, right in ((-1, ()), (0, ("zt",)), (1, ("zt",)), (2, ())):
        item = replace(ITEM, published=NOW + timedelta(days=days))
        assert place_in(item, SOURCE, [special], (), NOW + timedelta(days=300)) == right
    undated = replace(ITEM, published=None)
    assert place_in(undated, SOURCE, [special], (), NOW) == ("zt",)
    assert explained(undated, SOURCE, (), [special], NOW - timedelta(days=1)).refusals[0].section == "zt"


def test_a_child_takes_nothing_when_its_parent_s_time_is_over() -> None:
    tree = [Section("zt", "专题", until=NOW), Section("child", "子", (Rule(keyword=("招商",)),), parent="zt")]
    assert place_in(ITEM, SOURCE, tree, (), NOW) == ()


def test_a_printed_page_is_of_the_kind_epaper_whatever_its_source_is() -> None:
    tree = [Section("szb", "数字报", (Rule(kind=(Kind.EPAPER,)),))]
    assert place_in(replace(ITEM, paper=PaperPage("01")), SOURCE, tree, (), NOW) == ("szb",)
    assert place_in(ITEM, SOURCE, tree, (), NOW) == ()


TREE = [
    Section("a", "甲", (Rule(keyword=("招商",)),)),
    Section("b", "乙", parent="c"),
    Section("c", "丙", fallback=True),
]


def sure(sureness: float) -> Learned:
    return Learned(lambda _: (Proposal("b", sureness), Proposal("gone", 1.0)), 0.9)


def test_a_rule_always_wins_over_the_classifier() -> None:
    assert place_in(ITEM, SOURCE, TREE, (), NOW, sure(1.0)) == ("a",)
    silent = replace(ITEM, title="无事")
    placed = explained(silent, SOURCE, (), TREE, NOW, sure(0.95))
    assert placed.reasons == (
        Reason("b", How.LEARNED, sureness=0.95),
        Reason("c", How.CHILD, child="b"),
    )
    unsure = explained(silent, SOURCE, (), TREE, NOW, sure(0.8))
    assert (unsure.reasons, unsure.proposals) == ((Reason("c", How.FALLBACK),), (Proposal("b", 0.8),))


def test_a_rule_for_one_copy_outweighs_a_guess_for_another() -> None:
    ruled = explained(ITEM, SOURCE, (), TREE, NOW)
    guessed = explained(replace(ITEM, title="无事"), SOURCE, (), TREE, NOW, sure(0.95))
    fallen = explained(replace(ITEM, title="无事"), SOURCE, (), TREE, NOW)
    assert together([fallen, guessed, ruled], TREE).sections == ("a",)
    assert together([fallen, guessed], TREE).sections == ("b", "c")
