"""The secretary prepares the sitting in the browser: the form as it lies, what is wrong with it, and laying it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from flask import Blueprint, Response, g, jsonify, request

from voting import exact
from voting.core import commands as c
from voting.core.refusals import Refusal, refuse
from voting.core.revision import fixed
from voting.drafting import adding, form, lawful, laying
from voting.preparation import SITTING_FILE, Plan, Unusable
from voting.projections import parts
from voting.projections.citations import citations
from voting.projections.texts import plain
from voting.web.api import house, refused
from voting.web.arguments import LONGEST
from voting.web.doors import door
from voting.web.house import House

setup = Blueprint("setup", __name__, url_prefix="/api/setup")
SECRETARY: Final = frozenset({"secretary"})


@setup.get("")
@door(SECRETARY)
def show() -> Response:
    """The sitting as it lies now, as a form; `fixed`: why it can no longer be laid anew; `adding`: who may decide to add."""
    here = house()
    data = laying.filed(here.clerk.ledger, here.sitting)
    no = fixed(here.sitting)
    return jsonify({
        "laid": data is not None, "form": form.editable(data) if data is not None else {},
        "fixed": parts.refusal(no, here.texts) if no else None, "jurisdictions": lawful.jurisdictions(),
        "voters": _voters(here), "adding": adding.offered(here.sitting),
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
    asked = _asked()
    if asked is None:
        return refused(refuse("command.fields"))
    here = house()
    _, errors = _judged(here, asked)
    lists = [_list(here, one) for one in lawful.lists(asked.form)]
    return jsonify({"errors": errors, "elections": lists, "voters": _voters(here)})


@setup.post("")
@door(SECRETARY)
def lay() -> tuple[Response, int]:
    """Lay the form in place of what lay there, or with a decision add what is new in it.

    422 with every fault, 409 where it can no longer be laid anew or where something else than an addition stands in it.
    """
    asked = _asked()
    if asked is None:
        return refused(refuse("command.fields"))
    here = house()
    wish, errors = _judged(here, asked)
    if wish is None:
        return jsonify({"errors": errors}), 422
    answer = wish if isinstance(wish, Refusal) else here.writer.submit(wish)
    if isinstance(answer, Refusal):
        return refused(answer, 503 if answer.code == "store.unwritable" else 409)
    return jsonify({"ok": True, "position": here.clerk.size}), 200


class Asked(NamedTuple):
    """What stands in a request: the form and, where something is added to the agenda, which organ decided it and why."""

    form: Mapping[str, object]
    organ: str | None = None
    reason: str = ""


def _asked() -> Asked | None:
    """The form of this request: a JSON object, strict as every other."""
    try:
        told = exact.loads(request.get_data(cache=False))
    except exact.Inexact:
        return None
    found = told.get("form") if isinstance(told, dict) else None
    if not isinstance(told, dict) or not isinstance(found, dict):
        return None
    match {name: value for name, value in told.items() if name != "form"}:
        case {"decision": {"organ": str(organ), "reason": str(reason), **rest}, **more}:
            return None if rest or more or len(reason) > LONGEST else Asked(found, organ, reason)
        case {**more}:
            return None if more else Asked(found)


def _judged(here: House, asked: Asked) -> tuple[laying.Laying | Refusal | None, list[dict[str, object]]]:
    found = here.aside(form.judged, asked.form, here.clerk.meeting)
    if found.plan is None:
        return None, [_error(fault) for fault in found.faults]
    try:
        return _wish(here, found.plan, asked), []
    except Unusable as error:
        return None, [_error(fault) for fault in form.faults_of(error)]


def _wish(here: House, plan: Plan, asked: Asked) -> laying.Laying | Refusal:
    """What is to be recorded; Unusable where the plan names people the roll lacks."""
    roll, by = laying.roll_of(here.register, here.clerk.meeting), c.Actor("secretary", g.who.name)
    if asked.organ is None:
        return laying.Laying(laying.revision(plan, roll, by), plan.data)
    found = adding.addition(here.clerk.ledger, here.sitting, plan, roll, by, asked.organ, asked.reason)
    return found if isinstance(found, Refusal) else laying.Laying(found, plan.data)


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
