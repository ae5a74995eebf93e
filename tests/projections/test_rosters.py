"""What the secretary sees of the sitting's own lists."""

from __future__ import annotations

from dataclasses import replace

from tests.core import notation as n
from tests.core.notation import given
from tests.core.test_roster import laid, names
from tests.projections.test_views import AROUND
from voting.core.words import Text
from voting.projections import rosters

TEXTS = replace(AROUND.texts, items={"a1": Text("主席团名单", "The presidium")})


def seen(*happened):
    state = given(*happened).state
    assert state is not None
    return rosters.view(state, TEXTS)


def test_a_list_says_who_is_on_it_and_whether_it_holds():
    """A list waits for its vote, is adopted by it, or needs none; a warning names its article."""
    begun = laid(names("presidium", 1, 2, 3), names("executive_chairs", 1, item=None, plenary=2))
    told = seen(begun)
    first, second = told["lists"]  # type: ignore[misc]
    assert (first["state"], first["title"]["zh"], [one["id"] for one in first["members"]]) == (
        "waiting", "主席团名单", ["m001", "m002", "m003"],
    )  # fmt: skip
    assert (second["state"], second["plenary"], second["title"]) == ("laid", 2, None)
    (warning,) = told["warnings"]  # type: ignore[misc]
    assert (warning["zh"], "第十条" in warning["citation"]["zh"]) == ("第1次全体会议的执行主席0人，至少1人。", True)
    votes = (n.announce("a1"), *n.voted(5), n.count(n.c.Paper("Y", (), 5)), n.declare())
    assert seen(n.after(begun, *votes))["lists"][0]["state"] == "adopted"  # type: ignore[index]


def test_a_standing_committee_has_tellers_and_no_presidium():
    """ZZF 17 speaks of congresses only."""
    told = seen(n.prepared(5, n.item("a1", "decision", n.motion()), body="standing_committee"))
    assert [one["word"] for one in told["names"]] == ["chief_tellers", "tellers"]  # type: ignore[attr-defined]
    assert told["items"] == []
