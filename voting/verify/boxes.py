"""V7 to V10: what was opened is what was put in, and every ballot is a good paper of this poll, signed and single."""

from __future__ import annotations

from collections.abc import Sequence

from voting.ballots import receipts, statements
from voting.ballots.encodings import b64, unb64
from voting.ballots.fields import plain, texts
from voting.ballots.mixing import FEWEST
from voting.verify import rows
from voting.verify.evidence import Evidence, Question
from voting.verify.rows import ReadBallot
from voting.verify.saying import NOT_HERE, Said, must
from voting.verify.traces import kept, traced
from voting.verify.votes import context, entering, mixes


def levels(e: Evidence) -> list[Said]:
    """V7: each level took in what the one before gave out; what is missing is void by name."""
    done = [poll for poll in e.by_key if poll.counted]
    void, gone = 0, 0
    for poll in done:
        event = poll.log.counted.event if poll.log.counted else {}
        tally = poll.tally
        void += len(tally["void"])
        must(
            tally["in_root"] == event["in_root"] == event["cast_root"],
            f"{poll.id} 的计票不是从所投选票开始。",
            f"The count of {poll.id} does not begin with the votes cast.",
        )
        must(
            tally["out_root"] == event["out_root"],
            f"{poll.id} 的开票根与记录不符。",
            f"The log has another root of opened ballots of {poll.id}.",
        )
        _void(e, poll)
        said = mixes(poll)
        if poll.manifest.mode == "secret":
            _opened(e, poll, said)
            gone += bool(e.full and said and not traced(poll, said))
        else:
            must(
                tally["out_root"] == tally["in_root"] and not tally["void"],
                f"{poll.id} 记名而有拆封。",
                f"{poll.id} is by name and opened.",
            )
        _logged(poll, said)
    told = [
        Said(
            f"{len(done)} 次表决的拆封首尾相接，无效信封 {void} 个。",
            f"{len(done)} polls: openings join end to end; {void} envelopes void.",
        )
    ]
    if gone:
        told.append(
            Said(
                f"{gone} 次表决的信封已销毁，追踪只能按所余部分复核。",
                f"{gone} polls: envelopes destroyed, traces followed as far as they are there.",
            )
        )
    return told if e.full else [*told, NOT_HERE]


def _void(e: Evidence, poll: Question) -> None:
    """Void envelopes are listed in order, each of somebody who voted, as the log has them."""
    found = [(row["voter"], row["reason"]) for row in poll.tally["void"]]
    must(
        found == sorted(found, key=statements.void_order),
        f"{poll.id} 的无效信封没有排序。",
        f"The void envelopes of {poll.id} are not sorted.",
    )
    voters = [voter for voter, _ in found if voter]
    must(len(set(voters)) == len(voters), f"{poll.id} 有人两次无效。", f"A voter of {poll.id} is void twice.")
    must(poll.roster.keys() >= set(voters), f"{poll.id} 名册以外的人无效。", f"Somebody void in {poll.id} is no voter.")
    event = poll.log.counted.event if poll.log.counted else {}
    must(
        sorted(texts(event["void_voters"])) == sorted(voters),
        f"{poll.id} 的无效信封与记录不符。",
        f"The log names other void envelopes of {poll.id}.",
    )
    if e.full:
        cast = {at.voter for at in poll.log.cast}
        must(cast.issuperset(voters), f"{poll.id} 未投票者无效。", f"Somebody who did not vote in {poll.id} is void.")


def _logged(poll: Question, said: Sequence[statements.Mix]) -> None:
    """What later levels found stands in the log, voter by voter, and nothing else does."""
    later = [(voter, why, poll.manifest.mix[mix.level].id) for mix in said[1:] for voter, why in mix.void]
    must(
        sorted(poll.log.traced) == sorted(later) or not poll.log.framed,
        f"{poll.id} 的日志所记追查与拆封声明不符。",
        f"The log has other traces of {poll.id} than its openers named.",
    )


def _opened(e: Evidence, poll: Question, said: Sequence[statements.Mix]) -> None:
    root, number = unb64(poll.tally["in_root"]), len(entering(e, poll))
    void: list[statements.Void] = []
    for mix in said:
        must(
            (mix.in_root, mix.m_in) == (root, number),
            f"{poll.id} 第 {mix.level} 层不是接着上一层。",
            f"Level {mix.level} of {poll.id} did not take in what came out before.",
        )
        root, number = mix.out_root, mix.m_out
        void += mix.void
        must(
            number >= FEWEST,
            f"{poll.id} 第 {mix.level} 层只留下 {number} 张，不足 {FEWEST} 张而未作废。",
            f"Level {mix.level} of {poll.id} left {number}: with fewer than {FEWEST} nothing may be published.",
        )
        if e.full and mix.level < len(said) - 1 and kept(poll, mix.level):
            _items(poll, mix)
    if said:
        listed = [(row["voter"], row["reason"]) for row in poll.tally["void"]]
        must(
            sorted(void, key=statements.void_order) == listed,
            f"{poll.id} 的无效信封与拆封声明不符。",
            f"The openers of {poll.id} name other void envelopes.",
        )
        must(
            b64(root) == poll.tally["out_root"],
            f"{poll.id} 的末层不是所计选票。",
            f"The last level of {poll.id} is not what was counted.",
        )
    else:
        number -= len(poll.tally["void"])
    if poll.has("ballots.jsonl") or e.full:
        _ballots(poll, number)


