"""What is asked of the person at a keypad, and what an entry means: a state machine without input or output.

It holds a vote only while it is being marked. `hear` takes an entry, `look` what the terminal now knows; both give
the lines to show. Choosing more than allowed is prevented here, so nobody spoils a paper by a slip of the finger.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from devices.encoding import Broken
from devices.keypad import words
from devices.line import Happening, Unable
from devices.manifest import Manifest
from devices.terminal import Terminal
from devices.views import Poll

State = Literal["apart", "pin", "idle", "motion", "grade", "line", "write_in", "confirm", "show", "over"]
KEYS = {"1": "Y", "2": "N", "3": "A", "4": "B"}
TOLD = {
    "delayed": words.DELAYED, "refused": words.REFUSED, "distrust": words.DISTRUST, "complaint": words.COMPLAINT,
    "unheard": words.UNHEARD, "barred": words.BARRED,
}  # fmt: skip

CHECKED = {"counted": words.COUNTED, "unchecked": words.UNCHECKED}


@dataclass(slots=True)
class Marking:
    """The paper under the person's hand."""

    poll: Poll
    manifest: Manifest
    marks: str = ""
    code: str = ""  # the check code, once the paper is sealed
    written: list[str] = field(default_factory=list)

    def left(self) -> int:
        """How many choices are left; a written name is a choice, and so is a blank that counts as for."""
        chosen = sum(map(self.chooses, self.marks)) + len(self.written)
        return (self.manifest.max_yes or self.manifest.lines) - chosen

    def chooses(self, mark: str) -> bool:
        """Whether a mark is read as for (docs/protocol.md section 9)."""
        return mark == "Y" or (mark == "B" and self.manifest.blank_for)

    def word(self, mark: str, table: dict[str, str]) -> str:
        """What a mark is called on this paper."""
        return words.BLANK_FOR.format(word=table[mark]) if mark == "B" and self.manifest.blank_for else table[mark]

    def may_write(self) -> bool:
        """Whether another name may be written in."""
        most = self.manifest.writein_max
        if self.manifest.writein_opposed:  # a name stands in the place of one that is opposed
            most = min(most, self.marks.count("N"))
        return len(self.written) < most and self.left() > 0


