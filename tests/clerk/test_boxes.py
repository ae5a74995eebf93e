"""Whole votes through the clerk: drawn, cast, closed, opened, counted, by name and in secret, with real keys."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ballots.terminal import Terminal
from tests.clerk.room import MEETING, Room, texts
from tests.core import notation as n
from voting import exact
from voting.ballots import messages, p256, receipts, sealing
from voting.ballots.papers import pad_for
from voting.ballots.recount import plain_name
from voting.clerk.announcing import Announcement
from voting.clerk.clerk import Done, Enrolment, Order
from voting.clerk.polls import Counting, named_marks, open_poll_box
from voting.core import commands as c
from voting.core import events as e
from voting.core.refusals import Refusal
from voting.core.words import Text
from voting.ledger import codec
from voting.ledger.entry import make_entry

Y, N, A = ("Y", ()), ("N", ()), ("A", ())


@pytest.fixture
def room() -> Room:
    return Room()


def no(answer) -> str:
    """The code of a refusal."""
    assert isinstance(answer, Refusal), answer
    return answer.code


def counted(poll) -> e.PollCounted:
    assert poll.counted is not None
    return poll.counted


def test_a_named_vote_from_the_paper_to_the_figures(room):
    """Marks by voter come from the signed votes as stored, and the figures from the marks."""
    poll = room.held("a1", [Y, Y, Y, N, None])
    found = counted(poll)
    assert (found.votes_for, found.against, found.abstain, found.void, found.not_voting) == (3, 1, 0, 0, 1)
    assert named_marks(room.clerk, poll) == {"m001": "Y", "m002": "Y", "m003": "Y", "m004": "N"}
    assert room.ledger.ballots(MEETING, poll.id) == ()
    assert poll.outcome is None
    room.order(c.Declare(n.CHAIR, "", poll.id, 4))
    assert room.state.items["a1"].disposition is not None


@pytest.mark.parametrize("item", ["a2", "a3"])
def test_a_secret_vote_from_the_paper_to_the_figures(room, item):
    """The sealed votes are opened together, kept sorted without a voter, and counted."""
    poll = room.held(item, [Y, N, A, Y, None])
    found = counted(poll)
    assert (found.votes_for, found.against, found.abstain, found.void, found.not_voting) == (2, 1, 1, 0, 1)
    boxed = room.ledger.ballots(MEETING, poll.id)
    assert list(boxed) == sorted(boxed)
    marks = [exact.loads(str(exact.loads(ballot)["p"]))["marks"] for ballot in boxed]
    assert Counter(marks) == {"Y": 2, "N": 1, "A": 1}
    assert not [voter for voter in poll.voters if any(voter.encode() in ballot for ballot in boxed)]


def test_the_close_says_what_the_box_holds(room):
    """Papers drawn, envelopes entering and the root over their hashes, signed; the count repeats that root."""
    poll = room.put_open("a2")
    votes = [room.voting(k, poll=poll) for k in (1, 2, 3)]
    room.clerk.work(*votes)
    statement = messages.read(room.close(poll), room.server.public, "close").payload
    root = messages.b64(receipts.cast_root(vote.vote.message.digest for vote in votes))
    assert (statement["issued"], statement["cast"], statement["cast_root"]) == (5, 3, root)
    found = counted(room.count(poll))
    assert (found.cast_root, found.in_root) == (root, root)
    assert found.out_root == messages.b64(receipts.root(room.ledger.ballots(MEETING, poll)))


def test_what_comes_behind_the_close_is_late(room):
    """A vote in the same turn behind the close is refused and is in no box."""
    poll = room.put_open("a2")
    first, late = room.voting(1, poll=poll), room.voting(2, poll=poll)
    room.done(first)
    room.close(poll)
    (answer,) = room.clerk.work(late)
    assert no(answer) == "poll.closed"
    assert counted(room.count(poll)).returned == 1


def test_the_last_press_counts(room):
    """Under `press: last` the newest vote of each voter enters, the ones before are never opened."""
    poll = room.put_open("a2")
    for marks in "NAY":
        room.done(room.voting(1, marks, poll=poll))
    room.done(room.voting(2, "N", poll=poll))
    room.close(poll)
    found = counted(room.count(poll))
    assert (found.votes_for, found.against, found.abstain, found.returned) == (1, 1, 0, 2)
    assert len(room.ledger.envelopes(MEETING, poll, "cast")) == 4


def test_the_first_press_counts(room):
    """Under `press: first` a second vote is refused and changes nothing."""
    poll = room.put_open("a3")
    room.done(room.voting(1, "N", poll=poll))
    (answer,) = room.clerk.work(room.voting(1, "Y", poll=poll))
    assert no(answer) == "ballot.first_press"
    room.close(poll)
    assert counted(room.count(poll)).against == 1


def test_votes_that_do_not_fit_their_manifest_are_refused(room):
    """Another length, the other mode, an unknown mark, another poll: refused before the core is asked."""
    room.order(c.IntroduceItem(n.OPERATOR, "", "a1"), c.IntroduceItem(n.OPERATOR, "", "a2"))
    by_name, secret = (room.done(room.announcement(item)) for item in ("a1", "a2"))
    for poll in (by_name, secret):
        room.clerk.work(*(room.drawing(k, poll) for k in range(1, 6)))
        room.order(c.OpenPoll(n.CHAIR, "", poll))
    size = room.ledger.size(MEETING)
    length = room.manifest(secret).ct_length
    wrong = [
        room.sent(1, bytes(length - 1), secret),
        room.sent(1, bytes(length), by_name),
        room.voting(1, "B", poll=by_name),
    ]
    codes = [no(answer) for answer in room.clerk.work(*wrong)]
    assert codes == ["ballot.size", "ballot.wrong_mode", "ballot.unknown_mark"]
    assert room.ledger.size(MEETING) == size


GARBAGE = ["random bytes", "sealed garbage", "sealed for another seat", "unknown marks", "two marks", "not signed"]


@pytest.mark.parametrize("kind", GARBAGE)
def test_an_envelope_with_nonsense_in_it_is_void_and_names_its_voter(room, kind):
    """The vote was received and counts as void; nobody else's vote is touched and the sums close."""
    poll = room.put_open("a2")
    manifest, terminal = room.manifest(poll), room.terminals[2]
    unsigned = sealing.Ballot(terminal.paper(manifest, "Y").p, terminal.paper(manifest, "N").pk, bytes(63) + b"\1")
    sealed = {
        "random bytes": lambda: bytes(manifest.ct_length),
        "sealed garbage": lambda: terminal.seal(manifest, b"\xff" * manifest.pad),
        "sealed for another seat": lambda: room.terminals[3].seal(
            manifest, sealing.frame(terminal.paper(manifest, "Y").inner(), manifest.pad)
        ),
        "unknown marks": lambda: terminal.seal(
            manifest, sealing.frame(terminal.paper(manifest, "B").inner(), manifest.pad)
        ),
        "two marks": lambda: terminal.seal(
            manifest, sealing.frame(terminal.paper(manifest, "YY").inner(), manifest.pad)
        ),
        "not signed": lambda: terminal.seal(manifest, sealing.frame(unsigned.inner(), manifest.pad)),
    }[kind]()
    room.clerk.work(room.voting(1, poll=poll), room.sent(2, sealed, poll), room.voting(3, "N", poll=poll))
    room.close(poll)
    found = counted(room.count(poll))
    assert (found.votes_for, found.against, found.void, found.not_voting) == (1, 1, 1, 2)
    assert (found.void_voters, found.invalid, found.returned) == (("m002",), 1, 3)
    assert len(room.ledger.ballots(MEETING, poll)) == 2


