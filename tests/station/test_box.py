"""The box: opened once, as it was closed, and traced only where the station has seen for itself that an item is bad."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.ballots.mischief import rubbish, wrap
from tests.station.conftest import Bench
from tests.station.hall import Hall
from tests.station.test_whole_poll import level_0
from voting.ballots import messages, mixing, receipts, sealing, statements, tracing
from voting.ballots.encodings import b64
from voting.ballots.mixing import Untraced
from voting.ballots.statements import Forgotten, Mix, Trace


@pytest.fixture(scope="module")
def closed(steady: Bench) -> Hall:
    """A poll in which everybody has voted, and whose box nobody opens."""
    hall = steady.hall().announce()
    hall.vote_all()
    return hall


@pytest.fixture
def voted(bench: Bench) -> Hall:
    """A poll in which everybody has voted."""
    hall = bench.hall().announce()
    hall.vote_all()
    return hall


def closed_over(hall: Hall, entering: list[bytes], issued: int = 12) -> str:
    return receipts.close(hall.server, mh=hall.manifest.mh, issued_count=issued, entering=entering)


def foreign_close(hall: Hall) -> str:
    return receipts.close(hall.parties["S"].signer, mh=bytes(32), issued_count=12, entering=[
        one.message.digest for one in hall.casts.values()])  # fmt: skip


def altered(hall: Hall) -> Mapping[str, Any]:
    """The server writes another seat into a cast, whose signature then breaks."""
    raws = hall.casts_in_order()
    head, body, sig = raws[0].split(".")
    payload = json.loads(messages.unb64(body)) | {"seat": messages.parse(raws[1]).payload["seat"]}
    raws[0] = f"{head}.{b64(json.dumps(payload).encode())}.{sig}"
    return hall.box(casts=raws)


ATTACKS = {
    "an envelope is missing": ("mix.set", lambda hall: hall.box(casts=hall.casts_in_order()[1:])),
    "an envelope stands twice": ("mix.set", lambda hall: hall.box(casts=hall.casts_in_order()[:1] * 2 + hall.casts_in_order()[2:])),
    "another set than was closed": ("mix.set", lambda hall: hall.box(close=closed_over(hall, [bytes(32)] * 12))),
    "other papers issued": ("station.differs", lambda hall: hall.box(
        close=closed_over(hall, [one.message.digest for one in hall.casts.values()], issued=13))),
    "another poll's close": ("station.close", lambda hall: hall.box(close=foreign_close(hall))),
    "not the server's close": ("station.close", lambda hall: hall.box(close=hall.close()[:-9] + "AAAAAAAAA")),
    "an altered envelope": ("seat.wrong_key", altered),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_a_box_that_is_not_as_it_was_closed_is_not_opened(steady: Bench, closed: Hall, name: str):
    """Refused with an alarm before anything is opened or written."""
    code, attack = ATTACKS[name]
    casts = dict(closed.casts)
    assert closed.code_of(closed.ask("mix", attack(closed))) == code
    closed.casts = casts
    assert code in {one["figures"]["code"] for one in steady.notebook.alarms()}
    assert steady.notebook.box(closed.vote) is None


def test_a_copied_envelope_is_void_and_stops_nothing(voted: Hall):
    """Voter two's terminal sends voter one's ciphertext as its own: it does not open for another seat."""
    voted.take(voted.terminals["m002"].send(voted.manifest, voted.casts["m001"].ct, 1, None))
    mix, items = voted.first(voted.ask("mix", voted.box()))
    assert statements.read(mix, voted.identity, Mix).void == (("m002", "not_opened"),)
    assert len(items) == 11


def test_fewer_than_five_envelopes_stay_closed(bench: Bench):
    """Four people cannot be told apart: nothing is opened."""
    hall = bench.hall().announce()
    for voter in list(hall.terminals)[:4]:
        hall.cast(voter, "YNA")
    assert hall.code_of(hall.ask("mix", hall.box())) == "poll.too_few"


def test_envelopes_that_do_not_open_are_void_with_the_proof_of_it(voted: Hall):
    """The station shows of each what its own key makes of it, so that nobody has to believe it; of a copy of somebody
    else's, which lacks a proof for this seat, nothing, or it would show what opens the other.
    """
    voted.take(voted.terminals["m002"].send(voted.manifest, voted.casts["m001"].ct, 1, None))
    for voter in ("m003", "m004", "m005"):
        seat = voted.terminals[voter].seat
        voted.take(voted.terminals[voter].send(voted.manifest, rubbish(voted, 0, seat=seat), 1, None))
    answer = voted.ask("mix", voted.box())
    mix, items = voted.first(answer)
    void = statements.read(mix, voted.identity, Mix).void
    assert (len(items), void) == (8, tuple((voter, "not_opened") for voter in ("m002", "m003", "m004", "m005")))
    shown = [messages.parse(raw).payload["voter"] for raw in answer["shown"]]
    assert shown == ["m003", "m004", "m005"]


def test_envelopes_that_nobody_could_open_show_it_themselves(voted: Hall):
    """Sealed to no point at all: void by name, however many, while five good ones are left."""
    for number in range(1, 8):
        voted.take(voted.terminals[f"m{number:03}"].send(voted.manifest, bytes(voted.manifest.ct_length), 1, None))
    mix, items = voted.first(voted.ask("mix", voted.box()))
    assert len(items) == 5
    assert len(statements.read(mix, voted.identity, Mix).void) == 7


def test_fewer_than_five_good_envelopes_are_not_given_on(bench: Bench, voted: Hall):
    """Colluders send rubbish, so that four others stand alone: the box stays shut, and the vote is held anew."""
    for number in range(1, 9):
        voted.take(voted.terminals[f"m{number:03}"].send(voted.manifest, bytes(voted.manifest.ct_length), 1, None))
    assert voted.code_of(voted.ask("mix", voted.box())) == "poll.too_few"
    assert bench.notebook.box(voted.vote) is None


def test_the_box_of_a_vote_is_opened_once(bench: Bench, voted: Hall):
    """A second box, with one envelope less, would show that voter's marks by the difference: refused for good."""
    voted.first(voted.ask("mix", voted.box()))
    left = dict(list(voted.casts.items())[1:])
    voted.casts = left
    assert voted.code_of(voted.ask("mix", voted.box())) == "station.another_box"
    assert bench.alarms() == ["box"]


