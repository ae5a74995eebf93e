"""What is said where a scrutineers' station is missing or refused, in both languages."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "station.unknown": ("没有监票席{station}。", "There is no scrutineers' station {station}."),
    "station.busy": (
        "监票席参与的表决正在进行，结束后再更换监票席。",
        "A vote with this station is running; replace the station once it is over.",
    ),
    "station.silent": (
        "监票席{station}没有应答，请检查其连接；不能恢复的，记录其离线后重新表决。",
        "Station {station} does not answer. Check its connection; if it cannot be restored, record its loss and vote again.",
    ),
    "paper.not_agreed": (
        "换票须经各监票席同意，请稍候。",
        "Every station has to agree to the exchange first; please wait.",
    ),
    "station.refused": ("监票席{station}拒绝。", "Station {station} refuses."),
    "station.differs": (
        "各发票方登记的发票数或者名单不一致，不能继续；请监票人核对。",
        "The issuers' numbers or lists of papers differ; nothing goes on before the scrutineers have compared them.",
    ),
    "ballot.drawn_already": (
        "本次选票已经发出；须由两名监票人记录换票后才能再发。",
        "This voter's paper was issued; two tellers must record it as spoiled before another is.",
    ),
    "paper.not_drawn": (
        "该成员还没有领取本次选票，不必换票。",
        "This voter has drawn no paper; none need be exchanged.",
    ),
    "paper.already_cast": ("该成员已经投票，不能换票。", "This voter has voted; the paper cannot be exchanged."),
    "paper.checked_already": (
        "该成员领取的票都已记为用于查验。",
        "Every paper that this voter has drawn is on record as checked already.",
    ),
    "paper.no_station": (
        "没有监票席参与的表决，重新打开终端即可再次领取选票，不必换票。",
        "Without a station a terminal simply draws again; no exchange is needed.",
    ),
    "poll.too_few": (
        "投入的票（或者剔除废票后剩下的）不足{least}张，拆开、公布后可能看出个人的意思，不能继续；可以等候，或者宣布作废后重新表决。",
        "With fewer than {least} envelopes, or fewer left without void ones, one person's vote could show. Wait, or void the vote.",
    ),
    "poll.unsigned": (
        "监票席{stations}尚未签署计票结果，不能宣布。",
        "Station(s) {stations} have not signed the count; it cannot be declared yet.",
    ),
    "keys.in_use": (
        "表决尚未了结，或者其议题尚未有结果，密钥和密封选票须保留。",
        "The vote or its item is not over yet; keys and sealed envelopes are kept.",
    ),
    "keys.none": ("这次表决没有密钥和密封选票。", "This vote has no keys and no sealed envelopes."),
    "keys.gone": ("密钥和密封选票已经销毁。", "Keys and sealed envelopes are destroyed already."),
    "poll.changed": (
        "准备表决期间名单或者议题有了变化，请再试一次。",
        "Roll or question changed while the vote was being prepared; please try again.",
    ),
    "tally.differs": ("签署的不是这一计票结果。", "Another count than this one was signed."),
}
