"""What text from a file may hold: one Unicode form, no invisible, private or damaged characters."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from voting.core.words import Text

# Control, format (zero-width, bidirectional), surrogate, private use, line and paragraph separators. Unassigned
# characters stay allowed: the newest rare-name characters are newer than the Unicode tables of some Pythons.
FORBIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
DAMAGED: Final = "\ufffd"
SPACES: Final = re.compile(r"\s+")


def flaw(text: str, *, lines: bool = False) -> Text | None:
    """Why `text` cannot be shown faithfully, or None; `lines` lets line breaks through."""
    for char in text:
        if lines and char == "\n":
            continue
        if char == DAMAGED:
            return Text("含有损坏的字符（编码错误）", "holds a damaged character (wrong encoding)")
        if unicodedata.category(char) in FORBIDDEN:
            code = f"U+{ord(char):04X}"
            return Text(f"含有控制、不可见或自造字符 {code}", f"holds a control, invisible or private character {code}")
    return None


def person_name(text: str) -> str:
    """A name in NFC; the blanks that align 王　伟 with longer names go, those between Latin words become one."""
    name = SPACES.sub(" ", unicodedata.normalize("NFC", text).strip())
    return name if any(char.isascii() and char.isalpha() for char in name) else name.replace(" ", "")


def code_word(text: str) -> str:
    """A seat or badge as it is compared and signed: full-width letters and digits made plain, capitals, no blanks."""
    return SPACES.sub("", unicodedata.normalize("NFKC", text)).upper()
