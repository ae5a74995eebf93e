"""What is read out at a sitting, with its figures: the texts T1 to T13 of the house's script, in both languages.

The Chinese follows what chairs and chief tellers say in published transcripts (people.com.cn 2023 for T1 to T4,
Henan 2016 for T8 and T10); the English is ours. Pure functions of words and figures: plain text, not markup, and
nothing is computed but differences that are themselves read out.
"""

from __future__ import annotations

from collections.abc import Sequence

from voting.core.words import Body, Outcome, Text
from voting.projections.citations import citations
from voting.records.labels import MEMBERS
from voting.records.sitting import Attendance, Counts, Election, Poll


def opening(body: Body, attendance: Attendance) -> Text:
    """T1 (congress) and T1b (standing committee): attendance and quorum at the opening."""
    members, present = attendance.members, attendance.present_at_opening
    if present < attendance.quorum_needed:
        return no_quorum(members, present, attendance.quorum_needed)
    en = f"{members} {MEMBERS[body].en}, {present} present, {members - present} absent: there is a quorum. "
    if body == "congress":
        zh = f"各位代表：今天的全体会议，应出席代表{members}人，出席{present}人，缺席{members - present}人，"
        return Text(f"{zh}出席人数符合法定人数。现在开会。", f"{en}The sitting is open.")
    zh = f"本次会议应到{MEMBERS[body].zh}{members}人，实到{present}人，"
    return Text(f"{zh}出席人数符合法定人数。现在开会。", f"{en}The sitting is open.")


def no_quorum(members: int, present: int, needed: int) -> Text:
    """T13: too few are present."""
    return Text(
        f"应到{members}人，实到{present}人，未达到法定人数{needed}人，会议不能举行。",
        f"{present} of {members} are present; the quorum is {needed}. The sitting cannot be held.",
    )


def putting(number: int, title: Text, press: str, secret: bool) -> Text:
    """T2: the chair puts a question; `press` is first or last (whether a vote can be changed)."""
    manner = Text("无记名", "a secret vote") if secret else Text("记名", "a named vote")
    rule = {
        "first": Text("首次按键有效，不能更改", "the first press counts and cannot be changed"),
        "last": Text(
            "表决结束前可以更改，以最后一次按键为准", "until the close a vote can be changed; the last press counts"
        ),
    }[press]
    return Text(
        f"现在进行第{number}项议程，表决{_titled(title.zh)}。本项采用{manner.zh}方式表决，{rule.zh}。现在付表决，请按表决器。",
        f"Item {number}: the vote on {title.en}. This is {manner.en}; {rule.en}. Please vote now.",
    )


def putting_election(number: int, office: Text, seats: int, candidates: int, *, write_ins: bool = True) -> Text:
    """T2 for an election: how many are to be elected, from how many candidates, and how to mark."""
    other = (
        Text("；表示反对的，可以另选他人", "; who votes against may write in another") if write_ins else Text("", "")
    )
    return Text(
        f"现在进行第{number}项议程，选举{office.zh}。应选{seats}名，候选人{candidates}名。"
        f"对候选人可以赞成，可以反对，也可以弃权{other.zh}。所选人数不得超过{seats}名，超过的整张选票作废。"
        "现在开始投票。",
        f"Item {number}: the election of {office.en}, {seats} to be elected from {candidates} candidates. "
        f"You may vote for, against or abstain on each{other.en}. "
        f"A paper that chooses more than {seats} is void as a whole. Please vote now.",
    )


def reading(counts: Counts, show_not_pressed: bool = True) -> Text:
    """T3: the count of a motion, read by the staff; 未按 is read only where the local script says so."""
    zh, en = [], []
    for figure, one, other in (
        (counts.for_, "赞成{}票", "{} for"),
        (counts.against, "反对{}票", "{} against"),
        (counts.abstain, "弃权{}票", "{} abstaining"),
    ):
        zh.append(one.format(figure))
        en.append(other.format(figure))
    if counts.void:
        zh.append(f"无效{counts.void}票")
        en.append(f"{counts.void} void")
    if show_not_pressed and counts.not_voting:
        zh.append(f"未按表决器{counts.not_voting}人")
        en.append(f"{counts.not_voting} did not press")
    return Text("，".join(zh) + "。", ", ".join(en) + ".")


