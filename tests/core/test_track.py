"""The way to a vote and after it: examination, speech, defence, profiles, rejected persons, certificate and oath."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import contests as x
from tests.core import notation as n
from tests.core.notation import AT, OP, OPERATOR, given
from tests.core.test_parts import held, sat, vote, with_rule
from voting.core import commands as c
from voting.core import events as e
from voting.core import track
from voting.core import track_commands as t
from voting.core import track_events as te

PERSON = n.item("a1", "appointment", vote("d1", "person", act="appoint"))
LOCAL = (
    ("appointment.exam", {"required": True, "resits": 1}, "CQM 16"),
    ("appointment.speech", True, "SZM 17"),
)


def step(word, result="done", draft="d1", day="", organ=None) -> t.RecordStep:
    return t.RecordStep(OPERATOR, AT, "a1", draft, word, result, day, organ)


def local(happened):
    """The same sitting where a local rule asks for examination and speech."""
    for key, value, article in LOCAL:
        happened = with_rule(happened, key, value, article)
    return happened


def test_profiles_are_delivered_before_a_person_is_voted_on():
    """ZZF 26, XJF 34: every voter has what there is to know of the person before the vote opens."""
    begun = given(sat(PERSON))
    begun.when(n.announce("a1")).refused("vote.step_missing", "ZZF 26; XJF 34; RDYS 39")
    done = begun.when(step("profiles_delivered", day="2026-03-05")).then(
        te.StepRecorded("a1", "d1", "profiles_delivered", "done", "2026-03-05", None, None, AT, OP)
    )
    assert done.when(n.announce("a1")).new


def test_profiles_of_candidates_are_delivered_before_an_election():
    """ZZF 26, A16: no election is put until every voter has the candidates' profiles; its later rounds need no new one."""
    item = replace(n.item("a1", "election", n.election()), delivered={})
    begun = given(n.after(n.seated(5, 5, item), n.introduce("a1")))
    begun.when(n.announce("a1")).refused("vote.step_missing", "ZZF 26; XJF 34; RDYS 39")
    done = begun.when(step("profiles_delivered")).happened
    assert done.when(n.announce("a1")).new
    again = replace(item.drafts[0], id="d2", contest="d1", round="tie_revote")
    entry = replace(item, drafts=(*item.drafts, again))
    state = given(n.after(n.seated(5, 5, entry), step("profiles_delivered"))).state
    assert state is not None
    assert track.missing(state, state.items["a1"], again) == {}
    desk = begun.when(t.DeliverPapers(OPERATOR, AT, "a1", "members", "2026-03-05")).happened
    assert desk.when(n.announce("a1")).new
    without = with_rule(begun.events, "candidate.profile", False, "X 1")
    assert given(without).when(n.announce("a1")).new


def test_a_local_rule_asks_for_examination_and_speech():
    """CQM 16, SZM 15–17: the examination must be passed and the speech given; one resit wins what the first lost."""
    begun = n.after(local(sat(PERSON)), step("profiles_delivered"))
    no = given(begun).when(n.announce("a1")).refused("vote.step_missing", "CQM 16")
    assert "legal-knowledge examination, speech before appointment" in no.en
    failed = n.after(begun, step("exam", "failed"), step("speech"))
    given(failed).when(n.announce("a1")).refused("vote.step_missing", "CQM 16")
    again = given(n.after(failed, step("exam", "passed")))
    assert again.when(n.announce("a1")).new


def test_the_sitting_itself_may_ask_for_more_than_the_rules():
    """What the sitting file asks for stands beside what the rules ask for; for a removal nothing is asked twice."""
    item = n.item("a1", "decision", replace(n.motion(), requires=("material",)))
    begun = given(sat(item))
    begun.when(n.announce("a1")).refused("vote.step_missing", "ZZF 52; ZZF 53")
    assert given(n.after(begun.events, step("material", draft=""))).when(n.announce("a1")).new


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (step("exam", "done"), "step.result"), (step("speech", "passed"), "step.result"),
        (step("speech", day="2026-03-11"), "step.day"), (step("speech", day="soon"), "step.day"),
        (step("speech", draft="d9"), "poll.draft_unknown"), (replace(step("speech"), item="a9"), "item.unknown"),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_is_refused(wish, code):
    """Only known results, days that have been, votes that there are; certificate and oath only after the vote was won."""
    given(sat(PERSON)).when(wish).refused(code, None)


