"""PIN cards: everybody gets a whole one."""

from __future__ import annotations

import subprocess
from pathlib import Path

from voting.core.words import Text
from voting.records.cards import Card, cards_pdf

MEETING = Text("清河县人大常委会第三十二次会议", "32nd meeting")
MADE = "2026-11-20T09:00:00+08:00"


def card(name: str, place: int) -> Card:
    """A card with a fictitious PIN and link."""
    return Card(
        name, "第一组", f"{place // 10 + 1}排{place % 10 + 1:02}号", f"{place:06}", f"https://yijue.example/#{place}"
    )


def test_cards_read_back(tmp_path: Path) -> None:
    """Ten cards a page in the order given; rare, hostile and very long names come out whole; sample on each page."""
    names = ["龙䶮", "#let x", "$", "\\", "<b>", "名" * 70, "W" * 80, *["王伟"] * 5]
    path = tmp_path / "cards.pdf"
    path.write_bytes(
        cards_pdf(MEETING, [card(name, place) for place, name in enumerate(names)], sample=True, made_at=MADE)
    )
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True, encoding="utf-8")
    read = ["".join(page.replace("\u200b", "").split()) for page in done.stdout.split("\f")[:-1]]
    assert len(read) == 2
    assert all("演示" in page for page in read)
    assert all(name.replace(" ", "") in "".join(read) for name in names)
    assert all(f"{place:06}" in "".join(read) for place in range(12))


def test_same_cards_same_bytes() -> None:
    """Cards printed again from the same data are the same document, and another PIN is another."""
    one = cards_pdf(MEETING, [card("王伟", 1)], sample=False, made_at=MADE)
    assert one == cards_pdf(MEETING, [card("王伟", 1)], sample=False, made_at=MADE)
    assert one != cards_pdf(MEETING, [card("王伟", 2)], sample=False, made_at=MADE)


def test_pin_and_link_stay_out_of_repr() -> None:
    """A card in a log line or traceback shows neither PIN nor link."""
    shown = repr(card("王伟", 123456))
    assert "123456" not in shown
    assert "yijue.example" not in shown
