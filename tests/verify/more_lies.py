"""More lies of a server about the story: every field of the record that is held, and what verifiers once read differently."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from tests.core import notation as n
from tests.verify import joint_story
from tests.verify.close_lies import close
from tests.verify.evil import LAST, Evil
from tests.verify.joint_story import JointRoom
from tests.verify.other_votes import ended, in_secret_until
from tests.verify.rank_lies import ranks
from tests.verify.story import Told, declared, told
from voting.core import commands as c
from voting.records.bundle import Profile, sealed
from voting.records.bundle_zip import packed

Change = Callable[[Evil], object]
NAMED, SECRET, VOID, BY_HANDS = "p1", "p2", "p3", "p4"


def said(poll: str, **fields: object) -> Change:
    """The record with other fields of this poll."""

    def change(sitting: Any) -> None:
        next(one for one in sitting["polls"] if one["id"] == poll).update(fields)

    return lambda evil: evil.edit("sitting.json", change)


def silent(poll: str, field: str) -> Change:
    """The record without a field of this poll."""

    def change(sitting: Any) -> None:
        del next(one for one in sitting["polls"] if one["id"] == poll)[field]

    return lambda evil: evil.edit("sitting.json", change)


def line(poll: str, **fields: object) -> Change:
    """The record with other fields in the first line of this poll's ranking."""

    def change(sitting: Any) -> None:
        next(one for one in sitting["polls"] if one["id"] == poll)["ranking"][0].update(fields)

    return lambda evil: evil.edit("sitting.json", change)


def row(poll: str, list_: str, **fields: object) -> Change:
    """The record with other fields in the first row of a list of this poll."""

    def change(sitting: Any) -> None:
        next(one for one in sitting["polls"] if one["id"] == poll)[list_][0].update(fields)

    return lambda evil: evil.edit("sitting.json", change)


def sitting(part: str, **fields: object) -> Change:
    """The record with other fields in one of its parts."""

    def change(found: Any) -> None:
        part_ = found[part]
        (part_[0] if isinstance(part_, list) else part_).update(fields)

    return lambda evil: evil.edit("sitting.json", change)


def logged(kind: str, poll: str, **fields: object) -> Change:
    """The log with other fields in the last entry of this kind."""
    return lambda evil: evil.edit_entry(kind, poll, lambda event: event.update(fields))


def added(kind: str, poll: str, new: str, **fields: object) -> Change:
    """Another entry behind the last one of this kind."""

    def change(evil: Evil) -> None:
        entries = evil.entries()
        at = max(at for at, one in enumerate(entries) if one.get("type") == kind and one.get("poll") == poll)
        entries.insert(at + 1, {"at": entries[at]["at"], "by": entries[at]["by"], "poll": poll, "type": new, **fields})
        evil.relog(entries)

    return change


def names_in_the_record(evil: Evil) -> None:
    """Two members' names stand beside each other's votes."""

    def change(found: Any) -> None:
        first, *_, last = found["polls"][0]["votes"]
        first["name"], last["name"] = last["name"], first["name"]

    evil.edit("sitting.json", change)


def names_everywhere(evil: Evil) -> None:
    """The same, and in the list of names too."""
    names_in_the_record(evil)

    def change(rows: list[Any]) -> None:
        rows[0]["name"], rows[-1]["name"] = rows[-1]["name"], rows[0]["name"]

    evil.edit_lines(f"polls/{NAMED}/names.jsonl", change)


def no_format(evil: Evil) -> None:
    evil.edit("sitting.json", lambda found: found.pop("format"))


def no_polls(evil: Evil) -> None:
    evil.edit("sitting.json", lambda found: found.pop("polls"))


def document_in_a_folder(evil: Evil) -> None:
    evil.members["documents/a/b.pdf"] = b"%PDF-1.7\n"


def document_of_nobody(evil: Evil) -> None:
    evil.members["documents/more.pdf"] = b"%PDF-1.7\n"


def no_end(evil: Evil) -> None:
    """The log breaks off before the sitting is closed."""
    evil.relog([entry for entry in evil.entries() if entry.get("type") != "sitting.closed.v1"])


