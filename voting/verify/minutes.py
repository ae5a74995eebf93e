"""What sitting.json minutes of a count by name (V11; docs/bundle.md section 7): void envelopes, traces, written names settled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from voting.ballots import recount
from voting.core.void_words import VOIDS
from voting.core.words import Text, actor_label
from voting.verify import entries, record
from voting.verify.boxes import shown
from voting.verify.evidence import Evidence, Question, alike
from voting.verify.saying import must
from voting.verify.votes import speaks

Row = Mapping[str, Any]
Meant = Callable[[Evidence, Question, Row, Sequence[Row]], Iterator[Row]]
PERSON: Final[Mapping[str, entries.Holds]] = {"name": entries.text, "seat": entries.text}
SETTLED: Final[Mapping[str, entries.Holds]] = {
    "written": entries.texts, "into": entries.text, "deputy": lambda value: value is None or entries.text(value),
}  # fmt: skip
BY: Final = dict.fromkeys(("reason", "by", "at"), entries.text)
REASONS: Final = dict.fromkeys(("void_voters", "void_reasons"), entries.texts)


def held(e: Evidence, poll: Question, found: Row) -> None:
    """Who is void, who was traced and whom names were settled to be is what tally and log have; older logs are let be."""
    if not poll.log.framed:
        return
    _reasons(poll)
    secret = found["secrecy"] == "secret"
    for field, (form, meant) in FIELDS.items():
        rows = found[field] if secret else []
        must(
            (field in found) == secret
            and isinstance(rows, list)
            and all(entries.has(row, form) for row in rows)
            and alike(rows, list(meant(e, poll, found, rows))),
            f"会议记录中 {poll.id} 的无效信封、追溯或姓名认定与日志不符。",
            f"sitting.json has other {field} of {poll.id} than tally and log.",
        )


def _void(poll: Question) -> list[tuple[str, str]]:
    """Voter and reason of each void envelope, sorted as the tally has them."""
    return [(row["voter"], row["reason"]) for row in poll.tally["void"]] if poll.counted else []


def _reasons(poll: Question) -> None:
    """The log gives each void voter the reason that the tally gives."""
    if poll.log.counted is None:
        return
    event = poll.log.counted.event
    entries.formed(poll.id, event, REASONS)
    must(
        len(event["void_voters"]) == len(event["void_reasons"])
        and sorted(zip(event["void_voters"], event["void_reasons"], strict=True)) == sorted(_void(poll)),
        f"日志中 {poll.id} 的无效理由与计票不符。",
        f"The log has other reasons of void envelopes of {poll.id} than the tally.",
    )


def _voids(e: Evidence, poll: Question, found: Row, rows: Sequence[Row]) -> Iterator[Row]:
    """A count that a settled name has overtaken is none."""
    counted = poll.log.counted
    if counted is not None and counted.at > poll.log.settled_at:
        yield from _persons(e, poll, found, rows, _void(poll))


def _traces(e: Evidence, poll: Question, found: Row, rows: Sequence[Row]) -> Iterator[Row]:
    traced = poll.log.traced
    persons = _persons(e, poll, found, rows, [(voter, why) for voter, why, _ in traced])
    for row, (_, _, by) in zip(persons, traced, strict=True):
        yield {**row, "found_by": by}


def _persons(
    e: Evidence, poll: Question, found: Row, rows: Sequence[Row], told: Sequence[tuple[str, str]]
) -> Iterator[Row]:
    """A name that this profile does not have, and a seat where it hides who was moved, are as the record says."""
    must(len(rows) == len(told), f"{poll.id} 的人数不符。", f"sitting.json names more or fewer of {poll.id}.")
    names, moved = _names(e, poll), not e.full and "replaced" in found
    for row, (voter, why) in zip(rows, told, strict=True):
        seat, words = speaks(poll, voter, len(e.log.shown)).seat, VOIDS.get(why, Text(why, why))
        yield {
            "voter": voter, "name": names.get(voter, row["name"]), "seat": row["seat"] if moved else seat,
            "word": why, "reason": {"zh": words.zh, "en": words.en},
        }  # fmt: skip


def _names(e: Evidence, poll: Question) -> Mapping[str, str]:
    there = poll.manifest.mode != "by_hand" and (e.full or poll.manifest.mode == "named")
    return poll.names if there else {}


def _settlements(e: Evidence, poll: Question, _: Row, rows: Sequence[Row]) -> Iterator[Row]:
    """Written names by their numbers where ballots are shown, else as many as the log has; or nowhere how they were written."""
    settled, names = poll.log.settled, _names(e, poll)
    must(len(rows) == len(settled), f"{poll.id} 的姓名认定数目不符。", f"Other names of {poll.id} were settled.")
    known = {**record.numbered(e, poll), **recount.printed(poll.lines)}
    everything = poll.counted and poll in shown(e)
    folded = not any(row["written"] for row in rows)
    for row, event in zip(rows, settled, strict=True):
        entries.formed(poll.id, event, BY)
        numbers = [*event["names"], event["into"]]
        must(
            (folded or len(row["written"]) == len(event["names"])) and (not everything or known.keys() >= {*numbers}),
            f"{poll.id} 所认定的姓名不在票上。",
            f"Names of {poll.id} were settled that nobody wrote.",
        )
        written = [] if folded else [known.get(*one) for one in zip(event["names"], row["written"], strict=True)]
        deputy = event.get("deputy")
        yield {
            "written": written, "into": known.get(event["into"], row["into"]),
            "deputy": names.get(deputy, row["deputy"] or "") if deputy is not None else None,
            "reason": event["reason"], "by": actor_label(event["by"]), "at": event["at"],
        }  # fmt: skip


FIELDS: Final[Mapping[str, tuple[Mapping[str, entries.Holds], Meant]]] = {
    "void_envelopes": (PERSON, _voids), "traces": (PERSON, _traces), "settled_names": (SETTLED, _settlements),
}  # fmt: skip
