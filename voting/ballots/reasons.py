"""Every reason for which an envelope can be void, in Chinese and English; docs/protocol.md section 9 lists them."""

from __future__ import annotations

REASONS = {
    "wrong_manifest": ("信封属于另一次表决", "the envelope belongs to another poll"),
    "not_opened": ("信封不能拆开", "the envelope does not open"),
    "form": ("信封内的选票格式不符", "what is inside is not a ballot paper"),
    "credential": ("选票凭证不符", "the ballot's credential is not signed by every issuer"),
    "token": ("信封凭证不符", "the envelope's token does not hold"),
    "signature": ("选票签名不符", "the ballot's signature does not hold"),
    "paper": ("票面格式不符", "the paper is not written as it must be"),
    "marks": ("票面符号不符", "the marks are not those of this ballot"),
    "write_ins": ("另选他人的填写不符", "the names written in are not as the rule allows"),
    "repeated_key": ("选票密钥重复", "a key was used more than once"),
}
FROM_T1 = frozenset({"credential", "token"})  # reasons that no envelope at T0 can have
