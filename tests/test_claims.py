"""No page, sheet or document for its readers says more of the secrecy and the count than docs/threats.md does."""

from __future__ import annotations

import json
import re
from pathlib import Path

from voting.projections.stations import TIER_LABELS

ROOT = Path(__file__).parents[1]
TOO_MUCH = re.compile(
    r"no single machine|nobody can (see|open|change|link)|impossible to (see|open|change|forge)|"
    r"(?<!not )receipt-free|coercion-(resistant|free)|formally (proven|verified)|unhackable|tamper-?proof|"
    r"only (both|all three) together|任何人都不能|任何人都无法|绝对(保密|安全)|不可(伪造|篡改|破解)|万无一失|防胁迫|才会(泄密|改票)|"
    r"密评(认证|通过)",
    re.IGNORECASE,
)
SHOWN = sorted(
    path
    for pattern in ("README.md", "templates/**/*.html", "static/words/*.json", "static/js/**/*.js", "static/verify/src/*",
                    "voting/records/*.py", "voting/projections/*.py", "docs/station.md", "docs/documents.md")
    for path in ROOT.glob(pattern)
    if "vendor" not in path.parts
)  # fmt: skip


def test_what_people_read_is_looked_at() -> None:
    """README, templates, words of every screen, the verifier's page, sheets, and the scrutineers' instructions."""
    assert {"README.md", "officers.zh.json", "words.js", "station.md", "sheet.py"} <= {path.name for path in SHOWN}


def test_nothing_that_people_read_claims_more_than_is_promised() -> None:
    """None of the claims that ballots.md forbids, in either language, nor that only all parties together could cheat."""
    found = {path.name: TOO_MUCH.search(path.read_text(encoding="utf-8")) for path in SHOWN}
    assert {name: one[0] for name, one in found.items() if one} == {}


def test_the_verifiers_page_says_of_a_tier_what_every_screen_says() -> None:
    """The three labels of the screens stand in its words, letter by letter, with nothing behind them."""
    words = (ROOT / "static" / "verify" / "src" / "words.js").read_text(encoding="utf-8")
    for label in TIER_LABELS.values():
        assert json.dumps(label.zh, ensure_ascii=False) in words
        assert json.dumps(label.en) in words
