"""Result sheets in a bundle: whatever their pages show, what they carry is the bundle's own record, or V13 does not hold."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.records.conftest import committee_record, congress_record
from tests.verify.evil import SHEET, Evil
from tests.verify.second import second
from tests.verify.sheet import added, carrying, pdf
from tests.verify.story import told
from voting import exact
from voting.core.words import Text
from voting.ledger.signing import sign_checkpoint
from voting.records import certificate
from voting.records.sheet import sitting_pdf
from voting.records.signing import hand, sign
from voting.records.sitting import to_bytes
from voting.verify.pdf import Unreadable, carried
from voting.verify.run import Verdict, verify
from voting.verify.sheets import shown

NAME = b"sitting.json"
SIGNED = "documents/signed-sheet.pdf"


def ended(evil: Evil) -> tuple[Verdict, str]:
    """How the verification of a lie ends, and all that it said."""
    said: list[str] = []
    return verify(evil.file(), None, said.append), "\n".join(said)


def with_sheet(data: bytes, name: str = SHEET) -> Evil:
    """The story with another document."""
    evil = Evil(told())
    evil.members[name] = data
    return evil


def record(change: Callable[[Any], object] = lambda _: None) -> bytes:
    """The story's record, changed, as a sheet carries it."""
    found = exact.loads(told().members("full")["sitting.json"])
    change(found)
    return carrying(exact.dumps(found))


def test_what_the_house_typesets_and_signs_is_read() -> None:
    """The sheets of typst carry the very bytes of the record: plain, with two signatures behind them, and where a letter is
    in no font, so that it is no PDF/A.
    """
    plain = sitting_pdf(committee_record())
    once = sign(plain, "body", hand(certificate.make("one")), datetime.now(UTC))
    twice = sign(once, "chief_scrutineer", hand(certificate.make("two")), datetime.now(UTC))
    for one in (plain, once, twice):
        assert carried(one, NAME) == to_bytes(committee_record(), public=True)
    found = committee_record()
    rare = replace(found, polls=(replace(found.polls[0], title=Text("任命😀", "x")), *found.polls[1:]))
    assert carried(sitting_pdf(rare), NAME) == to_bytes(rare, public=True)


def older(evil: Evil) -> Callable[[Any], object]:
    """The log as it was when the sitting had just been closed, with an entry less than now."""
    entries = evil.entries()
    entries.append({"at": entries[-1]["at"], "by": "chair:ch", "type": "noted.v1"})
    before = told().members("full")["sitting.json"]
    evil.relog(entries)
    return lambda found: found.update(log=json.loads(before)["log"])


def test_a_sheet_of_the_close_holds_when_the_log_has_grown() -> None:
    """What was signed at the close names the checkpoint of then; the log goes on from there."""
    evil = Evil(told())
    evil.members[SIGNED] = record(older(evil))
    verdict, said = ended(evil)
    assert verdict == Verdict(0), said
    assert "signed-sheet.pdf carries the record" in said


def of_another_log(found: Any) -> None:
    evil = Evil(told())
    tree = evil.tree(evil.entries()[:-1])
    note = sign_checkpoint(tree.size, bytes(32), evil.log)
    found["log"].update(size=tree.size, root=note.split("\n")[2], checkpoint=note)


def before_the_close(found: Any) -> None:
    evil = Evil(told())
    tree = evil.tree(evil.entries()[:-1])
    note = sign_checkpoint(tree.size, tree.root(), evil.log)
    found["log"].update(size=tree.size, root=note.split("\n")[2], checkpoint=note)


LIES: dict[str, Callable[[], Evil]] = {
    "no PDF": lambda: with_sheet(b"%PDF-1.7 made up\n"),
    "nothing at all": lambda: with_sheet(b""),
    "carries nothing": lambda: with_sheet(pdf(b"<</Type/Catalog>>")),
    "carries another record": lambda: with_sheet(record(lambda found: found["meeting"]["title"].update(en="x"))),
    "other votes": lambda: with_sheet(record(lambda found: found["polls"][0]["counts"].update({"for": 6}))),
    "a poll less": lambda: with_sheet(record(lambda found: found["polls"].pop())),
    "another sitting's": lambda: with_sheet(sitting_pdf(congress_record())),
    "of another log": lambda: with_sheet(record(of_another_log)),
    "from before the close": lambda: with_sheet(record(before_the_close)),
    "another size": lambda: with_sheet(record(lambda found: found["log"].update(size=1))),
    "the signed one is another": lambda: with_sheet(b"%PDF-1.7\n", SIGNED),
    "replaced behind": lambda: with_sheet(added(record(), 1, b"<</Type/Catalog>>")),
    "a document that nobody logged": lambda: with_sheet(b"anything", "documents/more.pdf"),
}


