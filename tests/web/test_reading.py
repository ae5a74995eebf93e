"""An officer's command edits the words that are read, and the screens show them with their mark."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import Desk
from voting.clerk.clerk import Done
from voting.core import commands as c
from voting.core.refusals import Refusal
from voting.projections import screens
from voting.records.gather import voiced
from voting.web.arguments import WrongArgs
from voting.web.reading_acts import ACTS

CHAIR = c.Actor("chair", "chair")
EDIT, RESTORE = ACTS["edit_announcement"][1], ACTS["restore_announcement"][1]


def opening(desk: Desk, role: str = "chair") -> dict[str, Any]:
    """The opening words as the screen of this role has them."""
    house = desk.house
    view: dict[str, Any] = {"chair": screens.chair, "secretary": screens.secretary}[role](
        house.sitting, voiced(house.sitting, house.around())
    )
    [found] = [one for one in view["aloud"] if one["which"] == "opening"]
    assert role != "chair" or view["reading"] == found["text"]
    return dict(found)


def test_words_are_edited_shown_and_put_back(desk: Desk) -> None:
    """Chair and secretary see the same words, the mark and the generated ones; the way back leads there."""
    before = opening(desk)
    assert (before["edited"], before["open"], before["now"]) == (None, True, True)
    args = {"which": "opening", "made": before["made"], "zh": before["text"]["zh"] + "请坐好。", "en": ""}
    assert isinstance(EDIT(desk.house, CHAIR, args), Done)
    after = opening(desk)
    assert after == opening(desk, "secretary")
    assert after["text"] == {"zh": args["zh"], "en": before["text"]["en"]}
    assert after["edited"]["generated"] == before["text"]
    assert isinstance(RESTORE(desk.house, CHAIR, {"which": "opening"}), Done)
    assert opening(desk) == before


def test_other_figures_need_to_be_said_twice(desk: Desk) -> None:
    """The warning is a refusal; `despite` goes on, and the mark says that the figures differ."""
    args = {"which": "opening", "made": opening(desk)["made"], "zh": "应到999人。", "en": "Welcome."}
    no = EDIT(desk.house, CHAIR, args)
    assert isinstance(no, Refusal)
    assert no.code == "reading.figures"
    assert isinstance(EDIT(desk.house, CHAIR, {**args, "despite": True}), Done)
    assert opening(desk)["edited"]["differs"] is True
    RESTORE(desk.house, CHAIR, {"which": "opening"})


@pytest.mark.parametrize(
    "args", [{"zh": 1}, {"en": ["x"]}, {"despite": "yes"}, {"made": ""}, {"which": ""}],
)  # fmt: skip
def test_words_are_text(desk: Desk, args: dict[str, object]) -> None:
    """Anything else is no command."""
    with pytest.raises(WrongArgs):
        EDIT(desk.house, CHAIR, {"which": "opening", "made": "x", "zh": "好", **args})


@pytest.mark.parametrize(
    ("by", "zh", "code"), [(CHAIR, "一" * 20_001, "reading.too_long"), (c.Actor("hall", "h"), "好", "role.not_allowed")]
)
def test_what_is_refused_before_the_clerk_is_asked(desk: Desk, by: c.Actor, zh: str, code: str) -> None:
    """Too long a text, and somebody who may not."""
    no = EDIT(desk.house, by, {"which": "opening", "made": "x", "zh": zh})
    assert isinstance(no, Refusal)
    assert no.code == code