def test_a_member_moved_in_mid_vote_goes_on_at_the_new_terminal(room):
    """What she cast before stays hers, the new terminal's vote replaces it, the old terminal is refused."""
    poll = room.put_open("a2")
    before = room.voting(1, "N", poll=poll)
    room.done(before)
    old, late = room.terminals[1], room.voting(1, "A", poll=poll)
    room.enrol(9)
    room.order(c.MoveMember(n.OPERATOR, "", "m001", "A009"))
    assert no(room.clerk.work(late)[0]) == "member.not_eligible"
    room.terminals[1] = room.terminals.pop(9)
    issued = messages.read(room.done(room.drawing(1, poll)), room.server.public, "issued").payload
    assert (issued["seq"], issued["prev"]) == (2, messages.b64(before.vote.message.digest))
    room.done(room.voting(1, "Y", poll=poll))
    assert old.seat == "A001"
    room.done(room.voting(2, "Y", poll=poll))
    room.close(poll)
    found = counted(room.count(poll))
    assert (found.votes_for, found.against, found.returned, found.void) == (2, 0, 2, 0)


@pytest.mark.parametrize("item", ["a1", "a2"])
def test_what_was_cast_at_the_old_terminal_counts_when_nothing_follows(room, item):
    """The entering vote is opened under the seat that sealed it, though its voter sits elsewhere by then."""
    poll = room.put_open(item)
    room.done(room.voting(1, "N", poll=poll))
    room.enrol(9)
    room.order(c.MoveMember(n.OPERATOR, "", "m001", "A009"))
    room.close(poll)
    room.restart()
    found = counted(room.count(poll))
    assert (found.against, found.returned, found.void) == (1, 1, 0)


