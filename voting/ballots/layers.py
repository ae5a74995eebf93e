"""The layers of T1 and T2: tokens between them, and one layer shown to others without the key that opens all.

What is shown of a layer is the shared secret of its key encapsulation (RFC 9180 section 4.1). Key and nonce follow
from it, so that nobody can find a second opening of an honest ciphertext; a free choice of key and nonce would cost
only 2^32 tries, for AES-GCM commits to neither.
"""

from __future__ import annotations

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from voting.ballots import dleq, p256, sealer
from voting.ballots.credentials import holds, level_message, public_key
from voting.ballots.encodings import Malformed, b64
from voting.ballots.papers import Manifest
from voting.ballots.sealer import KNOWN_LENGTH
from voting.ballots.sealing import (
    ENC_LENGTH,
    HEAD_LENGTH,
    LAYER_LENGTH,
    Credential,
    box_info,
    layer_info,
    open_layer,
    read_credential_text,
)

TOKEN_SIGNED = b"token|v1|"  # domain of a token key's signature
TOKEN_LEVEL = 1
BOX = ENC_LENGTH + KNOWN_LENGTH  # where the ciphertext of a layer begins
SECRET_LENGTH = 32  # Nsecret of DHKEM(P-256, HKDF-SHA256)
_KEM = b"HPKE-v1KEM" + bytes((0x00, 0x10))
_SUITE = b"HPKE-v1HPKE" + bytes((0x00, 0x10, 0x00, 0x01, 0x00, 0x01))


def info(manifest: Manifest, level: int, seat: str = "", token: bytes = b"") -> bytes:
    """The HPKE info of a layer; to level 0 belongs the seat, to level 1 of T2 the key of the token (33 bytes): so that what
    is sealed for a level opens in nobody else's envelope.
    """
    return layer_info(level, manifest.mh) + token if level else box_info(manifest.mh, seat)


def info_of(manifest: Manifest, level: int, item: bytes) -> bytes:
    """The info of the layer in an item that comes to a later level; Malformed when it lacks the level's token."""
    token = read_token(manifest, item).pk if carries_token(manifest, level) else b""
    return info(manifest, level, token=token)


def item_length(manifest: Manifest, level: int) -> int:
    """Bytes of every item that comes to this level: at level 0 those of `ct`."""
    token = manifest.token_room if level <= TOKEN_LEVEL else 0
    return manifest.pad + (len(manifest.mix) - level) * LAYER_LENGTH + token


def carries_token(manifest: Manifest, level: int) -> bool:
    """Whether the items that come to this level carry a token."""
    return level == TOKEN_LEVEL and manifest.token_room > 0


def sealed_part(manifest: Manifest, level: int, item: bytes) -> bytes:
    """The sealed bytes of an item, behind its token if the level has one."""
    return item[manifest.token_room :] if carries_token(manifest, level) else item


def read_token(manifest: Manifest, item: bytes) -> Credential:
    """The token of an item that comes to level 1 of T2; Malformed when it is not of this poll's form."""
    room = manifest.token_room
    if (
        len(item) != item_length(manifest, TOKEN_LEVEL)
        or int.from_bytes(item[:HEAD_LENGTH], "big") != room - HEAD_LENGTH
    ):
        raise Malformed("message.malformed", "not an item of this manifest")
    text = item[HEAD_LENGTH:room]
    return read_credential_text(text, manifest.shape.issuers)


def certified(manifest: Manifest, level: int, credential: Credential) -> bool:
    """Whether every issuer of the manifest signed this key for this level of this poll, and its paper was not checked
    instead of cast: what an opening has shown serves nobody again.
    """
    if b64(credential.pk) in manifest.checked:
        return False
    message = level_message(level, manifest.mh, credential.pk)
    return all(
        holds(public_key(one.n), credential.r[one.id] + message, credential.s[one.id]) for one in manifest.issuers
    )


def token_holds(manifest: Manifest, token: Credential, sealed: bytes) -> bool:
    """Whether a token is certified and its key signed these sealed bytes; Malformed when its key is no point."""
    return token.signed_by_its_key(TOKEN_SIGNED + sealed) and certified(manifest, TOKEN_LEVEL, token)


