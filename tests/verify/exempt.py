"""What may be another in a bundle, field by field, with the reason beside it: no step can hold it against anything. Nothing
else may.
"""

from __future__ import annotations

import re
from typing import Final

WORDS: Final = "words of the server, which docs/bundle.md section 7 says no step holds"
ENTRY: Final = "docs/bundle.md section 3: further fields of an entry, which a verifier lets stand"
HEAPS: Final = "what tellers enter of paper: their heaps are not in the bundle (docs/bundle.md section 7)"
AGAIN: Final = " again"  # behind a count that says what the one before it says
NAMELESS: Final = "of a secret vote the names are in the full bundle alone"
BOXLESS: Final = "how names were written, only the ballots can show"
PUBLIC: Final = " public"  # behind the record of a public bundle
OLDER: Final = " older"  # behind that of a log that froze no names when p1 was announced
PAPER: Final = " on paper"  # behind what is of the vote on paper
TAIL: Final = (
    "at T0 nobody but the server has seen the end of the log (docs/threats.md); its order there changes no figure"
)
FROZEN: Final = "frozen by the announcement; that of the last vote at T0 only the server has seen (docs/threats.md)"
# member, place, why it may be another; patterns for the whole of both
EXEMPT: Final[tuple[tuple[str, str, str], ...]] = (
    ("sitting.json|log .*", r".*\+", "a record and an entry may have further keys"),
    (
        "sitting.json",
        r"meeting\.(title|place|method|body|level|opened_at|closed_at|rule_books|decisions|sample)(\..*)?",
        WORDS,
    ),
    ("sitting.json", r"attendance\.(absent_at_opening|came_later|left_early|on_leave_at_opening)", WORDS),
    ("sitting.json", r"items\.#\w+(\.(number|kind|title|reason|polls)(\..*)?)?", WORDS),
    ("sitting.json", r"polls\.#\w+\.(announcement|explanation|label|mode_note|office|title\.en)(\..*)?", WORDS),
    (
        "sitting.json",
        r"polls\.#\w+\.(authority|adjudications|papers|fallback|form|prior|opened_at|closed_at)(\..*)?",
        WORDS,
    ),
    ("sitting.json", r"polls\.#\w+\.chief_scrutineers(\..*)?", WORDS),
    ("sitting.json public", r"polls\.#\w+\.(void_envelopes|traces)\.#\.name", NAMELESS),
    ("sitting.json public", r"polls\.#p2\.void_envelopes\.#\.seat", "who was moved in p2, a public bundle hides"),
    (
        "sitting.json older",
        r"polls\.#p1\.(void_envelopes|traces|settled_names)(\..*)?",
        "of an older announcement (docs/bundle.md section 7)",
    ),
    ("sitting.json (public|on paper)", r"polls\.#\w+\.settled_names\.#\.(written\.#|into)", BOXLESS),
    ("sitting.json", r"polls\.#\w+\.settled_names\.#\.written", "a rule may keep back how names were written"),
    ("sitting.json", r"polls\.#\w+\.(voided\.(by|reason)|votes\.#\.group|grade\.en|options\.#\.name\.en)", WORDS),
    (
        "sitting.json",
        r"polls\.#p3\.(cast|issued|hands|spoiled)",
        "of a poll that was voided uncounted nothing is counted",
    ),
    (
        "sitting.json",
        r"polls\.#p4\.(cast|issued|secrecy)",
        "by a show of hands nothing is issued or cast, in whatever secrecy",
    ),
    ("log .*", "at|by|reason|decided_by", ENTRY),
    (r"log \w+ poll.announced.v1", r"(draft|members|stations|recused)(\..*)?", ENTRY),
    (r"log \w+ poll.opened.v1", "issued", ENTRY),
    (r"log \w+ poll.counted.v1", r"(authority|code|grade|pending)(\..*)?", ENTRY),
    (r"log \w+ poll.counted.v1 earlier", r".*", "the last count of a poll holds"),
    (r"log \w+ hands.entered.v1 earlier", r".*", "the last figures of a poll hold"),
    (r"log \w+ item.disposed.v1", r"(consent|due|next_step|proposed_by|to)(\..*)?", ENTRY),
    (r"log \w+ result.declared.v1", "confirmed", ENTRY),
    (r"log \w+ keys.destroyed.v1", "envelopes", "which envelopes are gone cast.jsonl tells, one by one (V5)"),
    ("log .*", r"\((gone|doubled|moved)\)", TAIL),
    (r"log \w+ poll.announced.v1", r"falls(\..*)?", FROZEN),
    (r"log \w+ name.settled.v1", "deputy", "who is meant by a written name is the tellers' word (docs/threats.md)"),
    (r"log public poll.announced.v1", "names", "of a secret vote the names are in the full bundle alone"),
    (r"log public complaint.raised.v1", "about|jws|seat|poll|type", "the message is in the full bundle alone"),
    (
        r"log public poll.counted.v1",
        r"ranking\.#\.name",
        "written names are held by their votes alone (docs/bundle.md section 7); which has which number, only ballots show",
    ),
    (r"log public name.settled.v1", r"names(\..*)?", "how a merged name was written, only the ballots can show"),
    (r"log public poll.opened.v1", "poll|type", "that papers were drawn before it, only the full bundle can show"),
    (r"log \w+ poll.counted.v1 again", "type|poll", "the same count stands before it"),
    (r"log \w+ poll.announced.v1", r"grading(\..*)?", FROZEN),
    ("log public ballot.drawn.v1", "jws", "the message is in the full bundle alone"),
    (r"log \w+ paper\..* on paper", ".*", HEAPS),
    (r"log \w+ poll.(opened|closed).v1 on paper", ".*", HEAPS),
    (r"log \w+ poll.counted.v1 on paper", "(cast|in|out)_root|type|poll", HEAPS),
    (r"log \w+ name.settled.v1 on paper", r"names(\..*)?|into", HEAPS),
    (r"log \w+ poll.announced.v1 on paper", r"names", "of a vote by hand there is no list of names"),
    (r"members log/notes/\d+", "", "the steps ask for the notes that they need; others may be there or not"),
    ("sheet", r"\(bytes\)", "what the pages of a sheet print no verifier reads (docs/bundle.md section 8)"),
    ("sitting.json on paper", r"polls\.#p1\.(secrecy|issued|cast)", "of a vote by hand (docs/bundle.md section 7)"),
    ("sitting.json.*", r"(polls|items)\.\(order\)", "each stands once; in what order is not held"),
    ("keys.json on paper", r"devices\.[\w-]{43}-", "a terminal that signed nothing may be left out"),
    (
        "log .*",
        r"(elected|tied|formal|recused|void_voters|voters|names)\.\(order\)",
        "who stands there is held, not the order",
    ),
    (
        "sitting.json.*",
        r"polls\.#p\d\.(elected|tied\.names|formal|votes|ranking)\.\(order\)",
        "who stands there is held, not the order",
    ),
    ("signed public tally.json", r"merges(\..*)?", "how a merged name was written, only the ballots can show"),
)


def exempt(member: str, place: str) -> str:
    """Why this may be another, empty where it may not."""
    members = {member, *(member.removesuffix(word) for word in (PAPER, AGAIN, PUBLIC, OLDER))}
    places = {place, place.removesuffix("-")}  # what is gone has a minus sign behind it
    for path, field, why in EXEMPT:
        if any(re.fullmatch(path, one) for one in members) and any(re.fullmatch(field, one) for one in places):
            return why
    return ""
