"""What is said where a decision on a gap of the law is refused, in both languages."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "gap.unknown": ("本次会议没有这一规则。", "No rule of this meeting has this key."),
    "gap.settled": (
        "此事项已有规定，不是法律没有规定的事项；要改变的，须由本机关议事规则或者本次会议的办法规定。",
        "This is no gap: a rule answers it. To change it takes the body's own rules or the method of this meeting.",
    ),
    "gap.empty": ("须写明决定的内容。", "Say what was decided."),
    "gap.organ": ("须写明由哪一机关决定。", "Say which organ decided it."),
    "gap.no_method": (
        "以表决器代替纸质选票、由操作方单独保密，都须有本次会议通过的办法；办法没有存档，也没有列入议程通过。",
        "Keys in place of paper, and tier T0, rest on the method of this meeting; none is filed, and no item adopts one.",
    ),
}
