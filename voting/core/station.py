"""Scrutineers' stations 监票席: who they are, which tier a vote has with them, papers exchanged, counts signed.

Keys, envelopes and proofs are the ballots' matter; here stands only what the sitting must know of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

from voting.core import station_commands as c
from voting.core import station_events as e
from voting.core.decision import Decision, Machine
from voting.core.events import DraftEntry
from voting.core.minutes import Traced
from voting.core.refusals import Refusal, refuse
from voting.core.state import Poll, Sitting, Station
from voting.core.words import BY_HAND

Tier = Literal["T0", "T1", "T2"]
IDS: Final = ("A", "B")
LEAST_ENVELOPES: Final = 5  # ballots.md 2.4, amendment 17: fewer could be told apart
TIERS: Final[tuple[Tier, ...]] = ("T0", "T1", "T2")  # by how many stations take part


def joined(sitting: Sitting) -> tuple[str, ...]:
    """The stations that take part in a vote announced now, in their order."""
    return tuple(one for one in IDS if one in sitting.stations)


def tier(sitting: Sitting, draft: DraftEntry) -> Tier | None:
    """The tier of a sealed secret vote put now; none by name and where tellers count."""
    sealed = draft.secrecy == "secret" and draft.form not in BY_HAND
    return TIERS[len(joined(sitting))] if sealed else None


def enrol(command: c.EnrolStation, sitting: Sitting) -> Decision:
    """A station joins, or takes the place of one of the same letter while no vote rests on it."""
    if sitting.phase == "closed":
        return refuse("sitting.closed")
    if command.station not in IDS:
        return refuse("station.unknown", station=command.station)
    old = sitting.stations.get(command.station)
    if old is not None and (old.kid, old.witness) == (command.kid, command.witness):
        return ()
    if old is not None and _needed(sitting, command.station):
        return refuse("station.busy")
    return (
        e.StationEnrolled(
            command.station, command.kid, command.witness, old.kid if old else None, command.at, command.by.text()
        ),
    )


def lose(command: c.LoseStation, sitting: Sitting) -> Decision:
    """A station is gone, with the reason; what it has signed stays, what it has not is on record as missing."""
    here = sitting.stations.get(command.station)
    if here is None:
        return refuse("station.unknown", station=command.station)
    if not command.reason.strip():
        return refuse("poll.reason", sitting.rules.cited("ballot.failed"))
    return (e.StationLost(command.station, here.kid, command.reason, command.at, command.by.text()),)


def _needed(sitting: Sitting, station: str) -> bool:
    return any(one.running and station in one.stations for one in sitting.polls.values())


def _with_paper(sitting: Sitting, vote: str, voter: str) -> Poll | Refusal:
    """The poll, before its close, in which stations have signed a paper that this voter has drawn."""
    poll = sitting.polls.get(vote)
    if poll is None:
        return refuse("poll.unknown")
    if poll.state not in ("announced", "open"):
        return refuse("poll.finished" if not poll.running else "poll.closed")
    if not poll.stations:
        return refuse("paper.no_station")
    if voter not in poll.drawn:
        return refuse("paper.not_drawn" if voter in poll.voters else "member.not_eligible")
    return poll


def spoil(command: c.SpoilPaper, sitting: Sitting) -> Decision:
    """The same teller's second record changes nothing; another teller's lets the voter draw again."""
    poll = _with_paper(sitting, command.poll, command.voter)
    if isinstance(poll, Refusal):
        return poll
    if command.voter in poll.cast:
        return refuse("paper.already_cast")
    if not command.reason.strip():
        return refuse("poll.reason", sitting.rules.cited("ballot.failed"))
    if command.voter in poll.again or command.by.text() in poll.spoiling.get(command.voter, ()):
        return ()
    return (e.PaperSpoiled(poll.id, command.voter, command.reason, command.at, command.by.text()),)


def check(command: c.CheckPaper, sitting: Sitting) -> Decision:
    """Of the voter's own paper, while it is drawn and not cast, and before anybody opens a box; again is no news."""
    poll = _with_paper(sitting, command.poll, command.voter)
    if isinstance(poll, Refusal):
        return poll
    if command.key in poll.checked:
        return ()
    if command.voter in poll.cast:
        return refuse("paper.already_cast")
    papers = 1 + poll.exchanged.get(command.voter, 0) - (command.voter in poll.again)
    if list(poll.checked.values()).count(command.voter) >= papers:
        return refuse("paper.checked_already")
    return (e.PaperChecked(poll.id, command.voter, command.key, command.at, command.by.text()),)


def _checked(event: e.PaperChecked, s: Sitting) -> Sitting:
    poll = s.polls[event.poll]
    return s.put_poll(replace(poll, checked={**poll.checked, event.key: event.voter}))


def drawable(poll: Poll, voter: str) -> Refusal | None:
    """Why no (further) paper is issued to this voter: from T1 on each issuer signs one request (docs/protocol.md 5)."""
    if poll.stations and voter in poll.drawn and voter not in poll.again:
        return refuse("ballot.drawn_already")
    return None


def closable(sitting: Sitting, poll: Poll) -> Refusal | None:
    """Why a box that stations open cannot be closed yet: with so few envelopes secrecy would be empty (ZZF 42)."""
    if poll.stations and len(poll.cast) < LEAST_ENVELOPES:
        article = sitting.rules.article("ballot.secrecy", kind=poll.draft.kind)
        return refuse("poll.too_few", article, least=LEAST_ENVELOPES)
    return None