def test_an_answer_belongs_to_a_question():
    """ZZF 53, JDF 51: what was not asked is not answered."""
    given(sat(PERSON)).when(step("answer", draft="")).refused("question.none", "ZZF 53; JDF 51")


@pytest.mark.parametrize(("day", "at", "enough"), [
    ("2026-03-09", AT, False), ("2026-03-10", "2026-03-10T08:59:59+08:00", False), ("2026-03-10", AT, True),
    ("2026-03-10", "2026-03-10T11:00:00+08:00", True), ("2026-03-11", "2026-03-11T08:00:00+08:00", True),
])  # fmt: skip
def test_profiles_that_went_out_before_a_nomination_do_not_cover_it(day, at, enough):
    """ZZF 26, RDYS 39: who is nominated after the profiles went out is on none of them, and they go out again."""
    begun = x.laid(x.vote(1))
    named = (replace(one, at=AT) for one in (*x.presidium("a"), x.jointly("b", 1, 10)))
    late = n.after(begun, replace(step("profiles_delivered", day=day), at=at), *named)
    entry = replace(n.item("a1", "election", x.vote(1)), delivered={})
    prepared = replace(late[0], items=(entry,))
    told = given((prepared, *late[1:])).when(x.fixed("a", "b", reason="considered")).happened.when(n.announce("a1"))
    if enough:
        assert told.new
    else:
        told.refused("vote.step_missing", "ZZF 26; XJF 34; RDYS 39")


def test_the_papers_of_the_file_do_not_cover_a_later_nomination():
    """ZZF 26: who is nominated in the sitting is not on papers delivered days before it."""
    entry = replace(n.item("a1", "election", n.election()), delivered={"members": "2026-03-01"})
    begun = n.after((n.prepared(20, entry), n.present(20)), n.open_sitting(), n.introduce("a1"))
    assert given(begun).when(n.announce("a1")).new
    more = n.after(begun, x.jointly("c4", 1, 10), x.withdrawn("c3"))
    listed = given(n.after(more, x.fixed("c1", "c2", "c4")))
    listed.when(n.announce("a1")).refused("vote.step_missing", "ZZF 26; XJF 34; RDYS 39")
    again = t.DeliverPapers(OPERATOR, AT, "a1", "members", AT[:10])
    assert listed.when(again).happened.when(n.announce("a1")).new


def test_no_oath_and_no_certificate_before_the_vote_was_won():
    """B11: neither is put on record while nobody is appointed; the rule that asks for it is cited."""
    given(sat(PERSON)).when(step("oath")).refused("step.too_early", "XSJ; S2")
    given(sat(PERSON)).when(step("certificate", draft="")).refused("step.too_early", "S2")


def test_certificate_and_oath_follow_the_vote():
    """GDM 22, CQS 9, B11: once the appointment is adopted, and after the item is closed too."""
    won = held(n.after(sat(PERSON), step("profiles_delivered")), "d1", 3)
    assert isinstance(won[-1], e.ItemDisposed)
    sworn = given(n.after(won, step("certificate"), step("oath")))
    assert sworn.state is not None
    assert set(sworn.state.items["a1"].track.steps) == {
        ("d1", "profiles_delivered"), ("d1", "certificate"), ("d1", "oath"),
    }  # fmt: skip
    given(won).when(step("exam", "passed")).refused("item.disposed")
    given(won).when(step("approval")).refused("step.no_approval", "ZZF 11")
    lost = held(n.after(sat(PERSON), step("profiles_delivered")), "d1", 2)
    given(lost).when(step("certificate")).refused("step.too_early", "S2")


def test_what_follows_a_vote_is_recorded_once():
    """B11, ZZF 11: a second oath, certificate or approval would stand in the place of the first."""
    item = n.item("a1", "appointment", vote("d1", "person", act="appoint", procurator=True))
    sworn = held(n.after(sat(item), step("profiles_delivered")), "d1", 5)
    for word, article in (("approval", "ZZF 11"), ("certificate", "S2"), ("oath", "XSJ; S2")):
        sworn = n.after(sworn, step(word))
        given(sworn).when(step(word, day="2026-03-09")).refused("step.recorded", article)


