"""A hall around one real station: the server and the terminals of tests/ballots/parties, the station's part by tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.ballots.chance import Fresh
from tests.ballots.paper import Drawn
from tests.ballots.parties import MEETING, LocalTier, Party, election
from tests.ballots.terminal import Terminal
from tests.real import house
from voting.ballots import messages, mixing, papers, recount, statements
from voting.ballots.encodings import b64, unb64
from voting.ballots.messages import SigningKey
from voting.ballots.p256 import PublicKey
from voting.ballots.papers import Tier
from voting.ballots.statements import Close, Mix, StationKeys
from voting.station.agenda import Marking, Measure, Planned

Ask = Callable[[str, Mapping[str, Any]], dict[str, Any]]
ROLL = "姓名,性别,代表团,座位,身份\n" + "".join(f"代表{n},男,一组,A{n:02},代表\n" for n in range(1, 13))
ROLL += "列席者,女,一组,B01,列席\n"


AGENDA = (Planned("选举副乡长", "election", "secret", ("王秀兰", "李 强", "阿依古丽·买买提"), 2,
                  (Measure("present", "over", "1/2"),), (Marking("blank", 2, writein_opposed=True),)),)  # fmt: skip


@dataclass(frozen=True)
class Issuing:
    """A modulus in the place of an issuer's key."""

    modulus: bytes


@dataclass(frozen=True)
class Apart(Party):
    """A party whose private keys are somewhere else."""

    pk: bytes = b""

    @property
    def point(self) -> bytes:
        return self.pk


