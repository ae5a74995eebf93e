"""Which terminals are tried: fixed by dice and a later checkpoint, known before to nobody, and what so many are worth."""

from __future__ import annotations

import getpass
import io
import json
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from voting.ballots import p256
from voting.cli.commands import main
from voting.cli.parallel import draw, least_found, secret
from voting.documents.roll import Roll, read_roll
from voting.ledger.signing import COSIGNATURE, SignerKey, cosign, sign_checkpoint

ROLL = Path(__file__).resolve().parents[2] / "voting/documents/samples/committee/roll.csv"
DICE = "31415 26535 " * 5
ROOT = bytes(range(32))


class Meeting:
    """The log of one meeting with its stations, and what GET /api/log answers of it, saved."""

    def __init__(self, folder: Path, stations: str = "") -> None:
        self.folder = folder
        self.log = SignerKey.generate("yijue/m")
        self.witnesses = {name: SignerKey.generate(f"yijue/m/{name}", COSIGNATURE) for name in stations}

    def keys(self) -> dict[str, object]:
        stations = [{"station": name, "jwk": p256.signing_key(p256.generate()).public.jwk, "witness": key.verifier.text()}
                    for name, key in self.witnesses.items()]  # fmt: skip
        return {"log": self.log.verifier.text(), "stations": stations}

    def saved(self, name: str, size: int, root: bytes = ROOT, by: str | None = None, **other: object) -> str:
        """The file's path; `by` are the stations that have cosigned, all when left out; `other` replaces fields."""
        note = cosigned = sign_checkpoint(size, root, self.log)
        for letter in by if by is not None else self.witnesses:
            cosigned = cosign(cosigned, self.witnesses[letter], 1)
        file = self.folder / name
        answer = {"checkpoint": note, "cosigned": cosigned if self.witnesses else None, "keys": self.keys()} | other
        file.write_text(json.dumps(answer), encoding="utf-8")
        return str(file)


@pytest.fixture
def meeting(tmp_path):
    return Meeting(tmp_path)


@pytest.fixture
def since(meeting):
    return meeting.saved("since", 7, bytes(32))


@pytest.fixture
def later(meeting):
    return meeting.saved("later", 8)


def seats() -> list[str]:
    roll = read_roll(ROLL.name, ROLL.read_bytes())
    assert isinstance(roll, Roll)
    return [one.seat for one in roll.voters]


def committed(said: str) -> str:
    return said.partition("for the minutes  ")[2].split("\n")[0]


def test_dice_and_a_later_checkpoint_draw_the_seats_together(tmp_path, capsys, since, later):
    """First the commitment alone, then the seats; other dice or another root name others, and the roll's order none."""
    file, key = tmp_path / "dice", secret(DICE)
    file.write_text(DICE + "\n", encoding="utf-8")
    words = ["parallel", str(ROLL), "--dice", str(file), "--since", since]
    assert main(words) == 0
    said = capsys.readouterr().out
    minuted = committed(said)
    assert len(bytes.fromhex(minuted)) == 32
    assert not [seat for seat in seats() if seat in said.split()]
    assert main([*words, "--reveal", later, "--count", "5"]) == 0
    said = capsys.readouterr().out
    drawn = draw(key, ROOT, seats(), 5)
    assert committed(said) == minuted
    assert "  ".join(drawn) in said
    assert len(set(drawn)) == 5
    assert draw(key, bytes(32), seats(), 5) != drawn
    assert draw(secret(DICE.replace("3", "1")), ROOT, seats(), 5) != drawn
    assert draw(key, ROOT, reversed(seats()), 5) == drawn
    assert sorted(draw(key, ROOT, seats(), 3000)) == sorted(seats())


def test_the_commitment_is_to_dice_and_to_the_log_as_it_is(tmp_path, capsys, meeting, since):
    """Other dice, another end of the log and another log's key each give another one."""
    said = set()
    for number, (dice, end) in enumerate((
        (DICE, since), (DICE.replace("3", "1"), since), (DICE, meeting.saved("longer", 8, bytes(32))),
        (DICE, meeting.saved("other", 7)), (DICE, Meeting(tmp_path).saved("stranger", 7, bytes(32))),
    )):  # fmt: skip
        file = tmp_path / f"dice{number}"
        file.write_text(dice, encoding="utf-8")
        assert main(["parallel", str(ROLL), "--dice", str(file), "--since", end]) == 0
        said.add(committed(capsys.readouterr().out))
    assert len(said) == 5


