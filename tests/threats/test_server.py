"""A server that lies, with its own keys, to stations and terminals that run as ever: refused by the one it lies to."""

from __future__ import annotations

import copy
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from devices import credentials, protocol
from devices.__main__ import main as blame
from devices.encoding import b64
from devices.line import Unable
from devices.manifest import plain
from devices.signer import Signer
from devices.wire import Lost
from tests.real.house import http, until
from tests.threats.house import MEMBERS, Guarded, Member
from tests.threats.lies import box, flipped, refitted
from tests.threats.middle import Body, code_of
from voting.ballots import messages, receipts, statements
from voting.ballots.credentials import IssuerKey
from voting.ballots.encodings import unb64
from voting.ballots.messages import SigningKey
from voting.ballots.statements import Mix
from voting.cli.commands import main as yijue
from voting.ledger.signing import SignerKey, sign_checkpoint
from voting.ledger.tree import Tree, leaf_hash

pytestmark = pytest.mark.usefixtures("straightened")


@pytest.fixture
def key(house: Guarded) -> SigningKey:
    """The server's own key: the attacker is the server."""
    return house.keys_of("S").server


def alarm(house: Guarded, letter: str, kind: str, code: str = "") -> dict[str, Any]:
    """What alarmed a station, with its evidence."""
    found = until(
        lambda: [one for one in house.alarms(letter) if one["kind"] == kind and code in one["figures"]], f"alarm {kind}"
    )
    return dict(found[0])


def test_nobody_votes_for_a_member_who_has_drawn_no_paper(house: Guarded, key: SigningKey) -> None:
    """Without the terminal's signature no station issues, so that the figures differ; a box with a vote of that member in
    it is not opened, and neither is one whose close statement says one more.
    """
    absent = house.members[0]
    absent.mute = frozenset({"issue"})
    with house.poll("a", "a-0", opened=False) as vote:
        others = house.members[1:]
        house.drawn(vote, others)
        house.open_poll(vote)
        manifest = others[0].paper(vote).manifest
        _, hidden = credentials.make(manifest)
        wish = {"vote": vote, "mh": b64(manifest.mh), "seat": absent.seat, "bl": hidden, "nonce": b64(bytes(16))}
        tried = ["", "no.message.atall", messages.sign(key, "issue", wish), Signer.new().jws("issue", wish)]
        for middle in house.middles.values():
            refused = [code_of(one) for one in middle.put("issue", {"vote": vote, "requests": tried})["signed"]]
            assert set(refused) <= {"message.malformed", "message.signature", "seat.wrong_key"}
            said = messages.parse(middle.put("issued", {"vote": vote})["issued"]).payload
            assert said["issued"] == len(others)
        stuffed = protocol.cast(Signer.new(), manifest, absent.seat, protocol.Drawn(1, None), bytes(1000))
        until(lambda: all(one.open(vote) for one in others), "everybody sees it open")
        house.all_vote(vote, but=[absent])
        casts = [one.last_cast() for one in others]
        middle = house.middles["A"]
        said = middle.put("mix", box(key, vote, manifest.mh, [*casts, stuffed], len(others)))
        assert code_of(said["refusal"]) == "seat.wrong_key"
        said = middle.put("mix", box(key, vote, manifest.mh, casts, MEMBERS))
        assert code_of(said["refusal"]) == "station.differs"
        assert house.counted(vote)["for"] == len(others), "the honest box is opened at last"


def test_an_envelope_left_out_or_altered_keeps_the_box_closed(house: Guarded, key: SigningKey) -> None:
    """Station A holds what it is given against the close statement, and keeps what was wrong as evidence."""
    with house.voting() as vote:
        house.all_vote(vote)
        casts = [one.last_cast() for one in house.members]
        mh = house.members[0].paper(vote).manifest.mh
        for given, code in ((casts[1:], "mix.set"), ([*casts[1:], flipped(casts[0])], "message.signature")):
            said = house.middles["A"].put("mix", box(key, vote, mh, casts, MEMBERS, given))
            assert code_of(said["refusal"]) == code
        evidence = json.loads(alarm(house, "A", "box", "mix.set")["evidence"])
        assert len(evidence["hashes"]) == MEMBERS - 1, "envelopes by their hashes: they are to be destroyed one day"
        assert house.counted(vote)["for"] == MEMBERS, "the honest box is opened at last"


