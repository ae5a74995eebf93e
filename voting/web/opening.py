"""The opening of a box that stations open with the server: level by level, traced where something is bad, signed by all.

What the stations say is held against the close statement and the level before; what the server finds is shown to them.
Nothing of it is published before every check has passed (docs/protocol.md section 9).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from hashlib import sha256
from typing import Any, Final, cast

import structlog
from gevent import sleep
from gevent.threadpool import ThreadPool

from voting.ballots import messages, mixing, receipts, statements, tracing
from voting.ballots.encodings import b64
from voting.ballots.fields import each, exactly, octets, plain
from voting.ballots.messages import read_json
from voting.ballots.mixing import Bad, Untraced
from voting.ballots.opening import Envelope
from voting.ballots.papers import Manifest
from voting.ballots.statements import Close, IssueClose, Mix, Tally, Trace
from voting.clerk.boxes import Opened, casts, figures, opened_before
from voting.clerk.clerk import Answer, PollPapers
from voting.clerk.polls import BoxFigures
from voting.clerk.tiers import Opening, Signing
from voting.core import commands as c
from voting.core import station_commands as sc
from voting.core.refusals import refuse
from voting.core.state import Poll
from voting.exact import Json, dumps
from voting.ledger import filed
from voting.ledger.port import Envelope as Stored
from voting.web.host import Host
from voting.web.joint import Joining
from voting.web.stations import DECISION_SECONDS, OPENING_SECONDS, StationFailed, at_once

log = structlog.get_logger()
SYSTEM: Final = c.Actor("system", "count")
PAPER_ON_ITS_WAY: Final = 0.5  # seconds
_GIVEN: Final = {"mix": plain, "items": each(octets())}
_FIRST: Final = {**_GIVEN, "shown": each(plain)}
_BAD: Final = {"bad": each(tracing.read_bad)}
_LATER: Final = {**_GIVEN, **_BAD}
ROUNDS: Final = 2  # of a level: what is bad, and, once that is traced, what is left


@dataclass
class Together:
    """Opening, counting and signing with the stations of a poll."""

    house: Host
    joining: Joining

    @cached_property
    def _threads(self) -> ThreadPool:
        """Real threads: signatures are checked on all processors while the seats are served."""
        return ThreadPool(os.cpu_count() or 1)

    def run(self, function: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
        """`map` over the threads."""
        found: list[Any] = self._threads.map(function, list(items))
        return found

    def apart(self, function: Callable[..., object], *what: object) -> None:
        """A check that may take long, in a thread of its own; what it raises is raised here."""
        self._threads.apply(function, what)

    def open_poll(self, command: c.OpenPoll) -> Answer:
        """Open a vote; with stations only while all issuers agree on the papers issued (a paper may be on its way)."""
        poll = self.house.sitting.polls.get(command.poll)
        if poll is None or not poll.stations or poll.state != "announced":
            return self.house.order(command)
        for wait in (PAPER_ON_ITS_WAY, PAPER_ON_ITS_WAY, 0.0):
            try:
                return self.house.writer.submit(Opening(command, self.issued(self.house.sitting.polls[poll.id])))
            except StationFailed as failed:
                if not wait or failed.refusal.code != "station.differs":
                    return failed.refusal
                sleep(wait)
        return refuse("station.differs")

    def figures(self, poll: Poll) -> BoxFigures:
        """What a closed box gives; StationFailed when a station is silent, refuses or says what does not hold."""
        clerk = self.house.clerk
        made = clerk.papers[poll.id]
        opened = opened_before(clerk, poll, made) or self._box(poll, made).open()
        return figures(poll, made, opened)

    def _box(self, poll: Poll, made: PollPapers) -> Box:
        """The box of a poll, in which no ballot of a paper that was checked instead of cast is good."""
        return Box(self, poll, replace(made.manifest, checked=frozenset(poll.checked)), made.close or "")

    def signed(self, poll: str, box: BoxFigures) -> None:
        """Each station counts by itself and signs; what one refuses or fails to answer holds up the declaration only."""
        one, made = self.house.sitting.polls[poll], self.house.clerk.papers[poll]
        asked = {"vote": poll, "close": made.close, "before": list(box.mixes),
                 "ballots": [ballot.decode("utf-8") for ballot in box.ballots], "tally": box.tally}  # fmt: skip
        for name in one.stations:
            try:
                answer = self.house.lines.ask(name, "tally", asked, DECISION_SECONDS)
                said = self.joining.statement(name, answer, "tally", Tally)
                self.joining.held(statements.of_poll, said, made.manifest, name)
                self._sign(poll, name, said, box, str(self.joining.raw(answer, "tally")))
            except StationFailed as failed:
                log.warning("tally.unsigned", poll=poll, station=name, code=failed.refusal.code)
                self.house.told(failed.refusal)

    def _sign(self, poll: str, name: str, said: Tally, box: BoxFigures, raw: str) -> None:
        digest = sha256(box.tally.encode("utf-8")).digest()
        if (said.tally, said.out_root, said.m) != (digest, box.out_root, box.ballots_counted):
            raise StationFailed(refuse("tally.differs"))
        self.house.writer.submit(Signing(sc.SignTally(SYSTEM, "", poll, name, b64(digest)), raw))

    def issued(self, poll: Poll) -> dict[str, str]:
        """What every issuer states it has issued, the server first; StationFailed where they differ."""
        house, manifest = self.house, self.house.clerk.papers[poll.id].manifest
        own = IssueClose(poll.id, manifest.mh, "S", len(poll.drawn), poll.spoiled, receipts.voters_root(poll.drawn))
        found = {"S": statements.sign(house.clerk.server, own)}
        for name, answer in house.lines.ask_all(poll.stations, "issued", {"vote": poll.id}).items():
            said = self.joining.statement(name, answer, "issued", IssueClose)
            self.joining.held(statements.of_poll, said, manifest, name)
            if (said.issued, said.spoiled, said.voters_root) != (own.issued, own.spoiled, own.voters_root):
                log.warning("issue.differs", poll=poll.id, station=name, own=own.issued, theirs=said.issued)
                raise StationFailed(refuse("station.differs"))
            found[name] = str(self.joining.raw(answer, "issued"))
        return found


@dataclass
class Box:
    """One opening under way."""

    at: Together
    poll: Poll
    manifest: Manifest
    close: str
    mixes: list[str] = field(default_factory=list)
    items: dict[int, list[bytes]] = field(default_factory=dict)
    traces: list[Json] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)  # level 0's traces of what it named as void

    @cached_property
    def stored(self) -> list[Stored]:
        """The entering envelopes as they were taken, in the order of their hashes."""
        return casts(self.at.house.clerk, self.poll)

    @cached_property
    def closed(self) -> Close:
        """The close statement as the stations read it."""
        return statements.read(self.close, self.at.house.clerk.server.public, Close)

    def open(self) -> Opened:
        """All levels in order, and the figures of nothing that did not pass."""
        before: list[Callable[[], object]] = [self.at.house.witness.now, partial(self.at.issued, self.poll)]
        _, issued = at_once(before)
        self._spent()
        for level, opener in enumerate(self.manifest.mix[:-1]):
            self._elsewhere(level, opener.id)
        last = self._here()
        void = sorted((void for mix in self._statements() for void in mix.void), key=statements.void_order)
        return Opened(
            tuple(self.mixes), last.items, last.papers, tuple(void), self.closed.cast_root, last.out_root,
            self.items, self.traces, cast(dict[str, str], issued),
        )  # fmt: skip

    def _spent(self) -> None:
        """Every station learns which papers were checked before anybody knows a ballot."""
        house, clerk = self.at.house, self.at.house.clerk
        names = [filed.checked(self.poll.id, key) for key in sorted(self.poll.checked)]
        if names:
            body = {"vote": self.poll.id, "checked": [filed.read(clerk.ledger, clerk.meeting, one) for one in names]}
            house.lines.ask_all(self.poll.stations, "checked", body)

    def _statements(self) -> list[Mix]:
        keys = self._signers()
        pairs = zip(self.mixes, self.manifest.mix, strict=False)
        return [self.at.joining.held(statements.read, raw, keys[opener.id], Mix) for raw, opener in pairs]

    def _signers(self) -> dict[str, Any]:
        house = self.at.house
        here = {name: house.clerk.keys[one.kid] for name, one in house.sitting.stations.items()}
        return {**here, "S": house.clerk.server.public}

    def _elsewhere(self, level: int, name: str) -> None:
        """A station opens its level; what it says is held against what it was given, and what it calls bad is looked at."""
        bad: list[Bad] = []
        raws: list[str] = []
        for _ in range(ROUNDS):
            traces = [{"trace": raw, "cast": self._cast_of(raw)} for raw in raws]
            answer = self.at.house.lines.ask(name, "mix", self._asked(level, traces), OPENING_SECONDS)
            final = not isinstance(answer, dict) or "mix" in answer
            found = self.at.joining.held(exactly, answer, (_FIRST if level == 0 else _LATER) if final else _BAD)
            shown = list(found.get("bad", ()))
            if level and shown and not bad:  # also of a station that opened before this server was started again
                bad, raws = shown, self._traced(level, shown)
            if [one.found for one in bad] != [one.found for one in shown]:
                break
            if final:
                return self._take(level, name, found, bad, raws)
        raise StationFailed(refuse("station.differs"))

    def _asked(self, level: int, traces: Sequence[Mapping[str, object]]) -> dict[str, object]:
        if level == 0:
            return {"vote": self.poll.id, "close": self.close, "casts": [one.jws for one in self.stored]}
        return {
            "vote": self.poll.id, "close": self.close, "before": list(self.mixes), "traces": list(traces),
            "items": [b64(item) for item in self.items[level - 1]],
            "void": {"traces": self.shown, "casts": [self._cast(voter) for voter, _ in self._statements()[0].void]},
        }  # fmt: skip

    def _take(self, level: int, name: str, found: Mapping[str, Any], bad: Sequence[Bad], raws: Sequence[str]) -> None:
        held = self.at.joining.held
        said = self.at.joining.stated(name, found["mix"], Mix)
        held(statements.of_poll, said, self.manifest, name)
        if said.level != level:
            raise StationFailed(refuse("station.differs"))
        self.mixes.append(found["mix"])
        self.items[level] = list(found["items"])
        given = (self.manifest, self.closed, self._statements(), self.items[level])
        if level == 0:
            self.shown, void = list(found["shown"]), self._envelopes({voter for voter, _ in said.void})
            held(self.at.apart, tracing.first_shown, self.manifest, said, self.shown, void, self._signers())
            self.traces += [{messages.parse(raw).typ: raw} for raw in self.shown]
        else:
            held(tracing.accounted, said, bad, self._followed(raws))
        if level + 2 < len(self.manifest.mix):  # the next station looks at every token itself
            held(mixing.chained, *given)
        else:
            held(mixing.continues, *given, self.at.run)

    def _followed(self, raws: Sequence[str]) -> dict[bytes, str]:
        """Whose each bad item is, as the traces show."""
        who = {str(messages.parse(raw).payload.get("voter")) for raw in raws}
        return self.at.joining.held(tracing.follow, self.manifest, raws, self._envelopes(who), self._signers())

    def _here(self) -> mixing.Level:
        """The server's own level, the last: opened, checked, traced where it must be, and only then stated."""
        house, level = self.at.house, len(self.manifest.mix) - 1
        private = house.keys.poll_key(house.clerk.meeting, self.poll.id)
        examined = self.at.joining.held(mixing.open_last, self.manifest, private, self.items[level - 1], self.at.run)
        try:
            last = examined.settle({})
        except Untraced as missing:
            last = examined.settle(self._followed(self._traced(level, missing.bad)))
        self.mixes.append(statements.sign(house.clerk.server, last.statement(self.manifest)))
        return last

    def _traced(self, level: int, bad: Sequence[Bad]) -> list[str]:
        """Ask the levels before, the nearest first, where bad items came from; every answer is filed."""
        asked = [tracing.question(one) for one in bad]
        raws: list[str] = []
        for before in range(level - 1, -1, -1):
            answers = {sha256(one.item.item).digest(): self._trace(before, one) for one in asked}
            raws += answers.values()
            if before:
                held, given = self.at.joining.held, {sha256(item).digest(): item for item in self.items[before - 1]}
                asked = [held(tracing.further, one, answers, given) for one in asked]
        named = self._followed(raws)  # whose they are is on record only once each trace leads there
        self._on_record(level, bad, named)
        self.traces += [{"trace": raw} for raw in raws]
        self.traces += [{"bad": read_json(dumps(tracing.bad_json(one)))} for one in bad]
        return raws

    def _on_record(self, level: int, bad: Iterable[Bad], named: Mapping[bytes, str]) -> None:
        """Whose the bad items are stands in the log before anybody goes on with it."""
        found_by = self.manifest.mix[level].id
        for one in bad:
            voter = named.get(sha256(one.item).digest())
            if voter is None:
                raise StationFailed(refuse("station.differs"))
            self.at.house.order(sc.RecordTrace(SYSTEM, "", self.poll.id, voter, one.reason, found_by))

    def _trace(self, level: int, asked: tracing.Question) -> str:
        body = {"vote": self.poll.id, "level": level, **asked.as_json()}
        name = self.manifest.mix[level].id
        raw = self.at.joining.raw(self.at.house.lines.ask(name, "trace", body, DECISION_SECONDS), "trace")
        self.at.joining.stated(name, raw, Trace)
        return str(raw)

    def _cast_of(self, raw: str) -> str:
        """The cast that a trace of level 0 names, for who has to follow it; any other trace needs none of its own."""
        return self._cast(messages.parse(raw).payload.get("voter"))

    def _cast(self, voter: object) -> str:
        return next((one.jws for one in self.stored if one.voter == voter), self.stored[0].jws)

    def _envelopes(self, voters: set[str]) -> dict[str, Envelope]:
        """The entering envelopes of these voters, verified."""
        house = self.at.house
        roster = {v.voter: (v.seat, v.kid) for v in self.poll.voters.values()}
        found = mixing.read_casts(
            self.manifest, roster, house.clerk.keys, [one.jws for one in self.stored if one.voter in voters], self.at.run
        )  # fmt: skip
        return {voter: (voter, seat, cast) for voter, seat, cast in found}
