"""A county congress elects to five offices: prepared in the browser, voted by keys and on paper, certified at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.officers_pages import CHROMIUM, launch
from tests.real.house import Officer, http
from tests.sittings.empty_house import EmptyHouse, roll
from voting.records.sitting import check

pytestmark = pytest.mark.browser
DEPUTIES, TERMINALS, BY_HAND = 30, 22, 5
MAJORITY = 16
OTHERS = {"offices-2": "木知远", "offices-3": "周行", "offices-4": "孙明德", "offices-5": "吴守法"}
HEADS = ("和志强", "赵青禾", "欧阳若水", "李明", "李明明")
HEAPS = (
    [{"marks": "YYYYN", "copies": 14}, {"marks": "YYYNY", "copies": 4}],
    [{"marks": "YYYNN", "copies": 5}, {"marks": "YBBBN", "write_ins": ["木有才"], "copies": 2}],
)
Group = tuple[int, str] | tuple[int, str, str]


def step(page: Page, name: str) -> None:
    page.locator(".steps").get_by_role("button", name=re.compile(name)).click()


def own_rules(page: Page) -> None:
    """A text of the body itself, with one rule by its article."""
    step(page, "办法与规则")
    page.get_by_role("button", name="增加一部规定").click()
    page.get_by_label("规定的名称（中文）").fill("云岭县人民代表大会议事规则")
    page.get_by_label("通过日期").last.fill("2023-06-30")
    page.get_by_label("添加一项规定").last.select_option("poll.publish_counts")
    page.get_by_role("button", name="添加", exact=True).last.click()
    page.get_by_label("条款").fill("第三十五条")


def consent(page: Page) -> None:
    """No stations take part: the session itself consents to T0, in the text of its method and in the sheet's sentence."""
    step(page, "办法与规则")
    page.get_by_label("T0 级表决（由操作方保密）").select_option("true")
    for label, said in (
        ("办法全文（中文）", "\n五、本次会议同意采用 T0 级方式，由操作方保密和计票。"),
        ("办法全文（英文）", "\n5. This session consents to tier T0: secrecy and count rest on the operator."),
        ("屏幕和结果单上的说明（中文）", "依照第五条，采用 T0 级方式，由操作方保密和计票。"),
        ("屏幕和结果单上的说明（英文）", " By clause 5 at tier T0: secrecy and count rest on the operator."),
    ):
        field = page.get_by_label(label)
        field.fill(field.input_value() + said)
        field.blur()


def prepare(house: EmptyHouse) -> None:
    """The template of five offices by keys, the deputy heads on paper, and the roll; nothing but the roll is a file."""
    page = house.page("secretary")
    page.get_by_label("会议机关").select_option("congress")
    page.get_by_label("层级").select_option("county")
    page.get_by_label("会议名称（中文）").fill("云岭县第十九届人民代表大会第一次会议")
    page.get_by_label("开会日期").fill("2026-12-10")
    page.get_by_label("地点（中文）").fill("云岭县会堂")
    page.get_by_label("地点（中文）").blur()
    step(page, "议程与表决")
    page.get_by_role("button", name="按模板填写（表决终端）").click()
    page.get_by_role("button", name=re.compile("选举县长、副县长")).first.click()
    page.get_by_label("方式").nth(1).select_option("paper")
    own_rules(page)
    consent(page)
    step(page, "名册")
    (house.folder / "roll.csv").write_text(roll(DEPUTIES), encoding="utf-8")
    page.set_input_files("input[type=file]", house.folder / "roll.csv")
    page.get_by_role("button", name="检查并导入").click()
    expect(page.get_by_text(f"已导入 {DEPUTIES} 人。")).to_be_visible()
    step(page, "检查与提交")
    house.picture("check", "secretary")
    page.get_by_role("button", name="提交会议").click()
    expect(page.get_by_text("已提交，各屏幕已更新。")).to_be_visible()
    (own,) = http("GET", f"{house.base}/api/setup", token=house.token("secretary"))[1]["form"]["body_rules"]
    assert own["rules"]["poll.publish_counts"]["article"] == "第三十五条"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmptyHouse]:
    """An empty house, and a browser for its officers."""
    assert CHROMIUM.exists(), "install Debian's package chromium-headless-shell"
    with sync_playwright() as playwright:
        browser = launch(playwright)
        with EmptyHouse(tmp_path_factory.mktemp("five"), browser) as empty:
            yield empty
            assert not any(empty.faults), empty.faults
        browser.close()


