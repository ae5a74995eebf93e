"""Events as entries: the same event comes back, and whatever is not exactly an event is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import notation as n
from voting import exact
from voting.core import commands as c
from voting.core import events as e
from voting.core import gap_events as ge
from voting.core import hand_events as he
from voting.core import nomination_commands as nc
from voting.core import nomination_events as ne
from voting.core import published
from voting.core import reading_events as rde
from voting.core import revision_events as rve
from voting.core import station_events as se
from voting.core import track_events as te
from voting.core.device_events import DeviceRevoked, PinRenewed, TerminalReplaced
from voting.core.persons import PersonEntry
from voting.ledger.codec import UnknownEvent, decode, encode

AT, BY = n.AT, n.OP
MERGED = replace(
    n.motion("all", "secret"), part="merged",
    persons=(PersonEntry("appoint", "x1", "x2", procurator=True, rejected=("2026-01-05",)), PersonEntry("remove", "x3", "x2")),
)  # fmt: skip
EVERY = (
    *n.after(n.seated(), n.introduce("a4"), n.deliberate("a4"), n.announce("a4"), *n.voted(5, named=False),
             n.count(c.Paper("YNN", ("w1",), 4), void=("m005",)),
             nc.SettleName(n.SCRUTINEER, AT, "p1", ("w1",), "w1", "m002", "the only deputy of this name"),
             n.count(c.Paper("YNN", ("w1",), 4), void=("m005",)), n.declare()),
    ne.CandidateNominated("a4", "d1", "n1", False, ("m001", "m002"), "m003", AT, BY),
    ne.CandidateWithdrawn("a4", "n1", "ill", "presidium", AT, BY),
    ne.SlateFixed("a4", "d1", ("c2", "c1"), "primary_votes", "p1", None, AT, BY),
    ne.RoundPlanned("a4", replace(n.election("d2"), round="further", prior="p1", contest="d1"), None, "decided", AT, BY),
    e.RollImported(n.roll(2), "00", AT, BY), e.SittingClosed(AT, BY), DeviceRevoked("A001", "k", "lost", AT, BY),
    PinRenewed("m001", AT, BY),
    e.MemberLeft("m001", AT, BY), e.LeaveGranted("m001", "ill", AT, BY), e.MemberRecused("m001", "a1", "kin", AT, BY),
    e.RecusalWithdrawn("m001", "a1", "no kin", AT, BY),
    e.MemberMoved("m001", "A001", "A002", AT, BY), e.ItemDisposed("a1", "postponed", "r", "plenary", None, AT, BY, proposed_by="presidium"),
    TerminalReplaced("p1", "mh", "m001", "k", "A002", "k2", AT, BY), e.ItemDeliberated("a1", AT, BY),
    e.ComplaintRaised("p1", "A001", "gone", AT, BY, "count", "x"), e.ComplaintSettled("p1", "heard", AT, BY),
    e.PollVoided("p1", "power", AT, BY), ge.GapDecided("ballot.total_comparator", "as issued", "presidium", AT, BY, None, "election"),
    se.StationEnrolled("A", "kid", "witness", None, AT, BY), se.StationLost("A", "kid", "its power failed", AT, BY),
    se.PaperSpoiled("p1", "m001", "reloaded", AT, BY), se.EnvelopeTraced("p1", "m001", "token", "S", AT, BY),
    se.PaperChecked("p1", "m001", "Akey", AT, BY),
    se.TallySigned("p1", "A", "x", AT, BY), se.KeysDestroyed("p1", 5, AT, BY),
    se.KeysForgotten("p1", "A", AT, BY),
    he.StockCounted("p1", 8, 2, AT, BY), he.ReturnReported("p1", 5, 1, 5, 5, AT, BY),
    he.ReturnDiffered("p1", 5, 1, 4, 4, AT, BY), he.HeapEntered("p1", 1, "x", 4, AT, BY),
    he.HeapDiffered("p1", 1, "y", 4, AT, BY), he.PaperRuled("p1", 1, "part_valid", "x", "one line is torn", AT, BY),
    he.EntryReopened("p1", "heap", 1, "counted again", AT, BY), he.HandsEntered("p1", 3, 1, 0, AT, BY),
    he.HandsDiffered("p1", 2, 1, 0, AT, BY), he.HandsAdmitted("p1", ("m001",), "chairs", "by video", AT, BY),
    he.FormChanged("p1", "a1", "d1", "keypress", "show_of_hands", "named", "chairs", "the host died", AT, BY),
    rve.SittingRevised("congress", "city", n.rules("congress", "city"), n.AGENDA, {"sitting.toml": "11"}, AT, BY, "a1",
                       "2026-11-28", (e.RosterEntry("tellers", ("m002",)),)),
    rve.AgendaExtended((n.item("a9", "question"),), (rve.AddedVote("a1", n.motion("x")),), {"sitting.toml": "22"},
                       "presidium", "lodged on the day", AT, BY),
    te.StepRecorded("a1", "d1", "exam", "passed", "2026-03-01", None, "first try", AT, BY),
    te.VoteSetAside("a1", "d1", "postponed", "r", "plenary", "later", AT, BY, proposed_by="chairs_meeting"),
    te.PetitionFiled("a1", "members", ("m001",), 1, "", "", AT, BY, "sha"),
    te.UnsatisfiedCounted("a1", 4, 6, 4, AT, BY), te.PapersDelivered("a1", "members", "2026-03-01", AT, BY),
    te.DeadlineWaived("a1", "members", "urgent", "chairs_meeting", AT, BY),
    te.RosterLaid(e.RosterEntry("executive_chairs", ("m001",), None, 1), AT, BY),
    te.TrialPlanned("a1", n.motion("trial-1"), AT, BY), te.TrialPlanned("a1", MERGED, AT, BY),
    rde.AnnouncementEdited("p1/result", "g", "x", ("30",), ("31",), AT, BY),
    rde.AnnouncementRestored("p1/result", AT, BY),
)  # fmt: skip
OPENED = {"type": "sitting.opened.v1", "members": 5, "present": 5, "needed": 4, "at": AT, "by": BY}
CAST = {"type": "ballot.cast.v1", "poll": "p1", "voter": "m001", "seq": 1, "jws": "x"}


def test_every_event_there_is_comes_back_as_it_went():
    """Equal in all fields and types, in canonical bytes with its published name."""
    assert {type(event) for event in EVERY} == set(published.EVENTS)
    for event in EVERY:
        data = encode(event)
        assert decode(data) == event
        assert exact.dumps(exact.loads(data)) == data
        assert exact.loads(data)["type"] == event.NAME


def test_what_was_written_before_a_field_there_was_is_read_without_it():
    """A ledger knows no merged persons and no proposing organ before they were kept: nobody is named then."""
    for event, field, older in (
        (e.ItemDisposed("a1", "postponed", "r", "plenary", None, AT, BY), "proposed_by", None),
        (te.VoteSetAside("a1", "d1", "returned", "r", "plenary", None, AT, BY), "proposed_by", None),
        (te.TrialPlanned("a1", replace(MERGED, persons=()), AT, BY), "persons", ()),
    ):
        said = exact.loads(encode(event))
        place = said["draft"] if field == "persons" else said
        assert place.pop(field) == (list(older) if older is not None else None)
        assert decode(exact.dumps(said)) == event


def test_published_names_are_their_own():
    """No two events share a name, and each name has its version."""
    assert len(published.NAMES) == len(published.EVENTS)
    assert all(name.endswith(".v1") for name in published.NAMES)


WRONG = [
    OPENED | {"present": "5"}, OPENED | {"present": True}, OPENED | {"present": None}, OPENED | {"more": 1},
    {key: value for key, value in OPENED.items() if key != "by"}, CAST | {"seq": "1"}, CAST | {"voter": 1},
    {"type": "device.enrolled.v1", "seat": "A", "kid": "k", "replaces": 1, "at": AT, "by": BY},
    {"type": "roll.imported.v1", "members": {}, "digest": "0", "at": AT, "by": BY},
    {"type": "roll.imported.v1", "members": [{"id": "m", "seat": "A", "role": "guest"}], "digest": "0", "at": AT, "by": BY},
    {"type": "roll.imported.v1", "members": [{"id": "m", "seat": "A"}], "digest": "0", "at": AT, "by": BY},
    {"type": "item.disposed.v1", "item": "a", "disposition": "forgotten", "reason": None, "consent": None, "due": None,
     "at": AT, "by": BY},
]  # fmt: skip


@pytest.mark.parametrize("said", WRONG)
def test_a_field_that_is_off_is_refused(said):
    """Another type, a field more or less, a word that is in no closed set: never taken as something near it."""
    with pytest.raises(ValueError, match=r"is|not|wants|none") as caught:
        decode(exact.dumps(said))
    assert not isinstance(caught.value, UnknownEvent)


@pytest.mark.parametrize("said", [[], {}, {"type": 1}, {"type": "sitting.opened.v2"}, {"type": "SittingOpened"}, "x"])
def test_what_is_no_event_is_refused(said):
    """An entry of an unknown kind is never skipped."""
    with pytest.raises(UnknownEvent):
        decode(exact.dumps(said))


def test_lists_in_a_rules_value_come_back_as_they_were():
    """The free values of rules, the only ones without a closed shape, keep their sort."""
    laid = EVERY[0]
    assert isinstance(laid, e.SittingPrepared)
    back = decode(encode(laid))
    assert isinstance(back, e.SittingPrepared)
    kinds = {type(rule.value) for rule in back.rules}
    assert kinds == {type(rule.value) for rule in laid.rules} == {str, bool, int, tuple, dict}