def test_an_envelope_that_is_not_in_the_log_is_missed_by_its_terminal(house: Guarded) -> None:
    """A rightly signed checkpoint of a log without the vote: the terminal complains, and nothing is declared."""
    victim = house.members[3]
    log = SignerKey(f"yijue/{house.meeting}", house.keys_of("S").log_seed)

    def without(event: str, answer: Any) -> Any:
        if event != "proof" or "refusal" in answer:
            return answer
        leaves = [bytes(row[0]) for row in house.rows("SELECT leaf_hash FROM entries ORDER BY position")]
        place = answer["leaf_index"]
        tree = Tree([*leaves[:place], leaf_hash(b"something else"), *leaves[place + 1 :]])
        path = [b64(one) for one in tree.inclusion(place, tree.size)]
        note = sign_checkpoint(tree.size, tree.root(), log)
        return {"leaf_index": place, "tree_size": tree.size, "path": path, "checkpoint": note}

    with house.voting() as vote:
        house.all_vote(vote)
        victim.on_answer = without
        house.close(vote).state(vote, "counted")
        until(lambda: victim.told("complaint", vote), "the victim's terminal complains")
        house.quiet(vote, [one for one in house.members if one is not victim])
        assert house.operator.refused("declare", vote=vote)["code"] == "poll.complaint"


def test_a_key_of_its_own_for_one_voter_is_seen(house: Guarded, key: SigningKey) -> None:
    """A manifest with another issuing key, signed by the server for one seat alone: the terminal draws nothing, for no
    station has signed it; and a station that has issued papers under one manifest signs no other.
    """
    victim = house.members[2]
    other = IssuerKey.generate().modulus

    def tagged(raw: str) -> str:
        payload = copy.deepcopy(messages.parse(raw).payload)
        payload["issuers"][0]["n"] = b64(other)  # type: ignore[index,call-overload]
        return messages.sign(key, "manifest", payload)

    def shown(event: str, said: Any) -> Any:
        if event != "view":
            return said
        return said | {"polls": [poll | {"manifest": tagged(poll["manifest"])} for poll in said["polls"]]}

    victim.on_event = shown
    with house.poll("a", "a-0", opened=False) as vote:
        house.drawn(vote, [one for one in house.members if one is not victim])
        until(lambda: any("countersign" in said for said in victim.amiss(vote)), "the victim's terminal distrusts it")
        assert not victim.has_paper(vote)
        assert vote not in [_wanted(said) for said in victim.sent]
        for letter, middle in house.middles.items():
            body = middle.last("countersign")
            sent = tagged(body["manifest"])
            answer = middle.put("countersign", body | {"manifest": sent})
            assert code_of(answer["refusal"]) == "station.another_manifest"
            assert json.loads(alarm(house, letter, "second")["evidence"]) == sent


def _wanted(said: Any) -> Any:
    """The vote that a terminal asked a paper for, if it did."""
    asked = messages.parse(said) if isinstance(said, str) else None
    return asked.payload["vote"] if asked and asked.typ == "issue" else None


@pytest.mark.parametrize("letter", ["A", "B"])
def test_a_second_history_of_the_same_length_is_refused_and_kept(house: Guarded, letter: str) -> None:
    """Two roots at one size, both signed by the log: no cosignature, an alarm with both notes, and the next manifest waits
    for a person.
    """
    log = SignerKey(f"yijue/{house.meeting}", house.keys_of("S").log_seed)
    middle = house.middles[letter]
    size = int(middle.last("witness")["note"].splitlines()[1])
    forged = sign_checkpoint(size, leaf_hash(b"another history"), log)
    answer = middle.put("witness", {"note": forged, "old_size": size, "proof": []})
    assert code_of(answer["refusal"]) == "log.fork"
    evidence = json.loads(alarm(house, letter, "fork")["evidence"])
    assert evidence["offered"] == forged
    assert evidence["seen"].splitlines()[:2] == forged.splitlines()[:2]
    assert evidence["seen"].splitlines()[2] != forged.splitlines()[2]


