"""The rules in force for one meeting as the secretary reads them: value, article, source, layer, what each takes the place of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from voting.core.rulebook import BODY_RANK, Rule, RuleBook
from voting.core.words import Text
from voting.projections.citations import of_article
from voting.projections.texts import Source, Texts, plain
from voting.projections.values import of_rule, whom

GAP: Final = "GAP"


class Shown:
    """The list of one meeting, made once: rules never change after the preparation."""

    def __init__(self) -> None:
        self.of: tuple[RuleBook, Texts] | None = None
        self.made: list[dict[str, object]] = []

    def list(self, book: RuleBook, texts: Texts) -> list[dict[str, object]]:
        if self.of is None or self.of[0] is not book or self.of[1].sources is not texts.sources:
            self.of, self.made = (book, texts), [_rule(rule, book, texts.sources) for rule in book.in_force()]
        return self.made


def _rule(rule: Rule, book: RuleBook, sources: Mapping[str, Source]) -> dict[str, object]:
    overridden = book.overridden(rule)
    cited, narrowed = of_article(rule.article), whom(rule)
    return {
        "key": rule.key, "title": plain(rule.title), "whom": plain(narrowed) if narrowed else None,
        "value": plain(of_rule(rule)), "article": rule.article, "citation": plain(cited) if cited else None,
        "wording": rule.wording, "sources": [_source(one) for one in _cited(rule, sources)], "layer": plain(rule.layer),
        "own": rule.rank >= BODY_RANK, "certainty": rule.certainty, "in_force": rule.in_force, "checked": rule.checked,
        "gap": _gap(rule, overridden), "decision": plain(rule.decision) if rule.decision else None,
        "overrides": [_overridden(one) for one in overridden],
    }  # fmt: skip


def _overridden(rule: Rule) -> dict[str, object]:
    cited, narrowed = of_article(rule.article), whom(rule)
    return {
        "value": plain(of_rule(rule)), "article": rule.article, "citation": plain(cited) if cited else None,
        "layer": plain(rule.layer), "in_force": rule.in_force, "whom": plain(narrowed) if narrowed else None,
    }  # fmt: skip


def _gap(rule: Rule, overridden: tuple[Rule, ...]) -> str | None:
    """`open`: the law is silent and only the default holds; `decided`: a later layer has decided; None: no gap."""
    if rule.certainty == GAP:
        return "open"
    return "decided" if any(one.certainty == GAP for one in overridden) else None


def _cited(rule: Rule, sources: Mapping[str, Source]) -> list[Source]:
    keys = dict.fromkeys(part.strip().partition(" ")[0] for part in rule.article.split(";"))
    return [sources[key] for key in keys if key in sources]


def _source(one: Source) -> dict[str, object]:
    return {"title": plain(_titled(one)), "note": plain(one.note) if one.note else None}


def _titled(one: Source) -> Text:
    return Text(f"{one.title.zh}（{one.version}）", f"{one.title.en} ({one.version})")
