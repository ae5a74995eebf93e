"""Sheets signed and checked: what holds, what a changed byte, a foreign certificate or a further update does to it."""

from __future__ import annotations

import io
import json
import random
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper

from tests.records.conftest import committee_record, congress_record
from voting.core.words import Text
from voting.records import certificate
from voting.records.certificate import Certificate, Refused
from voting.records.sheet import sitting_pdf
from voting.records.sign_check import Signature, check
from voting.records.signing import asn1, clock_at, hand, sign
from voting.records.sitting import to_bytes

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def body() -> Certificate:
    """The body's certificate, made by this machine."""
    return certificate.make("清河县人大常委会办公室")


@pytest.fixture(scope="module")
def chief() -> Certificate:
    """The chief scrutineer's own."""
    return certificate.make("总监票人 王某某")


@pytest.fixture(scope="module")
def plain() -> bytes:
    """The unsigned sheet of the committee's sitting."""
    return sitting_pdf(committee_record())


@pytest.fixture(scope="module")
def signed(plain: bytes, body: Certificate) -> bytes:
    """Signed by the body."""
    return sign(plain, "body", hand(body), NOW)


@pytest.fixture(scope="module")
def twice(signed: bytes, chief: Certificate) -> bytes:
    """Signed by the chief scrutineer as well."""
    return sign(signed, "chief_scrutineer", hand(chief), NOW)


def worth(pdf: bytes, *trusted: Certificate) -> tuple[Signature, ...]:
    """The signatures of a file, with the roots of these certificates trusted."""
    return check(pdf, [certificate.root_of(one) for one in trusted]).signatures


def pdfsig(pdf: bytes, folder: Path) -> str:
    """What poppler says of the signatures."""
    (folder / "signed.pdf").write_bytes(pdf)
    command = ["pdfsig", "-nocert", str(folder / "signed.pdf")]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_a_signed_sheet_holds(signed: bytes, plain: bytes, body: Certificate) -> None:
    """Intact, over the whole file, trusted through the root that was named; the unsigned bytes stand before it."""
    (one,) = worth(signed, body)
    assert (one.role, one.intact, one.whole, one.trusted, one.holds) == ("body", True, True, True, True)
    assert one.about.name == "清河县人大常委会办公室"
    assert one.about.self_made
    assert signed.startswith(plain)


def test_the_signature_is_pades_and_certifies(signed: bytes) -> None:
    """ETSI.CAdES.detached with a DocMDP of 2: further signatures in the fields that stand there, and nothing else."""
    (one,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    assert one.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert one.docmdp_level.value == 2
    names = [field.get_object()["/T"] for field in PdfFileReader(io.BytesIO(signed)).root["/AcroForm"]["/Fields"]]
    assert names == ["Body", "ChiefScrutineer"]


def test_the_second_signature_keeps_the_first(twice: bytes, body: Certificate, chief: Certificate) -> None:
    """Both hold after the chief scrutineer has signed, each under its own root."""
    first, second = worth(twice, body, chief)
    assert (first.role, second.role) == ("body", "chief_scrutineer")
    assert all(one.holds and one.trusted for one in (first, second))


def test_poppler_agrees(twice: bytes, tmp_path: Path) -> None:
    """Poppler's pdfsig finds both signatures valid and the second over the total document; a changed byte it refuses."""
    said = pdfsig(twice, tmp_path)
    assert said.count("Signature is Valid.") == 2
    assert said.count("ETSI.CAdES.detached") == 2
    assert said.count("Total document signed") == 1
    flipped = bytearray(twice)
    flipped[3000] ^= 1
    assert "Signature is Valid." not in pdfsig(bytes(flipped), tmp_path)


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.85])
def test_one_flipped_bit_is_found(signed: bytes, plain: bytes, body: Certificate, place: float) -> None:
    """A bit of what was signed changes: not intact, or not a readable file any more; never a signature that holds."""
    flipped = bytearray(signed)
    flipped[int(len(plain) * place)] ^= 1
    try:
        found = worth(bytes(flipped), body)
    except Refused:
        return
    assert found
    assert not any(one.intact or one.holds for one in found)


