"""The line between a station and the server in the hands of an attacker: what goes over it can be looked at and bent.

A station is told this address instead of the server's. What the attacker puts in as the server needs the server's keys,
what he puts in as the station needs the station's: tests take them from the key stores of those who are to be corrupt.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.real.house import PATIENCE, http, until
from voting.ballots import messages

Body = dict[str, Any]
Bend = Callable[[Body], Body]


class Server(ThreadingHTTPServer):
    """A station that is killed in the middle of a call is no fault of this line."""

    daemon_threads = False  # `server_close` waits for them, and they end with the stations

    def handle_error(self, *_who: object) -> None:
        """Nobody reads it."""


@dataclass
class Middle:
    """Passes on what station and server say. `bend_task` and `bend_answer` change what is said of a kind of task."""

    server: str
    bend_task: dict[str, Bend] = field(default_factory=dict)
    bend_answer: dict[str, Bend] = field(default_factory=dict)
    bodies: list[tuple[str, Body]] = field(default_factory=list)  # tasks as the station got them
    answers: list[tuple[str, Body]] = field(default_factory=list)  # answers as the station gave them
    _own: list[Body] = field(default_factory=list)
    _kinds: dict[str, str] = field(default_factory=dict)
    _heard: dict[str, Body] = field(default_factory=dict)
    _numbers: Any = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        middle = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._say(*http("GET", middle.server + self.path))

            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                self._say(*middle.passed(self.path, said, token))

            def _say(self, status: int, answer: Any) -> None:
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_words: object) -> None:
                """Nobody reads it."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Cut the line."""
        self._server.shutdown()
        self._server.server_close()

    def passed(self, path: str, said: Body, token: str) -> tuple[int, Any]:
        """What the server answers; tasks and answers are bent on their way."""
        if path == "/api/station/answers" and said["task"] in self._kinds:
            kind = self._kinds[said["task"]]
            self.answers.append((kind, said["answer"]))
            if said["task"].startswith("evil-"):
                self._heard[said["task"]] = said["answer"]
                return 200, {"ok": True}
            said = said | {"answer": self.bend_answer.get(kind, lambda one: one)(said["answer"])}
        if path == "/api/station/tasks":
            said = {"wait": 1}  # nobody waits longer for what the attacker puts in
        try:
            status, answer = http("POST", self.server + path, said, token)
        except OSError:  # the server is dead
            return 502, {"refusal": None}
        if path == "/api/station/tasks" and status == 200:
            answer = {"tasks": [self._task(one) for one in (*answer["tasks"], *self._own)]}
            self._own.clear()
        return status, answer

    def _task(self, task: Body) -> Body:
        kind = task["kind"]
        self._kinds[task["task"]] = kind
        if not task["task"].startswith("evil-"):
            task = task | {"body": self.bend_task.get(kind, lambda one: one)(task["body"])}
        self.bodies.append((kind, task["body"]))
        return task

    def put(self, kind: str, body: Body) -> Body:
        """Ask the station something the server never asked; its answer."""
        task = f"evil-{next(self._numbers)}"
        self._own.append({"task": task, "kind": kind, "body": body})
        return until(lambda: self._heard.get(task), f"an answer to {kind}", PATIENCE)

    def last(self, kind: str) -> Body:
        """The last task of this kind that the station was given."""
        return next(body for one, body in reversed(self.bodies) if one == kind)

    def straighten(self) -> None:
        """Nobody is on this line any more."""
        self.bend_task.clear()
        self.bend_answer.clear()
        self.answers.clear()

    def refused(self, kind: str, code: str) -> None:
        """Wait until the station has refused a task of this kind with this code."""
        until(lambda: code in self._codes(kind), f"{kind} refused with {code}")

    def _codes(self, kind: str) -> list[str]:
        return [code_of(answer["refusal"]) for one, answer in list(self.answers) if one == kind and "refusal" in answer]


def code_of(refusal: str) -> str:
    """The code of a signed refusal."""
    return str(messages.parse(refusal).payload["code"])
