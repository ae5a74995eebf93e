"""Files of cases: one or many, read piece by piece, and what is no strict JSON."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.cases.asking import ask, case, election, motion, paper
from voting.cases.answers import answers
from voting.cases.fields import Unusable
from voting.cases.stream import CHUNK

ROOT = Path(__file__).resolve().parents[2]


def text(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def answered(data: bytes) -> object:
    return json.loads(b"".join(answers(io.BytesIO(data))))


def refused(data: bytes) -> str:
    with pytest.raises(Unusable) as caught:
        list(answers(io.BytesIO(data)))
    return str(caught.value)


ONE = motion(51, present=70, id="一")
THREE = [ONE, case("petition", act="bill", signers=3, id="二"), election([paper("YYN")], id="😂")]


def test_one_case_is_one_object_and_a_list_is_an_array_in_its_order():
    """The answers stand as the cases do."""
    assert answered(text(ONE)) == ask(ONE)
    assert answered(text(THREE)) == [ask(one) for one in THREE]
    assert answered(text([ONE])) == [ask(ONE)]
    assert answered(b" [ ] ") == []


def test_blanks_between_values_do_not_matter():
    """A file that a person has laid out is the same file."""
    assert answered(b"\n\t " + json.dumps(THREE, indent=3).encode() + b"\r\n ") == [ask(one) for one in THREE]


class Slow(io.BytesIO):
    """A stream that gives as much as it likes, and counts it."""

    most, given = 1 << 30, 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(min(self.most, size if size is not None and size >= 0 else self.most))
        self.given += len(data)
        return data


@pytest.mark.parametrize("most", [1, 2, 3, 7, 100])
def test_a_file_may_come_in_any_pieces(most):
    """A byte at a time, in the middle of a character, a number or a word: the answers are the same."""
    stream = Slow(text(THREE))
    stream.most = most
    assert json.loads(b"".join(answers(stream))) == [ask(one) for one in THREE]


def test_a_list_is_not_read_ahead():
    """When a case is answered, little more than one piece behind it has been read."""
    many = text([motion(51, present=70, id=f"{n:06}") for n in range(3000)])
    stream, each = Slow(many), len(many) / 3000
    for number, _ in enumerate(answers(stream)):
        assert stream.given <= (number + 1) * each + 2 * CHUNK
    assert stream.given == len(many) > 6 * CHUNK


def test_a_case_longer_than_a_piece_is_read_whole():
    """One case of many papers, and many reads but not one for each piece."""
    box = [paper("YYN", f"某{n}") for n in range(20_000)]
    one = election(box, members=30_000)
    data = text(one)
    assert len(data) > 10 * CHUNK
    assert answered(data) == ask(one)


BAD = [
    pytest.param(b"", "JSON", id="nothing"),
    pytest.param(b"hello", "JSON", id="no JSON"),
    pytest.param(text(ONE)[:-1], "JSON", id="cut short"),
    pytest.param(text(ONE) + b"{}", "behind", id="two cases without a list"),
    pytest.param(text([ONE]) + b"x", "behind", id="something behind a list"),
    pytest.param(text([ONE])[:-1], "[1]", id="a list without its end"),
    pytest.param(text([ONE])[:-1] + b",]", "[1]", id="a comma too many"),
    pytest.param(text([ONE])[:-1] + b" 1]", "[1]", id="no comma"),
    pytest.param(b"\xef\xbb\xbf" + text(ONE), "JSON", id="a byte order mark"),
    pytest.param(text(ONE).replace("一".encode(), b"\xff"), "UTF-8", id="no UTF-8"),
    pytest.param(text(ONE).replace("一".encode(), b"\xe4"), "UTF-8", id="half a character"),
    pytest.param(text(ONE).replace("一".encode(), b"\\ud83d"), "surrogate", id="half a pair"),
    pytest.param(text(ONE).replace("一".encode(), b"\\ud83d"), "id: ", id="where half a pair stands"),
    pytest.param(text(ONE).replace("一".encode(), b"\n"), "JSON", id="a line's end within text"),
    pytest.param(text(ONE).replace(b"51", b"51.0"), "question.votes.for: 只能使用整数，不能写 51.0", id="a float"),
    pytest.param(
        text(ONE).replace(b"51", b"5e1"), "question.votes.for: 只能使用整数，不能写 5e1", id="a float in powers"
    ),
    pytest.param(text(ONE).replace(b"51", b"NaN"), "question.votes.for: 只能使用整数，不能写 NaN", id="no number"),
    pytest.param(text([ONE, {**ONE, "id": 0.5}]), "[1].id: 只能使用整数，不能写 0.5", id="a float for text"),
    pytest.param(text({**ONE, "a\nb\u2028": 1}), "a\\nb\\u2028: 没有", id="line ends in a field's name"),
    pytest.param(text(ONE).replace(b"51", b"051"), "JSON", id="a leading nought"),
    pytest.param(
        text(ONE).replace(b"51", b"9" * 5000), "for: 数字过长 / a number is too long", id="thousands of digits"
    ),
    pytest.param(text(ONE).replace(b"51", b"9" * 501), "for: 数字过长 / a number is too long", id="hundreds of digits"),
    pytest.param(text(ONE)[:-1] + b',"members":100}', "members", id="a key twice"),
    pytest.param(text(ONE).replace(b'"for"', b'"against": 1, "for"'), "against", id="a key twice within"),
    pytest.param(b"[" * 100_000, "", id="too deep"),
    pytest.param(text([ONE, motion(1)]), "[1].present", id="the second case"),
    pytest.param(text([ONE, 7]), "[1]", id="a number for a case"),
    pytest.param(text([ONE, ONE])[:-30], "[1]", id="the second case cut short"),
]


@pytest.mark.parametrize(("data", "words"), BAD)
def test_what_is_no_strict_json_is_unusable(data, words):
    """The sentence says what is wrong; in a list it names the index."""
    sentence = refused(data)
    assert words in sentence
    assert len(sentence.splitlines()) == 1


def test_the_place_of_half_a_pair_is_named_wherever_it_stands():
    """In a name that is a key, in one of a list, in the local rule: the field, not the case as a whole."""
    ballots = text([ONE, election([paper("YNN"), paper("NNN", "某")])])
    assert refused(ballots.replace("某".encode(), b"\\udc00")).startswith("[1].question.papers[1].write_ins[0]: ")
    grouped = text(case("primary", office="CHIEF", seats=1, votes={"甲": 2, "乙": 1}))
    assert refused(grouped.replace("乙".encode(), b"\\udc00")).startswith("question.votes.\\udc00: ")


def test_a_count_may_be_greater_than_any_body():
    """No further plausibility is judged: a whole number is a whole number beyond 2^53 too, and is counted exactly."""
    found = ask(motion(2**70, present=2**71 - 1, members=2**71 - 1))
    assert (found["outcome"], found["needed"], found["not_voting"]) == ("adopted", 2**70, 2**70 - 1)
    box = [paper("YNN", copies=10**30)]
    assert ask(election(box))["ranking"][0]["for"] == 10**30
    widest = 10**500 - 1
    short = case("unsatisfied", proposers=widest, unsatisfied=0)
    assert answered(text(short)) == ask(short)
    assert ask(short)["needed"] == 5 * 10**499


@pytest.mark.parametrize("most", [1, 1000, 1 << 30])
def test_bytes_that_are_no_text_belong_to_the_case_they_stand_in(most):
    """The index is that of their case, however far the file has been read ahead; behind the end they are refused too."""
    many = [text({**ONE, "id": f"{n}"}) for n in range(20)]
    many[13] = many[13].replace(b'"county"', b'"coun\xb5ty"')
    for data, words in ((b"[" + b",".join(many) + b"]", "[13]: "), (text(ONE) + b"\xff", "不是 UTF-8")):
        stream = Slow(data)
        stream.most = most
        with pytest.raises(Unusable) as caught:
            list(answers(stream))
        assert str(caught.value).startswith(words)
        assert "UTF-8" in str(caught.value)


def test_a_fault_behind_long_input_is_found():
    """In the last of many cases, with its index from nought."""
    many = [motion(51, present=70, id=str(n)) for n in range(2000)]
    del many[1999]["members"]
    assert refused(text(many)).startswith("[1999].members")


def yijue(*words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command as a person types it."""
    typed = [sys.executable, "-m", "voting.cli", "count", *words]
    return subprocess.run(typed, input=given, capture_output=True, cwd=ROOT, check=False, timeout=60)


