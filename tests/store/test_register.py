"""The register: people, officers, sessions, links and codes, on SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from voting.ledger.port import AlreadyThere
from voting.store.opening import open_store
from voting.store.register import EnrolmentCode, Member, Officer, OnceLink, Session
from voting.store.tables import NaiveTime, instant

NOW, LATER = "2026-11-22T09:00:00+08:00", "2026-11-22T01:00:01Z"
WANG = Member("m1", "v1", "王小明", "男", "第一组", "A1", "member", "badge-1", "pin-1")
LI = Member("m1", "v2", "李四", "女", None, "A2", "member", None, None)
GUEST = Member("m1", "g1", "赵六", None, None, None, "attendee")


@pytest.fixture
def register(url):
    store = open_store(url, create=True)
    yield store.register
    store.close()


def test_a_roll_goes_in_and_comes_out(register):
    """By id, by badge, by home seat; another meeting has its own roll."""
    register.add_members([LI, WANG, GUEST, replace(WANG, meeting="m2")])
    assert register.members("m1") == (GUEST, WANG, LI)
    assert (register.member("m1", "v2"), register.member("m1", "v9")) == (LI, None)
    assert (register.member_by_badge("m1", "badge-1"), register.member_by_badge("m1", "x")) == (WANG, None)
    assert (register.member_at("m1", "A2"), register.member_at("m1", "A9")) == (LI, None)


@pytest.mark.parametrize("twice", [{"id": "v1"}, {"seat": "A1"}, {"badge_hash": "badge-1"}])
def test_a_roll_with_anything_twice_is_not_taken_at_all(register, twice):
    """One bad row, and no row of the roll is there."""
    register.add_members([WANG])
    with pytest.raises(AlreadyThere):
        register.add_members([GUEST, replace(LI, **twice)])
    assert register.members("m1") == (WANG,)


def test_an_unknown_role_is_no_member():
    """Roles are member, attendee, observer; nothing else can be made."""
    with pytest.raises(ValueError, match="role"):
        replace(WANG, role="king")


def test_a_pin_can_be_given_anew(register):
    """The PIN changes and nothing else does; for nobody there is nothing to change."""
    register.add_members([WANG])
    assert register.set_pin("m1", "v1", "pin-2")
    assert register.member("m1", "v1") == replace(WANG, pin_hash="pin-2")
    assert not register.set_pin("m1", "v9", "pin-2")


def test_an_erased_person_is_gone_from_the_file(sqlite_url, tmp_path):
    """After erasing, the name stands nowhere in the database's files."""
    store = open_store(sqlite_url, create=True)
    store.register.add_members([replace(WANG, name="难忘之名"), LI])
    assert store.register.erase_member("m1", "v1")
    assert not store.register.erase_member("m1", "v1")
    assert store.register.members("m1") == (LI,)
    store.close()
    with sqlite3.connect(tmp_path / "ledger.db") as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "李四".encode() in files
    assert "难忘之名".encode() not in files


def test_an_officer_put_again_is_replaced_and_signed_out(register):
    """A new password ends the sessions that the old one opened."""
    register.put_officer(Officer("clerk", "operator", "hash-1"))
    register.add_session(Session("t1", "clerk", "operator", NOW))
    register.put_officer(Officer("clerk", "secretary", "hash-2"))
    register.put_officer(Officer("ada", "chair", "hash-3"))
    assert register.officer("clerk") == Officer("clerk", "secretary", "hash-2")
    assert [officer.name for officer in register.officers()] == ["ada", "clerk"]
    assert (register.officer("nobody"), register.session("t1")) == (None, None)


def test_a_session_lives_until_it_is_ended(register):
    """Two sessions of one officer in two roles do not disturb each other."""
    one, two = Session("t1", "clerk", "operator", NOW), Session("t2", "clerk", "secretary", NOW)
    register.add_session(one)
    register.add_session(two)
    with pytest.raises(AlreadyThere):
        register.add_session(one)
    register.end_session("t1")
    register.end_session("t1")
    assert (register.session("t1"), register.session("t2")) == (None, two)


def test_a_roll_is_replaced_as_a_whole_or_not_at_all(register):
    """The new roll stands instead of the old one, of this meeting alone; a faulty one leaves the old one."""
    other = replace(WANG, meeting="m2")
    register.add_members([WANG, other])
    with pytest.raises(AlreadyThere):
        register.replace_members("m1", [LI, replace(GUEST, id="v2")])
    assert register.members("m1") == (WANG,)
    register.replace_members("m1", [LI, GUEST])
    assert (register.members("m1"), register.members("m2")) == ((GUEST, LI), (other,))


def test_a_code_is_used_up_once(register):
    """Only one of two who come with it finds it; an older code of the seat uses up nothing."""
    old, new = EnrolmentCode("m1", "A1", "c1", LATER), EnrolmentCode("m1", "A1", "c2", LATER)
    register.put_code(new)
    assert [register.use_code(code) for code in (old, new, new)] == [False, True, False]
    assert register.code("m1", "A1", NOW) is None


def test_a_link_opens_once(register):
    """The second use finds nothing, and so does a link that never was."""
    register.add_once_link(OnceLink("h1", "operator", "clerk"))
    with pytest.raises(AlreadyThere):
        register.add_once_link(OnceLink("h1", "operator", "clerk"))
    assert register.use_once_link("h1", NOW) == OnceLink("h1", "operator", "clerk", NOW)
    assert (register.use_once_link("h1", NOW), register.use_once_link("h2", NOW)) == (None, None)


def test_a_code_is_good_until_it_expires_or_is_replaced(register):
    """Moments are compared, not texts: 09:00 at +08:00 is before 01:00:01 Z."""
    old, new = EnrolmentCode("m1", "A1", "c1", NOW), EnrolmentCode("m1", "A1", "c2", LATER)
    register.put_code(old)
    assert register.code("m1", "A1", NOW) is None
    register.put_code(new)
    assert register.code("m1", "A1", NOW) == new
    assert (register.code("m1", "A1", LATER), register.code("m1", "A2", NOW)) == (None, None)
    register.drop_code("m1", "A1")
    register.drop_code("m1", "A1")
    assert register.code("m1", "A1", NOW) is None


def test_a_setting_is_kept_and_replaced(register):
    """The last value stands."""
    assert register.setting("title") is None
    register.put_setting("title", "一")
    register.put_setting("title", "二")
    assert register.setting("title") == "二"


NO_TIMES = ["2026-11-22T09:00:00", "2026-11-22", "2026-11-22 09:00:00Z", "20261122T090000Z", "2026-13-22T09:00:00Z", ""]


@pytest.mark.parametrize("time", NO_TIMES)
def test_a_naive_time_is_refused_before_it_is_written(register, time):
    """No offset, no whole date, no such month: refused at the database's door, and nothing is stored."""
    with pytest.raises(NaiveTime):
        instant(time)
    with pytest.raises(NaiveTime):
        register.add_session(Session("t1", "clerk", "operator", time))
    with pytest.raises(NaiveTime):
        register.code("m1", "A1", time)
    assert register.session("t1") is None