@pytest.mark.parametrize(("end", "words"), [
    (lambda one: one.saved("end", 7), "no later than the log at the commitment"),
    (lambda one: one.saved("end", 6), "no later than the log at the commitment"),
    (lambda one: one.saved("end", 8, by="A"), "Station B has not cosigned it"),
    (lambda one: one.saved("end", 8, by=""), "Station A、B has not cosigned it"),
    (lambda one: one.saved("end", 8, cosigned=None), "no such checkpoint yet"),
    (lambda one: Meeting(one.folder, "AB").saved("end", 8), "No checkpoint of this meeting"),
    (lambda one: one.saved("end", 8, cosigned="yijue/m\n8\n" + "A" * 43 + "=\n"), "No checkpoint of this meeting"),
    (lambda one: one.saved("end", 8, more=1), "no answer of GET /api/log"),
])  # fmt: skip
def test_only_a_later_end_that_log_and_stations_have_signed_draws(tmp_path, capsys, monkeypatch, end, words):
    """Not an older one, not one without a station, another log's or nobody's: a sentence, no seat, and exit 1."""
    monkeypatch.setattr(getpass, "getpass", lambda _: DICE)
    meeting = Meeting(tmp_path, "AB")
    asked = ["parallel", str(ROLL), "--since", meeting.saved("since", 7, by="")]
    assert main([*asked, "--reveal", meeting.saved("good", 8)]) == 0
    assert capsys.readouterr().out
    assert main([*asked, "--reveal", end(meeting)]) == 1
    said = capsys.readouterr()
    assert (words in said.err, said.out) == (True, "")


def test_a_trust_file_is_what_counts_and_no_key_of_the_answer(tmp_path, capsys, monkeypatch, meeting, since, later):
    """With the right keys no fingerprint is shown to be compared; with others neither end is believed."""
    monkeypatch.setattr(getpass, "getpass", lambda _: DICE)
    trust = tmp_path / "trust.json"
    asked = ["parallel", str(ROLL), "--since", since, "--reveal", later]
    for keys, code in (({"log": meeting.log.verifier.text()}, 0), (Meeting(tmp_path).keys(), 1), ({"stations": []}, 1)):
        trust.write_text(json.dumps(keys), encoding="utf-8")
        assert main([*asked, "--trust", str(trust)]) == code
    assert "compare" not in capsys.readouterr().out
    assert main(asked) == 0
    key = sha256(meeting.log.verifier.text().encode()).hexdigest()[:16]
    assert f"log {key}" in capsys.readouterr().out


def test_dice_are_typed_unseen_or_come_on_a_pipe(monkeypatch, capsys, since, later):
    """Twice while nothing was minuted yet, once against the commitment; spaces do not matter."""
    typed, words = [DICE, DICE.replace(" ", "")], ["parallel", str(ROLL), "--since", since]
    monkeypatch.setattr(getpass, "getpass", lambda _: typed.pop(0))
    assert main(words) == 1
    assert "Not the same twice" in capsys.readouterr().err
    typed += [DICE, DICE, DICE]
    assert main(words) == 0
    minuted = committed(capsys.readouterr().out)
    assert main([*words, "--reveal", later]) == 0
    assert not typed
    assert committed(capsys.readouterr().out) == minuted
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(DICE.encode())))
    assert main([*words, "--dice", "-"]) == 0
    assert committed(capsys.readouterr().out) == minuted


@pytest.mark.parametrize(("trials", "share"), [(20, 14), (60, 5), (1, 95), (300, 1)])
def test_what_so_many_trials_are_worth(trials, share):
    """The share that (1 − f)ⁿ ≤ 1/20 gives, and the next smaller one does not."""
    assert least_found(trials) == share
    assert (100 - share) ** trials * 20 <= 100**trials
    assert (101 - share) ** trials * 20 > 100**trials


@pytest.mark.parametrize(("dice", "words"), [
    (b"1234561234", "At least 50 throws"), ("一句短话".encode(), "At least 50 throws"), (b"\xff", "no text"),
])  # fmt: skip
def test_dice_that_could_be_guessed_are_refused(tmp_path, capsys, since, dice, words):
    """A commitment to a few throws would tell them to whoever tries them all."""
    file = tmp_path / "dice"
    file.write_bytes(dice)
    assert main(["parallel", str(ROLL), "--dice", str(file), "--since", since]) == 1
    assert words in capsys.readouterr().err


def test_what_is_no_answer_or_no_roll_is_said(tmp_path, capsys, monkeypatch, since):
    """A sentence and exit 1; a bare note is none, for it names no key."""
    monkeypatch.setattr(getpass, "getpass", lambda _: DICE)
    note = tmp_path / "note"
    for text in ("nothing", "[]", json.loads(Path(since).read_bytes())["checkpoint"]):
        note.write_text(text, encoding="utf-8")
        assert main(["parallel", str(ROLL), "--since", str(note)]) == 1
        assert "note: " in capsys.readouterr().err
    empty = tmp_path / "roll.csv"
    empty.write_text("姓名\n", encoding="utf-8")
    assert main(["parallel", str(empty), "--since", since]) == 1
