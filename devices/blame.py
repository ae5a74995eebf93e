"""After which party is a ballot missing (docs/protocol.md section 10)? From its member's opening and the evidence bundle.

Pure but for reading the file. Each layer is opened with the ephemeral keys of the terminal, and what it gives is looked
for among the items that the party of that layer has signed for. No party's key is needed. The opening shows the vote.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from devices import challenge
from devices.encoding import Broken, Json, agrees, array, b64, canonical, fields, hash_of, strict, text, unb64
from devices.ephemeral import opened
from devices.manifest import SERVER, Manifest
from devices.proofs import leaf_of, tree_root
from devices.signer import PublicKey, kid_of, point_of, read_jws

MOST_BYTES = 2**30  # of one member; a bundle has no more in all (docs/bundle.md section 1)
MIX = ("vote", "mh", "by", "level", "in_root", "out_root", "m_in", "m_out", "void")
TALLY = ("vote", "mh", "by", "tally", "out_root", "m")
CAST = ("vote", "mh", "seat", "seq", "prev", "ct")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who has not handed the ballot on, null where it is in the count; `void` is what that party said instead."""

    seat: str
    title: str
    missing_after: str | None
    void: str = ""


@dataclass(frozen=True, slots=True)
class _Shown:
    """An opening whose layers hold: what left each level, the ballot itself last."""

    manifest: Manifest
    raw: str  # the manifest as signed
    server: PublicKey
    seat: str
    title: str
    cast: str
    items: tuple[bytes, ...]


def blame(opening: bytes, bundle: Path) -> Verdict:
    """Follow the opened ballot through the bundle; Broken for an opening or a bundle that does not hold, or fit."""
    shown = _shown(opening)
    with _zip(bundle) as file:
        return _Bundle(file, shown).follow()


def sentences(found: Verdict) -> list[str]:
    """What a scrutineer reads."""
    head = f"{found.title}　席位 / seat {found.seat}"
    who = found.missing_after
    if who is None:
        return [head, "这张票在计票中。 / The ballot is among those counted."]
    zh, en = ("服务器", "the server") if who == SERVER else (f"监票席{who}", f"station {who}")
    said = [f"　{zh}称它作废 / {en} calls it void: {found.void}"] if found.void else []
    return [head, f"这张票到{zh}为止还在，{zh}没有交出。 / The ballot reached {en}, which has not handed it on.", *said]


def _shown(data: bytes) -> _Shown:
    part = fields(strict(data, "opening"), "opening", (*challenge.OPENING, "cast"))
    cast = text(part.pop("cast"), "cast")
    checked = challenge.check(canonical(part))
    server = PublicKey.read(part["server"], "server")
    manifest, _ = challenge.manifest_of(part["manifest"], part["lines"], server)
    said = fields(_said(cast), "cast", CAST)
    seat = text(part["seat"], "seat")
    agrees("cast", said, {"vote": manifest.vote, "mh": b64(manifest.mh), "seat": seat, "ct": part["ct"]})
    keys = [challenge.ephemeral_of(one) for one in array(part["ephemeral"], "ephemeral")]
    items = tuple(_items(manifest, seat, unb64(part["ct"], "ct"), keys))
    ballot = text(part["inner"], "inner").encode()
    return _Shown(
        manifest, text(part["manifest"], "manifest"), server, seat, checked.title, cast, (*items[:-1], ballot)
    )


def _items(manifest: Manifest, seat: str, layer: bytes, keys: Sequence[ec.EllipticCurvePrivateKey]) -> Iterator[bytes]:
    """What each opener finds, the outermost first; `check` has seen that all of it holds."""
    bound = seat.encode()
    for place, (mixer, key) in enumerate(zip(manifest.mix, keys, strict=True)):
        info = b"mix|%d|" % place + manifest.mh + bound
        layer, bound = opened(key, point_of(mixer.pk, "mix"), info, layer, proved=manifest.proved), b""
        yield layer
        if place == 0 and len(manifest.levels) > 1:
            size = 2 + int.from_bytes(layer[:2], "big")
            token = fields(strict(layer[2:size], "token"), "token", ("pk", "r", "s", "sig"))
            layer, bound = layer[size:], unb64(token["pk"], "pk", 33)


def _said(jws: str) -> Json:
    """The payload of a cast whose signature is another's to check."""
    parts = jws.split(".")
    return strict(unb64(parts[1], "cast"), "cast") if len(parts) == 3 else None


def _prev(jws: str) -> Json:
    said = _said(jws)
    return said.get("prev") if isinstance(said, dict) else None


