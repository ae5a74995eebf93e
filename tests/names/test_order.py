"""The order of names by strokes: published lists, the practitioners' own examples, and what holds for all names."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.names.order import DOUBTS, Strokes, Unorderable, Unsettled, bare, order
from voting.names.table import NO_COUNT

PUBLISHED = Path(__file__).resolve().parents[3] / "shared/data/names/stroke_order_real_lists.json"
SIMPLIFIED = ("guangzhou_2007_zhixing_zhuxi", "ningxia_2020", "wenyi_zhiyuan")
# Fitted to the Hong Kong list alone: the fewest counts that give its order. Not how anybody there says to count.
HONG_KONG = {"胡": 10, "馬": 11, "蔡": 15, "鄭": 15, "盧": 17, "霍": 19}
# Names that meet: few characters, among them one with a rank of another count (达), two without (㛃䶮), one unknown (A).
CHARACTERS = "王丰一丁李杨达刘㛃南䶮欧阳A"
NAMES = st.text(st.sampled_from(CHARACTERS + "·"), min_size=1, max_size=4).filter(lambda name: name.strip("·"))
RULES = st.builds(Strokes, st.sampled_from(["zero", "compare"]), st.sampled_from([{}, {"王": 7, "A": 4}]))


def published(name: str) -> list[str]:
    """A published list, first name to last."""
    if not PUBLISHED.exists():
        pytest.skip(f"{PUBLISHED.name} is not beside the checkout")
    return next(one["order"] for one in json.loads(PUBLISHED.read_text(encoding="utf-8")) if one["id"] == name)


@pytest.mark.parametrize("rule", ["zero", "compare"])
@pytest.mark.parametrize("name", SIMPLIFIED)
def test_a_published_list_comes_out_as_it_was_published(name, rule):
    """No pair of the list is the wrong way round, and none is left to a person."""
    names = published(name)
    made = order(sorted(names), rule)
    assert made.names == tuple(names)
    assert made.unsettled == ()


def test_a_traditional_list_comes_out_with_counts_of_its_own():
    """Six characters counted otherwise give Hong Kong's list of 2017, and each pair that hangs on them is told."""
    names = published("hk_npc13_2017")
    assert order(names).names != tuple(names)
    made = order(sorted(names), counts=HONG_KONG)
    assert made.names == tuple(names)
    assert made.unsettled
    assert all(set(HONG_KONG) & {pair.first[0], pair.second[0]} for pair in made.unsettled)


@pytest.mark.parametrize(
    ("first", "second"),
    [("丁小宁", "王小宁"), ("欧阳少东", "洪少东"), ("李一鸣", "李大鸣"), ("王强", "文强"), ("林欢", "欧欢")],
)
@pytest.mark.parametrize("rule", ["zero", "compare"])
def test_the_examples_of_the_practitioners_note(first, second, rule):
    """W30: fewer strokes; the first character of a compound surname; the second character; the order of writing."""
    assert order([second, first], rule) == order([first, second], rule)
    assert order([second, first], rule).names == (first, second)
    assert order([second, first], rule).unsettled == ()


@pytest.mark.parametrize(("alone", "longer"), [("高富", "高大富"), ("田富", "田大利"), ("王芳", "王一鸣")])
def test_the_two_rules_for_a_given_name_of_one_character(alone, longer):
    """W31: 姓氏笔画 puts it first, 姓名笔画 compares the character, and here that has more strokes."""
    assert order([longer, alone], "zero").names == (alone, longer)
    assert order([longer, alone], "compare").names == (longer, alone)


def test_a_compound_surname_is_no_given_name():
    """Under `zero` a single given name after a compound surname comes first, and that it hangs on this is told."""
    made = order(["欧阳大山", "欧阳修"], "zero")
    assert made.names == ("欧阳修", "欧阳大山")
    assert made.unsettled == (Unsettled("欧阳修", "欧阳大山", "surname"),)
    assert order(["欧阳大山", "欧阳修"]).names == ("欧阳大山", "欧阳修")
    assert order(["欧阳大山", "欧阳修"]).unsettled == ()


def test_a_long_name_with_a_dot_goes_by_its_first_character():
    """The strokes of the parts are not added up, the dot has none, and the parts are no single given name."""
    assert order(["洪山", "木合塔尔·热依木", "于山"]).names == ("于山", "木合塔尔·热依木", "洪山")
    assert order(["阿·木", "阿一木"], "zero").names == ("阿一木", "阿·木")
    assert order(["阿里木·江", "阿里•木"]).names == ("阿里•木", "阿里木·江")


def test_padding_and_variant_glyphs_do_not_matter():
    """`李　丹` is written wide to stand under three characters; it is the same name to the order."""
    assert bare("李　 丹\U000e0100") == "李丹"
    assert bare("\uf9e1") == "李", "a compatibility ideograph is the character it stands for"
    made = order(["李　丹", "李一丹"])
    assert made.names == ("李一丹", "李　丹"), "a name is given back as it was written"


