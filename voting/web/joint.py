"""What the server and the stations do together before a vote: keys, the countersigned manifest, papers issued by all.

Everything a station says is verified under the key that its enrolment put on record, before anything rests on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

import structlog
from gevent import get_hub, spawn
from gevent.event import AsyncResult
from gevent.queue import Empty, Queue

from voting.ballots import intake, messages, papers, statements
from voting.ballots.encodings import Malformed
from voting.ballots.issuing import Desk, Request
from voting.ballots.mixing import FEWEST
from voting.ballots.papers import Issuer, Opener
from voting.ballots.statements import BlindSigned, Countersign, StationKeys
from voting.clerk.announcing import Announcement, Joint, next_poll
from voting.clerk.clerk import Answer, PollPapers
from voting.clerk.polls import Drawing
from voting.core import commands as c
from voting.core import station
from voting.core.meeting import decide
from voting.core.poll import announceable, electorate
from voting.core.refusals import Refusal, refuse
from voting.core.state import Item, Poll, Sitting
from voting.exact import Json
from voting.web.host import Host
from voting.web.stations import DECISION_SECONDS, StationFailed

log = structlog.get_logger()
Held = TypeVar("Held")
TRIES: Final = 5  # an announcement overtaken by a sign-in is made again
MOST_TOGETHER: Final = 64  # requests in one call: a station signs them on all its processors
COUNTERSIGN_SECONDS: Final = 120.0  # a scrutineer may want to look first


def body(answer: Json, name: str) -> Json:
    """The one field of a station's answer; Malformed where it has another shape."""
    if not isinstance(answer, dict) or set(answer) != {name}:
        raise Malformed("message.malformed", f"a station's answer has {name} and nothing else")
    return answer[name]