def test_one_item_among_invented_ones_is_not_opened(house: Guarded) -> None:
    """Server and station A together hand station B one voter's item alone: it refuses before it opens anything."""
    corrupt = house.keys_of("A").server

    def alone(body: Body) -> Body:
        items = [unb64(one) for one in body["items"]]
        invented = sorted([items[0], *(bytes([n]) * len(items[0]) for n in range(1, len(items)))])
        said = statements.read(body["before"][0], corrupt.public, Mix)
        lie = Mix(said.vote, said.mh, "A", 0, said.in_root, receipts.root(invented), said.m_in, said.m_out, said.void)
        return body | {"items": [b64(one) for one in invented], "before": [statements.sign(corrupt, lie)]}

    with house.voting() as vote:
        house.all_vote(vote)
        middle = house.middles["B"]
        middle.bend_task["mix"] = alone
        house.close(vote)
        middle.refused("mix", "mix.items")
        assert not [one for one in middle.answers if one[0] == "mix" and "items" in one[1] and _vote(one[1]) == vote]
        middle.bend_task.clear()
        assert house.operator.state(vote, "counted")["counts"]["for"] == MEMBERS


def _vote(answer: Body) -> Any:
    return messages.parse(answer["mix"]).payload["vote"]


def test_a_ballot_altered_after_the_opening_is_signed_by_nobody(house: Guarded, key: SigningKey) -> None:
    """The last opener changes one mark and fits its statements and the count to it: each station refuses by itself, and
    the result is not declared.
    """

    def altered(body: Body) -> Body:
        ballot = json.loads(body["ballots"][0])
        ballot["p"] = ballot["p"].replace('"marks":"Y"', '"marks":"N"')
        return refitted(key, body, [json.dumps(ballot, separators=(",", ":"), sort_keys=True), *body["ballots"][1:]])

    with house.voting() as vote:
        house.all_vote(vote)
        for middle in house.middles.values():
            middle.bend_task["tally"] = altered
        house.close(vote)
        for letter, middle in house.middles.items():
            middle.refused("tally", "station.ballots")
            assert alarm(house, letter, "tally", f'"{vote}"')
        assert house.operator.refused("declare", vote=vote)["code"] == "poll.unsigned"


def test_a_ballot_added_after_the_opening_is_signed_by_nobody(house: Guarded, key: SigningKey) -> None:
    """The last opener adds a ballot of its own making, whose credential no station has signed, or puts it in the place of a
    voter's, and fits its statements and the count to it: each station refuses by itself, and the result is not declared.
    """
    with house.voting() as vote:
        paper = house.members[0].paper(vote)
        held, _ = credentials.make(paper.manifest)
        for letter in ("S", "A", "B"):
            held[-1].signatures[letter] = bytes(256)
        invented = credentials.signed(plain(paper.manifest, "Y", ()), held).decode()
        house.all_vote(vote)
        added, instead = house.middles["A"], house.middles["B"]
        added.bend_task["tally"] = lambda body: refitted(key, body, [*body["ballots"], invented], (1, 0))
        instead.bend_task["tally"] = lambda body: refitted(key, body, [*body["ballots"][1:], invented], (0, 0))
        house.close(vote)
        for letter, middle in house.middles.items():
            middle.refused("tally", "station.ballots" if middle is instead else "station.statements")
            assert alarm(house, letter, "tally", f'"{vote}"')
        assert house.operator.refused("declare", vote=vote)["code"] == "poll.unsigned"


