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

from voting.ballots import p256
from voting.ballots.credentials import holds, level_message, public_key
from voting.ballots.encodings import Malformed, b64
from voting.ballots.papers import Manifest
from voting.ballots.sealing import (
    ENC_LENGTH,
    HEAD_LENGTH,
    LAYER_LENGTH,
    Credential,
    box_info,
    layer_info,
    read_credential_text,
)

TOKEN_SIGNED = b"token|v1|"  # domain of a token key's signature
TOKEN_LEVEL = 1
SECRET_LENGTH = 32  # Nsecret of DHKEM(P-256, HKDF-SHA256)
_KEM = b"HPKE-v1KEM" + bytes((0x00, 0x10))
_SUITE = b"HPKE-v1HPKE" + bytes((0x00, 0x10, 0x00, 0x01, 0x00, 0x01))


def info(manifest: Manifest, level: int, seat: str = "") -> bytes:
    """The HPKE info of a layer; the seat belongs to level 0."""
    return layer_info(level, manifest.mh) if level else box_info(manifest.mh, seat)


def item_length(manifest: Manifest, level: int) -> int:
    """Bytes of every item that comes to this level: at level 0 those of `ct`."""
    token = manifest.token_room if level <= TOKEN_LEVEL else 0
    return manifest.pad + (len(manifest.mix) - level) * LAYER_LENGTH + token


def carries_token(manifest: Manifest, level: int) -> bool:
    """Whether the items that come to this level carry a token."""
    return level == TOKEN_LEVEL and manifest.token_room > 0


def with_token(token: Credential, sealed: bytes) -> bytes:
    """Length ‖ token ‖ sealed bytes: what level 0 of T2 hands on."""
    text = token.text()
    return len(text).to_bytes(HEAD_LENGTH, "big") + text + sealed


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


def shared_secret(private: p256.Private, sealed: bytes) -> bytes:
    """What the opener shows of one layer: Decap of its first 65 bytes, 32 bytes; Malformed when they are no point."""
    enc = sealed[:ENC_LENGTH]
    return _secret(private.exchange(ec.ECDH(), p256.decode_point(enc, ENC_LENGTH)), enc, private.public_key())


def open_shown(secret: bytes, sealed: bytes, info_bytes: bytes) -> bytes:
    """Open one layer with its shown secret; Malformed when it does not open."""
    key, nonce = _schedule(secret, info_bytes)
    try:
        return AESGCM(key).decrypt(nonce, sealed[ENC_LENGTH:], b"")
    except (InvalidTag, ValueError) as error:
        raise Malformed("message.malformed", "the shown secret does not open this layer") from error


def open_with_ephemeral(ephemeral: p256.Private, opener: bytes, sealed: bytes, info_bytes: bytes) -> bytes:
    """Open one layer with the sealer's own key, for a challenge: `opener` is the public key it was sealed to, 65 bytes.
    Malformed when the key is not that of `enc`, or does not open it.
    """
    enc, recipient = sealed[:ENC_LENGTH], p256.decode_point(opener, ENC_LENGTH)
    if p256.encode_point(ephemeral.public_key()) != enc:
        raise Malformed("message.malformed", "this layer was sealed with another key")
    return open_shown(_secret(ephemeral.exchange(ec.ECDH(), recipient), enc, recipient), sealed, info_bytes)


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
