"""The terminal with scrutineers' stations: countersigned keys, credentials, layers, the audit, and what it forgets."""

from __future__ import annotations

import asyncio
import json

import pytest

from devices.drawer import Folder
from devices.encoding import b64, sha256, unb64
from devices.line import Unable
from devices.looking import MISSES
from devices.signer import Signer
from devices.terminal import Terminal
from devices.wire import Lost

TIERS = ["T0", "T1", "T2"]
ELECTION = {"kind": "election", "lines": 3, "max_yes": 2, "writein_max": 1, "press": "last"}


def day(scene):
    asyncio.run(scene)


async def drawn(hall, tier, **rules):
    """Seated, with a paper of this tier in hand."""
    await hall.seated()
    await hall.announce(tier=tier, **rules)
    if tier != "T0":
        await hall.countersign()


def other(hall, changes):
    """A T1 poll whose manifest says something else in these fields."""
    poll = hall.poll("v1", tier="T1")
    payload = json.loads(unb64(poll["manifest"].split(".")[1], "payload")) | changes
    return poll | {"manifest": hall.server.jws("manifest", payload)}


async def voted(hall, tier, marks="Y", **rules):
    """Drawn, opened, cast."""
    await drawn(hall, tier, **rules)
    await hall.open()
    hall.terminal.mark("v1", marks)
    await hall.terminal.settle()


def with_folder(hall, path):
    """A terminal of the same device with the same sealed folder: what a restart leaves."""
    hall.terminal = Terminal(hall.device, hall.bond, hall.happened.append, Folder(path, hall.device))
    hall.terminal.wire = hall
    return hall.terminal


@pytest.mark.parametrize("tier", TIERS)
def test_a_whole_poll(hall, tier):
    """Drawn, cast, opened through every layer with every signature checked, confirmed, and found in the count."""

    async def scene():
        await voted(hall, tier, "YNB", **ELECTION)
        hall.terminal.mark("v1", "NYN", ["陈某"])
        await hall.terminal.settle()
        await hall.close()
        await hall.tally(extra=[b"another ballot", b"one more"])

    day(scene())
    assert hall.opened() == [("YNB", []), ("NYN", ["陈某"])]
    assert [said["ok"] for said in (*hall.confirms, *hall.audits)] == [True, True]
    assert hall.kinds()[-2:] == ["confirmed", "counted"]
    assert hall.fetched == ["/api/polls/v1/output"]


@pytest.mark.parametrize("tier", TIERS)
def test_envelopes_of_one_length(hall, tier):
    """Whatever is marked and written, a ciphertext of a poll has one length."""

    async def scene():
        await voted(hall, tier, "YNB", **ELECTION)
        hall.terminal.mark("v1", "NNN", ["陈"])
        await hall.terminal.settle()

    day(scene())
    assert len({len(said["ct"]) for said in hall.envelopes["v1"]}) == 1


@pytest.mark.parametrize("tier", TIERS)
def test_nothing_is_left_after_the_audit(hall, tier, tmp_path):
    """Keys, blinding and the leaf are gone from memory and disk; the terminal has never held a mark."""

    async def scene():
        with_folder(hall, tmp_path)
        await voted(hall, tier)
        assert len(list(tmp_path.iterdir())) == 1
        await hall.close()
        await hall.tally()

    day(scene())
    assert list(tmp_path.iterdir()) == []
    assert hall.terminal.papers["v1"].held is None


def test_a_terminal_switched_off_after_a_check_says_so_when_it_is_back(hall, tmp_path):
    """The word that a paper was checked is on disk before the opening is given out, and goes once the server has it."""

    async def scene():
        with_folder(hall, tmp_path)
        await drawn(hall, "T2")
        await hall.open()
        hall.terminal.seal("v1", "Y", [])
        hall.refuse_next("checked", "server.busy")
        hall.terminal.challenge("v1")
        assert len(list(tmp_path.iterdir())) == 1
        await hall.terminal.settle()
        assert hall.checked == []
        with_folder(hall, tmp_path)
        await hall.connect()

    day(scene())
    assert [said["vote"] for said in hall.checked] == ["v1"]
    assert not any(held.spent for held in Folder(tmp_path, hall.device).all())


