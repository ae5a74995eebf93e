"""The announcements T1 to T14 of a sitting as data: Chinese as it is said in published transcripts, English ours.

`source` says where the Chinese comes from: W… a transcript (law.md, part W), `C2` a composite of the steps of an
election, `house` our own. Slots are in braces; `fill` puts figures and words into them and leaves none empty.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from voting.core.words import Text


class Template(NamedTuple):
    """A text with slots in both languages, and where its Chinese comes from."""

    zh: str
    en: str
    source: str


TEMPLATES: Final[dict[str, Template]] = {
    # Opening the sitting, or not
    "T1": Template(
        "各位代表：今天的全体会议，应出席代表{members}人，出席{present}人，缺席{absent}人，出席人数符合法定人数。现在开会。",
        "Fellow deputies: {members} deputies, {present} present, {absent} absent; there is a quorum. The sitting is open.",
        "W3",
    ),
    "T1b": Template(
        "本次会议应到代表{members}人，实到代表{present}人，出席人数符合法定人数。现在开会。",
        "{members} deputies, {present} present: there is a quorum. The sitting is open.",
        "W10; the last sentence W3",
    ),
    "T1b.committee": Template(
        "本次会议应到常委会组成人员{members}人，实到{present}人，出席人数符合法定人数。现在开会。",
        "{members} members of the standing committee, {present} present: there is a quorum. The sitting is open.",
        "W10; the last sentence W3",
    ),
    "T1c": Template(
        "本次大会应出席代表{members}名，实际到会{present}名，请假{on_leave}名{absent}，出席会议代表人数符合法定要求，可以开会。",
        "{members} deputies, {present} present, {on_leave} on leave{absent}; the quorum the law asks for is there. "
        "The sitting can open.",
        "W14t",
    ),
    "T1c.absent": Template("，缺席{absent}名", ", {absent} absent", "house"),
    "T13": Template(
        "应到{members}人，实到{present}人，未达到法定人数{needed}人，会议不能举行。",
        "{present} of {members} are present; the quorum is {needed}. The sitting cannot be held.",
        "the figure needed: house",
    ),
    # Putting the question
    "T2.item": Template("现在进行第{number}项议程，表决{title}。", "Item {number}: the vote on {title}. ", "W3"),
    "T2.presidium": Template(
        "主席团会议决定将这个{kind}草案提请大会全体会议表决。",
        "The presidium has decided to put this draft to the plenary. ",
        "W3",
    ),
    "T2.manner": Template("本项采用{manner}方式表决，{press}。", "This is {manner}; {press}. ", "house"),
    "T2.put": Template("现在付表决，请按表决器。", "Please vote now.", "W3"),
    "T2.paper": Template(
        "本项采用无记名投票方式表决。现在分发表决票，没有领到或者多领的请举手。请写票，写好后依次投票。",
        "This is a secret vote on paper. Papers are handed out; who has none or more than one, please raise a hand. "
        "Mark your paper, then put it into the box.",
        "house",
    ),
    "T2.trial": Template(
        "现在进行试表决，请熟悉表决器。试表决的结果不计入任何表决。",
        "This is a trial vote, to get to know the terminals. It counts for nothing. ",
        "house",
    ),
    "T2.evaluation": Template(
        "现在进行第{number}项议程，对{title}进行满意度测评。请在{options}中选择一项。现在开始测评。",
        "Item {number}: the satisfaction evaluation of {title}. Please choose one of: {options}. Please vote now.",
        "house",
    ),
    "T2.election": Template(
        "现在进行第{number}项议程，选举{office}。应选{seats}名，候选人{candidates}名。"
        "对候选人可以赞成，可以反对，也可以弃权{other}。所选人数不得超过{seats}名，超过的整张选票作废。现在开始投票。",
        "Item {number}: the election of {office}, {seats} to be elected from {candidates} candidates. "
        "You may vote for, against or abstain on each{other}. "
        "A paper that chooses more than {seats} is void as a whole. Please vote now.",
        "house",
    ),
    "T2.write_in": Template("；表示反对的，可以另选他人", "; who votes against may write in another", "DBF 17"),
    "T2.again": Template(
        "{candidates}人得票相等，现在就票数相等的人再次投票，以得票多的当选{office}。应选{seats}名。"
        "所选人数不得超过{seats}名，超过的整张选票作废。现在开始投票。",
        "{candidates} have equal votes; a new vote is taken on them alone for {office}, {seats} to be elected, the most "
        "votes win. A paper that chooses more than {seats} is void as a whole. Please vote now.",
        "ZZF 29",
    ),
    "T2.primary": Template(
        "现在进行第{number}项议程，预选{office}正式候选人。被提名人{candidates}名，按照得票多少的顺序确定正式候选人{seats}名。"
        "所选人数不得超过{seats}名，超过的整张选票作废。现在开始投票。",
        "Item {number}: the pre-vote on the candidates for {office}. {candidates} are nominated; the {seats} with the most "
        "votes are put on the formal list. A paper that chooses more than {seats} is void as a whole. Please vote now.",
        "house",
    ),
    "T5": Template(
        "本项采用举手方式表决。同意的请举手。请放下。反对的请举手。请放下。弃权的请举手。请放下。",
        "This is a show of hands. For, please raise your hands. Lower them. Against, please raise your hands. Lower them. "
        "Abstaining, please raise your hands. Lower them.",
        "W14t",
    ),
    "T5.result": Template(
        "同意的{votes_for}，反对的{against}，弃权的{abstain}。",
        "For: {votes_for}. Against: {against}. Abstaining: {abstain}.",
        "W14t",
    ),
    "T5.some": Template("{number}人", "{number}", "W14t"),
    "T5.none": Template("没有", "none", "W14t"),
    "T6": Template(
        "{list}名单草案已经主席团会议通过，现提请大会全体会议表决。{merged}",
        "The presidium has passed the draft list of {list}; it is put to the plenary. {merged}",
        "W3",
    ),
    "T6.committee": Template(
        "{list}名单草案现提请会议表决。{merged}", "The draft list of {list} is put to the vote. {merged}", "W3"
    ),
    "T6.merged": Template("建议对这个名单草案进行合并表决。", "It is proposed to vote on the list as a whole. ", "W3"),
    # Counting
    "T3.call": Template("现在由工作人员宣读表决结果。", "The staff will now read the result.", "W3"),
    "T3": Template(
        "赞成{votes_for}票，反对{against}票，弃权{abstain}票{void}{not_pressed}。",
        "{votes_for} for, {against} against, {abstain} abstaining{void}{not_pressed}.",
        "W3, W7b, W12b",
    ),
    "T3.void": Template("，无效{void}票", ", {void} void", "house"),
    "T3.not_pressed": Template("，未按表决器{number}人", ", {number} did not press", "W7b, W12b"),
    "T3.end": Template("宣读完毕。", "That is the result.", "W3"),
    "T4": Template("{title}，{outcome}。", "{title}: {outcome}.", "W3"),
    "T7": Template(
        "{meeting}应到{who}{members}名，实到{present}名。共发出{office}选票{issued}张，收回{returned}张{voters}。"
        "收回的选票{compared}发出的选票。",
        "{members} {who}, {present} present. {issued} ballot papers for {office} were issued, {returned} returned{voters}: "
        "{compared} issued.",
        "C2",
    ),
    "T7.voters": Template("，投票人数{voters}人", " by {voters} voters", "C2"),
    "T7.end": Template("报告完毕。", "End of report.", "C2"),
    "T8": Template(
        "{basis}收回的选票{compared}发出的选票，我宣布：本次选举{valid}。",
        "{basis}{returned} papers returned are {compared} the {issued} issued. The election is {valid}.",
        "C2, W10b",
    ),
    "T8.voters": Template(
        "{basis}收回的选票多于投票人数，我宣布：本次选举无效，须重新投票。",
        "{basis}{returned} papers returned are more than the {voters} voters. The election is void; the vote is to be repeated.",
        "C2",
    ),
    "T8.basis": Template("根据{basis}的规定，", "Under {basis}: ", "C2"),
    "T9.line": Template(
        "{name}：赞成{votes_for}票，反对{against}票，弃权{abstain}票",
        "{name}: {votes_for} for, {against} against, {abstain} abstaining",
        "C2",
    ),
    "T9.write_ins": Template("另选他人：{names}", "written in: {names}", "C2"),
    "T9.write_in": Template("{name}{votes_for}票", "{name} {votes_for}", "C2"),
    "T9.folded": Template("另有{names}个姓名各1票", "{names} more names with 1 each", "house"),
    "T9.papers": Template("有效票{valid}张，无效票{invalid}张。", "{valid} valid papers, {invalid} void.", "C2"),
    # Declaring
    "T10": Template(
        "根据选举办法和计票结果，{votes}获得的赞成票超过全体{who}的半数，我宣布：{names}当选为{office}。",
        "By the election method and the count, more than half of all {who} voted for {votes}. "
        "I declare elected as {office}: {names}.",
        "C2, W10b",
    ),
    "T10.most": Template(
        "根据选举办法和计票结果，{votes}得票多，我宣布：{names}当选为{office}。",
        "By the election method and the count, {votes} have the most votes. I declare elected as {office}: {names}.",
        "C2, ZZF 29",
    ),
    "T10.vote": Template("{name}（{votes_for}票）", "{name} ({votes_for})", "house"),
    "T10.pending": Template(
        "当选结果须依法报经上一级人民检察院检察长提请该级人民代表大会常务委员会批准。",
        "The election awaits approval by the standing committee one level above, on the motion of its chief procurator.",
        "ZZF 11",
    ),
    "T10.primary": Template(
        "根据预选的计票结果，{votes}列入{office}正式候选人名单。",
        "By the count of the pre-vote these are on the formal list for {office}: {votes}.",
        "house",
    ),
    "T11": Template(
        "{names}得票相等，尚余{seats}名，不能确定当选人。{basis}就票数相等的人再次投票，以得票多的当选。",
        "{names} have equal votes for {seats} remaining seat(s); none of them is elected yet. "
        "{basis}A new vote is taken on them alone; the most votes win.",
        "C2, ZZF 29",
    ),
    "T11.majority": Template(
        "{names}得票相等，尚余{seats}名，不能确定当选人。{basis}就票数相等的人再次投票，获得全体{who}过半数赞成票的当选。",
        "{names} have equal votes for {seats} remaining seat(s); none of them is elected yet. "
        "{basis}A new vote is taken on them alone; who has more than half of all {who} is elected.",
        "ZZF 29, method",
    ),
    "T11.basis": Template("依照{basis}，", "Under {basis}: ", "ZZF 29"),
    "T11.primary": Template(
        "{names}得票相等，正式候选人名单尚余{seats}名不能确定。",
        "{names} have equal votes for {seats} remaining place(s) on the formal list; that is still to be decided.",
        "house",
    ),
    "T12": Template(
        "应选{seats}名，获得过半数选票当选{filled}名，不足{missing}名。不足名额的另行选举，经大会决定，在{when}会议上进行。",
        "{seats} to be elected, {filled} elected by a majority, {missing} seat(s) vacant. A further election is held for "
        "them; the congress decides: at {when} meeting.",
        "C2",
    ),
    "T12.committee": Template(
        "应选{seats}名，获得过半数选票当选{filled}名，不足{missing}名。不足名额经常务委员会会议决定，另行选举。",
        "{seats} to be elected, {filled} elected by a majority, {missing} seat(s) vacant. A further election is held for "
        "them as the standing committee decides.",
        "house, after T12",
    ),
    "T14": Template(
        "现在我宣布，{title}满意度测评结果如下：{grades}{void}。",
        "I now declare the result of the satisfaction evaluation of {title}: {grades}{void}.",
        "W15",
    ),
    "T14.option": Template("{option}{votes}票", "{option} {votes}", "W15"),
    "T14.void": Template("，无效{void}票", ", void {void}", "W15"),
    "T14.grade": Template("测评等次为：{grade}。", " The grade is: {grade}.", "house"),
    "void": Template(
        "{title}的本次表决因故作废，原因：{reason}。本次表决的任何票数均不计入。",
        "The vote on {title} is void ({reason}); nothing of it counts.",
        "house",
    ),
}


def fill(name: str, /, **slots: Text | str | int) -> Text:
    """The text of this name with its slots filled; KeyError for a text or a slot that is not there."""
    template = TEMPLATES[name]
    zh = {slot: value.zh if isinstance(value, Text) else value for slot, value in slots.items()}
    en = {slot: value.en if isinstance(value, Text) else value for slot, value in slots.items()}
    return Text(template.zh.format_map(zh), template.en.format_map(en))
