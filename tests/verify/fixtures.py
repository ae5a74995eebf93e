"""Bundles good and bad, each with how its verification must end: what every verifier of docs/bundle.md agrees on.

A bad one is what a liar with the server's keys could make, sealed anew so that the step itself must find it; or no
bundle at all. `fixtures()` makes them fresh, with fresh keys.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from tests.ballots import seals
from tests.verify.evil import LAST, Evil, stranger
from tests.verify.joint_lies import AT_T1, GONE, JOINT_ALONE, JOINT_TOGETHER, Alone, Together
from tests.verify.joint_story import destroyed
from tests.verify.joint_story import told as joint_told
from tests.verify.more_lies import more
from tests.verify.other_votes import others
from tests.verify.story import Told, told
from tests.verify.story import of as made
from tests.verify.trace_lies import traces
from voting.ballots import messages, p256, receipts, sealing
from voting.ballots.encodings import b64
from voting.ballots.opening import Paper
from voting.ballots.papers import WITH
from voting.ledger.signing import SignerKey, sign_checkpoint
from voting.records.bundle_zip import packed


@dataclass(frozen=True)
class Fixture:
    """A file, the exit code that a verifier must end with, and the first step that must fail (None: none, or no bundle)."""

    name: str
    data: bytes
    exit: int
    step: int | None = None


def fixtures() -> Iterator[Fixture]:
    """All of them."""
    one = told()
    yield Fixture("good full", one.file("full"), 0)
    yield Fixture("good public", one.file("public"), 0)
    for name, data in no_bundles(one):
        yield Fixture(f"no bundle: {name}", data, 2)
    for (step, name), lie in LIES.items():
        evil = Evil(one)
        lie(evil)
        yield Fixture(f"V{step}: {name}", evil.file(), 1, step)
    for (step, name), lie in PUBLIC.items():
        evil = Evil(one, "public")
        lie(evil)
        yield Fixture(f"V{step} public: {name}", evil.file(), 1, step)
    yield from loose(one)
    for tier in ("T1", "T2"):
        yield Fixture(f"good {tier} full", joint_told(tier).file("full"), 0)
        yield Fixture(f"good {tier} public", joint_told(tier).file("public"), 0)
    yield Fixture("good T1 with station B alone", joint_told("T1", WITH["B",]).file("full"), 0)
    for (step, name), lie in JOINT_ALONE.items():
        alone = Alone()
        lie(alone)
        yield Fixture(f"V{step} T2: {name}", alone.file(), 1, step)
    for (step, name), lie in AT_T1.items():
        at_t1 = Together(joint_told("T1"))
        lie(at_t1)
        yield Fixture(f"V{step} T1: {name}", at_t1.file(), 1, step)
    for (step, name), lie in JOINT_TOGETHER.items():
        together = Together()
        lie(together)
        yield Fixture(f"V{step} T2 together: {name}", together.file(), 1, step)
    for tier in ("T1", "T2"):
        yield Fixture(f"good {tier} destroyed", made(destroyed(tier)).file("full"), 0)
    for name, (step, told_otherwise) in GONE.items():
        gone = Evil(made(destroyed("T1")))
        told_otherwise(gone)
        yield Fixture(f"V{step} T1 destroyed: {name}", gone.file(), 1, step)
    yield from (Fixture(*row) for row in (*others(), *more(), *traces()))


def loose(one: Told) -> Iterator[Fixture]:
    """Changed without the server's key: always V1."""
    sealed = Evil(one).told.file("full")
    members = dict(unpacked(sealed))
    for path, data in members.items():
        if not path.startswith("index") and path != "VERSION" and not path.endswith((".json", ".jsonl")):
            changed = {**members, path: flipped(data)}
            yield Fixture(f"V1: unsealed {path}", packed(changed), 1, 1)
    yield Fixture("V1: an unknown member", packed({**members, "more": b""}), 1, 1)
    yield Fixture(
        "V1: a member is gone", packed({k: v for k, v in members.items() if k != "documents/sheet.pdf"}), 1, 1
    )
    evil = Evil(one)
    evil.server = stranger()
    evil.edit("keys.json", lambda keys: keys.update(meeting="m-other"))
    yield Fixture("V1: keys of another meeting", evil.file(), 1, 1)


def flipped(data: bytes) -> bytes:
    """The same with one letter changed."""
    return data[:-1] + (b"A" if data[-1:] != b"A" else b"B")


