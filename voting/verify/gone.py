"""V13, who has destroyed: each party's signed word that keys and envelopes of a vote are gone, and whose is missing."""

from __future__ import annotations

from collections.abc import Iterator

from voting.ballots import statements
from voting.ballots.fields import plain
from voting.ballots.statements import Forgotten
from voting.verify.evidence import SERVER, Evidence, Question
from voting.verify.saying import Said, must
from voting.verify.seals import by_any


def said(e: Evidence) -> Iterator[Said]:
    """Broken unless the statements are those that the log names, each its party's own."""
    for poll in e.by_key:
        holders, told = [SERVER, *poll.stations], poll.log.forgotten
        stated = [party for party in holders if party in told]
        must(
            poll.log.destroyed >= bool(told) and len(stated) == len(told),
            f"{poll.id} 的销毁记录不符。",
            f"The log of what was destroyed of {poll.id} does not hold.",
        )
        if told:
            _signed(poll, stated)
        if poll.log.destroyed:
            yield _of(poll, stated, [party for party in holders if party not in told])


def _signed(poll: Question, parties: list[str]) -> None:
    found = [plain(jws) for jws in poll.contents.values(poll.path("forgotten.jsonl"))]
    must(
        len(found) == len(parties),
        f"{poll.id} 的销毁声明与记录不符。",
        f"{poll.id} has other statements of destruction than the log names.",
    )
    for jws, party in zip(found, parties, strict=True):
        statements.of_poll(by_any(poll, jws, party, Forgotten), poll.manifest, party)


def _of(poll: Question, stated: list[str], missing: list[str]) -> Said:
    zh = f"{poll.id}：已签名声明销毁密钥和信封的：{'、'.join(stated) or '无'}"
    en = f"{poll.id}: destroyed keys and envelopes, and signed it: {', '.join(stated) or 'nobody'}"
    if missing:
        zh, en = f"{zh}；尚未声明的：{'、'.join(missing)}", f"{en}; has not said so: {', '.join(missing)}"
    return Said(f"{zh}。", f"{en}.")
