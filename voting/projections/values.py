"""A rule's value as people read it; a word that is not known here stands as it is, never as a guess."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from voting.core.rulebook import Rule, Value
from voting.core.track_words import ORGANS, PROPOSERS
from voting.core.words import LABELS, NOMINATORS, ROUND_LABELS, Text

KINDS: Final[dict[str, Text]] = {
    "report": Text("报告", "reports"),
    "decision": Text("决议、决定", "decisions"),
    "appointment": Text("人事任免", "appointments"),
    "election": Text("选举", "elections"),
    "procedural": Text("程序事项", "procedural questions"),
    "removal": Text("撤职", "dismissals"),
    "recall": Text("罢免", "recalls"),
    "resignation": Text("辞职", "resignations"),
    "question": Text("质询", "formal questions"),
    "evaluation": Text("满意度测评", "evaluations"),
    "roster": Text("名单", "rosters"),
    "motion": Text("议案表决", "motions"),
    "budget": Text("预算", "the budget"),
    "budget_adjustment": Text("预算调整", "an adjustment of the budget"),
    "final_accounts": Text("决算", "final accounts"),
    "postpone": Text("暂不付表决", "postponing a vote"),
    "urgent_motion": Text("紧急动议", "urgent motions"),
    "merge": Text("合并表决", "merging votes"),
}
OFFICES: Final[dict[str, Text]] = {
    "CHIEF": Text("正职", "chief offices"),
    "DEPUTY_CHIEF": Text("副职", "deputy chiefs"),
    "SC_MEMBER": Text("常委会委员", "committee members"),
    "DEPUTY_UP": Text("上一级代表", "deputies to the next level"),
}
WORDS: Final[dict[str, Text]] = {
    **LABELS,
    **OFFICES,
    **ORGANS,
    **{word: Text(text.zh, text.en.lower()) for word, text in ROUND_LABELS.items()},
    "members": Text("全体", "all members"),
    "present": Text("出席人员", "those present"),
    "issued": Text("发出的选票", "ballots issued"),
    "voters": Text("投票人数", "voters"),
    "valid": Text("有效票", "valid papers"),
    "approve": Text("赞成", "approval"),
    "paper": Text("纸质选票", "paper ballots"),
    "keypress": Text("按表决器", "key-press"),
    "ballot": Text("电子选票", "electronic ballots"),
    "show_of_hands": Text("举手", "show of hands"),
    "roll_call": Text("点名", "roll call"),
    "secret": Text("无记名", "secret"),
    "named": Text("记名", "by name"),
    "per_meeting": Text("由本次会议确定", "as this meeting decides"),
    "sitting_members": Text("实有成员", "those sitting"),
    "fixed_number": Text("规定的名额", "the fixed number"),
    "counted_without_vote": Text("计入全体，不能表决", "counted, without a vote"),
    "not_counted": Text("不计入全体", "not counted"),
    "recorded": Text("记录在案", "put on record"),
    "absence": Text("算一次缺席", "counts as an absence"),
    "refuse": Text("不得进行", "refused"),
    "equal": Text("等额进行", "held with as many as seats"),
    "one": Text("差额一名", "a surplus of one"),
    "before_formal_list": Text("确定正式候选人以前", "until the formal list is fixed"),
    "until_papers": Text("发票以前", "until papers are issued"),
    "fixed_surplus": Text("超过选举办法规定的差额数时", "above the surplus that the method fixes"),
    "most_surplus": Text("超过法定最高差额时", "above the highest lawful surplus"),
    "revote": Text("再次投票", "voted on again"),
    "strokes": Text("按姓名笔画", "by strokes"),
    "primary_votes": Text("按预选得票", "by votes of the pre-vote"),
    "receipt": Text("按提名先后", "by receipt of the nomination"),
    "zero": Text("第二字作零画", "the missing character counts as nothing"),
    "compare": Text("以该字本身比较", "compared as it is"),
    "void_and_repeat": Text("作废，重新表决", "void, and taken again"),
    "repeat_ballot": Text("无效，重新投票", "void, and voted again"),
    "part_void": Text("该部分无效，其余有效", "the part is void, the rest stands"),
    "paper_void": Text("全票无效", "the paper is void"),
    "tellers_settle": Text("由监票人认定", "settled by the tellers"),
    "not_candidate": Text("不是候选人", "no candidate"),
    "not_close_relative": Text("不是候选人的近亲属", "no close relative of one"),
    "member_of_body": Text("本机关组成人员", "a member of the body"),
    "plurality": Text("以得票多的当选", "most votes win"),
    "majority": Text("须再过半数", "more than half again"),
    "plenary_decides": Text("由全体会议决定", "the plenary decides"),
    "by_votes": Text("以得票多的当选", "most votes win"),
    "congress_decides": Text("由代表大会决定", "the congress decides"),
    "upper_approval": Text("须报上一级批准", "awaits approval from above"),
    "deputy": Text("本级人大代表", "a deputy of this congress"),
    "deputy_or_voter": Text("代表或者选民", "a deputy or a voter"),
    "decided_by_congress": Text("由代表大会决定", "as the congress decides"),
    "party_or_organisation": NOMINATORS["party_or_organisation"],
    "administrative": Text("行政职务", "administrative office"),
    "supervisory": Text("监察职务", "supervisory office"),
    "judicial": Text("审判职务", "judicial office"),
    "procuratorial": Text("检察职务", "procuratorial office"),
    "counted_apart": Text("单独列出", "counted apart"),
    "hide": Text("不显示", "not shown"),
    "all": Text("全部公布", "all are published"),
    "each": Text("逐一公布", "each by name"),
    "folded": Text("只得一票的合并为一行，不列姓名", "those with one vote in one line without a name"),
    "elected_only": Text("只公布当选人", "of the elected only"),
    "announcement": Text("公告", "announcement"),
    "gazette": Text("公报", "gazette"),
    "website": Text("网站", "website"),
    "newspaper": Text("报纸", "newspaper"),
    "deputies": Text("代表", "the deputies"),
    "public": Text("社会", "the public"),
    "until_decided": Text("有决定为止", "until it is decided otherwise"),
    "one_month": Text("一个月", "one month"),
    "chair_or_chairs_meeting": Text("主任或者主任会议", "the chairperson or the chairpersons' meeting"),
    "tellers": Text("监票人", "the tellers"),
    "vote": Text("表决", "the vote"),
    "body_head": Text("机关负责人", "head of the body"),
    "government_head": Text("政府负责人", "head of government"),
    "delegated": Text("受委托的部门负责人", "delegated department head"),
    "court": Text("法院院长", "president of the court"),
    "procuracy": Text("检察长", "chief procurator"),
    "committee": Text("专门（工作）委员会", "a committee"),
    "member": Text("组成人员、代表", "a member"),
    "local": Text("由本次测评的办法规定", "as the rule adopted for it says"),
    "new_report_may_be_required": Text("可以要求重新报告", "a new report may be required"),
    "new_report": Text("重新报告", "a new report"),
    "usual": Text("一般逐人", "one by one as a rule"),
    "listed_posts": Text("列明的职务一律逐人", "always for the listed posts"),
    "always": Text("一律逐人", "always one by one"),
    "appoint_then_remove": Text("先任后免", "appoint, then remove"),
    "remove_then_appoint": Text("先免后任", "remove, then appoint"),
    "appoint_then_name": Text("先任命、再决定代理", "appoint, then name acting"),
    "acting_head": Text("代理正职", "acting heads"),
    "deputy_governor": Text("副省长", "deputy governors"),
    "vote_day": Text("表决通过之日", "the day of the vote"),
    "after_result_before_closing": Text("结果宣布后、闭会前", "after the result, before the closing"),
    "after_certificate_before_closing": Text("颁发任命书后、闭会前", "after the certificate, before the closing"),
    "preparatory_meeting": Text("预备会议", "the preparatory meeting"),
    "sitting": Text("会议", "the sitting"),
    "presidium_meeting": Text("主席团会议", "the presidium's meeting"),
    "congress_session": Text("大会", "the congress"),
    "deputies_elected": Text("代表选出", "the deputies are elected"),
    "audit_report": Text("审议审计工作报告", "the audit report is heard"),
    "assignment": Text("交办", "it is assigned"),
    "government_elected": Text("政府领导人员选出", "the government is elected"),
    "handover": Text("交办", "it is handed over"),
    "rejection": Text("未获通过", "the rejection"),
    "result": Text("宣布结果", "the result"),
    "both": Text("两种都检查", "both are checked"),
    "pairs_of_months": Text("每两个月份内至少一次", "one in each pair of months"),
    "gap": Text("两次相隔不超过两个月", "no gap over two months"),
    "calendar_without_meeting_day": Text("自然日，不算会议当日", "calendar days without the day itself"),
    "calendar_with_meeting_day": Text("自然日，算会议当日", "calendar days with the day itself"),
}
# Words that one key uses in a sense of its own.
READ_AS: Final[dict[str, dict[str, Text]]] = {
    "removal.proposers": {word: Text(text.zh, text.en) for word, text in PROPOSERS.items()},
    "recall.proposers": {word: Text(text.zh, text.en) for word, text in PROPOSERS.items()},
    "shortfall.rounds": {"one": Text("一次", "one")},
    "nomination.by": {"members": NOMINATORS["members"]},
    "write_in.identity": {"void": Text("该票不计", "it does not count")},
    "ballot.fallback": {"paper": Text("投票", "ballot papers")},
    "ballot.forms": {"paper": Text("投票", "ballot papers")},
}
FIELDS: Final[dict[str, Text]] = {
    "over": Text("超过{}", "more than {}"),
    "at_least": Text("{}以上（含）", "at least {}"),
    "least": Text("至少多{}", "at least {} more"),
    "most": Text("至多多{}", "at most {} more"),
    "equal_if_single": Text("只提名一人时可以等额：{}", "equal where only one is nominated: {}"),
    "agreed_by": Text("由{}同意", "agreed by {}"),
    "proposed_by": Text("由{}提出", "proposed by {}"),
    "decided_by": Text("由{}决定", "decided by {}"),
    "nominated_by": Text("由{}提名", "named by {}"),
    "accepted_by": Text("由{}接受", "accepted by {}"),
    "before": Text("在{}之前", "before {}"),
    "count": Text("{}人以上", "at least {}"),
    "first": Text("第一次{}分钟", "first {} min"),
    "again": Text("再次{}分钟", "again {} min"),
    "base": Text("基数{}名", "{} to begin with"),
    "ceiling": Text("上限{}名", "never above {}"),
    "required": Text("必须：{}", "required: {}"),
    "resits": Text("补考{}次", "{} resit"),
    "times": Text("{}次未获通过即不再提请", "barred after {} rejections"),
    "wait_months": Text("再次提请须隔{}个月", "a second try after {} months"),
    "same_person": Text("同一人{}", "one person: {}"),
    "same_post": Text("同一职务{}", "one post: {}"),
    "removals_together": Text("免职可以一并表决：{}", "removals together: {}"),
    "not_a_deputy": Text("不是副职的{}", "who is no deputy: {}"),
    "in_session": Text("会议期间{}", "in session {}"),
    "in_recess": Text("闭会期间{}", "in recess {}"),
    "equal": Text("等额：{}", "as many as seats: {}"),
    "together": Text("一并表决：{}", "in one vote: {}"),
    "forms": Text("方式：{}", "by {}"),
    "from_month": Text("{}月起", "from month {}"),
    "to_month": Text("{}月止", "to month {}"),
    "options": Text("选项：{}", "options: {}"),
    "grades": Text("等次：{}", "grades: {}"),
    "name": Text("{}", "{}"),
    "when": Text("（{}）", "({})"),
    "of": Text("以{}为基数", "of {}"),
    "otherwise": Text("其余为{}", "otherwise {}"),
}
# Fields that one key uses in a sense of its own: sizes of bodies are no surplus.
SIZE: Final = {"least": Text("至少{}", "at least {}"), "most": Text("至多{}", "at most {}")}
FIELDS_AS: Final = {"congress.size": SIZE, "committee.size": SIZE, "presidium.size": SIZE}


UNITS: Final[dict[str, Text]] = {
    "hours": Text("{}小时", "{} h"),
    "days": Text("{}日", "{} days"),
    "weeks": Text("{}周", "{} weeks"),
    "months": Text("{}个月", "{} months"),
}


def of_rule(rule: Rule) -> Text:
    """A rule's value in both languages, in the sense of its key."""
    return readable(rule.value, rule.key)


