"""The form of a machine: which commands it decides and which events it folds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from voting.core.commands import Command
from voting.core.events import Event
from voting.core.refusals import Refusal
from voting.core.state import Sitting

Decision: TypeAlias = "tuple[Event, ...] | Refusal"


@dataclass(frozen=True)
class Machine:
    """Deciders and folds by the exact type of the command or event."""

    decide: Mapping[type[Command], Callable[[Any, Sitting], Decision]]
    evolve: Mapping[type[Event], Callable[[Any, Sitting], Sitting]]
