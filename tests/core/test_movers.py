"""Who moves what: recalls, removals and formal questions, their signers, their answer (law.md B6, B7, D16–D18)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import notation as n
from tests.core.notation import AT, OP, OPERATOR, given
from voting.core import events as e
from voting.core import hand_forms
from voting.core import track_commands as t
from voting.core import track_events as te
from voting.core.next import steps
from voting.core.words import Body, Level, Proposer

KEYS = {"ballot.keys_for_paper": True, "ballot.tier0": True}


def laid(kind, body: Body, voters: int, level: Level = "county", method=KEYS, draft=None):
    """An open sitting with one item of this kind, everybody present."""
    drafts = () if kind == "question" else (draft or n.motion(secrecy="secret"),)
    prepared = n.prepared(voters, n.item("a1", kind, *drafts), body=body, level=level, method=method)
    return n.after((prepared, n.present(voters)), n.open_sitting())


def petition(signers: int, proposer: Proposer = "members", content: str = "reasons") -> t.FilePetition:
    return t.FilePetition(
        OPERATOR,
        AT,
        "a1",
        proposer,
        tuple(n.member(x) for x in range(1, signers + 1)),
        "head of a bureau",
        content,
        "sha",
    )


@pytest.mark.parametrize(
    ("kind", "body", "level", "voters", "needed", "article"),
    [
        ("recall", "congress", "county", 324, 33, "ZZF 31"), ("recall", "congress", "township", 61, 13, "ZZF 31"),
        ("removal", "standing_committee", "county", 27, 6, "JDF 61"),
        ("recall", "standing_committee", "county", 27, 6, "XJF 51"),
        ("question", "congress", "province", 60, 10, "ZZF 24"),
        ("question", "standing_committee", "county", 27, 3, "ZZF 53; JDF 51"),
        ("question", "standing_committee", "city", 29, 5, "ZZF 53; JDF 51"),
    ],
)  # fmt: skip
def test_d16_as_many_must_sign_as_the_law_says(kind, body, level, voters, needed, article):
    """D16, D17 (ZZF 24, 31, 53; JDF 51, 61): one signer short is no petition; the exact number is."""
    begun = given(laid(kind, body, voters, level))
    begun.when(petition(needed - 1)).refused("petition.too_few", article)
    signed = petition(needed)
    begun.when(signed).then(te.PetitionFiled("a1", "members", signed.signers, needed, "", "", AT, OP, "sha"))


def test_a_deputy_to_the_next_level_is_recalled_by_a_law_of_its_own():
    """B6-3 (XJF 51, 52): in session the presidium or a tenth of the deputies, never the committee; offices by ZZF 31."""
    deputy = replace(n.motion(secrecy="named", form="paper"), office="DEPUTY_UP")
    begun = given(laid("recall", "congress", 20, draft=deputy))
    no = begun.when(petition(0, "standing_committee")).refused("petition.proposer", "XJF 51")
    assert [one.zh for one in no.details] == ["主席团", "联名"]
    begun.when(petition(1)).refused("petition.too_few", "XJF 51")
    assert begun.when(petition(2)).new
    assert begun.when(petition(0, "presidium")).new
    office = given(laid("recall", "congress", 20, draft=replace(deputy, office=None)))
    office.when(petition(1)).refused("petition.too_few", "ZZF 31")
    for sat, article in ((begun, "XJF 52"), (office, "ZZF 31")):
        filed = n.after(sat.events, petition(0, "presidium"), n.introduce("a1"), n.deliberate("a1"))
        heard = n.after(filed, t.RecordStep(OPERATOR, AT, "a1", "d1", "defence"))
        given(heard).when(n.announce("a1")).refused("paper.secret_only", article)
        book = sat.state.rules
        draft, item = sat.state.items["a1"].entry.drafts[0], sat.state.items["a1"]
        assert {hand_forms.rule(book, key, item, draft).article for key in ("ballot.form", "ballot.fallback")} == {
            article
        }


def test_signers_are_members_and_sign_once():
    """ZZF 31: who is not on the roll, or signs twice, does not count."""
    begun = given(laid("removal", "standing_committee", 15))
    wish = petition(3)
    for signers in (("m001", "m002", "m002"), ("m001", "m002", "m999")):
        begun.when(replace(wish, signers=signers)).refused("petition.signers", "JDF 61")
    begun.when(replace(wish, content=" ")).refused("petition.content", "JDF 61")
    begun.when(replace(wish, item="a9")).refused("item.unknown")
    filed = begun.when(wish).happened
    filed.when(wish).refused("petition.filed")


def test_only_those_the_law_names_move_a_removal():
    """JDF 60–61: government, supervisors, courts, chairpersons' meeting, members; not the presidium; for a question members alone."""
    begun = given(laid("removal", "standing_committee", 15))
    begun.when(petition(0, "presidium")).refused("petition.proposer", begun_article(begun))
    assert begun.when(petition(0, "government")).new
    given(laid("question", "congress", 15)).when(petition(0, "presidium")).refused("petition.proposer", "ZZF 24")
    assert given(laid("recall", "congress", 15)).when(petition(0, "presidium")).new
    recess = given(laid("recall", "standing_committee", 15))
    for nobody in ("government", "presidium", "court"):
        recess.when(petition(0, nobody)).refused("petition.proposer", "XJF 51")
    assert recess.when(petition(0, "chairs_meeting")).new
    given(laid("resignation", "congress", 5)).when(petition(5)).refused("petition.not_for", "ZZF 22; ZZF 52")
    assert given(laid("decision", "congress", 15, draft=n.motion())).when(petition(10)).new


