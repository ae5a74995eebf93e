"""One vote at T2 and all that is left of it: what the files hold before the close, what anybody is shown, what is archived,
and what can be stolen from the archive once the dispute window is over.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from devices.encoding import b64
from tests.real.house import ROOT, Officer, http, motions, until
from tests.threats.house import Guarded, Member, ct_of
from voting.exact import dumps

MEMBERS = 7
OFFICERS = ("operator", "chair", "secretary", "scrutineer", "hall")
RESULTS = ("sheet.pdf", "polls.csv", "sitting.json", "open-data.zip")
BALLOTS = "ballots.jsonl"
HEAD = 56  # bytes of a ballot up to the end of its key; a database spreads the rest of it over other pages


@dataclass(frozen=True)
class Held:
    """A sitting with one secret vote, closed; `secrets` are what would show a ballot as somebody's, by voter."""

    house: Guarded
    vote: str
    secrets: dict[str, list[bytes]]
    casts: list[str]
    found_before_close: list[str]
    bundles: dict[str, dict[str, bytes]]
    shown: dict[str, bytes]


def secrets_of(member: Member, vote: str) -> list[bytes]:
    """Keys and credential signatures of a member's paper in every spelling; they are nowhere but in this terminal."""
    held = member.paper(vote).held
    assert held is not None
    raw = [key for one in held.credentials for key in (one.pk, *one.signatures.values(), *one.prefixes.values())]
    return [spelt for one in raw for spelt in (one, b64(one).encode(), one.hex().encode())]


def files_with(needles: list[bytes], *folders: Path) -> list[str]:
    """The files under these folders in which one of the needles stands."""
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    return [path.name for path in paths if any(needle in path.read_bytes() for needle in needles)]


def folders_of(house: Guarded) -> dict[str, Path]:
    """Where the server and the stations keep everything that they keep."""
    return {"S": house.folder, **{letter: house.station_folder(letter) for letter in house.letters}}


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    """The sitting, from the first paper to the closing."""
    folder = tmp_path_factory.mktemp("archive") / "house"
    with Guarded(folder, motions("a", ("secret", "last")), MEMBERS) as house:
        officers = [house.officer(role) for role in OFFICERS]
        with house.voting() as vote:
            secrets = {member.id: secrets_of(member, vote) for member in house.members}
            house.all_vote(vote, {house.members[0]: "N", house.members[1]: "A"})
            casts = [member.last_cast() for member in house.members]
            needles = [needle for one in secrets.values() for needle in one]
            found = files_with(needles, *folders_of(house).values())
            house.counted(vote)
            house.quiet(vote, house.members)
            until(lambda: len(_signers(house, vote)) == 3, "the count is signed by all")
            house.operator.do("declare", vote=vote)
        house.operator.do("close_sitting")
        bundles = {name: _members(house, name) for name in ("bundle-full.zip", "bundle-public.zip")}
        yield Held(house, vote, secrets, casts, found, bundles, _shown(house, officers))


def _signers(house: Guarded, vote: str) -> list[tuple[object, ...]]:
    return house.rows(f"SELECT 1 FROM documents WHERE name LIKE 'tally_signed/{vote}/%'")


def _members(house: Guarded, name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(house.download(name))) as bundle:
        return {one: bundle.read(one) for one in bundle.namelist()}


def _shown(house: Guarded, officers: list[Officer]) -> dict[str, bytes]:
    """All that anybody was ever shown or sent: seats, officers, results, the scrutineers' pages and their evidence."""
    seats = {f"{one.seat} heard": one.heard for one in house.members} | {
        f"{one.seat} sent": one.sent for one in house.members
    }
    told = {f"seat {name}": json.dumps(said, ensure_ascii=False).encode() for name, said in seats.items()}
    told |= {one.role: json.dumps(one.view, ensure_ascii=False).encode() for one in officers}
    told |= {name: house.download(name) for name in RESULTS}
    for letter, station in house.stations.items():
        for path in ("/api/view?after=-1", "/api/evidence"):
            told[f"station {letter} {path}"] = json.dumps(station.call(path), ensure_ascii=False).encode()
    return told


def test_before_the_close_no_file_of_anybody_knows_a_ballot(held: Held) -> None:
    """No key, prefix or signature of a credential stands in database, write-ahead log, server log, notebook or key store of
    the server or a station while the vote is open; afterwards the server's box has it, so the search can find.
    """
    assert held.found_before_close == []
    keys = [needle for one in held.secrets.values() for needle in one]
    assert files_with(keys, held.house.folder), "after the count the box has it: the search can find"


def test_nothing_that_anybody_is_shown_is_a_receipt(held: Held) -> None:
    """Neither a seat nor an officer nor a scrutineer nor any result ever holds what would show a ballot as somebody's; and
    after the audit the terminal itself has forgotten it.
    """
    needles = [needle for one in held.secrets.values() for needle in one]
    assert [name for name, said in held.shown.items() if any(needle in said for needle in needles)] == []
    assert all(member.paper(held.vote).held is None for member in held.house.members)


def test_no_file_has_the_ballots_in_another_order_than_their_own(held: Held) -> None:
    """Wherever ballots lie together, at the server or a station, in a database or its write-ahead log, they lie in the order
    of their own bytes, forwards or backwards (a page is filled from its end), and the table has no row number: nothing
    there remembers who came first.
    """
    rows = [bytes(data) for (data,) in held.house.rows("SELECT data FROM ballots ORDER BY place")]
    assert rows == sorted(rows)
    heads = [row[:HEAD] for row in rows]
    assert len(set(heads)) == MEMBERS
    (made,) = held.house.rows("SELECT sql FROM sqlite_master WHERE name = 'ballots'")
    assert "WITHOUT ROWID" in made[0]
    found = [orders(path.read_bytes(), heads) for folder in folders_of(held.house).values() for path in files(folder)]
    seen = [order for each in found for order in each]
    assert seen, "the search can find"
    assert [order for order in seen if order not in (list(range(MEMBERS)), list(range(MEMBERS))[::-1])] == []


