"""What a terminal must not swallow: manifests, papers, answers and proofs with one thing wrong."""

from __future__ import annotations

import json

import pytest

from devices import protocol
from devices.credentials import signed
from devices.encoding import Broken, b64, canonical, unb64
from devices.manifest import plain, read_manifest
from devices.proofs import LogKey
from devices.protocol import Drawn, Receipt
from devices.signer import point_of, read_jws, verify
from devices.views import Challenge, Me, Poll, View

MEETING = "m-2026-1"


def manifest(hall, poll=None, **rules):
    """The checked manifest of a poll, announced with these rules."""
    return read_manifest(Poll.read(poll or hall.poll("v1", **rules)), MEETING, hall.server.public)


def changed(hall, poll, rules=None, **fields):
    """The same poll, its manifest signed again by the server with other fields."""
    payload = json.loads(read_jws(poll["manifest"], "manifest", hall.server.public).raw)
    payload |= fields | {"rules": payload["rules"] | (rules or {})}
    return poll | {"manifest": hall.server.jws("manifest", payload)}


def test_what_the_manifest_says_is_what_the_terminal_knows(hall):
    """Every field that the terminal works with comes from the signed bytes."""
    found = manifest(hall, kind="election", lines=3, max_yes=2, writein_max=1, press="last")
    assert (found.kind, found.alphabet, found.lines, found.max_yes) == ("election", "YNAB", 3, 2)
    assert (found.writein_max, found.writein_bytes, found.press, found.pad) == (1, 24, "last", 768)


@pytest.mark.parametrize(
    "odd",
    [{"meeting": "m-2026-2"}, {"vote": "v2"}, {"title": "另一决议"}, {"mode": "named"}, {"v": 2}, {"v": True},
     {"candidates_hash": b64(bytes(32))}, {"roster_hash": "AA"}, {"prev_checkpoint": None}, {"client_sha256": "AA"},
     {"tier": None}, {"tier": "T2"}, {"issuers": [{"id": "S"}]}, {"levels": [1]}, {"mix": []}, {"pad": 100},
     {"mix": [{"id": "A", "pk": "AA"}]}, {"mix": [{"id": "S", "pk": b64(b"\4" + bytes(64))}]}, {"more": 1}],
    ids="-".join,
)  # fmt: skip
def test_a_manifest_with_one_field_wrong_is_refused(hall, odd):
    """However well signed, a manifest about something else or beyond this terminal is not voted on."""
    with pytest.raises(Broken):
        manifest(hall, changed(hall, hall.poll("v1"), **odd))


@pytest.mark.parametrize(
    "odd",
    [{"kind": "election"}, {"press": "last"}, {"alphabet": "YN"}, {"equal": True}, {"equal": 0}, {"lines": 2},
     {"lines": 0}, {"max_yes": -1}, {"base": None}, {"threshold": {}}, {"threshold": {"over": "1/0"}},
     {"threshold": {"over": "1/2", "at_least": "1/2"}}, {"threshold": {"about": "1/2"}}, {"time_limit": "60"}],
    ids=lambda odd: "-".join(f"{name} {value}" for name, value in odd.items()),
)  # fmt: skip
def test_rules_with_one_thing_wrong_are_refused(hall, odd):
    """Rules are read as strictly as the rest."""
    with pytest.raises(Broken):
        manifest(hall, changed(hall, hall.poll("v1"), rules=odd))


def test_the_lines_shown_are_the_lines_signed(hall):
    """A view that shows another name beside a rightly signed manifest is caught before anyone marks."""
    poll = hall.poll("v1", kind="election", lines=3, max_yes=2)
    poll["lines"][0]["name"]["zh"] = "另一人"
    with pytest.raises(Broken, match="lines shown"):
        manifest(hall, poll)


def test_an_election_has_as_many_lines_as_it_shows(hall):
    """A paper with more lines than names would be marked blindly."""
    with pytest.raises(Broken, match="lines"):
        manifest(hall, changed(hall, hall.poll("v1", kind="election", lines=3), rules={"lines": 4}))


@pytest.mark.parametrize(
    ("marks", "written"),
    [("YN", []), ("YNBA", []), ("YNX", []), ("yna", []), ("YNA", ["甲", "乙"]), ("YNA", [""]), ("YNA", ["长" * 9])],
)
def test_a_paper_outside_its_rules_is_not_sealed(hall, marks, written):
    """A wrong letter, a missing line, too many or too long names never leave the terminal."""
    with pytest.raises(Broken):
        plain(manifest(hall, kind="election", lines=3, max_yes=2, writein_max=1), marks, written)


def test_written_names_become_normal():
    """One name has one spelling: NFC."""
    assert protocol._nfc("e\u0301") == "\u00e9"


