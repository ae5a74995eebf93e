"""Which terminals are tried: fixed by dice and a later checkpoint, known before to nobody, and what so many are worth."""

from __future__ import annotations

import getpass
import io
import sys
from pathlib import Path

import pytest

from voting.cli.commands import main
from voting.cli.parallel import commitment, draw, least_found, secret
from voting.documents.roll import Roll, read_roll
from voting.ledger.signing import SignerKey, sign_checkpoint

ROLL = Path(__file__).resolve().parents[2] / "voting/documents/samples/committee/roll.csv"
DICE = "31415 26535 " * 5
ROOT = bytes(range(32))


@pytest.fixture
def note(tmp_path):
    found = tmp_path / "note"
    found.write_text(sign_checkpoint(7, ROOT, SignerKey.generate("yijue/m")), encoding="utf-8")
    return found


def seats() -> list[str]:
    roll = read_roll(ROLL.name, ROLL.read_bytes())
    assert isinstance(roll, Roll)
    return [one.seat for one in roll.voters]


def test_dice_and_a_later_checkpoint_draw_the_seats_together(tmp_path, capsys, note):
    """First the commitment alone, then the seats; other dice or another root name others, and the roll's order none."""
    file, key = tmp_path / "dice", secret(DICE)
    file.write_text(DICE + "\n", encoding="utf-8")
    assert main(["parallel", str(ROLL), "--dice", str(file)]) == 0
    said = capsys.readouterr().out
    assert commitment(key) in said
    assert not [seat for seat in seats() if seat in said.split()]
    assert main(["parallel", str(ROLL), "--dice", str(file), "--reveal", str(note), "--count", "5"]) == 0
    said = capsys.readouterr().out
    drawn = draw(key, ROOT, seats(), 5)
    assert commitment(key) in said
    assert "  ".join(drawn) in said
    assert len(set(drawn)) == 5
    assert draw(key, bytes(32), seats(), 5) != drawn
    assert draw(secret(DICE.replace("3", "1")), ROOT, seats(), 5) != drawn
    assert draw(key, ROOT, reversed(seats()), 5) == drawn
    assert sorted(draw(key, ROOT, seats(), 3000)) == sorted(seats())


def test_dice_are_typed_unseen_or_come_on_a_pipe(monkeypatch, capsys, note):
    """Twice while nothing was minuted yet, once against the commitment; spaces do not matter."""
    typed = [DICE, DICE.replace(" ", "")]
    monkeypatch.setattr(getpass, "getpass", lambda _: typed.pop(0))
    assert main(["parallel", str(ROLL)]) == 1
    assert "Not the same twice" in capsys.readouterr().err
    typed += [DICE, DICE, DICE]
    assert main(["parallel", str(ROLL)]) == 0
    assert main(["parallel", str(ROLL), "--reveal", str(note)]) == 0
    assert not typed
    assert capsys.readouterr().out.count(commitment(secret(DICE))) == 2
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(DICE.encode())))
    assert main(["parallel", str(ROLL), "--dice", "-"]) == 0
    assert commitment(secret(DICE)) in capsys.readouterr().out


@pytest.mark.parametrize(("trials", "share"), [(20, 14), (60, 5), (1, 95), (300, 1)])
def test_what_so_many_trials_are_worth(trials, share):
    """The share that (1 − f)ⁿ ≤ 1/20 gives, and the next smaller one does not."""
    assert least_found(trials) == share
    assert (100 - share) ** trials * 20 <= 100**trials
    assert (101 - share) ** trials * 20 > 100**trials


@pytest.mark.parametrize(("dice", "words"), [
    (b"1234561234", "At least 50 throws"), ("一句短话".encode(), "At least 50 throws"), (b"\xff", "no text"),
])  # fmt: skip
def test_dice_that_could_be_guessed_are_refused(tmp_path, capsys, dice, words):
    """A commitment to a few throws would tell them to whoever tries them all."""
    file = tmp_path / "dice"
    file.write_bytes(dice)
    assert main(["parallel", str(ROLL), "--dice", str(file)]) == 1
    assert words in capsys.readouterr().err


def test_what_is_no_checkpoint_or_no_roll_is_said(tmp_path, capsys, monkeypatch):
    """A sentence and exit 1."""
    monkeypatch.setattr(getpass, "getpass", lambda _: DICE)
    note = tmp_path / "note"
    note.write_text("nothing", encoding="utf-8")
    assert main(["parallel", str(ROLL), "--reveal", str(note)]) == 1
    assert "No checkpoint" in capsys.readouterr().err
    empty = tmp_path / "roll.csv"
    empty.write_text("姓名\n", encoding="utf-8")
    assert main(["parallel", str(empty)]) == 1
