// V9 and V10: every opened ballot has a key of its own, certified by all issuers, and is whole under that key.

import { say, utf8 } from "./bytes.js";
import { each } from "./bundle.js";
import { parse } from "./json.js";
import { isBytes, isList, isRecord, isText } from "./shape.js";
import { credentialOf, signedByKey, stamped } from "./step_mix.js";
import { ballotsOf, counted, fault, issuersOf } from "./votes.js";

const PAPER = isRecord({ mh: isBytes(32), marks: isText, wi: isList(isText) });

const shown = (ctx) => counted(ctx).filter((poll) => ballotsOf(ctx, poll) !== null);
const hiddenAll = (ctx, polls) => polls.length === 0 && ctx.profile === "public";

/** The ballots; null for a line that is none: V10 says so. */
function readAll(ctx, poll) {
  const shape = isRecord({ p: isText, c: credentialOf(issuersOf(poll)) });
  return ctx.bundle.lines(`${poll.at}/ballots.jsonl`).map((ballot) => (shape(ballot) === undefined ? ballot : null));
}

async function checkKeys(ctx, poll) {
  const ballots = readAll(ctx, poll).filter((ballot) => ballot !== null);
  if (new Set(ballots.map((ballot) => ballot.c.pk)).size !== ballots.length) {
    throw fault(poll, "有选票密钥重复", "a ballot key was used more than once");
  }
  const level = poll.levels.at(-1);
  await each(ballots, async ({ c }) => {
    if (poll.issuers.length && !(await stamped(poll, level, c))) {
      throw fault(poll, "有选票没有全部发票方的印章", "a ballot without the stamps of all issuers");
    }
  });
  return ballots.length;
}

/** V9. */
export async function ballotKeys(ctx) {
  const polls = shown(ctx);
  if (hiddenAll(ctx, polls)) return null;
  const facts = [];
  for (const poll of polls) {
    const count = await checkKeys(ctx, poll);
    const stamps = issuersOf(poll).join("、");
    facts.push(
      stamps
        ? say(`${poll.id}：${count} 张选票，各有 ${stamps} 的印章`, `${poll.id}: ${count} ballots, each with the stamps of ${stamps}`)
        : say(`${poll.id}：${count} 张选票，密钥各不相同（T0 无印章）`, `${poll.id}: ${count} ballots, each with its own key (T0 has no stamps)`),
    );
  }
  return facts;
}

function marksFit({ alphabet, lines }, marks) {
  return marks.length === lines && [...marks].every((mark) => alphabet.includes(mark));
}

function namesFit({ writein_max, writein_bytes }, names) {
  const fits = (name) => utf8(name).length <= writein_bytes && name.normalize("NFC") === name;
  return names.length <= writein_max && names.every(fits);
}

async function readPaper(poll, ballot) {
  if (ballot === null) throw fault(poll, "有选票格式不符", "a ballot is not in its form");
  const paper = parse(ballot.p);
  if (PAPER(paper) !== undefined) throw fault(poll, "有选票票面格式不符", "a paper is not in its form");
  if (paper.mh !== poll.mh) throw fault(poll, "有选票属于另一次表决", "a ballot is of another poll");
  if (!marksFit(poll.rules, paper.marks)) throw fault(poll, "有选票符号不符", "a ballot's marks are not of its alphabet");
  if (!namesFit(poll.rules, paper.wi)) throw fault(poll, "有选票另选人不合规定", "a ballot's written names are not within the rule");
  if (!(await signedByKey(ballot.c, utf8(`ballot|v1|${ballot.p}`)))) {
    throw fault(poll, "有选票签名不符", "a ballot's signature does not hold");
  }
  return { marks: paper.marks, names: paper.wi };
}

/** V10. */
export async function wholeBallots(ctx) {
  const polls = shown(ctx);
  if (hiddenAll(ctx, polls)) return null;
  const facts = [];
  for (const poll of polls) {
    const papers = [];
    await each(readAll(ctx, poll), async (ballot, at) => (papers[at] = await readPaper(poll, ballot)));
    poll.papers = papers;
    facts.push(say(`${poll.id}：${papers.length} 张选票完好`, `${poll.id}: ${papers.length} ballots are whole`));
  }
  return facts;
}
