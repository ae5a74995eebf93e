"""The secretary's downloads that leave the house: the signed sheet, its certificate, open data; and where the keys lie."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.records.conftest import committee_record
from tests.web.conftest import SITTING, Desk, config_of
from tests.web.test_papers import FIRST, SECOND, paper_desk  # noqa: F401  # the fixture of that sitting
from voting.ballots.keys import KeyStore, KeyTrouble
from voting.clerk.tellers import HeapEntry, Written
from voting.cli import opendata
from voting.cli.establish import establish
from voting.cli.stopping import Stop
from voting.config import read
from voting.documents.fictitious import fictitious_roll
from voting.records import certificate
from voting.records.certificate import Refused
from voting.records.checkpoint import log_end, short
from voting.records.sign_check import check
from voting.records.sign_token import Token
from voting.records.sitting import to_bytes
from voting.store.opening import open_store
from voting.web import certified, seals
from voting.web.api import record_now

FILES = ("signed-sheet.pdf", "open-data.zip")


def fetched(desk: Desk, name: str, role: str = "secretary") -> tuple[int, bytes]:
    """Status and content of a download."""
    answer = desk.client().get(f"/api/results/{name}", headers={"Authorization": f"Bearer {desk.token(role)}"})
    return answer.status_code, answer.data


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    """A fresh key store."""
    return KeyStore.create(tmp_path / "keys")


def test_before_the_sitting_there_is_nothing_to_sign(desk: Desk) -> None:
    """409 with the reason; the certificate may be fetched at any time."""
    for name in FILES:
        status, body = fetched(desk, name)
        assert (status, json.loads(body)["refusal"]["code"]) == (409, "sitting.not_open")
    assert fetched(desk, "certificate.pem")[1].startswith(b"-----BEGIN CERTIFICATE-----")


@pytest.mark.parametrize("role", ["operator", "chair", "scrutineer", "hall"])
def test_only_the_secretary_lets_them_leave(desk: Desk, role: str) -> None:
    """403 for every other officer."""
    assert [fetched(desk, name, role)[0] for name in (*FILES, "certificate.pem")] == [403, 403, 403]


def test_the_secretary_gets_a_sheet_that_holds(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signed by the house's own certificate, which the page offers beside it, and labelled as self-made."""
    monkeypatch.setattr(certified, "record_now", committee_record)
    status, pdf = fetched(desk, "signed-sheet.pdf")
    assert status == 200
    roots = certificate.read_pem(fetched(desk, "certificate.pem")[1])
    (one,) = check(pdf, roots).signatures
    assert one.holds
    assert one.trusted
    assert (one.role, one.about.self_made) == ("body", True)
    assert one.claimed is not None
    assert abs((one.claimed - datetime.fromisoformat(desk.house.now())).total_seconds()) < 60
    again = check(fetched(desk, "signed-sheet.pdf")[1], roots).signatures[0]
    assert again.about.fingerprint == one.about.fingerprint


def test_a_clock_that_does_not_answer_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a time stamp server that is not there: 503 and a sentence, never a sheet without the stamp."""
    monkeypatch.setattr(certified, "record_now", committee_record)
    monkeypatch.setitem(desk.app.extensions, "yijue.config", Silent())
    status, body = fetched(desk, "signed-sheet.pdf")
    assert status == 503
    assert "时间戳" in json.loads(body)["refusal"]["zh"]


class Silent:
    """A configuration that names a time stamp server where nobody listens."""

    tsa = "http://127.0.0.1:9/"


def test_open_data_is_one_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zip with the index that says what is kept back."""
    monkeypatch.setattr(certified, "record_now", committee_record)
    status, data = fetched(desk, "open-data.zip")
    assert status == 200
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        kept = json.loads(archive.read("index.json"))["withheld"]
    assert [one["path"] for one in kept] == ["polls/p2.csv", "cast-votes/p3.json"]


