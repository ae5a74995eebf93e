"""The words that are read aloud: edited until they are read, on record, and never afterwards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import notation as n
from tests.core.notation import AT, CHAIR, OPERATOR, SECRETARY, given
from voting.core import commands as c
from voting.core import reading
from voting.core import reading_commands as rc
from voting.core import reading_events as re
from voting.core.events import Event
from voting.core.state import Edited

READY = n.after((n.prepared(5), n.present(5)))
ANNOUNCED = n.after(n.seated(), n.introduce("a2"), n.deliberate("a2"), n.announce("a2"))
OPEN = n.after(ANNOUNCED, *(n.draw(k) for k in range(1, 6)), n.open_poll())
CLOSED = n.after(OPEN, *(n.cast(k) for k in range(1, 6)), n.close_poll())
COUNTED = n.after(CLOSED, n.count(c.Paper("Y", copies=5)))
DECLARED = n.after(COUNTED, n.declare())
LOST = n.after(n.seated(), *(c.Leave(OPERATOR, AT, n.member(k)) for k in range(1, 4)))
WHEN: dict[str, tuple[Event, ...]] = {
    "opening": READY, "p1/question": ANNOUNCED, "p1/return": CLOSED, "p1/returned": CLOSED, "p1/report": COUNTED,
    "p1/result": COUNTED, "quorum": LOST,
}  # fmt: skip


def edit(which: str = "p1/result", by: c.Actor = CHAIR, **more) -> rc.EditAnnouncement:
    """Other words for an announcement."""
    return rc.EditAnnouncement(by, AT, which, "made", "new", **more)


def edited(which: str = "p1/result", by: c.Actor = CHAIR, missing=(), added=()) -> re.AnnouncementEdited:
    return re.AnnouncementEdited(which, "made", "new", missing, added, AT, by.text())


@pytest.mark.parametrize("which", WHEN)
def test_words_are_edited_while_they_are_still_to_be_read(which):
    """Each announcement may be edited in the one state in which it is about to be read."""
    after = given(*WHEN[which]).when(edit(which)).then(edited(which))
    assert after.state is not None
    assert after.state.readings == {which: Edited("made", "new", (), (), AT, CHAIR.text())}


@pytest.mark.parametrize("by", [CHAIR, OPERATOR, SECRETARY])
def test_chair_operator_and_secretary_edit(by):
    """Who edited stands on record."""
    given(*COUNTED).when(edit(by=by)).then(edited(by=by))


@pytest.mark.parametrize("role", ["scrutineer", "hall", "seat", "system"])
def test_nobody_else_edits(role):
    """The tellers' own report is the tellers' own."""
    given(*COUNTED).when(edit(by=n.acting(role))).refused("role.not_allowed")
    given(*COUNTED).when(rc.RestoreAnnouncement(n.acting(role), AT, "p1/result")).refused("role.not_allowed")


READ = {
    "opening": n.seated(), "p1/question": OPEN,
    "p1/return": COUNTED, "p1/returned": COUNTED, "p1/report": DECLARED, "p1/result": DECLARED,
}  # fmt: skip


@pytest.mark.parametrize("which", READ)
def test_what_was_read_stays_as_it_was_read(which):
    """After the declaration, or once the next thing happened, an edit is refused, and so is the way back."""
    given(*READ[which]).when(edit(which)).refused("reading.read")
    given(*READ[which]).when(rc.RestoreAnnouncement(CHAIR, AT, which)).refused("reading.read")


def test_a_voided_poll_has_nothing_to_edit():
    """What is void is declared as void."""
    given(*n.after(COUNTED, n.void_poll())).when(edit()).refused("reading.read")


@pytest.mark.parametrize(("which", "happened"), [("p1/result", CLOSED), ("p1/return", OPEN), ("quorum", n.seated())])
def test_words_that_have_no_figures_yet_are_not_edited(which, happened):
    """No result is written before it was counted, no lack of quorum before it is lacking."""
    given(*happened).when(edit(which)).refused("reading.not_yet")


def test_the_lack_of_a_quorum_is_not_read_after_the_close():
    """A closed sitting has nothing more to read."""
    agenda = (n.item("a1", "procedural"),)
    done = n.after(n.seated(5, 5, *agenda), n.dispose("a1", "withdrawn", "r", "presidium"), c.CloseSitting(CHAIR, AT))
    given(*done).when(edit("quorum")).refused("reading.read")


@pytest.mark.parametrize("which", ["p2/result", "p1/oath", "p1", "closing", "/result"])
def test_there_are_no_other_words(which):
    """A poll that is not there, or a part that there is not."""
    given(*COUNTED).when(edit(which)).refused("reading.unknown")


@pytest.mark.parametrize("differ", [{"missing": ("30",)}, {"added": ("31",)}])
def test_other_figures_than_the_count_are_warned_about(differ):
    """The person is told which figures are gone and which are new, and may go on, on record."""
    no = given(*COUNTED).when(edit(**differ)).refused("reading.figures")
    assert next(iter(differ.values()))[0] in no.details[0].zh
    given(*COUNTED).when(edit(despite=True, **differ)).then(edited(**differ))


def test_the_way_back():
    """The generated words are read again; there is no way back where nothing was edited."""
    back = rc.RestoreAnnouncement(SECRETARY, AT, "p1/result")
    after = given(*COUNTED, edited()).when(back).then(re.AnnouncementRestored("p1/result", AT, SECRETARY.text()))
    assert after.state is not None
    assert after.state.readings == {}
    given(*COUNTED).when(back).refused("reading.not_edited")


def test_the_last_edit_holds():
    """An edit may be edited again."""
    again = replace(edit(by=OPERATOR), edited="newer")
    after = given(*COUNTED, edited()).when(again).happened
    assert after.state is not None
    assert after.state.readings["p1/result"].edited == "newer"


def test_an_edit_falls_with_the_words_that_it_was_made_of():
    """Another count makes other words: the edit does not hold for those; what was read stays as it was."""
    before = given(*COUNTED, edited()).state
    after = given(*COUNTED, edited(), *given(*COUNTED).when(n.declare()).new).state
    assert before is not None
    assert after is not None
    assert reading.standing(before, "p1/result", "made") is not None
    assert reading.standing(before, "p1/result", "made anew") is None
    assert reading.standing(after, "p1/result", "made anew") is not None
    assert reading.standing(after, "p1/report", "made") is None
