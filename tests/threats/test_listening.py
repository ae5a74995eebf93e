"""Whatever anybody says to the server is read, or refused in the server's own words: frames, seats, officers, stations.

The application runs in this process, on a database of its own; what stations answer is given to the parts that ask them.
"""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import pytest
from engineio.packet import Packet as EnginePacket
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from devices import framing
from tests.ballots.parties import MEETING, Counting, LocalTier
from tests.threats.test_parsers import NOTE, VKEY, altered, json_values, read, spoiled
from tests.vectors.scene import key
from tests.web.conftest import Desk, desk_of
from voting import exact
from voting.ballots import messages, statements, tracing
from voting.ballots.encodings import b64
from voting.ballots.mixing import Bad
from voting.ballots.statements import BlindSigned, Countersign, IssueClose, Mix, StationKeys, Tally, Trace
from voting.verify import trust
from voting.web.doors import OFFICERS
from voting.web.joint import IssueDesk, Joining
from voting.web.live import Line
from voting.web.officers import ACTS
from voting.web.opening import Box
from voting.web.stations import StationFailed, _refused
from voting.web.transport import ATTACHED, TextPacket, sound
from voting.web.witnessing import Witnessing

EXAMPLES = settings(max_examples=150)
EVENTS = (
    "connect",
    "disconnect",
    "hello",
    "sign_in",
    "issue",
    "cast",
    "named",
    "proof",
    "confirm",
    "audited",
    "command",
)
INEXACT = ('42["hello",NaN]', '42["hello",1.5]', '42["hello",{"a":1,"a":1}]', '42["hello",' + "9" * 5000 + "]")
SEATS = EVENTS[2:-1]
KNOWN = ("a", "a-0", "p1", "m001", "m002", "A01", "A02", "A", "B", "2026-11-27", "12", "Y", "secret", "heap", "adopted")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """An application that nothing but this module talks to."""
    return desk_of(tmp_path_factory.mktemp("listening"), sample=True)


@EXAMPLES
@given(
    st.sampled_from(['421["hello","x"]', '42["proof",{"vote":"p","leaf_index":3}]', '40{"token":"x"}', "3"]).flatmap(
        altered
    )
    | st.text(max_size=30)
    | json_values.map(lambda one: "42" + json.dumps(["command", one]))
    | st.sampled_from(INEXACT)
)
def test_frames_at_the_server(frame: str) -> None:
    """What is let through, Engine.IO and Socket.IO can read, and is exact; everything else ends the line."""
    if frame.startswith(ATTACHED) or not sound(frame, EVENTS):
        return
    outer = EnginePacket(encoded_packet=frame)
    if frame[0] == "4":
        inner = TextPacket(encoded_packet=outer.data)
        assert inner.namespace is None
        assert inner.data is None or exact.loads(exact.dumps(inner.data)) == inner.data


@pytest.mark.parametrize(
    "frame", [framing.PONG, framing.CONNECT, framing.DISCONNECT, "1", '40{"token":"x"}', '42["hello","x"]']
)
def test_what_clients_say_is_let_through(frame: str) -> None:
    """The frames of terminals and of officers' pages are all known."""
    assert sound(frame, EVENTS)
    assert sound(framing.event("proof", {"vote": "p1", "leaf_index": 2}, 7), EVENTS)


@settings(max_examples=250, deadline=None)
@given(
    event=st.sampled_from(SEATS),
    said=json_values | st.text() | spoiled({"vote": "p1", "leaf_index": 1}),
    seated=st.booleans(),
)
def test_whatever_a_seat_says(desk: Desk, event: str, said: Any, seated: bool) -> None:
    """Every event of a seat with anything as its argument: a refusal that the server has signed, and nothing written."""
    live, size = desk.app.extensions["yijue.live"], desk.house.clerk.size
    live.lines["s1"] = Line("s1", "nonce", seat="A01" if seated else None, kid="k")
    (answer,) = live.server.handlers["/"][event]("s1", said).values()
    told = messages.read(answer, desk.house.clerk.server.public, "refusal")
    assert told.payload["code"] != "server.busy", "an error of the server's own"
    assert desk.house.clerk.size == size