def readable(value: Value, key: str = "") -> Text:
    """A value in both languages; some keys use a word in a sense of their own."""
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    if isinstance(value, int):
        return Text(str(value), str(value))
    if isinstance(value, str):
        return READ_AS.get(key, {}).get(value) or WORDS.get(value, Text(value, value))
    if isinstance(value, tuple):
        return _joined([readable(one, key) for one in value])
    return _period(value) or _joined([_field(name, one, key) for name, one in value.items()])


def _period(value: Mapping[str, Value]) -> Text | None:
    """`{ days = 7, before = "sitting" }` as 会议7日前; None for what is no period."""
    unit = next((unit for unit in UNITS if unit in value), None)
    end = next((end for end in ("before", "after") if end in value), None)
    if unit is None or end is None or len(value) != 2:
        return None
    number, mark = str(value[unit]), readable(value[end])
    zh, en = UNITS[unit].zh.format(number), UNITS[unit].en.format(number)
    if end == "before":
        return Text(f"{mark.zh}{zh}前", f"{en} before {mark.en}")
    return Text(f"自{mark.zh}起{zh}内", f"within {en} after {mark.en}")


def _field(name: str, value: Value, key: str) -> Text:
    form, read = _form(name, key), readable(value, key)
    return Text(form.zh.format(read.zh), form.en.format(read.en))


def _form(name: str, key: str) -> Text:
    return FIELDS_AS.get(key, {}).get(name) or FIELDS.get(name, Text(f"{name} {{}}", f"{name} {{}}"))


def field_name(name: str, key: str = "") -> Text:
    """What a field of a value says, with … where its own value stands: 由…同意."""
    form = _form(name, key)
    return Text(form.zh.format("…"), form.en.format("…"))


def _joined(parts: list[Text]) -> Text:
    return Text("、".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def narrowed(rule: Rule) -> Text:
    """A rule's title with what it is narrowed to."""
    to = whom(rule)
    return rule.title if to is None else Text(f"{rule.title.zh}（{to.zh}）", f"{rule.title.en} ({to.en})")


def whom(rule: Rule) -> Text | None:
    """The office and the kind of question that a rule is narrowed to; None where it holds for everything."""
    parts = [OFFICES.get(rule.office or ""), KINDS.get(rule.kind or "")]
    named = [part for part in parts if part is not None]
    return _joined(named) if named else None
