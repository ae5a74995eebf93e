"""Whether a meeting may be held: present voters against all members, by the share the rule book states."""

from __future__ import annotations

from dataclasses import dataclass

from voting.core.refusals import Refusal, refuse
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


def attendance(sitting: Sitting) -> Attendance:
    """The attendance now, with the quorum and its article."""
    body = voters(sitting)
    count = {word: sum(m.attendance == word for m in body) for word in ("present", "absent", "on_leave", "left")}
    others = {role: sum(m.role == role and m.attendance == "present" for m in sitting.members.values())
              for role in ("attendee", "observer")}  # fmt: skip
    return Attendance(
        members=len(body), present=count["present"], absent=count["absent"], on_leave=count["on_leave"],
        left=count["left"], attendees=others["attendee"], observers=others["observer"],
        needed=sitting.rules.share("quorum.threshold").needed(len(body)),
        article=sitting.rules.article("quorum.threshold"),
    )  # fmt: skip


def missing(sitting: Sitting) -> Refusal | None:
    """The refusal where the quorum is missing, or None."""
    now = attendance(sitting)
    if now.quorate:
        return None
    return refuse("quorum.missing", now.article, members=now.members, present=now.present, needed=now.needed)