def unpacked(file: bytes) -> list[tuple[str, bytes]]:
    """The members of a good file."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


# No bundles


def no_bundles(one: Told) -> Iterator[tuple[str, bytes]]:
    """Files that a reader must put down: exit 2."""
    good = one.file("public")
    members = dict(unpacked(good))
    yield "empty", b""
    yield "a text", b"this is no zip" * 10
    yield "an empty zip", packed({})
    yield "cut short", good[:-1]
    yield "cut in the middle", good[: len(good) // 2]
    yield "a byte behind", good + b"\0"
    yield "a byte before", b"\0" + good
    yield "a byte of a member changed", good.replace(b"yijue-bundle 1", b"yijue-bundle 2")
    yield "compressed", rezipped(members, zipfile.ZIP_DEFLATED)
    yield "another zip's own headers", rezipped(members, zipfile.ZIP_STORED)
    yield "a bomb", bomb()
    yield "a name twice", doubled(good)
    yield "out of order", unordered(members)
    for name in ("../up", "/root", "a//b", "a/./b", "c:\\d", "x" * 201, "名"):
        yield f"a name {name[:9]}", raw([(name.encode(), b"")], members)
    yield "a gigantic size", good.replace(struct.pack("<L", len(members["VERSION"])), struct.pack("<L", 2**32 - 1))
    yield "a gigantic count", good[:-14] + struct.pack("<2H", 65535, 65535) + good[-10:]
    for name, change in UNREADABLE.items():
        evil = Evil(one, "public")
        change(evil)
        yield name, evil.file()
    for name in ("VERSION", "index.json", "index.jws"):
        yield f"no {name}", packed({path: data for path, data in members.items() if path != name})


def rezipped(members: dict[str, bytes], method: int) -> bytes:
    """The members in a zip as any program writes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in sorted(members.items()):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, method)
    return out.getvalue()


def bomb() -> bytes:
    """Forty megabytes of zeros in forty kilobytes."""
    return rezipped({"VERSION": b"yijue-bundle 1\n", "sitting.json": bytes(40_000_000)}, zipfile.ZIP_DEFLATED)


def raw(extra: list[tuple[bytes, bytes]], members: dict[str, bytes]) -> bytes:
    """A file of the right form but for names that none may have."""
    parts = sorted([*extra, *((name.encode(), data) for name, data in members.items())])
    return written(parts)


def written(parts: list[tuple[bytes, bytes]]) -> bytes:
    """A file of these members in this order, whatever their names."""
    out, central = b"", b""
    for name, data in parts:
        about = struct.pack("<3L2H", zlib.crc32(data), len(data), len(data), len(name), 0)
        head = struct.pack("<5H", 20, 0, 0, 0, 0x21)
        central += b"PK\1\2" + struct.pack("<H", 20) + head + about + struct.pack("<3H2L", 0, 0, 0, 0, len(out)) + name
        out += b"PK\3\4" + head + about + name + data
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(parts), len(parts), len(central), len(out), 0)
    return out + central + end


def doubled(good: bytes) -> bytes:
    members = unpacked(good)
    return written([(name.encode(), data) for name, data in [members[0], *members]])


def unordered(members: dict[str, bytes]) -> bytes:
    return written([(name.encode(), members[name]) for name in sorted(members, reverse=True)])


def put(path: str, data: bytes) -> Callable[[Evil], None]:
    def change(evil: Evil) -> None:
        evil.members[path] = data

    return change


UNREADABLE: Final[dict[str, Callable[[Evil], None]]] = {
    "another version": put("VERSION", b"yijue-bundle 2\n"),
    "JSON that is none": put("sitting.json", b"{"),
    "JSON with blanks": put("sitting.json", b'{ "a":1}'),
    "JSON with a key twice": put("keys.json", b'{"a":1,"a":1}'),
    "JSON that is deep": put("sitting.json", b"[" * 100_000 + b"]" * 100_000),
    "JSON of seventeen levels": put("sitting.json", b"[" * 17 + b"]" * 17),
    "a gigantic number": put("sitting.json", b'{"a":' + b"9" * 100_000 + b"}"),
    "a number beyond 2^53": put("sitting.json", b'{"a":9007199254740993}'),
    "a float": put("sitting.json", b'{"a":1.5}'),
    "an exponent": put("sitting.json", b'{"a":1e999999999}'),
    "no UTF-8": put("sitting.json", b'{"a":"\xff"}'),
    "a lone surrogate": put("sitting.json", b'{"a":"\\ud800"}'),
    "a line without its end": put("polls/p1/roster.jsonl", b'{"kid":"","seat":"A","voter":"m"}'),
    "an empty line": put("polls/p1/roster.jsonl", b"\n"),
    "a line that is long": put("log/entries.jsonl", b'"' + b"a" * 2**22 + b'"\n'),
    "keys out of order": put("sitting.json", b'{"b":1,"a":1}'),
}


# Lies


def _claim(evil: Evil, path: str) -> Any:
    return messages.parse(evil.members[path].decode()).payload


def _first(values: list[Any], key: str, value: object) -> None:
    values[0][key] = value


def foreign_seal(evil: Evil) -> None:
    evil.members["keys.json"] = evil.members["keys.json"].replace(
        evil.server.public.x.encode(), stranger().public.x.encode()
    )


def foreign_manifest(evil: Evil) -> None:
    evil.resign("polls/p2/manifest.jws", lambda _: None, stranger())


