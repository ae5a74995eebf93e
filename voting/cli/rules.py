"""`yijue rules show|check|diff`: what the rule books say, whether an overlay can be used, what one changes in another."""

from __future__ import annotations

import argparse
import datetime
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, get_args

from voting import preparation
from voting.cli.stopping import Stop
from voting.core.informative import INFORMATIVE
from voting.core.rulebook import Rule, RuleBook
from voting.core.words import Body, Level, Text
from voting.projections.citations import of_article
from voting.projections.values import KINDS, OFFICES, of_rule
from voting.rules import load

NATION: Final = "national"
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
BODIES: Final[dict[str, Text]] = {
    "congress": Text("大会", "congress"),
    "standing_committee": Text("常委会", "standing committee"),
}
LEVELS: Final[dict[str, Text]] = {
    "province": Text("省级", "province"),
    "city": Text("设区的市", "city"),
    "county": Text("县级", "county"),
    "township": Text("乡级", "township"),
}
PLACES: Final = "地方 / place: " + ", ".join(load.jurisdictions())


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the three commands with their help."""
    rules = commands.add_parser("rules", help="规则手册 / the rule books").add_subparsers(
        required=True, metavar="COMMAND"
    )
    _show(rules)
    _check(rules)
    _diff(rules)


def _show(rules: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = rules.add_parser(
        "show",
        help="列出规则 / list the rules in force",
        description="列出规则及其条文、来源和所代替的规则；写出 KEY（或其开头，如 ballot）时给出全文。 / Lists rules with article, source and what "
        "they take the place of; in full where a KEY (or its beginning, such as ballot) is given. For one sitting: --sitting; "
        "for a body of one level: --body and --level; otherwise every rule of the books.",
    )
    command.add_argument("key", nargs="?", metavar="KEY", help="规则的键 / a key, such as ballot.form")
    command.add_argument("--jurisdiction", choices=load.jurisdictions(), help="地方 / place with local rules")
    command.add_argument("--body", choices=get_args(Body), help="哪个机关 / which organ")
    command.add_argument("--level", choices=get_args(Level), help="哪一级 / which level")
    command.add_argument("--day", type=_day, help="哪一天 / on which day, such as 2026-11-27 (default: the newest)")
    command.add_argument(
        "--sitting", type=Path, help="会议文件 / a sitting file: its place, body, own rules and method"
    )
    command.set_defaults(
        act=lambda o: show(o.key, o.jurisdiction, o.body, o.level, o.day, o.sitting),
    )


def _check(rules: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = rules.add_parser(
        "check",
        help="检查规则手册 / check rule books",
        description="检查规则手册能否使用；逐一指出文件和行，都可以使用时返回 0，否则返回 1。 / Checks whether rule books can be used: every "
        "fault with file and line; exit 0 where all can, else 1. docs/rules.md says how a book is written.",
    )
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="规则手册 / a rule book (TOML)")
    command.set_defaults(act=lambda o: check(o.files))


def _diff(rules: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = rules.add_parser(
        "diff",
        help="比较规则 / what the second changes",
        description="比较两套规则，列出后者改变、增加、不再有的。 / Compares two sets of rules: what the second changes, adds and no "
        f"longer has. A and B: {NATION}, a place, a day (the national book of that day), or the file of an overlay.",
        epilog=PLACES,
    )
    command.add_argument("first", metavar="A", help="如 national / such as national, or 2022-03-12")
    command.add_argument("second", metavar="B", help="如 guangdong / such as guangdong, or my-county.toml")
    command.set_defaults(act=lambda o: diff(o.first, o.second))


def _day(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError("须如 2026-11-27 / such as 2026-11-27") from error


def show(
    key: str | None, place: str | None, body: str | None, level: str | None, day: str | None, sitting: Path | None
) -> int:
    """Print the rules; those of one key, or of keys that begin so, in full."""
    if sitting is not None and (place or body or level or day):
        raise Stop(
            Text("会议文件已经写明地方、机关、级别和日期。", "A sitting file says its place, body, level and day.")
        )
    rules = _planned(sitting) if sitting else _narrowed(_layers(place, day), body, level)
    book = RuleBook(rules) if sitting or (body and level) else None
    listed = book.in_force() if book else rules
    wanted = [rule for rule in listed if key is None or rule.key == key or rule.key.startswith(f"{key}.")]
    if not wanted:
        raise Stop(Text(f"没有规则“{key}”。", f"There is no rule “{key}” here."))
    for rule in sorted(wanted, key=lambda one: one.key):
        print("\n".join(_full(rule, book) if key else _short(rule)))
    return 0


def _planned(sitting: Path) -> tuple[Rule, ...]:
    try:
        return preparation.read_plan(sitting.read_bytes(), sitting.name).rules
    except preparation.Unusable as error:
        raise Stop(*error.faults) from error


def _layers(place: str | None, day: str | None) -> tuple[load.Book, ...]:
    try:
        return load.layers(place, day)
    except LookupError as error:
        raise Stop(Text(f"没有这样的规则手册：{place or NATION} {day or ''}。", f"{error}.")) from error


def _narrowed(books: Iterable[load.Book], body: str | None, level: str | None) -> tuple[Rule, ...]:
    return tuple(
        rule
        for book in books
        for rule in book.rules
        if (body is None or rule.body in (None, body)) and (level is None or rule.level in (None, level))
    )


def _whom(rule: Rule) -> str:
    """For whom a rule holds, in both languages; empty where for everybody."""
    tables = ((BODIES, rule.body), (LEVELS, rule.level), (OFFICES, rule.office), (KINDS, rule.kind))
    found = [table[word] for table, word in tables if word is not None]
    return f"（{'、'.join(one.zh for one in found)} / {', '.join(one.en for one in found)}）" if found else ""


def _value(rule: Rule) -> str:
    read = of_rule(rule)
    return read.zh if read.zh == read.en else f"{read.zh} / {read.en}"


def _short(rule: Rule) -> Iterator[str]:
    gap = " [GAP]" if rule.certainty == "GAP" else ""
    yield f"{rule.key}{_whom(rule)} = {_value(rule)}"
    yield f"    {rule.article} · {rule.layer.zh} / {rule.layer.en}{gap}"


def _full(rule: Rule, book: RuleBook | None) -> Iterator[str]:
    cited = of_article(rule.article) or Text(rule.article, rule.article)
    yield f"{rule.key}{_whom(rule)}"
    yield f"    {rule.title.zh} / {rule.title.en}"
    if rule.key in INFORMATIVE:
        yield "    仅供查阅，系统不据此限制 / for information: not enforced by the system"
    yield f"    = {_value(rule)}"
    yield f"    {cited.zh} / {cited.en} [{rule.article}]"
    yield f"    {rule.wording}"
    yield f"    {rule.layer.zh} / {rule.layer.en} · {rule.certainty} · 施行 in force {rule.in_force} · 核对 checked {rule.checked}"
    if rule.decision is not None:
        yield f"    法律没有规定 / the law is silent: {rule.decision.zh} / {rule.decision.en}"
    for other in book.overridden(rule) if book else ():
        yield f"    代替 / overrides: {other.layer.zh} / {other.layer.en}{_whom(other)} = {_value(other)} [{other.article}]"


def check(files: Iterable[Path]) -> int:
    """Read every book; 1 where one cannot be used."""
    sound = True
    for path in files:
        try:
            found = load.Book(path, load.PLACE_RANK)
        except load.BadBook as error:
            sound = False
            for fault in error.faults:
                print(f"{path}:{fault.line}: {fault.text.zh} {fault.text.en}")
        except (OSError, UnicodeDecodeError) as error:
            raise Stop(Text(f"不能读取{path}。", f"Cannot read {path}: {error}.")) from error
        else:
            print(f"{path}: {len(found.rules)} 条规则，可以使用 / {len(found.rules)} rules, usable")
    return 0 if sound else 1


def _books(name: str) -> tuple[load.Book, ...]:
    """What A or B of a comparison means."""
    if DAY.fullmatch(name):
        return _layers(None, name)
    if name.removeprefix(load.PLACE) == NATION:
        return _layers(None, None)
    if name.removeprefix(load.PLACE) in load.jurisdictions():
        return _layers(name, None)
    path = Path(name)
    if not path.is_file():
        raise Stop(Text(f"没有地方或者文件“{name}”。", f"There is no place and no file “{name}”. {PLACES}"))
    try:
        found = load.Book(path, load.PLACE_RANK)
    except load.BadBook as error:
        raise Stop(*(Text(f"{path}:{one.line}", f"{one.text.zh} {one.text.en}") for one in error.faults)) from error
    return (found,) if found.id == load.NATIONAL else (*_layers(None, None), found)


def diff(first: str, second: str) -> int:
    """Print what B changes in A, rule by rule; 0 also where nothing differs."""
    before, after = (_effective(_books(name)) for name in (first, second))
    lines = [line for name, rule in sorted(after.items(), key=_place) for line in _changed(name, rule, before)]
    gone = [
        f"- {rule.key}{_whom(rule)} = {_value(rule)} [{rule.article}]"
        for name, rule in before.items()
        if name not in after
    ]
    print("\n".join([*lines, *gone]) or "没有差别 / nothing differs")
    return 0


Name = tuple[str, str | None, str | None, str | None, str | None]


def _name(rule: Rule) -> Name:
    return rule.key, rule.body, rule.level, rule.office, rule.kind


def _place(one: tuple[Name, Rule]) -> tuple[str, ...]:
    return tuple(part or "" for part in one[0])


def _effective(books: tuple[load.Book, ...]) -> dict[Name, Rule]:
    """The rules by key and selectors, the latest layer's where several have the same."""
    return {_name(rule): rule for book in books for rule in book.rules}


def _changed(name: Name, rule: Rule, before: dict[Name, Rule]) -> Iterator[str]:
    old = before.get(name) or _wider(rule, before)
    if old is None:
        yield f"+ {rule.key}{_whom(rule)} = {_value(rule)} [{rule.article}]"
    elif old.value != rule.value:
        yield f"~ {rule.key}{_whom(rule)}: {_value(old)} [{old.article}] → {_value(rule)} [{rule.article}]"
    elif name not in before or old.article != rule.article:
        yield f"= {rule.key}{_whom(rule)} = {_value(rule)}: [{old.article}] → [{rule.article}]"


def _wider(rule: Rule, before: dict[Name, Rule]) -> Rule | None:
    """The rule of the other set that said something for these selectors, the narrowest of them."""
    fits = (
        one
        for one in before.values()
        if one.key == rule.key
        and all(wide in (None, narrow) for wide, narrow in zip(_name(one)[1:], _name(rule)[1:], strict=True))
    )
    return max(fits, key=Rule.weight, default=None)
