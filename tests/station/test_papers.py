"""Papers: one for each voter, under the station's own roll, and another only when the scrutineer has agreed."""

from __future__ import annotations

import pytest

from tests.ballots.chance import Fresh
from tests.ballots.paper import Drawn
from tests.ballots.terminal import Terminal
from tests.station.conftest import Bench
from voting.ballots import messages, p256, statements
from voting.ballots.statements import IssueClose


@pytest.fixture
def hall(bench: Bench):
    return bench.hall().announce()


def ask(hall, *requests: str) -> list[str]:
    return hall.ask("issue", {"vote": hall.vote, "requests": list(requests)})["signed"]


def test_identical_bytes_get_the_identical_answer_and_other_bytes_none(hall):
    """A request repeated is answered as before; a second paper of the same voter is refused, signed."""
    raw, other = (Drawn(hall.terminals["m001"], hall.manifest, Fresh()).request() for _ in range(2))
    (first,) = ask(hall, raw)
    again, refused = ask(hall, raw, other)
    assert again == first
    assert hall.code_of(refused) == "ballot.drawn_already"


def test_the_very_bytes_twice_in_one_batch_are_one_paper(hall):
    """Two copies in one task cost one paper and have one answer."""
    raw = Drawn(hall.terminals["m001"], hall.manifest, Fresh()).request()
    first, second = ask(hall, raw, raw)
    assert first == second
    assert ask(hall, raw) == [first]


def test_a_batch_with_a_forged_a_foreign_and_a_good_request(hall, bench: Bench):
    """A forged signature, another key for the same seat and a seat of nobody are refused; the good one is signed."""
    good = Drawn(hall.terminals["m001"], hall.manifest, Fresh()).request()
    forged = good[:-8] + ("A" * 8 if good[-8:] != "A" * 8 else "B" * 8)
    other_key = Drawn(Terminal("A02", p256.signing_key(p256.generate())), hall.manifest, Fresh()).request()
    nobody = Drawn(Terminal("Z99"), hall.manifest, Fresh()).request()
    codes = [hall.code_of(raw) for raw in ask(hall, forged, other_key, nobody, "not a message", "议决")]
    assert codes == ["message.signature", "seat.wrong_key", "seat.unknown", "message.malformed", "message.malformed"]
    assert messages.parse(ask(hall, good)[0]).typ == "blind-signed"
    assert bench.notebook.drawn(hall.vote) == {"m001": 1}


def test_a_request_for_another_manifest_is_refused(hall, bench: Bench):
    """Two polls at once: a paper asked for under one is not issued under the other."""
    other = bench.hall(voters=list(hall.terminals.values())).announce()
    raw = Drawn(hall.terminals["m001"], hall.manifest, Fresh()).request()
    assert hall.code_of(ask(other, raw)[0]) == "poll.wrong_manifest"
    assert other.code_of(hall.ask("issue", {"vote": "p99", "requests": [raw]})) == "poll.unknown"


def respoil(hall, voter: str, terminal: Terminal | None = None):
    at = terminal or hall.terminals[voter]
    return hall.ask("respoil", {"vote": hall.vote, "voter": voter, "seat": at.seat, "kid": at.key.public.kid,
                                "device": at.key.public.jwk})  # fmt: skip


def test_a_spoiled_paper_is_issued_anew_once_the_scrutineer_agrees(hall, bench: Bench):
    """No click, no second paper; one click, one more paper and not two; the statement counts the voter once."""
    assert hall.code_of(respoil(hall, "m001")) == "paper.not_issued"
    papers = [Drawn(hall.terminals["m001"], hall.manifest, Fresh()).request() for _ in range(3)]
    ask(hall, papers[0])
    waits = respoil(hall, "m001")
    bench.agree(waits, agreed=False)
    assert hall.code_of(respoil(hall, "m001")) == "station.declined"
    assert hall.code_of(ask(hall, papers[1])[0]) == "ballot.drawn_already"
    bench.agree(respoil(hall, "m001"))
    assert respoil(hall, "m001") == respoil(hall, "m001") == {"ok": True}
    assert _issued(hall) == (1, 0)
    second, third = ask(hall, papers[1], papers[2])
    assert messages.parse(second).typ == "blind-signed"
    assert hall.code_of(third) == "ballot.drawn_already"
    assert _issued(hall) == (1, 1)


def _issued(hall) -> tuple[int, int]:
    """Voters and exchanged papers as the station states them."""
    said = statements.read(hall.ask("issued", {"vote": hall.vote})["issued"], hall.identity, IssueClose)
    return said.issued, said.spoiled


def test_a_voter_moved_to_another_terminal_draws_there_and_not_at_the_old_one(hall, bench: Bench):
    """With the scrutineer's agreement the new terminal stands for the voter; another voter's seat never does."""
    spare = Terminal("S01")
    assert hall.code_of(respoil(hall, "m001", hall.terminals["m002"])) == "seat.occupied"
    answer = respoil(hall, "m001", spare)
    assert answer["waits"].details["kid"] == spare.key.public.kid
    bench.agree(answer)
    assert respoil(hall, "m001", spare) == {"ok": True}
    old, new = (Drawn(one, hall.manifest, Fresh()).request() for one in (hall.terminals["m001"], spare))
    refused, signed = ask(hall, old, new)
    assert hall.code_of(refused) == "seat.unknown"
    assert messages.parse(signed).typ == "blind-signed"
    assert bench.notebook.drawn(hall.vote) == {"m001": 1}