def opened(private: p256.Private, sealed: bytes, info_bytes: bytes) -> bytes:
    """What was sealed; Malformed when this key and info do not open it. The sealer's proof is not looked at: it is there
    for what does not open.
    """
    return open_layer(sealed[:ENC_LENGTH] + sealed[BOX:], private, info_bytes)


def shared_secret(private: p256.Private, sealed: bytes) -> bytes:
    """What the opener shows of one layer: Decap of its first 65 bytes, 32 bytes; Malformed when they are no point."""
    enc = sealed[:ENC_LENGTH]
    return _secret(private.exchange(ec.ECDH(), p256.decode_point(enc, ENC_LENGTH)), enc, private.public_key())


def open_shown(secret: bytes, sealed: bytes, info_bytes: bytes) -> bytes:
    """Open one layer with its shown secret; Malformed when it does not open."""
    key, nonce = _schedule(secret, info_bytes)
    try:
        return AESGCM(key).decrypt(nonce, sealed[BOX:], b"")
    except (InvalidTag, ValueError) as error:
        raise Malformed("message.malformed", "the shown secret does not open this layer") from error


def whole(sealed: bytes, info_bytes: bytes) -> bool:
    """Whether a layer carries its sealer's proof. Of one that does not, nobody is shown anything: that it lacks what
    every honest terminal puts there is plain to see, and its point may be a multiple of somebody else's.
    """
    return sealer.knows(sealed[:ENC_LENGTH], sealed[ENC_LENGTH:BOX], info_bytes, sealed[BOX:])


def unopened(private: p256.Private, sealed: bytes, info_bytes: bytes) -> bytes | None:
    """What the opener shows of a layer that does not open: the proof of what its key makes of the first 65 bytes; None
    of one that is not `whole`.
    """
    return dleq.prove(private, sealed[:ENC_LENGTH], info_bytes) if whole(sealed, info_bytes) else None


def shown_unopened(opener: bytes, proof: bytes | None, sealed: bytes, info_bytes: bytes) -> None:
    """Malformed unless it is shown that the opener (its public key, 65 bytes) cannot open a layer: the layer is not
    `whole`, or the proof is the opener's and the layer does not open with it.
    """
    if whole(sealed, info_bytes) != (proof is not None):
        raise Malformed("message.malformed", "a layer has its sealer's proof, or nothing is shown of it")
    if proof is None:
        return
    enc = sealed[:ENC_LENGTH]
    point = dleq.shared_point(opener, enc, proof, info_bytes)
    secret = _secret(point[1:33], enc, p256.decode_point(opener, ENC_LENGTH))
    try:
        open_shown(secret, sealed, info_bytes)
    except Malformed:
        return
    raise Malformed("message.malformed", "the layer opens with this very key")


def _secret(dh: bytes, enc: bytes, recipient: p256.Point) -> bytes:
    """ExtractAndExpand, RFC 9180 section 4.1."""
    prk = _extract(_KEM, b"", b"eae_prk", dh)
    return _expand(_KEM, prk, b"shared_secret", enc + p256.encode_point(recipient), SECRET_LENGTH)


def _schedule(secret: bytes, info_bytes: bytes) -> tuple[bytes, bytes]:
    """Key and base nonce of base mode, RFC 9180 section 5.1."""
    ids = _extract(_SUITE, b"", b"psk_id_hash", b"") + _extract(_SUITE, b"", b"info_hash", info_bytes)
    prk = _extract(_SUITE, secret, b"secret", b"")
    return _expand(_SUITE, prk, b"key", b"\0" + ids, 16), _expand(_SUITE, prk, b"base_nonce", b"\0" + ids, 12)


def _extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), suite + label + ikm, "sha256")


def _expand(suite: bytes, prk: bytes, label: bytes, info_bytes: bytes, length: int) -> bytes:
    labelled = length.to_bytes(2, "big") + suite + label + info_bytes
    return hmac.digest(prk, labelled + b"\x01", "sha256")[:length]  # one block of HKDF-Expand is enough
