"""What the log says, gathered in one reading of its entries: the tree over them, and the facts of each poll by place.

Entries that a profile hides are leaves without a fact. Places are positions in the log, from 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from voting.ballots.encodings import Malformed, unb64
from voting.ballots.fields import plain
from voting.ledger.tree import Tree, leaf_hash
from voting.verify import entries
from voting.verify.contents import parsed
from voting.verify.hands import Hands

Event = Mapping[str, Any]
OF_SITTING: Final = frozenset({
    "sitting.opened.v1", "sitting.closed.v1", "sitting.prepared.v1", "sitting.revised.v1", "item.disposed.v1",
    "station.enrolled.v1", "station.lost.v1",
})  # fmt: skip  # of no poll, whatever stands beside


class Placed(NamedTuple):
    """An entry at its place."""

    at: int
    event: Event


class Drawn(NamedTuple):
    """A paper drawn: the voter, and the hash of the issue message."""

    at: int
    voter: str
    jws: str


class CastAt(NamedTuple):
    """A vote: the voter, its number, the hash of its message."""

    at: int
    voter: str
    seq: int
    jws: str


class Replaced(NamedTuple):
    """From here on another terminal speaks for the voter."""

    at: int
    voter: str
    seat: str
    kid: str


class Spoiled(NamedTuple):
    """From here on the voter may draw another paper."""

    at: int
    voter: str


@dataclass
class PollFacts:
    """What the log has of one poll."""

    announced: Placed
    drawn: list[Drawn] = field(default_factory=list)
    cast: list[CastAt] = field(default_factory=list)
    replaced: list[Replaced] = field(default_factory=list)
    opened: int | None = None
    closed: Placed | None = None
    counted: Placed | None = None
    ended: str = ""  # declared or voided
    complaints: list[Placed] = field(default_factory=list)
    afterwards: int = 0  # of them raised after the declaration, which they do not touch
    complained: bool = False  # before it, and nobody has settled it
    decided: str | None = None  # what the chair decided on those before it
    settled: list[Event] = field(default_factory=list)  # written names
    settled_at: int = -1  # the place of the last of them
    hands: Hands = field(default_factory=Hands)
    trial: bool = False  # planned as one before it was announced
    framed: bool = False  # of this form (docs/bundle.md section 2): its announcement froze names, round and grades
    ends: list[Event] = field(default_factory=list)  # declarations and voidings
    last: int = 0  # the place of the last of them
    here: frozenset[str] = frozenset()  # stations that were there when it ended
    spoiling: dict[str, set[str]] = field(default_factory=dict)  # voter -> the teller who recorded it so far
    spoiled: list[Spoiled] = field(default_factory=list)  # once two tellers have recorded it
    destroyed: bool = False  # keys and envelopes are ordered to be
    forgotten: list[str] = field(default_factory=list)  # S, A, B: who has said that they are
    traced: list[tuple[str, str, str]] = field(default_factory=list)  # voter, reason, S, A or B who found it bad
    checked: set[str] = field(default_factory=set)  # ballot keys of papers that were checked instead of cast, in b64

    @property
    def again(self) -> int:
        """Papers drawn in the place of others; nothing is known of them where the log hides who has drawn."""
        return len(self.drawn) - len({one.voter for one in self.drawn})

    @property
    def item(self) -> tuple[str, str]:
        """Which planned vote of which item this is."""
        return plain(self.announced.event["item"]), plain(self.announced.event["draft"])


@dataclass
class Log:
    """The entries of a log as a verifier sees them."""

    tree: Tree = field(default_factory=Tree)
    hidden: int = 0
    polls: dict[str, PollFacts] = field(default_factory=dict)
    trials: set[tuple[str, str]] = field(default_factory=set)  # item, draft
    closed: int | None = None  # the place of its close
    opened: Event | None = None
    disposed: dict[str, Any] = field(default_factory=dict)  # item -> how it ended
    here: set[str] = field(default_factory=set)  # stations that are there at the end
    framed: bool = False  # an announcement has frozen names: it and all later ones are of this form
    documents: dict[str, str] = field(default_factory=dict)  # name -> SHA-256, hexadecimal
    shown: list[str] = field(default_factory=list)  # the type of each entry, empty where it is hidden

    @property
    def counting(self) -> dict[str, PollFacts]:
        """The polls that count for something: all but trials."""
        return {name: facts for name, facts in self.polls.items() if not facts.trial}


def read(lines: Iterable[bytes]) -> Log:
    """The log of these entries; Malformed, KeyError or TypeError where one is not what its type says."""
    log = Log()
    for at, line in enumerate(lines):
        event = parsed(line)
        if not isinstance(event, dict):
            raise Malformed("message.malformed", f"entry {at} is no object")
        if event.keys() == {"leaf"}:
            log.tree.append(unb64(event["leaf"], 32))
            log.hidden += 1
            log.shown.append("")
            continue
        entries.deciding(at, event)
        log.tree.append(leaf_hash(line))
        log.shown.append(event["type"])
        _take(log, at, event)
    return log


def _take(log: Log, at: int, event: Event) -> None:
    kind = event["type"]
    if kind == "poll.announced.v1":
        if event["poll"] in log.polls:
            raise Malformed("message.malformed", f"{event['poll']} is announced twice")
        found = log.polls[event["poll"]] = PollFacts(Placed(at, event))
        found.trial = found.item in log.trials  # what is planned afterwards takes nothing out of the evidence
        found.framed = log.framed = log.framed or "names" in event
        if found.framed:
            unb64(event["names"], 32)
    elif kind == "trial.planned.v1":
        log.trials.add((event["item"], event["draft"]["id"]))
    elif kind not in OF_SITTING and isinstance(poll := event.get("poll"), str) and poll in log.polls:
        _of_poll(log.polls[poll], at, event)
        if log.polls[poll].last == at:
            log.polls[poll].here = frozenset(log.here)
    else:
        _of_sitting(log, at, event)


def _of_sitting(log: Log, at: int, event: Event) -> None:
    match event["type"]:
        case "sitting.opened.v1":
            log.opened = event
        case "sitting.closed.v1":
            log.closed = at
        case "sitting.prepared.v1" | "sitting.revised.v1":
            log.documents = {**log.documents, **event["documents"]}
        case "item.disposed.v1":
            log.disposed[event["item"]] = event["disposition"]
        case "station.enrolled.v1":
            log.here.add(event["station"])
        case "station.lost.v1":
            log.here.discard(event["station"])


def _of_poll(facts: PollFacts, at: int, event: Event) -> None:
    match event["type"]:
        case "ballot.drawn.v1":
            facts.drawn.append(Drawn(at, event["voter"], event["jws"]))
        case "ballot.cast.v1":
            facts.cast.append(CastAt(at, event["voter"], event["seq"], event["jws"]))
        case "terminal.replaced.v1":
            facts.replaced.append(Replaced(at, event["voter"], event["new_seat"], event["new_kid"]))
        case "poll.opened.v1":
            facts.opened = at
        case "poll.closed.v1":
            facts.closed = Placed(at, event)
        case "poll.counted.v1":
            facts.counted = Placed(at, event)
        case "result.declared.v1" | "poll.voided.v1":
            facts.ended = "declared" if event["type"] == "result.declared.v1" else "voided"
            facts.ends.append(event)
            facts.last = at
        case "complaint.raised.v1":
            facts.complaints.append(Placed(at, event))
            facts.afterwards += facts.ended == "declared"
            if facts.ended != "declared":
                facts.complained, facts.decided = True, None
        case "complaint.settled.v1":
            facts.complained, facts.decided = False, event.get("reason")
        case "envelope.traced.v1":
            facts.traced.append((event["voter"], event["reason"], event["found_by"]))
        case "name.settled.v1":
            facts.settled.append(event)
            facts.settled_at = at
        case "paper.spoiled.v1":
            _spoiled(facts, at, event["voter"], event["by"])
        case "keys.destroyed.v1":
            facts.destroyed = True
        case "keys.forgotten.v1":
            facts.forgotten.append(event["station"])
        case "paper.checked.v1":
            facts.checked |= {plain(event["key"])} if facts.closed is None else set()
        case str(kind) if kind.startswith("hands."):
            facts.hands.take(at, event)


def _spoiled(facts: PollFacts, at: int, voter: str, teller: str) -> None:
    """A paper is spoiled once two tellers have recorded it."""
    facts.spoiling.setdefault(voter, set()).add(teller)
    if len(facts.spoiling[voter]) > 1:
        facts.spoiled.append(Spoiled(at, voter))
        del facts.spoiling[voter]
