"""The station's own count: from the ballots that the last opener published to the text that it signs, or does not.

Every ballot's credential is checked here again; the figures of papers, envelopes and void ones are the station's own.
Equal to the letter, the server's text is signed; otherwise both stand in the evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, Final

from voting.ballots import receipts, recount, statements
from voting.ballots.encodings import Malformed, b64
from voting.ballots.fields import each, exactly, identifier, plain
from voting.ballots.layers import certified
from voting.ballots.messages import read_json
from voting.ballots.opening import Paper, read_paper
from voting.ballots.papers import Manifest
from voting.ballots.sealing import Ballot, read_inner, signature_holds
from voting.ballots.statements import Mix, Tally
from voting.exact import Json
from voting.station.chain import read_chain, read_close
from voting.station.desks import Case, Desks
from voting.station.notebook import Box
from voting.station.outcomes import Outcome, Refused

_TALLY: Final = {"vote": identifier, "close": plain, "before": each(plain, 3), "ballots": each(plain), "tally": plain}
_MERGE: Final = {"written": plain, "into": plain}


def tally(at: Desks, body: Json) -> Outcome:
    """Count by oneself, compare to the letter, and sign."""
    asked = exactly(body, _TALLY)
    vote, text = asked["vote"], asked["tally"]
    case, box, known = at.case(vote), at.notebook.box(vote), at.notebook.tally(vote)
    if known is not None and known[0] == text:
        return {"tally": known[1]}
    if box is None or box.close != asked["close"]:
        return Refused("station.another_box")
    own: str | None = None
    try:
        last, own = count(at, case, box, asked)
        if own != text:
            raise Malformed("station.tally", "the texts differ")
        if known is not None and not merges_of(text):  # counted anew only because tellers settled a written name
            raise Malformed("station.tally", "another count was signed")
    except Malformed as error:
        evidence = {"before": list(asked["before"]), "server": text, "own": own}
        at.notebook.alarm("tally", evidence, vote=vote, code=error.code if error.code in TOLD else "station.tally")
        return Refused(error.code)
    merges = merges_of(text)
    if merges:
        shown = [{"written": written, "into": case.names.get(into, into)} for written, into in merges.items()]
        wait = at.agreed("tally", b64(sha256(text.encode("utf-8")).digest()), {"vote": vote, "merges": shown})
        if wait is not None:
            return wait
    return _sign(at, case, last, text)


TOLD: Final = frozenset({"station.ballots", "station.void", "station.statements", "station.close", "station.tally"})


def _sign(at: Desks, case: Case, last: Mix, text: str) -> Outcome:
    digest = sha256(text.encode("utf-8")).digest()
    vote = case.manifest.vote
    signed = at.state(Tally(vote, case.manifest.mh, at.station, digest, last.out_root, last.m_out))
    with at.notebook.writing():
        at.notebook.put_tally(vote, text, signed)
        at.notebook.tell("tallied", vote=vote)
    return {"tally": signed}


def count(at: Desks, case: Case, box: Box, asked: Mapping[str, Any]) -> tuple[Mix, str]:
    """The last opener's statement and the tally text of this station's own count; Malformed with what does not hold."""
    manifest, vote = case.manifest, case.manifest.vote
    close = read_close(at, case, asked["close"])
    chain = read_chain(case, asked["before"], close)
    if len(chain) != len(manifest.mix) or box.mix not in asked["before"]:
        raise Malformed("station.statements", "a level is missing, or this station's own is another")
    inners = [text.encode("utf-8") for text in asked["ballots"]]
    if receipts.root(inners) != chain[-1].out_root or len(inners) != chain[-1].m_out or inners != sorted(set(inners)):
        raise Malformed("station.ballots", "the ballots are not those of the last statement")
    papers = list(at.workers.map(lambda inner: judged(manifest, inner), inners))
    if len({key for key, _ in papers}) != len(papers):
        raise Malformed("station.ballots", "a ballot key stands twice")
    drawn = at.notebook.drawn(vote)
    if close.issued != len(drawn):
        raise Malformed("station.close", "the papers issued are not as many as this station issued")
    made = recount.Box(len(drawn), close.cast, close.cast_root, chain[-1].out_root, sum(drawn.values()) - len(drawn),
                       void_of(chain, box.level, at.notebook.traces(vote)), merges_of(asked["tally"]))  # fmt: skip
    return chain[-1], recount.text(manifest, case.lines, made, [paper for _, paper in papers])


def judged(manifest: Manifest, inner: bytes) -> tuple[bytes, Paper]:
    """Key and paper of a published ballot; Malformed (`station.ballots`) for one that should not be there."""
    try:
        ballot: Ballot = read_inner(inner, manifest.shape.issuers)
        good = ballot.inner() == inner and signature_holds(ballot)
        if not good or not certified(manifest, manifest.levels[-1], ballot.credential):
            raise Malformed("station.ballots", "a ballot lacks a signature")
        return ballot.pk, read_paper(manifest, ballot)
    except Malformed as error:
        raise Malformed("station.ballots", error.why) from error


def void_of(chain: Iterable[Mix], level: int, traced: Iterable[tuple[str | None, str]]) -> tuple[tuple[str, str], ...]:
    """Every void envelope of a box, sorted; Malformed (`station.void`) when one that a later level names was not traced
    by this station, which opened `level`: at level 0 by name, at a middle level, which knows no names, by number.
    """
    found = [(mix.level, void) for mix in chain for void in mix.void]
    later = sorted(voter for at_level, (voter, _) in found if at_level > level)
    own = list(traced)
    if len(later) != len(own) or (level == 0 and later != sorted(voter or "" for voter, _ in own)):
        raise Malformed("station.void", "an envelope is void that this station did not trace")
    return tuple(sorted((void for _, void in found), key=statements.void_order))


def merges_of(text: str) -> dict[str, str]:
    """The merges of a tally text; Malformed when it is no text of a count."""
    found = read_json(text)
    if not isinstance(found, dict) or not isinstance(found.get("merges"), list):
        raise Malformed("station.tally", "not the text of a count")
    rows = [exactly(one, _MERGE) for one in found["merges"]]  # type: ignore[union-attr]
    return {row["written"]: row["into"] for row in rows}
