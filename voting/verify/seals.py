"""V1 and V2: every byte leads to a signature, and the log has only ever grown."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from voting.ballots import papers, statements
from voting.ballots.encodings import Malformed, b64
from voting.ballots.fields import each, exactly, plain
from voting.core.rulebook import share
from voting.exact import dumps
from voting.ledger.signing import Checkpoint, Note, Signed, open_checkpoint, open_note, parse_checkpoint
from voting.verify.evidence import Evidence, Question, an_object, hashed, one, parse_key, whole
from voting.verify.saying import Broken, Said, must

SEALS = ("index.json", "index.jws")


def seals(e: Evidence) -> list[Said]:
    """V1: the index names every member, the server signed it; every manifest is the server's and fits its poll."""
    _trusted(e)
    must(e.seal["meeting"] == e.keys.meeting, "封签属于另一次会议。", "The seal is another meeting's.")
    index = e.contents.data("index.json")
    must(e.seal["index"] == hashed(index), "目录的散列与封签不符。", "index.json is not what was sealed.")
    checkpoint = hashed(e.contents.data("log/checkpoint"))
    must(e.seal["checkpoint"] == checkpoint, "检查点的散列与封签不符。", "log/checkpoint is not what was sealed.")
    _indexed(e)
    names = list(dict.fromkeys(name.partition("/")[0] for name in e.contents.under("polls/")))
    polls = [Question(name, e.contents, None, e.keys) for name in names if e.contents.has(f"polls/{name}/manifest.jws")]
    for poll in polls:
        _manifest(e, poll)
    size = len(e.contents.members)
    return [Said(
        f"目录列出的 {size - 2} 个成员散列一致，封签有效；{len(polls)} 份选票清单有效。",
        f"All {size - 2} members are as indexed and sealed; {len(polls)} manifests hold.",
    )]  # fmt: skip


def _indexed(e: Evidence) -> None:
    """The index lists every other member, in order, with its hash and size."""
    row = {"path": plain, "sha256": plain, "size": whole}
    files = exactly(e.contents.json("index.json"), {"v": one, "files": each(lambda value: exactly(value, row))})[
        "files"
    ]
    names = [name for name in e.contents.members if name not in SEALS]
    must([file["path"] for file in files] == names, "目录与成员不符。", "The index lists other members than there are.")
    for file in files:
        data = e.contents.members[file["path"]]
        fits = file["size"] == len(data) and file["sha256"] == hashed(data)
        must(fits, f"{file['path']} 与目录中的散列不符。", f"{file['path']} is not what the index names.")


def _trusted(e: Evidence) -> None:
    """The keys are those that the user trusts, where a file of them was given."""
    if e.trust is None:
        return
    bundled = an_object(e.contents.json("keys.json"))
    for name in ("server", "log"):
        if name in e.trust:
            must(
                e.trust[name] == bundled[name],
                f"{name} 的密钥不是所信任的。",
                f"The key of {name} is not the trusted one.",
            )
    row = {"station": plain, "jwk": an_object, "witness": parse_key}
    trusted = [exactly(station, row) for station in e.trust.get("stations", [])]
    for station in e.keys.stations:
        mine = [one for one in trusted if one["station"] == station.station]
        fits = not mine or any((one["jwk"], one["witness"]) == (station.key.jwk, station.witness) for one in mine)
        must(
            fits,
            f"监票席 {station.station} 的密钥不是所信任的。",
            f"The key of station {station.station} is not the trusted one.",
        )


def _manifest(e: Evidence, poll: Question) -> None:
    """The server's, of this meeting and poll; lines and roster are those it names; stations have countersigned it."""
    manifest = poll.manifest
    must(
        manifest.meeting == e.keys.meeting and manifest.vote == poll.id,
        f"{poll.id} 的选票清单属于别处。",
        f"The manifest of {poll.id} is another's.",
    )
    must(
        manifest.candidates_hash == papers.candidates_hash(poll.lines),
        f"{poll.id} 的票面与选票清单不符。",
        f"The lines of {poll.id} are not the manifest's.",
    )
    must(
        len(poll.lines) == manifest.rules.lines,
        f"{poll.id} 的票面行数不符。",
        f"{poll.id} has another number of lines.",
    )
    if manifest.mode != "by_hand":
        must(
            _roster_hash(poll) == manifest.roster_hash,
            f"{poll.id} 的名册与选票清单不符。",
            f"The roster of {poll.id} is not the manifest's.",
        )
    if poll.stations:
        _countersigned(poll)


def _roster_hash(poll: Question) -> bytes:
    return papers.roster_hash((voter, seat.seat, seat.kid) for voter, seat in poll.roster.items())


def _countersigned(poll: Question) -> None:
    found = [plain(jws) for jws in poll.contents.values(poll.path("countersigned.jsonl"))]
    must(len(found) == len(poll.stations), f"{poll.id} 的副署不全。", f"{poll.id} lacks a countersignature.")
    for station, jws in zip(poll.stations, found, strict=True):
        signed = by_any(poll, jws, station, statements.Countersign)
        statements.of_poll(signed, poll.manifest, station)
        must(
            signed.meeting == poll.manifest.meeting,
            f"{poll.id} 的副署属于另一次会议。",
            f"A countersignature of {poll.id} is another meeting's.",
        )


def by_any(poll: Question, jws: str, party: str, kind: type[statements.AnyStatement]) -> statements.AnyStatement:
    """The statement that S, A or B signed with a key of theirs; Broken where none of them did."""
    for key in poll.keys.of(party):
        try:
            return statements.read(jws, key, kind)
        except Malformed as error:
            if error.code != "seat.wrong_key":  # another station of this letter may have signed
                raise
    raise Broken(f"{poll.id} 没有 {party} 的有效签名。", f"{poll.id} has no good signature of {party}.")