def test_an_election_with_names_written_in(room):
    """Names get ids in their order, blanks around a name are nothing, a candidate's name is that candidate."""
    votes = [("YNN", ["赵敏"]), ("YNN", [" 赵 敏 "]), ("NYN", ["王秀兰"]), ("NYN", ["陈  晨"]), ("NNY", ["  "])]
    poll = room.held("a4", votes)
    found = counted(poll)
    assert (found.valid, found.invalid) == (5, 0)
    assert room.clerk.write_ins(poll.id) == {"w1": "赵敏", "w2": "陈晨"}
    assert {line.name: line.votes_for for line in found.ranking} == {"c1": 2, "c2": 2, "c3": 1, "w1": 2, "w2": 1}
    assert not any("赵敏".encode() in entry.data for entry in room.ledger.read(MEETING))


def test_a_name_written_in_may_win(room):
    """Three of five write the same name and oppose somebody: the name is elected by its id."""
    votes = [("YNN", ["赵敏"]), ("YNN", ["赵敏"]), ("YNN", ["赵敏"]), ("NYN", []), ("NYN", [])]
    found = counted(room.held("a4", votes))
    assert (found.outcome, found.elected) == ("decided", ("c1", "w1"))


def test_a_candidate_written_in_over_votes_as_one_name(room):
    """Ticked and written in by the same paper she is one of two; a third name makes the paper void."""
    votes = [("YYN", ["王 秀兰"]), ("YYN", ["张伟"]), ("YYN", []), None, None]
    found = counted(room.held("a4", votes))
    assert (found.returned, found.valid, found.invalid) == (3, 2, 1)
    assert {line.name: line.votes_for for line in found.ranking} == {"c1": 2, "c2": 2, "c3": 0}


@pytest.mark.parametrize(("written", "plain"), [
    ("赵敏", "赵敏"), (" 赵敏 ", "赵敏"), ("赵 敏", "赵敏"), ("赵\u3000敏", "赵敏"), ("Li  Qiang ", "Li Qiang"), ("", ""),
    ("  ", ""), ("e\u0301", "\u00e9"), ("赵\u200b敏", ""), ("阿依古丽·买买提", "阿依古丽·买买提"), ("\n", ""),
])  # fmt: skip
def test_a_written_name_is_compared_plainly(written, plain):
    """Blanks do not make another person; a name with invisible signs is no legible name."""
    assert plain_name(written) == plain


def test_a_box_cannot_be_counted_twice(room):
    """The second count of the same opened box is refused and writes nothing."""
    poll = room.put_open("a2")
    room.done(room.voting(1, poll=poll))
    room.close(poll)
    box = open_poll_box(room.clerk, room.poll(poll), room.boxes.__getitem__)
    room.done(Counting(poll, box))
    size = room.ledger.size(MEETING)
    assert no(room.clerk.work(Counting(poll, box))[0]) == "poll.not_closed"
    assert room.ledger.size(MEETING) == size