class Session:
    """The session as its officers hold it: the chair puts and declares, the secretary keeps the lists."""

    def __init__(self, house: EmptyHouse) -> None:
        self.house = house
        self.desk, self.chair, self.secretary = house.operator, house.officer("chair"), house.officer("secretary")
        self.tellers = (house.account("scrutineer"), house.account("scrutineer-2"))
        self.roll = {one["id"]: one["name"] for one in self.secretary.view["members"]}
        house.cards = [{"seat": one["seat"], "member": one["id"]} for one in self.secretary.view["members"]]

    @property
    def deputies(self) -> list[str]:
        return list(self.roll)

    def together(self) -> None:
        """Every officer has seen what any of them has done or seen."""
        latest = max(max(one.told, one.view["position"]) for one in self.house.officers)
        for one in self.house.officers:
            one.seen(latest)

    def do(self, who: Officer, command: str, **args: object) -> None:
        who.do(command, **args)
        self.together()

    def refused(self, who: Officer, command: str, **args: object) -> tuple[str, str | None]:
        """The code of a refusal of the law, and its article."""
        no = who.refused(command, **args)
        return no["code"], no["article"]

    def nominate(self, draft: str, who: str, signers: list[str] | None = None) -> dict[str, Any]:
        """A nomination of a deputy by id or of anybody by name; the presidium's where nobody has signed."""
        item = f"offices-{draft.split('-')[1]}"
        person = {"deputy": who} if who in self.roll else {"person": who}
        return {"item": item, "draft": draft, "presidium": signers is None, "signers": signers or [], **person}

    def contest(self, draft: str) -> dict[str, Any]:
        return next(one for one in self.secretary.view["elections"]["contests"] if one["draft"] == draft)

    def fix(self, draft: str) -> None:
        """The formal list in the order of strokes, which the server offers."""
        one = self.contest(draft)
        order = one["orders"]["strokes"]
        self.do(
            self.secretary,
            "fix_slate",
            item=one["item"],
            draft=draft,
            candidates=order,
            order="strokes",
            reason="此前已酝酿两天，主席团决定",
        )

    def newest(self, item: str) -> str:
        """The vote that was planned last on this item."""
        return str(next(one for one in self.desk.view["items"] if one["id"] == item)["drafts"][-1]["id"])

    def before(self, item: str, draft: str) -> None:
        """What must stand on record before this vote: the profiles of those who stand are in every deputy's hands."""
        due = [one["args"] for one in self.desk.view["next"] if one["command"] == "record_step"]
        for args in due:
            if (args["item"], args["draft"]) == (item, draft):
                self.do(self.desk, "record_step", **args, result="done")

    def put(self, item: str, draft: str) -> str:
        """The question is announced; the poll's id."""
        if next(one for one in self.desk.view["items"] if one["id"] == item)["stage"] == "listed":
            self.do(self.chair, "introduce_item", item=item)
        self.before(item, draft)
        self.do(self.chair, "announce_poll", item=item, draft=draft)
        return str(self.desk.view["polls"][-1]["vote"])

    def count(self, item: str, draft: str, *groups: Group) -> str:
        """A vote by keys up to its count."""
        vote = self.put(item, draft)
        papers = [(marks, tuple(written)) for copies, marks, *written in groups for _ in range(copies)]
        self.do(self.chair, "open_poll", vote=vote, reason="其余代表没有终端")
        self.house.cast(vote, papers)
        self.desk.pressed(vote, len(papers))
        self.chair.do("close_poll", vote=vote)
        self.desk.state(vote, "counted")
        self.house.confirm(vote, len(papers))
        return vote

    def hold(self, item: str, draft: str, *groups: Group) -> dict[str, Any]:
        """A vote by keys up to its declaration."""
        vote = self.count(item, draft, *groups)
        self.do(self.chair, "declare", vote=vote)
        return self.desk.poll(vote)


