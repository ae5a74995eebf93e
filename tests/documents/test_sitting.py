"""The sitting file: read whole or not at all, every error with its line in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.documents.fields import FileError
from voting.documents.law import Law
from voting.documents.plan import Candidate, SittingErrors, SittingFile, method_bytes
from voting.documents.sitting import parse_sitting, read_sitting

RULES = Law(frozenset({"ballot.tier0", "ballot.keys_for_paper", "motion.threshold", "agenda.dispositions"}))
TEXT = """\
format = "yijue.sitting-file.v1"
[meeting]
id = "m-1"
title = { zh = "会议", en = "Meeting" }
body = "congress"
level = "township"
place = { zh = "礼堂", en = "Hall" }
date = 2026-11-27
roll = "roll.csv"
chair_title = { zh = "执行主席", en = "Executive chair" }
[method]
title = { zh = "选举办法", en = "Method" }
adopted = 2026-11-27
text = { zh = "同意。", en = "Agreed." }
[method.rules]
"ballot.tier0" = true
"motion.threshold" = { at_least = "3/5" }
[[item]]
id = "report"
kind = "report"
title = { zh = "报告", en = "Report" }
reporter = { name = "段 云川", office = { zh = "局长", en = "Director" }, kind = "delegated" }
papers = [
  { title = { zh = "文件", en = "Paper" } },
]
dispositions = ["postponed", "forwarded"]
[[item]]
id = "election"
kind = "election"
title = { zh = "选举", en = "Election" }
dispositions = ["elected"]
[[item.poll]]
id = "p1"
kind = "motion"
title = { zh = "办法", en = "Method" }
secrecy = "named"
form = "keypress"
press = "last"
time_limit = 60
[[item.poll]]
id = "p2"
kind = "election"
title = { zh = "副乡长", en = "Deputy heads" }
secrecy = "secret"
form = "ballot"
press = "first"
office = "DEPUTY_CHIEF"
post = { zh = "副乡长", en = "deputy head" }
seats = 2
fixed_surplus = 1
write_ins = true
candidates = [
  { name = "和　𫖯", en = "He Fu" },
  { name = "木知远" },
  { name = "赵青禾" },
]
"""


def parsed(text=TEXT) -> SittingFile:
    sitting = parse_sitting(text, "sitting.toml", RULES)
    assert isinstance(sitting, SittingFile), sitting
    return sitting


def errors(text) -> list[FileError]:
    found = parse_sitting(text, "sitting.toml", RULES)
    assert isinstance(found, SittingErrors), "expected errors"
    for error in found.errors:
        assert error.file == "sitting.toml"
        assert error.zh
        assert error.en
    return list(found.errors)


def swapped(old: str, new: str, text=TEXT) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_a_good_file_is_read_into_plain_values():
    """Texts, days, lists and polls come out as written, lists as tuples, absent numbers as None."""
    sitting = parsed()
    assert (sitting.meeting.date, sitting.meeting.title.en, sitting.meeting.roll) == (
        "2026-11-27",
        "Meeting",
        "roll.csv",
    )
    report, election = sitting.items
    assert report.reporter is not None
    assert (report.reporter.name, report.reporter.kind) == ("段云川", "delegated")
    assert (report.papers[0].zh, report.polls) == ("文件", ())
    assert set(report.dispositions) == {"forwarded", "postponed"}
    motion, choice = election.polls
    assert (motion.time_limit, motion.election, motion.form) == (60, None, "keypress")
    assert choice.time_limit is None
    assert choice.election is not None
    assert (choice.election.office, choice.election.seats, choice.election.fixed_surplus) == ("DEPUTY_CHIEF", 2, 1)
    assert choice.election.write_ins is True
    assert choice.election.candidates[:2] == (Candidate("和𫖯", "He Fu"), Candidate("木知远", None))


def test_a_method_is_optional_and_its_bytes_are_canonical():
    """The bytes that are hashed for the ledger are the same for the same method; without one there is none."""
    method = parsed().method
    assert method is not None
    assert method.rules == {"ballot.tier0": True, "motion.threshold": {"at_least": "3/5"}}
    assert json.loads(method_bytes(method))["rules"]["ballot.tier0"] is True
    assert method_bytes(method) == method_bytes(parsed().method)  # type: ignore[arg-type]
    head, _, rest = TEXT.partition("[method]")
    assert parsed(head + rest[rest.index("[[item]]") :]).method is None


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "words"),
    [
        ("sitting-file.v1", "sitting-file.v2", 1, "format", "must be one of"),
        ('id = "m-1"', "", 2, "meeting.id", "is missing"),
        ('id = "m-1"', 'id = "M 1"', 3, "meeting.id", "small letters"),
        ('id = "m-1"', "id = 1", 3, "meeting.id", "must be text"),
        ('id = "m-1"', 'id = "m-1"\ncolour = "red"', 4, "meeting.colour", "not known"),
        ('{ zh = "会议", en = "Meeting" }', '{ zh = "会议" }', 4, "meeting.title.en", "is missing"),
        ('{ zh = "会议", en = "Meeting" }', '"会议"', 4, "meeting.title", "a table"),
        ('en = "Meeting"', 'en = "Meeting", fr = "Réunion"', 4, "meeting.title.fr", "not known"),
        ('en = "Meeting"', 'en = " "', 4, "meeting.title.en", "empty"),
        ('en = "Meeting"', f'en = "{"x" * 361}"', 4, "meeting.title.en", "longer than 360"),
        ('en = "Meeting"', 'en = "a\\u202eb"', 4, "meeting.title.en", "U+202E"),
        ('en = "Meeting"', 'en = "a\\nb"', 4, "meeting.title.en", "U+000A"),
        ('body = "congress"', 'body = "senate"', 5, "meeting.body", "standing_committee"),
        ('body = "congress"', 'body = "standing_committee"', 6, "meeting.level", "no standing committee"),
        ("date = 2026-11-27", 'date = "2026-11-27"', 8, "meeting.date", "without quotes"),
        ("date = 2026-11-27", "date = 2026-11-27T09:00:00", 8, "meeting.date", "a day"),
        ('roll = "roll.csv"', 'roll = "../roll.csv"', 9, "meeting.roll", "beside"),
        ('roll = "roll.csv"', 'roll = "roll.pdf"', 9, "meeting.roll", "beside"),
        ("adopted = 2026-11-27", "", 11, "method.adopted", "is missing"),
        ('"ballot.tier0" = true', '"ballot.tier9" = true', 16, "method.rules.ballot.tier9", "has no"),
        ('"ballot.tier0" = true', '"ballot.tier0" = 0.5', 16, "method.rules.ballot.tier0", "whole numbers"),
        ('"ballot.tier0" = true', '"ballot.tier0" = [1, 0.5]', 16, "method.rules.ballot.tier0", "whole numbers"),
        ('{ at_least = "3/5" }', "{ at_least = 0.6 }", 17, "method.rules.motion.threshold", "whole numbers"),
        ('kind = "report"', 'kind = "speech"', 20, "item[1].kind", "must be one of"),
        ('kind = "delegated"', 'kind = "friend"', 22, "item[1].reporter.kind", "must be one of"),
        ("en = \"Paper\"", "fr = 1", 24, "item[1].papers[1].title.en", "is missing"),
        ('["postponed", "forwarded"]', '["postponed", "postponed"]', 26, "item[1].dispositions", "different words"),
        ('["postponed", "forwarded"]', '["done"]', 26, "item[1].dispositions", "different words"),
        ('["postponed", "forwarded"]', "[]", 26, "item[1].dispositions", "different words"),
        ('id = "election"', 'id = "report"', 28, "item[2].id", "already in use"),
        ('id = "p2"', 'id = "p1"', 41, "item[2].poll[2].id", "already in use"),
        ('form = "keypress"', 'form = "telepathy"', 37, "item[2].poll[1].form", "show_of_hands"),
        ('press = "last"', "", 32, "item[2].poll[1].press", "is missing"),
        ("time_limit = 60", "time_limit = 0", 39, "item[2].poll[1].time_limit", "1…86400"),
        ("time_limit = 60", "time_limit = 60.0", 39, "item[2].poll[1].time_limit", "whole number"),
        ("time_limit = 60", "time_limit = true", 39, "item[2].poll[1].time_limit", "whole number"),
        ("time_limit = 60", "seats = 2", 39, "item[2].poll[1].seats", "not known"),
        ('office = "DEPUTY_CHIEF"', 'office = "KING"', 47, "item[2].poll[2].office", "must be one of"),
        ("seats = 2", "seats = 0", 49, "item[2].poll[2].seats", "1…1000"),
        ("fixed_surplus = 1", "fixed_surplus = -1", 50, "item[2].poll[2].fixed_surplus", "0…1000"),
        ("write_ins = true", "write_ins = 1", 51, "item[2].poll[2].write_ins", "true or false"),
        ('name = "木知远"', 'name = "和𫖯"', 54, "item[2].poll[2].candidates[2].name", "stands twice"),
        ('{ name = "木知远" }', '"木知远"', 54, "item[2].poll[2].candidates[2]", "a table"),
        ('{ name = "赵青禾" }', '{ name = "赵青禾", age = 3 }', 55, "item[2].poll[2].candidates[3].age", "not known"),
    ],
)  # fmt: skip
def test_one_wrong_field_is_named_with_its_line(old, new, line, field, words):
    """A wrong, missing or unknown field is an error on its own line, with its path and the reason."""
    found = [error for error in errors(swapped(old, new)) if (error.line, error.field) == (line, field)]
    assert found, errors(swapped(old, new))
    assert words in found[0].en


def test_a_method_may_override_a_rule_for_one_kind():
    """`key@kind` is a key of the book with a kind that exists; any other kind is an error."""
    method = parsed(swapped('"ballot.tier0" = true', '"ballot.tier0@election" = true')).method
    assert method is not None
    assert method.rules["ballot.tier0@election"] is True
    for key in ("ballot.tier0@speech", "ballot.tier0@", "ballot.tier9@election"):
        found = errors(swapped('"ballot.tier0" = true', f'"{key}" = true'))
        assert [(e.line, e.field) for e in found] == [(16, f"method.rules.{key}")]


def test_a_wrong_kind_is_one_error():
    """A kind nobody knows does not bring a dozen guesses after it."""
    assert len(errors(swapped('kind = "report"', 'kind = "speech"'))) == 1
    assert (
        len(errors(swapped('kind = "election"\ntitle = { zh = "副乡长"', 'kind = "e"\ntitle = { zh = "副乡长"'))) == 2
    )


def test_an_election_stands_under_an_election_item():
    """An election under a decision, and an election item without an election, are refused."""
    text = swapped('id = "election"\nkind = "election"', 'id = "election"\nkind = "decision"')
    assert (42, "item[2].poll[2].kind") in [(e.line, e.field) for e in errors(text)]
    text = TEXT[: TEXT.index('[[item.poll]]\nid = "p2"')]
    assert [(e.line, e.field) for e in errors(text)] == [(29, "item[2].kind")]


def test_a_report_names_its_reporter():
    """A report without a reporter is refused at the item."""
    lines = [line for line in TEXT.splitlines() if not line.startswith("reporter")]
    assert [(e.line, e.field) for e in errors("\n".join(lines))] == [(18, "item[1].reporter")]


def test_all_errors_come_at_once_in_line_order():
    """Three errors in three tables are three sentences."""
    text = swapped('id = "m-1"', "id = 1", swapped("seats = 2", "seats = 0", swapped('"first"', '"second"')))
    assert [e.line for e in errors(text)] == [3, 46, 49]


@pytest.mark.parametrize(
    ("text", "line"), [("a = 1\nb = \n", 2), ("a = 1\na = 2\n", 2), ("a = 1\n[t\n", 2), ("a = [1,\n", 2)]
)
def test_what_is_not_toml_is_one_error_with_its_line(text, line):
    """Broken or repeated keys end the reading with the parser's own sentence and line."""
    found = errors(text)
    assert len(found) == 1
    assert found[0].line == line
    assert "TOML" in found[0].en