def test_what_has_no_rank_comes_after_those_with_as_many_strokes():
    """By strokes, then ranked before unranked, then by code point, and each such pair is told once."""
    made = order(["李䶮", "李㛃", "李南", "李洪", "李一", "李家"])
    assert made.names == ("李一", "李南", "李洪", "李㛃", "李䶮", "李家")
    assert {(pair.first, pair.second) for pair in made.unsettled} == {
        ("李南", "李㛃"), ("李洪", "李㛃"), ("李南", "李䶮"), ("李洪", "李䶮"), ("李㛃", "李䶮"),
    }  # fmt: skip
    assert {pair.doubt for pair in made.unsettled} == {"rank"}


def test_a_rank_of_another_count_is_not_trusted():
    """达 was ranked among five strokes and has six: it stays among six, and its place there is told."""
    made = order(["李达", "李刘", "李田", "李李"])
    assert made.names == ("李田", "李达", "李刘", "李李")
    assert made.unsettled == (Unsettled("李达", "李刘", "rank"),)


def test_the_same_name_twice_is_told():
    """No rule of strokes can say who of two 李丹 is first."""
    assert order(["李丹", "王芳", "李丹"]).unsettled == (Unsettled("李丹", "李丹", "same"),)


def test_a_character_that_nobody_counted_comes_last_and_is_told():
    """A private character or a Latin letter has no strokes, unless the caller says how many."""
    made = order(["\ue000南", "王南", "龙南"])
    assert made.names == ("王南", "龙南", "\ue000南")
    assert [pair.doubt for pair in made.unsettled] == ["strokes", "strokes"]
    assert order(["\ue000南", "王南", "龙南"], counts={"\ue000": 3}).unsettled == ()
    assert order(["\ue000南", "王南"], counts={"\ue000": 3}).names == ("\ue000南", "王南")


@pytest.mark.parametrize("name", ["", " ", "·", "王" * 65])
def test_what_is_no_name_is_an_error(name):
    """Nothing to compare, or a line of something else."""
    with pytest.raises(Unorderable):
        order([name])


@pytest.mark.parametrize("counts", [{"": 1}, {"王李": 7}, {"王": 0}, {"王": -1}, {"王": True}, {"王": NO_COUNT}])
def test_what_is_no_count_is_an_error(counts):
    """One character each, and at least one stroke."""
    with pytest.raises(Unorderable):
        order(["王芳"], counts=counts)


def test_a_rule_is_one_of_two():
    """An unknown word is an error, never a guess."""
    with pytest.raises(Unorderable):
        order(["王芳"], "skip")


@given(st.lists(NAMES, max_size=12), st.randoms(use_true_random=False), RULES)
def test_the_order_does_not_depend_on_how_the_names_came(names, random, rule):
    """Shuffled names come out the same, with the same pairs told."""
    shuffled = random.sample(names, len(names))
    made = order(names, rule.single_char_given, rule.counts)
    assert order(shuffled, rule.single_char_given, rule.counts) == made
    assert sorted(made.names) == sorted(names)


@given(NAMES, NAMES, NAMES, RULES)
def test_the_order_is_total(first, second, third, rule):
    """Two names are before, after or the same, and three never go round in a circle."""
    one, two, three = rule.key(first), rule.key(second), rule.key(third)
    assert (one < two) + (two < one) + (first == second) == 1
    assert not one <= two <= three or one <= three


@given(st.lists(NAMES, max_size=8), RULES)
def test_the_order_of_a_pair_does_not_depend_on_the_others(names, rule):
    """A pair comes out as it does alone, and is told exactly when it is told alone."""
    made = order(names, rule.single_char_given, rule.counts)
    told = [(pair.first, pair.second) for pair in made.unsettled]
    for first, second in combinations(made.names, 2):
        alone = order([second, first], rule.single_char_given, rule.counts)
        assert alone.names == (first, second)
        assert bool(alone.unsettled) == ((first, second) in told)


@given(NAMES, NAMES, RULES)
def test_what_is_told_is_what_no_place_decides(first, second, rule):
    """A pair is told when the first places that differ are not sure, or none differs; a surname may add to it."""
    one, two = rule.places(first), rule.places(second)
    differ = next(((a, b) for a, b in zip((*one, None), (*two, None), strict=False) if a != b), None)
    if differ is None:
        open_ = True
    elif None in differ:
        open_ = False
    else:
        a, b = differ
        open_ = NO_COUNT in {a.strokes, b.strokes} or (a.strokes == b.strokes and not (a.sure and b.sure))
    doubts = {pair.doubt for pair in order([first, second], rule.single_char_given, rule.counts).unsettled}
    assert bool(doubts - {"surname"}) <= open_
    assert open_ <= bool(doubts)


def test_every_doubt_has_its_sentence_in_both_languages():
    """Who must decide is told why."""
    assert all(text.zh and text.en for text in DOUBTS.values())
