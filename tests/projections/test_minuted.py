"""What goes into the minutes by name: officers and the record have it, hall and seats do not."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.core import contests
from tests.core import notation as n
from tests.core import test_station as core
from tests.core.notation import given
from tests.projections.test_stations import AROUND, TEXTS, state_of, told
from voting.core import commands as c
from voting.core import events as e
from voting.core.state import Sitting
from voting.core.words import Text
from voting.projections import minuted, parts
from voting.projections.texts import Texts
from voting.records.gather import poll_record
from voting.records.sheet import _facts
from voting.records.sitting import _question

OFFICERS = ("operator", "chair", "secretary", "scrutineer")
BEFORE = ("hall", "seat")
WRITTEN = {"w1": "王秀蘭", "w2": "王秀兰"}
ELECTED = replace(
    TEXTS,
    candidates={**TEXTS.candidates, **{f"c{k}": Text(f"候选{k}", f"C{k}") for k in (1, 2, 3)}},
    write_ins={"p1": WRITTEN},
)
VOID = replace(n.count(c.Paper("Y", copies=5), void=(n.member(3),)), void_reasons=("token",))


def voided() -> Sitting:
    """A motion with station A: the envelope of the third member was void and traced."""
    return state_of(n.after(core.CLOSED, core.trace(), VOID, core.sign(), n.declare()))


def settled() -> Sitting:
    """An election where two spellings were one person, counted anew and declared."""
    laid = n.prepared(6, n.item("a1", "election", n.election()))
    box = (c.Paper("YNN", ("w1",), 3), c.Paper("YNN", ("w2",), 2), c.Paper("YYN"))
    return given(n.after(
        (laid, n.present(6)), n.open_sitting(), n.introduce("a1"), n.deliberate("a1"), n.announce("a1"),
        *(n.draw(k) for k in range(1, 7)), n.open_poll(reason=None), *(n.cast(k, named=False) for k in range(1, 7)),
        n.close_poll(), n.count(*box), contests.settled("p1", "w1", "w2", into="w2"), n.count(*box), n.declare(),
    )).state  # fmt: skip


def record(s: Sitting, texts: Texts = TEXTS) -> tuple[dict[str, object], dict[str, str]]:
    """What `sitting.json` and the sheet have of the only poll."""
    one = poll_record(s, texts, s.polls["p1"], {})
    return _question(one), {fact["zh"]: fact["value"] for fact in _facts(one)}


def test_a_void_envelope_is_in_the_minutes_by_name_seat_and_reason():
    """Officers, record and sheet have who, where, why and who found it; the hall and the seats have the number alone."""
    s = voided()
    said = {"voter": "m003", "name": "某某3", "seat": "A003", "word": "token",
            "reason": {"zh": "信封凭证不符", "en": "the envelope's token does not hold"}}  # fmt: skip
    kept, facts = record(s)
    assert kept["void_envelopes"] == [said]
    assert kept["traces"] == [{**said, "found_by": "S"}]
    assert facts["无效信封"] == "A003 某某3（信封凭证不符）"
    assert facts["追溯"] == "A003 某某3（信封凭证不符，服务器发现）"
    for role in OFFICERS:
        (poll,) = told(s, role)["polls"]
        assert (poll["void_envelopes"], poll["traces"]) == ([said], kept["traces"]), role
    for role in BEFORE:
        text = json.dumps(told(s, role)["polls"], ensure_ascii=False)
        assert "void_envelopes" not in text
        assert "某某3" not in text


def test_an_older_count_names_who_is_void_without_a_reason():
    """A ledger of before has the voters alone."""
    s = state_of(n.after(core.CLOSED, replace(VOID, void_reasons=()), core.sign(), n.declare()))
    assert record(s)[1]["无效信封"] == "A003 某某3"


def test_settled_names_stand_in_the_minutes_with_whose_word_it_was():
    """As written, into whom, why and by whom; nothing of it on the big screen."""
    s = settled()
    (one,) = minuted.of(s, s.polls["p1"], ELECTED).settled
    assert (one.written, one.into, one.deputy) == (("王秀蘭", "王秀兰"), "王秀兰", None)
    kept, facts = record(s, ELECTED)
    (said,) = kept["settled_names"]
    assert said == one.keys()
    assert said["by"].startswith("监票人")
    assert facts["姓名认定"].startswith("“王秀蘭”“王秀兰”认定为“王秀兰”（")
    assert said["reason"] in facts["姓名认定"]
    assert "总监票人" not in facts


def test_the_chief_scrutineer_is_named_where_the_meeting_has_one():
    """Whoever holds the list of this meeting decides, and the sheet says who that is."""
    listed = (e.RosterEntry("chief_tellers", ("m002",)),)
    kept, facts = record(replace(settled(), body="standing_committee", rosters=listed), ELECTED)
    assert kept["chief_scrutineers"] == [ELECTED.people["m002"].name]
    assert facts["总监票人"] == ELECTED.people["m002"].name


def test_where_names_with_one_vote_are_folded_no_spelling_is_published():
    """The hall has one line for all of them, officers each; the record says who was meant and not how it was written."""
    rules = n.rules("congress", method={**n.CONSENT, "write_in.publish": "folded"})
    laid = replace(n.prepared(6, n.item("a1", "election", n.election())), rules=rules)
    box = (c.Paper("YNN", ("w1",)), c.Paper("YNN", ("w2",), 4), c.Paper("YYN"))
    counted = n.after(
        (laid, n.present(6)), n.open_sitting(), n.introduce("a1"), n.deliberate("a1"), n.announce("a1"),
        *(n.draw(k) for k in range(1, 7)), n.open_poll(reason=None), *(n.cast(k, named=False) for k in range(1, 7)),
        n.close_poll(), n.count(*box),
    )  # fmt: skip
    s = state_of(counted)
    around = replace(AROUND, texts=ELECTED)
    rows = {
        public: [
            (row["name"], row["for"])
            for row in parts.poll(s, s.polls["p1"], around, public=public)["election"]["ranking"]
        ]
        for public in (True, False)
    }
    assert rows[True][-1] == ("另选他人 ×1", 1)
    assert ("王秀蘭", 1) in rows[False]
    assert not [name for name, _ in rows[True] if name in WRITTEN.values()]
    again = n.after(counted, contests.settled("p1", "w1", "w2", into="w2"), n.count(*box), n.declare())
    kept, facts = record(state_of(again), ELECTED)
    assert kept["settled_names"][0]["written"] == []
    assert "王秀蘭" not in json.dumps([kept, facts], ensure_ascii=False)
