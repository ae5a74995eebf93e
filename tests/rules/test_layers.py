"""Layer over layer: nation, place, the body's own rules, the meeting's method; each only where it speaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from voting import preparation
from voting.core.rulebook import RuleBook
from voting.core.words import Text
from voting.rules import load
from voting.rules.load import Given, UnknownKey, WrongValue, body_rules, in_place, layers

OWN = Text("本会议事规则", "Our rules of procedure")
SAMPLE = Path(preparation.__file__).parent / "documents/samples/committee/sitting.toml"
SAMPLES = (SAMPLE, SAMPLE.parents[1] / "congress/sitting.toml")


def rules(place: str | None, body: str, level: str) -> RuleBook:
    return RuleBook(in_place(layers(place), body, level))


def test_there_are_overlays_of_several_places():
    """At least three provinces, and a city within one of them."""
    assert {"guangdong", "chongqing", "beijing"} <= set(load.jurisdictions())
    assert [book.id for book in layers("guangdong-shenzhen")] == [
        "cn-national",
        "cn-guangdong",
        "cn-guangdong-shenzhen",
    ]
    assert [book.id for book in layers()] == ["cn-national"]


@pytest.mark.parametrize("place", ["atlantis", "guangdong-atlantis", "national", "../cn-national"])
def test_a_place_without_an_overlay_is_no_place(place):
    """Nothing is guessed, and no name leads outside the books."""
    with pytest.raises(LookupError):
        layers(place)


def test_before_an_overlay_is_in_force_there_is_none():
    """A meeting of 2022 is not held under a text of 2023."""
    with pytest.raises(LookupError, match="guangdong"):
        layers("guangdong", "2022-06-01")
    assert len(layers("guangdong", "2026-11-27")) == 2


@pytest.mark.parametrize("place", [None, *load.jurisdictions()])
@pytest.mark.parametrize(("body", "level"), [("congress", "province"), ("congress", "township"), ("standing_committee", "province"),
                                             ("standing_committee", "city"), ("standing_committee", "county")])  # fmt: skip
def test_every_place_keeps_what_the_core_asks_for(place, body, level):
    """An overlay never takes away a rule, and no layer says less than half for a quorum."""
    book, nation = rules(place, body, level), rules(None, body, level)
    for one in nation.rules:
        assert book.has(one.key, one.office, one.kind)
    assert book.share("quorum.threshold").needed(100) >= 51


def test_guangdong_gives_what_the_nation_does_not():
    """GDR 11: two thirds of the presidium; GDC 50: merging by those present; GDM 11: ten days; not in other places."""
    congress, committee = (rules("guangdong", body, "province") for body in ("congress", "standing_committee"))
    assert congress.share("presidium.quorum").needed(100) == 67
    assert congress.article("presidium.quorum") == "GDR 11"
    assert not rules(None, "congress", "province").has("presidium.quorum")
    assert committee.value("appointment.merge") == {"agreed_by": "members_present_majority"}
    assert rules("chongqing", "standing_committee", "county").value("appointment.merge") == {
        "agreed_by": "chairs_meeting"
    }
    assert committee.value("appointment.lodged") == {"days": 10, "before": "sitting"}


def test_the_rules_of_a_provincial_organ_do_not_bind_a_county():
    """省人大常委会议事规则 is that committee's own; 各级常委会任免办法 holds for all levels."""
    county = rules("guangdong", "standing_committee", "county")
    assert county.article("appointment.merge") == "CWYS 47"
    assert county.article("appointment.lodged") == "GDM 11"


@pytest.mark.parametrize(("place", "article", "most"), [("chongqing", "CQX", 13), ("zhejiang", "ZJT", 17)])
def test_the_size_of_a_township_presidium_is_local(place, article, most):
    """law.md B2: seven and more, up to 13 in Chongqing and 17 in Zhejiang; a county is not bound by it."""
    rule = rules(place, "congress", "township").rule("presidium.size")
    assert (rule.article, rule.value) == (article, {"least": 7, "most": most})
    assert not rules(place, "congress", "county").has("presidium.size")


