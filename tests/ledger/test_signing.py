"""Signed notes, checkpoints and cosignatures: what others published, and everything that must be refused."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from voting.ledger.signing import (
    COSIGNATURE,
    MAX_NOTE,
    BadNote,
    Checkpoint,
    SignerKey,
    VerifierKey,
    cosign,
    open_checkpoint,
    open_note,
    parse_checkpoint,
    parse_note,
    parse_vkey,
    sign_checkpoint,
    sign_note,
)

WYCHEPROOF = Path(__file__).resolve().parents[3] / "shared" / "data" / "vectors" / "wycheproof" / "ed25519_test.json"

# Notes that others signed: the example of C2SP's signed-note tools, and that of Go's sumdb/note package.
EXAMPLE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
NEUMANN = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
FOREIGN = [
    ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", EXAMPLE),
    ("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", NEUMANN),
]
# The example of c2sp.org/tlog-cosignature: its keys are not published, its form is.
PUBLISHED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)

LOG = SignerKey("yijue/m1", bytes(range(32)))
WITNESS = SignerKey("scrutineers.example/A", bytes(range(32, 64)), COSIGNATURE)
ROOT = sha256(b"root").digest()


@pytest.mark.parametrize(("vkey", "note"), FOREIGN)
def test_notes_that_others_signed_open(vkey, note):
    """The published examples verify under their published keys, which are written back alike."""
    key = parse_vkey(vkey)
    opened, signed = open_note(note, [key])
    assert [one.by for one in signed] == [key]
    assert (key.text(), opened.written()) == (vkey, note)


@pytest.mark.parametrize(("vkey", "note"), FOREIGN)
def test_an_altered_text_is_refused(vkey, note):
    """One letter of the text decides."""
    with pytest.raises(BadNote, match="does not verify"):
        open_note(note.replace("is", "was", 1), [parse_vkey(vkey)])


def test_the_published_checkpoint_is_understood():
    """Origin, size, root and both signature lines of the specification's example."""
    note = parse_note(PUBLISHED)
    checkpoint = parse_checkpoint(note.text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert [line.name for line in note.signatures] == ["example.com/behind-the-sofa", "witness.example.com/w1"]
    assert int.from_bytes(note.signatures[1].signature[:8], "big") == 1679315147
    assert (checkpoint.text(), note.written()) == (note.text, PUBLISHED)


def test_ed25519_is_judged_as_wycheproof_judges_it():
    """Every vector: valid ones verify, all others do not, malleable ones among them."""
    if not WYCHEPROOF.exists():
        pytest.skip("the Wycheproof vectors are not beside this checkout")
    groups = json.loads(WYCHEPROOF.read_bytes())["testGroups"]
    cases = [(group["publicKey"]["pk"], test) for group in groups for test in group["tests"]]
    assert len(cases) > 100
    for public, test in cases:
        key = VerifierKey("wycheproof", 1, bytes.fromhex(public))
        found = key.verify(bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"]))
        assert found is (test["result"] == "valid"), test["tcId"]


def test_a_checkpoint_comes_back_as_it_was_signed():
    """Size and root survive, and the form is three lines, an empty one, and the log's signature."""
    note = sign_checkpoint(7, ROOT, LOG)
    assert open_checkpoint(note, LOG.verifier) == Checkpoint("yijue/m1", 7, ROOT)
    assert note.startswith(f"yijue/m1\n7\n{base64.b64encode(ROOT).decode()}\n\n— yijue/m1 ")


def test_a_checkpoint_of_another_log_is_refused():
    """A key signs for its own origin only."""
    foreign = sign_note(Checkpoint("yijue/m2", 7, ROOT).text(), LOG)
    with pytest.raises(BadNote, match="yijue/m2"):
        open_checkpoint(foreign, LOG.verifier)
    with pytest.raises(BadNote, match="no trusted key"):
        open_checkpoint(sign_checkpoint(7, ROOT, LOG), SignerKey.generate("yijue/m1").verifier)


def test_a_witness_joins_without_disturbing_the_log():
    """After a cosignature both open, each under its own key, and the witness's says when."""
    note = cosign(sign_checkpoint(7, ROOT, LOG), WITNESS, 1_700_000_000)
    _, signed = open_note(note, [LOG.verifier, WITNESS.verifier])
    assert [(one.by.name, one.time) for one in signed] == [
        ("yijue/m1", None),
        ("scrutineers.example/A", 1_700_000_000),
    ]
    assert open_checkpoint(note, LOG.verifier).size == 7


def test_a_cosignature_is_over_the_bytes_the_specification_says():
    """Header line, time line, note text; key ID with type byte 4; time in eight bytes before the signature."""
    text = Checkpoint("yijue/m1", 7, ROOT).text()
    line = parse_note(cosign(sign_note(text, LOG), WITNESS, 1_700_000_000)).signatures[-1]
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
    public = key.public_key().public_bytes_raw()
    assert line.key_id == sha256(b"scrutineers.example/A\n\x04" + public).digest()[:4]
    assert line.signature[:8] == (1_700_000_000).to_bytes(8, "big")
    assert line.signature[8:] == key.sign(b"cosignature/v1\ntime 1700000000\n" + text.encode())


def test_a_cosignature_with_another_time_is_refused():
    """The time is signed, too."""
    note = parse_note(cosign(sign_checkpoint(7, ROOT, LOG), WITNESS, 1_700_000_000))
    line = note.signatures[1]
    moved = (1_700_000_001).to_bytes(8, "big") + line.signature[8:]
    forged = note.written().replace(line.text(), type(line)(line.name, line.key_id, moved).text())
    with pytest.raises(BadNote, match="does not verify"):
        open_note(forged, [LOG.verifier, WITNESS.verifier])


def test_strangers_are_passed_over_but_a_known_key_must_verify():
    """A stranger's line changes nothing; a broken line of a trusted key spoils the note."""
    note = sign_checkpoint(7, ROOT, LOG)
    stranger = SignerKey.generate("stranger.example/x")
    text = parse_note(note).text
    both = note + parse_note(sign_note(text, stranger)).signatures[0].text()
    assert open_checkpoint(both, LOG.verifier).size == 7
    broken = both + parse_note(sign_checkpoint(8, ROOT, LOG)).signatures[0].text()
    with pytest.raises(BadNote, match="does not verify"):
        open_checkpoint(broken, LOG.verifier)


def test_a_signature_of_one_kind_is_none_of_the_other():
    """The same Ed25519 key as log and as witness has two key IDs; a witness signs no notes, a log cosigns none."""
    as_witness = SignerKey("yijue/m1", bytes(range(32)), COSIGNATURE)
    assert as_witness.verifier.id != LOG.verifier.id
    with pytest.raises(BadNote):
        sign_note("text\n", as_witness)
    with pytest.raises(BadNote):
        cosign(sign_checkpoint(7, ROOT, LOG), LOG, 1)
    with pytest.raises(BadNote, match="no trusted key"):
        open_note(sign_checkpoint(7, ROOT, LOG), [as_witness.verifier])


@pytest.mark.parametrize("time", [-1, 2**63])
def test_a_time_that_is_none_is_not_cosigned(time):
    """Times run from 0 to 2^63 − 1."""
    with pytest.raises(BadNote):
        cosign(sign_checkpoint(7, ROOT, LOG), WITNESS, time)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\n— name AAAAAAA=",
        "text\n\n- name AAAAAAA=\n",
        "text\n\n—name AAAAAAA=\n",
        "text\n\n— name\n",
        "text\n\n— na+me AAAAAAA=\n",
        "text\n\n— name AAAA\n",
        "text\n\n— name AAAAAAA\n",
        "text\n\n— name AAAAAAB=\n",
        "text\n\n— name AAAA_AA=\n",
        "te\txt\n\n— name AAAAAAA=\n",
        "text\r\n\n— name AAAAAAA=\n",
        "te\udc80xt\n\n— name AAAAAAA=\n",
        "x" * MAX_NOTE + "\n\n— name AAAAAAA=\n",
    ],
)
def test_what_is_no_note_is_refused(note):
    """No text, no gap, no dash, no name, no canonical base64, control characters, too long."""
    with pytest.raises(BadNote):
        parse_note(note)


