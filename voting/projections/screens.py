"""One view for each kind of officer's screen (docs/screens.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, get_args

from voting.core.state import Member, Poll, Sitting
from voting.core.words import Missed, Role
from voting.projections import candidacy, parts, rosters, stations, track
from voting.projections.parts import Surroundings
from voting.projections.rules import Shown
from voting.projections.texts import Person, plain

RULES = Shown()


def operator(s: Sitting, around: Surroundings) -> dict[str, object]:
    """The console: agenda, polls, next steps, seats with who has voted (never how)."""
    return {
        **_desk(s, "operator", around), "stations": stations.desk(around.lamps, codes=True),
        "seats": _places(s, around), "absent": _not_here(s, around),
        "pending": [{"seat": seat, "kid": kid, "fingerprint": kid[:8]} for seat, kid in around.pending],
        "elections": candidacy.desk(s, around.texts),
    }  # fmt: skip


def _not_here(s: Sitting, around: Surroundings) -> list[dict[str, object]]:
    """Who is on the roll and not signed in, in its order: whom the desk may sign in by hand at an empty seat."""
    return [
        {"id": one["id"], "name": one["name"], "group": one["group"], "seat": m.home, "role": m.role}
        for m in s.members.values()
        if m.attendance != "present"
        for one in (_member(m, around),)
    ]


def _complaints(s: Sitting) -> list[dict[str, object]]:
    """Those that hold a declaration, then those that came after one and undo nothing."""
    held = (
        (one.id, seat, one.complaint_reasons.get(seat, ""), False)
        for one in s.polls.values()
        if one.running and one.settled is None
        for seat in one.complaints
    )
    late = ((one.id, seat, why, True) for one in s.polls.values() for seat, why in one.afterwards.items())
    return [
        {"vote": vote, "seat": seat, "about": _missed(s.polls[vote], seat), "reason": why, "after": after}
        for vote, seat, why, after in (*held, *late)
    ]


def _missed(poll: Poll, seat: str) -> list[str]:
    """Where this seat's terminal does not find its vote."""
    return [where for where in get_args(Missed) if (seat, where) in poll.raised]


def chair(s: Sitting, around: Surroundings) -> dict[str, object]:
    """The chair's tablet: the next step and the words to read; of elections only what a round still needs."""
    return {**_desk(s, "chair", around), "elections": candidacy.table(s, around.texts)}


def _desk(s: Sitting, role: Role, around: Surroundings) -> dict[str, object]:
    return {
        **_head(s, role, around), "items": [parts.item(s, one, around) for one in s.items.values()],
        "reading": plain(around.reading) if around.reading else None, "current": s.current,
        "polls": _polls(s, around), "complaints": _complaints(s), "aloud": parts.read_aloud(around), "next": parts.next_steps(s, role, around),
    }  # fmt: skip


def _head(s: Sitting, role: Role, around: Surroundings) -> dict[str, object]:
    return {
        "role": role, "position": around.position, "meeting": parts.meeting(s, around),
        "attendance": parts.attendance(s),
    }  # fmt: skip


def _polls(s: Sitting, around: Surroundings) -> list[dict[str, object]]:
    return [parts.poll(s, one, around) for one in s.polls.values()]


def scrutineer(s: Sitting, around: Surroundings) -> dict[str, object]:
    """The scrutineer sees which seats have drawn and voted."""
    return {**_head(s, "scrutineer", around), "stations": stations.desk(around.lamps, codes=False),
            "polls": _polls(s, around), "seats": _without_codes(s, around),
            "written": candidacy.written(s, around.texts)}  # fmt: skip


def _without_codes(s: Sitting, around: Surroundings) -> list[dict[str, object]]:
    """The seat map for those who enrol nobody."""
    return [{**one, "code": None} for one in _places(s, around)]


def _places(s: Sitting, around: Surroundings) -> Sequence[Mapping[str, object]]:
    return seats(s, around) if around.places is None else around.places


def hall(s: Sitting, around: Surroundings) -> dict[str, object]:
    """The big screen: attendance, what is being voted on, the result."""
    current = s.items.get(s.current or "")
    shown = on_the_wall(s)
    return {
        **_head(s, "hall", around), "stage": _stage(s, [one.state for one in shown]),
        "item": parts.item(s, current, around, public=True) if current else None,
        "polls": [parts.poll(s, one, around, public=True) for one in shown],
    }  # fmt: skip


def on_the_wall(s: Sitting) -> list[Poll]:
    """What the big screen shows: every running vote, and what was found on the item of the moment until the next vote."""
    gone_on = (
        {one.draft.prior for one in s.polls.values() if one.draft.prior} | track.overtaken(s) | candidacy.overtaken(s)
    )
    here = (one for one in s.polls.values() if one.item == s.current and not one.draft.trial and one.id not in gone_on)
    found = {one.id for one in here}
    return [one for one in s.polls.values() if one.running or one.id in found]


