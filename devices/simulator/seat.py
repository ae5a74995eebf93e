"""One simulated member at one terminal: signs in when the seat is empty, votes as planned, breaks its line as planned."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from devices.drawer import Drawer
from devices.encoding import Broken
from devices.enrolment import Bond
from devices.line import Happening, Unable
from devices.manifest import Manifest
from devices.signer import Signer
from devices.simulator.behaviour import Act
from devices.simulator.cards import Card
from devices.terminal import Terminal

ON_THE_WAY_SECONDS = 0.003  # between sending a vote and pulling the plug: long enough to leave, too short for a commit
SETTLING = frozenset({"receipt", "refused", "distrust"})


@dataclass(slots=True)
class Tally:
    """What one seat has done in one poll. `waits` are microseconds from marking to the receipt."""

    drawn: bool = False
    done: bool = False
    planned: int = 0
    receipts: int = 0
    refused: int = 0
    confirmed: bool = False
    complaint: bool = False
    counted: bool = False
    waits: list[int] = field(default_factory=list)


class SimulatedSeat:
    """The member of a card.

    `plan` gives its act in a poll, `said` hears sentences that a person should read, `keep` remembers the bond; without a
    `drawer` its papers live in memory.
    """

    def __init__(
        self,
        card: Card,
        signer: Signer,
        bond: Bond,
        plan: Callable[[Manifest, str], Act],
        said: Callable[[str], None],
        keep: Callable[[Bond], None],
        drawer: Drawer | None = None,
    ) -> None:
        """The terminal's wire is set by the owner."""
        self.card = card
        self.terminal = Terminal(signer, bond, self.happened, drawer)
        self.tallies: dict[str, Tally] = {}
        self.failed = self.wronged = False
        self._plan, self._said, self._keep, self._kept = plan, said, keep, bond
        self._answers: dict[str, asyncio.Future[None]] = {}
        self._acts: dict[str, asyncio.Task[None]] = {}

    @property
    def seated(self) -> bool:
        """Whether the member of the card is signed in here."""
        return self.terminal.me is not None and self.terminal.me.member == self.card.member

    def tally(self, vote: str) -> Tally:
        """The tally of a poll."""
        return self.tallies.setdefault(vote, Tally())

    def happened(self, what: Happening) -> None:
        """React as this member does."""
        if what.kind in ("here", "view") and self.terminal.bond is not self._kept:
            self._kept = self.terminal.bond  # the key of the log or of a station is known now
            self._keep(self._kept)
        if what.kind == "empty":
            self.terminal.sign_in("pin", self.card.pin)
        if what.kind == "barred" or (what.kind == "refused" and what.vote is None):
            self.failed = True
        self.wronged |= what.kind in ("distrust", "complaint", "unheard")
        if what.said and what.kind != "delayed":
            self._said(f"{what.kind} {what.vote or ''} {what.said}")
        if what.vote is not None:
            self._count(what.kind, what.vote)
        self._begin()

    async def stop(self) -> None:
        """Leave all acts where they are."""
        for task in self._acts.values():
            task.cancel()
        await asyncio.gather(*self._acts.values(), return_exceptions=True)

    def _count(self, kind: str, vote: str) -> None:
        tally = self.tally(vote)
        tally.drawn |= kind == "paper"
        tally.receipts += kind == "receipt"
        tally.refused += kind == "refused"
        tally.confirmed |= kind == "confirmed"
        tally.complaint |= kind in ("complaint", "unheard")
        tally.counted |= kind == "counted"
        answer = self._answers.get(vote)
        if kind in SETTLING and answer is not None and not answer.done():
            answer.set_result(None)

    def _begin(self) -> None:
        """Start acting in every open poll whose paper is in hand."""
        view = self.terminal.view
        for poll in view.polls if view else ():
            paper = self.terminal.papers.get(poll.vote)
            if poll.state == "open" and paper is not None and paper.drawn is not None and poll.vote not in self._acts:
                act = self._plan(paper.manifest, self.card.seat)
                self._acts[poll.vote] = asyncio.get_running_loop().create_task(self._act(poll.vote, act))

    async def _act(self, vote: str, act: Act) -> None:
        tally = self.tally(vote)
        try:
            if self.terminal.has_cast(vote):  # voted before this process was started again
                return
            tally.planned = len(act.papers)
            for paper in act.papers:
                await asyncio.sleep(paper.think / 1000)
                await self._vote(vote, paper.marks, paper.write_ins, act.drop if paper is act.papers[-1] else "never")
        except Unable:
            return  # the poll was closed while this member was thinking
        except Broken as error:
            self.wronged = True
            self._said(f"cannot vote in {vote}: {error}")
        finally:
            tally.done = True

    async def _vote(self, vote: str, marks: str, write_ins: tuple[str, ...], drop: str) -> None:
        loop = asyncio.get_running_loop()
        if drop == "before":
            self.terminal.wire.drop()
        answer = self._answers[vote] = loop.create_future()
        start = loop.time()
        self.terminal.mark(vote, marks, write_ins)
        if drop == "during":
            await asyncio.sleep(ON_THE_WAY_SECONDS)
            self.terminal.wire.drop()
        await answer
        if drop == "never":  # a broken line measures the back-off, not the server
            self.tally(vote).waits.append(round((loop.time() - start) * 1_000_000))
