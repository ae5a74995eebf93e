"""A manifest is countersigned only where everything that the station can look up by itself agrees with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.ballots.parties import election
from tests.ballots.terminal import Terminal
from tests.real import house
from tests.station.conftest import Bench
from tests.station.hall import Hall, terminals
from voting.ballots import p256, papers
from voting.ballots.papers import Issuer, Opener
from voting.ballots.rules import Threshold
from voting.cli.agenda import NoAgenda, read_agenda


def rebuilt(hall, **other):
    """The hall's manifest with other fields, signed by the server."""
    return papers.sign(replace(hall.manifest, **other), hall.server)


def fresh() -> p256.SigningKey:
    return p256.signing_key(p256.generate())


WRONG = {
    "meeting": lambda hall: {"manifest": rebuilt(hall, meeting="m-other")},
    "keys": lambda hall: {"manifest": rebuilt(hall, issuers=(
        hall.manifest.issuers[0], Issuer("A", hall.manifest.issuers[0].n)))},
    "box": lambda hall: {"manifest": rebuilt(hall, mix=(
        Opener("A", p256.encode_point(p256.generate().public_key())), hall.manifest.mix[1]))},
    "lines": lambda hall: {"lines": [*list(hall.lines)[1:], hall.lines[0]]},
    "roster": lambda hall: {"roster": [row | {"seat": "Z01"} if row["voter"] == "m005" else row for row in hall.offer()["roster"]]},
    "figures": lambda hall: {"manifest": rebuilt(hall, rules=replace(hall.manifest.rules, eligible=11))},
    "known": lambda hall: {"devices": {}},
    "peers": lambda hall: {"stations": {"A": fresh().public.jwk}},
}  # fmt: skip


@pytest.fixture(scope="module")
def shared(steady: Bench) -> Hall:
    return steady.hall()


@pytest.mark.parametrize("name", WRONG)
def test_a_manifest_with_one_thing_wrong_is_refused_with_an_alarm(steady: Bench, name: str, shared: Hall):
    """Every check stands alone: what fails is named in the alarm, and nothing is signed or remembered."""
    answer = shared.ask("countersign", shared.offer(**WRONG[name](shared)))
    assert shared.code_of(answer) == "station.manifest"
    assert ["keys" if name == "box" else name] in [one["figures"]["checks"] for one in steady.notebook.alarms()]
    assert steady.notebook.held(shared.vote) is None
    assert steady.notebook.devices() == {}


def test_a_manifest_of_another_server_is_refused(bench: Bench):
    """A good manifest with another signature is nobody's."""
    hall = bench.hall()
    foreign = papers.sign(hall.manifest, fresh())
    assert hall.code_of(hall.ask("countersign", hall.offer(manifest=foreign))) == "seat.wrong_key"
    assert bench.alarms() == ["manifest"]


@pytest.mark.parametrize(("seat", "count"), [("B01", 1), ("Z01", 1)])
def test_people_who_are_not_voting_members_of_the_stations_own_roll_are_found(bench: Bench, seat: str, count: int):
    """An attendee and a stranger in the electorate are named; the server's list alone makes nobody a member."""
    hall = bench.hall()
    people = [*list(hall.terminals.items())[:11], ("m013" if seat == "B01" else "m900", Terminal(seat))]
    hall.terminals = dict(people)
    body = hall.offer(manifest=rebuilt(hall, roster_hash=papers.roster_hash(
        [(voter, one.seat, one.key.public.kid) for voter, one in people])))  # fmt: skip
    assert hall.code_of(hall.ask("countersign", body)) == "station.manifest"
    assert bench.notebook.alarms()[0]["figures"]["checks"] == ["members"] * count


def test_a_member_who_sits_elsewhere_is_flagged_and_no_more(bench: Bench):
    """The seat differs from the roll's: countersigned, and the page says who."""
    hall = bench.hall()
    hall.terminals["m001"] = Terminal("S01")
    body = hall.offer(manifest=rebuilt(hall, roster_hash=papers.roster_hash(
        [(voter, seat, kid) for voter, (seat, kid) in hall.roster.items()])))  # fmt: skip
    assert set(hall.ask("countersign", body)) == {"countersign"}
    assert '{"about":["m001"],"name":"moved","state":"look"}' in bench.notebook.held(hall.vote).checks


def test_a_changed_device_waits_for_the_scrutineer(bench: Bench):
    """Another kid at a seat seen before is nobody's own decision; after a yes it is the one that is remembered."""
    first = bench.hall().announce()
    seats = list(first.terminals.values())
    seats[3] = Terminal("A04")
    second = bench.hall(voters=seats)
    waits = second.ask("countersign", second.offer())
    look = next(check for check in waits["waits"].details["checks"] if check["name"] == "devices")
    assert (look["state"], look["about"]) == ("look", ["A04"])
    bench.agree(waits)
    second.announce()
    assert bench.notebook.devices()["A04"] == seats[3].key.public.kid
    assert bench.hall(voters=seats).announce()


def test_two_seats_with_one_device_are_refused(bench: Bench):
    """One terminal cannot vote for two."""
    seats = terminals()
    seats[1] = Terminal("A02", seats[0].key)
    hall = bench.hall(voters=seats)
    assert hall.code_of(hall.ask("countersign", hall.offer())) == "station.manifest"
    assert bench.notebook.alarms()[0]["figures"]["checks"] == ["roster"]


