"""V3 to V6: papers were drawn, and votes cast, by the terminals of the electorate alone, each as the log has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from voting.ballots import messages, receipts, statements
from voting.ballots.encodings import b64, unb64
from voting.ballots.fields import exactly, plain
from voting.verify import rows
from voting.verify.evidence import Evidence, Question, Seat, whole
from voting.verify.log import CastAt
from voting.verify.rows import CastRow, Context, IssueRow, Jwk
from voting.verify.saying import NOT_HERE, Broken, Said, must
from voting.verify.seals import by_any


def context(poll: Question) -> Context:
    """What rows of this poll are checked against, as plain data."""
    issuers = [issuer.id for issuer in poll.manifest.issuers]
    parties = {party: tuple(_coordinates(key.jwk) for key in poll.keys.of(party)) for party in issuers}
    jws, server = poll.contents.text(poll.path("manifest.jws")), _coordinates(poll.keys.server.jwk)
    return Context(jws, server, parties, poll.manifest.checked)


def _coordinates(jwk: Any) -> Jwk:
    return str(jwk["x"]), str(jwk["y"])


def device(poll: Question, kid: str) -> Jwk:
    """The key of a terminal; Broken where the bundle does not have it."""
    if kid not in poll.keys.devices:
        raise Broken(f"{poll.id} 有一个终端的密钥不在其中。", f"The key of a terminal of {poll.id} is not there.")
    return _coordinates(poll.keys.devices[kid])


def speaks(poll: Question, voter: str, at: int) -> Seat:
    """Where a voter sits and which terminal speaks for her at this place of the log; Broken for who is no voter."""
    if voter not in poll.roster:
        raise Broken(f"{voter} 不在 {poll.id} 的名册上。", f"{voter} is not on the roster of {poll.id}.")
    later = [Seat(one.seat, one.kid) for one in poll.log.replaced if one.voter == voter and one.at < at]
    return later[-1] if later else poll.roster[voter]


def papers(e: Evidence) -> list[Said]:
    """V3: every paper was drawn by its voter's terminal, stands in the log, and was answered by every issuer."""
    if not e.full:
        return [NOT_HERE]
    total = 0
    for poll in e.by_key:
        found = _issue_rows(e, poll)
        total += len(found)
        for why in e.workers.each(rows.issue, context(poll), found):
            must(not why, f"{poll.id} 的领票不成立：{why}。", f"A paper of {poll.id} does not hold: {why}.")
        if poll.stations:
            _once(poll)
    return [
        Said(
            f"{total} 次领票的签名、席位、记录和答复一致。",
            f"{total} drawn papers: signatures, seats, log and answers hold.",
        )
    ]


def _issue_rows(e: Evidence, poll: Question) -> list[IssueRow]:
    lines = poll.contents.lines(poll.path("issue.jsonl"))
    must(
        len(lines) == len(poll.log.drawn),
        f"{poll.id} 的领票与记录数目不符。",
        f"{poll.id} has another number of papers than the log.",
    )
    last: dict[str, CastAt] = {}
    casts = iter([*poll.log.cast, None])
    ahead = next(casts)
    found: list[IssueRow] = []
    for line, drawn in zip(lines, poll.log.drawn, strict=True):
        while ahead is not None and ahead.at < drawn.at:
            last[ahead.voter] = ahead
            ahead = next(casts)
        seat, before = speaks(poll, drawn.voter, drawn.at), last.get(drawn.voter)
        seq, prev = (before.seq + 1, before.jws) if before else (1, None)
        leaf = b64(e.log.tree.leaf(drawn.at))
        found.append(IssueRow(line, device(poll, seat.kid), seat.seat, drawn.jws, drawn.at, leaf, seq, prev))
    return found


