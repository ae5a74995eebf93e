"""The sheets as people get them: PDF made, read back with poppler, page by page."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from voting.ballots.p256 import generate, signing_key
from voting.core.state import Station
from voting.core.words import Text
from voting.exact import dumps
from voting.ledger.signing import SignerKey, fingerprint
from voting.records.announcements import of_poll
from voting.records.checkpoint import log_end, scanned, short
from voting.records.sheet import sitting_pdf
from voting.records.sitting import Election, Line, SittingRecord

RARE = ("龙䶮", "陈𫖯", "文𬭚")


def pages(pdf: bytes, folder: Path) -> list[str]:
    """The text of each page without white space and zero width spaces."""
    path = folder / "sheet.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True, encoding="utf-8")
    return ["".join(page.replace("\u200b", "").split()) for page in done.stdout.split("\f")[:-1]]


def test_cover_and_one_sheet_a_poll(committee: SittingRecord, tmp_path: Path) -> None:
    """A committee of 35 with three polls fits a cover, three sheets of one page each, and the page of signatures."""
    read = pages(sitting_pdf(committee), tmp_path)
    assert len(read) == 5
    assert "会议表决结果总表" in read[0]
    assert all("表决结果单" in page and "总监票人：" in page and "会议主持人" in page for page in read[1:4])
    assert "电子签名与核对" in read[4]
    assert [f"第{number}页共5页" in page for number, page in enumerate(read, 1)] == [True] * 5


def test_cover_tells_the_sitting(committee: SittingRecord, tmp_path: Path) -> None:
    """The cover has the attendance, each item with its disposition, the reporter, the names and the log."""
    cover = pages(sitting_pdf(committee), tmp_path)[0]
    for words in ("应到", "2026年11月21日9时00分12秒", "审议意见转办", "未获通过", "县长周县长", "县人大常委会会议厅"):
        assert words in cover
    assert all(name in cover for name in RARE)
    assert "赞成30反对1弃权1未按1" in cover
    assert fingerprint(committee.log.checkpoint) in cover
    assert committee.log.root[:20] in cover


def test_named_motion(committee: SittingRecord, tmp_path: Path) -> None:
    """A named poll shows figures, threshold with its article, announcement and who voted how."""
    sheet = pages(sitting_pdf(committee), tmp_path)[1]
    for words in (
        "记名，按表决器",
        "353330111",
        "Neededof35",
        "《地方组织法》第五十一条",
        "赞成30票，反对1票",
        "赞成30人",
    ):
        assert words in sheet
    assert all(vote.name in sheet for vote in committee.polls[0].votes)


def test_secret_motion_names_nobody(committee: SittingRecord, tmp_path: Path) -> None:
    """A secret poll shows its label and the method's consent, and no voter."""
    sheet = pages(sitting_pdf(committee), tmp_path)[3]
    for words in (
        "无记名，按表决器",
        "由操作方保密",
        "operator-trusted",
        "同意由操作方单独保密",
        "有权表决",
        "未获通过",
    ):
        assert words in sheet
    assert not any(name in sheet for name in committee.attendance.present)


def test_voided_poll_has_reason_and_no_counts(committee: SittingRecord, tmp_path: Path) -> None:
    """A voided poll's sheet has who voided it and why; none of its figures, no threshold, no announcement."""
    sheet = pages(sitting_pdf(committee), tmp_path)[2]
    for words in ("本次表决作废", "主机故障", "会议主持人李主任"):
        assert words in sheet
    assert not any(words in sheet for words in ("赞成", "未按", "法定票数", "宣布词"))


def test_election(congress: SittingRecord, tmp_path: Path) -> None:
    """An election's sheet has papers, ranking, the elected, the tie and the write-ins marked as such."""
    sheet = "".join(pages(sitting_pdf(congress), tmp_path)[1:])
    for words in ("选举结果单", "应选", "6160606059", "龙䶮401252当选", "张伟322250得票相等", "得票相等，须再次投票"):
        assert words in sheet
    assert sheet.count("write-in") == 2
    assert "#letx另选" in sheet


def test_a_decided_election_is_one_page(congress: SittingRecord, tmp_path: Path) -> None:
    """Two of three elected and three names written in: all of it with the signatures on one page."""
    ranking = (
        Line("张伟", 48, 8, 3),
        Line("李芳", 40, 12, 5, 2),
        Line("龙䶮", 20, 30, 7, 2),
        *(Line(name, 1, write_in=True) for name in ("王五", "赵六", "钱七")),
    )
    result = Election(2, ("张伟", "李芳", "龙䶮"), ranking, ("张伟", "李芳"), None, 0, 59, 1, 60)
    poll = replace(congress.polls[0], election=result, outcome="decided")
    poll = replace(poll, announcement=of_poll("congress", poll))
    read = pages(sitting_pdf(replace(congress, polls=(poll,))), tmp_path)
    assert len(read) == 3
    assert "当选：张伟、李芳" in read[0]
    for words in ("选举有效，已选出", "张伟、李芳当选为青溪镇副镇长", "总监票人"):
        assert words in read[1]


