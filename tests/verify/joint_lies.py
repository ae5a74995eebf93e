"""Lies about a sitting with two stations: those of the server alone, and those of all three together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tests.ballots import seals
from tests.verify.evil import Evil, stranger
from tests.verify.joint_story import JointRoom, told
from tests.verify.story import Told
from voting import exact
from voting.ballots import credentials, dleq, layers, messages, p256, receipts, sealing
from voting.ballots.encodings import b64, unb64
from voting.ballots.opening import Paper
from voting.ballots.papers import SHAPES
from voting.ledger.signing import SignerKey, cosign, parse_checkpoint, parse_note

P = "p3"  # the election, the last vote; the log is cosigned after its close and after that of the sitting


class Alone(Evil):
    """The server lies; the stations do not help it."""

    def __init__(self, one: Told | None = None) -> None:
        super().__init__(one or told("T2"), "full", P)

    @property
    def room(self) -> JointRoom:
        room = self.told.room
        assert isinstance(room, JointRoom)
        return room

    def relog(self, entries: list[Any], key: SignerKey | None = None) -> None:
        """What the stations cosigned last is gone, and they are on record as lost: so nobody misses their cosignature."""
        self.rewrite([*entries, *(lost(entries[-1], one) for one in "AB" if not _lost(entries, one))], key)

    def rewrite(self, entries: list[Any], key: SignerKey | None = None) -> None:
        """Another log, and without the notes that do not fit it."""
        super().relog(entries, key)
        tree = self.tree(entries)
        for path in [path for path in self.members if path.startswith("log/notes/")]:
            mark = parse_checkpoint(parse_note(self.members[path].decode()).text)
            last = max(at for at, entry in enumerate(self.entries()) if entry.get("type") == "poll.closed.v1")
            if mark.size > last + 1 and (mark.size > tree.size or tree.root(mark.size) != mark.root):
                del self.members[path]

    def ballots(self) -> list[bytes]:
        return self.members[f"polls/{P}/ballots.jsonl"].split(b"\n")[:-1]

    def restate(self, level: int, key: p256.SigningKey | None = None, **change: Any) -> None:
        """An opener's statement with other fields, signed again."""

        def put(rows: list[Any]) -> None:
            payload = {**messages.parse(rows[level]).payload, **change}
            rows[level] = self.sign("mix", payload, key or self.key_of(SHAPES["T2"].mix[level]))

        self.edit_lines(f"polls/{P}/mix.jsonl", put)

    def key_of(self, party: str) -> p256.SigningKey:
        return self.server if party == "S" else self.room.signers[party]

    def last_level(self, ballots: list[bytes], **change: Any) -> None:
        """The server publishes other ballots, counts them and signs for itself, and writes log and record anew."""
        root = b64(receipts.root(sorted(ballots)))
        self.restate(2, out_root=root, m_out=len(ballots), **change)
        self.recount(P, ballots, [Paper("NNN", ())] * len(ballots) if change.pop("_", None) else None)


class Together(Alone):
    """Server and stations lie together: they sign whatever they want, but blind signatures are made for no voter twice."""

    def relog(self, entries: list[Any], key: SignerKey | None = None) -> None:
        """The stations cosign whatever they are shown."""
        self.rewrite(entries, key)
        note = self.members["log/checkpoint"].decode()
        for witness in self.room.stations.values():
            note = cosign(note, witness, 1_700_000_000)
        self.members[f"log/notes/{len(entries)}"] = note.encode()

    @property
    def signers(self) -> list[tuple[str, p256.SigningKey]]:
        return [(party, self.key_of(party)) for party in SHAPES["T2"].issuers]


def lost(after: Any, station: str) -> Any:
    """The entry that a station is lost, as if it came after this one."""
    said = {"at": after["at"], "by": "operator:op", "kid": "x", "reason": "it does not answer", "station": station}
    return {**said, "type": "station.lost.v1"}


