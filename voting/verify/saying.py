"""What a verifier says: sentences in both languages, a step that fails, a file that is no bundle."""

from __future__ import annotations

from typing import NamedTuple


class Said(NamedTuple):
    """One sentence, in Chinese and in English."""

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} {self.en}"


NOT_HERE = Said("此版本不含所需内容。", "Not in this profile.")


class NoBundle(ValueError):
    """The file is no bundle (docs/bundle.md section 1); `said` is for people."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.said = Said(zh, en)


class Broken(ValueError):
    """The step that is being checked does not hold; `said` is for people."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.said = Said(zh, en)


def must(holds: object, zh: str, en: str) -> None:
    """Broken with this sentence unless it holds."""
    if not holds:
        raise Broken(zh, en)
