"""Every expected no: a code, a sentence in both languages, and the article where the law says it.

The whole list stands here; `refuse` fills in the figures. Codes of the wire are in docs/protocol.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from voting.core.words import Text


@dataclass(frozen=True)
class Refusal:
    """An expected no; a value, never an exception."""

    code: str
    zh: str
    en: str
    article: str | None = None
    details: tuple[Text, ...] = ()


SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # messages
    "message.malformed": ("消息格式不符合规定。", "The message is not well formed."),
    "message.duplicate_key": ("消息中同一字段出现两次。", "A field stands twice in the message."),
    "message.too_large": ("消息超过允许长度。", "The message is too large."),
    "message.signature": ("签名无效。", "The signature does not verify."),
    "message.stale": ("请求已过期，请重新连接。", "This request is stale; connect again."),
    "message.wrong_meeting": ("该消息属于另一次会议。", "This message belongs to another meeting."),
    # seats and members
    "seat.unknown": ("没有座位{seat}。", "There is no seat {seat}."),
    "seat.not_enrolled": ("座位{seat}的终端尚未登记。", "The terminal of seat {seat} is not enrolled."),
    "seat.wrong_key": ("签名不是座位{seat}登记终端的签名。", "Not signed by the enrolled terminal of seat {seat}."),
    "seat.occupied": ("座位{seat}已有他人签到。", "Another member is signed in at seat {seat}."),
    "seat.empty": ("座位{seat}尚无人签到。", "Nobody has signed in at seat {seat}."),
    "seat.wrong_code": ("登记码不正确或已过期。", "The enrolment code is wrong or has expired."),
    "member.unknown": ("名册中没有此人。", "This person is not on the roll."),
    "member.wrong_pin": ("密码或证件号不正确。", "The PIN or badge number is wrong."),
    "member.locked": ("多次输入错误，请一分钟后再试。", "Too many wrong attempts; try again in a minute."),
    "member.elsewhere": ("该成员已在座位{seat}签到。", "This member is signed in at seat {seat}."),
    "member.not_voter": ("列席和旁听人员没有表决权。", "Attendees and observers have no vote."),
    "member.not_eligible": ("不在本次表决的法定名单之内。", "Not in the frozen electorate of this vote."),
    "member.not_present": ("该成员未签到。", "This member is not signed in."),
    "member.already_present": ("该成员已签到。", "This member is already signed in."),
    "member.not_recused": ("该成员对本项议题没有回避。", "This member is not recused from this item."),
    "method.not_adopted": (
        "会议尚未通过本次会议的办法，不能按该办法进行表决或者选举。",
        "This meeting has not adopted its own method; nothing can be voted on by it yet.",
    ),
    "disposition.voted": (
        "此项议题已有宣布的表决结果，不能再撤回或者暂不付表决。",
        "A result has been declared on this item; it can no longer be withdrawn or postponed.",
    ),
    "disposition.past": ("报告期限不能早于今天。", "The date cannot lie in the past."),
    "member.recused": ("该成员对本项议题已经回避。", "This member is already recused from this item."),
    "roll.no_cards": (
        "密码卡已经领取，或尚未导入名册。",
        "The PIN cards were given out already, or no roll was imported.",
    ),
    "roll.in_use": ("已有人签到，不能更换名册。", "Somebody has signed in; the roll cannot be replaced."),
    # sitting
    "role.not_allowed": ("您的角色不能进行此项操作。", "Your role may not do this."),
    "sitting.unprepared": ("会议尚未准备。", "The sitting has not been prepared."),
    "sitting.already_prepared": ("会议已经准备。", "The sitting has already been prepared."),
    "sitting.not_open": ("会议尚未开始。", "The sitting is not open."),
    "sitting.already_open": ("会议已经开始。", "The sitting is already open."),
    "sitting.closed": ("会议已经闭会。", "The sitting is closed."),
    "quorum.missing": (
        "应到{members}人，实到{present}人，未达到法定人数{needed}人，不能举行。",
        "{present} of {members} are present; the quorum is {needed}.",
    ),
    "agenda.undecided": (
        "尚有{count}项议题没有处理结果，不能闭会。",
        "{count} item(s) have no disposition; the sitting cannot be closed.",
    ),
    "agenda.poll_running": ("还有表决没有结束。", "A vote has not been concluded."),
    "item.unknown": ("议程中没有此项。", "There is no such item on the agenda."),
    "item.stage": ("此项议题目前的阶段不能进行该操作。", "The item is not at a stage where this can be done."),
    "item.disposed": ("此项议题已有处理结果。", "The item already has a disposition."),
    "item.reporter": (
        "报告人不具备法律要求的职务，不能作此报告。",
        "The reporter does not hold an office the law demands for this report.",
    ),
    "item.not_deliberated": ("此项议题尚未审议，不能付表决。", "The item has not been deliberated yet."),
    "disposition.not_allowed": ("此项议题不能以“{word}”结束。", "This item cannot end as “{word}”."),
    "disposition.no_result": (
        "没有与“{word}”相符的已宣布表决结果。",
        "No declared result supports “{word}”.",
    ),
    "disposition.reason": ("须写明理由和同意的机关。", "A reason and the consenting organ must be recorded."),
    "disposition.due": ("须写明交办对象和报告期限（日期）。", "To whom and by which day must be recorded."),
    "disposition.next": ("暂不付表决须写明下一步处理意见。", "What is postponed needs its next step on record."),
    # polls
    "poll.unknown": ("没有这次表决。", "There is no such vote."),
    "poll.draft_unknown": ("没有这项表决安排。", "There is no such vote on this item."),
    "poll.draft_used": ("此项表决已经进行。", "This vote has already been announced."),
    "poll.wrong_manifest": ("不是本次表决的票。", "Not the ballot paper of this vote."),
    "poll.not_announced": ("现在不能领票。", "Papers cannot be drawn now."),
    "poll.not_open": ("表决尚未开始。", "The vote is not open yet."),
    "poll.closed": ("表决已经结束。", "The vote is closed."),
    "poll.not_closed": ("表决尚未结束。", "The vote has not been closed."),
    "poll.not_counted": ("尚未计票。", "The vote has not been counted."),
    "poll.finished": ("这次表决已经宣布或作废。", "This vote has been declared or voided."),
    "poll.papers_missing": (
        "还有{missing}人没有领票；提前开始须说明理由。",
        "{missing} have not drawn papers; opening early needs a reason.",
    ),
    "poll.nobody": ("没有有表决权的出席人员。", "Nobody present is entitled to vote."),
    "poll.form_paper": (
        "法律规定此项使用纸质选票；会议通过的办法没有同意使用表决器。",
        "The law's form here is paper; the meeting's own method does not consent to keys.",
    ),
    "poll.form_unavailable": (
        "本系统目前还不能以“{form}”方式进行表决。",
        "This system cannot yet hold a vote by {form}.",
    ),
    "poll.tier": (
        "此项表决须有监票席参与；会议通过的办法没有同意由操作方单独保密。",
        "This vote needs scrutineers' stations; the meeting's method does not consent to tier T0.",
    ),
    "poll.secrecy": ("此项表决依法必须无记名。", "This vote must be secret by law."),
    "poll.complaint": (
        "座位{seats}报告选票未计入，须由主持人决定后才能宣布。",
        "Seat(s) {seats} complain; the chair must decide before the declaration.",
    ),
    "poll.no_complaint": ("没有待处理的申诉。", "There is no complaint to settle."),
    "poll.reason": ("须写明理由。", "A reason must be recorded."),
    "poll.confirming": ("正在等待各座位确认。", "Waiting for the seats to confirm."),
    "slate.too_few": (
        "候选人{stand}名，少于法定的{least}名。",
        "{stand} candidates; the law asks for at least {least}.",
    ),
    "slate.too_many": ("候选人{stand}名，多于法定的{most}名。", "{stand} candidates; the law allows at most {most}."),
    "slate.no_office": ("法律没有规定由本机关选举此项职务。", "By law this body does not elect to this office."),
    "slate.surplus_not_fixed": (
        "选举办法没有规定具体差额数。",
        "The election method does not fix the number of surplus candidates.",
    ),
    "slate.no_whole_number": (
        "应选{seats}名时，法定差额比例内没有整数。",
        "For {seats} seats no whole number lies in the statutory range.",
    ),
    "slate.disguised_single_list": (
        "法律规定差额选举；候选人{stand}名不多于应选{seats}名，不得选举。",
        "The law demands more candidates than seats; {stand} for {seats} may not be voted on.",
    ),
    # ballots
    "ballot.not_drawn": ("尚未领票。", "No ballot paper has been drawn."),
    "ballot.first_press": (
        "本次表决首次按键有效，不能更改。",
        "The first press counts in this vote; it cannot be changed.",
    ),
    "ballot.sequence": ("票的序号与记录不符。", "The vote's sequence does not follow the last one."),
    "ballot.size": ("密封票的长度不符合规定。", "The sealed ballot has the wrong length."),
    "ballot.wrong_mode": ("记名与无记名方式不符。", "Named and secret voting must not be confused."),
    "ballot.unknown_mark": ("不认识的标记。", "Unknown mark."),
    "ballot.drawn_already": ("已经领票。", "A paper has already been drawn."),
    # the house
    "device.unknown": ("没有待确认的终端。", "There is no such terminal waiting."),
    "device.same": ("该终端已经登记。", "This terminal is already enrolled."),
    "store.unwritable": (
        "未能保存，此次操作不计入，请重试或请工作人员协助。",
        "It could not be saved and does not count; try again or ask for help.",
    ),
    "server.busy": ("系统繁忙，请稍后再试。", "The system is busy; try again."),
    "command.unknown": ("没有这样的操作。", "There is no such command."),
    "command.fields": ("操作缺少内容或内容有误。", "The command lacks a field or a field is wrong."),
    "sign_in.failed": ("用户名、密码或链接不正确。", "Name, password or link is wrong."),
    "sign_in.resting": (
        "此用户名密码多次输入错误，请一分钟后再试。",
        "Too many wrong passwords for this name; try again in a minute.",
    ),
    "sign_in.required": ("请先登录。", "Please sign in first."),
    "not_yet.count": ("人工计票录入将在后续版本提供。", "The entry of hands by tellers comes with a later version."),
}


def refuse(code: str, article: str | None = None, details: tuple[Text, ...] = (), **figures: int | str) -> Refusal:
    """The refusal of this code with its sentences filled in; KeyError for a code not in the list."""
    zh, en = SENTENCES[code]
    return Refusal(code, zh.format(**figures), en.format(**figures), article, details)
