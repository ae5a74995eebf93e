"""Something is added to a sitting under way: the form as a whole, compared with the one that lies.

What the ledger knows the core compares (core/revision_added.py); here it is the words, which the ledger does not have.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from voting import preparation
from voting.core import commands as c
from voting.core import revision_added
from voting.core.events import DraftEntry
from voting.core.refusals import Refusal, refuse
from voting.core.revision_commands import ExtendAgenda
from voting.core.state import Sitting
from voting.core.track_words import ORGANS
from voting.core.words import Text
from voting.documents.plan import ItemPlan, PersonPlan, SittingFile
from voting.documents.roll import Roll
from voting.drafting import laying
from voting.ledger.port import Ledger
from voting.preparation import Plan
from voting.projections.texts import plain

MEETING: Final = Text("会议的名称、日期和地点等", "what the sitting is, its name, day and place")
METHOD: Final = Text("本次会议的办法", "the method of this meeting")
BODY_RULES: Final = Text("本机关的规定", "the body's own rules")
LISTS: Final = Text("名单", "the lists")


def offered(sitting: Sitting) -> dict[str, object] | None:
    """Whom a secretary may name as having decided to add something; None where nothing can be added now."""
    if revision_added.closed(sitting) is not None:
        return None
    return {"organs": [{"word": one, "label": plain(ORGANS[one])} for one in revision_added.organs(sitting)]}


def addition(
    ledger: Ledger, sitting: Sitting, plan: Plan, roll: Roll, by: c.Actor, organ: str, reason: str
) -> ExtendAgenda | Refusal:
    """The command that adds what is new in a plan; a Refusal names every word that is not as it was."""
    data = laying.filed(ledger, sitting)
    was = plan.file if data is None else preparation.read_plan(data).file
    changed = tuple(_changed(was, plan.file))
    if changed:
        return refuse("agenda.changed", revision_added.article(sitting.rules), changed)
    return ExtendAgenda(by, "", laying.revision(plan, roll, by, known(sitting, plan.file)), organ, reason)


def known(sitting: Sitting, file: SittingFile) -> dict[str, str]:
    """The ids that people and posts of the file have in the sitting already."""
    ids: dict[str, str] = {}
    for item in file.items:
        drafts = {draft.id: draft for draft in sitting.laid[item.id].drafts} if item.id in sitting.laid else {}
        for poll in item.polls:
            if poll.id in drafts:
                ids.update(_ids(drafts[poll.id], preparation.about(poll)))
    return ids


def _ids(draft: DraftEntry, people: tuple[PersonPlan, ...]) -> Iterator[tuple[str, str]]:
    entries = [(one.person, one.post) for one in draft.persons] or [(draft.person, draft.post)]
    for one, (person, post) in zip(people, entries, strict=False):
        yield from ((one.name, person), (one.post.zh, post))


def _changed(was: SittingFile, now: SittingFile) -> Iterator[Text]:
    """What is not as it was, each by a name that people know."""
    if was.meeting != now.meeting:
        yield MEETING
    if was.method != now.method:
        yield METHOD
    if was.body_rules != now.body_rules:
        yield BODY_RULES
    if was.rosters != now.rosters:
        yield LISTS
    here = {item.id: item for item in now.items}
    for item in was.items:
        if item.id not in here or _kept(item, here[item.id]) != item:
            yield item.title


def _kept(was: ItemPlan, now: ItemPlan) -> ItemPlan:
    """The item without the votes that came to it."""
    known = {poll.id for poll in was.polls}
    return replace(now, polls=tuple(poll for poll in now.polls if poll.id in known))
