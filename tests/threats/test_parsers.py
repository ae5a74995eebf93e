"""Whatever comes over a wire or out of a file is read, or refused with the reader's own error: never anything else.

Beside these: canonical JSON (test_exact), statements, manifests, blinded requests, bad items and questions
(ballots), views and counts at the terminal (devices/test_mutations), bundles (verify/test_fuzz), rolls and sitting files
(documents).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import challenge, framing
from devices.encoding import Broken
from devices.proofs import LogKey, read_checkpoint
from devices.views import Challenge, Me, View
from tests.ballots.vectors import protocol
from tests.cases.test_strict import SAMPLES
from tests.station.conftest import Bench
from tests.vectors.scene import key
from voting.ballots import intake, messages
from voting.ballots.encodings import Malformed
from voting.cases.answers import answer
from voting.cases.fields import Unusable
from voting.ledger.signing import BadNote, open_note, parse_checkpoint, parse_note, parse_vkey
from voting.station.duties import DUTIES, Duties

EXAMPLES = settings(max_examples=60)
NOTE = str(protocol()["secret"]["proof"]["checkpoint"])
VKEY = str(protocol()["secret"]["log"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
KINDS = {typ: kind for kind, (typ, _) in intake._READ.items()}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything within a JSON value, itself first."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inner:
        yield from places(one, (*path, name))


def put(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    """The same with something else at this place."""
    if not path:
        return other
    if isinstance(value, dict):
        return value | {path[0]: put(value[path[0]], path[1:], other)}
    return [put(one, path[1:], other) if at == path[0] else one for at, one in enumerate(value)]


@st.composite
def spoiled(draw: Callable[..., Any], good: Any) -> Any:
    """A good JSON value with anything in one of its places, which may be the whole of it."""
    return put(good, draw(st.sampled_from(list(places(good)))), draw(json_values))


@st.composite
def altered(draw: Callable[..., Any], good: str) -> str:
    """A good text, cut, doubled or with other letters somewhere."""
    start, end = sorted(draw(st.tuples(st.integers(0, len(good)), st.integers(0, len(good)))))
    return good[:start] + draw(st.text(max_size=12) | st.just(good[start:end] * 2)) + good[end:]


def read(reader: Callable[[Any], object], value: Any, own: type[Exception]) -> None:
    """The reader takes it or says no in its own words; any other exception fails the test."""
    with suppress(own):
        reader(value)


@EXAMPLES
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_requests_of_seats_and_stations(typ: str, data: st.DataObject) -> None:
    """Each kind of request, rightly signed, with anything in its payload: Malformed, or read."""
    known = protocol()
    rows = [*known["conversation"].values(), *known["secret"].values(), *known["by_name"].values()]
    claims = [messages.parse(row["jws"]) for row in rows if isinstance(row, dict) and "jws" in row]
    good = next((claim.payload for claim in claims if claim.typ == typ), {"meeting": "m", "station": "A", "vote": "p1"})
    raw = messages.sign(key("seat"), typ, data.draw(spoiled(dict(good)).filter(lambda one: isinstance(one, dict))))
    read(lambda one: intake.read(messages.read(one, key("seat").public, typ), KINDS[typ]), raw, Malformed)
    read(intake.enrolment, raw, Malformed)
    read(intake.station_enrolment, raw, Malformed)


@EXAMPLES
@given(altered(NOTE), altered(VKEY), st.text(max_size=60))
def test_signed_notes_and_their_keys(note: str, vkey: str, text: str) -> None:
    """Notes, checkpoints and verifier keys, at server, station and verifier, and at the terminal."""
    own = parse_vkey(VKEY)
    for one in (note, text, vkey):
        read(parse_note, one, BadNote)
        read(parse_checkpoint, one, BadNote)
        read(parse_vkey, one, BadNote)
        read(lambda it: open_note(it, (own,)), one, BadNote)
        read(lambda it: read_checkpoint(it, LogKey.read(VKEY), own.name), one, Broken)
        read(LogKey.read, one, Broken)


@EXAMPLES
@given(st.sampled_from(['42["me",{}]', '431[{"ok":true}]', '0{"sid":"x"}', "40", "2"]).flatmap(altered) | st.text())
def test_frames_at_the_terminal(frame: str) -> None:
    """Whatever the server's side of the line sends."""
    read(framing.decode, frame, Broken)


@EXAMPLES
@given(json_values)
def test_what_a_terminal_is_told(value: Any) -> None:
    """Challenge, its own state, the view and the opening of a challenged paper."""
    for reader in (Challenge.read, Me.read, View.read):
        read(reader, value, Broken)
    read(challenge.check, json.dumps(value).encode(), Broken)


@EXAMPLES
@given(st.binary(max_size=200))
def test_an_opening_of_any_bytes(data: bytes) -> None:
    """The file that somebody brings to be checked."""
    read(challenge.check, data, Broken)


@EXAMPLES
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_case_files(kind: str, data: st.DataObject) -> None:
    """Every question of law, with anything in one of its places."""
    read(answer, data.draw(spoiled(SAMPLES[kind])), Unusable)


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Duties, dict[str, Any]]]:
    """A station in the middle of a vote, and a good task of every kind."""
    with ThreadPoolExecutor(2) as workers:
        bench = Bench(tmp_path_factory.mktemp("parsers"), workers)
        hall = bench.hall().announce()
        hall.vote_all()
        vote = {"vote": hall.vote}
        shown = {"item": "AAAA", "shown": [], "secret": None}
        trace = vote | {"level": 0, "reason": "form", "item": shown, "twin": None}
        voter, terminal = next(iter(hall.terminals.items()))
        device = {"seat": terminal.seat, "kid": terminal.key.public.kid, "device": terminal.key.public.jwk}
        middle = vote | {
            "close": hall.close(),
            "before": [],
            "items": [],
            "void": {"casts": [], "traces": []},
            "traces": [],
        }
        request = hall.drawn[voter].request() if hasattr(hall.drawn[voter], "request") else ""
        good = {
            "keys": vote, "countersign": hall.offer(), "issue": vote | {"requests": [request]}, "issued": vote,
            "respoil": vote | {"voter": voter} | device, "witness": {"note": NOTE, "old_size": 0, "proof": []},
            "mix": middle, "trace": trace, "forget": {"vote": "p99"},
            "checked": vote | {"checked": []}, "complaint": vote | {"complaint": hall.complains(voter)},
            "tally": vote | {"close": hall.close(), "before": [], "ballots": [], "tally": "{}"},
        }  # fmt: skip
        yield bench.duties, good
        bench.notebook.close()


@settings(max_examples=200)
@given(data=st.data())
def test_tasks_at_a_station(tasks: tuple[Duties, dict[str, Any]], data: st.DataObject) -> None:
    """Every kind of task with anything in one of its places: an outcome, and never an error of the station's own."""
    duties, good = tasks
    kind = data.draw(st.sampled_from(sorted(DUTIES)))
    assert good.keys() == DUTIES.keys()
    assert duties.do(kind, data.draw(spoiled(json.loads(json.dumps(good[kind]))))) is not None


def test_a_table_of_readers_is_complete(tmp_path: Path) -> None:
    """Every kind of request that a server takes is among those spoiled here."""
    assert set(KINDS) == {
        "enrol",
        "hello",
        "sign-in",
        "issue",
        "cast",
        "named",
        "confirm",
        "audited",
        "checked",
        "station-enrol",
        "station-line",
    }
    assert list(tmp_path.iterdir()) == []
