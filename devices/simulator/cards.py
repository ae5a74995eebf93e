"""Who sits where: the cards file, and the keys of simulated seats between two starts.

A key folder holds `<meeting>/<seat>.pem` and `.json`, sealed papers and a passphrase file, all 0600. Here the passphrase stands
beside the keys, so the encryption protects a stray copy of a key file and nothing more: fit for a sample only.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from devices import signer
from devices.drawer import Drawer, Folder, Memory
from devices.encoding import Broken, Json, array, fields, strict, text
from devices.enrolment import Bond
from devices.signer import PublicKey, Signer


@dataclass(frozen=True, slots=True)
class Card:
    """What one simulated seat is given. Without a code the seat must be enrolled already."""

    seat: str
    member: str
    pin: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards file."""

    meeting: str
    server: PublicKey | None
    seats: tuple[Card, ...]

    @classmethod
    def load(cls, path: Path, seats: int | None = None) -> Cards:
        """The first `seats` cards of the file, or all; Broken names what is wrong."""
        part = fields(strict(path.read_bytes(), "cards"), "cards", ("meeting", "server", "seats"))
        cards = tuple(_card(card) for card in array(part["seats"], "cards.seats"))
        if seats is not None and not 0 < seats <= len(cards):
            raise Broken("cards", f"{seats} seats wanted, {len(cards)} in the file")
        if len({card.seat for card in cards}) != len(cards):
            raise Broken("cards", "a seat stands twice in it")
        server = None if part["server"] is None else PublicKey.read(part["server"], "cards.server")
        return cls(text(part["meeting"], "cards.meeting"), server, cards[:seats])


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one meeting's simulated seats: in a folder, or only in memory when there is none."""

    folder: Path | None
    passphrase: bytes

    @classmethod
    def at(cls, folder: Path | None, meeting: str) -> Keys:
        """Open or begin the folder of a meeting."""
        if folder is None:
            return cls(None, b"")
        here = folder / quote(meeting, safe="")
        here.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = here / "passphrase"
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(32), encoding="ascii")
        return cls(here, file.read_bytes())

    def of(self, seat: str) -> tuple[Signer, Bond] | None:
        """The key and the memory of a seat that has been enrolled before."""
        key, bond = self._files(seat)
        if key is None or bond is None or not bond.exists():
            return None
        return signer.load(key, self.passphrase), Bond.load(bond)

    def begin(self, seat: str) -> Signer:
        """A key to enrol with: the one of an enrolment that was broken off, or a fresh one."""
        key, _ = self._files(seat)
        if key is None:
            return Signer.new()
        if not key.exists():
            signer.save(Signer.new(), key, self.passphrase)
        return signer.load(key, self.passphrase)

    def keep(self, bond: Bond) -> None:
        """Remember that the seat is enrolled, and with whom."""
        _, file = self._files(bond.seat)
        if file is not None:
            bond.save(file)

    def drawer(self, signer: Signer, seat: str) -> Drawer:
        """Where the seat's papers lie between drawing and audit."""
        return Memory() if self.folder is None else Folder(self.folder / f"{quote(seat, safe='')}.papers", signer)

    def _files(self, seat: str) -> tuple[Path | None, Path | None]:
        if self.folder is None:
            return None, None
        name = quote(seat, safe="")
        return self.folder / f"{name}.pem", self.folder / f"{name}.json"


def _card(value: Json) -> Card:
    part = fields(value, "card", ("seat", "member", "pin", "code"))
    code = None if part["code"] is None else text(part["code"], "code")
    return Card(text(part["seat"], "seat"), text(part["member"], "member"), text(part["pin"], "pin"), code)