def other_title(evil: Evil) -> None:
    """Also a lie about the question is found: terminals have signed the hash of the manifest, the log has it."""
    evil.resign("polls/p2/manifest.jws", lambda m: m.update(title="另一个问题"))


def other_roster(evil: Evil) -> None:
    evil.edit_lines("polls/p2/roster.jsonl", lambda rows: rows.pop())


def other_lines(evil: Evil) -> None:
    evil.edit(f"polls/{LAST}/lines.json", lambda lines: lines[0]["name"].update(zh="别人"))


def other_kid(evil: Evil) -> None:
    def swap(keys: Any) -> None:
        first, second, *_ = sorted(keys["devices"])
        keys["devices"][first], keys["devices"][second] = keys["devices"][second], keys["devices"][first]

    evil.edit("keys.json", swap)


def old_entry(evil: Evil) -> None:
    """The log told otherwise from its first entry on, with a checkpoint to match: the old notes do not fit."""
    entries = evil.entries()
    entries[0]["day"] = "2026-03-11"
    evil.relog(entries)


def old_entry_and_notes(evil: Evil) -> None:
    """The notes are made to fit, too: the manifests that terminals signed name others."""
    old_entry(evil)
    tree = Evil.tree(evil.entries())
    for path in [path for path in evil.members if path.startswith("log/notes/")]:
        size = int(path.rpartition("/")[2])
        evil.members[path] = sign_checkpoint(size, tree.root(size), evil.log).encode()


def fewer_entries(evil: Evil) -> None:
    evil.put_lines("log/entries.jsonl", evil.entries()[:-1])


def foreign_log(evil: Evil) -> None:
    evil.relog(evil.entries(), SignerKey.generate(evil.log.verifier.name))


def hidden_entry(evil: Evil) -> None:
    entries = evil.entries()
    entries[-2] = {"leaf": b64(Evil.leaf(entries[-2]))}
    evil.relog(entries)


def note_gone(evil: Evil) -> None:
    for path in [path for path in evil.members if path.startswith("log/notes/")][1:]:
        del evil.members[path]


def another_base(evil: Evil) -> None:
    """The last poll's announcement with another base than its manifest."""
    evil.edit_entry("poll.announced.v1", LAST, lambda event: event.update(base=event["base"] - 1))


def record_of_another_log(evil: Evil) -> None:
    evil.edit("sitting.json", lambda s: s["log"].update(checkpoint=s["log"]["checkpoint"] + " "))


def forged_issue(evil: Evil) -> None:
    """A paper drawn with a key of the server's own making, under the kid of the terminal's."""
    line = evil.lines(f"polls/{LAST}/issue.jsonl")[0]
    claim = messages.parse(line["jws"])
    evil.edit_lines(f"polls/{LAST}/issue.jsonl", lambda rows: _first(rows, "jws", evil.sign("issue", claim.payload)))


def other_answer(evil: Evil) -> None:
    def change(rows: list[Any]) -> None:
        said = messages.parse(rows[0]["answer"]).payload
        rows[0]["answer"] = evil.sign("issued", {**said, "seq": 2})

    evil.edit_lines(f"polls/{LAST}/issue.jsonl", change)


def fewer_papers(evil: Evil) -> None:
    evil.edit_lines(f"polls/{LAST}/issue.jsonl", lambda rows: rows.pop())


def voter_swapped(evil: Evil) -> None:
    """The log says that somebody else drew the paper."""
    evil.edit_entry("ballot.drawn.v1", LAST, lambda event: event.update(voter="m001"))


def more_issued(evil: Evil) -> None:
    evil.resign(f"polls/{LAST}/close.jws", lambda close: close.update(issued=9))


def foreign_close(evil: Evil) -> None:
    evil.resign(f"polls/{LAST}/close.jws", lambda _: None, stranger())


def fewer_issued(evil: Evil) -> None:
    """Close and log agree on a number that is not that of the papers."""
    evil.edit_entry("poll.closed.v1", LAST, lambda event: event.update(issued=6))
    evil.resign(f"polls/{LAST}/close.jws", lambda close: close.update(issued=6))


def _recast(evil: Evil, poll: str, at: int, jws: str) -> None:
    """Put another message in the place of a vote, with the log, the close and the counts to match."""
    path = f"polls/{poll}/cast.jsonl"
    evil.edit_lines(path, lambda rows: rows.__setitem__(at, {"jws": jws}))
    entries = evil.entries()
    found = [entry for entry in entries if entry.get("type") == "ballot.cast.v1" and entry["poll"] == poll]
    found[at]["jws"] = b64(messages.digest(jws))
    root = b64(receipts.cast_root(messages.unb64(entry["jws"]) for entry in found))
    for entry in entries:
        if entry.get("type") == "poll.counted.v1" and entry["poll"] == poll:
            entry.update(cast_root=root, in_root=root)
    evil.relog(entries)
    evil.resign(f"polls/{poll}/close.jws", lambda close: close.update(cast_root=root))
    evil.retally(poll, lambda tally: tally.update(in_root=root))


