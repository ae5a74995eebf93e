"""The roll of a sitting: who may vote, who attends, who watches, and where they sit.

`read_roll` takes the bytes of an .xlsx or .csv file and gives the whole roll or every error in it; nothing
in between. `make_pins` draws the members' PINs from a source of randomness that the caller brings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from voting.core.words import MemberRole, Text
from voting.documents.rows import Cell, Line, Unreadable, read_rows
from voting.documents.text import code_word, flaw, person_name


@dataclass(frozen=True)
class MemberRow:
    """One person; `id` follows the row order, `seat` and `badge` may be empty ("" and None)."""

    id: str
    name: str
    sex: str
    group: str
    seat: str
    role: MemberRole
    badge: str | None


@dataclass(frozen=True)
class RowError:
    """What is wrong (or worth a look) in a row of the file, from 1; 0 is the file as a whole."""

    row: int
    column: str
    zh: str
    en: str


@dataclass(frozen=True)
class Roll:
    """All rows of a good file; `notices` are lawful but worth a look, such as two people of one name."""

    members: tuple[MemberRow, ...]
    notices: tuple[RowError, ...] = ()

    @property
    def voters(self) -> tuple[MemberRow, ...]:
        """Those with a vote: the base of every count."""
        return tuple(member for member in self.members if member.role == "member")


@dataclass(frozen=True)
class RollErrors:
    """Every error of a file of which nothing is imported, in row order."""

    errors: tuple[RowError, ...]


@dataclass(frozen=True)
class Column:
    """A column of the roll: its key, its headers as people write them, and the longest text it takes."""

    key: str
    headers: tuple[str, ...]
    longest: int
    required: bool = True


COLUMNS: Final = (
    Column("name", ("姓名", "名字", "name", "full name"), 60),
    Column("sex", ("性别", "sex", "gender"), 10),
    Column("group", ("代表团或组", "代表团", "代表团/组", "代表组", "小组", "组", "group", "delegation"), 60),
    Column("seat", ("座位", "座位号", "座次", "座号", "席位", "席位号", "seat", "seat no", "seat number"), 16),
    Column("role", ("身份", "角色", "人员类别", "role", "capacity"), 20),
    Column("badge", ("证件号", "证件编号", "出席证号", "胸卡", "胸卡号", "badge", "badge no"), 32, required=False),
)
COLUMN_OF: Final = {code_word(header): column for column in COLUMNS for header in column.headers}
SEXES: Final = {"男": "male", "女": "female", "male": "male", "female": "female", "m": "male", "f": "female"}
ROLES: Final[dict[str, MemberRole]] = {
    **dict.fromkeys(("组成人员", "常委会组成人员", "代表", "人大代表", "成员", "委员", "member", "deputy"), "member"),
    **dict.fromkeys(("列席", "列席人员", "attendee"), "attendee"),
    **dict.fromkeys(("旁听", "旁听人员", "observer"), "observer"),
}  # fmt: skip


def read_roll(name: str, data: bytes) -> Roll | RollErrors:
    """The roll in the file called `name` (.xlsx or .csv), or every error in it; no other exception."""
    try:
        lines = read_rows(name, data)
    except Unreadable as error:
        return RollErrors((RowError(error.row, "", *error.sentence),))
    if len(lines) < 2:
        return RollErrors((RowError(0, "", "文件中没有人员。", "The file lists nobody."),))
    reading = _Reading()
    reading.header(lines[0], lines[1:])
    members = tuple(reading.member(line, order, len(lines) - 1) for order, line in enumerate(lines[1:], start=1))
    if not reading.errors and not any(member.role == "member" for member in members):
        reading.wrong(0, "", Text("没有一个有表决权的人员。", "Nobody on the roll has a vote."))
    if reading.errors:
        return RollErrors(tuple(sorted(reading.errors, key=lambda error: error.row)))
    return Roll(members, tuple(_same_names(lines[1:], members, reading.title("name"))))


@dataclass
class _Reading:
    """One pass over a file: where each column stands, what was seen before, what is wrong so far."""

    places: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)

    def wrong(self, row: int, column: str, why: Text) -> None:
        self.errors.append(RowError(row, column, why.zh, why.en))

    def title(self, key: str) -> str:
        """The header of a column as the file writes it."""
        return self.titles.get(key, key)

    def header(self, header: Line, body: Iterable[Line]) -> None:
        """Find the columns; missing, repeated and unknown ones are errors."""
        for place, cell in enumerate(header.cells):
            self._column(header.number, place, cell, body)
        for column in COLUMNS:
            if column.required and column.key not in self.places:
                zh, en = column.headers[0], column.key
                why = Text(
                    f"缺少“{zh}”列；第一行须为列名。", f"The column “{en}” is missing; row one holds the headers."
                )
                self.wrong(header.number, zh, why)

    def _column(self, row: int, place: int, cell: Cell, body: Iterable[Line]) -> None:
        title = cell.text.strip()
        column = COLUMN_OF.get(code_word(title).strip(":*"))
        if column is None:
            if title or any(len(line.cells) > place and line.cells[place].filled for line in body):
                why = Text(f"不认识第 {place + 1} 列“{title}”。", f"Column {place + 1}, “{title}”, is not known.")
                self.wrong(row, title, why)
        elif column.key in self.places:
            why = Text(
                f"“{title}”与“{self.title(column.key)}”是同一列。", f"“{title}” repeats “{self.title(column.key)}”."
            )
            self.wrong(row, title, why)
        else:
            self.places[column.key], self.titles[column.key] = place, title

    def member(self, line: Line, order: int, total: int) -> MemberRow:
        """The member in this row; what is wrong in it is noted, and then the row is never used."""
        found = {column.key: self._text(line, column) for column in COLUMNS}
        role = self._role(line, found["role"])
        self._needed(line, "name", found["name"])
        if role == "member":
            self._needed(line, "seat", found["seat"])
        self._once(line, "seat", found["seat"])
        self._once(line, "badge", found["badge"])
        return MemberRow(
            id=f"m{order:0{max(3, len(str(total)))}d}",
            name=found["name"] or "",
            sex=self._sex(line, found["sex"]),
            group=found["group"] or "",
            seat=found["seat"] or "",
            role=role,
            badge=found["badge"] or None,
        )

    def _text(self, line: Line, column: Column) -> str | None:
        """The clean text of one cell; None where the column or a sound value is missing (then already noted)."""
        place = self.places.get(column.key)
        if place is None:
            return None
        cell = line.cells[place] if place < len(line.cells) else Cell()
        text = code_word(cell.text) if column.key in ("seat", "badge") else person_name(cell.text)
        why = cell.flaw or flaw(cell.text.strip()) or _too_long(text, column.longest)
        if why is None:
            return text
        title = self.title(column.key)
        self.wrong(line.number, title, Text(f"“{title}”{why.zh}。", f"“{title}” {why.en}."))
        return None

    def _needed(self, line: Line, key: str, text: str | None) -> None:
        if text == "":
            title = self.title(key)
            self.wrong(line.number, title, Text(f"缺少“{title}”。", f"“{title}” is missing."))

    def _sex(self, line: Line, text: str | None) -> str:
        if text is None:
            return ""
        sex = SEXES.get(text.lower())
        if sex is None:
            why = Text(f"不认识的性别“{text}”；请填男或女。", f"Unknown sex “{text}”; write male or female.")
            self.wrong(line.number, self.title("sex"), why)
        return sex or ""

    def _role(self, line: Line, text: str | None) -> MemberRole:
        role = ROLES.get((text or "").lower())
        if role is None and text is not None:
            why = Text(
                f"不认识的身份“{text}”；请填组成人员、代表、列席或旁听。",
                f"Unknown role “{text}”; write member, attendee or observer.",
            )
            self.wrong(line.number, self.title("role"), why)
        return role or "observer"

    def _once(self, line: Line, key: str, text: str | None) -> None:
        if not text:
            return
        first = self.seen.setdefault((key, text), line.number)
        if first != line.number:
            title = self.title(key)
            why = Text(f"“{title}”{text} 与第 {first} 行重复。", f"“{title}” {text} already stands in row {first}.")
            self.wrong(line.number, title, why)


def _too_long(text: str, longest: int) -> Text | None:
    return Text(f"超过 {longest} 个字", f"is longer than {longest} characters") if len(text) > longest else None


def _same_names(lines: Iterable[Line], members: Iterable[MemberRow], column: str) -> Iterable[RowError]:
    first: dict[str, int] = {}
    for line, member in zip(lines, members, strict=True):
        row = first.setdefault(member.name, line.number)
        if row != line.number:
            zh = f"{member.name}与第 {row} 行同名，按两人处理。"
            en = f"{member.name} has the same name as row {row}; they are taken as two people."
            yield RowError(line.number, column, zh, en)


PIN_DIGITS: Final = 6
PIN_TRIES: Final = 1_000  # a sound source needs one or two; one that never gives a good PIN must not hang the import


def trivial_pin(pin: str) -> bool:
    """Whether anyone would guess it: a repeated block (000000, 121212, 123123) or a run up or down (123456)."""
    runs = "01234567890123456789"
    repeated = any(pin == pin[:size] * (len(pin) // size) for size in (1, 2, 3))
    return repeated or pin in runs or pin in runs[::-1]


def make_pins(roll: Roll, token_source: Callable[[int], int]) -> Mapping[str, str]:
    """Member id → PIN of six digits for all with a vote; no two alike, none trivial.

    `token_source(n)` gives a number below n and must be unpredictable (`secrets.randbelow`); ValueError if it
    gives no usable PIN, or if there are more voters than could have one each.
    """
    taken: set[str] = set()
    return {member.id: _pin(taken, token_source) for member in roll.voters}


def fresh_pin(token_source: Callable[[int], int]) -> str:
    """Another PIN for one voter who has forgotten hers; as `make_pins`."""
    return _pin(set(), token_source)


def _pin(taken: set[str], token_source: Callable[[int], int]) -> str:
    for _ in range(PIN_TRIES):
        pin = f"{token_source(10**PIN_DIGITS):0{PIN_DIGITS}d}"
        if pin not in taken and not trivial_pin(pin):
            taken.add(pin)
            return pin
    raise ValueError("the source of randomness gives no usable PIN")
