"""Voters who seal something else than a good ballot: one cast for every reason for which an envelope can be void."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from secrets import token_bytes

from tests.ballots import seals
from tests.ballots.paper import Drawn, known, with_token
from tests.ballots.parties import LocalTier
from voting.ballots import layers, p256, sealing
from voting.ballots.sealing import Ballot, Credential


def wrap(paper: Drawn, x: bytes, level: int, token: Credential | None = None) -> bytes:
    """Seal `x` for `level` and every level before it; at T2 with this token, or the paper's own."""
    for at in range(level, -1, -1):
        if at == 0 and paper.manifest.token_room:
            x = with_token(token or paper.credential(1, layers.TOKEN_SIGNED + x), x)
        x = paper.layer(x, at)
    return x


def cast_framed(poll: LocalTier, voter: str, framed: bytes) -> str:
    """Framed bytes, whatever they are, rightly sealed and cast."""
    return cast_ct(poll, voter, wrap(poll.draw(voter), framed, len(poll.manifest.mix) - 1))


def cast_ct(poll: LocalTier, voter: str, ct: bytes) -> str:
    """Sealed bytes, whatever they are, cast."""
    raw = poll.draw(voter).terminal.send(poll.manifest, ct)
    poll.take(raw)
    return raw


def cast_ballot(poll: LocalTier, voter: str, ballot: Ballot) -> str:
    """A ballot, whatever it says, framed, sealed and cast."""
    return cast_framed(poll, voter, sealing.frame(ballot.inner(), poll.manifest.pad))


def rubbish(poll: LocalTier, level: int, *, seat: str = "", token: bytes = b"", whole: bool = True) -> bytes:
    """What comes to `level` (0: from this seat; 1 of T2: behind this token) as a sealed layer and opens with no key; not
    `whole`: without its sealer's proof, on a point of which nobody knows the key.
    """
    length = layers.item_length(poll.manifest, level) - (poll.manifest.token_room if level == 1 else 0)
    ephemeral = p256.generate()
    enc = p256.encode_point(ephemeral.public_key())
    if not whole:
        return enc + token_bytes(length - len(enc))
    box = token_bytes(length - layers.BOX)
    return known(ephemeral, p256.generate(), layers.info(poll.manifest, level, seat, token), enc + box)


def _changed(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def _ballot(poll: LocalTier, voter: str, marks: str = "YNA", names: tuple[str, ...] = ()) -> Ballot:
    return poll.draw(voter).ballot(marks, names)


def _text(poll: LocalTier, voter: str, p: str) -> str:
    paper = poll.draw(voter)
    last = poll.manifest.levels[-1]
    return cast_ballot(poll, voter, seals.sign_paper(paper.keys[last], p, paper.signed[last]))


def _unsigned(poll: LocalTier, voter: str) -> str:
    ballot = _ballot(poll, voter)
    return cast_ballot(poll, voter, Ballot(ballot.p.replace("YNA", "YYY"), ballot.pk, ballot.sig, ballot.r, ballot.s))


def _uncertified(poll: LocalTier, voter: str) -> str:
    ballot = _ballot(poll, voter)
    s = {**ballot.s, "A": _changed(ballot.s["A"])}
    return cast_ballot(poll, voter, Ballot(ballot.p, ballot.pk, ballot.sig, ballot.r, s))


def _bad_token(poll: LocalTier, voter: str) -> str:
    paper = poll.draw(voter)
    x = paper.layer(paper.layer(sealing.frame(_ballot(poll, voter).inner(), poll.manifest.pad), 2), 1)
    return cast_ct(poll, voter, wrap(paper, x, 0, paper.credential(1, b"something else")))


ALONE: dict[str, Callable[[LocalTier, str], str]] = {
    "not_opened": lambda poll, voter: cast_ct(poll, voter, token_bytes(poll.manifest.ct_length)),
    "form": lambda poll, voter: cast_framed(poll, voter, bytes(poll.manifest.pad)),
    "credential": _uncertified,
    "signature": _unsigned,
    "paper": lambda poll, voter: _text(poll, voter, "[]"),
    "marks": lambda poll, voter: cast_ballot(poll, voter, _ballot(poll, voter, "YNX")),
    "write_ins": lambda poll, voter: cast_ballot(poll, voter, _ballot(poll, voter, "BBB", ("甲", "乙", "丙"))),
    "wrong_manifest": lambda poll, voter: _text(poll, voter, sealing.paper_text(bytes(32), "YNA")),
}
T2_ALONE = {"token": _bad_token}


def inner_rubbish(poll: LocalTier, voter: str, level: int, *, whole: bool = True) -> str:
    """A cast that opens until `level` and no farther."""
    paper = poll.draw(voter)
    token = paper.point(1) if layers.carries_token(poll.manifest, level) else b""
    return cast_ct(poll, voter, wrap(paper, rubbish(poll, level, token=token, whole=whole), level - 1))


def everything(poll: LocalTier) -> Iterator[tuple[str, str]]:
    """Let one voter after the other do one of these things; (voter, reason)."""
    voters = iter(poll.terminals)
    faults = ALONE | (T2_ALONE if poll.tier == "T2" else {})
    for reason, act in faults.items():
        voter = next(voters)
        act(poll, voter)
        yield voter, reason
    for level in range(1, len(poll.manifest.mix)):
        voter = next(voters)
        inner_rubbish(poll, voter, level)
        yield voter, "not_opened"
    one, other = next(voters), next(voters)
    shared_ballot_key(poll, one, other)
    yield from ((one, "repeated_key"), (other, "repeated_key"))
    one, other = next(voters), next(voters)
    shared_layer(poll, one, other)
    yield from ((voter, "repeated_key") for voter in ((one, other) if poll.tier == "T1" else (other,)))


def shared_ballot_key(poll: LocalTier, one: str, other: str) -> None:
    """Two voters use the same credential of the last level for two papers."""
    poll.cast(one, "YYY")
    cast_ballot(poll, other, poll.draw(one).ballot("NNN"))


def shared_layer(poll: LocalTier, one: str, other: str) -> None:
    """The second hands in the same sealed layer as the first, in an envelope and, at T2, with a token of his own."""
    paper = poll.draw(one)
    last = len(poll.manifest.mix) - 1
    x = sealing.frame(paper.ballot("YYY").inner(), poll.manifest.pad)
    for level in range(last, 0, -1):
        x = paper.layer(x, level)
    for voter in (one, other):
        cast_ct(poll, voter, wrap(poll.draw(voter), x, 0))
