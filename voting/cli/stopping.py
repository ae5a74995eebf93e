"""How a command ends that cannot go on: with a sentence, in both languages, for the person who typed it."""

from __future__ import annotations

from voting.core.words import Text


class Stop(Exception):
    """The command cannot go on; the sentences are for the person who typed it."""

    def __init__(self, *sentences: Text) -> None:
        super().__init__("\n".join(f"{one.zh} {one.en}" for one in sentences))