def test_nothing_hides_behind_the_signature(signed: bytes, body: Certificate) -> None:
    """The room that was left for the signature is no part of what it covers; a byte that is put there is found."""
    start = signed.index(b"/Contents <") + len(b"/Contents <")
    end = signed.index(b">", start)
    assert signed[end - 40 : end] == b"0" * 40
    hidden = signed[: end - 4] + b"41" + signed[end - 2 :]
    (one,) = worth(hidden, body)
    assert (one.intact, one.whole, one.holds) == (True, False, False)


def test_damage_is_an_answer_and_never_an_error(signed: bytes, body: Certificate) -> None:
    """Thirty files with bytes changed or missing: each is refused as unreadable, or its signature does not hold."""
    chance = random.Random(11)
    start = signed.index(b"/Contents <")
    room = range(start, signed.index(b">", start + 12))  # upper and lower case of a digit there are the same byte
    for at in [place for place in chance.choices(range(len(signed)), k=30) if place not in room]:
        damaged = bytearray(signed)
        if chance.random() < 0.5:
            damaged[at] ^= 1 << chance.randrange(8)
        else:
            del damaged[at : at + chance.randrange(1, 200)]
        try:
            found = worth(bytes(damaged), body)
        except Refused:
            continue
        assert not any(one.holds for one in found), at


def test_an_update_behind_the_signature_is_found(signed: bytes, twice: bytes, body: Certificate) -> None:
    """Another page content or another text behind the last signature leaves what was signed intact and not whole."""
    for pdf in (signed, twice):
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        page = writer.root["/Pages"]["/Kids"][0].get_object()
        page[generic.NameObject("/Rotate")] = generic.NumberObject(180)
        writer.mark_update(writer.root["/Pages"]["/Kids"].raw_get(0))
        out = io.BytesIO()
        writer.write(out)
        found = worth(out.getvalue(), body)
        assert all(one.intact for one in found)
        assert not any(one.whole or one.holds for one in found)


def test_a_stranger_is_not_trusted(signed: bytes, chief: Certificate) -> None:
    """Under another root the signature is intact and not trusted; with nobody named it is said that nobody was."""
    (one,) = worth(signed, chief)
    assert (one.intact, one.whole, one.trusted, one.holds) == (True, True, False, False)
    (one,) = worth(signed)
    assert (one.trusted, one.holds) == (None, True)