def history(e: Evidence) -> list[Said]:
    """V2: the entries give the roots that the log signed and stations cosigned; announcements are as the manifests."""
    newest = open_checkpoint(e.contents.text("log/checkpoint"), e.keys.log)
    must(newest.origin == f"yijue/{e.keys.meeting}", "检查点属于另一次会议。", "The checkpoint is another meeting's.")
    must(newest.size == e.log.tree.size, "检查点的条数不符。", "The checkpoint has another number of entries.")
    must(newest.root == e.log.tree.root(), "检查点的根不符。", "The checkpoint has another root.")
    must(not e.full or not e.log.hidden, "完整版不得隐去条目。", "The full profile hides entries.")
    notes = [_note(e, name) for name in e.contents.under("log/notes/")]
    known = {digest for note, _, _ in notes for digest in _beginnings(note)} | {sha256(b"").digest()}
    record = an_object(an_object(e.sitting)["log"])
    must(
        record["checkpoint"] == e.contents.text("log/checkpoint"),
        "会议记录的检查点不符。",
        "sitting.json names another checkpoint.",
    )
    for poll in e.polls:
        _announced(poll)
        named = poll.manifest.prev_checkpoint in known
        must(named, f"{poll.id} 之前的检查点不在其中。", f"The checkpoint before {poll.id} is not there.")
        for station in poll.stations if poll.counted else ():
            _witnessed(e, poll, station, notes)
    cosigned = sum(len(signed) > 1 for _, _, signed in notes)
    size, polls = newest.size, len(e.polls)
    return [Said(
        f"{size} 条记录与检查点及 {len(notes)} 份早先的检查点一致，{cosigned} 份有监票席副署；{polls} 次表决与宣布一致。",
        f"{size} entries give the checkpoint and {len(notes)} earlier ones, {cosigned} of them cosigned; {polls} polls as announced.",
    )]  # fmt: skip


Opened = tuple[Note, Checkpoint, tuple[Signed, ...]]


def _note(e: Evidence, name: str) -> Opened:
    """A note that the log signed, with its cosignatures, whose root is that of its size."""
    text = e.contents.text(f"log/notes/{name}")
    open_checkpoint(text, e.keys.log)
    note, signed = open_note(text, (e.keys.log, *(station.witness for station in e.keys.stations)))
    must(
        len(signed) == len(note.signatures),
        f"检查点 {name} 有不明签名。",
        f"Somebody unknown has signed note {name}.",
    )
    mark = parse_checkpoint(note.text)
    must(
        str(mark.size) == name and mark.size <= e.log.tree.size,
        f"检查点 {name} 的条数不符。",
        f"Note {name} is of another size.",
    )
    must(mark.root == e.log.tree.root(mark.size), f"检查点 {name} 的根不符。", f"Note {name} has another root.")
    return note, mark, signed


def _beginnings(note: Note) -> list[bytes]:
    """The hashes of the note as it was with its first signature, its first two, and so on: cosignatures come below."""
    counts = range(1, len(note.signatures) + 1)
    return [sha256(Note(note.text, note.signatures[:n]).written().encode("utf-8")).digest() for n in counts]


def _announced(poll: Question) -> None:
    """The entry that announced the poll has the manifest's hash, tier, electorate and figures."""
    event, rules = poll.log.announced.event, poll.manifest.rules
    roster = {(row["voter"], row["seat"], row["kid"]) for row in event["voters"]}
    ours = {(voter, seat.seat, seat.kid) for voter, seat in poll.roster.items()}
    must(
        event["mh"] == b64(poll.manifest.mh),
        f"{poll.id} 宣布的是另一份选票清单。",
        f"{poll.id} was announced with another manifest.",
    )
    must(
        roster == ours and _roster_hash(poll) == poll.manifest.roster_hash,
        f"{poll.id} 宣布的名册不符。",
        f"{poll.id} was announced to another electorate.",
    )
    figures = (event["tier"], event["base"], event["present"], len(event["voters"]), dumps(event["threshold"]))
    mine = (poll.manifest.tier, rules.base, rules.present, rules.eligible, dumps(rules.threshold.as_json()))
    must(figures == mine, f"{poll.id} 宣布的数字不符。", f"{poll.id} was announced with other figures.")
    needed = share(rules.threshold.as_json()).needed(rules.base)
    must(
        event["needed"] == needed,
        f"{poll.id} 宣布的法定票数不符。",
        f"{poll.id} was announced with another number of votes needed.",
    )


def _witnessed(e: Evidence, poll: Question, station: str, notes: list[Opened]) -> None:
    """The station has cosigned the log after the close of a vote that was counted, and so after its announcement."""
    places = [poll.log.announced.at] + ([poll.log.closed.at] if poll.log.closed else [])
    own = [one.witness for one in e.keys.stations if one.station == station]
    sizes = [mark.size for _, mark, signed in notes if any(one.by in own for one in signed)]
    for place in places:
        covered = any(place < size for size in sizes)
        must(covered, f"监票席 {station} 没有见证 {poll.id}。", f"Station {station} has not witnessed {poll.id}.")


def trust_file(value: Any) -> Mapping[str, Any]:
    """The keys that a user trusts, as docs/bundle.md section 6 writes them; Broken for anything else."""
    found = an_object(value)
    must(
        set(found) <= {"server", "log", "stations"} and found,
        "信任文件的字段不认识。",
        "The trust file has unknown fields.",
    )
    return found