def _lost(entries: list[Any], station: str) -> bool:
    return any(entry.get("type") == "station.lost.v1" and entry["station"] == station for entry in entries)


def unsigned_manifest(evil: Alone) -> None:
    evil.edit_lines(f"polls/{P}/countersigned.jsonl", lambda rows: rows.pop())


def forged_countersignature(evil: Alone) -> None:
    def put(rows: list[Any]) -> None:
        rows[1] = evil.sign("countersign", messages.parse(rows[1]).payload)

    evil.edit_lines(f"polls/{P}/countersigned.jsonl", put)


def countersigned_for_another(evil: Alone) -> None:
    other = evil.lines("polls/p1/countersigned.jsonl")
    evil.put_lines(f"polls/{P}/countersigned.jsonl", other)


def another_key_of_a_station(evil: Alone) -> None:
    key = stranger()
    evil.edit("keys.json", lambda keys: keys["stations"][0].update(jwk=key.public.jwk, kid=key.public.kid))


def _plain_notes(evil: Alone, keep: Callable[[int], bool]) -> None:
    for path in [path for path in evil.members if path.startswith("log/notes/")]:
        note = parse_note(evil.members[path].decode())
        if not keep(int(path.rpartition("/")[2])):
            lines = [line for line in note.signatures if line.name == evil.log.verifier.name]
            evil.members[path] = type(note)(note.text, tuple(lines)).written().encode()


def nobody_cosigned(evil: Alone) -> None:
    _plain_notes(evil, lambda _: False)


def close_not_cosigned(evil: Alone) -> None:
    """The stations have not seen the log after the last close."""
    most = max(int(path.rpartition("/")[2]) for path in evil.members if path.startswith("log/notes/"))
    _plain_notes(evil, lambda size: size < most)


def the_tail_told_otherwise(evil: Alone) -> None:
    """What was signed and settled after the last close is left out: both stations are there and have cosigned another log."""
    evil.rewrite([entry for entry in evil.entries() if entry.get("type") != "tally.signed.v1"])


def a_complaint_erased(evil: Alone) -> None:
    """A member's complaint stood in the log that the stations cosigned; the server writes one without it."""
    entries = evil.entries()
    at = next(
        at for at, entry in enumerate(entries) if entry.get("type") == "result.declared.v1" and entry["poll"] == P
    )
    said = {"at": entries[at]["at"], "by": "seat:A001", "poll": P, "reason": "my vote is not there", "seat": "A001"}
    complaint = {**said, "type": "complaint.raised.v1"}
    whole = Together(evil.told)
    whole.relog([*entries[:at], complaint, *entries[at:]])
    evil.members = {**whole.members, **{p: d for p, d in evil.members.items() if not p.startswith("log/notes/")}}
    evil.rewrite(entries)


def a_vote_made_a_trial(evil: Alone) -> None:
    """The vote is planned as a trial once it is over, and left out."""
    entries = evil.entries()
    one = next(entry for entry in entries if entry.get("type") == "poll.announced.v1" and entry["poll"] == P)
    planned = {"at": entries[-1]["at"], "by": "operator:op", "draft": {"id": one["draft"]}, "item": one["item"]}
    evil.relog([*entries, {**planned, "type": "trial.planned.v1"}])
    for path in [path for path in evil.members if path.startswith(f"polls/{P}/")]:
        del evil.members[path]
    evil.edit("sitting.json", lambda sitting: sitting.update(polls=[one for one in sitting["polls"] if one["id"] != P]))


def log_after_the_cosignature(evil: Alone) -> None:
    """A vote that was logged is told otherwise: the stations have cosigned the log that has it."""
    evil.edit_entry("ballot.cast.v1", P, lambda event: event.update(voter="m001"))


