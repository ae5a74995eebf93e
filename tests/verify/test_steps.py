"""`yijue verify` on bundles good and bad: each lie is found by the step that must find it, and what is no bundle is put down."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verify.evil import Evil, stranger
from tests.verify.fixtures import LIES, PUBLIC, loose, no_bundles, written
from tests.verify.joint_lies import AT_T1, GONE, JOINT_ALONE, JOINT_TOGETHER, Alone, Together
from tests.verify.joint_story import destroyed
from tests.verify.joint_story import told as joint_told
from tests.verify.story import of as made
from tests.verify.story import told
from voting.ballots.papers import Tier
from voting.cli import verify as command
from voting.ledger.signing import SignerKey
from voting.records.bundle import Profile
from voting.verify.run import STEPS, Verdict, verify

GOLDEN = Path(__file__).parent / "golden"


@cache
def good(profile: Profile) -> bytes:
    """The story's bundle."""
    return told().file(profile)


def checked(data: bytes | Path, trust: Path | None = None) -> tuple[Verdict, list[str]]:
    """How a verification ends, and what it said."""
    said: list[str] = []
    return verify(data, trust, said.append), said


@pytest.mark.parametrize("profile", ["full", "public"])
def test_an_honest_bundle_holds(profile: Profile) -> None:
    """Both profiles pass all fifteen steps, each told with figures in both languages."""
    verdict, said = checked(good(profile))
    assert verdict == Verdict(0)
    steps = [line for line in said if line.startswith("V")]
    assert [line.split(" ")[:2] for line in steps] == [[f"V{number}", "✓"] for number in range(1, len(STEPS) + 1)]
    assert ("此版本不含" in "".join(said)) == (profile == "public")
    assert any("20" in line and "votes entered" in line for line in said)


@pytest.mark.parametrize(("profile", "lies"), [("full", LIES), ("public", PUBLIC)])
def test_every_step_has_a_lie_that_it_finds(profile: str, lies: dict[tuple[int, str], object]) -> None:
    """All but V8, which tokens of T2 are for, are seen to fail in the full profile at T0."""
    steps = {step for step, _ in lies}
    assert not steps - set(range(1, 16))
    assert profile == "public" or steps | {8} == set(range(1, 16))


@pytest.mark.parametrize(("step", "name"), LIES, ids=[f"V{step} {name}" for step, name in LIES])
def test_a_lie_sealed_with_the_servers_key_is_found(step: int, name: str) -> None:
    """The very step fails that the lie is about, and no step behind it is told."""
    evil = Evil(told())
    LIES[step, name](evil)
    verdict, said = checked(evil.file())
    assert verdict == Verdict(1, step), said[-1]
    assert sum(line.startswith("V") for line in said) == step


@pytest.mark.parametrize(("step", "name"), PUBLIC, ids=[f"V{step} {name}" for step, name in PUBLIC])
def test_a_lie_to_the_public_is_found(step: int, name: str) -> None:
    """The same with what the public profile shows."""
    evil = Evil(told(), "public")
    PUBLIC[step, name](evil)
    assert checked(evil.file())[0] == Verdict(1, step)


def test_what_is_changed_without_the_servers_key_is_found_at_once() -> None:
    """Any member changed, added or taken away fails the first step."""
    for fixture in loose(told()):
        assert checked(fixture.data)[0] == Verdict(1, 1), fixture.name


def test_what_is_no_bundle_is_put_down() -> None:
    """Bombs, names that lead outside, doubled names, cut files, deep or gigantic JSON: exit 2 and one sentence."""
    for name, data in no_bundles(told()):
        verdict, said = checked(data)
        assert (verdict.code, verdict.failed) == (2, None), name
        assert len(said) == 1, name
        assert "Not a bundle" in said[0], name


