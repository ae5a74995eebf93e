"""After the close: does the log have this seat's vote, and the count its ballot (docs/protocol.md sections 6 and 10)?

What is found is said to the server, and to the member where something is amiss. A server that gives nothing five times
in a row is amiss, and one that does not take a complaint is told to the member, who turns to the scrutineers.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Literal, TypeVar

from devices import audit, protocol
from devices.challenge import opening_of_cast
from devices.drawer import Drawer, Held
from devices.encoding import Broken, Json, fields
from devices.line import Line, Unable
from devices.papers import Paper
from devices.protocol import WAIT_AND_REPEAT, Refusal
from devices.views import Poll
from devices.wire import Lost

COUNTED = frozenset({"counted", "declared"})
Given = TypeVar("Given")
MISSES = 5  # tries in a row that gave nothing: beyond this nobody waits in silence


class Looking:
    """What one seat looks for once a poll is closed."""

    def __init__(self, line: Line, drawer: Drawer) -> None:
        """Nothing is asked before the first poll has closed."""
        self._line, self._drawer = line, drawer

    async def confirm(self, poll: Poll, paper: Paper) -> None:
        """Look for the vote in the log, and say what was found."""
        line = self._line
        if paper.confirm is None:
            reason = paper.complaint or await self._doubt(poll, paper)
            if reason is None:
                return
            paper.complaint = reason or None
            paper.confirm = protocol.confirm(line.signer, paper.manifest, line.bond.seat, reason)
        answer = await self._said("confirm", paper.confirm, poll, paper, paper.complaint or "")
        if answer is None:
            return
        paper.confirmed = True
        if isinstance(answer, Refusal):
            self._unheard(poll, paper, str(answer)) if paper.complaint else line.say("refused", poll.vote, str(answer))
        elif fields(answer, "confirm", ("ok",))["ok"] is not True:
            raise Broken("confirm", "acknowledged without ok")
        else:
            line.say("complaint" if paper.complaint else "confirmed", poll.vote, paper.complaint or "")

    async def _doubt(self, poll: Poll, paper: Paper) -> str | None:
        """Why the receipt is not proven, "" when it is, null when the server wants to be asked again."""
        bond = self._line.bond
        if paper.receipt is None or poll.close is None or bond.log is None:
            return "no receipt to prove"
        try:
            asked = self._line.put("proof", {"vote": poll.vote, "leaf_index": paper.receipt.leaf_index})
            answer = await self._tried(paper, asked)
            if isinstance(answer, Refusal):
                return None if self._again(paper, answer) else str(answer)
            protocol.check_close(poll.close, paper.manifest, bond.server)
            protocol.check_proof(answer, paper.receipt, bond.meeting, bond.log)
        except Broken as error:
            return str(error)
        return ""

    async def finish(self, poll: Poll, paper: Paper, held: Held) -> None:
        """Audit the count where there is something to look for, and forget."""
        if held.amiss:  # kept for its member to show, until the poll is gone
            if not paper.amiss:
                paper.amiss = held.amiss
                self._line.say("complaint", poll.vote, held.amiss)
            return
        leaf = held.leaf()
        if leaf is None or poll.state == "voided" or paper.manifest.mode != "secret":
            self.forget(paper)
        elif poll.state in COUNTED and poll.tally is not None and audit.complete(paper.manifest, poll.tally):
            await self._audit(poll, paper, poll.tally, leaf)
        elif poll.state == "declared":
            self.forget(paper)
            self._line.say("unchecked", poll.vote)

    async def _audit(self, poll: Poll, paper: Paper, tally: Sequence[str], leaf: bytes) -> None:
        line = self._line
        if paper.audited is None:
            try:
                output = await self._tried(paper, line.wire.fetch(f"/api/polls/{poll.vote}/output"))
                audit.check(paper.manifest, tally, line.keys, output, leaf)
            except Broken as error:
                paper.amiss = str(error)
            paper.audited = protocol.audited(line.signer, paper.manifest, line.bond.seat, paper.amiss)
        answer = await self._said("audited", paper.audited, poll, paper, paper.amiss)
        if answer is None:
            return
        self._done(paper)
        if paper.amiss and isinstance(answer, Refusal):
            self._unheard(poll, paper, str(answer))
        else:
            line.say("complaint" if paper.amiss else "counted", poll.vote, paper.amiss)

    async def _tried(self, paper: Paper, asking: Awaitable[Given]) -> Given:
        """What the server gives; Lost when it is to be asked again, Broken once it has given nothing so often."""
        try:
            answer = await asking
        except Lost as error:
            self._missed(paper, str(error))
            raise
        if not (isinstance(answer, Refusal) and answer.code in WAIT_AND_REPEAT):
            paper.misses = 0
        return answer

    def _again(self, paper: Paper, answer: Refusal) -> bool:
        """Whether the server wants to be asked again; Broken once it has wanted that so often."""
        if answer.code not in WAIT_AND_REPEAT:
            return False
        self._missed(paper, str(answer))
        return True

    def _missed(self, paper: Paper, why: str) -> None:
        self._line.later()
        paper.misses += 1
        if paper.misses >= MISSES:
            paper.misses = 0
            raise Broken("server", f"asked {MISSES} times, nothing came: {why}")

    async def _said(
        self, event: Literal["confirm", "audited"], jws: str, poll: Poll, paper: Paper, complaint: str
    ) -> Json | Refusal:
        """The answer to what was found, null when it is to be said again; a complaint that nobody takes is told."""
        try:
            answer = await self._tried(paper, self._line.put(event, jws))
            return None if isinstance(answer, Refusal) and self._again(paper, answer) else answer
        except Broken as error:
            if complaint:
                self._unheard(poll, paper, str(error))
            return None

    def _unheard(self, poll: Poll, paper: Paper, why: str) -> None:
        """The member is told once that the server has not taken the complaint."""
        if not paper.unheard:
            paper.unheard = True
            self._line.say("unheard", poll.vote, f"{paper.amiss or paper.complaint} ({why})")

    # What is kept, and what can be shown

    def _done(self, paper: Paper) -> None:
        """The audit is over: everything goes, but where the ballot is missing what its member may show."""
        if not paper.amiss or paper.held is None:
            self.forget(paper)
            return
        paper.held.miss(paper.amiss)
        self._drawer.put(paper.held)

    def opening(self, poll: Poll, paper: Paper) -> bytes:
        """What shows the cast that the count lacks, to whoever gets it; Unable where nothing is missing."""
        held = paper.held
        shown = held.shows.get(held.last) if held is not None and held.amiss and held.last else None
        if shown is None:
            raise Unable("没有可以公开的票 / there is no paper to show")
        return opening_of_cast(shown.jws, shown.sealed, poll, self._line.bond.seat, self._line.bond.server)

    def forget(self, paper: Paper) -> None:
        """Keys, blinding and leaf: nothing is left that could show how this seat has voted."""
        if paper.held is not None:
            self._drawer.drop(paper.held.name)
            paper.held.credentials = ()
            paper.held.leaves.clear()
            paper.held.shows.clear()
            paper.held = None