def gather(session: Session) -> None:
    """Terminals are enrolled by code, members seated at the desk, some without a terminal; one is ill."""
    house, desk = session.house, session.desk
    assert session.refused(session.chair, "open_sitting") == ("quorum.missing", "ZZF 14")
    house.enrol(TERMINALS)
    here = enumerate(house.cards[: TERMINALS + BY_HAND])
    why = ("没有终端", "凭代表证签到")
    desk.all("sign_in_member", ({**card, "reason": why[place < TERMINALS]} for place, card in here))
    desk.do("grant_leave", member=house.cards[-1]["member"], reason="病假")
    session.do(session.chair, "open_sitting")
    session.do(desk, "lay_roster", roster="tellers", members=session.deputies[25:27], item="tellers")


def adopt(session: Session) -> None:
    """ZZF 14 and the method of this session: nothing is elected by it before it is adopted."""
    session.do(session.chair, "introduce_item", item="offices-3")
    session.do(session.secretary, "nominate", **session.nominate("office-3-1", OTHERS["offices-3"]))
    session.fix("office-3-1")
    session.before("offices-3", "office-3-1")
    assert session.chair.refused("announce_poll", item="offices-3", draft="office-3-1")["code"] == "method.not_adopted"
    poll = session.hold("election-method", "election-method", (18, "Y"), (3, "N"), (1, "A"))
    assert (poll["outcome"]["word"], poll["needed"], poll["counts"]["for"]) == ("adopted", MAJORITY, 18)
    assert session.hold("tellers", "tellers", (21, "Y"), (1, "N"))["outcome"]["word"] == "adopted"


def nominate(session: Session) -> None:
    """ZZF 26, 27, 47: presidium and deputies, each within the law; the lists in the order of strokes."""
    keeper, who = session.secretary, session.deputies
    said = [
        ("office-1-1", "木知远", None, ("nominate.deputies_only", "ZZF 47")),
        ("office-1-2", who[5], who[:9], ("nominate.too_few", "ZZF 26")),
    ]
    for draft, person, signers, no in said:
        assert session.refused(keeper, "nominate", **session.nominate(draft, person, signers)) == no
    chosen = {"office-1-1": [who[0]], "office-1-2": who[1:5], "office-1-3": who[3:23], "office-2-2": list(HEADS[:4])}
    chosen |= {f"{item.replace('offices', 'office')}-1": [name] for item, name in OTHERS.items() if item != "offices-3"}
    keeper.all("nominate", (session.nominate(draft, person) for draft, people in chosen.items() for person in people))
    assert session.refused(keeper, "nominate", **session.nominate("office-1-2", who[5])) == (
        "nominate.presidium_cap",
        "ZZF 26",
    )
    jointly = (
        ("office-1-2", who[5]), ("office-1-2", who[6]), ("office-1-3", who[23]), ("office-1-3", who[24]),
        ("office-2-2", HEADS[4]),
    )  # fmt: skip
    keeper.all("nominate", (session.nominate(draft, person, who[10:20]) for draft, person in jointly))
    for draft in (one for one in chosen if one != "office-1-2"):
        session.fix(draft)
    everybody = [one["id"] for one in session.contest("office-1-2")["standing"]]
    again = {"item": "offices-1", "draft": "office-1-2", "candidates": everybody, "order": "strokes"}
    assert session.refused(keeper, "fix_slate", **again) == ("slate.primary_required", "ZZF 27")
    session.together()
    page = session.house.page("secretary")
    page.get_by_role("button", name="候选人").first.click()
    expect(page.locator(".contest")).to_have_count(8)
    session.house.picture("lists", "secretary")


