"""Signing with a key that stays in a token or a hardware module, reached through its PKCS#11 library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pkcs11
from cryptography import x509
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

from voting.core.words import Text
from voting.records.certificate import Refused, about
from voting.records.signing import Hand, asn1


@dataclass(frozen=True)
class Token:
    """The library (PKCS#11 module), the label of the token, and the label that key and certificate have in it."""

    module: Path
    token: str
    key: str


@contextmanager
def held(one: Token, pin: str, leaf: x509.Certificate | None = None) -> Iterator[Hand]:
    """The hand that signs through the token while it is open; `leaf` where the token holds no certificate.

    Refused with a sentence: library, token, PIN, key or certificate. A wrong PIN is never tried again: tokens lock.
    """
    try:
        session = open_pkcs11_session(str(one.module), token_criteria=TokenCriteria(label=one.token), user_pin=pin)
    except pkcs11.exceptions.PinIncorrect as error:
        raise Refused(Text("PIN 不正确。", "The PIN is wrong.")) from error
    except (pkcs11.exceptions.PKCS11Error, OSError, RuntimeError) as error:
        raise Refused(Text(f"不能打开令牌“{one.token}”。", f"The token “{one.token}” cannot be opened.")) from error
    with session:
        yield _hand(session, one, leaf)


def _hand(session: pkcs11.Session, one: Token, leaf: x509.Certificate | None) -> Hand:
    try:
        found = leaf or _leaf(session, one.key)
        raw = _elliptic(
            session, one.key
        )  # few tokens hash for ECDSA themselves; all sign a digest that is given to them
    except (pkcs11.exceptions.PKCS11Error, ValueError) as error:
        no = Text(f"令牌中没有“{one.key}”的密钥和证书。", f"The token holds no key and certificate “{one.key}”.")
        raise Refused(no) from error
    signer = PKCS11Signer(
        session, signing_cert=asn1(found), key_label=one.key, other_certs_to_pull=None, use_raw_mechanism=raw
    )
    return Hand(signer, about(found), found)


def _elliptic(session: pkcs11.Session, label: str) -> bool:
    key = session.get_key(pkcs11.ObjectClass.PRIVATE_KEY, label=label)
    return bool(key.key_type == pkcs11.KeyType.EC)


def _leaf(session: pkcs11.Session, label: str) -> x509.Certificate:
    wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE, pkcs11.Attribute.LABEL: label}
    for found in session.get_objects(wanted):
        return x509.load_der_x509_certificate(bytes(found[pkcs11.Attribute.VALUE]))
    raise ValueError("no certificate of this label")