def test_an_envelope_of_a_voter_without_a_paper_of_this_station_is_refused(bench: Bench):
    """The server alone cannot make a voter: the station issued no paper to this one."""
    hall = bench.hall().announce()
    for voter in list(hall.terminals)[:7]:
        hall.cast(voter, "YNA")
    hall.take(hall.terminals["m012"].send(hall.manifest, bytes(hall.manifest.ct_length), 1, None))
    assert hall.code_of(hall.ask("mix", hall.box())) == "ballot.not_drawn"


def test_items_without_tokens_are_not_opened_by_a_middle_station(bench: Bench):
    """The n-1 attack: a corrupt level 0 hands on one honest item among its own junk; nothing is opened."""
    bench.desks.station = bench.station = "B"
    hall = bench.hall(tier="T2").announce()
    hall.vote_all()
    close, _, items = level_0(hall)
    junk = sorted([messages.unb64(items[0]), *(bytes([n]) * len(messages.unb64(items[0])) for n in range(1, 12))])
    lie = Mix(hall.vote, hall.manifest.mh, "A", 0, hall.cast_root, receipts.root(junk), 12, 12, ())
    body = {"vote": hall.vote, "close": close, "before": [statements.sign(hall.parties["A"].signer, lie)],
            "items": [b64(item) for item in junk], "traces": [], "void": {"casts": [], "traces": []}}  # fmt: skip
    assert hall.code_of(hall.ask("mix", body)) == "mix.items"
    assert bench.alarms() == ["box"]
    fewer = body | {"items": body["items"][:-1]}
    assert hall.code_of(hall.ask("mix", fewer)) == "mix.items"
    unsigned = body | {"before": [statements.sign(hall.parties["S"].signer, lie)]}
    assert hall.code_of(hall.ask("mix", unsigned)) == "station.statements"


