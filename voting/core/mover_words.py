"""What is said where an item is not moved or introduced by those who may, or not before the body that may decide it."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "removal.not_congress": (
        "撤职由常务委员会在大会闭会期间决定；大会对其选举的人员提出罢免案。",
        "Removal from office is for the standing committee in recess; a congress recalls those it has elected.",
    ),
    "report.not_delegated": (
        "只有人民政府可以委托有关部门负责人报告；法院、检察院的报告不能委托。",
        "Only the government may delegate its report to the head of a department; a court or procuracy may not.",
    ),
}