def forged_cast(evil: Evil) -> None:
    """A member's vote replaced by one of the server's making; all roots, the close, log and count follow it."""
    old = messages.parse(evil.lines(f"polls/{LAST}/cast.jsonl")[0]["jws"])
    key = evil.told.room.boxes[LAST]
    manifest = evil.manifest(LAST)
    framed = sealing.frame(forged_ballot(evil, "YYN").inner(), manifest.pad)
    pk = p256.encode_point(key.public_key())
    ct = seals.seal(framed, pk, manifest.mh, str(old.payload["seat"]))
    _recast(evil, LAST, 0, evil.sign("cast", {**old.payload, "ct": b64(ct)}))


def forged_ballot(evil: Evil, marks: str, key: p256.Private | None = None, mh: bytes = b"") -> sealing.Ballot:
    text = sealing.paper_text(mh or evil.manifest(LAST).mh, marks)
    return seals.sign_paper(key or p256.generate(), text)


def vote_of_another_time(evil: Evil) -> None:
    """A member's vote replaced by the one that she replaced herself: the number in it is not the log's."""
    evil.edit_lines("polls/p1/cast.jsonl", lambda rows: rows.__setitem__(-1, rows[5]))


def vote_gone(evil: Evil) -> None:
    evil.edit_lines(f"polls/{LAST}/cast.jsonl", lambda rows: rows.pop())


def vote_gone_from_the_log(evil: Evil) -> None:
    """A vote dropped from everywhere but the count: nobody's last vote, the close says."""
    evil.edit_lines(f"polls/{LAST}/cast.jsonl", lambda rows: rows.pop())
    entries = evil.entries()
    found = [at for at, entry in enumerate(entries) if entry.get("type") == "ballot.cast.v1" and entry["poll"] == LAST]
    del entries[found[-1]]
    evil.relog(entries)


def envelope_destroyed_otherwise(evil: Evil) -> None:
    evil.edit_lines(f"polls/{LAST}/cast.jsonl", lambda rows: rows.__setitem__(0, {"digest": b64(bytes(32))}))


def another_root_at_the_close(evil: Evil) -> None:
    evil.resign(f"polls/{LAST}/close.jws", lambda close: close.update(cast_root=b64(bytes(32))))


def fewer_at_the_close(evil: Evil) -> None:
    evil.resign(f"polls/{LAST}/close.jws", lambda close: close.update(cast=6))


def fewer_in_the_log(evil: Evil) -> None:
    evil.edit_entry("poll.closed.v1", LAST, lambda event: event.update(cast=6))


def fewer_in_the_count(evil: Evil) -> None:
    evil.retally(LAST, lambda tally: tally.update(cast=6))


def ballot_dropped(evil: Evil) -> None:
    """One ballot is left out and everything is counted anew without it."""
    evil.recount(LAST, evil.members[f"polls/{LAST}/ballots.jsonl"].split(b"\n")[:-2])


def ballots_swapped(evil: Evil) -> None:
    evil.edit_lines(f"polls/{LAST}/ballots.jsonl", lambda rows: rows.reverse())


def ballot_swapped(evil: Evil) -> None:
    """A ballot is replaced; the roots are left as they were."""
    lines = evil.members[f"polls/{LAST}/ballots.jsonl"].split(b"\n")[1:-1]
    lines = sorted([*lines, forged_ballot(evil, "NNY").inner()])
    evil.members[f"polls/{LAST}/ballots.jsonl"] = b"".join(line + b"\n" for line in lines)


def void_by_nobody(evil: Evil) -> None:
    """A ballot is left out as the void envelope of somebody who is not named so in the log."""
    evil.recount(LAST, evil.members[f"polls/{LAST}/ballots.jsonl"].split(b"\n")[:-2])
    evil.retally(LAST, lambda tally: tally.update(void=[{"reason": "not_opened", "voter": "m003"}]))


def another_start(evil: Evil) -> None:
    evil.retally(LAST, lambda tally: tally.update(in_root=b64(bytes(32))))


def _replaced(evil: Evil, *forged: sealing.Ballot) -> list[bytes]:
    lines = evil.members[f"polls/{LAST}/ballots.jsonl"].split(b"\n")[len(forged) : -1]
    return [*lines, *(ballot.inner() for ballot in forged)]


def one_key_twice(evil: Evil) -> None:
    """Two ballots stuffed with one key, and everything counted anew."""
    key = p256.generate()
    evil.recount(LAST, _replaced(evil, forged_ballot(evil, "NNY", key), forged_ballot(evil, "NYN", key)))


def marks_changed(evil: Evil) -> None:
    """The marks of a ballot changed under its signature."""
    ballot = sealing.read_inner(evil.members[f"polls/{LAST}/ballots.jsonl"].split(b"\n")[0])
    forged = sealing.Ballot(sealing.paper_text(evil.manifest(LAST).mh, "NNY"), ballot.pk, ballot.sig)
    evil.recount(LAST, _replaced(evil, forged))


