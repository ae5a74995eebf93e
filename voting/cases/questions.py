"""Questions without candidates: quorum, motions, joint signatures, unsatisfied questioners, satisfaction."""

from __future__ import annotations

from typing import Final, cast, get_args

from voting.cases.case import Answer, Case
from voting.cases.fields import Fields
from voting.cases.overlay import part
from voting.core import evaluation as satisfaction
from voting.core import outcome, quorum
from voting.core import petition as signatures
from voting.core.evaluation import Grade
from voting.core.petition import Act
from voting.core.rulebook import share
from voting.core.words import Text

ADOPTED: Final = {"adopted": Text("通过", "adopted"), "not_adopted": Text("未通过", "not adopted")}


def held(case: Case, ask: Fields) -> Answer:
    """May the meeting be held?"""
    present = case.here()
    ask.close()
    needed = quorum.needed(case.book, case.members)
    word = "quorate" if present >= needed else "inquorate"
    zh = f"全体{case.members}人，出席{present}人，须{needed}人，{'可以举行' if word == 'quorate' else '不能举行'}。"
    can = "may be held" if word == "quorate" else "cannot be held"
    en = f"{present} of {case.members} are present and {needed} are needed: the meeting {can}."
    return case.reply(word, (case.book.article("quorum.threshold"),), Text(zh, en), needed=needed)


def motion(case: Case, ask: Fields) -> Answer:
    """Adopted or not; members who pressed nothing are counted apart and stay in the base."""
    votes = ask.inner("votes")
    y, n, a = (votes.whole(word) for word in ("for", "against", "abstain"))
    votes.close()
    present = case.here()
    ask.close()
    no = case.no_quorum()
    if no is not None:
        return case.refused(no)
    book, pressed, entitled = case.book, y + n + a, present - case.recused
    article = book.article("motion.threshold")
    no = outcome.excess(pressed, entitled, article)
    if no is not None:
        return case.refused(no, "void")
    base = outcome.base(book.word("motion.base"), case.bases(pressed=pressed, for_and_against=y + n))
    needed = book.share("motion.threshold").needed(base)
    word = outcome.motion(y, needed)
    idle = entitled - pressed
    zh = f"赞成{y}票，反对{n}票，弃权{a}票，未按{idle}人；基数{base}，须赞成{needed}票，{ADOPTED[word].zh}。"
    en = (
        f"{y} for, {n} against, {a} abstained, {idle} did not vote; of a base of {base} {needed} must be for: "
        f"{ADOPTED[word].en}."
    )
    fields = {"for": y, "against": n, "abstain": a, "not_voting": idle}
    return case.reply(word, (article,), Text(zh, en), base=base, needed=needed, **fields)


def petition(case: Case, ask: Fields) -> Answer:
    """Have enough members signed?"""
    act = cast(Act, ask.word("act", get_args(Act)))
    signers = ask.whole("signers")
    if signers > case.members:
        raise ask.fault("signers", "联名人数多于全体成员", "more have signed than there are members")
    if not signatures.given(case.book, act):
        raise ask.fault(
            "act", "法律没有规定本机关可以这样提出", "the law does not give this act to this body and level"
        )
    ask.close()
    needed = signatures.needed(case.book, act, case.members)
    article = case.book.article(f"petition.{act}")
    zh, en = f"全体{case.members}人，联名{signers}人", f"{signers} of {case.members} members have signed"
    return _enough(case, article, signers, needed, zh, en)


def unsatisfied(case: Case, ask: Fields) -> Answer:
    """May those who asked demand a further answer?"""
    proposers, unhappy = ask.whole("proposers"), ask.whole("unsatisfied")
    if unhappy > proposers:
        raise ask.fault("unsatisfied", "不满意的人数多于提出质询案的人数", "more are unsatisfied than have asked")
    ask.close()
    needed = signatures.unsatisfied(case.book, proposers)
    zh, en = f"提出质询案{proposers}人，不满意{unhappy}人", f"{unhappy} of the {proposers} who asked are unsatisfied"
    return _enough(case, case.book.article("question.unsatisfied"), unhappy, needed, zh, en)


def _enough(case: Case, article: str, found: int, needed: int, zh: str, en: str) -> Answer:
    word = "admissible" if found >= needed else "inadmissible"
    verdict = Text("可以提出", "admissible") if found >= needed else Text("不能提出", "not admissible")
    said = Text(f"{zh}，须{needed}人，{verdict.zh}。", f"{en} and {needed} are needed: {verdict.en}.")
    return case.reply(word, (article,), said, needed=needed)


def evaluation(case: Case, ask: Fields) -> Answer:
    """The grade that the local rule gives these votes."""
    options = ask.names("options")
    inner = ask.inner("votes")
    votes = {option: inner.whole(option) for option in options}
    inner.close()
    invalid = ask.whole("invalid")
    grades, otherwise = _rule(ask.inner("rule"), options)
    present = case.here()
    ask.close()
    valid = sum(votes.values())
    article = case.book.article("evaluation.rule")
    no = case.no_quorum() or outcome.excess(valid + invalid, present - case.recused, article)
    if no is not None:
        return case.refused(no)
    name = satisfaction.grade(grades, otherwise, votes, case.bases(valid=valid))
    listed = "，".join(f"{option}{count}票" for option, count in votes.items())
    zh = f"全体{case.members}人，出席{present}人，{listed}，无效{invalid}票，测评等次为“{name}”。"
    counts = ", ".join(f"{option} {count}" for option, count in votes.items())
    en = f"{present} of {case.members} present, {counts}, {invalid} invalid: the grade is “{name}”."
    return case.reply("graded", (article,), Text(zh, en), grade=name)


def _rule(rule: Fields, options: tuple[str, ...]) -> tuple[list[Grade], str]:
    grades = [
        _grade(Fields(one, f"{rule.path('grades')}[{at}]"), options) for at, one in enumerate(rule.items("grades"))
    ]
    otherwise = rule.text("otherwise")
    rule.close()
    return grades, otherwise


def _grade(fields: Fields, options: tuple[str, ...]) -> Grade:
    name, when = fields.text("name"), fields.inner("when")
    chosen = when.names("options")
    for option in chosen:
        if option not in options:
            raise when.fault("options", f"没有选项“{option}”", f"there is no option “{option}”")
    grade = Grade(name, chosen, share(part(when)), when.word("of", ("members", "present", "valid")))
    when.close()
    fields.close()
    return grade
