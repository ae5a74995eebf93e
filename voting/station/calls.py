"""The station's calls: it asks the server over HTTPS and is never called (docs/protocol.md section 9).

The only file that knows `requests`. Plain http is for this machine alone; certificates are checked, always.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import requests

from voting.ballots import messages
from voting.ballots.encodings import Malformed, b64
from voting.ballots.messages import SigningKey
from voting.exact import Inexact, Json, dumps, loads

WAIT: Final = 25  # seconds that the server may hold a question for tasks, section 9
CONNECT_SECONDS: Final = 5.0  # on a local network a server that is there answers at once
ANSWER_SECONDS: Final = 60.0  # a box of thousands of envelopes on a slow line; beyond the wait for tasks
LARGEST: Final = 64 * 2**20  # bytes of a body, section 9
CHUNK: Final = 2**16


class Unreachable(Exception):
    """The server did not answer; it is asked again."""


class Unwelcome(Exception):
    """The server answered no; `zh` and `en` say why, `code` is its refusal's or the bare status."""

    def __init__(self, status: int, code: str, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.status, self.code, self.zh, self.en = status, code, zh, en


@dataclass(frozen=True)
class Task:
    """One thing that the server asks for; `body` has been read strictly, its fields have not."""

    id: str
    kind: str
    body: Json


def safe(server: str) -> bool:
    """Whether calls to this address cannot be read on the way: https, or this very machine."""
    parts = urlsplit(server)
    if parts.scheme == "https" and parts.hostname:
        return True
    try:
        return parts.scheme == "http" and ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.scheme == "http" and parts.hostname == "localhost"


@dataclass
class Calls:
    """The line to one server; `token` is what the last `line` gave."""

    server: str
    authority: Path | None = None
    token: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        """The machine's proxies are not asked: the server is in the hall."""
        self.session.trust_env = False
        self.session.verify = True if self.authority is None else str(self.authority)

    def meeting(self) -> dict[str, Json]:
        """Which meeting the server holds."""
        return self._read("GET", "/api/meeting")

    def enrol(self, key: SigningKey, meeting: str, station: str, code: str, witness: str) -> dict[str, Json]:
        """Ask to serve as this station, with the one-time code and the witness's verifier key."""
        asked = {"meeting": meeting, "station": station, "code": code, "jwk": key.public.jwk, "witness": witness}
        return self._read("POST", "/api/stations", {"jws": messages.sign(key, "station-enrol", asked)})

    def line(self, key: SigningKey, meeting: str, station: str) -> None:
        """Open the line: a fresh token for the calls that follow."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        said = {"meeting": meeting, "station": station, "nonce": b64(secrets.token_bytes(16)), "at": now}
        answer = self._read("POST", "/api/station/line", {"jws": messages.sign(key, "station-line", said)})
        token = answer.get("token")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise Unreachable("the server gave no token")
        self.token = token

    def tasks(self, wait: int = WAIT) -> list[Task]:
        """What the server wants, waiting up to `wait` seconds for it."""
        found = self._read("POST", "/api/station/tasks", {"wait": wait}, wait + ANSWER_SECONDS).get("tasks")
        if not isinstance(found, list):
            raise Unreachable("the server gave no list of tasks")
        return [_task(one) for one in found]

    def answer(self, task: str, answer: Mapping[str, object]) -> None:
        """Give the answer to a task."""
        self._read("POST", "/api/station/answers", {"task": task, "answer": answer})

    def _read(
        self, method: str, path: str, body: Mapping[str, object] | None = None, seconds: float = ANSWER_SECONDS
    ) -> dict[str, Json]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else dumps(body)
        try:
            with self.session.request(
                method, self.server + path, data=data, headers=headers, timeout=(CONNECT_SECONDS, seconds),
                allow_redirects=False, stream=True,
            ) as response:  # fmt: skip
                return _answer(response.status_code, _bounded(response))
        except requests.RequestException as error:
            raise Unreachable(str(error)) from error


def _bounded(response: requests.Response) -> bytes:
    found = bytearray()
    for piece in response.iter_content(CHUNK):
        found += piece
        if len(found) > LARGEST:
            raise Unreachable("the server's answer is too large")
    return bytes(found)


def _answer(status: int, data: bytes) -> dict[str, Json]:
    try:
        found = loads(data)
    except Inexact as error:
        raise Unreachable(f"status {status}, and no strict JSON: {error}") from error
    if not isinstance(found, dict):
        raise Unreachable("the server's answer is no object")
    if status != 200:
        raise _unwelcome(status, found.get("refusal"))
    return found


def _unwelcome(status: int, said: Json) -> Unwelcome:
    if isinstance(said, str):  # a signed refusal; it is only shown, so its signature is not asked for
        try:
            said = dict(messages.parse(said).payload)
        except Malformed:
            said = None
    words = said if isinstance(said, dict) else {}
    code, zh, en = (str(words.get(name) or status) for name in ("code", "zh", "en"))
    return Unwelcome(status, code, zh, en)


def _task(one: Json) -> Task:
    if not isinstance(one, dict) or set(one) != {"task", "kind", "body"}:
        raise Unreachable("a task is an object of task, kind, body")
    task, kind = one["task"], one["kind"]
    if not isinstance(task, str) or not isinstance(kind, str):
        raise Unreachable("a task's id and kind are texts")
    return Task(task, kind, one["body"])
