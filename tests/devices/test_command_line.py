"""The command line, as a stranger meets it."""

from __future__ import annotations

import json

import pytest

from devices.__main__ import main


@pytest.mark.parametrize("command", [[], ["keypad"], ["simulate"]])
def test_help_is_there_in_both_languages(command, capsys):
    """--help answers in Chinese and English and ends well."""
    with pytest.raises(SystemExit) as end:
        main([*command, "--help"])
    said = capsys.readouterr().out
    assert end.value.code == 0
    assert "席位" in said
    assert "seat" in said


def test_a_missing_cards_file_is_told(tmp_path, capsys):
    """No traceback: one sentence and status 1."""
    missing = str(tmp_path / "cards.json")
    assert main(["simulate", "--server", "http://127.0.0.1:9", "--cards", missing]) == 1
    assert "cannot go on" in capsys.readouterr().err


@pytest.mark.parametrize(
    "cards",
    [{"meeting": "m1"}, {"meeting": "m1", "server": None, "seats": [{"seat": "A01"}]},
     {"meeting": "m1", "server": None, "seats": [{"seat": "A", "member": "p", "pin": "1", "code": None}] * 2}],
)  # fmt: skip
def test_a_wrong_cards_file_is_told(tmp_path, capsys, cards):
    """A missing field or a seat that stands twice is named."""
    file = tmp_path / "cards.json"
    file.write_text(json.dumps(cards))
    assert main(["simulate", "--server", "http://127.0.0.1:9", "--cards", str(file)]) == 1
    assert "cannot go on: card" in capsys.readouterr().err


def test_more_seats_than_cards_are_refused(tmp_path, capsys):
    """Nobody is simulated twice."""
    file = tmp_path / "cards.json"
    file.write_text(json.dumps({"meeting": "m1", "server": None, "seats": []}))
    assert main(["simulate", "--server", "http://127.0.0.1:9", "--cards", str(file), "--seats", "1"]) == 1
    assert "1 seats wanted" in capsys.readouterr().err


def test_a_server_that_is_away_is_told(tmp_path, capsys):
    """Nothing listens there: a sentence, not a traceback."""
    file = tmp_path / "cards.json"
    file.write_text(json.dumps({"meeting": "m1", "server": None, "seats": []}))
    assert main(["simulate", "--server", "http://127.0.0.1:9", "--cards", str(file)]) == 1
    assert "cannot go on" in capsys.readouterr().err
