"""`yijue certificate`, `sign`, `signatures` as they are typed: what they write, what they say, how they end."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.records.conftest import committee_record
from voting.ballots.keys import KeyStore
from voting.cli import seal
from voting.cli.stopping import Stop
from voting.config import PASSPHRASE
from voting.records import certificate
from voting.records.sheet import sitting_pdf
from voting.records.signing import hand, sign
from voting.records.sitting import to_json

SECRET = "correct horse"


def typed(*words: object) -> int:
    """Run one command of this room."""
    parser = argparse.ArgumentParser()
    seal.add(parser.add_subparsers(required=True))
    options = parser.parse_args([str(word) for word in words])
    done: int = options.act(options)
    return done


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A sheet that the body has signed, with its root beside it as body.pem."""
    body = certificate.make("清河县人大常委会")
    (tmp_path / "body.pem").write_bytes(certificate.pem(body.above[0]))
    path = tmp_path / "sheet.pdf"
    path.write_bytes(sign(sitting_pdf(committee_record()), "body", hand(body), datetime.now(UTC)))
    return path


@pytest.fixture
def chief(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The chief scrutineer's certificate, made by the command; the passphrase comes from the environment."""
    monkeypatch.setenv(PASSPHRASE, SECRET)
    assert typed("certificate", "new", tmp_path / "chief.p12", "--name", "王某某", "--out", tmp_path / "chief.pem") == 0
    return tmp_path / "chief.p12"


def test_the_chief_scrutineer_signs(
    sheet: Path, chief: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """His signature is added, both are told to hold under their roots, and the record is taken out."""
    out, record = tmp_path / "twice.pdf", tmp_path / "record.json"
    assert typed("sign", sheet, out, "--p12", chief) == 0
    capsys.readouterr()
    trust = ("--trust", tmp_path / "body.pem", "--trust", tmp_path / "chief.pem")
    assert typed("signatures", out, *trust, "--record", record) == 0
    said = capsys.readouterr().out
    assert said.count("内容未改动 / unchanged；覆盖全文 / covers the whole file；证书受信任 / certificate trusted") == 2
    assert said.count("本机自建证书，仅供演示") == 2
    assert json.loads(record.read_text("utf-8")) == to_json(committee_record())


def test_how_checking_ends(sheet: Path, chief: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 where nobody was named to trust, 1 for a stranger, for a changed file, for a file without a signature."""
    assert typed("signatures", sheet) == 0
    assert "请核对指纹" in capsys.readouterr().out
    assert typed("signatures", sheet, "--trust", tmp_path / "chief.pem") == 1
    assert "证书不受信任" in capsys.readouterr().out
    flipped = bytearray(sheet.read_bytes())
    flipped[40_000] ^= 1
    (tmp_path / "flipped.pdf").write_bytes(flipped)
    assert typed("signatures", tmp_path / "flipped.pdf") == 1
    assert "CHANGED" in capsys.readouterr().out
    (tmp_path / "plain.pdf").write_bytes(sitting_pdf(committee_record()))
    assert typed("signatures", tmp_path / "plain.pdf") == 1
    with pytest.raises(Stop, match="PDF"):
        typed("signatures", tmp_path / "chief.pem")


def test_a_passphrase_is_never_typed(sheet: Path, chief: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a file it is taken as well; without any there is a sentence; a wrong one tells nothing of itself."""
    monkeypatch.delenv(PASSPHRASE)
    with pytest.raises(Stop, match="口令"):
        typed("sign", sheet, tmp_path / "a.pdf", "--p12", chief)
    (tmp_path / "secret").write_text(SECRET + "\n", encoding="utf-8")
    assert typed("sign", sheet, tmp_path / "b.pdf", "--p12", chief, "--passphrase-file", tmp_path / "secret") == 0
    monkeypatch.setenv(PASSPHRASE, "wrong secret")
    with pytest.raises(Stop) as no:
        typed("sign", sheet, tmp_path / "c.pdf", "--p12", chief)
    assert "wrong secret" not in str(no.value)
    with pytest.raises(SystemExit):
        typed("sign", sheet, tmp_path / "d.pdf", "--p12", chief, "--passphrase", "x")


def test_nothing_is_written_over(sheet: Path, chief: Path, tmp_path: Path) -> None:
    """A file that exists stays: the signed one, the certificate, the record."""
    with pytest.raises(Stop, match="不覆盖"):
        typed("sign", sheet, sheet, "--p12", chief)
    with pytest.raises(Stop, match="不覆盖"):
        typed("certificate", "new", chief, "--name", "x")
    with pytest.raises(Stop, match="不覆盖"):
        typed("signatures", sheet, "--record", chief)
    with pytest.raises(Stop, match="--p12"):
        typed("sign", sheet, tmp_path / "x.pdf")


def test_the_servers_certificate(chief: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Shown with its kind; the body's own is put in its place; the root is written for those who check."""
    keys = tmp_path / "keys"
    KeyStore.create(keys)
    assert typed("certificate", "show", "--keys", keys) == 0
    assert "本机自建证书" in capsys.readouterr().out
    assert typed("certificate", "install", chief, "--keys", keys) == 0
    assert typed("certificate", "show", "--keys", keys, "--out", tmp_path / "root.pem") == 0
    assert "王某某" in capsys.readouterr().out
    assert (tmp_path / "root.pem").read_bytes() == (tmp_path / "chief.pem").read_bytes()
    with pytest.raises(Stop):
        typed("certificate", "token", "--keys", keys, "--module", "/none.so", "--token", "t", "--key", "k")