@pytest.mark.parametrize("name", LIES)
def test_a_sheet_that_does_not_carry_the_record_is_found(name: str) -> None:
    """Sealed with the server's key and all: V13."""
    verdict, said = ended(LIES[name]())
    assert verdict == Verdict(1, 13), said


def test_both_verifiers_read_sheets_alike() -> None:
    """The second one finds the same lies, and takes an older sheet and a bundle without one."""
    grown, bare = Evil(told()), Evil(told())
    grown.members[SIGNED] = record(older(grown))
    del bare.members[SHEET]
    with second() as other:
        assert {name: other.ended(lie().file()) for name, lie in LIES.items()} == dict.fromkeys(LIES, (1, 13))
        assert other.ended(grown.file()) == other.ended(bare.file()) == (0, None)


def test_a_bundle_without_a_sheet_says_so() -> None:
    """The sheet is for people; the record is there without it."""
    evil = Evil(told())
    del evil.members[SHEET]
    verdict, said = ended(evil)
    assert verdict == Verdict(0)
    assert "It has no result sheet." in said


def test_votes_that_a_sheet_withholds_are_left_out_and_nothing_else() -> None:
    """Where only the votes of the elected are published, the sheet's lines stand for the record's; others do not."""
    full = {"polls": [{"ranking": [
        {"name": "a", "for": 5, "write_in": False}, {"name": "b", "for": 4, "write_in": False}, {"name": "c", "for": 1, "write_in": True},
    ]}]}  # fmt: skip
    bare = [{"name": name, "withheld": True, "write_in": name == "c"} for name in "cb"]
    kept = {"polls": [{"ranking": [full["polls"][0]["ranking"][0], *bare]}]}
    assert shown(full, kept) == kept
    for wrong in ({"name": "a", "for": 4, "write_in": False}, {"name": "d", "withheld": True, "write_in": False}):
        with pytest.raises(ValueError, match="other votes"):
            shown(full, {"polls": [{"ranking": [wrong, *bare]}]})
    with pytest.raises(ValueError, match="leaves names out"):
        shown(full, {"polls": [{"ranking": bare}]})


def test_one_line_stands_for_the_names_that_one_voter_wrote_and_for_no_other() -> None:
    """The last line of a sheet may say how many there are; more, fewer, or one with two votes is another record."""
    line = {"name": "a", "for": 5, "write_in": False}
    once = [{"name": name, "for": 1, "write_in": True} for name in "bc"]
    full = {"polls": [{"ranking": [line, *once]}]}

    def folded(*rows: object, names: int = 2) -> dict[str, object]:
        last = {"name": f"另选他人 ×{names}", "withheld": True, "write_in": True}
        return {"polls": [{"ranking": [*rows, last]}]}

    assert shown(full, folded(line)) == folded(line)
    assert shown(full, folded(line, once[0], names=1)) == folded(line, once[0], names=1)
    twice = {"polls": [{"ranking": [line, {**once[0], "for": 2}, once[1]]}]}
    for record, sheet in ((full, folded(line, names=1)), (full, folded(names=3)), (twice, folded(line))):
        with pytest.raises(ValueError, match="other votes"):
            shown(record, sheet)


@pytest.mark.parametrize("change", [
    (b"/Size", b"/Encrypt 1 0 R/Size"), (b"/Size", b"/XRefStm 9/Size"), (b"/UF(", b"/UX("), (b"/FlateDecode", b"/LZWDecode"),
    (b"/Length", b"/Lengtx"), (b"endstream", b"endstrea"), (b")2 0 R", b")2 0 R(sitting.json)2 0 R"), (b"%PDF-1.7", b"%PDF-2.0"),
    (b"startxref\n", b"startxref\n9"), (b"/Type/Catalog", b"/Type/Catalog/Type/Catalog"), (b"%%EOF", b"%%EOF\n\n"),
], ids=lambda one: one[1].decode().strip())  # fmt: skip
def test_what_is_written_in_another_way_is_not_read(change: tuple[bytes, bytes]) -> None:
    """Encrypted, in another filter, doubled, without its end: each is unreadable and never another file's bytes."""
    with pytest.raises(Unreadable):
        carried(carrying(b"{}").replace(*change), NAME)


def test_a_bomb_is_not_unpacked() -> None:
    """A stream of more than 32 MiB, or with something behind it, is refused."""
    with pytest.raises(Unreadable, match="too large"):
        carried(carrying(bytes(2**25 + 1)), NAME)


def test_damage_never_gives_another_record() -> None:
    """Five hundred changed bytes: the same record, or unreadable; no error of another kind."""
    chance, good = random.Random(7), carrying(b'{"a":[1,2,3]}')
    for at in chance.choices(range(len(good)), k=500):
        changed = bytearray(good)
        changed[at] ^= 1 << chance.randrange(8)
        try:
            assert carried(bytes(changed), NAME) == b'{"a":[1,2,3]}'
        except Unreadable:
            continue
