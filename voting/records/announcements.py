"""What is read out at a sitting, with its figures: the texts T1 to T14 filled, in both languages.

Pure functions of words and figures: plain text, not markup, and nothing is computed but differences that are themselves
read out. The sentences stand in announcement_texts.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from voting.core.words import BY_HAND, Body, Level, Outcome, Text
from voting.projections.citations import citations
from voting.records.announcement_texts import fill
from voting.records.labels import MEMBERS
from voting.records.sitting import Counts, Election, Evaluation, Line, Poll

NOTHING: Final = Text("", "")
MEETING: Final[dict[str, Text]] = {"congress": Text("本次大会", ""), "standing_committee": Text("本次会议", "")}
# What a draft is, by the end of its title, as the presidium's sentence names it.
DRAFT_KINDS: Final = ("决议", "决定", "办法", "条例", "规则")
DRAFT_ENDS: Final = ("草案)", "草案）")
PRESS: Final[dict[str, Text]] = {
    "first": Text("首次按键有效，不能更改", "the first press counts and cannot be changed"),
    "last": Text(
        "表决结束前可以更改，以最后一次按键为准", "until the close a vote can be changed; the last press counts"
    ),
}
OUTCOMES: Final[dict[str, Text]] = {
    "adopted": Text("通过", "adopted"),
    "not_adopted": Text("未获通过", "not adopted"),
}
COMPARED: Final[dict[int, Text]] = {
    0: Text("等于", "as many as were"),
    -1: Text("少于", "fewer than were"),
    1: Text("多于", "more than were"),
}
LOCAL_T1: Final[frozenset[Level]] = frozenset({"province", "city"})  # whose chairs open with T1b


def opening(body: Body, level: Level, members: int, present: int, on_leave: int, needed: int) -> Text:
    """T1 by body and level: T1b in provinces, cities and committees, T1c in townships; T13 where too few are present."""
    if present < needed:
        return no_quorum(members, present, needed)
    if body == "standing_committee":
        return fill("T1b.committee", members=members, present=present)
    if level in LOCAL_T1:
        return fill("T1b", members=members, present=present)
    absent = members - present
    if level == "township":
        rest = fill("T1c.absent", absent=absent - on_leave) if absent > on_leave else NOTHING
        return fill("T1c", members=members, present=present, on_leave=on_leave, absent=rest)
    return fill("T1", members=members, present=present, absent=absent)


def no_quorum(members: int, present: int, needed: int) -> Text:
    """T13: too few are present."""
    return fill("T13", members=members, present=present, needed=needed)


def putting(number: int, title: Text, press: str, secret: bool, *, presidium: bool = False) -> Text:
    """T2: the chair puts a question; `press` is first or last, `presidium` whether that is who puts it to a congress."""
    manner = Text("无记名", "a secret vote") if secret else Text("记名", "a named vote")
    kind = next((word for word in DRAFT_KINDS if word in title.zh[-6:]), None)
    by = fill("T2.presidium", kind=kind) if presidium and kind and title.zh.endswith(DRAFT_ENDS) else NOTHING
    return _joined(
        _item(number, title), by, fill("T2.manner", manner=manner, press=PRESS[press]), fill("T2.put"), between=""
    )


def _item(number: int, title: Text) -> Text:
    return fill("T2.item", number=number, title=_titled(title))


def putting_by_hand(number: int, title: Text, form: str) -> Text:
    """T2 where tellers count: on paper, or T5 for a show of hands, said in the order in which hands are counted."""
    return _joined(_item(number, title), fill("T5" if form == "show_of_hands" else "T2.paper"), between="")


def putting_list(body: Body, offices: Sequence[Text], merged: bool, form: str = "keypress") -> Text:
    """T6: the list of tellers (总监票人、监票人), which the presidium of a congress has passed before."""
    name = "T6" if body == "congress" else "T6.committee"
    how = {"show_of_hands": "T5", "paper": "T2.paper"}.get(form, "T2.put")
    return _joined(
        fill(name, list=_named(offices), merged=fill("T6.merged") if merged else NOTHING), fill(how), between=""
    )


def trial() -> Text:
    """T2 of a trial vote 试表决: that it counts for nothing."""
    return _joined(fill("T2.trial"), fill("T2.put"), between="")


def putting_evaluation(number: int, title: Text, options: Sequence[Text]) -> Text:
    """T2 of a satisfaction evaluation: what may be chosen."""
    return fill("T2.evaluation", number=number, title=_measured(title), options=_named(options))


def putting_election(
    number: int, office: Text, seats: int, candidates: int, *, write_ins: bool = True, round_: str = "first"
) -> Text:
    """T2 for an election and its rounds: how many are to be elected, from how many candidates, and how to mark."""
    name = {"primary": "T2.primary", "tie_revote": "T2.again"}.get(round_, "T2.election")
    other = fill("T2.write_in") if write_ins else NOTHING
    return fill(name, number=number, office=office, seats=seats, candidates=candidates, other=other)


def calling() -> Text:
    """T3, the chair's part: the staff read the result of a vote by keys."""
    return fill("T3.call")


