"""Signing with a token: SoftHSM stands in for one, reached as any token is, through its PKCS#11 library."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives import serialization
from pkcs11.util.ec import decode_ec_private_key, decode_ec_public_key

from tests.records.conftest import committee_record
from voting.records import certificate
from voting.records.certificate import Certificate, Refused
from voting.records.sheet import sitting_pdf
from voting.records.sign_check import check
from voting.records.sign_token import Token, held
from voting.records.signing import sign

PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)
MODULE = next(Path(one) for one in PLACES if Path(one).exists())  # scripts/setup.py installs it
PIN = "648219"
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def made() -> Certificate:
    """The certificate whose key goes into the token."""
    return certificate.make("机关令牌")


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory, made: Certificate) -> Iterator[Token]:
    """A token with key and certificate `sheets`, and a key without a certificate, `bare`."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        fresh = ["softhsm2-util", "--init-token", "--free", "--label", "议决", "--pin", PIN, "--so-pin", "00000000"]
        subprocess.run(fresh, check=True, capture_output=True)
        one = Token(MODULE, "议决", "sheets")
        with pkcs11.lib(str(one.module)).get_token(token_label=one.token).open(rw=True, user_pin=PIN) as session:
            fill(session, made)
        yield one


def fill(session: pkcs11.Session, made: Certificate) -> None:
    """Put the key (under two labels) and the certificate into the token."""
    form = serialization.Encoding.DER
    private = made.key.private_bytes(form, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    public = made.key.public_key().public_bytes(form, serialization.PublicFormat.SubjectPublicKeyInfo)
    for label in ("sheets", "bare"):
        wanted = {pkcs11.Attribute.LABEL: label, pkcs11.Attribute.TOKEN: True}
        session.create_object({**decode_ec_private_key(private), **wanted, pkcs11.Attribute.SIGN: True})
        session.create_object({**decode_ec_public_key(public), **wanted})
    session.create_object({
        pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
        pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
        pkcs11.Attribute.SUBJECT: made.leaf.subject.public_bytes(),
        pkcs11.Attribute.VALUE: made.leaf.public_bytes(form),
        pkcs11.Attribute.LABEL: "sheets",
        pkcs11.Attribute.TOKEN: True,
    })  # fmt: skip


def test_a_token_signs(token: Token, made: Certificate) -> None:
    """The key never leaves the token; the signature holds under the certificate that the token gave."""
    with held(token, PIN) as who:
        assert who.about.name == "机关令牌"
        pdf = sign(sitting_pdf(committee_record()), "body", who, NOW)
    (one,) = check(pdf, [made.above[0]]).signatures
    assert one.holds


def test_a_token_without_a_certificate(token: Token, made: Certificate) -> None:
    """Where the token holds the key alone, the certificate is given beside it; without it there is a sentence."""
    bare = Token(token.module, token.token, "bare")
    with held(bare, PIN, made.leaf) as who:
        pdf = sign(sitting_pdf(committee_record()), "body", who, NOW)
    assert check(pdf, [made.above[0]]).signatures[0].holds
    with pytest.raises(Refused, match="bare"), held(bare, PIN):
        pass


def test_what_a_token_refuses(token: Token) -> None:
    """A wrong PIN, another token, another key, another library: each with a sentence, and none with the PIN in it."""
    with pytest.raises(Refused, match="PIN") as wrong, held(token, "111111"):
        pass
    assert "111111" not in str(wrong.value)
    others = (
        Token(token.module, "别的", "sheets"),
        Token(token.module, token.token, "none"),
        Token(Path("/none.so"), "议决", "sheets"),
    )
    for other in others:
        with pytest.raises(Refused), held(other, PIN):
            pass
