"""A form read: the file it makes, the plan in that file, and every fault with its place in the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from voting.core.words import Text
from voting.documents.plan import SittingErrors
from voting.documents.sitting import FORMAT, sitting_of
from voting.documents.toml_lines import Path
from voting.documents.writing import Unwritable, file_of, form_of
from voting.preparation import LAW, SITTING_FILE, Plan, Unusable, read_plan

ROLL: Final = "roll.csv"  # what the file calls the roll; in the browser it is uploaded apart
NO_WORD: Final = Text("此处的内容不能保存。", "What stands here cannot be kept.")


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: keys and positions (from 0) down from the top of the form; () is the form as a whole."""

    path: Path
    text: Text


@dataclass(frozen=True)
class Judged:
    """A form as the reader understood it: its plan, or else at least one fault."""

    plan: Plan | None
    faults: tuple[Fault, ...]


def editable(data: bytes) -> dict[str, object]:
    """The form of a filed sitting file."""
    return dict(form_of(data))


def whole(form: Mapping[str, object], meeting: str) -> dict[str, object]:
    """The form with what no secretary chooses: the format, the id of this ledger, the name of the roll."""
    told = form.get("meeting")
    table = {"roll": ROLL, **(told if isinstance(told, Mapping) else {}), "id": meeting}
    return {**form, "format": FORMAT, "meeting": table}


def judged(form: Mapping[str, object], meeting: str) -> Judged:
    """The plan in a form, or every fault of it."""
    try:
        data, found = _read(whole(form, meeting))
    except Unwritable as error:
        return Judged(None, (Fault(error.path, NO_WORD),))
    if found is not None:
        return Judged(None, tuple(Fault(e.path, Text(e.zh, e.en)) for e in found.errors))
    try:
        return Judged(read_plan(data), ())
    except Unusable as error:
        return Judged(None, faults_of(error))


def faults_of(error: Unusable) -> tuple[Fault, ...]:
    """What cannot be used, with its places; nobody who fills in a form thinks of a file."""
    pairs = zip(error.paths, error.faults, strict=True)
    return tuple(Fault(path, Text(*(told.removeprefix(f"{SITTING_FILE} ") for told in text))) for path, text in pairs)


def _read(form: Mapping[str, object]) -> tuple[bytes, SittingErrors | None]:
    """The file of the form; where the reader wants a day, the text is written as one."""
    data = file_of(form)
    found = sitting_of(data, SITTING_FILE, LAW)
    days = [e.path for e in found.errors if e.day] if isinstance(found, SittingErrors) else []
    if days:
        data = file_of(form, days)
        found = sitting_of(data, SITTING_FILE, LAW)
    return data, found if isinstance(found, SittingErrors) else None
