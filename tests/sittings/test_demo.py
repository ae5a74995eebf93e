"""Whole sittings without a person, as anybody can start them: what they leave behind is lawful and agrees with itself."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from voting.ledger.signing import parse_checkpoint, parse_note
from voting.records.certificate import read_pem
from voting.records.sign_check import check as signatures
from voting.records.sitting import check

ROOT = Path(__file__).resolve().parents[2]
YIJUE = [sys.executable, "-W", "error", "-c", "import sys; from voting.cli import main; sys.exit(main())"]
PATIENCE = 180  # seconds until a demonstration that hangs is given up; it has a minute
RUNS = {
    "committee": ("--sample", "committee"),
    "congress": ("--sample", "congress", "--stations", "2"),
    "committee of 12": ("--sample", "committee", "--seats", "12", "--seed", "3", "--stations", "1"),
    "congress of 80": ("--sample", "congress", "--seats", "80", "--seed", "5"),
}
TIERS = {"committee": "T0", "congress": "T2", "committee of 12": "T1", "congress of 80": "T0"}
MEMBERS = {"committee": 35, "congress": 61, "committee of 12": 12, "congress of 80": 80}


@dataclass(frozen=True)
class Held:
    """A sitting that was held."""

    name: str
    out: Path
    said: str
    record: dict[str, Any]


class Sittings(dict[str, Held]):
    """Each sitting is held once, when the first test asks."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def __missing__(self, name: str) -> Held:
        out = self.folder / name.replace(" ", "-")
        done = subprocess.run(
            [*YIJUE, "demo", "--once", *RUNS[name], "--out", str(out)],
            cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        self[name] = Held(name, out, done.stdout, json.loads((out / "sitting.json").read_text("utf-8")))
        return self[name]


@pytest.fixture(scope="module")
def sittings(tmp_path_factory: pytest.TempPathFactory) -> Sittings:
    """The sittings of this module."""
    return Sittings(tmp_path_factory.mktemp("sittings"))


QUICK = ("committee", "congress")  # without stations and with two; the others take as long again


@pytest.fixture(params=[pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in RUNS])
def held(request: pytest.FixtureRequest, sittings: Sittings) -> Held:
    """One sitting after the other."""
    return sittings[request.param]


def motions(held: Held) -> list[dict[str, Any]]:
    """The motions that were counted."""
    return [poll for poll in held.record["polls"] if poll["kind"] == "motion" and poll["voided"] is None]


def test_every_item_has_ended_lawfully(held: Held) -> None:
    """The record passes its own check, all items have a disposition, and the sitting was opened with its quorum."""
    assert not list(check(held.record))
    assert all(item["disposition"] for item in held.record["items"])
    attendance = held.record["attendance"]
    assert attendance["members"] == MEMBERS[held.name]
    assert attendance["present_at_opening"] >= attendance["quorum_needed"]
    assert held.record["meeting"]["sample"] is True
    assert held.record["meeting"]["closed_at"] > held.record["meeting"]["opened_at"]


def test_the_sums_of_the_contract_close(held: Held) -> None:
    """For every motion and election the figures add up as the contract says, counted here anew."""
    assert motions(held)
    for poll in motions(held):
        counts = poll["counts"]
        entered = counts["for"] + counts["against"] + counts["abstain"] + counts["void"]
        assert entered + counts["not_voting"] == poll["eligible"]
        assert poll["cast"] + poll["hands"] == entered
        assert (poll["outcome"] == "adopted") == (counts["for"] >= poll["needed"])
        assert poll["needed"] > poll["base"] / 2
    for poll in held.record["polls"]:
        assert poll["cast"] <= poll["issued"] <= poll["eligible"] <= poll["present"] <= MEMBERS[held.name]
        if poll["kind"] == "election":
            assert poll["valid"] + poll["invalid"] == poll["returned"] <= poll["issued"]
            for line in poll["ranking"]:
                assert line["write_in"] or line["for"] + line["against"] + line["abstain"] == poll["valid"]


def test_named_votes_list_everybody_and_secret_ones_nobody(held: Held) -> None:
    """The list of a named poll adds up to its counts; a secret poll has no list at all."""
    for poll in motions(held):
        if poll["secrecy"] == "secret":
            assert not poll.get("votes")
            continue
        listed = Counter(vote["mark"] for vote in poll["votes"])
        assert {mark: listed[mark] for mark in poll["counts"]} == poll["counts"]


def test_the_table_says_what_the_record_says(held: Held) -> None:
    """`polls.csv` has the figures of `sitting.json`, poll for poll and name for name."""
    rows = list(csv.reader(io.StringIO((held.out / "polls.csv").read_text("utf-8-sig"))))
    columns = [name.rsplit(" ", 1)[-1] for name in rows[0]]
    table = [dict(zip(columns, row, strict=True)) for row in rows[1:]]
    for poll in held.record["polls"]:
        (mine,) = [row for row in table if row["poll"] == poll["id"] and row["row"] == "poll"]
        for key in ("base", "needed", "present", "eligible", "issued", "cast", "outcome", "opened_at"):
            assert mine[key] == str(poll[key]), key
        for key, figure in poll.get("counts", {}).items():
            assert mine[key] == str(figure)
        for line in poll.get("ranking", ()):
            (row,) = [row for row in table if row["poll"] == poll["id"] and row["name"] == line["name"]]
            assert row["for"] == str(line["for"])
            assert row["elected"] == ("yes" if line["name"] in poll["elected"] else "no")


def text_of(sheet: Path, how: str) -> str:
    """What stands in a PDF."""
    return subprocess.run(["pdftotext", how, sheet, "-"], capture_output=True, text=True, check=True).stdout


def test_the_sheet_says_what_the_record_says(held: Held) -> None:
    """The PDF names its sitting and has the figures and names of every poll, and says that it is a demonstration."""
    shown = text_of(held.out / "sheet.pdf", "-layout")
    tight = "".join(text_of(held.out / "sheet.pdf", "-raw").split())
    assert "演示" in tight
    assert "".join(held.record["meeting"]["title"]["zh"].split()) in tight
    for poll in held.record["polls"]:
        assert "".join(poll["title"]["zh"].split()) in tight
        assert "".join(poll["announcement"]["zh"].split()) in tight
        for line in poll.get("ranking", ()):
            assert re.search(rf"{line['name']}.*\b{line['for']}\b", shown), line
    for item in held.record["items"]:
        assert "".join(item["title"]["zh"].split()) in tight


def test_the_record_carries_the_checkpoint_of_its_log(held: Held) -> None:
    """Size and root of the record are those of the signed note."""
    log = held.record["log"]
    mark = parse_checkpoint(parse_note(log["checkpoint"]).text)
    assert (mark.size, log["checkpoint"].split("\n")[2]) == (log["size"], log["root"])
    assert mark.size > 5 * MEMBERS[held.name]


def test_the_signed_sheet_holds_and_carries_the_record(held: Held) -> None:
    """The running server's signature holds under its own certificate, and the sheet carries `sitting.json` as it is."""
    trusted = read_pem((held.out / "certificate.pem").read_bytes())
    signed = (held.out / "signed-sheet.pdf").read_bytes()
    found = signatures(signed, trusted)
    (one,) = found.signatures
    assert (one.role, one.holds, one.trusted, one.about.self_made) == ("body", True, True, True)
    assert found.record == (held.out / "sitting.json").read_bytes()
    assert "本机自建证书" in text_of(held.out / "signed-sheet.pdf", "-layout")


def test_the_open_data_of_a_sitting(held: Held) -> None:
    """A table for each vote, votes by name as in the record, and each secret vote's ballots or why they are kept back."""
    with zipfile.ZipFile(held.out / "open-data.zip") as archive:
        index, popolo = (json.loads(archive.read(name)) for name in ("index.json", "popolo.json"))
        names = set(archive.namelist())
        assert archive.read("sitting.json") == (held.out / "sitting.json").read_bytes()
    assert {one["path"] for one in index["files"]} | {"index.json"} == names
    kept = {one["path"] for one in index["withheld"]}
    for poll in held.record["polls"]:
        assert f"polls/{poll['id']}.csv" in names
        if poll["secrecy"] == "secret":
            assert f"cast-votes/{poll['id']}.json" in names | kept
    by_name = [poll["id"] for poll in held.record["polls"] if poll.get("votes")]
    assert [event["identifier"] for event in popolo["vote_events"]] == by_name


def test_the_samples_end_as_their_readers_are_told(sittings: Sittings) -> None:
    """With the default seed the committee adopts and the township elects both deputy heads."""
    committee, congress = sittings["committee"], sittings["congress"]
    assert [item["disposition"] for item in committee.record["items"]] == ["forwarded", *["adopted"] * 4]
    assert [item["disposition"] for item in congress.record["items"]] == ["adopted", "adopted", "elected"]
    (election,) = [poll for poll in congress.record["polls"] if poll["kind"] == "election"]
    assert (len(election["elected"]), election["outcome"]) == (2, "decided")
    assert any(line["write_in"] for line in election["ranking"])
    assert "adopted" in committee.said


def test_every_secret_vote_by_keys_has_the_tier_of_its_stations(held: Held) -> None:
    """Without stations T0, with one T1, with two T2; from T1 on every station signed the count."""
    secret = [poll for poll in held.record["polls"] if poll["secrecy"] == "secret" and poll["voided"] is None]
    assert {poll["tier"] for poll in secret} == {TIERS[held.name]}
    signed = [{one["station"]: one["signed"] for one in poll.get("stations", [])} for poll in secret]
    assert all(one == dict.fromkeys("AB"[: int(TIERS[held.name][1])], True) for one in signed)


@pytest.mark.parametrize("profile", ["full", "public"])
def test_the_bundle_of_a_sitting_verifies(held: Held, profile: str) -> None:
    """What the secretary downloads holds in every step, by a process that knows nothing of the server; it has the record."""
    bundle = held.out / f"bundle-{profile}.zip"
    done = subprocess.run(
        [*YIJUE, "verify", str(bundle)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("✓") == 15
    with zipfile.ZipFile(bundle) as archive:
        assert json.loads(archive.read("sitting.json")) == held.record
