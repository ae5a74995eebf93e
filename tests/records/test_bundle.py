"""The bundle as a file and what stands in it: one form, two profiles, and nothing that a profile must not say."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verify import joint_story
from tests.verify.story import told
from voting.ledger.memory import MemoryLedger
from voting.ledger.port import Batch
from voting.records.bundle import NoExport, Profile, bundle, members
from voting.records.bundle_end import witnessed
from voting.records.bundle_zip import NotBundled, packed
from voting.verify.archive import of_bytes

PROFILES: tuple[Profile, Profile] = ("full", "public")


@given(
    st.dictionaries(
        st.from_regex(r"[a-z0-9]{1,6}(/[a-z0-9]{1,6}){0,2}", fullmatch=True), st.binary(max_size=50), max_size=6
    )
)
def test_the_same_members_make_the_same_file(found: dict[str, bytes]) -> None:
    """Whatever their order; any zip program reads it, and the verifier's own reader finds the same members."""
    data = packed(found)
    assert data == packed(dict(reversed(found.items())))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == found
        assert archive.namelist() == sorted(found)
    if found:
        assert {name: bytes(view) for name, view in of_bytes(memoryview(data)).items()} == found


@pytest.mark.parametrize("name", ["", "/a", "a/", "a//b", "../a", "a/../b", ".", "a b", "名", "a\\b", "x" * 201])
def test_no_name_leads_outside(name: str) -> None:
    """Names that are no plain paths are refused."""
    with pytest.raises(NotBundled):
        packed({name: b""})


def test_too_many_members_are_refused() -> None:
    """No zip64."""
    with pytest.raises(NotBundled):
        packed({str(number): b"" for number in range(65_536)})


@pytest.mark.parametrize("profile", PROFILES)
def test_the_same_sitting_makes_the_same_members(profile: Profile) -> None:
    """Nothing of the time of the export is in them."""
    assert members(told().source, profile) == members(told().source, profile)


def test_what_the_public_is_not_told() -> None:
    """Nobody's place or paper: the hidden kinds are leaves, no issue message, no sealed vote, no device's key beside those
    that signed a vote by name, no ballots of few.
    """
    full, public = (members(told().source, profile) for profile in PROFILES)
    kinds = [set(map(str, kinds_of(found))) for found in (full, public)]
    hidden = kinds[0] - kinds[1]
    assert hidden == {
        "device.enrolled.v1", "member.signed_in.v1", "member.moved.v1", "terminal.replaced.v1",
    }  # fmt: skip
    secret = ("p2", "p3", "p6")
    for line in public["log/entries.jsonl"].split(b"\n")[:-1]:
        entry = json.loads(line)
        assert not (str(entry.get("type")).startswith("ballot.") and entry["poll"] in secret)
    assert not [path for path in public if path.endswith(("issue.jsonl", "ballots.jsonl", "traces.jsonl"))]
    assert b'"jws"' not in public["polls/p6/cast.jsonl"]
    assert len(json.loads(public["keys.json"])["devices"]) < len(json.loads(full["keys.json"])["devices"])


def kinds_of(found: dict[str, bytes]) -> list[object]:
    """The types of the entries that are shown."""
    return [json.loads(line).get("type") for line in found["log/entries.jsonl"].split(b"\n")[:-1]]


@pytest.mark.parametrize("tier", ["T1", "T2"])
def test_a_poll_with_stations_has_their_papers(tier: str) -> None:
    """Countersignatures, statements of issuers and openers, what left each level, traces, and everybody's tally."""
    full, public = (members(joint_story.told(tier).source, profile) for profile in PROFILES)  # type: ignore[arg-type]
    count = {"T1": 1, "T2": 2}[tier]
    lines = {path: data.count(b"\n") for path, data in full.items()}
    assert lines["polls/p1/countersigned.jsonl"] == count
    assert lines["polls/p1/issued.jsonl"] == lines["polls/p1/tally.jsonl"] == lines["polls/p1/mix.jsonl"] == count + 1
    assert [path for path in full if "/mix/" in path and "p1" in path] == [
        f"polls/p1/mix/{n}.jsonl" for n in range(count)
    ]
    shown = 1  # level 0: of an envelope that does not open its proof, of a bad token its trace
    assert lines["polls/p1/traces.jsonl"] == count + 1 + shown, "what the server found bad, its way back, and level 0"
    assert not [path for path in public if "/mix/" in path or "traces" in path]
    assert [station["station"] for station in json.loads(full["keys.json"])["stations"]] == ["A", "B"][:count]


def test_whole_ballots_are_public_where_patterns_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty ballots for each pattern that a ballot can have, and no name written in."""
    monkeypatch.setattr("voting.records.bundle_poll.FEWEST_ALIKE", 2)
    found = members(told().source, "public")
    assert "polls/p2/ballots.jsonl" in found
    assert "polls/p6/ballots.jsonl" not in found


def test_there_is_no_bundle_of_a_sitting_that_goes_on() -> None:
    """Evidence of half a sitting would be taken for the whole."""
    source = told().source
    open_ = replace(source, sitting=replace(source.sitting, phase="open"))
    with pytest.raises(NoExport, match="闭会"):
        bundle(open_, "full")


@pytest.mark.parametrize(("rule", "words"), [("elected_only", "当选人"), ("folds", "只有一人写")])
def test_votes_that_a_rule_keeps_back_are_not_told_to_the_public(rule: str, words: str) -> None:
    """Where only the elected's votes, or no names that one voter wrote, are published there is no public bundle."""
    source = told().source
    polls = tuple(
        replace(one, election=replace(one.election, **{rule: True})) if one.election else one  # type: ignore[arg-type]
        for one in source.record.polls
    )
    kept = replace(source, record=replace(source.record, polls=polls))
    with pytest.raises(NoExport, match=words):
        bundle(kept, "public")
    assert bundle(kept, "full")


def test_a_checkpoint_that_lags_behind_is_no_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    """An export never leaves out what the newest note does not cover."""
    source = told().source
    older = next(data for name, data in members(source, "full").items() if name.startswith("log/notes/")).decode()
    monkeypatch.setattr(source.ledger, "checkpoint", lambda _: older)
    with pytest.raises(LookupError, match="checkpoint"):
        members(source, "full")


def test_what_stations_have_not_witnessed_is_not_exported() -> None:
    """A station that is there has cosigned the close of the sitting, or is on record as lost: anything else fails V2."""
    source = joint_story.told("T2").source
    witnessed(source)
    ledger = MemoryLedger(for_tests=True)
    ledger.create(source.meeting)
    log = tuple(source.ledger.read(source.meeting))
    ledger.append(source.meeting, 0, Batch(log))
    unseen = replace(source, ledger=ledger)
    with pytest.raises(NoExport, match="监票席A、B"):
        witnessed(unseen)
    witnessed(replace(unseen, sitting=replace(source.sitting, stations={})))
    witnessed(told().source)
