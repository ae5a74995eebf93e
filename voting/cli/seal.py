"""`yijue certificate`, `yijue sign`, `yijue signatures`: certificates for result sheets, signing them, checking them.

A passphrase or PIN comes from a file (--passphrase-file, such as a systemd credential), from the variable
YIJUE_PASSPHRASE or from the keyboard; never from the command line, which every user of the machine can read.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from voting.ballots.keys import KeyStore
from voting.cli.stopping import Stop
from voting.config import passphrase as given_passphrase
from voting.core.words import Text
from voting.records import certificate
from voting.records.certificate import About, Refused
from voting.records.checkpoint import grouped
from voting.records.sign_check import Role, Signature, check
from voting.records.sign_token import Token, held
from voting.records.signing import Hand, clock_at, hand, sign
from voting.web import seals

DEFAULT_KEYS: Final = Path("var/keys")
ROLES: Final[dict[str, Role]] = {"body": "body", "chief-scrutineer": "chief_scrutineer"}
WHO: Final = {
    "body": Text("本机关", "the body"),
    "chief_scrutineer": Text("总监票人", "the chief scrutineer"),
    None: Text("其他", "somebody else"),
}
Commands = argparse._SubParsersAction  # noqa: SLF001  # argparse gives its own type no public name


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Adds the three commands with their help."""
    _certificate(commands)
    _sign(commands)
    _signatures(commands)


def _certificate(commands: Commands[argparse.ArgumentParser]) -> None:
    made = commands.add_parser("certificate", help="签名证书 / certificates for signed sheets")
    several = made.add_subparsers(required=True, metavar="COMMAND")
    show = several.add_parser("show", help="服务器用哪个证书 / the certificate that the server signs with")
    show.add_argument("--out", type=Path, help="另存供核对签名用的证书 / write the certificate to trust (PEM)")
    show.set_defaults(act=_tell(lambda o: _show(KeyStore(o.keys), o.out)))
    new = several.add_parser("new", allow_abbrev=False, help="自建证书 / make one yourself, for a demonstration")
    new.add_argument("file", type=Path, help="PKCS#12 文件 / where it is written")
    new.add_argument("--name", required=True, help="姓名或机关 / the name that it bears")
    new.add_argument("--out", type=Path, help="另存供核对签名用的证书 / write the certificate to trust (PEM)")
    new.set_defaults(act=_tell(lambda o: _new(o.file, o.name, _secret(o), o.out)))
    install = several.add_parser(
        "install", allow_abbrev=False, help="使用机关的证书 / sign with the body's own certificate (PKCS#12)"
    )
    install.add_argument("file", type=Path, help="PKCS#12 文件 / the file")
    install.set_defaults(act=_tell(lambda o: _install(KeyStore(o.keys), o.file, _secret(o))))
    token = several.add_parser("token", allow_abbrev=False, help="使用令牌 / sign with a token (PKCS#11)")
    _token_options(token, required=True)
    token.set_defaults(act=_tell(lambda o: _use_token(KeyStore(o.keys), _token(o), _secret(o), _leaf(o))))
    for one in (show, install, token):
        one.add_argument("--keys", type=Path, default=DEFAULT_KEYS, help="密钥目录 / directory of keys (%(default)s)")
    for one in (new, install, token):
        _passphrase_option(one)


def _sign(commands: Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "sign",
        allow_abbrev=False,  # `--passphrase` is no option, and must not become one by being short for another
        help="在结果单上签名 / sign a result sheet",
        description="在表决结果单上加电子签名：先由本机关签，后由总监票人用自己的证书签；原来的签名保持有效。 / Adds an electronic signature to a "
        "result sheet: the body's first, then the chief scrutineer's with a certificate of his own; what was signed before stays valid.",
    )
    command.add_argument("sheet", type=Path, help="结果单 / the sheet (PDF)")
    command.add_argument("out", type=Path, help="签名后的文件 / the signed file; never one that exists")
    command.add_argument("--role", choices=ROLES, default="chief-scrutineer", help="身份 / in which role (%(default)s)")
    command.add_argument("--p12", type=Path, help="证书 / certificate with its key (PKCS#12)")
    _token_options(command, required=False)
    _passphrase_option(command)
    command.add_argument("--tsa", default="", help="时间戳服务器 / address of a time stamp server (RFC 3161)")
    command.set_defaults(act=_tell(_sign_sheet))