def test_a_vote_voided_during_its_opening_is_not_counted(room):
    """The chair voids while the box is being opened: the figures come too late and are refused."""
    poll = room.put_open("a2")
    room.done(room.voting(1, poll=poll))
    room.close(poll)
    box = open_poll_box(room.clerk, room.poll(poll), room.boxes.__getitem__)
    room.order(c.VoidPoll(n.CHAIR, "", poll, "the power failed"))
    assert no(room.clerk.work(Counting(poll, box))[0]) == "poll.not_closed"
    assert room.ledger.ballots(MEETING, poll) == ()


def harm(room, poll, *voters, leaf=False, **changes):
    """Change the stored votes of these voters behind the clerk's back, with `leaf` also what the log says of them."""
    log = room.ledger._log(MEETING)
    for key, one in list(log.envelopes.items()):
        if one.voter in voters and one.kind != "issue" and one.poll == poll:
            changed = replace(one, **changes)
            log.envelopes[key] = changed
            if leaf:
                old = log.entries[one.leaf_index]
                data = old.data.replace(messages.b64(one.digest).encode(), messages.b64(changed.digest).encode())
                log.entries[one.leaf_index] = make_entry(old.position, old.kind, data)


def opened(room, poll):
    return open_poll_box(room.clerk, room.poll(poll), room.boxes.__getitem__)


@pytest.mark.parametrize("item", ["a1", "a2"])
@pytest.mark.parametrize("restarted", [False, True])
def test_an_earlier_vote_put_in_the_place_of_the_last_is_found(room, item, restarted):
    """It is signed by the very seat, and still not what the log says; so the count fails aloud, also after a restart."""
    poll = room.put_open(item)
    earlier = room.voting(1, "Y", poll=poll)
    room.done(earlier)
    room.done(room.voting(1, "N", poll=poll))
    room.close(poll)
    newest = messages.unb64(room.poll(poll).cast[n.member(1)].jws)
    log = room.ledger._log(MEETING)
    (key,) = [key for key, one in log.envelopes.items() if one.digest == newest]
    log.envelopes[key] = replace(log.envelopes[key], jws=earlier.vote.message.raw)
    if restarted:
        room.restart()
    with pytest.raises(messages.Malformed, match="verified"):
        opened(room, poll)


def test_a_vote_that_is_gone_or_under_another_voter_is_found(room):
    """What the log names and the box does not hold is no smaller count: it is none."""
    poll = room.put_open("a2")
    room.clerk.work(*(room.voting(k, poll=poll) for k in (1, 2)))
    room.close(poll)
    harm(room, poll, n.member(1), voter=n.member(2))
    with pytest.raises(ArithmeticError):
        room.clerk.work(Counting(poll, opened(room, poll)))


def test_a_forged_vote_with_a_forged_leaf_is_found_after_a_restart(room):
    """Whoever changes the vote, its digest and its leaf while the house is down still has no seat's key."""
    poll = room.put_open("a2")
    forged = room.voting(1, poll=poll).vote.message.raw
    room.done(room.voting(1, poll=poll))
    room.close(poll)
    stranger = Terminal(n.seat(1)).cast(room.manifest(poll), "N", (), seq=1, prev=None)
    head, body, _ = forged.split(".")
    for jws in (f"{head}.{body}.{stranger.split('.')[2]}", f"{head}.{stranger.split('.')[1]}.{forged.split('.')[2]}"):
        harm(room, poll, n.member(1), leaf=True, jws=jws, digest=messages.digest(jws))
        room.restart()
        with pytest.raises(messages.Malformed, match="signature"):
            opened(room, poll)


