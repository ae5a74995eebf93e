"""A hall in one process: the server's side of docs/protocol.md with real keys, moved by hand-words.

It is a fake for tests of the terminal; the real server is met in the tests of whole sittings.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from devices.encoding import b64, canonical, hash_of, sha256, unb64
from devices.enrolment import Bond
from devices.line import Happening
from devices.signer import Signer, read_jws
from devices.terminal import Terminal
from devices.wire import Lost
from tests.devices.parties import Parties

MEETING = "m-2026-1"
PADS = {None: 0, "T0": 768, "T1": 1600, "T2": 2048}


def text(zh, en=None):
    return {"zh": zh, "en": en or zh}


def root(leaves):
    """The Merkle tree hash by its definition in RFC 6962 section 2.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + root(leaves[:half]) + root(leaves[half:]))


def path(index, leaves):
    """The audit path by its definition in RFC 6962 section 2.1.1."""
    if len(leaves) < 2:
        return []
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if index < half:
        return [*path(index, leaves[:half]), root(leaves[half:])]
    return [*path(index - half, leaves[half:]), root(leaves[:half])]


@dataclass
class Log:
    """A log that signs its checkpoints."""

    name: str
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    leaves: list = field(default_factory=list)

    @property
    def data(self):
        return b"\x01" + self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def id(self):
        return sha256(self.name.encode() + b"\n" + self.data)[:4]

    def verifier(self):
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(self.data).decode()}"

    def append(self, entry):
        self.leaves.append(sha256(b"\x00" + canonical(entry)))
        return {"leaf_index": len(self.leaves) - 1, "leaf_hash": b64(self.leaves[-1])}

    def note(self):
        body = f"{self.name}\n{len(self.leaves)}\n{base64.b64encode(root(self.leaves)).decode()}\n"
        signature = base64.b64encode(self.id + self.key.sign(body.encode())).decode()
        return f"{body}\n\u2014 {self.name} {signature}\n"

    def root(self):
        return root(self.leaves)

    def path(self, index):
        return path(index, self.leaves)

    def proof(self, index):
        return {
            "leaf_index": index,
            "tree_size": len(self.leaves),
            "path": [b64(node) for node in path(index, self.leaves)],
            "checkpoint": self.note(),
        }