@pytest.mark.parametrize("tier", TIERS)
def test_what_is_kept_meanwhile_shows_nothing(hall, tier, tmp_path):
    """The kept file is sealed, readable by its owner only; what the terminal says and shows never names a mark."""

    async def scene():
        with_folder(hall, tmp_path)
        await voted(hall, tier, "YNB", **ELECTION)
        hall.terminal.mark("v1", "NYN", ["欧阳某"])
        await hall.terminal.settle()

    day(scene())
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0
    inner = hall.inner("v1", hall.envelopes["v1"][1])
    for secret in (inner, json.loads(inner)["c"]["pk"].encode(), sha256(b"\0" + inner), "欧阳某".encode()):
        assert secret not in file.read_bytes()
    assert Folder(tmp_path, Signer.new()).get(file.name) is None
    said = repr(hall.happened) + repr(hall.terminal.papers) + repr(Folder(tmp_path, hall.device).get(file.name))
    assert "欧阳某" not in said
    assert json.loads(inner)["c"]["pk"] not in said
    assert "leaves" not in said


@pytest.mark.parametrize("tier", ["T1", "T2"])
def test_a_restart_between_drawing_and_casting_loses_nothing(hall, tier, tmp_path):
    """The kept request is sent again, byte for byte, and the credentials that come of it are good."""

    async def scene():
        with_folder(hall, tmp_path)
        await drawn(hall, tier)
        with_folder(hall, tmp_path)
        await hall.connect()
        await hall.open()
        hall.terminal.mark("v1", "N")
        await hall.terminal.settle()

    day(scene())
    first, second = (sent for name, sent in hall.asked if name == "issue")
    assert first == second
    assert hall.opened() == [("N", [])]


@pytest.mark.parametrize("lost", [False, True])
def test_a_restart_after_casting_still_audits(hall, tmp_path, lost):
    """Also where the receipt never came: the server's `prev` says which cast stands."""

    async def scene():
        with_folder(hall, tmp_path)
        await drawn(hall, "T1")
        await hall.open()
        hall.terminal.mark("v1", "N")
        if lost:
            hall.cut_next("cast")
        await hall.terminal.settle()
        with_folder(hall, tmp_path)
        await hall.connect()
        await hall.close()
        await hall.tally()

    day(scene())
    assert [said["ok"] for said in hall.audits] == [True]
    assert list(tmp_path.iterdir()) == []


def test_a_restart_after_the_poll_has_gone_forgets(hall, tmp_path):
    """What was kept for a poll that is no longer shown is dropped."""

    async def scene():
        with_folder(hall, tmp_path)
        await voted(hall, "T1")
        hall.polls.clear()
        with_folder(hall, tmp_path)
        await hall.connect()

    day(scene())
    assert list(tmp_path.iterdir()) == []


def test_a_poll_that_goes_takes_its_secrets_along(hall):
    """Declared without a complete tally: the member is told that nothing could be checked, and all is forgotten."""

    async def scene():
        await voted(hall, "T2")
        await hall.close()
        hall.polls["v1"]["state"] = "declared"
        await hall.tell()

    day(scene())
    assert hall.kinds()[-1] == "unchecked"
    assert hall.terminal.papers["v1"].held is None
    assert hall.audits == []


def test_a_voided_poll_is_forgotten(hall):
    """Nothing will be counted, so nothing is kept."""

    async def scene():
        await voted(hall, "T1")
        hall.polls["v1"]["state"] = "voided"
        await hall.tell()

    day(scene())
    assert hall.terminal.papers["v1"].held is None


def test_one_who_did_not_vote_has_nothing_to_audit(hall):
    """A drawn paper that was not cast is forgotten at the close."""

    async def scene():
        await drawn(hall, "T1")
        await hall.open()
        await hall.close()
        assert hall.terminal.papers["v1"].held is None
        await hall.tally()

    day(scene())
    assert hall.fetched == hall.audits == []


