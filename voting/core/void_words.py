"""Why an envelope is void, in both languages (docs/protocol.md, section 9): every reason there is, by its word.

Verifiers hold records to these very words (docs/bundle.md, section 7): another wording is another form of the record.
"""

from __future__ import annotations

from typing import Final

from voting.core.words import Text

VOIDS: Final[dict[str, Text]] = {
    "wrong_manifest": Text("信封属于另一次表决", "the envelope belongs to another poll"),
    "not_opened": Text("信封不能拆开", "the envelope does not open"),
    "form": Text("信封内的选票格式不符", "what is inside is not a ballot paper"),
    "credential": Text("选票凭证不符", "the ballot's credential is not signed by every issuer"),
    "token": Text("信封凭证不符", "the envelope's token does not hold"),
    "signature": Text("选票签名不符", "the ballot's signature does not hold"),
    "paper": Text("票面格式不符", "the paper is not written as it must be"),
    "marks": Text("票面符号不符", "the marks are not those of this ballot"),
    "write_ins": Text("另选他人的填写不符", "the names written in are not as the rule allows"),
    "repeated_key": Text("选票密钥重复", "a key was used more than once"),
}
