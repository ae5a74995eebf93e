"""Every expected no: a code, a sentence in both languages, and the article where the law says it.

The whole list stands here; `refuse` fills in the figures. Codes of the wire are in docs/protocol.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from voting.core import (
    gap_words,
    mover_words,
    nomination_words,
    reading_words,
    revision_words,
    station_words,
    track_words,
)
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
    "member.no_recusal": (
        "选举由全体无记名投票，法律没有规定选举中的回避。",
        "All elect by secret ballot; the law knows no recusal from an election.",
    ),
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
    "sitting.no_agenda": (
        "尚无议程，请秘书先完成会议准备。",
        "There is no agenda yet; the secretary prepares the sitting first.",
    ),
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
    "disposition.no_result": ("没有与“{word}”相符的已宣布表决结果。", "No declared result supports “{word}”."),
    "disposition.reason": ("须写明理由和同意的机关。", "A reason and the consenting organ must be recorded."),
    "disposition.due": ("须写明交办对象和报告期限（日期）。", "To whom and by which day must be recorded."),
    "disposition.too_late": (
        "按照规定，处理情况的报告不能晚于{day}。",
        "By the rules the answer is due by {day} at the latest.",
    ),
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
    "poll.too_long": (
        "候选人和应选名额过多，表决终端的一张选票容纳不下；请分次选举或者改用纸质选票。",
        "So many names and seats do not fit on one paper of a terminal; split the election or hold it on paper.",
    ),
    "poll.nameless": (
        "名册中没有座位{seats}的成员的姓名，表决的名单无法定下来；请先登记该成员离席，或者补全名册。",
        "The register has no name for who sits at {seats}, and a vote freezes the names: record that they have left, or complete the roll.",
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
    "poll.no_complaint": ("没有待处理的席位异议。", "There is no complaint to settle."),
    "poll.reason": ("须写明理由。", "A reason must be recorded."),
    "slate.too_few": (
        "候选人{stand}名，少于法定的{least}名。",
        "{stand} candidates; the law asks for at least {least}.",
    ),
    "slate.too_many": ("候选人{stand}名，多于法定的{most}名。", "{stand} candidates; the law allows at most {most}."),
    "slate.no_office": (
        "法律没有规定由本机关这样选举此项职务。",
        "By law this body holds no such election to this office.",
    ),
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
    "ballots.exceed_present": (
        "共有{votes}票，多于出席并有表决权的{most}人，无效。",
        "{votes} votes from {most} persons present who may vote; it is void.",
    ),
    "ballots.recused_beyond": (
        "回避的人比出席的人还多{more}人，人数有误，无效。",
        "{more} more are recused than are present; these figures are of no vote and it is void.",
    ),
    "ballots.exceed_issued": (
        "收回选票{returned}张，多于发出的{most}张，选举无效，须重新投票。",
        "{returned} papers returned, more than the {most} issued; the election is void and held again.",
    ),
    "ballots.exceed_voters": (
        "收回选票{returned}张，多于投票人数{most}人，选举无效，须重新投票。",
        "{returned} papers returned, more than the {most} voters; the election is void and held again.",
    ),
    "ballot.not_drawn": ("尚未领票。", "No ballot paper has been drawn."),
    "ballot.first_press": (
        "本次表决首次按键有效，不能更改。",
        "The first press counts in this vote; it cannot be changed.",
    ),
    "ballot.sequence": ("票的序号与记录不符。", "The vote's sequence does not follow the last one."),
    "ballot.size": ("密封票的长度不符合规定。", "The sealed ballot has the wrong length."),
    "ballot.wrong_mode": ("记名与无记名方式不符。", "Named and secret voting must not be confused."),
    "ballot.unknown_mark": ("不认识的标记。", "Unknown mark."),
    "ballots.not_exceeded": (
        "收回的选票没有超过规定的票数，不能因此宣布无效。",
        "No more papers were returned than the rule allows; the vote is not void for that.",
    ),
    # hands and paper
    "poll.by_hand": ("本次表决由监票人计票，表决终端不参加。", "Tellers count this vote; terminals take no part."),
    "paper.secret_only": ("纸质投票以无记名方式进行。", "Votes on paper are secret."),
    "paper.no_stock": ("尚未清点印制和封存的票数。", "The printed and sealed papers have not been counted."),
    "paper.stock_late": ("投票开始以后不能再更改票的库存。", "The stock cannot be changed once the vote is open."),
    "paper.stock_figures": ("封存的备用票须少于印制的票。", "Fewer papers are sealed than are printed."),
    "paper.not_issued": ("须写明发出的票数。", "How many papers were handed out must be recorded."),
    "paper.issued": (
        "发出{issued}张不成立：有权投票的{eligible}人，可以发出的{stock}张。",
        "{issued} papers cannot be out: {eligible} may vote and {stock} were to be had.",
    ),
    "paper.return_figures": (
        "发出和作废换领的票合计多于启用的{stock}张。",
        "Issued and spoiled papers are more than the {stock} taken into use.",
    ),
    "paper.return_voters": (
        "投票人数不能多于领票人数，领票人数不能多于有权投票的{eligible}人。",
        "No more may have voted than were issued a paper, and no more were issued than the {eligible} entitled.",
    ),
    "hands.open_only": ("举手表决不能无记名。", "A show of hands is no secret vote."),
    "hands.too_many": (
        "举手{shown}人，多于可以举手的{eligible}人。",
        "{shown} hands, but only {eligible} may raise them.",
    ),
    "hands.no_video": (
        "本次会议的规则没有规定可以网络视频方式出席和表决。",
        "No rule of this meeting lets members attend and vote by video.",
    ),
    "hands.admitted_late": ("投票开始以后不能再改为举手。", "Once the vote is open nobody goes over to hands."),
    "hands.not_entitled": (
        "所列人员须有权参加本次表决，且尚未领票。",
        "Those listed must be entitled to this vote and must not have drawn a paper.",
    ),
    "count.form": ("本次表决的方式没有这项录入。", "A vote of this form has no such entry."),
    "count.over": ("本次表决已经计票。", "This vote has been counted."),
    "count.differs": (
        "两名监票人的录入不一致，均不采用，请各自重新清点后录入。",
        "The two tellers' entries differ and neither stands; both count and enter again.",
    ),
    "count.agreed": ("两名监票人的录入已经一致。", "Two tellers have entered this alike already."),
    "count.number": ("编号和数目须为正整数。", "Numbers and figures are whole and positive."),
    "count.nothing": ("没有可以重新录入的内容。", "There is nothing entered to take back."),
    "hands.sealed": (
        "监票席参加的无记名表决不能同时举手：举手的人数没有监票席核验。",
        "No hands beside a sealed vote with scrutineers' stations: no station could vouch for them.",
    ),
    "count.no_return": ("收回的票数尚未由两名监票人确认。", "The return has not been confirmed by two tellers."),
    "count.no_hands": ("举手人数尚未由两名监票人确认。", "The hands have not been confirmed by two tellers."),
    "count.heap_alone": (
        "第{heap}堆还没有由两名监票人录入一致。",
        "Heap {heap} has not been entered alike by two tellers.",
    ),
    "count.paper_undecided": (
        "第{paper}号疑问票还没有由两名监票人一致认定。",
        "Two tellers have not ruled alike on doubtful paper {paper}.",
    ),
    "count.sum": (
        "各堆和疑问票合计{accounted}张，与收回的{returned}张不符。",
        "Heaps and doubtful papers make {accounted}, but {returned} were returned.",
    ),
    "heap.mark": (
        "票面标记须按每一候选人填写赞成、反对、弃权或者未填。",
        "A paper has one mark for each line: for, against, abstain or blank.",
    ),
    "heap.name": (
        "另选他人的姓名不能辨认或者本票不能另选；请作为疑问票处理。",
        "A name written in cannot be read, or may not be written in here; treat the paper as doubtful.",
    ),
    "fallback.not_failed": ("此项表决没有作废，不能改变方式。", "This vote has not failed; its form is not changed."),
    "fallback.form": ("规则没有规定改用这种方式。", "The rules do not foresee this form."),
    "fallback.who": ("须写明由谁决定和理由。", "Who decided, and why, must be recorded."),
    # the way to a vote
    "vote.order": ("还有须先付表决的事项没有表决。", "What comes before this vote has not been voted on."),
    "vote.too_late": ("应当在其后表决的事项已经付表决。", "What comes after this vote has already been put."),
    "vote.aside": ("此项表决已暂缓、退回或者撤回。", "This vote was postponed, returned or withdrawn."),
    "vote.fallen": (
        "此项表决以另一项表决通过为前提，该项未获通过或者未付表决。",
        "This vote rests on another one that was not adopted or was not put.",
    ),
    "vote.step_missing": ("表决前的程序尚未完成：{steps}。", "Not done yet before this vote: {named}."),
    "vote.not_merged": (
        "合并表决须先有有权机关的决定并记录在案。",
        "To vote merged needs the decision of the organ that may, on record.",
    ),
    "vote.clause_lost": (
        "单独表决的条款未获通过，须先记录有权机关的处理决定。",
        "A clause voted on apart was not adopted; how to go on must be decided and recorded first.",
    ),
    "vote.rejected_bar": (
        "此人本届内已有{count}次未获通过，不得再提请任命同一职务。",
        "Rejected {count} times in this term; not to be proposed for the same post again.",
    ),
    "vote.rejected_lately": (
        "此人上次未获通过，{day}以后才能再提请。",
        "Rejected before; may be proposed again from {day} on.",
    ),
    "step.result": ("此项程序不能有这样的结果。", "This step cannot end like this."),
    "step.day": ("日期不正确，或者晚于今天。", "The day is not a day, or lies in the future."),
    "step.too_early": ("须在{after}之后。", "Only after this: {named}."),
    "step.recorded": ("此项程序已经记录。", "This step is on record already."),
    "step.not_asked": (
        "这项表决不产生任职，或者规则没有规定此项程序。",
        "Nobody takes office by this vote, or no rule asks for this step.",
    ),
    "step.no_approval": ("此职务不需要上一级批准。", "This post needs no approval from above."),
    "step.no_resit": ("考试不合格，规定的补考次数已经用完。", "The examination was failed and no resit is left."),
    "organ.not_lawful": ("这一机关无权作此决定。", "This organ may not decide it."),
    "petition.not_for": ("此项议题不由联名或者机关提出。", "An item of this kind is not moved like this."),
    "petition.filed": ("提案人已经记录。", "Who moved it is on record already."),
    "petition.missing": ("尚未记录提案机关或者联名人。", "Who moved this is not on record yet."),
    "petition.proposer": ("提案人不是法律规定的机关或者人员。", "Not one of those who may move this by law."),
    "petition.content": (
        "须以书面写明对象和理由、内容。",
        "In writing, with whom it is about, and its reasons and content.",
    ),
    "petition.no_right": ("法律没有规定可以联名提出。", "The law gives members no right to move this jointly."),
    "petition.signers": (
        "联名人须是本级组成人员、代表，每人只计一次。",
        "Each who signs is a member of this body, and signs once.",
    ),
    "petition.too_few": ("联名{signed}人，须{needed}人以上。", "{signed} signed; {needed} are needed."),
    "question.none": ("没有质询案。", "There is no formal question."),
    "question.not_answered": ("受质询机关尚未答复。", "The question has not been answered yet."),
    "question.uncounted": (
        "尚未记录提出质询的是否满意答复。",
        "It is not on record yet whether those who asked are satisfied with the answer.",
    ),
    "question.too_many": ("提出质询的只有{proposers}人。", "Only {proposers} put the question."),
    "question.not_reached": (
        "对答复不满意的人数没有达到法定比例，不能要求再作答复。",
        "Too few are unsatisfied to demand a further answer.",
    ),
    "question.chairs_decide": (
        "是否再作答复由主任会议决定。",
        "Whether to answer again is for the chairpersons' meeting.",
    ),
    "question.must_answer": ("受质询机关须再作答复。", "A further answer must be given."),
    "question.further": ("再作答复尚未处理。", "The further answer is still open."),
    "evaluation.no_rule": (
        "国家法律没有规定测评的等次和比例；本级没有通过测评办法，不能测评。",
        "National law gives no grades; without a rule of its own this body cannot hold an evaluation.",
    ),
    "evaluation.options": (
        "测评办法所说的选项不在本次的选项之中。",
        "The rule speaks of grades that this paper does not have.",
    ),
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
    "sign_in.link_expired": (
        "此一次性链接已过期，请向工作人员索取新的链接。",
        "This one-time link has expired; ask for a new one.",
    ),
    "sign_in.resting": (
        "此用户名密码多次输入错误，请一分钟后再试。",
        "Too many wrong passwords for this name; try again in a minute.",
    ),
    "sign_in.required": ("请先登录。", "Please sign in first."),
    **nomination_words.SENTENCES,
    **gap_words.SENTENCES,
    **mover_words.SENTENCES,
    **track_words.SENTENCES,
    **reading_words.SENTENCES,
    **revision_words.SENTENCES,
    **station_words.SENTENCES,
}


def refuse(code: str, article: str | None = None, details: tuple[Text, ...] = (), **figures: int | str) -> Refusal:
    """The refusal of this code with its sentences filled in; KeyError for a code not in the list."""
    zh, en = SENTENCES[code]
    return Refusal(code, zh.format(**figures), en.format(**figures), article, details)
