"""The configuration: one frozen object, read once from the environment; a missing value stops the start by its name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

DATABASE: Final = "YIJUE_DATABASE"
KEYS: Final = "YIJUE_KEYS"
OFFSET: Final = "YIJUE_UTC_OFFSET"
ADDRESS: Final = "YIJUE_ADDRESS"
AUTHORITY: Final = "YIJUE_AUTHORITY"
TSA: Final = "YIJUE_TSA"
PASSPHRASE: Final = "YIJUE_PASSPHRASE"  # noqa: S105  # the variable's name
CHINA: Final = "+08:00"  # China Standard Time holds in every hall of the first users


class Missing(LookupError):
    """A value that the server cannot start without."""


@dataclass(frozen=True)
class Config:
    """Where the database and the keys are, and the offset that times are written with (`+08:00`).

    On a local network also the address that tablets open, and the certificate that they install first. `tsa`: the
    address of a time stamp server (RFC 3161) for signed sheets, empty for none.
    """

    database: str
    keys: Path
    utc_offset: str = CHINA
    address: str = ""
    authority: Path | None = None
    tsa: str = ""

    def environment(self) -> dict[str, str]:
        """The variables from which `read` makes this object again, over those of this process."""
        here = {DATABASE: self.database, KEYS: str(self.keys), OFFSET: self.utc_offset, ADDRESS: self.address}
        return {**os.environ, **here, AUTHORITY: str(self.authority or ""), TSA: self.tsa or os.environ.get(TSA, "")}


def read(environment: Mapping[str, str] | None = None) -> Config:
    """The configuration in the environment; Missing with the variable's name."""
    found = os.environ if environment is None else environment
    for name in (DATABASE, KEYS):
        if not found.get(name):
            raise Missing(f"set {name}: {'a database URL' if name == DATABASE else 'the directory of keys'}")
    authority = Path(found[AUTHORITY]) if found.get(AUTHORITY) else None
    return Config(
        found[DATABASE],
        Path(found[KEYS]),
        found.get(OFFSET, CHINA),
        found.get(ADDRESS, ""),
        authority,
        found.get(TSA, ""),
    )


def passphrase() -> str | None:
    """The passphrase or PIN that this process was given, or None. Never on a command line, where everybody can read it."""
    return os.environ.get(PASSPHRASE)
