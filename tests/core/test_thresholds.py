"""Shares of a base: every body from 1 to 3,000 against the plain definition, and what is no share at all."""

from __future__ import annotations

from fractions import Fraction

import pytest

from voting.core.rulebook import Share, fraction, share

SHARES = [
    pytest.param(Share(Fraction(part), strict), id=f"{'over' if strict else 'at least'} {part}")
    for part in ("1/2", "2/3", "1/3", "3/5", "1/5", "1/10", "1/1")
    for strict in (True, False)
    if (part, strict) != ("1/1", True)
]
# law.md B1: base -> more than half, at least two thirds, a tenth, a fifth
TABLE = {
    15: (8, 10, 2, 3), 27: (14, 18, 3, 6), 29: (15, 20, 3, 6), 35: (18, 24, 4, 7), 45: (23, 30, 5, 9),
    51: (26, 34, 6, 11), 61: (31, 41, 7, 13), 75: (38, 50, 8, 15), 99: (50, 66, 10, 20), 100: (51, 67, 10, 20),
    150: (76, 100, 15, 30), 200: (101, 134, 20, 40), 240: (121, 160, 24, 48), 241: (121, 161, 25, 49),
    301: (151, 201, 31, 61), 324: (163, 216, 33, 65), 450: (226, 300, 45, 90), 650: (326, 434, 65, 130),
    721: (361, 481, 73, 145), 1000: (501, 667, 100, 200),
}  # fmt: skip


@pytest.mark.parametrize("one", SHARES)
def test_needed_is_the_smallest_number_that_is_enough_for_every_body(one):
    """For each base up to 3,000 the needed number reaches the share as a fraction and one fewer does not."""
    for base in range(1, 3001):
        needed = one.needed(base)
        whole, fewer = Fraction(needed, base), Fraction(needed - 1, base)
        assert (whole > one.part) if one.strict else (whole >= one.part), base
        assert needed == 1 or not ((fewer > one.part) if one.strict else (fewer >= one.part)), base
        assert one.met(needed, base)
        assert needed == 1 or not one.met(needed - 1, base)


@pytest.mark.parametrize("base", TABLE)
def test_the_table_of_the_law(base):
    """The numbers that law.md B1 prints are the numbers computed."""
    shares = (Share(Fraction(1, 2), strict=True), *(Share(Fraction(1, n), strict=False) for n in (10, 5)))
    two_thirds = Share(Fraction(2, 3), strict=False)
    half, tenth, fifth = (one.needed(base) for one in shares)
    assert (half, two_thirds.needed(base), tenth, fifth) == TABLE[base]


def test_nobody_is_never_enough():
    """An empty base still needs one."""
    assert Share(Fraction(1, 2), strict=False).needed(0) == 1


@pytest.mark.parametrize(
    "text", ["", "1", "1/", "/2", "1/0", "3/2", "-1/2", "1/-2", "1.0/2", " 1/2", "１/２", "½", "1/2/3", "²/3"]
)
def test_what_is_no_fraction_is_an_error(text):
    """Only ASCII digits over digits, from nothing to the whole."""
    with pytest.raises(ValueError, match=r"share|fraction"):
        fraction(text)


@pytest.mark.parametrize(
    "value",
    [{}, {"over": "1/2", "at_least": "1/2"}, {"above": "1/2"}, {"over": 1}, {"over": "7/3"}, "1/2", 1, True, ()],
)
def test_what_is_no_share_is_an_error(value):
    """A share has exactly one word, over or at_least, and a fraction as text."""
    with pytest.raises(ValueError, match=r"share|fraction"):
        share(value)


@pytest.mark.parametrize("value", [{"over": "1/2"}, {"at_least": "2/3"}])
def test_a_share_is_written_as_it_was_read(value):
    """What stands in the ledger is what stood in the rule book."""
    assert share(value).text() == value
