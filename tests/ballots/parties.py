"""Server and stations of one poll in one process: they issue, open and count. A tool for the tests of every room.

`LocalTier("T2")` makes the manifest; `draw` and `cast` play a voter's terminal, `issue` answers any terminal's request,
`take` keeps any terminal's cast, `close` and `count` do the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from tests.ballots.chance import Fresh, issuer_key
from tests.ballots.paper import Drawn
from tests.ballots.terminal import Terminal
from voting.ballots import intake, messages, mixing, p256, papers, receipts, statements, tracing
from voting.ballots.credentials import IssuerKey
from voting.ballots.encodings import Malformed
from voting.ballots.intake import Cast
from voting.ballots.issuing import Desk
from voting.ballots.mixing import Bad, Level, Run, Untraced
from voting.ballots.opening import Envelope
from voting.ballots.p256 import PublicKey, SigningKey
from voting.ballots.papers import SHAPES, Issuer, Opener, Rules, Threshold, Tier
from voting.ballots.statements import Close, Countersign, IssueClose, Mix, StationKeys

MEETING = "m-2026-03"
LINES: tuple[object, ...] = tuple({"id": f"c{n}", "name": {"zh": zh, "en": en}} for n, (zh, en) in enumerate(
    (("王秀兰", "Wang Xiulan"), ("李 强", "Li Qiang"), ("阿依古丽·买买提", "Ayigul Mamat")), start=1))  # fmt: skip


@dataclass(frozen=True)
class Party:
    """S, A or B with its keys for one poll: identity, credentials, layer."""

    id: str
    signer: SigningKey
    issuer: IssuerKey
    box: p256.Private

    @property
    def point(self) -> bytes:
        """The layer's public key, 65 bytes."""
        return p256.encode_point(self.box.public_key())


def election(lines: int = 3, names: int = 2, eligible: int = 57) -> Rules:
    """A secret election."""
    return Rules(
        kind="election", alphabet="YNAB", lines=lines, press="last", base=61, threshold=Threshold("over", "1/2"),
        present=58, eligible=eligible, max_yes=max(names, 1), writein_max=names, writein_bytes=60 if names else 0,
        writein_opposed=names > 0)  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """An opened and published box: each level, the JWS `mix` and `trace`, the last level's ballots and papers."""

    levels: tuple[Level, ...]
    mixes: tuple[str, ...]
    traces: tuple[str, ...]

    @property
    def last(self) -> Level:
        """What is published."""
        return self.levels[-1]

    @property
    def void(self) -> dict[str, str]:
        """Voter to reason, of all levels."""
        return dict(void for level in self.levels for void in level.void)