def _once(poll: Question) -> None:
    """From T1 on each voter draws once, and once more for each paper that tellers had recorded as spoiled before."""
    times: Counter[str] = Counter()
    for drawn in poll.log.drawn:
        times[drawn.voter] += 1
        spoiled = sum(one.voter == drawn.voter and one.at < drawn.at for one in poll.log.spoiled)
        must(
            times[drawn.voter] <= 1 + spoiled,
            f"{poll.id} 有人多领了票。",
            f"A voter of {poll.id} drew too many papers.",
        )


def spoiled_as_logged(poll: Question, number: int) -> bool:
    """Whether so many papers were drawn in the place of spoiled ones; where the log hides who has drawn, it is no more
    than tellers recorded.
    """
    if not poll.stations:
        return number == 0
    return number == poll.log.again if poll.log.drawn else number <= len(poll.log.spoiled)


def issued(e: Evidence) -> list[Said]:
    """V4: the issuers, the list of papers, the close and the log agree on how many were issued."""
    closed = [poll for poll in e.by_key if poll.log.closed is not None]
    for poll in closed:
        number = poll.close["issued"]
        event = poll.log.closed.event if poll.log.closed else {}
        must(
            whole(event.get("issued")) == number,
            f"{poll.id} 的发出票数与记录不符。",
            f"The log has another number issued in {poll.id}.",
        )
        voters = {drawn.voter for drawn in poll.log.drawn}
        if e.full or poll.manifest.mode == "named":
            must(
                len(voters) == number,
                f"{poll.id} 的发出票数与领票不符。",
                f"{poll.id}: another number of voters drew papers.",
            )
        if poll.stations and poll.counted:
            _issue_close(poll, sorted(voters), full=e.full)
    total = sum(poll.close["issued"] for poll in closed)
    return [
        Said(
            f"{len(closed)} 次表决发出票 {total} 张，各方一致。",
            f"{len(closed)} polls, {total} papers issued: all agree.",
        )
    ]


def _issue_close(poll: Question, voters: list[str], *, full: bool) -> None:
    issuers = [issuer.id for issuer in poll.manifest.issuers]
    found = [plain(jws) for jws in poll.contents.values(poll.path("issued.jsonl"))]
    must(len(found) == len(issuers), f"{poll.id} 的发票声明不全。", f"{poll.id} lacks an issuer's statement.")
    said = []
    for party, jws in zip(issuers, found, strict=True):
        one = by_any(poll, jws, party, statements.IssueClose)
        statements.of_poll(one, poll.manifest, party)
        said.append((one.issued, one.spoiled, one.voters_root))
    must(len(set(said)) == 1, f"{poll.id} 的发票方互不一致。", f"The issuers of {poll.id} disagree.")
    number, spoiled, root = said[0]
    must(
        number == poll.close["issued"] and spoiled_as_logged(poll, spoiled),
        f"{poll.id} 的发票声明与封箱不符。",
        f"The issuers of {poll.id} and its close disagree.",
    )
    if full:
        ids = sorted(voter.encode("utf-8") for voter in voters)
        must(
            root == receipts.root(ids),
            f"{poll.id} 的领票人与发票声明不符。",
            f"The issuers of {poll.id} name other voters.",
        )


def casts(e: Evidence) -> list[Said]:
    """V5: every vote is its voter's terminal's, in its order, in the log, between opening and close."""
    total = gone = 0
    moved: list[Said] = []
    for poll in e.by_key:
        by_name = poll.manifest.mode == "named"
        if not e.full and not by_name:
            continue
        found, destroyed = _cast_rows(e, poll)
        total, gone = total + len(found), gone + destroyed
        moved += _moved(e, poll, found)
        if by_name:
            reasons = [why for _, why in e.workers.each(rows.named, context(poll), found)]
        else:
            reasons = list(e.workers.each(rows.cast, context(poll), found))
        for why in reasons:
            must(not why, f"{poll.id} 有一张选票不成立：{why}。", f"A vote of {poll.id} does not hold: {why}.")
    said = [
        Said(f"{total} 张选票的签名、席位、次序和记录一致。", f"{total} votes: signatures, seats, order and log hold.")
    ]
    said += (
        [Said(f"{gone} 个信封已销毁，只有散列。", f"{gone} envelopes were destroyed; their hashes are left.")]
        if gone
        else []
    )
    return [*said, *moved] if e.full else [*said, *moved, NOT_HERE]