def on_trial_afterwards(evil: Evil) -> None:
    """A vote that was declared is called a trial, and left out."""
    entries = evil.entries()
    vote = next(one for one in entries if one.get("type") == "poll.announced.v1" and one["poll"] == LAST)
    plan = {"at": vote["at"], "by": vote["by"], "draft": {"id": vote["draft"]}, "item": vote["item"]}
    evil.relog([*entries[:-1], {**plan, "type": "trial.planned.v1"}, entries[-1]])
    for path in [path for path in evil.members if path.startswith(f"polls/{LAST}/")]:
        del evil.members[path]
    evil.edit("sitting.json", lambda found: found.update(polls=[one for one in found["polls"] if one["id"] != LAST]))


def station_key_twice(evil: Evil) -> None:
    def change(keys: Any) -> None:
        jwk = keys["server"]
        one = {"jwk": jwk, "kid": evil.server.public.kid, "station": "A", "witness": keys["log"]}
        keys["stations"] = [one, one]

    evil.edit("keys.json", change)


RECORD: Final[dict[str, Change]] = {
    "another title": said(SECRET, title={"zh": "另一个问题", "en": "Another question"}),
    "another item": said(SECRET, item="a1"),
    "another kind": said(SECRET, kind="election"),
    "another round": said(LAST, round="primary"),
    "a pre-vote": said(LAST, round="primary", kind="primary"),
    "another tier": said(SECRET, tier="T2"),
    "by name": said(SECRET, secrecy="named"),
    "others recused": said(SECRET, recused=1),
    "others present": said(SECRET, present=6),
    "more were issued": said(SECRET, issued=6),
    "more were cast": said(SECRET, cast=6),
    "hands beside keys": said(SECRET, hands=1),
    "fewer hands": said(BY_HANDS, hands=6),
    "stations at T0": said(SECRET, stations=[{"signed": True, "station": "A"}], spoiled=0),
    "papers exchanged at T0": said(SECRET, spoiled=0),
    "nobody was moved": said(SECRET, replaced=0),
    "a list of names in secret": said(SECRET, votes=[]),
    "a truth for a number": said(SECRET, hands=False),
    "a voided vote with an outcome": said(VOID, outcome="adopted"),
    "voided for nothing": said(VOID, voided={}),
    "a declared vote voided": said(SECRET, voided={"by": "chair", "reason": "no"}, outcome=None),
    "other seats": said(LAST, seats=3),
    "other candidates": said(LAST, candidates=["王秀兰", "李 强", "张小伟"]),
    "a seat vacant": said(LAST, vacant=1),
    "fewer valid papers": said(LAST, valid=5),
    "more papers returned": said(LAST, returned=8),
    "nobody elected": silent(LAST, "elected"),
    "a formal list": said(LAST, formal=["王秀兰"]),
    "a tie": said(LAST, tied={"names": ["王秀兰"], "seats": 1}),
    "nobody was blank": line(LAST, of_which_blank=1),
    "a line twice": lambda evil: evil.edit(
        "sitting.json", lambda found: next(one for one in found["polls"] if one["id"] == LAST)["ranking"].append(
            next(one for one in found["polls"] if one["id"] == LAST)["ranking"][0])),
    "marks beside other names": names_in_the_record,
    "nobody void": said(SECRET, void_envelopes=[]),
    "somebody else void": row(SECRET, "void_envelopes", voter=n.member(1), seat=n.seat(1), name="代表1"),
    "void at another seat": row(SECRET, "void_envelopes", seat=n.seat(1)),
    "void under another name": row(SECRET, "void_envelopes", name="代表1"),
    "void for another reason": row(SECRET, "void_envelopes", word="form"),
    "a reason in other words": row(SECRET, "void_envelopes", reason={"zh": "投票人作弊", "en": "the voter cheated"}),
    "void envelopes left out": silent(SECRET, "void_envelopes"),
    "void envelopes by name": said(NAMED, void_envelopes=[]),
    "somebody traced at T0": said(SECRET, traces=[
        {"voter": n.member(7), "seat": n.seat(7), "name": "代表7", "word": "not_opened", "found_by": "S",
         "reason": {"zh": "信封不能拆开", "en": "the envelope does not open"}}]),
    "traces left out": silent(SECRET, "traces"),
    "no name settled": said(LAST, settled_names=[]),
    "names settled left out": silent(LAST, "settled_names"),
    "settled for another name": row(LAST, "settled_names", into="周行之"),
    "settled of other names": row(LAST, "settled_names", written=["周行", "张三"]),
    "settled of fewer names": row(LAST, "settled_names", written=["周行"]),
    "settled to be a member": row(LAST, "settled_names", deputy="代表1"),
    "settled for another reason": row(LAST, "settled_names", reason="nobody else"),
    "settled by somebody else": row(LAST, "settled_names", by="监票人 scrutineer（second）"),
    "settled in another office": row(LAST, "settled_names", by="主持人 chair（first）"),
    "settled at another time": row(LAST, "settled_names", at="2026-03-10T09:00:01+08:00"),
    "another disposition": sitting("items", disposition="withdrawn"),
    "more members": sitting("attendance", members=8),
    "more present": sitting("attendance", present_at_opening=8),
    "a smaller quorum": sitting("attendance", quorum_needed=1),
    "no polls": no_polls,
}  # fmt: skip
LOG: Final[dict[str, tuple[int, Change]]] = {
    "no format": (2, no_format),
    "names changed": (2, names_everywhere),
    "a vote called a trial afterwards": (2, on_trial_afterwards),
    "a station's key twice": (1, station_key_twice),
    "another outcome declared": (11, logged("result.declared.v1", LAST, outcome="short")),
    "voided after its declaration": (11, added("result.declared.v1", LAST, "poll.voided.v1", reason="no")),
    "declared twice": (11, added("result.declared.v1", LAST, "result.declared.v1", outcome="decided")),
    "a truth for a number": (11, logged("poll.counted.v1", LAST, vacant=False)),
    "a text for a number": (11, logged("poll.counted.v1", LAST, void="0")),
    "more papers returned": (11, logged("poll.counted.v1", LAST, returned=8)),
    "a reason of nothing void": (11, logged("poll.counted.v1", LAST, void_reasons=["form"])),
    "a formal list": (11, logged("poll.counted.v1", LAST, formal=["c3"])),
    "a tied seat": (11, logged("poll.counted.v1", LAST, tied_seats=1)),
    "a document in a folder": (13, document_in_a_folder),
    "a document of nobody's": (13, document_of_nobody),
    "no end of the sitting": (14, no_end),
}  # fmt: skip


