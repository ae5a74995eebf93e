"""Who moves an item: organs, or members who sign together; and the formal question 质询 with its answer (law.md B6, B7)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from voting.core import petition, quorum
from voting.core import track_commands as c
from voting.core import track_events as e
from voting.core.decision import Decision, Machine
from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import RuleBook
from voting.core.state import Item, Petition, Sitting
from voting.core.track_words import PROPOSERS
from voting.core.words import ItemKind, Office, Proposer, StepResult, StepWord

ACTS: Final[dict[ItemKind, petition.Act]] = {
    "removal": "dismiss", "recall": "recall", "question": "question", "decision": "bill",
}  # fmt: skip
REMOVING: Final[frozenset[petition.LiveAct | None]] = frozenset({"dismiss", "recall", "recall_deputy"})
MOVED: Final[tuple[ItemKind, ...]] = ("removal", "recall", "question")  # never without a mover on record


def _act(sitting: Sitting, item: Item) -> petition.LiveAct | None:
    """What the members' signatures are for; a recall in a standing committee is of a deputy to the level above."""
    found = ACTS.get(item.entry.kind)
    return "recall_deputy" if found == "recall" and sitting.body == "standing_committee" else found


def joint(item: Item) -> bool:
    """Whether deputies or members introduce it themselves: their bill, which as many must sign as the law says (ZZF 22, 52)."""
    return item.entry.kind == "decision" and item.entry.reporter == "member"


def unmoved(sitting: Sitting, item: Item) -> Refusal | None:
    """What has to be moved, by an organ or by members jointly, is not before the sitting without its mover on record."""
    no = _misplaced(sitting, item)
    if no is not None or item.track.petition is not None or not (item.entry.kind in MOVED or joint(item)):
        return no
    return refuse("petition.missing", _article(sitting, item))


def _misplaced(sitting: Sitting, item: Item) -> Refusal | None:
    """Removal 撤职 is an act of the standing committee in recess; a congress recalls 罢免 (JDF 60-62; ZZF 31)."""
    if item.entry.kind == "removal" and sitting.body == "congress":
        return refuse("removal.not_congress", sitting.rules.cited("ballot.form", kind="removal"))
    return None


def file(command: c.FilePetition, sitting: Sitting) -> Decision:
    """An item is moved in writing: by an organ that may, or by enough members; with its object and its content."""
    item = sitting.items.get(command.item)
    if item is None:
        return refuse("item.unknown")
    if item.stage == "disposed":
        return refuse("item.disposed")
    if command.draft:
        return _amendment(command, sitting, item)
    misplaced = _misplaced(sitting, item)
    if misplaced is not None:
        return misplaced
    act = _act(sitting, item)
    if act is None:
        return refuse("petition.not_for", sitting.rules.cited("report.reporter", kind=item.entry.kind))
    if item.track.petition is not None:
        return refuse("petition.filed")
    no = _proposer(sitting, item, command.proposer) or _content(command, sitting, act)
    return no or _moved(command, sitting, item, act)


def _amendment(command: c.FilePetition, sitting: Sitting, item: Item) -> Decision:
    """An amendment is moved by an organ, or by as many members as a local rule wants; the nation's law has no number."""
    draft, book = item.draft(command.draft), sitting.rules
    if draft is None:
        return refuse("poll.draft_unknown")
    if draft.part != "amendment":
        return refuse("petition.not_for", book.cited("amendment.first"))
    if draft.id in item.track.amendments:
        return refuse("petition.filed")
    if any(poll.draft.id == draft.id and poll.state != "voided" for poll in sitting.polls.values()):
        return refuse("poll.draft_used")
    if not petition.given(book, "amendment"):
        return refuse("petition.no_right", book.cited("amendment.first"))
    return _content(command, sitting, "amendment") or _moved(command, sitting, item, "amendment")


def _moved(command: c.FilePetition, sitting: Sitting, item: Item, act: petition.LiveAct) -> Decision:
    needed = None
    if command.proposer == "members":
        found = _signed(sitting, item, act, command.signers)
        if isinstance(found, Refusal):
            return found
        needed = found
    return (
        e.PetitionFiled(
            item.entry.id, command.proposer, command.signers if needed else (), needed, "", "", command.at,
            command.by.text(), command.digest, command.draft,
        ),
    )  # fmt: skip


def _article(sitting: Sitting, item: Item) -> str | None:
    act = _act(sitting, item)
    key = _proposers(sitting.rules, act) if act in REMOVING else f"petition.{act}"
    return sitting.rules.cited(key, _office(item))


def _office(item: Item) -> Office | None:
    """The office that a recall is from: deputies to the next level are recalled by a law of their own (XJF 51)."""
    return next((draft.office for draft in item.entry.drafts if draft.kind == "motion" and draft.office), None)


def _proposers(book: RuleBook, act: petition.LiveAct | None) -> str:
    """The rule on who moves it: a recall 罢免 has its own (ZZF 31, XJF 51), a removal 撤职 another (JDF 61)."""
    own = "recall.proposers"  # older ledgers have one rule for both
    return own if act in ("recall", "recall_deputy") and book.has(own) else "removal.proposers"


