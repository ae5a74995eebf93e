"""What a person types: help that a stranger understands, and errors in both languages instead of a traceback."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.real.house import Hall, motions
from voting import preparation
from voting.cli.commands import sample_cards_of
from voting.cli.establish import establish, key_store, sample_files
from voting.cli.places import SAMPLES
from voting.cli.stopping import Stop
from voting.config import Config
from voting.ledger.entry import make_entry
from voting.store.opening import open_store
from voting.store.register import Member

ROOT = Path(__file__).resolve().parents[2]
YIJUE = [sys.executable, "-W", "error", "-c", "import sys; from voting.cli import main; sys.exit(main())"]
COMMANDS: list[list[str]] = [
    [], ["serve"], ["import"], ["officer"], ["simulate"], ["run"], ["demo"], ["ledger"], ["ledger", "verify"],
]  # fmt: skip
CHINESE = re.compile("[\u4e00-\u9fff]")


def yijue(folder: Path, *words: object, typed: str = "") -> tuple[int, str, str]:
    """Exit status, output and errors of a command."""
    done = subprocess.run(
        [*YIJUE, *map(str, words)], cwd=folder, input=typed, capture_output=True, text=True, timeout=60, check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def sorry(folder: Path, *words: object, typed: str = "") -> str:
    """The sentence with which a command ends with 1: in both languages, and no traceback."""
    status, _, said = yijue(folder, *words, typed=typed)
    assert status == 1, said
    assert "Traceback" not in said
    assert CHINESE.search(said), said
    assert re.search("[A-Za-z]{3,}", said), said
    return said


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_has_a_help_in_both_languages(tmp_path: Path, words: list[str]) -> None:
    """`--help` ends with 0 and says in Chinese and English what there is; nothing is made on the way."""
    status, said, _ = yijue(tmp_path, *words, "--help")
    assert status == 0
    assert CHINESE.search(said)
    assert re.search(r"/ [a-zA-Z]", said)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words",
    [[], ["count"], ["demo"], ["demo", "--once"], ["demo", "--once", "--out", "x", "--sample", "moon"],
     ["demo", "--once", "--out", "x", "--seats", "0"], ["demo", "--once", "--out", "x", "--seats", "many"],
     ["officer", "x", "emperor"], ["import"], ["ledger"]],
    ids=" ".join,
)  # fmt: skip
def test_a_wrong_command_line_ends_with_2(tmp_path: Path, words: list[str]) -> None:
    """What is not a command says how it is used."""
    status, _, said = yijue(tmp_path, *words)
    assert (status, "usage:" in said, "Traceback" in said) == (2, True, False)
    assert not list(tmp_path.iterdir())


def test_without_a_database_every_command_says_so(tmp_path: Path) -> None:
    """A database is never made by mistake."""
    place = ("--database", f"sqlite:///{tmp_path}/none.db")
    for words in (("ledger", "verify"), ("serve", "--bind", "127.0.0.1:0"), ("officer", "x", "chair")):
        assert "none.db" in sorry(tmp_path, *words, *place, typed="a long password\n")
    sorry(tmp_path, "ledger", "verify", "--database", "nonsense")
    sorry(tmp_path, "serve", "--certificate", "one.pem", *place)
    sorry(tmp_path, "simulate", "--server", "http://127.0.0.1:9", "--cards", "none.json")
    assert not list(tmp_path.iterdir())


def test_results_that_cannot_be_written_are_said_at_once(tmp_path: Path) -> None:
    """A file where the folder should be stops the demonstration before it begins."""
    (tmp_path / "out").write_text("here I am")
    sorry(tmp_path, "demo", "--once", "--out", tmp_path / "out")


def test_a_bad_sitting_file_is_refused_with_every_error_and_its_line(tmp_path: Path) -> None:
    """All errors at once, each with file and line, and nothing imported."""
    text = (SAMPLES / "committee" / "sitting.toml").read_text("utf-8")
    bad = text.replace('secrecy = "named"', 'secrecy = "loud"').replace('level = "county"', 'level = "moon"')
    bad += "\nsurprise = 1\n"
    (tmp_path / "s.toml").write_text(bad, "utf-8")
    said = sorry(tmp_path, "import", "s.toml")
    lines = {int(line) for line in re.findall(r"s\.toml:(\d+) ", said)}
    for wrong in ('secrecy = "loud"', 'level = "moon"', "surprise = 1"):
        assert bad[: bad.index(wrong)].count("\n") + 1 in lines, wrong
    assert [path.name for path in tmp_path.iterdir()] == ["s.toml"]
    sorry(tmp_path, "import", "none.toml")


def test_a_bad_roll_is_refused_with_every_row(tmp_path: Path) -> None:
    """All faulty rows at once, and no sitting is imported until all are good; then the cards are made, once."""
    shutil.copy(SAMPLES / "committee" / "sitting.toml", tmp_path)
    good = (SAMPLES / "committee" / "roll.csv").read_text("utf-8-sig")
    rows = good.splitlines()
    rows[2] = rows[2].replace("女", "未知").replace("男", "未知")
    rows[5] = ",".join(["", *rows[5].split(",")[1:]])
    rows[7] = rows[7].replace("组成人员", "皇帝")
    (tmp_path / "roll.csv").write_text("\n".join(rows), "utf-8")
    said = sorry(tmp_path, "import", "sitting.toml")
    for row in (3, 6, 8):
        assert f"第{row}行" in said
        assert f"row {row}:" in said
    assert not (tmp_path / "cards.pdf").exists()
    (tmp_path / "roll.csv").write_text(good, "utf-8")
    status, said, errors = yijue(tmp_path, "import", "sitting.toml")
    assert status == 0, errors
    assert "38" in said, "thirty-five members and three who attend"
    assert (tmp_path / "cards.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "cards.pdf").stat().st_mode & 0o077 == 0, "PINs are for their owner"
    assert "cards.pdf" in sorry(tmp_path, "import", "sitting.toml")
    assert "已经导入" in sorry(tmp_path, "import", "sitting.toml", "--cards", "more.pdf")
    assert not (tmp_path / "more.pdf").exists()


def test_an_import_that_was_cut_short_is_done_again(tmp_path: Path) -> None:
    """Killed between the roll and the first entry: the second import leaves nobody of the first in the register."""
    data, roll = sample_files("committee")
    config = Config(f"sqlite:///{tmp_path}/yijue.db", tmp_path / "keys")
    key_store(config)
    meeting = preparation.read_plan(data).meeting
    store = open_store(config.database, create=True)
    store.ledger.create(meeting)
    stale = (Member(meeting, f"x-{seat}", "某某", None, None, seat, "member") for seat in ("A01", "Z9"))
    store.register.add_members(stale)
    establish(config, data, roll, sample=False)
    assert {member.id for member in store.register.members(meeting)} == {member.id for member in roll.members}
    assert store.ledger.size(meeting) > 0
    with pytest.raises(Stop, match="已经导入"):
        establish(config, data, roll, sample=False)
    store.close()


def test_an_officer_is_added_with_a_password_of_ten_characters(tmp_path: Path) -> None:
    """A short password is refused; a good one is stored as an argon2 hash, and set anew on the second call."""
    folder = tmp_path / "hall"
    hall = Hall(folder, motions("a", ("secret", "last")))
    hall.loop.close()
    place = ("--database", hall.config.database, "--keys", hall.config.keys)
    assert "十" in sorry(tmp_path, "officer", "段秘书", "secretary", *place, typed="short\n")
    hashes = []
    for password in ("a long password\n", "another password\n"):
        status, said, errors = yijue(tmp_path, "officer", "段秘书", "secretary", *place, typed=password)
        assert (status, "段秘书" in said) == (0, True), errors
        ((hashed,),) = hall.rows("SELECT password_hash FROM officers WHERE name = '段秘书'")
        hashes.append(str(hashed))
        assert password.strip() not in str(hashed)
    assert all(hashed.startswith("$argon2id$") for hashed in hashes)
    assert hashes[0] != hashes[1]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    """A hall that has held a vote and is over: its database lies on disk."""
    folder = tmp_path_factory.mktemp("kept") / "hall"
    with Hall(folder, motions("a", ("secret", "last"))) as hall:
        hall.open(by_hand=8)
        seat = hall.newcomer()
        with hall.poll("a", "a-0") as vote:
            seat.vote(vote, "Y")
            hall.operator.do("close_poll", vote=vote)
            hall.operator.state(vote, "counted")
            hall.operator.do("declare", vote=vote)
    return hall


def verified(folder: Path, hall: Hall, keys: Path | None = None) -> tuple[int, str]:
    """What `yijue ledger verify` says of the database in `folder`."""
    place = ("--database", f"sqlite:///{folder}/yijue.db", "--keys", keys or hall.config.keys)
    status, said, errors = yijue(folder, "ledger", "verify", *place)
    assert "Traceback" not in errors
    return status, said + errors


def copy_of(hall: Hall, folder: Path) -> Path:
    """A copy of the database to do harm to."""
    source = sqlite3.connect(hall.folder / "yijue.db")
    target = sqlite3.connect(folder / "yijue.db")
    source.backup(target)
    source.close()
    target.close()
    return folder


def harm(folder: Path, *statements: tuple[str, tuple[object, ...]]) -> None:
    """Change the database behind everybody's back."""
    connection = sqlite3.connect(folder / "yijue.db")
    with connection:
        for statement, values in statements:
            connection.execute(statement, values)
    connection.close()