def test_who_may_sign_when(plain: bytes, signed: bytes, twice: bytes, body: Certificate, chief: Certificate) -> None:
    """The body first, the scrutineer after it, each once, and no file that is no sheet or was changed."""
    for pdf, role in ((plain, "chief_scrutineer"), (signed, "body"), (twice, "chief_scrutineer"), (twice, "body")):
        with pytest.raises(Refused):
            sign(pdf, role, hand(chief), NOW)
    flipped = bytearray(signed)
    flipped[len(plain) // 2] ^= 1
    with pytest.raises(Refused):
        sign(bytes(flipped), "chief_scrutineer", hand(chief), NOW)
    for other in (b"", b"%PDF-1.7\n", b"\0" * 5000, plain[: len(plain) // 2]):
        with pytest.raises(Refused):
            sign(other, "body", hand(body), NOW)


def test_the_record_comes_back(twice: bytes, tmp_path: Path) -> None:
    """The file that poppler takes out of the signed sheet is `sitting.json`, byte for byte; so is what `check` gives."""
    (tmp_path / "s.pdf").write_bytes(twice)
    take = ["pdfdetach", "-save", "1", "-o", str(tmp_path / "sitting.json"), str(tmp_path / "s.pdf")]
    subprocess.run(take, check=True, capture_output=True)
    assert (tmp_path / "sitting.json").read_bytes() == to_bytes(committee_record()) == check(twice, ()).record


def test_it_stays_an_archive_file(twice: bytes, tmp_path: Path) -> None:
    """PDF/A-3a as before: the identification once and untouched, every font of page and signature embedded."""
    assert twice.count(b"<pdfaid:part>3</pdfaid:part>") == 1
    assert b"/AFRelationship/Data" in twice
    (tmp_path / "s.pdf").write_bytes(twice)
    said = subprocess.run(["pdffonts", str(tmp_path / "s.pdf")], capture_output=True, text=True, check=True).stdout
    fonts = [line.split() for line in said.splitlines()[2:]]
    assert len(fonts) > 4
    assert all(font[-5] == "yes" for font in fonts)


def test_the_fields_say_who_and_how(twice: bytes, tmp_path: Path) -> None:
    """What is drawn into the fields names signer, role, fingerprint, and that the certificate is self-made."""
    (tmp_path / "s.pdf").write_bytes(twice)
    text = subprocess.run(["pdftotext", str(tmp_path / "s.pdf"), "-"], capture_output=True, text=True, check=True)
    read = "".join(text.stdout.split())
    for words in ("清河县人大常委会办公室", "总监票人王某某", "本机自建证书，仅供演示", "self-madecertificate"):
        assert words in read
    assert all(one.about.fingerprint[:16] in read for one in worth(twice))


def test_the_sheet_itself_says_self_made(tmp_path: Path) -> None:
    """A sheet that is made to be signed with a self-made certificate says so on its face."""
    seal = Text("电子签名用本机自建证书，仅供演示。", "Signed with a self-made certificate, for demonstration only.")
    (tmp_path / "s.pdf").write_bytes(sitting_pdf(committee_record(), seal))
    text = subprocess.run(["pdftotext", str(tmp_path / "s.pdf"), "-"], capture_output=True, text=True, check=True)
    assert "电子签名用本机自建证书" in text.stdout
    assert "for demonstration only" in text.stdout


def test_a_certificate_file(tmp_path: Path, body: Certificate) -> None:
    """PKCS#12 written for its owner alone, read back with the passphrase and not without; never over another file."""
    path = tmp_path / "body.p12"
    certificate.write(path, body, b"correct")
    assert path.stat().st_mode & 0o777 == 0o600
    assert certificate.read(path, b"correct").leaf == body.leaf
    assert certificate.root_of(certificate.read(path, b"correct")) == body.above[0]
    for wrong in (b"wrong", b""):
        with pytest.raises(Refused):
            certificate.read(path, wrong)
    with pytest.raises(FileExistsError):
        certificate.write(path, body, b"other")
    with pytest.raises(Refused):
        certificate.read(tmp_path / "none.p12", b"")


@pytest.mark.parametrize("name", ["", "  ", "长" * 65, "a\nb"])
def test_a_name_that_no_certificate_can_bear(name: str) -> None:
    """Empty, too long, or of more than one line: refused with a sentence."""
    with pytest.raises(Refused, match="64"):
        certificate.make(name)


def test_who_is_self_made(body: Certificate) -> None:
    """What this house made or what signed itself is called so; what an authority issued is not."""
    assert certificate.about(body.leaf).self_made
    assert certificate.about(body.above[0]).self_made
    leaf, _ = issued("市人大常委会", ExtendedKeyUsageOID.EMAIL_PROTECTION)
    assert not certificate.about(leaf).self_made


def issued(name: str, usage: x509.ObjectIdentifier) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    """A certificate as an authority elsewhere would issue it, with its key."""
    key, authority = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())
    subject, issuer = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (name, "某证书机构"))
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
        .serial_number(7).not_valid_before(NOW - timedelta(days=1)).not_valid_after(NOW + timedelta(days=30))
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )  # fmt: skip
    return made, key


