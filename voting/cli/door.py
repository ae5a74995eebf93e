"""Which command was typed: `count` needs the law alone, `station` and `verify` no server, every other one the house.

The house (server, store, simulator) is brought in only when it is asked for, so that `yijue count` starts in a blink.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from voting.cli import count


def main(words: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it did what was asked, 1 when it could not, 2 for a wrong command line, case file or bundle."""
    typed = sys.argv[1:] if words is None else list(words)
    if typed[:1] == ["count"]:
        return count.main(typed[1:])
    if typed[:1] in (["station"], ["verify"]):
        found: int = importlib.import_module(f"voting.cli.{typed[0]}").main(typed[1:])
        return found
    code: int = importlib.import_module("voting.cli.commands").main(typed)
    return code
