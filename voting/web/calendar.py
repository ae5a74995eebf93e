"""The secretary asks whether this organ has met as often and as long as the law wants: days in, findings out, nothing kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from flask import Blueprint, Response, jsonify, request

from voting import exact
from voting.core.calendar import Finding, findings
from voting.core.refusals import refuse
from voting.core.state import Sitting
from voting.documents.fields import FileError
from voting.documents.meetings import FORMAT, Meetings, read_meetings
from voting.documents.writing import Unwritable, file_of
from voting.projections.citations import of_article
from voting.projections.texts import plain
from voting.web.api import house, refused
from voting.web.doors import door

calendar = Blueprint("calendar", __name__, url_prefix="/api/calendar")
MOST: Final = 200  # meetings
FIRST_YEAR, LAST_YEAR = 1954, 2200


@calendar.post("")
@door(frozenset({"secretary"}))
def check() -> Response | tuple[Response, int]:
    """`{year, meetings: [{name, first, last, elects}]}` → `{findings}`, or 422 with every fault and its place."""
    try:
        told = exact.loads(request.get_data(cache=False))
    except exact.Inexact:
        return refused(refuse("command.fields"))
    here = house().sitting
    match told:
        case {"year": int(year), "meetings": list(rows), **rest} if (
            not rest and type(year) is int and FIRST_YEAR <= year <= LAST_YEAR and 0 < len(rows) <= MOST
        ):
            read = _read(here, rows)
        case _:
            return refused(refuse("command.fields"))
    if read is None:
        return refused(refuse("command.fields"))
    if not isinstance(read, Meetings):
        return jsonify({"errors": [{"path": list(one.path), "zh": one.zh, "en": one.en} for one in read]}), 422
    today = date.fromisoformat(house().now()[:10])
    return jsonify({"findings": [_finding(one) for one in findings(here.rules, here.body, read.held, year, today)]})


def _read(here: Sitting, rows: list[exact.Json]) -> Meetings | tuple[FileError, ...] | None:
    """The meetings as `yijue calendar` reads them from a file; None where a value fits in no file."""
    days = [("meeting", place, name) for place in range(len(rows)) for name in ("first", "last")]
    file: Mapping[str, object] = {"format": FORMAT, "body": here.body, "level": here.level, "meeting": rows}
    try:
        return read_meetings(file_of(file, days).decode("utf-8"), "calendar.toml")
    except Unwritable:
        return None


def _finding(one: Finding) -> dict[str, object]:
    cited = of_article(one.article)
    return {
        "key": one.key, "met": one.met, "policy": one.policy, **plain(one.text), "citation": plain(cited) if cited else None,
    }  # fmt: skip