def test_nobody_is_given_what_no_rule_asks_for():
    """B11: a certificate is for whom the rules give one; who takes no office takes no oath; an oath not asked for is free."""
    ready = n.after(sat(PERSON), step("profiles_delivered"))
    none = held(with_rule(ready, "appointment.certificate", False, "X 1"), "d1", 3)
    given(none).when(step("certificate")).refused("step.not_asked", "X 1")
    out = held(sat(n.item("a1", "appointment", vote("d1", "person", act="remove"))), "d1", 3)
    given(out).when(step("oath")).refused("step.not_asked", "XSJ; S2")
    gone = vote("d1", "person", act="remove", procurator=True)
    assert given(held(sat(n.item("a1", "appointment", gone)), "d1", 3)).when(step("approval")).new
    bill = held(sat(n.item("a1", "decision", vote("d1"))), "d1", 3)
    given(bill).when(step("oath")).refused("step.not_asked", "XSJ; S2")
    free = held(
        with_rule(with_rule(ready, "oath.required", False, "X 2"), "appointment.certificate", False, "X 1"), "d1", 3
    )
    assert given(free).when(step("oath")).new


def test_the_oath_follows_the_certificate_where_one_is_due():
    """A09, BJM 21: 「先颁发任命书，再宪法宣誓」; where no certificate is given the oath follows the vote."""
    ready = n.after(sat(PERSON), step("profiles_delivered"))
    given(held(ready, "d1", 3)).when(step("oath")).refused("step.too_early", "S2")
    none = held(with_rule(ready, "appointment.certificate", False, "X 1"), "d1", 3)
    assert given(none).when(step("oath")).new


def test_a_failed_examination_is_taken_again_as_often_as_the_rule_says():
    """CQM 16: one resit; who fails it too is examined no more, and a rule without a number has no limit."""
    begun = n.after(local(sat(PERSON)), step("exam", "failed"), step("exam", "failed"))
    given(begun).when(step("exam", "passed")).refused("step.no_resit", "CQM 16")
    open_ = n.after(
        with_rule(sat(PERSON), "appointment.exam", {"required": True}, "SZM 15"), *[step("exam", "failed")] * 3
    )
    assert given(open_).when(step("exam", "passed")).new


def test_nothing_that_comes_before_a_vote_is_recorded_once_it_is_put():
    """A09: an examination result, profiles or a speech during the vote or after it are too late for it."""
    item = n.item("a1", "appointment", *(vote(name, "person", act="appoint") for name in ("d1", "d2")))
    running = n.after(sat(item), step("profiles_delivered", draft=""), n.announce("a1"))
    given(running).when(step("exam", "passed")).refused("agenda.poll_running", "CWYS 45")
    given(running).when(step("profiles_delivered", draft="")).refused("agenda.poll_running", "ZZF 26; XJF 34; RDYS 39")
    assert given(running).when(step("exam", "passed", draft="d2")).new
    declared = held(n.after(sat(item), step("profiles_delivered", draft="")), "d1", 3)
    given(declared).when(step("exam", "passed")).refused("poll.draft_used")


def test_d22_a_chief_procurator_swears_after_the_approval_from_above():
    """D22 (ZZF 11, CQS 4): elected is not in office; the oath waits for the upper standing committee's approval."""
    item = n.item("a1", "appointment", vote("d1", "person", act="appoint", procurator=True))
    won = held(n.after(sat(item), step("profiles_delivered")), "d1", 5)
    given(won).when(step("oath")).refused("step.too_early", "ZZF 11")
    assert n.after(won, step("approval"), step("certificate"), step("oath"))


REJECTED = {"times": 2, "wait_months": 6}