def test_the_ballot_key_signs_this_paper_and_nothing_else(hall):
    """The signature inside the seal is over `ballot|v1|` and P, by the key that travels with it, fresh each time."""
    paper = manifest(hall)
    text = plain(paper, "Y", [])
    keys = set()
    for _ in range(2):
        inner = json.loads(signed(text, ()))
        point = unb64(inner["c"]["pk"], "pk", 33)
        verify(point_of(point, "pk"), unb64(inner["c"]["sig"], "sig"), b"ballot|v1|" + text.encode(), "sig")
        keys.add(point)
    assert len(keys) == 2


@pytest.mark.parametrize(
    "odd", [{"seq": 2}, {"seq": 0}, {"prev": b64(bytes(32))}, {"vote": "v2"}, {"bs": {"S": 1}}, {"leaf_index": -1}]
)
def test_an_issued_paper_with_one_thing_wrong_is_refused(hall, odd):
    """seq 1 and no other has no prev; the paper is about this poll."""
    hall.polls["v1"], hall.member = hall.poll("v1"), "p1"
    hall.standing["v1"] = {"seq": 1, "prev": None}
    paper = manifest(hall, hall.polls["v1"])
    sent = protocol.issue(hall.device, paper, "A01", {})
    hall.lie("issue", **odd)
    answer = hall._issue(sent)["issued"]
    with pytest.raises(Broken):
        protocol.read_issued(answer, sent, paper, "A01", "p1", {"S": hall.server.public})


def test_a_named_vote_is_one_letter_in_a_named_poll(hall):
    """A secret poll's paper is never signed in the open."""
    for rules, choice in (({"mode": "secret"}, "Y"), ({"mode": "named"}, "YN"), ({"mode": "named"}, "B")):
        with pytest.raises(Broken):
            protocol.named(hall.device, manifest(hall, **rules), "A01", "p1", Drawn(1, None), choice)


def test_a_proof_leads_to_its_own_checkpoint(log):
    """A right path under another root, another size or another leaf proves nothing."""
    for figure in range(5):
        log.append({"n": figure})
    key, receipt = LogKey.read(log.verifier()), Receipt(1, "", 2, log.leaves[2])
    good = log.proof(2)
    protocol.check_proof(good, receipt, MEETING, key)
    log.append({"n": 5})
    later = log.note()
    odd_path = [b64(bytes(32)), *good["path"][1:]]
    for odd in ({"checkpoint": later}, {"checkpoint": later, "tree_size": 6}, {"path": odd_path}, {"tree_size": 6}):
        with pytest.raises(Broken):
            protocol.check_proof(good | odd, receipt, MEETING, key)
    with pytest.raises(Broken):
        protocol.check_proof(good, Receipt(1, "", 3, log.leaves[3]), MEETING, key)


def test_a_close_cannot_hold_more_than_was_issued(hall):
    """More papers in the box than drawn is not believed."""
    paper = manifest(hall)
    close = {"mh": b64(paper.mh), "issued": 1, "cast": 2, "cast_root": b64(bytes(32))}
    with pytest.raises(Broken, match="more papers"):
        protocol.check_close(hall.server.jws("close", close), paper, hall.server.public)


def without(value, *path):
    """A copy without the field at this path."""
    copy = json.loads(canonical(value))
    inside = copy
    for step in path[:-1]:
        inside = inside[step]
    del inside[path[-1]]
    return copy


@pytest.mark.parametrize(
    "path", [("position",), ("meeting", "phase"), ("attendance", "quorate"), ("item",), ("polls", 0, "manifest")]
)
def test_a_view_with_a_field_missing_is_broken(hall, path):
    """Nothing is guessed."""
    hall.polls["v1"] = hall.poll("v1")
    View.read(hall.view())
    with pytest.raises(Broken):
        View.read(without(hall.view(), *path))


@pytest.mark.parametrize(
    ("field", "value"),
    [("state", "drafted"), ("kind", "referendum"), ("mode", "open"), ("press", "both"), ("pressed", None),
     ("seats", "2"), ("lines", {}), ("title", "x"), ("colour", "red")],
)  # fmt: skip
def test_a_poll_outside_its_closed_sets_is_broken(hall, field, value):
    """An unknown word, type or field is an error, never a default."""
    with pytest.raises(Broken):
        Poll.read(hall.poll("v1") | {field: value})


def test_me_and_challenge_are_read_strictly(hall):
    """A missing field, a wrong word, a key that is none."""
    Me.read(hall.me())
    Challenge.read(hall.challenge())
    for reader, value in (
        (Me.read, without(hall.me(), "polls")),
        (Me.read, hall.me() | {"attendance": "asleep"}),
        (Me.read, hall.me() | {"polls": []}),
        (
            Me.read,
            hall.me() | {"polls": {"v1": {"eligible": 1, "drawn": False, "seq": 1, "prev": None, "cast": False}}},
        ),
        (Challenge.read, hall.challenge() | {"log": "x"}),
        (Challenge.read, without(hall.challenge(), "nonce")),
    ):
        with pytest.raises(Broken):
            reader(value)