def committee(session: Session) -> None:
    """ZZF 27, 29: a pre-vote, a tie and its re-vote; a shortfall and the further election that the congress decides on."""
    chair, item = session.chair, "offices-1"
    assert session.hold(item, "office-1-1", (20, "Y"), (1, "N"), (1, "A"))["election"]["elected"] == [
        session.roll[session.deputies[0]]
    ]
    session.do(session.desk, "plan_round", item=item, draft="office-1-2", round="primary")
    pre = session.hold(item, session.newest(item), (12, "YYYYYN"), (10, "YYYYNY"))
    assert (len(pre["election"]["formal"]), pre["needed"]) == (5, None)
    session.fix("office-1-2")
    tie = session.hold(item, "office-1-2", (3, "NYYYY"), (3, "YNYYY"), (4, "YYNYY"), (6, "YYYNY"), (6, "YYYYN"))
    assert (tie["outcome"]["word"], len(tie["election"]["elected"]), len(tie["election"]["tied"])) == ("tied", 3, 2)
    session.house.picture("tie", "hall", "operator", "chair")
    session.do(chair, "plan_round", item=item, draft="office-1-2", round="tie_revote")
    assert session.hold(item, session.newest(item), (9, "YN"), (7, "NY"), (6, "AA"))["outcome"]["word"] == "decided"
    short = session.hold(item, "office-1-3", (12, "Y" * 18 + "N" * 4), (10, "N" * 2 + "Y" * 16 + "N" * 4))
    assert (short["outcome"]["word"], short["election"]["vacant"]) == ("short", 4)
    session.house.picture("short", "hall", "operator")
    (due,) = session.secretary.view["elections"]["due"]
    wish = {"item": item, "draft": "office-1-3", "round": "further"}
    names = [one["id"] for one in due["candidates"]][: due["least"]]
    assert session.refused(chair, "plan_round", **wish, candidates=names) == ("round.decision", "ZZF 29")
    few = names[: due["seats"]]
    wish["decision"] = "大会决定在本次会议上另行选举"
    assert session.refused(chair, "plan_round", **wish, candidates=few)[0] == "slate.disguised_single_list"
    assert session.refused(chair, "plan_round", **wish, candidates=names)[0] == "round.cut_tied"
    session.do(chair, "plan_round", **wish, candidates=names, reason="主席团决定")
    left = len(names) - 4
    assert (
        session.hold(item, session.newest(item), (20, "YYYY" + "N" * left), (2, "N" * (4 + left)))["outcome"]["word"]
        == "decided"
    )
    assert next(one for one in session.desk.view["items"] if one["id"] == item)["disposition"]["word"] == "elected"


def heads(session: Session) -> None:
    """law.md C4, C6: the deputy heads on paper, each heap twice, doubtful papers ruled on by two, a seat left open."""
    chair, tellers = session.chair, session.tellers
    session.hold("offices-2", "office-2-1", (22, "Y"))
    vote = session.put("offices-2", "office-2-2")
    assert chair.refused("open_poll", vote=vote, issued=27)["code"] == "paper.no_stock"
    session.do(session.desk, "count_stock", vote=vote, printed=35, sealed=4)
    session.do(chair, "open_poll", vote=vote, issued=27)
    session.do(chair, "close_poll", vote=vote)
    for one in tellers:
        one.do("report_return", vote=vote, issued=27, spoiled=1, returned=27, voters=27)
    tellers[0].do("enter_heap", vote=vote, heap=1, papers=HEAPS[0])
    assert tellers[1].refused("enter_heap", vote=vote, heap=1, papers=HEAPS[1])["code"] == "count.differs"
    for number, heap in enumerate(HEAPS, start=1):
        for one in tellers:
            one.do("enter_heap", vote=vote, heap=number, papers=heap)
    for one in tellers:
        one.do("rule_paper", vote=vote, paper=1, status="void_overvote", reason="赞成六人")
        one.do(
            "rule_paper", vote=vote, paper=2, status="part_valid", marks="BYYYN", write_ins=[], reason="第一栏无法辨认"
        )
    session.together()
    session.house.picture("paper", "scrutineer", "operator", "hall")
    tellers[1].do("count_papers", vote=vote)
    counted = session.desk.state(vote, "counted")["election"]
    assert (len(counted["elected"]), counted["vacant"], counted["returned"], counted["invalid"]) == (3, 1, 27, 1)
    read_and_declare(session, vote)
    ending = {
        "item": "offices-2",
        "disposition": "postponed",
        "reason": "尚缺一名",
        "by": "plenary",
        "proposed_by": "presidium",
        "next": "下一次会议另行选举",
    }
    session.do(chair, "dispose", **ending)


