"""How the closed words of a record are read on paper, in both languages, and how text is made safe to print.

Marks, dispositions and outcomes have their labels in the core; here are the words that only documents need.
"""

from __future__ import annotations

import re
import unicodedata
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
    "removal": Text("撤职案", "Dismissal"),
    "recall": Text("罢免案", "Recall"),
    "resignation": Text("辞职", "Resignation"),
    "question": Text("质询案", "Formal question"),
    "evaluation": Text("满意度测评", "Evaluation"),
    "roster": Text("名单", "List of members"),
}
SECRECY: Final[dict[str, Text]] = {"named": Text("记名", "named"), "secret": Text("无记名", "secret")}
OPEN: Final = Text("公开", "open")  # hands are seen by all, and nobody lists whose they were
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
# Who did not take part, by the form of the vote; MARK has the word for keys.
NOT_VOTING: Final[dict[str, Text]] = {
    "paper": Text("未投票", "No paper"),
    "show_of_hands": Text("未举手", "No hand"),
}
MISSING_GLYPH: Final = "〓"  # the geta mark: printers' sign for a character that cannot be set

# Chinese (from U+2E80 on) breaks anywhere by itself; a run of other characters has no place to break.
_RUN: Final = re.compile(r"[^\s\u2e80-\U0003ffff]+")
_PIECE: Final = 6  # characters between two places to break in such a run


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
