"""Votes by name as Popolo JSON (popoloproject.com): organization, session, persons, motions, vote events.

Only what the result sheet prints; a secret vote has no place here, nor a voided one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from voting.records import labels
from voting.records.labels import printable
from voting.records.sitting import Counts, Item, NamedVote, Poll, SittingRecord

OPTIONS: Final = {
    "for": "yes", "against": "no", "abstain": "abstain", "void": "invalid", "not_voting": "not voting",
}  # fmt: skip
RESULTS: Final = {"adopted": "pass", "not_adopted": "fail"}
BODY: Final = "body"
Person = tuple[str, str, int]  # name, group, which of those who share both


def popolo(record: SittingRecord) -> dict[str, Any]:
    """The document; its lists are empty where nothing was voted by name. Ids hold within this file only."""
    named = [poll for poll in record.polls if listed(poll)]
    people = sorted({person for poll in named for person in _people(poll.votes)})
    ids = {person: f"person-{number}" for number, person in enumerate(people, 1)}
    items = {item.id: item for item in record.items}
    meeting = record.meeting
    groups = sorted({group for _, group, _ in people if group})
    return {
        "organizations": [_body(record), *({"id": _group(group), "name": printable(group), "parent_id": BODY} for group in groups)],
        "events": [
            {
                "id": meeting.id, "name": printable(meeting.title.zh), "classification": "legislative session",
                "organization_id": BODY, "start_date": meeting.opened_at, "end_date": meeting.closed_at,
            }
        ],
        "persons": [{"id": ids[person], "name": printable(person[0])} for person in people],
        "memberships": [
            {"person_id": ids[person], "organization_id": _group(person[1])} for person in people if person[1]
        ],
        "motions": [_motion(record, poll, items[poll.item]) for poll in named],
        "vote_events": [_event(record, poll, ids) for poll in named],
    }  # fmt: skip


def listed(poll: Poll) -> bool:
    """Whether the record says how each member voted."""
    return poll.secrecy == "named" and poll.counts is not None and bool(poll.votes)


def _body(record: SittingRecord) -> dict[str, Any]:
    return {
        "id": BODY,
        "name": labels.BODY[record.meeting.body].zh,
        "classification": f"{labels.LEVEL[record.meeting.level].en} {record.meeting.body}",
    }


def _group(group: str) -> str:
    return f"group-{printable(group)}"


def _people(votes: Iterable[NamedVote]) -> Iterator[Person]:
    """The voters of a poll in its order; two of one name and group are told apart by that order, which is the roll's."""
    seen: Counter[tuple[str, str]] = Counter()
    for vote in votes:
        seen[vote.name, vote.group] += 1
        yield vote.name, vote.group, seen[vote.name, vote.group]


def _motion(record: SittingRecord, poll: Poll, item: Item) -> dict[str, Any]:
    return {
        "id": f"motion-{poll.id}",
        "organization_id": BODY,
        "legislative_session_id": record.meeting.id,
        "text": printable(poll.title.zh),
        "classification": item.kind,
        "date": poll.opened_at,
        "requirement": f"yes >= {poll.needed} of {poll.base}",
        "result": RESULTS[str(poll.outcome)],
    }


def _event(record: SittingRecord, poll: Poll, ids: dict[Person, str]) -> dict[str, Any]:
    voters = zip(poll.votes, _people(poll.votes), strict=True)
    return {
        "id": f"vote-event-{poll.id}",
        "identifier": poll.id,
        "motion_id": f"motion-{poll.id}",
        "organization_id": BODY,
        "legislative_session_id": record.meeting.id,
        "start_date": poll.opened_at,
        "end_date": poll.closed_at,
        "result": RESULTS[str(poll.outcome)],
        "counts": [] if poll.counts is None else _counts(poll.counts),
        "votes": [
            {"voter_id": ids[person], "option": OPTIONS[vote.mark], **({"group_id": _group(vote.group)} if vote.group else {})}
            for vote, person in voters
        ],
    }  # fmt: skip


def _counts(counts: Counts) -> list[dict[str, Any]]:
    found = {
        "for": counts.for_, "against": counts.against, "abstain": counts.abstain, "void": counts.void,
        "not_voting": counts.not_voting,
    }  # fmt: skip
    return [{"option": OPTIONS[mark], "value": value} for mark, value in found.items()]
