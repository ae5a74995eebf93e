"""Lists of members for the sitting's own offices: presidium, standing and executive chairs, tellers (law.md A06, C1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from voting.core import quorum
from voting.core import track_commands as c
from voting.core import track_events as e
from voting.core.decision import Decision, Machine
from voting.core.events import RosterEntry
from voting.core.refusals import Refusal, refuse
from voting.core.state import Item, Sitting
from voting.core.track_words import ROSTERS
from voting.core.words import Office, RosterName

TELLERS: Final[tuple[RosterName, ...]] = ("chief_tellers", "tellers")
OF_PRESIDIUM: Final[tuple[RosterName, ...]] = ("standing_chairs", "executive_chairs")
VOTED: Final[tuple[RosterName, ...]] = ("presidium", *TELLERS)  # a congress votes on these (ZZF 17, XJF 43)


def listed(sitting: Sitting, name: RosterName) -> frozenset[str]:
    """Everybody on the newest lists of this name, whether they were voted on already or not."""
    newest = {one.plenary: one.members for one in sitting.rosters if one.name == name}
    return frozenset(member for members in newest.values() for member in members)


def in_office(sitting: Sitting, name: RosterName) -> frozenset[str]:
    """Those on the newest lists of this name that need no vote or were adopted."""
    holding = {
        one.plenary: one.members
        for one in sitting.rosters
        if one.name == name and (_without_vote(sitting, one) if one.item is None else _adopted(sitting, one.item))
    }
    return frozenset(member for members in holding.values() for member in members)


def waiting(sitting: Sitting, name: RosterName) -> bool:
    """Whether a list of this name is only proposed: laid for a vote and not withdrawn, while nobody is in office by one.

    False too where no list was ever laid: then the office is no matter of this system.
    """
    proposed = any(
        one.name == name and one.item is not None and not _gone(sitting, one.item) for one in sitting.rosters
    )
    return proposed and not in_office(sitting, name)


def no_tellers(sitting: Sitting, office: Office | None) -> Refusal | None:
    """Why a congress may not elect yet for the sake of its tellers, or None: it adopts them first (XJF 43, law.md C2)."""
    found = [name for name in TELLERS if waiting(sitting, name)] if sitting.body == "congress" else []
    return _pending(found[0], sitting.rules.cited("teller.eligible", office)) if found else None


def no_presidium(sitting: Sitting) -> Refusal | None:
    """Why the presidium may not act yet, or None: its list waits for the vote that puts it in office (ZZF 17)."""
    return _pending("presidium", _article(sitting, "presidium")) if waiting(sitting, "presidium") else None


def _pending(name: RosterName, article: str | None) -> Refusal:
    return refuse("roster.not_adopted", article, zh=ROSTERS[name].zh, en=ROSTERS[name].en)


def standing(sitting: Sitting) -> tuple[RosterEntry, ...]:
    """The lists that are looked at: of each name and plenary the one that was adopted last, and what was laid after it."""
    return tuple(
        one
        for place, one in enumerate(sitting.rosters)
        if not any(_same(one, other) and _held(sitting, other) for other in sitting.rosters[place + 1 :])
    )


def _same(one: RosterEntry, other: RosterEntry) -> bool:
    return (one.name, one.plenary) == (other.name, other.plenary)


def _held(sitting: Sitting, one: RosterEntry) -> bool:
    return one.item is not None and _adopted(sitting, one.item)


def _without_vote(sitting: Sitting, one: RosterEntry) -> bool:
    """Whether a list without an item may be in office: the tellers of a congress never are, they are adopted by it."""
    return sitting.body != "congress" or one.name not in TELLERS


def _adopted(sitting: Sitting, item: str) -> bool:
    ended = sitting.items[item].disposition if item in sitting.items else None
    return ended is not None and ended.word in ("adopted", "decided")


def _gone(sitting: Sitting, item: str) -> bool:
    ended = sitting.items[item].disposition if item in sitting.items else None
    return ended is not None and ended.word == "withdrawn"


def lay(command: c.LayRoster, sitting: Sitting) -> Decision:
    """A list takes the place of the one of the same name and plenary; one that was adopted only with an item of its own."""
    roster = command.roster
    if sitting.phase == "closed":
        return refuse("sitting.closed")
    item = sitting.items.get(roster.item) if roster.item is not None else None
    if roster.item is not None and item is None:
        return refuse("item.unknown")
    if item is not None and item.stage == "disposed":
        return refuse("item.disposed")
    no = _unlawful(sitting, roster) or _unvoted(sitting, roster) or _bound(sitting, roster)
    return no if no is not None else (e.RosterLaid(roster, command.at, command.by.text()),)


def _unvoted(sitting: Sitting, roster: RosterEntry) -> Refusal | None:
    """A congress votes on its presidium and its tellers; only the preparatory meeting elects without an item of this one."""
    if roster.item is not None:
        lawful = sitting.items[roster.item].entry.kind in ("roster", "procedural")  # its vote is on nothing else
    else:
        elsewhere = roster.name == "presidium" and sitting.phase == "prepared"
        lawful = sitting.body != "congress" or roster.name not in VOTED or elsewhere
    if lawful:
        return None
    return refuse("roster.no_vote", _article(sitting, roster.name))


def _bound(sitting: Sitting, new: RosterEntry) -> Refusal | None:
    """A list stands while it is voted on, and once it was adopted until another item puts another list to the vote."""
    old = [one for one in sitting.rosters if _same(one, new)]
    items = {one.item for one in (new, *old) if one.item is not None}
    if any(poll.running and poll.item in items and not poll.draft.trial for poll in sitting.polls.values()):
        return refuse("agenda.poll_running", _article(sitting, new.name))
    if new.item is None and any(_held(sitting, one) for one in old):
        return refuse("roster.adopted", _article(sitting, new.name))
    return None


def fault(sitting: Sitting, roster: RosterEntry) -> Refusal | None:
    """What is wrong with one list: who is no deputy, no member of the presidium, or a candidate, or None."""
    here = set(roster.members)
    if not here or len(here) != len(roster.members) or not here <= {m.id for m in quorum.voters(sitting)}:
        return refuse("roster.members", _article(sitting, roster.name))
    if roster.name in TELLERS and here & _candidates(sitting):
        return refuse("roster.candidate", _article(sitting, roster.name))
    if roster.name in OF_PRESIDIUM and not here <= listed(sitting, "presidium") | in_office(sitting, "presidium"):
        return refuse("roster.not_presidium", _article(sitting, roster.name))
    if roster.name == "executive_chairs" and roster.plenary is None:
        return refuse("roster.no_plenary", _article(sitting, roster.name))
    return None


def _unlawful(sitting: Sitting, roster: RosterEntry) -> Refusal | None:
    """A fault of the list, or chairs from a presidium that is only proposed and not by the very same vote (ZZF 17)."""
    no = fault(sitting, roster)
    if no is not None or roster.name not in OF_PRESIDIUM:
        return no
    beside = (one for one in sitting.rosters if (one.name, one.item) == ("presidium", roster.item) and roster.item)
    seated = in_office(sitting, "presidium").union(*(one.members for one in beside))
    return None if seated.issuperset(roster.members) else _pending("presidium", _article(sitting, roster.name))


def _article(sitting: Sitting, name: RosterName) -> str | None:
    return sitting.rules.cited("teller.eligible" if name in TELLERS else "presidium.elected_in")


def _candidates(sitting: Sitting) -> set[str]:
    """Members who stand in an election of this sitting, as far as the roll knows them."""
    found = ((item, one) for item in sitting.items.values() for one in item.nominees.values())
    return {one.deputy for item, one in found if one.deputy is not None and one.id not in item.withdrawn}


def unfit(sitting: Sitting, item: Item) -> Refusal | None:
    """Why a list may not be voted on, or None: an item of this kind has its list, and no list of it has a fault."""
    if item.entry.kind != "roster":
        return None
    found = [one for one in sitting.rosters if one.item == item.entry.id]
    if not found:
        return refuse("roster.missing", sitting.rules.article("agenda.dispositions", kind=item.entry.kind))
    return next((no for one in found if (no := _unlawful(sitting, one)) is not None), None)


def _laid(event: e.RosterLaid, s: Sitting) -> Sitting:
    """The new list takes the place of the old; one that was adopted stays in office until the next is adopted."""
    new = event.roster
    kept = tuple(one for one in s.rosters if not _same(one, new) or _held(s, one))
    return replace(s, rosters=(*kept, new))


MACHINE = Machine(decide={c.LayRoster: lay}, evolve={e.RosterLaid: _laid})
