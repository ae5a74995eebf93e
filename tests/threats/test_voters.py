"""Voters who cheat, at T2, with the server and both stations as processes: refused, or void by name, and counted without."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from devices import credentials, ephemeral, protocol
from devices.encoding import canonical
from devices.protocol import Refusal
from devices.signer import Signer
from tests.real.house import motions, until
from tests.threats.house import Guarded, Member, ct_of
from tests.threats.middle import code_of

MEMBERS = 15
TOGETHER = (("secret", "last"), ("secret", "last"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """A committee with two stations."""
    with Guarded(tmp_path_factory.mktemp("voters") / "house", motions("a", *TOGETHER), MEMBERS) as house:
        yield house


LAYER = 145


def rubbish(size: int, info: bytes = b"") -> bytes:
    """What has the form of a sealed layer, with a proof of its sealer under this info, and opens with no key."""
    layer, _ = ephemeral.sealed(
        ec.generate_private_key(ec.SECP256R1()).public_key(), info, bytes(size - LAYER), proved=True
    )
    return layer


def junk_of(member: Member, vote: str, size: int) -> bytes:
    """Rubbish with the proof of its sealer at the place where it is cast."""
    return rubbish(size, b"mix|0|" + member.paper(vote).manifest.mh + member.seat.encode())


def sealed_rubbish(member: Member, vote: str) -> bytes:
    """Rightly sealed for both stations, with a good token, and rubbish for the server."""
    paper = member.paper(vote)
    assert paper.held is not None
    deepest = rubbish(paper.manifest.pad + LAYER, b"mix|2|" + paper.manifest.mh)
    inside, _ = credentials._sealed(paper.manifest, 1, paper.held.credentials[0].pk, deepest)
    token = canonical(paper.held.credentials[0].shown(b"token|v1|" + inside))
    carried = len(token).to_bytes(2, "big") + token + inside
    return credentials._sealed(paper.manifest, 0, member.seat.encode(), carried)[0]


def middling_rubbish(member: Member, vote: str) -> bytes:
    """Rightly sealed for station A, with a good token, and rubbish for station B."""
    paper = member.paper(vote)
    assert paper.held is not None
    token_key = paper.held.credentials[0]
    inside = rubbish(paper.manifest.pad + 2 * LAYER, b"mix|1|" + paper.manifest.mh + token_key.pk)
    token = canonical(token_key.shown(b"token|v1|" + inside))
    carried = len(token).to_bytes(2, "big") + token + inside
    return credentials._sealed(paper.manifest, 0, member.seat.encode(), carried)[0]


def uncertified(member: Member, vote: str) -> bytes:
    """A ballot under a credential that station A never signed."""
    held = member.paper(vote).held
    assert held is not None
    signature = held.credentials[-1].signatures["A"]
    held.credentials[-1].signatures["A"] = signature[:-1] + bytes([signature[-1] ^ 1])
    return member.sealed(vote, member.inner(vote, "Y"))


def test_every_cheat_is_void_by_name_and_stops_nothing(house: Guarded) -> None:
    """Rubbish, a copied envelope, a copy of one that its voter was kept from casting, a false credential, one of another vote,
    one used twice, rubbish within good layers for station B and for the server: each is void under the name of who sent it;
    the others count, no terminal of theirs is alarmed, nothing else is traced.
    """
    junk, copyist, false, one, two, crosser, deep, middling, heir, silenced, victim, *_ = house.members
    cheats = (junk, copyist, false, one, two, crosser, deep, middling, heir)
    with house.voting() as vote, house.poll("a", "a-1", opened=False) as other:
        house.drawn(other, [crosser])
        honest = [member for member in house.members if member not in (*cheats, silenced)]
        house.all_vote(vote, {victim: "N"}, but=(*cheats, silenced))
        junk.send(vote, junk_of(junk, vote, len(ct_of(victim.last_cast()))))
        copyist.send(vote, ct_of(victim.last_cast()))
        false.send(vote, uncertified(false, vote))
        one.send(vote, one.sealed(vote, one.inner(vote, "Y")))
        two.send(vote, two.sealed(vote, two.inner(vote, "N", one.paper(vote))))
        heir.send(vote, silenced.sealed(vote, silenced.inner(vote, "Y")))
        crosser.send(vote, crosser.sealed(vote, crosser.inner(vote, "Y", crosser.paper(other))))
        deep.send(vote, sealed_rubbish(deep, vote))
        middling.send(vote, middling_rubbish(middling, vote))
        house.close(vote)
        counts = house.operator.state(vote, "counted")["counts"]
        assert (counts["for"], counts["against"], counts["void"], counts["not_voting"]) == (len(honest) - 1, 1, 9, 1)
        assert house.void(vote) == {
            junk.id: "not_opened", copyist.id: "not_opened", heir.id: "not_opened", false.id: "credential", one.id: "repeated_key",
            two.id: "repeated_key", crosser.id: "credential", deep.id: "not_opened", middling.id: "not_opened",
        }  # fmt: skip
        house.quiet(vote, honest)
        traced = house.rows(f"SELECT count(*) FROM documents WHERE name LIKE 'trace/{vote}/%'")[0][0]
        found_here = "five were found by the server: two traces and what was bad for each; one by B; of what station A found it shows one"
        assert traced == 5 * 3 + 2 + 1, found_here
        rows = house.rows("SELECT data FROM entries WHERE kind = 'envelope.traced.v1'")
        found = [said for (data,) in rows if (said := json.loads(data))["poll"] == vote]
        by_server = (false, one, two, crosser, deep)
        assert {said["voter"]: said["found_by"] for said in found} == {
            middling.id: "B",
            **{one.id: "S" for one in by_server},
        }
        assert {said["voter"]: said["reason"] for said in found}.items() <= house.void(vote).items()
        assert house.log
        failed = [line for line in house.log.read_text().splitlines() if "uncounted" in line and f"poll={vote}" in line]
        assert not failed, "opened at the first go"


def test_a_copied_envelope_is_void_and_shows_nothing_of_the_one_it_copies(house: Guarded) -> None:
    """A voter who works with the server casts the very bytes of another: void by name, the other counts, and no station shows
    anything of the layer that did not open, for it is the other's layer.
    """
    copyist, victim, *others = house.members
    with house.voting() as vote:
        house.all_vote(vote, {victim: "N"}, but=[copyist])
        copyist.send(vote, ct_of(victim.last_cast()))
        counts = house.counted(vote)
        assert (counts["for"], counts["against"], counts["void"]) == (len(others), 1, 1)
        assert house.void(vote) == {copyist.id: "not_opened"}
        assert not house.rows(f"SELECT 1 FROM documents WHERE name LIKE 'trace/{vote}/%'")
        house.quiet(vote, [victim, *others])


def test_a_second_paper_is_refused_and_the_same_bytes_get_the_same_answer(house: Guarded) -> None:
    """Another request of the same voter gets no signature of any issuer; the first one, sent again, gets its answer."""
    member = house.members[0]
    with house.voting() as vote:
        paper = member.paper(vote)
        assert paper.held is not None
        first = member.say("issue", paper.held.request)
        _, hidden = credentials.make(paper.manifest)
        refused = member.say("issue", protocol.issue(member.signer, paper.manifest, member.seat, hidden))
        assert isinstance(refused, Refusal)
        assert refused.code == "ballot.drawn_already"
        assert member.say("issue", paper.held.request) == first
        for letter in house.letters:
            asked = {"vote": vote, "requests": [protocol.issue(member.signer, paper.manifest, member.seat, hidden)]}
            assert _code(house.middles[letter].put("issue", asked)) == "ballot.drawn_already"


def test_another_key_at_a_seat_draws_no_paper_of_anybody(house: Guarded) -> None:
    """A stranger signs as the seat: the server refuses, and each station by itself, whoever hands the request on."""
    member, stranger = house.members[1], Signer.new()
    with house.voting() as vote:
        manifest = member.paper(vote).manifest
        _, hidden = credentials.make(manifest)
        forged = protocol.issue(stranger, manifest, member.seat, hidden)
        refused = member.say("issue", forged)
        assert isinstance(refused, Refusal)
        assert refused.code in ("seat.wrong_key", "message.signature")
        for letter in house.letters:
            answer = house.middles[letter].put("issue", {"vote": vote, "requests": [forged]})
            assert _code(answer) in ("seat.wrong_key", "message.signature")


def _code(answer: dict[str, list[str]]) -> str:
    (signed,) = answer["signed"]
    return code_of(signed)


def test_a_hundred_bad_messages_a_second_disturb_nobody(house: Guarded) -> None:
    """One seat sends forged votes as fast as it can until its line is cut; everybody else votes and is counted."""
    flooder = house.members[2]
    with house.voting() as vote:
        paper = flooder.paper(vote)
        assert paper.drawn is not None
        forged = protocol.cast(
            Signer.new(), paper.manifest, flooder.seat, paper.drawn, rubbish(paper.manifest.pad + 3 * LAYER)
        )
        before, stop = _lines(flooder), threading.Event()
        flood = threading.Thread(target=_flood, args=(flooder, forged, stop))
        flood.start()
        try:
            house.all_vote(vote, but=[flooder])
            until(lambda: _lines(flooder) > before, "the line of the flood was cut")
        finally:
            stop.set()
            flood.join()
        assert house.counted(vote)["for"] == MEMBERS - 1


def _lines(member: Member) -> int:
    return sum(one.kind == "lost" for one in list(member.happened))


def _flood(member: Member, message: str, stop: threading.Event) -> None:
    """Five hundred messages a second, nobody waiting for an answer."""

    async def one() -> None:
        asked = [asyncio.ensure_future(member.wire.ask("cast", message)) for _ in range(50)]
        await asyncio.sleep(0.1)
        for ask in asked:
            ask.cancel()
        await asyncio.gather(*asked, return_exceptions=True)

    while not stop.is_set():
        member.hall.loop.run(one())
        time.sleep(0)


def test_an_exchange_that_a_scrutineer_declines_stops_nobody_else(house: Guarded) -> None:
    """Two tellers record it, one station agrees, the other's scrutineer does not: nobody signs a second paper, and the vote
    goes on; recorded again and agreed to, the paper is issued anew and counted once in what every issuer states.
    """
    unlucky = house.members[0]
    tellers = [house.teller("scrutineer"), house.teller("scrutineer-2")]
    with house.voting() as vote:
        for teller in tellers:
            teller.do("spoil_paper", vote=vote, voter=unlucky.id, reason="平板重启")
        house.agree("A")
        house.agree("B", agreed=False)
        until(lambda: unlucky.refused_last("issue") == "paper.not_agreed", "no second paper")
        house.all_vote(vote, but=[unlucky])
        assert house.operator.poll(vote)["spoiled"] == 0
        tellers[0].do("spoil_paper", vote=vote, voter=unlucky.id, reason="平板重启")
        house.agree("B")
        until(lambda: house.operator.poll(vote)["spoiled"] == 1, "the paper is issued anew")
        until(lambda: unlucky.has_paper(vote), "it is in hand")
        unlucky.mark(vote, "N")
        until(lambda: unlucky.told("receipt", vote), "its receipt")
        counts = house.counted(vote)
        assert (counts["for"], counts["against"], counts["void"]) == (MEMBERS - 1, 1, 0)
        house.quiet(vote, house.members)


async def _checked(member: Member, vote: str) -> bytes:
    member.terminal.seal(vote, "Y")
    return member.terminal.challenge(vote)


def test_a_paper_that_was_checked_counts_for_nobody(house: Guarded) -> None:
    """Of two members who have a paper checked one votes with the paper exchanged for it, the other's own software casts
    what the opening shows: both keys are in the log before the close, and that vote is void by name.
    """
    honest, cheat, *others = house.members
    tellers = [house.teller("scrutineer"), house.teller("scrutineer-2")]
    with house.voting() as vote:
        paper = cheat.paper(vote)
        assert paper.held is not None
        assert paper.drawn is not None
        manifest, drawn, kept = paper.manifest, paper.drawn, paper.held.credentials
        openings = {one: json.loads(house.loop.run(_checked(one, vote))) for one in (honest, cheat)}
        keys = {json.loads(said["inner"])["c"]["pk"]: one.id for one, said in openings.items()}
        until(lambda: len(_of(house, vote, "paper.checked.v1")) == 2, "both are on record")
        assert {said["key"]: said["voter"] for said in _of(house, vote, "paper.checked.v1")} == keys
        for teller in tellers:
            teller.do("spoil_paper", vote=vote, voter=honest.id, reason="查验")
        for letter in house.letters:
            house.agree(letter)
        house.all_vote(vote, but=[honest, cheat])
        until(lambda: honest.has_paper(vote), "another paper is in hand")
        honest.mark(vote, "N")
        until(lambda: honest.told("receipt", vote), "its receipt")
        ct = credentials.enclosed(manifest, cheat.seat, openings[cheat]["inner"].encode(), kept)
        cheat.say("cast", protocol.cast(cheat.signer, manifest, cheat.seat, drawn, ct))
        counts = house.counted(vote)
        assert (counts["for"], counts["against"], counts["void"]) == (MEMBERS - 2, 1, 1)
        assert house.void(vote) == {cheat.id: "credential"}
        house.quiet(vote, [honest, *others])


def _of(house: Guarded, vote: str, kind: str) -> list[dict[str, str]]:
    rows = house.rows(f"SELECT data FROM entries WHERE kind = '{kind}'")
    return [said for (data,) in rows if (said := json.loads(data))["poll"] == vote]