@pytest.mark.parametrize(
    "text",
    [
        "yijue/m1\n7\n",
        f"yijue/m1\n07\n{base64.b64encode(ROOT).decode()}\n",
        f"yijue/m1\n-7\n{base64.b64encode(ROOT).decode()}\n",
        f"yijue/m1\n٧\n{base64.b64encode(ROOT).decode()}\n",
        f"yijue/m1\n{'9' * 5000}\n{base64.b64encode(ROOT).decode()}\n",
        f"\n7\n{base64.b64encode(ROOT).decode()}\n",
        f"yijue/m1\n7\n{base64.b64encode(ROOT[:31]).decode()}\n",
        f"yijue/m1\n7\n{base64.b64encode(ROOT).decode()}\nextension\n",
        f"yijue/m1\n7\n{base64.b64encode(ROOT).decode()}",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    """Lines missing or too many, sizes that are no plain decimal, roots of another length."""
    with pytest.raises(BadNote):
        parse_checkpoint(text)


def test_key_texts_come_back_and_lies_in_them_are_refused():
    """Verifier and signer key texts round-trip; a wrong key ID, type, length or name is refused."""
    assert parse_vkey(WITNESS.verifier.text()) == WITNESS.verifier
    assert SignerKey.parse(LOG.text()).verifier == LOG.verifier
    name, key_id, key = LOG.verifier.text().split("+", 2)
    for bad in (
        f"{name}+{'0' * 8}+{key}",
        f"{name}+{key_id.upper()}x+{key}",
        f"{name}+{key_id}",
        f"{name}x+{key_id}+{key}",
        f"{name}+{key_id}+{base64.b64encode(bytes([2]) + bytes(32)).decode()}",
        f"{name}+{key_id}+{key[:-4]}",
        f"{name}+zzzzzzzz+{key}",
    ):
        with pytest.raises(BadNote):
            parse_vkey(bad)
    for bad in (LOG.verifier.text(), LOG.text().replace("yijue", "other"), "PRIVATE+KEY+x"):
        with pytest.raises(BadNote):
            SignerKey.parse(bad)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b", "a\nb", "a\x00b"])
def test_a_name_that_cannot_stand_in_a_note_is_refused(name):
    """No spaces of any script, no plus, no control characters."""
    with pytest.raises(BadNote):
        SignerKey.generate(name)


def test_a_signer_never_shows_its_seed():
    """What ends in logs is the public half."""
    assert LOG.text().rsplit("+", 1)[1] not in repr(LOG)
    assert LOG.verifier.text() in repr(LOG)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="".join(map(chr, range(32)))), min_size=1))
def test_any_line_of_text_can_be_signed_and_opened(line):
    """Whatever has no control character and no surrogate goes in and comes out unchanged."""
    note, _ = open_note(sign_note(line + "\n", LOG), [LOG.verifier])
    assert note.text == line + "\n"


@pytest.mark.parametrize("text", ["no newline", "", "tab\t\n", "\udc80\n"])
def test_a_text_that_cannot_stand_in_a_note_is_not_signed(text):
    """The signer refuses rather than make a note that nobody can open."""
    with pytest.raises(BadNote):
        sign_note(text, LOG)