def reading(counts: Counts, show_not_pressed: bool = True) -> Text:
    """T3: the count of a motion; 未按 is read only where the rule `poll.not_pressed` counts it apart."""
    void = fill("T3.void", void=counts.void) if counts.void else NOTHING
    silent = counts.not_voting if show_not_pressed else 0
    return fill(
        "T3", votes_for=counts.for_, against=counts.against, abstain=counts.abstain, void=void,
        not_pressed=fill("T3.not_pressed", number=silent) if silent else NOTHING,
    )  # fmt: skip


def staff_reading(counts: Counts, show_not_pressed: bool = True) -> Text:
    """T3 as the staff read it, to its end."""
    return _joined(reading(counts, show_not_pressed), fill("T3.end"))


def hands(counts: Counts) -> Text:
    """T5: the hands that tellers counted; where nobody raised one, 没有."""
    shown = (counts.for_, counts.against, counts.abstain)
    words = [fill("T5.some", number=number) if number else fill("T5.none") for number in shown]
    return fill("T5.result", votes_for=words[0], against=words[1], abstain=words[2])


def declaring(title: Text, outcome: Outcome) -> Text:
    """T4: the chair declares a motion adopted (通过) or not (未获通过)."""
    return fill("T4", title=_titled(title), outcome=OUTCOMES[outcome])


def returned(
    body: Body, members: int, present: int, issued: int, back: int, office: Text, voters: int | None = None
) -> Text:
    """T7: the chief teller on papers issued and returned; on paper with the number of voters (投票人数)."""
    cast = NOTHING if voters is None else fill("T7.voters", voters=voters)
    compared = COMPARED[(back > issued) - (back < issued)]
    return fill(
        "T7", meeting=MEETING[body], who=MEMBERS[body], members=members, present=present, office=office, issued=issued,
        returned=back, voters=cast, compared=compared,
    )  # fmt: skip


def validity(issued: int, back: int, authority: Sequence[str] = (), method: Text = NOTHING) -> Text:
    """T8: the chair declares the election valid, unless more papers came back than were issued."""
    good = back <= issued
    return fill(
        "T8", basis=_basis("T8.basis", authority, method), returned=back, issued=issued,
        compared=Text("等于或者少于", "not more than") if good else Text("多于", "more than"),
        valid=Text("有效", "valid") if good else Text("无效，须重新投票", "void; the vote is to be repeated"),
    )  # fmt: skip


def exceeded_voters(voters: int, back: int, method: Text = NOTHING) -> Text:
    """T8 where more papers came back than persons voted (a rule of deputies' elections, XJF 44)."""
    return fill("T8.voters", basis=_basis("T8.basis", (), method), returned=back, voters=voters)