def test_beijing_publishes_the_counts_of_the_elected():
    """BJR 35 against the model of RDYS 40."""
    assert rules("beijing", "congress", "province").word("poll.publish_counts") == "elected_only"
    assert rules("beijing", "congress", "county").word("poll.publish_counts") == "all"


def test_the_city_stands_above_its_province():
    """SZM 15 asks for an examination where Guangdong's measures say nothing of it."""
    shenzhen = rules("guangdong-shenzhen", "standing_committee", "city")
    assert shenzhen.value("appointment.exam") == {"required": True}
    assert shenzhen.value("appointment.rejected") == {"times": 2, "wait_months": 6}
    assert shenzhen.article("appointment.lodged") == "SZM 13"


def layered(**own: Given) -> RuleBook:
    """Chongqing's county committee with rules of its own; a key is written with `__` for its dot."""
    below = in_place(layers("chongqing"), "standing_committee", "county")
    given = {key.replace("__", "."): one for key, one in own.items()}
    mine = tuple(body_rules(given, below, OWN, "2024-05-01"))
    method = load.method({"appointment.speech": False}, (*below, *mine), Text("表决办法", "Method"), OWN, "2026-11-26")
    return RuleBook((*below, *mine, *method))


def test_the_bodys_own_rules_stand_between_place_and_method():
    """Each later layer wins, and every one that it overrides is still named, the latest first."""
    book = layered(
        appointment__lodged=Given({"days": 5, "before": "sitting"}, "第九条", "五日前提出"),
        appointment__speech=Given(True, "第十条", "应当供职发言"),
    )
    lodged = book.rule("appointment.lodged")
    assert (lodged.article, lodged.layer, lodged.in_force, lodged.wording) == (
        "第九条",
        OWN,
        "2024-05-01",
        "五日前提出",
    )
    assert [one.article for one in book.overridden(lodged)] == ["CQM 17"]
    assert [one.rank for one in book.overridden(book.rule("appointment.speech"))] == [50, 20, 10]


def test_a_rule_may_be_given_for_one_kind_or_one_office():
    """`key@removal` and `key@CHIEF` narrow the rule and leave the others."""
    below = in_place(layers(), "congress", "county")
    given = {"names.order@CHIEF": Given("receipt", "第一条", "w"), "names.order": Given("primary_votes", "第二条", "w")}
    book = RuleBook((*below, *body_rules(given, below, OWN, "2024-05-01")))
    assert book.word("names.order", office="CHIEF") == "receipt"
    assert book.word("names.order", office="SC_MEMBER") == "primary_votes"


@pytest.mark.parametrize(("key", "value", "error"), [
    ("names.odour", "strokes", UnknownKey), ("names.order@KING", "strokes", UnknownKey), ("names.order@", "strokes", UnknownKey),
    ("names.order", "size", WrongValue), ("names.order", True, WrongValue), ("meeting.days", "2", WrongValue),
])  # fmt: skip
def test_a_body_invents_no_rule_and_no_value(key, value, error):
    """Whatever the registry does not know is refused by name."""
    with pytest.raises(error, match=r"names|meeting"):
        list(body_rules({key: Given(value, "第一条", "w")}, (), OWN, "2024-05-01"))


def test_a_rule_that_no_book_has_takes_its_title_from_the_registry():
    """presidium.quorum is local only."""
    (one,) = body_rules({"presidium.quorum": Given({"at_least": "2/3"}, "第一条", "w")}, (), OWN, "2024-05-01")
    assert one.title == load.KEYS["presidium.quorum"].title


OWN_RULES = """
[[body_rules]]
title = { zh = "云岭县人大常委会议事规则", en = "Rules of Procedure of Yunling" }
adopted = 2023-06-30
[body_rules.rules]
"bill.lodged" = { value = { days = 12, before = "sitting" }, article = "第十五条", wording = "十二日前提出" }
"speech.plenary" = { value = { first = 8 }, article = "第二十条" }
"""


def planned(place: str | None = None, own: str = OWN_RULES) -> preparation.Plan:
    text = SAMPLE.read_text(encoding="utf-8")
    if place:
        text = text.replace("[meeting]\n", f'[meeting]\njurisdiction = "{place}"\n', 1)
    return preparation.read_plan(text.replace("[[item]]", own + "\n[[item]]", 1).encode())