def declaring(title: Text, outcome: Outcome) -> Text:
    """T4: the chair declares a motion adopted (通过) or not (未获通过)."""
    word = {"adopted": Text("通过", "adopted"), "not_adopted": Text("未获通过", "not adopted")}[outcome]
    return Text(f"{_titled(title.zh)}，{word.zh}。", f"{title.en}: {word.en}.")


def returned(body: Body, members: int, present: int, issued: int, election: Election, office: Text) -> Text:
    """T7: the chief teller on papers issued and returned."""
    zh, en = _compared(issued, election.returned)
    return Text(
        f"本次会议应到{MEMBERS[body].zh}{members}名，实到{present}名。共发出{office.zh}选票{issued}张，"
        f"收回{election.returned}张。收回的选票{zh}发出的选票。报告完毕。",
        f"{members} {MEMBERS[body].en}, {present} present. {issued} ballot papers for {office.en} were issued, "
        f"{election.returned} returned: {en} issued.",
    )


def validity(issued: int, returned_papers: int, authority: Sequence[str] = ()) -> Text:
    """T8: the chair declares the election valid, unless more papers came back than were issued."""
    valid = returned_papers <= issued
    basis = _basis(authority)
    zh = "等于或者少于" if valid else "多于"
    word = Text("有效", "valid") if valid else Text("无效", "void; the vote is to be repeated")
    sum_en = "not more than" if valid else "more than"
    return Text(
        f"{basis.zh}收回的选票{zh}发出的选票，我宣布：本次选举{word.zh}。",
        f"{basis.en}{returned_papers} papers returned are {sum_en} the {issued} issued. The election is {word.en}.",
    )


def counted(election: Election) -> Text:
    """T9: the chief teller reads the votes of every name, then the write-ins, then valid and void papers."""
    zh, en = [], []
    for line in election.ranking:
        if not line.write_in:
            zh.append(f"{line.name}：赞成{line.for_}票，反对{line.against}票，弃权{line.abstentions}票")
            en.append(f"{line.name}: {line.for_} for, {line.against} against, {line.abstentions} abstaining")
    written = [line for line in election.ranking if line.write_in]
    if written:
        zh.append("另选他人：" + "，".join(f"{line.name}{line.for_}票" for line in written))
        en.append("written in: " + ", ".join(f"{line.name} {line.for_}" for line in written))
    return Text(
        "；".join(zh) + f"。有效票{election.valid}张，无效票{election.invalid}张。",
        "; ".join(en) + f". {election.valid} valid papers, {election.invalid} void.",
    )


def elected(body: Body, election: Election, office: Text) -> Text:
    """T10: who is elected to what, on a majority of all members, with the votes of each."""
    votes = {line.name: line.for_ for line in election.ranking}
    zh = "，".join(f"{name}{votes[name]}票" for name in election.elected)
    en = ", ".join(f"{name} ({votes[name]})" for name in election.elected)
    return Text(
        f"根据选举办法和计票结果，获得的赞成票超过全体{MEMBERS[body].zh}半数的有：{zh}。"
        f"我宣布：{'、'.join(election.elected)}当选为{office.zh}。",
        f"By the election method and the count, more than half of all {MEMBERS[body].en} voted for {en}. "
        f"I declare elected as {office.en}: {', '.join(election.elected)}.",
    )


