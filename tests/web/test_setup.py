"""The sitting is prepared in the browser: the form, what is wrong with it, and laying it before the house."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import Desk, config_of, desk_of
from voting import preparation
from voting.app import create_app
from voting.clerk.clerk import Done
from voting.cli import new
from voting.core import commands as c
from voting.core.refusals import Refusal
from voting.drafting import form, laying
from voting.ledger.port import Unwritable
from voting.store.opening import open_store
from voting.web.house import House
from voting.web.sessions import Sessions

SAMPLES = Path(preparation.__file__).parent / "documents" / "samples"
HEADER = "姓名,性别,代表团,座位,身份"
ROWS = [f"代表{n},男,一组,A{n:02},代表" for n in range(1, 13)]
ROLL = "\n".join([HEADER, *ROWS])


class Fresh:
    """An empty sitting as `yijue new` leaves it, and its secretary's browser."""

    def __init__(self, folder: Path) -> None:
        self.config = new.prepare(folder)
        self.start()

    def start(self) -> None:
        """The application, as after a restart."""
        self.app = create_app(self.config)
        self.client: FlaskClient = self.app.test_client()
        self.house: House = self.app.extensions["yijue.house"]
        self.headers = self.sign_in("secretary")

    def sign_in(self, role: str) -> dict[str, str]:
        """The header of a session of this role."""
        sessions: Sessions = self.app.extensions["yijue.sessions"]
        once = sessions.link(role, role, self.house.now())
        token = self.client.post("/api/sign-in", json={"once": once}).get_json()["token"]
        return {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> Any:
        """The JSON at a path."""
        return self.client.get(path, headers=self.headers).get_json()

    def post(self, path: str, told: object) -> tuple[int, Any]:
        """Status and JSON of a form sent to a path."""
        answer = self.client.post(path, json={"form": told}, headers=self.headers)
        return answer.status_code, answer.get_json()

    def upload(self, roll: str = ROLL) -> int:
        """The roll of twelve, or another, uploaded."""
        data = {"file": (io.BytesIO(roll.encode()), "roll.csv")}
        return self.client.post("/api/roll", data=data, headers=self.headers).status_code

    def view(self, role: str = "secretary") -> Any:
        """What the screens of a role are told."""
        return self.app.extensions["yijue.live"].view(role)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty sitting, made once: its officers' passwords are slow to hash."""
    folder = tmp_path_factory.mktemp("untouched") / "new"
    new.prepare(folder)
    return folder


@pytest.fixture
def fresh(untouched: Path, tmp_path: Path) -> Fresh:
    """An empty sitting of its own."""
    return Fresh(Path(shutil.copytree(untouched, tmp_path / "new")))


def congress() -> Any:
    """The form of the congress's sample."""
    return form.editable((SAMPLES / "congress" / "sitting.toml").read_bytes())


def test_nobody_but_the_secretary_may_prepare(desk: Desk) -> None:
    """Form, law, check, file and laying: other officers get 403, a stranger 401."""
    doors = (
        ("GET", ""),
        ("GET", "/law?body=congress&level=city"),
        ("GET", "/sitting.toml"),
        ("POST", "/check"),
        ("POST", ""),
    )
    for role in ("operator", "chair", "scrutineer", "hall"):
        headers = {"Authorization": f"Bearer {desk.token(role)}"}
        for method, path in doors:
            answer = desk.client().open(f"/api/setup{path}", method=method, json={"form": {}}, headers=headers)
            assert (answer.status_code, answer.get_json()["refusal"]["code"]) == (403, "role.not_allowed"), path
    for method, path in doors:
        assert desk.client().open(f"/api/setup{path}", method=method, json={"form": {}}).status_code == 401


def test_an_empty_house_has_every_screen_and_nothing_to_open(fresh: Fresh) -> None:
    """Without agenda or roll all views can be drawn, the sitting waits, and nobody can open it."""
    for role in ("operator", "chair", "secretary", "scrutineer", "hall"):
        assert fresh.view(role)["meeting"]["title"]["zh"] == "（待准备）"
    assert fresh.get("/api/setup")["form"] == {}
    assert fresh.get("/api/setup")["laid"] is False
    found = fresh.house.order(c.OpenSitting(c.Actor("chair", "chair"), ""))
    assert isinstance(found, Refusal)
    assert found.code == "sitting.no_agenda"
    assert fresh.client.get("/api/setup/sitting.toml", headers=fresh.headers).status_code == 404


def test_a_form_that_is_laid_is_on_every_screen_at_once_and_after_a_restart(fresh: Fresh) -> None:
    """Agenda, texts, method and rules follow the form; the roll that was uploaded before it stays."""
    assert fresh.upload() == 200
    meeting = fresh.house.clerk.meeting
    status, answer = fresh.post("/api/setup", congress())
    assert (status, answer["ok"]) == (200, True)
    for _ in ("now", "after a restart"):
        view = fresh.view("operator")
        assert view["meeting"]["title"]["zh"] == "云岭县青溪乡第二十届人民代表大会第一次会议"
        assert [item["title"]["zh"] for item in view["items"]] == [
            "通过选举办法",
            "通过总监票人、监票人名单",
            "选举青溪乡人民政府副乡长",
        ]
        assert view["meeting"]["id"] == meeting
        assert view["attendance"]["members"] == 12
        assert fresh.house.sitting.level == "township"
        assert fresh.house.sitting.rules.value("ballot.tier0") is True
        assert fresh.house.sitting.adopting_item == "election-method"
        told = fresh.get("/api/setup")
        assert (told["laid"], told["fixed"], told["voters"]) == (True, None, 12)
        assert told["form"] == {**congress(), "meeting": {**congress()["meeting"], "id": meeting}}
        fresh.start()


def test_a_sitting_that_was_laid_in_the_browser_is_held_like_any_other(fresh: Fresh) -> None:
    """Members sign in, the chair opens, the method is put to the vote by the rules that were laid."""
    fresh.post("/api/setup", congress())
    fresh.upload()
    operator = c.Actor("operator", "op")
    for n in range(1, 13):
        fresh.house.order(c.SignIn(operator, "", f"m{n:03}", f"A{n:02}", "desk", "no card"))
    assert isinstance(fresh.house.order(c.OpenSitting(operator, "")), Done)
    assert isinstance(fresh.house.order(c.IntroduceItem(operator, "", "election-method")), Done)
    assert isinstance(fresh.house.announce(operator, "election-method", "election-method"), Done)
    (poll,) = fresh.house.sitting.polls.values()
    assert (poll.members, poll.present, poll.needed) == (12, 12, 7)
    assert fresh.view("hall")["polls"][0]["title"]["zh"].startswith("青溪乡第二十届人民代表大会")


def test_it_can_be_laid_again_and_the_last_one_counts(fresh: Fresh) -> None:
    """The second laying takes the place of the first, also where it goes back to the very same form."""
    other = congress()
    other["meeting"]["title"]["zh"] = "另一次会议"
    other["item"] = other["item"][:1]
    for told in (congress(), other, congress(), other):
        assert fresh.post("/api/setup", told)[0] == 200
    fresh.start()
    assert fresh.view("hall")["meeting"]["title"]["zh"] == "另一次会议"
    assert list(fresh.house.sitting.items) == ["election-method"]
    data = fresh.client.get("/api/setup/sitting.toml", headers=fresh.headers)
    assert data.mimetype == "application/toml"
    assert preparation.read_plan(data.data).file.meeting.title.zh == "另一次会议"


def test_an_imported_sitting_can_be_changed_in_the_browser_too(tmp_path: Path) -> None:
    """What `yijue import` laid is the form that the secretary sees."""
    desk = desk_of(tmp_path, sample=True)
    headers = {"Authorization": f"Bearer {desk.token('secretary')}"}
    told = desk.client().get("/api/setup", headers=headers).get_json()
    assert told["form"]["item"][0]["id"] in desk.house.sitting.items
    told["form"]["item"][0]["title"]["zh"] = "改过的标题"
    answer = desk.client().post("/api/setup", json={"form": told["form"]}, headers=headers)
    assert answer.status_code == 200
    assert [text.zh for text in desk.house.texts.items.values()] == ["改过的标题"]
    assert len(desk.house.sitting.members) == 12
    again = create_app(config_of(tmp_path))
    assert [text.zh for text in again.extensions["yijue.house"].texts.items.values()] == ["改过的标题"]


def test_every_error_says_where_it_stands_and_nothing_is_laid(fresh: Fresh) -> None:
    """Path, Chinese and English of each; checked and laid alike."""
    told = congress()
    told["item"][2]["poll"][0]["seats"] = 0
    told["method"]["rules"]["ballot.none"] = True
    del told["meeting"]["place"]
    size = fresh.house.clerk.size
    for path in ("/api/setup/check", "/api/setup"):
        status, answer = fresh.post(path, told)
        assert status == (200 if path.endswith("check") else 422)
        paths = {tuple(one["path"]) for one in answer["errors"]}
        assert paths == {("meeting", "place"), ("method", "rules", "ballot.none"), ("item", 2, "poll", 0, "seats")}
        assert all(one["zh"] and one["en"] for one in answer["errors"])
    assert fresh.house.clerk.size == size


def test_each_election_has_its_lawful_range_while_it_is_typed(fresh: Fresh) -> None:
    """Two deputy heads: three to five candidates, by the article; a list of two is a disguised single list."""
    told = congress()
    (one,) = fresh.post("/api/setup/check", told)[1]["elections"]
    assert (one["path"], one["least"], one["most"], one["stand"], one["refusal"]) == (
        ["item", 2, "poll", 0],
        3,
        5,
        3,
        None,
    )
    assert "第二十七条" in one["citation"]["zh"]
    told["item"][2]["poll"][0]["candidates"].pop()
    (one,) = fresh.post("/api/setup/check", told)[1]["elections"]
    assert one["refusal"]["code"] == "slate.disguised_single_list"
    told["item"][2]["poll"][0]["candidates"] = []
    (one,) = fresh.post("/api/setup/check", told)[1]["elections"]
    assert (one["stand"], one["refusal"]) == (0, None)
    told["item"][2]["poll"][0]["office"] = "SC_MEMBER"
    (one,) = fresh.post("/api/setup/check", told)[1]["elections"]
    assert one["refusal"]["code"] == "slate.no_office"
    assert fresh.post("/api/setup/check", {"item": [{"poll": [{"kind": "election"}, 3]}, 4]})[1]["elections"] == []


def test_once_somebody_has_signed_in_nothing_is_laid_any_more(fresh: Fresh) -> None:
    """The form can still be read, with the reason why it stands."""
    fresh.upload()
    fresh.post("/api/setup", congress())
    fresh.house.order(c.SignIn(c.Actor("operator", "op"), "", "m001", "A01", "desk", "no card"))
    assert fresh.get("/api/setup")["fixed"]["code"] == "revision.signed_in"
    status, answer = fresh.post("/api/setup", congress())
    assert (status, answer["refusal"]["code"]) == (409, "revision.signed_in")


def test_lists_follow_the_roll_that_is_uploaded_after_them(fresh: Fresh) -> None:
    """Ids are those of the roll in force; a roll without a person of a list is not taken."""
    told = congress()
    told["item"][1].update(kind="roster")
    told["roster"] = [{"name": "tellers", "members": ["代表3", "代表5"], "item": "tellers"}]
    status, answer = fresh.post("/api/setup", told)
    assert (status, answer["errors"][0]["path"]) == (422, ["roster", 0, "members"])
    assert "代表3" in answer["errors"][0]["zh"]
    assert fresh.upload() == 200
    assert fresh.post("/api/setup", told)[0] == 200
    assert [one.members for one in fresh.house.sitting.rosters] == [("m003", "m005")]
    assert fresh.upload("\n".join([HEADER, *reversed(ROWS)])) == 200
    assert [one.members for one in fresh.house.sitting.rosters] == [("m010", "m008")]
    assert fresh.upload("\n".join([HEADER, *ROWS[3:]])) == 422
    assert len(fresh.house.sitting.members) == 12
    fresh.house.order(c.Recuse(c.Actor("secretary", "se"), "", "m001", "election-method", "kin"))
    assert fresh.upload() == 409


def test_a_form_is_a_json_object_and_nothing_else(fresh: Fresh) -> None:
    """Broken JSON, a fraction, a list, another field beside it: refused before anybody looks inside."""
    for body in (
        b"",
        b"{",
        b'{"form": []}',
        b'{"form": {}, "more": 1}',
        b'{"form": {"a": 1.5}}',
        b'{"form": {"a": 1, "a": 2}}',
    ):
        for path in ("/api/setup", "/api/setup/check"):
            answer = fresh.client.post(path, data=body, headers=fresh.headers)
            assert (answer.status_code, answer.get_json()["refusal"]["code"]) == (400, "command.fields"), body
    status, answer = fresh.post("/api/setup", {"meeting": {"title": ["会议", None]}})
    assert (status, answer["errors"][0]["path"]) == (422, ["meeting", "title", 1])


def test_the_law_offers_what_this_body_and_level_may_do(fresh: Fresh) -> None:
    """Dispositions, reporters, offices and every rule with the value that holds without a method."""
    county = fresh.get("/api/setup/law?body=congress&level=county")
    township = fresh.get("/api/setup/law?body=congress&level=township")
    assert [one["word"] for one in county["offices"]] == ["CHIEF", "DEPUTY_CHIEF", "SC_MEMBER", "DEPUTY_UP"]
    assert [one["word"] for one in township["offices"]] == ["CHIEF", "DEPUTY_CHIEF"]
    assert {one["word"] for one in county["dispositions"]["election"]} == {"elected", "postponed"}
    rules = {one["key"]: one for one in county["rules"]}
    assert set(county["usual"]) <= set(rules)
    assert rules["ballot.tier0"]["shape"] == "yes_no"
    assert (rules["proxy.allowed"]["shape"], rules["proxy.allowed"]["only"]) == ("yes_no", False)
    assert rules["ballot.blank"]["options"]
    assert all(one["title"]["zh"] and one["form"]["en"] for one in county["rules"])
    assert next(h for h in rules["ballot.blank"]["held"] if h["at"] is None or h["at"] == "election")["said"]["zh"]
    rejected = {one["name"]: one for one in rules["appointment.rejected"]["fields"]}
    assert (rejected["times"]["shape"], rejected["times"]["most"], rejected["wait_months"]["optional"]) == (
        "whole",
        10,
        True,
    )
    assert rejected["times"]["label"]["zh"] == "…次未获通过即不再提请"
    assert rules["papers.lead"]["shape"] == "period"
    assert {"value": "months", "label": {"zh": "个月", "en": "months"}} in rules["papers.lead"]["units"]
    assert [one["value"] for one in rules["motion.threshold"]["options"]] == ["over", "at_least"]
    free = {one["key"].split(".")[0] for one in county["rules"] if one["shape"] == "free"}
    assert free == {"petition", "evaluation", "presidium", "speech"}, "what has several shapes is written as JSON"
    beijing = fresh.get("/api/setup/law?body=standing_committee&level=province&jurisdiction=beijing&date=2026-11-27")
    assert beijing["rules"] != fresh.get("/api/setup/law?body=standing_committee&level=province")["rules"]
    for wrong in ("", "?body=congress", "?body=parliament&level=county"):
        assert fresh.client.get(f"/api/setup/law{wrong}", headers=fresh.headers).status_code == 400


def test_a_laying_that_cannot_be_stored_leaves_everything_as_it_was(
    fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is told, and the screens go on showing what is on the ledger."""

    def full(*_what: object) -> None:
        raise Unwritable("full")

    monkeypatch.setattr(fresh.house.clerk.ledger, "append", full)
    status, answer = fresh.post("/api/setup", congress())
    assert (status, answer["refusal"]["code"]) == (503, "store.unwritable")
    assert fresh.view()["meeting"]["title"]["zh"] == "（待准备）"


def test_a_second_start_finds_the_same_empty_sitting(tmp_path: Path) -> None:
    """`yijue new` on a folder that it made before makes nothing new there."""
    first = new.prepare(tmp_path / "new")
    store = open_store(first.database)
    meetings = store.ledger.meetings()
    store.close()
    assert new.prepare(tmp_path / "new") == first
    store = open_store(first.database)
    assert store.ledger.meetings() == meetings
    assert store.ledger.size(meetings[0]) == 1
    assert store.register.sample is False
    store.close()


def under_way(fresh: Fresh, *signed: int) -> dict[str, Any]:
    """The sample congress with these members signed in and the sitting open; its form as the server has it."""
    fresh.post("/api/setup", congress())
    fresh.upload()
    operator = c.Actor("operator", "op")
    for n in signed or range(1, 13):
        fresh.house.order(c.SignIn(operator, "", f"m{n:03}", f"A{n:02}", "desk", "no card"))
    assert isinstance(fresh.house.order(c.OpenSitting(operator, "")), Done)
    told: dict[str, Any] = fresh.get("/api/setup")["form"]
    return told


QUESTION = {
    "id": "question", "kind": "question", "title": {"zh": "关于河道治理的质询案", "en": "A question on the rivers"},
    "dispositions": ["decided", "forwarded", "withdrawn"],
}  # fmt: skip
PRESIDIUM = {"organ": "presidium", "reason": "代表十人以上联名提出"}


def add(fresh: Fresh, told: object, decision: object = PRESIDIUM) -> tuple[int, Any]:
    """Status and JSON of a form sent with a decision to add what is new in it."""
    body = {"form": told, "decision": decision}
    answer = fresh.client.post("/api/setup", json=body, headers=fresh.headers)
    return answer.status_code, answer.get_json()


def test_an_item_comes_to_the_agenda_while_the_sitting_is_under_way(fresh: Fresh) -> None:
    """ZZF 24: a question moved on the day is on every screen at once and after a restart, and more may follow."""
    told = under_way(fresh)
    assert fresh.get("/api/setup")["adding"]["organs"] == [
        {"word": "presidium", "label": {"zh": "主席团", "en": "the presidium"}}
    ]
    told["item"].append(QUESTION)
    status, answer = fresh.post("/api/setup", told)
    assert (status, answer["refusal"]["code"]) == (409, "sitting.already_open")
    status, answer = add(fresh, told)
    assert status == 200, answer
    for _ in ("now", "after a restart"):
        view = fresh.view("operator")
        assert view["items"][-1]["title"]["zh"] == "关于河道治理的质询案"
        assert any(step["args"].get("item") == "question" for step in view["next"])
        assert fresh.house.sitting.additions[0].reason == PRESIDIUM["reason"]
        fresh.start()
    assert fresh.get("/api/setup")["form"]["item"][-1]["id"] == "question"
    vote = {"id": "merge", "title": {"zh": "合并表决", "en": "Vote merged"}, "secrecy": "named", "press": "last"}
    told["item"][0]["poll"].append({**told["item"][0]["poll"][0], **vote})
    status, answer = add(fresh, told)
    assert status == 200, answer
    assert [d.id for d in fresh.house.sitting.items["election-method"].entry.drafts] == ["election-method", "merge"]
    assert add(fresh, told)[1]["refusal"]["code"] == "agenda.nothing_added"


def test_words_that_were_laid_stay_while_something_is_added(fresh: Fresh) -> None:
    """The refusal names each of them; an organ that may not decide is refused with its article."""
    told = under_way(fresh)
    told["item"].append(QUESTION)
    told["item"][0]["title"]["zh"] = "改过的标题"
    told["meeting"]["place"] = {"zh": "别处", "en": "elsewhere"}
    told["method"]["text"] = {"zh": "另一办法，采用 T0 级方式", "en": "another method, at T0"}
    told["roster"] = [{"name": "tellers", "members": ["代表3"], "item": "tellers"}]
    size = fresh.house.clerk.size
    status, answer = add(fresh, told)
    assert (status, answer["refusal"]["code"], answer["refusal"]["article"]) == (
        409,
        "agenda.changed",
        "ZZF 22; ZZF 24",
    )
    named = [one["zh"] for one in answer["refusal"]["details"]]
    assert named == ["会议的名称、日期和地点等", "本次会议的办法", "名单", "通过选举办法"]
    good = fresh.get("/api/setup")["form"]
    good["item"].append(QUESTION)
    assert add(fresh, good, {"organ": "chairs_meeting", "reason": "急"})[1]["refusal"]["code"] == "organ.not_lawful"
    assert add(fresh, good, {"organ": "presidium", "reason": ""})[1]["refusal"]["code"] == "agenda.added_why"
    for wrong in ({}, {"organ": "presidium"}, {**PRESIDIUM, "more": "x"}, "presidium", None):
        assert add(fresh, good, wrong)[0] == 400
    assert fresh.house.clerk.size == size


def test_people_keep_their_ids_when_others_come_before_them(fresh: Fresh) -> None:
    """Orders of law rest on the ids of people and posts: who was there keeps hers, who came later gets a new one."""
    laid = form.editable((SAMPLES / "committee" / "sitting.toml").read_bytes())
    roll = (SAMPLES / "committee" / "roll.csv").read_text(encoding="utf-8")
    assert (fresh.upload(roll), fresh.post("/api/setup", laid)[0]) == (200, 200)
    fresh.house.order(
        c.SignIn(c.Actor("operator", "op"), "", "m001", fresh.house.sitting.members["m001"].seat, "desk", "no card")
    )

    def people() -> dict[str, tuple[str, str]]:
        items = fresh.house.sitting.items.values()
        return {draft.id: (draft.person, draft.post) for item in items for draft in item.entry.drafts if draft.act}

    was = people()
    told: Any = fresh.get("/api/setup")["form"]
    appointment = next(one for one in told["item"] if one["kind"] == "appointment")
    person = {**appointment["poll"][0]["person"], "name": "新来的人", "en": "A Newcomer"}
    appointment["poll"].insert(0, {**appointment["poll"][0], "id": "newcomer", "person": person})
    told["item"].append({**appointment, "id": "later", "poll": [{**appointment["poll"][1], "id": "again"}]})
    status, answer = add(fresh, told, {"organ": "chairs_meeting", "reason": "急需"})
    assert status == 200, answer
    now = people()
    assert {draft: now[draft] for draft in was} == was
    assert now["again"] == was["remove-mu-huaiyuan"]
    assert now["newcomer"] == ("x4", was["remove-mu-huaiyuan"][1])


def test_a_merged_vote_is_laid_with_everybody_whom_it_is_on(fresh: Fresh) -> None:
    """CWYS 47, ZZF 26: without persons the form says where they are wanting; with them each has the ids of her other votes."""
    told = form.editable((SAMPLES / "committee" / "sitting.toml").read_bytes())
    appointment = next(one for one in told["item"] if one["kind"] == "appointment")  # type: ignore[attr-defined]
    first = appointment["poll"][0]
    people = [
        {**first["person"], "act": "appoint"},
        {**first["person"], "name": "新来的人", "en": "A Newcomer", "rejected": ["2026-01-05"]},
    ]
    merged = {**{key: value for key, value in first.items() if key != "person"}, "id": "both", "part": "merged"}
    appointment["poll"].append(merged)
    place = ["item", told["item"].index(appointment), "poll", len(appointment["poll"]) - 1, "persons"]  # type: ignore[attr-defined]
    assert [one["path"] for one in fresh.post("/api/setup/check", told)[1]["errors"]] == [place]
    merged["persons"] = people
    assert fresh.post("/api/setup", told)[0] == 200
    drafts = {d.id: d for d in fresh.house.sitting.items[appointment["id"]].entry.drafts}
    one, new = drafts["both"].persons
    assert (one.person, one.post, one.act) == (drafts[first["id"]].person, drafts[first["id"]].post, "appoint")
    assert (new.rejected, new.person == one.person, new.post == one.post) == (("2026-01-05",), False, True)
    fresh.start()
    assert fresh.get("/api/setup")["form"]["item"][place[1]]["poll"][-1]["persons"] == people


def test_a_house_starts_again_with_a_file_from_before_persons_were_asked_for(fresh: Fresh) -> None:
    """What was laid under an older version is read on; laid anew from the browser it has to name them."""
    told = (SAMPLES / "committee" / "sitting.toml").read_text(encoding="utf-8")
    assert fresh.upload((SAMPLES / "committee" / "roll.csv").read_text(encoding="utf-8")) == 200
    data = re.sub(r"^person = \{.*\}$", 'part = "merged"', told, flags=re.MULTILINE).encode()
    with pytest.raises(preparation.Unusable, match="everybody whom it is on"):
        preparation.read_plan(data)
    plan, roll = preparation.read_plan(data, laid=True), laying.roll_of(fresh.house.register, fresh.house.clerk.meeting)
    wish = laying.revision(plan, roll, c.Actor("secretary", "se"))
    assert isinstance(fresh.house.writer.submit(laying.Laying(wish, data)), Done)
    fresh.start()
    assert fresh.view("operator")["items"][-1]["title"]
    assert fresh.post("/api/setup", fresh.get("/api/setup")["form"])[0] == 422
