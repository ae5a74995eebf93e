"""Server and stations behind the fake of the seat's tests at tiers T1 and T2: one real browser among four other voters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from tests.ballots.parties import LocalTier
from tests.ballots.terminal import Terminal
from voting.ballots import papers, receipts, statements
from voting.ballots.p256 import PublicKey, SigningKey
from voting.ballots.papers import Issuer, Opener, Rules, Tier
from voting.ballots.statements import Countersign

OTHERS = 4


class SeatTier(LocalTier):
    """The parties of one poll; the voter in the browser has a device that only the browser can use."""

    def __init__(self, tier: Tier, meeting: str, voter: str, seat: str, device: PublicKey, server: SigningKey,
                 vote: str, title: str, lines: Sequence[Any], rules: Rules) -> None:  # fmt: skip
        self.meeting, self.voter, self.device = meeting, voter, device
        names = [voter, *(f"x{n}" for n in range(OTHERS))]
        self._seats = dict(zip(names, (seat, *(f"B-{n}" for n in range(OTHERS))), strict=True))
        super().__init__(tier, 0, vote=vote, rules=rules, lines=lines, server=server)
        self.manifest = papers.build(
            meeting=meeting, vote=vote, title=title, lines=lines, rules=rules, prev_checkpoint=bytes(32),
            roster=[(name, place, kid) for name, (place, kid) in self.roster.items()],
            issuers=[Issuer(one.id, one.n) for one in self.manifest.issuers],
            mix=[Opener(one.id, one.pk) for one in self.manifest.mix])  # fmt: skip

    def _seated(self, voters: int | Sequence[Terminal]) -> dict[str, Terminal]:
        return {name: Terminal(seat) for name, seat in self._seats.items()}

    def _key(self, voter: str) -> PublicKey:
        return self.device if voter == self.voter else self.terminals[voter].key.public

    @property
    def roster(self) -> dict[str, tuple[str, str]]:
        """Voter to seat and kid, with the browser's own key."""
        return {voter: (one.seat, self._key(voter).kid) for voter, one in self.terminals.items()}

    @property
    def devices(self) -> dict[str, PublicKey]:
        """The terminals' keys by kid, with the browser's own key."""
        return {key.kid: key for key in map(self._key, self.terminals)}

    @cached_property
    def countersigned(self) -> list[str]:
        """The stations' JWS over this manifest."""
        said = {name: Countersign(self.meeting, self.vote, self.manifest.mh, name) for name in self.stations}
        return [statements.sign(self.parties[name].signer, one) for name, one in said.items()]

    @property
    def stations(self) -> list[str]:
        """The names of the stations that take part."""
        return [name for name in self.parties if name != "S"]

    def shown(self) -> list[dict[str, Any]]:
        """`stations` of the view."""
        keys = {name: self.parties[name].signer.public.jwk for name in self.stations}
        return [
            {"station": name, "jwk": jwk, "witness": f"yijue/{self.meeting}/{name}+0+"} for name, jwk in keys.items()
        ]

    def others(self, marks: str) -> None:
        """Everybody else draws and casts these marks."""
        for voter in self._seats:
            if voter != self.voter:
                self.cast(voter, marks)

    def tally(self, ballots: Sequence[bytes]) -> list[str]:
        """Every counter's signature under a count of these ballots."""
        text, root = "{}", receipts.root(ballots)
        signers = {name: self.parties[name].signer for name in self.parties}
        return [receipts.tally(key, vote=self.vote, mh=self.manifest.mh, by=name, text=text, out_root=root,
                               ballots=len(ballots)) for name, key in signers.items()]  # fmt: skip
