"""Inclusion proofs and signed notes against their definitions."""

from __future__ import annotations

import pytest

from devices.encoding import Broken
from devices.proofs import LogKey, read_checkpoint, root_from

ORIGIN = "yijue/m-2026-1"


def test_every_leaf_of_every_small_tree_is_found(log):
    """The fast check agrees with RFC 6962's recursive definition, and no other leaf fits the path."""
    for size in range(1, 34):
        log.append({"n": size})
        for index, leaf in enumerate(log.leaves):
            path = log.path(index)
            assert root_from(leaf, index, size, path) == log.root()
            assert size == 1 or root_from(log.leaves[index - 1], index, size, path) != log.root()


@pytest.mark.parametrize("change", [lambda path: path[:-1], lambda path: [*path, path[0]], lambda path: []])
def test_a_path_of_the_wrong_length_is_broken(log, change):
    """A path that is too short or too long proves nothing."""
    for figure in range(11):
        log.append({"n": figure})
    with pytest.raises(Broken):
        root_from(log.leaves[4], 4, 11, change(log.path(4)))


@pytest.mark.parametrize("index", [-1, 11])
def test_a_leaf_outside_the_tree_is_broken(log, index):
    """An index beyond the size is no leaf."""
    log.append({"n": 0})
    with pytest.raises(Broken):
        root_from(log.leaves[0], index, 11, [])


def test_a_checkpoint_reads_back(log):
    """Size and root of a note signed by the log."""
    log.append({"n": 0})
    checkpoint = read_checkpoint(log.note(), LogKey.read(log.verifier()), ORIGIN)
    assert (checkpoint.size, checkpoint.root) == (1, log.root())


def test_a_witness_beside_the_log_is_no_trouble(log):
    """Signatures by other keys on the same note are left to those who know them."""
    note = log.note() + "\u2014 witness.example AAAAAAAA\n"
    assert read_checkpoint(note, LogKey.read(log.verifier()), ORIGIN).size == 0


def test_a_witness_alone_is_not_the_log(log):
    """A note without the log's own line is refused."""
    body = log.note().partition("\n\n")[0]
    with pytest.raises(Broken):
        read_checkpoint(f"{body}\n\n\u2014 witness.example AAAAAAAA\n", LogKey.read(log.verifier()), ORIGIN)


@pytest.mark.parametrize(
    ("old", "new"), [("\n0\n", "\n1\n"), ("\n0\n", "\n00\n"), ("yijue", "yiJue"), ("\n\n", "\n"), ("\u2014", "-")]
)
def test_a_changed_note_is_refused(log, old, new):
    """One letter changed, and the log has not signed it."""
    with pytest.raises(Broken):
        read_checkpoint(log.note().replace(old, new, 1), LogKey.read(log.verifier()), ORIGIN)


def test_a_note_of_another_meeting_is_refused(log):
    """A rightly signed note of another log is not ours."""
    with pytest.raises(Broken):
        read_checkpoint(log.note(), LogKey.read(log.verifier()), "yijue/another")


@pytest.mark.parametrize("text", ["", "name", "name+00000000+AAAA", "name+zz+!!", "+00000000+AA=="])
def test_an_odd_verifier_key_is_refused(text):
    """A key whose id does not belong to it is no key."""
    with pytest.raises(Broken):
        LogKey.read(text)


def test_a_verifier_key_under_another_name_is_refused(log):
    """The id binds the name to the key."""
    with pytest.raises(Broken, match="does not belong"):
        LogKey.read(log.verifier().replace("m-2026-1", "m-2026-2"))


def test_the_verifier_key_of_the_specification():
    """The example key of c2sp.org/signed-note reads."""
    key = LogKey.read("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    assert key.name == "example.com/foo"
