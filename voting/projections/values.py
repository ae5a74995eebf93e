"""A rule's value as people read it; a word that is not known here stands as it is, never as a guess."""

from __future__ import annotations

from typing import Final

from voting.core.rulebook import Value
from voting.core.words import LABELS, Text

WORDS: Final[dict[str, Text]] = {
    **LABELS,
    "members": Text("全体", "all members"),
    "present": Text("出席人员", "those present"),
    "issued": Text("发出的选票", "ballots issued"),
    "voters": Text("投票人数", "voters"),
    "approve": Text("赞成", "approval"),
    "paper": Text("纸质选票", "paper ballots"),
    "keypress": Text("按表决器", "key-press"),
    "ballot": Text("电子选票", "electronic ballots"),
    "secret": Text("无记名", "secret"),
    "named": Text("记名", "by name"),
    "per_meeting": Text("由本次会议确定", "as this meeting decides"),
    "refuse": Text("不得进行", "refused"),
    "one": Text("差额一名", "a surplus of one"),
    "plurality": Text("以得票多的当选", "most votes win"),
    "by_votes": Text("以得票多的当选", "most votes win"),
    "deputy": Text("本级人大代表", "a deputy of this congress"),
    "deputy_or_voter": Text("代表或者选民", "a deputy or a voter"),
    "decided_by_congress": Text("由代表大会决定", "as the congress decides"),
    "counted_apart": Text("单独列出", "counted apart"),
    "hide": Text("不显示", "not shown"),
    "all": Text("全部公布", "all are published"),
    "elected_only": Text("只公布当选人", "of the elected only"),
    "plenary": Text("全体会议", "the plenary"),
    "presidium": Text("主席团", "the presidium"),
    "chairs_meeting": Text("主任会议", "the chairpersons' meeting"),
    "chair_or_chairs_meeting": Text("主任或者主任会议", "the chairperson or the chairpersons' meeting"),
    "vote": Text("交付表决", "the vote"),
    "body_head": Text("机关负责人", "head of the body"),
    "government_head": Text("政府负责人", "head of government"),
    "delegated": Text("受委托的部门负责人", "delegated department head"),
    "court": Text("法院院长", "president of the court"),
    "procuracy": Text("检察长", "chief procurator"),
    "committee": Text("专门（工作）委员会", "a committee"),
    "member": Text("组成人员、代表", "a member"),
}
FIELDS: Final[dict[str, Text]] = {
    "over": Text("超过{}", "more than {}"),
    "at_least": Text("{}以上（含）", "at least {}"),
    "least": Text("至少多{}", "at least {} more"),
    "most": Text("至多多{}", "at most {} more"),
    "equal_if_single": Text("只提名一人时可以等额", "equal where only one is nominated"),
    "agreed_by": Text("由{}同意", "agreed by {}"),
    "proposed_by": Text("由{}提出", "proposed by {}"),
    "before": Text("在{}之前", "before {}"),
}


def readable(value: Value) -> Text:
    """A value in both languages."""
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    if isinstance(value, int):
        return Text(str(value), str(value))
    if isinstance(value, str):
        return WORDS.get(value, Text(value, value))
    if isinstance(value, tuple):
        return _joined([readable(one) for one in value])
    return _joined([_field(key, one) for key, one in value.items()])


def _field(key: str, value: Value) -> Text:
    form, read = FIELDS.get(key, Text(f"{key} {{}}", f"{key} {{}}")), readable(value)
    return Text(form.zh.format(read.zh), form.en.format(read.en))


def _joined(parts: list[Text]) -> Text:
    return Text("、".join(part.zh for part in parts), ", ".join(part.en for part in parts))
