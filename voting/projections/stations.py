"""The scrutineers' stations as screens see them: who they are, whether they answer, what they have signed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from voting.core.state import Poll, Sitting
from voting.core.station import keepers
from voting.core.words import Text
from voting.projections.texts import Texts

# Who keeps a sealed vote secret and issues its papers: what the manifest fixes, and no more. Who has signed the count is
# told beside it, for a station may be lost before that.
TIER_LABELS: Final[Mapping[str, Text]] = {
    "T0": Text("由操作方保密和计票（T0）", "Secrecy and count rest on the operator (T0)"),
    "T1": Text(
        "由操作方与一个监票席共同保密、共同发票（T1）",
        "Kept secret and issued by the operator and one station together (T1)",
    ),
    "T2": Text(
        "由操作方与监票席A、B共同保密、共同发票（T2）",
        "Kept secret and issued by the operator and stations A and B together (T2)",
    ),
}

State = Literal["none", "code", "pending", "enrolled"]


@dataclass(frozen=True)
class StationLamp:
    """One station at this moment; `code` is for the operator alone."""

    station: str
    state: State
    kid: str | None
    online: bool
    code: str | None


def desk(lamps: Iterable[StationLamp], *, codes: bool) -> list[dict[str, object]]:
    """The stations for officers; fingerprints are the first eight characters of the identity key's thumbprint."""
    return [
        {
            "station": one.station, "state": one.state, "kid": one.kid, "online": one.online,
            "fingerprint": one.kid[:8] if one.kid else None, "code": one.code if codes else None,
        }
        for one in lamps
    ]  # fmt: skip


def of_poll(s: Sitting, one: Poll) -> list[dict[str, object]]:
    """The stations of a vote, and whether each has signed its count; `lost` where it is on record as gone: nothing is
    declared while one that is there has not signed.
    """
    return [
        {"station": name, "signed": name in one.signed,
         "lost": name not in one.signed and (name not in s.stations or one.state == "declared")}
        for name in one.stations
    ]  # fmt: skip


def exchanges(one: Poll, texts: Texts) -> list[dict[str, object]]:
    """Papers that tellers exchange 换票: who has recorded it so far; `done` once two have, until it is drawn again."""
    found: list[tuple[str, tuple[str, ...], bool]] = [
        *((voter, by, False) for voter, by in one.spoiling.items()),
        *((voter, (), True) for voter in one.again),
    ]
    return [
        {
            "voter": voter, "seat": one.voters[voter].seat, "done": done, "by": [who.partition(":")[2] for who in by],
            "name": texts.people[voter].name if voter in texts.people else voter,
        }
        for voter, by, done in sorted(found)
    ]  # fmt: skip


def exceeded(one: Poll, consent: Text | None) -> Text | None:
    """What the method consents to; where stations take part it is the least it allows, and who really keeps the vote
    stands beside it.
    """
    if consent is None or one.tier in (None, "T0"):
        return consent
    told = TIER_LABELS[one.tier]
    return Text(
        f"{consent.zh}以上为办法许可的方式；本次有监票席参与，{told.zh}。",
        f"{consent.en} That is what the method allows; in this vote stations take part: {told.en}.",
    )


def gone(one: Poll) -> list[dict[str, object]] | None:
    """Once destruction is ordered: who holds keys of this vote, and whether they have signed that these are gone."""
    if not one.destroyed:
        return None
    return [{"station": name, "gone": name in one.forgotten} for name in keepers(one)]


def keys(s: Sitting, one: Poll) -> str | None:
    """What has become of a vote's keys and sealed envelopes: `in_use`, `kept`, `destroyed`; None where it has none."""
    if one.tier is None:
        return None
    if one.destroyed:
        return "destroyed"
    over = not one.running and (s.phase == "closed" or s.items[one.item].stage == "disposed")
    return "kept" if over else "in_use"
