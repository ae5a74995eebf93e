"""The log's witness: every checkpoint continues the last, and what does not is kept as evidence, never signed."""

from __future__ import annotations

import pytest

from tests.station.conftest import Bench
from voting.ballots.encodings import b64
from voting.ledger.signing import COSIGNATURE, SignerKey, open_note, sign_checkpoint
from voting.ledger.tree import Tree, leaf_hash


def log_of(size: int, word: str = "entry") -> Tree:
    return Tree(leaf_hash(f"{word} {n}".encode()) for n in range(size))


def offer(bench: Bench, tree: Tree, size: int, old: int, log: SignerKey | None = None) -> dict:
    proof = tree.consistency(old, size) if 0 < old <= size else ()
    note = sign_checkpoint(size, tree.root(size), log or bench.log)
    return {"note": note, "old_size": old, "proof": [b64(one) for one in proof]}


def refused(bench: Bench, body: dict) -> str:
    return bench.hall().code_of(bench.ask("witness", body))


def test_each_checkpoint_that_continues_the_last_is_cosigned(bench: Bench):
    """First, next, and the same again: the cosignature verifies under the station's witness key, the bytes stay."""
    tree, key = log_of(9), bench.keyring.witness("m-2026-03", "A").verifier
    assert (key.algorithm, key.name) == (COSIGNATURE, "yijue/m-2026-03/A")
    notes = [bench.ask("witness", offer(bench, tree, size, old))["note"] for size, old in ((3, 0), (8, 3), (9, 8))]
    for note in notes:
        _, signed = open_note(note, (bench.log.verifier, key))
        assert {one.by for one in signed} == {bench.log.verifier, key}
    assert bench.ask("witness", offer(bench, tree, 8, 3)) == {"note": notes[1]}
    assert bench.notebook.newest()[0] == 9


def test_a_proof_from_elsewhere_is_told_the_size_to_start_from(bench: Bench):
    """A server that lost an answer asks from an old size: the station says where it stands, and nothing is wrong."""
    tree = log_of(9)
    bench.ask("witness", offer(bench, tree, 5, 0))
    assert bench.ask("witness", offer(bench, tree, 9, 3)) == {"size": 5}
    assert bench.alarms() == []


ATTACKS = {
    "two roots at one size": ("log.fork", lambda bench: offer(bench, log_of(5, "other"), 5, 0)),
    "another history, longer": ("log.fork", lambda bench: offer(bench, log_of(9, "other"), 9, 5)),
    "a longer log without its proof": ("log.fork", lambda bench: offer(bench, log_of(9), 9, 5) | {"proof": []}),
    "rollback": ("log.rollback", lambda bench: offer(bench, log_of(9), 4, 0)),
    "signed by another key": ("log.note", lambda bench: offer(bench, log_of(9), 9, 5, SignerKey.generate("yijue/m-2026-03"))),
    "of another log": ("log.note", lambda bench: offer(bench, log_of(9), 9, 5, SignerKey.generate("yijue/other"))),
    "no note": ("log.note", lambda _bench: {"note": "议决", "old_size": 5, "proof": []}),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_a_log_that_does_not_continue_is_refused_and_the_evidence_kept(bench: Bench, name: str):
    """Forks, rollbacks and strangers' notes: a signed refusal, an alarm with both notes, and the last note stands."""
    bench.ask("witness", offer(bench, log_of(5), 5, 0))
    before = bench.notebook.newest()
    code, attack = ATTACKS[name]
    body = attack(bench)
    assert refused(bench, body) == code
    assert bench.notebook.newest() == before
    (alarm,) = bench.notebook.alarms()
    kept = alarm["evidence"]
    assert (kept if code == "log.note" else kept["offered"]) == body["note"]
    assert code == "log.note" or kept["seen"] == before[2]


def test_with_a_fork_on_the_table_nothing_is_countersigned_without_a_person(bench: Bench):
    """An alarm about the log that nobody has taken note of makes the next manifest wait."""
    bench.ask("witness", offer(bench, log_of(5), 5, 0))
    bench.ask("witness", offer(bench, log_of(5, "other"), 5, 0))
    hall = bench.hall()
    assert hall.ask("countersign", hall.offer())["waits"].about == "countersign"
    bench.notebook.see(bench.notebook.alarms()[0]["id"], "张三")
    hall.announce()
