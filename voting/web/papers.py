"""Ballot papers over HTTP: printed for the table where they are handed out, and read back from a scanner's file."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, g, jsonify, request

from voting.clerk.tellers import LETTERS, HeapEntry, Written
from voting.core import commands as c
from voting.core.election import paper_rules
from voting.core.refusals import Refusal, refuse
from voting.core.state import Sitting
from voting.documents.scanner import ScanErrors, read_scan
from voting.projections.texts import Texts
from voting.records.ballot_sheet import MOST_COPIES, BallotSheet, ballots_pdf
from voting.web.api import house, refused
from voting.web.doors import door

papers = Blueprint("papers", __name__, url_prefix="/api")
PRINTERS: Final = frozenset({"secretary", "operator"})
TELLERS: Final = frozenset({"scrutineer"})


def ballot_sheet(s: Sitting, texts: Texts, item: str, draft: str) -> BallotSheet | Refusal:
    """The ballot paper of a planned vote as its list stands now; a refusal where it is not held on paper."""
    one = s.items.get(item)
    plan = one.draft(draft) if one else None
    if plan is None:
        return refuse("item.unknown" if one is None else "poll.draft_unknown")
    if plan.form != "paper":
        return refuse("count.form")
    title = texts.drafts[item, draft].title
    if plan.kind == "motion":
        return BallotSheet(texts.title, title, "motion", (title,), sample=s.sample)
    rules = paper_rules(s.rules, plan)
    return BallotSheet(
        texts.title, title, plan.kind, tuple(texts.candidates[one] for one in plan.candidates), rules.seats,
        rules.seats if rules.write_ins else 0, rules.blank_approves, rules.requires_oppose, s.sample,
    )  # fmt: skip


@papers.get("/items/<item>/votes/<draft>/ballots.pdf")
@door(PRINTERS)
def ballots(item: str, draft: str) -> Response | tuple[Response, int]:
    """So many copies of one ballot paper (`?copies=`), all alike and without a number."""
    here = house()
    sheet = ballot_sheet(here.sitting, here.texts, item, draft)
    if isinstance(sheet, Refusal):
        return refused(sheet, 404)
    copies = request.args.get("copies", "1")
    if not (copies.isascii() and copies.isdigit() and len(copies) < 6 and 0 < int(copies) <= MOST_COPIES):
        return refused(refuse("command.fields"))
    made = here.aside(ballots_pdf, sheet, int(copies), here.now())
    name = f'attachment; filename="ballots-{draft}.pdf"'
    return Response(made, mimetype="application/pdf", headers={"Content-Disposition": name})


@papers.post("/votes/<vote>/scan")
@door(TELLERS)
def put_scan(vote: str) -> tuple[Response, int]:
    """A scanner's table is this teller's entry of a heap; another teller enters it again, by hand or by a scan."""
    here = house()
    poll, made = here.sitting.polls.get(vote), here.clerk.papers.get(vote)
    if poll is None or made is None or poll.draft.form != "paper":
        return refused(refuse("poll.unknown" if poll is None else "count.form"), 404)
    sent, heap = request.files.get("file"), request.form.get("heap", "")
    if sent is None or not (heap.isascii() and heap.isdigit() and len(heap) < 6):
        return refused(refuse("command.fields"))
    lines = [(line.id, line.name.zh) for line in made.lines]
    found = here.aside(read_scan, sent.filename or "", sent.stream.read(), lines, LETTERS[poll.draft.kind])
    if isinstance(found, ScanErrors):
        errors = [{"row": e.row, "column": e.column, "zh": e.zh, "en": e.en} for e in found.errors]
        return jsonify({"errors": errors}), 422
    entry = tuple(Written(ballot.marks, ballot.write_ins) for ballot in found)
    answer = here.writer.submit(HeapEntry(c.Actor("scrutineer", g.who.name), vote, int(heap), entry))
    if isinstance(answer, Refusal):
        return refused(answer, 409)
    return jsonify({"papers": len(found)}), 200