def _stage(s: Sitting, states: list[str]) -> str:
    if s.phase == "closed":
        return "closed"
    if s.phase == "prepared" and not states:
        return "attendance" if any(m.attendance == "present" for m in s.members.values()) else "waiting"
    if any(state in ("announced", "open", "closed") for state in states):
        return "voting"
    if any(state in ("counted", "declared") for state in states):
        return "result"
    return "item" if s.current else "attendance"


BUNDLES: Final = (  # of a closed sitting only: before that its evidence is not complete
    {
        "path": "/api/results/bundle-full.zip",
        "title": {
            "zh": "证据包完整版（封存；用 yijue verify 核对）",
            "en": "Evidence, full (archive; check with yijue verify)",
        },
    },
    {"path": "/api/results/bundle-public.zip", "title": {"zh": "证据包公开版", "en": "Evidence, public"}},
    {
        "path": "/static/verify/verify.html",
        "title": {
            "zh": "核对证据包的网页（保存后在任何电脑上离线打开）",
            "en": "The page that checks it (saved, it opens offline)",
        },
    },
)


def secretary(s: Sitting, around: Surroundings) -> dict[str, object]:
    """The secretary's desk: roll, agenda, files; the rules are long and change rarely, so a page fetches them (GET /api/rules)."""
    files = [
        {"path": "/api/results/sheet.pdf", "title": {"zh": "表决结果单（PDF）", "en": "Result sheet (PDF)"}},
        {"path": "/api/results/polls.csv", "title": {"zh": "表决数据表（CSV）", "en": "Table of votes (CSV)"}},
        {
            "path": "/api/results/sitting.json",
            "title": {"zh": "会议记录（JSON）", "en": "Record of the sitting (JSON)"},
        },
        {
            "path": "/api/results/signed-sheet.pdf",
            "title": {
                "zh": "已签名的表决结果单（PDF；总监票人用 yijue sign 加签）",
                "en": "Signed result sheet (PDF; the chief scrutineer adds his signature with yijue sign)",
            },
        },
        {
            "path": "/api/results/certificate.pem",
            "title": {"zh": "签名证书（核对签名用）", "en": "Certificate to check the signature with"},
        },
        {"path": "/api/results/open-data.zip", "title": {"zh": "公开数据（ZIP）", "en": "Open data (ZIP)"}},
        *(BUNDLES if s.phase == "closed" else ()),
    ]
    return {
        **_head(s, "secretary", around), "items": [parts.item(s, one, around) for one in s.items.values()],
        "polls": _polls(s, around), "members": [_member(m, around) for m in s.members.values()],
        "aloud": parts.read_aloud(around), "rules_version": RULES.version(s.rules, around.texts, s.gaps), "files": files,
        "elections": candidacy.desk(s, around.texts), "rosters": rosters.view(s, around.texts), "day": s.day or None,
    }  # fmt: skip


def _member(m: Member, around: Surroundings) -> dict[str, object]:
    person = around.texts.people.get(m.id, Person(m.id, m.id, "", "", m.seat, m.role))
    return {
        "id": m.id, "name": person.name, "sex": person.sex, "group": person.group, "seat": m.seat, "role": m.role,
        "attendance": m.attendance,
    }  # fmt: skip


def seats(s: Sitting, around: Surroundings) -> list[dict[str, object]]:
    """The seat map: who sits where, the terminal's state, and whether each running poll has its vote."""
    places: dict[str, Member | None] = dict.fromkeys(sorted({*s.devices, *around.codes}))
    for member in s.members.values():
        if member.seat and (places.get(member.seat) is None or member.attendance == "present"):
            places[member.seat] = member
    waiting = {seat for seat, _ in around.pending}
    running = [one for one in s.polls.values() if one.running and not one.by_hand]
    found = []
    for number, (seat, m) in enumerate(sorted(places.items())):
        row, column = place(seat, number)
        person = around.texts.people.get(m.id) if m else None
        device = (
            "pending"
            if seat in waiting
            else "enrolled"
            if seat in s.devices
            else "code"
            if seat in around.codes
            else "none"
        )
        found.append({
            "seat": seat, "row": row, "column": column, "member": m.id if m else None,
            "name": person.name if person else None, "group": person.group if person else None,
            "role": m.role if m else None, "attendance": m.attendance if m else None, "device": device,
            "code": around.codes.get(seat), "online": seat in around.online,
            "votes": {one.id: _lamp(one.cast, one.drawn, m.id) for one in running if m and m.id in one.voters},
        })  # fmt: skip
    return found


def _lamp(cast: object, drawn: frozenset[str], member: str) -> str:
    return "cast" if member in cast else "drawn" if member in drawn else "none"  # type: ignore[operator]


def place(seat: str, number: int) -> tuple[int, int]:
    """Row and column of a seat label such as A01 or 3-12; ten to a row where the label says nothing."""
    head, tail = seat[:1], seat[1:].lstrip("-")
    if head.isalpha() and tail.isdigit():
        return ord(head.upper()) - 64, int(tail)
    left, dash, right = seat.partition("-")
    if dash and left.isdigit() and right.isdigit():
        return int(left), int(right)
    return number // 10 + 1, number % 10 + 1
