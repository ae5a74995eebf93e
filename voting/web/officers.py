"""What officers say over the socket: `command`, named and with its arguments, answered once per key."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from typing import Final, get_args

import structlog
from gevent.event import AsyncResult

from voting.clerk.clerk import Answer, Done
from voting.core import commands as c
from voting.core.refusals import Refusal, refuse
from voting.core.words import Text, Word
from voting.ledger.port import Unwritable
from voting.projections import parts
from voting.web import election_acts, gap_acts, reading_acts, station_acts, teller_acts, track_acts
from voting.web.arguments import Args, WrongArgs, number
from voting.web.arguments import maybe as _maybe
from voting.web.arguments import text as _text
from voting.web.doors import OFFICERS, Events
from voting.web.house import House
from voting.web.live import Live
from voting.web.sessions import Sessions

log = structlog.get_logger()
KEYS_REMEMBERED: Final = 10_000
Act = Callable[[House, c.Actor, Args], Answer]


def _issued(args: Args) -> int | None:
    return None if args.get("issued") in (None, "") else number(args, "issued")


def _dispose(house: House, by: c.Actor, args: Args) -> Answer:
    word = _text(args, "disposition")
    if word not in get_args(Word):
        raise WrongArgs("disposition")
    found: Word = next(w for w in get_args(Word) if w == word)
    names = ("reason", "by", "due", "to", "next", "proposed_by")
    return house.order(c.Dispose(by, "", _text(args, "item"), found, *(_maybe(args, name) for name in names)))


def _code(house: House, by: c.Actor, args: Args) -> Answer:
    if by.role != "operator":
        return refuse("role.not_allowed")
    seat = _text(args, "seat")
    if seat not in {m.seat for m in house.sitting.members.values()} and len(seat) > 16:
        raise WrongArgs("seat")
    house.new_code(seat)
    return Done()


def _confirm(house: House, by: c.Actor, args: Args) -> Answer:
    if by.role != "operator":
        return refuse("role.not_allowed")
    return house.confirm_device(by, _text(args, "seat"), _text(args, "kid"))


def _reject(house: House, by: c.Actor, args: Args) -> Answer:
    if by.role != "operator":
        return refuse("role.not_allowed")
    return house.reject_device(_text(args, "seat"), _text(args, "kid"))


ACTS: Final[dict[str, tuple[frozenset[str], Act]]] = {
    "open_sitting": (frozenset(), lambda h, by, a: h.order(c.OpenSitting(by, ""))),
    "close_sitting": (frozenset(), lambda h, by, a: h.order(c.CloseSitting(by, ""))),
    "sign_in_member": (
        frozenset({"member", "seat", "reason"}),
        lambda h, by, a: h.order(c.SignIn(by, "", _text(a, "member"), _text(a, "seat"), "desk", _text(a, "reason"))),
    ),
    "leave": (frozenset({"member"}), lambda h, by, a: h.order(c.Leave(by, "", _text(a, "member")))),
    "grant_leave": (
        frozenset({"member", "reason"}),
        lambda h, by, a: h.order(c.GrantLeave(by, "", _text(a, "member"), _text(a, "reason"))),
    ),
    "recuse": (
        frozenset({"member", "item", "reason"}),
        lambda h, by, a: h.order(c.Recuse(by, "", _text(a, "member"), _text(a, "item"), _text(a, "reason"))),
    ),
    "withdraw_recusal": (
        frozenset({"member", "item", "reason"}),
        lambda h, by, a: h.order(c.WithdrawRecusal(by, "", _text(a, "member"), _text(a, "item"), _text(a, "reason"))),
    ),
    "move_member": (
        frozenset({"member", "seat"}),
        lambda h, by, a: h.order(c.MoveMember(by, "", _text(a, "member"), _text(a, "seat"))),
    ),
    "enrolment_code": (frozenset({"seat"}), _code),
    "confirm_device": (frozenset({"seat", "kid"}), _confirm),
    "reject_device": (frozenset({"seat", "kid"}), _reject),
    "revoke_device": (
        frozenset({"seat", "reason"}),
        lambda h, by, a: h.order(c.RevokeDevice(by, "", _text(a, "seat"), _text(a, "reason"))),
    ),
    "introduce_item": (frozenset({"item"}), lambda h, by, a: h.order(c.IntroduceItem(by, "", _text(a, "item")))),
    "deliberate": (frozenset({"item"}), lambda h, by, a: h.order(c.Deliberate(by, "", _text(a, "item")))),
    "announce_poll": (
        frozenset({"item", "draft"}), lambda h, by, a: h.announce(by, _text(a, "item"), _text(a, "draft")),
    ),
    "open_poll": (
        frozenset({"vote", "reason", "issued"}),
        lambda h, by, a: h.together.open_poll(c.OpenPoll(by, "", _text(a, "vote"), _maybe(a, "reason"), _issued(a))),
    ),
    "close_poll": (frozenset({"vote"}), lambda h, by, a: h.close_poll(by, _text(a, "vote"))),
    "declare": (frozenset({"vote"}), lambda h, by, a: h.declare(by, _text(a, "vote"))),
    "void_poll": (
        frozenset({"vote", "reason"}),
        lambda h, by, a: h.order(c.VoidPoll(by, "", _text(a, "vote"), _text(a, "reason"))),
    ),
    "settle_complaint": (
        frozenset({"vote", "reason"}),
        lambda h, by, a: h.order(c.SettleComplaint(by, "", _text(a, "vote"), _text(a, "reason"))),
    ),
    "dispose": (frozenset({"item", "disposition", "reason", "by", "to", "due", "next", "proposed_by"}), _dispose),
    **teller_acts.ACTS,
    **election_acts.ACTS,
    **track_acts.ACTS,
    **reading_acts.ACTS,
    **gap_acts.ACTS,
    **station_acts.ACTS,
}  # fmt: skip


class Officers:
    """The handler of `command`; who may do what is decided by the core, from the session as it is now."""

    def __init__(self, house: House, live: Live, sessions: Sessions, events: Events) -> None:
        self.house, self.live, self.sessions = house, live, sessions
        self._answers: OrderedDict[tuple[str, str], tuple[bytes, AsyncResult[dict[str, object]]]] = OrderedDict()
        events.on("command", OFFICERS, self.command)

    def command(self, sid: str, said: object = None, *more: object) -> dict[str, object]:
        """Carry out a command once; the same key again waits for and gives the same answer."""
        line = self.live.lines.get(sid)
        who = self.sessions.find(line.token, self.house.now()) if line and line.token else None
        if who is None:
            return self.no(refuse("sign_in.required"))
        match said:
            case {"name": str(name), "args": dict(args), "key": str(key), **rest} if (
                not rest and not more and len(key) < 100
            ):
                pass
            case _:
                return self.no(refuse("command.fields"))
        asked = sha256(json.dumps([name, args], sort_keys=True).encode()).digest()
        place, first, same = self._place((who.name, key), asked)
        if first:
            place.set(self._answer(who.role, who.name, name, args))
        answer: dict[str, object] = place.get() if same else self.no(refuse("command.fields"))
        return answer

    def _place(self, key: tuple[str, str], asked: bytes) -> tuple[AsyncResult[dict[str, object]], bool, bool]:
        """Where the answer stands; whether nobody works on it yet; whether it was asked for in these very words."""
        known = self._answers.get(key)
        if known is not None:
            return known[1], False, known[0] == asked
        place: AsyncResult[dict[str, object]] = AsyncResult()
        self._answers[key] = asked, place
        while len(self._answers) > KEYS_REMEMBERED:
            self._answers.popitem(last=False)
        return place, True, True

    def _answer(self, role: str, name: str, command: str, args: Args) -> dict[str, object]:
        found = ACTS.get(command)
        if found is None:
            return self.no(refuse("command.unknown"))
        fields, act = found
        try:
            if set(args) - fields:
                raise WrongArgs(", ".join(sorted(set(args) - fields)))
            answer = act(self.house, c.Actor(role, name), args)  # type: ignore[arg-type]
        except WrongArgs:
            return self.no(refuse("command.fields"))
        except Unwritable as error:
            return self.no(refuse("store.unwritable", details=(Text(error.zh, error.en),)))
        except Exception:
            log.exception("command.crashed", command=command)
            return self.no(refuse("server.busy"))
        self.live.lamps()
        return self.no(answer) if isinstance(answer, Refusal) else {"ok": True, "position": self.house.clerk.size}

    def no(self, refusal: Refusal) -> dict[str, object]:
        """A refusal for a screen."""
        return {"refusal": parts.refusal(refusal, self.house.texts)}
