"""A certificate authority of the house, kept in one folder: tablets install its certificate once, the server renews its own.

WebCrypto exists only over https, so tablets cannot vote without it. The authority may sign for private addresses,
`localhost` and `.local` names alone (RFC 5280 4.2.1.10): installed on a tablet, it can vouch for nothing else.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LIFE: Final = timedelta(days=1825)
SERVER_LIFE: Final = timedelta(days=397)  # browsers refuse server certificates that live longer
PRIVATE: Final = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8")
NAMES: Final = ("localhost", "local")


class NotPermitted(ValueError):
    """The authority may not sign for the machine's present address."""

    def __init__(self, host: str, folder: Path) -> None:
        super().__init__(
            f"原证书不能用于地址{host}：请移走{folder}，重新启动并在平板上安装新证书。 "
            f"The authority in {folder} may not sign for {host}: move it away, start again, install the new one."
        )


@dataclass(frozen=True)
class Certificates:
    """Where the authority's certificate, the server's certificate and its key lie (PEM)."""

    authority: Path
    certificate: Path
    key: Path


def own_address() -> str:
    """The address under which the local network sees this machine; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: connecting a datagram socket sends nothing
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def certificates(folder: Path, hosts: Sequence[str]) -> Certificates:
    """The certificates in `folder`, the authority made on the first call, the server's anew for these hosts each time."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority, authority_key = folder / "ca.crt", folder / "ca.key"
    if not (authority.exists() and authority_key.exists()):
        _make_authority(authority, authority_key, hosts)
    issuer = x509.load_pem_x509_certificate(authority.read_bytes())
    key = serialization.load_pem_private_key(authority_key.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{authority_key} is no key of this house")
    outside = [host for host in hosts if not _permitted(issuer, host)]
    if outside:
        raise NotPermitted(outside[0], folder)
    made = Certificates(authority, folder / "server.crt", folder / "server.key")
    _make_server(made, issuer, key, hosts)
    return made


def _name(common: str) -> x509.Name:
    return x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "议决 Yijue"), x509.NameAttribute(NameOID.COMMON_NAME, common),
    ])  # fmt: skip


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption(),
    ))  # fmt: skip


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=authority, crl_sign=authority, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _begin(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, life: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )  # fmt: skip


def _networks(hosts: Sequence[str]) -> set[str]:
    """The private ranges, and the /24 of an address of this machine that lies in none of them."""
    found = set(PRIVATE)
    for host in hosts:
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            continue
        if not any(address in ipaddress.ip_network(net) for net in found):
            found.add(str(ipaddress.ip_network(f"{address}/24", strict=False)))
    return found


def _permitted(authority: x509.Certificate, host: str) -> bool:
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        names = [one.value for one in limits if isinstance(one, x509.DNSName)]
        return any(host == name or host.endswith(f".{name}") for name in names)
    nets = [ipaddress.ip_network(str(one.value)) for one in limits if isinstance(one, x509.IPAddress)]
    return any(address in net for net in nets)


def _make_authority(path: Path, key_path: Path, hosts: Sequence[str]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"会场证书 {datetime.now(UTC):%Y-%m-%d}")
    allowed: list[x509.GeneralName] = [x509.IPAddress(ipaddress.ip_network(net)) for net in sorted(_networks(hosts))]
    allowed += [x509.DNSName(host) for host in NAMES]
    made = (
        _begin(name, name, key.public_key(), AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .add_extension(x509.NameConstraints(allowed, None), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write_key(key_path, key)
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _make_server(
    made: Certificates, issuer: x509.Certificate, issuer_key: ec.EllipticCurvePrivateKey, hosts: Sequence[str]
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    point = issuer_key.public_key()
    certificate = (
        _begin(_name(hosts[0]), issuer.subject, key.public_key(), SERVER_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_host(host) for host in hosts]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(point), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    _write_key(made.key, key)
    made.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
