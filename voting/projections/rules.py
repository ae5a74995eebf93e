"""The rules in force for one meeting as the secretary reads them: value, article, source, layer, what each takes the place of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Final, TypeAlias

from voting.core.gap import CERTAINTY as GAP
from voting.core.gap import place_of
from voting.core.informative import INFORMATIVE
from voting.core.rulebook import BODY_RANK, Rule, RuleBook
from voting.core.state import GapDecision, GapPlace
from voting.core.track_words import ORGANS
from voting.core.words import Text, actor_label
from voting.projections.citations import of_article
from voting.projections.texts import Source, Texts, plain
from voting.projections.values import of_rule, whom

Gaps: TypeAlias = "Mapping[GapPlace, GapDecision]"
NOTHING: Final[Gaps] = {}


class Shown:
    """The list of one meeting, made anew where a sitting is laid anew or a gap is decided."""

    def __init__(self) -> None:
        self.of: tuple[RuleBook, Texts, Gaps] | None = None
        self.made: list[dict[str, object]] = []
        self.hash = ""

    def version(self, book: RuleBook, texts: Texts, gaps: Gaps = NOTHING) -> str:
        """A hash of the list: a page fetches the list again when it differs from the one it holds."""
        self.list(book, texts, gaps)
        return self.hash

    def list(self, book: RuleBook, texts: Texts, gaps: Gaps = NOTHING) -> list[dict[str, object]]:
        of = self.of
        if of is None or of[0] is not book or of[1].sources is not texts.sources or of[2] is not gaps:
            self.of = book, texts, gaps
            self.made = [_rule(rule, book, texts.sources, gaps) for rule in book.in_force()]
            self.hash = sha256(json.dumps(self.made, sort_keys=True).encode()).hexdigest()[:16]
        return self.made


def _rule(rule: Rule, book: RuleBook, sources: Mapping[str, Source], gaps: Gaps) -> dict[str, object]:
    overridden, made = book.overridden(rule), gaps.get(place_of(rule))
    cited, narrowed = of_article(rule.article), whom(rule)
    return {
        "key": rule.key, "office": rule.office, "kind": rule.kind, "title": plain(rule.title), "whom": plain(narrowed) if narrowed else None,
        "value": plain(of_rule(rule)), "article": rule.article, "citation": plain(cited) if cited else None,
        "wording": rule.wording, "sources": [_source(one) for one in _cited(rule, sources)], "layer": plain(rule.layer),
        "own": rule.rank >= BODY_RANK, "enforced": rule.key not in INFORMATIVE,
        "certainty": rule.certainty, "in_force": rule.in_force, "checked": rule.checked,
        "gap": _gap(rule, overridden, made), "decided": _decided(made) if made else None, "decision": plain(rule.decision) if rule.decision else None,
        "overrides": [_overridden(one) for one in overridden],
    }  # fmt: skip


def _overridden(rule: Rule) -> dict[str, object]:
    cited, narrowed = of_article(rule.article), whom(rule)
    return {
        "value": plain(of_rule(rule)), "article": rule.article, "citation": plain(cited) if cited else None,
        "layer": plain(rule.layer), "in_force": rule.in_force, "whom": plain(narrowed) if narrowed else None,
    }  # fmt: skip


def _decided(made: GapDecision) -> dict[str, object]:
    organ = ORGANS.get(made.organ, Text(made.organ, made.organ))
    return {"text": made.text, "organ": plain(organ), "by": actor_label(made.by), "at": made.at}


def _gap(rule: Rule, overridden: tuple[Rule, ...], made: GapDecision | None) -> str | None:
    """`open`: the law is silent and only the default holds; `decided`: on record, or by a later layer; None: no gap."""
    if rule.certainty == GAP:
        return "open" if made is None else "decided"
    return "decided" if any(one.certainty == GAP for one in overridden) else None


def _cited(rule: Rule, sources: Mapping[str, Source]) -> list[Source]:
    keys = dict.fromkeys(part.strip().partition(" ")[0] for part in rule.article.split(";"))
    return [sources[key] for key in keys if key in sources]


def _source(one: Source) -> dict[str, object]:
    return {"title": plain(_titled(one)), "note": plain(one.note) if one.note else None}


def _titled(one: Source) -> Text:
    return Text(f"{one.title.zh}（{one.version}）", f"{one.title.en} ({one.version})")
