"""A small server for the seat's tests: the protocol's other side in memory, moved by hand-words, for one seat.

It signs with real keys and reads with `voting.ballots`, so that what a browser seals is opened by Python. It keeps no
meeting, no quorum and no law: what is announced, opened and closed is what a test says.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from tests.browser.seat_tiers import SeatTier
from tests.vectors.entries import cast_entry, drawn_entry
from voting.ballots import intake, messages, opening, p256, papers, receipts, statements
from voting.ballots.encodings import Malformed, b64
from voting.ballots.papers import Manifest, Rules, Threshold, Tier
from voting.ledger.signing import SignerKey, sign_checkpoint
from voting.ledger.tree import Tree

MEETING, SEAT, MEMBER, PIN, CODE = "m-test", "3-05", "d05", "482913", "K7M2P9QX"
TITLE = {"zh": "清源县人大常委会第十二次会议", "en": "Qingyuan County Standing Committee, 12th session"}
LABELS = {
    "T0": {"zh": "T0 由操作方保密", "en": "T0 operator-trusted"},
    "T1": {"zh": "T1 服务器与监票席A", "en": "T1 server and station A"},
    "T2": {"zh": "T2 服务器与监票席A、B", "en": "T2 server and stations A, B"},
}
WORDS = {
    "member.wrong_pin": ("签到密码不对。", "The PIN is wrong."),
    "ballot.drawn_already": ("这位代表已领过票。", "This member has drawn a paper already."),
    "poll.closed": ("表决已经截止，这一票没有计入。", "The vote is closed; this vote came too late."),
    "poll.finished": ("这次表决已经结束。", "This vote is over."),
    "ballot.first_press": ("首次按键有效，不能更改。", "The first vote counts and cannot be changed."),
    "ballot.sequence": ("表决票序号不符，请重新表决。", "The sequence does not fit; please vote again."),
    "store.unwritable": ("表决未能保存，不计入，请再试。", "The vote could not be made durable; try again."),
    "enrolment.code": ("登记码不对或已用过。", "The code is wrong or was used before."),
    "seat.wrong_key": ("这台终端已不是本席位的终端。", "This terminal is not this seat's any more."),
}


@dataclass
class Poll:
    """One poll under way: its view, its manifest and box key, and what was drawn and cast in it."""

    view: dict[str, Any]
    manifest: Manifest
    box: p256.Private | None
    drawn: bool = False
    eligible: bool = True
    casts: list[tuple[Any, str]] = field(default_factory=list)  # (Cast or Named, receipt)
    confirmed: list[intake.Confirm] = field(default_factory=list)
    audited: list[intake.Audited] = field(default_factory=list)
    checked: list[bytes] = field(default_factory=list)  # ballot keys of papers that were checked
    tier: SeatTier | None = None  # who issues, opens and counts from T1 on
    spoiled: int = 0
    issued: list[str] = field(default_factory=list)  # the requests that came
    output: tuple[bytes, ...] = ()  # the ballots of the count, sorted

    @property
    def running(self) -> bool:
        return self.view["state"] not in {"declared", "voided"}


class Hall:
    """The state that tests move and look at; every public method is a hand-word."""

    def __init__(self) -> None:
        self.server, self.log, self.tree = (
            p256.signing_key(p256.generate()),
            SignerKey.generate(f"yijue/{MEETING}"),
            Tree([bytes(32)]),
        )
        self.device: p256.PublicKey | None = None
        self.pending = self.enrolled = self.signed_in = False
        self.polls: list[Poll] = []
        self.lose: list[str] = []  # events whose next answer is lost on the way, after they took effect
        self.refuse: list[str] = []  # codes with which the next casts are refused
        self.deaf = False  # complaints are refused
        self.forge = False
        self.stations: list[dict[str, Any]] = []
        self.bad_issuer = ""  # whose blind signatures are wrong
        self.nonce = ""
        self.sample = True
        self.tell: Callable[[str, Any], None] = lambda event, value: None

    # what is told
    def view(self) -> dict[str, Any]:
        meeting = {"id": MEETING, "title": TITLE, "phase": "open", "sample": self.sample}
        attendance = {"members": 35, "present": 33, "quorum_needed": 18, "quorate": True}
        item = {
            "id": "i2",
            "title": {
                "zh": "关于批准2026年县级预算调整方案的决议",
                "en": "Resolution on adjusting the county budget of 2026",
            },
        }
        return {
            "position": self.tree.size,
            "meeting": meeting,
            "attendance": attendance,
            "item": item,
            "stations": self.stations,
            "polls": [p.view for p in self.polls],
            "by_hand": [],
        }

    def me(self) -> dict[str, Any]:
        name = (
            {"member": MEMBER, "name": "陈志远", "attendance": "present"}
            if self.signed_in
            else dict.fromkeys(("member", "name", "attendance"))
        )
        return {
            "seat": SEAT,
            **name,
            "polls": {p.view["vote"]: self._mine(p) for p in self.polls if p.running} if self.signed_in else {},
        }

    def _mine(self, poll: Poll) -> dict[str, Any]:
        seq, prev = self._next(poll)
        return {
            "eligible": poll.eligible,
            "drawn": poll.drawn,
            "seq": seq,
            "prev": None if prev is None else b64(prev),
            "cast": seq > 1,
            "spoiled": poll.spoiled,
        }

    def _next(self, poll: Poll) -> tuple[int, bytes | None]:
        return (poll.casts[-1][0].seq + 1, poll.casts[-1][0].message.digest) if poll.casts else (1, None)

    def poll(self, vote: str) -> Poll:
        return next(p for p in self.polls if p.view["vote"] == vote)

    def push(self) -> None:
        self.tell("me", self.me())
        self.tell("view", self.view())

    # hand-words
    def announce(self, vote: str, title: str, *, names: tuple[str, ...] = (), press: str = "last", mode: str = "secret",
                 max_yes: int | None = None, write_ins: int = 0, remaining: int | None = None,
                 grades: bool = False, tier: Tier = "T0", blank: str = "blank") -> Poll:  # fmt: skip
        kind = "evaluation" if grades else "election" if names else "motion"
        lines: list[Any] = [
            {"id": f"c{n}", "name": {"zh": name, "en": name}} for n, name in enumerate(names or (title,), 1)
        ]
        rules = Rules(kind=kind, alphabet="YB" if grades else "YNAB" if names else "YNA", lines=len(lines), press=press, base=35,  # type: ignore[arg-type]
                      threshold=Threshold("over", "1/2"), present=33, eligible=33, max_yes=max_yes, writein_max=write_ins,
                      writein_bytes=60 if write_ins else 0, writein_opposed=write_ins > 0, time_limit=remaining, blank=blank)  # fmt: skip
        box = p256.generate() if mode == "secret" else None
        parties = self._parties(tier, vote, title, lines, rules) if tier != "T0" else None
        manifest = parties.manifest if parties else papers.build(
            meeting=MEETING, vote=vote, title=title, lines=lines, rules=rules, roster=[(MEMBER, SEAT, "kid")],
            prev_checkpoint=bytes(32), box=box and p256.encode_point(box.public_key()))  # fmt: skip
        view = {"vote": vote, "item": "i2", "title": {"zh": title, "en": f"{title} (en)"}, "kind": kind, "mode": mode, "press": press,
                "state": "announced", "manifest": papers.sign(manifest, self.server), "lines": lines, "seats": max_yes,
                "write_ins": write_ins, "label": LABELS[tier] if box else {"zh": "", "en": ""}, "remaining": remaining, "pressed": 0,
                "eligible": 33, "result": None, "close": None, "countersigned": [], "tally": None}  # fmt: skip
        self.polls.append(Poll(view, manifest, box, tier=parties))
        self.push()
        return self.polls[-1]

    def _parties(self, tier: Tier, vote: str, title: str, lines: list[Any], rules: Rules) -> SeatTier:
        assert self.device is not None
        return SeatTier(tier, MEETING, MEMBER, SEAT, self.device, self.server, vote, title, lines, rules)

    def countersign(self, vote: str, stations: int = 2) -> None:
        """The first so many stations show themselves and sign the manifest."""
        poll = self.poll(vote)
        assert poll.tier is not None
        self.stations = poll.tier.shown()
        poll.view = {**poll.view, "countersigned": poll.tier.countersigned[:stations]}
        self.push()

    def count(self, vote: str, *, without_me: bool = False) -> None:
        """Everybody else casts, the box is opened, all who count sign; `without_me` leaves this seat's ballot out."""
        poll = self.poll(vote)
        if poll.tier is not None:
            poll.tier.others("N" * poll.manifest.rules.lines)
            ballots = list(poll.tier.count().last.items)
            tally = poll.tier.tally
        else:
            assert poll.box is not None
            ballots = list(opening.open_box(poll.manifest, poll.box, [(MEMBER, SEAT, poll.casts[-1][0])]).ballots)
            tally = self._tally(poll)
        if without_me:
            ballots = ballots[1:] if poll.tier is None else [one for one in ballots if one not in self._mine_in(poll)]
        poll.output = tuple(ballots)
        poll.view = {**poll.view, "state": "counted", "tally": tally(ballots)}
        self.push()

    def _tally(self, poll: Poll) -> Callable[[list[bytes]], list[str]]:
        return lambda ballots: [
            receipts.tally(self.server, vote=poll.manifest.vote, mh=poll.manifest.mh, by="S", text="{}",
                           out_root=receipts.root(ballots), ballots=len(ballots))
        ]  # fmt: skip

    def _mine_in(self, poll: Poll) -> list[bytes]:
        """Which of the counted ballots the browser cast: all others are marked N on every line."""
        no = f'"marks\\":\\"{"N" * poll.manifest.rules.lines}\\"'.encode()
        assert poll.tier is not None
        return [one for one in poll.tier.count().last.items if no not in one]

    def output(self, vote: str) -> dict[str, str]:
        """What anybody may fetch after the count."""
        leaves = b"".join(receipts.leaf_hash(one) for one in self.poll(vote).output)
        return {"vote": vote, "leaves": b64(leaves)}

    def state(self, vote: str, state: str, result: dict[str, Any] | None = None) -> None:
        poll = self.poll(vote)
        poll.view = {
            **poll.view,
            "state": state,
            "result": result,
            "remaining": poll.view["remaining"] if state == "open" else None,
        }
        if state == "closed":
            entering = [poll.casts[-1][0].message.digest] if poll.casts else []
            poll.view["close"] = receipts.close(self.server, mh=poll.manifest.mh, issued_count=1, entering=entering)
        self.push()

    def resigned(self, poll: Poll) -> str:
        """The same manifest signed once more: other bytes, so that a terminal looks at it again."""
        return papers.sign(poll.manifest, self.server)

    def opened(self, vote: str) -> list[opening.Paper]:
        """What the last envelope of a secret poll says, opened with the box key by the product's own code."""
        poll = self.poll(vote)
        assert poll.box is not None
        found = opening.open_box(poll.manifest, poll.box, [(MEMBER, SEAT, poll.casts[-1][0])])
        assert not found.void, found.void
        return list(found.papers)

    # answers
    def no(self, code: str, of: object = None) -> dict[str, str]:
        zh, en = WORDS[code]
        return {"refusal": receipts.refusal(self.server, code=code, zh=zh, en=en, article=None, of=of)}

    def enrol(self, raw: str) -> tuple[dict[str, Any], int]:
        asked = intake.enrolment(raw)
        if asked.code != CODE or (asked.meeting, asked.seat) != (MEETING, SEAT):
            zh, en = WORDS["enrolment.code"]
            return {"refusal": {"code": "enrolment.code", "zh": zh, "en": en, "article": None}}, 403
        self.device, self.enrolled = asked.jwk, not self.pending
        return {"state": "enrolled" if self.enrolled else "pending", "kid": asked.jwk.kid, "server": self.server.public.jwk,
                "log": self.log.verifier.text(), "fingerprint": asked.jwk.kid[:8]}, 200  # fmt: skip

    def challenge(self) -> dict[str, Any]:
        self.nonce = secrets.token_hex(8)
        return {
            "meeting": MEETING,
            "nonce": self.nonce,
            "server": self.server.public.jwk,
            "log": self.log.verifier.text(),
        }

    def _read(self, raw: str, kind: Any, typ: str) -> Any:
        assert self.device is not None
        return intake.read(messages.read(raw, self.device, typ), kind)

    def hello(self, raw: str) -> dict[str, Any]:
        if not self.enrolled or self.device is None or messages.parse(raw).kid != self.device.kid:
            return self.no("seat.wrong_key", raw)
        assert self._read(raw, intake.Hello, "hello").nonce == self.nonce
        return {"me": self.me(), "view": self.view()}

    def sign_in(self, raw: str) -> dict[str, Any]:
        asked = self._read(raw, intake.SignIn, "sign-in")
        if asked.nonce != self.nonce or (asked.method, asked.value) not in {("pin", PIN), ("badge", "1005")}:
            return self.no("member.wrong_pin", raw)
        self.signed_in = True
        return {"me": self.me()}

    def issue(self, raw: str) -> dict[str, Any]:
        asked = self._read(raw, intake.Issue, "issue")
        poll = self.poll(asked.vote)
        intake.against(poll.manifest, asked)
        leaf = receipts.leaf_hash(drawn_entry(asked.vote, MEMBER, asked.message.digest))
        poll.issued.append(raw)
        try:
            signed = self._blind_signed(poll, raw)
        except Malformed as refused:
            return self.no(refused.code, raw)
        index = self.tree.append(leaf)
        poll.drawn = True
        seq, prev = self._next(poll)
        told = {"vote": asked.vote, "mh": poll.manifest.mh, "seat": SEAT, "seq": seq, "prev": prev, "bs": signed}
        return {"issued": receipts.issued(self.server, **told, leaf_index=index, leaf=leaf)}

    def _blind_signed(self, poll: Poll, raw: str) -> dict[str, str]:
        if poll.tier is None:
            return {}
        signed = poll.tier.issue(raw)
        if self.bad_issuer:
            party = poll.tier.parties[self.bad_issuer]
            good = statements.read(signed[self.bad_issuer], party.signer.public, statements.BlindSigned)
            wrong = {level: value[:-1] + bytes([value[-1] ^ 1]) for level, value in good.bs.items()}
            signed |= {self.bad_issuer: statements.sign(party.signer, replace(good, bs=wrong))}
        return signed

    def spoil(self, vote: str) -> None:
        """Tellers record this voter's paper as spoiled: every issuer may sign once more."""
        poll = self.poll(vote)
        assert poll.tier is not None
        for kept in poll.tier.answers.values():
            kept.pop(MEMBER, None)
        poll.spoiled, poll.drawn = poll.spoiled + 1, False
        self.push()

    def vote(self, raw: str, kind: Any, typ: str) -> dict[str, Any]:
        asked = self._read(raw, kind, typ)
        poll = self.poll(asked.vote)
        for old, receipt in poll.casts:
            if old.message.digest == asked.message.digest:
                return {"receipt": receipt}
        intake.against(poll.manifest, asked)
        if refusal := self._refusal(poll, asked):
            return self.no(refusal, raw)
        leaf = receipts.leaf_hash(cast_entry(asked.vote, MEMBER, asked.seq, asked.message.digest))
        index = self.tree.append(bytes(32) if self.forge else leaf)
        receipt = receipts.receipt(
            self.server, mh=poll.manifest.mh, seat=SEAT, seq=asked.seq, leaf_index=index, leaf=leaf
        )
        poll.casts.append((asked, receipt))
        if poll.tier is not None:
            poll.tier.take(raw)
        return {"receipt": receipt}

    def _refusal(self, poll: Poll, asked: Any) -> str | None:
        if self.refuse:
            return self.refuse.pop(0)
        if poll.view["state"] != "open":
            return "poll.closed"
        if poll.casts and poll.view["press"] == "first":
            return "ballot.first_press"
        return None if (asked.seq, asked.prev) == self._next(poll) else "ballot.sequence"

    def proof(self, asked: dict[str, Any]) -> dict[str, Any]:
        index, size = asked["leaf_index"], self.tree.size
        note = sign_checkpoint(size, self.tree.root(), self.log)
        return {
            "leaf_index": index,
            "tree_size": size,
            "path": [b64(step) for step in self.tree.inclusion(index)],
            "checkpoint": note,
        }

    def confirm(self, raw: str) -> dict[str, Any]:
        asked = self._read(raw, intake.Confirm, "confirm")
        self.poll(asked.vote).confirmed.append(asked)
        return self._heard(asked, raw)

    def checked(self, raw: str) -> dict[str, Any]:
        asked = self._read(raw, intake.Checked, "checked")
        self.poll(asked.vote).checked.append(asked.pk)
        return {"ok": True}

    def audited(self, raw: str) -> dict[str, Any]:
        asked = self._read(raw, intake.Audited, "audited")
        self.poll(asked.vote).audited.append(asked)
        return self._heard(asked, raw)

    def _heard(self, asked: intake.Confirm | intake.Audited, raw: str) -> dict[str, Any]:
        return self.no("poll.finished", raw) if self.deaf and not asked.ok else {"ok": True}
