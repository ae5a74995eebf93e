"""`yijue export`: a file where there was none, for a sitting that is closed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.verify.story import told
from tests.web.conftest import desk_of
from voting.cli import commands, export
from voting.verify.run import Verdict, verify


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a prepared database."""
    made = tmp_path_factory.mktemp("export")
    desk_of(made, sample=True)
    return made


def typed(folder: Path, *words: str) -> int:
    """The command as it is typed, for this folder's database."""
    return commands.main(
        ["export", *words, "--database", f"sqlite:///{folder}/yijue.db", "--keys", str(folder / "keys")]
    )


def test_a_sitting_that_was_not_held_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1 with a sentence, and no file."""
    out = folder / "early.zip"
    assert typed(folder, str(out)) == 1
    assert "会议尚未召开" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("profile", ["full", "public"])
def test_a_closed_sitting_is_written_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], profile: str
) -> None:
    """The file holds; a second time it is not overwritten."""
    one, out = told(), folder / f"{profile}.zip"
    monkeypatch.setattr(export, "sitting_of", lambda _config, _store: (one.room.clerk, one.source.record))
    monkeypatch.setattr(export, "Source", lambda _ledger, *rest: type(one.source)(one.source.ledger, *rest))
    assert typed(folder, "--profile", profile, str(out)) == 0
    assert str(out) in capsys.readouterr().out
    assert verify(out, None, lambda _: None) == Verdict(0)
    before = out.read_bytes()
    assert typed(folder, "--profile", profile, str(out)) == 1
    assert "不覆盖" in capsys.readouterr().err
    assert out.read_bytes() == before


def test_a_sitting_that_goes_on_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has to be closed first."""
    one = told()
    room = type(one.room)()
    monkeypatch.setattr(export, "sitting_of", lambda _config, _store: (room.clerk, one.source.record))
    assert typed(folder, str(folder / "open.zip")) == 1
    assert "尚未闭会" in capsys.readouterr().err
