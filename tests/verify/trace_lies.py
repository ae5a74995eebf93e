"""Lies about void envelopes (V7): what is shown of them and whose they are, while the votes are there and after they were
destroyed, wholly or in part; and what remains of honest ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from tests.core import notation as n
from tests.verify.evil import stranger
from tests.verify.joint_lies import P as LAST
from tests.verify.joint_lies import Together, checked_before_the_close
from tests.verify.joint_story import told as joint_told
from tests.verify.other_votes import replaced
from tests.verify.trace_story import (
    BROKEN,
    BROKEN_1,
    CASTS,
    FIRST,
    REMAINS,
    SHARED,
    SHUT_1,
    SHUT_2,
    TOKEN,
    UNSIGNED,
    Kept,
    P,
    anew,
    dropped,
    held,
    lines,
    misnamed,
)
from voting import exact
from voting.ballots import layers, messages, p256, receipts
from voting.ballots.encodings import b64, unb64

TRACES = f"polls/{P}/traces.jsonl"
Change = Callable[["Liar"], object]


class Liar(Together):
    """All together lie about what is void in this sitting."""

    def rows(self, kind: str | None = None) -> list[Any]:
        return [row for row in self.lines(TRACES) if kind is None or kind in row]

    def retrace(self, rows: Iterable[Any]) -> None:
        self.put_lines(TRACES, sorted(rows, key=exact.dumps))

    @cached_property
    def whole(self) -> Kept:
        """What they themselves still have."""
        return held()[0]

    def items(self, level: int) -> dict[str, bytes]:
        """What left a level, by its hash as traces have it."""
        return {hashed(unb64(item)): unb64(item) for item in lines(self.whole, f"polls/{P}/mix/{level}.jsonl")}

    def restated(self, kind: str, change: Callable[[Any], object], key: str = "") -> None:
        """The statements of this kind with another payload, each signed anew by who had signed it (or another party)."""
        found = self.rows()
        for row in found:
            if kind in row:
                payload = dict(said(row, kind))
                if change(payload) is not UNTOUCHED:
                    row[kind] = self.sign(kind, payload, self.key_of(key or str(payload["by"])))
        self.retrace(found)

    def way(self, number: int) -> list[Any]:
        """The payloads of the traces that lead from a voter's envelope on."""
        found = [said(row, "trace") for row in self.rows("trace")]
        way = [one for one in found if one["voter"] == n.member(number)]
        while more := [one for one in found if one["level"] and one["item"] == way[-1]["out"]]:
            way += more
        return way

    def bad(self, number: int, **change: Any) -> Any:
        """What is shown of this voter's item, with other fields."""
        out, found = self.way(number)[-1]["out"], self.rows()
        (row,) = (row for row in found if "bad" in row and hashed(unb64(row["bad"]["item"])) == out)
        row["bad"].update(change)
        self.retrace(found)
        return row["bad"]


UNTOUCHED: Final = object()


def said(row: Any, kind: str) -> Any:
    return messages.parse(row[kind]).payload


def hashed(data: bytes) -> str:
    return b64(sha256(data).digest())


def again(evil: Liar, kind: str, party: str, which: Callable[[Any], bool]) -> None:
    """The same statement with another signature, beside the first: ECDSA takes whatever nonce its signer likes."""
    raw = next(row[kind] for row in evil.rows(kind) if which(said(row, kind)))
    head, body, _ = raw.split(".")
    signed = evil.key_of(party).private.sign(f"{head}.{body}".encode(), ec.ECDSA(SHA256()))
    r, s = decode_dss_signature(signed)
    signature = b64(r.to_bytes(32, "big") + min(s, p256.ORDER - s).to_bytes(32, "big"))
    evil.retrace([*evil.rows(), {kind: f"{head}.{body}.{signature}"}])


def later_trace_twice(evil: Liar) -> None:
    again(evil, "trace", "B", lambda one: one["level"] == 1)


def own_trace_twice(evil: Liar) -> None:
    again(evil, "trace", "A", lambda one: one["voter"] == n.member(TOKEN))


def unopened_twice(evil: Liar) -> None:
    again(evil, "unopened", "A", lambda _: True)


def unopened_of_another(evil: Liar) -> None:
    """Of a voter whom level 0 has not named at all."""
    evil.restated("unopened", lambda one: one.update(voter=n.member(1)))