def test_hostile_names_are_only_text(large: SittingRecord, tmp_path: Path) -> None:
    """Names that look like markup, code or paths, or are very long, come out as they are, on a real sitting's sheet."""
    read = "".join(pages(sitting_pdf(large), tmp_path))
    for name in (
        "#letx",
        "$",
        "\\",
        "\"quoted\"'name'",
        "<b>粗</b>",
        "=1+1",
        "*a*_b_`c`@d",
        "A" * 60,
        "很长的名字" * 12,
    ):
        assert name in read
    assert "演示" not in read


def test_three_hundred_members(large: SittingRecord, tmp_path: Path) -> None:
    """300 members: the cover takes two pages, every name is there, the signatures stand once a sheet."""
    read = pages(sitting_pdf(large), tmp_path)
    assert len(read) == 5
    assert all(name.replace(" ", "") in read[0] + read[1] for name in large.attendance.present)
    assert sum("总监票人：" in page for page in read) == 1
    assert all("清河县人大常委会关于批准" in page for page in read[2:4])


def test_sample_is_marked_on_every_page(committee: SittingRecord, congress: SittingRecord, tmp_path: Path) -> None:
    """Every page of a sample says 演示 and demonstration; without the flag no page does."""
    for record in (committee, congress):
        read = pages(sitting_pdf(record), tmp_path)
        assert all("演示" in page and "DEMONSTRATION" in page for page in read)
        real = replace(record, meeting=replace(record.meeting, sample=False))
        assert not any("演示" in page or "DEMONSTRATION" in page for page in pages(sitting_pdf(real), tmp_path))


def test_a_sitting_that_has_not_closed(committee: SittingRecord, tmp_path: Path) -> None:
    """Before the close the cover says so, and items without a disposition say so too."""
    items = (replace(committee.items[0], disposition=None), *committee.items[1:])
    record = replace(committee, meeting=replace(committee.meeting, closed_at=None), items=items)
    cover = pages(sitting_pdf(record), tmp_path)[0]
    assert "尚未闭会" in cover
    assert "尚未处理" in cover


def test_unprintable_characters(committee: SittingRecord, tmp_path: Path) -> None:
    """Direction marks and control characters become 〓; a character in no font still gives a document."""
    poll = replace(committee.polls[2], title=Text("任命\u202e王\u0000某\n通过", "x"))
    changed = replace(committee, polls=(*committee.polls[:2], poll))
    sheet = pages(sitting_pdf(changed), tmp_path)[3]
    assert "任命〓王〓某〓通过" in sheet
    emoji = replace(poll, title=Text("任命😀", "x"))
    assert sitting_pdf(replace(committee, polls=(*committee.polls[:2], emoji))).startswith(b"%PDF-")


def test_archive_standard(committee: SittingRecord) -> None:
    """The sheets of a sitting declare PDF/A part 3, level A, since they carry its record."""
    pdf = sitting_pdf(committee)
    assert b"<pdfaid:part>3</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf


def test_same_record_same_bytes_in_every_thread(committee: SittingRecord, congress: SittingRecord) -> None:
    """Made again, and made in four threads at once, a document has the same bytes; other figures give others."""
    alone = {record.meeting.id: sitting_pdf(record) for record in (committee, congress)}
    with ThreadPoolExecutor(4) as pool:
        for record, made in [(r, pool.submit(sitting_pdf, r)) for r in (committee, congress) * 4]:
            assert made.result() == alone[record.meeting.id]
    assert sitting_pdf(replace(committee, log=replace(committee.log, size=421))) != alone[committee.meeting.id]


def test_fingerprint_and_code_of_the_checkpoint(committee: SittingRecord) -> None:
    """The fingerprint is that of the note's text, whoever cosigns it; the code says origin, size and root."""
    log = committee.log
    digits = sha256(log.checkpoint.split("\n\n")[0].encode() + b"\n").hexdigest()
    assert short(log).replace(" ", "") == digits[:16] == fingerprint(log.checkpoint)
    cosigned = replace(log, checkpoint=log.checkpoint + log.checkpoint.split("\n\n")[1])
    assert short(cosigned) == short(log)
    assert scanned(log) == f"yijue.log.v1 yijue.example/demo-county-sc 420 {log.root}"


def test_every_sheet_bears_the_fingerprint(committee: SittingRecord, tmp_path: Path) -> None:
    """Every page that is signed shows the log's short fingerprint and its size."""
    read = pages(sitting_pdf(committee), tmp_path)
    assert all(fingerprint(committee.log.checkpoint) in page and "420条" in page for page in read)


def test_whose_keys_signed(committee: SittingRecord, tmp_path: Path) -> None:
    """The last page names the keys of server, log and stations by the fingerprints of docs/bundle.md section 6."""
    key, note = signing_key(generate()), committee.log.checkpoint
    witness = SignerKey.generate("yijue/demo/A", 4).verifier.text()
    end = log_end(note, key.public.kid, "yijue/demo+00000000+AAAA", {"A": Station(key.public.kid, witness)})
    server = sha256(dumps(key.public.jwk)).hexdigest()[:16]
    assert [one.fingerprint for one in end.keys] == [
        server, sha256(b"yijue/demo+00000000+AAAA").hexdigest()[:16], server, sha256(witness.encode()).hexdigest()[:16],
    ]  # fmt: skip
    last = pages(sitting_pdf(replace(committee, log=end)), tmp_path)[-1]
    assert all(one.fingerprint in last and one.whose.zh in last for one in end.keys)
