"""Certificates with which documents are signed: PKCS#12 files read and written, and those that this machine makes itself.

A self-made certificate proves that nothing was changed since; who signed, it proves only to those who compared its
fingerprint. It says so in its own subject, and every place that shows it repeats it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from voting.core.words import Text

LIFE: Final = timedelta(days=1825)
OWN: Final = "本机自建证书 self-made certificate"  # the organizational unit of what is made here
SELF_MADE: Final = Text("本机自建证书，仅供演示", "self-made certificate, for demonstration only")
CERTIFIED: Final = Text("由证书机构签发的证书", "certificate issued by an authority")
NAME_LENGTH: Final = 64  # RFC 5280 ub-common-name

Leaf = x509.Certificate
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Refused(Exception):
    """A certificate or a document that cannot be used as was asked; `text` says why, never what is in it."""

    def __init__(self, text: Text) -> None:
        super().__init__(f"{text.zh} {text.en}")
        self.text = text


@dataclass(frozen=True)
class Certificate:
    """A private key with its certificate and those above it, the issuer first."""

    key: PrivateKey
    leaf: x509.Certificate
    above: tuple[x509.Certificate, ...] = ()


@dataclass(frozen=True)
class About:
    """What people are told of a certificate; the fingerprint is SHA-256, 64 hexadecimal digits."""

    name: str
    issuer: str
    until: datetime
    fingerprint: str
    self_made: bool

    @property
    def kind(self) -> Text:
        """Who stands behind it."""
        return SELF_MADE if self.self_made else CERTIFIED


def about(leaf: x509.Certificate) -> About:
    """What stands in a certificate. Self-made is what signed itself, or bears this house's own mark."""
    marks = [one.value for one in leaf.issuer.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)]
    return About(
        _common(leaf.subject), _common(leaf.issuer), leaf.not_valid_after_utc, leaf.fingerprint(hashes.SHA256()).hex(),
        leaf.issuer == leaf.subject or OWN in marks,
    )  # fmt: skip


def make(name: str, now: datetime | None = None) -> Certificate:
    """A fresh P-256 key, certified by an authority made for it alone, whose own key is forgotten at once."""
    if not name.strip() or len(name) > NAME_LENGTH or not name.isprintable():
        raise Refused(Text(f"名称须为1至{NAME_LENGTH}个字。", f"A name has 1 to {NAME_LENGTH} characters."))
    start = (now or datetime.now(UTC)) - timedelta(days=1)
    authority, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    above = _subject(f"{name[: NAME_LENGTH - 3]} CA")
    root = _signed(above, above, authority, authority.public_key(), start, authority=True)
    leaf = _signed(_subject(name), above, authority, key.public_key(), start, authority=False)
    return Certificate(key, leaf, (root,))


def write(path: Path, one: Certificate, passphrase: bytes) -> None:
    """As PKCS#12 under a passphrase, readable by its owner alone; FileExistsError rather than over another."""
    data = pkcs12.serialize_key_and_certificates(
        _common(one.leaf.subject).encode("utf-8"), one.key, one.leaf, one.above or None, serialization.BestAvailableEncryption(passphrase)
    )  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        path.chmod(0o600)
        file.write(data)


def read(path: Path, passphrase: bytes) -> Certificate:
    """The certificate of a PKCS#12 file; Refused with the reason."""
    try:
        data = path.read_bytes()
    except OSError as error:
        why = f"Cannot read {path}: {error.strerror}."
        raise Refused(Text(f"不能读取{path}。", why)) from error
    try:
        key, leaf, above = pkcs12.load_key_and_certificates(data, passphrase or None)
    except (ValueError, TypeError) as error:
        no = Text(
            f"{path.name}不是 PKCS#12 文件，或者口令不对。",
            f"{path.name} is no PKCS#12 file, or the passphrase is wrong.",
        )
        raise Refused(no) from error
    if leaf is None or not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        no = Text(
            f"{path.name}中没有可用于签名的密钥和证书。", f"{path.name} holds no key and certificate to sign with."
        )
        raise Refused(no)
    return Certificate(key, leaf, tuple(above))


def pem(*certificates: x509.Certificate) -> bytes:
    """Certificates as text, for whoever wants to trust them."""
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates)


def read_pem(data: bytes) -> tuple[x509.Certificate, ...]:
    """The certificates of a PEM (or one DER) file; Refused when there is none."""
    try:
        if b"-----BEGIN" in data:
            return tuple(x509.load_pem_x509_certificates(data))
        return (x509.load_der_x509_certificate(data),)
    except ValueError as error:
        raise Refused(Text("不是证书文件。", "This is no certificate file.")) from error


def root_of(one: Certificate) -> x509.Certificate:
    """The certificate to be trusted for this one: the last above it, or itself."""
    return one.above[-1] if one.above else one.leaf


def _common(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def _subject(name: str) -> x509.Name:
    return x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "议决 Yijue"),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, OWN),
        x509.NameAttribute(NameOID.COMMON_NAME, name),
    ])  # fmt: skip


def _signed(
    subject: x509.Name, issuer: x509.Name, issuer_key: ec.EllipticCurvePrivateKey, public: ec.EllipticCurvePublicKey,
    start: datetime, *, authority: bool,
) -> x509.Certificate:  # fmt: skip
    usage = x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=authority, crl_sign=authority, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    above = issuer_key.public_key()
    return (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
        .serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(start + LIFE)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )  # fmt: skip
