"""The sitting file as a form may hold it: the same keys and values in JSON, and back to TOML for the one reader.

Nothing is named here and nothing judged: whatever the reader knows passes through, so that there is no second format.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Collection, Mapping
from typing import Final, TypeAlias

import tomli_w

from voting.documents.toml_lines import Path

Plain: TypeAlias = "bool | int | str | list[Plain] | dict[str, Plain]"
LANGUAGES: Final = frozenset({"zh", "en"})


class Unwritable(ValueError):
    """A value that a sitting file cannot hold, and where it stands."""

    def __init__(self, path: Path) -> None:
        super().__init__("/".join(map(str, path)))
        self.path = path


def form_of(data: bytes) -> dict[str, Plain]:
    """The sitting file in `data` (valid TOML, UTF-8) as JSON would hold it: days become text such as 2026-11-27."""
    return {key: _plain(value, (key,)) for key, value in tomllib.loads(data.decode("utf-8-sig")).items()}


def _plain(value: object, path: Path) -> Plain:
    if isinstance(value, (bool, int, str)):
        return value
    if type(value) is datetime.date:
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(one, (*path, place)) for place, one in enumerate(value)]
    if isinstance(value, dict):
        return {key: _plain(one, (*path, key)) for key, one in value.items()}
    raise Unwritable(path)


def file_of(form: Mapping[str, object], days: Collection[Path] = ()) -> bytes:
    """The sitting file of a form, UTF-8; Unwritable with the place of what TOML has no word for.

    A field that is null is left out; a text without English is given its Chinese. At the places in `days` a text such
    as 2026-11-27 is written as the day it is.
    """
    return tomli_w.dumps(_table(form, (), frozenset(days)), multiline_strings=True).encode("utf-8")


def _table(value: Mapping[str, object], path: Path, days: frozenset[Path]) -> dict[str, object]:
    found = {key: _written(one, (*path, key), days) for key, one in value.items() if one is not None}
    if "zh" in found and set(found) <= LANGUAGES and not found.get("en"):
        found["en"] = found["zh"]
    return found


def _written(value: object, path: Path, days: frozenset[Path]) -> object:
    if isinstance(value, str):
        return _day(value) if path in days else value.replace("\r\n", "\n")
    if isinstance(value, (bool, int)):
        return value
    if isinstance(value, list):
        inside = days | {(*path, place) for place in range(len(value))} if path in days else days
        return [_written(one, (*path, place), inside) for place, one in enumerate(value)]
    if isinstance(value, Mapping):
        return _table(value, path, days)
    raise Unwritable(path)


def _day(text: str) -> object:
    try:
        return datetime.date.fromisoformat(text) if len(text) == 10 else text
    except ValueError:
        return text