def unopened_of_the_broken(evil: Liar) -> None:
    """A proof of a layer that lacks its sealer's, in the place of the one that is due."""
    (cast,) = (row for row in lines(evil.whole, CASTS) if said(row, "jws")["seat"] == n.seat(BROKEN))
    item = hashed(unb64(said(cast, "jws")["ct"]))
    evil.restated("unopened", lambda one: one.update(voter=n.member(BROKEN), item=item))


def unopened_not_shown(evil: Liar) -> None:
    evil.retrace([*evil.rows("trace"), *evil.rows("bad")])


def false_proof(evil: Liar) -> None:
    evil.restated("unopened", lambda one: one.update(proof=b64(changed(unb64(one["proof"])))))


def changed(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def unopened_of_another_manifest(evil: Liar) -> None:
    evil.restated("unopened", lambda one: one.update(mh=b64(bytes(32))))


def unopened_with_more(evil: Liar) -> None:
    evil.restated("unopened", lambda one: one.update(x=1))


def unopened_by_the_server(evil: Liar) -> None:
    evil.restated("unopened", lambda _: None, "S")


def traces_by_a_stranger(evil: Liar) -> None:
    key = stranger()
    traces = [{"trace": evil.sign("trace", said(row, "trace"), key)} for row in evil.rows("trace")]
    evil.retrace([*traces, *evil.rows("unopened"), *evil.rows("bad")])


def trace_in_the_wrong_row(evil: Liar) -> None:
    found = evil.rows()
    at = next(at for at, row in enumerate(found) if "trace" in row)
    found[at] = {"unopened": found[at]["trace"]}
    evil.retrace(found)


def trace_of_the_last_level(evil: Liar) -> None:
    """The server traces what nobody can be asked about: what it has opened itself."""
    made = {**evil.way(SHUT_2)[-1], "by": "S", "level": 2, "out": b64(bytes(32))}
    evil.retrace([*evil.rows(), {"trace": evil.sign("trace", made)}])


def trace_of_a_good_one(evil: Liar) -> None:
    """Level 0 gives away whose a good ballot is."""
    made = {**evil.way(SHUT_1)[0], "voter": n.member(1), "item": b64(bytes(32)), "out": next(iter(evil.items(0)))}
    evil.retrace([*evil.rows(), {"trace": evil.sign("trace", made, evil.key_of("A"))}])


def secret_of(level: int, number: int) -> Change:
    """A trace of this voter with a secret that opens nothing."""

    def lie(evil: Liar) -> None:
        out = evil.way(number)[level]["out"]
        evil.restated("trace", lambda one: one.update(secret=b64(bytes(32))) if one["out"] == out else UNTOUCHED)

    return lie


def voters_exchanged(evil: Liar) -> None:
    """Two envelopes that do not open later on, each traced to the other's voter."""
    other = {n.member(SHUT_1): n.member(BROKEN_1), n.member(BROKEN_1): n.member(SHUT_1)}
    evil.restated("trace", lambda one: one.update(voter=other[one["voter"]]) if one["voter"] in other else UNTOUCHED)


def invented_on_the_way(evil: Liar) -> None:
    """What level 0 is said to have given is not among what it gave."""
    out = evil.way(SHUT_2)[0]["out"]

    def change(one: Any) -> object:
        place = {0: "out", 1: "item"}[one["level"]]
        return one.update({place: b64(bytes(32))}) if one[place] == out else UNTOUCHED

    evil.restated("trace", change)


def proof_for_the_broken(evil: Liar) -> None:
    evil.bad(BROKEN_1, proof=evil.bad(SHUT_1)["proof"])


def no_proof(number: int) -> Change:
    return lambda evil: evil.bad(number, proof=None)


def proof_of_another(evil: Liar) -> None:
    evil.bad(SHUT_1, proof=evil.bad(SHUT_2)["proof"])


def another_reason(evil: Liar) -> None:
    evil.bad(BROKEN_1, reason="signature")


def twin_from_nowhere(evil: Liar) -> None:
    """The last opener seals the ballot anew, and shows this as the other one of its key."""
    manifest, box, bad = evil.manifest(P), evil.room.polls[P].parties["S"].box, evil.bad(FIRST)
    twin = anew(manifest, layers.opened(box, unb64(bad["item"]), layers.info(manifest, 2)))
    evil.bad(FIRST, twin={"item": b64(twin), "secret": b64(layers.shared_secret(box, twin))})


def twin_that_is_bad(evil: Liar) -> None:
    other = evil.bad(UNSIGNED)
    evil.bad(FIRST, twin={"item": other["item"], "secret": other["secret"]})


def twin_itself(evil: Liar) -> None:
    own = evil.bad(SHARED)
    evil.bad(SHARED, twin={"item": own["item"], "secret": own["secret"]})


def item_of_the_level_before(evil: Liar) -> None:
    """What came to level 1 is shown as what level 2 could not open."""
    item = evil.items(0)[evil.way(SHUT_2)[0]["out"]]
    evil.bad(SHUT_2, item=b64(item), proof=None)


def items_invented(evil: Liar) -> None:
    """Rubbish in the place of everything that was found bad."""
    bare = {"reason": "not_opened", "secret": None, "twin": None, "proof": None}
    bad = [{"bad": {**bare, "item": b64(bytes([at]) * 400)}} for at, _ in enumerate(evil.rows("bad"))]
    evil.retrace([*evil.rows("trace"), *evil.rows("unopened"), *bad])


def longer_item(evil: Liar) -> None:
    """A byte behind an item that lacks its sealer's proof; its trace leads there."""
    out, item = evil.way(BROKEN_1)[0]["out"], unb64(evil.bad(BROKEN_1)["item"]) + b"\0"
    evil.bad(BROKEN_1, item=b64(item))
    evil.restated("trace", lambda one: one.update(out=hashed(item)) if one["out"] == out else UNTOUCHED)


def number_for_a_row(evil: Liar) -> None:
    evil.retrace([*evil.rows(), 1])


def untold(evil: Liar) -> None:
    """The log has nothing of one of them."""
    entries = evil.entries()
    entries.remove(next(one for one in entries if one.get("type") == "envelope.traced.v1"))
    evil.relog(entries)


def told_as(**fields: str) -> Change:
    """The log says something else of one of them."""
    return lambda evil: evil.edit_entry("envelope.traced.v1", P, lambda event: event.update(fields))


def longer_token_item(evil: Liar) -> None:
    """A voter's own token covers an item that is too long; level 0 hands it on in the place of hers (V8)."""
    paper = evil.room.polls[P].drawn[n.member(1)]
    items = list(evil.items(0).values())
    room, manifest = evil.manifest(P).token_room, evil.manifest(P)
    at = next(at for at, one in enumerate(items) if layers.read_token(manifest, one).pk == paper.point(1))
    sealed = items[at][room:] + b"\0"
    token = paper.credential(1, layers.TOKEN_SIGNED + sealed)
    items[at] = items[at][:2] + token.text() + sealed
    root = b64(receipts.root(sorted(items)))
    evil.put_lines(f"polls/{P}/mix/0.jsonl", [b64(item) for item in sorted(items)])

    def change(rows: list[Any]) -> None:
        for level, field in ((0, "out_root"), (1, "in_root")):
            payload = {**messages.parse(rows[level]).payload, field: root}
            rows[level] = evil.sign("mix", payload, evil.key_of("AB"[level]))

    evil.edit_lines(f"polls/{P}/mix.jsonl", change)


def token_checked(evil: Together) -> None:
    """The log says before the close that a paper was checked whose key is a token of an item that went on (V8)."""
    token = layers.read_token(evil.manifest(LAST), unb64(evil.lines(f"polls/{LAST}/mix/0.jsonl")[0]))
    checked_before_the_close(evil, b64(token.pk))


EVER: Final = ("whole", "destroyed")
# of signatures, forms, numbers and hashes: they are there ever after, and what more is looked at before can only refuse, too
FORM: Final = ("destroyed",)
# what is told, where it is refused, and where nothing is left that it could be held against
LIES: Final[dict[str, tuple[Change, tuple[str, ...], tuple[str, ...]]]] = {
    "a later trace twice": (later_trace_twice, FORM, ()),
    "a trace of level 0's own twice": (own_trace_twice, FORM, ()),
    "a proof twice": (unopened_twice, EVER, ()),
    "a proof of somebody not named": (unopened_of_another, FORM, ()),
    "a proof of a broken layer": (
        unopened_of_the_broken, ("whole", "votes void at first there", "one of those votes gone"), ("destroyed",),
    ),
    "no proof at level 0": (unopened_not_shown, ("whole", "one of those votes gone"), ("destroyed",)),
    "a false proof at level 0": (false_proof, ("whole",), ("destroyed",)),
    "a proof of another manifest": (unopened_of_another_manifest, FORM, ()),
    "a proof with another field": (unopened_with_more, FORM, ()),
    "a proof of the server's": (unopened_by_the_server, FORM, ()),
    "traces of a stranger": (traces_by_a_stranger, FORM, ()),
    "a trace in the row of a proof": (trace_in_the_wrong_row, FORM, ()),
    "a trace of the last level": (trace_of_the_last_level, FORM, ()),
    "a trace of a good ballot": (trace_of_a_good_one, FORM, ()),
    "a false secret of level 0": (
        secret_of(0, SHUT_2), ("whole", "another later vote there"), ("one later vote there",),
    ),
    "a false secret of what is void at level 0": (secret_of(0, TOKEN), ("one of those votes gone",), ("destroyed",)),
    "a false secret of level 1": (
        secret_of(1, SHUT_2), ("another later vote there", "items of level 0 there"), ("items of level 1 there",),
    ),
    "traced to each other": (voters_exchanged, ("one later vote there",), ()),
    "an item invented on the way": (invented_on_the_way, ("votes there", "items of level 0 there"), ("destroyed",)),
    "a proof where none is due": (proof_for_the_broken, EVER, ()),
    "no proof at level 1": (no_proof(SHUT_1), EVER, ()),
    "no proof at level 2": (no_proof(SHUT_2), FORM, ()),
    "another's proof": (proof_of_another, EVER, ()),
    "another reason": (another_reason, FORM, ()),
    "a twin from nowhere": (twin_from_nowhere, EVER, ()),
    "a twin that is bad itself": (twin_that_is_bad, FORM, ()),
    "a twin that is the item itself": (twin_itself, FORM, ()),
    "an item of the level before": (item_of_the_level_before, EVER, ()),
    "invented items": (items_invented, EVER, ()),
    "a longer item": (longer_item, EVER, ()),
    "a number for a row": (number_for_a_row, FORM, ()),
    "not in the log": (untold, ("whole",), ()),
    "found by somebody else": (told_as(found_by="B"), FORM, ()),
    "another reason in the log": (told_as(reason="form"), ("whole",), ()),
}  # fmt: skip


def traced_by_name(evil: Together) -> None:
    """The log has a void envelope of a vote by name, which has none."""
    entries = evil.entries()
    at = max(at for at, one in enumerate(entries) if one.get("type") == "poll.closed.v1" and one["poll"] == LAST)
    told = {"poll": "p2", "voter": n.member(1), "reason": "form", "found_by": "S", "type": "envelope.traced.v1"}
    evil.relog([*entries[: at + 1], {**told, "at": entries[at]["at"], "by": "system:count"}, *entries[at + 1 :]])


def by_the_later_key(evil: Together) -> None:
    """What level 0 could not open is proved by the key that its station has had only since the vote."""
    found = evil.lines(TRACES)
    for row in found:
        if "unopened" in row:
            row["unopened"] = evil.sign("unopened", said(row, "unopened"), evil.key_of("A"))
    evil.put_lines(TRACES, sorted(found, key=exact.dumps))


def traces() -> Iterator[tuple[str, bytes, int, int | None]]:
    """Name, file, exit code and first step that fails, of all of them."""
    for name, remains in REMAINS.items():
        yield f"good T2, {name}", Liar(remains()).file(), 0, None
    for name, (lie, refused, unseen) in LIES.items():
        for where in (*refused, *unseen):
            evil = Liar(REMAINS[where]())
            lie(evil)
            yield f"{name}, {where}", evil.file(), *((1, 7) if where in refused else (0, None))
    long = Liar(held()[0])
    longer_token_item(long)
    yield "V8: an item that is too long behind its token", long.file(), 1, 8
    for reason in ("not_opened", "repeated_key"):
        yield f"a good paper dropped: {reason}", Together(dropped(reason)).file(), 1, 7
    yield "a reason that level 0 cannot know", Together(misnamed()).file(), 1, 7
    others = (
        (7, joint_told("T2"), traced_by_name),
        (8, joint_told("T2"), token_checked),
        (7, replaced(), by_the_later_key),
    )
    for step, told, told_otherwise in others:
        together = Together(told)
        told_otherwise(together)
        yield f"V{step}: {told_otherwise.__name__}", together.file(), 1, step
