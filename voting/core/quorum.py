"""Whether a meeting may be held: present voters against all members, by the share the rule book states."""

from __future__ import annotations

from dataclasses import dataclass

from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import RuleBook
from voting.core.state import Member, Sitting


@dataclass(frozen=True)
class Attendance:
    """Who is here, in figures; voters only, but for `attendees` and `observers`."""

    members: int
    present: int
    absent: int
    on_leave: int
    left: int
    attendees: int
    observers: int
    needed: int
    article: str

    @property
    def quorate(self) -> bool:
        return self.present >= self.needed


def voters(sitting: Sitting) -> tuple[Member, ...]:
    """All sitting members: the base N of law.md B1."""
    return tuple(m for m in sitting.members.values() if m.role == "member")


def needed(book: RuleBook, members: int) -> int:
    """The members who must be present; 0 where the rules ask for no quorum (`none`)."""
    return 0 if book.value("quorum.threshold") == "none" else book.share("quorum.threshold").needed(members)


def attendance(sitting: Sitting) -> Attendance:
    """The attendance now, with the quorum and its article."""
    body = voters(sitting)
    count = {word: sum(m.attendance == word for m in body) for word in ("present", "absent", "on_leave", "left")}
    others = {role: sum(m.role == role and m.attendance == "present" for m in sitting.members.values())
              for role in ("attendee", "observer")}  # fmt: skip
    return Attendance(
        members=len(body), present=count["present"], absent=count["absent"], on_leave=count["on_leave"],
        left=count["left"], attendees=others["attendee"], observers=others["observer"],
        needed=needed(sitting.rules, len(body)),
        article=sitting.rules.article("quorum.threshold"),
    )  # fmt: skip


def lacking(book: RuleBook, members: int, present: int) -> Refusal | None:
    """The refusal where too few of all members are present, or None."""
    enough = needed(book, members)
    if present >= enough:
        return None
    return refuse("quorum.missing", book.article("quorum.threshold"), members=members, present=present, needed=enough)


def missing(sitting: Sitting) -> Refusal | None:
    """The refusal where the quorum is missing now, or None."""
    now = attendance(sitting)
    return lacking(sitting.rules, now.members, now.present)