def _answer(evil: Alone, change: Callable[[Any], object]) -> None:
    def put(rows: list[Any]) -> None:
        said = messages.parse(rows[0]["answer"]).payload
        change(said["bs"])
        rows[0]["answer"] = evil.sign("issued", said)

    evil.edit_lines(f"polls/{P}/issue.jsonl", put)


def an_issuer_left_out(evil: Alone) -> None:
    _answer(evil, lambda bs: bs.pop("B"))


def an_issuer_forged(evil: Alone) -> None:
    _answer(evil, lambda bs: bs.update(A=evil.sign("blind-signed", {**messages.parse(bs["A"]).payload, "by": "A"})))


def an_answer_to_another(evil: Alone) -> None:
    other = messages.parse(evil.lines(f"polls/{P}/issue.jsonl")[1]["answer"]).payload["bs"]
    assert isinstance(other, dict)
    _answer(evil, lambda bs: bs.update(B=other["B"]))


def _issue_close(evil: Alone, place: int, party: str, **change: Any) -> None:
    def put(rows: list[Any]) -> None:
        rows[place] = evil.sign("issue-close", {**messages.parse(rows[place]).payload, **change}, evil.key_of(party))

    evil.edit_lines(f"polls/{P}/issued.jsonl", put)


def issuers_disagree(evil: Alone) -> None:
    _issue_close(evil, 0, "S", issued=8)


def other_voters_issued(evil: Together) -> None:
    """All issuers agree on voters who are not those that drew."""
    for place, party in enumerate(SHAPES["T2"].issuers):
        _issue_close(evil, place, party, voters_root=b64(bytes(32)))


def spoiled_untold(evil: Together) -> None:
    for place, party in enumerate(SHAPES["T2"].issuers):
        _issue_close(evil, place, party, spoiled=1)


def issuer_silent(evil: Alone) -> None:
    evil.edit_lines(f"polls/{P}/issued.jsonl", lambda rows: rows.pop())


def taken_in_otherwise(evil: Together) -> None:
    evil.restate(0, m_in=6, void=[], m_out=6)


def ballot_dropped(evil: Alone) -> None:
    """The server drops a ballot and says nothing of it."""
    evil.last_level(evil.ballots()[:-1])


def ballot_dropped_as_void(evil: Alone) -> None:
    """The server drops a ballot as somebody's void envelope, and makes everything agree: the stations signed another count."""
    kept = [one for one in evil.ballots() if "王秀兰" not in one.decode()]
    evil.retally(P, lambda tally: tally.update(void=[{"reason": "signature", "voter": "m003"}]))
    evil.restate(2, out_root=b64(receipts.root(kept)), m_out=len(kept), void=[{"reason": "signature", "voter": "m003"}])
    evil.recount(P, kept)
    sums = evil.json(f"polls/{P}/tally.json")["sums"]
    figures = {line["id"]: line for line in sums["lines"]}
    written = {row["votes"] for row in sums["write_ins"]}

    def event(found: Any) -> None:
        found.update(
            void_voters=["m003"], valid=sums["valid"], invalid=sums["invalid"] + 1,
            ranking=[
                {**line, "votes_for": figures[line["name"]]["for"], **{
                    word: figures[line["name"]][word] for word in ("against", "abstain", "blank")}}
                if line["name"] in figures else {**line, "votes_for": max(written)}
                for line in found["ranking"]
            ],
        )  # fmt: skip
        found["ranking"].sort(key=lambda line: -line["votes_for"])

    evil.edit_entry("poll.counted.v1", P, event)

    def record(sitting: Any) -> None:
        names = {"c1": "王秀兰", "c2": "李 强", "c3": "张伟"}
        poll = next(poll for poll in sitting["polls"] if poll["id"] == P)
        poll.update(valid=sums["valid"], invalid=sums["invalid"] + 1)
        for line in poll["ranking"]:
            for key, name in names.items():
                if line["name"] == name:
                    one = figures[key]
                    line.update(
                        {"for": one["for"], "against": one["against"], "abstain": one["abstain"] + one["blank"]}
                    )
            if line["write_in"]:
                line["for"] = max(written)

    evil.edit("sitting.json", record)


