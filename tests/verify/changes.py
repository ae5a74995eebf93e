"""One thing in a member or a value is another: where it stood is told, so that a field can be exempt and nothing else."""

from __future__ import annotations

import random
from typing import Any, Final, NamedTuple

from voting import exact

Chance = random.Random
BASE: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


KINDS: Final = (None, True, 0, 1, "", "x", [], {}, ["x"], {"x": 1})  # of another kind than what stood there


class Changed(NamedTuple):
    """Another value, and the place that is another: keys, `#` (with the id that stands there) in lists, dots between."""

    value: Any
    at: tuple[str, ...]

    @property
    def place(self) -> str:
        """The place as it is written in a list of exempt fields; an added key has a plus sign, one that is gone a minus."""
        return ".".join(self.at)

    def within(self, step: str) -> Changed:
        """The same, seen from what it stands in."""
        return Changed(self.value, (step, *self.at))


def value(chance: Chance, old: Any) -> Changed:
    """Another value of about the same shape: one leaf, key or place of it is another."""
    if isinstance(old, dict) and old:
        return _object(chance, old, chance.choice(sorted(old)))
    if isinstance(old, list) and old:
        return _list(chance, old)
    if isinstance(old, bool) or old is None:
        return Changed(chance.choice([one for one in (True, False, None, 0, 1, "x") if one is not old]), ())
    if isinstance(old, int):
        near = [old + 1, old - 1, -old - 1, 2**53 - 1 - abs(old), str(old), None, 0, 1, bool(old)]
        return Changed(chance.choice([one for one in near if one is not old and repr(one) != repr(old)]), ())
    if isinstance(old, str) and old:
        return Changed(chance.choice(KINDS) if chance.randrange(8) == 0 else text(chance, old), ())
    return Changed(chance.choice([1, "x", [0], {"x": 1}]), ())


def _object(chance: Chance, old: dict[str, Any], key: str) -> Changed:
    kind = chance.randrange(12)
    if kind == 2:
        return Changed({**old, key: chance.choice([one for one in KINDS if one != old[key]])}, (key,))
    if kind == 0:
        return Changed({name: one for name, one in old.items() if name != key}, (key + "-",))
    if kind == 1:
        return Changed({**old, key + "x": old[key]}, (key + "+",))
    found = value(chance, old[key])
    return Changed({**old, key: found.value}, (key, *found.at))


def _list(chance: Chance, old: list[Any]) -> Changed:
    at, kind = chance.randrange(len(old)), chance.randrange(12)
    step = f"#{old[at]['id']}" if isinstance(old[at], dict) and isinstance(old[at].get("id"), str) else "#"
    if kind == 0:
        return Changed(old[:at] + old[at + 1 :], (step,))
    if kind == 1:
        return Changed([*old, old[at]], (step,))
    if kind == 2 and old[::-1] != old:
        return Changed(old[::-1], ("(order)",))
    if kind == 3:
        return Changed(chance.choice(KINDS), (step,))
    found = value(chance, old[at])
    return Changed([*old[:at], found.value, *old[at + 1 :]], (step, *found.at))


def text(chance: Chance, old: str) -> str:
    """One letter is another, gone, or there twice."""
    at, kind = chance.randrange(len(old)), chance.randrange(6)
    if kind == 0:
        return old[:at] + old[at + 1 :]
    if kind == 1:
        return old[:at] + old[at] + old[at:]
    other = chance.choice([letter for letter in BASE if letter != old[at]])
    return old[:at] + other + old[at + 1 :]


def member(chance: Chance, name: str, data: bytes) -> Changed:
    """The bytes of a member with one thing in it another, still written as its kind is."""
    if name.endswith(".json"):
        found = value(chance, exact.loads(data))
        return Changed(exact.dumps(found.value), found.at)
    if name.endswith(".jsonl"):
        return lines(chance, data)
    return Changed(text(chance, data.decode("utf-8")).encode("utf-8") if data else b"x", ())


def lines(chance: Chance, data: bytes) -> Changed:
    """A line less, a line twice, two lines in each other's place, or something in a line."""
    found = data.split(b"\n")[:-1]
    if not found:
        return Changed(b'"x"\n', ("#",))
    at, kind = chance.randrange(len(found)), chance.randrange(8)
    inner: tuple[str, ...] = ()
    if kind == 0:
        found.pop(at)
    elif kind == 1:
        found.insert(at, found[at])
    elif kind == 2 and len(set(found)) > 1:
        other = chance.choice([place for place, line in enumerate(found) if line != found[at]])
        found[at], found[other] = found[other], found[at]
    else:
        changed = value(chance, exact.loads(found[at]))
        found[at], inner = exact.dumps(changed.value), changed.at
    return Changed(b"".join(line + b"\n" for line in found), ("#", *inner))
