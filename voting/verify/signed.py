"""V12 and V13: the count stays within what was issued, and everybody who must has signed it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from voting.ballots import statements
from voting.ballots.encodings import unb64
from voting.ballots.fields import plain
from voting.verify import gone, rows, sheets
from voting.verify.evidence import SERVER, Evidence, Question
from voting.verify.saying import Broken, Said, must
from voting.verify.seals import by_any


def bounds(e: Evidence) -> list[Said]:
    """V12: ballots and void envelopes are the votes that entered, no more than papers issued, no more than voters."""
    for poll in e.polls:
        by_hand = poll.manifest.mode == "by_hand"
        most = poll.manifest.rules.eligible if by_hand else len(poll.log.hands.admitted)
        must(
            poll.log.hands.total <= most,
            f"{poll.id} 的举手多于可举手的人数。",
            f"{poll.id} has more hands than could be raised.",
        )
    done = [poll for poll in e.by_key if poll.counted]
    for poll in done:
        tally, found = poll.tally, poll.tally["sums"]
        good = (
            found["valid"] + found["invalid"]
            if "valid" in found
            else found["for"] + found["against"] + found["abstain"]
        )
        must(
            good + len(tally["void"]) == tally["cast"],
            f"{poll.id} 的有效、无效票之和不是所投票数。",
            f"Ballots and void envelopes of {poll.id} are not the votes cast.",
        )
        beside = poll.log.hands  # who raises a hand draws no paper
        chain = [tally["cast"], tally["issued"], len(poll.roster) - len(beside.admitted)]
        must(
            chain == sorted(chain),
            f"{poll.id} 应为投票 ≤ 发出 ≤ 名册。",
            f"{poll.id}: cast <= issued <= electorate does not hold.",
        )
        must(
            tally["issued"] == poll.close["issued"],
            f"{poll.id} 计票的发出票数不符。",
            f"The count of {poll.id} has another number issued.",
        )
    return [
        Said(
            f"{len(done)} 次表决：选票 + 无效 = 所投 ≤ 发出 ≤ 名册。",
            f"{len(done)} polls: ballots + void = cast <= issued <= electorate.",
        )
    ]


def signatures(e: Evidence) -> list[Said]:
    """V13: every issuer, at T0 and by name the server, signed this very count; sheets carry the record."""
    total, said = 0, []
    for poll in (one for one in e.by_key if one.counted):
        wanted = [SERVER, *poll.stations]
        found = [plain(jws) for jws in poll.contents.values(poll.path("tally.jsonl"))]
        parties = [_signed(poll, jws, wanted) for jws in found]
        absent = [party for party in wanted if party not in parties]
        must(
            parties == [party for party in wanted if party in parties],
            f"{poll.id} 的计票签名顺序不对或重复。",
            f"Signatures of the count of {poll.id} are out of order, or stand twice.",
        )
        said += _missing(poll, absent)
        total += len(found)
    return [
        Said(f"计票签名 {total} 个有效。", f"{total} signatures of counts hold."),
        *said,
        *gone.said(e),
        *sheets.documents(e),
    ]


def _missing(poll: Question, absent: Sequence[str]) -> list[Said]:
    """A station that was lost may not have signed, nor one for whom the count was declared by nobody."""
    if not absent:
        return []
    names, excused = ", ".join(absent), poll.log.here.isdisjoint(absent) or poll.log.ended != "declared"
    must(
        excused and SERVER not in absent,
        f"{poll.id} 的计票缺少 {names} 的签名。",
        f"The count of {poll.id} lacks a signature: {names}.",
    )
    lost = poll.log.ended == "declared"
    why = Said("已失联", "was lost") if lost else Said("的计票未宣布", "had no declared count to sign")
    return [
        Said(f"{poll.id}：监票席 {names} {why.zh}，没有签名。", f"{poll.id}: station {names} {why.en}; no signature.")
    ]


def _signed(poll: Question, jws: str, parties: Sequence[str]) -> str:
    """Who signed this very count."""
    text = poll.contents.data(poll.path("tally.json"))
    number = poll.tally["cast"] - len(poll.tally["void"])
    for party in parties:
        if rows.kid(jws) in {key.kid for key in poll.keys.of(party)}:
            found = by_any(poll, jws, party, statements.Tally)
            statements.of_poll(found, poll.manifest, party)
            same = (found.tally, found.out_root, found.m) == (
                sha256(text).digest(),
                unb64(poll.tally["out_root"]),
                number,
            )
            must(same, f"{party} 签的不是 {poll.id} 的这份计票。", f"{party} has signed another count of {poll.id}.")
            return party
    raise Broken(f"{poll.id} 的计票有不明签名。", f"Somebody unknown has signed the count of {poll.id}.")