@pytest.mark.parametrize("depth", [17, 200, 5_000])
def test_a_file_nested_too_deeply_is_refused(depth):
    """Brackets without end are an error, not a crash."""
    found = errors(TEXT.replace("[method.rules]", f'[method.rules]\n"ballot.x" = {"[" * depth}{"]" * depth}'))
    assert len(found) == 1


def test_an_empty_file_says_what_is_missing():
    """Format, meeting and items are asked for by name."""
    assert [e.field for e in errors("")] == ["format", "meeting", "item"]


def test_a_file_that_is_not_utf8_or_too_large_is_refused(tmp_path: Path):
    """The file is refused with the line of the first bad byte; a file over 1 MB is not read at all."""
    path = tmp_path / "s.toml"
    path.write_bytes(b'a = 1\nb = "\xd5"\n')
    found = read_sitting(path, RULES)
    assert isinstance(found, SittingErrors)
    assert [(e.file, e.line) for e in found.errors] == [("s.toml", 2)]
    path.write_bytes(b"#" * (2**20 + 1))
    found = read_sitting(path, RULES)
    assert isinstance(found, SittingErrors)
    assert "1 MB" in found.errors[0].en


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path):
    """A file saved by an editor under Windows reads the same, and its errors keep their lines."""
    path = tmp_path / "s.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    sitting = read_sitting(path, RULES)
    assert isinstance(sitting, SittingFile)
    assert sitting.items == parsed().items
    path.write_bytes(swapped("seats = 2", "seats = 0").replace("\n", "\r\n").encode())
    found = read_sitting(path, RULES)
    assert isinstance(found, SittingErrors)
    assert [e.line for e in found.errors] == [49]


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 30), st.text(max_size=5))
def test_no_damage_breaks_the_reader(start, size, new):
    """Whatever is cut out or put in, the answer is a sitting or errors with lines, never an exception."""
    found = parse_sitting(TEXT[:start] + new + TEXT[start + size :], "s.toml", RULES)
    if isinstance(found, SittingErrors):
        assert found.errors
        assert all(error.line >= 1 for error in found.errors)


