"""A box that stations opened with the server: what is filed of it, and how it is read again for another count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from voting import exact
from voting.ballots import messages, recount, statements
from voting.ballots.encodings import b64
from voting.ballots.messages import PublicKey
from voting.ballots.opening import Paper, read_paper
from voting.ballots.sealing import read_inner
from voting.ballots.statements import Mix, Void
from voting.clerk.clerk import JOSE, JSON, Clerk, PollPapers
from voting.clerk.polls import BoxFigures, entering, written
from voting.core.state import Poll
from voting.exact import Json
from voting.ledger import filed
from voting.ledger.port import Document, Envelope


@dataclass(frozen=True)
class Opened:
    """A box after its last level: statements of all levels (JWS), ballots sorted, papers in the same order, void ones."""

    mixes: tuple[str, ...]
    ballots: tuple[bytes, ...]
    papers: tuple[Paper, ...]
    void: tuple[Void, ...]
    in_root: bytes
    out_root: bytes
    items: Mapping[int, Sequence[bytes]] = field(default_factory=dict)  # level -> what left it, but the last
    traces: Sequence[Json] = ()
    issued: Mapping[str, str] = field(default_factory=dict)  # issuer -> its statement at the close


def casts(clerk: Clerk, poll: Poll) -> list[Envelope]:
    """The entering envelopes as they were stored, in the order of their hashes."""
    hashes = set(entering(poll))
    stored = clerk.ledger.envelopes(clerk.meeting, poll.id, "cast")
    return sorted((one for one in stored if one.digest in hashes), key=lambda one: one.digest)


def figures(poll: Poll, made: PollPapers, box: Opened) -> BoxFigures:
    """What the clerk counts of an opened box, and the papers that are filed with the count."""
    ids, marked = written(box.papers, made)
    about = recount.Box(len(poll.drawn), len(poll.cast), box.in_root, box.out_root, poll.spoiled, box.void,
                        {ids[name]: ids.get(to, to) for name, to in poll.merged.items()})  # fmt: skip
    text = recount.text(made.manifest, made.plain_lines(), about, box.papers)
    void = tuple(voter for voter, _ in box.void)
    return BoxFigures(
        marked, box.ballots, ids, void, box.in_root, box.in_root, box.out_root, text, tuple(_papers(poll.id, box)),
        tuple(why for _, why in box.void), box.mixes,
    )  # fmt: skip


def _papers(poll: str, box: Opened) -> Iterable[Document]:
    for level, jws in enumerate(box.mixes):
        yield filed.paper(filed.mix(poll, level), JOSE, jws.encode("ascii"))
    for level, items in box.items.items():
        yield filed.paper(filed.items(poll, level), JSON, exact.dumps([b64(item) for item in items]))
    for number, trace in enumerate(box.traces, start=1):
        yield filed.paper(filed.trace(poll, number), JSON, exact.dumps(trace))
    for by, jws in box.issued.items():
        yield filed.paper(filed.issued(poll, "close", by), JOSE, jws.encode("ascii"))


def _signer(clerk: Clerk, raw: str) -> PublicKey:
    """The key of who signed a statement that is filed: the server, or a station that was enrolled then."""
    kid = messages.parse(raw, messages.LIMITS["mix"]).kid
    return clerk.server.public if kid == clerk.server.public.kid else clerk.keys[kid]


def opened_before(clerk: Clerk, poll: Poll, made: PollPapers) -> Opened | None:
    """The same box read from what is filed, for a count made anew after a name was settled; None before the first."""
    openers = made.manifest.mix
    if clerk.ledger.document(clerk.meeting, filed.mix(poll.id, len(openers) - 1)) is None:
        return None
    raws = [filed.read(clerk.ledger, clerk.meeting, filed.mix(poll.id, level)) for level in range(len(openers))]
    last = [statements.read(raw, _signer(clerk, raw), Mix) for raw in raws]
    ballots = clerk.ledger.ballots(clerk.meeting, poll.id)
    issuers = made.manifest.shape.issuers
    papers = tuple(read_paper(made.manifest, read_inner(inner, issuers)) for inner in ballots)
    void = sorted((void for mix in last for void in mix.void), key=statements.void_order)
    return Opened(tuple(raws), ballots, papers, tuple(void), last[0].in_root, last[-1].out_root)
