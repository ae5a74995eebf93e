"""Whom a vote is on: the shape that events keep of a person, with ids in place of names."""

from __future__ import annotations

from dataclasses import dataclass

from voting.core.words import Act


@dataclass(frozen=True)
class PersonEntry:
    """What a vote does to one person and for which post; `rejected`: the days of earlier rejections in this term."""

    act: Act | None
    person: str
    post: str
    procurator: bool = False  # the chief procurator, whose coming and going is approved from above
    rejected: tuple[str, ...] = ()
    post_kind: str = ""  # the post by a word of the rules, where they speak of it apart (ZJM 24)
