"""What a command over the socket may carry: each argument read as what it must be, or the command is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

Args: TypeAlias = Mapping[str, Any]
LONGEST = 500  # characters of one argument; a page's fields allow fewer
MOST = 1_000_000  # of anything that people count


class WrongArgs(ValueError):
    """An argument is missing, of the wrong kind, or not known."""


def text(args: Args, name: str) -> str:
    """Text that is not empty."""
    value = args.get(name)
    if not isinstance(value, str) or not value or len(value) > LONGEST:
        raise WrongArgs(name)
    return value


def maybe(args: Args, name: str) -> str | None:
    """Text, or None where it is absent or empty."""
    return None if args.get(name) in (None, "") else text(args, name)


def number(args: Args, name: str) -> int:
    """A whole number from 0, as a number or as digits typed into a field."""
    value = args.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 8:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise WrongArgs(name)
    return value


def texts(args: Args, name: str, most: int) -> tuple[str, ...]:
    """A list of texts, none empty; absent is none."""
    values = args.get(name, [])
    if not isinstance(values, list) or len(values) > most:
        raise WrongArgs(name)
    return tuple(text({name: value}, name) for value in values)