def test_a_signature_is_verified_once_and_after_a_restart_again(room, monkeypatch):
    """At the close the bytes are held against the log; the slow look at the signature is for what was found at a start."""
    poll = room.put_open("a2")
    room.clerk.work(*(room.voting(k, poll=poll) for k in (1, 2, 3)))
    room.close(poll)
    verified, verify = [], messages.verify
    monkeypatch.setattr(messages, "verify", lambda claim, key: verified.append(claim.kid) or verify(claim, key))
    box = opened(room, poll)
    assert not verified
    room.restart()
    verified.clear()
    assert opened(room, poll) == box
    assert len(verified) == 3


def test_an_empty_box_is_opened_and_counted(room):
    """Nobody voted: no paper, and all are counted as not voting."""
    poll = room.put_open("a2")
    room.close(poll)
    found = counted(room.count(poll))
    assert (found.returned, found.not_voting, found.outcome) == (0, 5, "not_adopted")


def test_an_announcement_that_cannot_stand_makes_no_key(room):
    """Refused by role, item, draft or law before a box key is made."""
    room.order(c.IntroduceItem(n.OPERATOR, "", "a2"))
    wishes = [("a9", "d1", "item.unknown"), ("a2", "d9", "poll.draft_unknown"), ("a3", "d1", "item.stage")]
    texts = room.announcement("a2").texts
    for item, draft, code in wishes:
        assert no(room.clerk.work(Announcement(n.OPERATOR, item, draft, texts, room.new_box))[0]) == code
    for role in ("secretary", "scrutineer", "hall", "seat", "system"):
        wish = Announcement(n.acting(role), "a2", "d1", texts, room.new_box)
        assert no(room.clerk.work(wish)[0]) == "role.not_allowed"
    assert room.boxes == {}


def test_a_manifest_states_the_rule_of_its_vote(room):
    """Base, threshold, electorate, press, write-ins and pad are what the core has decided on."""
    poll = room.put("a4")
    rules = room.manifest(poll).rules
    assert (rules.kind, rules.alphabet, rules.lines, rules.max_yes) == ("election", "YNAB", 3, 2)
    assert (rules.base, rules.present, rules.eligible) == (5, 5, 5)
    assert (rules.writein_max, rules.threshold.test, rules.threshold.share) == (2, "over", "1/2")
    assert room.manifest(poll).pad == pad_for(rules)
    assert room.poll(poll).mh == messages.b64(room.manifest(poll).mh)
    assert room.boxes[poll].public_key() == p256.decode_point(room.manifest(poll).box or b"", 65)


def test_a_repeat_has_a_key_and_a_manifest_of_its_own(room):
    """Nothing sealed for the failed vote opens in its repeat."""
    room.put("a2")
    room.order(c.VoidPoll(n.CHAIR, "", "p1", "the power failed"))
    assert room.done(room.announcement("a2")) == "p2"
    assert room.manifest("p1").box != room.manifest("p2").box
    assert room.manifest("p1").mh != room.manifest("p2").mh


def test_an_enrolment_files_the_key_with_its_event(room):
    """A terminal enrolled anew is known by its key at once and after a restart; a known one is refused."""
    terminal = room.enrol(1)
    key = terminal.key.public
    assert room.clerk.keys[key.kid] == key
    room.restart()
    assert room.clerk.keys[key.kid] == key
    assert no(room.clerk.work(Enrolment(c.EnrolDevice(n.OPERATOR, "", "A002", key.kid), key))[0]) == "device.same"


# Secrecy at rest