BILL = """\
[[item]]
id = "bill"
kind = "decision"
title = { zh = "决定", en = "Decision" }
dispositions = ["adopted", "not_adopted"]
delivered = { standing_committee = 2026-11-01 }
matter = "budget_adjustment"
[[item.poll]]
id = "amend"
kind = "motion"
part = "amendment"
title = { zh = "修正案", en = "Amendment" }
secrecy = "named"
form = "keypress"
press = "last"
[[item.poll]]
id = "bill"
kind = "motion"
title = { zh = "决定", en = "Decision" }
secrecy = "named"
form = "keypress"
press = "last"
requires = ["material"]
"""
PERSONS = """\
[[item]]
id = "persons"
kind = "appointment"
title = { zh = "任免", en = "Appointments" }
dispositions = ["adopted", "not_adopted", "decided"]
[[item.poll]]
id = "out"
kind = "motion"
title = { zh = "免去", en = "Removal" }
secrecy = "secret"
form = "keypress"
press = "last"
person = { name = "段 云川", act = "remove", post = { zh = "局长", en = "Director" } }
[[item.poll]]
id = "in"
kind = "motion"
title = { zh = "任命", en = "Appointment" }
secrecy = "secret"
form = "keypress"
press = "last"
after = ["out"]
person = { name = "木知远", en = "Mu", act = "appoint", post = { zh = "局长", en = "Director" }, rejected = [2026-01-05] }
"""
GRADES = """\
[[item]]
id = "grades"
kind = "evaluation"
title = { zh = "测评", en = "Evaluation" }
dispositions = ["decided"]
[[item.poll]]
id = "grades"
kind = "evaluation"
title = { zh = "测评", en = "Evaluation" }
secrecy = "secret"
form = "ballot"
press = "last"
options = [{ zh = "满意", en = "Satisfied" }, { zh = "不满意", en = "Dissatisfied" }]
"""
LISTS = """\
[[roster]]
name = "presidium"
members = ["段 云川", "A001"]
item = "bill"
[[roster]]
name = "executive_chairs"
members = ["段云川"]
plenary = 1
"""
ALONE = PERSONS.splitlines(keepends=True)[12]
ONE_MERGED = '{ name = "段云川", act = "remove", post = { zh = "局长", en = "Director" } }'
MORE = TEXT + BILL + PERSONS + GRADES + LISTS