def ballot_of_another_poll(evil: Evil) -> None:
    forged = forged_ballot(evil, "NNY", mh=evil.manifest("p2").mh)
    papers = [Paper("NNN", ())] * 7
    evil.recount(LAST, _replaced(evil, forged), papers)


def unknown_mark(evil: Evil) -> None:
    evil.recount(LAST, _replaced(evil, forged_ballot(evil, "NNX")), [Paper("NNN", ())] * 7)


def too_many_marks(evil: Evil) -> None:
    evil.recount(LAST, _replaced(evil, forged_ballot(evil, "NNYY")), [Paper("NNN", ())] * 7)


def a_vote_more_for(evil: Evil) -> None:
    """The sums of the count, and nothing else."""

    def change(tally: Any) -> None:
        tally["sums"]["lines"][2]["for"] += 1
        tally["sums"]["lines"][2]["against"] -= 1

    evil.retally(LAST, change)


def a_vote_more_everywhere(evil: Evil) -> None:
    """Count, log and record agree on a vote that no ballot has."""
    a_vote_more_for(evil)

    def change(event: Any) -> None:
        line = next(line for line in event["ranking"] if line["name"] == "c3")
        line["votes_for"] += 1
        line["against"] -= 1

    evil.edit_entry("poll.counted.v1", LAST, change)

    def record(sitting: Any) -> None:
        poll = next(poll for poll in sitting["polls"] if poll["id"] == LAST)
        line = next(line for line in poll["ranking"] if line["name"] == "张伟")
        line["for"] += 1
        line["against"] -= 1

    evil.edit("sitting.json", record)


def _record(evil: Evil, poll: str, change: Callable[[Any], object]) -> None:
    def of(sitting: Any) -> None:
        change(next(one for one in sitting["polls"] if one["id"] == poll))

    evil.edit("sitting.json", of)


def other_votes_in_the_record(evil: Evil) -> None:
    _record(evil, "p2", lambda poll: poll["counts"].update({"for": 5, "against": 0}))


def other_outcome_in_the_record(evil: Evil) -> None:
    _record(evil, "p2", lambda poll: poll.update(outcome="not_adopted"))


def somebody_else_elected(evil: Evil) -> None:
    def change(event: Any) -> None:
        event["elected"] = ["c2", "c3"]

    evil.edit_entry("poll.counted.v1", LAST, change)
    _record(evil, LAST, lambda poll: poll.update(elected=["李 强", "张伟"]))


def elected_in_the_record(evil: Evil) -> None:
    _record(evil, LAST, lambda poll: poll.update(elected=["李 强", "张伟"]))


def result_of_a_voided_poll(evil: Evil) -> None:
    _record(evil, "p3", lambda poll: poll.update(voided=None, outcome="adopted"))


def poll_twice_in_the_record(evil: Evil) -> None:
    evil.edit("sitting.json", lambda sitting: sitting["polls"].append(sitting["polls"][0]))


def names_not_settled(evil: Evil) -> None:
    """The count merges two names that no teller has settled as one; the record follows."""
    entries = [entry for entry in evil.entries() if entry.get("type") != "name.settled.v1"]
    evil.relog(entries)


def by_name_otherwise(evil: Evil) -> None:
    def change(tally: Any) -> None:
        tally["sums"].update({"for": 6, "against": 0})

    evil.retally("p1", change)


def names_swapped(evil: Evil) -> None:
    """Two members' marks stand beside each other's names; the sums are as they were."""

    def change(poll: Any) -> None:
        first, last = (next(row for row in poll["votes"] if row["mark"] == mark) for mark in ("for", "against"))
        first["mark"], last["mark"] = last["mark"], first["mark"]

    _record(evil, "p1", change)


def marks_beside_other_names(evil: Evil) -> None:
    """The marks stand beside their voters' ids, and two of those have changed names."""

    def change(poll: Any) -> None:
        first, last = (next(row for row in poll["votes"] if row["mark"] == mark) for mark in ("for", "against"))
        first["name"], last["name"] = last["name"], first["name"]

    _record(evil, "p1", change)


def names_told_otherwise(evil: Evil) -> None:
    """The list of names, too, has another name for somebody: not the one that was frozen before the vote."""
    evil.edit_lines("polls/p1/names.jsonl", lambda rows: rows[0].update(name="别人"))
    _record(evil, "p1", lambda poll: poll["votes"][0].update(name="别人"))


def no_names(evil: Evil) -> None:
    del evil.members["polls/p1/names.jsonl"]


def titles_swapped(evil: Evil) -> None:
    """The result of one question stands under the title of another."""

    def change(sitting: Any) -> None:
        first, second = sitting["polls"][:2]
        first["title"], second["title"] = second["title"], first["title"]

    evil.edit("sitting.json", change)


def tell(poll: str, **fields: object) -> Callable[[Evil], None]:
    """The record with other fields of a poll."""
    return lambda evil: _record(evil, poll, lambda one: one.update(fields))


