"""What a vote is measured by: the number it is taken of, the share it has to reach; and what a trial vote may not be."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from voting.core import parts, quorum, satisfaction
from voting.core.events import DraftEntry
from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import Share
from voting.core.state import Item, Sitting

MOST_VOTES: Final = Share(Fraction(0), strict=False)  # no threshold: the most votes win


def base(sitting: Sitting, item: Item, draft: DraftEntry, present: int) -> int:
    """The number that the threshold is taken of (law.md B1): of those present where a rule says so for this kind."""
    if draft.kind == "evaluation":
        return len(quorum.voters(sitting)) if satisfaction.threshold(sitting)[1] == "members" else present
    key = f"{draft.kind}.base"
    word = sitting.rules.word(key, draft.office, parts.kind_of(sitting.rules, key, item.entry, draft))
    if word not in ("members", "present"):
        raise ValueError(f"a base that is only known after the vote is not for this kind of poll: {word}")
    return len(quorum.voters(sitting)) if word == "members" else present


def threshold(sitting: Sitting, item: Item, draft: DraftEntry) -> Share:
    """The share that has to be reached; `MOST_VOTES` in a pre-vote and between those who tie (ZZF 27, 29).

    And where a grade is measured by the valid papers: how many that takes is known only once they are counted.
    A method may ask for a majority again between those who tie (law.md G4, D6).
    """
    again = draft.round == "tie_revote" and sitting.rules.word("tie.revote", office=draft.office) == "plurality"
    if again or draft.round == "primary":
        return MOST_VOTES
    if draft.kind == "evaluation":
        share, of = satisfaction.threshold(sitting)
        return MOST_VOTES if of == "valid" else share
    key = f"{draft.kind}.threshold"
    return sitting.rules.share(key, draft.office, parts.kind_of(sitting.rules, key, item.entry, draft))


def needed(share: Share, base: int) -> int:
    """The votes that decide, 0 where there is no threshold and the most votes win."""
    return share.needed(base) if share.part else 0


def authority(sitting: Sitting, item: Item, draft: DraftEntry) -> tuple[str, ...]:
    """The articles of the base and of the share, each once."""
    keys = (f"{draft.kind}.threshold", f"{draft.kind}.base")
    kinds = (parts.kind_of(sitting.rules, key, item.entry, draft) for key in keys)
    found = (sitting.rules.article(key, draft.office, kind) for key, kind in zip(keys, kinds, strict=True))
    return tuple(dict.fromkeys(found))


def trial(sitting: Sitting, item: Item, draft: DraftEntry) -> Refusal | None:
    """Why this trial vote may not be held, or None: at any time before the close, without quorum, each once."""
    if sitting.phase == "closed":
        return refuse("sitting.closed")
    if any(poll.running for poll in sitting.polls.values()):
        return refuse("agenda.poll_running", sitting.rules.cited("chair.declares"))
    used = any(
        p.draft.id == draft.id and p.state != "voided" and p.item == item.entry.id for p in sitting.polls.values()
    )
    return refuse("poll.draft_used") if used else None