@dataclass
class Joining:
    """Announcing and issuing together with the stations of this sitting."""

    house: Host
    _desks: dict[str, IssueDesk] = field(default_factory=dict)
    _asking: set[tuple[str, str]] = field(default_factory=set)  # exchanges that scrutineers have still to agree to
    _declined: set[tuple[str, str]] = field(default_factory=set)  # asked again only when a teller records it again

    def announce(self, by: c.Actor, item: str, draft: str) -> Answer:
        """Put a question: with stations its manifest is countersigned before anybody sees it."""
        for _ in range(TRIES):
            answer = self._announce_once(by, item, draft)
            if not isinstance(answer, Refusal) or answer.code != "poll.changed":
                return answer
        return answer

    def _announce_once(self, by: c.Actor, item: str, draft: str) -> Answer:
        house, state = self.house, self.house.sitting
        plain = Announcement(by, item, draft, house.texts, house.new_box)
        one = state.items.get(item)
        entry = one.draft(draft) if one else None
        if one is None or entry is None or by.role not in c.AnnouncePoll.may:
            return house.writer.submit(plain)  # it says what is wrong
        no = announceable(state, one, entry) or plain.nameless(state, one)
        if station.tier(state, entry) in (None, "T0") or no is not None:
            return house.writer.submit(plain)
        try:
            joint = self._joint(state, next_poll(state))
            try:
                made = replace(plain, joint=joint).papers(house.clerk, state, one, entry, joint.poll)
            except papers.TooLong:
                return refuse("poll.too_long", state.rules.cited("ballot.tier0"))
            joint = replace(joint, mh=made.manifest.mh, countersigned=self._countersigned(state, one, made))
        except StationFailed as failed:
            return failed.refusal
        return house.writer.submit(replace(plain, joint=joint))

    def _joint(self, state: Sitting, poll: str) -> Joint:
        """The keys of everybody for this poll; asked for again, they are the same."""
        house, here = self.house, station.joined(state)
        answers = house.lines.ask_all(here, "keys", {"vote": poll})
        own = get_hub().threadpool.apply(house.keys.new_issuer_key, (house.clerk.meeting, poll))
        moduli, points = {"S": own}, {"S": house.new_box(poll)}
        for name, answer in answers.items():
            keys = self.statement(name, answer, "keys", StationKeys)
            if (keys.meeting, keys.vote, keys.station) != (house.clerk.meeting, poll, name):
                raise StationFailed(refuse("station.differs"))
            moduli[name], points[name] = keys.n, keys.pk
        shape = papers.WITH[here]
        return Joint(
            poll, house.clerk.note or "",
            tuple(Issuer(one, moduli[one]) for one in shape.issuers),
            tuple(Opener(one, points[one]) for one in shape.mix),
        )  # fmt: skip

    def _countersigned(self, state: Sitting, item: Item, made: PollPapers) -> dict[str, str]:
        roster = [{"kid": v.kid, "seat": v.seat, "voter": v.voter} for v in electorate(state, item)]
        devices = {row["kid"]: self.house.clerk.keys[row["kid"]].jwk for row in roster if row["kid"]}
        peers = {name: self.house.clerk.keys[one.kid].jwk for name, one in state.stations.items()}
        asked = {
            "manifest": made.jws,
            "lines": made.plain_lines(),
            "roster": roster,
            "devices": devices,
            "stations": peers,
        }
        answers = self.house.lines.ask_all(station.joined(state), "countersign", asked, COUNTERSIGN_SECONDS)
        found = {}
        for name, answer in answers.items():
            said = self.statement(name, answer, "countersign", Countersign)
            self.held(statements.of_poll, said, made.manifest, name)
            found[name] = str(body(answer, "countersign"))
        return found

    # What stations state

    def statement(
        self, name: str, answer: Json, key: str, kind: type[statements.AnyStatement]
    ) -> statements.AnyStatement:
        """A station's statement out of its answer, verified under its enrolled key; StationFailed otherwise."""
        return self.stated(name, self.raw(answer, key), kind)

    def raw(self, answer: Json, name: str) -> Json:
        """The one field of a station's answer; StationFailed where it has another shape."""
        return self.held(body, answer, name)

    def stated(self, name: str, raw: Json, kind: type[statements.AnyStatement]) -> statements.AnyStatement:
        """The same for the bare JWS."""
        here = self.house.sitting.stations.get(name)
        if here is None:
            raise StationFailed(refuse("station.unknown", station=name))
        found: statements.AnyStatement = self.held(statements.read, raw, self.house.clerk.keys[here.kid], kind)
        return found

    def held(self, check: Callable[..., Held], *what: object) -> Held:
        """What a check of something a station said gives; StationFailed where it does not hold."""
        try:
            return check(*what)
        except Malformed as error:
            log.warning("station.wrong", code=error.code, why=str(error))
            raise StationFailed(_of(error)) from error

    # Papers

    def drawing(self, issue: intake.Issue) -> Drawing | Refusal:
        """The job that draws this paper: with stations only once every issuer has signed."""
        house = self.house
        poll = house.sitting.polls.get(issue.vote)
        if poll is None or not poll.stations or issue.message.digest in house.clerk.answered:
            return Drawing(issue)
        command = c.DrawPaper(
            c.Actor("seat", issue.seat), "", issue.vote, messages.b64(issue.mh), issue.seat, issue.message.kid, ""
        )
        found = decide(command, house.sitting)
        if isinstance(found, Refusal):
            return found
        voter = poll.seats[issue.seat]
        if (poll.id, voter) in self._asking | self._declined:
            return refuse("paper.not_agreed")
        if (
            voter in poll.again and self._exchange(poll.id, voter) is not None
        ):  # else one station could sign and another not
            return refuse("paper.not_agreed")
        desk = self._desks.get(poll.id)
        if desk is None:
            desk = self._desks[poll.id] = IssueDesk(self, poll.id, self._desk(poll))
        try:
            return Drawing(issue, desk.sign(issue))
        except StationFailed as failed:
            return failed.refusal

    def _desk(self, poll: Poll) -> Desk:
        house = self.house
        manifest = house.clerk.papers[poll.id].manifest
        return Desk(
            manifest=manifest, by="S", key=house.keys.issuer_key(house.clerk.meeting, poll.id), signer=house.clerk.server,
            roster={v.voter: (v.seat, v.kid) for v in poll.voters.values()}, devices=house.clerk.keys,
        )  # fmt: skip

    def exchanged(self, poll: str, voter: str) -> None:
        """Two tellers have recorded an exchange: each station asks its own scrutineer."""
        self._desks.pop(poll, None)  # a moved voter has another terminal from now on
        no = self._exchange(poll, voter)
        if no is not None:
            self.house.told(no)

    def _exchange(self, poll: str, voter: str) -> Refusal | None:
        """None once every station of the vote has agreed that this voter draws once more."""
        one = self.house.sitting.polls[poll]
        entry = one.voters[voter]
        asked = {"vote": poll, "voter": voter, "seat": entry.seat, "kid": entry.kid,
                 "device": self.house.clerk.keys[entry.kid].jwk}  # fmt: skip
        self._asking.add((poll, voter))
        self._declined.discard((poll, voter))
        try:
            self.house.lines.ask_all(one.stations, "respoil", asked, DECISION_SECONDS)
        except StationFailed as failed:
            log.warning("station.no_exchange", poll=poll, code=failed.refusal.code)
            self._declined.add((poll, voter))
            return failed.refusal
        finally:
            self._asking.discard((poll, voter))
        return None


