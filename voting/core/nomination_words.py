"""What is said where a nomination, a list, a round of an election or a written name is refused, in both languages."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "slate.not_fixed": (
        "正式候选人名单尚未确定。",
        "The formal list of candidates has not been fixed.",
    ),
    "slate.not_the_nominees": (
        "名单必须包括全部{stand}名被提名人，不得增减。",
        "The list must be exactly the {stand} who stand; nobody is left off or added.",
    ),
    "slate.primary_required": (
        "被提名人多于规定的差额，须先进行预选。",
        "More are nominated than the surplus allows; a pre-vote comes first.",
    ),
    "slate.primary_needless": ("被提名人没有超过规定的差额，不进行预选。", "No pre-vote: the surplus is not exceeded."),
    "slate.no_primary": ("没有预选，不能按预选得票排列。", "There was no pre-vote whose votes could order the list."),
    "slate.cut": (
        "正式候选人须按预选得票多少的顺序确定{places}名。",
        "The formal list is the {places} with the most votes of the pre-vote.",
    ),
    "slate.cut_tied": (
        "预选在最后{places}个名额上得票相等，法律没有规定如何确定，须再次预选或者写明决定。",
        "The pre-vote ties for the last {places} place(s) and the law is silent; vote again or put a decision on record.",
    ),
    "slate.cut_ruled": (
        "预选在最后{places}个名额上得票相等；本次会议的规则已规定如何处理，不能另作决定。",
        "The pre-vote ties for the last {places} place(s); the rules of this meeting say what follows, nobody decides otherwise.",
    ),
    "slate.single_of_several": (
        "曾有{named}人被提名，只剩候选人{stand}名、应选{seats}名；只有提名的候选人没有超过应选名额的，才可以等额选举，请补足候选人。",
        "{named} were nominated and {stand} stand for {seats}; an equal list is lawful only where no more were ever nominated.",
    ),
    "nominate.known": ("此人已被提名。", "This person has been nominated already."),
    "nominate.round": ("这一轮投票不另行提名。", "Nobody is nominated for this round."),
    "nominate.by_votes": (
        "此次另行选举的候选人已按第一次投票得票多少的顺序确定，不另行提名。",
        "This further election takes its candidates by the votes of the first ballot; nobody is nominated.",
    ),
    "nominate.both": (
        "提名须写明由机关、组织提名或者由代表联合提名，不能同时填写。",
        "A nomination is an organ's or a joint one, not both.",
    ),
    "nominate.organ": (
        "此项职务的候选人不由{zh}提名、推荐。",
        "Candidates for this office are not nominated by {en}.",
    ),
    "nominate.early": (
        "提名、酝酿候选人的时间不得少于{days}天：首次提名{first}，正式名单最早{day}确定；此前已经酝酿的，须写明情况和决定。",
        "At least {days} days to nominate and consider: first {first}, fixed on {day} at the earliest; or put the reason on record.",
    ),
    "nominate.signer": ("联名人须为本级代表，且不得重复。", "Signers must be deputies of this congress, each once."),
    "nominate.too_few": (
        "联名代表{have}人，须{least}人以上。",
        "{have} deputies have signed; at least {least} must.",
    ),
    "nominate.presidium_cap": (
        "{zh}提名、推荐的候选人不得超过应选名额{seats}名。",
        "No more than the {seats} to be elected may be nominated by {en}.",
    ),
    "nominate.signer_cap": (
        "下列代表与其他代表联合提名的候选人已达应选名额{seats}名。",
        "These deputies have already joined in nominating {seats}, as many as are to be elected.",
    ),
    "nominate.not_joint": (
        "法律没有规定本机关成员可以联合提名。",
        "By law members of this body do not nominate jointly.",
    ),
    "nominate.deputies_only": (
        "此项职务须从代表中选举，请注明被提名人是哪一位代表。",
        "Only a deputy can be elected to this office; say which deputy the nominee is.",
    ),
    "candidate.unknown": ("名单中没有此人。", "This person is not on the list."),
    "candidate.withdrawn": ("此人已不再列入名单。", "This person no longer stands."),
    "candidate.elected": (
        "此人已经当选；离任须依法辞职，不能退出候选。",
        "This person is elected; leaving the office is by resignation, not by withdrawing.",
    ),
    "candidate.too_late": (
        "本次会议的办法规定，正式候选人名单确定后不能退出。",
        "By the method of this meeting nobody withdraws once the formal list is fixed.",
    ),
    "candidate.reason": ("须写明理由和由谁同意。", "The reason and who agreed must be recorded."),
    "round.not_due": ("现在不能进行这一轮投票。", "This round is not due."),
    "round.only_one": ("本次会议的办法只规定另行选举一次。", "The method provides for one further election only."),
    "round.planned": (
        "下一轮投票已经安排，并已有人被提名。",
        "The next round is planned and people are nominated for it.",
    ),
    "round.not_tied": ("没有票数相等、须再次投票的人。", "Nobody ties for a seat; there is nothing to vote on again."),
    "round.not_short": ("没有须另行选举的不足名额。", "No seat is left for a further election."),
    "round.decision": (
        "不足名额是否在本次会议上另行选举，须经会议决定并记录。",
        "Whether the seats left are filled in this session is for the meeting to decide, on record.",
    ),
    "round.by_votes": (
        "另行选举的候选人须根据第一次投票得票多少的顺序确定。",
        "Candidates of this further election are taken by the votes of the first ballot.",
    ),
    "round.order": (
        "候选人须按第一次投票得票多少的顺序确定，不得越过得票较多的人。",
        "Candidates go by the votes of the first ballot; nobody with more votes is passed over.",
    ),
    "round.cut_tied": (
        "第一次投票得票相等，不能只列入其中一部分人；须一并列入或者一并不列入，差额不允许的，须写明主席团的决定。",
        "Votes are equal at the cut. Take all who tie or none; where the lawful number allows neither, record the presidium's decision.",
    ),
    "write_in.unknown": ("没有这样的另选姓名。", "No such name was written in."),
    "write_in.candidate": (
        "此人已是候选人，须认定为该候选人，另选无效。",
        "This person is a candidate: settle the name to be that candidate; as a write-in it does not count.",
    ),
    "write_in.twice": (
        "另一个另选姓名已认定为此人，须合并认定。",
        "Another written name was settled to be this person; settle both together.",
    ),
    "write_in.unsettled": (
        "有{count}个另选姓名尚未由监票人确认是何人，不能宣布。",
        "{count} written name(s) are not identified by the tellers yet; nothing can be declared.",
    ),
}
