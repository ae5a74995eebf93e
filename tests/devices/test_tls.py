"""https with a private certificate authority: trusted when given, refused loudly when not."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.asyncio.server import serve

from devices import enrolment
from devices.https import Address
from devices.wire import Ears, SocketWire, Untrusted


def certificate(name, issuer=None, issuer_key=None):
    """A certificate for the loopback, signed by itself or by an issuer; with its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key((issuer_key or key).public_key())
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(authority, critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
    )
    if issuer is None:
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        made = made.add_extension(usage, critical=True)
    return made.sign(issuer_key or key, hashes.SHA256()), key


@pytest.fixture
def papers(tmp_path):
    """A CA file, and a server's context with a certificate of that CA."""
    ca, ca_key = certificate("hall")
    mine, key = certificate("server", ca, ca_key)
    pem = serialization.Encoding.PEM
    (tmp_path / "ca.pem").write_bytes(ca.public_bytes(pem))
    (tmp_path / "server.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()) + mine.public_bytes(pem)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    return str(tmp_path / "ca.pem"), context


async def greet(socket):
    await socket.send('0{"sid":"x","pingInterval":25000,"pingTimeout":20000}')
    await socket.recv()
    await socket.send('42["challenge",1]')
    await socket.wait_closed()


async def connected(context, ca):
    """The first event heard over TLS."""
    heard = asyncio.Queue()
    async with serve(greet, "127.0.0.1", 0, ssl=context) as server:
        address = Address.of(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}", ca)
        wire = SocketWire(address, Ears(lambda *what: heard.put_nowait(what), lambda: None, lambda _: None))
        running = asyncio.create_task(wire.run())
        listening = asyncio.create_task(heard.get())
        await asyncio.wait([running, listening], return_when=asyncio.FIRST_COMPLETED)
        await wire.close()
        listening.cancel()
        await running
        return listening.result()


def test_the_given_ca_is_trusted(papers):
    """With --ca the wire connects over TLS."""
    ca, context = papers
    assert asyncio.run(connected(context, ca)) == ("challenge", 1)


def test_an_unknown_ca_ends_it(papers):
    """Without it the certificate is not believed, and the wire stops instead of trying for ever."""
    _, context = papers
    with pytest.raises(Untrusted, match="not trusted"):
        asyncio.run(connected(context, None))


def test_the_given_ca_is_the_only_one(papers, tmp_path):
    """Another CA of the same name does not help: the trust is pinned to the file."""
    other = tmp_path / "other.pem"
    other.write_bytes(certificate("hall")[0].public_bytes(serialization.Encoding.PEM))
    with pytest.raises(Untrusted):
        asyncio.run(connected(papers[1], str(other)))


def test_enrolment_believes_the_same_ca_only(papers):
    """The HTTP side refuses an unknown certificate too."""

    async def ask():
        async with serve(greet, "127.0.0.1", 0, ssl=papers[1]) as server:
            return await enrolment.meeting(Address.of(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"))

    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        asyncio.run(ask())
