"""Papers that were checked instead of cast 查验: what an opening has shown is counted by nobody again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.station.conftest import Bench
from tests.station.hall import Hall
from voting.ballots import mixing, receipts, recount, sealing, statements, tracing
from voting.ballots.encodings import b64
from voting.ballots.mixing import Untraced
from voting.ballots.opening import judge
from voting.ballots.statements import Mix


@pytest.fixture
def checked(bench: Bench) -> tuple[Hall, bytes, str]:
    """A poll in which m001 had a paper checked and has cast nothing: the paper's inner text, and what its terminal said."""
    hall = bench.hall().announce()
    hall.draw_all()
    for voter in list(hall.terminals)[1:]:
        hall.cast(voter, "NNA")
    ballot = hall.drawn["m001"].ballot("YYA")
    return hall, ballot.inner(), said(hall, ballot.pk)


def said(hall: Hall, key: bytes, voter: str = "m001") -> str:
    return hall.terminals[voter]._say("checked", vote=hall.vote, mh=b64(hall.manifest.mh), pk=b64(key))


def told(hall: Hall, *what: str) -> dict:
    return hall.ask("checked", {"vote": hall.vote, "checked": list(what)})


def exchanged(hall: Hall, inner: bytes) -> dict:
    """The server opens the last level and puts the opened paper in the place of a ballot: the body of `tally`."""
    box = hall.box()
    first, items = hall.first(hall.ask("mix", box))
    body = hall.last(box["close"], [first], items)
    ballots = sorted([*(text.encode() for text in body["ballots"][1:]), inner])
    before, figures = statements.read(first, hall.identity, Mix), hall.closed(box["close"])
    lie = Mix(hall.vote, hall.manifest.mh, "S", 1, before.out_root, receipts.root(ballots), 11, 11, ())
    papers = [judge(hall.manifest, sealing.frame(one, hall.manifest.pad))[1] for one in ballots]
    about = recount.Box(12, 11, figures.cast_root, lie.out_root, 0, (), {})
    return body | {
        "before": [first, statements.sign(hall.server, lie)], "ballots": [one.decode() for one in ballots],
        "tally": recount.text(hall.manifest, list(hall.lines), about, papers),
    }  # fmt: skip


def test_an_opened_paper_in_the_place_of_a_ballot_is_not_signed(bench: Bench, checked: tuple[Hall, bytes, str]):
    """Although everything else holds: roots, figures, signatures, credential; after a restart too."""
    hall, inner, jws = checked
    assert told(hall, jws) == {"ok": True}
    bench.notebook.close()
    bench.open()
    body = exchanged(hall, inner)
    assert hall.code_of(hall.ask("tally", body)) == "station.ballots"
    assert bench.notebook.tally(hall.vote) is None


def test_without_the_terminals_word_a_station_cannot_know(checked: tuple[Hall, bytes, str]):
    """The same box, of which nobody has told the station: it signs, and the log is what convicts (bundle V9)."""
    hall, inner, _ = checked
    assert set(hall.ask("tally", exchanged(hall, inner))) == {"tally"}


def test_a_checked_paper_that_its_voter_casts_is_void_by_name(checked: tuple[Hall, bytes, str]):
    """A terminal of somebody's own casts it all the same: shown, traced, void, and the count goes on."""
    hall, inner, jws = checked
    told(hall, jws)
    paper = hall.drawn["m001"]
    sealed = paper.seal(sealing.frame(inner, hall.manifest.pad), paper.ballot("YYA"))
    hall.take(paper.terminal.send(hall.manifest, sealed.ct, 1, None))
    box = hall.box()
    mix, items = hall.first(hall.ask("mix", box))
    plain, hall.manifest = hall.manifest, replace(hall.manifest, checked=frozenset({b64(paper.ballot("YYA").pk)}))
    with pytest.raises(Untraced) as found:
        mixing.open_last(hall.manifest, hall.parties["S"].box, items).settle({})
    (bad,) = found.value.bad
    assert bad.reason == "credential"
    with pytest.raises(ValueError, match="not bad for this reason"):
        tracing.shows(plain, 1, bad)
    asked = tracing.Question(bad.reason, tracing.Shown(bad.item, (), bad.secret)).as_json()
    trace = hall.ask("trace", {"vote": hall.vote, "level": 0} | asked)["trace"]
    casts = {voter: (voter, cast.seat, cast) for voter, cast in hall.casts.items()}
    named = tracing.follow(hall.manifest, [trace], casts, hall.signers)
    body = hall.last(box["close"], [mix], items, named)
    assert set(hall.ask("tally", body)) == {"tally"}
    assert json.loads(body["tally"])["void"] == [{"voter": "m001", "reason": "credential"}]


def test_nobody_is_struck_out_once_the_box_is_open(checked: tuple[Hall, bytes, str]):
    """After the opening a ballot key is known to others: no word about another one is taken, the same again is."""
    hall, _, jws = checked
    told(hall, jws)
    hall.ask("mix", hall.box())
    assert told(hall, jws) == {"ok": True}
    other = hall.drawn["m002"].ballot("NNA").pk
    assert hall.code_of(told(hall, jws, said(hall, other))) == "station.another_box"


def test_only_a_terminal_of_this_vote_is_heard(bench: Bench, checked: tuple[Hall, bytes, str]):
    """The server's own key, and a word about another vote, change nothing."""
    hall, _, _ = checked
    key = b64(hall.drawn["m002"].ballot("NNA").pk)
    payload = {"vote": hall.vote, "mh": b64(hall.manifest.mh), "seat": "A02", "pk": key}
    assert hall.code_of(told(hall, statements.messages.sign(hall.server, "checked", payload))) == "seat.wrong_key"
    other = bench.hall(voters=list(hall.terminals.values()))
    assert hall.code_of(told(hall, said(other, hall.drawn["m002"].ballot("NNA").pk))) == "poll.wrong_manifest"