class LocalTier:
    """One poll at T0, T1 or T2. With `chance` a `Fixed`, every key and byte of it is the same each time."""

    def __init__(
        self,
        tier: Tier,
        voters: int | Sequence[Terminal] = 12,
        *,
        vote: str = "p2",
        rules: Rules | None = None,
        lines: Sequence[object] = LINES,
        chance: Fresh | None = None,
        server: SigningKey | None = None,
        prev_checkpoint: bytes = bytes(32),
    ) -> None:
        self.chance = chance or Fresh()
        self.tier, self.vote, self.lines = tier, vote, tuple(lines)
        self.terminals = self._seated(voters)
        shape = SHAPES[tier]
        self.parties = {name: self._party(name, server) for name in dict.fromkeys((*shape.issuers, *shape.mix))}
        self.manifest = papers.build(
            meeting=MEETING, vote=vote, title="选举副乡长", lines=self.lines, rules=rules or election(),
            roster=[(voter, one.seat, one.key.public.kid) for voter, one in self.terminals.items()],
            prev_checkpoint=prev_checkpoint,
            issuers=[Issuer(name, self.parties[name].issuer.modulus) for name in shape.issuers],
            mix=[Opener(name, self.parties[name].point) for name in shape.mix])  # fmt: skip
        self.jws = papers.sign(self.manifest, self.server)
        self.drawn: dict[str, Drawn] = {}
        self.answers: dict[str, dict[str, tuple[bytes, str]]] = {name: {} for name in shape.issuers}
        self.casts: dict[str, Cast] = {}

    def _seated(self, voters: int | Sequence[Terminal]) -> dict[str, Terminal]:
        if isinstance(voters, int):
            names = [f"{n:02}" for n in range(1, voters + 1)]
            keys = {name: p256.signing_key(self.chance.key(f"seat {name}")) for name in names}
            return {f"d{name}": Terminal(f"A-{name}", key) for name, key in keys.items()}
        return {f"d{n:02}": terminal for n, terminal in enumerate(voters, start=1)}

    def _party(self, name: str, server: SigningKey | None) -> Party:
        signer = p256.signing_key(self.chance.key(f"party {name}"))
        box = self.chance.key(f"{self.vote} mix {name}")
        return Party(name, (server or signer) if name == "S" else signer, issuer_key(f"{self.vote}|{name}"), box)

    @property
    def server(self) -> SigningKey:
        """The server's identity."""
        return self.parties["S"].signer

    @property
    def signers(self) -> dict[str, PublicKey]:
        """Who signs as S, A and B."""
        return {name: party.signer.public for name, party in self.parties.items()}

    @property
    def roster(self) -> dict[str, tuple[str, str]]:
        """Voter to seat and kid."""
        return {voter: (one.seat, one.key.public.kid) for voter, one in self.terminals.items()}

    @property
    def devices(self) -> dict[str, PublicKey]:
        """The terminals' keys by kid."""
        return {one.key.public.kid: one.key.public for one in self.terminals.values()}

    @cached_property
    def countersigned(self) -> list[str]:
        """The stations' JWS over the manifest."""
        return [
            statements.sign(party.signer, Countersign(MEETING, self.vote, self.manifest.mh, name))
            for name, party in self.parties.items()
            if name != "S"
        ]

    @cached_property
    def keys(self) -> dict[str, str]:
        """The stations' JWS with their keys for this poll."""
        return {
            name: statements.sign(
                party.signer, StationKeys(MEETING, self.vote, name, party.issuer.modulus, party.point)
            )
            for name, party in self.parties.items()
            if name != "S"
        }

    @cached_property
    def desks(self) -> dict[str, Desk]:
        """Each issuer's desk, with its own roll."""
        return {
            one.id: Desk(manifest=self.manifest, by=one.id, key=self.parties[one.id].issuer,
                         signer=self.parties[one.id].signer, roster=self.roster, devices=self.devices)
            for one in self.manifest.issuers
        }  # fmt: skip

    def issue(self, raw: str) -> dict[str, str]:
        """Every issuer's answer; the identical bytes get the identical answer, others `ballot.drawn_already`."""
        return {name: self.issue_at(name, raw) for name in self.desks}

    def issue_at(self, name: str, raw: str) -> str:
        """One issuer's answer, from its own desk and its own memory."""
        request = self.desks[name].check(raw)
        of, kept = request.issue.message.digest, self.answers[name]
        if kept.setdefault(request.voter, (of, ""))[0] != of:
            raise Malformed("ballot.drawn_already", "this voter has another paper")
        if not kept[request.voter][1]:
            kept[request.voter] = (of, self.desks[name].sign(request))
        return kept[request.voter][1]

    def draw(self, voter: str, chance: Fresh | None = None) -> Drawn:
        """A voter's terminal draws its paper, once."""
        if voter not in self.drawn:
            paper = Drawn(self.terminals[voter], self.manifest, chance or Fresh())
            if self.manifest.issuers:
                raw = paper.request()
                paper.finish(self.issue(raw), self.signers, messages.digest(raw))
            self.drawn[voter] = paper
        return self.drawn[voter]

    def cast(self, voter: str, marks: str, write_ins: Sequence[str] = ()) -> str:
        """A voter's terminal draws, marks, seals and casts."""
        paper = self.draw(voter)
        raw = (
            paper.cast(marks, write_ins)
            if self.manifest.issuers
            else paper.terminal.cast(self.manifest, marks, write_ins)
        )
        self.take(raw)
        return raw

    def take(self, raw: str) -> Cast:
        """Keep any terminal's cast as its voter's entering one."""
        claim = messages.parse(raw)
        cast = intake.read(messages.verify(claim, self.devices[claim.kid]), Cast)
        intake.against(self.manifest, cast)
        (voter,) = (voter for voter, one in self.terminals.items() if one.seat == cast.seat)
        self.casts[voter] = cast
        return cast

    @property
    def cast_root(self) -> bytes:
        """The root over the entering envelopes."""
        return receipts.cast_root(one.message.digest for one in self.casts.values())

    def close(self) -> str:
        """The server's close statement."""
        entering = [one.message.digest for one in self.casts.values()]
        return receipts.close(self.server, mh=self.manifest.mh, issued_count=len(self.drawn), entering=entering)

    def envelopes(self) -> list[Envelope]:
        """The entering envelopes in the order of their hashes."""
        return sorted(
            ((voter, one.seat, one) for voter, one in self.casts.items()), key=lambda one: one[2].message.digest
        )

    def count(self, run: Run = map) -> Counted:
        """Open every level, trace what is bad, sign every statement."""
        return Counting(self, run).counted()

    def issue_closes(self) -> list[str]:
        """Every issuer's statement of what it issued."""
        return [
            statements.sign(self.parties[name].signer, IssueClose(
                self.vote, self.manifest.mh, name, len(kept), 0, receipts.voters_root(kept)))
            for name, kept in self.answers.items()
        ]  # fmt: skip