def test_the_command_answers_a_file_and_standard_input(tmp_path):
    """One JSON value on standard output, nothing on standard error, exit 0; also where the answer is a refusal."""
    path = tmp_path / "案例.json"
    path.write_bytes(text(ONE))
    done = yijue(str(path))
    assert (done.returncode, done.stderr, json.loads(done.stdout)) == (0, b"", ask(ONE))
    low = motion(51, present=3)
    done = yijue("-", given=text([ONE, low]))
    assert (done.returncode, done.stderr, json.loads(done.stdout)) == (0, b"", [ask(ONE), ask(low)])


def test_an_unusable_file_ends_with_2(tmp_path):
    """One sentence on standard error; for a single case nothing on standard output; a file that is not there too."""
    done = yijue("-", given=text(motion(51, present=101)))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("present: ")
    done = yijue("-", given=text(ONE) + text(ONE))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1
    done = yijue("-", given=text([ONE, {**ONE, "level": "village"}]))
    assert (done.returncode, done.stderr.decode().split(":")[0]) == (2, "[1].level")
    for wrong in (tmp_path / "none.json", tmp_path):
        done = yijue(str(wrong))
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
    assert yijue().returncode == 2


def test_the_command_answers_before_it_has_read_the_end():
    """While nobody takes the answers, most cases are still waiting to be read: nothing piles up."""
    typed = [sys.executable, "-m", "voting.cli", "count", "-"]
    block = b",".join(text(motion(51, present=70, id=f"{n}")) for n in range(8000))
    with subprocess.Popen(typed, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        into, out = process.stdin, process.stdout
        assert into is not None
        assert out is not None
        feeder = threading.Thread(target=lambda: (into.write(b"[" + block + b"]"), into.close()), daemon=True)
        feeder.start()
        first = out.readline()
        assert feeder.is_alive()  # a reader of the whole would have taken it all before its first word
        found = json.loads(first + out.read())
        feeder.join(timeout=60)
    assert process.returncode == 0
    assert [one["id"] for one in found] == [str(n) for n in range(8000)]


def test_the_command_brings_no_house_with_it():
    """No server, no store, no cryptography: the law alone is imported."""
    code = (
        "import sys; from voting.cli import main; code = main(['count', '-']);"
        "bad = {'flask', 'sqlalchemy', 'gevent', 'cryptography', 'openpyxl', 'typst'} & set(sys.modules);"
        "sys.exit(f'{bad}' if bad or code else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=text(ONE), capture_output=True, cwd=ROOT, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, b"")