def test_the_certificate_is_kept_with_the_keys(keys: KeyStore) -> None:
    """Made once, readable by its owner alone, under a passphrase that lies nowhere in clear."""
    first = seals.own(keys)
    assert seals.own(keys).leaf == first.leaf
    path = keys.directory / "sheet.p12"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refused):
        certificate.read(path, b"")
    secret = keys.kept("sheet")
    assert secret is not None
    assert not [one for one in keys.directory.rglob("*") if one.is_file() and secret in one.read_bytes()]


def test_a_certificate_takes_the_place_of_another(keys: KeyStore) -> None:
    """The body's own certificate, once put there, signs from then on."""
    seals.ready(keys)
    other = certificate.make("清河县人大常委会")
    seals.put(keys, other)
    with seals.body(keys) as who:
        assert who.about.name == "清河县人大常委会"
    assert seals.root(keys) == certificate.pem(other.above[0])
    (keys.directory / "sheet.kept").unlink()
    with pytest.raises(Refused, match="口令"):
        seals.own(keys)


def test_a_token_that_does_not_answer_is_not_taken(keys: KeyStore) -> None:
    """It is tried before anything is changed; a damaged note of a token is refused with its name."""
    with pytest.raises(Refused):
        seals.put_token(keys, Token(Path("/none.so"), "议决", "sheets"), "1234", None)
    assert keys.kept("sheet-pin") is None
    seals.ready(keys)
    (keys.directory / "sheet-token.json").write_text("{}")
    with pytest.raises(Refused, match="sheet-token"), seals.body(keys):
        pass


def test_what_is_kept_is_bound_to_its_name(keys: KeyStore) -> None:
    """A kept secret that is moved to another name, or read under another start key, is refused; a missing one is None."""
    keys.keep("sheet", b"secret")
    assert keys.kept("sheet") == b"secret"
    assert keys.kept("other") is None
    (keys.directory / "sheet.kept").rename(keys.directory / "other.kept")
    with pytest.raises(KeyTrouble, match=r"other\.kept"):
        keys.kept("other")


def test_the_command_line_reads_the_same_record(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """What `yijue opendata` makes from the stored sitting is what the running house says; it writes over nothing."""
    desk: Desk = request.getfixturevalue("paper_desk")
    config = config_of(tmp_path)
    for by in (FIRST, SECOND):
        desk.house.writer.submit(HeapEntry(by, "p1", 1, (Written("YNB", ("孙悟空",)), Written("YYN", ()))))
    with desk.app.app_context():
        running = record_now()
    store = open_store(config.database)
    stored = opendata.record_of(config, store)
    store.close()
    assert running == stored
    assert opendata.export(config, tmp_path / "out") == 0
    assert (tmp_path / "out" / "sitting.json").read_bytes() == to_bytes(stored)
    with pytest.raises(Stop, match="不覆盖"):
        opendata.export(config, tmp_path / "out")


def test_the_command_line_before_the_sitting(tmp_path: Path) -> None:
    """A sitting that was never opened has no open data, and nothing is written."""
    config = config_of(tmp_path)
    establish(config, SITTING, fictitious_roll(12, 7), sample=True)
    with pytest.raises(Stop, match="尚未召开"):
        opendata.export(config, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_screen_and_the_sheet_show_one_fingerprint(desk: Desk) -> None:
    """What the hall's big screen shows of the log is what the sheet prints."""
    note = desk.house.clerk.note
    assert note is not None
    shown = desk.house.around().fingerprint
    clerk = desk.house.clerk
    end = log_end(note, clerk.server.public.kid, clerk.log.verifier.text(), desk.house.sitting.stations)
    assert shown == short(end).replace(" ", "")
    assert len(shown) == 16


def test_the_time_stamp_server_reaches_the_server_process(tmp_path: Path) -> None:
    """What the configuration names is read again from the environment that the process is given."""
    config = replace(config_of(tmp_path), tsa="https://tsa.example/")
    assert read(config.environment()).tsa == "https://tsa.example/"
