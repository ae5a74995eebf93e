"""One seat as a small state machine over a wire: hello, sign-in, papers, votes, receipts, proofs.

States: `apart` (no connection), `challenged`, `here` (the server knows the seat), `barred` (it will not have us,
or we do not trust it). What arrives marks work as due; `settle` does what is due and nothing twice. A vote is
sealed at once and its marks forgotten; its exact JWS is kept until the receipt and sent again after each loss.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from devices import protocol
from devices.encoding import Broken, Json, fields, hash_of
from devices.enrolment import Bond
from devices.papers import Paper
from devices.protocol import WAIT_AND_REPEAT, Drawn, Refusal
from devices.signer import Signer
from devices.views import AFTER_CLOSE, DRAWING, Challenge, Me, Poll, View
from devices.wire import Lost

AGAIN_SECONDS = 1.0  # after "try again": a full disk or a busy server does not mend faster, a member waits no longer
State = Literal["apart", "challenged", "here", "barred"]
Kind = Literal[
    "here", "empty", "seated", "view", "paper", "delayed", "receipt", "refused", "confirmed", "complaint", "distrust",
    "lost", "barred",
]  # fmt: skip


class Wire(Protocol):
    """What a terminal needs of a connection."""

    async def ask(self, event: str, argument: Json, /) -> Json:
        """The acknowledgement of an event; raises Lost."""

    def drop(self) -> None:
        """Give the connection up; a new one brings a new challenge."""


class Unable(Exception):
    """A vote cannot be made here and now; the sentence is for the member, in both languages."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something a person or a log may want to know; `said` is a sentence, `vote` the poll it is about."""

    kind: Kind
    vote: str | None = None
    said: str = ""