def _proposer(sitting: Sitting, item: Item, proposer: Proposer) -> Refusal | None:
    """A removal or a recall is moved by those the rules name, a question by members alone."""
    kind = item.entry.kind
    if kind == "decision":
        by_members = proposer == "members" or not joint(item)
        return None if by_members else refuse("petition.proposer", _article(sitting, item), (PROPOSERS["members"],))
    rule = _proposers(sitting.rules, _act(sitting, item))
    lawful = ("members",) if kind == "question" else sitting.rules.words(rule, _office(item))
    if proposer in lawful:
        return None
    return refuse("petition.proposer", _article(sitting, item), tuple(PROPOSERS[x] for x in PROPOSERS if x in lawful))


def _content(command: c.FilePetition, sitting: Sitting, act: petition.LiveAct) -> Refusal | None:
    """In writing, with whom it is about and what it says (ZZF 24, 31, 53; JDF 61)."""
    if command.target.strip() and command.content.strip():
        return None
    book = sitting.rules
    return refuse("petition.content", book.article(f"petition.{act}") if petition.given(book, act) else None)


def _signed(sitting: Sitting, item: Item, act: petition.LiveAct, signers: tuple[str, ...]) -> int | Refusal:
    """How many had to sign, and did; each signer is a member, and signs once."""
    book = sitting.rules
    if not petition.given(book, act):
        return refuse(
            "petition.no_right", _article(sitting, item) or book.cited("report.reporter", kind=item.entry.kind)
        )
    article = book.article(f"petition.{act}", _office(item))
    body = {member.id for member in quorum.voters(sitting)}
    if len(set(signers)) != len(signers) or not set(signers) <= body:
        return refuse("petition.signers", article)
    needed = petition.needed(book, act, len(body), _office(item))
    if len(signers) < needed:
        return refuse("petition.too_few", article, signed=len(signers), needed=needed)
    return needed


def answerable(step: StepWord, result: StepResult, organ: str | None, sitting: Sitting, item: Item) -> Refusal | None:
    """An answer follows the question; a further one follows enough who are not satisfied (DBF 20, JDF 53)."""
    if item.entry.kind != "question" or item.track.petition is None:
        return refuse("question.none", sitting.rules.cited("petition.question"))
    if step == "answer":
        return None
    article = sitting.rules.article("question.unsatisfied")
    if not reached(sitting, item):
        return refuse("question.not_reached", article)
    if sitting.body == "standing_committee" and organ != "chairs_meeting":
        return refuse("question.chairs_decide", article)
    return refuse("question.must_answer", article) if result == "declined" and sitting.body == "congress" else None


def reached(sitting: Sitting, item: Item) -> bool:
    """Whether enough of those who asked are not satisfied with the answer."""
    asked, count = item.track.petition, item.track.unsatisfied
    if asked is None or count is None:
        return False
    return sitting.rules.share("question.unsatisfied").met(count, len(asked.signers))


def count_unsatisfied(command: c.CountUnsatisfied, sitting: Sitting) -> Decision:
    """Those who asked say whether they are satisfied; only they are counted."""
    item = sitting.items.get(command.item)
    if item is None:
        return refuse("item.unknown")
    asked = item.track.petition
    if item.entry.kind != "question" or asked is None:
        return refuse("question.none", sitting.rules.cited("petition.question"))
    if item.stage == "disposed":
        return refuse("item.disposed")
    if item.track.step("", "answer") is None:
        return refuse("question.not_answered", sitting.rules.article("question.unsatisfied"))
    if not 0 <= command.unsatisfied <= len(asked.signers):
        return refuse("question.too_many", sitting.rules.article("question.unsatisfied"), proposers=len(asked.signers))
    needed = petition.unsatisfied(sitting.rules, len(asked.signers))
    return (
        e.UnsatisfiedCounted(
            item.entry.id, command.unsatisfied, len(asked.signers), needed, command.at, command.by.text()
        ),
    )  # fmt: skip


def answered(sitting: Sitting, item: Item) -> Refusal | None:
    """Why a question cannot end yet, or None: an answer, who of the proposers is satisfied, and a further answer if due."""
    article = sitting.rules.article("question.unsatisfied")
    if item.track.step("", "answer") is None:
        return refuse("question.not_answered", article)
    if item.track.unsatisfied is None:
        return refuse("question.uncounted", article)
    if reached(sitting, item) and item.track.step("", "further_answer") is None:
        return refuse("question.further", article)
    return None


def _filed(event: e.PetitionFiled, s: Sitting) -> Sitting:
    item = s.items[event.item]
    moved = Petition(event.proposer, event.signers, event.target, event.content, event.digest)
    if event.draft:
        return s.put(replace(item, track=replace(item.track, amendments={**item.track.amendments, event.draft: moved})))
    return s.put(replace(item, track=replace(item.track, petition=moved)))


def _counted(event: e.UnsatisfiedCounted, s: Sitting) -> Sitting:
    item = s.items[event.item]
    return s.put(replace(item, track=replace(item.track, unsatisfied=event.unsatisfied)))


MACHINE = Machine(
    decide={c.FilePetition: file, c.CountUnsatisfied: count_unsatisfied},
    evolve={e.PetitionFiled: _filed, e.UnsatisfiedCounted: _counted},
)
