"""How the closed words of a record are read on paper, in both languages, and how text is made safe to print.

Marks, dispositions and outcomes have their labels in the core; here are the words that only documents need.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from voting.core.words import Text

BODY: Final[dict[str, Text]] = {
    "congress": Text("人民代表大会", "People's Congress"),
    "standing_committee": Text("人民代表大会常务委员会", "Standing Committee of the People's Congress"),
}
LEVEL: Final[dict[str, Text]] = {
    "province": Text("省级", "province"),
    "city": Text("设区的市级", "city"),
    "county": Text("县级", "county"),
    "township": Text("乡镇", "township"),
}
MEMBERS: Final[dict[str, Text]] = {
    "congress": Text("代表", "deputies"),
    "standing_committee": Text("常委会组成人员", "members of the standing committee"),
}
ITEM: Final[dict[str, Text]] = {
    "report": Text("报告", "Report"),
    "decision": Text("决议决定", "Decision"),
    "appointment": Text("人事任免", "Appointment"),
    "election": Text("选举", "Election"),
    "procedural": Text("程序事项", "Procedure"),
}
SECRECY: Final[dict[str, Text]] = {"named": Text("记名", "named"), "secret": Text("无记名", "secret")}
FORM: Final[dict[str, Text]] = {
    "keypress": Text("按表决器", "by key"),
    "ballot": Text("电子选票", "electronic ballot paper"),
    "paper": Text("纸质票", "paper"),
    "show_of_hands": Text("举手", "show of hands"),
    "roll_call": Text("唱名", "roll call"),
}
MARK: Final[dict[str, Text]] = {
    "for": Text("赞成", "For"),
    "against": Text("反对", "Against"),
    "abstain": Text("弃权", "Abstain"),
    "void": Text("无效", "Void"),
    "not_voting": Text("未按", "Not pressed"),
}
SOURCE: Final[dict[str, Text]] = {
    "XF": Text("《宪法》", "Constitution"),
    "ZZF": Text("《地方组织法》", "Local Organic Law"),
    "XJF": Text("《选举法》", "Electoral Law"),
    "DBF": Text("《代表法》", "Law on Deputies"),
    "JDF": Text("《监督法》", "Supervision Law"),
    "RDYS": Text("《全国人大议事规则》", "Rules of Procedure of the NPC"),
    "CWYS": Text("《全国人大常委会议事规则》", "Rules of Procedure of the NPC Standing Committee"),
}
MISSING_GLYPH: Final = "〓"  # the geta mark: printers' sign for a character that cannot be set

_CITATION: Final = re.compile(r"([A-Z]+) (\d{1,3})(.*)", re.DOTALL)
_DIGITS: Final = "零一二三四五六七八九"
# Chinese (from U+2E80 on) breaks anywhere by itself; a run of other characters has no place to break.
_RUN: Final = re.compile(r"[^\s\u2e80-\U0003ffff]+")
_PIECE: Final = 6  # characters between two places to break in such a run


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


def spoken_time(moment: str | None) -> str:
    """An RFC 3339 time as people write it, in its own offset: 2026年11月21日10时42分08秒; empty for None."""
    if moment is None:
        return ""
    when = datetime.fromisoformat(moment)
    return f"{when.year}年{when.month}月{when.day}日{when.hour}时{when.minute:02}分{when.second:02}秒"


def spoken_span(opened: str, closed: str | None) -> str:
    """From when to when; the day is said once where both fall on it: 2026年11月21日10时42分08秒至10时42分38秒."""
    start, end = spoken_time(opened), spoken_time(closed)
    if not end:
        return start
    day = start[: start.index("日") + 1]
    return f"{start}至{end.removeprefix(day)}"


def printable(text: str) -> str:
    """`text` in NFC with every control, direction and private character shown as 〓, so that a line cannot be forged."""
    normal = unicodedata.normalize("NFC", text)
    return "".join(MISSING_GLYPH if _unprintable(character) else character for character in normal)


def breakable(text: str, longest: int = 30) -> str:
    """`printable` text where each run of more than `longest` characters may break (by zero width spaces)."""
    return _RUN.sub(lambda found: _cut(found[0]) if len(found[0]) > longest else found[0], printable(text))


def _cut(run: str) -> str:
    return "\u200b".join(run[start : start + _PIECE] for start in range(0, len(run), _PIECE))


def _unprintable(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
