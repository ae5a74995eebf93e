"""Every reason for which an envelope can be void, in Chinese and English; docs/protocol.md section 9 lists them."""

from __future__ import annotations

from voting.core.void_words import VOIDS

REASONS: dict[str, tuple[str, str]] = {word: (said.zh, said.en) for word, said in VOIDS.items()}
FROM_T1 = frozenset({"credential", "token"})  # reasons that no envelope at T0 can have
