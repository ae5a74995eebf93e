"""What a station looks at before it countersigns a manifest: one check after the other, each with its name.

Pure: what the server offers and what the station knows by itself go in, the findings come out, and the page shows them
ticked or crossed. Nothing here signs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from voting.ballots.encodings import Malformed
from voting.ballots.fields import exactly, identifier, keyed, octets
from voting.ballots.p256 import PublicKey, import_key
from voting.ballots.papers import Issuer, Manifest, Opener, candidates_hash, roster_hash
from voting.exact import Json
from voting.station.agenda import Planned, differences
from voting.station.notebook import Person

State = Literal["good", "look", "bad"]


@dataclass(frozen=True)
class Row:
    """One of the electorate: who votes, where, with which device; `kid` is empty where there is no terminal."""

    voter: str
    seat: str
    kid: str


@dataclass(frozen=True)
class Offer:
    """What came with a `countersign` task, read to the field; the manifest's signature has been verified."""

    manifest: Manifest
    lines: Sequence[Json]
    roster: tuple[Row, ...]
    devices: Mapping[str, PublicKey]
    stations: Mapping[str, PublicKey]


@dataclass(frozen=True)
class Own:
    """What the station knows by itself: its roll, the device each seat was first seen with, its keys of this vote."""

    meeting: str
    station: str
    roll: Mapping[str, Person]
    devices: Mapping[str, str]
    identity: PublicKey
    peers: Mapping[str, str]
    modulus: bytes
    point: bytes
    agenda: tuple[Planned, ...] = ()


@dataclass(frozen=True)
class Check:
    """One look: `bad` is never signed, `look` is a person's to decide or to know; `about` says which rows."""

    name: str
    state: State
    about: tuple[str, ...] = ()


def _kid(value: Json) -> str:
    if value != "":  # a member who was signed in at the desk has no terminal
        octets(32)(value)
    return str(value)


_ROW: Final = {"kid": _kid, "seat": identifier, "voter": identifier}


def read_roster(value: Json) -> tuple[Row, ...]:
    """The electorate of a task; Malformed when a field is not as it must be."""
    if not isinstance(value, list):
        raise Malformed("message.malformed", "a roster is a list")
    return tuple(Row(**exactly(one, _ROW)) for one in value)


def read_devices(value: Json) -> dict[str, PublicKey]:
    """The devices of a task by kid; Malformed where a kid is not its key's thumbprint."""
    if not isinstance(value, dict):
        raise Malformed("message.malformed", "devices are an object")
    found = {kid: import_key(jwk) for kid, jwk in value.items()}
    if any(key.kid != kid for kid, key in found.items()):
        raise Malformed("message.malformed", "a kid is the thumbprint of its key")
    return found


def look(offer: Offer, own: Own) -> tuple[Check, ...]:
    """Every check, in the order in which the page shows them."""
    return tuple(_check(name, find(offer, own)) for name, find in LOOKS.items())


def _check(name: str, found: tuple[State, Sequence[str]]) -> Check:
    return Check(name, found[0], tuple(found[1]))


def _all_good(faults: Sequence[str], state: State = "bad") -> tuple[State, Sequence[str]]:
    return (state if faults else "good"), faults


def _yes(holds: bool) -> tuple[State, Sequence[str]]:
    return ("good" if holds else "bad"), ()


def _meeting(offer: Offer, own: Own) -> tuple[State, Sequence[str]]:
    return _yes(offer.manifest.meeting == own.meeting)


def _tier(offer: Offer, own: Own) -> tuple[State, Sequence[str]]:
    """The reader of manifests holds issuers, openers and levels to the tier; here, that this station is among them."""
    return _yes(offer.manifest.mode == "secret" and own.station in [one.id for one in offer.manifest.issuers])


