"""The agenda that the scrutineers brought: what each planned vote asks, as far as a manifest can be held against it.

Pure. A vote that is not planned, or differs, is nobody's lie by itself (rounds, amendments, withdrawn names): a person
looks, and decides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from voting.ballots.papers import Manifest
from voting.exact import Json


@dataclass(frozen=True)
class Measure:
    """What a vote is measured by: the base (`members` or `present`), and the share, `over` or `at_least` a `part`."""

    base: str
    test: str
    part: str


@dataclass(frozen=True)
class Marking:
    """What a mark on the paper means: a blank as blank or `for`, how many names may be written, whether only beside an
    opposed one.
    """

    blank: str = "blank"
    writein_max: int = 0
    writein_opposed: bool = False


@dataclass(frozen=True)
class Planned:
    """One planned vote, in Chinese as it stands on the ballot; a motion has no names. Of the measures and
    markings any may hold: the method's from its adoption on, the law's before.
    """

    title: str
    kind: str
    secrecy: str
    names: tuple[str, ...]
    seats: int | None
    measures: tuple[Measure, ...]
    markings: tuple[Marking, ...] = (Marking(),)


def written(agenda: Iterable[Planned]) -> str:
    """The agenda as the notebook keeps it."""
    return json.dumps([asdict(one) for one in agenda], ensure_ascii=False)


def read(text: str | None) -> tuple[Planned, ...]:
    """The agenda out of the notebook; nothing where none was given."""
    rows: list[dict[str, Any]] = json.loads(text or "[]")
    return tuple(
        Planned(
            **{
                **row,
                "names": tuple(row["names"]),
                "measures": tuple(Measure(**one) for one in row["measures"]),
                "markings": tuple(Marking(**one) for one in row.get("markings", ({},))),
            }
        )
        for row in rows
    )


def differences(agenda: Sequence[Planned], manifest: Manifest, lines: Sequence[Json], voters: int) -> tuple[str, ...]:
    """In what a manifest differs from the planned vote of its title, or from the nearest where several have it; `voters`
    are those with a vote on the station's own roll. (`no_agenda`,) without an agenda, (`title`,) where none is planned.
    """
    if not agenda:
        return ("no_agenda",)
    same = [one for one in agenda if one.title == manifest.title]
    return min((tuple(_differs(one, manifest, lines, voters)) for one in same), key=len, default=("title",))


def _differs(one: Planned, manifest: Manifest, lines: Sequence[Json], voters: int) -> Iterable[str]:
    rules = manifest.rules
    if one.kind != rules.kind:
        yield "kind"
    if one.secrecy != manifest.mode:
        yield "secrecy"
    if sorted(map(_name, lines)) != sorted(map(_close, one.names or (one.title,))):
        yield "lines"
    if one.seats != rules.max_yes:
        yield "seats"
    if Marking(rules.blank, rules.writein_max, rules.writein_opposed) not in one.markings:
        yield "marks"
    fitting = [it for it in one.measures if (it.test, it.part) == (rules.threshold.test, rules.threshold.share)]
    if not fitting:
        yield "threshold"
    bases = {"members": voters, "present": rules.present}
    if rules.base not in {bases[it.base] for it in fitting or one.measures}:
        yield "base"


def _name(line: Json) -> str:
    """The Chinese name of a line."""
    name = line.get("name") if isinstance(line, Mapping) else None
    return _close(str(name.get("zh"))) if isinstance(name, Mapping) else ""


def _close(name: str) -> str:
    """A name without the spaces that lists put between two characters."""
    return "".join(name.split())
