"""The texts and names that ids stand for; they come from the register and the sitting file, never from the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from voting.core.words import Text


@dataclass(frozen=True)
class Person:
    """A line of the roll as people read it."""

    id: str
    name: str
    sex: str
    group: str
    seat: str
    role: str


@dataclass(frozen=True)
class Reporter:
    """Who reports on an item, and in what office."""

    name: str
    office: Text


@dataclass(frozen=True)
class Line:
    """A line of a ballot: a candidate, or the motion itself."""

    id: str
    name: Text

    def plain(self) -> dict[str, object]:
        return {"id": self.id, "name": plain(self.name)}


@dataclass(frozen=True)
class DraftText:
    """What a planned vote is called; for an election also the post."""

    title: Text
    post: Text | None


@dataclass(frozen=True)
class Source:
    """A text that rules cite: its name, which version was read, and a warning where it may be superseded."""

    title: Text
    version: str
    note: Text | None = None


@dataclass(frozen=True)
class Reworded:
    """An announcement that was edited: the text as generated, and the words that took its place."""

    generated: Text
    edited: Text


@dataclass(frozen=True)
class PetitionText:
    """Whom what was moved is about, and what it says."""

    target: str
    content: str


@dataclass(frozen=True)
class Texts:
    """Everything readable about a meeting."""

    title: Text
    place: Text
    method_title: Text
    consent: Text | None
    books: tuple[tuple[str, Text, str], ...]  # id, title, day in force
    people: Mapping[str, Person]
    items: Mapping[str, Text]
    numbers: Mapping[str, int]
    reporters: Mapping[str, Reporter]
    papers: Mapping[str, tuple[Text, ...]]
    drafts: Mapping[tuple[str, str], DraftText]
    candidates: Mapping[str, Text]
    sources: Mapping[str, Source] = field(default_factory=dict)  # key of a cited text -> the text
    write_ins: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # poll -> id -> name as written
    readings: Mapping[str, Reworded] = field(default_factory=dict)  # announcement -> the words that are read
    petitions: Mapping[str, PetitionText] = field(
        default_factory=dict
    )  # item, or item/draft of an amendment -> the words of whoever moved it

    def name_of(self, poll: str, line: str) -> Text:
        """The name behind a candidate's or a write-in's id in this poll."""
        written = self.write_ins.get(poll, {}).get(line)
        return Text(written, written) if written is not None else self.candidates[line]

    def readable(self) -> Iterator[str]:
        """Every name and title in Chinese, for whoever must be able to write it."""
        yield from (person.name + person.group for person in self.people.values())
        yield from (text.zh for text in (*self.items.values(), *self.candidates.values(), self.title, self.place))
        yield from (reporter.name + reporter.office.zh for reporter in self.reporters.values())
        yield from (draft.title.zh for draft in self.drafts.values())
        yield from (name for names in self.write_ins.values() for name in names.values())
        yield from (one.edited.zh for one in self.readings.values())


def plain(text: Text) -> dict[str, str]:
    """A text as JSON."""
    return {"zh": text.zh, "en": text.en}
