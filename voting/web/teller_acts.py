"""What tellers, operator and chair say of a vote that is counted by hand."""

from __future__ import annotations

from typing import Final, get_args

from voting.clerk.clerk import Answer
from voting.clerk.tellers import HeapEntry, PaperRuling, Summing, Telling, Written
from voting.core import commands as c
from voting.core import hand_commands as hc
from voting.core.words import Ruling
from voting.web.arguments import Args, WrongArgs, number, text, texts
from voting.web.house import House

MOST_KINDS: Final = 2_000  # kinds of paper in one heap
MOST_NAMES: Final = 200  # written on one paper


def written(said: object) -> Written:
    """One kind of paper of a heap from its JSON; WrongArgs where it is none."""
    if not isinstance(said, dict) or set(said) - {"marks", "write_ins", "copies"}:
        raise WrongArgs("papers")
    return Written(text(said, "marks"), texts(said, "write_ins", MOST_NAMES), number(said, "copies"))


def _papers(args: Args) -> tuple[Written, ...]:
    rows = args.get("papers")
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_KINDS:
        raise WrongArgs("papers")
    return tuple(map(written, rows))


def _stock(house: House, by: c.Actor, args: Args) -> Answer:
    return house.order(hc.CountStock(by, "", text(args, "vote"), number(args, "printed"), number(args, "sealed")))


def _return(house: House, by: c.Actor, args: Args) -> Answer:
    figures = (number(args, name) for name in ("issued", "spoiled", "returned", "voters"))
    return house.writer.submit(Telling(hc.ReportReturn(by, "", text(args, "vote"), *figures)))


def _heap(house: House, by: c.Actor, args: Args) -> Answer:
    return house.writer.submit(HeapEntry(by, text(args, "vote"), number(args, "heap"), _papers(args)))


def _rule(house: House, by: c.Actor, args: Args) -> Answer:
    found: Ruling | None = next((word for word in get_args(Ruling) if word == args.get("status")), None)
    if found is None:
        raise WrongArgs("status")
    marks = "" if found.startswith("void") else text(args, "marks")
    names = () if found.startswith("void") else texts(args, "write_ins", MOST_NAMES)
    return house.writer.submit(PaperRuling(
        by, text(args, "vote"), number(args, "paper"), found, marks, names, text(args, "reason"),
    ))  # fmt: skip


def _hands(house: House, by: c.Actor, args: Args) -> Answer:
    figures = (number(args, name) for name in ("for", "against", "abstain"))
    return house.writer.submit(Telling(hc.EnterHands(by, "", text(args, "vote"), *figures)))


def _reopen(house: House, by: c.Actor, args: Args) -> Answer:
    part: hc.Part | None = next((word for word in get_args(hc.Part) if word == args.get("part")), None)
    if part is None:
        raise WrongArgs("part")
    return house.order(hc.ReopenEntry(by, "", text(args, "vote"), part, number(args, "number"), text(args, "reason")))


def _form(house: House, by: c.Actor, args: Args) -> Answer:
    names = ("item", "draft", "form", "decided_by", "reason")
    return house.order(hc.ChangeForm(by, "", *(text(args, name) for name in names)))


def _beside(house: House, by: c.Actor, args: Args) -> Answer:
    voters = texts(args, "voters", len(house.sitting.members))
    return house.order(
        hc.AdmitHands(by, "", text(args, "vote"), voters, text(args, "decided_by"), text(args, "reason"))
    )


ACTS: Final = {
    "count_stock": (frozenset({"vote", "printed", "sealed"}), _stock),
    "report_return": (frozenset({"vote", "issued", "spoiled", "returned", "voters"}), _return),
    "enter_heap": (frozenset({"vote", "heap", "papers"}), _heap),
    "rule_paper": (frozenset({"vote", "paper", "status", "marks", "write_ins", "reason"}), _rule),
    "enter_hands": (frozenset({"vote", "for", "against", "abstain"}), _hands),
    "reopen_entry": (frozenset({"vote", "part", "number", "reason"}), _reopen),
    "count_papers": (
        frozenset({"vote"}),
        lambda house, by, args: house.writer.submit(Summing(by, text(args, "vote"))),
    ),
    "declare_invalid": (
        frozenset({"vote"}),
        lambda house, by, args: house.order(hc.DeclareInvalid(by, "", text(args, "vote"))),
    ),
    "change_form": (frozenset({"item", "draft", "form", "decided_by", "reason"}), _form),
    "admit_hands": (frozenset({"vote", "voters", "decided_by", "reason"}), _beside),
}
