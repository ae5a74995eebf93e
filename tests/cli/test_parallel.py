"""Which terminals are tried: fixed by the checkpoint, the same for everybody, and what so many trials are worth."""

from __future__ import annotations

from pathlib import Path

import pytest

from voting.cli.commands import main
from voting.cli.parallel import draw, least_found
from voting.documents.roll import Roll, read_roll
from voting.ledger.signing import SignerKey, sign_checkpoint

ROLL = Path(__file__).resolve().parents[2] / "voting/documents/samples/committee/roll.csv"


def test_the_checkpoint_draws_the_seats(tmp_path, capsys):
    """Another root names other seats; everybody who has roll and note draws the same."""
    roll = read_roll(ROLL.name, ROLL.read_bytes())
    assert isinstance(roll, Roll)
    seats = [one.seat for one in roll.voters]
    note = tmp_path / "note"
    note.write_text(sign_checkpoint(7, bytes(range(32)), SignerKey.generate("yijue/m")), encoding="utf-8")
    assert main(["parallel", str(ROLL), "--note", str(note), "--count", "5"]) == 0
    said = capsys.readouterr().out
    drawn = draw(bytes(range(32)), seats, 5)
    assert "  ".join(drawn) in said
    assert len(set(drawn)) == 5
    assert draw(bytes(32), seats, 5) != drawn
    assert draw(bytes(range(32)), reversed(seats), 5) == drawn
    assert sorted(draw(bytes(32), seats, 3000)) == sorted(seats)


@pytest.mark.parametrize(("trials", "share"), [(20, 14), (60, 5), (1, 95), (300, 1)])
def test_what_so_many_trials_are_worth(trials, share):
    """The share that (1 − f)ⁿ ≤ 1/20 gives, and the next smaller one does not."""
    assert least_found(trials) == share
    assert (100 - share) ** trials * 20 <= 100**trials
    assert (101 - share) ** trials * 20 > 100**trials


def test_what_is_no_checkpoint_or_no_roll_is_said(tmp_path, capsys):
    """A sentence and exit 1."""
    note = tmp_path / "note"
    note.write_text("nothing", encoding="utf-8")
    assert main(["parallel", str(ROLL), "--note", str(note)]) == 1
    assert "no checkpoint" in capsys.readouterr().err
    empty = tmp_path / "roll.csv"
    empty.write_text("姓名\n", encoding="utf-8")
    assert main(["parallel", str(empty), "--note", str(note)]) == 1