values = st.sampled_from(KNOWN) | st.integers(0, 9) | json_values | st.lists(st.sampled_from(KNOWN), max_size=3)


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_whatever_an_officer_commands(desk: Desk, data: st.DataObject) -> None:
    """Every command of every role with anything in its fields: done, or refused with a reason; never a crash."""
    officers = desk.app.extensions["yijue.live"].server.handlers["/"]["command"].__self__
    name = data.draw(st.sampled_from(sorted(ACTS)))
    fields = sorted(ACTS[name][0])
    args = data.draw(
        st.fixed_dictionaries(dict.fromkeys(fields, values)) | st.dictionaries(st.text(max_size=8), values, max_size=3)
    )
    role = data.draw(st.sampled_from(sorted(OFFICERS)))
    with capture_logs() as logs:
        answer = officers._answer(role, role, name, args)
    assert answer.keys() in ({"refusal"}, {"ok", "position"})
    assert not [one for one in logs if one["event"] == "command.crashed"], (name, args)


@EXAMPLES
@given(json_values)
def test_whatever_stands_around_a_command(desk: Desk, said: Any) -> None:
    """The envelope of a command, whatever it is: refused."""
    live = desk.app.extensions["yijue.live"]
    live.lines["o1"] = Line("o1", "nonce", role="operator", token=desk.token("operator"))
    answer = live.server.handlers["/"]["command"]("o1", said)
    assert answer["refusal"]["code"] == "command.fields"


# What stations answer


class Asked:
    """A house around one vote at T2 whose stations answer what a test has prepared."""

    def __init__(self) -> None:
        self.tier = tier = LocalTier("T2", 8)
        for voter in tier.terminals:
            tier.cast(voter, "Y" * tier.manifest.rules.lines)
        here = {name: SimpleNamespace(kid=one.kid, witness=VKEY) for name, one in tier.signers.items() if name != "S"}
        keys = {one.kid: one for one in tier.signers.values()} | tier.devices
        clerk = SimpleNamespace(keys=keys, server=tier.server, tree=SimpleNamespace(consistency=lambda *_: ()))
        self.answer: Any = None
        self.farther: Any = None  # what B answers
        lines = SimpleNamespace(ask=lambda name, *_: self.answer if name == "A" else self.farther)
        sitting = SimpleNamespace(stations=here)
        self.house: Any = SimpleNamespace(clerk=clerk, sitting=sitting, lines=lines, order=lambda _: None)
        self.joining = Joining(self.house)
        self.signer = tier.parties["A"].signer
        self.level = Counting(tier).open(0, {})
        self.bad = Bad("repeated_key", self.level.items[0], bytes(32), (self.level.items[1], bytes(32)))
        item = sha256(self.bad.item).digest()
        self.trace = Trace(tier.vote, tier.manifest.mh, "A", 0, item, item, bytes(32), "d01")
        self.issue: Any = SimpleNamespace(message=SimpleNamespace(digest=item), seat="A-01", bl={"0": item})

    def statement(self, kind: type[statements.AnyStatement]) -> Any:
        """A good one of this kind by station A."""
        vote, mh, item = self.tier.vote, self.tier.manifest.mh, self.trace.item
        made: dict[Any, Any] = {
            Countersign: Countersign(MEETING, vote, mh, "A"),
            BlindSigned: BlindSigned(vote, mh, "A-01", "A", item, {"0": bytes(256)}),
            IssueClose: IssueClose(vote, mh, "A", 8, 0, item), Tally: Tally(vote, mh, "A", item, item, 8),
            StationKeys: statements.read(self.tier.keys["A"], self.signer.public, StationKeys),
        }  # fmt: skip
        return made[kind]

    def payload(self, said: Any) -> dict[str, Any]:
        """What stands in a statement."""
        return dict(messages.parse(statements.sign(self.signer, said)).payload)

    def signed(self, payload: Any, kind: Any = Mix, by: str = "A") -> str:
        """A payload, whatever it is, rightly signed by a station as a statement of this kind."""
        typ, signer = statements._READ[kind][0], self.tier.parties[by].signer
        return messages.sign(signer, typ, payload if isinstance(payload, dict) else {"": payload})

    def box(self) -> Box:
        """A fresh opening of the vote."""
        tier = self.tier
        together: Any = SimpleNamespace(
            house=self.house, joining=self.joining, run=map, apart=lambda check, *what: check(*what)
        )
        voters = {voter: SimpleNamespace(voter=voter, seat=seat, kid=kid) for voter, (seat, kid) in tier.roster.items()}
        poll: Any = SimpleNamespace(id=tier.vote, voters=voters, stations=("A", "B"), checked={})
        box = Box(together, poll, tier.manifest, tier.close())
        stored = [SimpleNamespace(voter=voter, jws=cast.message.raw) for voter, _, cast in tier.envelopes()]
        box.__dict__["stored"] = stored
        return box


