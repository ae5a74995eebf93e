"""The seat as a state machine, moved by hand-words against a hall with real keys."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from devices.encoding import Broken
from devices.line import Unable
from devices.signer import Signer


def day(scene):
    """Play a scene in a loop of its own."""
    return asyncio.run(scene)


async def secret_vote(hall, marks="Y", press="first"):
    await hall.seated()
    await hall.announce(press=press)
    await hall.open()
    hall.terminal.mark("v1", marks)
    await hall.terminal.settle()


def test_a_sitting_from_hello_to_the_confirmed_vote(hall):
    """Hello, sign-in, paper by itself, vote, receipt, and after the close a proof and one confirmation."""

    async def scene():
        await secret_vote(hall)
        await hall.close()
        await hall.tell()

    day(scene())
    assert hall.kinds() == ["here", "empty", "seated", "paper", "receipt", "confirmed"]
    assert hall.opened() == [("Y", [])]
    assert [(said["ok"], said["reason"]) for said in hall.confirms] == [(True, "")]


def test_the_paper_is_drawn_before_the_poll_opens(hall):
    """Drawing happens at the announcement; a vote before the opening is refused by the terminal itself."""

    async def scene():
        await hall.seated()
        await hall.announce()
        assert hall.count("issue") == 1
        with pytest.raises(Unable):
            hall.terminal.mark("v1", "Y")

    day(scene())
    assert hall.count("cast") == 0


def test_nobody_signed_in_draws_nothing(hall):
    """Without a member at the seat no paper is drawn."""

    async def scene():
        await hall.connect()
        await hall.announce()

    day(scene())
    assert hall.count("issue") == 0


def test_one_not_eligible_draws_nothing(hall):
    """A recused member's terminal does not ask for a paper."""

    async def scene():
        await hall.seated()
        hall.polls["v1"] = hall.poll("v1")
        hall.standing["v1"] = {"eligible": False, "drawn": False, "seq": 1, "prev": None, "cast": False, "spoiled": 0}
        await hall.tell()

    day(scene())
    assert hall.count("issue") == 0


def test_a_lost_receipt_is_asked_for_with_the_same_bytes(hall):
    """The server took the vote and the line broke: after the reconnection the same JWS is sent and one vote counts."""

    async def scene():
        await hall.seated()
        await hall.announce()
        await hall.open()
        hall.cut_next("cast")
        hall.terminal.mark("v1", "N")
        await hall.terminal.settle()
        await hall.connect()

    day(scene())
    sent = [jws for event, jws in hall.asked if event == "cast"]
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert hall.opened() == [("N", [])]
    assert "receipt" in hall.kinds()


def test_a_lost_paper_is_asked_for_with_the_same_bytes(hall):
    """The line broke while drawing: the same issue JWS goes out again."""

    async def scene():
        await hall.seated()
        hall.cut_next("issue")
        await hall.announce()
        await hall.connect()

    day(scene())
    sent = [jws for event, jws in hall.asked if event == "issue"]
    assert len(sent) == 2
    assert sent[0] == sent[1]


def test_a_vote_made_offline_is_sent_when_the_line_is_back(hall):
    """Marking needs no connection; sending waits for it."""

    async def scene():
        await hall.seated()
        await hall.announce()
        await hall.open()
        hall.cut_next("cast")
        hall.drop()
        hall.terminal.mark("v1", "A")
        await hall.terminal.settle()
        await hall.connect()
        await hall.connect()

    day(scene())
    assert hall.opened() == [("A", [])]


@pytest.mark.parametrize("code", ["store.unwritable", "server.busy"])
def test_try_again_keeps_the_vote(hall, code):
    """A refusal that says "try again" changes nothing; the same bytes go out when the time has come."""

    async def scene():
        await hall.seated()
        await hall.announce()
        await hall.open()
        hall.refuse_next("cast", code)
        hall.terminal.mark("v1", "Y")
        await hall.terminal.settle()
        assert hall.terminal.papers["v1"].pending is not None
        hall.terminal.heard("me", hall.me())
        await hall.terminal.settle()

    day(scene())
    assert hall.kinds()[-2:] == ["delayed", "receipt"]
    assert len({jws for event, jws in hall.asked if event == "cast"}) == 1


def test_a_final_refusal_is_told_and_forgotten(hall):
    """poll.closed ends the matter: the member is told, nothing is sent again."""

    async def scene():
        await hall.seated()
        await hall.announce()
        await hall.open()
        hall.refuse_next("cast", "poll.closed")
        hall.terminal.mark("v1", "Y")
        await hall.terminal.settle()
        await hall.tell()

    day(scene())
    assert hall.kinds()[-1] == "refused"
    assert hall.count("cast") == 1


def test_first_press_locks(hall):
    """Under press: first the terminal does not sign a second vote."""

    async def scene():
        await secret_vote(hall)
        with pytest.raises(Unable):
            hall.terminal.mark("v1", "N")

    day(scene())