def files(folder: Path) -> list[Path]:
    """Every file under a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def orders(data: bytes, heads: list[bytes]) -> list[list[int]]:
    """In which orders all of these stand in a file: one for each time that they all do."""
    places = [[one.start() for one in re.finditer(re.escape(head), data)] for head in heads]
    times = min(map(len, places))
    rounds = [[found[time] for found in places] for time in range(times)]
    return [sorted(range(len(heads)), key=one.__getitem__) for one in rounds]


WORD = re.compile(rb"[A-Za-z0-9_-]+")  # a name of four letters may stand by chance within base64


@pytest.mark.parametrize("profile", ["bundle-full.zip", "bundle-public.zip"])
def test_no_part_of_a_bundle_joins_a_voter_with_a_ballot(held: Held, profile: str) -> None:
    """Ballots stand in one file, sorted, with no voter, seat or terminal in it; no other file has any key or signature of a
    ballot; and the public one has neither envelopes nor who drew or cast.
    """
    files = held.bundles[profile]
    needles = [needle for one in held.secrets.values() for needle in one]
    named = {text.encode() for one in held.house.members for text in (one.id, one.seat, one.signer.public.kid)}
    assert [name for name, data in files.items() if any(one in data for one in needles)] in (
        [f"polls/{held.vote}/{BALLOTS}"],
        [],
    )
    for name, data in files.items():
        if name.endswith(BALLOTS):
            assert named.isdisjoint(WORD.findall(data)), "a ballot names somebody"
            lines = data.splitlines()
            assert lines == sorted(lines), "the order of casting is gone"
            assert len(lines) == MEMBERS
    if profile == "bundle-public.zip":
        assert not [name for name in files if name.endswith("issue.jsonl") or "/mix/" in name]
        casts = files[f"polls/{held.vote}/cast.jsonl"].decode().splitlines()
        assert {tuple(json.loads(line)) for line in casts} == {("digest",)}
        assert not [jws for jws in held.casts if any(jws.encode() in data for data in files.values())]
        assert b"ballot.cast.v1" not in files["log/entries.jsonl"]


def pieces(whole: bytes) -> list[bytes]:
    """Short pieces out of something long, which a database spreads over its pages: where the paper is, which comes first,
    and not of what stands behind it in every message of a vote.
    """
    return [whole[at : at + 32] for at in range(200, len(whole) // 2, 300)]


def _keys(held: Held) -> list[Path]:
    """The wrapped keys of the vote, wherever they lie."""
    name = sha256(dumps([held.house.meeting, held.vote])).hexdigest()
    return [path for folder in folders_of(held.house).values() for path in (folder / "keys" / "polls").glob(f"{name}*")]


def _gone(officer: Officer, vote: str) -> dict[str, bool]:
    """Who has signed that its keys of this vote are gone, as an officer's screen has it."""
    return {one["station"]: one["gone"] for one in officer.poll(vote)["keys_gone"]}


def _verified(house: Guarded, folder: Path) -> str:
    """What `yijue verify` says of the full bundle as it is now."""
    bundle = folder / "now.zip"
    bundle.write_bytes(house.download("bundle-full.zip"))
    words = [sys.executable, "-m", "voting.cli", "verify", str(bundle)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_what_is_stolen_later_opens_no_vote(held: Held, tmp_path: Path) -> None:
    """After the dispute window nobody who takes disk, database, write-ahead log, stations and keys finds an envelope or
    what would open it; the count stays, verifies, and says what it cannot show any more.
    """
    house, folders = held.house, tuple(folders_of(held.house).values())
    needles = [piece for jws in held.casts for whole in (jws.encode(), ct_of(jws)) for piece in pieces(whole)]
    assert len(files_with(needles, *folders)) >= 2, "the same search finds them at the server and at station A"
    assert len(_keys(held)) == 6, "a box and an issuing key of each"
    assert house.operator.refused("destroy_keys", vote=held.vote)["code"] == "role.not_allowed"
    secretary = house.officer("secretary")
    house.middles["B"].bend_answer["forget"] = lambda _answer: {"forgotten": ""}  # its word does not arrive
    secretary.do("destroy_keys", vote=held.vote)
    until(lambda: not _keys(held), "keys are gone, here and there")
    until(lambda: not files_with(needles, *folders), "envelopes are gone, here and there")
    assert not house.rows(f"SELECT 1 FROM documents WHERE name LIKE 'items/{held.vote}/%'"), "nor what left the levels"
    until(lambda: _gone(secretary, held.vote) == {"S": True, "A": True, "B": False}, "who has said so, and who has not")
    assert "S, A; has not said so: B" in _verified(house, tmp_path)
    house.middles["B"].straighten()
    house.kill()
    house.start()
    again = house.officer("secretary", secretary.token)
    until(lambda: all(_gone(again, held.vote).values()), "asked again, station B has stated it")
    bundle = tmp_path / "full.zip"
    bundle.write_bytes(house.download("bundle-full.zip"))
    with zipfile.ZipFile(bundle) as full:
        kept = full.read(f"polls/{held.vote}/cast.jsonl").decode().splitlines()
        assert [set(json.loads(line)) for line in kept] == [{"digest"}] * MEMBERS
        assert not [name for name in full.namelist() if any(needle in full.read(name) for needle in needles)]
    assert "and signed it: S, A, B." in _verified(house, tmp_path)
    assert http("GET", f"{house.base}/api/polls/{held.vote}/output")[0] == 200
