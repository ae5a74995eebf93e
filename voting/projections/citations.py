"""Articles as people cite them: `ZZF 51` becomes 《地方组织法》第五十一条."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from voting.core.words import Text

SOURCE: Final[dict[str, Text]] = {
    "XF": Text("《宪法》", "Constitution"),
    "ZZF": Text("《地方组织法》", "Local Organic Law"),
    "XJF": Text("《选举法》", "Electoral Law"),
    "DBF": Text("《代表法》", "Law on Deputies"),
    "JDF": Text("《监督法》", "Supervision Law"),
    "RDYS": Text("《全国人大议事规则》", "Rules of Procedure of the NPC"),
    "CWYS": Text("《全国人大常委会议事规则》", "Rules of Procedure of the NPC Standing Committee"),
}
_CITATION: Final = re.compile(r"([A-Z]+) (\d{1,3})(.*)", re.DOTALL)
_DIGITS: Final = "零一二三四五六七八九"


def citation(cited: str) -> Text:
    """`ZZF 51` as 《地方组织法》第五十一条; what is not of this form (a meeting's own method) stays as it is."""
    match = _CITATION.fullmatch(cited)
    source = SOURCE.get(match[1]) if match else None
    if match is None or source is None:
        return Text(cited, cited)
    return Text(f"{source.zh}第{numeral(int(match[2]))}条{match[3]}", f"{source.en}, art. {match[2]}{match[3]}")


def citations(cited: Sequence[str]) -> Text:
    """Several citations in a row; a law named just before is not named again: 《地方组织法》第二十七条、第二十九条."""
    zh: list[str] = []
    en: list[str] = []
    before: Text | None = None
    for one in cited:
        source = SOURCE.get(one.split(" ")[0])
        text = citation(one)
        again = source is not None and source == before
        zh.append(text.zh.removeprefix(source.zh) if again and source else text.zh)
        en.append(text.en.removeprefix(f"{source.en}, ") if again and source else text.en)
        before = source
    return Text("、".join(zh), ", ".join(en))


def numeral(number: int) -> str:
    """A whole number from 1 to 999 in Chinese numerals as laws write them (十, 二十九, 一百零五)."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def of_article(article: str | None) -> Text | None:
    """The citation of a rule's article, which may name several: `ZZF 54; CWYS 31`."""
    return citations([part.strip() for part in article.split(";")]) if article else None