def _moved(e: Evidence, poll: Question, found: Sequence[CastRow]) -> Iterator[Said]:
    """Whose terminal was replaced while the vote was on, and whether she voted from there. By name nothing else says that
    the vote is hers: whoever gave her the terminal could have cast it.
    """
    if not e.full:
        who = sorted({row.voter for row in found if row.seat is None})
        if who:
            yield Said(
                f"{poll.id}：{'、'.join(who)} 的记名票由名册以外的终端签名；换终端的记录在完整版中，仅凭服务器。",
                f"{poll.id}: the votes by name of {', '.join(who)} are of terminals beside the roster; who was given one is the server's word.",
            )
        return
    for one in poll.log.replaced:
        voted = any(cast.voter == one.voter and cast.at > one.at for cast in poll.log.cast)
        zh, en = ("其后投了票", "and voted afterwards") if voted else ("其后没有投票", "and did not vote afterwards")
        yield Said(
            f"{poll.id}：{one.voter} 在表决中换了终端（席位 {one.seat}），{zh}；新终端是谁的，仅凭服务器。",
            f"{poll.id}: {one.voter} was given another terminal meanwhile (seat {one.seat}), {en}; whose it is is the server's word.",
        )


def _cast_rows(e: Evidence, poll: Question) -> tuple[list[CastRow], int]:
    """The votes whose messages are there, with what they must be; how many messages were destroyed."""
    values = list(poll.contents.values(poll.path("cast.jsonl")))
    must(
        len(values) == len(poll.log.cast),
        f"{poll.id} 的选票与记录数目不符。",
        f"{poll.id} has another number of votes than the log.",
    )
    drawn = {one.voter: one.at for one in reversed(poll.log.drawn)}
    last: dict[str, CastAt] = {}
    found: list[CastRow] = []
    for value, at in zip(values, poll.log.cast, strict=True):
        _in_time(poll, at, drawn)
        before = last.get(at.voter)
        seq, prev = (before.seq + 1, before.jws) if before else (1, None)
        must(
            type(at.seq) is int and at.seq == seq,
            f"{poll.id} 的选票次序不连续。",
            f"Votes of {poll.id} are out of order.",
        )
        last[at.voter] = at
        if poll.manifest.mode == "secret" and value.keys() == {"digest"}:
            must(
                poll.log.destroyed,
                f"{poll.id} 的信封不在其中，而日志没有销毁令。",
                f"An envelope of {poll.id} is not there, and the log has no order to destroy it.",
            )
            must(
                value["digest"] == at.jws,
                f"{poll.id} 的信封与记录不符。",
                f"An envelope of {poll.id} is not the log's.",
            )
            continue
        jws = exactly(value, {"jws": plain})["jws"]
        seat, kid = _place(e, poll, at, jws)
        found.append(CastRow(jws, device(poll, kid), seat, at.jws, seq, prev, at.voter))
    return found, len(values) - len(found)


def _place(e: Evidence, poll: Question, at: CastAt, jws: str) -> tuple[str | None, str]:
    """The seat and the key that the vote must have. What terminal a member was given in mid-poll, only the full profile
    shows: in the other the vote's own key is taken, and no seat.
    """
    here = speaks(poll, at.voter, at.at)
    if e.full:
        return here.seat, here.kid
    kid = messages.parse(jws).kid
    return (here.seat, kid) if kid == here.kid else (None, kid)


def _in_time(poll: Question, at: CastAt, drawn: dict[str, int]) -> None:
    opened = poll.log.opened
    closed = poll.log.closed.at if poll.log.closed else at.at + 1
    must(
        opened is not None and opened < at.at < closed,
        f"{poll.id} 有选票不在表决期间。",
        f"A vote of {poll.id} came outside its time.",
    )
    must(
        at.voter in drawn and drawn[at.voter] < at.at,
        f"{poll.id} 有人未领票而投票。",
        f"Somebody voted in {poll.id} without a paper.",
    )
    must(
        at.seq == 1 or poll.manifest.rules.press == "last",
        f"{poll.id} 的首次按键有效，却有改票。",
        f"{poll.id} counts the first press, and has a second.",
    )


