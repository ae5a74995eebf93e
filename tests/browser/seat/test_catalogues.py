"""Words and vendored files as they lie on disk; no browser is needed."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[3] / "static"
OURS = ("seat.", "common.", "ballot.", "error.")
KEYED = re.compile(r"""(?<![\w.])t\(\s*["`]([a-z_.]+)(\$\{)?""")


def words(tongue: str) -> dict[str, str]:
    pairs = json.loads((STATIC / "words" / f"{tongue}.json").read_text(encoding="utf-8"), object_pairs_hook=list)
    assert len({key for key, _ in pairs}) == len(pairs), "a key stands twice"
    return dict(pairs)


def sources() -> str:
    seats = [*(STATIC / "js" / "parts").glob("seat_*.js"), *(STATIC / "js" / "parts").glob("*_paper.js"), *(STATIC / "js" / "ballot").glob("*.js"),
             STATIC / "js" / "parts" / "ballot_review.js", STATIC / "js" / "screens" / "seat.js"]  # fmt: skip
    return "\n".join(path.read_text(encoding="utf-8") for path in seats)


def test_both_catalogues_have_the_same_keys_and_blanks():
    """Whatever is said in Chinese is said in English, with the same values filled in, under a prefix of this catalogue."""
    zh, en = words("zh"), words("en")
    assert zh.keys() == en.keys()
    assert all(key.startswith(OURS) for key in zh)
    blanks = re.compile(r"\{\w+\}")
    assert [key for key in zh if sorted(blanks.findall(zh[key])) != sorted(blanks.findall(en[key]))] == []
    assert [key for key in zh if not (zh[key].strip() and en[key].strip())] == []


def test_every_key_the_seat_asks_for_is_there():
    """A key in the source is in the catalogue; one put together in the source has at least one word with its beginning."""
    zh = words("zh")
    asked = {(key, bool(open_end)) for key, open_end in KEYED.findall(sources()) if key.startswith(OURS)}
    assert len(asked) > 50
    missing = [key for key, open_end in asked if not (any(k.startswith(key) for k in zh) if open_end else key in zh)]
    assert missing == []


@pytest.mark.parametrize(
    "one", json.loads((STATIC / "vendor" / "manifest.json").read_text(encoding="utf-8")), ids=lambda one: one["file"]
)
def test_vendored_files_are_what_the_manifest_says(one):
    """Every borrowed file has its sha256, its version and its licence text beside it."""
    assert hashlib.sha256((STATIC / "vendor" / one["file"]).read_bytes()).hexdigest() == one["sha256"]
    assert (STATIC / "vendor" / one["licence_file"]).stat().st_size > 500
    assert re.fullmatch(r"\d+\.\d+\.\d+", one["version"])


def test_nothing_lies_in_vendor_unnamed():
    """No file in static/vendor is without a record."""
    records = json.loads((STATIC / "vendor" / "manifest.json").read_text(encoding="utf-8"))
    named = {"manifest.json"} | {one["file"] for one in records} | {one["licence_file"] for one in records}
    assert {
        str(path.relative_to(STATIC / "vendor")) for path in (STATIC / "vendor").rglob("*") if path.is_file()
    } == named