def begun_article(begun) -> str:
    assert begun.state is not None
    return begun.state.rules.article("removal.proposers")


def test_an_item_without_its_mover_is_not_before_the_sitting():
    """ZZF 24, 31; JDF 61: what nobody has moved on record is not introduced."""
    for kind, body in (("recall", "congress"), ("removal", "standing_committee"), ("question", "congress")):
        begun = given(laid(kind, body, 15))
        assert begun.state is not None
        key = {"question": "petition.question", "recall": "recall.proposers", "removal": "removal.proposers"}[kind]
        begun.when(n.introduce("a1")).refused("petition.missing", begun.state.rules.article(key))


def removal(votes: int, *, voters: int = 27, method=KEYS):
    """A removal moved by the least number, defended and voted on."""
    begun = n.after(laid("removal", "standing_committee", voters, method=method), petition(6), n.introduce("a1"))
    return n.after(begun, n.deliberate("a1")), votes


def test_d17_a_removal_hears_the_defence_and_is_secret():
    """D17 (JDF 62): the person may answer first; the vote is secret and by default on paper, not by keys."""
    begun, _ = removal(14)
    given(begun).when(n.announce("a1")).refused("vote.step_missing", "ZZF 31; JDF 60; JDF 61; JDF 62")
    heard = n.after(begun, t.RecordStep(OPERATOR, AT, "a1", "d1", "defence", "declined"))
    assert given(heard).when(n.announce("a1")).new
    by_name = laid("removal", "standing_committee", 27, draft=n.motion())
    ready = n.after(
        by_name, petition(6), n.introduce("a1"), n.deliberate("a1"), t.RecordStep(OPERATOR, AT, "a1", "d1", "defence")
    )
    given(ready).when(n.announce("a1")).refused("poll.secrecy", "JDF 62")


def test_d17_keys_are_off_for_a_removal_unless_the_method_says_so():
    """D17 (JDF 62): 「采用无记名投票的方式」 — whether a secret key-press is that is a gap; by default it is not."""
    begun, _ = removal(14, method={"ballot.tier0": True})
    heard = n.after(begun, t.RecordStep(OPERATOR, AT, "a1", "d1", "defence"))
    given(heard).when(n.announce("a1")).refused("poll.form_paper", "JDF 62")