def levels_do_not_join(evil: Together) -> None:
    evil.restate(1, in_root=b64(bytes(32)))


def few_left(evil: Together) -> None:
    """Three of seven are void at the last level: what is left could tell how somebody voted, and is published."""
    void = [{"reason": "signature", "voter": f"m00{number}"} for number in (1, 2, 3)]
    evil.restate(2, m_out=4, void=void, out_root=b64(receipts.root(evil.ballots()[:4])))


def statement_forged(evil: Alone) -> None:
    """The server signs the first level in the place of A."""
    evil.restate(0, evil.server)


def item_changed(evil: Alone) -> None:
    evil.edit_lines(f"polls/{P}/mix/0.jsonl", lambda rows: rows.__setitem__(0, b64(unb64(rows[0])[:-1] + b"\0")))


def token_forged(evil: Together) -> None:
    """A level hands on an item whose token nobody signed for what follows it, and all statements agree."""
    items = [unb64(item) for item in evil.lines(f"polls/{P}/mix/0.jsonl")]
    forged = sorted([*items[1:], items[0][:-1] + bytes([items[0][-1] ^ 1])])
    root = b64(receipts.root(forged))
    evil.put_lines(f"polls/{P}/mix/0.jsonl", [b64(item) for item in forged])
    evil.restate(0, out_root=root)
    evil.restate(1, in_root=root)


def token_of_another_poll(evil: Together) -> None:
    """The whole item of another poll: its token is good, for another manifest."""
    other = unb64(evil.lines("polls/p1/mix/0.jsonl")[0])
    items = [unb64(item) for item in evil.lines(f"polls/{P}/mix/0.jsonl")]
    length = evil.manifest(P).token_room
    forged = sorted([*items[1:], other[:length] + items[0][length:]])
    root = b64(receipts.root(forged))
    evil.put_lines(f"polls/{P}/mix/0.jsonl", [b64(item) for item in forged])
    evil.restate(0, out_root=root)
    evil.restate(1, in_root=root)


def _stuffed(evil: Together, forged: sealing.Ballot) -> None:
    """A ballot in the place of another, with roots, count, log and record to match, and everybody's signature."""
    ballots = sorted([*evil.ballots()[1:], forged.inner()])
    evil.restate(2, out_root=b64(receipts.root(ballots)))
    evil.recount(P, ballots, [Paper("NNN", ())] * len(ballots))


def ballot_stuffed(evil: Together) -> None:
    """A ballot that no voter drew: nobody's credential covers its key."""
    old = sealing.read_inner(evil.ballots()[0], SHAPES["T2"].issuers)
    text = sealing.paper_text(evil.manifest(P).mh, "NNY")
    given = sealing.Credential(old.pk, b"", old.r, old.s)
    _stuffed(evil, seals.sign_paper(p256.generate(), text, given))


def one_issuer_only(evil: Together) -> None:
    """The server has signed the key, the stations have not."""
    key = p256.generate()
    pk = p256.encode_compressed(key.public_key())
    manifest = evil.manifest(P)
    prepared = credentials.prepare(credentials.level_message(3, manifest.mh, pk))
    issuer = evil.room.polls[P].parties["S"].issuer
    blinded = credentials.blind(int.from_bytes(issuer.modulus, "big"), prepared)
    signed = credentials.finalize(issuer.public, prepared, issuer.blind_sign(blinded.message), blinded.inverse)
    both = dict.fromkeys(SHAPES["T2"].issuers, signed)
    text = sealing.paper_text(manifest.mh, "NNY")
    _stuffed(evil, seals.sign_paper(key, text, sealing.Credential(pk, b"", dict.fromkeys(both, prepared[:32]), both)))