def entry(folder: Path, kind: str) -> tuple[int, bytes]:
    """Position and data of the first entry of a kind."""
    connection = sqlite3.connect(folder / "yijue.db")
    found = connection.execute("SELECT position, data FROM entries WHERE kind = ?", (kind,)).fetchone()
    connection.close()
    return int(found[0]), bytes(found[1])


def test_a_kept_ledger_is_good(tmp_path: Path, kept: Hall) -> None:
    """Untouched, every entry is what was hashed and the checkpoint covers them."""
    status, said = verified(copy_of(kept, tmp_path), kept)
    assert (status, "一致" in said, "good" in said) == (0, True, True)


def test_one_changed_byte_is_found(tmp_path: Path, kept: Hall) -> None:
    """One byte of one entry: the entry is named, the status is 1."""
    place, data = entry(copy_of(kept, tmp_path), "poll.counted.v1")
    changed = data.replace(b'"votes_for":1', b'"votes_for":9')
    assert len(changed) == len(data)
    assert changed != data
    harm(tmp_path, ("UPDATE entries SET data = ? WHERE position = ?", (changed, place)))
    status, said = verified(tmp_path, kept)
    assert (status, f"entry {place} " in said, f"第{place}条" in said) == (1, True, True)


def test_an_entry_changed_with_its_hash_is_found_by_the_checkpoint(tmp_path: Path, kept: Hall) -> None:
    """Whoever hashes anew has another tree than the one that was signed; nonsense is named."""
    place, data = entry(copy_of(kept, tmp_path), "poll.counted.v1")
    update = "UPDATE entries SET data = ?, leaf_hash = ? WHERE position = ?"
    for changed in (data.replace(b'"votes_for":1', b'"votes_for":9'), b"nonsense", b'{"type":"poll.counted.v9"}'):
        leaf = make_entry(place, "poll.counted.v1", changed).leaf_hash
        harm(tmp_path, (update, (changed, leaf, place)))
        status, said = verified(tmp_path, kept)
        assert (status, bool(CHINESE.search(said))) == (1, True)


