"""What a bundle says of one voter: whether a paper was issued in her name in each vote, whether one was cast, and whether it is void.

Of use only once every step has passed: V3 to V5 have then held log, terminals' signatures and issuers' lists together.
Never here: how anybody voted, which no bundle knows.
"""

from __future__ import annotations

from voting.verify.evidence import SERVER, Evidence, Question
from voting.verify.saying import Said

HIDDEN = Said(
    "公开版不显示谁领过票、投过票，请用完整版。", "The public profile hides who drew and cast: ask for the full one."
)


def about(e: Evidence, voter: str) -> list[Said]:
    """One sentence for each vote, in the order of their announcement."""
    return [_in(poll, voter) for poll in e.polls] if e.full else [HIDDEN]


def _in(poll: Question, voter: str) -> Said:
    if poll.manifest.mode == "by_hand":
        return Said(
            f"{poll.id}：人工计票，没有领票记录。", f"{poll.id}: counted by hand; nothing is recorded of who voted."
        )
    if voter not in poll.roster:
        return Said(
            f"{poll.id}：{voter} 不在名册上，没有领票。",
            f"{poll.id}: {voter} is not on the roster; nothing was issued.",
        )
    drawn = any(one.voter == voter for one in poll.log.drawn)
    cast = any(one.voter == voter for one in poll.log.cast)
    void = next((row["reason"] for row in poll.tally["void"] if row["voter"] == voter), "") if poll.counted else ""
    zh, en = (f"，作废（{void}）", f", void ({void})") if void else ("", "")
    joint = poll.stations and poll.counted
    signers = ", ".join(one.id for one in poll.manifest.issuers) if joint else SERVER
    return Said(
        f"{poll.id}：{voter} {'领了票' if drawn else '没有领票'}，{'投了票' if cast else '没有投票'}{zh}（签名确认领票人的：{signers}）。",
        f"{poll.id}: a paper was {'issued' if drawn else 'not issued'} to {voter}, a vote {'cast' if cast else 'not cast'}{en} "
        f"(who drew papers is signed by {signers}).",
    )
