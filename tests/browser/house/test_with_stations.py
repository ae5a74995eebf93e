"""A tablet, thirty-four simulated seats and two real scrutineers' stations: a secret vote at T2 in the real house."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house.conftest import House, confirm, press, sign_in
from tests.browser.house.test_whole_house import all_here
from voting.cli.establish import sample_files
from voting.cli.processes import free_port

pytestmark = pytest.mark.slow
STATIONS_SECONDS = 30_000  # a process starts, enrols and is on line


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Callable[[Page, str], None]]:
    """Let the operator give a code out and start the station with it."""
    started: list[subprocess.Popen[bytes]] = []
    roll = tmp_path / "roll.csv"
    with roll.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("姓名", "性别", "代表团或组", "座位", "身份"))
        members = sample_files("committee")[1].members
        rows.writerows((one.name, one.sex, one.group, one.seat, one.role) for one in members)

    def start(operator: Page, name: str) -> None:
        row = operator.locator(f"#stations li[data-station='{name}']")
        row.get_by_role("button", name="发登记码").click()
        typed = operator.locator("dialog .code-text")
        expect(typed).to_have_text(re.compile("^[2-9A-HJ-NP-Z]{8}$"))
        base = operator.url.partition("/operator")[0]
        words = [sys.executable, "-m", "voting.cli", "station", "--server", base, "--station", name, "--code",
                 typed.inner_text(), "--roll", str(roll), "--var", str(tmp_path / f"station-{name}"),
                 "--bind", f"127.0.0.1:{free_port()}"]  # fmt: skip
        started.append(subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        operator.locator("dialog").get_by_role("button", name="关闭").click()
        expect(row).to_contain_text("在线", timeout=STATIONS_SECONDS)

    yield start
    for one in started:
        one.terminate()
        one.wait(20)


def test_a_tablet_votes_with_two_stations(house: Callable[[str], House], station: Callable[[Page, str], None]) -> None:
    """Papers signed blind by three, opened by three, counted by three: the tablet finds its ballot and says so."""
    here = house("committee")
    operator = here.officer("operator")
    seat, pin = here.own_seat()
    sign_in(seat, pin)
    all_here(operator, 35)
    station(operator, "A")
    station(operator, "B")
    press(operator, "宣布开会")
    operator.locator(".agenda button").nth(2).click()  # the first secret motion
    operator.locator(".desk > .steps").get_by_role("button", name="进入议题").click()
    press(operator, "进行审议")
    press(operator, "提请表决")
    expect(seat.get_by_text("表决票已领取")).to_be_visible(timeout=15_000)
    expect(seat.locator(".seat-poll .chip code")).to_have_count(2)
    expect(operator.locator("p.drawn")).to_contain_text(re.compile(r"35\D+35"), timeout=STATIONS_SECONDS)
    press(operator, "开始表决")
    seat.get_by_role("button", name=re.compile("赞成")).click()
    expect(seat.get_by_text(re.compile("已收到"))).to_be_visible()
    seat.reload()
    expect(seat.get_by_text(re.compile("已收到"))).to_be_visible()
    here.picture("seat-t2", seat)
    press(operator, "结束表决")
    confirm(operator)
    press(operator, "宣布结果")
    expect(seat.get_by_text("已计入")).to_be_visible(timeout=15_000)
    here.picture("seat-t2-counted", seat)
