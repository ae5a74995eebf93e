"""The documents of a bundle (V13): a result sheet carries the record, any other document is one that the log names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from voting.exact import Inexact, dumps, loads
from voting.ledger.signing import open_checkpoint
from voting.verify.evidence import Evidence, an_object
from voting.verify.pdf import Unreadable, carried
from voting.verify.saying import Broken, Said, must

FOLDER: Final = "documents/"
SHEETS: Final = ("sheet.pdf", "signed-sheet.pdf")
RECORD: Final = b"sitting.json"
END: Final = ("size", "root", "checkpoint")  # of the log as it was when the sheet was made


def documents(e: Evidence) -> list[Said]:
    """Each result sheet carries `sitting.json`, each other document has the hash that the log names; Broken otherwise."""
    names = e.contents.under(FOLDER)
    others = [name for name in names if name not in SHEETS]
    for name in others:
        digest = sha256(e.contents.members[FOLDER + name]).hexdigest()
        fits = e.log.documents.get(name) == digest
        must(fits, f"文件 {name} 与记录的散列不符。", f"The document {name} is not one that the log names.")
    said = [_told(e, name) for name in names if name in SHEETS] or [Said("包中没有结果单。", "It has no result sheet.")]
    number = len(others)
    return [*said, Said(f"其他文件 {number} 份，散列与日志一致。", f"{number} other documents have the hash logged.")]


def _told(e: Evidence, name: str) -> Said:
    """What the report says of a sheet; of a log that is older than this rule, what is wrong is told and not refused."""
    try:
        _sheet(e, name)
    except Broken as error:
        if any("names" in poll.announced.event for poll in e.log.polls.values()):
            raise
        return Said(f"{error.said.zh}（早期记录，仅提示）", f"{error.said.en} (An older log: told only.)")
    return Said(
        f"{name} 附带本包的会议记录；页面所印文字由签名人负责。",
        f"{name} carries the record of this bundle; what its pages print is the word of who signed it.",
    )


def _sheet(e: Evidence, name: str) -> None:
    try:
        data = carried(e.contents.data(FOLDER + name), RECORD)
        found = an_object(loads(data))
        must(dumps(found) == data, f"{name} 附带的记录不规范。", f"The record that {name} carries is not canonical.")
    except (Unreadable, Inexact) as error:
        raise Broken(f"{name} 不能读取（{error}）。", f"{name} cannot be read: {error}.") from error
    must(
        dumps(_without_end(found)) == dumps(_without_end(shown(e.sitting, found))),
        f"{name} 附带的不是本包的会议记录。",
        f"{name} carries another record than sitting.json.",
    )
    _end(e, name, an_object(found["log"]))


def _end(e: Evidence, name: str, log: Mapping[str, Any]) -> None:
    """The log as the sheet has it is the beginning of this one, and goes to the close of the sitting at least."""
    mark = open_checkpoint(log["checkpoint"], e.keys.log)
    root = mark.size <= e.log.tree.size and e.log.tree.root(mark.size)
    said = (log["size"], log["root"]) == (mark.size, log["checkpoint"].split("\n")[2])
    closed = "sitting.closed.v1" not in e.log.shown[mark.size :]
    must(
        mark.root == root and said and closed,
        f"{name} 附带的检查点不是本日志的，或早于闭会。",
        f"The checkpoint that {name} carries is none of this log, or from before the sitting was closed.",
    )


def _without_end(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record but for where its log ends."""
    log = {key: value for key, value in an_object(record["log"]).items() if key not in END}
    return {**record, "log": log}


def shown(sitting: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """The record as a sheet has it that withholds the votes of some names: what it withholds is left out here too."""
    pairs = zip(sitting["polls"], found["polls"], strict=True)
    return {**sitting, "polls": [_poll(an_object(mine), an_object(theirs)) for mine, theirs in pairs]}


def _poll(mine: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    shown = theirs.get("ranking", [])
    if not any("withheld" in row for row in shown):
        return mine
    rest = [dumps(row) for row in mine["ranking"]]
    bare = {row: dumps(_withheld(loads(row))) for row in rest}
    rows = [dumps(row) for row in shown]
    for place, row in enumerate(rows, start=1):
        found = next((one for one in rest if row in (one, bare[one])), None)
        if found is None and place == len(rows) and row == _folded(rest):
            return {**mine, "ranking": shown}
        must(found, "结果单的得票与会议记录不符。", "A sheet has other votes than the record.")
        rest.remove(found or b"")
    must(not rest, "结果单少了姓名。", "A sheet leaves names out.")
    return {**mine, "ranking": shown}


def _folded(rest: Sequence[bytes]) -> bytes | None:
    """The line that stands for all these, where each is a name that one voter wrote."""
    rows = [loads(one) for one in rest]
    once = all(isinstance(row, dict) and row["write_in"] is True and row["for"] == 1 for row in rows)
    return dumps({"name": f"另选他人 ×{len(rows)}", "withheld": True, "write_in": True}) if once and rows else None


def _withheld(row: Any) -> dict[str, Any]:
    return {"name": row["name"], "withheld": True, "write_in": row["write_in"]}
