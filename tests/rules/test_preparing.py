"""A method that cannot be used is refused when the sitting is prepared, with the place of the fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from voting import preparation
from voting.core.commands import Actor
from voting.documents.roll import Roll, read_roll

SAMPLE = Path(preparation.__file__).parent / "documents/samples/committee/sitting.toml"


def with_rule(line: str) -> bytes:
    text = SAMPLE.read_text(encoding="utf-8")
    assert text.count("[method.rules]\n") == 1
    return text.replace("[method.rules]\n", f"[method.rules]\n{line}\n").encode()


@pytest.mark.parametrize("line", ['"motion.base" = "pressed"', '"motion.threshold" = "1/2"', '"ballot.blank" = true'])
def test_a_rule_that_the_core_cannot_use_stops_the_preparation(line):
    """The secretary reads which rule it is, in both languages."""
    with pytest.raises(preparation.Unusable) as caught:
        preparation.read_plan(with_rule(line))
    (fault,) = caught.value.faults
    assert line.split('"')[1] in fault.zh
    assert line.split('"')[1] in fault.en


BODY_OWN = """[[body_rules]]
title = { zh = "议事规则", en = "Rules of Procedure" }
adopted = 2023-06-30
[body_rules.rules]
"ballot.tier0" = { value = VALUE, article = "第十五条" }

[method]
"""


@pytest.mark.parametrize(("old", "new", "path"), [
    ("，采用 T0 级方式，由操作方保密和计票。", "。", ("method", "consent")),
    ("at tier T0: secrecy", "so: secrecy", ("method", "consent")),
    ("consent = ", "# consent = ", ("method", "consent")),
    ("同意无记名表决采用 T0 级方式", "同意", ("method", "text")),
    ("[method]\n", BODY_OWN.replace("VALUE", "true"), ("body_rules", 0, "rules", "ballot.tier0")),
])  # fmt: skip
def test_t0_is_consented_to_in_words_by_the_method_alone(old, new, path):
    """Text and sentence say T0 in both languages; the body's own rules consent to nothing, and what was laid before stays."""
    text = SAMPLE.read_text(encoding="utf-8")
    assert old in text
    told = text.replace(old, new).encode()
    with pytest.raises(preparation.Unusable) as caught:
        preparation.read_plan(told)
    assert caught.value.paths == (path,)
    assert "T0" in caught.value.faults[0].en
    assert preparation.read_plan(told, laid=True).file.method is not None


def test_a_body_whose_own_rules_rule_t0_out_is_heard():
    """No is a rule like any other."""
    text = SAMPLE.read_text(encoding="utf-8").replace("[method]\n", BODY_OWN.replace("VALUE", "false"))
    assert preparation.read_plan(text.encode()).file.body_rules


@pytest.mark.parametrize(("kind", "post", "office"), [
    ("recall", "省人大代表", "DEPUTY_UP"), ("recall", "县人大常委会主任", None), ("resignation", "省人大代表", None),
])  # fmt: skip
def test_the_recall_of_a_deputy_is_known_by_the_seat(kind, post, office):
    """XJF 51: who is recalled from a seat of deputy is one to the next level, with a law of its own; an office is ZZF 31."""
    text = SAMPLE.read_text(encoding="utf-8")
    vote = (
        f'[[item]]\nid = "out"\nkind = "{kind}"\ntitle = {{ zh = "议案", en = "Bill" }}\ndispositions = ["adopted", "not_adopted"]\n'
        '[[item.poll]]\nid = "out"\nkind = "motion"\ntitle = { zh = "议案", en = "Bill" }\nsecrecy = "secret"\nform = "paper"\n'
        f'press = "first"\nperson = {{ name = "段云川", act = "{"resign" if kind == "resignation" else "remove"}", '
        f'post = {{ zh = "{post}", en = "post" }} }}\n'
    )
    plan = preparation.read_plan(f"{text}\n{vote}".encode())
    roll = read_roll("roll.csv", SAMPLE.with_name("roll.csv").read_bytes())
    assert isinstance(roll, Roll)
    laid = preparation.command(plan, roll, Actor("system", "test"), sample=True)
    assert laid.items[-1].drafts[0].office == office


def test_a_rule_that_it_can_use_does_not():
    """The same file with a threshold of two thirds is a plan under that rule."""
    plan = preparation.read_plan(with_rule('"motion.threshold" = { at_least = "2/3" }'))
    assert [rule.value for rule in plan.rules if rule.key == "motion.threshold"][-1] == {"at_least": "2/3"}


@pytest.mark.parametrize(("post", "kind"), [("某省副省长", "deputy_governor"), ("县教育体育局局长", "")])
def test_a_post_that_rules_speak_of_is_known_by_its_title(post, kind):
    """ZJM 24: the ledger has no titles of posts, so that a deputy governor is told by a word of the rules."""
    text = SAMPLE.read_text(encoding="utf-8").replace("云岭县教育体育局局长", post)
    roll = read_roll("roll.csv", SAMPLE.with_name("roll.csv").read_bytes())
    assert isinstance(roll, Roll)
    laid = preparation.command(preparation.read_plan(text.encode()), roll, Actor("system", "test"), sample=True)
    assert {draft.post_kind for item in laid.items for draft in item.drafts if draft.act} == {kind}
