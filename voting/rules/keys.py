"""Every key that a rule may have, with its title, the shape of its value, and for whom the national book answers it.

The one registry: a book, an overlay, a body's own rules or a method with another key is refused, and docs/rules.md
lists the same keys. What a rule says is data in books/; nothing here is a number of the law.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from voting.core.informative import INFORMATIVE
from voting.core.rulebook import Value
from voting.core.words import Form, ItemKind, Matter, Nominator, Office, PollKind, Round, Secrecy, Text, Word
from voting.rules.shapes import (
    Always,
    Each,
    Either,
    OneOf,
    Part,
    Period,
    Record,
    Said,
    Several,
    Shape,
    Share,
    Whole,
    YesNo,
)  # fmt: skip

# Whom the national book answers: both bodies, one of them, or nobody, because the matter is left to local rules.
Whom = Literal["both", "congress", "standing_committee", "nobody"]

KINDS: Final = frozenset({*get_args(ItemKind), *get_args(PollKind), *get_args(Matter)})
OFFICES: Final = frozenset(get_args(Office))

# What a live vote can be measured by; other chambers' bases belong to `yijue count` (voting/cases/overlay.py).
BASE: Final = OneOf(("members", "present"))
ORGAN: Final = OneOf((
    "presidium", "chairs_meeting", "chair", "chair_or_chairs_meeting", "plenary", "members_majority",
    "members_present_majority", "congress", "standing_committee", "own_organ", "tellers",
))  # fmt: skip
POSTPONE: Final = Record({"proposed_by": ORGAN, "agreed_by": ORGAN}, frozenset({"proposed_by", "agreed_by"}))
FORMS: Final = Several(get_args(Form))
MINUTES: Final = Whole(1, 600)
SPEECH: Final = Record({"first": MINUTES, "again": MINUTES}, frozenset({"again"}))
SURPLUS: Final = Either((Whole(), Part()))
GRADING: Final = Record({
    "options": Each(Said(20)),
    "grades": Each(Record({
        "name": Said(20),
        "when": Record(
            {"options": Each(Said(20)), "over": Part(), "at_least": Part(), "of": OneOf(("members", "present", "valid"))},
            frozenset({"over", "at_least"}),
        ),
    })),
    "otherwise": Said(20),
}, frozenset({"options"}))  # fmt: skip
BEFORE: Final = Period(("sitting", "vote", "presidium_meeting", "congress"))
AFTER: Final = Period((
    "sitting", "deputies_elected", "audit_report", "assignment", "government_elected", "handover", "vote", "rejection",
    "gazette", "result",
))  # fmt: skip
SIGNERS: Final = Either((Record({"count": Whole(1)}), Share()))
PEOPLE: Final = Record({"least": Whole(1, 5_000), "most": Whole(1, 5_000)})
PROPOSERS: Final = Several((
    "presidium", "standing_committee", "government", "supervision", "court", "procuracy", "chairs_meeting", "members",
))  # fmt: skip
REPORTERS: Final = Several(("body_head", "government_head", "delegated", "court", "procuracy", "committee", "member"))


@dataclass(frozen=True)
class Key:
    """A key of the rule books; `gap` names the gap of law.md B13 that it fills, if it fills one.

    `enforced`: the system acts by it; else it is shown for people to keep (core/informative.py).
    """

    name: str
    shape: Shape
    title: Text
    whom: Whom = "both"
    gap: str | None = None
    enforced: bool = True

    def fault(self, value: Value) -> Text | None:
        """Why this value cannot be used for this key, in one sentence; None if it can."""
        no = self.shape.fault(value)
        return None if no is None else Text(f"{self.name}{no.zh}。", f"{self.name} {no.en}.")


def _key(name: str, shape: Shape, zh: str, en: str, whom: Whom = "both", gap: str | None = None) -> Key:
    return Key(name, shape, Text(zh, en), whom, gap, name not in INFORMATIVE)


SC: Final = "standing_committee"
REGISTRY: Final[tuple[Key, ...]] = (
    # who counts, and how many must be there
    _key("quorum.threshold", Share(), "法定人数", "Quorum"),
    _key("base.members", OneOf(("sitting_members", "fixed_number")), "有缺额时的全体", "All members where seats are vacant", gap="G1"),
    _key("base.suspended", OneOf(("counted_without_vote", "not_counted")),
         "暂停执行代表职务的", "Members whose duties are suspended", gap="G1"),
    _key("congress.size", Record({"base": Whole(1, 5_000), "most": Whole(1, 5_000)}), "代表名额", "Number of deputies", "congress"),
    _key("committee.size", Record({"least": Whole(1), "most": Whole(1), "ceiling": Whole(1)}),
         "常委会组成人员名额", "Members of a standing committee", SC),
    _key("attendance.partial", OneOf(("recorded", "absence")), "部分时间缺席", "Absence from part of a session", gap="G14"),
    _key("attendance.absences", Whole(1, 20), "未经批准缺席的次数", "Unapproved absences that end a deputy's mandate", "congress"),
    _key("attendance.resign_after", Whole(1, 20),
         "常委会组成人员缺席后应辞职的次数", "Absences after which a committee member should resign", "nobody"),
    _key("attendee.votes", Always(answer=False), "列席人员的表决权", "Whether attendees vote"),
    _key("member.must_vote", YesNo(), "出席者应当参加表决", "Members present must vote"),
    # passing
    _key("motion.base", BASE, "表决的基数", "Base of a vote"),
    _key("motion.threshold", Share(), "通过所需的票数", "What adopts a motion"),
    _key("motion.participation", Share(), "表决有效所需的参加人数", "Participation that makes a vote valid", "nobody"),
    _key("election.base", BASE, "选举的基数", "Base of an election"),
    _key("election.threshold", Share(), "当选所需的票数", "What elects"),
    _key("election.offices", Several(get_args(Office)), "可以选举的职务", "The offices this body elects"),
    _key("election.direct_further", Share(), "直接选举另行选举当选所需的票数", "What elects in a further direct election", "congress"),
    _key("election.rounds", Several(get_args(Round)), "可以进行的选举轮次", "The rounds this body may hold"),
    # candidates
    _key("nomination.by", Several(get_args(Nominator)), "由谁提名、推荐候选人", "Who nominates candidates"),
    _key("nomination.days", Whole(1, 60), "提名、酝酿候选人的天数", "Days to nominate and consider", "congress"),
    _key("nomination.too_few", OneOf(("refuse",)), "提名不足差额时", "Where too few are nominated", "congress", "G6"),
    _key("nomination.withdrawal", OneOf(("before_formal_list", "until_papers")),
         "候选人退出的时限", "Until when a candidate may withdraw", "congress", "G7"),
    _key("slate.surplus", Record({"least": SURPLUS, "most": SURPLUS, "equal_if_single": YesNo()}, frozenset({"equal_if_single"})),
         "候选人的差额", "Surplus of candidates", "congress"),
    _key("slate.empty_range", OneOf(("refuse", "one")), "差额比例内没有整数时", "Where no whole number fits the range", gap="G2"),
    _key("slate.empty_range_further", OneOf(("refuse", "one")), "另行选举时差额比例内没有整数", "The same in a further election", gap="G2"),
    _key("slate.one_seat", Whole(1, 20), "另行选举只选一人时的候选人数", "Candidates of a further election for one seat"),
    _key("slate.by_election", Record({"least": SURPLUS}), "补选的差额", "Surplus of a by-election"),
    _key("primary.trigger", OneOf(("fixed_surplus", "most_surplus")), "何时进行预选", "When a pre-vote is held"),
    _key("primary.tie", OneOf(("revote", "refuse")), "预选末位得票相等", "A tie at the cut of a pre-vote", "congress", "G3"),
    _key("names.order", OneOf(("strokes", "primary_votes", "receipt")), "候选人名单的顺序", "Order of names"),
    _key("names.single_char_given", OneOf(("zero", "compare")), "单名在姓名笔画排序中的位置", "One-character given names in stroke order"),
    _key("candidate.profile", YesNo(), "投票前向每位投票人介绍候选人", "Every voter has the candidates' profiles before the vote"),
    # ballots
    _key("ballot.form", OneOf(get_args(Form)), "表决方式", "Form of a vote"),
    _key("ballot.forms", FORMS, "可以采用的表决方式", "Forms of voting that may be chosen", "nobody"),
    _key("ballot.mode_decided_by", ORGAN, "由谁决定表决方式", "Who decides the form of a vote", "nobody"),
    _key("ballot.fallback", FORMS, "表决器故障时的方式", "What takes the place of keys that fail"),
    _key("ballot.fallback_decided_by", ORGAN, "由谁决定故障时的方式", "Who decides what takes their place", "nobody"),
    _key("ballot.failed", OneOf(("void_and_repeat",)), "故障中断的表决", "A vote that a failure interrupts"),
    _key("ballot.keys_for_paper", YesNo(), "以表决器代替纸质选票", "Keys in place of ballot papers", gap="G11"),
    _key("ballot.secrecy", OneOf((*get_args(Secrecy), "per_meeting")), "记名与无记名", "Named or secret"),
    _key("ballot.tier0", YesNo(), "T0 级表决（由操作方保密）", "Votes at tier T0 (operator-trusted)"),
    _key("ballot.total_comparator", OneOf(("issued", "voters")), "收回票数与何数比较", "What returned papers are compared with", gap="G8"),
    _key("ballot.excess", OneOf(("repeat_ballot",)), "收回的选票过多时", "Where too many papers are returned"),
    _key("ballot.blank", OneOf(("abstain", "approve")), "未填写任何符号的含义", "What a candidate without a mark means"),
    _key("ballot.over_vote_void", Always(answer=True), "所选人数过多的选票作废", "A paper that chooses too many is void"),
    _key("ballot.illegible", OneOf(("part_void", "paper_void")), "部分无法辨认的选票", "A partly illegible paper", gap="G9"),
    _key("ballot.abstentions_valid", YesNo(), "弃权、未填的选票计入有效票", "Papers of abstention count as valid", gap="G18"),
    _key("write_in.allowed", YesNo(), "可以另选他人", "Write-ins are taken"),
    _key("write_in.requires_oppose", YesNo(), "反对的才可以另选他人", "Only who opposes may write in"),
    _key("write_in.eligible", OneOf(("deputy", "deputy_or_voter")), "可以另选的人", "Who may be written in"),
    _key("write_in.identity", OneOf(("tellers_settle", "void")), "另选人的身份不明时", "Where it is unclear who was written in", gap="G17"),
    _key("write_in.publish", OneOf(("each", "folded")), "另选姓名的公布", "How names written in are published"),
    _key("office.deputies_only", Always(answer=True), "只能由代表担任的职务", "Offices held by deputies only", "congress"),
    _key("office.incompatible", Several(("administrative", "supervisory", "judicial", "procuratorial")),
         "不得兼任的职务", "Offices that may not be held beside", "congress"),
    _key("proxy.allowed", Always(answer=False), "委托投票", "Votes by proxy"),
    _key("teller.eligible", Several(("not_candidate", "not_close_relative", "member_of_body")),
         "监票人、计票人的条件", "Who may be a teller"),
    _key("teller.least", Whole(1, 50), "监票人的最少人数", "The fewest tellers", "nobody"),
    _key("teller.sign", YesNo(), "监票人签字", "Tellers sign"),
    # after the count
    _key("tie.revote", OneOf(("plurality", "majority")), "票数相等的再次投票", "A tie is voted on again"),
    _key("tie.second", OneOf(("revote", "plenary_decides")), "再次投票又相等", "A second tie", gap="G4"),
    _key("shortfall.further_election", OneOf(("decided_by_congress", "by_votes", "by_election")), "不足的名额另行选举", "Seats left empty"),
    _key("shortfall.rounds", OneOf(("congress_decides", "one")), "另行选举的次数", "How many further elections", gap="G5"),
    _key("procurator.approval", OneOf(("upper_approval",)), "当选的检察长须报批准", "An elected chief procurator awaits approval"),
    _key("poll.not_pressed", OneOf(("counted_apart", "hide")), "未按表决器的", "Members who press nothing", gap="G10"),
    _key("poll.reminder", YesNo(), "结束前提醒未按表决器的", "A reminder before the close to those who have not pressed", gap="G10"),
    _key("poll.publish_counts", OneOf(("all", "elected_only")), "公布的得票数", "Which counts are published"),
    _key("chair.declares", Always(answer=True), "结果由主持人当场宣布", "The chair declares the result at once"),
    _key("result.publication", Several(("announcement", "gazette", "website", "newspaper")), "结果如何公布", "How results are published"),
    _key("report.publication", Several(("deputies", "public")), "报告向谁公布", "To whom reports are published", SC),
    _key("retention.ballots", OneOf(("until_decided", "one_month")), "选票的保存", "How long ballot papers are kept"),
    # agenda
    _key("agenda.dispositions", Several(get_args(Word)), "议题的处理结果", "How an item may end"),
    _key("agenda.close_requires_disposition", Always(answer=True),
         "每项议题都有处理结果才能闭会", "No sitting closes while an item has no disposition"),
    _key("agenda.postpone", POSTPONE, "暂不付表决", "Postponing a vote"),
    _key("agenda.withdraw", Record({"agreed_by": ORGAN, "before": OneOf(("vote",))}), "议案的撤回", "Withdrawing a bill"),
    _key("agenda.vote_whether", Share(), "要求先表决是否付表决", "Who may ask for a vote on whether to vote", "nobody"),
    _key("agenda.drafted_by", ORGAN, "由谁提出议程草案", "Who drafts the agenda"),
    _key("agenda.added_by", ORGAN, "会议期间由谁决定增加议程", "Who adds to the agenda of a sitting under way"),
    _key("amendment.first", YesNo(), "先表决修正案", "Amendments are voted on first"),
    _key("amendment.lodged", BEFORE, "修正案的提出时限", "When amendments are lodged", "nobody"),
    _key("amendment.clauses", Record({"decided_by": ORGAN}), "部分条款单独表决", "Separate votes on clauses"),
    _key("debate.after_question", YesNo(), "交付表决后继续发言", "Debate after the question is put", "nobody"),
    _key("report.reporter", REPORTERS, "法定报告人", "Who may lawfully report"),
    _key("petition.bill", SIGNERS, "联名提出议案", "Joint signatures for a bill"),
    _key("petition.amendment", SIGNERS, "联名提出修正案", "Joint signatures for an amendment", "nobody"),
    _key("petition.question", SIGNERS, "联名提出质询案", "Joint signatures for a formal question"),
    _key("petition.nominate", SIGNERS, "联名提名候选人", "Joint signatures for a nomination", "congress"),
    _key("petition.recall", SIGNERS, "联名提出罢免案", "Joint signatures for a recall", "congress"),
    _key(
        "petition.recall_deputy", SIGNERS, "闭会期间联名提出罢免上一级代表", "Joint signatures for a recall in recess",
        "standing_committee",
    ),
    _key("petition.dismiss", SIGNERS, "联名提出撤职案", "Joint signatures for a dismissal", SC),
    _key("petition.inquiry_committee", SIGNERS, "联名提议组织调查委员会", "Joint signatures for a committee of inquiry"),
    _key("petition.extraordinary_session", SIGNERS, "提议临时召集会议", "Joint signatures for an extraordinary session", "congress"),
    _key("question.unsatisfied", Share(), "对答复不满意，要求再作答复", "Who may demand a further answer"),
    _key("evaluation.rule", Either((OneOf(("local",)), GRADING)), "满意度测评的等次", "The grades of an evaluation", gap="G15"),
    _key("evaluation.options", Each(Said(20)), "满意度测评的选项", "The options of an evaluation", "nobody"),
    _key("evaluation.ordered_by", ORGAN, "由谁决定进行满意度测评", "Who orders an evaluation", "nobody"),
    _key("evaluation.unsatisfactory", OneOf(("new_report_may_be_required", "new_report")),
         "测评不满意的后果", "What follows a poor grade", "nobody"),
    # persons
    _key("appointment.one_by_one", OneOf(("usual", "listed_posts", "always")), "人事任免逐人表决", "Appointments one by one", SC),
    _key("appointment.merge", Record({"agreed_by": ORGAN}), "人事任免合并表决", "Appointments in one vote"),
    _key("appointment.order", Record({
        "same_person": OneOf(("appoint_then_remove",)), "same_post": OneOf(("remove_then_appoint",)), "removals_together": YesNo(),
    }), "任免的表决顺序", "Order of votes on appointments", "nobody"),
    _key("appointment.acting", Record({"nominated_by": ORGAN, "not_a_deputy": OneOf(("appoint_then_name",))}, frozenset({"not_a_deputy"})),
         "决定代理人选", "Acting heads", SC),
    _key("appointment.paper_posts", Several(("acting_head", "deputy_governor")), "须用无记名投票的职务", "Posts that take paper", "nobody"),
    _key("appointment.lodged", BEFORE, "任免案的提出时限", "When appointments are lodged", "nobody"),
    _key("appointment.rejected", Record({"times": Whole(1, 10), "wait_months": Whole(1, 60)}, frozenset({"wait_months"})),
         "未获通过的人选", "A person who was rejected", "nobody"),
    _key("appointment.exam", Record({"required": YesNo(), "resits": Whole(0, 5)}, frozenset({"resits"})),
         "任前法律知识考试", "Examination in law", SC),
    _key("appointment.speech", YesNo(), "供职发言", "Speech before appointment", SC),
    _key("appointment.certificate", YesNo(), "颁发任命书", "Certificate of appointment", SC),
    _key("appointment.effective", OneOf(("vote_day",)), "任免的生效", "When an appointment takes effect", "nobody"),
    _key("oath.required", YesNo(), "宪法宣誓", "Oath to the Constitution"),
    _key("oath.organiser", ORGAN, "由谁组织宣誓", "Who holds the oath"),
    _key("oath.when", OneOf(("after_result_before_closing", "after_certificate_before_closing")),
         "何时宣誓", "When the oath is taken", "nobody"),
    _key("oath.text", Said(), "誓词", "Words of the oath"),
    _key("oath.not_taken", OneOf(("recorded",)), "未宣誓的", "Where the oath is not taken"),
    _key("removal.defence", YesNo(), "撤职、罢免中的申辩", "The right of defence"),
    _key("removal.proposers", PROPOSERS, "谁可以提出撤职案", "Who may move a dismissal"),
    _key("recall.proposers", PROPOSERS, "谁可以提出罢免案", "Who may move a recall"),
    _key("resignation.accepted_by", Record({"in_session": ORGAN, "in_recess": ORGAN}, frozenset({"in_session", "in_recess"})),
         "辞职由谁接受", "Who accepts a resignation"),
    # presidium
    _key("presidium.elected_in", OneOf(("preparatory_meeting",)), "主席团由谁选举", "Where the presidium is elected", "congress"),
    _key("presidium.election", Record({"equal": YesNo(), "together": YesNo(), "forms": FORMS}),
         "主席团的选举方式", "How the presidium is elected", "nobody"),
    _key("presidium.quorum", Share(), "主席团会议的法定人数", "Quorum of the presidium", "nobody"),
    _key("presidium.threshold", Share(), "主席团的决定", "What the presidium decides by", "congress"),
    _key("presidium.size", Either((PEOPLE, Record({"least": Part(), "most": Part()}))), "主席团的人数", "Size of the presidium", "nobody"),
    _key("presidium.executive_chairs", Whole(1, 50), "每次全体会议的执行主席", "Executive chairs of a plenary", "congress"),
    # notice, papers, speaking
    _key("notice.lead", BEFORE, "开会通知", "Notice of a sitting"),
    _key("papers.lead", BEFORE, "会议文件", "Papers before a sitting", "nobody"),
    _key("bill.lodged", BEFORE, "议案的提出时限", "When bills are lodged", SC),
    _key("speech.plenary", Either((SPEECH, OneOf(("per_meeting",)))), "全体会议发言（分钟）", "Speaking in plenary, minutes"),
    _key("speech.group", SPEECH, "分组会议发言（分钟）", "Speaking in groups, minutes", SC),
    _key("speech.presidium", SPEECH, "主席团会议发言（分钟）", "Speaking in the presidium, minutes", "congress"),
    _key("speech.explanation", SPEECH, "议案说明（分钟）", "Introducing a bill, minutes", "nobody"),
    _key("remote.allowed_by", ORGAN, "由谁决定以网络视频方式出席", "Who admits members by video", SC),
    _key("remote.form", OneOf(get_args(Form)), "视频出席者的表决方式", "How members by video vote", SC),
    _key("remote.counts_as_present", YesNo(), "视频出席者计入到会", "Members by video count as present", SC, "G16"),
    # calendar and deadlines
    _key("meeting.per_year", Whole(1, 12), "每年举行会议的次数", "Sessions in a year", "congress"),
    _key("meeting.interval_months", Whole(1, 12), "至少每几个月举行一次", "Months within which a meeting is held", SC),
    _key("meeting.interval_reading", OneOf(("both", "pairs_of_months", "gap")),
         "“每两个月”的读法", "How “every two months” is read", SC, "G12"),
    _key("meeting.days", Whole(1, 60), "正式会期的天数", "Days of a session", "nobody"),
    _key("deadline.counting", OneOf(("calendar_without_meeting_day", "calendar_with_meeting_day")),
         "“……日前”的计算", "How days before a sitting are counted", gap="G13"),
    _key("deadline.first_session", AFTER, "新一届第一次会议", "First session of a term", "congress"),
    _key("deadline.report_to_committee", BEFORE, "专项工作报告送有关委员会", "Special report to the committee", SC),
    _key("deadline.report_to_sc", BEFORE, "专项工作报告送常委会", "Special report to the standing committee", SC),
    _key("deadline.report_to_members", BEFORE, "专项工作报告发组成人员", "Special report to the members", SC),
    _key("deadline.budget_draft", BEFORE, "预算草案初步方案", "Draft budget", "congress"),
    _key("deadline.budget_adjustment", BEFORE, "预算调整初步方案", "Budget adjustment", SC),
    _key("deadline.final_accounts", BEFORE, "决算草案", "Draft final accounts", SC),
    _key("deadline.midyear", Record({"from_month": Whole(1, 12), "to_month": Whole(1, 12)}),
         "决算和年中执行情况报告的月份", "Months of final accounts and mid-year reports", SC),
    _key("deadline.audit_rectification", AFTER, "审计整改情况报告", "Report on putting audit findings right", SC),
    _key("deadline.opinions_plan", AFTER, "审议意见的处理方案", "Plan for handling opinions", "nobody"),
    _key("deadline.opinions_handled", AFTER, "审议意见的处理报告", "Report on handling opinions", "nobody"),
    _key("deadline.inquiry_handled", AFTER, "专题询问意见的处理报告", "Report after a special inquiry", "nobody"),
    _key("deadline.proposal_reply", AFTER, "代表建议的答复", "Reply to a deputy's proposal"),
    _key("deadline.proposal_reply_hard", AFTER, "代表建议（涉及面广、处理难度大）的答复", "Reply to a hard proposal"),
    _key("deadline.government_named", AFTER, "换届后提请任命政府组成人员", "Naming the government of a new term", SC),
    _key("deadline.body_notified", AFTER, "任免结果通知提请机关", "Notice of the result to the body that proposed", "nobody"),
    _key("deadline.decision_published", AFTER, "决议、决定的公布", "Publication of decisions", "nobody"),
)  # fmt: skip
KEYS: Final[dict[str, Key]] = {key.name: key for key in REGISTRY}


def misfit(name: str, value: Value) -> Text | None:
    """Why no rule may give `name` this value: an unknown key or another shape; None if one may."""
    key = KEYS.get(name)
    return key.fault(value) if key else Text(f"没有叫做“{name}”的规则。", f"No rule is called “{name}”.")
