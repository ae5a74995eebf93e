"""From a case to its answer, and from a file of cases to the text of all answers in their order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from voting.cases import elections, questions
from voting.cases.case import Answer, Case, opened
from voting.cases.fields import Fields, Unusable, lone_surrogate
from voting.cases.stream import Source, elements, end

KINDS: Final[dict[str, Callable[[Case, Fields], Answer]]] = {
    "quorum": questions.held,
    "motion": questions.motion,
    "petition": questions.petition,
    "slate": elections.slate,
    "primary": elections.primary,
    "election": elections.elected,
    "evaluation": questions.evaluation,
    "unsatisfied": questions.unsatisfied,
}


def answer(value: object) -> Answer:
    """The answer to one case, as a JSON object; Unusable where the case cannot be answered."""
    fields = Fields(value)
    ask = fields.inner("question")
    case = opened(fields)
    fields.close()
    return KINDS[ask.word("kind", KINDS)](case, ask)


def answers(stream: BinaryIO) -> Iterator[bytes]:
    """The answers as JSON text, piece by piece: one object for one case, an array for an array.

    Unusable at the first case that cannot be answered; what came before is to be thrown away then.
    """
    source = Source(stream)
    if source.peek() != "[":
        only = _answered(source.value())
        end(source)
        yield only + b"\n"
        return
    at, before = 0, b"["
    try:
        for value in elements(source):
            yield before + _answered(value)
            at, before = at + 1, b",\n"
    except Unusable as error:
        raise error.at(at) from error
    end(source)
    yield b"[]\n" if before == b"[" else b"]\n"


_WRITER: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False)


def _answered(value: object) -> bytes:
    one = answer(value)
    try:
        return _WRITER.encode(one).encode("utf-8")
    except UnicodeEncodeError as error:
        where = lone_surrogate(value) or ""
        raise Unusable(where, "名称中有不成字的编码", "a lone surrogate in a name is no character") from error
