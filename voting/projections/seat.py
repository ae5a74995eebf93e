"""What seats are told: one view for all of them, and each seat's own state. It never says how a seat voted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from voting.core.state import Poll, Sitting
from voting.projections import parts, track
from voting.projections.parts import Surroundings
from voting.projections.texts import plain


class Papers(Protocol):
    """What a poll's terminals are given."""

    @property
    def jws(self) -> str: ...
    @property
    def close(self) -> str | None: ...
    @property
    def countersigned(self) -> Mapping[str, str]: ...
    @property
    def tally(self) -> tuple[str, ...]: ...
    def plain_lines(self) -> Sequence[object]: ...


def view(s: Sitting, around: Surroundings, papers: Mapping[str, Papers]) -> dict[str, object]:
    """The view of docs/protocol.md section 2, alike for every seat."""
    current = s.current
    gone = track.overtaken(s)
    shown = [p for p in s.polls.values() if p.running or (p.item == current and not p.draft.trial and p.id not in gone)]
    now = parts.attendance(s)
    return {
        "position": around.position,
        "meeting": {
            "id": s.meeting, "title": plain(around.texts.title), "phase": s.phase, "sample": s.sample,
        },
        "attendance": {key: now[key] for key in ("members", "present", "quorum_needed", "quorate")},
        "item": {"id": current, "title": plain(around.texts.items[current])} if current else None,
        "stations": list(around.stations),
        "polls": [_poll(s, one, around, papers[one.id]) for one in shown if not one.by_hand],
        "by_hand": [_by_hand(s, one, around) for one in shown if one.by_hand],
    }  # fmt: skip


def _by_hand(s: Sitting, one: Poll, around: Surroundings) -> dict[str, object]:
    """A vote that this terminal takes no part in, so that its member is told to raise a hand or to fill in a paper."""
    common = parts.poll(s, one, around, public=True)
    kept = ("vote", "item", "title", "kind", "form", "state", "label", "eligible", "seats", "lines")
    found = _result(one, common)
    counts = found.get("counts") if found else None
    if found and isinstance(counts, dict):  # who raised no hand or cast no paper has pressed nothing either
        found = {**found, "counts": {mark: votes for mark, votes in counts.items() if mark != "not_voting"}}
    return {**{key: common[key] for key in kept}, "result": found}


def _poll(s: Sitting, one: Poll, around: Surroundings, paper: Papers) -> dict[str, object]:
    common = parts.poll(s, one, around, public=True)
    kept = ("vote", "item", "title", "kind", "press", "state", "label", "remaining", "pressed", "eligible", "seats",
            "write_ins")  # fmt: skip
    return {
        **{key: common[key] for key in kept}, "mode": one.draft.secrecy, "manifest": paper.jws,
        "lines": paper.plain_lines(), "result": _result(one, common), "close": paper.close,
        "countersigned": list(paper.countersigned.values()), "tally": list(paper.tally) or None,
    }  # fmt: skip


def _result(one: Poll, common: Mapping[str, object]) -> dict[str, object] | None:
    outcome = common["outcome"]
    if not isinstance(outcome, dict):
        return None
    found = {"outcome": outcome["word"], "needed": one.needed, "base": one.base}
    election = common["election"]
    if isinstance(election, dict):
        return {**found, **election}
    if isinstance(common["evaluation"], dict):
        return {**found, **common["evaluation"]}
    return {**found, "counts": common["counts"]}


def me(s: Sitting, seat: str, around: Surroundings) -> dict[str, object]:
    """One seat's own state: who sits here, and what its next vote must carry."""
    member = s.occupant(seat)
    polls = {}
    for one in s.polls.values() if member else ():
        if one.running and not one.by_hand and member:
            voter = one.voters.get(member.id)
            here = voter is not None and voter.seat == seat and member.id not in one.hands.beside
            last = one.cast.get(member.id)
            polls[one.id] = {
                "eligible": here, "drawn": here and member.id in one.drawn,
                "seq": last.seq + 1 if last else 1, "prev": last.jws if last else None, "cast": here and last is not None,
                "spoiled": one.exchanged.get(member.id, 0),
            }  # fmt: skip
    person = around.texts.people.get(member.id) if member else None
    return {
        "seat": seat, "member": member.id if member else None, "name": person.name if person else None,
        "attendance": member.attendance if member else None, "polls": polls,
    }  # fmt: skip
