"""The catalogues of the officers' pages against each other and against the pages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORDS = ROOT / "static" / "words"
PARTS = [
    path
    for folder in ("screens", "parts")
    for path in sorted((ROOT / "static" / "js" / folder).glob("*.js"))
    if not path.name.startswith("seat_")
    or path.name in {"seat_map.js", "seat_legend.js", "seat_panel.js", "seat_dialog.js"}
    if path.name != "seat.js"
]
SETS = {
    "role": ["operator", "chair", "secretary", "scrutineer", "hall", "seat"],
    "install": [f"{kind}{how}" for kind in ("android", "ipados", "windows", "kiosk") for how in ("", "_how")],
    "link": ["connecting", "up", "down", "refused"],
    "phase": ["prepared", "open", "closed"],
    "stage": ["listed", "introduced", "deliberating", "disposed"],
    "item": ["report", "decision", "appointment", "election", "procedural", "removal", "recall", "resignation", "question",
             "evaluation", "roster"],
    "attendance": ["absent", "present", "left", "on_leave"],
    "poll": ["announced", "open", "closed", "counted", "declared", "voided"],
    "secrecy": ["named", "secret"],
    "form": ["keypress", "ballot", "paper", "show_of_hands", "roll_call"],
    "press": ["first", "last"],
    "device": ["none", "code", "pending", "enrolled", "revoked"],
    "member": ["member", "attendee", "observer"],
    "map": ["none", "drawn", "cast", "short_absent", "short_left", "short_on_leave"],
    "mark": ["for", "against", "abstain", "blank", "void", "not_voting"],
    "certainty": ["T", "E", "S", "I", "K", "GAP"],
    "act": ["sign_in_member", "leave", "grant_leave", "recuse", "move_member", "revoke_device", "confirm_device", "reject_device",
            "withdraw_recusal", "settle_complaint", "confirm_station", "reject_station", "lose_station"],
    "stations": ["none", "code", "pending", "online", "offline"],
    "elections": ["state_open", "state_fixed", "state_held", "verdict_lawful", "verdict_primary_required"],
    "start": ["operator", "chair", "hall", "secretary", "scrutineer"],
    "secretary": ["setup", "agenda", "elections", "members", "roll", "rules", "files", "track", "rosters", "calendar"],
    "members": ["name", "sex", "group", "seat", "role", "attendance"],
    "rules": ["every", "gaps", "changed", "own", "gap_open", "gap_decided"],
    "ask": ["yes", "yes_danger", "to", "due", "reason", "by", "next"],
    "sex": ["male", "female"],
    "ruling": ["valid", "part_valid", "void_overvote", "void_illegible"],
    "keys": ["gone", "missing"],
    "complaint": ["log", "count", "title_how", "after_how"],
    "minuted": ["found_S", "found_A", "found_B"],
    "track": ["presidium", "plenary", "chairs_meeting", "chair", "postponed", "returned", "withdrawn"],
    "rosters": ["laid", "waiting", "adopted", "rejected"],
    "calendar": ["first", "last"],
    "teller": ["issued", "spoiled", "returned", "voters"],
}  # fmt: skip


def catalogue(name: str) -> dict[str, str]:
    return json.loads((WORDS / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["officers", "elections", "secretary"])
def test_both_languages_say_the_same_things(name: str) -> None:
    """Every key stands in both catalogues, with the same values to fill in, and is not empty."""
    zh, en = catalogue(f"{name}.zh"), catalogue(f"{name}.en")
    assert zh.keys() == en.keys()
    for key in zh:
        assert zh[key].strip(), key
        assert en[key].strip(), key
        assert set(re.findall(r"\{\w+\}", zh[key])) == set(re.findall(r"\{\w+\}", en[key])), key


def test_no_key_stands_in_two_catalogues() -> None:
    """The catalogues are laid over each other in any order, so a key belongs to one of them."""
    assert not catalogue("officers.zh").keys() & catalogue("zh").keys()
    assert not catalogue("secretary.zh").keys() & (catalogue("officers.zh").keys() | catalogue("setup.zh").keys())


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.name)
def test_every_key_a_page_writes_out_has_words(path: Path) -> None:
    """A literal key in a page, whether said at once or handed on, is in the catalogues."""
    known = {key for name in ("officers.zh", "elections.zh", "secretary.zh", "zh") for key in catalogue(name)}
    areas = "|".join({key.split(".")[0] for key in known})
    page = path.read_text(encoding="utf-8")
    said = set(re.findall(rf'"((?:{areas})\.\w+)"', page))
    assert said - set(re.findall(r'code === "([\w.]+)"', page)) <= known  # a refusal's code is no key


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.name)
def test_every_key_a_page_puts_together_has_words(path: Path) -> None:
    """A key made of an area and a word of the wire has words for every word of that closed set."""
    known = {key for name in ("officers.zh", "elections.zh", "secretary.zh") for key in catalogue(name)}
    for area, stem in re.findall(r"t\(`(\w+)\.(\w*)\$\{", path.read_text(encoding="utf-8")):
        missing = {f"{area}.{word}" for word in SETS[area] if word.startswith(stem)} - known
        assert not missing


def test_no_word_is_left_over() -> None:
    """A key that no page says is taken out of the catalogues."""
    pages = "\n".join(path.read_text(encoding="utf-8") for path in PARTS)
    made = {f"{area}.{word}" for area, words in SETS.items() for word in words}
    known = {**catalogue("officers.zh"), **catalogue("secretary.zh")}
    assert not {key for key in known if f'"{key}"' not in pages and key not in made}
