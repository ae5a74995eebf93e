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
ItemKind = Literal[
    "report", "decision", "appointment", "election", "procedural",
    "removal", "recall", "resignation", "question", "evaluation", "roster",
]  # fmt: skip
Stage = Literal["listed", "introduced", "deliberating", "disposed"]
PollKind = Literal["motion", "election", "evaluation"]
Secrecy = Literal["named", "secret"]
Form = Literal["keypress", "ballot", "paper", "show_of_hands", "roll_call"]
Press = Literal["first", "last"]
Missed = Literal["log", "count"]  # where a terminal does not find its vote
PollState = Literal["announced", "open", "closed", "counted", "declared", "voided"]
Mark = Literal["for", "against", "abstain", "blank"]
Round = Literal["first", "primary", "tie_revote", "further", "by_election"]
SlateOrder = Literal[
    "strokes", "primary_votes", "receipt", "by_hand"
]  # how the names of a list are ordered (law.md C5)
Part = Literal["whole", "amendment", "clause", "person", "merged"]
Act = Literal["appoint", "remove", "acting", "resign"]  # what a vote does to a person in a post
StepWord = Literal[
    "material", "exam", "profiles_delivered", "speech", "certificate", "oath", "approval", "defence", "answer",
    "further_answer", "merge", "clause_review", "publication",
]  # fmt: skip
StepResult = Literal["done", "passed", "failed", "declined"]
Proposer = Literal[
    "presidium", "standing_committee", "chairs_meeting", "government", "supervision", "court", "procuracy", "members",
]  # fmt: skip
# who puts candidates forward: an organ, parties and people's organisations (XJF 30), or members jointly
Nominator = Literal["presidium", "chairs_meeting", "party_or_organisation", "members"]
Aside = Literal["postponed", "returned", "withdrawn"]
Addressee = Literal["committee", "standing_committee", "members"]  # to whom papers are delivered in time
# what an item is about: where the law sets it a day, or the kind of procedural question where rules count it apart
Matter = Literal["budget", "budget_adjustment", "final_accounts", "postpone", "urgent_motion", "merge"]
ReportOf = Literal["government", "supervision", "court", "procuracy"]  # whose report somebody delegated gives
RosterName = Literal["presidium", "standing_chairs", "executive_chairs", "chief_tellers", "tellers"]
Office = Literal["CHIEF", "DEPUTY_CHIEF", "SC_MEMBER", "DEPUTY_UP"]
Word = Literal["adopted", "not_adopted", "decided", "elected", "forwarded", "withdrawn", "postponed", "authorised"]
Outcome = Literal["adopted", "not_adopted", "decided", "tied", "short", "void"]
Ruling = Literal["valid", "void_overvote", "void_illegible", "part_valid"]
Role = Literal["operator", "chair", "secretary", "scrutineer", "hall", "seat", "system"]


class Text(NamedTuple):
    """A sentence or title in both languages."""

    zh: str
    en: str


MARK_OF_LETTER: Final[dict[str, Mark]] = {"Y": "for", "N": "against", "A": "abstain", "B": "blank"}
BY_HAND: Final = ("paper", "show_of_hands")  # forms that tellers count and no terminal takes
Alphabet = Literal["YNA", "YNAB", "YB"]
ALPHABET: Final[dict[PollKind, Alphabet]] = {"motion": "YNA", "election": "YNAB", "evaluation": "YB"}

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
OUTCOME_LABELS: Final[dict[str, Text]] = {
    **LABELS,
    "decided": Text("选举有效，已选出", "Elected"),
    "void": Text("选举无效，须重新投票", "Void: the ballot is held again"),
}

ROUND_LABELS: Final[dict[str, Text]] = {
    "first": Text("选举", "Election"),
    "primary": Text("预选", "Pre-vote"),
    "tie_revote": Text("再次投票", "Ballot between those who tie"),
    "further": Text("另行选举", "Further election"),
    "by_election": Text("补选", "By-election"),
}
# How the outcome of a pre-vote is read: it puts people on a list and elects nobody.
PRIMARY_LABELS: Final[dict[str, Text]] = {
    "decided": Text("预选完成", "Pre-vote done"),
    "tied": Text("预选末位得票相等", "A tie at the cut of the pre-vote"),
    "short": Text("预选名额未满", "Places left on the list"),
    "void": Text("无效，须重新投票", "Void: the ballot is held again"),
}
PENDING: Final = Text("已当选，须报上一级批准", "Elected, awaiting approval from above")
ORDER_LABELS: Final[dict[str, Text]] = {
    "strokes": Text("按姓名笔画", "by the strokes of the names"),
    "primary_votes": Text("按预选得票", "by votes of the pre-vote"),
    "receipt": Text("按收到提名的先后", "by receipt of the nominations"),
    "by_hand": Text("由主席团决定", "as the presidium decides"),
}

NOMINATORS: Final[dict[Nominator, Text]] = {
    "presidium": Text("主席团", "the presidium"),
    "chairs_meeting": Text("主任会议", "the chairs' meeting"),
    "party_or_organisation": Text("政党、人民团体", "parties and people's organisations"),
    "members": Text("代表联合", "deputies jointly"),
}

# What tellers rule of a doubtful paper (law.md C6).
RULING_LABELS: Final[dict[str, Text]] = {
    "valid": Text("有效", "Valid"),
    "part_valid": Text("部分有效", "Valid in part"),
    "void_overvote": Text("所选人数过多，无效", "Void: too many chosen"),
    "void_illegible": Text("无法辨认，无效", "Void: illegible"),
}

ROLE_LABELS: Final[dict[str, Text]] = {
    "operator": Text("操作员", "operator"),
    "chair": Text("主持人", "chair"),
    "secretary": Text("秘书", "secretary"),
    "scrutineer": Text("监票人", "scrutineer"),
    "seat": Text("座位", "seat"),
    "system": Text("系统", "system"),
}


def actor_label(by: str) -> str:
    """Who decided, for people: the role in both languages, and the account's name where it is not the role's.

    Verifiers hold records to these very words (docs/bundle.md, section 7).
    """
    role, _, name = by.partition(":")
    label = ROLE_LABELS.get(role, Text(role, role))
    return f"{label.zh} {label.en}" + (f"（{name}）" if name not in ("", role) else "")


ENDED: Final[dict[ItemKind, Text]] = {  # how `decided` is read where nothing is resolved
    "evaluation": Text("已测评", "Evaluated"),
    "question": Text("已答复", "Answered"),
}


def disposition_label(kind: ItemKind, word: str) -> Text:
    """How an item's end is read: an election put off has been voted on, so it is no vote withheld."""
    if word == "decided" and kind in ENDED:
        return ENDED[kind]
    return FURTHER_ROUND if kind == "election" and word == "postponed" else LABELS[word]
