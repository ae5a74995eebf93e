"""Questions with candidates: is the list lawful, who stands after a pre-vote, who is elected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast, get_args

from voting.cases.case import Answer, Case
from voting.cases.fields import Fields
from voting.cases.papers import marked, summed
from voting.core import election, tally
from voting.core import slate as lists
from voting.core.election import Result
from voting.core.slate import Slate
from voting.core.tally import ElectionFigures
from voting.core.words import Office, Round, Text

VERDICT: Final = {
    "lawful": Text("可以付选举", "the list may be voted on"),
    "primary_required": Text("须先进行预选", "a pre-vote comes first"),
}
ENDS: Final = {
    "decided": Text("名额已满", "every seat is filled"),
    "tied": Text(
        "{names}得票相等，就{tied}个名额再次投票", "{names} tie, a new ballot between them fills {tied} seat(s)"
    ),
    "short": Text("尚缺{vacant}名，另行选举", "{vacant} seat(s) are left for a further election"),
}


@dataclass(frozen=True)
class Asked:
    """What every question with candidates begins with."""

    office: Office
    seats: int
    fixed: int | None
    round: Round
    procurator: bool


def _asked(case: Case, ask: Fields, rounds: tuple[str, ...]) -> Asked:
    office = cast(Office, ask.word("office", get_args(Office)))
    round_ = cast(Round, ask.word("round", rounds)) if rounds != ("primary",) else "primary"
    if not lists.offered(case.book, office, round_):
        raise ask.fault("office", "法律没有规定由本机关这样选举此项职务", "by law this body holds no such election")
    seats = ask.whole("seats", 1)
    fixed = ask.whole_or_null("fixed_surplus")
    procurator = ask.flag("procurator") if ask.has("procurator") else False
    if procurator and office != "CHIEF":
        raise ask.fault("procurator", "检察长属于正职", "the chief procurator is a CHIEF")
    return Asked(office, seats, fixed, round_, procurator)


def slate(case: Case, ask: Fields) -> Answer:
    """Is this list of nominees lawful, does it need a pre-vote, or may it not be voted on?"""
    asked = _asked(case, ask, ("first", "further", "by_election"))
    stand = ask.whole("nominated")
    ask.close()
    found = lists.check(case.book, asked.office, asked.seats, stand, asked.fixed, asked.round, formal=False)
    least, most = (found.span.least, found.span.most) if found.span else (None, None)
    if found.refusal is not None:
        return case.refused(found.refusal, min_surplus=least, max_surplus=most)
    verdict, decision = VERDICT[found.outcome], _decision(found)
    upper = Text("以上", "or more") if most is None else Text(f"至{most}人", f"to {most}")
    zh = f"应选{asked.seats}名，提名{stand}人，差额{stand - asked.seats}人，依法差额为{least}人{upper.zh}{decision.zh}，{verdict.zh}。"
    en = (
        f"{stand} are nominated for {asked.seats} seat(s), {stand - asked.seats} over; the lawful surplus is "
        f"{least} {upper.en}{decision.en}: {verdict.en}."
    )
    return case.reply(found.outcome, found.articles, Text(zh, en), min_surplus=least, max_surplus=most)


def _decision(found: Slate) -> Text:
    """The decision that took a surplus of one where no whole number fits the law's range."""
    if found.span is None or found.span.gap is None:
        return Text("", "")
    return Text(
        "（法定比例内没有整数，决定差额一人）",
        " (no whole number fits the statutory range; it was decided to take one)",
    )


def primary(case: Case, ask: Fields) -> Answer:
    """Who stands after the pre-vote, or who ties at the cut."""
    asked = _asked(case, ask, ("primary",))
    votes = ask.counts("votes")
    places = lists.places(case.book, asked.office, asked.seats, asked.fixed)
    if places is None:
        raise ask.fault(
            "fixed_surplus", "预选须有选举办法规定的差额数", "a pre-vote needs the surplus that the method fixes"
        )
    ask.close()
    found = lists.primary(votes, places)
    zh = f"正式候选人{places}名，按得票确定{len(found.formal)}名"
    en = f"{len(found.formal)} of {places} places go by the most votes"
    if found.tied:
        zh += f"，{'、'.join(found.tied)}各得{votes[found.tied[0]]}票，尚余{found.places_left}名不能确定"
        en += f"; {', '.join(found.tied)} tie with {votes[found.tied[0]]} for the {found.places_left} left"
    elif found.places_left:
        zh += f"，尚缺{found.places_left}名"
        en += f"; {found.places_left} are left for want of names"
    return case.reply(
        "tied" if found.tied else "decided", (case.book.article("primary.trigger", office=asked.office),),
        Text(zh + "。", en + "."), formal=list(found.formal), tied=list(found.tied), places_left=found.places_left,
    )  # fmt: skip


