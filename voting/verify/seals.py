"""V1 and V2: every byte leads to a signature, and the log has only ever grown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from voting.ballots import papers, statements
from voting.ballots.encodings import Malformed, b64
from voting.ballots.fields import each, exactly, plain
from voting.core.rulebook import share
from voting.exact import dumps
from voting.ledger.signing import open_checkpoint
from voting.verify import witness
from voting.verify.evidence import Evidence, Question, alike, an_object, hashed, one, whole
from voting.verify.saying import Broken, Said, must

SEALS = ("index.json", "index.jws")
ALPHABETS: Final = {"motion": "YNA", "election": "YNAB", "evaluation": "YB"}
RECORD: Final = "yijue.sitting.v1"


def sealed(e: Evidence) -> list[Said]:
    """V1, before anything else is read: the keys are the trusted ones, the index names every member, the server signed it."""
    _trusted(e)
    must(e.seal["meeting"] == e.keys.meeting, "封签属于另一次会议。", "The seal is another meeting's.")
    index = e.contents.data("index.json")
    must(e.seal["index"] == hashed(index), "目录的散列与封签不符。", "index.json is not what was sealed.")
    checkpoint = hashed(e.contents.data("log/checkpoint"))
    must(e.seal["checkpoint"] == checkpoint, "检查点的散列与封签不符。", "log/checkpoint is not what was sealed.")
    _indexed(e)
    size = len(e.contents.members)
    return [
        Said(f"目录列出的 {size - 2} 个成员散列一致，封签有效。", f"All {size - 2} members are as indexed and sealed.")
    ]


def manifests(e: Evidence) -> list[Said]:
    """The rest of V1: every manifest is the server's and fits its poll."""
    names = list(dict.fromkeys(name.partition("/")[0] for name in e.contents.under("polls/")))
    polls = [Question(name, e.contents, None, e.keys) for name in names if e.contents.has(f"polls/{name}/manifest.jws")]
    for poll in polls:
        _manifest(e, poll)
    return [Said(f"{len(polls)} 份选票清单有效。", f"{len(polls)} manifests hold.")]


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
    for name, *keys in e.keys.named():
        must(
            e.trust is None or e.trust.holds(name, *keys) is not False,
            f"{name} 的密钥不是所信任的。",
            f"The key of {name} is not the trusted one.",
        )


def _manifest(e: Evidence, poll: Question) -> None:
    """The server's, of this meeting and poll; lines and roster are those it names; stations have countersigned it."""
    manifest = poll.manifest
    must(
        manifest.meeting == e.keys.meeting and manifest.vote == poll.id,
        f"{poll.id} 的选票清单属于别处。",
        f"The manifest of {poll.id} is another's.",
    )
    rules = manifest.rules
    must(
        rules.alphabet == ALPHABETS[rules.kind] and (rules.kind != "election" or bool(rules.max_yes)),
        f"{poll.id} 的规则自相矛盾。",
        f"The rules of {poll.id} contradict each other.",
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
    notes = witness.notes(e)
    _record(e)
    for poll in e.polls:
        _announced(poll)
        _names(e, poll)
        witness.named_before(poll, notes)
        witness.of_counted(e, poll, notes)
    cosigned = sum(len(one.signed) > 1 for one in notes)
    size, polls = newest.size, len(e.polls)
    return [Said(
        f"{size} 条记录与检查点及 {len(notes) - 1} 份早先的检查点一致，{cosigned} 份有监票席副署；{polls} 次表决与宣布一致。",
        f"{size} entries give the checkpoint and {len(notes) - 1} earlier ones, {cosigned} of them cosigned; {polls} polls as announced.",
    ), *witness.to_the_end(e, notes), *_left_out(e)]  # fmt: skip


def _record(e: Evidence) -> None:
    """sitting.json is a record of this meeting, made at this checkpoint."""
    must(e.sitting["format"] == RECORD, "会议记录的格式不认识。", "sitting.json is of an unknown format.")
    same = an_object(e.sitting["meeting"])["id"] == e.keys.meeting
    must(same, "会议记录属于另一次会议。", "sitting.json is another meeting's.")
    log, note = an_object(e.sitting["log"]), e.contents.text("log/checkpoint")
    must(
        alike([log[word] for word in ("checkpoint", "size", "root")], [note, e.log.tree.size, note.split("\n")[2]]),
        "会议记录的检查点不符。",
        "sitting.json names another checkpoint.",
    )


def _left_out(e: Evidence) -> Iterator[Said]:
    """What is no part of the evidence, and what an older log has not frozen."""
    trials = [name for name, facts in e.log.polls.items() if facts.trial]
    if trials:
        yield Said(f"试表决不在其中：{'、'.join(trials)}。", f"Trial votes, no part of this: {', '.join(trials)}.")
    old = [poll.id for poll in e.polls if not poll.log.framed]
    if old:
        yield Said(
            f"{'、'.join(old)} 宣布时没有记下姓名：谁叫什么、哪一轮、哪些另选姓名不计，仅凭服务器。",
            f"{', '.join(old)}: announced without names: who is called what, which round it was and which written names fall is the server's word.",
        )


def _names(e: Evidence, poll: Question) -> None:
    """The names of the electorate are those that the announcement froze, where this profile shows them."""
    if not poll.log.framed or poll.manifest.mode == "by_hand" or not (e.full or poll.manifest.mode == "named"):
        return
    names = poll.names
    rows = [{"name": name, "voter": voter} for voter, name in names.items()]
    same = list(names) == list(poll.roster) and hashed(dumps(rows)) == poll.log.announced.event["names"]
    must(same, f"{poll.id} 的姓名不是宣布时的。", f"The names of {poll.id} are not those of its announcement.")


def needed(poll: Question) -> int:
    """The votes that decide; 0 where the most votes win."""
    rules = poll.manifest.rules
    part = share(rules.threshold.as_json())
    return part.needed(rules.base) if part.part else 0


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
    figures = [event["tier"], event["base"], event["present"], len(event["voters"]), event["threshold"]]
    mine = [poll.manifest.tier, rules.base, rules.present, rules.eligible, rules.threshold.as_json()]
    must(dumps(figures) == dumps(mine), f"{poll.id} 宣布的数字不符。", f"{poll.id} was announced with other figures.")
    must(
        dumps(event["needed"]) == dumps(needed(poll)),
        f"{poll.id} 宣布的法定票数不符。",
        f"{poll.id} was announced with another number of votes needed.",
    )