MARKS = {"a2": st.sampled_from("YNA").map(lambda mark: (mark, ())),
         "a4": st.tuples(st.text("YNAB", min_size=3, max_size=3), st.lists(st.sampled_from(["赵敏", "钱进"]), max_size=2))}  # fmt: skip


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data(), st.sampled_from(["a2", "a4"]))
def test_before_the_close_the_ledger_holds_no_marks_in_clear(data, item):
    """Nothing in it opens an envelope, repeats a paper, a ballot key or a name written in, in clear or in base64url."""
    room = Room()
    poll = room.put_open(item)
    manifest = room.manifest(poll)
    secrets, papers = [], []
    for number in range(1, 6):
        marks, names = data.draw(MARKS[item])
        paper = room.terminals[number].paper(manifest, marks, names)
        framed = sealing.frame(paper.inner(), manifest.pad)
        room.done(room.sent(number, room.terminals[number].seal(manifest, framed), poll))
        papers.append(paper.inner())
        plain = [paper.p.encode(), paper.pk, paper.sig, paper.inner(), *(name.encode() for name in names)]
        secrets += [one for secret in plain for one in (secret, messages.b64(secret).encode())]
    held = room.dump()
    held += b"".join(messages.unb64(part) for jws in jwss(room, poll) for part in jws.split("."))
    key = room.boxes[poll].private_numbers().private_value.to_bytes(32, "big")
    assert not [secret for secret in [*secrets, key, messages.b64(key).encode(), b'"marks"'] if secret in held]
    room.close(poll)
    assert not [secret for secret in secrets if secret in room.dump()]
    room.count(poll)
    assert all(paper in room.dump() for paper in papers)  # so the search above would have found them


def jwss(room: Room, poll: str) -> list[str]:
    return [one.jws for kind in ("issue", "cast") for one in room.ledger.envelopes(MEETING, poll, kind)]


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(["Y", "Y", "N", "A", "Y"]))
def test_after_the_count_no_entry_joins_a_voter_and_a_mark(marks):
    """Whoever voted what, the entries differ in hashes alone: figures, voters and order are the same."""
    room = Room()
    room.held("a2", [(mark, ()) for mark in marks])
    events = [codec.decode(entry.data) for entry in room.ledger.read(MEETING)]
    found = next(event for event in events if isinstance(event, e.PollCounted))
    assert (found.votes_for, found.against, found.abstain, found.void_voters, found.ranking) == (3, 1, 1, (), ())
    cast = [(event.voter, event.seq) for event in events if isinstance(event, e.VoteCast)]
    assert cast == [(n.member(k), 1) for k in range(1, 6)]


def test_orders_of_others_between_votes_do_not_disturb_them(room):
    """A turn may hold votes, a sign-out and a refusal side by side."""
    poll = room.put_open("a2")
    leave = Order(c.Leave(n.SECRETARY, "", "m005"))
    answers = room.clerk.work(room.voting(1, poll=poll), leave, room.voting(5, poll=poll), room.voting(2, poll=poll))
    assert [isinstance(answer, Done) for answer in answers] == [True, True, False, True]
    assert no(answers[2]) == "seat.empty"


def test_a_ballot_that_no_terminal_can_hold_is_refused_at_the_desk():
    """Two hundred seats with a name for each do not fit into one message: nothing is announced, and the desk hears why."""
    names = tuple(f"c{number}" for number in range(1, 202))
    many = replace(n.election(seats=200, fixed=1), candidates=names)
    room = Room(agenda=(n.item("a1", "election", many),))
    here = replace(texts(room.agenda), candidates={name: Text(name, name) for name in names})
    room.order(c.IntroduceItem(n.OPERATOR, "", "a1"))
    assert no(room.clerk.work(Announcement(n.OPERATOR, "a1", "d1", here, room.new_box))[0]) == "poll.too_long"
    assert room.clerk.state is not None
    assert not room.clerk.state.polls


def test_who_is_in_no_register_is_told_by_seat_and_nothing_is_announced(room):
    """A member was erased between sign-in and vote: a sentence and no crash, no key is made, and signed out the vote goes on."""
    people = {one: person for one, person in texts().people.items() if one not in ("m002", "m004")}
    wish = replace(room.announcement("a2"), texts=replace(texts(), people=people))
    room.order(c.IntroduceItem(n.OPERATOR, "", "a2"))
    (answer,) = room.clerk.work(wish)
    assert no(answer) == "poll.nameless"
    assert f"{n.seat(2)}、{n.seat(4)}" in answer.zh
    assert (dict(room.state.polls), room.boxes) == ({}, {})
    room.order(c.Leave(n.SECRETARY, "", "m002"))
    people["m004"] = texts().people["m004"]
    assert room.done(wish) == "p1"
