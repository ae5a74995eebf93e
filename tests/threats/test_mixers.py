"""Openers that cheat at T2: a station that holds its own keys and lies, and a server that gives up when it sees the end."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.real.house import until
from tests.threats.house import MEMBERS, Guarded
from tests.threats.middle import Body
from tests.threats.test_voters import sealed_rubbish
from voting.ballots import layers, messages, papers, receipts, statements, tracing
from voting.ballots.dleq import PROOF_LENGTH
from voting.ballots.encodings import b64, unb64
from voting.ballots.mixing import Bad
from voting.ballots.statements import Mix, Trace

pytestmark = pytest.mark.usefixtures("straightened")


def restated(house: Guarded, answer: Body, items: list[str], out: int | None = None) -> Body:
    """What station B gave, with other items under a statement of its own that fits them."""
    corrupt = house.keys_of("B").server
    said = statements.read(answer["mix"], corrupt.public, Mix)
    root = receipts.root([unb64(one) for one in items])
    void = said.void if out is None else ()
    lie = Mix(said.vote, said.mh, "B", 1, said.in_root, root, said.m_in, said.m_in - len(void), void)
    return {"mix": statements.sign(corrupt, lie), "items": items, "bad": []}


def dropped(house: Guarded, answer: Body) -> Body:
    """One item less, and a statement that says so: no voter is named for it."""
    corrupt = house.keys_of("B").server
    said = statements.read(answer["mix"], corrupt.public, Mix)
    items = answer["items"][1:]
    payload = {**messages.parse(answer["mix"]).payload, "m_out": said.m_out - 1,
               "out_root": b64(receipts.root([unb64(one) for one in items]))}  # fmt: skip
    return {"mix": messages.sign(corrupt, "mix", payload), "items": items, "bad": []}


def blamed(house: Guarded, answer: Body) -> Body:
    """One item less, and a voter named for it who has sent a good paper."""
    corrupt = house.keys_of("B").server
    said = statements.read(answer["mix"], corrupt.public, Mix)
    items = answer["items"][1:]
    void = ((house.members[0].id, "not_opened"),)
    lie = Mix(said.vote, said.mh, "B", 1, said.in_root, receipts.root([unb64(one) for one in items]), said.m_in,
              said.m_in - 1, void)  # fmt: skip
    return {"mix": statements.sign(corrupt, lie), "items": items, "bad": []}


def doubled(house: Guarded, answer: Body) -> Body:
    """One item twice, in the place of another."""
    items = answer["items"]
    return restated(house, answer, sorted([items[0], *items[:-1]], key=unb64))


def replaced(house: Guarded, answer: Body) -> Body:
    """One item exchanged for rubbish."""
    items = [unb64(one) for one in answer["items"]]
    items[0] = items[0][:-1] + bytes([items[0][-1] ^ 1])
    return restated(house, answer, [b64(one) for one in sorted(items)])


def moved(house: Guarded, answer: Body) -> Body:
    """The items as they are, in another order."""
    return {**answer, "items": answer["items"][::-1]}


def is_about(vote: str, answer: Body) -> bool:
    """Whether an answer opens a layer of this vote; one about the vote before may come late."""
    return "mix" in answer and messages.parse(answer["mix"]).payload["vote"] == vote


Lie = Callable[[Guarded, Body], Body]


@pytest.mark.parametrize(
    "lie",
    [dropped, blamed, pytest.param(doubled, marks=pytest.mark.slow), pytest.param(moved, marks=pytest.mark.slow)],
    ids=lambda lie: lie.__name__,
)
def test_a_station_that_drops_or_doubles_is_not_followed(house: Guarded, lie: Lie) -> None:
    """Its own signature under the lie, also where it names a voter as void for what it dropped: the server opens nothing of
    it; the honest output is counted in full.
    """
    with house.voting() as vote:
        house.all_vote(vote)
        middle, given = house.middles["B"], list[Body]()

        def bent(answer: Body) -> Body:
            if "mix" not in answer:
                return answer
            given.append(lie(house, answer))
            return given[-1]

        middle.bend_answer["mix"] = bent
        house.close(vote)
        until(lambda: given, "station B has lied")
        middle.bend_answer.clear()  # the server asks again by itself
        assert house.operator.state(vote, "counted")["counts"]["for"] == MEMBERS


def test_rubbish_in_the_place_of_an_item_convicts_who_gave_it(house: Guarded) -> None:
    """The server finds an item that does not open and asks station B where it came from; B's own process knows nothing of
    it, so that no voter is named, nothing is published, and the chair voids the vote.
    """
    with house.voting() as vote:
        house.all_vote(vote)
        middle = house.middles["B"]
        middle.bend_answer["mix"] = lambda answer: replaced(house, answer) if "mix" in answer else answer
        house.close(vote)
        middle.refused("trace", "mix.trace")
        assert house.operator.poll(vote)["state"] == "closed"
        house.operator.do("void_poll", vote=vote, reason="监票席B拆封有误")
        assert house.operator.poll(vote)["state"] == "voided"
        assert not house.rows(f"SELECT 1 FROM documents WHERE name LIKE 'trace/{vote}/%'")


def test_a_good_item_called_bad_is_not_traced(house: Guarded) -> None:
    """Station B says of two good items that they are twins, and shows their true secrets: station A looks for itself, and
    names nobody; nothing is counted.
    """
    lies: list[Any] = []

    def called_bad(answer: Body) -> Body:
        if "mix" not in answer:
            return answer
        vote = str(messages.parse(answer["mix"]).payload["vote"])
        keys = house.keys_of("B")
        manifest = papers.read(house.members[0].paper(vote).text, house.keys_of("S").server.public)
        box = keys.poll_key(house.meeting, vote)
        one, two = (unb64(item) for item in house.middles["B"].last("mix")["items"][:2])
        secrets = [layers.shared_secret(box, layers.sealed_part(manifest, 1, item)) for item in (one, two)]
        lies.append(
            [
                Bad("repeated_key", one, secrets[0], (two, secrets[1])),
                Bad("repeated_key", two, secrets[1], (one, secrets[0])),
            ]
        )
        return {"bad": [json.loads(json.dumps(tracing.bad_json(bad))) for bad in lies[-1]]}

    with house.voting() as vote:
        house.all_vote(vote)
        house.middles["B"].bend_answer["mix"] = called_bad
        house.close(vote)
        house.middles["A"].refused("trace", "mix.trace")
        assert house.operator.poll(vote)["state"] == "closed"
        assert not house.rows(f"SELECT 1 FROM documents WHERE name LIKE 'trace/{vote}/%'")
        house.middles["B"].straighten()
        assert house.operator.state(vote, "counted")["counts"]["for"] == MEMBERS


def test_a_trace_that_names_somebody_else_is_put_on_no_record(house: Guarded) -> None:
    """Asked once whose rubbish the server has found, station A names somebody who has sent a good paper: the trace does not
    lead there, and the log names nobody but the one who sent it.
    """
    deep, victim = house.members[:2]
    lies: list[Trace] = []

    def lying(answer: Body) -> Body:
        if "trace" not in answer or lies:
            return answer
        corrupt = house.keys_of("A").server
        lies.append(replace(statements.read(answer["trace"], corrupt.public, Trace), voter=victim.id))
        return {"trace": statements.sign(corrupt, lies[-1])}

    with house.voting() as vote:
        house.all_vote(vote, but=[deep])
        deep.send(vote, sealed_rubbish(deep, vote))
        house.middles["A"].bend_answer["trace"] = lying
        house.close(vote)
        assert house.operator.state(vote, "counted")["counts"]["void"] == 1
        rows = house.rows("SELECT data FROM entries WHERE kind = 'envelope.traced.v1'")
        named = [said["voter"] for (data,) in rows if (said := json.loads(data))["poll"] == vote]
        assert (len(lies), named) == (1, [deep.id])


def left(house: Guarded, answer: Body, kept: int, reason: str) -> Body:
    """What station A gave, but for some items, under a statement of its own that names other voters as void for them."""
    corrupt = house.keys_of("A").server
    said = statements.read(answer["mix"], corrupt.public, Mix)
    items = answer["items"][:kept]
    void = tuple(sorted((one.id, reason) for one in house.members[kept:]))
    root = receipts.root([unb64(one) for one in items])
    lie = Mix(said.vote, said.mh, "A", 0, said.in_root, root, said.m_in, kept, void)
    return {"mix": statements.sign(corrupt, lie), "items": items, "shown": []}


@pytest.mark.parametrize(
    ("kept", "reason"),
    [(1, "not_opened"), (6, "not_opened"), (6, "token")],
    ids=["one is left", "one is said not to open", "one is said to lack its token"],
)
def test_a_first_station_that_names_good_votes_as_void_is_not_followed(house: Guarded, kept: int, reason: str) -> None:
    """Alone with its key it leaves one member's vote, or drops some: the server goes no further, station B is not asked,
    and nothing is published; the honest output is counted in full.
    """
    with house.voting() as vote:
        house.all_vote(vote, {house.members[0]: "N"})
        given: list[Body] = []

        def lying(answer: Body) -> Body:
            given.append(left(house, answer, kept, reason))
            return given[-1]

        house.middles["A"].bend_answer["mix"] = lying
        house.close(vote)
        until(lambda: len(given) > 1, "the server has asked again")
        assert not [one for one in house.middles["B"].bodies if one[0] == "mix" and one[1]["vote"] == vote]
        assert house.operator.poll(vote)["state"] == "closed"
        assert not house.rows(f"SELECT 1 FROM ballots WHERE poll = '{vote}'")
        house.middles["A"].straighten()
        counts = house.operator.state(vote, "counted")["counts"]
        assert (counts["for"], counts["against"], counts["void"]) == (MEMBERS - 1, 1, 0)


def test_a_good_item_said_not_to_open_is_not_traced(house: Guarded) -> None:
    """Station B says it of an honest item, with the proof that its own key makes and with one that it makes up: station A
    sees that the first opens and the second is none, and names nobody.
    """
    proofs: list[bytes] = []

    def unopened(answer: Body) -> Body:
        if "mix" not in answer:
            return answer
        item = unb64(house.middles["B"].last("mix")["items"][0])
        manifest = papers.read(house.members[0].paper(vote).text, house.keys_of("S").server.public)
        sealed, info = layers.sealed_part(manifest, 1, item), layers.info_of(manifest, 1, item)
        private = house.keys_of("B").poll_key(house.meeting, vote)
        proofs.append(layers.unopened(private, sealed, info) if not proofs else bytes(PROOF_LENGTH))
        return {"bad": [json.loads(json.dumps(tracing.bad_json(Bad("not_opened", item, None, None, proofs[-1]))))]}

    with house.voting() as vote:
        house.all_vote(vote)
        house.middles["B"].bend_answer["mix"] = unopened
        house.close(vote)
        house.middles["A"].refused("trace", "mix.trace")
        until(lambda: len(proofs) > 1, "the server asks again")
        assert not house.rows(f"SELECT 1 FROM documents WHERE name LIKE 'trace/{vote}/%'")
        house.middles["B"].straighten()
        assert house.operator.state(vote, "counted")["counts"]["for"] == MEMBERS


def test_the_last_opener_who_gives_up_opens_the_same_box_or_none(house: Guarded) -> None:
    """The server is killed once station B has given its output: started again it counts that very box, for both stations
    give the same signed output for ever; the vote does not begin anew because somebody disliked what he saw.
    """
    with house.voting() as vote:
        house.all_vote(vote, {house.members[0]: "N"})
        seen: list[Body] = []

        def last_seen(answer: Body) -> Body:
            if is_about(vote, answer) and not seen:
                seen.append(answer)
                house.kill()  # before the answer reaches it
            return answer

        house.middles["B"].bend_answer["mix"] = last_seen
        token = house.operator.token
        house.operator.ask("close_poll", vote=vote)
        until(lambda: seen, "station B has opened its layer")
        assert not house.rows(f"SELECT 1 FROM ballots WHERE poll = '{vote}'"), "nothing was published"
        house.start()
        operator = house.officer("operator", token)
        counts = operator.state(vote, "counted")["counts"]
        assert (counts["for"], counts["against"]) == (MEMBERS - 1, 1)
        (kept,) = house.rows(f"SELECT data FROM documents WHERE name = 'mix/{vote}/1'")
        assert kept[0].decode() == seen[0]["mix"], "the statement that was signed before the abort"


def test_a_box_that_the_last_opener_never_opens_is_voided_on_record_and_voted_on_anew(house: Guarded) -> None:
    """The server stays silent about its level: the chair's abort is minuted with its reason, names what the stations have
    signed, and the repeated vote has an id and keys of its own.
    """
    with house.voting() as vote:
        house.all_vote(vote)
        given: list[Body] = []

        def ignored(answer: Body) -> Body:
            if not is_about(vote, answer):
                return answer
            given.append(answer)
            return {"mix": "", "items": [], "bad": []}  # the server makes nothing of it

        house.middles["B"].bend_answer["mix"] = ignored
        house.close(vote)
        until(lambda: given, "station B has opened its layer")
        assert _box(house, "A", vote) != _box(house, "B", vote)  # before the abort: afterwards they forget it
        house.operator.do("void_poll", vote=vote, reason="服务器未完成拆封")
        voided = [json.loads(row[0]) for row in house.rows("SELECT data FROM entries WHERE kind = 'poll.voided.v1'")]
        assert [one["reason"] for one in voided if one["poll"] == vote] == ["服务器未完成拆封"]
    house.middles["B"].straighten()
    with house.voting() as again:
        assert again != vote
        house.all_vote(again)
        assert house.counted(again)["for"] == MEMBERS


def _box(house: Guarded, letter: str, vote: str) -> Any:
    """What a station's page shows of its opening, once it has opened the box (an answer about the vote before may come
    late, too).
    """

    def opened() -> Any:
        view = house.stations[letter].call("/api/view?after=-1")["view"]
        (poll,) = [one for one in view["polls"] if one["vote"] == vote]
        return poll["box"]

    box = until(opened, f"station {letter} has opened its layer")
    assert box["m_in"] == MEMBERS
    return box["level"]