def elected(case: Case, ask: Fields) -> Answer:
    """Who is elected, who ties, what is left."""
    asked = _asked(case, ask, ("first", "tie_revote", "further", "by_election"))
    names = ask.names("candidates")
    if asked.round == "tie_revote" and len(names) <= asked.seats:
        raise ask.fault(
            "candidates", "再次投票的人数须多于名额", "a ballot between those who tie has more names than seats"
        )
    issued, returned, voters = (ask.whole(field) for field in ("issued", "returned", "voters"))
    figures = _figures(case, ask, asked, names, returned)
    if asked.round != "tie_revote" and case.book.word("election.base", office=asked.office) == "present":
        case.here()
    ask.close()
    found = _slate(case, asked, len(names))
    no = case.no_quorum() or (found.refusal if found else None)
    if no is not None:
        return case.refused(no)
    no = election.excess(case.book, asked.office, issued, returned, voters)
    if no is not None:
        return case.refused(no, "void", next=election.NEXT["void"])
    needed = election.needed(case.book, asked.office, asked.round, case.bases(valid=figures.valid))
    result = election.result(
        case.book, asked.office, asked.seats, asked.round, figures.ranking, needed, procurator=asked.procurator
    )
    return _declared(case, asked, figures, needed, result, _decision(found) if found else Text("", ""))


def _slate(case: Case, asked: Asked, stand: int) -> Slate | None:
    if asked.round == "tie_revote":
        return None
    return lists.check(case.book, asked.office, asked.seats, stand, asked.fixed, asked.round, formal=True)


def _figures(case: Case, ask: Fields, asked: Asked, names: tuple[str, ...], returned: int) -> ElectionFigures:
    """The sums, from the papers or as they were given; they must close."""
    if ask.has("papers") == ask.has("totals"):
        raise ask.fault("papers", "papers 和 totals 须有且只有一项", "either papers or totals, and not both")
    if ask.has("papers"):
        rules = election.papers(case.book, asked.office, asked.seats, asked.round)
        figures = tally.election(marked(ask, names), names, rules)
    else:
        figures = summed(ask, names, write_ins=asked.round != "tie_revote")
    if figures.returned != returned:
        zh = f"收回{returned}张，与各票之和{figures.returned}不符"
        raise ask.fault("returned", zh, f"{returned} papers were returned, the papers add up to {figures.returned}")
    return figures


def _declared(
    case: Case, asked: Asked, figures: ElectionFigures, needed: int | None, result: Result, decision: Text
) -> Answer:
    who = result.who
    fill: Mapping[str, object] = {"tied": who.tied_seats, "vacant": who.vacant}
    end = ENDS[who.outcome]
    zh_end, en_end = end.zh.format(names="、".join(who.tied), **fill), end.en.format(names=", ".join(who.tied), **fill)
    zh = f"应选{asked.seats}名{decision.zh}，收回{figures.returned}张，有效{figures.valid}张，无效{figures.invalid}张，"
    zh += "得票多的当选" if needed is None else f"须得{needed}票"
    zh += f"，当选{len(who.elected)}名，{zh_end}{'，检察长须报上一级批准' if result.pending else ''}。"
    en = f"{asked.seats} seat(s){decision.en}, {figures.returned} papers returned, {figures.valid} valid, "
    en += f"{figures.invalid} invalid, {'the most votes win' if needed is None else f'{needed} votes needed'}: "
    en += f"{len(who.elected)} elected, {en_end}{', approval from above is pending' if result.pending else ''}."
    ranking = [
        {
            "name": x.name,
            "for": x.votes_for,
            "against": x.against,
            "abstain": x.abstain + x.blank,
            "write_in": x.write_in,
        }
        for x in figures.ranking
    ]
    return case.reply(
        who.outcome, result.articles, Text(zh, en), needed=needed, ranking=ranking, valid=figures.valid,
        invalid=figures.invalid, elected=list(who.elected),
        tied={"names": list(who.tied), "seats": who.tied_seats} if who.tied else None, vacant=who.vacant,
        next=result.next, pending="upper_approval" if result.pending else None,
    )  # fmt: skip