def _keys(offer: Offer, own: Own) -> tuple[State, Sequence[str]]:
    manifest = offer.manifest
    mine = Issuer(own.station, own.modulus) in manifest.issuers and Opener(own.station, own.point) in manifest.mix
    apart = len({one.n for one in manifest.issuers}) == len(manifest.issuers)
    return _yes(mine and apart and len({one.pk for one in manifest.mix}) == len(manifest.mix))


def _lines(offer: Offer, _own: Own) -> tuple[State, Sequence[str]]:
    fits = candidates_hash(offer.lines) == offer.manifest.candidates_hash
    return _yes(fits and len(offer.lines) == offer.manifest.rules.lines)


def _agenda(offer: Offer, own: Own) -> tuple[State, Sequence[str]]:
    """The question as the scrutineers' own agenda has it: rounds and amendments are not there, and a person decides."""
    voting = sum(one.votes for one in own.roll.values())
    return _all_good(differences(own.agenda, offer.manifest, offer.lines, voting), "look")


def _roster(offer: Offer, _own: Own) -> tuple[State, Sequence[str]]:
    try:
        fits = roster_hash((row.voter, row.seat, row.kid) for row in offer.roster) == offer.manifest.roster_hash
    except ValueError:
        fits = False
    seats, kids = [row.seat for row in offer.roster], [row.kid for row in offer.roster if row.kid]
    return _yes(fits and len(set(seats)) == len(seats) and len(set(kids)) == len(kids))


def _members(offer: Offer, own: Own) -> tuple[State, Sequence[str]]:
    return _all_good([row.voter for row in offer.roster if row.voter not in own.roll or not own.roll[row.voter].votes])


def _figures(offer: Offer, own: Own) -> tuple[State, Sequence[str]]:
    rules, voting = offer.manifest.rules, sum(one.votes for one in own.roll.values())
    return _yes(rules.eligible == len(offer.roster) <= voting and rules.eligible <= rules.present <= voting)


def _moved(offer: Offer, own: Own) -> tuple[State, Sequence[str]]:
    return _all_good([row.voter for row in offer.roster if row.voter in own.roll and own.roll[row.voter].seat != row.seat],
                     "look")  # fmt: skip


def _known(offer: Offer, _own: Own) -> tuple[State, Sequence[str]]:
    return _all_good([row.seat for row in offer.roster if row.kid and row.kid not in offer.devices])


def _devices(offer: Offer, own: Own) -> tuple[State, Sequence[str]]:
    return _all_good([row.seat for row in changed(offer, own)], "look")


def changed(offer: Offer, own: Own) -> tuple[Row, ...]:
    """Rows whose seat was first seen with another device, or whose device served another seat before."""
    seat_of = {kid: seat for seat, kid in own.devices.items()}
    return tuple(row for row in offer.roster
                 if row.kid and (own.devices.get(row.seat, row.kid) != row.kid or seat_of.get(row.kid, row.seat) != row.seat))  # fmt: skip


def _peers(offer: Offer, own: Own) -> tuple[State, Sequence[str]]:
    """Every station of the poll is named; this one as itself, another as it was seen first, like a device."""
    needed = {one.id for one in offer.manifest.issuers if one.id != "S"}
    if not needed <= offer.stations.keys() or offer.stations.get(own.station) != own.identity:
        return "bad", (own.station,)
    others = [name for name, key in offer.stations.items() if own.peers.get(name, key.kid) != key.kid]
    return _all_good(others, "look")


def read_stations(value: Json) -> dict[str, PublicKey]:
    """The identities of the stations of a task, by letter."""
    found: dict[str, PublicKey] = keyed(import_key, "A", "B")(value)
    return found


LOOKS: Final[dict[str, Callable[[Offer, Own], tuple[State, Sequence[str]]]]] = {
    "meeting": _meeting,
    "tier": _tier,
    "keys": _keys,
    "lines": _lines,
    "agenda": _agenda,
    "roster": _roster,
    "members": _members,
    "figures": _figures,
    "moved": _moved,
    "known": _known,
    "devices": _devices,
    "peers": _peers,
}