def test_an_announcement_overtaken_before_any_paper_is_made_again_and_after_one_never(bench: Bench):
    """A sign-in changes the electorate: the newer manifest counts; once a paper is out, a second is an alarm."""
    hall = bench.hall().announce()
    newer = bench.hall(
        vote=hall.vote, rules=replace(election(), time_limit=60), voters=list(hall.terminals.values())
    ).announce()
    assert bench.notebook.held(hall.vote).mh == newer.manifest.mh
    newer.draw("m001")
    assert hall.code_of(hall.ask("countersign", hall.offer())) == "station.another_manifest"
    assert bench.alarms() == ["second"]


def test_asked_for_a_click_every_manifest_waits(bench: Bench):
    """With `--ask` nothing is countersigned without a person."""
    bench.desks.ask = True
    hall = bench.hall()
    waits = hall.ask("countersign", hall.offer())
    assert waits["waits"].about == "countersign"
    bench.agree(waits)
    hall.announce()


def other(hall: Hall, **rules: Any) -> Hall:
    """The same question by another rule."""
    hall.manifest = replace(hall.manifest, rules=replace(hall.manifest.rules, **rules))
    hall.jws = papers.sign(hall.manifest, hall.server)
    return hall


def renamed(hall: Hall) -> Hall:
    """The same vote under another title."""
    hall.manifest = replace(hall.manifest, title="选举乡长")
    hall.jws = papers.sign(hall.manifest, hall.server)
    return hall


def others_named(hall: Hall) -> Hall:
    """Other people on the ballot, and a manifest that fits it."""
    hall.lines = ({"id": "c1", "name": {"zh": "钱七", "en": "Qian Qi"}}, *hall.lines[1:])
    hall.manifest = replace(hall.manifest, candidates_hash=papers.candidates_hash(hall.lines))
    hall.jws = papers.sign(hall.manifest, hall.server)
    return hall


LIES = {
    "title": renamed,
    "lines": others_named,
    "kind": lambda hall: other(hall, kind="motion", alphabet="YNA", lines=1, max_yes=None, writein_max=0,
                               writein_bytes=0, writein_opposed=False),
    "seats": lambda hall: other(hall, max_yes=3),
    "threshold": lambda hall: other(hall, threshold=Threshold("at_least", "0/1")),
    "base": lambda hall: other(hall, base=1),
    "marks": lambda hall: other(hall, blank="for"),
}  # fmt: skip


@pytest.mark.parametrize("name", LIES)
def test_a_question_that_is_not_the_planned_one_waits_for_the_scrutineer(bench: Bench, name: str):
    """The server asks another question than the agenda has: nothing is signed before a person has seen what differs."""
    hall = LIES[name](bench.hall())
    if name == "kind":  # the one line of a motion
        hall.lines = hall.lines[:1]
        hall.manifest = replace(hall.manifest, candidates_hash=papers.candidates_hash(hall.lines))
        hall.jws = papers.sign(hall.manifest, hall.server)
    waits = hall.ask("countersign", hall.offer())["waits"]
    (check,) = [one for one in waits.details["checks"] if one["name"] == "agenda"]
    assert check["state"] == "look"
    assert name in check["about"]
    shown = waits.details
    assert (shown["title"], shown["lines"]) == (hall.manifest.title, list(hall.lines))
    assert {"base", "threshold", "max_yes"} <= shown["rules"].keys()
    bench.agree({"waits": waits}, agreed=False)
    assert hall.code_of(hall.ask("countersign", hall.offer())) == "station.declined"
    bench.agree({"waits": hall.ask("countersign", hall.offer())["waits"]})
    hall.announce()


def test_without_an_agenda_every_question_waits(bench: Bench):
    """A station that was given none shows its scrutineer each question, whatever else fits."""
    bench.notebook.note_fact("agenda", "[]")
    hall = bench.hall()
    (check,) = [
        one for one in hall.ask("countersign", hall.offer())["waits"].details["checks"] if one["state"] == "look"
    ]
    assert (check["name"], check["about"]) == ("agenda", ["no_agenda"])


def test_the_law_and_the_method_both_measure_a_planned_vote(tmp_path: Path):
    """Before a method is adopted the law's measure holds, afterwards the method's: a sitting file gives both."""
    method = '"election.threshold" = { at_least = "2/3" }\n'
    path = tmp_path / "sitting.toml"
    text = house.township(house.HEAD) + method + house.election("a", 2, "王秀兰", "李强", "周行")
    path.write_text(text + house.motions("b", ("named", "last")), encoding="utf-8")
    elected, moved = read_agenda(path)
    assert {(one.test, one.part) for one in elected.measures} == {("at_least", "2/3"), ("over", "1/2")}
    assert (elected.names, elected.seats, elected.secrecy) == (("王秀兰", "李强", "周行"), 2, "secret")
    assert (moved.kind, moved.names, moved.seats, moved.secrecy) == ("motion", (), None, "named")
    path.write_text("format = 1", encoding="utf-8")
    with pytest.raises(NoAgenda, match=r"sitting\.toml:1"):
        read_agenda(path)