def _signatures(commands: Commands[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "signatures",
        help="核对结果单的签名 / check the signatures of a result sheet",
        description="逐一核对签名：内容是否改动、是否覆盖全文、证书是否受信任。都成立时返回 0，否则返回 1。 / "
        "Checks each signature: unchanged, over the whole file, by a trusted certificate; exit 0 when all hold, "
        "else 1. Without --trust, compare the fingerprints yourself.",
    )
    command.add_argument("sheet", type=Path, help="结果单 / the sheet (PDF)")
    command.add_argument(
        "--trust", type=Path, action="append", default=[], help="受信任的证书 / certificates to trust (PEM)"
    )
    command.add_argument("--record", type=Path, help="另存所附会议记录 / write the record that it carries (JSON)")
    command.set_defaults(act=_tell(_check_sheet))


def _token_options(command: argparse.ArgumentParser, *, required: bool) -> None:
    command.add_argument("--module", type=Path, required=required, help="PKCS#11 库 / the token's library")
    command.add_argument("--token", required=required, help="令牌标签 / label of the token")
    command.add_argument("--key", required=required, help="密钥标签 / label of key and certificate in it")
    command.add_argument(
        "--certificate", type=Path, help="证书，令牌中没有时用 / its certificate, where the token has none (PEM)"
    )


def _passphrase_option(command: argparse.ArgumentParser) -> None:
    text = "口令或 PIN 所在的文件 / file that holds the passphrase or PIN (else YIJUE_PASSPHRASE, else asked for)"
    command.add_argument("--passphrase-file", type=Path, help=text)


def _tell(act: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """A refusal ends the command with its sentence."""

    def run(options: argparse.Namespace) -> int:
        try:
            return act(options)
        except Refused as error:
            raise Stop(error.text) from error

    return run


def _secret(options: argparse.Namespace) -> str:
    if options.passphrase_file is not None:
        return _read(options.passphrase_file).decode("utf-8").rstrip("\r\n")
    given = given_passphrase()
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise Stop(
            Text(
                "请用 --passphrase-file 或 YIJUE_PASSPHRASE 给出口令。",
                "Give the passphrase by --passphrase-file or YIJUE_PASSPHRASE.",
            )
        )
    return getpass.getpass("口令 / passphrase or PIN: ")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Stop(Text(f"不能读取{path}。", f"Cannot read {path}: {error.strerror}.")) from error


def _write(path: Path, data: bytes) -> None:
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise Stop(Text(f"{path}已存在，不覆盖。", f"{path} exists and is not overwritten.")) from error


def _token(options: argparse.Namespace) -> Token:
    return Token(options.module, options.token, options.key)


def _leaf(options: argparse.Namespace) -> certificate.Leaf | None:
    return certificate.read_pem(_read(options.certificate))[0] if options.certificate else None


def _show(keys: KeyStore, out: Path | None) -> int:
    seals.ready(keys)
    with seals.body(keys) as who:
        _print(who.about)
    if out is not None:
        _write(out, seals.root(keys))
    return 0


def _new(path: Path, name: str, passphrase: str, out: Path | None) -> int:
    if not passphrase:
        raise Refused(Text("口令不能为空。", "The passphrase must not be empty."))
    made = certificate.make(name)
    try:
        certificate.write(path, made, passphrase.encode("utf-8"))
    except FileExistsError as error:
        raise Stop(Text(f"{path}已存在，不覆盖。", f"{path} exists and is not overwritten.")) from error
    if out is not None:
        _write(out, certificate.pem(certificate.root_of(made)))
    _print(certificate.about(made.leaf))
    return 0


def _install(keys: KeyStore, path: Path, passphrase: str) -> int:
    found = certificate.read(path, passphrase.encode("utf-8"))
    seals.put(keys, found)
    _print(certificate.about(found.leaf))
    return 0


def _use_token(keys: KeyStore, token: Token, pin: str, leaf: certificate.Leaf | None) -> int:
    _print(seals.put_token(keys, token, pin, leaf))
    return 0


def _print(one: About) -> None:
    print(f"{one.name} · {one.kind.zh} / {one.kind.en}")
    print(f"  签发 / issued by {one.issuer}，有效至 / valid until {one.until:%Y-%m-%d}")
    print(f"  SHA-256 {grouped(one.fingerprint)}")


def _sign_sheet(options: argparse.Namespace) -> int:
    if options.out.exists():
        raise Stop(Text(f"{options.out}已存在，不覆盖。", f"{options.out} exists and is not overwritten."))
    sheet, clock = _read(options.sheet), clock_at(options.tsa) if options.tsa else None
    with _hand(options) as who:
        made = sign(sheet, ROLES[options.role], who, datetime.now().astimezone(), clock)
        _write(options.out, made)
        _print(who.about)
    print(f"已签名 / signed: {options.out}")
    return 0


@contextmanager
def _hand(options: argparse.Namespace) -> Iterator[Hand]:
    named = [options.module, options.token, options.key]
    if (options.p12 is None) == (None in named) or (options.p12 is not None and any(named)):
        raise Stop(
            Text("须给出 --p12，或者 --module、--token 和 --key。", "Give --p12, or --module, --token and --key.")
        )
    if options.p12 is not None:
        yield hand(certificate.read(options.p12, _secret(options).encode("utf-8")))
        return
    with held(_token(options), _secret(options), _leaf(options)) as who:
        yield who


def _check_sheet(options: argparse.Namespace) -> int:
    trusted = [one for path in options.trust for one in certificate.read_pem(_read(path))]
    found = check(_read(options.sheet), trusted)
    for one in found.signatures:
        print("\n".join(_told(one)))
    if options.record is not None:
        if found.record is None:
            raise Stop(Text("文件没有附带会议记录。", "The file carries no record."))
        _write(options.record, found.record)
    if not found.signatures:
        print("没有签名 / no signature")
        return 1
    return 0 if all(one.holds for one in found.signatures) else 1


def _told(one: Signature) -> Sequence[str]:
    who, about = WHO[one.role], one.about
    intact = "内容未改动 / unchanged" if one.intact else "内容已改动 / CHANGED after it was signed"
    whole = "覆盖全文 / covers the whole file" if one.whole else "未覆盖全文 / DOES NOT cover the whole file"
    trusted = {
        True: "证书受信任 / certificate trusted",
        False: "证书不受信任 / certificate NOT trusted",
        None: "没有指明信任的证书，请核对指纹 / nobody named to trust: compare the fingerprint",
    }[one.trusted]
    when = f"{one.claimed:%Y-%m-%d %H:%M:%S %z}" if one.claimed else "—"
    stamp = f"；时间戳 / time stamp {one.stamped:%Y-%m-%d %H:%M:%S %z}" if one.stamped else "；无时间戳 / no time stamp"
    return (
        f"{who.zh} / {who.en}：{about.name} · {about.kind.zh} / {about.kind.en}",
        f"  {intact}；{whole}；{trusted}",
        f"  签名时间 / signed {when}{stamp}",
        f"  SHA-256 {grouped(about.fingerprint)}",
    )