def test_a_file_of_too_many_members_or_bytes_is_not_read(tmp_path: Path) -> None:
    """Twenty thousand and one members, or a byte beyond a gigabyte."""
    many = written([(b"a/%05d" % number, b"") for number in range(20_001)])
    assert checked(many)[0].code == 2
    large = tmp_path / "large.zip"
    with large.open("wb") as file:
        file.truncate(2**30 + 1)
    assert checked(large)[0].code == 2


@given(data=st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_no_bundle(data: bytes) -> None:
    """No bytes make the reader fall over."""
    assert checked(data)[0].code == 2


@given(cut=st.integers(0, 200_000), data=st.binary(max_size=40))
@settings(max_examples=60, deadline=None)
def test_a_bundle_with_other_bytes_within_never_holds(cut: int, data: bytes) -> None:
    """Bytes put over a bundle anywhere: never accepted, never an error of the reader."""
    before = good("public")
    at = cut % len(before)
    changed = before[:at] + data + before[at + len(data) :]
    verdict, _ = checked(changed)
    assert verdict.code != 0 or changed == before


@pytest.mark.parametrize(("step", "name"), JOINT_ALONE, ids=[f"V{step} {name}" for step, name in JOINT_ALONE])
def test_a_lie_of_the_server_alone_is_found_at_t2(step: int, name: str) -> None:
    """With two stations the server that lies without them is found out, whatever it seals."""
    evil = Alone()
    JOINT_ALONE[step, name](evil)
    assert checked(evil.file())[0] == Verdict(1, step)


@pytest.mark.parametrize(("step", "name"), JOINT_TOGETHER, ids=[f"V{step} {name}" for step, name in JOINT_TOGETHER])
def test_a_lie_of_all_together_is_found_where_it_can_be(step: int, name: str) -> None:
    """Server and stations sign whatever they want; what blind signatures and terminals' keys pin they cannot."""
    evil = Together()
    JOINT_TOGETHER[step, name](evil)
    assert checked(evil.file())[0] == Verdict(1, step)


def test_a_level_that_left_fewer_than_five_fails() -> None:
    """The step says why: with four ballots published somebody's vote could be told."""
    evil = Together()
    JOINT_TOGETHER[7, "few are left"](evil)
    assert "with fewer than 5 nothing may be published" in checked(evil.file())[1][-1]


@pytest.mark.parametrize(("step", "name"), AT_T1, ids=[f"V{step} {name}" for step, name in AT_T1])
def test_an_unproved_claim_that_a_vote_does_not_open_is_found(step: int, name: str) -> None:
    """At T1 the station names the voter itself: without the proof of its key, or with another key's, V7 fails."""
    evil = Together(joint_told("T1"))
    AT_T1[step, name](evil)
    assert checked(evil.file())[0] == Verdict(1, step)


@pytest.mark.parametrize("tier", ["T1", "T2"])
@pytest.mark.parametrize("profile", ["full", "public"])
def test_an_honest_sitting_with_stations_holds(tier: Tier, profile: Profile) -> None:
    """A changed vote, an exchanged paper, void envelopes found at two levels, names settled: all fifteen steps hold."""
    verdict, said = checked(joint_told(tier).file(profile))
    assert verdict == Verdict(0), said[-1]
    assert any("2 envelopes void" in line for line in said)


def test_what_was_destroyed_after_the_dispute_is_told() -> None:
    """The sealed votes of a poll are gone and their hashes left: the bundle holds, and says what it cannot show any more."""
    one = made(destroyed("T1"))
    verdict, said = checked(one.file("full"))
    assert verdict == Verdict(0), said[-1]
    assert any("8 envelopes were destroyed" in line for line in said)
    assert any("traces followed as far as they are there" in line for line in said)
    assert any("p1: destroyed keys and envelopes, and signed it: S; has not said so: A" in line for line in said)
    assert checked(one.file("public"))[0] == Verdict(0)


def test_what_stood_between_the_levels_is_destroyed_too() -> None:
    """Of a vote at T2 whose box is destroyed no item is left, and no token can be looked at; the bundle holds."""
    one = made(destroyed("T2"))
    assert not [name for name in one.members("full") if name.startswith("polls/p1/mix/")]
    verdict, said = checked(one.file("full"))
    assert verdict == Verdict(0), said[-1]
    assert any("1 polls at T2: tokens destroyed" in line for line in said)


@pytest.mark.parametrize("name", GONE)
def test_a_lie_about_what_was_destroyed_is_found(name: str) -> None:
    """Who has destroyed is what each party signed, and is ordered before it is done."""
    step, lie = GONE[name]
    evil = Evil(made(destroyed("T1")))
    lie(evil)
    assert checked(evil.file())[0] == Verdict(1, step)


def test_every_step_is_seen_to_fail_at_t2() -> None:
    """V8 too, which no other tier has."""
    assert 8 in {step for step, _ in (*JOINT_ALONE, *JOINT_TOGETHER)}


# Whom to trust


def trusted(tmp_path: Path, **change: object) -> Path:
    """A file of the story's keys, changed."""
    room = told().room
    keys = {"server": room.server.public.jwk, "log": room.log.verifier.text(), "stations": [], **change}
    path = tmp_path / "trust.json"
    path.write_text(json.dumps({name: value for name, value in keys.items() if value is not None}), encoding="utf-8")
    return path


def test_keys_that_are_trusted_hold(tmp_path: Path) -> None:
    """With the very keys the report says so; without, it says that they are the bundle's own."""
    verdict, said = checked(good("full"), trusted(tmp_path))
    assert verdict.code == 0
    assert any("as trusted" in line for line in said)
    assert any("from the bundle itself" in line for line in checked(good("full"))[1])


@pytest.mark.parametrize("name", ["server", "log"])
def test_a_key_that_is_not_the_trusted_one_fails_at_once(tmp_path: Path, name: str) -> None:
    """A bundle that a stranger made and sealed is not believed by who has the right keys."""
    other = {"server": stranger().public.jwk, "log": SignerKey.generate("yijue/other").verifier.text()}
    assert checked(good("full"), trusted(tmp_path, **{name: other[name]}))[0] == Verdict(1, 1)
    assert checked(good("full"), trusted(tmp_path, **{name: None}))[0] == Verdict(0)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"server":1,"server":1}', '{"people":[]}'])
