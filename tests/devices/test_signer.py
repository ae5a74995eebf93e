"""Keys, signatures and the key file."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from devices import signer
from devices.encoding import Broken, b64, unb64
from devices.signer import ORDER, KeyFileError, Signer, read_jws


def rewritten(jws, **header):
    """The same JWS under another header, its signature untouched."""
    head, payload, signature = jws.split(".")
    told = json.loads(unb64(head, "header")) | header
    return ".".join((b64(json.dumps(told).encode()), payload, signature))


def test_what_a_signer_signs_is_read_back():
    """Payload and bytes come back as signed."""
    me = Signer.new()
    found = read_jws(me.jws("hello", {"seat": "三排07"}), "hello", me.public)
    assert found.payload == {"seat": "三排07"}
    assert found.raw == '{"seat":"三排07"}'.encode()


def test_signatures_are_low_s():
    """Fifty signatures in a row have s in the lower half (of a coin each: the odds of luck are 2^-50)."""
    me = Signer.new()
    for _ in range(50):
        signature = unb64(me.jws("hello", {}).rpartition(".")[2], "signature", 64)
        assert int.from_bytes(signature[32:], "big") <= ORDER // 2


def test_a_high_s_signature_is_refused():
    """The other valid spelling of a signature is no signature here."""
    me = Signer.new()
    head, _, last = me.jws("hello", {}).rpartition(".")
    raw = unb64(last, "signature")
    high = ORDER - int.from_bytes(raw[32:], "big")
    with pytest.raises(Broken, match="high-s"):
        read_jws(f"{head}.{b64(raw[:32] + high.to_bytes(32, 'big'))}", "hello", me.public)


@pytest.mark.parametrize("odd", [{"alg": "none"}, {"alg": "HS256"}, {"typ": "cast"}, {"kid": "x"}, {"crit": []}])
def test_another_header_is_refused(odd):
    """alg, kid and typ are exactly what they must be, and nothing stands beside them."""
    me = Signer.new()
    with pytest.raises(Broken):
        read_jws(rewritten(me.jws("hello", {}), **odd), "hello", me.public)


def test_a_kid_that_is_not_the_signers_is_refused():
    """The header names the key that signed, or the message is none, even when the signature holds."""
    me = Signer.new()
    liar = Signer(me.key, replace(me.public, kid=Signer.new().public.kid))
    with pytest.raises(Broken, match="another key"):
        read_jws(liar.jws("hello", {}), "hello", me.public)


def test_another_key_is_refused():
    """A stranger's message is not the server's."""
    with pytest.raises(Broken):
        read_jws(Signer.new().jws("hello", {}), "hello", Signer.new().public)


def test_a_message_over_the_limit_is_not_signed():
    """16,384 bytes are the limit of one message."""
    with pytest.raises(Broken):
        Signer.new().jws("confirm", {"reason": "x" * 16_384})


def test_the_key_file_is_encrypted_and_for_its_owner_only(tmp_path):
    """PKCS#8, encrypted, 0600, and opened by its passphrase alone."""
    me, path = Signer.new(), tmp_path / "keys" / "A01.pem"
    signer.save(me, path, b"correct horse")
    assert path.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert path.stat().st_mode & 0o777 == 0o600
    assert signer.load(path, b"correct horse").public.kid == me.public.kid
    with pytest.raises(KeyFileError):
        signer.load(path, b"wrong horse")


def test_a_key_file_that_others_can_read_is_not_used(tmp_path):
    """A key that has been open to others is no identity."""
    path = tmp_path / "A01.pem"
    signer.save(Signer.new(), path, b"correct horse")
    path.chmod(0o640)
    with pytest.raises(KeyFileError):
        signer.load(path, b"correct horse")


def test_a_key_file_is_never_overwritten(tmp_path):
    """The seat's identity cannot be lost by a second start."""
    path = tmp_path / "A01.pem"
    signer.save(Signer.new(), path, b"correct horse")
    with pytest.raises(KeyFileError):
        signer.save(Signer.new(), path, b"correct horse")


@pytest.mark.parametrize("passphrase", [b"", b"elevenbytes"])
def test_a_short_passphrase_is_refused(tmp_path, passphrase):
    """Encryption with next to nothing is no encryption, and no file is left behind."""
    with pytest.raises(KeyFileError):
        signer.save(Signer.new(), tmp_path / "A01.pem", passphrase)
    assert not (tmp_path / "A01.pem").exists()
