"""The steps in their order, what each says, and how the whole ends: 0, 1 with the first step that fails, or 2."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from voting.exact import loads
from voting.verify import archive, boxes, contents, ends, figures, seals, signed, trust, voter, votes
from voting.verify.evidence import Evidence, fingerprint
from voting.verify.saying import Broken, NoBundle, Said
from voting.verify.trust import Trust, written
from voting.verify.workers import Workers

LARGEST_TRUST: Final = 2**20
TRUSTED: Final = Said("按信任文件核对", "as trusted")
FROM_THE_BUNDLE: Final = Said("取自本包", "from the bundle itself")
COMPARE: Final = Said(
    "取自本包的密钥，请与纸质结果单和监票席屏幕比对。",
    "Compare keys from the bundle itself with the printed sheet and the stations' screens.",
)
STEPS: Final[tuple[tuple[Said, Callable[[Evidence], list[Said]]], ...]] = (
    (Said("封签与选票清单", "seal and manifests"), seals.manifests),
    (Said("日志与检查点", "log and checkpoints"), seals.history),
    (Said("领票", "papers drawn"), votes.papers),
    (Said("发出票数", "papers issued"), votes.issued),
    (Said("投票", "votes"), votes.casts),
    (Said("封箱", "close"), votes.closes),
    (Said("拆封", "opening"), boxes.levels),
    (Said("混合凭证", "tokens"), boxes.tokens),
    (Said("选票密钥与凭证", "ballot keys and credentials"), boxes.keys),
    (Said("选票", "ballots"), boxes.ballots),
    (Said("票数与结果", "figures and outcome"), figures.sums),
    (Said("票数关系", "bounds"), signed.bounds),
    (Said("计票签名与文件", "signatures of the count, documents"), signed.signatures),
    (Said("异议与了结", "complaints and ends"), ends.settled),
    (Said("成员齐全", "members"), ends.whole),
)


class Step(NamedTuple):
    """What one step found: its number from 1, its name, what it says, whether it holds."""

    number: int
    name: Said
    said: list[Said]
    holds: bool


@dataclass(frozen=True)
class Verdict:
    """How a verification ended: the exit code, the first step that fails (None otherwise), and why it is no bundle."""

    code: int
    failed: int | None = None
    why: Said | None = None


def verify(data: Path | bytes, trusted: Path | None, tell: Callable[[str], None], of: str | None = None) -> Verdict:
    """Check a bundle file (or its bytes), telling each step as it is done, and what it says `of` a voter when all hold.
    OSError when a file cannot be read.
    """
    try:
        with Workers() as workers:
            members = archive.members(data) if isinstance(data, Path) else archive.of_bytes(memoryview(data))
            evidence = Evidence(contents.roots(members), workers, _trust(trusted))
            sealed = _step(1, STEPS[0][0], seals.sealed, evidence)
            if sealed.holds:
                contents.readable(members, workers)
                verdict = _steps(evidence, sealed.said, tell)
                for said in voter.about(evidence, of) if of is not None and verdict.code == 0 else ():
                    tell(f"{said.zh} {said.en}")
                return verdict
            _told(sealed, tell)
            return Verdict(1, 1)
    except NoBundle as error:
        tell(str(error.said))
        return Verdict(2, None, error.said)


def _steps(evidence: Evidence, sealed: list[Said], tell: Callable[[str], None]) -> Verdict:
    """All steps; of the first one the seal was looked at before anything else was read."""
    for number, (name, check) in enumerate(STEPS, start=1):
        step = _step(number, name, check, evidence)
        _told(step._replace(said=[*sealed, *step.said]) if number == 1 and step.holds else step, tell)
        if not step.holds:
            return Verdict(1, number)
        if number == 1:
            _whom(evidence, tell)
    return Verdict(0)


def _told(step: Step, tell: Callable[[str], None]) -> None:
    tell(f"V{step.number} {'✓' if step.holds else '✗'} {step.name.zh} / {step.name.en}")
    for said in step.said:
        tell(f"    {said.zh} {said.en}")


def _step(number: int, name: Said, check: Callable[[Evidence], list[Said]], evidence: Evidence) -> Step:
    try:
        return Step(number, name, check(evidence), holds=True)
    except Broken as error:
        return Step(number, name, [error.said], holds=False)
    except (ValueError, LookupError, TypeError, ArithmeticError, AttributeError) as error:
        # what a step reads is an outsider's: whatever shape it has that no step expects, the step does not hold
        why = str(error) or type(error).__name__
        return Step(
            number,
            name,
            [Said(f"内容不合规：{why[:300]}。", f"What stands there cannot be: {why[:300]}.")],
            holds=False,
        )


def _whom(evidence: Evidence, tell: Callable[[str], None]) -> None:
    """Which keys all this rests on, each by itself: as trusted, or to be compared with paper and stations' screens."""
    tell("    密钥指纹 / fingerprints:")
    own = False
    for name, *keys in evidence.keys.named():
        trusted = evidence.trust is not None and evidence.trust.holds(name, *keys)
        own = own or not trusted
        shown = "  witness ".join(fingerprint(written(key)) for key in keys)
        tell(f"    {name} {shown}  {TRUSTED if trusted else FROM_THE_BUNDLE}")
    if own:
        tell(f"    {COMPARE}")


def _trust(path: Path | None) -> Trust | None:
    """The trust file; NoBundle (exit 2) for one that is none."""
    if path is None:
        return None
    with path.open("rb") as stream:
        data = stream.read(LARGEST_TRUST)
    try:
        return trust.read(loads(data))
    except ValueError as error:
        why = error.said if isinstance(error, Broken) else Said("", str(error))
        raise NoBundle(f"信任文件不能使用。{why.zh}", f"Bad trust file. {why.en}") from error