@pytest.mark.parametrize(
    ("body", "signers", "too_few", "enough", "article"),
    [("congress", 10, 4, 5, "DBF 20"), ("standing_committee", 6, 3, 4, "JDF 53")],
)
def test_d18_unsatisfied_with_an_answer(body, signers, too_few, enough, article):
    """D18 (DBF 20, JDF 53): half of those who asked is enough at a congress, in a standing committee more than half."""
    answer = t.RecordStep(OPERATOR, AT, "a1", "", "answer")
    begun = n.after(laid("question", body, 15), petition(signers), n.introduce("a1"))
    count = t.CountUnsatisfied(OPERATOR, AT, "a1", too_few)
    given(begun).when(count).refused("question.not_answered", article)
    given(begun).when(n.dispose("a1", "decided")).refused("question.not_answered", article)
    heard = given(n.after(begun, answer))
    heard.when(replace(count, unsatisfied=signers + 1)).refused("question.too_many", article)
    heard.when(replace(count, item="a9")).refused("item.unknown")
    heard.when(n.dispose("a1", "decided")).refused("question.uncounted", article)
    onward = n.dispose("a1", "forwarded", due="2027-01-31", to="the government")
    heard.when(onward).refused("question.uncounted", article)
    few = heard.when(count).then(te.UnsatisfiedCounted("a1", too_few, signers, enough, AT, OP))
    again = t.RecordStep(OPERATOR, AT, "a1", "", "further_answer", organ="chairs_meeting")
    few.when(again).refused("question.not_reached", article)
    assert few.when(n.dispose("a1", "decided")).new
    assert few.when(onward).new
    many = heard.when(replace(count, unsatisfied=enough)).happened
    many.when(n.dispose("a1", "decided")).refused("question.further", article)
    ended = given(n.after(many.events, again)).when(n.dispose("a1", "decided")).happened
    assert isinstance(ended.events[-1], e.ItemDisposed)
    ended.when(count).refused("item.disposed")


def test_whether_to_answer_again_is_for_the_chairs_in_a_standing_committee():
    """JDF 53: the chairpersons' meeting decides; a congress has no one to decline for it (DBF 20)."""
    wishes = (
        n.introduce("a1"),
        t.RecordStep(OPERATOR, AT, "a1", "", "answer"),
        t.CountUnsatisfied(OPERATOR, AT, "a1", 10),
    )
    again = t.RecordStep(OPERATOR, AT, "a1", "", "further_answer", "declined")
    committee = given(n.after(laid("question", "standing_committee", 15), petition(10), *wishes))
    committee.when(again).refused("question.chairs_decide", "JDF 53")
    assert committee.when(replace(again, organ="chairs_meeting")).new
    congress = given(n.after(laid("question", "congress", 15), petition(10), *wishes))
    congress.when(again).refused("question.must_answer", "DBF 20")


def test_nobody_is_counted_as_unsatisfied_without_a_question():
    """The votes of those who asked belong to a question alone."""
    begun = given(laid("decision", "congress", 5, draft=n.motion()))
    begun.when(t.CountUnsatisfied(OPERATOR, AT, "a1", 1)).refused("question.none", "ZZF 24")


def test_a_township_has_no_joint_question_to_a_standing_committee():
    """B7: an act that the book does not give to this body is refused as such."""
    begun = laid("question", "congress", 15)
    bare = replace(begun[0], rules=tuple(rule for rule in begun[0].rules if rule.key != "petition.question"))
    given((bare, *begun[1:])).when(petition(10)).refused("petition.no_right", "ZZF 22; ZZF 52")


def test_a_resignation_is_accepted_by_a_vote():
    """ZZF 32, B6-6: more than half of all accept a resignation."""
    begun = n.after(laid("resignation", "congress", 5), n.introduce("a1"), n.announce("a1"))
    assert isinstance(begun[-1], e.PollAnnounced)
    assert (begun[-1].base, begun[-1].needed) == (5, 3)


# Bills and amendments that members move


def bill(body: Body, level: Level = "county") -> tuple[e.Event, ...]:
    """An open sitting of twenty with a bill that members introduce."""
    item = n.item("a1", "decision", n.motion(), reporter="member")
    return n.after((n.prepared(20, item, body=body, level=level), n.present(20)), n.open_sitting())


