"""What is unusual about the presidium and its chairs: warnings with their article, never refusals."""

from __future__ import annotations

import pytest

from tests.core.notation import AT, SECRETARY, given
from tests.core.test_parts import with_rule
from tests.core.test_roster import laid, names
from voting.core import roster_policy
from voting.core import track_commands as t
from voting.core.roster_policy import size_range

PRESIDIUM = names("presidium", 1, 2, 3)
CHAIR = names("executive_chairs", 1, item=None, plenary=1)


def told(*happened) -> list[tuple[str, str | None]]:
    """The English warnings with their articles."""
    state = given(*happened).state
    assert state is not None
    return [(one.text.en, one.article) for one in roster_policy.warnings(state)]


def test_each_plenary_has_an_executive_chair():
    """RDYS 10: the first plenary, and every one up to the last that is listed."""
    none, ours = "Plenary {} has 0 executive chair(s); at least 1.", "RDYS 10; ZZF 17"
    assert told(laid(PRESIDIUM)) == [(none.format(1), ours)]
    assert told(laid(PRESIDIUM, CHAIR)) == []
    third = names("executive_chairs", 2, item=None, plenary=3)
    assert told(laid(PRESIDIUM, CHAIR, third)) == [(none.format(2), ours)]
    assert told(laid()) == []


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"least": "2/5", "most": "3/5"}, []), ({"least": 7, "most": 13}, ["The presidium has 3; it should have 7 to 13."]),
        ({"least": "2/25", "most": "1/10"}, ["The presidium has 3; it should have 1 to 1."]),
    ],
)  # fmt: skip
def test_a_presidium_outside_the_local_range_is_a_warning(value, said):
    """SHR 12 and the ranges of townships: a part of the deputies or a number; the list is laid all the same."""
    begun = with_rule(laid(PRESIDIUM, CHAIR), "presidium.size", value, "SHR 12")
    assert told(begun) == [(one, "SHR 12") for one in said]
    assert given(begun).when(t.LayRoster(SECRETARY, AT, PRESIDIUM)).new


def test_a_part_of_the_deputies_is_whole_people():
    """Eight to ten per cent of 861 is 69 to 86: rounded up below, down above, by integers."""
    assert size_range({"least": "2/25", "most": "1/10"}, 861) == (69, 86)
    assert size_range({"least": "2/25", "most": "1/10"}, 850) == (68, 85)


@pytest.mark.parametrize("value", [7, {"least": 7}, {"least": 7, "most": "1/10"}, {"least": True, "most": 9}])
def test_what_is_no_range_is_an_error(value):
    """A value of another shape is never taken for a number of people."""
    with pytest.raises(ValueError, match="no range"):
        size_range(value, 100)


def test_too_few_tellers_are_told():
    """A local rule may want several tellers; a list that is not there yet is nobody's fault."""
    begun = with_rule(laid(names("tellers", 4)), "teller.least", 2, "X 1")
    assert told(begun) == [("1 teller(s); at least 2.", "X 1")]
    assert told(with_rule(laid(), "teller.least", 2, "X 1")) == []


def test_a_list_that_came_wrong_with_the_file_is_told_before_it_is_voted_on():
    """ZZF 17: who is no deputy stands on no list; the page says so before the vote is refused."""
    assert told(laid(names("presidium", 6), CHAIR))[0] == (
        "presidium: A list names members of the roll, each once.", "ZZF 17",
    )  # fmt: skip