def another_disposition(evil: Evil) -> None:
    evil.edit("sitting.json", lambda sitting: sitting["items"][0].update(disposition="rejected"))


def another_attendance(evil: Evil) -> None:
    evil.edit("sitting.json", lambda sitting: sitting["attendance"].update(present_at_opening=3))


def called_a_trial_afterwards(evil: Evil) -> None:
    """A vote is planned as a trial once it is over, and left out."""
    entries = evil.entries()
    one = next(entry for entry in entries if entry.get("type") == "poll.announced.v1" and entry["poll"] == LAST)
    planned = {"at": entries[-1]["at"], "by": "operator:op", "draft": {"id": one["draft"]}, "item": one["item"]}
    evil.relog([*entries, {**planned, "type": "trial.planned.v1"}])
    for path in [path for path in evil.members if path.startswith(f"polls/{LAST}/")]:
        del evil.members[path]
    evil.edit(
        "sitting.json", lambda sitting: sitting.update(polls=[one for one in sitting["polls"] if one["id"] != LAST])
    )


def never_closed(evil: Evil) -> None:
    evil.relog([entry for entry in evil.entries() if entry.get("type") != "sitting.closed.v1"])


def hands_otherwise(evil: Evil) -> None:
    _record(evil, "p4", lambda poll: poll["counts"].update({"for": 7, "against": 0}))


def more_issued_in_the_count(evil: Evil) -> None:
    evil.retally(LAST, lambda tally: tally.update(issued=9))
    _record(evil, LAST, lambda poll: poll.update(issued=9))


def more_issued_than_voters(evil: Evil) -> None:
    """Only the public profile can be told this: the full one shows the papers."""
    evil.edit_entry("poll.closed.v1", LAST, lambda event: event.update(issued=9))
    evil.resign(f"polls/{LAST}/close.jws", lambda close: close.update(issued=9))
    more_issued_in_the_count(evil)


def foreign_tally(evil: Evil) -> None:
    jws = messages.parse(evil.lines(f"polls/{LAST}/tally.jsonl")[0])
    evil.put_lines(f"polls/{LAST}/tally.jsonl", [evil.sign("tally", jws.payload, stranger())])


def tally_unsigned(evil: Evil) -> None:
    evil.members[f"polls/{LAST}/tally.jsonl"] = b""


def tally_signed_twice(evil: Evil) -> None:
    evil.edit_lines(f"polls/{LAST}/tally.jsonl", lambda rows: rows.append(rows[0]))


def other_tally_signed(evil: Evil) -> None:
    jws = messages.parse(evil.lines(f"polls/{LAST}/tally.jsonl")[0])
    evil.put_lines(f"polls/{LAST}/tally.jsonl", [evil.sign("tally", {**jws.payload, "m": 6})])


def other_document(evil: Evil) -> None:
    """The log names the method of voting by its hash."""
    evil.members["documents/method"] = b"another method"


def complaint_left_open(evil: Evil) -> None:
    entries = evil.entries()
    at = next(
        at for at, entry in enumerate(entries) if entry.get("type") == "result.declared.v1" and entry["poll"] == LAST
    )
    said = {"at": entries[at]["at"], "by": "seat:A001", "poll": LAST, "reason": "my vote is not there", "seat": "A001"}
    entries.insert(at, {**said, "type": "complaint.raised.v1"})
    evil.relog(entries)


COMPLAINTS = f"polls/{LAST}/complaints.jsonl"


def complaint_signed_by_nobody(evil: Evil) -> None:
    """Somebody else's key under the words of a seat: the log names the hash of just this message."""

    def change(rows: list[Any]) -> None:
        rows[0] = messages.sign(stranger(), "confirm", messages.parse(rows[0]).payload)

    _complaint(evil, change)


def complaint_of_another_seat(evil: Evil) -> None:
    """One terminal's own words, in the log as those of another seat."""
    evil.edit_entry("complaint.raised.v1", LAST, lambda event: event.update(seat="A003"))


def complaint_told_otherwise(evil: Evil) -> None:
    """The reason in the log is not the one that the terminal signed."""
    evil.edit_entry("complaint.raised.v1", LAST, lambda event: event.update(reason="all is well"))


def complaint_about_something_else(evil: Evil) -> None:
    """A ballot missed in the count stands in the log as an envelope missed in the log."""
    evil.edit_entry("complaint.raised.v1", LAST, lambda event: event.update(about="log"))


def complaint_replaced(evil: Evil) -> None:
    """The same complaint twice in the place of two."""
    evil.edit_lines(COMPLAINTS, lambda rows: rows.__setitem__(1, rows[0]))


def complaint_not_recorded(evil: Evil) -> None:
    """The printed record has one complaint less than the log."""

    def change(record: Any) -> None:
        next(one for one in record["polls"] if one["id"] == LAST)["complaints"].pop()

    evil.edit("sitting.json", change)