def checked_and_counted(evil: Together) -> None:
    """The log says before the close that a paper was checked instead of cast; a ballot under its key is counted."""
    checked_before_the_close(evil, b64(sealing.read_inner(evil.ballots()[0], SHAPES["T2"].issuers).pk))


def checked_before_the_close(evil: Together, key: str) -> None:
    """The same of any key."""
    entries = evil.entries()
    at = next(at for at, entry in enumerate(entries) if entry.get("type") == "poll.closed.v1" and entry["poll"] == P)
    said = {"at": entries[at]["at"], "by": "seat:A001", "key": key, "poll": P, "voter": "m001"}
    evil.relog([*entries[:at], {**said, "type": "paper.checked.v1"}, *entries[at:]])
    del evil.members[f"log/notes/{at + 1}"]  # of the close where it stood before


def traced_though_it_counted(evil: Together) -> None:
    """The log says that an envelope was found bad, of a voter whose ballot counts."""
    entries = evil.entries()
    at = next(at for at, entry in enumerate(entries) if entry.get("type") == "poll.closed.v1" and entry["poll"] == P)
    said = {
        "at": entries[at]["at"],
        "by": "system:count",
        "found_by": "S",
        "poll": P,
        "reason": "form",
        "voter": "m001",
    }
    evil.relog([*entries[: at + 1], {**said, "type": "envelope.traced.v1"}, *entries[at + 1 :]])


def marks_changed(evil: Together) -> None:
    """Everybody agrees on other marks than the ballot's key has signed."""
    old = sealing.read_inner(evil.ballots()[0], SHAPES["T2"].issuers)
    _stuffed(evil, sealing.Ballot(sealing.paper_text(evil.manifest(P).mh, "NNY"), old.pk, old.sig, old.r, old.s))


def a_vote_more(evil: Together) -> None:
    """Everybody signs a sum that the ballots do not give."""

    def change(tally: Any) -> None:
        tally["sums"]["lines"][0]["for"] += 1
        tally["sums"]["lines"][0]["against"] -= 1

    evil.retally(P, change)


def _unsigned(evil: Alone, *stations: str) -> None:
    """The record says that these stations have not signed the count."""

    def put(sitting: Any) -> None:
        poll = next(poll for poll in sitting["polls"] if poll["id"] == P)
        poll["stations"] = [{**one, "signed": one["station"] not in stations} for one in poll["stations"]]

    evil.edit("sitting.json", put)


def another_station(evil: Alone) -> None:
    def put(sitting: Any) -> None:
        poll = next(poll for poll in sitting["polls"] if poll["id"] == P)
        poll["stations"].append({"station": "C", "signed": True})

    evil.edit("sitting.json", put)


def tally_of_the_server_alone(evil: Alone) -> None:
    _unsigned(evil, "A", "B")
    evil.edit_lines(f"polls/{P}/tally.jsonl", lambda rows: rows.__delitem__(slice(1, None)))


def tally_of_two(evil: Alone) -> None:
    _unsigned(evil, "B")
    evil.edit_lines(f"polls/{P}/tally.jsonl", lambda rows: rows.pop())


def tally_forged(evil: Alone) -> None:
    _unsigned(evil, "B")

    def put(rows: list[Any]) -> None:
        rows[2] = evil.sign("tally", messages.parse(rows[2]).payload)

    evil.edit_lines(f"polls/{P}/tally.jsonl", put)


def _retrace(evil: Alone, rows: list[Any]) -> None:
    evil.put_lines("polls/p1/traces.jsonl", sorted(rows, key=exact.dumps))


def _traces(evil: Alone, kind: str) -> list[Any]:
    return [row for row in evil.lines("polls/p1/traces.jsonl") if kind in row]


def trace_gone(evil: Alone) -> None:
    _retrace(evil, [*_traces(evil, "trace")[1:], *_traces(evil, "bad")])