def evidence(house: Guarded, vote: str, lie: Body, tally: str, folder: Path) -> Path:
    """What a full bundle has of this vote: the parties' own statements and items, and the lie that was signed over them."""
    levels: dict[int, Body] = {}
    for middle in house.middles.values():
        for kind, answer in middle.answers:
            said = messages.parse(answer["mix"]).payload if kind == "mix" and "mix" in answer else {}
            if said.get("vote") == vote:
                levels[int(str(said["level"]))] = answer
    voters = [{"kid": one.signer.public.kid, "seat": one.seat, "voter": one.id} for one in house.members]
    stations = [{"station": name, "jwk": key.jwk()} for name, key in house.members[0].terminal.bond.stations.items()]
    keys = {
        "server": house.key.jwk(),
        "stations": stations,
        "devices": {one.signer.public.kid: one.signer.public.jwk() for one in house.members},
    }
    members = {
        f"polls/{vote}/roster.jsonl": voters,
        f"polls/{vote}/cast.jsonl": [{"jws": one.last_cast()} for one in house.members if one.told("receipt", vote)],
        f"polls/{vote}/mix.jsonl": lie["before"], f"polls/{vote}/tally.jsonl": [tally],
        **{f"polls/{vote}/mix/{level}.jsonl": answer["items"] for level, answer in levels.items()},
    }  # fmt: skip
    path = folder / "full.zip"
    with zipfile.ZipFile(path, "w") as file:
        for name, rows in members.items():
            file.writestr(name, "".join(json.dumps(row) + "\n" for row in rows))
        file.writestr("keys.json", json.dumps(keys))
        file.writestr(f"polls/{vote}/manifest.jws", house.members[0].paper(vote).text)
        file.writestr(f"polls/{vote}/ballots.jsonl", "".join(one + "\n" for one in lie["ballots"]))
    return path


