"""The station as a process of its own, before a stand-in server: it enrols, works, is killed, and goes on."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path

import pytest

from tests.ballots.chance import Fresh
from tests.ballots.paper import Drawn
from tests.station.fake_server import CODE, PATIENCE, FakeServer
from tests.station.hall import agenda_file
from tests.station.process import Process, hall_of
from voting.ballots import messages, p256, statements
from voting.ballots.statements import Tally
from voting.ledger.signing import open_note, parse_vkey, sign_checkpoint
from voting.ledger.tree import Tree, leaf_hash


@pytest.mark.parametrize(
    "words", [(), ("--roll", "{roll}"), ("--bind", "0.0.0.0:9001"), ("--server", "http://venue.example")]
)
def test_a_station_that_cannot_start_says_why(tmp_path: Path, roll: Path, words: tuple[str, ...], capsys):
    """No roll, a page for everybody, a server without https: one sentence in both languages, and an end."""
    from voting.cli import door

    line = ["station", "--server", "https://127.0.0.1:1", "--station", "A", "--var", str(tmp_path / "var"), *words]
    if words[:1] == ("--roll",):
        (tmp_path / "var").mkdir(mode=0o700)
        (tmp_path / "var" / "station.sqlite3").write_text("no notebook, but long enough to be read as one" * 40)
        line[-1] = str(roll)
    assert door.main(line) == 1
    said = capsys.readouterr().err
    assert re.search("[一-鿿]", said)
    assert re.search("[a-z]{4}", said)


def checkpoint(server: FakeServer, word: str = "one") -> dict:
    """A note of five entries; another word makes another history of the same size."""
    tree = Tree(leaf_hash(f"{word} {n}".encode()) for n in range(5))
    return {"note": sign_checkpoint(5, tree.root(), server.log), "old_size": 0, "proof": []}


def poll_of(view: dict, vote: str) -> dict | None:
    return next((poll for poll in view["polls"] if poll["vote"] == vote), None)


def alarm_of(view: dict, kind: str) -> dict | None:
    return next((alarm for alarm in view["alarms"] if alarm["kind"] == kind), None)


def test_a_whole_poll_over_the_line(station: Process, server: FakeServer):
    """Enrolled, asked for keys, manifest, papers, witness, box and count: the real process answers them all."""
    hall = hall_of(server, "p1").announce()
    hall.vote_all()
    note = server.ask("witness", checkpoint(server))["note"]
    assert len(open_note(note, (server.log.verifier, parse_vkey(server.witness)))[1]) == 2
    signed = statements.read(server.ask("tally", hall.count())["tally"], server.station, Tally)
    assert signed.by == "A"
    view = station.view_until(lambda view: poll_of(view, "p1") and poll_of(view, "p1")["count"])
    poll = poll_of(view, "p1")
    assert (poll["issued"], poll["box"]["m_in"], poll["count"]["cast"]) == (12, 12, 12)
    assert {check["state"] for check in poll["checks"]} == {"good"}


def test_two_roots_at_one_size_and_a_decision_on_the_page(station: Process, server: FakeServer):
    """A fork turns up on the page with its evidence; the next manifest waits for a named person's click."""
    server.ask("witness", checkpoint(server))
    body = checkpoint(server, "another")
    assert server.refusal_of(server.ask("witness", body)) == "log.fork"
    alarm = alarm_of(station.view_until(lambda view: alarm_of(view, "fork")), "fork")
    kept = [json.loads(row["evidence"]) for row in station.call("/api/evidence")["alarm"] if row["kind"] == "fork"]
    assert kept[0]["offered"] == body["note"]
    task = server.put("countersign", hall_of(server, "p2").offer())
    (question,) = station.view_until(lambda view: view["asks"])["asks"]
    assert station.call("/api/decide", {"about": "countersign", "subject": "another", "agreed": True}) == {"ok": False}
    station.call("/api/decide", {"about": question["about"], "subject": question["subject"], "agreed": True})
    assert set(server.answer_of(task)) == {"countersign"}
    station.call("/api/seen", {"alarm": alarm["id"]})
    view = station.view_until(lambda view: alarm_of(view, "fork")["seen"])
    assert view["asks"] == []
    assert view["told"][0]["figures"]["name"] == "张三"


def test_killed_between_the_signature_and_the_answer_it_gives_the_same_answer(roll: Path, tmp_path: Path):
    """kill -9 after the paper is signed and before the server has it: started again, the station answers the same bytes,
    and no second paper.
    """
    server = FakeServer(confirmed=False)
    mine = Process(server.address, tmp_path).start(
        "--roll", str(roll), "--agenda", str(agenda_file(roll.parent)), "--code", CODE
    )
    try:
        mine.sign_in()
        mine.view_until(lambda view: view["link"]["state"] == "pending")
        server.confirmed = True  # the operator has compared the fingerprints
        mine.view_until(lambda view: view["link"]["state"] == "up")
        hall = hall_of(server, "k1").announce()
        raw, second = (Drawn(hall.terminals["m001"], hall.manifest, Fresh()).request() for _ in range(2))
        server.before_answer = mine.kill
        task = server.put("issue", {"vote": "k1", "requests": [raw]})
        with server.news:
            assert server.news.wait_for(lambda: server.lost, PATIENCE)
        mine.start()
        assert server.answer_of(task) == server.lost[0]
        (refused,) = server.ask("issue", {"vote": "k1", "requests": [second]})["signed"]
        assert messages.read(refused, server.station, "refusal").payload["code"] == "ballot.drawn_already"
    finally:
        mine.kill()
        server.stop()


def test_the_page_lets_nobody_in_without_the_code(station: Process):
    """A wrong code, no code, no name: refused; five wrong ones make a new code; a used code is used."""
    mine = Process(station.server, station.folder, page=station.page)
    assert mine.call("/api/view")["refusal"]["code"] == "sign_in.required"
    assert mine.call("/api/evidence")["refusal"]["code"] == "sign_in.required"
    code = station.code
    assert mine.call("/api/sign-in", {"once": code, "name": " "})["refusal"]["code"] == "sign_in.wrong"
    for _ in range(5):
        assert mine.call("/api/sign-in", {"once": "WRONGWRONG22", "name": "李四"})["refusal"]["zh"]
    assert mine.call("/api/sign-in", {"once": code, "name": "李四"})["refusal"]["code"] == "sign_in.wrong"
    with urllib.request.urlopen(station.page + "/", timeout=PATIENCE) as page:
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]


def test_a_server_with_another_key_is_not_served(server: FakeServer, station: Process):
    """The key was remembered at the first call: another one stops the station, with an alarm."""
    good, server.key = server.key, p256.signing_key(p256.generate())
    server.tokens.clear()
    server.put("issued", {"vote": "p9"})
    view = station.view_until(lambda view: view["link"]["state"] == "refused")
    station.call("/api/seen", {"alarm": alarm_of(view, "server")["id"]})
    server.key = good
    station.view_until(lambda view: view["link"]["state"] == "up")
