"""The conversation at a keypad: what is shown and what goes into the box."""

from __future__ import annotations

import asyncio
import io
import json

import pytest

from devices.challenge import check
from devices.encoding import b64
from devices.keypad import words
from devices.keypad.dialogue import Dialogue
from devices.keypad.source import Attached, Detached, Pressed, StdinSource


class Pad:
    """A person at the keypad of a hall's seat."""

    def __init__(self, hall, method="pin"):
        self.hall, self.shown, self.given = hall, [], {}
        self.dialogue = Dialogue(hall.terminal, self.give, method)
        hall.terminal._line._tell = lambda what: self.shown.extend(self.dialogue.look(what))

    def give(self, name, opening):
        self.given[name] = opening
        return f"here/{name}"

    async def press(self, *entries):
        for entry in entries:
            self.shown.extend(self.dialogue.hear(entry))
            await self.hall.terminal.settle()

    def last(self, lines=1):
        return "\n".join(self.shown[-lines:])


def play(scene):
    asyncio.run(scene())


async def seated(hall):
    pad = Pad(hall)
    await hall.connect()
    await pad.press("4711")
    return pad


def test_the_pin_is_asked_for_hidden_and_a_wrong_one_again(hall):
    """Nobody signed in: the PIN is asked for without echo; a wrong one is told and asked for again."""

    async def scene():
        pad = Pad(hall)
        await hall.connect()
        assert "PIN" in pad.last()
        assert pad.dialogue.hidden
        await pad.press("0000")
        assert "member.wrong_pin" in pad.last(2)
        assert "PIN" in pad.last()
        await pad.press("4711")
        assert "甲" in pad.last(2)
        assert not pad.dialogue.hidden

    play(scene)


def test_a_badge_is_entered_in_the_open(hall):
    """A badge number is no secret."""

    async def scene():
        pad = Pad(hall, "badge")
        await hall.connect()
        assert "badge" in pad.last()
        assert not pad.dialogue.hidden

    play(scene)


@pytest.mark.parametrize(("key", "mark"), [("1", "Y"), ("2", "N"), ("3", "A")])
def test_a_motion(hall, key, mark):
    """One key, one confirmation, one receipt."""

    async def scene():
        pad = await seated(hall)
        await hall.announce()
        await hall.open()
        assert "1 赞成" in pad.last()
        await pad.press(key)
        assert hall.count("cast") == 0
        assert "1 确认" in pad.last()
        await pad.press("1")
        assert "回执" in "".join(pad.shown)

    play(scene)
    assert hall.opened() == [(mark, [])]


def test_thinking_again_before_sending(hall):
    """2 at the confirmation begins again; only what was confirmed is sent."""

    async def scene():
        pad = await seated(hall)
        await hall.announce()
        await hall.open()
        await pad.press("1", "2", "2", "1")

    play(scene)
    assert hall.opened() == [("N", [])]


@pytest.mark.parametrize("key", ["4", "7", "", "赞成"])
def test_another_key_is_no_vote(hall, key):
    """A key outside the paper's alphabet is told and changes nothing."""

    async def scene():
        pad = await seated(hall)
        await hall.announce()
        await hall.open()
        await pad.press(key)
        assert "no such key" in pad.last(2)
        assert pad.dialogue.state == "motion"

    play(scene)
    assert hall.count("cast") == 0


@pytest.mark.parametrize(("key", "marks", "said"), [
    ("1", "YBB", "选此项 / choose：候选0"), ("3", "BBY", "选此项 / choose：候选2"), ("4", "BBB", "都不选"),
])  # fmt: skip
def test_an_evaluation_takes_one_grade_by_its_number(hall, key, marks, said):
    """Every grade has a number, one is chosen; the number after the last leaves the paper blank on purpose."""

    async def scene():
        pad = await seated(hall)
        await hall.announce(kind="evaluation", lines=3, max_yes=1)
        await hall.open()
        assert pad.dialogue.state == "grade"
        assert "3 选此项" in pad.last(2)
        await pad.press("9", "", "01", "Y")
        assert pad.dialogue.state == "grade"
        await pad.press(key)
        assert said in pad.last(3)
        await pad.press("1")

    play(scene)
    assert hall.opened() == [(marks, [])]


