"""What a bundle brings, as the steps ask for it: its seal and keys, its log, and for each poll the manifest and roster.

Everything is read when it is first asked for, so that what is wrong with it breaks the step that needs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from voting.ballots import messages, papers
from voting.ballots.encodings import b64, unb64
from voting.ballots.fields import each, exactly, identifier, one_of, plain
from voting.ballots.p256 import PublicKey, import_key
from voting.ballots.papers import Manifest
from voting.exact import Json, dumps
from voting.ledger.signing import COSIGNATURE, ED25519, VerifierKey, parse_vkey
from voting.verify import log as logs
from voting.verify.contents import Contents
from voting.verify.log import Log, PollFacts
from voting.verify.saying import Broken, must
from voting.verify.trust import Trust
from voting.verify.workers import Workers

SERVER = "S"


class Station(NamedTuple):
    """A scrutineers' station: its letter, its identity key, the key of its cosignatures."""

    station: str
    key: PublicKey
    witness: VerifierKey


class Seat(NamedTuple):
    """Where a voter sits and which terminal speaks there; kid is empty where there is none."""

    seat: str
    kid: str


@dataclass(frozen=True)
class Keys:
    """The public keys of keys.json."""

    meeting: str
    server: PublicKey
    log: VerifierKey
    stations: tuple[Station, ...]
    devices: Mapping[str, Json]

    def of(self, party: str) -> list[PublicKey]:
        """The keys that may sign as S, A or B: a station that was replaced had another."""
        return [self.server] if party == SERVER else [one.key for one in self.stations if one.station == party]

    def named(self) -> Iterator[tuple[str, *tuple[PublicKey | VerifierKey, ...]]]:
        """Each party with its keys as a report names them: S, log, and the stations with theirs and their witness's."""
        yield (SERVER, self.server)
        yield ("log", self.log)
        yield from ((one.station, one.key, one.witness) for one in self.stations)


@dataclass(frozen=True)
class Question:
    """A poll of the bundle."""

    id: str
    contents: Contents
    facts: PollFacts | None
    keys: Keys

    def path(self, name: str) -> str:
        """The path of one of its members."""
        return f"polls/{self.id}/{name}"

    def has(self, name: str) -> bool:
        """Whether it has this member."""
        return self.contents.has(self.path(name))

    @property
    def log(self) -> PollFacts:
        """What the log has of it; Broken where it was never announced."""
        if self.facts is None:
            raise Broken(f"{self.id} 没有宣布过。", f"{self.id} was never announced.")
        return self.facts

    @cached_property
    def manifest(self) -> Manifest:
        """The manifest as the server signed it, with the keys of the papers that the log says were checked."""
        found = papers.read(self.contents.text(self.path("manifest.jws")), self.keys.server)
        return replace(found, checked=frozenset(self.facts.checked if self.facts else ()))

    @cached_property
    def lines(self) -> list[Json]:
        """The lines of the ballot, each of the form of docs/protocol.md section 2 and with an id of its own."""
        found = self.contents.json(self.path("lines.json"))
        name = {"zh": plain, "en": plain}
        read = each(lambda line: exactly(line, {"id": identifier, "name": lambda value: exactly(value, name)}))(found)
        distinct = len({line["id"] for line in read}) == len(read)
        must(distinct, f"{self.id} 的票面有一行重复。", f"A line of {self.id} stands twice.")
        return list(found) if isinstance(found, list) else []

    @cached_property
    def roster(self) -> dict[str, Seat]:
        """The electorate: voter → seat and terminal, as it was announced; of a poll by hand as the log has it."""
        by_hand = self.manifest.mode == "by_hand"
        rows = self.log.announced.event["voters"] if by_hand else self.contents.values(self.path("roster.jsonl"))
        fields = {"kid": plain, "seat": identifier, "voter": identifier}
        read = [exactly(row, fields) for row in rows]
        found = {row["voter"]: Seat(row["seat"], row["kid"]) for row in read}
        must(
            len(found) == len(read), f"{self.id} 的名册有人重复。", f"Somebody stands twice on the roster of {self.id}."
        )
        ordered = sorted(found, key=lambda voter: voter.encode("utf-16-be"))
        must(
            by_hand or list(found) == ordered, f"{self.id} 的名册没有排序。", f"The roster of {self.id} is not sorted."
        )
        return found

    @cached_property
    def names(self) -> dict[str, str]:
        """What the electorate are called: voter → name, in the order of the roster."""
        rows = [
            exactly(row, {"name": plain, "voter": identifier}) for row in self.contents.values(self.path("names.jsonl"))
        ]
        found = {row["voter"]: row["name"] for row in rows}
        must(len(found) == len(rows), f"{self.id} 的姓名有人重复。", f"Somebody has two names in {self.id}.")
        return found

    @cached_property
    def close(self) -> dict[str, Any]:
        """The close statement as the server signed it; Broken where there is none."""
        message = messages.read(self.contents.text(self.path("close.jws")), self.keys.server, "close")
        found = exactly(message.payload, {"mh": plain, "issued": whole, "cast": whole, "cast_root": plain})
        must(
            found["mh"] == b64(self.manifest.mh),
            f"{self.id} 的封箱声明属于另一次表决。",
            f"The close of {self.id} is another poll's.",
        )
        return found

    @cached_property
    def tally(self) -> dict[str, Any]:
        """The tally text as JSON, of the shape of docs/protocol.md section 9 down to `sums`."""
        void = {"voter": identifier, "reason": plain}
        merge = {"written": plain, "into": plain}
        found = exactly(self.contents.json(self.path("tally.json")), {
            "v": one, "vote": identifier, "mh": plain, "issued": whole, "spoiled": whole, "cast": whole,
            "void": each(lambda value: exactly(value, void)), "in_root": root, "out_root": root, "sums": an_object,
            "merges": each(lambda value: exactly(value, merge)),
        })  # fmt: skip
        ours = (found["vote"], found["mh"]) == (self.id, b64(self.manifest.mh))
        must(ours, f"{self.id} 的计票属于另一次表决。", f"The count of {self.id} is another poll's.")
        return found

    @property
    def counted(self) -> bool:
        """Whether terminals' votes of this poll were counted."""
        return self.manifest.mode != "by_hand" and self.log.counted is not None

    @property
    def stations(self) -> tuple[str, ...]:
        """The stations that take part."""
        return tuple(issuer.id for issuer in self.manifest.issuers if issuer.id != SERVER)


