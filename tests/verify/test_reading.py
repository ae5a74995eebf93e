"""What is read first, how much of it, and which key is trusted: before anything large is looked at."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.verify.evil import Evil, stranger
from tests.verify.fixtures import unpacked
from tests.verify.joint_story import told as joint_told
from tests.verify.story import Told, told
from voting.records.bundle_zip import packed
from voting.verify import contents
from voting.verify.run import Verdict, verify


def checked(data: bytes, trust: Path | None = None) -> tuple[Verdict, list[str]]:
    """How a verification ends, and what it said."""
    said: list[str] = []
    return verify(data, trust, said.append), said


def refusing(*_: object) -> None:
    """Stands in the place of a reader that must not be asked."""
    pytest.fail("it was read")


@pytest.mark.parametrize("path", ["log/entries.jsonl", "sitting.json", "polls/p1/cast.jsonl"])
def test_what_nobody_sealed_is_not_read(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """A member of three million lines under an honest seal costs its hash: V1, and no line is looked at."""
    members = dict(unpacked(told().file("full")))
    data = packed({**members, path: b"0\n" * 3_000_000})
    monkeypatch.setattr(contents, "readable", refusing)
    verdict, said = checked(data)
    assert verdict == Verdict(1, 1)
    assert path in said[1]


@pytest.mark.parametrize("limit", ["MOST_LINES", "MOST_LINES_IN_ALL"])
def test_too_many_lines_are_not_read(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    """Sealed and all: counted, and put down with a sentence before the first line is read."""
    monkeypatch.setattr(contents, limit, 40)
    monkeypatch.setattr(contents, "_lines", refusing)
    verdict, said = checked(told().file("full"))
    assert verdict.code == 2
    assert "too many lines" in said[-1]
    assert len(said) == 1


def test_as_many_lines_as_may_be_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit itself is within."""
    evil = Evil(told())
    counts = [data.count(b"\n") for name, data in evil.members.items() if name.endswith(".jsonl")]
    monkeypatch.setattr(contents, "MOST_LINES", max(counts))
    monkeypatch.setattr(contents, "MOST_LINES_IN_ALL", sum(counts))
    assert checked(told().file("full"))[0] == Verdict(0)


# Each key by itself


def keys_of(one: Told) -> dict[str, Any]:
    """The keys of a sitting as a trust file has them."""
    kept = json.loads(one.members("full")["keys.json"])
    stations = [{key: row[key] for key in ("station", "jwk", "witness")} for row in kept["stations"]]
    return {"server": kept["server"], "log": kept["log"], "stations": stations}


def file(folder: Path, **keys: object) -> Path:
    """A trust file of these fields."""
    path = folder / "trust.json"
    path.write_text(json.dumps(keys), encoding="utf-8")
    return path


def marks(said: list[str]) -> dict[str, bool]:
    """Which key the report calls trusted; each has to be called one thing or the other."""
    start = next(at for at, line in enumerate(said) if "fingerprints" in line)
    lines = [line for line in said[start + 1 :] if "as trusted" in line or "from the bundle itself" in line]
    return {line.split()[0]: "as trusted" in line for line in lines if line.split()[0] in ("S", "log", "A", "B")}


NAMED = {"server": "S", "log": "log", "A": "A", "B": "B"}


@pytest.mark.parametrize("names", [("log",), ("server", "log"), ("A",), ("log", "B"), ("server", "log", "A", "B"), ()])
def test_only_a_key_that_the_file_names_is_called_trusted(tmp_path: Path, names: tuple[str, ...]) -> None:
    """A file of the log's key alone vouches for the log alone; without a file every key is the bundle's own."""
    one = joint_told("T2")
    keys = keys_of(one)
    stations = [row for row in keys["stations"] if row["station"] in names]
    given = {name: keys[name] for name in ("server", "log") if name in names} | (
        {"stations": stations} if names else {}
    )
    verdict, said = checked(one.file("full"), file(tmp_path, **given) if names else None)
    assert verdict == Verdict(0)
    assert marks(said) == {shown: name in names for name, shown in NAMED.items()}
    assert any("Compare keys" in line for line in said) == (set(names) != set(NAMED))


@pytest.mark.parametrize("name", ["A", "B"])
@pytest.mark.parametrize("part", ["jwk", "witness"])
def test_a_station_under_another_key_fails_at_once(tmp_path: Path, name: str, part: str) -> None:
    """Either key of a station that the file names otherwise: V1."""
    one = joint_told("T2")
    keys = keys_of(one)
    other = {"jwk": stranger().public.jwk, "witness": keys["stations"][name == "A"]["witness"]}
    row = next(row for row in keys["stations"] if row["station"] == name)
    assert checked(one.file("full"), file(tmp_path, stations=[{**row, part: other[part]}]))[0] == Verdict(1, 1)


Keys = dict[str, Any]
BAD: dict[str, Callable[[Keys], Keys]] = {
    "stations as keys.json has them": lambda keys: {"stations": [{**keys["stations"][0], "kid": "x"}]},
    "an unknown field": lambda keys: {**keys, "devices": {}},
    "nothing": lambda _: {"stations": []},
    "another letter": lambda keys: {"stations": [{**keys["stations"][0], "station": "C"}]},
    "a key that is none": lambda keys: {"server": {**keys["server"], "x": "AAAA"}},
    "a verifier key that is none": lambda keys: {"log": keys["log"][:-1]},
    "stations that are no list": lambda _: {"stations": {}},
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_trust_file_is_said(tmp_path: Path, name: str) -> None:
    """Exit 2 with one sentence, never V1 of the bundle."""
    one = joint_told("T2")
    verdict, said = checked(one.file("full"), file(tmp_path, **BAD[name](keys_of(one))))
    assert verdict.code == 2
    assert len(said) == 1
    assert "Bad trust file" in said[0]
