"""Words read aloud are edited by a job: the words in a document, digests on the ledger, and all of it after a restart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.clerk.room import Room, texts
from tests.core import notation as n
from voting.clerk import reading
from voting.clerk.clerk import Answer, Done, Order
from voting.clerk.reading import Rewording, differing, figures, heard, written
from voting.core import commands as c
from voting.core import reading_commands as rc
from voting.core.refusals import Refusal
from voting.core.words import Text
from voting.projections.aloud import digest, spoken
from voting.records import gather

WHICH = "p1/result"
MINE = "赞成4票，反对1票，弃权0票。议题a1d1，通过，谢谢张三代表。"


@pytest.fixture
def room() -> Room:
    """A vote by name is counted: four for, one against."""
    room = Room()
    room.held("a1", [("Y", ())] * 4 + [("N", ())])
    return room


def made(room: Room, which: str = WHICH) -> Text:
    return gather.generated(room.state, texts())[which]


def rewording(room: Room, zh: str = MINE, **more) -> Rewording:
    """The chair's other words, made of what stands there now."""
    job = Rewording(n.CHAIR, WHICH, zh, None, False, digest(made(room)), lambda s: gather.generated(s, texts()))
    return replace(job, **more)


def refusal(room: Room, job) -> Refusal:
    answer: Answer = room.clerk.work(job)[0]
    assert isinstance(answer, Refusal), answer
    return answer


def test_the_words_stand_on_screen_and_in_the_record_with_their_author(room: Room) -> None:
    """What is read is the edit; who made it, when, and what was generated stand beside it."""
    room.done(rewording(room))
    words = heard(room.clerk, texts())
    said = gather.aloud(room.state, words)[WHICH]
    assert (said.text, said.open) == (Text(MINE, made(room).en), True)
    assert said.edited is not None
    assert said.edited.generated == made(room)
    assert said.edited.by.startswith("主持人")
    room.order(c.Declare(n.CHAIR, "", "p1", 0))
    poll = gather.poll_record(room.state, replace(words, people={}), room.poll(), {})
    assert (poll.announcement, poll.announcement_edited) == (said.text, said.edited)


def test_names_never_stand_on_the_ledger(room: Room) -> None:
    """Digests and figures do; the words are a document."""
    room.done(rewording(room))
    entries = b"".join(entry.data for entry in room.ledger.read(n.MEETING))
    assert b"announcement.edited.v1" in entries
    assert digest(made(room)).encode() in entries
    assert "张三".encode() not in entries
    assert "张三".encode() in room.dump()


def test_a_restart_keeps_the_edits(room: Room) -> None:
    """A clerk that takes the ledger up knows the same words, and the way back too."""
    room.done(rewording(room))
    before = heard(room.clerk, texts()).readings
    room.restart()
    assert heard(room.clerk, texts()).readings == before
    assert set(before) == {WHICH}
    room.order(rc.RestoreAnnouncement(n.OPERATOR, "", WHICH))
    room.restart()
    assert heard(room.clerk, texts()).readings == {}


def test_other_figures_are_told_and_may_be_insisted_on(room: Room) -> None:
    """A figure that was changed is named; saying so again saves it, and the mark says that figures differ."""
    wrong = MINE.replace("4", "5")
    no = refusal(room, rewording(room, wrong))
    assert no.code == "reading.figures"
    assert [detail.zh for detail in no.details] == ["原有而改后没有：4", "原来没有而改后才有：5"]
    room.done(rewording(room, wrong, despite=True))
    edited = spoken(room.state, heard(room.clerk, texts()), WHICH, made(room)).edited
    assert edited is not None
    assert edited.differs


def test_words_made_of_older_figures_are_not_saved(room: Room) -> None:
    """Whoever edited what stood there before is asked to look again."""
    assert refusal(room, rewording(room, seen="older")).code == "reading.changed"


def test_the_generated_words_are_no_edit(room: Room) -> None:
    """Saving them unchanged records nothing; saving them over an edit takes it back."""
    size = room.clerk.size
    room.done(rewording(room, made(room).zh))
    assert room.clerk.size == size
    room.done(rewording(room))
    room.done(rewording(room, made(room).zh))
    assert room.state.readings == {}


def test_the_same_edit_twice_is_one_document(room: Room) -> None:
    """There and back and there again, in one turn as in three."""
    jobs = [rewording(room), Order(rc.RestoreAnnouncement(n.CHAIR, "", WHICH)), rewording(room)]
    assert all(isinstance(answer, Done) for answer in room.clerk.work(*jobs))
    room.order(rc.RestoreAnnouncement(n.CHAIR, "", WHICH))
    room.done(rewording(room))
    assert heard(room.clerk, texts()).readings[WHICH].edited.zh == MINE


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"zh": "  \n"}, "reading.empty"),
        ({"zh": "一" * (reading.LONGEST + 1)}, "reading.too_long"),
        ({"which": "p1/question"}, "reading.read"),
        ({"which": "p9/result"}, "reading.unknown"),
        ({"which": "quorum"}, "reading.not_yet"),
        ({"by": n.SCRUTINEER}, "role.not_allowed"),
    ],
)  # fmt: skip
def test_what_cannot_be_saved(room: Room, more, code: str) -> None:
    """Each with its sentence, and nothing is recorded."""
    size = room.clerk.size
    assert refusal(room, rewording(room, **more)).code == code
    assert room.clerk.size == size


def test_nothing_is_edited_after_the_declaration(room: Room) -> None:
    """It was read."""
    job = rewording(room)
    room.order(c.Declare(n.CHAIR, "", "p1", 0))
    assert refusal(room, job).code == "reading.read"


def test_an_edit_falls_when_the_figures_change() -> None:
    """Somebody signs in after the opening words were edited: they are made anew, and say that an edit fell."""
    room = Room()
    room.restart()
    which = "p1/question"
    room.put("a1")
    generated = gather.generated(room.state, texts())[which]
    room.done(rewording_of(which, generated))
    changed = Text(generated.zh + "又", generated.en)
    words = heard(room.clerk, texts())
    assert spoken(room.state, words, which, generated).edited is not None
    said = spoken(room.state, words, which, changed)
    assert (said.text, said.edited, said.lapsed) == (changed, None, True)


def rewording_of(which: str, generated: Text) -> Rewording:
    seen = digest(generated)
    return Rewording(n.CHAIR, which, generated.zh + "谢谢。", None, False, seen, lambda s: gather.generated(s, texts()))


def test_figures_and_where_they_differ() -> None:
    """Full-width digits are digits; two figures that changed places differ; words alone never do."""
    assert figures("赞成３０票，反对1票") == ("30", "1")
    assert differing("赞成30票，反对1票", "赞成票30，反对票1，谢谢") == ((), ())
    missing, added = differing("赞成30票，反对1票", "赞成1票，反对30票")
    assert missing == added
    assert len(missing) == 1


def test_what_a_person_typed_is_kept_without_what_nobody_sees() -> None:
    """Control and direction characters go, line ends are of one kind, letters are in NFC."""
    assert written("  通\u202e过\r\n谢谢\x07 ") == "通过\n谢谢"
    assert written("e\u0301") == "é"
