"""Cases in a few words: a body, a question, and its answer or the sentence that calls the file unusable."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from voting.cases.answers import answer
from voting.cases.fields import Unusable

Json = dict[str, Any]


def case(kind: str, body: str = "congress", level: str = "county", members: int = 100, **more: Any) -> Json:
    """A case: `present`, `recused`, `overlay` and `id` go to the case, everything else to its question."""
    frame = {"id": "x", "body": body, "level": level, "members": members}
    frame |= {name: more.pop(name) for name in ("id", "present", "recused", "overlay") if name in more}
    return {**frame, "question": {"kind": kind, **{name.rstrip("_"): value for name, value in more.items()}}}


def committee(kind: str, **more: Any) -> Json:
    """A case of a standing committee."""
    return case(kind, body="standing_committee", **more)


def ask(one: Json) -> Json:
    """The answer, which has what every answer has; the case itself is left as it was."""
    before = deepcopy(one)
    found: Json = answer(one)
    assert one == before
    assert found["id"] == one["id"]
    assert set(found["explanation"]) == {"zh", "en"}
    assert all(found["explanation"].values())
    assert found["authority"]
    assert ("code" in found) == (found["outcome"] in ("refused", "void"))
    return found


def unusable(one: object) -> str:
    """The sentence that says why the case cannot be answered."""
    with pytest.raises(Unusable) as caught:
        answer(one)
    sentence = str(caught.value)
    assert " / " in sentence
    assert "\n" not in sentence
    return sentence


def votes(y: int, n: int = 0, a: int = 0) -> dict[str, int]:
    return {"for": y, "against": n, "abstain": a}


def motion(y: int, n: int = 0, a: int = 0, **more: Any) -> Json:
    return case("motion", votes=votes(y, n, a), **more)


def totals(valid: int, **given: int) -> dict[str, dict[str, int]]:
    """Sums for candidates who got so many votes, all others against."""
    return {name: votes(y, valid - y) for name, y in given.items()}


def election(box: list[Json] | None = None, **more: Any) -> Json:
    """An election by papers (as many issued and voters as returned) or, with `totals_`, by sums.

    Two deputy chiefs from three, a surplus of one fixed, a congress of 100, unless said otherwise.
    """
    asked: Json = {"office": "DEPUTY_CHIEF", "seats": 2, "candidates": ["A", "B", "C"], "fixed_surplus": 1,
                   "round": "first"}  # fmt: skip
    if box is not None:
        returned = sum(paper.get("copies", 1) for paper in box)
        asked |= {"papers": box}
    else:
        returned = more.get("valid", 0) + more.setdefault("invalid", 0)
    return case("election", **{**asked, "issued": returned, "returned": returned, "voters": returned, **more})


def paper(marks: str, *names: str, copies: int = 1, candidates: str = "ABC") -> Json:
    """A paper in letters: Y for, N against, A abstain, B blank, for the candidates in this order."""
    words = {"Y": "for", "N": "against", "A": "abstain"}
    found = {name: words[mark] for name, mark in zip(candidates, marks, strict=True) if mark != "B"}
    made: Json = {"marks": found, "copies": copies}
    return {**made, "write_ins": list(names)} if names else made
