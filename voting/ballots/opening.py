"""The opening of a box at tier T0: envelopes in, sorted ballots out, and nothing that joins the two.

A bad envelope never stops the opening: it is void, its voter is named with the reason, no mark of it is told.
Everything else leaves here sorted by its bytes, which keeps neither the order of arrival nor the roll's.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeAlias

from voting.ballots import p256
from voting.ballots.encodings import Malformed
from voting.ballots.fields import exactly, octets, plain, texts
from voting.ballots.intake import Cast
from voting.ballots.layers import certified
from voting.ballots.messages import read_json
from voting.ballots.papers import Manifest
from voting.ballots.reasons import REASONS
from voting.ballots.receipts import cast_root, root
from voting.ballots.sealing import Ballot, read_inner, signature_holds, unframe, unseal

__all__ = ["REASONS", "Envelope", "Opened", "Paper", "judge", "open_box", "read_paper"]

Envelope: TypeAlias = tuple[str, str, Cast]  # voter, the seat that the cast names, the voter's last cast


@dataclass(frozen=True, slots=True)
class Paper:
    """A good paper: one letter for each line, and the names written in."""

    marks: str
    write_ins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """The opened box: `ballots` sorted bytewise, `papers` in the same order, `void` as (voter, reason) sorted by
    voter; `in_root` is the cast_root of the close, `out_root` the RFC 6962 root over `ballots`; 32 bytes each.
    """

    ballots: tuple[bytes, ...]
    papers: tuple[Paper, ...]
    void: tuple[tuple[str, str], ...]
    in_root: bytes
    out_root: bytes


class _Void(Exception):
    """An envelope that counts for nothing; the text is a key of REASONS."""


def open_box(manifest: Manifest, private: p256.Private, envelopes: Iterable[Envelope]) -> Opened:
    """Open the entering envelopes, one for each voter. About 0.15 ms of processor time each. ValueError when the key is
    not this manifest's, the poll is by name, a voter comes twice or a seat is not its cast's: errors of the caller.
    """
    given = list(envelopes)
    if manifest.tier != "T0":
        raise ValueError("the server does not open this poll alone: its key opens one layer")
    if manifest.box != p256.encode_point(private.public_key()):
        raise ValueError("this key does not open this poll")
    if len({voter for voter, _, _ in given}) != len(given):
        raise ValueError("a voter has more than one entering envelope")
    if any(seat != cast.seat for _, seat, cast in given):
        raise ValueError("an envelope stands beside another seat than the one that signed it")
    good, void = _sort_out(manifest, private, given)
    ballots = sorted(((ballot.inner(), paper) for ballot, paper in good), key=itemgetter(0))
    records = tuple(record for record, _ in ballots)
    entering = [cast.message.digest for _, _, cast in given]
    papers = tuple(paper for _, paper in ballots)
    return Opened(records, papers, tuple(sorted(void)), cast_root(entering), root(records))


def read_paper(manifest: Manifest, ballot: Ballot) -> Paper:
    """The paper in a ballot of this poll; Malformed whose `why` is a key of REASONS."""
    try:
        return _paper(manifest, ballot)
    except _Void as void:
        raise Malformed("message.malformed", str(void)) from void


def _sort_out(
    manifest: Manifest, private: p256.Private, given: list[Envelope]
) -> tuple[list[tuple[Ballot, Paper]], list[tuple[str, str]]]:
    good: list[tuple[str, Ballot, Paper]] = []
    void: list[tuple[str, str]] = []
    for voter, seat, cast in given:
        try:
            good.append((voter, *_judged(manifest, _framed(manifest, private, seat, cast))))
        except _Void as reason:
            void.append((voter, str(reason)))
    # Both users of a repeated key are void: which came first must not matter after the close.
    uses = Counter(ballot.pk for _, ballot, _ in good)
    void += [(voter, "repeated_key") for voter, ballot, _ in good if uses[ballot.pk] > 1]
    return [(ballot, paper) for _, ballot, paper in good if uses[ballot.pk] == 1], void


def judge(manifest: Manifest, framed: bytes) -> tuple[Ballot, Paper]:
    """The ballot in an opened frame; Malformed whose `why` is a key of REASONS. About 0.15 ms at T1."""
    try:
        return _judged(manifest, framed)
    except _Void as void:
        raise Malformed("message.malformed", str(void)) from void


def _framed(manifest: Manifest, private: p256.Private, seat: str, cast: Cast) -> bytes:
    if cast.mh != manifest.mh or cast.vote != manifest.vote:
        raise _Void("wrong_manifest")
    try:
        return unseal(cast.ct, private, manifest.mh, seat)
    except Malformed as error:
        raise _Void("not_opened") from error


def _judged(manifest: Manifest, framed: bytes) -> tuple[Ballot, Paper]:
    try:
        ballot = read_inner(unframe(framed, manifest.pad), manifest.shape.issuers)
        good = signature_holds(ballot)
    except Malformed as error:
        raise _Void("form") from error
    if not good:
        raise _Void("signature")
    if manifest.issuers and not certified(manifest, manifest.levels[-1], ballot.credential):
        raise _Void("credential")
    return ballot, _paper(manifest, ballot)


def _paper(manifest: Manifest, ballot: Ballot) -> Paper:
    try:
        fields = exactly(read_json(ballot.p), {"mh": octets(32), "marks": plain, "wi": texts})
    except Malformed as error:
        raise _Void("paper") from error
    if fields["mh"] != manifest.mh:
        raise _Void("wrong_manifest")
    if not manifest.rules.marks_fit(fields["marks"]):
        raise _Void("marks")
    names: tuple[str, ...] = fields["wi"]
    most = manifest.rules.writein_bytes
    if len(names) > manifest.rules.writein_max or any(len(name.encode("utf-8")) > most for name in names):
        raise _Void("write_ins")
    if not all(unicodedata.is_normalized("NFC", name) for name in names):
        raise _Void("write_ins")
    return Paper(fields["marks"], names)