def entering(e: Evidence, poll: Question) -> list[str]:
    """The hashes of the votes that enter, sorted as bytes: the last of each voter."""
    if e.full or poll.manifest.mode == "named":
        last = {at.voter: at.jws for at in poll.log.cast}
        return sorted(last.values(), key=unb64)
    found = [
        str(exactly(value, {"digest": plain})["digest"]) for value in poll.contents.values(poll.path("cast.jsonl"))
    ]
    ordered = sorted(set(found)) == found  # docs/bundle.md: sorted as texts
    must(
        ordered, f"{poll.id} 的信封散列没有排序或重复。", f"The envelopes of {poll.id} are not sorted, or stand twice."
    )
    return found


def closes(e: Evidence) -> list[Said]:
    """V6: what entered is the same for the close, the log, the first opener and the count."""
    total = 0
    for poll in e.by_key:
        never = poll.log.closed is None and not e.full and poll.manifest.mode == "secret"
        must(
            not never or not poll.contents.lines(poll.path("cast.jsonl")),
            f"{poll.id} 未结束而有选票进入。",
            f"{poll.id} was never closed, and votes entered.",
        )
    closed = [poll for poll in e.by_key if poll.log.closed is not None or poll.counted]
    for poll in closed:
        must(poll.log.closed, f"{poll.id} 未结束而计票。", f"{poll.id} was counted and never closed.")
        inside = entering(e, poll)
        total += len(inside)
        event = poll.log.closed.event if poll.log.closed else {}
        numbers = {len(inside), poll.close["cast"], whole(event.get("cast"))}
        if poll.counted:
            numbers |= {poll.tally["cast"], *map(whole, _first_in(poll))}
        must(
            len(numbers) == 1,
            f"{poll.id} 的投票数各处不一。",
            f"{poll.id} has different numbers of votes in different places.",
        )
        root = b64(receipts.cast_root(map(unb64, inside)))
        roots = {root, poll.close["cast_root"]} | ({_counted(poll)["cast_root"]} if poll.counted else set())
        must(len(roots) == 1, f"{poll.id} 的投票散列根不符。", f"{poll.id} has another root of votes.")
    return [
        Said(
            f"{len(closed)} 次表决 {total} 张选票进入计票，各处一致。",
            f"{len(closed)} polls, {total} votes entered: all places agree.",
        )
    ]


def _counted(poll: Question) -> Any:
    return poll.log.counted.event if poll.log.counted else {}


def _first_in(poll: Question) -> list[Any]:
    """How many the first opener says it took in; nothing at T0 and by name. The rest of its statement is V7's."""
    if not poll.stations:
        return []
    first = next(poll.contents.values(poll.path("mix.jsonl")), None)
    return [messages.parse(first, messages.LIMITS["mix"]).payload.get("m_in")]


def mixes(poll: Question) -> Sequence[statements.Mix]:
    """What each opener stated, in order; none at T0 and by name."""
    if not poll.stations:
        return ()
    found = [plain(jws) for jws in poll.contents.values(poll.path("mix.jsonl"))]
    openers = [opener.id for opener in poll.manifest.mix]
    must(len(found) == len(openers), f"{poll.id} 缺少拆封声明。", f"{poll.id} lacks an opener's statement.")
    said = []
    for level, (party, jws) in enumerate(zip(openers, found, strict=True)):
        mix = by_any(poll, jws, party, statements.Mix)
        statements.of_poll(mix, poll.manifest, party)
        must(mix.level == level, f"{poll.id} 的拆封层次不对。", f"The levels of {poll.id} are out of order.")
        said.append(mix)
    return said
