"""The key store keeps private keys wrapped, for itself, and lets go of them for good."""

from __future__ import annotations

import hmac
import os

import pytest
from cryptography.hazmat.primitives import serialization

from voting.ballots import keys, p256
from voting.ballots.keys import KeyStore, KeyTrouble, NoSuchKey, pin_hash


@pytest.fixture
def place(tmp_path):
    """A directory for keys that does not exist yet."""
    return tmp_path / "keys"


def files(place):
    """Every file of the store."""
    return sorted(path for path in place.rglob("*") if path.is_file())


def test_a_second_start_finds_the_same_keys(place):
    """What was created is what is opened."""
    first = KeyStore.create(place)
    point = first.new_poll_key("m", "p")
    second = KeyStore(place)
    assert second.server.public == first.server.public
    assert (second.log_seed, second.pepper) == (first.log_seed, first.pepper)
    assert p256.encode_point(second.poll_key("m", "p").public_key()) == point
    assert len({first.log_seed, first.pepper, (place / "start.key").read_bytes()}) == 3


def test_keys_are_made_once(place):
    """Creating over existing keys is refused, and they stay."""
    store = KeyStore.create(place)
    with pytest.raises(KeyTrouble, match="already"):
        KeyStore.create(place)
    assert KeyStore(place).server.public == store.server.public


def test_a_missing_store_is_not_made_by_opening(place):
    """A wrong path is a clear refusal, never a fresh set of keys."""
    with pytest.raises(KeyTrouble, match="missing"):
        KeyStore(place)
    assert not place.exists()


def test_no_private_key_lies_in_clear(place):
    """No file holds a private key in any usual form, nor seed nor pepper; the start key alone is a bare secret."""
    store = KeyStore.create(place)
    store.new_poll_key("m", "p")
    secrets_ = [store.log_seed, store.pepper]
    for private in (store.server.private, store.poll_key("m", "p")):
        value = private.private_numbers().private_value.to_bytes(32, "big")
        secrets_ += [value, value.hex().encode(), keys._der(private)]
        secrets_.append(private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                              serialization.NoEncryption())[28:60])  # fmt: skip
    assert [path.name for path in files(place) if path.suffix != ".wrapped"] == ["start.key"]
    for path in files(place):
        assert not any(secret in path.read_bytes() for secret in secrets_), path.name


def test_only_the_owner_may_read(place):
    """Directories are 0700 and files 0600, whatever the umask."""
    before = os.umask(0)
    try:
        KeyStore.create(place).new_poll_key("m", "p")
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in files(place)} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (place, place / "polls")} == {0o700}


@pytest.mark.parametrize("name", [".", "polls", "start.key", "server.wrapped", "log.wrapped", "pepper.wrapped"])
@pytest.mark.parametrize("right", [0o040, 0o004, 0o020, 0o001])
def test_what_others_may_use_is_refused(place, name, right):
    """One right of group or world on the directory or a file, and the store does not open."""
    KeyStore.create(place)
    path = place / name
    path.chmod(path.stat().st_mode | right)
    with pytest.raises(KeyTrouble, match="others"):
        KeyStore(place)


def test_a_poll_key_that_others_may_read_is_refused(place):
    """The same holds for the key of a poll at the moment it is needed."""
    store = KeyStore.create(place)
    store.new_poll_key("m", "p")
    next((place / "polls").iterdir()).chmod(0o640)
    with pytest.raises(KeyTrouble, match="others"):
        store.poll_key("m", "p")


def test_a_link_is_no_key(place, tmp_path):
    """A symbolic link in the place of a key file is refused."""
    KeyStore.create(place)
    moved = tmp_path / "elsewhere"
    (place / "server.wrapped").rename(moved)
    (place / "server.wrapped").symlink_to(moved)
    with pytest.raises(KeyTrouble, match="not what the key store put there"):
        KeyStore(place)


def test_each_poll_has_its_own_key(place):
    """Two polls have two keys, in whatever way their ids run together, and the same poll asked again has one."""
    store = KeyStore.create(place)
    polls = [("m", "p"), ("m", "q"), ("mp", ""), ("", "mp"), ("m|p", "q"), ("m", "p|q"), ("../..", "/etc")]
    points = [store.new_poll_key(*poll) for poll in polls]
    assert len(set(points)) == len(polls)
    assert [store.new_poll_key(*poll) for poll in polls] == points
    assert all(place in path.parents for path in files(place))


def test_a_key_does_not_open_under_another_name(place):
    """A wrapped key copied into another poll's place is refused: it is bound to meeting and poll."""
    store = KeyStore.create(place)
    store.new_poll_key("m", "p")
    store.new_poll_key("m", "q")
    store._path("m", "q").write_bytes(store._path("m", "p").read_bytes())
    with pytest.raises(KeyTrouble, match="under this name"):
        store.poll_key("m", "q")


@pytest.mark.parametrize("name", ["server.wrapped", "log.wrapped", "pepper.wrapped", "start.key"])
def test_a_changed_or_cut_file_is_refused(place, name):
    """One bit, or the end missing: the store does not open, and says which file."""
    KeyStore.create(place)
    data = (place / name).read_bytes()
    for broken in (data[:-1] + bytes([data[-1] ^ 1]), data[:5], b""):
        (place / name).write_bytes(broken)
        with pytest.raises(KeyTrouble, match=r"wrapped|start\.key"):
            KeyStore(place)


def test_a_destroyed_key_is_gone(place):
    """After destroy there is no file, no key, and doing it again changes nothing; other polls keep theirs."""
    store = KeyStore.create(place)
    store.new_poll_key("m", "p")
    kept = store.new_poll_key("m", "q")
    store.destroy("m", "p")
    store.destroy("m", "p")
    with pytest.raises(NoSuchKey):
        store.poll_key("m", "p")
    assert len(list((place / "polls").iterdir())) == 1
    assert p256.encode_point(store.poll_key("m", "q").public_key()) == kept


def test_the_start_key_may_lie_elsewhere(place, tmp_path):
    """With a start key given, none lies beside the keys, and another start key does not open them."""
    start, other = tmp_path / "credential", tmp_path / "other"
    for path, data in ((start, b"s" * 32), (other, b"o" * 32)):
        path.write_bytes(data)
        path.chmod(0o600)
    store = KeyStore.create(place, start)
    assert not (place / "start.key").exists()
    assert KeyStore(place, start).server.public == store.server.public
    with pytest.raises(KeyTrouble):
        KeyStore(place, other)
    with pytest.raises(KeyTrouble, match="missing"):
        KeyStore(place)


def test_trouble_tells_no_secret(place):
    """The text of a refusal holds the path and no byte of a key."""
    store = KeyStore.create(place)
    (place / "log.wrapped").write_bytes(b"x" * 60)
    with pytest.raises(KeyTrouble) as trouble:
        KeyStore(place)
    assert "log.wrapped" in str(trouble.value)
    assert store.pepper.hex() not in str(trouble.value)


def test_pins_are_hashed_with_pepper_and_owner():
    """The same PIN of another member, meeting or installation has another hash; the right one compares equal."""
    found = pin_hash(b"p" * 32, "m", "d07", "4829")
    assert len(found) == 32
    assert hmac.compare_digest(found, pin_hash(b"p" * 32, "m", "d07", "4829"))
    others = [(b"q" * 32, "m", "d07", "4829"), (b"p" * 32, "n", "d07", "4829"), (b"p" * 32, "m", "d08", "4829"),
              (b"p" * 32, "m", "d07", "4828"), (b"p" * 32, "m", "d074", "829")]  # fmt: skip
    assert found not in {pin_hash(*other) for other in others}
