"""The samples that every new user sees: they load without an error, and they are the sittings they claim to be."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from voting.documents.plan import SittingFile
from voting.documents.roll import Roll, read_roll
from voting.documents.sitting import read_sitting
from voting.preparation import LAW

ROOM = Path(__file__).resolve().parents[2] / "voting"


def sample(name: str) -> tuple[SittingFile, Roll]:
    folder = ROOM / "documents/samples" / name
    sitting = read_sitting(folder / "sitting.toml", LAW)
    assert isinstance(sitting, SittingFile), sitting
    roll = read_roll(sitting.meeting.roll, (folder / sitting.meeting.roll).read_bytes())
    assert isinstance(roll, Roll), roll
    return sitting, roll


def test_the_standing_committee_has_35_members_in_five_rows():
    """35 voters sit in five rows of seven; two attend, one observes; rare characters and short names are among them."""
    sitting, roll = sample("committee")
    assert (sitting.meeting.body, sitting.meeting.level) == ("standing_committee", "county")
    assert {member.seat for member in roll.voters} == {f"{row}{column:02}" for row in "ABCDE" for column in range(1, 8)}
    assert [member.role for member in roll.members].count("attendee") == 2
    assert [member.role for member in roll.members].count("observer") == 1
    names = "".join(member.name for member in roll.members)
    assert {"䶮", "𫖯", "·"} <= set(names)
    assert {2, 3, 4} <= {len(member.name) for member in roll.members}
    assert not roll.notices


def test_the_committee_votes_by_name_and_in_secret_and_appoints():
    """A report to forward, an amendment and its draft by name, secret votes, two persons; each item may end lawfully."""
    sitting, _ = sample("committee")
    assert [item.kind for item in sitting.items] == ["report", "decision", "decision", "decision", "appointment"]
    assert [[poll.secrecy for poll in item.polls] for item in sitting.items] == [
        [], ["named", "named"], ["secret"], ["secret"], ["secret", "secret"],
    ]  # fmt: skip
    assert [poll.part for poll in sitting.items[1].polls] == ["amendment", "whole"]
    budget = sitting.items[3]
    assert budget.matter == "budget_adjustment"  # YSF 69: thirty days before, to the committee
    assert budget.delivered["committee"] <= "2026-10-28"
    assert [poll.person.act for poll in sitting.items[4].polls if poll.person] == ["remove", "appoint"]
    assert "forwarded" in sitting.items[0].dispositions
    assert all({"adopted", "not_adopted"} <= set(item.dispositions) for item in sitting.items[1:])
    assert all(item.reporter is not None for item in sitting.items)


def test_the_congress_elects_two_of_three_with_write_ins():
    """61 deputies adopt method and tellers, then elect two deputy heads from three, a surplus of one."""
    sitting, roll = sample("congress")
    assert (sitting.meeting.body, sitting.meeting.level, len(roll.voters)) == ("congress", "township", 61)
    assert [item.kind for item in sitting.items] == ["procedural", "procedural", "election"]
    (poll,) = sitting.items[-1].polls
    election = poll.election
    assert election is not None
    assert (poll.secrecy, poll.form, election.office) == ("secret", "ballot", "DEPUTY_CHIEF")
    assert (election.seats, election.fixed_surplus, len(election.candidates), election.write_ins) == (2, 1, 3, True)
    assert not {candidate.name for candidate in election.candidates} & {member.name for member in roll.members}


@pytest.mark.parametrize("name", ["committee", "congress"])
def test_the_method_consents_in_words_to_what_it_overrides(name):
    """T0, and keys in place of paper, are consented to in the text that the sheet repeats, in both languages."""
    sitting, _ = sample(name)
    method = sitting.method
    assert method is not None
    assert method.rules["ballot.tier0"] is True
    assert "T0" in method.text.zh
    assert "T0" in method.text.en
    assert "由操作方保密" in method.text.zh
    elections = any(poll.kind == "election" for item in sitting.items for poll in item.polls)
    assert method.rules.get("ballot.keys_for_paper", False) is elections
    assert ("代替纸质选票" in method.text.zh and "in place of paper" in method.text.en) is elections


@pytest.mark.parametrize("name", ["committee", "congress"])
def test_every_item_may_end_as_the_rule_book_allows(name):
    """No item of a sample offers a disposition, or has a reporter, that the national book does not allow."""
    rules = tomllib.loads((ROOM / "rules/books/cn-national/2022-03-12.toml").read_text(encoding="utf-8"))["rule"]
    sitting, _ = sample(name)
    mine = {"body": sitting.meeting.body, "level": sitting.meeting.level}
    for item in sitting.items:
        for key, words in (("agenda.dispositions", item.dispositions), ("report.reporter", reporters(item))):
            fitting = [r for r in rules if r["key"] == key and r.get("kind", item.kind) == item.kind]
            fitting = [r for r in fitting if all(r.get(part, value) == value for part, value in mine.items())]
            best = max(fitting, key=lambda r: sum(part in r for part in ("body", "level", "office", "kind")))
            assert set(words) <= set(best["value"]), (item.id, key)


def reporters(item):
    return (item.reporter.kind,) if item.reporter else ()