def test_a_sitting_file_names_its_place_and_its_own_rules():
    """All four layers hold, and the record names nation, place and the body's own rules, the nation first."""
    plan = planned("chongqing")
    book = RuleBook(plan.rules)
    assert book.article("bill.lodged") == "第十五条"
    assert book.rule("speech.plenary").wording == "云岭县人大常委会议事规则"
    assert book.article("appointment.exam") == "CQM 16"
    assert [one.layer.zh for one in book.overridden(book.rule("ballot.tier0", kind="motion"))][-1] == "国家规定"
    texts = preparation.texts(plan, {})
    assert [(key, day) for key, _, day in texts.books] == [
        ("cn-national", "2022-03-12"), ("cn-chongqing", "2023-12-31"), ("body-rules-1", "2023-06-30"),
    ]  # fmt: skip
    assert {"ZZF", "CQM"} <= set(texts.sources)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_a_file_that_says_nothing_of_it_has_the_national_rules_alone(path):
    """Without a place and rules of its own a sitting stands under national law and its method."""
    plan = preparation.read_plan(path.read_bytes())
    assert [book.id for book in plan.books] == ["cn-national"]
    assert {rule.rank for rule in plan.rules} == {10, 90}


@pytest.mark.parametrize(("old", "new", "words"), [
    ('"bill.lodged"', '"bill.laid"', "bill.laid"),
    ("days = 12", "days = 1.5", "bill.lodged"),
    ("days = 12", "dayz = 12", "bill.lodged"),
    (', article = "第二十条"', "", "article"),
    ("value = { first = 8 }, ", "", "value"),
    ('article = "第二十条"', 'article = "第二十条", colour = "red"', "colour"),
    ("adopted = 2023-06-30", "", "adopted"),
    ('"speech.plenary"', '"speech.plenary@dance"', "speech.plenary@dance"),
])  # fmt: skip
def test_a_fault_in_the_bodys_own_rules_is_named_with_its_line(old, new, words):
    """Unknown keys, floats, other shapes, a rule without an article, unknown fields: refused when the file is read."""
    assert old in OWN_RULES
    with pytest.raises(preparation.Unusable) as caught:
        planned(own=OWN_RULES.replace(old, new, 1))
    first = SAMPLE.read_text(encoding="utf-8").split("[[item]]", 1)[0].count("\n") + 1
    lines = [int(fault.en.split(":")[1].split(" ")[0]) for fault in caught.value.faults]
    assert any(words in fault.en and words in fault.zh for fault in caught.value.faults)
    assert all(first <= line <= first + OWN_RULES.count("\n") for line in lines)


def test_a_key_that_two_texts_of_the_body_set_is_an_error():
    """Which of them holds would be a guess."""
    with pytest.raises(preparation.Unusable, match="already set"):
        planned(own=OWN_RULES + OWN_RULES)


def test_an_unknown_place_is_an_error_with_its_line():
    """The secretary reads which places there are."""
    with pytest.raises(preparation.Unusable, match="guangdong") as caught:
        planned("atlantis")
    assert "sitting.toml:5" in caught.value.faults[0].en


def test_a_sitting_before_the_books_is_refused():
    """No rule book was in force on its day."""
    text = SAMPLE.read_text(encoding="utf-8").replace("date = 2026-11-27", "date = 2020-01-15", 1)
    with pytest.raises(preparation.Unusable, match="2020-01-15"):
        preparation.read_plan(text.encode())


def test_a_tie_between_deputies_to_the_next_level_has_an_article_of_the_electoral_law():
    """ZZF 29 speaks of offices, XJF 45 of deputies: the same rule under the law that the election is held by."""
    book = rules(None, "congress", "county")
    assert book.article("tie.revote", office="DEPUTY_CHIEF") == "ZZF 29"
    assert book.article("tie.revote", office="DEPUTY_UP") == "XJF 45"
    assert book.word("tie.revote", office="DEPUTY_UP") == "plurality"
