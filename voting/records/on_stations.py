"""What a record says of the scrutineers' stations of a vote: which signed its count, and papers exchanged 换票."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Countersigned:
    """The stations of one vote, by letter, and whether each signed the count; a lost one did not."""

    stations: Mapping[str, bool]
    spoiled: int = 0

    def keys(self) -> dict[str, Any]:
        """What `sitting.json` has of it."""
        marks = [{"station": name, "signed": signed} for name, signed in self.stations.items()]
        return {"stations": marks, "spoiled": self.spoiled}

    def facts(self, *, counted: bool) -> Iterator[dict[str, str]]:
        """Lines of the sheet; of signatures only where there is a count."""
        if counted:
            zh = "；".join(f"监票席{name}{'' if signed else '离线，未签署'}" for name, signed in self.stations.items())
            en = "; ".join(
                f"station {name}{'' if signed else ' lost, not signed'}" for name, signed in self.stations.items()
            )
            yield {"zh": "签署计票", "en": "Count signed by", "value": zh, "small": en}
        if self.spoiled:
            yield {"zh": "换票", "en": "Papers exchanged", "value": f"{self.spoiled}张", "small": ""}