class Hall(LocalTier):
    """One poll with the station `own`; its keys come from the station, and `ask` gives it tasks."""

    def __init__(self, ask: Ask, identity: PublicKey, server: SigningKey, vote: str = "p1", tier: Tier = "T1",
                 voters: Sequence[Terminal] | None = None, own: str = "A", **more: Any) -> None:  # fmt: skip
        self.ask, self.identity, self.own = ask, identity, own
        self.spoken = statements.read(ask("keys", {"vote": vote})["keys"], identity, StationKeys)
        seated = voters if voters is not None else terminals()
        rules = replace(more.pop("rules", election()), present=len(seated), base=len(seated), eligible=len(seated))
        super().__init__(tier, seated, vote=vote, server=server, rules=rules, **more)

    def _seated(self, voters: int | Sequence[Terminal]) -> dict[str, Terminal]:
        return {f"m{int(one.seat[1:]):03}": one for one in voters}  # the ids of ROLL follow its rows

    def _party(self, name: str, server: SigningKey | None) -> Party:
        if name != self.own:
            return super()._party(name, server)
        return Apart(name, signer=None, issuer=Issuing(self.spoken.n), box=None, pk=self.spoken.pk)

    @property
    def signers(self) -> dict[str, PublicKey]:
        parties = {name: party.signer.public for name, party in self.parties.items() if name != self.own}
        return parties | {self.own: self.identity}

    def offer(self, **other: Any) -> dict[str, Any]:
        """The body of `countersign`; `other` replaces fields."""
        roster = [{"voter": voter, "seat": seat, "kid": kid} for voter, (seat, kid) in self.roster.items()]
        body = {"manifest": self.jws, "lines": list(self.lines), "roster": roster,
                "devices": {kid: key.jwk for kid, key in self.devices.items()},
                "stations": {name: key.jwk for name, key in self.signers.items() if name != "S"}}  # fmt: skip
        return body | other

    def announce(self) -> Hall:
        answer = self.ask("countersign", self.offer())
        assert set(answer) == {"countersign"}, self.code_of(answer)
        return self

    def code_of(self, answer: Mapping[str, Any]) -> str:
        """The code of a refusal, whether the answer is one or a signed text in its place."""
        raw = answer["refusal"] if isinstance(answer, dict) else answer
        return str(messages.read(raw, self.identity, "refusal").payload["code"])

    def issue(self, raw: str) -> dict[str, str]:
        elsewhere = {name: self.issue_at(name, raw) for name in self.parties if name != self.own}
        (signed,) = self.ask("issue", {"vote": self.vote, "requests": [raw]})["signed"]
        return elsewhere | {self.own: signed}

    def issue_at(self, name: str, raw: str) -> str:
        self.desks_of([name])
        return super().issue_at(name, raw)

    def desks_of(self, names: Sequence[str]) -> None:
        from voting.ballots.issuing import Desk

        made = self.__dict__.setdefault("desks", {})
        for name in names:
            if name not in made:
                party = self.parties[name]
                made[name] = Desk(manifest=self.manifest, by=name, key=party.issuer, signer=party.signer,
                                  roster=self.roster, devices=self.devices)  # fmt: skip

    def draw_all(self) -> None:
        """Every terminal asks at once; the station answers in one task."""
        fresh = {voter: Drawn(one, self.manifest, Fresh()) for voter, one in self.terminals.items()}
        raws = {voter: paper.request() for voter, paper in fresh.items()}
        signed = self.ask("issue", {"vote": self.vote, "requests": list(raws.values())})["signed"]
        for (voter, raw), mine in zip(raws.items(), signed, strict=True):
            others = {name: self.issue_at(name, raw) for name in self.parties if name != self.own}
            fresh[voter].finish(others | {self.own: mine}, self.signers, messages.digest(raw))
        self.drawn.update(fresh)

    def vote_all(self, marks: str = "YNA") -> None:
        self.draw_all()
        for voter in self.terminals:
            self.cast(voter, marks)

    def complains(self, voter: str, typ: str = "audited", **other: Any) -> str:
        """What a terminal says that does not find its vote; `other` replaces fields."""
        terminal = self.terminals[voter]
        said = {
            "vote": self.vote,
            "mh": b64(self.manifest.mh),
            "seat": terminal.seat,
            "ok": False,
            "reason": "not there",
        }
        return messages.sign(terminal.key, typ, said | other)

    def casts_in_order(self) -> list[str]:
        return [one.message.raw for one in sorted(self.casts.values(), key=lambda one: one.message.digest)]

    def box(self, **other: Any) -> dict[str, Any]:
        """The body of `mix` for level 0."""
        return {"vote": self.vote, "close": self.close(), "casts": self.casts_in_order()} | other

    def first(self, answer: Mapping[str, Any]) -> tuple[str, list[bytes]]:
        """Statement and items out of the answer to `mix`."""
        assert {"mix", "items"} <= set(answer) <= {"mix", "items", "shown", "bad"}, self.code_of(answer)
        return answer["mix"], [unb64(item) for item in answer["items"]]

    def closed(self, raw: str) -> Close:
        return statements.read(raw, self.server.public, Close)

    def last(self, close: str, before: Sequence[str], items: Sequence[bytes], named: Mapping[bytes, str] | None = None,
             merges: Mapping[str, str] | None = None) -> dict[str, Any]:  # fmt: skip
        """The server opens the last level and counts: the body of `tally`."""
        chain = [statements.read(raw, self.signers[one.id], Mix)
                 for raw, one in zip(before, self.manifest.mix, strict=False)]  # fmt: skip
        said = self.closed(close)
        mixing.continues(self.manifest, said, chain, items)
        level = mixing.open_last(self.manifest, self.parties["S"].box, items).settle(named or {})
        own = statements.sign(self.server, level.statement(self.manifest))
        void = [one for mix in (*chain, level.statement(self.manifest)) for one in mix.void]
        box = recount.Box(said.issued, said.cast, said.cast_root, level.out_root, 0,
                          tuple(sorted(void, key=statements.void_order)), merges or {})  # fmt: skip
        text = recount.text(self.manifest, list(self.lines), box, level.papers)
        return {"vote": self.vote, "close": close, "before": [*before, own],
                "ballots": [item.decode() for item in level.items], "tally": text}  # fmt: skip

    def count(self) -> dict[str, Any]:
        """Close, let the station open level 0, open the last: the body of `tally`."""
        box = self.box()
        mix, items = self.first(self.ask("mix", box))
        return self.last(box["close"], [mix], items)


def agenda_file(folder: Path) -> Path:
    """The sitting file in which this vote is planned."""
    path = folder / "sitting.toml"
    path.write_text(
        house.township(house.HEAD) + house.election("a", 2, *AGENDA[0].names).replace("选举a-0", AGENDA[0].title),
        encoding="utf-8",
    )
    return path


def terminals(count: int = 12) -> list[Terminal]:
    return [Terminal(f"A{n:02}") for n in range(1, count + 1)]


__all__ = ["AGENDA", "MEETING", "ROLL", "Hall", "b64", "papers", "terminals"]
