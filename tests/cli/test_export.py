"""`yijue export`: a file where there was none, for a sitting that is closed."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.records.conftest import committee_record
from tests.verify.story import Told, held, told
from tests.verify.story import of as story
from tests.web.conftest import desk_of
from voting.clerk.sheets import SheetFiling
from voting.cli import commands, export
from voting.records import certificate
from voting.records.sheet import sitting_pdf
from voting.records.signed_sheets import newest
from voting.records.signing import Hand, hand, sign
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


@pytest.fixture(scope="module")
def body() -> Hand:
    """A hand of the body's."""
    return hand(certificate.make("清河县人大常委会办公室"))


def shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch, one: Told, name: str, *words: str
) -> tuple[int, dict[str, bytes]]:
    """The command for a sitting that was held: how it ends, and the documents of the bundle."""
    out = folder / name
    monkeypatch.setattr(export, "sitting_of", lambda _config, _store: (one.room.clerk, one.source.record))
    monkeypatch.setattr(export, "Source", lambda _ledger, *rest: type(one.source)(one.source.ledger, *rest))
    code = typed(folder, *words, str(out))
    if not out.exists():
        return code, {}
    with zipfile.ZipFile(out) as archive:
        return code, {name[10:]: archive.read(name) for name in archive.namelist() if name.startswith("documents/")}


def test_a_signed_sheet_goes_into_the_evidence(folder: Path, monkeypatch: pytest.MonkeyPatch, body: Hand) -> None:
    """The one that is named, byte for byte, beside the plain one; the bundle holds."""
    one = told()
    signed = sign(sitting_pdf(one.source.record), "body", body, datetime.now(UTC))
    (folder / "signed.pdf").write_bytes(signed)
    code, found = shown(folder, monkeypatch, one, "with.zip", "--signed-sheet", str(folder / "signed.pdf"))
    assert code == 0
    assert found == {"sheet.pdf": sitting_pdf(one.source.record), "signed-sheet.pdf": signed}
    assert verify(folder / "with.zip", None, lambda _: None) == Verdict(0)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("none", "不能读取"),
        ("text", "PDF"),
        ("unsigned", "没有电子签名"),
        ("another", "重新制作"),
        ("changed", "不成立"),
    ],
)
def test_a_sheet_that_is_not_this_sittings_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], body: Hand, name: str, why: str
) -> None:
    """Exit 1 with a sentence, and no file: no file, no PDF, no signature, another record, changed since."""
    one = told()
    plain = sitting_pdf(one.source.record)
    files = {
        "text": lambda: b"a text", "unsigned": lambda: plain,
        "another": lambda: sign(sitting_pdf(committee_record()), "body", body, datetime.now(UTC)),
        "changed": lambda: changed(sign(plain, "body", body, datetime.now(UTC))),
    }  # fmt: skip
    path = folder / f"{name}.pdf"
    if name in files:
        path.write_bytes(files[name]())
    code, found = shown(folder, monkeypatch, one, f"no-{name}.zip", "--signed-sheet", str(path))
    assert (code, found) == (1, {})
    assert why in capsys.readouterr().err


def changed(pdf: bytes) -> bytes:
    """A letter of the title that every reader shows is another."""
    assert b"/Lang(zh-CN)" in pdf
    return pdf.replace(b"/Lang(zh-CN)", b"/Lang(zh-TW)", 1)


def test_the_sheet_that_the_server_signed_is_kept_for_the_evidence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, body: Hand
) -> None:
    """The last one that says what the record says; what was signed while the sitting went on, or says something else, is not."""
    one = story(held())
    right = sign(sitting_pdf(one.source.record), "body", body, datetime.now(UTC))
    wrong = sign(sitting_pdf(committee_record()), "body", body, datetime.now(UTC))
    for pdf in (right, wrong):
        one.room.done(SheetFiling(pdf))
    assert shown(folder, monkeypatch, one, "kept.zip")[1]["signed-sheet.pdf"] == right
    going_on = type(one.room)()
    going_on.done(SheetFiling(right))
    assert newest(going_on.ledger, going_on.clerk.meeting, one.source.record) is None
