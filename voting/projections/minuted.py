"""What of a count goes into the minutes by name: void envelopes, what was traced, whom written names were settled to be.

Names by name are for officers, the sheet and the record; never how anybody voted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from voting.core import roster
from voting.core.minutes import SettledName
from voting.core.state import Poll, Sitting
from voting.core.void_words import VOIDS
from voting.core.words import Text, actor_label
from voting.projections.texts import Texts, plain

FINDERS: Final = {
    "S": Text("服务器", "the server"), "A": Text("监票席A", "station A"), "B": Text("监票席B", "station B"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NamedVoid:
    """Whose envelope is void and why; of a trace also who found the item bad."""

    voter: str
    name: str
    seat: str
    word: str
    reason: Text
    found_by: str | None = None

    def keys(self) -> dict[str, Any]:
        """As views and `sitting.json` have it."""
        told = {
            "voter": self.voter,
            "name": self.name,
            "seat": self.seat,
            "word": self.word,
            "reason": plain(self.reason),
        }
        return told if self.found_by is None else {**told, "found_by": self.found_by}


@dataclass(frozen=True, slots=True)
class Settlement:
    """Names as they were written, whom they are from now on, the member that is (None: no member), and whose word it is."""

    written: tuple[str, ...]
    into: str
    deputy: str | None
    reason: str
    by: str
    at: str

    def keys(self) -> dict[str, Any]:
        """As views and `sitting.json` have it."""
        return {
            "written": list(self.written), "into": self.into, "deputy": self.deputy, "reason": self.reason,
            "by": self.by, "at": self.at,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Minuted:
    """The whole of it for one vote; `chiefs` are the chief scrutineers 总监票人 in office by a list of this meeting."""

    voids: tuple[NamedVoid, ...] = ()
    traces: tuple[NamedVoid, ...] = ()
    settled: tuple[Settlement, ...] = ()
    chiefs: tuple[str, ...] = ()

    def keys(self) -> dict[str, Any]:
        """As officers' views and `sitting.json` have it."""
        return {
            "void_envelopes": [one.keys() for one in self.voids], "traces": [one.keys() for one in self.traces],
            "settled_names": [one.keys() for one in self.settled], "chief_scrutineers": list(self.chiefs),
        }  # fmt: skip

    def unspelt(self) -> Minuted:
        """Without how names were written, where a rule keeps back what one voter wrote."""
        return replace(self, settled=tuple(replace(one, written=()) for one in self.settled))

    def facts(self) -> Iterator[dict[str, str]]:
        """Lines of the sheet."""
        if self.voids:
            yield _fact("无效信封", "Void envelopes", map(_void, self.voids))
        if self.traces:
            yield _fact("追溯", "Traced", map(_trace, self.traces))
        if self.settled:
            yield _fact("姓名认定", "Names settled", map(_settlement, self.settled))
        if self.chiefs:
            small = "decides what is unclear: papers, written names"
            yield {"zh": "总监票人", "en": "Chief scrutineer", "value": "、".join(self.chiefs), "small": small}


def of(s: Sitting, one: Poll, texts: Texts) -> Minuted:
    """What goes into the minutes of this vote, as far as it has come."""
    seen = one.counted
    voids = () if seen is None else tuple(zip(seen.void_voters, seen.void_reasons, strict=False))
    unsaid = () if seen is None else seen.void_voters[len(seen.void_reasons) :]  # an older ledger has no reasons
    return Minuted(
        tuple(_named(one, texts, voter, why) for voter, why in (*voids, *((voter, "") for voter in unsaid))),
        tuple(_named(one, texts, made.voter, made.reason, made.found_by) for made in one.traced),
        tuple(_settled(one, texts, made) for made in one.settlements),
        _names(texts, roster.in_office(s, "chief_tellers")) if one.draft.secrecy == "secret" else (),
    )  # fmt: skip


def _named(one: Poll, texts: Texts, voter: str, why: str, found_by: str | None = None) -> NamedVoid:
    (name,) = _names(texts, (voter,))
    seat = one.voters[voter].seat if voter in one.voters else ""
    return NamedVoid(voter, name, seat, why, VOIDS.get(why, Text(why, why)), found_by)


def _settled(one: Poll, texts: Texts, made: SettledName) -> Settlement:
    written = tuple(texts.name_of(one.id, name).zh for name in made.names)
    deputy = _names(texts, (made.deputy,))[0] if made.deputy else None
    into = texts.name_of(one.id, made.into).zh
    return Settlement(written, into, deputy, made.reason, actor_label(made.by), made.at)


def _names(texts: Texts, ids: Iterable[str]) -> tuple[str, ...]:
    people = texts.people
    return tuple(people[one].name if one in people else one for one in sorted(ids))


def _fact(zh: str, en: str, told: Iterable[Text]) -> dict[str, str]:
    found = list(told)
    return {
        "zh": zh, "en": en, "value": "；".join(one.zh for one in found), "small": "; ".join(one.en for one in found if one.en),
    }  # fmt: skip


def _void(one: NamedVoid) -> Text:
    why = Text(f"（{one.reason.zh}）", f": {one.reason.en}") if one.word else Text("", "")
    return Text(f"{one.seat} {one.name}{why.zh}", f"{one.seat}{why.en}")


def _trace(one: NamedVoid) -> Text:
    by = FINDERS.get(one.found_by or "", Text("", ""))
    return Text(
        f"{one.seat} {one.name}（{one.reason.zh}，{by.zh}发现）", f"{one.seat}: {one.reason.en}, found by {by.en}"
    )


def _settlement(one: Settlement) -> Text:
    written = "".join(f"“{name}”" for name in one.written) or "几种写法"
    who = f"，系代表{one.deputy}" if one.deputy else ""
    return Text(f"{written}认定为“{one.into}”{who}（{one.reason}；{one.by}）", f"taken as “{one.into}”")
