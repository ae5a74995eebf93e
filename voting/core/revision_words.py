"""What is said where a sitting cannot be laid anew, or something cannot be added to it."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "revision.signed_in": (
        "已有人签到，不能再更换议程和规则。",
        "Somebody has signed in; agenda and rules can no longer be laid anew.",
    ),
    "revision.on_record": (
        "议程中已有记录（提名、回避、材料等），不能再整体更换。",
        "Something about an item stands on record already (a nomination, a recusal, a step); the agenda can no longer be laid anew.",
    ),
    "agenda.not_laid": (
        "会议尚未开始，议程可以整体更换，不必增加。",
        "The sitting is not under way yet: the agenda is laid anew as a whole, nothing has to be added.",
    ),
    "agenda.changed": (
        "会议期间只能增加议题和表决，已有的内容不能改动。",
        "While the sitting is under way items and votes can only be added; what was laid stays as it is.",
    ),
    "agenda.nothing_added": ("没有新增的议题或者表决。", "No item and no vote was added."),
    "agenda.added_why": ("须写明增加议程的理由。", "Say why this comes to the agenda."),
    "agenda.vote_known": ("此项议题已有同一编号的表决。", "This item has a vote of this id already."),
}
