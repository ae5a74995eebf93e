"""The rules that are shown for people to keep and have no effect in this system; every other key of a rule book has one.

Each stands here for want of what it would need: a person's status, a date, an act outside the sitting that nothing here
records. A key that gets a reader leaves the list; tests/rules/test_enforced.py looks for the readers.
"""

from __future__ import annotations

from typing import Final

INFORMATIVE: Final = frozenset({
    # the roll has no vacant seats and no suspended members: it lists who is a member on the day
    "base.members", "base.suspended", "congress.size", "committee.size",
    # adopting takes more than half of all members, and so many have then taken part
    "motion.participation",
    # over a term or a year of sittings, of which a house holds one (core/attendance_record.py can count them)
    "attendance.absences", "attendance.partial", "attendance.resign_after", "election.direct_further", "deadline.midyear",
    # what is decided or done outside the sitting, with no record here
    "ballot.mode_decided_by", "ballot.fallback_decided_by", "ballot.abstentions_valid", "teller.sign", "result.publication",
    "report.publication", "retention.ballots", "agenda.vote_whether", "agenda.drafted_by", "amendment.lodged",
    "debate.after_question", "evaluation.ordered_by", "evaluation.unsatisfactory",
    "appointment.effective", "oath.organiser", "oath.when", "oath.text", "oath.not_taken", "presidium.election",
    "presidium.quorum", "presidium.threshold", "petition.inquiry_committee", "petition.extraordinary_session",
    "resignation.accepted_by",
    # time: nobody is cut off by a clock; no notice and no despatch of papers is recorded
    "notice.lead", "papers.lead", "speech.plenary", "speech.group", "speech.presidium", "speech.explanation",
    "remote.counts_as_present",
    # what follows a sitting
    "deadline.first_session", "deadline.audit_rectification", "deadline.opinions_plan", "deadline.inquiry_handled",
    "deadline.proposal_reply", "deadline.proposal_reply_hard", "deadline.government_named", "deadline.body_notified",
    "deadline.decision_published",
})  # fmt: skip