class Terminal:
    """One seat. `tell` hears happenings; `bond` grows by the log's key at the first challenge."""

    def __init__(self, signer: Signer, bond: Bond, tell: Callable[[Happening], None]) -> None:
        """`wire` is set by the owner before the first event arrives."""
        self.signer, self.bond = signer, bond
        self.wire: Wire = _Nowhere()
        self.state: State = "apart"
        self.me: Me | None = None
        self.view: View | None = None
        self.papers: dict[str, Paper] = {}
        self._tell, self._due = tell, asyncio.Event()
        self._last: dict[str, Poll] = {}
        self._nonce = ""
        self._credential: tuple[str, str] | None = None
        self._given_up: set[tuple[str, str]] = set()  # (vote, state of the poll or reason): not tried or said again
        self._again: asyncio.TimerHandle | None = None

    # What arrives

    def heard(self, event: str, argument: Json) -> None:
        """Take an event of the server; Broken for one that the protocol does not know."""
        match event:
            case "challenge":
                self._challenged(Challenge.read(argument))
            case "view":
                self._seen(View.read(argument))
            case "me":
                self._told(Me.read(argument))
            case _:
                raise Broken("event", f"{event!r} is not in the protocol")
        self._due.set()

    def lost(self) -> None:
        """The connection ended."""
        if self.state != "barred":
            self.state = "apart"
        self._say("lost")

    # What the person wants

    def sign_in(self, method: str, value: str) -> None:
        """Sign in by `pin` or `badge`; the value is forgotten as soon as the server has judged it."""
        self._credential = (method, value)
        self._due.set()

    def mark(self, vote: str, marks: str, write_ins: Sequence[str] = ()) -> None:
        """Seal and sign a vote now and send it as soon as possible; Unable says why not, Broken what is wrong."""
        poll, paper = self.votable(vote)
        if self.me is None or self.me.member is None or paper.drawn is None:
            raise Unable("尚未领票 / no paper yet")
        seat, drawn, manifest = self.bond.seat, paper.drawn, paper.manifest
        if poll.mode == "named":
            paper.pending = protocol.named(self.signer, manifest, seat, paper.voter, drawn, marks)
        else:
            plain = protocol.ballot(manifest, marks, write_ins)
            paper.pending = protocol.cast(self.signer, manifest, seat, drawn, plain)
        self._due.set()

    def votable(self, vote: str) -> tuple[Poll, Paper]:
        """The open poll and the paper in hand; Unable when this seat cannot vote in it now."""
        poll = self.view.poll(vote) if self.view else None
        paper = self.papers.get(vote)
        if poll is None or poll.state != "open":
            raise Unable("表决未开始或已截止 / the poll is not open")
        if paper is None or paper.drawn is None:
            raise Unable("尚未领票 / no paper yet")
        if paper.pending is not None:
            raise Unable("上一票还在提交 / the last vote is still being sent")
        if poll.press == "first" and self.has_cast(vote):
            raise Unable("已表决，不能更改 / voted; it cannot be changed")
        return poll, paper

    def has_cast(self, vote: str) -> bool:
        """Whether a vote of this seat's member is known to be in the box."""
        paper, standing = self.papers.get(vote), self.me.polls.get(vote) if self.me else None
        return bool((paper and paper.receipt) or (standing and standing.cast))

    # What is due

    async def run(self) -> None:
        """Do what is due for ever; ends by cancellation."""
        while True:
            await self._due.wait()
            await self.settle()

    async def settle(self) -> None:
        """Do all that is due now; a lost connection leaves the rest for the next challenge."""
        while self._due.is_set():
            self._due.clear()
            try:
                await self._once()
            except Lost:
                return
            except Broken as error:
                self._say("distrust", None, str(error))

    async def _once(self) -> None:
        if self.state == "challenged":
            await self._hello()
        if self.state == "here":
            await self._sign_in()
        if self.state != "here" or self.me is None or self.me.member is None or self.view is None:
            return
        for poll in self._polls():
            try:
                await self._attend(poll)
            except Broken as error:  # one bad poll must not keep the seat from the others
                self._given_up.add((poll.vote, poll.state))
                self._distrust(poll.vote, str(error))

    def _polls(self) -> list[Poll]:
        """All polls in the view, and those that have left it while a vote or a confirmation was still on its way."""
        shown = {poll.vote for poll in self.view.polls} if self.view else set()
        waiting = [vote for vote, paper in self.papers.items() if vote not in shown and paper.unfinished()]
        return [*(self.view.polls if self.view else ()), *(self._last[vote] for vote in waiting)]

    async def _hello(self) -> None:
        answer = await self._put("hello", protocol.hello(self.signer, self.bond.meeting, self.bond.seat, self._nonce))
        if isinstance(answer, Refusal):
            self._not_welcome(answer)
            return
        part = fields(answer, "hello", ("me", "view"))
        self.state = "here"
        self._seen(View.read(part["view"]))
        self._told(Me.read(part["me"]))
        self._say("here")
        if self.me is not None and self.me.member is None and self._credential is None:
            self._say("empty")

    def _not_welcome(self, refusal: Refusal) -> None:
        if refusal.code in WAIT_AND_REPEAT:
            self._later()
        elif refusal.code == "message.stale":
            self.wire.drop()  # the next connection brings a nonce that nobody has used
        else:
            self._bar(str(refusal))

    async def _sign_in(self) -> None:
        if self._credential is None or self.me is None or self.me.member is not None:
            self._credential = None
            return
        method, value = self._credential
        bond = self.bond
        answer = await self._put(
            "sign_in", protocol.sign_in(self.signer, bond.meeting, bond.seat, self._nonce, method, value)
        )
        if isinstance(answer, Refusal) and answer.code in WAIT_AND_REPEAT:
            self._later()
            return
        self._credential = None
        if isinstance(answer, Refusal):
            self._say("refused", None, str(answer))
            return
        self._told(Me.read(fields(answer, "sign_in", ("me",))["me"]))

    async def _attend(self, poll: Poll) -> None:
        paper = self.papers.get(poll.vote)
        if paper is None:
            paper = self._paper(poll)
        if paper is None:
            return
        if paper.text != poll.manifest:
            raise Broken("manifest", "another manifest than the one this paper was drawn for")
        if paper.drawn is None and poll.state in DRAWING:
            await self._draw(poll, paper)
        if paper.pending is not None:
            await self._send(paper)
        if poll.state in AFTER_CLOSE and poll.close and (paper.receipt or paper.complaint) and not paper.confirmed:
            await self._confirm(poll, paper)

    def _paper(self, poll: Poll) -> Paper | None:
        """A paper to draw, if this seat's member may have one."""
        standing = self.me.polls.get(poll.vote) if self.me else None
        if standing is None or not standing.eligible or poll.state not in DRAWING:
            return None
        if self.me is None or self.me.member is None or (poll.vote, poll.state) in self._given_up:
            return None
        manifest = protocol.read_manifest(poll, self.bond.meeting, self.bond.server)
        issue = protocol.issue(self.signer, manifest, self.bond.seat)
        paper = self.papers[poll.vote] = Paper(self.me.member, poll.manifest, manifest, issue)
        return paper

    async def _draw(self, poll: Poll, paper: Paper) -> None:
        answer = await self._put("issue", paper.issue)
        if isinstance(answer, Refusal):
            self._undrawn(poll, answer)
            return
        issued = fields(answer, "issue", ("issued",))["issued"]
        bond = self.bond
        try:
            paper.drawn = protocol.read_issued(issued, paper.issue, paper.manifest, bond.seat, paper.voter, bond.server)
        except Broken:
            self.papers.pop(poll.vote)
            raise
        self._say("paper", poll.vote)

    def _undrawn(self, poll: Poll, refusal: Refusal) -> None:
        if refusal.code in WAIT_AND_REPEAT:
            self._later()
            return
        self.papers.pop(poll.vote)
        self._given_up.add((poll.vote, poll.state))
        self._say("refused", poll.vote, str(refusal))

    async def _send(self, paper: Paper) -> None:
        jws, manifest, bond = str(paper.pending), paper.manifest, self.bond
        answer = await self._put("named" if manifest.mode == "named" else "cast", jws)
        if isinstance(answer, Refusal):
            self._unsent(paper, answer)
            return
        paper.pending = None
        seq = paper.drawn.seq if paper.drawn else 1
        paper.drawn = Drawn(seq + 1, hash_of(jws))
        try:
            receipt = fields(answer, "receipt", ("receipt",))["receipt"]
            paper.receipt = protocol.read_receipt(receipt, jws, manifest, bond.seat, paper.voter, seq, bond.server)
        except Broken as error:
            paper.receipt, paper.complaint = None, str(error)
            raise
        self._say("receipt", manifest.vote)

    def _unsent(self, paper: Paper, refusal: Refusal) -> None:
        if refusal.code in WAIT_AND_REPEAT:
            self._say("delayed", paper.manifest.vote, str(refusal))
            self._later()
            return
        paper.pending = None
        self._say("refused", paper.manifest.vote, str(refusal))

    async def _confirm(self, poll: Poll, paper: Paper) -> None:
        if paper.confirm is None:
            reason = paper.complaint or await self._doubt(poll, paper)
            if reason is None:
                return
            paper.complaint = reason or None
            paper.confirm = protocol.confirm(self.signer, paper.manifest, self.bond.seat, reason)
        answer = await self._put("confirm", paper.confirm)
        if isinstance(answer, Refusal) and answer.code in WAIT_AND_REPEAT:
            self._later()
            return
        paper.confirmed = True
        if isinstance(answer, Refusal):
            self._say("refused", poll.vote, str(answer))
        elif fields(answer, "confirm", ("ok",))["ok"] is not True:
            raise Broken("confirm", "acknowledged without ok")
        else:
            self._say("complaint" if paper.complaint else "confirmed", poll.vote, paper.complaint or "")

    async def _doubt(self, poll: Poll, paper: Paper) -> str | None:
        """Why the receipt is not proven, "" when it is, null when the server wants to be asked again."""
        if paper.receipt is None or poll.close is None or self.bond.log is None:
            return "no receipt to prove"
        answer = await self._put("proof", {"vote": poll.vote, "leaf_index": paper.receipt.leaf_index})
        if isinstance(answer, Refusal):
            if answer.code in WAIT_AND_REPEAT:
                self._later()
                return None
            return str(answer)
        try:
            protocol.check_close(poll.close, paper.manifest, self.bond.server)
            protocol.check_proof(answer, paper.receipt, self.bond.meeting, self.bond.log)
        except Broken as error:
            return str(error)
        return ""

    # Small acts

    async def _put(self, event: str, argument: Json) -> Json | Refusal:
        answer = await self.wire.ask(event, argument)
        if isinstance(answer, dict) and answer.keys() == {"refusal"}:
            of = hash_of(argument) if isinstance(argument, str) else None
            return protocol.read_refusal(answer["refusal"], self.bond.server, of)
        return answer

    def _challenged(self, challenge: Challenge) -> None:
        if challenge.meeting != self.bond.meeting:
            self._bar(f"会议不符 / another meeting: {challenge.meeting}")
            return
        if challenge.server.kid != self.bond.server.kid:
            self._bar("服务器密钥与注册时不同，拒绝 / not the server of the enrolment; refused")
            return
        if self.bond.log is None:
            self.bond = replace(self.bond, log=challenge.log)
        if challenge.log.text != getattr(self.bond.log, "text", None):
            self._bar("日志密钥与先前不同，拒绝 / not the log seen before; refused")
            return
        self._nonce, self.state = challenge.nonce, "challenged"

    def _seen(self, view: View) -> None:
        if view.meeting != self.bond.meeting:
            raise Broken("view", f"of another meeting: {view.meeting}")
        self.view = view
        self._last |= {poll.vote: poll for poll in view.polls}
        self._say("view")

    def _told(self, me: Me) -> None:
        if me.seat != self.bond.seat:
            raise Broken("me", f"of another seat: {me.seat}")
        before, self.me = self.me, me
        if me.member is not None and (before is None or before.member != me.member):
            self.papers = {vote: paper for vote, paper in self.papers.items() if paper.voter == me.member}
            self._given_up.clear()
            self._say("seated")
        for vote, paper in self.papers.items():
            standing = me.polls.get(vote)
            if standing is not None and standing.drawn and paper.drawn is not None and paper.pending is None:
                paper.drawn = Drawn(standing.seq, standing.prev)

    def _distrust(self, vote: str, why: str) -> None:
        """Say it once: the next view would find the same again."""
        if (vote, why) not in self._given_up:
            self._given_up.add((vote, why))
            self._say("distrust", vote, why)

    def _bar(self, why: str) -> None:
        self.state = "barred"
        self._say("barred", None, why)

    def _later(self) -> None:
        if self._again is None or self._again.cancelled() or self._again.when() <= asyncio.get_running_loop().time():
            self._again = asyncio.get_running_loop().call_later(AGAIN_SECONDS, self._due.set)

    def _say(self, kind: Kind, vote: str | None = None, said: str = "") -> None:
        self._tell(Happening(kind, vote, said))


class _Nowhere:
    """The wire of a terminal that has none yet."""

    async def ask(self, event: str, _argument: Json, /) -> Json:
        """No wire, no answer."""
        raise Lost(f"no wire to send {event} on")

    def drop(self) -> None:
        """Nothing to drop."""
