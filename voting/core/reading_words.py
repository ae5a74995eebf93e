"""What is said where the words to read aloud cannot be edited, in both languages."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "reading.unknown": ("没有这段宣读文字。", "There are no such words to read."),
    "reading.not_yet": ("这段宣读文字尚未生成。", "These words cannot be made yet."),
    "reading.read": (
        "这段文字已经宣读或者宣布，不能再改。",
        "These words have been read or declared; they stay as they are.",
    ),
    "reading.not_edited": ("这段宣读文字没有改过。", "These words have not been edited."),
    "reading.empty": ("宣读文字不能为空。", "The words to read cannot be empty."),
    "reading.too_long": ("宣读文字过长，最多{most}字。", "The words are too long; {most} characters at most."),
    "reading.changed": (
        "数字已有变化，宣读文字已重新生成，请看过再改。",
        "The figures have changed and the words were made anew; look at them before you edit.",
    ),
    "reading.figures": (
        "改后的文字与原文的数字不一致，请核对；确需如此，请确认后保存，并记录在案。",
        "The figures of the edited words differ from the count. Check them; to go on all the same, confirm, and it is on record.",
    ),
}
