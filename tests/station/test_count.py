"""The count: signed only where the station's own count is the same to the letter."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from tests.station.conftest import Bench
from tests.station.hall import Hall
from voting.ballots import receipts, statements
from voting.ballots.encodings import b64
from voting.ballots.statements import Mix, Tally
from voting.exact import dumps


@pytest.fixture(scope="module")
def counted(steady: Bench) -> tuple[Hall, dict]:
    """A poll that is counted, before the station has seen the count."""
    hall = steady.hall().announce()
    hall.draw_all()
    for place, voter in enumerate(hall.terminals):
        hall.cast(voter, "YNA" if place % 2 else "NYA", ["赵六"] if place == 3 else [])
    return hall, hall.count()


def changed(text: str, **fields) -> str:
    return dumps(json.loads(text) | fields).decode()


def line(text: str, n: int) -> list:
    sums = json.loads(text)["sums"]
    sums["lines"][n]["for"] += 1
    sums["lines"][n]["against"] -= 1
    return sums


def dropped(hall: Hall, body: dict) -> dict:
    """The last opener leaves a ballot out and states the rest."""
    items = [text.encode() for text in body["ballots"][1:]]
    first = statements.read(body["before"][0], hall.identity, Mix)
    said = Mix(hall.vote, hall.manifest.mh, "S", 1, first.out_root, receipts.root(items), 12, 11, (("m001", "form"),))
    return {"ballots": body["ballots"][1:], "before": [body["before"][0], statements.sign(hall.server, said)]}


ATTACKS = {
    "a vote moved from against to for": ("station.tally", lambda h, b: {"tally": changed(b["tally"], sums=line(b["tally"], 0))}),
    "papers issued": ("station.tally", lambda h, b: {"tally": changed(b["tally"], issued=13)}),
    "a paper spoiled that was not": ("station.tally", lambda h, b: {"tally": changed(b["tally"], spoiled=1)}),
    "a void envelope that was none": ("station.tally", lambda h, b: {"tally": changed(b["tally"], void=[{"voter": "m001", "reason": "form"}])}),
    "white space": ("station.tally", lambda h, b: {"tally": b["tally"] + " "}),
    "no text of a count": ("message.malformed", lambda h, b: {"tally": "{"}),
    "a ballot missing": ("station.ballots", lambda h, b: {"ballots": b["ballots"][1:]}),
    "a ballot altered": ("station.ballots", lambda h, b: {"ballots": [b["ballots"][0].replace('A\\",\\"mh', 'N\\",\\"mh'), *b["ballots"][1:]]}),
    "a ballot dropped under a voter's name": ("station.void", dropped),
    "no statement of the last level": ("station.statements", lambda h, b: {"before": b["before"][:1]}),
    "another close": ("station.another_box", lambda h, b: {"close": h.close()[:-4] + "AAAA"}),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_a_count_that_is_not_the_stations_own_is_not_signed(steady: Bench, counted: tuple[Hall, dict], name: str):
    """Refused; nothing is signed."""
    hall, body = counted
    code, attack = ATTACKS[name]
    assert hall.code_of(hall.ask("tally", body | attack(hall, body))) == code
    assert steady.notebook.tally(hall.vote) is None


def test_both_counts_stand_in_the_evidence_and_the_true_one_is_signed(bench: Bench):
    """Who looks later sees what the server said and what the station counted; a lie before does not stop the truth."""
    hall = bench.hall().announce()
    hall.vote_all()
    body = hall.count()
    lie = changed(body["tally"], issued=13)
    hall.ask("tally", body | {"tally": lie})
    (alarm,) = bench.notebook.alarms()
    assert alarm["kind"] == "tally"
    assert (alarm["evidence"]["server"], alarm["evidence"]["own"]) == (lie, body["tally"])
    assert set(hall.ask("tally", body)) == {"tally"}


def test_names_settled_as_one_person_wait_for_the_chief_scrutineer(bench: Bench):
    """A merge is a person's judgement: the table is shown, confirmed by name, and only then signed."""
    hall = bench.hall().announce()
    hall.draw_all()
    for place, voter in enumerate(hall.terminals):
        hall.cast(voter, "NNA", [["赵六"], ["赵 陆"], []][place % 3])
    box = hall.box()
    mix, items = hall.first(hall.ask("mix", box))
    plain = hall.last(box["close"], [mix], items)
    assert set(hall.ask("tally", plain)) == {"tally"}  # the first count, before anybody has settled a name
    body = hall.last(box["close"], [mix], items, merges={"赵陆": "赵六"})
    waits = hall.ask("tally", body)
    assert waits["waits"].details["merges"] == [{"written": "赵陆", "into": "赵六"}]
    bench.agree(waits, agreed=False)
    assert hall.code_of(hall.ask("tally", body)) == "station.declined"
    bench.agree(hall.ask("tally", body))
    said = statements.read(hall.ask("tally", body)["tally"], hall.identity, Tally)
    assert b64(said.tally) == b64(sha256(body["tally"].encode()).digest())
    assert any(row["name"] == "张三" for row in bench.notebook.evidence()["decision"])