@pytest.mark.parametrize(
    ("body", "level", "needed", "article"),
    [
        ("congress", "county", 10, "ZZF 22"), ("congress", "township", 5, "ZZF 22"),
        ("standing_committee", "county", 3, "ZZF 52"), ("standing_committee", "city", 5, "ZZF 52"),
    ],
)  # fmt: skip
def test_a_bill_of_members_needs_their_signatures(body, level, needed, article):
    """ZZF 22, 52: without as many as the law wants it is not introduced, and the desk is offered to record them."""
    begun = given(bill(body, level))
    begun.when(n.introduce("a1")).refused("petition.missing", article)
    assert begun.state is not None
    asked = [dict(one.args) for one in steps(begun.state, "operator") if one.command == "file_petition"]
    assert asked == [{"item": "a1"}]
    begun.when(petition(needed - 1)).refused("petition.too_few", article)
    begun.when(petition(0, "government")).refused("petition.proposer", article)
    moved = begun.when(petition(needed)).happened
    assert moved.when(n.introduce("a1")).new
    assert moved.state is not None
    assert not [one for one in steps(moved.state, "operator") if one.command == "file_petition"]


def amending(local: bool = True) -> n.Given:
    """A decision with an amendment to it, deliberated, where a local rule wants three signatures; or none does."""
    item = n.item("a1", "decision", replace(n.motion("x"), part="amendment"), n.motion(), reporter="committee")
    laid = n.prepared(12, item)
    rule = replace(
        laid.rules[0], key="petition.amendment", value={"count": 3}, article="SHR 31", kind=None, office=None
    )
    laid = replace(laid, rules=(*laid.rules, rule)) if local else laid
    return given(n.after((laid, n.present(12)), n.open_sitting(), n.introduce("a1"), n.deliberate("a1")))


def test_an_amendment_is_signed_by_as_many_as_a_local_rule_says():
    """SHR 31: offered beside the vote, with its own number; the item's own mover is another matter."""
    begun = amending()
    assert begun.state is not None
    asked = [dict(one.args) for one in steps(begun.state, "operator") if one.command == "file_petition"]
    assert asked == [{"item": "a1", "draft": "x"}]
    wish = replace(petition(3), draft="x")
    begun.when(replace(wish, signers=wish.signers[:2])).refused("petition.too_few", "SHR 31")
    begun.when(replace(wish, content="")).refused("petition.content", "SHR 31")
    begun.when(replace(wish, draft="d1")).refused("petition.not_for", "CWYS 46")
    begun.when(replace(wish, draft="d9")).refused("poll.draft_unknown")
    filed = begun.when(wish).then(te.PetitionFiled("a1", "members", wish.signers, 3, "", "", AT, OP, "sha", "x"))
    assert filed.state is not None
    assert (filed.state.items["a1"].track.petition, set(filed.state.items["a1"].track.amendments)) == (None, {"x"})
    filed.when(wish).refused("petition.filed")
    assert begun.when(replace(wish, proposer="presidium", signers=())).new
    put = given(n.after(begun.events, n.announce("a1", "x")))
    put.when(wish).refused("poll.draft_used")


def test_where_no_rule_counts_them_nobody_is_asked_who_moved_an_amendment():
    """The nation's law has no number for amendments: nothing is offered, and a number cannot be checked."""
    begun = amending(local=False)
    assert begun.state is not None
    assert not [one for one in steps(begun.state, "operator") if one.command == "file_petition"]
    begun.when(replace(petition(3), draft="x")).refused("petition.no_right", "CWYS 46")


def test_a_congress_removes_nobody():
    """JDF 62: removal 撤职 is the standing committee's, in recess; a congress recalls 罢免."""
    begun = given(laid("removal", "congress", 20))
    begun.when(petition(0, "presidium")).refused("removal.not_congress", "JDF 62")
    begun.when(n.introduce("a1")).refused("removal.not_congress", "JDF 62")