def read_and_declare(session: Session, vote: str) -> None:
    """The words are edited before they are read; other figures than the count's are noticed."""
    session.together()
    (words,) = (one for one in session.chair.view["aloud"] if one["which"] == f"{vote}/result")
    zh, en = words["text"]["zh"], words["text"]["en"]
    edit = {"which": words["which"], "made": words["made"], "en": en}
    no = session.secretary.refused("edit_announcement", **edit, zh=zh.replace("应选4名", "应选5名"))
    assert no["code"] == "reading.figures"
    session.do(session.secretary, "edit_announcement", **edit, zh=f"各位代表：{zh}")
    session.house.picture("reading", "chair")
    session.do(session.chair, "declare", vote=vote)


def judiciary(session: Session) -> None:
    """ZZF 11, 28: the supervisor; a president of the court who was written in; a procurator who awaits approval."""
    session.hold("offices-3", "office-3-1", (22, "Y"))
    vote = session.count("offices-4", "office-4-1", (2, "Y"), (17, "N", "和 玉成"), (3, "N", "和玉成之"))
    assert session.refused(session.chair, "declare", vote=vote) == ("write_in.unsettled", "ZZF 28")
    session.together()
    names = [one["id"] for one in session.tellers[0].view["written"][-1]["names"]]
    session.do(
        session.tellers[0], "settle_name", vote=vote, names=names, into=names[0], reason="总监票人、监票人共同认定"
    )
    assert session.desk.state(vote, "counted")["election"]["elected"] == ["和玉成"]
    session.house.confirm(vote, TERMINALS)
    session.do(session.chair, "declare", vote=vote)
    assert session.hold("offices-5", "office-5-1", (21, "Y"), (1, "N"))["election"]["pending"] is True


def swear(session: Session) -> None:
    """XSJ: who was elected takes the oath; the procurator only once she is approved from above."""
    early = {"item": "offices-5", "draft": "office-5-1", "step": "oath"}
    assert session.refused(session.desk, "record_step", **early) == ("step.too_early", "ZZF 11")
    due = [one["args"] for one in session.desk.view["next"] if one["command"] == "record_step"]
    assert [(one["draft"], one["step"]) for one in due] == [
        *((f"office-{draft}", "oath") for draft in ("1-1", "1-2", "1-3", "2-1", "2-2", "3-1", "4-1")), ("office-5-1", "approval"),
    ]  # fmt: skip
    session.house.picture("oath", "operator", "chair")
    session.desk.all("record_step", ({**one, "result": "done"} for one in due[:-1]))
    session.do(session.chair, "close_sitting")


def certified(session: Session) -> dict[str, Any]:
    """Sheet, table, ballot papers and record, as the secretary takes them home."""
    token = session.house.token("secretary")
    paths = (
        "/api/results/sheet.pdf",
        "/api/items/offices-2/votes/office-2-2/ballots.pdf?copies=2",
        "/api/results/polls.csv",
    )
    found = [http("GET", session.house.base + path, token=token) for path in paths]
    assert [(status, data[:4]) for status, data in found[:2]] == [(200, b"%PDF")] * 2
    assert found[2][0] == 200
    status, record = http("GET", f"{session.house.base}/api/results/sitting.json", token=token)
    assert (status, check(record)) == (200, [])
    return dict(record)


def test_a_congress_of_five_offices_from_an_empty_house_to_its_record(house: EmptyHouse) -> None:
    """Prepared without a file but the roll, held by keys and on paper; the record links the rounds and names who awaits approval."""
    house.page("operator")
    prepare(house)
    session = Session(house)
    for act in (gather, adopt, nominate, committee, heads, judiciary, swear):
        act(session)
    record = certified(session)
    polls = {poll["id"]: poll for poll in record["polls"]}
    rounds = [(one["round"], one["prior"]) for one in polls.values() if one["kind"] in ("election", "primary")]
    assert rounds == [
        ("first", None), ("primary", None), ("first", "p4"), ("tie_revote", "p5"), ("first", None), ("further", "p7"),
        ("first", None), ("first", None), ("first", None), ("first", None), ("first", None),
    ]  # fmt: skip
    elections = [one for one in polls.values() if one["kind"] == "election"]
    assert {"木知远", "周行", "和玉成", "吴守法"} <= {name for one in elections for name in one["elected"]}
    assert [one["id"] for one in elections if one["pending"]] == ["p13"]