@dataclass
class Counting:
    """One opening, as server and stations do it between them."""

    poll: LocalTier
    run: Run = map
    levels: list[Level] = field(default_factory=list)
    mixes: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)  # by level 0, of what it names as void

    @property
    def statements(self) -> list[Mix]:
        """The statements of the levels before, as the next level reads them."""
        manifest, signers = self.poll.manifest, self.poll.signers
        return [statements.read(raw, signers[one.id], Mix) for raw, one in zip(self.mixes, manifest.mix, strict=False)]

    @cached_property
    def close(self) -> Close:
        """The close statement as the stations read it."""
        return statements.read(self.poll.close(), self.poll.server.public, Close)

    def counted(self) -> Counted:
        """All levels in order."""
        for level in range(len(self.poll.manifest.mix)):
            self.add(self.open(level, {}))
        return Counted(tuple(self.levels), tuple(self.mixes), tuple(self.traces))

    def open(self, level: int, named: dict[bytes, str]) -> Level:
        """One level; what it finds bad is traced, and it is opened again."""
        poll, manifest = self.poll, self.poll.manifest
        private = poll.parties[manifest.mix[level].id].box
        if level == 0:
            raws = [cast.message.raw for _, _, cast in poll.envelopes()]
            casts = mixing.read_casts(manifest, poll.roster, poll.devices, raws, self.run)
            return mixing.open_first(manifest, private, casts, self.close, self.run)
        items = self.levels[-1].items
        mixing.continues(manifest, self.close, self.statements, items, self.run)
        try:
            if level == len(manifest.mix) - 1:
                return mixing.open_last(manifest, private, items, self.run).settle(named)
            return mixing.open_middle(manifest, private, level, items, named, self.run)
        except Untraced as untraced:
            return self.open(level, self.trace(level, untraced.bad))

    def add(self, level: Level) -> None:
        """Keep a level with its signed statement."""
        signer = self.poll.parties[self.poll.manifest.mix[level.level].id].signer
        self.levels.append(level)
        self.mixes.append(statements.sign(signer, level.statement(self.poll.manifest)))
        if level.level == 0:
            self.show(level)

    def show(self, level: Level) -> None:
        """Level 0 shows what it names as void, and everybody looks."""
        poll, party = self.poll, self.poll.parties[self.poll.manifest.mix[0].id]
        casts = {one[0]: one for one in poll.envelopes()}
        found = tracing.show_first(poll.manifest, party.box, level.void, casts)
        self.shown = [statements.sign(party.signer, one) for one in found]
        tracing.first_shown(poll.manifest, self.statements[0], self.shown, casts, poll.signers)

    def trace(self, level: int, bad: Sequence[Bad]) -> dict[bytes, str]:
        """Ask the levels before, the nearest first, and follow what they say."""
        asked = [
            tracing.read_question(tracing.question(tracing.read_bad(tracing.bad_json(one))).as_json()) for one in bad
        ]
        traces: list[str] = []
        for before in range(level - 1, -1, -1):
            answers = {sha256(one.item.item).digest(): self.answer(before, one) for one in asked}
            traces += answers.values()
            if before:
                given = {sha256(item).digest(): item for item in self.levels[before - 1].items}
                asked = [tracing.further(one, answers, given) for one in asked]
        self.traces += traces
        casts = {one[0]: one for one in self.poll.envelopes()}
        return tracing.follow(self.poll.manifest, traces, casts, self.poll.signers)

    def answer(self, level: int, asked: tracing.Question) -> str:
        """One level's answer."""
        poll, party = self.poll, self.poll.parties[self.poll.manifest.mix[level].id]
        trace = tracing.answer(poll.manifest, party.box, self.levels[level], asked, poll.signers)
        return statements.sign(party.signer, trace)