def complaint_settled_otherwise(evil: Evil) -> None:
    """Other words of the chair in the record than in the log."""

    def change(record: Any) -> None:
        next(one for one in record["polls"] if one["id"] == LAST).update(settled="withdrawn by the seat")

    evil.edit("sitting.json", change)


def complaint_recorded_of_nobody(evil: Evil) -> None:
    """The record has a complaint of a poll without any."""

    def change(record: Any) -> None:
        record["polls"][0].update(complaints=[], settled=None)

    evil.edit("sitting.json", change)


def complaint_gone(evil: Evil) -> None:
    evil.edit_lines(COMPLAINTS, lambda rows: rows.pop())


def complaints_gone(evil: Evil) -> None:
    del evil.members[COMPLAINTS]


def complaints_of_nobody(evil: Evil) -> None:
    evil.members["polls/p2/complaints.jsonl"] = b""


def complaints_in_public(evil: Evil) -> None:
    evil.members[COMPLAINTS] = Evil(evil.told).members[COMPLAINTS]


def _complaint(evil: Evil, change: Callable[[list[Any]], None]) -> None:
    """Change the messages, and name their hashes in the log."""
    evil.edit_lines(COMPLAINTS, change)
    said, entries = evil.lines(COMPLAINTS), evil.entries()
    raised = [one for one in entries if one.get("type") == "complaint.raised.v1"]
    for one, jws in zip(raised, said, strict=True):
        one["jws"] = b64(messages.digest(jws))
    evil.relog(entries)


def poll_left_running(evil: Evil) -> None:
    kinds = ("result.declared.v1", "item.disposed.v1")
    gone = [at for at, entry in enumerate(evil.entries()) if entry.get("type") == kinds[0] and entry["poll"] == LAST]
    evil.relog([entry for at, entry in enumerate(evil.entries()) if at not in gone])
    evil.edit("sitting.json", lambda s: s.update(polls=[poll for poll in s["polls"] if poll["id"] != LAST]))


def a_member_more(evil: Evil) -> None:
    evil.members["more.txt"] = b""


def a_member_more_of_a_poll(evil: Evil) -> None:
    evil.members["polls/p4/cast.jsonl"] = b""


def mixed_at_t0(evil: Evil) -> None:
    evil.members["polls/p2/mix.jsonl"] = b""


def a_public_tally(evil: Evil) -> None:
    def change(tally: Any) -> None:
        tally["sums"]["lines"][0]["for"] += 1

    evil.retally(LAST, change)


def envelopes_unsorted(evil: Evil) -> None:
    evil.edit_lines(f"polls/{LAST}/cast.jsonl", lambda rows: rows.reverse())


def ballots_in_public(evil: Evil) -> None:
    """Whole ballots of few voters may be nobody's secret; a public bundle must not have them."""
    evil.members[f"polls/{LAST}/ballots.jsonl"] = Evil(evil.told).members[f"polls/{LAST}/ballots.jsonl"]


def papers_in_public(evil: Evil) -> None:
    evil.members[f"polls/{LAST}/issue.jsonl"] = Evil(evil.told).members[f"polls/{LAST}/issue.jsonl"]


def mark_by_name_forged(evil: Evil) -> None:
    """A vote by name signed by nobody: its kid is the server's."""
    row = evil.lines("polls/p1/cast.jsonl")[0]
    claim = messages.parse(row["jws"])
    evil.edit_lines(
        "polls/p1/cast.jsonl", lambda rows: _first(rows, "jws", evil.sign("named", {**claim.payload, "choice": "N"}))
    )


