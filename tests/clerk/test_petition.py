"""Who moves an item: the words are a document of the meeting, never an entry of its ledger."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from tests.clerk.room import Room, texts
from tests.core import notation as n
from voting.ballots.encodings import b64
from voting.clerk.petition import Moving, document, moved
from voting.core import track_commands as tc
from voting.core.refusals import Refusal

AGENDA = (n.item("a1", "recall", n.motion(secrecy="secret")),)
WISH = tc.FilePetition(n.OPERATOR, "", "a1", "presidium", (), "副县长王某", "严重失职")


@pytest.fixture
def room() -> Room:
    return Room(agenda=AGENDA)


def test_the_words_of_a_petition_are_not_on_the_ledger(room):
    """ZZF 31: object and content are kept and read again after a restart; the ledger has their digest alone."""
    room.done(Moving(WISH))
    written = b"".join(entry.data for entry in room.ledger.read(room.clerk.meeting))
    assert "王某".encode() not in written
    assert "失职".encode() not in written
    filed = room.ledger.document(room.clerk.meeting, document("a1"))
    assert filed is not None
    assert b64(sha256(filed.data).digest()).encode() in written
    read = moved(room.clerk, texts(AGENDA)).petitions["a1"]
    assert (read.target, read.content) == ("副县长王某", "严重失职")


def test_what_the_core_refuses_is_not_filed(room):
    """A second petition leaves the words of the first."""
    room.done(Moving(WISH))
    no = room.clerk.work(Moving(WISH))[0]
    assert isinstance(no, Refusal)
    assert no.code == "petition.filed"


def test_an_amendment_has_words_of_its_own():
    """SHR 31: what an amendment says stands beside what its item's mover said, each under its own name."""
    amendment = replace(n.motion("x"), part="amendment")
    agenda = (n.item("a1", "decision", amendment, n.motion(), reporter="committee"),)
    room = Room(agenda=agenda, method={**n.CONSENT, "petition.amendment": {"count": 3}})
    room.done(Moving(WISH))
    room.done(Moving(replace(WISH, draft="x", target="第三条", content="修改为……")))
    read = moved(room.clerk, texts(agenda)).petitions
    assert {what: words.target for what, words in read.items()} == {"a1": "副县长王某", "a1/x": "第三条"}