@dataclass
class IssueDesk:
    """The requests of one poll, gathered so that a hall that draws at once costs few calls."""

    joining: Joining
    poll: str
    desk: Desk
    _waiting: Queue[tuple[intake.Issue, AsyncResult[object]]] = field(default_factory=Queue)

    def __post_init__(self) -> None:
        spawn(self._run)

    def sign(self, issue: intake.Issue) -> Mapping[str, str]:
        """Every issuer's signed answer to this request, by issuer; StationFailed when one refuses or stays silent."""
        place: AsyncResult[object] = AsyncResult()
        self._waiting.put((issue, place))
        found = place.get()
        if isinstance(found, StationFailed):
            raise found
        if not isinstance(found, dict):
            raise TypeError("an issuing desk answers with signatures")
        return found

    def _run(self) -> None:
        while True:
            batch = [self._waiting.get()]
            while len(batch) < MOST_TOGETHER:
                try:
                    batch.append(self._waiting.get_nowait())
                except Empty:
                    break
            try:
                found: Sequence[object] = self._signed([issue for issue, _ in batch])
            except StationFailed as failed:
                found = [failed] * len(batch)
            except Exception:
                log.exception("issue.crashed", poll=self.poll)
                found = [StationFailed(refuse("server.busy"))] * len(batch)
            for (_, place), answer in zip(batch, found, strict=True):
                place.set(answer)

    def _signed(self, issues: Sequence[intake.Issue]) -> list[object]:
        """The stations first: what one of them refuses, the server does not sign either."""
        lines, poll = self.joining.house.lines, self.joining.house.sitting.polls[self.poll]
        asked = {"vote": self.poll, "requests": [issue.message.raw for issue in issues]}
        answers = lines.ask_all(poll.stations, "issue", asked)
        lists = {name: self._list(answer, len(issues)) for name, answer in answers.items()}
        own = get_hub().threadpool.apply(self._own, (issues,))
        found: list[object] = []
        for place, issue in enumerate(issues):
            try:
                signed = {"S": own[place]}
                for name in poll.stations:
                    signed[name] = self._checked(name, lists[name][place], issue)
                found.append(signed)
            except StationFailed as failed:
                found.append(failed)
        return found

    def _own(self, issues: Sequence[intake.Issue]) -> list[str]:
        made = []
        for issue in issues:
            voter = next(voter for voter, (seat, _) in self.desk.roster.items() if seat == issue.seat)
            made.append(self.desk.sign(Request(voter, issue)))
        return made

    def _list(self, answer: Json, length: int) -> list[Json]:
        found = self.joining.held(body, answer, "signed")
        if not isinstance(found, list) or len(found) != length:
            raise StationFailed(refuse("station.differs"))
        return found

    def _checked(self, name: str, raw: Json, issue: intake.Issue) -> str:
        if refused(raw):
            raise StationFailed(refuse("ballot.drawn_already"))
        said = self.joining.stated(name, raw, BlindSigned)
        self.joining.held(statements.of_poll, said, self.desk.manifest, name)
        if said.of != issue.message.digest or said.seat != issue.seat or set(said.bs) != set(issue.bl):
            raise StationFailed(refuse("station.differs"))
        return str(raw)


def _of(error: Malformed) -> Refusal:
    """What the chair is told: of too few items that the vote is repeated, of all else that statements differ."""
    return refuse("poll.too_few", least=FEWEST) if error.code == "poll.too_few" else refuse("station.differs")


def refused(raw: Json) -> bool:
    """Whether a station's answer to one request is a signed refusal."""
    try:
        return messages.parse(raw).typ == "refusal"
    except Malformed:
        return False
