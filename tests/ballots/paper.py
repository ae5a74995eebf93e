"""A paper of T1 or T2 as a terminal of the tests keeps it: credentials asked for, finished, used once, sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tests.ballots import hpke_by_hand, seals
from tests.ballots.chance import Fresh
from tests.ballots.terminal import Terminal
from voting.ballots import credentials, layers, p256, sealer, sealing, statements
from voting.ballots.credentials import Blinded
from voting.ballots.encodings import b64
from voting.ballots.p256 import PublicKey
from voting.ballots.papers import Manifest
from voting.ballots.sealing import Ballot, Credential
from voting.ballots.statements import BlindSigned


def known(ephemeral: p256.Private, nonce: p256.Private, info: bytes, layer: bytes) -> bytes:
    """Enc ‖ proof that its sealer knows the key ‖ ciphertext, of enc ‖ ciphertext."""
    enc, box = layer[:65], layer[65:]
    c = sealer.challenge(info, enc, p256.encode_point(nonce.public_key()), box)
    k, e = (key.private_numbers().private_value for key in (nonce, ephemeral))
    return enc + c.to_bytes(32, "big") + ((k - c * e) % p256.ORDER).to_bytes(32, "big") + box


def with_token(token: Credential, layer: bytes) -> bytes:
    """Length ‖ token ‖ sealed bytes: what level 0 of T2 hands on."""
    text = token.text()
    return len(text).to_bytes(sealing.HEAD_LENGTH, "big") + text + layer


@dataclass(frozen=True)
class Sealed:
    """A sealed ballot with everything that lies between paper and `ct`: layers from the innermost, as (to, level, info,
    sealed), and the token of T2.
    """

    ballot: Ballot
    framed: bytes
    layers: tuple[tuple[str, int, bytes, bytes], ...]
    token: Credential | None
    item: bytes | None
    ct: bytes


@dataclass
class Drawn:
    """One voter's paper at one terminal, from before the request until the cast."""

    terminal: Terminal
    manifest: Manifest
    chance: Fresh = field(default_factory=Fresh)
    signed: dict[int, Credential] = field(default_factory=dict)

    @cached_property
    def keys(self) -> dict[int, p256.Private]:
        """The ballot key of the last level and the token keys before it."""
        return {level: self.chance.key(f"level {level}") for level in self.manifest.levels}

    def point(self, level: int) -> bytes:
        """pk_l, 33 bytes."""
        return p256.encode_compressed(self.keys[level].public_key())

    @cached_property
    def prepared(self) -> dict[int, dict[str, bytes]]:
        """For each level and issuer r ‖ m_l."""
        return {
            level: {
                one.id: credentials.prepare(
                    credentials.level_message(level, self.manifest.mh, self.point(level)),
                    self.chance.octets(f"r {level} {one.id}", 32),
                )
                for one in self.manifest.issuers
            }
            for level in self.manifest.levels
        }

    def salt(self, level: int, issuer: str) -> bytes:
        """The salt of one encoding, 48 bytes."""
        return self.chance.octets(f"salt {level} {issuer}", 48)

    @cached_property
    def blinded(self) -> dict[int, dict[str, Blinded]]:
        """For each level and issuer what is sent and what is kept."""
        moduli = {one.id: int.from_bytes(one.n, "big") for one in self.manifest.issuers}
        return {
            level: {
                name: credentials.blind(
                    moduli[name],
                    prepared,
                    salt=self.salt(level, name),
                    inverse=self.chance.below(f"inverse {level} {name}", moduli[name]),
                )
                for name, prepared in row.items()
            }
            for level, row in self.prepared.items()
        }

    def request(self, nonce: bytes | None = None) -> str:
        """The JWS `issue`."""
        asked = {
            str(level): {name: b64(one.message) for name, one in row.items()} for level, row in self.blinded.items()
        }
        return self.terminal.draw(self.manifest, nonce or self.chance.octets("nonce", 16), asked)

    def finish(self, answers: Mapping[str, str], signers: Mapping[str, PublicKey], of: bytes) -> None:
        """Take the issuers' answers to the request with this hash; ValueError when one of them is not as it must be."""
        found: dict[str, BlindSigned] = {}
        for one in self.manifest.issuers:
            answer = statements.read(answers[one.id], signers[one.id], BlindSigned)
            statements.of_poll(answer, self.manifest, one.id)
            if answer.of != of or answer.seat != self.terminal.seat or set(answer.bs) != set(map(str, self.keys)):
                raise ValueError("an answer to another request")
            found[one.id] = answer
        for level in self.manifest.levels:
            self.signed[level] = self._finished(level, {name: one.bs[str(level)] for name, one in found.items()})

    def _finished(self, level: int, given: Mapping[str, bytes]) -> Credential:
        r, s = {}, {}
        for one in self.manifest.issuers:
            prepared, blinded = self.prepared[level][one.id], self.blinded[level][one.id]
            r[one.id] = prepared[:32]
            s[one.id] = credentials.finalize(credentials.public_key(one.n), prepared, given[one.id], blinded.inverse)
        return Credential(self.point(level), b"", r, s)

    def credential(self, level: int, data: bytes) -> Credential:
        """The credential of a level with its key's signature over `data`."""
        given = self.signed[level]
        return Credential(given.pk, p256.sign(self.keys[level], data), given.r, given.s)

    def ballot(self, marks: str, write_ins: Sequence[str] = ()) -> Ballot:
        """A marked paper with the credential of the last level."""
        last = self.manifest.levels[-1]
        p = sealing.paper_text(self.manifest.mh, marks, write_ins)
        return seals.sign_paper(self.keys[last], p, self.signed[last])

    def seal(self, framed: bytes, ballot: Ballot) -> Sealed:
        """Framed bytes, whatever they are, in all layers."""
        made: list[tuple[str, int, bytes, bytes]] = []
        x, token, item = framed, None, None
        for level in range(len(self.manifest.mix) - 1, -1, -1):
            opener = self.manifest.mix[level]
            if level == 0 and self.manifest.token_room:
                token = self.credential(1, layers.TOKEN_SIGNED + x)
                x = item = with_token(token, x)
            x = self.layer(x, level)
            made.append((opener.id, level, self.info(level), x))
        return Sealed(ballot, framed, tuple(made), token, item, x)

    def info(self, level: int) -> bytes:
        """What a layer of this paper is bound to."""
        token = self.point(1) if layers.carries_token(self.manifest, level) else b""
        return layers.info(self.manifest, level, self.terminal.seat, token)

    def layer(self, plain: bytes, level: int) -> bytes:
        """One layer, with the ephemeral key of its level."""
        recipient = p256.decode_point(self.manifest.mix[level].pk, 65)
        info = self.info(level)
        ephemeral, nonce = self.chance.key(f"ephemeral {level}"), self.chance.key(f"known {level}")
        return known(ephemeral, nonce, info, hpke_by_hand.seal(ephemeral, recipient, info, plain))

    def sealed(self, marks: str, write_ins: Sequence[str] = ()) -> Sealed:
        """A marked paper in all layers."""
        ballot = self.ballot(marks, write_ins)
        return self.seal(sealing.frame(ballot.inner(), self.manifest.pad), ballot)

    def cast(self, marks: str, write_ins: Sequence[str] = (), seq: int = 1, prev: bytes | None = None) -> str:
        """The JWS `cast`."""
        return self.terminal.send(self.manifest, self.sealed(marks, write_ins).ct, seq, prev)
