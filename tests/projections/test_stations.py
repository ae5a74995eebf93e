"""What screens, sheet and record are told of scrutineers' stations; no claim is larger than the vote's tier."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from devices.keypad import words as keypad
from tests.clerk import room as rooms
from tests.core import notation as n
from tests.core import test_station as core
from tests.core.notation import given
from tests.projections.test_views import SCREENS, Paper
from voting.core import commands as c
from voting.core import events as e
from voting.core.state import Sitting
from voting.core.words import Text
from voting.projections import parts, seat, stations
from voting.projections.parts import Surroundings
from voting.projections.stations import TIER_LABELS, StationLamp, exceeded
from voting.projections.texts import Person, plain
from voting.records.gather import poll_record
from voting.records.on_stations import Countersigned
from voting.records.sheet import _facts
from voting.records.sitting import _question

LAMPS = (StationLamp("A", "enrolled", "kA2345678rest", True, None), StationLamp("B", "code", None, False, "K7M2P9QX"))
PEOPLE = {n.member(k): Person(n.member(k), f"某某{k}", "", "", n.seat(k), "member") for k in range(1, 8)}
TEXTS = replace(rooms.texts(), people=PEOPLE)
AROUND = Surroundings(TEXTS, lamps=LAMPS)
CLAIMS = ("T0", "T1", "T2", "操作方", "监票席", "operator", "station A")  # words by which a text says who keeps a vote
WORDS = Path(__file__).parents[2] / "static" / "words"
WITH = {"T0": (), "T1": ("A",), "T2": ("A", "B")}


def state_of(events: tuple[e.Event, ...]) -> Sitting:
    found = given(events).state
    assert found is not None
    return found


def told(state: Sitting, role: str) -> dict[str, Any]:
    """The view of a role, as it goes over the wire."""
    views = {**SCREENS, "seat": lambda s, around: seat.view(s, around, dict.fromkeys(s.polls, Paper()))}
    view = views[role](state, AROUND)
    found: dict[str, Any] = json.loads(json.dumps(view))
    return found


def texts_in(value: Any) -> Iterator[dict[str, str]]:
    """Every Text of a view, however deep."""
    if isinstance(value, dict):
        if set(value) >= {"zh", "en"} and isinstance(value["zh"], str):
            yield value
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(one)


@pytest.mark.parametrize("tier", TIER_LABELS)
@pytest.mark.parametrize("stage", ["announced", "open", "counted"])
def test_no_screen_claims_more_than_the_tier_gives(tier: str, stage: str):
    """On every screen, whatever a poll says of who keeps it is the label of its own tier or the method's consent to T0."""
    drawn = n.after(core.announced(*WITH[tier]), *(n.draw(k) for k in range(1, 7)))
    opened = n.after(drawn, n.open_poll(reason=None))
    closed = n.after(opened, *(n.cast(k, named=False) for k in range(1, 7)), n.close_poll())
    moments = {"announced": drawn, "open": opened, "counted": n.after(closed, n.count(c.Paper("Y", copies=6)))}
    state = state_of(moments[stage])
    allowed = [plain(TIER_LABELS[tier])]
    note = parts.mode_note(state.polls["p1"], TEXTS)
    allowed += [plain(note)] if note else []
    assert (note is not None) == (tier == "T0")
    for role in ("operator", "chair", "scrutineer", "hall", "secretary", "seat"):
        [poll] = told(state, role)["polls"]
        assert poll["label"] == plain(TIER_LABELS[tier])
        claims = [one for one in texts_in(poll) if any(word in one["zh"] + one["en"] for word in CLAIMS)]
        assert claims
        assert all(one in allowed for one in claims), role


@pytest.mark.parametrize("tier", TIER_LABELS)
def test_sheet_and_record_say_the_tier_of_the_screens(tier: str):
    """sitting.json has tier and label; the sheet repeats the label, and who has signed."""
    counted = n.after(
        core.announced(*WITH[tier]), *(n.draw(k) for k in range(1, 7)), n.open_poll(reason=None),
        *(n.cast(k, named=False) for k in range(1, 7)), n.close_poll(), n.count(c.Paper("Y", copies=6)),
        *([core.sign("A")] if tier != "T0" else []), *([core.lose("B")] if tier == "T2" else []), n.declare(),
    )  # fmt: skip
    state = state_of(counted)
    poll = poll_record(state, TEXTS, state.polls["p1"], {})
    kept = _question(poll)
    assert (kept["tier"], kept["label"]) == (tier, plain(TIER_LABELS[tier]))
    facts = {one["zh"]: one["value"] for one in _facts(poll)}
    assert facts["保密级别"] == TIER_LABELS[tier].zh
    signed = {"T0": None, "T1": "监票席A", "T2": "监票席A；监票席B离线，未签署"}
    assert facts.get("签署计票") == signed[tier]
    marks = {"T1": [("A", True)], "T2": [("A", True), ("B", False)]}
    assert [(one["station"], one["signed"]) for one in kept.get("stations", [])] == marks.get(tier, [])


