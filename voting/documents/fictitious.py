"""Rolls of invented people, for demonstrations and rehearsals of any size. Nobody in them exists.

The same size and seed give the same roll. Never used for a real sitting: who calls it marks the database as sample.
"""

from __future__ import annotations

import math
import random
from typing import Final

from voting.documents.roll import MemberRow, Roll
from voting.documents.rows import MAX_ROWS

SURNAMES: Final = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕段木和寸尹普"
COMPOUND_SURNAMES: Final = ("欧阳", "司马", "闻人", "上官", "诸葛")
GIVEN: Final = {
    "male": "川岭松柏岳河江舟帆远山石田禾谷青云峰林海朝阳明亮正清志远文思源守义家和长兴永福",
    "female": "梅兰竹菊荷月雪雨晴霞云燕莺秋春静雅芳芬芝玉琴珍巧翠秀惠若溪知秋晓桂莲",
}
RARE: Final = "䶮𫖯喆翀昇堃"  # names that old character sets and old fonts lose
ROOM_WIDTH: Final = 40  # seats in the widest row


def fictitious_roll(n: int, seed: int) -> Roll:
    """A roll of `n` invented voting members in four groups, each with a seat A01… and a badge; ValueError outside 1…10,000."""
    if not 1 <= n <= MAX_ROWS:
        raise ValueError(f"a roll has 1 to {MAX_ROWS} people, not {n}")
    # An invented roll must be the same each time; nothing here is secret.
    dice = random.Random(seed)  # noqa: S311
    width = min(ROOM_WIDTH, max(7, math.isqrt(n)))
    return Roll(tuple(_member(place, n, width, dice) for place in range(n)))


def _member(place: int, n: int, width: int, dice: random.Random) -> MemberRow:
    sex = dice.choice(("male", "female"))
    return MemberRow(
        id=f"m{place + 1:0{max(3, len(str(n)))}d}",
        name=_name(sex, dice),
        sex=sex,
        group=f"第{'一二三四'[place * 4 // n]}组",
        seat=f"{_letters(place // width)}{place % width + 1:02d}",
        role="member",
        badge=f"S{10_001 + place}",
    )


def _name(sex: str, dice: random.Random) -> str:
    """Mostly three characters, often two, now and then a compound surname or a rare character."""
    surname = dice.choice(COMPOUND_SURNAMES) if dice.randrange(40) == 0 else dice.choice(SURNAMES)
    if dice.randrange(25) == 0:
        return surname + dice.choice(RARE)
    return surname + "".join(dice.sample(GIVEN[sex], 1 if dice.randrange(5) == 0 else 2))


def _letters(row: int) -> str:
    """Row 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    number = row + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
