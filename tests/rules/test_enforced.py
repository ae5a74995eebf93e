"""The claim that a rule has an effect, or is only shown, is looked up in the source of what acts by rules."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Final, get_args

import pytest

from tests.core import notation as n
from voting.core import commands as c
from voting.core import events as e
from voting.core import hand_commands as hc
from voting.core import revision_commands as rc
from voting.core import slate
from voting.core import track_commands as tc
from voting.core.informative import INFORMATIVE
from voting.core.persons import PersonEntry
from voting.core.petition import Act
from voting.core.refusals import Refusal
from voting.core.rulebook import RuleBook, Value
from voting.core.words import ItemKind, StepWord
from voting.rules.keys import KEYS, REGISTRY, Key
from voting.rules.shapes import Always, OneOf

ROOT = Path(__file__).resolve().parents[2] / "voting"
ACTING = ("core", "projections", "records", "clerk")
# tables of words and the list itself name keys without acting by them; nothing of a sitting asks for absences over a term
NO_READERS = {"informative.py", "values.py", "citations.py", "attendance_record.py"}
BUILT = {  # keys that are put together from a part that varies: the text that builds them, and the parts it is given
    'f"petition.{act}"': [f"petition.{act}" for act in (*get_args(Act), "recall_deputy", "amendment")],
    'f"{draft.kind}.base"': ["motion.base", "election.base"],
    'f"{draft.kind}.threshold"': ["motion.threshold", "election.threshold"],
}  # fmt: skip
CITING = {"article", "cited", "has"}  # what asks a rule for its article, or whether there is one, and not for its value
ENFORCED = [pytest.param(key, id=key.name) for key in REGISTRY if key.enforced]


@cache
def source() -> str:
    """Everything that acts by rules, in one text."""
    files = (path for part in ACTING for path in sorted((ROOT / part).rglob("*.py")) if path.name not in NO_READERS)
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def names_acted_on(text: str) -> set[str]:
    """The texts of a module that are more than the name of an article: neither asked for by CITING nor whether they are there."""
    tree = ast.parse(text)
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    citing = (call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in CITING)
    cited = {id(inner) for call in citing for argument in call.args for inner in ast.walk(argument)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in cited)
    return {node.value for node in texts if isinstance(node.value, str)}


@cache
def acted_on() -> frozenset[str]:
    """The keys whose value somebody asks for, by name or built from parts; a key that is only cited is none of them."""
    built = {name for made, names in BUILT.items() if made in source() for name in names}
    files = (path for part in ACTING for path in sorted((ROOT / part).rglob("*.py")) if path.name not in NO_READERS)
    return frozenset(built.union(*(names_acted_on(path.read_text(encoding="utf-8")) for path in files)))


def fixed(key: Key) -> bool:
    """Whether a rule may only say what the system does anyway."""
    return isinstance(key.shape, Always) or (isinstance(key.shape, OneOf) and len(key.shape.words()) == 1)


@pytest.mark.parametrize("key", ENFORCED)
def test_what_is_said_to_have_an_effect_has_a_reader(key: Key) -> None:
    """A rule that is shown and does nothing would deceive the secretary."""
    assert key.name in acted_on() or fixed(key), (
        f"nothing acts by {key.name}: give it an effect, or list it as informative"
    )


def test_what_is_only_shown_is_a_key_and_is_read_nowhere() -> None:
    """The list of informative keys does not outlive its reasons."""
    assert set(KEYS) >= INFORMATIVE
    acts = {name for names in BUILT.values() for name in names}  # a case may ask for an act that no sitting takes
    assert INFORMATIVE & acted_on() <= acts
    assert {key.name for key in REGISTRY if not key.enforced} == INFORMATIVE


# A changed value is seen in what the core does


def ruled(prepared: e.SittingPrepared, key: str, value: Value, **where: str) -> e.SittingPrepared:
    """The sitting with one more rule of the meeting's own above all others."""
    rule = replace(prepared.rules[0], key=key, value=value, rank=99, body=None, level=None, office=None, kind=None,
                   decision=None)  # fmt: skip
    return replace(prepared, rules=(*prepared.rules, replace(rule, **where)))


def code(happened: n.Happened, wish: c.Command) -> str:
    """The code of the refusal that answers, or "" where it is done."""
    decision = n.given(happened).when(wish).decision
    return decision.code if isinstance(decision, Refusal) else ""


def committee(draft: e.DraftEntry, kind: ItemKind = "appointment") -> e.SittingPrepared:
    return n.prepared(9, n.item("a1", kind, draft), body="standing_committee")


def begun(prepared: e.SittingPrepared, *wishes: c.Command) -> tuple[e.Event, ...]:
    """The sitting open with everybody there and its item deliberated."""
    here = len(prepared.members)
    return n.after((prepared, n.present(here)), n.open_sitting(), n.introduce("a1"), n.deliberate("a1"), *wishes)


