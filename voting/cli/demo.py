"""`yijue demo --once`: a whole sitting without a person: real server, real websockets, a scripted operator."""

from __future__ import annotations

import csv
import io
import json
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.request import Request, urlopen

import socketio

from voting.cli.establish import establish, key_store, sample_cards, sample_files, sample_officers, write_json
from voting.cli.processes import Processes, free_port
from voting.cli.run import links
from voting.cli.stopping import Stop
from voting.config import Config
from voting.core.words import Text
from voting.documents.fictitious import fictitious_roll
from voting.documents.roll import Roll
from voting.records.sitting import check
from voting.store.opening import open_store
from voting.web.clock import clock

PATIENCE_SECONDS: Final = 55.0  # the whole sitting has a minute
DUE: Final = timedelta(days=90)  # a local rule's usual three months for the handling of opinions (law.md B9)
QUIET_SECONDS: Final = 1.2  # no further press for so long: everybody who wanted has voted
MOST_ROUNDS: Final = 3  # votes on one item, before its election is left to the next session
ABSENT: Final = 2  # members who do not come
RESULTS: Final = (
    "sheet.pdf", "polls.csv", "sitting.json", "signed-sheet.pdf", "certificate.pem", "open-data.zip",
    "bundle-full.zip", "bundle-public.zip",
)  # fmt: skip
STATIONS: Final = ("A", "B")
ROLL: Final = "roll.csv"
View = Mapping[str, Any]


class Operator:
    """A scripted operator: takes the next lawful step that the server offers, as a person would."""

    def __init__(self, base: str, token: str) -> None:
        self.view: dict[str, Any] = {}
        self.client = socketio.Client(reconnection=False)
        self.client.on("view", self._seen)
        self.client.connect(base, auth={"token": token}, transports=["websocket"])
        self.end = time.monotonic() + PATIENCE_SECONDS

    def _seen(self, view: dict[str, Any]) -> None:
        self.view = view

    def wait(self, ready: Any, what: str) -> None:
        """Wait until the view is as wished; Stop when it takes too long."""
        while not (self.view and ready(self.view)):
            if time.monotonic() > self.end:
                raise Stop(Text(f"等候过久：{what}。", f"Waited too long: {what}."))
            time.sleep(0.03)

    def say(self, command: str, args: Mapping[str, Any]) -> None:
        """Send a command and wait for the view that shows it; Stop with the sentence of a refusal."""
        said = {"name": command, "args": dict(args), "key": uuid.uuid4().hex}
        answer = self.client.call("command", said, timeout=20)
        if "refusal" in answer:
            no = answer["refusal"]
            raise Stop(Text(f"{command}：{no['zh']}", f"{command}: {no['en']}"))
        self.wait(lambda v: v["position"] >= answer["position"], command)

    def sitting(self) -> None:
        """From the opening to the close, one offered step after the other."""
        while self.view["meeting"]["phase"] != "closed":
            step = next(filter(self._wanted, self.view["next"]), None)
            if step is None:
                self.wait(lambda v: any(s["weight"] == "primary" and not s["refusal"] for s in v["next"])
                          or v["meeting"]["phase"] == "closed", "下一步 / a next step")  # fmt: skip
                continue
            self._take(step)

    def _wanted(self, step: Mapping[str, Any]) -> bool:
        """The main steps; an election that is short after several rounds is left to the next session."""
        if step["refusal"]:
            return False
        item = next((i for i in self.view["items"] if i["id"] == step["args"].get("item")), None)
        tired = item is not None and len(item["drafts"]) > MOST_ROUNDS and item["kind"] == "election"
        if step["command"] in ("plan_round", "dispose") and tired:
            return bool(step["command"] == "dispose")
        return bool(step["weight"] == "primary")

    def _take(self, step: Mapping[str, Any]) -> None:
        args = dict(step["args"])
        if step["command"] == "open_poll":
            poll = args["vote"]
            self.wait(lambda v: (p := _poll(v, poll))["issued"] == p["eligible"], "领票 / papers drawn")
        if step["command"] == "close_poll":
            self._all_pressed(args["vote"])
        if step["command"] == "declare":
            poll = args["vote"]
            self.wait(lambda v: _poll(v, poll)["state"] == "counted", "计票 / the count")
        if step["ask"] == "disposition":
            args |= self._disposition(args["item"])
        if step["ask"] == "further":
            due = next(one for one in self.view["elections"]["due"] if one["draft"] == args["draft"])
            args |= {"candidates": due["suggested"], "decision": "经大会决定，在本次会议上另行选举"}
        if step["ask"] == "names":
            args |= self._names(args["vote"])
        print(f"  {step['label']['zh']}", file=sys.stderr, flush=True)
        self.say(step["command"], args)

    def _names(self, poll: str) -> dict[str, Any]:
        """Each name written in is taken for what it says: the first that is not identified yet, of nobody on the roll."""
        written = next(one for one in self.view["elections"]["written"] if one["vote"] == poll)
        name = next(one["id"] for one in written["names"] if not one["settled"])
        return {"names": [name], "reason": "总监票人和监票人共同认定"}

    def _all_pressed(self, poll: str) -> None:
        """Wait until all have pressed, or nobody has pressed for a while."""
        pressed, since = -1, time.monotonic()
        while (now := _poll(self.view, poll))["state"] == "open" and now["pressed"] < now["eligible"]:
            if now["pressed"] != pressed:
                pressed, since = now["pressed"], time.monotonic()
            if pressed and time.monotonic() - since > QUIET_SECONDS:
                return
            time.sleep(0.05)

    @staticmethod
    def _agreeing(item: Mapping[str, Any], word: str) -> dict[str, str]:
        """The first organ that may agree to end this item in this word, and the first that may propose it where one must."""
        allowed = next(one for one in item["allowed"] if one["word"] == word)
        agreed = {"by": str(allowed["organs"][0]["organ"])}
        return {**agreed, "proposed_by": str(allowed["proposers"][0]["organ"])} if allowed["proposers"] else agreed

    def _disposition(self, item: str) -> dict[str, str]:
        one = next(i for i in self.view["items"] if i["id"] == item)
        words = [allowed["word"] for allowed in one["allowed"]]
        if "forwarded" in words and not one["drafts"]:
            return {"disposition": "forwarded", "to": "县人民政府", "due": (datetime.now(UTC).date() + DUE).isoformat()}
        return {"disposition": "postponed", "reason": "得票情况须再次投票或另行选举", **self._agreeing(one, "postponed"),
                "next": "由主席团提出再次投票或另行选举的安排"}  # fmt: skip


