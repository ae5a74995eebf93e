// V9 and V10: every opened ballot has a key of its own, certified by all issuers, and is whole under that key.

import { say } from "./bytes.js";
import { each } from "./bundle.js";
import { ballotShape, paperFaults, paperOf, stamped } from "./paper.js";
import { ballotsOf, counted, fault, issuersOf, parties } from "./votes.js";

const shown = (ctx) => counted(ctx).filter((poll) => ballotsOf(ctx, poll) !== null);
const hiddenAll = (ctx, polls) => polls.length === 0 && ctx.profile === "public";

/** The ballots; null for a line that is none: V10 says so. */
function readAll(ctx, poll) {
  const shape = ballotShape(poll);
  return ctx.bundle.lines(`${poll.at}/ballots.jsonl`).map((ballot) => (shape(ballot) === undefined ? ballot : null));
}

async function checkKeys(ctx, poll) {
  const ballots = readAll(ctx, poll).filter((ballot) => ballot !== null);
  if (new Set(ballots.map((ballot) => ballot.c.pk)).size !== ballots.length) {
    throw fault(poll, "有选票密钥重复", "a ballot key was used more than once");
  }
  if (ballots.some(({ c }) => poll.logged.checked.has(c.pk))) {
    throw fault(poll, "有选票出自已用于查验的票", "a ballot is of a paper that was checked instead of cast");
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
    const stamps = parties(issuersOf(poll));
    facts.push(
      poll.issuers.length
        ? say(`${poll.id}：${count} 张选票，各有${stamps.zh}的印章`, `${poll.id}: ${count} ballots, each stamped by ${stamps.en}`)
        : say(`${poll.id}：${count} 张选票，密钥各不相同（T0 无印章）`, `${poll.id}: ${count} ballots, each with its own key (T0 has no stamps)`),
    );
  }
  return facts;
}

const BROKEN = {
  signature: say("有选票签名不符", "a ballot's signature does not hold"),
  paper: say("有选票票面格式不符", "a paper is not in its form"),
  wrong_manifest: say("有选票属于另一次表决", "a ballot is of another poll"),
  marks: say("有选票符号不符", "a ballot's marks are not of its alphabet"),
  write_ins: say("有选票另选人不合规定", "a ballot's written names are not within the rule"),
};

async function readPaper(poll, ballot) {
  if (ballot === null) throw fault(poll, "有选票格式不符", "a ballot is not in its form");
  const [broken] = await paperFaults(poll, ballot);
  if (broken !== undefined) throw fault(poll, BROKEN[broken].zh, BROKEN[broken].en);
  const { marks, wi } = paperOf(ballot);
  return { marks, names: wi };
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