def counted(election: Election) -> Text:
    """T9: the chief teller reads the votes of every name, then the write-ins, then valid and void papers."""
    lines = [
        fill("T9.line", name=line.name_text, votes_for=line.for_, against=line.against, abstain=line.abstentions)
        for line in election.ranking
        if not line.write_in and not election.hides(line)
    ]
    told = [line for line in election.ranking if line.write_in and not election.hides(line)]
    written = [fill("T9.write_in", name=x.name_text, votes_for=x.for_) for x in told if not election.folded(x)]
    folded = sum(map(election.folded, told))
    if folded:
        written.append(fill("T9.folded", names=folded))
    if written:
        lines.append(fill("T9.write_ins", names=_listed(written, "，")))
    papers = fill("T9.papers", valid=election.valid, invalid=election.invalid)
    if not lines:
        return papers
    figures = _listed(lines, "；", "; ")
    return Text(f"{figures.zh}。{papers.zh}", f"{figures.en}. {papers.en}")


def elected(body: Body, election: Election, office: Text, *, majority: bool = False) -> Text:
    """T10: who is elected to what, on a majority of all members or, between those who tied, by the most votes."""
    votes, names = _votes(election, election.elected), _listed(_texts(election, election.elected), "、")
    name = "T10.most" if election.round == "tie_revote" and not majority else "T10"
    said = fill(name, votes=votes, names=names, office=office, who=MEMBERS[body])
    return _joined(said, fill("T10.pending")) if election.pending else said


def listed(election: Election, office: Text) -> Text:
    """T10 of a pre-vote 预选: whom it puts on the formal list, and who ties at its cut."""
    parts = [fill("T10.primary", votes=_votes(election, election.formal), office=office)] if election.formal else []
    if election.tied is not None:
        tied = _listed(_texts(election, election.tied.names), "、")
        parts.append(fill("T11.primary", names=tied, seats=election.tied.seats))
    return _joined(*parts)


def tied(
    names: Sequence[Text], seats: int, authority: Sequence[str] = (), body: Body = "congress", *, majority: bool = False
) -> Text:
    """T11: equal votes straddle the last seat; those names alone are voted on again.

    The most votes win then, unless the meeting's method asks for a majority again.
    """
    basis = _basis("T11.basis", authority)
    which = "T11.majority" if majority else "T11"
    return fill(which, names=_listed(names, "、"), seats=seats, basis=basis, who=MEMBERS[body])


def short(seats: int, filled: int, when: Text | None = None, body: Body = "congress") -> Text:
    """T12: seats stay vacant; the congress decides at which meeting the further election (另行选举) is held.

    Of a standing committee no law names the meeting: it decides itself, and T12 says no more.
    """
    if body == "standing_committee":
        return fill("T12.committee", seats=seats, filled=filled, missing=seats - filled)
    open_ = Text("本次或者下一次", "this or the next")
    return fill("T12", seats=seats, filled=filled, missing=seats - filled, when=when or open_)


def satisfaction(title: Text, grades: Sequence[tuple[Text, int]], void: int, grade: Text | None = None) -> Text:
    """T14: the votes of each grade of an evaluation, and the grade that follows by the local rule."""
    votes = _listed([fill("T14.option", option=option, votes=number) for option, number in grades], "，")
    none = fill("T14.void", void=void) if void else NOTHING
    said = fill("T14", title=_measured(title), grades=votes, void=none)
    return _joined(said, fill("T14.grade", grade=grade), between="") if grade else said


def evaluation(title: Text, result: Evaluation) -> Text:
    """T14 of a counted evaluation."""
    return satisfaction(title, result.options, result.invalid, result.grade)


def voided(title: Text, reason: str) -> Text:
    """A poll is voided: its reason, and that nothing of it counts."""
    return fill("void", title=_titled(title), reason=reason)


def motion(title: Text, counts: Counts, outcome: Outcome, show_not_pressed: bool = True) -> Text:
    """T3 and T4 in one: the text that stands on screen, sheet and file after a motion."""
    return _joined(reading(counts, show_not_pressed), declaring(title, outcome))


def report(body: Body, members: int, poll: Poll) -> Text:
    """T7 and T9 in one: what the chief teller (总监票人) reads to the chair after an election; ValueError for a motion."""
    if poll.election is None:
        raise ValueError(f"poll {poll.id} is no counted election")
    voters = poll.papers.voters if poll.papers else None
    back = returned(body, members, poll.present, poll.issued, poll.election.returned, poll.office or poll.title, voters)
    return _joined(back, counted(poll.election), fill("T7.end"))


