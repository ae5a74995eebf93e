"""What a terminal checks of the count by itself (docs/protocol.md section 10): signatures, root, and its own leaf.

Pure. It learns that its ballot is among those that were counted, never which of them it is to anybody else: the output
is the same for everyone, and nothing of what is checked here leaves the terminal but yes or no.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from devices.encoding import Broken, Json, agrees, b64, fields, integer, text, unb64
from devices.manifest import Manifest
from devices.proofs import tree_root
from devices.signer import PublicKey, kid_of, read_jws

LEAF_BYTES = 32
SAME = ("tally", "out_root", "m")  # what all who sign the count must say alike


def complete(manifest: Manifest, signed: Sequence[str] | None) -> bool:
    """Whether as many have signed the count as must; who they are is for `check`."""
    return signed is not None and len(signed) == len(manifest.counters)


def check(manifest: Manifest, signed: Sequence[str], keys: Mapping[str, PublicKey], output: Json, mine: bytes) -> None:
    """Broken unless all counters signed one count, the leaves are its root, and `mine` is among them."""
    part = fields(output, "output", ("vote", "leaves"))
    agrees("output", part, {"vote": manifest.vote})
    leaves = _leaves(part["leaves"])
    count = _agreed(manifest, signed, keys)
    if integer(count["m"], "tally.m") != len(leaves):
        raise Broken("output", f"{len(leaves)} ballots shown, {count['m']} signed")
    if unb64(count["out_root"], "tally.out_root", 32) != tree_root(leaves):
        raise Broken("output", "the ballots shown are not the ballots signed")
    if mine not in leaves:
        raise Broken("output", "the ballot of this seat is not among those counted")


def _agreed(manifest: Manifest, signed: Sequence[str], keys: Mapping[str, PublicKey]) -> dict[str, Json]:
    """The one count that every counter of the manifest has signed."""
    names = {keys[name].kid: name for name in manifest.counters if name in keys}
    found: dict[str, dict[str, Json]] = {}
    for jws in signed:
        name = names.get(kid_of(jws, "tally"))
        if name is None:
            raise Broken("tally", "signed by a key that counts nothing here")
        part = fields(read_jws(jws, "tally", keys[name]).payload, "tally", ("vote", "mh", "by", *SAME))
        agrees("tally", part, {"vote": manifest.vote, "mh": b64(manifest.mh), "by": name})
        unb64(part["tally"], "tally.tally", 32)
        found[name] = part
    if found.keys() != set(manifest.counters):
        raise Broken("tally", f"signed by {sorted(found)} instead of {list(manifest.counters)}")
    first, *others = found.values()
    for other in others:
        agrees("tally", other, {name: first[name] for name in SAME})
    return first


def _leaves(value: Json) -> list[bytes]:
    data = unb64(text(value, "output.leaves"), "output.leaves")
    if len(data) % LEAF_BYTES:
        raise Broken("output.leaves", "not a row of 32-byte hashes")
    return [data[at : at + LEAF_BYTES] for at in range(0, len(data), LEAF_BYTES)]
