"""One seat as a small state machine over a wire: challenge, hello, sign-in; what it does in a poll is in polling.py.

States: `apart` (no connection), `challenged`, `here` (the server knows the seat), `barred` (it will not have us,
or we do not trust it). What arrives marks work as due; `settle` does what is due and nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from devices import protocol
from devices.drawer import Drawer, Memory
from devices.encoding import Broken, Json, fields
from devices.enrolment import Bond
from devices.line import Happening, Line, Wire
from devices.papers import Paper
from devices.polling import Polling
from devices.protocol import WAIT_AND_REPEAT, Refusal
from devices.signer import Signer
from devices.views import Challenge, Me, Poll, View
from devices.wire import Lost

State = Literal["apart", "challenged", "here", "barred"]


class Terminal:
    """One seat. `tell` hears happenings; `bond` grows by the keys of the log and of the stations."""

    def __init__(
        self, signer: Signer, bond: Bond, tell: Callable[[Happening], None], drawer: Drawer | None = None
    ) -> None:
        """`wire` is set by the owner before the first event arrives; without a drawer papers live in memory."""
        self._line = Line(signer, bond, tell)
        self._polling = Polling(self._line, drawer or Memory())
        self.state: State = "apart"
        self._nonce = ""
        self._credential: tuple[str, str] | None = None

    @property
    def wire(self) -> Wire:
        """The connection."""
        return self._line.wire

    @wire.setter
    def wire(self, wire: Wire) -> None:
        self._line.wire = wire

    @property
    def bond(self) -> Bond:
        """Whose seat this is, and whom it believes."""
        return self._line.bond

    @property
    def me(self) -> Me | None:
        """What the server last said of this seat."""
        return self._polling.me

    @property
    def view(self) -> View | None:
        """What seats may see, as last told."""
        return self._polling.view

    @property
    def papers(self) -> dict[str, Paper]:
        """The papers in hand, by vote."""
        return self._polling.papers

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
        self._line.due.set()

    def lost(self) -> None:
        """The connection ended."""
        if self.state != "barred":
            self.state = "apart"
        self._line.say("lost")

    # What the person wants

    def sign_in(self, method: str, value: str) -> None:
        """Sign in by `pin` or `badge`; the value is forgotten as soon as the server has judged it."""
        self._credential = (method, value)
        self._line.due.set()

    def mark(self, vote: str, marks: str, write_ins: Sequence[str] = ()) -> None:
        """Seal and sign a vote now and send it as soon as possible; Unable says why not, Broken what is wrong."""
        self._polling.mark(vote, marks, write_ins)
        self._line.due.set()

    def seal(self, vote: str, marks: str, write_ins: Sequence[str] = ()) -> str:
        """Seal a secret vote and send nothing: its check code; Unable and Broken as `mark`."""
        return self._polling.seal(vote, marks, write_ins)

    def cast(self, vote: str) -> None:
        """Send what is sealed as soon as possible."""
        self._polling.cast(vote)
        self._line.due.set()

    def checkable(self, vote: str) -> bool:
        """Whether what is sealed may be checked instead of cast."""
        paper = self.papers.get(vote)
        return paper is not None and paper.checkable()

    def discard(self, vote: str) -> None:
        """Forget what is sealed and neither sent nor checked."""
        if vote in self.papers:
            self.papers[vote].sealed = None

    def challenge(self, vote: str) -> bytes:
        """The opening of what is sealed, which is then never cast; Unable where nothing is sealed."""
        given = self._polling.challenge(vote)
        self._line.due.set()
        return given

    def opening(self, vote: str) -> bytes:
        """What shows the cast that the count of this vote lacks, for its member to give out; Unable where none does."""
        return self._polling.opening(vote)

    def votable(self, vote: str) -> tuple[Poll, Paper]:
        """The open poll and the paper in hand; Unable when this seat cannot vote in it now."""
        return self._polling.votable(vote)

    def has_cast(self, vote: str) -> bool:
        """Whether a vote of this seat's member is known to be in the box."""
        return self._polling.has_cast(vote)

    # What is due

    async def run(self) -> None:
        """Do what is due for ever; ends by cancellation."""
        while True:
            await self._line.due.wait()
            await self.settle()

    async def settle(self) -> None:
        """Do all that is due now; a lost connection leaves the rest for the next challenge."""
        while self._line.due.is_set():
            self._line.due.clear()
            try:
                await self._once()
            except Lost:
                return
            except Broken as error:
                self._line.say("distrust", None, str(error))

    async def _once(self) -> None:
        if self.state == "challenged":
            await self._hello()
        if self.state == "here":
            await self._sign_in()
        if self.state == "here" and self.me is not None and self.me.member is not None and self.view is not None:
            await self._polling.attend()

    async def _hello(self) -> None:
        signer, bond = self._line.signer, self.bond
        answer = await self._line.put("hello", protocol.hello(signer, bond.meeting, bond.seat, self._nonce))
        if isinstance(answer, Refusal):
            self._not_welcome(answer)
            return
        part = fields(answer, "hello", ("me", "view"))
        self.state = "here"
        self._seen(View.read(part["view"]))
        self._told(Me.read(part["me"]))
        self._polling.sweep()
        self._line.say("here")
        if self.me is not None and self.me.member is None and self._credential is None:
            self._line.say("empty")

    def _not_welcome(self, refusal: Refusal) -> None:
        if refusal.code in WAIT_AND_REPEAT:
            self._line.later()
        elif refusal.code == "message.stale":
            self._line.wire.drop()  # the next connection brings a nonce that nobody has used
        else:
            self._bar(str(refusal))

    async def _sign_in(self) -> None:
        if self._credential is None or self.me is None or self.me.member is not None:
            self._credential = None
            return
        method, value = self._credential
        signer, bond = self._line.signer, self.bond
        answer = await self._line.put(
            "sign_in", protocol.sign_in(signer, bond.meeting, bond.seat, self._nonce, method, value)
        )
        if isinstance(answer, Refusal) and answer.code in WAIT_AND_REPEAT:
            self._line.later()
            return
        self._credential = None
        if isinstance(answer, Refusal):
            self._line.say("refused", None, str(answer))
            return
        self._told(Me.read(fields(answer, "sign_in", ("me",))["me"]))

    # Small acts

    def _challenged(self, challenge: Challenge) -> None:
        if challenge.meeting != self._line.bond.meeting:
            self._bar(f"会议不符 / another meeting: {challenge.meeting}")
            return
        if challenge.server.kid != self._line.bond.server.kid:
            self._bar("服务器密钥与注册时不同，拒绝 / not the server of the enrolment; refused")
            return
        if self._line.bond.log is None:
            self._line.bond = replace(self._line.bond, log=challenge.log)
        if challenge.log.text != getattr(self._line.bond.log, "text", None):
            self._bar("日志密钥与先前不同，拒绝 / not the log seen before; refused")
            return
        self._nonce, self.state = challenge.nonce, "challenged"

    def _seen(self, view: View) -> None:
        if view.meeting != self.bond.meeting:
            raise Broken("view", f"of another meeting: {view.meeting}")
        self._polling.seen(view)
        self._line.say("view")

    def _told(self, me: Me) -> None:
        if me.seat != self.bond.seat:
            raise Broken("me", f"of another seat: {me.seat}")
        if self._polling.told(me):
            self._line.say("seated")

    def _bar(self, why: str) -> None:
        self.state = "barred"
        self._line.say("barred", None, why)