def early() -> Told:
    """The manifest of a second vote names no note, though there are some."""
    with pytest.MonkeyPatch.context() as patch:
        room = JointRoom("T1")
        in_secret_until(room)
        declared(room, room.opened("p1"))
        made = joint_story.Joint
        patch.setattr(joint_story, "Joint", lambda vote, _note, *rest: made(vote, "", *rest))
        room.put("a3")
    room.order(c.VoidPoll(n.CHAIR, "", "p2", "no time is left"))
    for item in ("a2", "a3"):
        room.order(n.put_off(item, "no time is left"))
    return ended(room)


def long_line(evil: Evil) -> None:
    """Two million Chinese characters are six million bytes."""
    evil.put_lines("log/entries.jsonl", [*evil.entries(), {"leaf": "汉" * 2_000_000}])


def many_lines(evil: Evil) -> None:
    evil.members["log/entries.jsonl"] = b"0\n" * (2**21 + 1)


def more() -> Iterator[tuple[str, bytes, int, int | None]]:
    """Name, file, exit code and first step that fails, of all of them."""
    for name, lie in RECORD.items():
        yield f"V11: the record says: {name}", lied(lie), 1, 11
    for name, (step, lie) in LOG.items():
        yield f"V{step}: {name}", lied(lie), 1, step
    yield "V11 public: marks beside other names", lied(names_in_the_record, "public"), 1, 11
    yield "V2 public: names changed", lied(names_everywhere, "public"), 1, 2
    yield from ranks()
    yield from close()
    yield "V2: no note for a later vote", early().file("full"), 1, 2
    yield "no bundle: a line of six million bytes", lied(long_line), 2, None
    yield "no bundle: two million lines", lied(many_lines), 2, None
    yield "V1: two million lines that nobody sealed", unsealed(), 1, 1


def lied(lie: Change, profile: Profile = "full") -> bytes:
    """The story's file with one lie, sealed anew."""
    evil = Evil(told(), profile)
    lie(evil)
    return evil.file()


def unsealed() -> bytes:
    """What nobody sealed is not even read."""
    source = told().source
    members = dict(sealed(source, "public", told().members("public")))
    return packed({**members, "log/entries.jsonl": b"0\n" * (2**21 + 1)})