@dataclass
class Evidence:
    """The bundle and the workers that check it; `trust` are keys that the user brought."""

    contents: Contents
    workers: Workers
    trust: Trust | None = None
    papers: dict[str, Any] = field(default_factory=dict)  # of the opened ballots, once V9 and V10 have read them

    @cached_property
    def keys(self) -> Keys:
        """The keys of the bundle."""
        return _keys(self.contents.json("keys.json"))

    @cached_property
    def seal(self) -> dict[str, Any]:
        """The payload of index.jws as the server signed it."""
        message = messages.read(self.contents.text("index.jws"), self.keys.server, "bundle")
        return exactly(message.payload, {
            "v": one, "meeting": identifier, "profile": one_of("full", "public"), "index": plain, "checkpoint": plain,
        })  # fmt: skip

    @property
    def full(self) -> bool:
        """Whether this is the full profile."""
        return bool(self.seal["profile"] == "full")

    @cached_property
    def log(self) -> Log:
        """The facts of the log."""
        return logs.read(self.contents.lines("log/entries.jsonl"))

    @cached_property
    def polls(self) -> list[Question]:
        """The polls that count for something, in the order of their announcement."""
        return [Question(name, self.contents, facts, self.keys) for name, facts in self.log.counting.items()]

    @property
    def by_key(self) -> list[Question]:
        """Those that terminals took part in."""
        return [one for one in self.polls if one.manifest.mode != "by_hand"]

    @cached_property
    def sitting(self) -> dict[str, Any]:
        """The sitting's record."""
        found = self.contents.json("sitting.json")
        if not isinstance(found, dict):
            raise Broken("sitting.json 不是对象。", "sitting.json is no object.")
        return found


def _keys(value: Json) -> Keys:
    station = {"station": one_of("A", "B"), "jwk": import_key, "witness": parse_key, "kid": plain}
    found = exactly(value, {
        "meeting": identifier, "server": import_key, "log": parse_key, "devices": an_object,
        "stations": each(lambda row: exactly(row, station)),
    })  # fmt: skip
    for row in found["stations"]:
        must(row["jwk"].kid == row["kid"], "监票席的 kid 与密钥不符。", "A station's kid is not that of its key.")
    name = f"yijue/{found['meeting']}"
    must(
        _is(found["log"], name, ED25519), "日志密钥不是本次会议的。", "The key of the log is not one of this meeting's."
    )
    for row in found["stations"]:
        own = _is(row["witness"], f"{name}/{row['station']}", COSIGNATURE)
        must(own, "监票席的见证密钥不是它的。", "A station's key as witness is not one of that station's.")
    kids = {row["kid"] for row in found["stations"]}
    must(len(kids) == len(found["stations"]), "一个监票席列了两次。", "One station stands twice.")
    stations = tuple(Station(row["station"], row["jwk"], row["witness"]) for row in found["stations"])
    for kid, jwk in found["devices"].items():
        must(import_key(jwk).kid == kid, "终端的 kid 与密钥不符。", "A terminal's kid is not that of its key.")
    return Keys(found["meeting"], found["server"], found["log"], stations, found["devices"])


def _is(key: VerifierKey, name: str, algorithm: int) -> bool:
    return (key.name, key.algorithm) == (name, algorithm)


def parse_key(value: Json) -> VerifierKey:
    """The verifier key in its text."""
    return parse_vkey(plain(value))


def an_object(value: Json) -> dict[str, Json]:
    """An object, whatever it holds."""
    if not isinstance(value, dict):
        raise Broken("此处须为对象。", "An object belongs here.")
    return value


def whole(value: Json) -> int:
    """A whole number from 0."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Broken("此处须为非负整数。", "A whole number from 0 belongs here.")
    return value


def alike(one: object, other: object) -> bool:
    """Whether two values are the same JSON: `true` is no 1."""
    return dumps(one) == dumps(other)


def root(value: Json) -> str:
    """A root of 32 bytes, as it is written."""
    unb64(value, 32)
    return plain(value)


def one(value: Json) -> int:
    """The number 1."""
    must(whole(value) == 1, "版本不认识。", "The version is not known.")
    return 1


def hashed(data: bytes | memoryview) -> str:
    """SHA-256 in base64url."""
    return b64(sha256(data).digest())


def fingerprint(value: object) -> str:
    """The first 16 hexadecimal digits of a key's hash: of a JWK's canonical JSON, or of a verifier key's text."""
    data = value.encode("utf-8") if isinstance(value, str) else dumps(value)
    return sha256(data).hexdigest()[:16]
