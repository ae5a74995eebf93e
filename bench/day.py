"""One run of the bench: a fresh database, the real server, all seats, two secret votes, and the count checked after it.

The first vote's casts come at seeded moments within a window, as in a hall (that gives the waits); the second's all in
the same moment (that gives the rate). A vote that is lost, doubled or changed ends the bench.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.request import Request, urlopen

from screens import Screen

from voting import exact
from voting.ballots.sealing import read_inner
from voting.cli.establish import establish, key_store, sample_cards, sample_officers, write_json
from voting.cli.processes import Processes, free_port
from voting.cli.run import links
from voting.config import Config
from voting.core import events as e
from voting.documents.fictitious import fictitious_roll
from voting.ledger import codec
from voting.store.opening import open_store
from voting.web.clock import clock

WINDOW_SECONDS: Final = 2.0  # a hall that is told to press does so within about two seconds
HALLS: Final = 4
OTHERS: Final = ("operator", "chair", "secretary", "scrutineer")
ITEMS: Final = ("seeded", "at-once")
SETTLE_SECONDS: Final = 0.6  # between phases: the last pictures of one must not be counted as the next one's
TICKS: Final = os.sysconf("SC_CLK_TCK")
HEAD: Final = """format = "yijue.sitting-file.v1"
[meeting]
id = "bench"
title = { zh = "测速会议", en = "A sitting for measuring" }
body = "standing_committee"
level = "county"
place = { zh = "机房", en = "Machine room" }
date = 2026-11-27
roll = "roll.csv"
chair_title = { zh = "主任", en = "Chairperson" }
[method]
title = { zh = "测速会议表决办法", en = "Voting method of the sitting for measuring" }
adopted = 2026-11-27
text = { zh = "无记名表决采用 T0 级方式。", en = "Secret votes are held at tier T0." }
consent = { zh = "依照办法，采用 T0 级方式。", en = "By the method, at tier T0." }
[method.rules]
"ballot.tier0" = true
"""
ITEM: Final = """
[[item]]
id = "{id}"
kind = "procedural"
title = {{ zh = "测速议题 {id}", en = "Item {id}" }}
dispositions = ["adopted", "not_adopted", "postponed"]
[[item.poll]]
id = "{id}"
kind = "motion"
title = {{ zh = "测速表决 {id}", en = "Vote {id}" }}
secrecy = "secret"
form = "keypress"
press = "last"
"""
Figures = dict[str, float]


class Wrong(RuntimeError):
    """A vote was lost, doubled or changed, or a seat had to complain: no figure of this run is worth anything."""


class Seats:
    """The process that holds the seats."""

    def __init__(self, base: str, cards: Path, seed: int) -> None:
        script = Path(__file__).with_name("seats.py")
        self.process = subprocess.Popen(
            [sys.executable, str(script), base, str(cards), str(seed)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, env={**os.environ, "PYTHONPATH": str(script.parents[1])},
        )  # fmt: skip

    def do(self, what: str, **args: object) -> dict[str, Any]:
        """Give an order and wait for its answer."""
        self.order(what, **args)
        return self.answer(what)

    def order(self, what: str, **args: object) -> None:
        """Give an order; `answer` has to be asked for."""
        if self.process.stdin is None:
            raise Wrong("the seats hear nothing")
        print(json.dumps({"do": what, **args}), file=self.process.stdin, flush=True)

    def answer(self, what: str) -> dict[str, Any]:
        """The answer to the last order."""
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            raise Wrong(f"the seats stopped at: {what}")
        found: dict[str, Any] = json.loads(line)
        return found


class Worker:
    """The server's worker process as the kernel sees it."""

    def __init__(self, master: int) -> None:
        children = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii").split()
        self.pid = int(children[0])

    def cpu(self) -> float:
        """Processor seconds used so far, in and for this process."""
        words = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / TICKS

    def peak_mb(self) -> float:
        """The most memory it ever held, in MB."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def run(seats: int, seed: int, say: Callable[[str], None], watch: Callable[[int, str], None] | None = None) -> Figures:
    """One whole run; seconds, MB and rates by name. Wrong where a vote is lost or doubled.

    `watch` hears the worker's pid and the phase that begins.
    """
    with tempfile.TemporaryDirectory(prefix="yijue-bench-") as folder:
        config = prepare(seats, seed, Path(folder))
        with Processes() as processes:
            base = f"http://127.0.0.1:{(port := free_port())}"
            processes.serve(config, f"127.0.0.1:{port}", base, None, Path(folder) / "server.log")
            worker = Worker(processes.server.pid if processes.server else 0)
            hall = Seats(base, Path(folder) / "cards.json", seed)
            try:
                sitting = Sitting(config, base, worker, hall, seats, say, watch)
                sitting.hold()
            finally:
                hall.process.kill()
                hall.process.wait()
        check(config, seats, sitting.planned)  # the server has stopped: what is in the file now is what is kept
    return sitting.figures


def prepare(seats: int, seed: int, folder: Path) -> Config:
    """A database for so many seats, with cards for all of them."""
    config = Config(f"sqlite:///{folder}/yijue.db", folder / "keys")
    plan = HEAD + "".join(ITEM.format(id=item) for item in ITEMS)
    made = establish(config, plan.encode(), fictitious_roll(seats, seed), sample=True)
    store = open_store(config.database)
    sample_officers(store)
    write_json(folder / "cards.json", sample_cards(store, key_store(config), made, clock(config.utc_offset)()))
    store.close()
    return config


class Sitting:
    """The course of a run, with its figures."""

    def __init__(
        self, config: Config, base: str, worker: Worker, hall: Seats, seats: int, say: Callable[[str], None],
        watch: Callable[[int, str], None] | None,
    ) -> None:  # fmt: skip
        self.worker, self.hall, self.seats, self.say = worker, hall, seats, say
        self.figures: Figures = {}
        self.planned: dict[str, dict[str, int]] = {}
        self._watch = watch
        addresses = links(config, base)
        self.desk, *self.others = [Screen(base, token(base, addresses[role])) for role in OTHERS]
        extra = [links(config, base)["hall"] for _ in range(HALLS)]
        self.halls = [Screen(base, token(base, address)) for address in extra]

    def hold(self) -> None:
        """Enrolment, arrival, two votes, goodbye."""
        begun = self.worker.cpu()
        self.phase("enrolment")
        self.figures["enrol"] = self.hall.do("enrol")["seconds"]
        self.phase("arrival")
        came = self.worker.cpu()
        self.figures |= {"enrol_cpu": came - begun, "arrive": self.hall.do("arrive")["seconds"]}
        self.figures["arrive_cpu"] = self.worker.cpu() - came
        self.settle()
        self.desk.command("open_sitting")
        self.poll("p1", ITEMS[0], WINDOW_SECONDS)
        self.poll("p2", ITEMS[1], 0.0)
        self.figures |= {"peak_mb": self.worker.peak_mb(), "cpu": self.worker.cpu() - begun}
        end = self.hall.do("leave")
        self.figures |= {"seats_cpu": end["cpu"], "breaks": end["breaks"]}
        if end["wrongs"]:
            raise Wrong(f"{len(end['wrongs'])} troubles at the seats, such as: {end['wrongs'][0]}")
        for screen in (self.desk, *self.others, *self.halls):
            screen.close()

    def poll(self, vote: str, item: str, window: float) -> None:
        """One item with its vote, from the introduction to the declaration."""
        self.desk.command("introduce_item", item=item)
        self.desk.command("deliberate", item=item)
        self.settle()
        self.papers(vote, item)
        self.planned[vote] = self.hall.do("seal", vote=vote)
        self.desk.command("open_poll", vote=vote)
        self.settle()
        self.burst(vote, window)
        self.settle()
        self.result(vote)
        self.settle()

    def papers(self, vote: str, item: str) -> None:
        """From the announcement to the last paper drawn."""
        self.phase(f"papers {vote}")
        cpu = self.worker.cpu()
        self.hall.order("papers", vote=vote)
        start = time.monotonic()
        self.desk.command("announce_poll", item=item, draft=item)
        self.note("papers", vote, self.hall.answer("papers")["last"] - start)
        self.note("papers_cpu", vote, self.worker.cpu() - cpu)

    def burst(self, vote: str, window: float) -> None:
        """All votes sent; the waits until each receipt."""
        self.phase(f"votes {vote}")
        cpu = self.worker.cpu()
        found = self.hall.do("cast", vote=vote, window=window)
        waits = found["waits"]
        if found["refused"] or len(waits) != self.seats:
            raise Wrong(f"{found['refused']} of {self.seats} votes have no receipt")
        last = len(waits) - 1
        nearest = min(last, -(-len(waits) * 99 // 100) - 1)
        for name, wait in (("p50", waits[last // 2]), ("p99", waits[nearest]), ("max", waits[last])):
            self.note(name, vote, wait)
        self.note("cast_cpu", vote, self.worker.cpu() - cpu)
        if not window:
            self.note("rate", vote, self.seats / waits[last])

    def result(self, vote: str) -> None:
        """From the close to the result on the last screen in the hall, to the last confirmation; then declared."""
        self.phase(f"close {vote}")
        for screen in self.halls:
            screen.await_('"state":"counted"')
        cpu = self.worker.cpu()
        self.hall.order("confirmed", vote=vote)
        start = time.monotonic()
        self.desk.command("close_poll", vote=vote)
        self.note("result", vote, max(screen.seen('"state":"counted"') for screen in self.halls) - start)
        self.note("result_cpu", vote, self.worker.cpu() - cpu)
        self.note("confirmed", vote, self.hall.answer("confirmed")["last"] - start)
        self.note("close_cpu", vote, self.worker.cpu() - cpu)
        for screen in self.halls:
            screen.await_('"state":"declared"')
        start = time.monotonic()
        self.desk.command("declare", vote=vote)
        self.note("declared", vote, max(screen.seen('"state":"declared"') for screen in self.halls) - start)

    def note(self, name: str, vote: str, value: float) -> None:
        """Keep a figure of one vote."""
        self.figures[f"{name}.{vote}"] = value

    def phase(self, name: str) -> None:
        """A phase begins: tell the person, and whoever watches the worker."""
        self.say(name)
        if self._watch is not None:
            self._watch(self.worker.pid, name)

    def settle(self) -> None:
        """Let the last pictures of a phase go out."""
        time.sleep(SETTLE_SECONDS)


def token(base: str, link: str) -> str:
    """The session behind a one-time sign-in link."""
    body = json.dumps({"once": link.partition("#once=")[2]}).encode()
    wish = Request(f"{base}/api/sign-in", data=body, headers={"Content-Type": "application/json"})
    with urlopen(wish, timeout=30) as answer:
        return str(json.load(answer)["token"])


def check(config: Config, seats: int, planned: dict[str, dict[str, int]]) -> None:
    """What is on disk against what was sent: leaves, envelopes, opened papers and the count. Wrong at any difference."""
    store = open_store(config.database)
    try:
        (meeting,) = store.ledger.meetings()
        events = [codec.decode(entry.data) for entry in store.ledger.read(meeting)]
        for vote, marks in planned.items():
            leaves = [event.voter for event in events if isinstance(event, e.VoteCast) and event.poll == vote]
            kept = store.ledger.envelopes(meeting, vote, "cast")
            papers = Counter(_mark(data) for data in store.ledger.ballots(meeting, vote))
            counts = [event for event in events if isinstance(event, e.PollCounted) and event.poll == vote]
            found = [len(leaves), len(set(leaves)), len(kept), len({one.voter for one in kept}), papers.total()]
            if found != [seats] * len(found):
                raise Wrong(f"{vote}: {seats} votes sent, on disk {found}")
            figures = [{"Y": one.votes_for, "N": one.against, "A": one.abstain} for one in counts]
            if dict(papers) != {k: n for k, n in marks.items() if n} or figures != [marks]:
                raise Wrong(f"{vote}: sent {marks}, opened {dict(papers)}, counted {figures}")
    finally:
        store.close()


def _mark(ballot: bytes) -> str:
    paper = exact.loads(read_inner(ballot).p)
    return str(paper["marks"]) if isinstance(paper, dict) else ""