def sign(command: c.SignTally, sitting: Sitting) -> Decision:
    """A station's signature under the count as it stands; again is no news."""
    poll = sitting.polls.get(command.poll)
    if poll is None:
        return refuse("poll.unknown")
    if poll.counted is None or not poll.running:
        return refuse("poll.finished" if not poll.running else "poll.not_counted")
    if command.station not in poll.stations:
        return refuse("station.unknown", station=command.station)
    if poll.signed.get(command.station) == command.tally:
        return ()
    return (e.TallySigned(poll.id, command.station, command.tally, command.at, command.by.text()),)


def trace(command: c.RecordTrace, sitting: Sitting) -> Decision:
    """Whose a bad item was goes on record the moment it is known; the same trace again is no news."""
    poll = sitting.polls.get(command.poll)
    if poll is None:
        return refuse("poll.unknown")
    if poll.state != "closed":
        return refuse("poll.finished" if not poll.running else "poll.not_closed")
    if command.voter not in poll.cast:
        return refuse("member.not_eligible")
    made = Traced(command.voter, command.reason, command.found_by)
    if made in poll.traced:
        return ()
    return (e.EnvelopeTraced(poll.id, command.voter, command.reason, command.found_by, command.at, command.by.text()),)


def _traced(event: e.EnvelopeTraced, s: Sitting) -> Sitting:
    poll = s.polls[event.poll]
    return s.put_poll(replace(poll, traced=(*poll.traced, Traced(event.voter, event.reason, event.found_by))))


def unsigned(sitting: Sitting, poll: Poll) -> Refusal | None:
    """Why a result is not declared: a station that is there has not signed the count; one on record as lost cannot."""
    left = [one for one in poll.stations if one not in poll.signed and one in sitting.stations]
    return refuse("poll.unsigned", sitting.rules.cited("teller.eligible"), stations="、".join(left)) if left else None


def destroy(command: c.DestroyKeys, sitting: Sitting) -> Decision:
    """The dispute window of a vote ends when its result stands and its item has ended (ballots.md 2.4, step 5)."""
    poll = sitting.polls.get(command.poll)
    if poll is None:
        return refuse("poll.unknown")
    if poll.tier is None:
        return refuse("keys.none")
    if poll.destroyed:
        return refuse("keys.gone")
    if poll.running or (sitting.phase != "closed" and sitting.items[poll.item].stage != "disposed"):
        return refuse("keys.in_use")
    return (e.KeysDestroyed(poll.id, len(poll.cast), command.at, command.by.text()),)


def forgotten(command: c.SayForgotten, sitting: Sitting) -> Decision:
    """Each party by itself, once it was ordered; again is no news."""
    poll = sitting.polls.get(command.poll)
    if poll is None:
        return refuse("poll.unknown")
    if not poll.destroyed:
        return refuse("keys.in_use")
    if command.station not in keepers(poll):
        return refuse("station.unknown", station=command.station)
    if command.station in poll.forgotten:
        return ()
    return (e.KeysForgotten(poll.id, command.station, command.at, command.by.text()),)


def keepers(poll: Poll) -> tuple[str, ...]:
    """Who holds keys of a sealed vote: the server, and every station that took part."""
    return ("S", *poll.stations) if poll.tier is not None else ()


def owing(sitting: Sitting, station: str) -> tuple[str, ...]:
    """The votes whose keys this party has been told to destroy, and has not yet said that it has."""
    return tuple(
        one.id
        for one in sitting.polls.values()
        if one.destroyed and station in keepers(one) and station not in one.forgotten
    )


def _forgotten(event: e.KeysForgotten, s: Sitting) -> Sitting:
    poll = s.polls[event.poll]
    return s.put_poll(replace(poll, forgotten=poll.forgotten | {event.station}))


def _destroyed(event: e.KeysDestroyed, s: Sitting) -> Sitting:
    return s.put_poll(replace(s.polls[event.poll], destroyed=True))


def _enrolled(event: e.StationEnrolled, s: Sitting) -> Sitting:
    return replace(s, stations={**s.stations, event.station: Station(event.kid, event.witness)})


def _lost(event: e.StationLost, s: Sitting) -> Sitting:
    return replace(s, stations={name: one for name, one in s.stations.items() if name != event.station})


def _spoiled(event: e.PaperSpoiled, s: Sitting) -> Sitting:
    poll = s.polls[event.poll]
    tellers = (*poll.spoiling.get(event.voter, ()), event.by)
    if len(tellers) < 2:
        return s.put_poll(replace(poll, spoiling={**poll.spoiling, event.voter: tellers}))
    counted = {**poll.exchanged, event.voter: poll.exchanged.get(event.voter, 0) + 1}
    left = {voter: who for voter, who in poll.spoiling.items() if voter != event.voter}
    return s.put_poll(replace(poll, spoiling=left, exchanged=counted, again=poll.again | {event.voter}))


def _signed(event: e.TallySigned, s: Sitting) -> Sitting:
    poll = s.polls[event.poll]
    return s.put_poll(replace(poll, signed={**poll.signed, event.station: event.tally}))


MACHINE = Machine(
    decide={
        c.EnrolStation: enrol, c.LoseStation: lose, c.SpoilPaper: spoil, c.SignTally: sign, c.RecordTrace: trace,
        c.DestroyKeys: destroy, c.SayForgotten: forgotten, c.CheckPaper: check,
    },
    evolve={
        e.StationEnrolled: _enrolled, e.StationLost: _lost, e.PaperSpoiled: _spoiled, e.EnvelopeTraced: _traced,
        e.TallySigned: _signed, e.KeysDestroyed: _destroyed, e.KeysForgotten: _forgotten, e.PaperChecked: _checked,
    },
)  # fmt: skip