@pytest.mark.parametrize("tier", ["T1", "T2"])
def test_a_signature_that_does_not_hold_is_complained_about(hall, tier):
    """The paper is not used, the alarm names the issuer, and after the close the complaint names its signed answer."""

    async def scene():
        hall.answers_of("A", bs={level: b64(bytes(255) + b"\2") for level in (["2"] if tier == "T1" else ["1", "3"])})
        await drawn(hall, tier)
        assert hall.kinds()[-1] == "distrust"
        assert "blind-signed A" in hall.happened[-1].said
        await hall.open()
        await hall.close()

    day(scene())
    assert hall.terminal.papers["v1"].drawn is None
    (said,) = hall.confirms
    assert said["ok"] is False
    assert said["reason"].startswith("blind-signed A")
    assert len(said["reason"]) <= 200


@pytest.mark.parametrize(
    "wrong",
    [{"by": "S"}, {"seat": "A02"}, {"vote": "v2"}, {"mh": b64(bytes(32))}, {"of": b64(bytes(32))}, {"bs": {}},
     {"bs": {"1": b64(bytes(256))}}, {"bs": {"2": b64(bytes(255))}}, {"more": 1}],
    ids=str,
)  # fmt: skip
def test_an_answer_about_something_else_is_no_answer(hall, wrong):
    """Seat, vote, manifest, request, levels and sizes of an issuer's answer are those of the request."""

    async def scene():
        hall.answers_of("A", **wrong)
        await drawn(hall, "T1")

    day(scene())
    assert hall.kinds()[-1] == "distrust"
    assert "v1" not in hall.terminal.papers


def test_a_lost_paper_is_spoiled_and_drawn_anew(hall):
    """Other bytes are refused; when tellers have recorded the spoiled paper, a new request is made by itself."""

    async def scene():
        await drawn(hall, "T1")
        hall.bond = hall.terminal.bond
        hall.new_terminal()  # with an empty drawer
        await hall.connect()
        assert hall.happened[-1].kind == "refused"
        assert "ballot.drawn_already" in hall.happened[-1].said
        del hall.requests["v1"]
        hall.standing["v1"] |= {"spoiled": 1, "drawn": False}
        await hall.tell()
        await hall.open()
        hall.terminal.mark("v1", "Y")
        await hall.terminal.settle()

    day(scene())
    assert hall.opened() == [("Y", [])]


def test_a_spoiled_paper_in_hand_is_given_up(hall):
    """The terminal that still holds the old credentials drops them and asks with fresh ones."""

    async def scene():
        await drawn(hall, "T1")
        del hall.requests["v1"]
        hall.standing["v1"] |= {"spoiled": 1, "drawn": False}
        await hall.tell()
        await hall.tell()

    day(scene())
    first, second = (sent for name, sent in hall.asked if name == "issue")
    assert first != second
    assert hall.terminal.papers["v1"].held.spoiled == 1


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize(
    "wrong", ["left out", "other root", "other number", "one signer less", "stranger", "two counts", "not hashes"]
)
def test_a_count_that_does_not_hold_is_complained_about(hall, tier, wrong):
    """A ballot left out, figures that differ, a signature that is not a counter's: ok false, and an alarm."""

    async def scene():
        await voted(hall, tier)
        await hall.close()
        parties, poll = hall.parties["v1"], hall.polls["v1"]
        leaf = sha256(b"\0" + hall.inner("v1", hall.envelopes["v1"][0]))
        leaves = [sha256(b"\0other")] if wrong == "left out" else [leaf]
        root = bytes(32) if wrong == "other root" else leaves[0]
        told = parties.tally("v1", hall.mh("v1"), root, 2 if wrong == "other number" else 1)
        if wrong == "one signer less":
            told = [*told[:-1], *told[:1]] if len(told) > 1 else [told[0].replace(".", "..")]
        if wrong == "stranger":
            said = {"by": "S", "tally": b64(bytes(32)), "out_root": b64(root), "m": 1}
            told[0] = Signer.new().jws("tally", said | {"vote": "v1", "mh": b64(hall.mh("v1"))})
        if wrong == "two counts":
            told = parties.tally("v1", hall.mh("v1"), root, 1, S={"tally": b64(bytes(32)), "m": 1 + (tier == "T0")})
        hall.outputs["v1"] = {"vote": "v1", "leaves": b64(b"".join(leaves) + b"!" * (wrong == "not hashes"))}
        poll |= {"state": "counted", "tally": told}
        await hall.tell()

    day(scene())
    (said,) = hall.audits
    assert said["ok"] is False
    assert said["reason"]
    assert hall.kinds()[-1] == "complaint"
    held = hall.terminal.papers["v1"].held
    assert (held.credentials, held.leaves, list(held.shows)) == ((), {}, [held.last]), "only what its member may show"


