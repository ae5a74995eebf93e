"""The keys that a user brings (docs/bundle.md section 6), and which keys of a bundle they speak for: each by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from voting.ballots.fields import each, exactly, one_of, plain
from voting.ballots.p256 import PublicKey, import_key
from voting.exact import Json
from voting.ledger.signing import VerifierKey, parse_vkey
from voting.verify.saying import Broken


class Trusted(NamedTuple):
    """A station's keys."""

    station: str
    jwk: PublicKey
    witness: VerifierKey


@dataclass(frozen=True)
class Trust:
    """The keys of a trust file; whoever is not named in it is neither trusted nor refused."""

    server: PublicKey | None = None
    log: VerifierKey | None = None
    stations: tuple[Trusted, ...] = ()

    def of_station(self, name: str) -> tuple[Trusted, ...]:
        """The keys under this letter: one station may have come after another."""
        return tuple(one for one in self.stations if one.station == name)

    def holds(self, name: str, *keys: PublicKey | VerifierKey) -> bool | None:
        """Whether these are the keys that are trusted under this name (S, log, A, B); None where none are."""
        if name in ("S", "log"):
            mine = self.server if name == "S" else self.log
            return None if mine is None else same(mine, *keys)
        listed = self.of_station(name)
        return any(same(one.jwk, keys[0]) and same(one.witness, keys[1]) for one in listed) if listed else None


def same(one: PublicKey | VerifierKey, other: PublicKey | VerifierKey) -> bool:
    """Whether two keys are one: by what is written of them."""
    return written(one) == written(other)


def written(key: PublicKey | VerifierKey) -> object:
    """A JWK, or a verifier key's text."""
    return key.jwk if isinstance(key, PublicKey) else key.text()


def read(value: Json) -> Trust:
    """The trust file's keys; Broken or Malformed for fields that it does not have, keys that are none, no key at all."""
    row = {"station": one_of("A", "B"), "jwk": import_key, "witness": _log_key}
    known = {
        "server": import_key, "log": _log_key,
        "stations": each(lambda one: Trusted(**exactly(one, row))),
    }  # fmt: skip
    if not isinstance(value, dict) or not set(value) <= set(known):
        raise Broken("信任文件的字段不认识。", "The trust file has unknown fields.")
    found = {name: known[name](one) for name, one in value.items()}
    if not any(found.values()):
        raise Broken("信任文件没有列出密钥。", "The trust file names no key.")
    return Trust(found.get("server"), found.get("log"), tuple(found.get("stations", ())))


def _log_key(value: Json) -> VerifierKey:
    return parse_vkey(plain(value))


__all__ = ["Trust", "Trusted", "read", "same", "written"]