@pytest.fixture(scope="module")
def asked() -> Asked:
    """A vote that is cast and closed."""
    return Asked()


@EXAMPLES
@given(data=st.data(), signed=st.booleans())
def test_whatever_a_station_answers_at_the_opening(asked: Asked, data: st.DataObject, signed: bool) -> None:
    """Its level, what it calls bad, a trace: anything in one of their places, rightly signed too, and no error of ours."""
    said = data.draw(st.sampled_from((asked.level.statement(asked.tier.manifest), asked.trace)))
    raw = (
        asked.signed(data.draw(spoiled(asked.payload(said))), type(said))
        if signed
        else statements.sign(asked.signer, said)
    )
    items = [b64(one) for one in asked.level.items]
    answers = {"mix": raw, "items": items, "shown": []}, {"bad": [tracing.bad_json(asked.bad)]}, {"trace": raw}
    asked.answer = data.draw(st.sampled_from(answers).flatmap(spoiled))
    with suppress(StationFailed):
        asked.box()._elsewhere(0, "A")
    with suppress(StationFailed):
        asked.box()._traced(1, [asked.bad])
    later = asked.box()
    later.items[0] = list(asked.level.items)
    traced = asked.payload(asked.trace) | {"by": "B", "level": 1}
    asked.farther = {"trace": asked.signed(data.draw(spoiled(traced)), Trace, "B")}
    with suppress(StationFailed):
        later._traced(2, [asked.bad])


@EXAMPLES
@given(data=st.data())
def test_whatever_a_station_answers_before_and_after_a_vote(asked: Asked, data: st.DataObject) -> None:
    """Keys, countersignature, papers, what was issued, tally, cosignature, a refusal: the same, and no error of ours."""
    kind = data.draw(st.sampled_from((StationKeys, Countersign, BlindSigned, IssueClose, Tally)))
    raw = asked.signed(data.draw(spoiled(asked.payload(asked.statement(kind)))), kind)
    answer = data.draw(spoiled({"said": raw}) | json_values)
    with suppress(StationFailed):
        said = asked.joining.statement("A", answer, "said", kind)
        asked.joining.held(statements.of_poll, said, asked.tier.manifest, "A") if kind is not StationKeys else None
    with suppress(StationFailed):
        desk = IssueDesk(asked.joining, asked.tier.vote, SimpleNamespace(manifest=asked.tier.manifest))  # type: ignore[arg-type]
        desk._checked("A", desk._list(data.draw(spoiled({"signed": [raw]})), 1)[0], asked.issue)
    assert _refused("A", answer).code == "station.refused"
    asked.answer = data.draw(spoiled({"note": NOTE}) | spoiled({"size": 1}))
    with suppress(StationFailed):
        Witnessing(asked.house)._cosigned("A", NOTE, 2)


@settings(max_examples=100)
@given(data=st.data())
def test_whatever_is_brought_as_keys_to_trust(data: st.DataObject) -> None:
    """A trust file with anything in one of its places: read, or refused with a sentence."""
    jwk, vkey = key("seat").public.jwk, VKEY
    good = {"server": jwk, "log": vkey, "stations": [{"station": "A", "jwk": jwk, "witness": vkey}]}
    text = json.dumps(data.draw(spoiled(good))).encode()
    for one in (
        text,
        data.draw(altered(json.dumps(good))).encode("utf-8", "replace"),
        data.draw(st.binary(max_size=60)),
    ):
        read(lambda it: trust.read(exact.loads(it)), one, ValueError)