def test_a_grade_may_be_put_off_and_thought_over(hall):
    """0 leaves it for later, 2 at the confirmation begins again."""

    async def scene():
        pad = await seated(hall)
        await hall.announce(kind="evaluation", lines=2, max_yes=1)
        await hall.open()
        await pad.press("0", "9", "1", "2", "2", "1")

    play(scene)
    assert hall.opened() == [("BY", [])]


async def election(hall, *entries, **rules):
    pad = await seated(hall)
    await hall.announce(kind="election", lines=3, **{"max_yes": 2, "writein_max": 1} | rules)
    await hall.open()
    await pad.press(*entries)
    return pad


def test_an_election_name_by_name_with_a_written_name(hall):
    """Choices left are counted down; a written name is a choice; the summary stands before the confirmation."""

    async def scene():
        pad = await election(hall, "1", "2", "4")
        assert "choices left: 1" in pad.last()
        await pad.press("钱另选")
        assert "钱另选" in pad.last(3)
        await pad.press("1")

    play(scene)
    assert hall.opened() == [("YNB", ["钱另选"])]


def test_too_many_choices_are_prevented(hall):
    """With both places used a third 赞成 is refused at the pad, and no written name is asked for."""

    async def scene():
        pad = await election(hall, "1", "1", "1")
        assert "no more" in pad.last(2)
        await pad.press("2")
        assert "1 确认" in pad.last()
        await pad.press("1")

    play(scene)
    assert hall.opened() == [("YYN", [])]


def test_a_blank_that_counts_as_for_is_a_choice(hall):
    """It uses a place up and says so, a third one is refused, and the blank is cast as it was left."""

    async def scene():
        pad = await election(hall, "4", "1", "4", blank="for")
        assert "no more" in pad.last(2)
        assert "counts as for" in pad.last()
        await pad.press("3")
        assert "空白 / blank（按赞成计算" in "\n".join(pad.shown)
        await pad.press("1")

    play(scene)
    assert hall.opened() == [("BYA", [])]


def test_no_written_name_is_the_enter_key(hall):
    """An empty entry writes nobody in."""

    async def scene():
        await election(hall, "1", "2", "2", "", "1")

    play(scene)
    assert hall.opened() == [("YNN", [])]


def test_a_name_that_is_too_long_is_told(hall):
    """The manifest's limit in bytes is checked where the name is entered."""

    async def scene():
        pad = await election(hall, "2", "2", "2", "长" * 9)
        assert "too long" in pad.last(2)
        await pad.press("短", "1")

    play(scene)
    assert hall.opened() == [("NNN", ["短"])]


def test_a_poll_that_closes_under_the_finger(hall):
    """What was not confirmed is not sent, and the person is told."""

    async def scene():
        pad = await seated(hall)
        await hall.announce()
        await hall.open()
        await pad.press("1")
        await hall.close()
        assert "not sent" in "".join(pad.shown)
        await pad.press("1")

    play(scene)
    assert hall.count("cast") == 0


def test_a_changed_vote(hall):
    """Under press: last the 9 key opens the paper again."""

    async def scene():
        pad = await seated(hall)
        await hall.announce(press="last")
        await hall.open()
        await pad.press("1", "1")
        assert "press 9" in pad.last()
        await pad.press("9", "2", "1")

    play(scene)
    assert hall.opened() == [("Y", []), ("N", [])]