def test_an_item_may_have_several_votes_on_its_parts():
    """Amendments before the whole, with what the sitting itself asks for before the vote (CWYS 46)."""
    bill = parsed(MORE).items[2]
    assert [(poll.id, poll.part, poll.requires) for poll in bill.polls] == [
        ("amend", "amendment", ()), ("bill", "whole", ("material",)),
    ]  # fmt: skip
    assert (bill.delivered, bill.matter) == ({"standing_committee": "2026-11-01"}, "budget_adjustment")
    assert parsed(MORE).items[0].matter is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"budget_adjustment"', '"money"'), ('"budget_adjustment"', '"merge"'),
        ('id = "election"\n', 'id = "election"\nmatter = "budget"\n'),
    ],
)  # fmt: skip
def test_only_a_report_or_a_decision_is_about_money(old, new):
    """YSF 44, 69, 78: a word of the closed set, and on no election; merging votes is a procedural question (GDC 50)."""
    assert [error.field.rpartition(".")[2] for error in errors(swapped(old, new, MORE))] == ["matter"]


def test_persons_are_planned_one_by_one():
    """Who, to which post, appointed or removed, after which other vote, and when rejected before (CWYS 47, CQM 21)."""
    out, into = parsed(MORE).items[3].polls
    assert (out.part, into.part, into.after) == ("person", "person", ("out",))
    assert out.person is not None
    assert into.person is not None
    assert (out.person.name, out.person.act, out.person.rejected) == ("段云川", "remove", ())
    assert (into.person.en, into.person.post.zh, into.person.rejected) == ("Mu", "局长", ("2026-01-05",))


def merged(persons: str) -> str:
    """The file with one merged vote in place of the removal."""
    return swapped(ALONE, f'part = "merged"\n{persons}', MORE)


