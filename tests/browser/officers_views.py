"""Views as docs/screens.md draws them: a standing committee of 35 and a township election, at chosen moments."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

View = dict[str, Any]
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许"
GIVEN = ["建国", "秀英", "伟", "芳", "志强", "丽华", "永康", "晓明", "玉兰", "海燕", "文", "春生"]


def text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def about(zh: str, en: str, title: dict[str, str]) -> dict[str, str]:
    """The label of a step as the core words it: the act, then what it is about."""
    return text(f"{zh}：{title['zh']}", f"{en}: {title['en']}")


BUDGET = text(
    "关于批准2026年县级预算调整方案的决议（草案）", "Resolution approving the adjusted county budget 2026 (draft)"
)
WATER = text(
    "关于加强清溪河流域水环境保护的决定（草案）", "Decision on protecting the water of the Qingxi river (draft)"
)
DEPUTIES = text("选举青石镇人民政府副镇长", "Election of two deputy heads of Qingshi township")
MEETING: View = {
    "id": "m1",
    "title": text(
        "青溪县第十八届人民代表大会常务委员会第七次会议", "Qingxi County Standing Committee, Seventh Session"
    ),
    "body": "standing_committee",
    "level": "county",
    "phase": "open",
    "sample": True,
    "opened_at": "2026-11-20T09:00:00+08:00",
    "closed_at": None,
    "book": [{"id": "cn-national", "title": text("全国规则书", "National rule book"), "in_force": "2022-03-12"}],
    "fingerprint": "9f3c5a70d2e84b16",
}
ATTENDANCE: View = {
    "members": 35, "present": 33, "absent": 0, "on_leave": 1, "left": 1, "quorum_needed": 18, "quorate": True,
    "article": "ZZF 51", "attendees": 12, "observers": 4,
}  # fmt: skip
LABEL = text("保密与计票由操作方负责（T0）", "Operator-trusted: secrecy and count rest on the operator (T0)")
T4 = text("赞成30票，反对1票，弃权1票，未按表决器1人。通过。", "For 30, against 1, abstain 1, not pressed 1. Adopted.")


def member_name(place: int) -> str:
    return SURNAMES[place % len(SURNAMES)] + GIVEN[place * 5 % len(GIVEN)]


def seat(place: int, **other: Any) -> View:
    plain = {
        "seat": f"{place // 7 + 1}-{place % 7 + 1}", "row": place // 7 + 1, "column": place % 7 + 1, "member": f"m{place:02}",
        "name": member_name(place), "group": None, "role": "member", "attendance": "present", "device": "enrolled",
        "code": None, "online": True, "votes": {"v1": "cast" if place % 3 else "drawn"},
    }  # fmt: skip
    return {**plain, **other}


def seats() -> list[View]:
    odd = {
        4: {"attendance": "left"}, 11: {"attendance": "on_leave"}, 8: {"votes": {"v1": "none"}, "online": False},
        20: {"device": "pending"}, 27: {"device": "none", "online": False, "votes": {"v1": "none"}},
        34: {"member": None, "name": None, "attendance": None, "device": "code", "code": "K7M2P9QX", "online": False, "votes": {}},
    }  # fmt: skip
    return [seat(place, **odd.get(place, {})) for place in range(35)]


def spare(**other: Any) -> View:
    """A terminal beside the seats of the roll."""
    bare = {
        "seat": "S01",
        "row": 19,
        "column": 1,
        "member": None,
        "name": None,
        "role": None,
        "attendance": None,
        "votes": {},
    }
    return seat(0, **{**bare, **other})


def item(number: int, kind: str, title: dict[str, str], **other: Any) -> View:
    plain = {
        "id": f"i{number}", "number": number, "kind": kind, "title": title, "stage": "listed", "reporter": None, "papers": [],
        "allowed": [], "disposition": None, "drafts": [], "recused": [],
    }  # fmt: skip
    return {**plain, **other}


REPORTER = {"name": "周明远", "office": text("县发展和改革局局长", "Director, county development bureau")}
CHAIRS = [
    {"organ": "chair", "label": text("主任", "the chairperson")},
    {"organ": "chairs_meeting", "label": text("主任会议", "the chairpersons' meeting")},
]
PLENARY = [{"organ": "plenary", "label": text("全体会议", "the plenary")}]
ENDINGS = [
    {"word": "forwarded", "label": text("审议意见转办", "Opinions forwarded")},
    {"word": "decided", "label": text("作出决议", "Resolution passed")},
    {"word": "postponed", "label": text("暂不付表决", "Postponed"), "organs": PLENARY, "proposers": CHAIRS},
    {"word": "withdrawn", "label": text("撤回", "Withdrawn"), "organs": CHAIRS, "proposers": []},
]
ITEMS = [
    item(1, "procedural", text("通过本次会议议程", "Adopt the agenda"), stage="disposed",
         disposition={"word": "adopted", "label": text("通过", "Adopted"), "reason": None}),
    item(2, "report", text("听取和审议县人民政府关于国民经济和社会发展计划上半年执行情况的报告",
                           "Report of the county government on the plan in the first half year"),
         stage="disposed", reporter=REPORTER, papers=[{"title": text("计划执行情况报告", "Report on the plan")}], allowed=ENDINGS,
         disposition={"word": "forwarded", "label": text("审议意见转办", "Opinions forwarded"), "reason": "三个月内书面反馈"}),
    item(3, "decision", BUDGET,
         stage="deliberating", reporter=REPORTER, allowed=ENDINGS,
         papers=[{"title": text("预算调整方案", "Adjusted budget")}, {"title": text("初审意见", "First review")}]),
    item(4, "appointment", text("决定任命青溪县人民政府副县长", "Appoint a deputy head of the county")),
    item(5, "decision", WATER),
]  # fmt: skip

RECUSED = [{**one, "recused": [{"member": "m01", "name": "李丽华"}] if one["id"] == "i5" else []} for one in ITEMS]


def poll(state: str, **other: Any) -> View:
    plain = {
        "vote": "v1", "item": "i3", "draft": "d1", "title": BUDGET,
        "kind": "motion", "secrecy": "secret", "form": "keypress", "press": "last", "tier": "T0", "keys": "in_use", "label": LABEL, "state": state,
        "base": 35, "needed": 18, "present": 33, "eligible": 33, "issued": 33, "pressed": 21, "not_pressed": 12,
        "time_limit": 60, "remaining": 42 if state == "open" else None, "lines": [{"id": "1", "name": text("草案", "Draft")}],
        "seats": None, "write_ins": 0, "counts": None, "election": None, "outcome": None, "announcement": None, "voided": None,
        "mode_note": text("本表决办法待本次会议通过后适用。", "By the method this meeting adopts."), "show_not_pressed": True,
        "recused": [], "few": False, "report": None, "reminder": None,
        "stations": [], "spoiled": 0, "exchanges": [],
    }  # fmt: skip
    return {**plain, **other}


ADOPTED = {
    "word": "adopted", "label": text("通过", "Adopted"), "authority": ["ZZF 51", "JDF 45"],
    "explanation": text("全体组成人员35人，过半数须18票，赞成30票。", "35 members in all; more than half is 18; 30 voted for."),
}  # fmt: skip
COUNTS = {"for": 30, "against": 1, "abstain": 1, "void": 0, "not_voting": 1}
DECLARED = poll("declared", pressed=32, not_pressed=1, counts=COUNTS, outcome=ADOPTED, announcement=T4)
VOIDED = poll("voided", voided={"reason": "表决器故障", "by": "chair:王建国"})
FAILED = poll(
    "declared", vote="v2", secrecy="named", press="first", tier=None, label=None, title=WATER,
    counts={"for": 17, "against": 9, "abstain": 5, "void": 0, "not_voting": 2},
    outcome={"word": "not_adopted", "label": text("未通过", "Not adopted"), "authority": ["ZZF 51"],
             "explanation": text("全体组成人员35人，过半数须18票，赞成17票。", "35 members in all; more than half is 18; 17 voted for.")},
)  # fmt: skip


def row(name: str, yes: int, no: int, abstain: int, blank: int, *, write_in: int = 0) -> View:
    return {"name": name, "for": yes, "against": no, "abstain": abstain, "blank": blank, "write_in": write_in}


ELECTION = poll(
    "declared", vote="v9", item="i4", kind="election", form="ballot", title=DEPUTIES,
    base=61, needed=31, present=59, eligible=59, issued=59, pressed=59, not_pressed=0, seats=2, write_ins=2,
    lines=[{"id": str(n), "name": text(name, name)} for n, name in enumerate(["李春华", "欧阳建军", "赵敏"])],
    election={
        "elected": ["李春华", "赵敏"], "tied": [], "vacant": 0, "valid": 58, "invalid": 1, "returned": 59,
        "ranking": [row("李春华", 49, 5, 4, 0), row("赵敏", 40, 12, 5, 1), row("欧阳建军", 24, 28, 6, 0), row("何永康", 2, 0, 0, 0, write_in=2)],
    },
    outcome={"word": "elected", "label": text("当选", "Elected"), "authority": ["DZF 29"],
             "explanation": text("获得的赞成票超过全体代表61人的半数。", "More than half of all 61 deputies voted for each.")},
    announcement=text("根据选举办法和计票结果，李春华、赵敏获得的赞成票超过全体代表的半数，我宣布：李春华、赵敏当选为青石镇人民政府副镇长。",
                      "By the election rules and the count, Li Chunhua and Zhao Min have more than half of all deputies; I declare them elected."),
)  # fmt: skip


def step(command: str, args: dict[str, Any], label: dict[str, str], weight: str = "plain", **other: Any) -> View:
    plain = {"command": command, "args": args, "label": label, "weight": weight, "ask": None, "refusal": None}
    return {**plain, **other}


OPEN_VOTE = {"code": "poll.open", "article": None, **text("本项表决尚未截止。", "The vote on this item is still open.")}
UNDECIDED = {
    "code": "sitting.undecided", "article": "ZZF 50",
    "citation": text("地方组织法第五十条", "Organic Law of Local Congresses, article 50"),
    **text("尚有3项议题没有处理结果，不能闭会。", "3 items have no outcome yet; the sitting cannot close."),
    "details": [BUDGET, text("决定任命青溪县人民政府副县长", "Appoint a deputy head of the county"), WATER],
}  # fmt: skip
NEXT = [
    step("close_poll", {"vote": "v1"}, about("结束表决", "Close the vote", BUDGET), "primary", ask="confirm"),
    step("void_poll", {"vote": "v1"}, about("宣布本次表决作废", "Void this vote", BUDGET), "danger", ask="reason"),
    step("declare", {"vote": "v1"}, text("宣布结果", "Declare the result"), refusal=OPEN_VOTE),
    step("dispose", {"item": "i3"}, text("记录本项结果", "Record how this item ends"), ask="disposition"),
    step("introduce_item", {"item": "i4"}, text("进入第4项议程", "Go to item 4"), refusal=OPEN_VOTE),
    step("introduce_item", {"item": "i5"}, text("进入第5项议程", "Go to item 5"), refusal=OPEN_VOTE),
    step("close_sitting", {}, text("宣布闭会", "Close the sitting"), refusal=UNDECIDED, ask="confirm"),
]
DECLARE = [
    step("declare", {"vote": "v1"}, text("宣布结果", "Declare the result"), "primary"),
    step("void_poll", {"vote": "v1"}, about("宣布本次表决作废", "Void this vote", BUDGET), "danger", ask="reason"),
    step("close_sitting", {}, text("宣布闭会", "Close the sitting"), refusal=UNDECIDED, ask="confirm"),
]
START = [step("open_sitting", {}, text("宣布开会", "Open the sitting"), "primary")]
RULES = [
    {"key": "motion.threshold", "title": text("议案通过", "Adopting a motion"), "whom": None,
     "value": text("超过1/2", "more than 1/2"), "article": "ZZF 51", "citation": text("《地方组织法》第五十一条", "Local Organic Law, art. 51"),
     "wording": "常务委员会的决议，由常务委员会以全体组成人员的过半数通过。", "certainty": "T", "layer": text("国家规定", "National law"),
     "sources": [{"title": text("地方组织法（2022修正）", "Local Organic Law (2022)"), "note": None}], "own": False, "enforced": True,
     "in_force": "2022-03-12", "checked": "2026-11-01", "gap": None, "decision": None, "overrides": []},
    {"key": "deadline.counting", "title": text("“……日前”的计算", "How days are counted"), "whom": None,
     "value": text("自然日，不算会议当日", "calendar days without the day itself"), "article": "JDF 15",
     "citation": text("《监督法》第十五条", "Supervision Law, art. 15"), "wording": "", "certainty": "GAP",
     "layer": text("国家规定", "National law"), "sources": [], "own": False, "enforced": False, "in_force": "2024-11-08", "checked": "2026-11-01",
     "gap": "open", "decision": text("默认按自然日。", "By default calendar days."), "overrides": []},
    {"key": "ballot.tier0", "title": text("T0 级表决", "Votes at tier T0"), "whom": text("人事任免", "appointments"), "value": text("是", "yes"),
     "article": "表决办法", "citation": text("表决办法", "表决办法"), "wording": "表决办法", "certainty": "T",
     "layer": text("表决办法", "Voting method"), "sources": [], "own": True, "enforced": True, "in_force": "2026-11-26", "checked": "2026-11-26",
     "gap": "decided", "decision": None,
     "overrides": [{"value": text("否", "no"), "article": "CWYS 48",
                    "citation": text("《全国人大常委会议事规则》第四十八条", "Rules of Procedure, art. 48"),
                    "layer": text("国家规定", "National law"), "in_force": "2022-06-25",
                    "whom": text("人事任免", "appointments")}]},
]  # fmt: skip
FILES = [
    {"path": "/api/results/sheet.pdf", "title": text("表决结果单（PDF）", "Result sheet (PDF)")},
    {"path": "/api/results/polls.csv", "title": text("表决数据表（CSV）", "Table of polls (CSV)")},
    {"path": "/api/results/sitting.json", "title": text("会议记录数据", "Data of the sitting")},
]


def station(letter: str, state: str = "none", **other: Any) -> View:
    """A scrutineers' station as officers see it."""
    kid = f"{letter}x7p2Za_-rest" if state in ("pending", "enrolled") else None
    plain = {
        "station": letter, "state": state, "kid": kid, "online": state == "enrolled",
        "fingerprint": kid[:8] if kid else None, "code": "K7M2P9QX" if state == "code" else None,
    }  # fmt: skip
    return {**plain, **other}


