"""A judged form laid before the clerk, and the texts of what lies there now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from voting import preparation
from voting.clerk.clerk import Answer, Clerk, Done, Turn
from voting.clerk.nomination import learned
from voting.clerk.petition import moved
from voting.clerk.reading import heard
from voting.core import commands as c
from voting.core.refusals import Refusal
from voting.core.revision import fixed
from voting.core.revision_commands import ExtendAgenda, ReviseSitting
from voting.core.state import Sitting
from voting.core.words import Body, Level, Text
from voting.documents.roll import MemberRow, Roll
from voting.ledger.port import Ledger
from voting.preparation import SITTING_FILE, Plan
from voting.projections.texts import Texts
from voting.rules import load
from voting.store.register import Register

TOML: Final = "application/toml"
WAITING: Final = Text("（待准备）", "(to be prepared)")
NOWHERE: Final = Text("", "")
FIRST_BODY: Final[Body] = "congress"  # of a sitting that nobody has described yet; the first laying says what it is
FIRST_LEVEL: Final[Level] = "county"


class Unfiled(LookupError):
    """The ledger says what the sitting was laid from, but that paper is not filed: an import that was cut short."""


def empty(by: c.Actor, meeting: str) -> c.PrepareSitting:
    """The command for a sitting without roll or agenda, which its secretary prepares in the browser."""
    rules = load.chosen(load.book(), FIRST_BODY, FIRST_LEVEL)
    return c.PrepareSitting(by, "", meeting, FIRST_BODY, FIRST_LEVEL, sample=False, rules=rules, members=(), items=())


def filed(ledger: Ledger, sitting: Sitting) -> bytes | None:
    """The sitting file that the sitting lies by now; None where nothing was laid yet. Unfiled if it is not there."""
    digest = sitting.documents.get(SITTING_FILE)
    if digest is None:
        return None
    for name in (_name(digest), SITTING_FILE):
        found = ledger.document(sitting.meeting, name)
        if found is not None and found.digest.hex() == digest:
            return found.data
    raise Unfiled(sitting.meeting)


def _name(digest: str) -> str:
    """Under which a later sitting file is filed: documents are never written over."""
    return f"{SITTING_FILE}/{digest}"


def texts_now(ledger: Ledger, register: Register, sitting: Sitting) -> Texts:
    """Everything readable about the sitting as it lies now."""
    data, people = filed(ledger, sitting), preparation.people(register, sitting.meeting)
    if data is not None:
        return preparation.texts(preparation.read_plan(data, laid=True), people)
    book = load.book()
    return Texts(
        title=WAITING, place=NOWHERE, method_title=NOWHERE, consent=None,
        books=((book.id, book.title, book.in_force),), people=people, items={}, numbers={}, reporters={}, papers={},
        drafts={}, candidates={},
    )  # fmt: skip


def grown(clerk: Clerk, laid: Texts, before: Texts) -> Texts:
    """The texts as laid now with all that came to them at run time; names written in are those known `before`."""
    return heard(clerk, moved(clerk, learned(clerk, replace(laid, write_ins=before.write_ins))))


def roll_of(register: Register, meeting: str) -> Roll:
    """The roll as the register has it; badges are kept as keyed hashes only, so nobody's is told."""
    rows = (
        MemberRow(m.id, m.name, m.sex or "", m.grp or "", m.seat or "", m.role, None) for m in register.members(meeting)
    )
    return Roll(tuple(rows))


def revision(plan: Plan, roll: Roll, by: c.Actor, known: Mapping[str, str] = preparation.NOBODY) -> ReviseSitting:
    """The command that lays a plan in place of what lay there; Unusable where the plan names people the roll lacks."""
    laid = preparation.command(plan, roll, by, sample=False, known=known)
    documents = {name: digest for name, digest in laid.documents.items() if name != "roll"}
    return ReviseSitting(
        by, "", laid.body, laid.level, laid.rules, laid.items, documents, laid.adopting_item, laid.day, laid.rosters
    )


@dataclass(frozen=True)
class Laying:
    """The job: the sitting is laid anew, or something is added to it, with its sitting file beside it."""

    command: ReviseSitting | ExtendAgenda
    data: bytes

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Record it and file the sitting file."""
        found = clerk.decide(turn, replace(self.command, at=turn.at))
        if isinstance(found, Refusal):
            return found
        turn.document(_name(sha256(self.data).hexdigest()), TOML, self.data)
        return Done()


def lists_again(ledger: Ledger, sitting: Sitting, roll: Roll, by: c.Actor) -> ReviseSitting | None:
    """The sitting as it lies, with its lists read off another roll; None where its file has no list. Unusable as above.

    Ids follow the rows of a roll, so that the old ids on a list would be other people.
    """
    data = filed(ledger, sitting)
    plan = None if data is None else preparation.read_plan(data, laid=True)
    return None if plan is None or not plan.file.rosters else revision(plan, roll, by)


@dataclass(frozen=True)
class NewRoll:
    """The job: another roll, and the lists of the sitting with its ids."""

    command: c.ImportRoll
    lists: ReviseSitting | None

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Record both or neither."""
        no = fixed(turn.state) if self.lists is not None and turn.state is not None else None
        if no is not None:
            return no
        for one in (self.command, self.lists):
            found = clerk.decide(turn, replace(one, at=turn.at)) if one is not None else ()
            if isinstance(found, Refusal):
                return found
        return Done()
