"""What screens are told of a vote that tellers count: how far it is, never what one teller entered before another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from voting.core import hand_entries as entries
from voting.core.election import paper_rules
from voting.core.refusals import Refusal
from voting.core.state import Back, Poll, Sitting
from voting.core.words import RULING_LABELS, Text
from voting.projections.citations import of_article
from voting.projections.texts import plain

FORMS: Mapping[str, Text] = {
    "keypress": Text("按表决器", "keys"),
    "ballot": Text("电子选票", "electronic ballot papers"),
    "paper": Text("纸质投票", "paper"),
    "show_of_hands": Text("举手", "a show of hands"),
}
LABELS: Mapping[str, Text] = {
    "paper": Text("纸质投票，由监票人清点计票", "On paper, counted by tellers"),
    "show_of_hands": Text("举手表决，由监票人清点人数", "A show of hands, counted by tellers"),
}


def label(poll: Poll) -> Text | None:
    """Who counts it, in the words that screen and sheet repeat; None for a vote by terminals."""
    return LABELS.get(poll.draft.form)


def note(poll: Poll) -> Text | None:
    """Why this vote is held in another form than was planned, or partly by hands, and who decided it; or None."""
    why = poll.hands.fallback
    if why is not None:
        was, form = FORMS[why.was], FORMS[why.form]
        return Text(
            f"原以{was.zh}方式进行的表决已作废（{why.reason}），由{why.decided_by}决定改用{form.zh}方式；作废的表决不计入。",
            f"The vote by {was.en} was void ({why.reason}); {why.decided_by} decided on {form.en}; nothing of it counts.",
        )
    if poll.hands.beside:
        number = len(poll.hands.beside)
        return Text(
            f"以视频方式出席的{number}人举手表决（{poll.hands.beside_by}）。",
            f"{number} who attend by video vote by hands ({poll.hands.beside_by}).",
        )
    return None


def view(s: Sitting, poll: Poll, *, public: bool = False) -> dict[str, object] | None:
    """How far the tellers are; `public` is without who entered what. None for a vote by terminals alone."""
    if not poll.by_hand and not poll.hands.beside:
        return None
    back, shown = entries.confirmed(poll), entries.shown(poll)
    open_to_all: dict[str, object] = {
        "form": poll.draft.form, "label": plain(label(poll) or FORMS["show_of_hands"]), "issued": poll.hands.issued,
        "return": _back(back) if back else None, "hands": sum(shown) if shown else None,
        "beside": len(poll.hands.beside), "accounted": entries.accounted(poll),
    }  # fmt: skip
    if public:
        return open_to_all
    stock = poll.hands.stock
    return {
        **open_to_all,
        "stock": {"printed": stock[0], "sealed": stock[1], "to_issue": stock[0] - stock[1]} if stock else None,
        "letters": _letters(s, poll), "return_by": _names(poll.hands.returns), "hands_by": _names(poll.hands.shown), "heaps": _heaps(poll),
        "papers": _papers(poll), "differed": dict(poll.hands.differed), "excess": _no(entries.excess(s.rules, poll)),
        "missing": _no(entries.uncounted(s.rules, poll)) if poll.state == "closed" else None,
    }  # fmt: skip


def _letters(s: Sitting, poll: Poll) -> list[str]:
    """The marks that a paper can bear here, in the order of a teller's buttons; what is not marked is blank."""
    if poll.draft.kind != "election":
        return ["Y", "N", "A", "V"]
    return ["B", "N", "A"] if paper_rules(s.rules, poll.draft).blank_approves else ["Y", "N", "B"]


def _names(tellers: Iterable[str]) -> list[str]:
    return [by.partition(":")[2] for by in tellers]


def _back(back: Back) -> dict[str, int]:
    return {"issued": back.issued, "spoiled": back.spoiled, "returned": back.returned, "voters": back.voters}


def _heaps(poll: Poll) -> list[dict[str, object]]:
    found = []
    for heap, entered in sorted(poll.hands.heaps.items()):
        agreed = entries.agreed(entered)
        found.append({"heap": heap, "by": _names(entered), "agreed": agreed is not None,
                      "papers": agreed[1] if agreed else None})  # fmt: skip
    return found


def _papers(poll: Poll) -> list[dict[str, object]]:
    """Doubtful papers; what each teller ruled is told once two have."""
    found = []
    for number, one in entries.ruled(poll).items():
        rulings = poll.hands.rulings[number]
        seen = list(rulings.items()) if len(rulings) > 1 else []
        found.append({
            "paper": number, "by": _names(rulings), "status": one.status if one else None,
            "label": plain(RULING_LABELS[one.status]) if one else None, "reason": one.reason if one else None,
            "rulings": [{"by": by.partition(":")[2], "label": plain(RULING_LABELS[r.status])} for by, r in seen],
        })  # fmt: skip
    return found


def _no(no: Refusal | None) -> dict[str, object] | None:
    if no is None:
        return None
    cited = of_article(no.article)
    return {
        "code": no.code,
        "zh": no.zh,
        "en": no.en,
        "article": no.article,
        "citation": plain(cited) if cited else None,
    }