def view(role: str, **parts: Any) -> View:
    """The view of one role in the middle of an open vote, with the given parts put in place."""
    whole = {
        "role": role, "position": 240, "meeting": MEETING, "attendance": ATTENDANCE, "items": ITEMS, "current": "i3",
        "polls": [poll("open")], "next": NEXT, "seats": seats(), "stage": "voting", "item": ITEMS[2], "rules_version": "r1", "files": FILES,
        "reading": None, "pending": [{"seat": "3-7", "fingerprint": "qX7p_2Za", "kid": "k1"}], "complaints": [], "members": members(),
        "elections": {"contests": [], "due": [], "written": []}, "aloud": [],
        "stations": [station("A"), station("B")],
        "rosters": {"lists": [], "names": [], "items": [], "warnings": []}, "day": "2026-11-20",
        "absent": [{"id": "m77", "name": "赵后来", "group": "第二组", "seat": "9-9", "role": "member"}],
    }  # fmt: skip
    return deepcopy({**whole, **parts})


def members() -> list[View]:
    return [
        {"id": one["member"], "name": one["name"], "sex": "female" if place % 3 == 0 else "male", "group": f"第{place % 3 + 1}组",
         "seat": one["seat"], "role": "member", "attendance": one["attendance"]}
        for place, one in enumerate(seats()) if one["member"]
    ]  # fmt: skip
