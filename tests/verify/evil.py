"""A server that lies: it holds the server's key and the log's, seals whatever it wants, and has no terminal's key.

What it cannot do is change the log before the last checkpoint that a manifest names: terminals have signed that hash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

from tests.verify.sheet import carrying
from tests.verify.story import Told
from voting import exact
from voting.ballots import messages, p256, receipts, recount
from voting.ballots.encodings import b64, unb64
from voting.ballots.opening import Paper, read_paper
from voting.ballots.sealing import read_inner
from voting.ledger.signing import SignerKey, sign_checkpoint
from voting.ledger.tree import Tree, leaf_hash
from voting.records.bundle import Profile, sealed
from voting.records.bundle_zip import packed

Json = Any
SHEET = "documents/sheet.pdf"
LAST = "p6"  # the poll after whose announcement nothing in the log is pinned


class Evil:
    """The members of a bundle, to be changed at will and sealed again."""

    def __init__(self, told: Told, profile: Profile = "full", last: str = LAST) -> None:
        self.told, self.profile, self.last = told, profile, last
        self.server, self.log = told.room.server, told.room.log
        self.members = told.members(profile)
        self._sheet, self._record = self.members[SHEET], self.members["sitting.json"]

    def file(self) -> bytes:
        """The file, sealed with the server's key; its sheet carries the record as it is told now, unless that was the lie."""
        if (
            SHEET in self.members
            and self.members[SHEET] == self._sheet
            and self.members["sitting.json"] != self._record
        ):
            self.members[SHEET] = carrying(self.members["sitting.json"])
        return packed(sealed(self.told.source, self.profile, self.members))

    # Reading and writing members

    def json(self, path: str) -> Json:
        return exact.loads(self.members[path])

    def put(self, path: str, value: Json) -> None:
        self.members[path] = exact.dumps(value)

    def lines(self, path: str) -> list[Json]:
        return [exact.loads(line) for line in self.members[path].split(b"\n")[:-1]]

    def put_lines(self, path: str, values: Iterable[Json]) -> None:
        self.members[path] = b"".join(exact.dumps(value) + b"\n" for value in values)

    def edit(self, path: str, change: Callable[[Json], object]) -> None:
        """Change the value of a JSON member in place."""
        value = self.json(path)
        change(value)
        self.put(path, value)

    def edit_lines(self, path: str, change: Callable[[list[Json]], object]) -> None:
        """Change the list of a member's lines in place."""
        values = self.lines(path)
        change(values)
        self.put_lines(path, values)

    # Signing

    def sign(self, typ: str, payload: Json, key: p256.SigningKey | None = None) -> str:
        return messages.sign(key or self.server, typ, payload)

    def resign(self, path: str, change: Callable[[Json], object], key: p256.SigningKey | None = None) -> None:
        """Change the payload of a JWS member and sign it again."""
        claim = messages.parse(self.members[path].decode())
        change(claim.payload)
        self.members[path] = self.sign(claim.typ, claim.payload, key).encode()

    # The log

    def entries(self) -> list[Json]:
        return self.lines("log/entries.jsonl")

    def relog(self, entries: list[Json], key: SignerKey | None = None) -> None:
        """Write the log anew, with a checkpoint over it, and the record's mention of that."""
        self.put_lines("log/entries.jsonl", entries)
        tree = self.tree(entries)
        note = sign_checkpoint(tree.size, tree.root(), key or self.log)
        self.members["log/checkpoint"] = note.encode()
        self.edit("sitting.json", lambda s: s["log"].update(size=tree.size, root=note.split("\n")[2], checkpoint=note))

    @classmethod
    def tree(cls, entries: list[Json]) -> Tree:
        return Tree(map(cls.leaf, entries))

    @staticmethod
    def leaf(entry: Json) -> bytes:
        return unb64(entry["leaf"]) if set(entry) == {"leaf"} else leaf_hash(exact.dumps(entry))

    def edit_entry(self, kind: str, poll: str, change: Callable[[Json], object], which: int = -1) -> None:
        """Change an entry of this kind about this poll: the last one unless another is named."""
        entries = self.entries()
        found = [entry for entry in entries if entry.get("type") == kind and entry.get("poll") == poll]
        change(found[which])
        self.relog(entries)

    # The count

    def manifest(self, poll: str) -> Any:
        return self.told.room.manifest(poll)

    def retally(self, poll: str, change: Callable[[Json], object]) -> None:
        """Change a count and sign it again."""
        self.edit(f"polls/{poll}/tally.json", change)
        self.sign_tally(poll)

    def sign_tally(self, poll: str) -> None:
        text = self.members[f"polls/{poll}/tally.json"].decode()
        tally = exact.loads(text)
        assert isinstance(tally, dict)
        void = tally["void"]
        assert isinstance(void, list)
        self.put_lines(
            f"polls/{poll}/tally.jsonl", [self.signed_tally(poll, text, tally, *who) for who in self.signers]
        )

    @property
    def signers(self) -> list[tuple[str, p256.SigningKey]]:
        """Who signs counts for this liar: itself alone."""
        return [("S", self.server)]

    def signed_tally(self, poll: str, text: str, tally: Json, by: str, key: p256.SigningKey) -> str:
        return self.sign("tally", {
            "vote": poll, "mh": b64(self.manifest(poll).mh), "by": by, "tally": b64(sha256(text.encode()).digest()),
            "out_root": tally["out_root"], "m": tally["cast"] - len(tally["void"]),
        }, key)  # fmt: skip

    def recount(self, poll: str, ballots: list[bytes], papers: list[Paper] | None = None) -> None:
        """Put other ballots in place, and make root, count, signature, log and record agree with them."""
        ballots = sorted(ballots)
        self.members[f"polls/{poll}/ballots.jsonl"] = b"".join(one + b"\n" for one in ballots)
        manifest, lines, tally = (
            self.manifest(poll),
            self.json(f"polls/{poll}/lines.json"),
            self.json(f"polls/{poll}/tally.json"),
        )
        merges = {row["written"]: row["into"] for row in tally["merges"]}
        box = recount.Box(
            tally["issued"], tally["cast"], unb64(tally["in_root"]), receipts.root(ballots), tally["spoiled"],
            tuple((row["voter"], row["reason"]) for row in tally["void"]), merges,
        )  # fmt: skip
        issuers = tuple(one.id for one in manifest.issuers)
        text = recount.text(
            manifest, lines, box, papers or [read_paper(manifest, read_inner(one, issuers)) for one in ballots]
        )
        self.members[f"polls/{poll}/tally.json"] = text.encode()
        self.sign_tally(poll)
        self.edit_entry("poll.counted.v1", poll, lambda event: event.update(out_root=b64(receipts.root(ballots))))


def stranger() -> p256.SigningKey:
    """A key that nobody has enrolled."""
    return p256.signing_key(p256.generate())
