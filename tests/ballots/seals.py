"""What a terminal does and the server never: a paper signed by its ballot key, and sealed for the one opener of T0."""

from __future__ import annotations

from voting.ballots import p256, sealing
from voting.ballots.sealing import Ballot, Credential


def sign_paper(private: p256.Private, p: str, signatures: Credential | None = None) -> Ballot:
    """The paper signed with its ballot key, which serves one paper, ever; `signatures` holds what the issuers signed."""
    given = signatures or sealing.empty_credential(())
    ballot = Ballot(p, p256.encode_compressed(private.public_key()), b"", given.r, given.s)
    return Ballot(p, ballot.pk, p256.sign(private, ballot.signed), given.r, given.s)


def seal(framed: bytes, pk: bytes, mh: bytes, seat: str) -> bytes:
    """Enc ‖ ciphertext to the box key `pk` (65 bytes): always HPKE_LENGTH more than `framed`."""
    return sealing.SUITE.encrypt(framed, p256.decode_point(pk, 65), info=sealing.box_info(mh, seat))