def middle(bench: Bench) -> tuple[Hall, dict[str, Any]]:
    """Station B with a task for level 1 in which level 0 names two twins as void, and shows them."""
    bench.desks.station = bench.station = "B"
    hall = bench.hall(tier="T2").announce()
    hall.vote_all()
    x = hall.drawn["m003"].layer(bytes(hall.manifest.pad + sealing.LAYER_LENGTH), 1)  # for the token of neither
    for voter in ("m001", "m002"):
        hall.take(hall.terminals[voter].send(hall.manifest, wrap(hall.drawn[voter], x, 0), 1, None))
    close, mix, items = level_0(hall)
    casts = {voter: (voter, cast.seat, cast) for voter, cast in hall.casts.items()}
    said = statements.read(mix, hall.signers["A"], Mix)
    assert said.void == (("m001", "repeated_key"), ("m002", "repeated_key"))
    party = hall.parties["A"]
    shown = tracing.show_first(hall.manifest, party.box, said.void, casts)
    void = {"casts": [casts[voter][2].message.raw for voter, _ in said.void],
            "traces": [statements.sign(party.signer, one) for one in shown]}  # fmt: skip
    return hall, {"vote": hall.vote, "close": close, "before": [mix], "items": items, "traces": [], "void": void}


def test_a_middle_station_sees_what_level_0_names_as_void(bench: Bench):
    """Shown, it opens; with one trace or one envelope less it opens nothing and raises an alarm."""
    hall, task = middle(bench)
    for name in ("casts", "traces"):
        fewer = task | {"void": task["void"] | {name: task["void"][name][1:]}}
        assert hall.code_of(hall.ask("mix", fewer)) == "mix.trace"
    assert set(bench.alarms()) == {"box"}
    assert bench.notebook.box(hall.vote) is None
    _, items = hall.first(hall.ask("mix", task))
    assert len(items) == 10


def test_a_middle_station_opens_nothing_where_level_0_left_fewer_than_five(bench: Bench):
    """Server and level 0 together name eight voters as void, and hand on one of the four that are left: refused."""
    hall, task = middle(bench)
    party = hall.parties["A"]
    items = [messages.unb64(item) for item in task["items"][:4]]
    void = tuple((f"m{number:03}", "token") for number in range(1, 9))
    lie = Mix(hall.vote, hall.manifest.mh, "A", 0, hall.cast_root, receipts.root(items), 12, 4, void)
    task |= {"before": [statements.sign(party.signer, lie)], "items": [b64(item) for item in items]}
    assert hall.code_of(hall.ask("mix", task)) == "poll.too_few"
    assert bench.alarms() == ["box"]
    assert bench.notebook.box(hall.vote) is None


def test_a_ballot_dropped_as_void_that_a_middle_station_never_traced_is_not_signed(bench: Bench):
    """Server and level 0 agree on a void voter; station B, which is asked for no trace, does not sign the count."""
    hall, task = middle(bench)
    second, left = hall.first(hall.ask("mix", task))
    body = hall.last(task["close"], [task["before"][0], second], left)
    said = statements.read(body["before"][-1], hall.server.public, Mix)
    kept = body["ballots"][1:]
    lie = replace(said, m_out=said.m_out - 1, out_root=receipts.root([one.encode() for one in kept]),
                  void=(("m005", "signature"),))  # fmt: skip
    before = [*body["before"][:-1], statements.sign(hall.server, lie)]
    assert hall.code_of(hall.ask("tally", body | {"ballots": kept, "before": before})) == "station.void"
    assert "tally" in bench.alarms()
    assert set(hall.ask("tally", body)) == {"tally"}


def spoil(hall: Hall, voter: str, inner: bytes) -> None:
    """A terminal seals something else than a ballot."""
    paper = hall.drawn[voter]
    sealed = paper.seal(sealing.frame(inner, hall.manifest.pad), paper.ballot("YNA"))
    hall.take(paper.terminal.send(hall.manifest, sealed.ct, 1, None))


def bad_of(hall: Hall, items: list[bytes]) -> list[mixing.Bad]:
    with pytest.raises(Untraced) as found:
        mixing.open_last(hall.manifest, hall.parties["S"].box, items).settle({})
    return list(found.value.bad)


def question(hall: Hall, bad: mixing.Bad, **other: Any) -> dict[str, Any]:
    asked = tracing.Question(bad.reason, tracing.Shown(bad.item, (), bad.secret, bad.proof)).as_json()
    return {"vote": hall.vote, "level": 0} | asked | other