@pytest.mark.parametrize("tier", TIERS)
def test_what_shows_a_missing_ballot_is_its_members_to_give_out(hall, tier):
    """The opening of the very cast, before the alarm to nobody, after it to whoever asks the terminal, and till the poll is gone."""

    async def scene():
        await voted(hall, tier)
        with pytest.raises(Unable):
            hall.terminal.opening("v1")
        await hall.close()
        await hall.tally(S={"m": 7})
        shown = json.loads(hall.terminal.opening("v1"))
        assert [shown["cast"]] == list(hall.answers)
        assert shown["inner"].encode() == hall.inner("v1", hall.envelopes["v1"][0])
        assert len(shown["ephemeral"]) == len(hall.terminal.papers["v1"].manifest.mix)
        del hall.polls["v1"]
        await hall.tell()
        assert hall.terminal.papers["v1"].held is None
        with pytest.raises(Unable):
            hall.terminal.opening("v1")

    day(scene())


def test_what_can_show_a_cast_outlives_the_terminal(hall, tmp_path):
    """Kept under seal with the credentials, so that a restart before the audit, or after the alarm, loses nothing."""

    async def scene():
        with_folder(hall, tmp_path)
        await voted(hall, "T2")
        (file,) = tmp_path.glob("*")
        assert hall.inner("v1", hall.envelopes["v1"][0]) not in file.read_bytes()
        with_folder(hall, tmp_path)
        await hall.connect()
        await hall.close()
        await hall.tally(S={"m": 7})
        shown = hall.terminal.opening("v1")
        with_folder(hall, tmp_path)
        await hall.connect()
        assert hall.kinds()[-1] == "complaint", "told again"
        assert hall.terminal.opening("v1") == shown

    day(scene())


@pytest.mark.parametrize("event", ["confirm", "audited"])
def test_a_complaint_that_is_refused_is_told_as_refused(hall, event):
    """The member is not told that a complaint stands which the server did not take."""

    async def scene():
        await voted(hall, "T1")
        if event == "confirm":
            hall.lie("proof", path=[])
        hall.refuse_next(event, "poll.finished")
        await hall.close()
        if event == "audited":
            await hall.tally(S={"m": 7})

    day(scene())
    assert "unheard" in hall.kinds()
    assert "complaint" not in hall.kinds()


def test_an_output_that_never_comes_is_an_alarm(hall):
    """Five tries in a row, then nobody waits in silence."""

    async def nothing(path):
        raise Lost(f"HTTP 503 {path}")

    async def scene():
        await voted(hall, "T1")
        await hall.close()
        hall.fetch = nothing
        await hall.tally()
        for _ in range(MISSES - 1):
            assert hall.audits == []
            hall.terminal._line.due.set()
            await hall.terminal.settle()

    day(scene())
    (said,) = hall.audits
    assert (said["ok"], "nothing came" in said["reason"]) == (False, True)
    assert hall.kinds()[-1] == "complaint"


def test_a_half_signed_count_is_waited_for(hall):
    """As long as the poll is not declared the missing signature may still come."""

    async def scene():
        await voted(hall, "T2")
        await hall.close()
        whole = hall.parties["v1"].tally("v1", hall.mh("v1"), bytes(32), 1)
        hall.polls["v1"] |= {"state": "counted", "tally": whole[:2]}
        await hall.tell()
        assert hall.fetched == []
        await hall.tally()

    day(scene())
    assert [said["ok"] for said in hall.audits] == [True]


def test_a_line_that_breaks_during_the_audit(hall):
    """The same finding is said again after the reconnection, and a complaint stays one."""

    async def scene():
        await voted(hall, "T1")
        await hall.close()
        hall.cut_next("audited")
        await hall.tally(S={"m": 7})
        await hall.connect()

    day(scene())
    first, second = (sent for name, sent in hall.asked if name == "audited")
    assert first == second
    assert hall.kinds()[-1] == "complaint"
