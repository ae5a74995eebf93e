"""Whether the time of a blind signature says anything about the key: a t-test over two kinds of blinded messages.

After dudect (Reparaz, Balasch, Verbauwhede, 2017, https://eprint.iacr.org/2016/1123): one fixed message against random
ones, in mixed order. Its Welch test takes the two kinds apart; here each is held against its neighbour in time, for this
machine's speed changes under other work. The fixed message is chosen by who knows the key, so that an unprotected power
is quick with it: small modulo one prime, of full length otherwise.
"""

from __future__ import annotations

import gc
import random
import secrets
from collections.abc import Callable
from statistics import fmean, variance
from time import thread_time_ns
from types import SimpleNamespace
from typing import Any

import gmpy2
import pytest
from gmpy2 import mpz

from tests.ballots.chance import issuer_key
from tests.ballots.parties import LocalTier
from voting.ballots.credentials import MODULUS_LENGTH, IssuerKey
from voting.ballots.issuing import Request

NO_LEAK = 4.5  # dudect's bound: above it chance is no explanation (one in 100,000)
Sign = Callable[[bytes], object]
KEY = issuer_key("timing")


def full(draw: Callable[[], int]) -> bytes:
    """A message of all bits of the modulus: a shorter one is quicker to read, which says nothing of the key."""
    while (found := draw()).bit_length() < 8 * MODULUS_LENGTH:
        pass
    return found.to_bytes(MODULUS_LENGTH, "big")


def t_value(sign: Sign, key: IssuerKey, samples: int) -> float:
    """Student's t of the differences between a fixed message and a random one right beside it, over so many pairs."""
    n, p, q = int(key._n), int(key._p), int(key._q)
    fixed = full(lambda: p * secrets.randbelow(q) + 2)
    apart: list[int] = []
    dice = random.Random(samples)
    gc.disable()
    try:
        for _ in range(samples):
            pair = [(0, fixed), (1, full(lambda: secrets.randbelow(n)))]
            took = {kind: nanoseconds(sign, message) for kind, message in dice.sample(pair, 2)}
            apart.append(took[0] - took[1])
    finally:
        gc.enable()
    calm = sorted(apart, key=abs)[
        : samples * 2 // 3
    ]  # in the others something else had the processor for one of the two
    return fmean(calm) / (variance(calm) / len(calm)) ** 0.5


def nanoseconds(sign: Sign, message: bytes) -> int:
    """What one signature takes of this thread's processor time."""
    start = thread_time_ns()
    sign(message)
    return thread_time_ns() - start


def unprotected(blinded: bytes) -> bytes:
    """The same signature with the ordinary power, whose base is the blinded message itself."""
    message = mpz(int.from_bytes(blinded, "big"))
    half_p = gmpy2.powmod(message % KEY._p, KEY._dp, KEY._p)
    half_q = gmpy2.powmod(message % KEY._q, KEY._dq, KEY._q)
    return int(half_q + KEY._q * ((half_p - half_q) * KEY._qi % KEY._p)).to_bytes(MODULUS_LENGTH, "big")


def desk() -> tuple[Sign, IssuerKey]:
    """A desk's whole answer to one request, with its statement."""
    tier = LocalTier("T1", 2)
    at: Any = tier.desks["S"]

    def sign(blinded: bytes) -> str:
        told: Any = SimpleNamespace(vote=tier.vote, mh=tier.manifest.mh, seat="A-01", bl={"2": {"S": blinded}},
                                    message=SimpleNamespace(digest=bytes(32)))  # fmt: skip
        return str(at.sign(Request("d01", told)))

    return sign, at.key


def test_the_control_signs_rightly_and_is_found_out() -> None:
    """An unprotected power gives the same signatures and is told by its time from a few hundred samples."""
    message = full(lambda: secrets.randbelow(int(KEY._n)))
    assert unprotected(message) == KEY.blind_sign(message)
    assert abs(t_value(unprotected, KEY, 300)) > NO_LEAK


def test_a_few_hundred_signatures_show_nothing() -> None:
    """The same few hundred samples of the issuer's own signatures."""
    assert abs(t_value(KEY.blind_sign, KEY, 300)) < NO_LEAK


@pytest.mark.slow
def test_ten_thousand_signatures_show_nothing() -> None:
    """Thirty times as many, of the bare signature and of a desk's answer; the control stands far outside."""
    assert abs(t_value(KEY.blind_sign, KEY, 10_000)) < NO_LEAK
    assert abs(t_value(*desk(), 5_000)) < NO_LEAK
    assert abs(t_value(unprotected, KEY, 2_000)) > 2 * NO_LEAK