def test_a_bad_item_is_traced_to_its_voter_and_the_count_goes_on(bench: Bench, voted: Hall):
    """Garbage inside is void by name; also after a restart the station finds where it came from; the count is signed."""
    spoil(voted, "m007", b"{}")
    box = voted.box()
    mix, items = voted.first(voted.ask("mix", box))
    (bad,) = bad_of(voted, items)
    bench.notebook.close()
    bench.open()
    answer = voted.ask("trace", question(voted, bad))
    said = statements.read(answer["trace"], voted.identity, Trace)
    assert (said.voter, said.level) == ("m007", 0)
    assert voted.ask("trace", question(voted, bad)) == answer
    casts = {voter: (voter, cast.seat, cast) for voter, cast in voted.casts.items()}
    named = tracing.follow(voted.manifest, [answer["trace"]], casts, voted.signers)
    body = voted.last(box["close"], [mix], items, named)
    assert set(voted.ask("tally", body)) == {"tally"}
    assert json.loads(body["tally"])["void"] == [{"voter": "m007", "reason": bad.reason}]


def test_a_good_item_is_never_traced(bench: Bench, voted: Hall):
    """Whatever is claimed of an honest ballot, the station looks for itself and says nothing."""
    _, items = voted.first(voted.ask("mix", voted.box()))
    secret = mixing._shown(voted.manifest, voted.parties["S"].box, 1, items[0], "form").secret
    for reason in ("form", "credential", "signature", "paper", "marks", "write_ins", "wrong_manifest"):
        lie = question(voted, mixing.Bad(reason, items[0], secret))
        assert voted.code_of(voted.ask("trace", lie)) == "mix.trace"
    unknown = question(voted, mixing.Bad("form", bytes(len(items[0])), secret))
    assert voted.code_of(voted.ask("trace", unknown)) == "mix.trace"
    assert bench.notebook.traces(voted.vote) == []


def test_an_item_that_does_not_open_is_traced_by_its_proof(voted: Hall):
    """The server proves with its own key that the item does not open; of one that does it can prove nothing."""
    paper = voted.drawn["m003"]
    spoiled = paper.layer(rubbish(voted, 1), 0)
    voted.take(paper.terminal.send(voted.manifest, spoiled, 1, None))
    _, items = voted.first(voted.ask("mix", voted.box()))
    (bad,) = bad_of(voted, items)
    assert bad.reason == "not_opened"
    said = statements.read(voted.ask("trace", question(voted, bad))["trace"], voted.identity, Trace)
    assert said.voter == "m003"
    good = next(item for item in items if item != bad.item)
    lie = mixing._shown(voted.manifest, voted.parties["S"].box, 1, good, "not_opened")
    assert lie.proof is not None
    assert voted.code_of(voted.ask("trace", question(voted, lie))) == "mix.trace"


def test_a_station_says_nothing_of_keys_that_it_never_had(bench: Bench):
    """A new station in the place of an old one does not say that the old one's keys are gone."""
    assert bench.ask("forget", {"vote": "p99"})["refusal"]
    assert not bench.notebook.forgotten("p99")


def test_after_forget_keys_and_envelopes_are_gone_and_signatures_stay(bench: Bench, voted: Hall):
    """The dispute window is over: nothing can be opened or traced any more, and the station signs it; before the count a
    person agrees first.
    """
    body = voted.count()
    assert voted.ask("forget", {"vote": voted.vote})["waits"].about == "forget"
    voted.ask("tally", body)
    sealed = b64(voted.casts["m001"].ct)[:60].encode()
    for _ in range(2):
        said = statements.read(voted.ask("forget", {"vote": voted.vote})["forgotten"], voted.identity, Forgotten)
        assert (said.vote, said.mh, said.by) == (voted.vote, voted.manifest.mh, "A")
    assert bench.keyring.known("m-2026-03", voted.vote) is None
    kept = b"".join(path.read_bytes() for path in bench.folder.glob("station.sqlite3*"))
    assert sealed not in kept
    assert bench.notebook.tally(voted.vote)[0] == body["tally"]
    assert voted.code_of(voted.ask("mix", voted.box())) == "station.forgotten"
    assert voted.code_of(voted.ask("keys", {"vote": voted.vote})) == "station.forgotten"