def _zip(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise Broken("bundle", "not a bundle") from error


class _Bundle:
    """The members of one poll that the search needs."""

    def __init__(self, file: zipfile.ZipFile, shown: _Shown) -> None:
        self._file, self._shown = file, shown
        self._at = f"polls/{shown.manifest.vote}/"
        self._keys = self._parties()
        self._cast_by_a_terminal()

    def follow(self) -> Verdict:
        """Through the box and every level, as far as the ballot comes."""
        shown = self._shown
        if self._read(self._at + "manifest.jws").decode() != shown.raw:
            raise Broken("bundle", "the manifest of this vote is another one")
        if not self._boxed():
            return Verdict(shown.seat, shown.title, SERVER)
        for level, (party, item) in enumerate(zip(shown.manifest.mix, shown.items, strict=True)):
            given, void = self._level(level, party.id)
            if item not in given:
                return Verdict(shown.seat, shown.title, party.id, void)
        return Verdict(shown.seat, shown.title, None)

    def _boxed(self) -> bool:
        """Whether the envelope is in the box and enters; Broken where a later vote of this seat took its place."""
        of, found = hash_of(self._shown.cast), set[Json]()
        for row in self._lines("cast.jsonl"):
            jws = row.get("jws") if isinstance(row, dict) else None
            found.add(hash_of(text(jws, "cast")) if jws else row.get("digest") if isinstance(row, dict) else None)
            if jws and _prev(text(jws, "cast")) == of:
                raise Broken("cast", "a later vote has taken the place of the one shown")
        return of in found

    def _level(self, level: int, by: str) -> tuple[set[bytes], str]:
        """What this party has signed to have handed on, and why it calls this seat's envelope void, if it does."""
        last = level == len(self._shown.manifest.mix) - 1
        if last:
            items = [line for line in self._read(self._at + "ballots.jsonl").split(b"\n") if line]
        else:
            items = [unb64(item, "item") for item in self._lines(f"mix/{level}.jsonl")]
        said = self._statement(level, by)
        if unb64(said["out_root"], "out_root", 32) != tree_root([leaf_of(item) for item in items]):
            raise Broken("bundle", f"the items of level {level} are not those that {by} has signed")
        return set(items), self._void(said)

    def _statement(self, level: int, by: str) -> dict[str, Json]:
        """Who opened this level says what came of it; at T0 the signed count does."""
        manifest = self._shown.manifest
        told: dict[str, Json] = {"vote": manifest.vote, "mh": b64(manifest.mh), "by": by}
        if not manifest.issuers:
            return self._signed(self._lines("tally.jsonl")[:1], "tally", TALLY, told)
        return self._signed(self._lines("mix.jsonl")[level : level + 1], "mix", MIX, {**told, "level": level})

    def _signed(self, rows: list[Json], typ: str, names: Sequence[str], told: dict[str, Json]) -> dict[str, Json]:
        key = next((one for one in self._keys if rows and one[1].kid == kid_of(rows[0], typ)), None)
        if key is None or key[0] != told["by"]:
            raise Broken(typ, "no statement of the party")
        part = fields(read_jws(rows[0], typ, key[1]).payload, typ, names)
        agrees(typ, part, told)
        return part

    def _void(self, said: dict[str, Json]) -> str:
        """The reason under which this seat's voter is named void, "" where she is not."""
        rows = [fields(row, "roster", ("kid", "seat", "voter")) for row in self._lines("roster.jsonl")]
        voter = next((row["voter"] for row in rows if row["seat"] == self._shown.seat), None)
        named = [fields(one, "void", ("voter", "reason")) for one in array(said.get("void", []), "void")]
        return next((text(one["reason"], "reason") for one in named if one["voter"] == voter), "")

    def _cast_by_a_terminal(self) -> None:
        """Broken unless a terminal of this sitting has signed what is shown."""
        keys, cast = strict(self._read("keys.json"), "keys"), self._shown.cast
        devices = keys.get("devices") if isinstance(keys, dict) else None
        jwk = devices.get(kid_of(cast, "cast")) if isinstance(devices, dict) else None
        read_jws(cast, "cast", PublicKey.read(jwk, "device"))

    def _parties(self) -> list[tuple[str, PublicKey]]:
        """The server and the stations of this bundle; the server must be the one that the terminal knew."""
        keys = strict(self._read("keys.json"), "keys")
        if not isinstance(keys, dict):
            raise Broken("keys", "not keys")
        server = PublicKey.read(keys.get("server"), "server")
        if server.kid != self._shown.server.kid:
            raise Broken("bundle", "of another server")
        stations = [one for one in array(keys.get("stations"), "stations") if isinstance(one, dict)]
        found = [(text(one.get("station"), "station"), PublicKey.read(one.get("jwk"), "station")) for one in stations]
        return [(SERVER, server), *found]

    def _lines(self, name: str) -> list[Json]:
        return [strict(line, name) for line in self._read(self._at + name).split(b"\n") if line]

    def _read(self, name: str) -> bytes:
        try:
            info = self._file.getinfo(name)
            if info.compress_type != zipfile.ZIP_STORED or info.file_size > MOST_BYTES:
                raise Broken("bundle", f"{name}: compressed, or too large")
            return self._file.read(info)
        except (KeyError, zipfile.BadZipFile) as error:
            raise Broken("bundle", f"no {name}: only a full bundle shows what each party handed on") from error