def test_terminals_say_the_tier_of_the_manifest_in_the_same_words():
    """What a seat page and a keypad make of a manifest's tier by themselves is the label of every other screen."""
    catalogues = {tongue: json.loads((WORDS / f"{tongue}.json").read_text(encoding="utf-8")) for tongue in ("zh", "en")}
    for tier, label in TIER_LABELS.items():
        key = f"ballot.tier.{tier}"
        assert {tongue: told[key] for tongue, told in catalogues.items()} == plain(label)
        assert keypad.TIERS[tier] == f"{label.zh} / {label.en}"


def test_a_label_names_the_parties_of_its_manifest():
    """T0 names the operator alone, T1 no letter, for either station may be there alone, T2 both."""
    for tier, label in TIER_LABELS.items():
        assert tier in label.zh
        assert tier in label.en
        assert [one for one in "AB" if one in label.zh] == (["A", "B"] if tier == "T2" else [])


def test_a_method_that_allows_less_does_not_speak_for_a_vote_with_stations():
    """An election's note cites what the method consents to; with stations it says beside it who really keeps the vote."""
    consent = Text("依照选举办法，采用 T0 级方式。", "By the method, at tier T0.")
    poll = state_of(core.ONE).polls["p1"]
    assert exceeded(replace(poll, tier="T0"), consent) == consent
    assert exceeded(poll, None) is None
    told = exceeded(poll, consent)
    assert told is not None
    assert told.zh.startswith(consent.zh)
    assert TIER_LABELS["T1"].zh in told.zh
    assert TIER_LABELS["T1"].en in told.en


def test_codes_of_stations_are_for_the_operator_alone():
    """Operator and scrutineer see who is there with eight characters of the key; only the operator the code."""
    state = state_of(core.ONE)
    assert [one["code"] for one in told(state, "operator")["stations"]] == [None, "K7M2P9QX"]
    assert [one["fingerprint"] for one in told(state, "scrutineer")["stations"]] == ["kA234567", None]
    for role in ("chair", "scrutineer", "hall", "secretary", "seat"):
        assert "K7M2P9QX" not in json.dumps(told(state, role))


def test_an_exchange_is_told_from_the_first_record_until_the_paper_is_drawn():
    """Who has recorded it, then that two have; nothing after the terminal drew again; never on the wall or at seats."""
    first = n.after(core.DRAWN, core.spoil())
    second = n.after(first, core.spoil(by=core.SECOND))
    anew = n.after(second, n.draw(1, jws="again"))
    place = {"voter": n.member(1), "seat": n.seat(1), "name": "某某1"}
    for events, expected in [
        (core.DRAWN, []),
        (first, [{**place, "done": False, "by": ["sc"]}]),
        (second, [{**place, "done": True, "by": []}]),
        (anew, []),
    ]:
        state = state_of(events)
        assert stations.exchanges(state.polls["p1"], TEXTS) == expected
        assert told(state, "scrutineer")["polls"][0]["exchanges"] == expected
        assert told(state, "hall")["polls"][0]["exchanges"] == []
    assert told(state_of(anew), "hall")["polls"][0]["spoiled"] == 1


def test_who_has_signed_is_told_and_who_is_lost():
    """Not yet, then signed; a station on record as gone is lost, and stays so in what was declared without it."""
    waiting, lost = state_of(core.COUNTED), state_of(n.after(core.COUNTED, core.lose()))
    signed = state_of(n.after(core.COUNTED, core.sign()))
    back = state_of(n.after(core.COUNTED, core.lose(), n.declare(), core.enrol(kid="k2")))
    found = [stations.of_poll(one, one.polls["p1"])[0] for one in (waiting, lost, signed, back)]
    assert [(one["signed"], one["lost"]) for one in found] == [
        (False, False),
        (False, True),
        (True, False),
        (False, True),
    ]


def test_papers_exchanged_stand_on_the_sheet():
    """With their number; signatures are left out where there is no count."""
    facts = list(Countersigned({"A": True}, spoiled=2).facts(counted=False))
    assert [(one["zh"], one["value"]) for one in facts] == [("换票", "2张")]
