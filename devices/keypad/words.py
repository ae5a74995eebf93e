"""Every sentence of the keypad, Chinese first, English beside it."""

from __future__ import annotations

PIN = "请输入密码后回车 / enter your PIN:"
BADGE = "请刷证或输入证号后回车 / present your badge or enter its number:"
WELCOME = "{name}，已签到 / signed in"
WAITING = "请等待表决 / waiting for a vote"
CHANGE = "按 9 可改票 / press 9 to change a vote"
NOTHING_TO_PRESS = "现在没有要按的 / nothing to press now"
NOT_A_KEY = "没有这个键 / no such key: {entry}"
MOTION = "【表决 / vote】{title}（{mode}）"
ELECTION = "【选举 / election】{title}（{mode}）应选 / seats {places}，可另选 / write-ins {writing}"
SECRET, NAMED = "无记名 / secret", "记名 / named"
MOTION_KEYS = "1 赞成 / for   2 反对 / against   3 弃权 / abstain   0 以后再投 / later"
LINE = "{number}/{lines} {name}：{keys}   还可选 / choices left: {left}"
LINE_KEYS = {"Y": "1 赞成 / for", "N": "2 反对 / against", "A": "3 弃权 / abstain", "B": "4 空白 / blank"}
EVALUATION = "【测评 / evaluation】{title}（{mode}）只选一项 / choose one"
GRADE = "{key} 选此项 / choose：{name}"
GRADE_BLANK = "{key} 都不选，空白 / none, blank   0 以后再投 / later"
CHOSEN, NOTHING_CHOSEN = "　选此项 / choose：{name}", "　都不选，空白 / none, blank"
FULL = "已选满 / all choices are used; 不能再选 / no more"
WRITE_IN = (
    "另选他人，输入姓名；没有则直接回车 / write in a name, or press Enter for none   还可选 / choices left: {left}"
)
LONG_NAME = "姓名过长 / the name is too long (at most {most} bytes)"
BLANK_FOR = "{word}（按赞成计算 / counts as for）"
MARKS = {"Y": "赞成 / for", "N": "反对 / against", "A": "弃权 / abstain", "B": "空白 / blank"}
SUMMARY = "　{name}：{mark}"
WRITTEN = "　另选 / written in：{name}"
CONFIRM = "1 确认提交 / send   2 重新填写 / again   0 以后再投 / later"
CODE = "　查验码 / check code：{code}"
CONFIRM_OR_CHECK = "1 确认提交 / send   2 重新填写 / again   3 查验，不投 / check, not cast   0 以后再投 / later"
CHECKED = (
    "已用于查验，没有投出，查验文件交监票人 / checked and not cast; the opening is for the scrutineer: {file}",
    "查验码 / check code：{code}",
)
LOST_OPENING = "查验文件写不下来，这次查验作不合格论 / the opening could not be written; this check has failed: {said}"
EXCHANGE = "请监票人办理换票，换票后再投 / ask the scrutineers for another paper, then vote"
TIERS = {  # what the manifest's tier means, in the words of every other screen
    "T0": "由操作方保密和计票（T0） / Secrecy and count rest on the operator (T0)",
    "T1": "由操作方与一个监票席共同保密、共同发票（T1） / "
    "Kept secret and issued by the operator and one station together (T1)",
    "T2": "由操作方与监票席A、B共同保密、共同发票（T2） / "
    "Kept secret and issued by the operator and stations A and B together (T2)",
}
SENDING = "正在提交 / sending…"
RECEIPT = "已收到，回执已核对 / received; the receipt is checked"
CONFIRMED = "已入箱并在日志中核实 / found in the signed log: {title}"
COUNTED = "已计入 / counted: {title}"
UNCHECKED = "计票未能自行核对 / the count could not be checked here: {title}"
DELAYED = "尚未存妥，正在重试 / not stored yet, trying again: {said}"
LOST = "连接中断，正在重连 / the line is down, connecting again"
BACK = "已连接 / connected"
REFUSED = "未被接受 / not accepted: {said}"
DISTRUST = "！核对失败，请告知工作人员 / A check failed, tell the staff: {said}"
COMPLAINT = "！投票未能核实，已提出异议 / The vote could not be verified; a complaint was sent: {said}"
UNHEARD = (
    "！投票未能核实，服务器没有接受异议，请立即告知监票人 / "
    "The vote could not be verified, and the server has not accepted the complaint; tell the scrutineers: {said}"
)
MISSING = (
    "按7可以保存开票文件，查出是哪一方少了您的票；谁拿到文件，谁就知道您怎么投的 / "
    "7 saves an opening that shows after which party your ballot is missing; whoever gets it knows how you voted"
)
SHOW = "保存后，谁拿到文件，谁就知道您怎么投的。1 保存 0 不保存 / Whoever gets the file knows how you voted. 1 save 0 do not"
SHOWN = "已保存开票文件 / the opening is saved: {file}"
NOT_SHOWN = "没有保存 / not saved"
BARRED = "！本机不能在此席位使用 / this terminal cannot be used at this seat: {said}"
CLOSED = "已截止，未提交 / closed; not sent: {title}"
GOODBYE = "会议结束 / the sitting is closed"
FINGERPRINT = "请操作员核对指纹 / ask the operator to compare this fingerprint: {fingerprint}"
UNLOCK = "密钥口令 / passphrase of the key file: "
ASK_CODE = "一次性注册码 / one-time code from the operator: "