@pytest.mark.parametrize("press", ["first", "last"])
@pytest.mark.parametrize("tier", ["T0", "T1", "T2"])
def test_a_vote_is_checked_instead_of_cast(hall, tier, press):
    """Whatever its press, the code of a secret vote stands before the choice; 3 gives the opening out and casts nothing,
    now or later; from T1 on the next paper comes only after the exchange.
    """

    async def scene():
        pad = await seated(hall)
        await hall.announce(tier=tier, press=press)
        if tier != "T0":
            await hall.countersign()
        await hall.open()
        hall.refuse_next("checked", "server.busy")
        await pad.press("2")
        code = pad.last(2).splitlines()[0].partition("：")[2].split("：")[-1]
        assert "3 查验" in pad.last()
        await pad.press("3", "1")
        [(name, given)] = pad.given.items()
        found = check(given)
        assert (found.code, [letter for _, letter in found.marks]) == (code, ["N"])
        assert name == f"{code.replace(' ', '')}.json"
        assert f"here/{name}" in "".join(pad.shown)
        assert hall.count("cast") == 0
        if tier != "T0":
            assert "换票" in "".join(pad.shown)
            drawn = hall.count("issue")
            await hall.tell()
            assert (hall.count("cast"), hall.count("issue")) == (0, drawn), "nothing more until it has been exchanged"
            key = json.loads(json.loads(given)["inner"])["c"]["pk"]
            assert hall.checked == [{"vote": "v1", "mh": b64(hall.mh("v1")), "seat": "A01", "pk": key}]
            await hall.respoil()
        await pad.press("1") if tier != "T0" else None
        assert code not in pad.last(2)
        await pad.press("1")

    play(scene)
    assert hall.count("cast") == 1


def test_an_opening_that_cannot_be_written_is_told(hall):
    """The check has failed, in words; nothing is cast, and the member goes on."""

    async def scene():
        pad = await seated(hall)
        await hall.announce()
        await hall.open()

        def full(name, opening):
            raise OSError(28, "No space left on device")

        pad.dialogue._give = full
        await pad.press("1", "3")
        assert "this check has failed" in "".join(pad.shown)
        assert pad.dialogue.state == "motion"

    play(scene)
    assert hall.count("cast") == 0


@pytest.mark.parametrize(("tier", "offered"), [("T0", True), ("T1", False)])
def test_a_vote_that_shares_its_key_with_one_in_the_box_is_not_checked(hall, tier, offered):
    """From T1 on every vote of a paper has one ballot key: an opening after the first would show which ballot is hers."""

    async def scene():
        pad = await seated(hall)
        await hall.announce(tier=tier, press="last")
        if tier != "T0":
            await hall.countersign()
        await hall.open()
        await pad.press("1", "1", "9", "2")
        assert ("3 查验" in pad.last()) is offered
        await pad.press("3")
        assert bool(pad.given) is offered

    play(scene)
    assert hall.count("cast") == 1


@pytest.mark.parametrize("tier", ["T0", "T1", "T2"])
def test_the_tier_is_the_manifests(hall, tier):
    """What the pad says of who keeps the secret is what was signed, whatever the view calls it."""

    async def scene():
        pad = await seated(hall)
        await hall.announce(tier=tier)
        hall.polls["v1"]["label"] = {"zh": "由神仙保密（T2）", "en": "kept by the saints"}
        if tier != "T0":
            await hall.countersign()
        await hall.open()
        assert words.TIERS[tier] in pad.shown
        assert "神仙" not in "".join(pad.shown)

    play(scene)


def test_nine_does_nothing_after_a_first_press(hall):
    """Under press: first there is nothing to change."""

    async def scene():
        pad = await seated(hall)
        await hall.announce()
        await hall.open()
        await pad.press("1", "1", "9")
        assert "nothing to press" in pad.last()

    play(scene)
    assert len(hall.opened()) == 1


def test_two_polls_one_after_the_other(hall):
    """With several polls open, the next is asked when the first is sent; 0 puts one off until 9."""

    async def scene():
        pad = await seated(hall)
        for vote in ("v1", "v2"):
            await hall.announce(vote)
        for vote in ("v1", "v2"):
            await hall.open(vote)
        await pad.press("0", "1", "1")
        assert (hall.opened("v1"), hall.opened("v2")) == ([], [("Y", [])])
        await pad.press("9", "3", "1")

    play(scene)
    assert hall.opened("v1") == [("A", [])]


