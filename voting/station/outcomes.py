"""What a duty can come to: an answer (a mapping of the wire), a refusal, or waiting for the scrutineer.

The station's own refusals stand here with their sentences; those of the wire (docs/protocol.md section 7) in the core.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from voting.core.refusals import SENTENCES as OF_THE_WIRE
from voting.core.words import Text

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "station.no": ("监票席不能照办。", "The station cannot do this."),
    "station.task": ("监票席不认识这项任务。", "The station knows no such task."),
    "station.manifest": ("监票席核对选票清单时发现不符，不予会签。", "The station found the manifest wrong and does not countersign it."),
    "station.declined": ("监票人不同意。", "The scrutineer does not agree."),
    "station.forgotten": ("本次表决的密钥已经销毁。", "The keys of this vote have been destroyed."),
    "station.another_manifest": ("这次表决已经会签过另一份选票清单。", "Another manifest of this vote was countersigned."),
    "station.another_box": ("这次表决的票箱已经拆过，监票席不拆另一个。", "The box of this vote was opened; the station opens no other."),
    "station.close": ("封箱声明不是服务器为本次表决签署的。", "The close statement is not one that the server signed for this vote."),
    "station.statements": ("各级拆封声明不连续或者签名不符。", "The mixers' statements do not follow one another, or a signature is wrong."),
    "station.level": ("本席不负责这一级拆封。", "This level is not this station's to open."),
    "station.ballots": ("公布的选票与末级拆封声明不一致。", "The ballots are not those of the last mixer's statement."),
    "station.void": ("废票名单与各级声明和本席追查的不一致。", "The void envelopes are not those that were stated and traced."),
    "station.tally": ("服务器的计票结果与本席自行计算的不一致，不予签署。", "The server's count is not what the station counts; it is not signed."),
    "mix.set": ("送来的信封与封箱声明不一致。", "The envelopes are not those of the close statement."),
    "mix.items": ("送来的票与上一级交出的不一致，或者缺发票方签名；什么也没有拆。",
                  "The items are not those that the level before gave, or lack an issuer's signature; nothing was opened."),
    "mix.trace": ("所指的票不是本席拆出的，或者并没有所说的问题，不予追查。",
                  "The item did not leave this station, or is not bad in the way that is said; nothing is traced."),
    "log.note": ("检查点不是本次会议日志签署的。", "The checkpoint is not signed by this meeting's log."),
    "log.fork": ("日志出现两个不同的版本，证据已保存。", "The log shows two different histories; the evidence is kept."),
    "log.rollback": ("日志比本席见证过的短，证据已保存。", "The log is shorter than what the station witnessed; the evidence is kept."),
}  # fmt: skip


@dataclass(frozen=True)
class Refused:
    """The station will not; `of` is the refused message as it came, if it was one."""

    code: str
    of: str | None = None

    @property
    def sentence(self) -> Text:
        """The sentence of the code, in both languages."""
        zh, en = SENTENCES.get(self.code) or OF_THE_WIRE.get(self.code) or SENTENCES["station.no"]
        return Text(*(re.sub(r"\{\w+\}", "…", text) for text in (zh, en)))


@dataclass(frozen=True)
class Waits:
    """The scrutineer decides on the page: `about` what kind of thing, `subject` which one, `details` what is shown."""

    about: str
    subject: str
    details: Mapping[str, object] = field(default_factory=dict)


Outcome: TypeAlias = Mapping[str, object] | Refused | Waits
