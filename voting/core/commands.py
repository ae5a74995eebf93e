"""What people ask for, in the imperative; who may ask stands in `may`.

Whatever the core needs to know (time, ids, hashes) comes inside the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final

from voting.core.events import ItemEntry, MemberEntry, RosterEntry
from voting.core.rulebook import Rule
from voting.core.words import Body, Level, Missed, Role, Word

DESK: Final[frozenset[Role]] = frozenset({"operator", "secretary"})
TABLE: Final[frozenset[Role]] = frozenset({"operator", "chair"})
CHAIR: Final[frozenset[Role]] = frozenset({"chair", "operator"})
SEAT: Final[frozenset[Role]] = frozenset({"seat"})
SYSTEM: Final[frozenset[Role]] = frozenset({"system"})


@dataclass(frozen=True)
class Actor:
    """Who acts: a role and the name of the account (an officer's name, or the seat)."""

    role: Role
    name: str

    def text(self) -> str:
        return f"{self.role}:{self.name}"


@dataclass(frozen=True)
class Command:
    """A wish with its author and time (`at`: RFC 3339 to the second)."""

    may: ClassVar[frozenset[Role]] = frozenset()
    by: Actor
    at: str


@dataclass(frozen=True)
class PrepareSitting(Command):
    may: ClassVar[frozenset[Role]] = frozenset({"secretary", "system"})
    meeting: str
    body: Body
    level: Level
    sample: bool
    rules: tuple[Rule, ...]
    members: tuple[MemberEntry, ...]
    items: tuple[ItemEntry, ...]
    documents: Mapping[str, str] = field(default_factory=dict)
    adopting_item: str | None = None
    day: str = ""
    rosters: tuple[RosterEntry, ...] = ()


@dataclass(frozen=True)
class ImportRoll(Command):
    may: ClassVar[frozenset[Role]] = frozenset({"secretary"})
    members: tuple[MemberEntry, ...]
    digest: str


@dataclass(frozen=True)
class OpenSitting(Command):
    may: ClassVar[frozenset[Role]] = TABLE


@dataclass(frozen=True)
class CloseSitting(Command):
    may: ClassVar[frozenset[Role]] = TABLE


@dataclass(frozen=True)
class EnrolDevice(Command):
    may: ClassVar[frozenset[Role]] = frozenset({"operator", "system"})
    seat: str
    kid: str


@dataclass(frozen=True)
class RevokeDevice(Command):
    may: ClassVar[frozenset[Role]] = frozenset({"operator"})
    seat: str
    reason: str


@dataclass(frozen=True)
class SignIn(Command):
    may: ClassVar[frozenset[Role]] = frozenset({"seat", "operator", "secretary"})
    member: str
    seat: str
    how: str
    reason: str | None = None


@dataclass(frozen=True)
class Leave(Command):
    may: ClassVar[frozenset[Role]] = DESK
    member: str


@dataclass(frozen=True)
class GrantLeave(Command):
    may: ClassVar[frozenset[Role]] = DESK
    member: str
    reason: str


@dataclass(frozen=True)
class RenewPin(Command):
    """Another PIN for a member: on record who gave it out, for whoever has it can sign in as her. The PIN is not told here."""

    may: ClassVar[frozenset[Role]] = frozenset({"secretary"})
    member: str


@dataclass(frozen=True)
class Recuse(Command):
    may: ClassVar[frozenset[Role]] = DESK
    member: str
    item: str
    reason: str


@dataclass(frozen=True)
class WithdrawRecusal(Command):
    may: ClassVar[frozenset[Role]] = DESK
    member: str
    item: str
    reason: str


@dataclass(frozen=True)
class MoveMember(Command):
    may: ClassVar[frozenset[Role]] = frozenset({"operator"})
    member: str
    seat: str


@dataclass(frozen=True)
class IntroduceItem(Command):
    may: ClassVar[frozenset[Role]] = TABLE
    item: str


@dataclass(frozen=True)
class Deliberate(Command):
    may: ClassVar[frozenset[Role]] = TABLE
    item: str


@dataclass(frozen=True)
class Dispose(Command):
    may: ClassVar[frozenset[Role]] = TABLE
    item: str
    disposition: Word
    reason: str | None = None
    consent: str | None = None
    due: str | None = None
    to: str | None = None
    next_step: str | None = None
    proposed_by: str | None = None


@dataclass(frozen=True)
class AnnouncePoll(Command):
    may: ClassVar[frozenset[Role]] = TABLE
    item: str
    draft: str
    poll: str
    mh: str
    names: str = ""  # hash of the electorate's names


@dataclass(frozen=True)
class OpenPoll(Command):
    may: ClassVar[frozenset[Role]] = CHAIR
    poll: str
    reason: str | None = None
    issued: int | None = None  # papers handed out, where the vote is on paper


@dataclass(frozen=True)
class ClosePoll(Command):
    may: ClassVar[frozenset[Role]] = frozenset({"chair", "operator", "system"})
    poll: str


@dataclass(frozen=True)
class Paper:
    """One counted paper: one mark letter per line, and the ids of the names written in."""

    marks: str
    write_ins: tuple[str, ...] = ()
    copies: int = 1


@dataclass(frozen=True)
class CountPoll(Command):
    may: ClassVar[frozenset[Role]] = SYSTEM
    poll: str
    papers: tuple[Paper, ...]
    void_voters: tuple[str, ...]
    cast_root: str
    in_root: str
    out_root: str
    void_papers: int = 0  # papers that tellers found void without marks to count
    void_reasons: tuple[str, ...] = ()  # of `void_voters`, in their order


@dataclass(frozen=True)
class Complain(Command):
    may: ClassVar[frozenset[Role]] = SEAT
    poll: str
    seat: str
    reason: str
    about: Missed = "log"
    jws: str = ""


@dataclass(frozen=True)
class SettleComplaint(Command):
    # the chair alone: the operator's own server is what the complaint is about (ballots.md 2.4, amendment 16)
    may: ClassVar[frozenset[Role]] = frozenset({"chair"})
    poll: str
    reason: str


@dataclass(frozen=True)
class Declare(Command):
    may: ClassVar[frozenset[Role]] = CHAIR
    poll: str
    confirmed: int = 0


@dataclass(frozen=True)
class VoidPoll(Command):
    may: ClassVar[frozenset[Role]] = CHAIR
    poll: str
    reason: str


@dataclass(frozen=True)
class DrawPaper(Command):
    may: ClassVar[frozenset[Role]] = SEAT
    poll: str
    mh: str
    seat: str
    kid: str
    jws: str


@dataclass(frozen=True)
class CastVote(Command):
    may: ClassVar[frozenset[Role]] = SEAT
    poll: str
    mh: str
    seat: str
    kid: str
    seq: int
    prev: str | None
    jws: str
    named: bool
    voter: str | None = None