class Hall:
    """One server, one seat, any number of polls. Its words: announce, open, close, refuse_next, cut_next."""

    def __init__(self, seat="A01"):
        self.seat = seat
        self.server, self.device = Signer.new(), Signer.new()
        self.log = Log(f"yijue/{MEETING}")
        self.polls, self.parties, self.envelopes, self.answers = {}, {}, {}, {}
        self.asked, self.confirms, self.audits, self.happened = [], [], [], []
        self.checked = []
        self.stations, self.outputs, self.fetched, self.requests = [], {}, [], {}
        self.member, self.standing, self.nonce, self.position = None, {}, "", 0
        self.phase, self.pin, self.dropped = "open", "4711", 0
        self._refusals, self._cut, self._lie, self._bad = {}, set(), {}, {}
        self.bond = Bond(MEETING, seat, self.server.public)
        self.terminal = self.new_terminal()

    def new_terminal(self):
        """A terminal as after a reload: same key, empty memory."""
        self.terminal = Terminal(self.device, self.bond, self.happened.append)
        self.terminal.wire = self
        return self.terminal

    # hand-words

    async def connect(self):
        self.nonce = b64(len(self.asked).to_bytes(16, "big"))
        self.terminal.heard("challenge", self.challenge())
        await self.terminal.settle()

    async def sign_in(self, pin=None):
        self.terminal.sign_in("pin", pin or self.pin)
        await self.terminal.settle()

    async def seated(self):
        await self.connect()
        await self.sign_in()

    async def announce(self, vote="v1", **rules):
        self.polls[vote] = self.poll(vote, **rules)
        self.standing[vote] = {"eligible": True, "drawn": False, "seq": 1, "prev": None, "cast": False, "spoiled": 0}
        await self.tell()

    async def countersign(self, vote="v1", **names):
        """The stations show themselves and sign the manifest of a poll."""
        parties = self.parties[vote]
        self.stations = [
            {"station": name, "jwk": parties.signers[name].public.jwk(), "witness": f"yijue/{MEETING}/{name}+0+"}
            for name in parties.issuers if name != "S"
        ]  # fmt: skip
        self.polls[vote]["countersigned"] = parties.countersigned(MEETING, vote, self.mh(vote))
        await self.tell()

    def _checked(self, jws):
        said = self._read("checked", jws)
        self.checked.append(said)
        return {"ok": True}

    async def respoil(self, vote="v1"):
        """Tellers have exchanged the paper: one more may be drawn."""
        self.standing[vote] |= {"spoiled": self.standing[vote]["spoiled"] + 1, "drawn": False}
        self.requests.pop(vote, None)
        await self.tell()

    async def tally(self, vote="v1", extra=(), **changes):
        """Open the box, publish the leaves, sign the count; `changes` are false fields by name of the signer."""
        inner = [self.inner(vote, said) for said in self.envelopes.get(vote, [])[-1:]]
        leaves = sorted(sha256(b"\x00" + text) for text in [*inner, *extra])
        self.outputs[vote] = {"vote": vote, "leaves": b64(b"".join(leaves))}
        parties = self.parties[vote]
        tally = parties.tally(vote, self.mh(vote), root(leaves), len(leaves), **changes)
        self.polls[vote] |= {"state": "counted", "tally": tally}
        await self.tell()

    async def open(self, vote="v1"):
        self.polls[vote]["state"] = "open"
        await self.tell()

    async def close(self, vote="v1"):
        mh = b64(self.mh(vote))
        cast = int(self.standing[vote]["cast"])
        close = {"mh": mh, "issued": 1, "cast": cast, "cast_root": b64(bytes(32))}
        self.polls[vote] |= {"state": "closed", "close": self.server.jws("close", close)}
        await self.tell()

    def refuse_next(self, event, code):
        self._refusals[event] = code

    def cut_next(self, event):
        """The server acts, its answer is lost."""
        self._cut.add(event)

    def answers_of(self, name, **changes):
        """From now on the signed answers of one issuer carry these false fields."""
        self._bad[name] = changes

    def lie(self, event, **changes):
        """The signed answer to this event carries these false fields."""
        self._lie[event] = changes

    async def tell(self):
        self.terminal.heard("me", self.me())
        self.terminal.heard("view", self.view())
        await self.terminal.settle()

    def drop(self):
        self.dropped += 1
        self.terminal.lost()

    # what it says

    def challenge(self):
        return {
            "meeting": MEETING, "nonce": self.nonce, "server": self.server.public.jwk(), "log": self.log.verifier(),
        }  # fmt: skip

    def me(self):
        name = "甲" if self.member else None
        attendance = "present" if self.member else None
        polls = self.standing if self.member else {}
        return {"seat": self.seat, "member": self.member, "name": name, "attendance": attendance, "polls": polls}

    def view(self):
        attendance = {"members": 35, "present": 34, "quorum_needed": 18, "quorate": True}
        meeting = {"id": MEETING, "title": text("常委会"), "phase": self.phase, "sample": True}
        polls = list(self.polls.values())
        return json.loads(
            json.dumps(
                {
                    "position": 7,
                    "meeting": meeting,
                    "attendance": attendance,
                    "item": None,
                    "stations": self.stations,
                    "polls": polls,
                    "by_hand": [],
                }
            )
        )

    def poll(
        self,
        vote,
        kind="motion",
        mode="secret",
        press="first",
        lines=1,
        max_yes=None,
        writein_max=0,
        tier="T0",
        blank="blank",
        **manifest,
    ):
        names = [{"id": f"c{i}", "name": text(f"候选{i}")} for i in range(lines)] if kind != "motion" else []
        secret = mode == "secret"
        parties = self.parties[vote] = Parties(tier if secret else None, self.server)
        rules = {
            "kind": kind, "alphabet": {"motion": "YNA", "evaluation": "YB"}.get(kind, "YNAB"), "lines": lines, "max_yes": max_yes,
            "equal": False, "blank": blank, "writein_opposed": False, "writein_max": writein_max, "writein_bytes": 24, "press": press, "base": 35,
            "threshold": {"over": "1/2"}, "present": 34, "eligible": 34, "time_limit": None,
        }  # fmt: skip
        payload = {
            "v": 1, "meeting": MEETING, "vote": vote, "title": "关于预算的决议", "mode": mode,
            **parties.manifest(), "candidates_hash": b64(sha256(canonical(names))), "rules": rules,
            "roster_hash": b64(bytes(32)), "pad": PADS[parties.tier], "client_sha256": None, "prev_checkpoint": b64(bytes(32)),
        } | manifest  # fmt: skip
        return {
            "vote": vote, "item": "i1", "title": text("关于预算的决议", "Budget"), "kind": kind, "mode": mode,
            "press": press, "state": "announced", "manifest": self.server.jws("manifest", payload), "lines": names,
            "seats": max_yes, "write_ins": writein_max, "label": text("由操作方保密", "operator-trusted"),
            "remaining": None, "pressed": 0, "eligible": 34, "result": None, "close": None,
            "countersigned": [], "tally": None,
        }  # fmt: skip

    def mh(self, vote):
        return sha256(read_jws(self.polls[vote]["manifest"], "manifest", self.server.public).raw)

    # the wire

    async def ask(self, event, argument):
        self.asked.append((event, argument))
        if event in self._refusals:
            code = self._refusals.pop(event)
            return {"refusal": self.refusal(code, argument if isinstance(argument, str) else None)}
        answer = getattr(self, f"_{event}")(argument)
        if event in self._cut:
            self._cut.discard(event)
            self.terminal.lost()
            raise Lost("cut")
        return answer

    def refusal(self, code, of):
        said = {"code": code, "zh": "不", "en": "no", "article": None, "of": hash_of(of) if of else None}
        return self.server.jws("refusal", said)

    def _read(self, typ, jws):
        return read_jws(jws, typ, self.device.public).payload

    def _hello(self, jws):
        assert self._read("hello", jws) == {"meeting": MEETING, "seat": self.seat, "nonce": self.nonce}
        return {"me": self.me(), "view": self.view()}

    def _sign_in(self, jws):
        said = self._read("sign-in", jws)
        if said["value"] != self.pin:
            return {"refusal": self.refusal("member.wrong_pin", jws)}
        self.member = "p1"
        return {"me": self.me()}

    def _issue(self, jws):
        said = self._read("issue", jws)
        standing, vote = self.standing[said["vote"]], said["vote"]
        if vote in self.requests and self.requests[vote] != jws and said["bl"]:
            return {"refusal": self.refusal("ballot.drawn_already", jws)}
        self.requests[vote], standing["drawn"] = jws, True
        entry = {"jws": hash_of(jws), "poll": vote, "type": "ballot.drawn.v1", "voter": self.member}
        issued = {
            "vote": vote, "mh": b64(self.mh(vote)), "seat": self.seat, "seq": standing["seq"], "prev": standing["prev"],
            "bs": self.parties[vote].blind_signed(jws, said, **self._bad), **self.log.append(entry),
        }  # fmt: skip
        return {"issued": self.server.jws("issued", issued | self._lie.pop("issue", {}))}

    def _named(self, jws):
        return self._take(jws, self._read("named", jws), "named")

    def _cast(self, jws):
        return self._take(jws, self._read("cast", jws), "cast")

    def _take(self, jws, said, event):
        if jws in self.answers:
            return self.answers[jws]
        standing, vote = self.standing[said["vote"]], said["vote"]
        assert (said["seq"], said["prev"]) == (standing["seq"], standing["prev"])
        standing.update(seq=said["seq"] + 1, prev=hash_of(jws), cast=True)
        self.envelopes.setdefault(vote, []).append(said)
        entry = {"jws": hash_of(jws), "poll": vote, "seq": said["seq"], "type": "ballot.cast.v1", "voter": self.member}
        receipt = {"mh": said["mh"], "seat": self.seat, "seq": said["seq"], **self.log.append(entry)}
        answer = {"receipt": self.server.jws("receipt", receipt | self._lie.pop(event, {}))}
        self.answers[jws] = answer
        return answer

    def _proof(self, said):
        return self.log.proof(said["leaf_index"]) | self._lie.pop("proof", {})

    def _confirm(self, jws):
        self.confirms.append(self._read("confirm", jws))
        return {"ok": True}

    def _audited(self, jws):
        self.audits.append(self._read("audited", jws))
        return {"ok": True}

    async def fetch(self, path):
        """The output of a count, over HTTPS."""
        self.fetched.append(path)
        return self.outputs[path.split("/")[-2]]

    # what it knows

    def count(self, event):
        return [name for name, _ in self.asked].count(event)

    def kinds(self):
        return [what.kind for what in self.happened if isinstance(what, Happening) and what.kind != "view"]

    def inner(self, vote, said):
        """The inner text of one envelope."""
        parties, mh = self.parties[vote], self.mh(vote)
        return parties.opened(unb64(said["ct"], "ct"), mh, self.seat, PADS[parties.tier])

    def opened(self, vote="v1"):
        """The papers in the box, opened as section 6 says, each as (marks, write-ins)."""
        found = []
        for said in self.envelopes.get(vote, []):
            paper = json.loads(json.loads(self.inner(vote, said))["p"])
            assert paper["mh"] == b64(self.mh(vote))
            found.append((paper["marks"], paper["wi"]))
        return found


@pytest.fixture
def hall():
    return Hall()


@pytest.fixture
def log():
    return Log(f"yijue/{MEETING}")
