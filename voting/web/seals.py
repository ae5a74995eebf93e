"""The body's electronic signature: where its certificate lies in the key store, and the hand that signs with it.

`sheet.p12` under a passphrase that the start key wraps, self-made at the first use; or `sheet-token.json`, which names a
token whose PIN the start key wraps. Never a passphrase or a PIN in a text, a log or a command line.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from voting.ballots.keys import KeyStore
from voting.core.words import Text
from voting.records import certificate, sheet
from voting.records.certificate import Certificate, Refused
from voting.records.sign_token import Token, held
from voting.records.signing import Hand, clock_at, hand, sign
from voting.records.sitting import SittingRecord

OWN_NAME: Final = "表决结果签名 Result sheets"
SECRET: Final = "sheet"  # noqa: S105  # the name under which the passphrase is kept
PIN: Final = "sheet-pin"
SELF_MADE: Final = Text(
    "电子签名用本机自建证书，仅供演示。", "Signed with a self-made certificate, for demonstration only."
)


def own(keys: KeyStore) -> Certificate:
    """The certificate of the PKCS#12 file, made here where there is none yet."""
    path = _file(keys)
    if not path.exists():
        put(keys, certificate.make(OWN_NAME))
    passphrase = keys.kept(SECRET)
    if passphrase is None:
        raise Refused(
            Text("签名证书的口令不在密钥库中。", "The passphrase of the signing certificate is not in the key store.")
        )
    return certificate.read(path, passphrase)


def put(keys: KeyStore, one: Certificate) -> None:
    """From now on sheets are signed with this certificate, in place of file or token."""
    passphrase = base64.b64encode(secrets.token_bytes(24))
    fresh = _file(keys).with_name("sheet.p12.new")
    fresh.unlink(missing_ok=True)
    certificate.write(fresh, one, passphrase)
    keys.keep(SECRET, passphrase)
    fresh.rename(_file(keys))
    _token_file(keys).unlink(missing_ok=True)


def put_token(keys: KeyStore, one: Token, pin: str, leaf: certificate.Leaf | None) -> certificate.About:
    """From now on sheets are signed through this token, which is tried first; what its certificate says."""
    with held(one, pin, leaf) as who:
        found = who.about
    keys.keep(PIN, pin.encode("utf-8"))
    named = {
        "module": str(one.module),
        "token": one.token,
        "key": one.key,
        "certificate": certificate.pem(leaf).decode() if leaf else None,
    }
    path = _token_file(keys)
    path.touch(mode=0o600)
    path.write_text(json.dumps(named, ensure_ascii=False), encoding="utf-8")
    return found


def ready(keys: KeyStore) -> None:
    """Make the certificate where there is none yet; two who ask at once must not make two."""
    if not _token_file(keys).exists():
        own(keys)


def root(keys: KeyStore) -> bytes:
    """The certificate that whoever checks a sheet has to trust, PEM."""
    with body(keys) as who:
        return certificate.pem(who.root)


@contextmanager
def body(keys: KeyStore) -> Iterator[Hand]:
    """The hand of the body, while the token behind it is open."""
    path = _token_file(keys)
    if not path.exists():
        yield hand(own(keys))
        return
    try:
        named = json.loads(path.read_text(encoding="utf-8"))
        token = Token(Path(named["module"]), named["token"], named["key"])
        leaf = certificate.read_pem(named["certificate"].encode())[0] if named["certificate"] else None
    except (ValueError, LookupError, TypeError) as error:
        raise Refused(Text(f"{path.name}不能读取。", f"{path.name} cannot be read.")) from error
    with held(token, (keys.kept(PIN) or b"").decode("utf-8"), leaf) as who:
        yield who


def signed_sheet(keys: KeyStore, record: SittingRecord, now: str, tsa: str) -> bytes:
    """The result sheets signed by the body, time-stamped where `tsa` names a server; Refused with the reason."""
    clock = clock_at(tsa) if tsa else None
    with body(keys) as who:
        made = sheet.sitting_pdf(record, SELF_MADE if who.about.self_made else None)
        return sign(made, "body", who, datetime.fromisoformat(now), clock)


def _file(keys: KeyStore) -> Path:
    return keys.directory / "sheet.p12"


def _token_file(keys: KeyStore) -> Path:
    return keys.directory / "sheet-token.json"