def step(word: StepWord, organ: str | None = None) -> tc.RecordStep:
    return tc.RecordStep(n.OPERATOR, n.AT, "a1", "d1", word, "done", "", organ)


SECRET = n.motion(secrecy="secret")
BOTH = tuple(PersonEntry("remove", f"x{k}", f"x{k + 2}") for k in (1, 2))
MERGED = replace(SECRET, part="merged", persons=BOTH)
GOVERNOR = replace(SECRET, part="person", act="remove", post_kind="deputy_governor")
ORDER = {"same_person": "appoint_then_remove", "same_post": "remove_then_appoint"}
AMENDED = n.item("a1", "decision", replace(n.motion("x"), part="amendment"), n.motion(), reporter="committee")


def by_video(organ: Value) -> str:
    put = begun(ruled(committee(n.motion(), "procedural"), "remote.allowed_by", organ), n.announce("a1"))
    return code(put, hc.AdmitHands(n.OPERATOR, n.AT, "p1", (n.member(1),), "chairs_meeting", "ill"))


def merging(key: str, value: Value) -> str:
    """What answers two removals in one vote, merged by a decision without a note."""
    return code(begun(ruled(committee(MERGED), key, value), step("merge", "chairs_meeting")), n.announce("a1"))


def unmerged(value: Value) -> str:
    return code(
        begun(ruled(committee(MERGED), "appointment.order", {**ORDER, "removals_together": value})), n.announce("a1")
    )


def governor(value: Value) -> str:
    return code(begun(ruled(committee(GOVERNOR), "appointment.paper_posts", value)), n.announce("a1"))


def failed(value: Value) -> str:
    """What answers a vote that failed and is to be held by hands."""
    happened = begun(
        ruled(committee(n.motion(), "procedural"), "ballot.fallback", value), n.announce("a1"), n.void_poll()
    )
    return code(happened, hc.ChangeForm(n.OPERATOR, n.AT, "a1", "d1", "show_of_hands", "chairs_meeting", "dark"))


def signed(key: str, draft: str = "") -> Callable[[Value], str]:
    """What answers three signatures under a bill, or under an amendment to one."""

    def of(value: Value) -> str:
        laid = n.prepared(9, AMENDED if draft else n.item("a1", "decision", n.motion(), reporter="member"))
        sat = n.after((ruled(laid, key, value), n.present(9)), n.open_sitting())
        signers = tuple(map(n.member, (1, 2, 3)))
        return code(sat, tc.FilePetition(n.OPERATOR, n.AT, "a1", "members", signers, "x", "y", "z", draft))

    return of


def added(value: Value) -> str:
    sat = n.after((ruled(n.prepared(5), "agenda.added_by", value), n.present(5)), n.open_sitting())
    state = n.given(sat).state
    assert state is not None
    items = (*state.laid.values(), n.item("a9", "question"))
    laid = rc.ReviseSitting(n.SECRETARY, n.AT, "congress", "county", state.rules.rules, items, state.documents)
    return code(sat, rc.ExtendAgenda(n.SECRETARY, n.AT, laid, "presidium", "moved today"))


def reported(value: Value) -> str:
    laid = ruled(n.prepared(5, n.item("a1", "report", reporter="court")), "report.reporter", value)
    return code(n.after((laid, n.present(5)), n.open_sitting()), n.introduce("a1"))


def by_election(value: Value) -> object:
    return slate.span(
        RuleBook(ruled(n.prepared(5), "slate.by_election", value).rules), "DEPUTY_CHIEF", 10, "by_election"
    )


SEEN: Final[dict[str, tuple[Callable[[Value], object], Value, Value]]] = {  # key -> what is looked at, under two values
    "remote.allowed_by": (by_video, "chairs_meeting", "chair"),
    "appointment.one_by_one": (partial(merging, "appointment.one_by_one"), "usual", "listed_posts"),
    "appointment.order": (unmerged, True, False),
    "appointment.paper_posts": (governor, ("acting_head",), ("acting_head", "deputy_governor")),
    "ballot.fallback": (failed, ("show_of_hands",), ("paper",)),
    "petition.bill": (signed("petition.bill"), {"count": 3}, {"count": 4}),
    "petition.amendment": (signed("petition.amendment", "x"), {"count": 3}, {"count": 4}),
    "agenda.added_by": (added, "presidium", "plenary"),
    "report.reporter": (reported, ("court",), ("body_head",)),
    "slate.by_election": (by_election, {"least": 0}, {"least": "1/5"}),
}  # fmt: skip


@pytest.mark.parametrize("key", SEEN)
def test_another_value_is_another_behaviour(key: str) -> None:
    """Being named in the source is not enough: the value decides."""
    look, one, other = SEEN[key]
    assert KEYS[key].enforced
    assert look(one) != look(other)
    if key != "slate.by_election":
        assert look(one) == "", "the first value lets it pass, the second does not"