def _items(poll: Question, mix: statements.Mix) -> None:
    found = [unb64(plain(item)) for item in poll.contents.values(poll.path(f"mix/{mix.level}.jsonl"))]
    good = sorted(set(found)) == found and len(found) == mix.m_out and receipts.root(found) == mix.out_root
    must(
        good,
        f"{poll.id} 第 {mix.level} 层的内容与声明不符。",
        f"What left level {mix.level} of {poll.id} is not as stated.",
    )


def _ballots(poll: Question, number: int) -> None:
    found = poll.contents.lines(poll.path("ballots.jsonl"))
    must(
        len(found) == number,
        f"{poll.id} 的选票数与所投不符。",
        f"{poll.id} has another number of ballots than entered and are not void.",
    )
    must(
        sorted(set(found)) == found,
        f"{poll.id} 的选票没有排序或重复。",
        f"The ballots of {poll.id} are not sorted, or stand twice.",
    )
    must(
        b64(receipts.root(found)) == poll.tally["out_root"],
        f"{poll.id} 的选票与根不符。",
        f"The ballots of {poll.id} do not give the root.",
    )


def tokens(e: Evidence) -> list[Said]:
    """V8: at T2 every item that left level 0 carries a token that all issuers signed, and no key stands twice."""
    done = [poll for poll in e.by_key if poll.counted and poll.manifest.tier == "T2"]
    if not e.full:
        return [NOT_HERE]
    total = 0
    there = [poll for poll in done if kept(poll, 0)]
    for poll in there:
        items = [plain(item) for item in poll.contents.values(poll.path("mix/0.jsonl"))]
        found = list(e.workers.each(rows.token, context(poll), items))
        for _, why in found:
            must(not why, f"{poll.id} 有混合凭证不成立：{why}。", f"A token of {poll.id} does not hold: {why}.")
        must(
            len({key for key, _ in found}) == len(found),
            f"{poll.id} 有混合凭证重复。",
            f"A token of {poll.id} was used twice.",
        )
        total += len(found)
    return [
        Said(
            f"T2 表决 {len(there)} 次，混合凭证 {total} 个有效且不重复。",
            f"{len(there)} polls at T2: {total} tokens hold, none twice.",
        ),
        *_gone(len(done) - len(there)),
    ]


def _gone(number: int) -> list[Said]:
    zh, en = f"{number} 次表决的凭证已随信封销毁，不能复核。", f"{number} polls at T2: tokens destroyed, not looked at."
    return [Said(zh, en)] if number else []


def _read(e: Evidence, poll: Question) -> list[ReadBallot]:
    """The ballots of a poll as they were read, once for V9 to V11."""
    if poll.id not in e.papers:
        lines = poll.contents.lines(poll.path("ballots.jsonl"))
        e.papers[poll.id] = list(e.workers.each(rows.ballot, context(poll), lines))
    found: list[ReadBallot] = e.papers[poll.id]
    return found


def shown(e: Evidence) -> list[Question]:
    """The counted secret polls whose ballots this profile has."""
    secret = [poll for poll in e.by_key if poll.counted and poll.manifest.mode == "secret"]
    return [poll for poll in secret if e.full or poll.has("ballots.jsonl")]


def _all_shown(e: Evidence, said: Said) -> list[Said]:
    secret = [poll for poll in e.by_key if poll.counted and poll.manifest.mode == "secret"]
    return [said] if len(shown(e)) == len(secret) else [said, NOT_HERE]


def keys(e: Evidence) -> list[Said]:
    """V9: no ballot key stands twice, and from T1 on every issuer signed it for this very manifest."""
    total = 0
    for poll in shown(e):
        found = _read(e, poll)
        total += len(found)
        known = [ballot.pk for ballot in found if ballot.pk]
        must(len(set(known)) == len(known), f"{poll.id} 有选票密钥重复。", f"A ballot key of {poll.id} was used twice.")
        for ballot in found:
            must(
                not ballot.no_credential,
                f"{poll.id} 有选票凭证不成立：{ballot.no_credential}。",
                f"A ballot of {poll.id} is not covered: {ballot.no_credential}.",
            )
    return _all_shown(
        e, Said(f"{total} 张选票的密钥各不相同，凭证有效。", f"{total} ballots: every key its own, credentials hold.")
    )


def ballots(e: Evidence) -> list[Said]:
    """V10: every ballot is canonical, of this manifest, lawfully marked, and signed by its key."""
    total = 0
    for poll in shown(e):
        for ballot in _read(e, poll):
            total += 1
            must(
                not ballot.no_paper,
                f"{poll.id} 有选票不成立：{ballot.no_paper}。",
                f"A ballot of {poll.id} does not hold: {ballot.no_paper}.",
            )
    return _all_shown(
        e,
        Said(
            f"{total} 张选票格式、符号、姓名和签名有效。", f"{total} ballots: form, marks, names and signatures hold."
        ),
    )


def papers_of(e: Evidence, poll: Question) -> list[ReadBallot]:
    """The ballots of a poll that this profile shows, as they were read."""
    return _read(e, poll)