def test_a_merged_vote_names_everybody_whom_it_is_on():
    """CWYS 47: persons, posts, acts and earlier rejections, as of a vote on one person; two or more."""
    other = '{ name = "赵青禾", act = "appoint", post = { zh = "副局长", en = "Deputy" }, rejected = [2026-01-05] }'
    all_of_them = parsed(merged(f"persons = [{ONE_MERGED}, {other}]\n")).items[3].polls[0]
    assert (all_of_them.part, all_of_them.person) == ("merged", None)
    assert [(one.name, one.act, one.rejected) for one in all_of_them.persons] == [
        ("段云川", "remove", ()), ("赵青禾", "appoint", ("2026-01-05",)),
    ]  # fmt: skip


def test_a_vote_of_persons_without_a_person_is_refused_alone_too():
    """CQM 16, SZM 15, ZZF 26: who is appointed without being named would escape exam, profiles and speech."""
    alone = PERSONS.partition('[[item.poll]]\nid = "in"')[0].replace(ALONE, "").replace('"decided"', '"postponed"')
    for kind in ("appointment", "removal", "recall", "resignation"):
        [found] = errors(TEXT + alone.replace("appointment", kind))
        assert (found.field, found.en.partition(" names")[0]) == (
            "item[3].poll[1].person", "A vote that appoints, removes or lets go"
        )  # fmt: skip


def test_a_file_that_was_laid_before_persons_were_asked_for_is_still_read():
    """A house whose sitting is under way starts again with the file that it was laid from."""
    for told in (merged(""), swapped(ALONE, "", MORE)):
        assert isinstance(parse_sitting(told, "s.toml", RULES), SittingErrors)
        laid = parse_sitting(told, "s.toml", RULES, laid=True)
        assert isinstance(laid, SittingFile)
        assert (laid.items[3].polls[0].person, laid.items[3].polls[0].persons) == (None, ())


def test_an_evaluation_lists_its_grades_and_lists_name_their_members():
    """The options in their order; rosters with their item or their plenary (C8, ZZF 17)."""
    sitting = parsed(MORE)
    assert [option.en for option in sitting.items[4].polls[0].options] == ["Satisfied", "Dissatisfied"]
    assert [(one.name, one.members, one.item, one.plenary) for one in sitting.rosters] == [
        ("presidium", ("段云川", "A001"), "bill", None), ("executive_chairs", ("段云川",), None, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('part = "amendment"', 'part = "whole"', "one vote on the whole"),
        ('part = "amendment"', 'part = "person"', "names the person"),
        ('part = "amendment"', 'part = "half"', "must be one of"),
        ('after = ["out"]', 'after = ["in"]', "no earlier vote"),
        ('after = ["out"]', "after = [1]", "a list of texts"),
        ('after = ["out"]', 'part = "merged"', "names the person"),
        (ALONE, "", "names its person and what it does"),
        (ALONE, 'part = "merged"\n', "everybody whom it is on"),
        (ALONE, f'part = "merged"\npersons = [{ONE_MERGED}]\n', "at least 2"),
        (ALONE, f'part = "merged"\npersons = [{ONE_MERGED}, {ONE_MERGED}]\n', "stands twice"),
        (ALONE, f'part = "merged"\npersons = [{ONE_MERGED}, {{ name = "赵青禾" }}]\n', "is missing"),
        (ALONE, f"{ALONE}persons = [{ONE_MERGED}]\n", "not known"),
        (
            'dispositions = ["adopted", "not_adopted", "decided"]',
            'dispositions = ["adopted", "not_adopted"]',
            "“decided”",
        ),
        ("rejected = [2026-01-05]", 'rejected = ["2026-01-05"]', "a list of days"),
        ('act = "remove", ', "", "is missing"),
        ('requires = ["material"]', 'requires = ["dance"]', "different words of"),
        ('{ zh = "不满意", en = "Dissatisfied" }', '{ zh = "满意", en = "Again" }', "stands twice"),
        (', { zh = "不满意", en = "Dissatisfied" }]', "]", "at least 2"),
        ('members = ["段 云川", "A001"]', "members = []", "names somebody"),
        ('item = "bill"', 'item = "law"', "No item"),
        ("plenary = 1", "plenary = 0", "must lie in"),
        ("standing_committee = 2026-11-01", "council = 2026-11-01", "not known"),
    ],
)
def test_what_does_not_fit_together_is_refused(old, new, words):
    """Every fault of parts, persons, grades and lists is told with its line."""
    assert any(words in error.en for error in errors(swapped(old, new, MORE))), errors(swapped(old, new, MORE))