def trace_of_another(evil: Together) -> None:
    """The first level names another voter than the one whose envelope it was."""
    traces = _traces(evil, "trace")
    at = next(at for at, row in enumerate(traces) if messages.parse(row["trace"]).payload["level"] == 0)
    payload = {**messages.parse(traces[at]["trace"]).payload, "voter": "m001"}
    traces[at] = {"trace": evil.sign("trace", payload, evil.key_of("A"))}
    _retrace(evil, [*traces, *_traces(evil, "bad")])


def _of_the_first(evil: Alone) -> int:
    """Where the trace stands by which level 0 shows what it named as void itself (at T2)."""
    named = {one["voter"] for one in messages.parse(evil.lines("polls/p1/mix.jsonl")[0]).payload["void"]}
    traces = _traces(evil, "trace")
    return next(at for at, row in enumerate(traces) if messages.parse(row["trace"]).payload["voter"] in named)


def void_at_first_not_shown(evil: Alone) -> None:
    traces = _traces(evil, "trace")
    del traces[_of_the_first(evil)]
    _retrace(evil, [*traces, *_traces(evil, "bad")])


def void_at_first_shown_otherwise(evil: Together) -> None:
    """Level 0 itself gives a secret that opens nothing."""
    traces, at = _traces(evil, "trace"), _of_the_first(evil)
    payload = {**messages.parse(traces[at]["trace"]).payload, "secret": b64(bytes(32))}
    traces[at] = {"trace": evil.sign("trace", payload, evil.key_of("A"))}
    _retrace(evil, [*traces, *_traces(evil, "bad")])


def false_proof(evil: Together) -> None:
    """What the first level shows of an envelope that does not open is a proof under another key (at T1)."""
    (row,) = _traces(evil, "unopened")
    said = dict(messages.parse(row["unopened"]).payload)
    voter = next(one for one in evil.lines("polls/p1/roster.jsonl") if one["voter"] == said["voter"])
    enc = p256.encode_point(p256.generate().public_key())
    said["proof"] = b64(dleq.prove(p256.generate(), enc, layers.info(evil.manifest("p1"), 0, voter["seat"])))
    false = {"unopened": evil.sign("unopened", said, evil.key_of("A"))}
    _retrace(evil, [*_traces(evil, "trace"), *_traces(evil, "bad"), false])


def unproved(evil: Alone) -> None:
    """Nothing shows that the envelope does not open (at T1)."""
    _retrace(evil, [*_traces(evil, "trace"), *_traces(evil, "bad")])


def nothing_shown(evil: Alone) -> None:
    _retrace(evil, _traces(evil, "trace"))


def shown_otherwise(evil: Alone) -> None:
    bad = _traces(evil, "bad")
    bad[0]["bad"]["secret"] = b64(bytes(32))
    _retrace(evil, [*_traces(evil, "trace"), *bad])


def shown_twice(evil: Alone) -> None:
    rows = evil.lines("polls/p1/traces.jsonl")
    _retrace(evil, [*rows, rows[-1]])


def traces_unsorted(evil: Alone) -> None:
    evil.edit_lines("polls/p1/traces.jsonl", lambda rows: rows.reverse())


def traces_gone(evil: Alone) -> None:
    del evil.members["polls/p1/traces.jsonl"]


