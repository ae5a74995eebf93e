"""What one seat does in every poll: take the paper, draw it, send the vote, confirm the log, audit the count, forget.

A vote is sealed at once; its marks are kept under seal alone, until the audit. Its exact JWS is kept until the receipt
and sent again after each loss. One bad poll never keeps the seat from the others.
"""

from __future__ import annotations

from collections.abc import Sequence

from devices import protocol
from devices.challenge import code_of, opening
from devices.credentials import complete, enclosed_showing, make, signed
from devices.drawer import Drawer, Held, name_of
from devices.encoding import Broken, fields, hash_of
from devices.line import Line, Unable
from devices.looking import Looking
from devices.manifest import Manifest, plain, read_manifest
from devices.papers import Paper
from devices.protocol import WAIT_AND_REPEAT, Drawn, Refusal
from devices.views import AFTER_CLOSE, DRAWING, Me, Poll, Standing, View


class Polling:
    """The papers of one seat. `me` and `view` are the newest that the server told."""

    def __init__(self, line: Line, drawer: Drawer) -> None:
        """Nothing is asked before `attend`."""
        self.me: Me | None = None
        self.view: View | None = None
        self.papers: dict[str, Paper] = {}
        self._line, self._drawer, self._looking = line, drawer, Looking(line, drawer)
        self._last: dict[str, Poll] = {}
        self._spent: list[Held] = []  # papers that were checked, of which the server must still hear
        self._given_up: set[tuple[str, str]] = set()  # (vote, state of the poll or reason): not tried or said again

    # What arrives

    def seen(self, view: View) -> None:
        """Take a view; stations shown for the first time are remembered, polls that have gone are forgotten."""
        self.view = view
        self._line.bond = self._line.bond.learnt(view.stations)
        self._last |= {poll.vote: poll for poll in view.polls}
        shown = {poll.vote for poll in view.polls}
        for vote, paper in list(self.papers.items()):
            if vote not in shown and not paper.unfinished():
                self._looking.forget(paper)

    def sweep(self) -> None:
        """Forget papers that an earlier run of this terminal kept for polls that are over and gone; what the server must still
        hear of one that was checked is said again.
        """
        shown = {poll.vote for poll in self.view.polls} if self.view else set()
        for held in self._drawer.all():
            if held.vote not in shown:
                self._drawer.drop(held.name)
            elif held.spent and held not in self._spent:
                self._spent.append(held)

    def told(self, me: Me) -> bool:
        """Take what the server says of this seat; true when another member has sat down."""
        before, self.me = self.me, me
        changed = me.member is not None and (before is None or before.member != me.member)
        if changed:
            self.papers = {vote: paper for vote, paper in self.papers.items() if paper.voter == me.member}
            self._given_up.clear()
        for vote, standing in me.polls.items():
            self._stands(vote, standing, before.polls.get(vote) if before else None)
        return changed

    def _stands(self, vote: str, standing: Standing, before: Standing | None) -> None:
        paper = self.papers.get(vote)
        if before is not None and standing.spoiled > before.spoiled:  # tellers let this voter draw once more
            self._given_up = {entry for entry in self._given_up if entry[0] != vote}
        if paper is not None and paper.held is not None and standing.spoiled > paper.held.spoiled:
            self._looking.forget(self.papers.pop(vote))
        elif paper is not None and standing.drawn and paper.drawn is not None and paper.pending is None:
            paper.drawn = Drawn(standing.seq, standing.prev)

    # What the person wants

    def mark(self, vote: str, marks: str, write_ins: Sequence[str] = ()) -> None:
        """Seal and sign a vote now, to be sent as soon as possible; Unable says why not, Broken what is wrong."""
        poll, paper = self.votable(vote)
        line, drawn, manifest = self._line, paper.drawn, paper.manifest
        if poll.mode == "named" and drawn is not None:
            paper.pending = protocol.named(line.signer, manifest, line.bond.seat, paper.voter, drawn, marks)
            return
        self.seal(vote, marks, write_ins)
        self.cast(vote)

    def seal(self, vote: str, marks: str, write_ins: Sequence[str] = ()) -> str:
        """Seal a secret vote and send nothing: its check code. What was sealed for this vote before is forgotten."""
        _, paper = self.votable(vote)
        if self.me is None or self.me.member is None or paper.held is None:
            raise Unable("尚未领票 / no paper yet")
        manifest, credentials = paper.manifest, paper.held.credentials
        text = signed(plain(manifest, marks, write_ins), credentials)
        paper.sealed = enclosed_showing(manifest, self._line.bond.seat, text, credentials)
        return code_of(paper.sealed.ct)

    def cast(self, vote: str) -> None:
        """Sign what is sealed, to be sent as soon as possible."""
        _, paper = self.votable(vote)
        sealed, paper.sealed = paper.sealed, None
        if sealed is None or paper.held is None or paper.drawn is None:
            raise Unable("没有封好的票 / nothing is sealed")
        jws = protocol.cast(self._line.signer, paper.manifest, self._line.bond.seat, paper.drawn, sealed.ct)
        paper.held.take(jws, sealed)
        self._drawer.put(paper.held)
        paper.pending = jws

    def challenge(self, vote: str) -> bytes:
        """The opening of what is sealed, instead of casting it; from T1 on this paper serves nobody again."""
        poll, paper = self.votable(vote)
        if paper.sealed is None or not paper.checkable():
            raise Unable("没有可查验的票 / there is no paper to check")
        sealed, paper.sealed = paper.sealed, None
        line, held = self._line, paper.held
        if paper.manifest.issuers and held is not None:
            key = held.credentials[-1].pk
            spent = held.checked(protocol.checked(line.signer, paper.manifest, line.bond.seat, key))
            self._drawer.put(spent)
            self._spent.append(spent)
            self._looking.forget(self.papers.pop(vote))
            self._given_up.add((vote, poll.state))
        return opening(sealed, poll, line.bond.seat, line.bond.server)

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

    async def attend(self) -> None:
        """Do what is due in every poll; raises Lost."""
        await self._tell_spent()
        for poll in self._polls():
            try:
                await self._attend(poll)
            except Broken as error:
                self._given_up.add((poll.vote, poll.state))
                self._distrust(poll.vote, str(error))

    async def _tell_spent(self) -> None:
        while self._spent:
            answer = await self._line.put("checked", self._spent[0].spent)
            if isinstance(answer, Refusal) and answer.code in WAIT_AND_REPEAT:
                return self._line.later()
            self._drawer.drop(self._spent.pop(0).name)
            if isinstance(answer, Refusal):
                self._line.say("refused", None, str(answer))
        return None

    def _polls(self) -> list[Poll]:
        """All polls in the view, and those that have left it while a vote or a confirmation was still on its way."""
        shown = {poll.vote for poll in self.view.polls} if self.view else set()
        waiting = [vote for vote, paper in self.papers.items() if vote not in shown and paper.unfinished()]
        return [*(self.view.polls if self.view else ()), *(self._last[vote] for vote in waiting)]

    async def _attend(self, poll: Poll) -> None:
        paper = self.papers.get(poll.vote) or self._paper(poll)
        if paper is None:
            return
        if paper.text != poll.manifest:
            raise Broken("manifest", "another manifest than the one this paper was drawn for")
        if poll.state != "open":
            paper.sealed = None
        if paper.drawn is None and poll.state in DRAWING and not paper.complaint:
            await self._draw(poll, paper)
        if paper.pending is not None:
            await self._send(paper)
        if poll.state in AFTER_CLOSE and poll.close and (paper.receipt or paper.complaint) and not paper.confirmed:
            await self._looking.confirm(poll, paper)
        if poll.state not in DRAWING and paper.held is not None and paper.pending is None:
            await self._looking.finish(poll, paper, paper.held)

    def _paper(self, poll: Poll) -> Paper | None:
        """A paper to draw, or one kept from before a restart, if this seat's member may have it."""
        me, standing = self.me, self.me.polls.get(poll.vote) if self.me else None
        if me is None or me.member is None or (poll.vote, poll.state) in self._given_up:
            return None
        if poll.state in DRAWING and (standing is None or not standing.eligible):
            return None
        if poll.state not in DRAWING and not any(held.vote == poll.vote for held in self._drawer.all()):
            return None
        manifest = read_manifest(poll, self._line.bond.meeting, self._line.bond.server)
        held = self._held(poll, manifest, me.member, standing)
        if held is None:
            return None
        paper = self.papers[poll.vote] = Paper(me.member, poll.manifest, manifest, held)
        return paper

    def _held(self, poll: Poll, manifest: Manifest, voter: str, standing: Standing | None) -> Held | None:
        """What is kept of the paper; made anew, and kept before anything is asked, where nothing is."""
        held = self._drawer.get(name_of(manifest.mh, voter))
        if held is not None and standing is not None and standing.prev in held.leaves:
            held.received(standing.prev)  # stopped after sending and before the receipt
        if poll.state not in DRAWING or standing is None:
            return held
        if held is not None and held.spoiled >= standing.spoiled:
            return held
        if not self._may_use(poll, manifest):
            return None
        credentials, hidden = make(manifest)
        request = protocol.issue(self._line.signer, manifest, self._line.bond.seat, hidden)
        fresh = Held(poll.vote, manifest.mh, voter, request, standing.spoiled, credentials)
        if manifest.mode == "secret":
            self._drawer.put(fresh)
        return fresh

    def _may_use(self, poll: Poll, manifest: Manifest) -> bool:
        """Whether the keys of the manifest may be used: its stations are those remembered, and have signed it."""
        known, shown = self._line.bond.stations, self.view.stations if self.view else {}
        for name in manifest.stations:
            if name in shown and shown[name].kid != known[name].kid:
                raise Broken("stations", f"station {name} shows another key than before")
        return protocol.countersigned(manifest, poll.countersigned, known)

    async def _draw(self, poll: Poll, paper: Paper) -> None:
        held, line = paper.held, self._line
        if held is None:
            return
        answer = await line.put("issue", held.request)
        if isinstance(answer, Refusal):
            self._undrawn(poll, answer)
            return
        told = fields(answer, "issue", ("issued",))["issued"]
        try:
            issued = protocol.read_issued(told, held.request, paper.manifest, line.bond.seat, paper.voter, line.keys)
        except Broken:
            self.papers.pop(poll.vote)
            raise
        self._credit(paper, held, issued)
        paper.drawn = issued.drawn
        line.say("paper", poll.vote)

    def _credit(self, paper: Paper, held: Held, issued: protocol.Issued) -> None:
        """Take the issuers' signatures; one that does not hold is complained about with the answer it came in."""
        try:
            complete(paper.manifest, held.credentials, issued.signed)
        except Broken as error:
            evidence = " ".join(f"{name}:{hash_of(jws)}" for name, jws in issued.answers.items())
            paper.complaint = f"{error} ({evidence})"
            raise

    def _undrawn(self, poll: Poll, refusal: Refusal) -> None:
        if refusal.code in WAIT_AND_REPEAT:
            self._line.later()
            return
        self.papers.pop(poll.vote)
        self._given_up.add((poll.vote, poll.state))
        self._line.say("refused", poll.vote, str(refusal))

    async def _send(self, paper: Paper) -> None:
        jws, manifest, bond = str(paper.pending), paper.manifest, self._line.bond
        answer = await self._line.put("named" if manifest.mode == "named" else "cast", jws)
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
        if paper.held is not None and manifest.mode == "secret":
            paper.held.received(paper.receipt.of)
            self._drawer.put(paper.held)
        self._line.say("receipt", manifest.vote)

    def _unsent(self, paper: Paper, refusal: Refusal) -> None:
        if refusal.code in WAIT_AND_REPEAT:
            self._line.say("delayed", paper.manifest.vote, str(refusal))
            self._line.later()
            return
        paper.pending = None
        self._line.say("refused", paper.manifest.vote, str(refusal))

    def opening(self, vote: str) -> bytes:
        """What shows the cast that the count of this vote lacks, to whoever gets it; Unable where nothing is missing."""
        paper, poll = self.papers.get(vote), self.view.poll(vote) if self.view else None
        if paper is None or poll is None:
            raise Unable("没有可以公开的票 / there is no paper to show")
        return self._looking.opening(poll, paper)

    def _distrust(self, vote: str, why: str) -> None:
        """Say it once: the next view would find the same again."""
        if (vote, why) not in self._given_up:
            self._given_up.add((vote, why))
            self._line.say("distrust", vote, why)
