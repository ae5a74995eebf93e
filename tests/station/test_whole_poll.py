"""A whole poll through one station: keys, manifest, papers, box, count."""

from __future__ import annotations

from tests.station.conftest import Bench
from voting.ballots import receipts, statements
from voting.ballots.statements import IssueClose, Mix, Tally


def test_a_poll_at_t1_from_keys_to_signed_count(bench: Bench):
    """The station countersigns, issues every paper, opens its layer and signs the count that it made itself."""
    hall = bench.hall().announce()
    hall.vote_all("YNA")
    said = statements.read(bench.ask("issued", {"vote": hall.vote})["issued"], hall.identity, IssueClose)
    assert (said.issued, said.spoiled, said.voters_root) == (12, 0, receipts.voters_root(hall.roster))
    asked = hall.count()
    signed = statements.read(bench.ask("tally", asked)["tally"], hall.identity, Tally)
    assert (signed.by, signed.m) == ("A", 12)
    assert bench.alarms() == []


def test_everything_again_gets_the_same_again(bench: Bench):
    """After a restart the same tasks get the same bytes: nothing that was answered is lost."""
    hall = bench.hall().announce()
    hall.vote_all()
    asked = hall.count()
    requests = [paper.request() for paper in hall.drawn.values()]
    tasks = [("keys", {"vote": hall.vote}), ("countersign", hall.offer()), ("mix", hall.box(close=asked["close"])),
             ("tally", asked)]  # fmt: skip
    before = [bench.ask(*task) for task in tasks]
    bench.notebook.close()
    bench.open()
    assert [bench.ask(*task) for task in tasks] == before
    assert hall.code_of(bench.ask("issue", {"vote": hall.vote, "requests": requests})) == "poll.closed"


def test_the_middle_of_t2_opens_only_what_carries_every_token(bench: Bench):
    """Station B at level 1: what level 0 gave is opened, sorted and stated."""
    bench.desks.station = "B"
    bench.station = "B"
    hall = bench.hall(tier="T2").announce()
    hall.vote_all()
    close, mix, items = level_0(hall)
    answer = bench.ask(
        "mix",
        {
            "vote": hall.vote,
            "close": close,
            "before": [mix],
            "items": items,
            "traces": [],
            "void": {"casts": [], "traces": []},
        },
    )
    second, left = hall.first(answer)
    said = statements.read(second, hall.identity, Mix)
    assert (said.level, said.m_in, said.m_out, said.void) == (1, 12, 12, ())
    tally = bench.ask("tally", hall.last(close, [mix, second], left))
    assert set(tally) == {"tally"}


def level_0(hall):
    """Station A, played here, opens level 0."""
    from voting.ballots import mixing
    from voting.ballots.encodings import b64

    close = hall.close()
    casts = mixing.read_casts(hall.manifest, hall.roster, hall.devices, hall.casts_in_order())
    level = mixing.open_first(hall.manifest, hall.parties["A"].box, casts, hall.closed(close))
    signed = statements.sign(hall.parties["A"].signer, level.statement(hall.manifest))
    return close, signed, [b64(item) for item in level.items]