def test_a_ledger_cut_short_is_found(tmp_path: Path, kept: Hall) -> None:
    """Entries taken off the end leave a checkpoint of more than there is."""
    copy_of(kept, tmp_path)
    last = ("DELETE FROM entries WHERE position >= (SELECT max(position) FROM entries)", ())
    harm(tmp_path, last, ("UPDATE meetings SET size = size - 1", ()))
    assert verified(tmp_path, kept)[0] == 1


def test_a_checkpoint_of_another_key_is_no_checkpoint(tmp_path: Path, kept: Hall) -> None:
    """The note is held against the key of this installation."""
    other = Hall(tmp_path / "other", motions("a", ("secret", "last")))
    other.loop.close()
    assert verified(copy_of(kept, tmp_path), kept, other.config.keys)[0] == 1
    assert verified(tmp_path, kept, tmp_path / "no-keys")[0] == 1


def test_the_seats_of_the_last_sample_are_simulated_without_naming_them(tmp_path):
    """`yijue simulate` takes the newest cards under var/, and says so in both languages where there are none."""
    with pytest.raises(Stop, match="--cards"):
        sample_cards_of(tmp_path)
    for number, sample in enumerate(("congress", "committee")):
        cards = tmp_path / sample / "cards.json"
        cards.parent.mkdir()
        cards.write_text("{}", encoding="utf-8")
        os.utime(cards, (number, number))
    assert sample_cards_of(tmp_path).parent.name == "committee"
