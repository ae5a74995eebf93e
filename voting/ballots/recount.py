"""The count of a box as one text (docs/protocol.md section 9): the same function for the server, stations and verifiers.

Papers in, canonical JSON out. The sums are `voting.core.tally`'s, so nobody counts by rules of his own. What may never
stand here: who marked what; the one voter named is that of a void envelope.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from voting.ballots.encodings import Malformed, b64
from voting.ballots.fields import exactly, plain
from voting.ballots.opening import Paper
from voting.ballots.papers import Manifest
from voting.core import tally
from voting.core.commands import Paper as Counted
from voting.exact import Json, dumps

UNREADABLE: Final = ("Cc", "Cf", "Co")  # Unicode categories of what no teller could read out
WRITTEN: Final = "written "  # before a name in a sum, so that no name is taken for the id of a line


@dataclass(frozen=True, slots=True)
class Box:
    """What is known of a box beside its papers: figures in papers, roots of 32 bytes, `void` as (voter, reason) sorted
    by voter, `merges` as written name → written name or id of a line.
    """

    issued: int
    cast: int
    in_root: bytes
    out_root: bytes
    spoiled: int = 0
    void: tuple[tuple[str, str], ...] = ()
    merges: Mapping[str, str] = field(default_factory=dict)


def text(manifest: Manifest, lines: Sequence[Json], box: Box, papers: Iterable[Paper]) -> str:
    """The tally text; Malformed when `lines` are none, core.tally.UnknownMark for a mark beside the alphabet."""
    made = {
        "v": 1, "vote": manifest.vote, "mh": b64(manifest.mh), "issued": box.issued, "spoiled": box.spoiled,
        "cast": box.cast, "void": [{"voter": voter, "reason": reason} for voter, reason in box.void],
        "in_root": b64(box.in_root), "out_root": b64(box.out_root),
        "sums": sums(manifest, lines, papers, box.merges),
        "merges": [{"written": name, "into": box.merges[name]} for name in _in_order(box.merges)],
    }  # fmt: skip
    return dumps(made).decode("utf-8")


def of_named(manifest: Manifest, lines: Sequence[Json], box: Box, marks: Iterable[str]) -> str:
    """The tally text of votes by name, given as their marks."""
    return text(manifest, lines, box, [Paper(mark, ()) for mark in marks])


def printed(lines: Sequence[Json]) -> dict[str, str]:
    """The lines of a ballot as id → Chinese name, in ballot order; Malformed when they are not lines of a view."""
    found: dict[str, str] = {}
    for line in lines:
        fields = exactly(line, {"id": plain, "name": lambda name: exactly(name, {"zh": plain, "en": plain})})
        found[fields["id"]] = fields["name"]["zh"]
    if len(found) != len(lines):
        raise Malformed("message.malformed", "a line stands twice")
    return found


def sums(
    manifest: Manifest, lines: Sequence[Json], papers: Iterable[Paper], merges: Mapping[str, str]
) -> dict[str, Any]:
    """The field `sums` of the tally text."""
    rules = manifest.rules
    if rules.kind == "motion":
        motion = tally.motion(Counted(paper.marks, paper.write_ins) for paper in papers)
        return {"kind": "motion", "for": motion.votes_for, "against": motion.against, "abstain": motion.abstain}
    ids = printed(lines)
    if rules.kind == "evaluation":
        found = tally.evaluation((Counted(paper.marks, paper.write_ins) for paper in papers), len(ids))
        grades = [{"id": line, "for": votes} for line, votes in zip(ids, found.votes, strict=True)]
        return {
            "kind": "evaluation",
            "valid": found.valid,
            "invalid": found.returned - found.valid,
            "lines": grades,
        }
    return _election(manifest, ids, papers, merges)


def _election(
    manifest: Manifest, ids: Mapping[str, str], papers: Iterable[Paper], merges: Mapping[str, str]
) -> dict[str, Any]:
    rules = manifest.rules
    known = {plain_name(name): line for line, name in ids.items()}
    into = {WRITTEN + name: to if to in ids else WRITTEN + to for name, to in merges.items()}
    counted = [Counted(paper.marks, _identified(paper.write_ins, known)) for paper in papers]
    judged = tally.ElectionRules(
        seats=rules.max_yes or 0, blank_approves=rules.blank == "for", write_ins=rules.writein_max > 0,
        requires_oppose=rules.writein_opposed,
    )  # fmt: skip
    found = tally.election(tally.merged(counted, into), list(ids), judged)
    by_line = {line.name: line for line in found.ranking}
    written = {line.name.removeprefix(WRITTEN): line.votes_for for line in found.ranking if line.write_in}
    return {
        "kind": "election", "valid": found.valid, "invalid": found.invalid,
        "lines": [
            {"id": line, "for": by_line[line].votes_for, "against": by_line[line].against,
             "abstain": by_line[line].abstain, "blank": by_line[line].blank}
            for line in ids
        ],
        "write_ins": [{"name": name, "votes": written[name]} for name in _in_order(written)],
    }  # fmt: skip


def _identified(names: Iterable[str], known: Mapping[str, str]) -> tuple[str, ...]:
    """The legible names on a paper: of a line the line's id, of anybody else the name behind its mark."""
    legible = (name for name in map(plain_name, names) if name)
    return tuple(known.get(name, WRITTEN + name) for name in legible)


def written_names(lines: Sequence[Json], papers: Iterable[Paper]) -> list[str]:
    """Every name written in that is no line's, each once, by code point: the log knows them as w1, w2 … in this order."""
    known = {plain_name(name) for name in printed(lines).values()}
    return sorted({name for paper in papers for name in map(plain_name, paper.write_ins) if name} - known)


def plain_name(name: str) -> str:
    """A written name as it is compared: NFC, without blanks around and, between Chinese characters, within.

    Empty where nothing legible is written (law.md C6: an illegible name is a void part, the rest of the paper counts).
    """
    normal = unicodedata.normalize("NFC", name)
    if any(unicodedata.category(one) in UNREADABLE or _noncharacter(ord(one)) for one in normal):
        return ""
    tight = "".join(normal.split())
    return tight if not tight.isascii() else " ".join(normal.split())


def _noncharacter(code: int) -> bool:
    """The 66 code points that are no characters in any version of Unicode; what is unassigned today may be a name."""
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def _in_order(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: name.encode("utf-16-be"))