Lies = dict[tuple[int, str], Callable[[Evil], None]]
LIES: Final[Lies] = {
    (1, "the seal is another key's"): foreign_seal,
    (1, "a manifest is another key's"): foreign_manifest,
    (1, "another roster"): other_roster,
    (1, "other lines"): other_lines,
    (1, "a kid is not its key's"): other_kid,
    (2, "another question"): other_title,
    (2, "an old entry is told otherwise"): old_entry,
    (2, "an old entry, and notes to fit"): old_entry_and_notes,
    (2, "an entry is left out"): fewer_entries,
    (2, "the checkpoint is another key's"): foreign_log,
    (2, "an entry is hidden"): hidden_entry,
    (2, "a note that a manifest names is gone"): note_gone,
    (2, "announced with another base"): another_base,
    (2, "the record names another log"): record_of_another_log,
    (2, "names that were not announced"): names_told_otherwise,
    (2, "no names"): no_names,
    (2, "a vote is called a trial afterwards"): called_a_trial_afterwards,
    (3, "a paper drawn by nobody"): forged_issue,
    (3, "another answer"): other_answer,
    (3, "a paper less"): fewer_papers,
    (3, "a paper of another voter"): voter_swapped,
    (4, "more issued at the close"): more_issued,
    (4, "a close by another key"): foreign_close,
    (4, "fewer issued than drawn"): fewer_issued,
    (5, "a vote forged, all roots to match"): forged_cast,
    (5, "an earlier vote in place of the last"): vote_of_another_time,
    (5, "a vote less"): vote_gone,
    (5, "an envelope that the log does not have"): envelope_destroyed_otherwise,
    (6, "a vote less, and in the log"): vote_gone_from_the_log,
    (6, "another root at the close"): another_root_at_the_close,
    (6, "fewer at the close"): fewer_at_the_close,
    (6, "fewer in the log"): fewer_in_the_log,
    (6, "fewer in the count"): fewer_in_the_count,
    (7, "a ballot dropped and all counted anew"): ballot_dropped,
    (7, "ballots out of order"): ballots_swapped,
    (7, "a ballot replaced"): ballot_swapped,
    (7, "a ballot dropped as void"): void_by_nobody,
    (7, "the count begins elsewhere"): another_start,
    (9, "one key for two ballots"): one_key_twice,
    (10, "marks changed under a signature"): marks_changed,
    (10, "a ballot of another poll"): ballot_of_another_poll,
    (10, "an unknown mark"): unknown_mark,
    (10, "a mark too many"): too_many_marks,
    (11, "another sum"): a_vote_more_for,
    (11, "another sum, everywhere"): a_vote_more_everywhere,
    (11, "other votes in the record"): other_votes_in_the_record,
    (11, "another outcome in the record"): other_outcome_in_the_record,
    (11, "somebody else elected"): somebody_else_elected,
    (11, "somebody else elected in the record"): elected_in_the_record,
    (11, "a voided poll has a result"): result_of_a_voided_poll,
    (11, "a poll twice in the record"): poll_twice_in_the_record,
    (11, "names merged that nobody settled"): names_not_settled,
    (11, "another sum by name"): by_name_otherwise,
    (11, "other marks beside names"): names_swapped,
    (11, "marks beside other names"): marks_beside_other_names,
    (11, "titles swapped"): titles_swapped,
    (11, "another item"): tell("p1", item="a5"),
    (11, "more recused"): tell("p2", recused=2),
    (11, "hands in the record alone"): tell("p2", hands=2),
    (11, "exchanged papers at T0"): tell("p2", spoiled=5),
    (11, "a terminal's replacement untold"): tell("p2", replaced=0),
    (11, "another end of an item"): another_disposition,
    (11, "another attendance"): another_attendance,
    (11, "other hands in the record"): hands_otherwise,
    (12, "more issued in the count"): more_issued_in_the_count,
    (13, "the count signed by another key"): foreign_tally,
    (13, "the count not signed"): tally_unsigned,
    (13, "the count signed twice"): tally_signed_twice,
    (13, "another count signed"): other_tally_signed,
    (13, "another document"): other_document,
    (14, "a sitting that was never closed"): never_closed,
    (14, "a complaint left open"): complaint_left_open,
    (14, "a complaint signed by nobody"): complaint_signed_by_nobody,
    (14, "a complaint of another seat"): complaint_of_another_seat,
    (14, "a complaint told otherwise"): complaint_told_otherwise,
    (14, "a complaint about something else"): complaint_about_something_else,
    (14, "a complaint in the place of another"): complaint_replaced,
    (14, "a complaint less"): complaint_gone,
    (14, "a complaint less in the record"): complaint_not_recorded,
    (14, "a complaint settled otherwise in the record"): complaint_settled_otherwise,
    (14, "a complaint in the record that nobody made"): complaint_recorded_of_nobody,
    (14, "no complaints at all"): complaints_gone,
    (14, "a poll left running"): poll_left_running,
    (15, "a member more"): a_member_more,
    (15, "a member more of a poll"): a_member_more_of_a_poll,
    (15, "an opening at T0"): mixed_at_t0,
    (15, "complaints that nobody made"): complaints_of_nobody,
}
PUBLIC: Final[Lies] = {
    (1, "another roster"): other_roster,
    (2, "an old entry is told otherwise"): old_entry,
    (2, "another question"): other_title,
    (4, "more issued at the close"): more_issued,
    (5, "a vote by name forged"): mark_by_name_forged,
    (6, "envelopes out of order"): envelopes_unsorted,
    (6, "fewer at the close"): fewer_at_the_close,
    (7, "the count begins elsewhere"): another_start,
    (2, "names that were not announced"): names_told_otherwise,
    (2, "a vote is called a trial afterwards"): called_a_trial_afterwards,
    (11, "marks beside other names"): marks_beside_other_names,
    (11, "titles swapped"): titles_swapped,
    (11, "another sum"): a_public_tally,
    (11, "another sum by name"): by_name_otherwise,
    (11, "other votes in the record"): other_votes_in_the_record,
    (12, "more issued than voters"): more_issued_than_voters,
    (13, "the count not signed"): tally_unsigned,
    (14, "a complaint left open"): complaint_left_open,
    (15, "ballots that show patterns"): ballots_in_public,
    (15, "papers drawn"): papers_in_public,
    (14, "a complaint less in the record"): complaint_not_recorded,
    (15, "complaints in public"): complaints_in_public,
}