def test_a_trust_file_that_is_none_is_said(tmp_path: Path, text: str) -> None:
    """Exit 2 with a sentence, before anything is checked."""
    path = tmp_path / "trust.json"
    path.write_text(text, encoding="utf-8")
    verdict, said = checked(good("full"), path)
    assert verdict.code == 2
    assert len(said) == 1


# The command


def test_the_command_says_how_it_ended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 with a last line, 1 with the step on the last line, 2 for a file that is none or is not there."""
    path = tmp_path / "bundle.zip"
    ends: list[tuple[int, str]] = []
    lies: list[Callable[[Evil], None]] = [lambda _: None, LIES[13, "the count not signed"]]
    for lie in lies:
        evil = Evil(told())
        lie(evil)
        path.write_bytes(evil.file())
        ends.append((command.main([str(path)]), capsys.readouterr().out.rstrip().split("\n")[-1]))
    assert ends == [(0, "全部成立 / all steps hold"), (1, "不成立 / does not hold: V13")]
    path.write_bytes(b"no")
    assert command.main([str(path)]) == 2
    assert "Not a bundle" in capsys.readouterr().out
    assert command.main([str(tmp_path / "nothing.zip")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_verifying_needs_no_house() -> None:
    """Neither server nor store nor typesetter is imported."""
    heavy = (
        "flask",
        "gevent",
        "sqlalchemy",
        "typst",
        "openpyxl",
        "argon2",
        "voting.web",
        "voting.store",
        "voting.clerk",
    )
    code = "import sys, voting.cli.verify; print(sorted(n for n in sys.argv[1:] if n in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.zip")), ids=lambda path: path.name)
def test_bundles_of_earlier_days_hold_for_ever(path: Path) -> None:
    """What was once exported is verified by every later version."""
    assert checked(path)[0] == Verdict(0)
