"""A seat terminal for tests: it draws, seals, casts, votes by name and confirms, as docs/protocol.md says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.ballots import hpke_by_hand, seals
from voting.ballots import messages, p256, papers, sealing
from voting.ballots.messages import SigningKey, b64
from voting.ballots.papers import Manifest


def _fresh() -> SigningKey:
    return p256.signing_key(p256.generate())


@dataclass
class Terminal:
    """One seat's device with its key."""

    seat: str
    key: SigningKey = field(default_factory=_fresh)

    def _say(self, typ: str, **payload: object) -> str:
        return messages.sign(self.key, typ, payload | {"seat": self.seat})

    def enrol(self, meeting: str, code: str) -> str:
        """Ask to serve the seat."""
        return self._say("enrol", meeting=meeting, code=code, jwk=self.key.public.jwk)

    def hello(self, meeting: str, nonce: str) -> str:
        """Prove the key on this connection."""
        return self._say("hello", meeting=meeting, nonce=nonce)

    def sign_in(self, meeting: str, nonce: str, method: str, value: str) -> str:
        """Say who sits here."""
        return self._say("sign-in", meeting=meeting, nonce=nonce, method=method, value=value)

    def take(self, raw: str, server: p256.PublicKey, lines: Sequence[object]) -> Manifest:
        """Check a manifest as a terminal must: the remembered server key and the lines that are shown."""
        manifest = papers.read(raw, server)
        if manifest.candidates_hash != papers.candidates_hash(lines):
            raise ValueError("the lines shown are not those of the manifest")
        return manifest

    def draw(self, manifest: Manifest, nonce: bytes, bl: Mapping[str, Mapping[str, str]] | None = None) -> str:
        """Draw the ballot paper; `bl` is what the issuers are to sign."""
        return self._say("issue", vote=manifest.vote, mh=b64(manifest.mh), bl=bl or {}, nonce=b64(nonce))

    def paper(
        self, manifest: Manifest, marks: str, write_ins: Sequence[str] = (), ballot_key: p256.Private | None = None
    ) -> sealing.Ballot:
        """Mark a paper and sign it with a fresh ballot key."""
        return seals.sign_paper(ballot_key or p256.generate(), sealing.paper_text(manifest.mh, marks, write_ins))

    def seal(self, manifest: Manifest, framed: bytes, ephemeral: p256.Private | None = None) -> bytes:
        """Seal framed bytes for the box; with `ephemeral` the same bytes each time."""
        if manifest.box is None:
            raise ValueError("a poll by name has no box")
        if ephemeral is None:
            return seals.seal(framed, manifest.box, manifest.mh, self.seat)
        recipient = p256.decode_point(manifest.box, 65)
        return hpke_by_hand.seal(ephemeral, recipient, sealing.box_info(manifest.mh, self.seat), framed)

    def send(self, manifest: Manifest, ct: bytes, seq: int = 1, prev: bytes | None = None) -> str:
        """Put sealed bytes, whatever they are, into a cast."""
        place = {"seq": seq, "prev": None if prev is None else b64(prev)}
        return self._say("cast", vote=manifest.vote, mh=b64(manifest.mh), ct=b64(ct), **place)

    def cast(
        self,
        manifest: Manifest,
        marks: str,
        write_ins: Sequence[str] = (),
        *,
        seq: int = 1,
        prev: bytes | None = None,
        ballot_key: p256.Private | None = None,
        ephemeral: p256.Private | None = None,
    ) -> str:
        """Mark, sign, frame, seal and send."""
        framed = sealing.frame(self.paper(manifest, marks, write_ins, ballot_key).inner(), manifest.pad)
        return self.send(manifest, self.seal(manifest, framed, ephemeral), seq, prev)

    def named(self, manifest: Manifest, voter: str, choice: str, seq: int = 1, prev: bytes | None = None) -> str:
        """Vote by name."""
        place = {"seq": seq, "prev": None if prev is None else b64(prev)}
        return self._say("named", vote=manifest.vote, mh=b64(manifest.mh), voter=voter, choice=choice, **place)

    def audited(self, manifest: Manifest, *, ok: bool = True, reason: str = "") -> str:
        """Say whether the own ballot is among those counted."""
        return self._say("audited", vote=manifest.vote, mh=b64(manifest.mh), ok=ok, reason=reason)

    def confirm(self, manifest: Manifest, *, ok: bool = True, reason: str = "") -> str:
        """Say whether the last receipt's leaf is in the log."""
        return self._say("confirm", vote=manifest.vote, mh=b64(manifest.mh), ok=ok, reason=reason)
