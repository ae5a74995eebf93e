"""What terminals said that did not find their vote: each complaint of the log is the seat's own signed word."""

from __future__ import annotations

from typing import Final

from voting.ballots import messages
from voting.ballots.encodings import b64
from voting.ballots.fields import exactly, flag, identifier, plain
from voting.verify.evidence import Evidence, Question, Seat, alike
from voting.verify.log import Placed
from voting.verify.rows import key_of
from voting.verify.saying import must
from voting.verify.votes import device

TYPS: Final = {"log": "confirm", "count": "audited"}
FIELDS: Final = {"vote": identifier, "mh": plain, "seat": identifier, "ok": flag, "reason": plain}


def filed(poll: Question) -> list[Placed]:
    """The complaints whose message was filed; an older log has complaints without one."""
    return [one for one in poll.log.complaints if isinstance(jws := one.event.get("jws"), str) and jws]


def held(e: Evidence) -> int:
    """How many complaints stand with their message, each signed by a terminal of this vote, at its seat; Broken else."""
    wanted = [(poll, filed(poll)) for poll in e.by_key]
    for poll, rows in wanted if e.full else ():
        given = list(poll.contents.values(poll.path("complaints.jsonl"))) if rows else []
        must(
            len(given) == len(rows),
            f"{poll.id} 的异议与记录数目不符。",
            f"{poll.id} has another number of complaints than the log.",
        )
        for raw, one in zip(given, rows, strict=True):
            _holds(poll, raw, one)
    return sum(len(rows) for _, rows in wanted)


def recorded(e: Evidence) -> None:
    """Broken unless sitting.json has of each poll the complaints of the log, by seat, and what the chair decided."""
    records = {str(one["id"]): one for one in e.sitting["polls"]}
    for poll in e.polls:
        rows, record = _rows(poll), records.get(poll.id, {})
        wanted = {"complaints": rows, "settled": poll.log.decided} if rows else {}
        must(
            alike({name: record[name] for name in ("complaints", "settled") if name in record}, wanted),
            f"会议记录中 {poll.id} 的异议与日志不符。",
            f"sitting.json has other complaints of {poll.id} than the log.",
        )


def _rows(poll: Question) -> list[dict[str, object]]:
    """A seat's reasons together, those before the declaration first."""
    found: dict[tuple[bool, str], list[str]] = {}
    early = len(poll.log.complaints) - poll.log.afterwards
    for place, one in enumerate(poll.log.complaints):
        found.setdefault((place >= early, plain(one.event["seat"])), []).append(plain(one.event["reason"]))
    return [
        {"seat": seat, "reason": " / ".join(reason for reason in reasons if reason), "after": after}
        for (after, seat), reasons in found.items()
    ]


def _holds(poll: Question, raw: object, one: Placed) -> None:
    event, claim = one.event, messages.parse(raw)
    wrong = (f"{poll.id} 的一件异议与记录不符。", f"A complaint of {poll.id} is not what the log says.")
    must(claim.typ == TYPS.get(event.get("about", "log")), *wrong)
    there = {*poll.roster.values(), *(Seat(moved.seat, moved.kid) for moved in poll.log.replaced)}
    must(Seat(str(event["seat"]), claim.kid) in there, *wrong)
    message = messages.verify(claim, key_of(device(poll, claim.kid)))
    said = exactly(message.payload, FIELDS)
    told = {"vote": poll.id, "mh": b64(poll.manifest.mh), "seat": event["seat"], "ok": False, "reason": event["reason"]}
    must(said == told and b64(message.digest) == event["jws"], *wrong)
