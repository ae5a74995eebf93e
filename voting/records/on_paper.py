"""What a record says of a vote that tellers counted: its papers, the doubtful ones, and why it took this form."""

from __future__ import annotations

from dataclasses import dataclass

from voting.core.words import Ruling


@dataclass(frozen=True, slots=True)
class Papers:
    """Ballot papers of a vote on paper, from the stock to the box; `voters` are persons."""

    printed: int
    sealed: int
    issued: int
    spoiled: int
    returned: int
    voters: int


@dataclass(frozen=True, slots=True)
class Adjudication:
    """What two tellers ruled of a doubtful paper, and why (law.md C6)."""

    paper: int
    status: Ruling
    reason: str


@dataclass(frozen=True, slots=True)
class FormChange:
    """Which failed poll this one repeats in another form, who decided that and why."""

    poll: str
    was: str
    decided_by: str
    reason: str
