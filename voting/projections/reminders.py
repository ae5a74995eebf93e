"""What officers are reminded of by a rule while a vote or a nomination is under way; never a refusal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from voting.core import roster
from voting.core.events import DraftEntry
from voting.core.nomination import considered
from voting.core.nomination_names import deputies_only
from voting.core.state import Item, Poll, Sitting
from voting.core.words import Text
from voting.projections.citations import of_article
from voting.projections.texts import Texts, plain

MUST: Final = Text("出席的组成人员应当参加表决。", " Members present must vote.")
NOTHING: Final = Text("", "")


def unpressed(s: Sitting, one: Poll) -> dict[str, str] | None:
    """Before the close the chair reminds those who have not voted (poll.reminder); of their duty, where it is one."""
    left = len(one.voters) - len(one.cast) - len(one.hands.beside)
    if one.state != "open" or one.by_hand or left < 1 or not s.rules.flag("poll.reminder"):
        return None
    must = MUST if s.rules.flag("member.must_vote") else NOTHING
    zh, en = (
        f"还有{left}人没有表决，结束前请提醒。{must.zh}",
        f"{left} have not voted; remind them before the close.{must.en}",
    )
    return plain(Text(zh, en))


def namesakes(s: Sitting, texts: Texts, names: Iterable[str]) -> list[dict[str, str]]:
    """Tellers who bear the name of a candidate: the core refuses whom it knows to be one (law.md C1), of a name a person judges."""
    tellers = {member for name in roster.TELLERS for member in roster.listed(s, name)}
    known = {one.deputy for item in s.items.values() for one in item.nominees.values()}
    people = {texts.people[one].name for one in tellers - known if one in texts.people}
    same = sorted({texts.candidates[name].zh for name in names} & people)
    return [
        plain(Text(
            f"监票人、计票人中有人与候选人{one}同名；如是同一人，不得担任。",
            f"A teller bears the name of the candidate {one}; if they are one person, that person may not be a teller.",
        ))
        for one in same
    ]  # fmt: skip


def earliest(s: Sitting, item: Item, draft: DraftEntry) -> dict[str, object] | None:
    """Until when people are nominated and considered at least (ZZF 27): days with the first nomination's own day in them.

    None before the first nomination, and where no rule says how long.
    """
    found = considered(s, item, draft)
    if found is None:
        return None
    first, day, days = (str(one) for one in found)
    zh = f"提名、酝酿不少于{days}天：首次提名{first}，正式名单最早{day}确定；提前确定的，须写明情况和决定。"
    en = f"At least {days} days to nominate and consider: first nominated {first}, fixed on {day} at the earliest, or with a decision on record."
    cited = of_article(s.rules.article("nomination.days", office=draft.office))
    return {"text": plain(Text(zh, en)), "citation": plain(cited) if cited else None}


def incompatible(s: Sitting, draft: DraftEntry) -> dict[str, object] | None:
    """What else who is elected to this office may not hold (ZZF 18, 47): no roll says it of anybody, so a person looks."""
    key = "office.incompatible"
    if not deputies_only(s, draft) or not s.rules.has(key, office=draft.office):
        return None
    rule = s.rules.rule(key, office=draft.office)
    cited = of_article(rule.article)
    return {"text": plain(rule.title), "citation": plain(cited) if cited else None}
