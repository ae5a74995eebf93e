"""Tasks that are not as they must be: each is refused in words, nothing crashes, nothing is signed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.station.conftest import Bench
from tests.station.hall import Hall
from voting.ballots.encodings import b64
from voting.ledger.signing import sign_checkpoint
from voting.ledger.tree import Tree, leaf_hash
from voting.station.duties import DUTIES

JUNK: tuple[Any, ...] = (
    None,
    True,
    -1,
    2**53 - 1,
    "",
    "议决",
    "x" * 70_000,
    [],
    [None],
    [{}],
    [["a"]],
    {},
    {"a": 1},
    {"A": None},
)


@pytest.fixture(scope="module")
def hall(steady: Bench) -> Hall:
    made = steady.hall().announce()
    made.draw_all()
    for voter in made.terminals:
        made.cast(voter, "YNA")
    return made


@pytest.fixture(scope="module")
def bodies(hall: Hall, steady: Bench) -> dict[str, dict[str, Any]]:
    """A true body of every task, as the server would send it now."""
    terminal, tree = hall.terminals["m001"], Tree(leaf_hash(b"%d" % n) for n in range(3))
    steady.ask("witness", {"note": sign_checkpoint(2, tree.root(2), steady.log), "old_size": 0, "proof": []})
    fresh = steady.hall(voters=list(hall.terminals.values()))
    shown = {"item": "AA", "shown": [], "secret": None}
    return {
        "keys": {"vote": hall.vote},
        "countersign": fresh.offer(),
        "issue": {"vote": hall.vote, "requests": [hall.drawn["m001"].request()]},
        "respoil": {"vote": hall.vote, "voter": "m001", "seat": "A01", "kid": terminal.key.public.kid,
                    "device": terminal.key.public.jwk},
        "issued": {"vote": hall.vote},
        "witness": {"note": sign_checkpoint(3, tree.root(), steady.log), "old_size": 2,
                    "proof": [b64(one) for one in tree.consistency(2, 3)]},
        "mix": hall.box(),
        "trace": {"vote": hall.vote, "level": 0, "reason": "form", "item": shown, "twin": None},
        "checked": {"vote": hall.vote, "checked": []},
        "tally": {"vote": hall.vote, "close": hall.close(), "before": [], "ballots": [], "tally": "{}"},
        "complaint": {"vote": hall.vote, "complaint": hall.complains("m001")},
        "forget": {"vote": hall.vote},
    }  # fmt: skip


def test_there_is_a_body_for_every_duty(hall: Hall, bodies: dict[str, Any]):
    """No task is left out below."""
    assert bodies.keys() == DUTIES.keys()
    assert hall.code_of(hall.ask("dance", {})) == "station.task"


@pytest.mark.parametrize("kind", DUTIES)
def test_a_body_with_one_field_wrong_is_refused(hall: Hall, steady: Bench, bodies: dict[str, Any], kind: str):
    """Every field missing, one too many, and every kind of junk in every field; the notebook stays as it was."""
    body = bodies[kind]
    before = steady.notebook.evidence() | {"line": [], "alarm": []}
    broken = [*JUNK, body | {"more": 1}, *({name: one for name, one in body.items() if name != gone} for gone in body)]
    broken += [body | {name: junk} for name in body for junk in JUNK if junk != body[name]]
    for one in broken:
        answer = steady.ask(kind, one)
        known = {
            "witness": {"size"},
            "keys": {"keys"},
            "forget": {"waits", "forgotten"},
            "respoil": {"waits"},
            "issue": {"signed"},
        }.get(kind, set())
        assert set(answer) == {"refusal"} or (set(answer) <= known and harmless(hall, kind, answer)), (one, answer)
    assert steady.notebook.evidence() | {"line": [], "alarm": []} == before


def harmless(hall: Hall, kind: str, answer: dict[str, Any]) -> bool:
    """A list of requests is answered one by one: each of the junk in it is refused."""
    return kind != "issue" or all(hall.code_of(one) for one in answer["signed"])