@pytest.mark.parametrize(
    ("days", "code"),
    [((), None), (("2025-01-10",), None), (("2025-10-01",), "vote.rejected_lately"),
     (("2024-10-01", "2025-01-10"), "vote.rejected_bar")],
)  # fmt: skip
def test_who_was_rejected_twice_is_not_proposed_again(days, code):
    """CQM 21, SZM 20: twice rejected for the same post is the end in this term; after the first, six months pass."""
    item = n.item("a1", "appointment", vote("d1", "person", act="appoint", rejected=days))
    begun = with_rule(n.after(sat(item), step("profiles_delivered")), "appointment.rejected", REJECTED, "SZM 20")
    begun = (replace(begun[0], day="2026-03-10"), *begun[1:])
    when = given(begun).when(n.announce("a1"))
    if code is None:
        assert when.new
    else:
        when.refused(code, "SZM 20")


def test_a_rejection_within_the_sitting_counts_too():
    """CQM 21: rejected once before and once today, or twice today, is twice; another person or another post is not."""

    def of(name, days=(), post="bureau", person="liu"):
        return vote(name, "person", act="appoint", rejected=days, post=post, person=person)

    item = n.item("a1", "appointment", of("d1", ("2025-01-10",)), of("d2", ("2025-01-10",)), of("d3", post="court"))
    begun = with_rule(
        n.after(sat(item), step("profiles_delivered", draft="")), "appointment.rejected", {"times": 2}, "CQM 21"
    )
    lost = given(held(begun, "d1", 2))
    lost.when(n.announce("a1", "d2", "p2")).refused("vote.rejected_bar", "CQM 21")
    assert lost.when(n.announce("a1", "d3", "p3")).new


def test_acting_heads_are_decided_on_paper_where_the_rule_says_so():
    """ZJM 24: an acting head is voted on by secret paper; others by keys, and a place without the rule keeps to keys."""
    item = n.item("a1", "appointment", vote("d1", "person", act="acting"), vote("d2", "person", act="appoint"))
    ready = n.after(sat(item), step("profiles_delivered", draft=""))
    assert given(ready).when(n.announce("a1")).new
    local_rule = given(with_rule(ready, "appointment.paper_posts", ("acting_head", "deputy_governor"), "ZJM 24"))
    local_rule.when(n.announce("a1")).refused("poll.form_paper", "ZJM 24")
    assert local_rule.when(n.announce("a1", "d2")).new


def test_without_a_local_rule_nobody_is_barred():
    """The bar after rejection is local; the national book has none."""
    item = n.item("a1", "appointment", vote("d1", "person", act="appoint", rejected=("2025-01-10",) * 3))
    assert given(n.after(sat(item), step("profiles_delivered"))).when(n.announce("a1")).new


def test_what_is_missing_is_told_in_the_order_it_is_taken():
    """A screen lists the steps with their articles as they are taken."""
    state = given(local(sat(PERSON))).state
    assert state is not None
    left = track.missing(state, state.items["a1"], PERSON.drafts[0])
    assert list(left.items()) == [
        ("exam", "CQM 16"), ("profiles_delivered", "ZZF 26; XJF 34; RDYS 39"), ("speech", "SZM 17"),
    ]  # fmt: skip


def test_attendees_and_observers_never_vote_on_anything():
    """CQC 13, ZZF 51: whoever sits in may speak; no vote has them on its roll, not even a trial vote."""
    laid = (n.prepared(3, n.item("a1", "decision", n.motion()), attendees=1, observers=1), n.present(5))
    begun = n.after(laid, t.PlanTrial(OPERATOR, AT, "a1"), n.open_sitting(), n.introduce("a1"), n.deliberate("a1"))
    for draft in ("trial-1", "d1"):
        (put,) = given(begun).when(n.announce("a1", draft)).new
        assert isinstance(put, e.PollAnnounced)
        assert [voter.voter for voter in put.voters] == [n.member(1), n.member(2), n.member(3)]
        given((*begun, put)).when(n.draw(4)).refused("member.not_eligible", "ZZF 21; ZZF 51")


def test_only_desk_and_table_put_things_on_record():
    """A scrutineer or a seat records no step and sets nothing aside."""
    begun = given(sat(PERSON))
    for actor in (n.SCRUTINEER, n.SEAT, c.Actor("hall", "ha")):
        begun.when(replace(step("speech"), by=actor)).refused("role.not_allowed")
        begun.when(t.SetAside(actor, AT, "a1", "d1", "returned", "r", "chairs_meeting")).refused("role.not_allowed")