def test_a_vote_that_waits_is_told(hall):
    """store.unwritable is said, and the receipt later."""

    async def scene():
        pad = await seated(hall)
        await hall.announce()
        await hall.open()
        hall.refuse_next("cast", "store.unwritable")
        await pad.press("1", "1")
        assert "not stored yet" in "".join(pad.shown)
        await hall.tell()
        assert "回执" in "".join(pad.shown)

    play(scene)


def test_a_failed_check_is_loud(hall):
    """A false receipt is told to the person at once, in both languages."""

    async def scene():
        pad = await seated(hall)
        await hall.announce()
        await hall.open()
        hall.lie("cast", seat="B02")
        await pad.press("1", "1")
        assert "A check failed" in "".join(pad.shown)

    play(scene)


@pytest.mark.parametrize(("left_out", "told"), [(False, "已计入"), (True, "异议")])
def test_the_count_is_told_in_a_word(hall, left_out, told):
    """The keypad says that the vote was counted, or that it was not found and a complaint was sent; never how it was."""

    async def scene():
        pad = await seated(hall)
        await hall.announce()
        await hall.open()
        await pad.press("1", "1")
        await hall.close()
        leaf = {"out_root": b64(bytes(32))} if left_out else {}
        await hall.tally(S=leaf)
        assert told in pad.last(2)
        assert "赞成" not in pad.last(2)

    play(scene)


def test_a_missing_ballot_is_shown_only_to_who_asks_twice(hall):
    """A key offers it after the alarm, a second one saves it under words that say what it shows; before there is nothing."""

    async def scene():
        pad = await seated(hall)
        await hall.announce()
        await hall.open()
        await pad.press("1", "1")
        await hall.close()
        await pad.press("7")
        assert pad.given == {}
        await hall.tally(S={"out_root": b64(bytes(32))})
        assert words.MISSING in pad.shown
        await pad.press("7", "0")
        assert (words.SHOW in pad.shown, words.NOT_SHOWN in pad.shown, pad.given) == (True, True, {})
        await pad.press("7", "1")
        assert "the opening is saved" in pad.last()
        assert len(pad.given) == 1

    play(scene)


def test_a_complaint_that_is_refused_is_told(hall):
    """Not as one that was sent."""

    async def scene():
        pad = await seated(hall)
        await hall.announce()
        await hall.open()
        await pad.press("1", "1")
        await hall.close()
        hall.refuse_next("audited", "poll.finished")
        await hall.tally(S={"out_root": b64(bytes(32))})
        assert "没有接受异议" in "".join(pad.shown)
        assert "已提出异议" not in "".join(pad.shown)

    play(scene)


def test_the_confirmation_and_the_end(hall):
    """After the close the vote is found in the log; a closed sitting says goodbye once."""

    async def scene():
        pad = await seated(hall)
        await hall.announce()
        await hall.open()
        await pad.press("1", "1")
        await hall.close()
        assert "found in the signed log" in "".join(pad.shown)
        hall.phase = "closed"
        await hall.tell()
        await hall.tell()
        assert "".join(pad.shown).count("会议结束") == 1

    play(scene)


def test_the_source_gives_lines_and_their_end():
    """Stdin as a pad: attached, one entry per line, detached."""

    async def scene():
        source = StdinSource(io.StringIO("1\n 钱另选 \n\n"), io.StringIO())
        return [await source.next() for _ in range(5)]

    assert asyncio.run(scene()) == [Attached(), Pressed("1"), Pressed("钱另选"), Pressed(""), Detached()]


def test_the_source_shows_lines():
    """What the dialogue says stands on its own line."""
    out = io.StringIO()
    StdinSource(io.StringIO(), out).show("请等待表决")
    assert out.getvalue() == "请等待表决\n"
