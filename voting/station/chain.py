"""The statements around a box, read in their order: what the server closed, then what each opener gave on."""

from __future__ import annotations

from collections.abc import Sequence

from voting.ballots import statements
from voting.ballots.encodings import Malformed
from voting.ballots.mixing import enough
from voting.ballots.statements import Close, Mix
from voting.station.desks import Case, Desks


def read_close(at: Desks, case: Case, raw: str) -> Close:
    """The close statement of this poll; Malformed (`station.close`) when the server did not sign it for this poll."""
    try:
        found = statements.read(raw, at.server, Close)
    except Malformed as error:
        raise Malformed("station.close", error.why) from error
    if found.mh != case.manifest.mh:
        raise Malformed("station.close", "the close statement is another poll's")
    return found


def read_chain(case: Case, raws: Sequence[str], close: Close) -> tuple[Mix, ...]:
    """The openers' statements from level 0 on, each continuing the one before; Malformed (`station.statements`), or
    `poll.too_few` where one left fewer than five.
    """
    found: list[Mix] = []
    root, count = close.cast_root, close.cast
    for level, (raw, opener) in enumerate(zip(raws, case.manifest.mix, strict=False)):
        mix = _statement(case, raw, opener.id)
        if (mix.level, mix.in_root, mix.m_in) != (level, root, count):
            raise Malformed("station.statements", "a statement does not continue the one before")
        found.append(mix)
        root, count = mix.out_root, mix.m_out
        enough(count)
    if len(found) != len(raws):
        raise Malformed("station.statements", "more statements than levels")
    return tuple(found)


def _statement(case: Case, raw: str, by: str) -> Mix:
    if by not in case.openers:
        raise Malformed("station.statements", f"the key of {by} is not known here")
    try:
        mix = statements.read(raw, case.openers[by], Mix)
        statements.of_poll(mix, case.manifest, by)
    except Malformed as error:
        raise Malformed("station.statements", error.why) from error
    return mix
