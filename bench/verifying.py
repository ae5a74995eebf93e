"""`yijue verify` of a large sitting beside the bare signature checks that are in it.

A congress election at T2, 3,000 voters and 100 candidates, held in this process and exported in full: 73 MB. Timed are
the command with all cores (wall and CPU, its start included), and, one core, as many P-256 and RSA checks as
the bundle has signatures. By itself: `python bench/verifying.py [--voters N]`; making the sitting takes minutes.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import tests.clerk.room as rooms  # noqa: E402
import tests.verify.joint_story as joint  # noqa: E402
from tests.ballots.chance import issuer_key  # noqa: E402
from tests.core import notation as n  # noqa: E402
from tests.verify import story  # noqa: E402
from voting.ballots import credentials, p256  # noqa: E402
from voting.core import commands as c  # noqa: E402
from voting.core.words import Text  # noqa: E402
from voting.projections.texts import Person  # noqa: E402

VOTERS, CANDIDATES, GOAL = 3_000, 100, 2
ISSUERS = 3
SAMPLE = 3_000  # checks of each kind that the unit cost is taken from


def bundle(voters: int) -> bytes:
    """The full bundle of one election in which everybody has voted."""
    names = {f"c{k}": Text(f"候选人{k}", f"Candidate {k}") for k in range(1, CANDIDATES + 1)}
    rooms.CANDIDATES.clear()
    rooms.CANDIDATES.update(names)
    joint.VOTERS = story.VOTERS = voters
    everybody = {
        n.member(k): Person(n.member(k), f"代表{k}", "女", "第一组", n.seat(k), "member") for k in range(1, voters + 1)
    }
    rooms.PEOPLE.update(everybody)
    election = n.election(seats=CANDIDATES - 1, candidates=CANDIDATES, fixed=1)
    joint.AGENDA = (n.item("a1", "election", replace(election, write_ins=False)),)
    room = joint.JointRoom("T2")
    poll = room.put("a1")
    room.cosigned()
    for number in room.terminals:
        room.done(room.drawing(number, poll))
    room.order(c.OpenPoll(n.CHAIR, "", poll))
    for number in room.terminals:
        marks = "".join(random.Random(number).choices("YNA", k=CANDIDATES))
        room.done(room.sealed(number, poll, marks, ()))
    room.close(poll)
    room.cosigned()
    room.opened(poll)
    joint.declared(room, room.poll(poll))
    room.order(n.put_off("a1"))
    room.order(c.CloseSitting(n.CHAIR, ""))
    room.cosigned()
    return joint.of(room).file("full")


def signatures(voters: int) -> tuple[int, int]:
    """P-256 and RSA checks of such a bundle: V3 a request, an answer and each issuer's; V5 a cast; V8 a token with each
    issuer's; V10 a ballot, V9 its credential with each issuer's.
    """
    return voters * (1 + 1 + ISSUERS + 1 + 1 + 1), voters * (ISSUERS + ISSUERS)


def raw(voters: int) -> float:
    """CPU seconds of those checks alone, one core."""
    curve, rsa = signatures(voters)
    signer = p256.signing_key(p256.generate())
    message = bytes(3_000)
    signed = p256.sign(signer.private, message)
    issuer = issuer_key("p1|S")
    prepared = credentials.prepare(b"m" * 50)
    blinded = credentials.blind(int.from_bytes(issuer.modulus, "big"), prepared)
    signature = credentials.finalize(issuer.public, prepared, issuer.blind_sign(blinded.message), blinded.inverse)
    key = credentials.public_key(issuer.modulus)
    one = cost(lambda: p256.holds(signer.public.point, message, signed))
    other = cost(lambda: credentials.holds(key, prepared, signature))
    return curve * one + rsa * other


def cost(check: Callable[[], object]) -> float:
    """CPU seconds of one check."""
    start = time.process_time()
    for _ in range(SAMPLE):
        check()
    return (time.process_time() - start) / SAMPLE


def table(voters: int, show: Callable[[str], None]) -> None:
    """One line."""
    data = bundle(voters)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bundle.zip"
        path.write_bytes(data)
        before, wall, cpu = raw(voters), time.monotonic(), os.times()
        command = [sys.executable, "-m", "voting.cli", "verify", str(path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        wall, after = time.monotonic() - wall, os.times()
    if done.returncode != 0:
        raise ArithmeticError(f"the bundle does not hold: {done.stdout[-300:]}{done.stderr[-300:]}")
    spent = sum(after[2:4]) - sum(cpu[2:4])
    bare = (before + raw(voters)) / 2
    show(
        f"\nyijue verify, {voters} voters, {CANDIDATES} candidates at T2, {len(data) / 1e6:.0f} MB: {wall:.1f} s on "
        f"{os.cpu_count()} cores, {spent:.1f} CPU-s; its signature checks alone {bare:.1f} CPU-s; "
        f"wall / that {wall / bare:.2f} (goal {GOAL})"
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--voters", type=int, default=VOTERS)
    table(parser.parse_args().voters, lambda line: print(line, flush=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
