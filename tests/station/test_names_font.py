"""Rare names on the station's page: a font with just the characters that the screens' own font lacks."""

from __future__ import annotations

import io
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from fontTools.ttLib import TTFont

from tests.station.conftest import Bench
from tests.station.hall import AGENDA
from voting.station import agenda
from voting.station.notebook import Person
from voting.station.page import Door, create_app


def characters(bench: Bench) -> set[str]:
    """What the font has that the page fetches, before anybody has signed in."""
    office: Any = SimpleNamespace(notebook=bench.notebook)
    answer = create_app(office, Door(lambda _code: None)).test_client().get("/fonts/names.woff2")
    assert (answer.status_code, answer.mimetype) == (200, "font/woff2")
    with TTFont(io.BytesIO(answer.data)) as font:
        return {chr(code) for code in font.getBestCmap()}


def test_names_of_roll_and_agenda_can_be_read(bench: Bench) -> None:
    """A member's and a candidate's rare character are in it, a usual one and letters are not; without any it is a font too."""
    assert not characters(bench) & set("代表李强")
    bench.notebook.put_roll([Person("m001", "刘䶮", "A01", votes=True)])
    bench.notebook.note_fact("agenda", agenda.written([replace(AGENDA[0], names=("王𫖯", "李强"))]))
    found = characters(bench)
    assert {"䶮", "𫖯"} <= found
    assert not found & set("刘王李强A")
