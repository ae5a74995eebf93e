"""What seats say over the socket (docs/protocol.md): hello, sign_in, issue, cast, named, proof, confirm.

Checked, queued, answered after the commit; every no is a signed refusal and changes nothing.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from voting.ballots import intake, messages, receipts
from voting.ballots.encodings import Malformed, b64
from voting.ballots.keys import pin_hash
from voting.clerk.clerk import Answer, Checkpointing, Job
from voting.clerk.filing import Filing
from voting.clerk.polls import Voting
from voting.core import commands as c
from voting.core import station_commands as sc
from voting.core.refusals import SENTENCES, Refusal, refuse
from voting.core.state import Poll
from voting.ledger import filed
from voting.web.complaints import CONFIRM_SECONDS
from voting.web.doors import EVERYONE, SEAT, Events
from voting.web.house import House
from voting.web.live import SEATS, Line, Live

log = structlog.get_logger()
WRONG_PINS: Final = 5
LOCKED: Final = timedelta(minutes=1)
Said = dict[str, object]
Counter = tuple[str, str]  # of wrong tries, of a seat or of a terminal: two tablets must not share five tries


class Seats:
    """The handlers of the seats' events."""

    def __init__(self, house: House, live: Live, events: Events) -> None:
        self.house, self.live = house, live
        self._wrong: dict[Counter, tuple[int, datetime]] = {}
        events.on("hello", EVERYONE, self._guarded(self.hello, before_hello=True))
        for name, handler in (
            ("sign_in", self.sign_in), ("issue", self.issue), ("cast", self.cast), ("named", self.named),
            ("proof", self.proof), ("confirm", self.confirm), ("audited", self.audited), ("checked", self.checked),
        ):  # fmt: skip
            events.on(name, SEAT, self._guarded(handler))

    def _guarded(self, handler: Callable[[Line, object], Said], *, before_hello: bool = False) -> Callable[..., Said]:
        def handle(sid: str, said: object = None, *more: object) -> Said:
            line = self.live.lines.get(sid)
            try:
                if line is None or more or (line.seat is None and not before_hello):
                    return self.no(refuse("message.stale" if not more else "message.malformed"), said)
                return handler(line, said)
            except Malformed as error:
                seat = (line.seat if line else None) or ""
                log.info("seat.refused", code=error.code, seat=seat)
                return self.no(refuse(error.code if error.code in SENTENCES else "message.malformed", seat=seat), said)
            except Exception:
                log.exception("seat.crashed", handler=handler.__name__)
                return self.no(refuse("server.busy"), said)

        return handle

    def no(self, refusal: Refusal, of: object) -> Said:
        """A signed refusal."""
        raw = of if isinstance(of, str) else None
        zh = refusal.zh + "".join(detail.zh for detail in refusal.details)
        en = " ".join((refusal.en, *(detail.en for detail in refusal.details)))
        server = self.house.clerk.server
        return {"refusal": receipts.refusal(server, code=refusal.code, zh=zh, en=en, article=refusal.article, of=raw)}

    def _message(self, line: Line, said: object) -> messages.Message:
        """A message signed by this very line's terminal; the seat must still have it."""
        claim = messages.parse(said)
        if line.seat is None or self.house.sitting.devices.get(line.seat) != claim.kid:
            raise Malformed("seat.wrong_key", "not the seat's terminal")
        return messages.verify(claim, self.house.clerk.keys[claim.kid])

    def hello(self, line: Line, said: object) -> Said:
        """A terminal proves its key on this connection's nonce."""
        claim = messages.parse(said)
        key = self.house.clerk.keys.get(claim.kid)
        if key is None:
            return self.no(refuse("seat.not_enrolled", seat=str(claim.payload.get("seat", ""))[:64]), said)
        hello = intake.read(messages.verify(claim, key), intake.Hello)
        if hello.meeting != self.house.clerk.meeting:
            return self.no(refuse("message.wrong_meeting"), said)
        if hello.nonce != line.nonce or line.seat is not None:
            return self.no(refuse("message.stale"), said)
        if self.house.sitting.devices.get(hello.seat) != claim.kid:
            return self.no(refuse("seat.wrong_key", seat=hello.seat), said)
        if line.seat is None:
            self.house.online[hello.seat] = self.house.online.get(hello.seat, 0) + 1
        line.seat, line.kid = hello.seat, claim.kid
        self.live.server.enter_room(line.sid, SEATS, namespace="/")
        self.live.lamps()
        return {"me": self.live.me(hello.seat), "view": self.live.seat_view()}

    def sign_in(self, line: Line, said: object) -> Said:
        """A member takes her seat with PIN or badge; already signed in there, the same PIN is welcome again."""
        wish = intake.read(self._message(line, said), intake.SignIn)
        if wish.meeting != self.house.clerk.meeting or wish.nonce != line.nonce or wish.seat != line.seat:
            return self.no(refuse("message.stale"), said)
        counters = (("seat", wish.seat), ("terminal", line.kid or ""))
        if any(map(self._locked, counters)):
            return self.no(refuse("member.locked"), said)
        member = self._by_pin(wish) if wish.method == "pin" else self._by_badge(wish)
        if member is None or self.house.sitting.members[member].seat != wish.seat:
            self._note_wrong(counters)
            return self.no(refuse("member.wrong_pin"), said)
        here = self.house.sitting.occupant(wish.seat)
        if here is None or here.id != member:
            answer = self.house.order(c.SignIn(c.Actor("seat", wish.seat), "", member, wish.seat, wish.method))
            if isinstance(answer, Refusal):
                return self.no(answer, said)
        for counter in counters:
            self._wrong.pop(counter, None)
        return {"me": self.live.me(wish.seat)}

    def _locked(self, counter: Counter) -> bool:
        wrong, last = self._wrong.get(counter, (0, datetime.min.replace(tzinfo=UTC)))
        return wrong >= WRONG_PINS and datetime.fromisoformat(self.house.now()) - last < LOCKED

    def _note_wrong(self, counters: Iterable[Counter]) -> None:
        now = datetime.fromisoformat(self.house.now())
        for counter in counters:
            wrong, last = self._wrong.get(counter, (0, now))
            self._wrong[counter] = (wrong + 1 if now - last < LOCKED else 1, now)

    def _by_pin(self, wish: intake.SignIn) -> str | None:
        meeting = self.house.clerk.meeting
        for member in self.house.sitting.members.values():
            kept = self.house.register.member(meeting, member.id) if member.seat == wish.seat else None
            if kept is None or kept.pin_hash is None:
                continue
            hashed = b64(pin_hash(self.house.keys.pepper, meeting, member.id, wish.value))
            if hmac.compare_digest(kept.pin_hash, hashed):
                return member.id
        return None

    def _by_badge(self, wish: intake.SignIn) -> str | None:
        meeting = self.house.clerk.meeting
        hashed = b64(pin_hash(self.house.keys.pepper, meeting, "badge", wish.value))
        kept = self.house.register.member_by_badge(meeting, hashed)
        return kept.id if kept and kept.id in self.house.sitting.members else None

    def issue(self, line: Line, said: object) -> Said:
        """Draw the paper."""
        issue = intake.read(self._message(line, said), intake.Issue)
        made = self.house.clerk.papers.get(issue.vote)
        if made is not None:
            intake.against(made.manifest, issue)
        job = self.house.joining.drawing(issue)
        return self.no(job, said) if isinstance(job, Refusal) else self._queued("issued", job, said)

    def cast(self, line: Line, said: object) -> Said:
        """A sealed vote."""
        return self._queued("receipt", Voting(intake.read(self._message(line, said), intake.Cast)), said)

    def named(self, line: Line, said: object) -> Said:
        """A vote by name."""
        return self._queued("receipt", Voting(intake.read(self._message(line, said), intake.Named)), said)

    def _queued(self, kind: str, job: Job, said: object) -> Said:
        answer: Answer = self.house.writer.submit(job)
        return self.no(answer, said) if isinstance(answer, Refusal) else {kind: answer.text}

    def proof(self, line: Line, said: object) -> Said:
        """The inclusion proof of a leaf against the newest checkpoint, which is made anew where it must be."""
        match said:
            case {"vote": str(), "leaf_index": int(index), **rest} if not rest and not isinstance(index, bool):
                pass
            case _:
                return self.no(refuse("message.malformed"), None)
        self.house.calm.wait(CONFIRM_SECONDS)  # all seats ask at the close, and the count is what the hall waits for
        if line.seat is None or self.house.sitting.devices.get(line.seat) != line.kid:
            raise Malformed("seat.wrong_key", "not the seat's terminal any more")
        found = self.house.clerk.inclusion(index)
        if found is None and 0 <= index < self.house.clerk.size:
            self.house.writer.submit(Checkpointing())
            found = self.house.clerk.inclusion(index)
        return found if found is not None else self.no(refuse("message.malformed"), None)

    def confirm(self, line: Line, said: object) -> Said:
        """A terminal found its vote in the log, or complains."""
        wish = intake.read(self._message(line, said), intake.Confirm)
        found = self._about(line, wish)
        if isinstance(found, Refusal):
            return self.no(found, said)
        poll, voter = found
        no = _unconfirmable(poll, voter, ok=wish.ok)
        if no is not None:
            return self.no(no, said)
        return self._heard(poll, voter, wish, said)

    def audited(self, line: Line, said: object) -> Said:
        """A terminal has looked for its own paper in the opened box (docs/protocol.md section 10)."""
        wish = intake.read(self._message(line, said), intake.Audited)
        found = self._about(line, wish)
        if isinstance(found, Refusal):
            return self.no(found, said)
        poll, voter = found
        if poll.counted is None or voter not in poll.cast:
            return self.no(refuse("poll.not_counted" if poll.counted is None else "ballot.not_drawn"), said)
        return self._heard(poll, voter, wish, said)

    def checked(self, line: Line, said: object) -> Said:
        """A terminal has given out what a paper says, and will never cast it (docs/protocol.md section 11)."""
        wish = intake.read(self._message(line, said), intake.Checked)
        found = self._about(line, wish)
        if isinstance(found, Refusal):
            return self.no(found, said)
        poll, voter = found
        command = sc.CheckPaper(c.Actor("seat", wish.seat), "", poll.id, voter, b64(wish.pk))
        answer = self.house.writer.submit(Filing(command, filed.checked(poll.id, command.key), wish.message.raw))
        return self.no(answer, said) if isinstance(answer, Refusal) else {"ok": True}

    def _about(self, line: Line, wish: intake.Confirm | intake.Audited | intake.Checked) -> tuple[Poll, str] | Refusal:
        """The poll that a terminal speaks of and the voter it speaks for; Malformed for another manifest."""
        poll = self.house.sitting.polls.get(wish.vote)
        voter = poll.voter_at(wish.seat) if poll is not None and wish.seat == line.seat else None
        if poll is None or voter is None:
            return refuse("poll.unknown" if poll is None else "member.not_eligible")
        intake.against(self.house.clerk.papers[poll.id].manifest, wish)
        return poll, voter.voter

    def _heard(self, poll: Poll, voter: str, wish: intake.Confirm | intake.Audited, said: object) -> Said:
        """Content, or a complaint, which only the terminal that has voted can make."""
        if wish.ok:
            self.house.complaints.found(poll, voter, wish)
            return {"ok": True}
        if poll.voters[voter].kid != wish.message.kid:
            return self.no(refuse("seat.wrong_key", seat=wish.seat), said)
        answer = self.house.complaints.raise_(poll, wish)
        return self.no(answer, said) if isinstance(answer, Refusal) else {"ok": True}


def _unconfirmable(poll: Poll, voter: str, *, ok: bool) -> Refusal | None:
    """Why this voter has nothing to confirm or to complain of: only what was cast, or at least drawn, can be missed."""
    if poll.state in ("announced", "open", "voided"):
        return refuse("poll.finished" if poll.state == "voided" else "poll.not_closed")
    if voter not in poll.cast and (ok or voter not in poll.drawn):
        return refuse("ballot.not_drawn")
    return None