def return_report(body: Body, members: int, present: int, office: Text, papers: tuple[int, int, int]) -> Text:
    """T7 before the count; `papers` are those issued, those returned and the voters."""
    issued, back, voters = papers
    return _joined(returned(body, members, present, issued, back, office, voters), fill("T7.end"))


def election(
    body: Body, issued: int, result: Election, office: Text, authority: Sequence[str] = (), method: Text = NOTHING,
    *, majority: bool = False,
) -> Text:  # fmt: skip
    """T8 and then T10, T11, T12 as they apply: what the chair declares after an election, by the meeting's `method`."""
    parts = [validity(issued, result.returned, (), method)]
    if result.round == "primary":
        return _joined(*parts, listed(result, office))
    if result.elected:
        parts.append(elected(body, result, office, majority=majority))
    if result.tied is not None:
        parts.append(tied(_texts(result, result.tied.names), result.tied.seats, authority, body, majority=majority))
    missing = result.vacant - (0 if result.tied is None else result.tied.seats)
    if missing:
        parts.append(short(result.seats, result.seats - missing, body=body))
    return _joined(*parts)


def of_poll(
    body: Body, poll: Poll, show_not_pressed: bool = True, method: Text = NOTHING, *, majority: bool = False
) -> Text:
    """The announcement of a poll of the record, whatever its kind; `method` is the meeting's own, as it is cited.

    `majority`: between those who tie a majority is needed again, by the meeting's method (law.md G4).
    """
    if poll.voided is not None:
        return voided(poll.title, poll.voided.reason)
    outcome = poll.outcome
    if poll.counts is not None and outcome is not None:
        if poll.form == "show_of_hands":
            return _joined(hands(poll.counts), declaring(poll.title, outcome))
        return motion(poll.title, poll.counts, outcome, show_not_pressed and poll.form not in BY_HAND)
    if poll.evaluation is not None:
        return evaluation(poll.title, poll.evaluation)
    if poll.election is None:
        raise ValueError(f"poll {poll.id} has no result to announce")
    return election(
        body, poll.issued, poll.election, poll.office or poll.title, poll.authority, method, majority=majority
    )


def _titled(title: Text) -> Text:
    """A document's title in 《》, its own 《》 becoming 〈〉 inside; other titles as they are."""
    zh = title.zh
    if zh.startswith("《") or not zh.endswith((*DRAFT_ENDS, "决议", "决定", "办法", "名单")):
        return title
    return Text(f"《{zh.replace('《', '〈').replace('》', '〉')}》", title.en)


def _measured(title: Text) -> Text:
    """What an evaluation is about: its title without the word that the sentence has already."""
    return Text(title.zh.removesuffix("满意度测评"), title.en)


def _basis(name: str, authority: Sequence[str], method: Text = NOTHING) -> Text:
    """On which articles, or on the meeting's own method, the sentence rests; nothing where there are none."""
    if method.zh:
        return fill(name, basis=method)
    return fill(name, basis=citations(authority)) if authority else NOTHING


def _texts(election: Election, names: Iterable[str]) -> list[Text]:
    known: dict[str, Line] = {line.name: line for line in election.ranking}
    return [known[name].name_text for name in names]


def _votes(election: Election, names: Iterable[str]) -> Text:
    known: dict[str, Line] = {line.name: line for line in election.ranking}
    return _listed([fill("T10.vote", name=known[x].name_text, votes_for=known[x].for_) for x in names], "、")


def _named(words: Sequence[Text]) -> Text:
    return _listed(words, "、")


def _listed(words: Sequence[Text], zh: str, en: str = ", ") -> Text:
    return Text(zh.join(word.zh for word in words), en.join(word.en for word in words))


def _joined(*parts: Text, between: str = " ") -> Text:
    """One after the other; `between` stands in the English, where the pieces do not bring their own space."""
    said = [part for part in parts if part.zh]
    return Text("".join(part.zh for part in said), between.join(part.en for part in said))