def _poll(view: View, poll: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(p for p in view["polls"] if p["vote"] == poll)
    return found


def once(sample: str, seats: int | None, seed: int, out: Path, stations: int = 0) -> int:
    """Hold the sample once; 0 only if every item ended lawfully and every sum closes."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="yijue-demo-") as folder, Processes() as processes:
        config, cards, absent = _prepared(sample, seats, seed, Path(folder))
        names = STATIONS[:stations]
        base = f"http://127.0.0.1:{(port := free_port())}"
        print("启动服务器 / starting the server …", file=sys.stderr, flush=True)
        processes.serve(config, f"127.0.0.1:{port}", base, None, out / "server.log")
        roles = links(config, base)
        token = _token(base, roles["operator"])
        operator = Operator(base, token)
        operator.wait(lambda v: True, "操作台 / the console")
        for name in names:  # B joins where there is an A
            _station(processes, operator, base, name, Path(folder), out)
        _without_keys(processes, base, cards, seed, Path(folder), out)
        here = len(json.loads(cards.read_text(encoding="utf-8"))["seats"])
        print(f"{here} 人签到 / seats sign in …", file=sys.stderr, flush=True)
        operator.wait(lambda v: v["attendance"]["present"] >= here, "签到 / sign-in")
        if absent:
            operator.say("grant_leave", {"member": absent[0], "reason": "因病请假"})
        operator.sitting()
        files = _results(base, _token(base, roles["secretary"]), out)
        operator.client.disconnect()
    return _judged(files, out)


def _prepared(sample: str, seats: int | None, seed: int, folder: Path) -> tuple[Config, Path, list[str]]:
    data, roll = sample_files(sample)
    if seats is not None and seats != len(roll.voters):
        roll = fictitious_roll(seats, seed)
    (folder / ROLL).write_text(_roll_file(roll), encoding="utf-8")
    (folder / "sitting.toml").write_bytes(data)
    config = Config(f"sqlite:///{folder}/yijue.db", folder / "keys")
    made = establish(config, data, roll, sample=True)
    store = open_store(config.database)
    sample_officers(store)
    cards = sample_cards(store, key_store(config), made, clock(config.utc_offset)())
    store.close()
    everyone = cards["seats"]
    if not isinstance(everyone, list):
        raise TypeError("cards list their seats")
    come = len(everyone) - (ABSENT if len(everyone) > 10 else 0)
    write_json(folder / "cards.json", {**cards, "seats": everyone[:come]})
    return config, folder / "cards.json", [one["member"] for one in everyone[come:]]


def _station(processes: Processes, operator: Operator, base: str, name: str, folder: Path, out: Path) -> None:
    """A scrutineers' station joins, with a folder and a copy of the roll of its own."""
    operator.say("station_code", {"station": name})
    operator.wait(lambda v: _lamp(v, name)["code"], "登记码 / a code")
    code = str(_lamp(operator.view, name)["code"])
    processes.station(base, name, code, folder, folder / f"station-{name}", out / f"station-{name}.log")
    operator.wait(lambda v: _lamp(v, name)["online"], f"监票席{name} / station {name}")


def _lamp(view: View, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(one for one in view["stations"] if one["station"] == name)
    return found


def _roll_file(roll: Roll) -> str:
    """The roll as the secretary would hand it to a scrutineer."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("姓名", "性别", "代表团或组", "座位", "身份"))
    rows.writerows((one.name, one.sex, one.group, one.seat, one.role) for one in roll.members)
    return text.getvalue()


def _without_keys(processes: Processes, base: str, cards: Path, seed: int, folder: Path, out: Path) -> None:
    processes.simulate(base, cards, seed, folder / "seat-keys", out / "seats.log", "--think-most", "900")


def _token(base: str, link: str) -> str:
    body = json.dumps({"once": link.partition("#once=")[2]}).encode()
    wish = Request(f"{base}/api/sign-in", data=body, headers={"Content-Type": "application/json"})
    with urlopen(wish, timeout=10) as answer:
        return str(json.load(answer)["token"])


def _results(base: str, token: str, out: Path) -> Path:
    for name in RESULTS:
        wish = Request(f"{base}/api/results/{name}", headers={"Authorization": f"Bearer {token}"})
        with urlopen(wish, timeout=30) as answer:
            (out / name).write_bytes(answer.read())
    return out / "sitting.json"


def _judged(record: Path, out: Path) -> int:
    document = json.loads(record.read_text(encoding="utf-8"))
    faults = check(document)
    for fault in faults:
        print(f"{fault.where}: {fault.zh} {fault.en}")
    for item in document["items"]:
        print(f"  {item['title']['zh']}：{item['disposition']}")
    for poll in document["polls"]:
        print(f"  {poll['id']} {poll.get('outcome')} {poll.get('counts') or poll.get('elected')}")
    undecided = [item for item in document["items"] if not item["disposition"]]
    print(f"结果在 / results in {out}")
    return 1 if faults or undecided else 0
