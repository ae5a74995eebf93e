"""The closed sets of words used everywhere, and how people read them.

A word that is not in its set is an error wherever it turns up, never a guess.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Body = Literal["congress", "standing_committee"]
Level = Literal["province", "city", "county", "township"]
MemberRole = Literal["member", "attendee", "observer"]
Attendance = Literal["absent", "present", "left", "on_leave"]
Phase = Literal["prepared", "open", "closed"]
ItemKind = Literal["report", "decision", "appointment", "election", "procedural"]
Stage = Literal["listed", "introduced", "deliberating", "disposed"]
PollKind = Literal["motion", "election"]
Secrecy = Literal["named", "secret"]
Form = Literal["keypress", "ballot", "paper", "show_of_hands", "roll_call"]
Press = Literal["first", "last"]
PollState = Literal["announced", "open", "closed", "counted", "declared", "voided"]
Mark = Literal["for", "against", "abstain", "blank"]
Office = Literal["CHIEF", "DEPUTY_CHIEF", "SC_MEMBER", "DEPUTY_UP"]
Word = Literal["adopted", "not_adopted", "decided", "elected", "forwarded", "withdrawn", "postponed", "authorised"]
Outcome = Literal["adopted", "not_adopted", "decided", "tied", "short", "void"]
Role = Literal["operator", "chair", "secretary", "scrutineer", "hall", "seat", "system"]


class Text(NamedTuple):
    """A sentence or title in both languages."""

    zh: str
    en: str


MARK_OF_LETTER: Final[dict[str, Mark]] = {"Y": "for", "N": "against", "A": "abstain", "B": "blank"}
ALPHABET: Final[dict[PollKind, str]] = {"motion": "YNA", "election": "YNAB"}

LABELS: Final[dict[str, Text]] = {
    "for": Text("赞成", "For"),
    "against": Text("反对", "Against"),
    "abstain": Text("弃权", "Abstain"),
    "blank": Text("未填", "Blank"),
    "adopted": Text("通过", "Adopted"),
    "not_adopted": Text("未获通过", "Not adopted"),
    "decided": Text("已作出决定", "Decided"),
    "elected": Text("已选出", "Elected"),
    "forwarded": Text("审议意见转办", "Opinions forwarded"),
    "withdrawn": Text("撤回", "Withdrawn"),
    "postponed": Text("暂不付表决", "Postponed"),
    "authorised": Text("授权常务委员会", "Referred to the standing committee"),
    "tied": Text("得票相等，须再次投票", "Tied: a new ballot among the tied"),
    "short": Text("当选人数不足，须另行选举", "Too few elected: a further election"),
    "void": Text("无效", "Void"),
}
FURTHER_ROUND: Final = Text("再次投票或另行选举待定", "A further round is pending")
OUTCOME_LABELS: Final[dict[str, Text]] = {**LABELS, "decided": Text("选举有效，已选出", "Elected")}


ROLE_LABELS: Final[dict[str, Text]] = {
    "operator": Text("操作员", "operator"),
    "chair": Text("主持人", "chair"),
    "secretary": Text("秘书", "secretary"),
    "scrutineer": Text("监票人", "scrutineer"),
    "seat": Text("座位", "seat"),
    "system": Text("系统", "system"),
}


def actor_label(by: str) -> str:
    """Who decided, for people: the role in both languages, and the account's name where it is not the role's."""
    role, _, name = by.partition(":")
    label = ROLE_LABELS.get(role, Text(role, role))
    return f"{label.zh} {label.en}" + (f"（{name}）" if name not in ("", role) else "")


def disposition_label(kind: ItemKind, word: str) -> Text:
    """How an item's end is read: an election put off has been voted on, so it is no vote withheld."""
    return FURTHER_ROUND if kind == "election" and word == "postponed" else LABELS[word]