def test_a_changed_vote_names_the_one_it_replaces(hall):
    """Under press: last the second envelope carries seq 2 and the hash of the first, and its leaf is the one confirmed."""

    async def scene():
        await secret_vote(hall, "Y", press="last")
        hall.terminal.mark("v1", "N")
        await hall.terminal.settle()
        await hall.close()

    day(scene())
    assert [said["seq"] for said in hall.envelopes["v1"]] == [1, 2]
    assert hall.opened() == [("Y", []), ("N", [])]
    assert hall.confirms[0]["ok"]
    proofs = [said["leaf_index"] for event, said in hall.asked if event == "proof"]
    assert proofs == [len(hall.log.leaves) - 1]


def test_after_a_reload_the_vote_can_still_be_changed(hall):
    """A terminal without memory draws again and goes on with seq and prev that the server names."""

    async def scene():
        await secret_vote(hall, "Y", press="last")
        hall.new_terminal()
        await hall.connect()
        hall.terminal.mark("v1", "N")
        await hall.terminal.settle()

    day(scene())
    assert [said["seq"] for said in hall.envelopes["v1"]] == [1, 2]
    assert hall.count("issue") == 2


def test_after_a_reload_a_first_press_stays_pressed(hall):
    """Me says that a vote is in the box; the terminal believes it."""

    async def scene():
        await secret_vote(hall)
        hall.new_terminal()
        await hall.connect()
        with pytest.raises(Unable):
            hall.terminal.mark("v1", "N")

    day(scene())


def test_a_named_vote_carries_voter_and_choice(hall):
    """A named poll is signed in the open, with nothing sealed."""

    async def scene():
        await hall.seated()
        await hall.announce(mode="named")
        await hall.open()
        hall.terminal.mark("v1", "N")
        await hall.terminal.settle()

    day(scene())
    said = hall.envelopes["v1"][0]
    assert (said["voter"], said["choice"]) == ("p1", "N")
    assert "ct" not in said


def test_several_polls_are_open_together(hall):
    """One paper per poll; votes do not mix."""

    async def scene():
        await hall.seated()
        for vote in ("v1", "v2"):
            await hall.announce(vote)
            await hall.open(vote)
        hall.terminal.mark("v2", "N")
        hall.terminal.mark("v1", "Y")
        await hall.terminal.settle()

    day(scene())
    assert (hall.opened("v1"), hall.opened("v2")) == ([("Y", [])], [("N", [])])


def test_another_server_is_refused(hall):
    """A challenge with a key that was not learnt at enrolment bars the terminal; it says not one word to it."""

    async def scene():
        hall.server = Signer.new()
        await hall.connect()

    day(scene())
    assert hall.kinds() == ["barred"]
    assert hall.asked == []


def test_another_meeting_is_refused(hall):
    """The same server with another meeting is not where this seat is enrolled."""

    async def scene():
        hall.terminal.heard("challenge", hall.challenge() | {"meeting": "m-2026-2"})
        await hall.terminal.settle()

    day(scene())
    assert hall.terminal.state == "barred"
    assert hall.asked == []


def test_what_is_said_of_another_seat_or_meeting_is_broken(hall):
    """A Me of another seat or a view of another meeting is not taken for ours."""

    async def scene():
        await hall.connect()
        with pytest.raises(Broken, match="another seat"):
            hall.terminal.heard("me", hall.me() | {"seat": "B02"})
        view = hall.view()
        with pytest.raises(Broken, match="another meeting"):
            hall.terminal.heard("view", view | {"meeting": view["meeting"] | {"id": "m-2026-2"}})
        with pytest.raises(Broken, match="not in the protocol"):
            hall.terminal.heard("result", {})

    day(scene())


def test_a_refused_paper_is_asked_for_once_a_state(hall):
    """member.not_eligible is told once; the terminal asks again only when the poll has moved on."""

    async def scene():
        await hall.seated()
        hall.refuse_next("issue", "poll.not_announced")
        await hall.announce()
        await hall.tell()
        assert hall.count("issue") == 1
        await hall.open()

    day(scene())
    assert hall.count("issue") == 2
    assert hall.kinds()[-2:] == ["refused", "paper"]


def test_another_log_key_is_refused(hall):
    """The log's key is learnt with the first challenge and held."""

    async def scene():
        await hall.connect()
        hall.log = replace(hall.log, key=Ed25519PrivateKey.generate())
        await hall.connect()

    day(scene())
    assert hall.terminal.state == "barred"


@pytest.mark.parametrize("code", ["seat.wrong_key", "seat.not_enrolled", "seat.unknown"])
def test_a_seat_that_will_not_have_us_is_said(hall, code):
    """A refused hello ends in `barred`, with the sentence."""
    hall.refuse_next("hello", code)
    day(hall.connect())
    assert hall.terminal.state == "barred"
    assert code in hall.happened[-1].said


def test_a_stale_nonce_asks_for_a_new_line(hall):
    """message.stale makes the terminal connect anew."""
    hall.refuse_next("hello", "message.stale")
    day(hall.connect())
    assert hall.dropped == 1


