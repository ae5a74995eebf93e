"""A stand-in for the server's side of docs/protocol.md section 9: it enrols one station, hands out tasks, keeps answers."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, jsonify, request
from werkzeug.serving import make_server

from voting.ballots import intake, messages, p256
from voting.ballots.messages import SigningKey
from voting.exact import loads
from voting.ledger.signing import SignerKey

MEETING = "m-2026-03"
CODE = "ABCD2345"
PATIENCE = 20.0  # seconds a test waits for an answer; a station that works needs milliseconds


@dataclass
class FakeServer:
    """`ask` gives a task to the station and waits for its answer; `put` only gives it."""

    key: SigningKey = field(default_factory=lambda: p256.signing_key(p256.generate()))
    log: SignerKey = field(default_factory=lambda: SignerKey.generate(f"yijue/{MEETING}"))
    confirmed: bool = True
    station: p256.PublicKey | None = None
    witness: str = ""
    tokens: set[str] = field(default_factory=set)
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    news: threading.Condition = field(default_factory=threading.Condition)
    given: list[str] = field(default_factory=list)
    lost: list[dict[str, Any]] = field(default_factory=list)
    before_answer: Any = None
    numbers: Any = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server = make_server("127.0.0.1", 0, self._app(), threaded=True)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        with self.news:
            self.tasks.clear()
            self.news.notify_all()
        self._server.shutdown()
        self._server.server_close()

    def put(self, kind: str, body: Mapping[str, Any]) -> str:
        """Give a task to the station; its id."""
        with self.news:
            task = f"t{next(self.numbers)}"
            self.tasks[task] = {"task": task, "kind": kind, "body": body}
            self.news.notify_all()
        return task

    def answer_of(self, task: str) -> dict[str, Any]:
        """The answer to a task, once it is there."""
        with self.news:
            assert self.news.wait_for(lambda: task in self.answers, PATIENCE), f"no answer to {task}"
            return self.answers[task]

    def ask(self, kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return self.answer_of(self.put(kind, body))

    def refusal_of(self, answer: Mapping[str, Any]) -> str:
        """The code of a refusal that this very station signed."""
        said = messages.read(answer["refusal"], self.station, "refusal").payload
        assert said["zh"]
        assert said["en"]
        return str(said["code"])

    def _app(self) -> Flask:
        app = Flask("fake")
        app.get("/api/meeting")(
            lambda: jsonify(
                {
                    "meeting": MEETING,
                    "title": {"zh": "第一次会议", "en": "First meeting"},
                    "server": self.key.public.jwk,
                    "sample": True,
                }
            )
        )
        app.post("/api/stations")(self._enrol)
        app.post("/api/station/line")(self._line)
        app.post("/api/station/tasks")(self._tasks)
        app.post("/api/station/answers")(self._answers)
        return app

    def _enrol(self) -> Any:
        asked = intake.station_enrolment(request.get_json()["jws"])
        if asked.code != CODE:
            said = {"code": "seat.wrong_code", "zh": "登记码不正确。", "en": "The code is wrong.", "article": None}
            return jsonify({"refusal": said}), 403
        self.station, self.witness = asked.jwk, asked.witness
        return jsonify(
            {
                "state": "enrolled" if self.confirmed else "pending",
                "kid": asked.jwk.kid,
                "server": self.key.public.jwk,
                "log": self.log.verifier.text(),
                "fingerprint": asked.jwk.kid[:8],
            }
        )

    def _line(self) -> Any:
        intake.read(messages.read(request.get_json()["jws"], self.station, "station-line"), intake.StationLine)
        token = f"token-{next(self.numbers)}"
        self.tokens.add(token)
        return jsonify({"token": token})

    def _welcome(self) -> bool:
        return request.headers.get("Authorization", "").removeprefix("Bearer ") in self.tokens

    def _tasks(self) -> Any:
        if not self._welcome():
            return jsonify(
                {"refusal": {"code": "sign_in.required", "zh": "请先登录。", "en": "Sign in.", "article": None}}
            ), 401
        with self.news:
            self.news.wait_for(lambda: bool(self.tasks), 2.0)
            found = list(self.tasks.values())
        self.given += [task["task"] for task in found]
        return jsonify({"tasks": found})

    def _answers(self) -> Any:
        if not self._welcome():
            return jsonify({"refusal": {}}), 401
        said = loads(request.get_data())
        if self.before_answer is not None:  # something happens on the line, and this answer never arrives
            happens, self.before_answer = self.before_answer, None
            happens()
            with self.news:
                self.lost.append(said["answer"])
                self.news.notify_all()
            return jsonify({"refusal": {}}), 503
        with self.news:
            self.tasks.pop(said["task"], None)
            self.answers[said["task"]] = said["answer"]
            self.news.notify_all()
        return jsonify({"ok": True})