JOINT_ALONE: Final[dict[tuple[int, str], Callable[[Alone], None]]] = {
    (1, "a countersignature is missing"): unsigned_manifest,
    (1, "a countersignature is the server's"): forged_countersignature,
    (1, "countersigned for another poll"): countersigned_for_another,
    (1, "another key of a station"): another_key_of_a_station,
    (2, "nobody cosigned"): nobody_cosigned,
    (2, "the last close is not cosigned"): close_not_cosigned,
    (2, "the log told otherwise after it was cosigned"): log_after_the_cosignature,
    (2, "what came after the last close is told otherwise"): the_tail_told_otherwise,
    (2, "a complaint is taken out of the log"): a_complaint_erased,
    (2, "a vote is called a trial afterwards"): a_vote_made_a_trial,
    (3, "an issuer left out"): an_issuer_left_out,
    (3, "an issuer forged"): an_issuer_forged,
    (3, "an answer to another request"): an_answer_to_another,
    (4, "issuers disagree"): issuers_disagree,
    (4, "an issuer is silent"): issuer_silent,
    (7, "a ballot dropped by the server"): ballot_dropped,
    (7, "a statement forged by the server"): statement_forged,
    (7, "an item changed"): item_changed,
    (7, "a ballot dropped as void by the server"): ballot_dropped_as_void,
    (7, "a void envelope that is not traced"): trace_gone,
    (7, "a trace of somebody else"): trace_of_another,
    (7, "a bad item is not shown"): nothing_shown,
    (7, "what level 0 names as void is not shown"): void_at_first_not_shown,
    (7, "what is shown is not bad"): shown_otherwise,
    (7, "an item shown twice"): shown_twice,
    (7, "traces out of order"): traces_unsorted,
    (11, "a station that was never there has signed"): another_station,
    (13, "signed by the server alone"): tally_of_the_server_alone,
    (13, "signed by two of three"): tally_of_two,
    (13, "a station's signature forged"): tally_forged,
    (7, "traces are gone"): traces_gone,
}
AT_T1: Final[dict[tuple[int, str], Callable[[Together], None]]] = {
    (7, "it is not proved that a vote does not open"): unproved,
    (7, "a false proof that a vote does not open"): false_proof,
}
JOINT_TOGETHER: Final[dict[tuple[int, str], Callable[[Together], None]]] = {
    (4, "other voters issued"): other_voters_issued,
    (4, "papers spoiled untold"): spoiled_untold,
    (6, "fewer taken in"): taken_in_otherwise,
    (7, "levels do not join"): levels_do_not_join,
    (7, "what level 0 names as void opens"): void_at_first_shown_otherwise,
    (7, "few are left"): few_left,
    (7, "the log has a trace of an envelope that counted"): traced_though_it_counted,
    (8, "a token forged"): token_forged,
    (8, "a token of another poll"): token_of_another_poll,
    (9, "a ballot stuffed"): ballot_stuffed,
    (9, "one issuer's credential"): one_issuer_only,
    (9, "a paper counted that was checked"): checked_and_counted,
    (10, "marks changed"): marks_changed,
    (11, "another sum"): a_vote_more,
}


def _forgotten(evil: Evil, change: Callable[[list[Any]], object]) -> None:
    evil.edit_lines("polls/p1/forgotten.jsonl", change)


def forgotten_forged(evil: Evil) -> None:
    """The server signs for station A, and logs it."""
    own = messages.parse(evil.lines("polls/p1/forgotten.jsonl")[0]).payload
    evil.edit_entry("keys.forgotten.v1", "p1", lambda event: event.update(station="A"))
    _forgotten(evil, lambda rows: rows.__setitem__(0, evil.sign("forgotten", {**own, "by": "A"})))


def forgotten_of_another(evil: Evil) -> None:
    own = messages.parse(evil.lines("polls/p1/forgotten.jsonl")[0]).payload
    _forgotten(evil, lambda rows: rows.__setitem__(0, evil.sign("forgotten", {**own, "vote": "p3"})))


def forgotten_by_more_than_say_so(evil: Evil) -> None:
    _forgotten(evil, lambda rows: rows.append(rows[0]))


def items_gone_without_an_order(evil: Evil) -> None:
    del evil.members["polls/p3/mix/0.jsonl"]


GONE: Final[dict[str, tuple[int, Callable[[Evil], None]]]] = {
    "a station's statement is the server's": (13, forgotten_forged),
    "a statement of another vote": (13, forgotten_of_another),
    "a statement more than the log has": (13, forgotten_by_more_than_say_so),
    "items are gone and nobody ordered it": (7, items_gone_without_an_order),
}
