"""What every case has: its body and figures under the rules that hold for it, and the form of every answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias, cast, get_args

from voting.cases.fields import Fields, Unusable
from voting.cases.overlay import layered
from voting.core import quorum
from voting.core.refusals import Refusal
from voting.core.rulebook import RuleBook
from voting.core.words import Body, Level, Text

Answer: TypeAlias = "dict[str, object]"


@dataclass(frozen=True)
class Case:
    """A case without its question; `local` are the keys of its overlay, `present` None where it was not given."""

    id: str
    body: Body
    level: Level
    members: int
    present: int | None
    recused: int
    book: RuleBook
    local: tuple[str, ...]

    def here(self) -> int:
        """The members present; Unusable where this question asks for them and they are not given."""
        if self.present is None:
            raise Unusable("present", "此问题须有出席人数", "this question needs the members present")
        return self.present

    def bases(self, **after: int) -> dict[str, int]:
        """The bases that a share may be taken of, with those known after the vote."""
        return {"members": self.members, **({} if self.present is None else {"present": self.present}), **after}

    def no_quorum(self) -> Refusal | None:
        """The refusal where `present` is given and below the quorum."""
        return None if self.present is None else quorum.lacking(self.book, self.members, self.present)

    def reply(self, outcome: str, articles: Iterable[str], said: Text, **fields: object) -> Answer:
        """The answer, its citations each once, and its sentence with the local rules it rests on named first."""
        cited = dict.fromkeys(one for article in articles for one in article.split("; "))
        if self.local:
            keys = ", ".join(self.local)
            said = Text(
                f"按本例另定的规则（{keys}）：{said.zh}", f"Under the rules given with the case ({keys}): {said.en}"
            )
        sentence = {"zh": said.zh, "en": said.en}
        return {"id": self.id, "outcome": outcome, **fields, "authority": list(cited), "explanation": sentence}

    def refused(self, no: Refusal, outcome: str = "refused", **fields: object) -> Answer:
        """The answer where the core says no, with its code and article."""
        articles = (no.article,) if no.article else ()
        return self.reply(outcome, articles, Text(no.zh, no.en), code=no.code, **fields)


def opened(fields: Fields) -> Case:
    """The frame of a case, everything but its question; the fields are taken, not yet closed."""
    ident = fields.text("id")
    body = cast(Body, fields.word("body", get_args(Body)))
    level = cast(Level, fields.word("level", get_args(Level)))
    if body == "standing_committee" and level == "township":
        raise fields.fault("level", "乡镇人大没有常务委员会", "a township has no standing committee")
    members = fields.whole("members", 1)
    present = fields.whole("present") if fields.has("present") else None
    if present is not None and present > members:
        raise fields.fault("present", "出席人数多于全体成员", "more are present than there are members")
    recused = fields.whole("recused") if fields.has("recused") else 0
    book, local = layered(body, level, fields.inner("overlay") if fields.has("overlay") else None)
    return Case(ident, body, level, members, present, recused, book, local)
