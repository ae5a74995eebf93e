"""The secretary prepares the sitting in the browser: the form as it lies, what is wrong with it, and laying it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Response, g, jsonify, request

from voting import exact
from voting.core import commands as c
from voting.core.refusals import Refusal, refuse
from voting.core.revision import fixed
from voting.drafting import form, lawful, laying
from voting.preparation import SITTING_FILE, Plan, Unusable
from voting.projections import parts
from voting.projections.citations import citations
from voting.projections.texts import plain
from voting.web.api import house, refused
from voting.web.doors import door
from voting.web.house import House

setup = Blueprint("setup", __name__, url_prefix="/api/setup")
SECRETARY: Final = frozenset({"secretary"})


@setup.get("")
@door(SECRETARY)
def show() -> Response:
    """The sitting as it lies now, as a form; `fixed` says why it can no longer be laid anew."""
    here = house()
    data = laying.filed(here.clerk.ledger, here.sitting)
    no = fixed(here.sitting)
    return jsonify({
        "laid": data is not None, "form": form.editable(data) if data is not None else {},
        "fixed": parts.refusal(no, here.texts) if no else None, "jurisdictions": lawful.jurisdictions(),
        "voters": _voters(here),
    })  # fmt: skip


@setup.get("/law")
@door(SECRETARY)
def law() -> Response | tuple[Response, int]:
    """What the law leaves open to a sitting of this body, level, jurisdiction and date."""
    place = lawful.place_of(request.args.to_dict())
    if place is None:
        return refused(refuse("command.fields"))
    return jsonify(lawful.choices(place))


@setup.get("/sitting.toml")
@door(SECRETARY)
def file() -> Response | tuple[Response, int]:
    """The filed sitting file, to be imported elsewhere or kept for the next session."""
    here = house()
    data = laying.filed(here.clerk.ledger, here.sitting)
    if data is None:
        return refused(refuse("sitting.no_agenda"), 404)
    told = {"Content-Disposition": f'attachment; filename="{SITTING_FILE}"'}
    return Response(data, mimetype=laying.TOML, headers=told)


@setup.post("/check")
@door(SECRETARY)
def check() -> Response | tuple[Response, int]:
    """Every fault of a form with its place in it, and for each election the lawful number of candidates."""
    told = _form()
    if told is None:
        return refused(refuse("command.fields"))
    here = house()
    _, errors = _judged(here, told)
    lists = [_list(here, one) for one in lawful.lists(told)]
    return jsonify({"errors": errors, "elections": lists, "voters": _voters(here)})


@setup.post("")
@door(SECRETARY)
def lay() -> tuple[Response, int]:
    """Lay the form in place of what lay there; 422 with every fault, 409 where it can no longer be laid anew."""
    told = _form()
    if told is None:
        return refused(refuse("command.fields"))
    here = house()
    wish, errors = _judged(here, told)
    if wish is None:
        return jsonify({"errors": errors}), 422
    answer = here.writer.submit(wish)
    if isinstance(answer, Refusal):
        return refused(answer, 503 if answer.code == "store.unwritable" else 409)
    return jsonify({"ok": True, "position": here.clerk.size}), 200


def _form() -> Mapping[str, object] | None:
    """The form of this request: a JSON object, strict as every other."""
    try:
        told = exact.loads(request.get_data(cache=False))
    except exact.Inexact:
        return None
    found = told.get("form") if isinstance(told, dict) and set(told) == {"form"} else None
    return found if isinstance(found, dict) else None


def _judged(here: House, told: Mapping[str, object]) -> tuple[laying.Laying | None, list[dict[str, object]]]:
    found = here.aside(form.judged, told, here.clerk.meeting)
    if found.plan is None:
        return None, [_error(fault) for fault in found.faults]
    wish = _wish(here, found.plan)
    if isinstance(wish, Unusable):
        return None, [_error(fault) for fault in form.faults_of(wish)]
    return wish, []


def _wish(here: House, plan: Plan) -> laying.Laying | Unusable:
    roll = laying.roll_of(here.register, here.clerk.meeting)
    try:
        return laying.Laying(laying.revision(plan, roll, c.Actor("secretary", g.who.name)), plan.data)
    except Unusable as error:
        return error


def _error(fault: form.Fault) -> dict[str, object]:
    return {"path": list(fault.path), **plain(fault.text)}


def _list(here: House, one: lawful.List) -> dict[str, object]:
    return {
        "path": list(one.path), "seats": one.seats, "stand": one.stand, "least": one.least, "most": one.most,
        "formal": one.formal,
        "citation": plain(citations(one.articles)) if one.articles else None, "primary": one.primary,
        "refusal": parts.refusal(one.refusal, here.texts) if one.refusal else None,
    }  # fmt: skip


def _voters(here: House) -> int:
    return sum(member.role == "member" for member in here.sitting.members.values())
