"""One poll's members of a bundle (docs/bundle.md section 2), copied from the ledger as they were filed."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from voting import exact
from voting.core.state import Poll
from voting.core.words import ALPHABET
from voting.ledger import filed
from voting.ledger.port import Entry, Envelope, Ledger

FEWEST_ALIKE: Final = 20  # ballots for each pattern that a ballot can have, before whole ballots are public


def poll_members(ledger: Ledger, meeting: str, log: Sequence[Entry], poll: Poll, *, public: bool) -> dict[str, bytes]:
    """The members of this poll by their names within its folder; LookupError where the ledger lacks one."""
    found = _Found(ledger, meeting, log, poll, public=public)
    members = {"manifest.jws": found.text(filed.manifest(poll.id)), "lines.json": found.text(filed.lines(poll.id))}
    if poll.by_hand:
        return members
    members |= {"roster.jsonl": _json_lines(found.roster()), "cast.jsonl": _json_lines(found.cast())}
    members |= {**found.names(), **found.of_stations()}
    if not public:
        members["issue.jsonl"] = _json_lines(found.issue())
        members |= found.complaints()
    members |= found.forgotten()
    close = ledger.document(meeting, filed.close(poll.id))
    if close is not None:
        members["close.jws"] = close.data
    return {**members, **found.counted()}


class _Found:
    def __init__(self, ledger: Ledger, meeting: str, log: Sequence[Entry], poll: Poll, *, public: bool) -> None:
        self.ledger, self.meeting, self.log, self.poll, self.public = ledger, meeting, log, poll, public
        self.secret = poll.draft.secrecy == "secret"

    def text(self, name: str) -> bytes:
        return filed.read(self.ledger, self.meeting, name).encode("utf-8")

    def texts(self, prefix: str) -> list[str]:
        """The documents directly under a prefix, the server's first."""
        names = self.ledger.document_names(self.meeting, prefix)
        ordered = sorted(names, key=lambda name: (not name.endswith(f"/{filed.SERVER}"), name))
        return [filed.read(self.ledger, self.meeting, name) for name in ordered]

    def events(self, kind: str) -> Iterator[dict[str, exact.Json]]:
        """The entries of this kind about this poll, in the order of the log."""
        for entry in self.log:
            if entry.kind == kind:
                event = exact.loads(entry.data)
                if isinstance(event, dict) and event.get("poll") == self.poll.id:
                    yield event

    def roster(self) -> list[dict[str, str]]:
        """The electorate as the announcement froze it; a terminal that was replaced later is in the log."""
        voters = next(self.events("poll.announced.v1"))["voters"]
        rows = [one for one in voters if isinstance(one, dict)] if isinstance(voters, list) else []
        found = [{key: str(row[key]) for key in ("kid", "seat", "voter")} for row in rows]
        return sorted(found, key=lambda row: row["voter"].encode("utf-16-be"))

    def names(self) -> dict[str, bytes]:
        """Who the electorate are by name, where everybody's vote is public; an older ledger has not frozen it."""
        kept = self.ledger.document(self.meeting, filed.names(self.poll.id))
        if kept is None or (self.public and self.secret):
            return {}
        rows = exact.loads(kept.data)
        return {"names.jsonl": _json_lines(rows if isinstance(rows, list) else [])}

    def issue(self) -> list[dict[str, str]]:
        stored = self.ledger.envelopes(self.meeting, self.poll.id, "issue")
        return [{"jws": one.jws, "answer": one.answer} for one in stored]

    def complaints(self) -> dict[str, bytes]:
        """What terminals said that did not find their vote; an older ledger has no messages of complaints."""
        filed_as = [str(event["jws"]) for event in self.events("complaint.raised.v1") if event.get("jws")]
        said = [self.text(filed.complaint(self.poll.id, of)).decode("ascii") for of in filed_as]
        return {"complaints.jsonl": _json_lines(said)} if said else {}

    def cast(self) -> list[dict[str, str]]:
        """Every vote in the order of the log; of an envelope that was destroyed, its hash. What the public sees of a
        sealed vote are the hashes of those that enter, sorted, which say nothing of who or when.
        """
        stored = {b64(one.digest): one.jws for one in self._envelopes()}
        if self.secret and self.public:
            closed = self.poll.closed_at is not None  # else nothing enters
            return [{"digest": one} for one in sorted(last.jws for last in self.poll.cast.values()) if closed]
        digests = [str(event["jws"]) for event in self.events("ballot.cast.v1")]
        return [{"jws": stored[one]} if stored.get(one) else {"digest": one} for one in digests]

    def _envelopes(self) -> tuple[Envelope, ...]:
        return self.ledger.envelopes(self.meeting, self.poll.id, "cast" if self.secret else "named")

    def forgotten(self) -> dict[str, bytes]:
        """Who has signed that its keys are gone; nothing before anybody has."""
        said = self.texts(filed.forgotten(self.poll.id, ""))
        return {"forgotten.jsonl": _json_lines(said)} if said else {}

    def of_stations(self) -> dict[str, bytes]:
        """What stations signed and handed on; nothing at T0 and by name."""
        if self.poll.tier in (None, "T0"):
            return {}
        poll = self.poll.id
        found = {"countersigned.jsonl": _json_lines(self.texts(f"countersigned/{poll}/"))}
        issued = self.texts(f"issued/{poll}/close/")
        if issued:
            found["issued.jsonl"] = _json_lines(issued)
        levels = sorted(map(_number, self.ledger.document_names(self.meeting, f"mix/{poll}/")))
        if not levels:
            return found
        found["mix.jsonl"] = _json_lines(self.text(filed.mix(poll, level)).decode("ascii") for level in levels)
        return found if self.public else {**found, **self.opened(levels)}

    def opened(self, levels: Sequence[int]) -> dict[str, bytes]:
        """What left each level but the last, and where bad items came from."""
        poll = self.poll.id
        traces = sorted(map(_number, self.ledger.document_names(self.meeting, f"trace/{poll}/")))
        return {
            **{f"mix/{level}.jsonl": _json_lines(self.items(level)) for level in self.kept(levels[:-1])},
            "traces.jsonl": b"".join(sorted({self.text(filed.trace(poll, number)) + b"\n" for number in traces})),
        }

    def kept(self, levels: Sequence[int]) -> list[int]:
        """The levels whose items are there: they are destroyed with the envelopes."""
        there = set(map(_number, self.ledger.document_names(self.meeting, filed.between(self.poll.id))))
        return [level for level in levels if level in there or not self.poll.destroyed]

    def items(self, level: int) -> list[exact.Json]:
        """The items that left this level, in b64."""
        found = exact.loads(self.text(filed.items(self.poll.id, level)))
        if not isinstance(found, list):
            raise TypeError("items are a list")
        return found

    def counted(self) -> dict[str, bytes]:
        """Tally, signatures and ballots; nothing where the poll was voided before it was counted."""
        tally = filed.newest_tally(self.ledger, self.meeting, self.poll.id)
        if tally is None:
            return {}
        found = {"tally.json": tally.text.encode("utf-8"), "tally.jsonl": _json_lines(tally.signatures.values())}
        ballots = self.ledger.ballots(self.meeting, self.poll.id)
        if self.secret and (not self.public or self.alike(ballots)):
            found["ballots.jsonl"] = b"".join(one + b"\n" for one in ballots)
        return found

    def alike(self, ballots: tuple[bytes, ...]) -> bool:
        """Whether ballots have so few patterns that none can be a signature (docs/bundle.md section 4)."""
        marks = [_marks(one) for one in ballots]
        lines = len(self.poll.draft.candidates) or 1
        letters = len(ALPHABET[self.poll.draft.kind])
        return not any(written for _, written in marks) and len(marks) >= FEWEST_ALIKE * letters**lines


def _marks(ballot: bytes) -> tuple[str, bool]:
    """The marks of an opened ballot, and whether a name is written in."""
    inner = exact.loads(ballot)
    paper = exact.loads(str(inner["p"])) if isinstance(inner, dict) else None
    if not isinstance(paper, dict):
        raise TypeError("a ballot holds a paper")
    return str(paper["marks"]), bool(paper["wi"])


def _number(name: str) -> int:
    return int(name.rpartition("/")[2])


def _json_lines(values: Iterable[object]) -> bytes:
    return b"".join(exact.dumps(value) + b"\n" for value in values)


def b64(data: bytes) -> str:
    """Base64url without padding (RFC 4648 section 5)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def unb64(text: str) -> bytes:
    """The bytes of such a text."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
