"""What terminals say is taken in exactly, or refused with the code of the protocol page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ballots.vectors import protocol
from tests.vectors.scene import MEETING, NONCE, SEAT, VOTER, Scene, key
from voting.ballots import intake, messages
from voting.ballots.encodings import Malformed
from voting.ballots.intake import Cast, Confirm, Enrol, Hello, Issue, Named, SignIn

SCENE = Scene()
KINDS = {"enrol": Enrol, "hello": Hello, "sign-in": SignIn, "issue": Issue, "cast": Cast, "named": Named,
         "confirm": Confirm}  # fmt: skip
CODES = {"message.malformed", "message.duplicate_key", "message.too_large", "message.signature", "seat.wrong_key",
         "poll.wrong_manifest", "ballot.size", "ballot.wrong_mode", "ballot.unknown_mark"}  # fmt: skip


def take(typ, raw):
    """Everything that is decided from a message and its manifest alone."""
    if typ == "enrol":
        return intake.enrolment(raw)
    request = intake.read(messages.read(raw, key("seat").public, typ), KINDS[typ])
    if typ not in ("hello", "sign-in"):
        intake.against(SCENE.secret if request.vote == SCENE.secret.vote else SCENE.named, request)
    return request


@pytest.mark.parametrize("bad", protocol()["bad_messages"], ids=lambda bad: bad["name"])
def test_bad_messages_are_refused_with_their_code(bad):
    """Each bad message of the shared vectors gets exactly its code."""
    with pytest.raises(Malformed) as refused:
        take(bad["typ"], bad["jws"])
    assert refused.value.code == bad["code"]
    assert refused.value.why


def test_every_code_is_shown_by_a_bad_message():
    """The vectors leave out none of the codes that this room can give."""
    assert {bad["code"] for bad in protocol()["bad_messages"]} == CODES


def test_the_conversation_is_understood():
    """Enrolment, hello and sign-in of the shared vectors."""
    said = {name: message["jws"] for name, message in protocol()["conversation"].items()}
    enrol = take("enrol", said["enrol"])
    assert (enrol.meeting, enrol.seat, enrol.code, enrol.jwk) == (MEETING, SEAT, "23456789", key("seat").public)
    hello = take("hello", said["hello"])
    assert (hello.meeting, hello.seat, hello.nonce) == (MEETING, SEAT, "Tm9uY2U")
    sign_in = take("sign-in", said["sign_in"])
    assert (sign_in.seat, sign_in.method, sign_in.value) == (SEAT, "pin", "482913")


def test_the_votes_are_understood():
    """Drawing, both casts, the vote by name and the confirmation of the shared vectors."""
    secret, by_name = protocol()["secret"], protocol()["by_name"]
    issue = take("issue", secret["issue"]["jws"])
    assert (issue.seat, issue.bl, issue.nonce) == (SEAT, {}, NONCE)
    first, second = (take("cast", secret[name]["jws"]) for name in ("cast_1", "cast_2"))
    assert (first.seq, first.prev, second.seq, second.prev) == (1, None, 2, first.message.digest)
    assert first.mh == second.mh == SCENE.secret.mh
    named = take("named", by_name["named"]["jws"])
    assert (named.voter, named.choice, named.seq) == (VOTER, "Y", 1)
    confirm = take("confirm", secret["confirm"]["jws"])
    assert (confirm.ok, confirm.reason) == (True, "")


def test_a_message_of_another_kind_is_not_read():
    """A confirmation with the fields of a cast is no cast."""
    payload = messages.parse(protocol()["secret"]["cast_1"]["jws"]).payload
    raw = messages.sign(key("seat"), "confirm", payload)
    with pytest.raises(Malformed, match="type confirm where cast belongs"):
        intake.read(messages.read(raw, key("seat").public, "confirm"), Cast)


def test_vote_and_manifest_must_agree():
    """A request that names another poll beside the right manifest hash is refused, and the reverse."""
    payload = messages.parse(protocol()["secret"]["cast_1"]["jws"]).payload
    for change in ({"vote": "p9"}, {"mh": protocol()["by_name"]["manifest"]["mh"]}):
        raw = messages.sign(key("seat"), "cast", payload | change)
        request = intake.read(messages.read(raw, key("seat").public, "cast"), Cast)
        with pytest.raises(Malformed) as refused:
            intake.against(SCENE.secret, request)
        assert refused.value.code == "poll.wrong_manifest"


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_one_field_more_or_less_is_refused(typ, data):
    """Dropping a field, adding one, or putting something of another type in it is malformed, whatever the kind."""
    good = _payloads()[typ]
    name = data.draw(st.sampled_from(sorted(good)))
    change = data.draw(st.sampled_from(["drop", "add", "list", "number"]))
    changed = {"drop": lambda: {k: v for k, v in good.items() if k != name}, "add": lambda: good | {f"{name}_": 1},
               "list": lambda: good | {name: [good[name]]}, "number": lambda: good | {name: -3}}[change]()  # fmt: skip
    with pytest.raises(Malformed) as refused:
        take(typ, messages.sign(key("seat"), typ, changed))
    assert refused.value.code == "message.malformed"


def _payloads():
    known = protocol()
    rows = [*known["conversation"].values(), *known["secret"].values(), *known["by_name"].values()]
    found = [messages.parse(row["jws"]) for row in rows if isinstance(row, dict) and "jws" in row]
    return {claim.typ: claim.payload for claim in found if claim.typ in KINDS}