def test_a_wrong_pin_is_told_and_forgotten(hall):
    """The refused PIN is not tried a second time by the terminal."""

    async def scene():
        await hall.connect()
        await hall.sign_in("0000")
        await hall.tell()

    day(scene())
    assert hall.count("sign_in") == 1
    assert hall.kinds()[-1] == "refused"


@pytest.mark.parametrize(
    "lie",
    [{"leaf_hash": "A" * 43}, {"seq": 9}, {"seat": "B02"}, {"mh": "A" * 43}, {"extra": 1}],
    ids=lambda lie: next(iter(lie)),
)
def test_a_false_receipt_becomes_a_complaint(hall, lie):
    """A receipt that is not about our envelope is loud at once and a complaint after the close."""

    async def scene():
        hall.lie("cast", **lie)
        await secret_vote(hall)
        await hall.close()

    day(scene())
    assert hall.kinds()[-2:] == ["distrust", "complaint"]
    assert [said["ok"] for said in hall.confirms] == [False]
    assert hall.confirms[0]["reason"]


@pytest.mark.parametrize(
    "lie", [{"path": []}, {"tree_size": 1}, {"leaf_index": 0}, {"checkpoint": "x\n\n\u2014 x AAAA\n"}]
)
def test_a_false_proof_becomes_a_complaint(hall, lie):
    """A leaf that cannot be found under a signed checkpoint is complained about."""

    async def scene():
        await secret_vote(hall)
        hall.lie("proof", **lie)
        await hall.close()

    day(scene())
    assert [said["ok"] for said in hall.confirms] == [False]


def test_a_checkpoint_of_another_key_becomes_a_complaint(hall):
    """A tree that only some other key has signed proves nothing."""

    async def scene():
        await secret_vote(hall)
        hall.log = replace(hall.log, key=Ed25519PrivateKey.generate())
        await hall.close()

    day(scene())
    assert [said["ok"] for said in hall.confirms] == [False]


def test_a_false_paper_is_not_held(hall):
    """An `issued` whose leaf is not ours is distrusted and gives no paper to vote with."""

    async def scene():
        await hall.seated()
        hall.lie("issue", leaf_hash="A" * 43)
        await hall.announce()

    day(scene())
    assert hall.kinds()[-1] == "distrust"
    assert hall.terminal.papers == {}


def test_one_bad_manifest_does_not_stop_the_other_poll(hall):
    """A poll whose manifest does not hold is left alone, once and loudly; the next is drawn."""

    async def scene():
        await hall.seated()
        await hall.announce("v1", levels=[2])
        await hall.announce("v2")
        await hall.tell()

    day(scene())
    assert set(hall.terminal.papers) == {"v2"}
    assert hall.kinds().count("distrust") == 1


def test_an_exchanged_manifest_is_not_voted_on(hall):
    """When the manifest of a drawn paper changes, the terminal does not vote on the new one."""

    async def scene():
        await hall.seated()
        await hall.announce()
        hall.polls["v1"] = hall.poll("v1")
        await hall.open()
        hall.terminal.mark("v1", "Y")
        await hall.terminal.settle()
        await hall.tell()

    day(scene())
    assert hall.count("cast") == 0
    assert hall.kinds().count("distrust") == 1


def test_a_silent_member_confirms_nothing(hall):
    """Without a receipt there is nothing to prove."""

    async def scene():
        await hall.seated()
        await hall.announce()
        await hall.open()
        await hall.close()

    day(scene())
    assert hall.confirms == []
    assert hall.count("proof") == 0


def test_a_poll_that_has_left_the_view_is_still_confirmed(hall):
    """The server goes on to the next item while the proof is on its way: the confirmation is sent all the same."""

    async def scene():
        await secret_vote(hall)
        hall.refuse_next("proof", "server.busy")
        await hall.close()
        assert hall.confirms == []
        del hall.polls["v1"]
        await hall.tell()
        await hall.tell()

    day(scene())
    assert [said["ok"] for said in hall.confirms] == [True]


def test_another_member_at_the_seat_gets_a_paper_of_her_own(hall):
    """Papers belong to the voter: when the seat changes hands, nothing of the last member stays."""

    async def scene():
        await hall.seated()
        await hall.announce()
        first = hall.terminal.papers["v1"]
        hall.member = "p2"
        await hall.tell()
        assert hall.terminal.papers["v1"] is not first
        assert hall.terminal.papers["v1"].voter == "p2"

    day(scene())


def test_marks_are_forgotten_once_sealed(hall):
    """After marking nothing in the terminal's papers holds the marks or the written name."""

    async def scene():
        await hall.seated()
        await hall.announce(kind="election", lines=3, max_yes=2, writein_max=1)
        await hall.open()
        hall.terminal.mark("v1", "YNB", ["钱另选"])

    day(scene())
    held = repr(hall.terminal.papers)
    assert "YNB'" not in held
    assert "钱另选" not in held