def tied(names: Sequence[str], seats: int, authority: Sequence[str] = ()) -> Text:
    """T11: equal votes straddle the last seat; those names alone are voted on again, the most votes win."""
    basis = _basis(authority)
    return Text(
        f"{'、'.join(names)}得票相等，尚余{seats}名，不能确定当选人。{basis.zh}就票数相等的人再次投票，以得票多的当选。",
        f"{', '.join(names)} have equal votes for {seats} remaining seat(s); none of them is elected yet. "
        f"{basis.en}A new vote is taken on them alone; the most votes win.",
    )


def short(seats: int, filled: int) -> Text:
    """T12: seats stay vacant; the congress decides at which meeting the further election (另行选举) is held."""
    return Text(
        f"应选{seats}名，获得过半数选票当选{filled}名，不足{seats - filled}名。"
        "不足名额另行选举，由大会决定在本次会议上进行或者在下一次会议上进行。",
        f"{seats} to be elected, {filled} elected by a majority, {seats - filled} seat(s) vacant. A further election is "
        "held for them; the congress decides whether at this meeting or the next.",
    )


def voided(title: Text, reason: str) -> Text:
    """A poll is voided: its reason, and that nothing of it counts."""
    return Text(
        f"{_titled(title.zh)}的本次表决因故作废，原因：{reason}。本次表决的任何票数均不计入。",
        f"The vote on {title.en} is void ({reason}); nothing of it counts.",
    )


def motion(title: Text, counts: Counts, outcome: Outcome, show_not_pressed: bool = True) -> Text:
    """T3 and T4 in one: the text that stands on screen, sheet and file after a motion."""
    return _joined(reading(counts, show_not_pressed), declaring(title, outcome))


def report(body: Body, members: int, poll: Poll) -> Text:
    """T7 and T9 in one: what the chief teller (总监票人) reads to the chair after an election; ValueError for a motion."""
    if poll.election is None:
        raise ValueError(f"poll {poll.id} is no counted election")
    office = poll.office or poll.title
    return _joined(returned(body, members, poll.present, poll.issued, poll.election, office), counted(poll.election))


def election(
    body: Body, issued: int, result: Election, office: Text, authority: Sequence[str] = (), method: str = ""
) -> Text:
    """T8 and then T10, T11, T12 as they apply: what the chair declares after an election, by the meeting's `method`."""
    parts = [validity(issued, result.returned, (method,) if method else ())]
    if result.elected:
        parts.append(elected(body, result, office))
    if result.tied is not None:
        parts.append(tied(result.tied.names, result.tied.seats, authority))
    missing = result.vacant - (0 if result.tied is None else result.tied.seats)
    if missing:
        parts.append(short(result.seats, result.seats - missing))
    return _joined(*parts)


def of_poll(body: Body, poll: Poll, show_not_pressed: bool = True, method: str = "") -> Text:
    """The announcement of a poll of the record, whatever its kind; `method` is the meeting's own, as it is cited."""
    if poll.voided is not None:
        return voided(poll.title, poll.voided.reason)
    outcome = poll.outcome
    if poll.counts is not None and outcome is not None:
        return motion(poll.title, poll.counts, outcome, show_not_pressed)
    if poll.election is None:
        raise ValueError(f"poll {poll.id} has no result to announce")
    return election(body, poll.issued, poll.election, poll.office or poll.title, poll.authority, method)


def _titled(title: str) -> str:
    """A document's title in 《》, its own 《》 becoming 〈〉 inside; other titles as they are."""
    if title.startswith("《") or not title.endswith(("草案)", "草案）", "决议", "决定", "办法", "名单")):
        return title
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"


def _basis(authority: Sequence[str]) -> Text:
    if not authority:
        return Text("", "")
    cited = citations(authority)
    return Text(f"依照{cited.zh}的规定，", f"Under {cited.en}: ")


def _compared(issued: int, back: int) -> tuple[str, str]:
    if back == issued:
        return "等于", "as many as were"
    return ("少于", "fewer than were") if back < issued else ("多于", "more than were")


def _joined(*parts: Text) -> Text:
    return Text("".join(part.zh for part in parts), " ".join(part.en for part in parts))