class Dialogue:
    """The conversation at one seat. `method` is how people sign in here: `pin` or `badge`.

    `give` puts the opening of a checked paper, under the name it should have, where a scrutineer can fetch it, and says
    where that is.
    """

    def __init__(
        self, terminal: Terminal, give: Callable[[str, bytes], str], method: Literal["pin", "badge"] = "pin"
    ) -> None:
        """Begins before the connection."""
        self._give = give
        self.state: State = "apart"
        self._terminal, self._method = terminal, method
        self._marking: Marking | None = None
        self._later: set[str] = set()

    @property
    def hidden(self) -> bool:
        """Whether what is typed now must not be seen."""
        return self.state == "pin" and self._method == "pin"

    # What the terminal tells

    def look(self, what: Happening) -> list[str]:
        """The lines after something has happened."""
        if what.kind == "lost":
            return [words.LOST]
        if what.kind in TOLD:
            missing = [words.MISSING] if what.kind in ("complaint", "unheard") and self._missing() else []
            return [TOLD[what.kind].format(said=what.said), *missing, *self._turn(what)]
        if what.kind == "receipt":
            return [words.RECEIPT, *(self._turn(what) or self._idle_words())]
        if what.kind == "confirmed":
            return [words.CONFIRMED.format(title=self._title(what.vote))]
        if what.kind in CHECKED:
            return [CHECKED[what.kind].format(title=self._title(what.vote))]
        if what.kind == "here":
            return [words.BACK, *self._turn(what)]
        if what.kind == "seated":
            self.state = "idle" if self.state in ("apart", "pin") else self.state
            name = self._terminal.me.name if self._terminal.me else None
            return [words.WELCOME.format(name=name or ""), *(self._next() or [words.WAITING])]
        return self._turn(what)

    def _turn(self, what: Happening) -> list[str]:
        """What is to be asked next, if the old question no longer stands."""
        me, view = self._terminal.me, self._terminal.view
        if me is None or self._terminal.state == "barred":
            return []
        if view is not None and view.phase == "closed":
            return self._farewell()
        if me.member is None:
            return self._ask_who(what)
        if self.state in ("apart", "pin"):
            self.state = "idle"
        if self._marking is not None and not self._open(self._marking.poll.vote):
            title, self._marking, self.state = str(self._marking.poll.title), None, "idle"
            return [words.CLOSED.format(title=title), *self._next()]
        return self._next() if self.state == "idle" else []

    def _farewell(self) -> list[str]:
        said, self.state, self._marking = self.state == "over", "over", None
        return [] if said else [words.GOODBYE]

    def _ask_who(self, what: Happening) -> list[str]:
        asked_before = self.state == "pin" and what.kind != "refused"
        self.state, self._marking = "pin", None
        return [] if asked_before else [words.PIN if self._method == "pin" else words.BADGE]

    def _next(self) -> list[str]:
        """Begin the next open poll that waits for this person."""
        for poll in self._terminal.view.polls if self._terminal.view else ():
            fresh = poll.vote not in self._later and not self._terminal.has_cast(poll.vote)
            if fresh and self._can(poll.vote):
                return self._begin(poll.vote)
        return []

    # What the person enters

    def hear(self, entry: str) -> list[str]:
        """The lines after an entry."""
        answers: dict[State, Callable[[str], list[str]]] = {
            "pin": self._who, "idle": self._idle, "motion": self._motion, "grade": self._grade, "line": self._line,
            "write_in": self._write_in, "confirm": self._confirm, "show": self._show,
        }  # fmt: skip
        answer = answers.get(self.state)
        return answer(entry) if answer else [words.NOTHING_TO_PRESS]

    def _who(self, entry: str) -> list[str]:
        if not entry:
            return [words.PIN if self._method == "pin" else words.BADGE]
        self._terminal.sign_in(self._method, entry)
        return []

    def _idle(self, entry: str) -> list[str]:
        again = self._again()
        if entry == "7" and self._missing():
            self.state = "show"
            return [words.SHOW]
        if entry != "9" or not again:
            return [words.NOTHING_TO_PRESS]
        self._later.clear()
        return self._begin(again[0])

    def _missing(self) -> dict[str, bytes]:
        """What shows the ballots that the terminal misses in a count, by vote: its member may save it."""
        found = {}
        for poll in self._terminal.view.polls if self._terminal.view else ():
            with suppress(Unable):
                found[poll.vote] = self._terminal.opening(poll.vote)
        return found

    def _show(self, entry: str) -> list[str]:
        """Save it, once the member has been told what it shows."""
        self.state = "idle"
        if entry != "1":
            return [words.NOT_SHOWN, *self._next()]
        try:
            files = [self._give(f"{vote}-missing.json", given) for vote, given in self._missing().items()]
        except OSError as error:
            return [words.REFUSED.format(said=error), *self._next()]
        return [*(words.SHOWN.format(file=file) for file in files), *self._next()]

    def _motion(self, entry: str) -> list[str]:
        if entry == "0":
            return self._put_off()
        marking = self._hand()
        if entry not in KEYS or KEYS[entry] not in marking.manifest.alphabet:
            return [words.NOT_A_KEY.format(entry=entry), words.MOTION_KEYS]
        marking.marks = KEYS[entry]
        return self._ask_confirm()

    def _grade(self, entry: str) -> list[str]:
        """One grade by its number; the number after the last one leaves the paper blank."""
        if entry == "0":
            return self._put_off()
        marking = self._hand()
        lines = marking.manifest.lines
        keys = {str(place + 1): "B" * place + "Y" + "B" * (lines - place - 1) for place in range(lines)}
        keys[str(lines + 1)] = "B" * lines
        if entry not in keys:
            return [words.NOT_A_KEY.format(entry=entry), *self._ask_grade()]
        marking.marks = keys[entry]
        return self._ask_confirm()

    def _line(self, entry: str) -> list[str]:
        marking = self._hand()
        if entry == "0":
            return self._put_off()
        mark = KEYS.get(entry, "")
        if not mark or mark not in marking.manifest.alphabet:
            return [words.NOT_A_KEY.format(entry=entry), self._ask_line()]
        if marking.chooses(mark) and marking.left() < 1:
            return [words.FULL, self._ask_line()]
        marking.marks += mark
        return self._go_on()

    def _write_in(self, entry: str) -> list[str]:
        marking = self._hand()
        name = unicodedata.normalize("NFC", entry)
        if len(name.encode()) > marking.manifest.writein_bytes:
            return [words.LONG_NAME.format(most=marking.manifest.writein_bytes), self._ask_write_in()]
        if name:
            marking.written.append(name)
        return [self._ask_write_in()] if name and marking.may_write() else self._ask_confirm()

    def _confirm(self, entry: str) -> list[str]:
        marking = self._hand()
        if entry == "0":
            return self._put_off()
        if entry == "2":
            return self._begin(marking.poll.vote)
        if entry == "3" and self._terminal.checkable(marking.poll.vote):
            return self._check(marking)
        if entry != "1":
            return [words.NOT_A_KEY.format(entry=entry), self._choices(marking)]
        self._marking, self.state = None, "idle"
        try:
            if marking.code:
                self._terminal.cast(marking.poll.vote)
            else:
                self._terminal.mark(marking.poll.vote, marking.marks, marking.written)
        except (Unable, Broken) as error:
            return [words.REFUSED.format(said=error), *self._next()]
        return [words.SENDING]

    def _check(self, marking: Marking) -> list[str]:
        """Have the sealed paper checked instead of cast."""
        self._marking, self.state = None, "idle"
        try:
            given = self._terminal.challenge(marking.poll.vote)
        except Unable as error:
            return [words.REFUSED.format(said=error), *self._next()]
        try:
            file = self._give(f"{marking.code.replace(' ', '')}.json", given)
            told = [sentence.format(file=file, code=marking.code) for sentence in words.CHECKED]
        except OSError as error:
            told = [words.LOST_OPENING.format(said=error)]
        return [*told, *([words.EXCHANGE] if marking.manifest.issuers else self._next())]

    def _put_off(self) -> list[str]:
        self._terminal.discard(self._hand().poll.vote)
        self._later.add(self._hand().poll.vote)
        self._marking, self.state = None, "idle"
        return self._next() or self._idle_words()

    # What is asked

    def _begin(self, vote: str) -> list[str]:
        poll, paper = self._terminal.votable(vote)
        self._terminal.discard(vote)
        manifest = paper.manifest
        self._marking = Marking(poll, manifest)
        mode = words.SECRET if poll.mode == "secret" else words.NAMED
        tier = [words.TIERS[manifest.tier]] if manifest.tier else []  # what is signed, not what the view calls it
        if poll.kind == "motion":
            self.state = "motion"
            return [words.MOTION.format(title=poll.title, mode=mode), *tier, words.MOTION_KEYS]
        if poll.kind == "evaluation":
            self.state = "grade"
            return [words.EVALUATION.format(title=poll.title, mode=mode), *tier, *self._ask_grade()]
        self.state = "line"
        places, writing = manifest.max_yes or manifest.lines, manifest.writein_max
        head = words.ELECTION.format(title=poll.title, mode=mode, places=places, writing=writing)
        return [head, *tier, self._ask_line()]

    def _go_on(self) -> list[str]:
        marking = self._hand()
        if len(marking.marks) < marking.manifest.lines:
            return [self._ask_line()]
        if marking.may_write():
            return [self._ask_write_in()]
        return self._ask_confirm()

    def _ask_grade(self) -> list[str]:
        lines = self._hand().poll.lines
        grades = [words.GRADE.format(key=key, name=line.name) for key, line in enumerate(lines, start=1)]
        return [*grades, words.GRADE_BLANK.format(key=len(lines) + 1)]

    def _ask_line(self) -> str:
        marking = self._hand()
        place = len(marking.marks)
        keys = "  ".join(marking.word(mark, words.LINE_KEYS) for mark in marking.manifest.alphabet)
        name, lines = marking.poll.lines[place].name, marking.manifest.lines
        return words.LINE.format(number=place + 1, lines=lines, name=name, keys=keys, left=marking.left())

    def _ask_write_in(self) -> str:
        self.state = "write_in"
        return words.WRITE_IN.format(left=self._hand().left())

    def _ask_confirm(self) -> list[str]:
        """What was marked and, of a secret vote, the code of what is sealed: only then the choice to send or to check."""
        self.state = "confirm"
        marking = self._hand()
        if marking.poll.mode == "secret":
            try:
                marking.code = self._terminal.seal(marking.poll.vote, marking.marks, marking.written)
            except (Unable, Broken) as error:
                self._marking, self.state = None, "idle"
                return [words.REFUSED.format(said=error), *self._next()]
        return [*self._summary(marking), *self._code(marking), self._choices(marking)]

    def _code(self, marking: Marking) -> list[str]:
        return [words.CODE.format(code=marking.code)] if self._terminal.checkable(marking.poll.vote) else []

    def _choices(self, marking: Marking) -> str:
        return words.CONFIRM_OR_CHECK if self._terminal.checkable(marking.poll.vote) else words.CONFIRM

    def _summary(self, marking: Marking) -> list[str]:
        if marking.poll.kind == "evaluation":
            chosen = [line.name for line, mark in zip(marking.poll.lines, marking.marks, strict=True) if mark == "Y"]
            return [words.CHOSEN.format(name=chosen[0]) if chosen else words.NOTHING_CHOSEN]
        motion = marking.poll.kind == "motion"
        names = [marking.poll.title] if motion else [line.name for line in marking.poll.lines]
        marked = [
            words.SUMMARY.format(name=name, mark=marking.word(mark, words.MARKS))
            for name, mark in zip(names, marking.marks, strict=True)
        ]
        return [*marked, *(words.WRITTEN.format(name=name) for name in marking.written)]

    def _idle_words(self) -> list[str]:
        """What to expect while nothing is asked."""
        if self.state != "idle":
            return []
        return [words.WAITING, words.CHANGE] if self._again() else [words.WAITING]

    # Small questions

    def _again(self) -> list[str]:
        """The polls in which this person can still vote, or vote again."""
        return [poll.vote for poll in self._terminal.view.polls if self._can(poll.vote)] if self._terminal.view else []

    def _hand(self) -> Marking:
        if self._marking is None:
            raise Unable(words.NOTHING_TO_PRESS)
        return self._marking

    def _open(self, vote: str) -> bool:
        poll = self._terminal.view.poll(vote) if self._terminal.view else None
        return poll is not None and poll.state == "open"

    def _can(self, vote: str) -> bool:
        try:
            self._terminal.votable(vote)
        except Unable:
            return False
        return True

    def _title(self, vote: str | None) -> str:
        poll = self._terminal.view.poll(vote) if self._terminal.view and vote else None
        return str(poll.title) if poll else ""