class Clock(BaseHTTPRequestHandler):
    """A time stamp server (RFC 3161) on this machine; it answers nonsense where its stamper is gone."""

    stamper: DummyTimeStamper | None = None

    def do_POST(self) -> None:
        """One request, one stamp."""
        request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        answer = self.stamper.request_tsa_response(request).dump() if self.stamper else b"nonsense"
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Nothing of this belongs on the screen of a test."""


@pytest.fixture
def tsa() -> Iterator[str]:
    """The address of a time stamp server that runs for one test."""
    leaf, key = issued("时间戳服务器", ExtendedKeyUsageOID.TIME_STAMPING)
    plain = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    Clock.stamper = DummyTimeStamper(asn1(leaf), asn1_keys.PrivateKeyInfo.load(plain))
    with ThreadingHTTPServer(("127.0.0.1", 0), Clock) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_a_time_stamp(plain: bytes, body: Certificate, tsa: str) -> None:
    """Where a server is named, the signature carries its stamp, and it still holds."""
    (one,) = worth(sign(plain, "body", hand(body), NOW, clock_at(tsa)), body)
    assert one.holds
    assert one.stamped is not None
    assert abs(one.stamped - datetime.now(UTC)) < timedelta(minutes=5)
    assert worth(sign(plain, "body", hand(body), NOW), body)[0].stamped is None


def test_a_clock_that_does_not_answer(plain: bytes, body: Certificate, tsa: str) -> None:
    """Nonsense, nobody there, or no address: refused with a sentence, and nothing is signed without its stamp."""
    Clock.stamper = None
    for address in (tsa, "http://127.0.0.1:9/"):
        with pytest.raises(Refused, match="时间戳"):
            sign(plain, "body", hand(body), NOW, clock_at(address))
    with pytest.raises(Refused, match="http"):
        clock_at("ftp://127.0.0.1/")


def test_the_record_that_is_carried_keeps_back_what_the_rule_keeps_back() -> None:
    """Where only the votes of the elected are published, the sheet carries the other names and no figure of theirs."""
    record = congress_record()
    (poll,) = record.polls
    assert poll.election is not None
    kept = replace(record, polls=(replace(poll, election=replace(poll.election, elected_only=True)),))
    carried = json.loads(check(sitting_pdf(kept), ()).record or b"")
    lines = {line["name"]: line for line in carried["polls"][0]["ranking"]}
    assert lines["龙䶮"]["for"] == 40
    assert lines["张伟"] == {"name": "张伟", "write_in": False, "withheld": True}
    assert [line["name"] for line in carried["polls"][0]["ranking"]][1:3] == ["张伟", "李芳"]
    assert json.loads(to_bytes(kept))["polls"][0]["ranking"][1]["for"] == 32


def test_an_authoritys_certificate(tmp_path: Path) -> None:
    """A certificate that an authority issued (RSA here) signs as well, and nothing calls it self-made."""
    leaf, key = issued("市人大常委会", ExtendedKeyUsageOID.EMAIL_PROTECTION)
    pdf = sign(sitting_pdf(committee_record()), "body", hand(Certificate(key, leaf)), NOW)
    (one,) = check(pdf, ()).signatures
    assert one.holds
    assert not one.about.self_made
    (tmp_path / "s.pdf").write_bytes(pdf)
    text = subprocess.run(["pdftotext", str(tmp_path / "s.pdf"), "-"], capture_output=True, text=True, check=True)
    assert "自建" not in text.stdout


def test_a_sheet_with_a_letter_in_no_font_is_signed_too(body: Certificate) -> None:
    """It is a plain PDF, not PDF/A, and carries its record like any other."""
    found = committee_record()
    rare = replace(found, polls=(replace(found.polls[0], title=Text("任命😀", "x")), *found.polls[1:]))
    done = check(sign(sitting_pdf(rare), "body", hand(body), NOW), [certificate.root_of(body)])
    assert done.record == to_bytes(rare, public=True)
    assert [one.holds for one in done.signatures] == [True]
