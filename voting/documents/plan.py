"""What a sitting file plans, as plain frozen values: the meeting, its method, its items with their votes, its rosters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from voting import exact
from voting.core.rulebook import Value
from voting.core.words import (
    Act,
    Addressee,
    Body,
    Form,
    ItemKind,
    Level,
    Matter,
    Office,
    Part,
    PollKind,
    Press,
    ReportOf,
    RosterName,
    Secrecy,
    StepWord,
    Text,
    Word,
)  # fmt: skip
from voting.documents.fields import FileError
from voting.documents.law import BodyRules

ReporterKind = Literal["body_head", "government_head", "delegated", "court", "procuracy", "committee", "member"]


@dataclass(frozen=True)
class MeetingPlan:
    """What the sitting is; `date` as 2026-11-27, `roll` a file beside the sitting file."""

    id: str
    title: Text
    body: Body
    level: Level
    place: Text
    date: str
    roll: str
    chair_title: Text
    jurisdiction: str | None = None  # the place whose local rules apply, such as guangdong; None: national law alone


@dataclass(frozen=True)
class Method:
    """The method this very meeting adopts (表决办法, 选举办法); `consent` is the sentence that screens and sheets repeat
    where it departs from the law's default, naming its clause.
    """

    title: Text
    adopted: str
    text: Text
    rules: Mapping[str, Value]
    consent: Text | None = None
    adopted_by: str | None = None  # the item of this agenda that adopts it; None where it was adopted before


@dataclass(frozen=True)
class Reporter:
    """Who reports or moves, and by what office."""

    name: str
    office: Text
    kind: ReporterKind
    report_of: ReportOf | None = None  # whose report a delegated person gives


@dataclass(frozen=True)
class Candidate:
    """A name on the ballot; `en` is how it reads in English."""

    name: str
    en: str | None


@dataclass(frozen=True)
class ElectionPlan:
    """What an election fills; `fixed_surplus` is the number fixed by the method, None where none is.

    Without candidates, people are nominated in the course of the session.
    """

    office: Office
    post: Text
    seats: int
    fixed_surplus: int | None
    write_ins: bool
    candidates: tuple[Candidate, ...] = ()
    procurator: bool = False  # the chief procurator, who awaits approval from above
    deputies_only: bool = False  # an office that only a deputy of this congress may hold
    by_election: bool = False  # 补选


@dataclass(frozen=True)
class PersonPlan:
    """Whom a vote is about, what it does and to which post; `rejected`: days on which it was refused in this term."""

    name: str
    en: str | None
    act: Act
    post: Text
    procurator: bool
    rejected: tuple[str, ...]


@dataclass(frozen=True)
class PollPlan:
    """One question; `time_limit` in seconds, None: until the chair closes. A motion has no `election`."""

    id: str
    kind: PollKind
    title: Text
    secrecy: Secrecy
    form: Form
    press: Press
    time_limit: int | None
    election: ElectionPlan | None
    part: Part = "whole"
    person: PersonPlan | None = None
    persons: tuple[PersonPlan, ...] = ()  # whom a merged vote is on
    after: tuple[str, ...] = ()  # polls of this item that must have been adopted before
    requires: tuple[StepWord, ...] = ()
    options: tuple[Text, ...] = ()  # the grades of an evaluation


@dataclass(frozen=True)
class ItemPlan:
    """One item of the agenda and the words it may end in."""

    id: str
    kind: ItemKind
    title: Text
    reporter: Reporter | None
    papers: tuple[Text, ...]
    dispositions: tuple[Word, ...]
    polls: tuple[PollPlan, ...]
    delivered: Mapping[Addressee, str] = field(default_factory=dict)  # the days on which its papers were delivered
    matter: Matter | None = None  # what it is about, where the law sets the day for its papers by that


@dataclass(frozen=True)
class RosterPlan:
    """A list of members by name (or by seat, where two share a name) for an office of the sitting."""

    name: RosterName
    members: tuple[str, ...]
    item: str | None
    plenary: int | None


@dataclass(frozen=True)
class SittingFile:
    """A whole sitting as planned."""

    file: str
    meeting: MeetingPlan
    method: Method | None
    items: tuple[ItemPlan, ...]
    body_rules: tuple[BodyRules, ...] = ()
    rosters: tuple[RosterPlan, ...] = ()


@dataclass(frozen=True)
class SittingErrors:
    """Every error of a sitting file, in line order."""

    errors: tuple[FileError, ...]


def method_bytes(method: Method) -> bytes:
    """Canonical JSON of a method: what its hash in the ledger is made over."""
    return exact.dumps(
        {
            "adopted": method.adopted,
            "rules": dict(method.rules),
            "text": method.text._asdict(),
            "consent": method.consent._asdict() if method.consent else None,
            "adopted_by": method.adopted_by,
            "title": method.title._asdict(),
        }
    )
