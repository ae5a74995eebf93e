"""The words around a vote as people read them: steps, organs, proposers, addressees, rosters."""

from __future__ import annotations

from typing import Final

from voting.core.words import Addressee, Aside, Matter, Proposer, RosterName, StepResult, StepWord, Text

STEPS: Final[dict[StepWord, Text]] = {  # in the order in which they are taken
    "material": Text("材料齐备", "material complete"),
    "exam": Text("任前法律知识考试", "legal-knowledge examination"),
    "merge": Text("合并表决的决定", "decision to vote merged"),
    "profiles_delivered": Text("人选介绍材料送达全体", "profiles delivered to every voter"),
    "speech": Text("供职发言", "speech before appointment"),
    "defence": Text("申辩", "defence"),
    "clause_review": Text("单独表决后的处理决定", "decision after the separate vote"),
    "answer": Text("答复质询", "answer to the question"),
    "further_answer": Text("再作答复", "further answer"),
    "publication": Text("公告", "publication"),
    "approval": Text("上一级批准", "approval from above"),
    "certificate": Text("颁发任命书", "certificate"),
    "oath": Text("宪法宣誓", "oath to the constitution"),
}
RESULTS: Final[dict[StepResult, Text]] = {
    "done": Text("已完成", "done"),
    "passed": Text("合格", "passed"),
    "failed": Text("不合格", "failed"),
    "declined": Text("放弃或者不再进行", "declined"),
}
ORGANS: Final[dict[str, Text]] = {
    "presidium": Text("主席团", "the presidium"),
    "chairs_meeting": Text("主任会议", "the chairpersons' meeting"),
    "chair": Text("主任", "the chairperson"),
    "plenary": Text("全体会议", "the plenary"),
    "standing_committee": Text("常务委员会", "the standing committee"),
    "congress": Text("代表大会", "the congress"),
    "members_majority": Text("组成人员多数", "a majority of all members"),
    "members_present_majority": Text("到会组成人员多数", "a majority of those present"),
    "own_organ": Text("本机关", "its own body"),
}
ROLES: Final[dict[str, Text]] = {"proposes": Text("提出：", "proposes: "), "agrees": Text("同意：", "agrees: ")}
SEVERAL: Final[dict[str, tuple[str, ...]]] = {"chair_or_chairs_meeting": ("chair", "chairs_meeting")}
PROPOSERS: Final[dict[Proposer, Text]] = {
    "presidium": Text("主席团", "the presidium"),
    "standing_committee": Text("常务委员会", "the standing committee"),
    "chairs_meeting": Text("主任会议", "the chairpersons' meeting"),
    "government": Text("本级人民政府", "the government"),
    "supervision": Text("监察委员会", "the supervisory commission"),
    "court": Text("人民法院", "the court"),
    "procuracy": Text("人民检察院", "the procuracy"),
    "members": Text("联名", "members jointly"),
}
ADDRESSEES: Final[dict[Addressee, Text]] = {
    "committee": Text("有关委员会或者工作机构", "the committee"),
    "standing_committee": Text("常务委员会", "the standing committee"),
    "members": Text("组成人员、代表", "the members"),
}
MATTERS: Final[dict[Matter, Text]] = {
    "budget": Text("预算草案", "draft budget"),
    "budget_adjustment": Text("预算调整", "budget adjustment"),
    "final_accounts": Text("决算草案", "draft final accounts"),
    "postpone": Text("暂不付表决", "postponing a vote"),
    "urgent_motion": Text("紧急动议", "urgent motion"),
    "merge": Text("合并表决", "merging votes"),
}
ASIDES: Final[dict[Aside, Text]] = {
    "postponed": Text("暂缓表决", "postponed"),
    "returned": Text("退回提请机关", "returned to who proposed it"),
    "withdrawn": Text("撤回", "withdrawn"),
}
ROSTERS: Final[dict[RosterName, Text]] = {
    "presidium": Text("主席团", "presidium"),
    "standing_chairs": Text("主席团常务主席", "standing chairs of the presidium"),
    "executive_chairs": Text("执行主席", "executive chairs"),
    "chief_tellers": Text("总监票人", "chief tellers"),
    "tellers": Text("监票人", "tellers"),
}

# What is said where papers come late and where a list is not in order.
SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "vote.one_by_one": (
        "按照规定，人事任免应当逐人表决，不能合并表决。",
        "By the rules appointments are voted on one by one and never merged.",
    ),
    "vote.unnamed": (
        "合并表决须逐一写明所表决的人选、职务和任免事项。",
        "A merged vote names everybody whom it is on, with the post and what is done.",
    ),
    "vote.merged_order": (
        "按照规定须先后表决的任免事项，不能合并表决。",
        "What the rules have voted on one after the other cannot be merged into one vote.",
    ),
    "vote.listed_posts": (
        "按照规定，列明的职务一律逐人表决；合并表决的决定须注明其中没有列明的职务。",
        "By the rules listed posts are voted on one by one: the decision to merge has to note that none of them is among these.",
    ),
    "poll.form_unlisted": (
        "本机关的规定没有把这种方式列为可以采用的表决方式。",
        "The rules of this body do not list this form of voting.",
    ),
    "paper.part_void": (
        "按照规定，部分无法辨认的选票整张无效，不能判为部分有效。",
        "By the rules a partly illegible paper is void as a whole; it cannot be ruled partly valid.",
    ),
    "hands.other_form": (
        "按照规定，以视频方式出席的不以举手方式表决。",
        "By the rules members who attend by video do not vote by raising hands.",
    ),
    "deadline.missed": (
        "材料应当在{day}以前送达，已经超过法定时限；须记录有权机关同意列入的决定。",
        "The papers were due by {day}; to go on needs a decision on record.",
    ),
    "deadline.kept": ("没有超过这一时限。", "This time limit was not missed."),
    "roster.members": ("名单须是名册中的代表、组成人员，每人一次。", "A list names members of the roll, each once."),
    "roster.candidate": ("监票人不能是候选人。", "A teller must not be a candidate."),
    "roster.not_presidium": ("须从主席团成员中产生。", "Only members of the presidium."),
    "roster.no_plenary": ("须写明第几次全体会议。", "Say which plenary they preside over."),
    "roster.no_vote": (
        "此名单须由大会表决通过，请写明付表决的议题。",
        "The congress adopts this list; say with which item it is put to the vote.",
    ),
    "roster.adopted": (
        "此名单已经表决通过，另换名单须另列议题付表决。",
        "This list has been adopted; another one needs an item of its own to be voted on.",
    ),
    "roster.not_adopted": (
        "{zh}名单尚未表决通过，还不能进行此项。",
        "The list of the {en} has not been adopted yet; this has to wait for it.",
    ),
    "roster.missing": ("此项议题没有名单。", "This item has no list to vote on."),
}