def test_a_colluders_ballot_in_the_place_of_a_voters_alarms_that_voter_alone(
    house: Guarded, key: SigningKey, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Totals fit, every signature is good, both stations sign: but one terminal does not find its ballot and says so, to the
    stations too, and what its member may show leads to the server.
    """
    colluder, victim, *_ = house.members
    lied: list[Body] = []
    shown: dict[str, Any] = {"tally": None}

    def swapped(body: Body) -> Body:
        kept = [one for one in body["ballots"] if json.loads(one)["c"]["pk"] != mine]
        assert len(kept) == len(body["ballots"]) - 1, "the victim's ballot was there"
        lied.append(refitted(key, body, [*kept, unused]))
        return lied[-1]

    def lying(event: str, said: Any) -> Any:
        if event != "view":
            return said
        return said | {"polls": [poll | (shown if poll["vote"] == vote else {}) for poll in said["polls"]]}

    with house.voting() as vote:
        paper = victim.paper(vote)
        assert paper.held is not None
        mine, unused = b64(paper.held.credentials[-1].pk), colluder.inner(vote, "N").decode()  # issued and never cast
        house.all_vote(vote, but=[colluder])
        for one in (*house.members, *house.middles.values()):
            if isinstance(one, Member):
                one.on_event = lying
            else:
                one.bend_task["tally"] = swapped
        house.close(vote).state(vote, "counted")
        signed = [until(lambda one=one: _signed(house, one, vote), "both stations sign") for one in house.letters]  # type: ignore[misc]
        ballots = [one.encode() for one in lied[-1]["ballots"]]
        own = receipts.tally(key, vote=vote, mh=paper.manifest.mh, by="S", text=lied[-1]["tally"],
                             out_root=receipts.root(ballots), ballots=len(ballots))  # fmt: skip
        leaves = b64(b"".join(map(receipts.leaf_hash, ballots)))
        shown["tally"] = [own, *signed]
        for member in house.members:
            member.on_fetch = lambda said: said | {"leaves": leaves}
            member.again()
        house.quiet(vote, [one for one in house.members if one not in (colluder, victim)])
        until(lambda: victim.told("complaint", vote), "the victim's terminal complains")
        assert ["not among those counted" in said for said in victim.amiss(vote)] == [True]
        assert house.operator.refused("declare", vote=vote)["code"] == "poll.complaint"
        for letter in house.letters:
            said = messages.parse(json.loads(alarm(house, letter, "complaint_count", f'"{vote}"')["evidence"]))
            assert (said.payload["vote"], said.payload["seat"], said.payload["ok"]) == (vote, victim.seat, False)
        file = tmp_path / "opening.json"
        file.write_bytes(victim.terminal.opening(vote))
        bundle = evidence(house, vote, lied[-1], own, tmp_path)
        assert blame(["blame", str(file), "--bundle", str(bundle)]) == 1
        assert "the server, which has not handed it on" in capsys.readouterr().out
        with pytest.raises(Unable):
            house.members[3].terminal.opening(vote)


def test_a_complaint_after_the_declaration_stands_on_record_and_at_the_stations(house: Guarded) -> None:
    """One seat's output is kept back until the chair has declared: the declaration has waited for that seat no longer than
    it must, its complaint is taken all the same, and undoes nothing.
    """
    victim, kept_back = house.members[4], [True]

    def late(said: Any) -> Any:
        if kept_back:
            raise Lost("nothing comes")
        return said | {"leaves": b64(bytes(32) * MEMBERS)}

    with house.voting("a", "a-1") as vote:
        house.all_vote(vote)
        victim.on_fetch = late
        house.close(vote).state(vote, "counted")
        house.quiet(vote, [one for one in house.members if one is not victim])
        house.operator.do("declare", vote=vote)
        kept_back.clear()
        until(lambda: victim.told("complaint", vote), "the victim's terminal complains")
        entries = [json.loads(row[0]) for row in house.rows("SELECT data FROM entries ORDER BY position")]
        kinds = [entry["type"] for entry in entries if entry.get("poll") == vote]
        assert kinds.index("complaint.raised.v1") > kinds.index("result.declared.v1")
        ((filed,),) = house.rows(f"SELECT data FROM documents WHERE name LIKE 'complaint/{vote}/%'")
        for letter in house.letters:
            found = until(lambda letter=letter: [one for one in house.alarms(letter) if one["kind"] == "complaint_count"  # type: ignore[misc]
                                                 and json.loads(one["evidence"]).encode() == bytes(filed)], "the same words")  # fmt: skip
            assert len(found) == 1
        (shown,) = until(
            lambda: [one for one in house.operator.view["complaints"] if one["vote"] == vote], "on the desk"
        )
        assert (shown["seat"], shown["after"], house.operator.poll(vote)["state"]) == (victim.seat, True, "declared")


def test_what_draws_the_terminals_to_be_tried_has_been_witnessed(
    house: Guarded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The server's own answer before and after a vote: its later end of the log draws seats once both stations have cosigned
    it, and one that the server has signed alone draws none.
    """
    files = {name: tmp_path / name for name in ("roll.csv", "dice", "since", "later", "alone")}
    files["roll.csv"].write_text("姓名,性别,代表团,座位,身份\n代表甲,男,一组,A01,代表\n", encoding="utf-8")
    files["dice"].write_text("24153 61524 " * 5, encoding="utf-8")

    def end() -> dict[str, Any]:
        return dict(http("GET", f"{house.base}/api/log")[1])

    before = end()
    files["since"].write_text(json.dumps(before), encoding="utf-8")
    with house.voting() as vote:
        house.all_vote(vote)
        size = int(before["checkpoint"].splitlines()[1])
        after = until(lambda: _longer(end(), size), "both have cosigned a later end")
        files["later"].write_text(json.dumps(after), encoding="utf-8")
        files["alone"].write_text(json.dumps(after | {"cosigned": after["checkpoint"]}), encoding="utf-8")
    words = ["parallel", str(files["roll.csv"]), "--dice", str(files["dice"]), "--since", str(files["since"])]
    assert yijue([*words, "--reveal", str(files["later"])]) == 0
    assert "\nA01\n" in capsys.readouterr().out
    assert yijue([*words, "--reveal", str(files["alone"])]) == 1
    assert "Station A、B has not cosigned" in capsys.readouterr().err


def _longer(answer: dict[str, Any], size: int) -> dict[str, Any] | None:
    note = answer["cosigned"]
    return answer if note and int(note.splitlines()[1]) > size else None


def _signed(house: Guarded, letter: str, vote: str) -> str | None:
    """The signature that a station has put under the lie."""
    for kind, answer in reversed(list(house.middles[letter].answers)):
        if kind == "tally" and "tally" in answer and messages.parse(answer["tally"]).payload["vote"] == vote:
            return str(answer["tally"])
    return None
