// A poll's messages and figures as several steps read them; each read once, under its signer.

import { Bad, say } from "./bytes.js";
import { alike } from "./json.js";
import { open, readJws } from "./jws.js";
import { timeline } from "./log.js";
import {
  isBytes, isCount, isId, isList, isOne, isOneShape, isRecord, isText, isTitle, must, orNull,
} from "./shape.js";

export const REASONS = [
  "not_opened", "form", "credential", "token", "signature", "paper", "marks", "write_ins", "wrong_manifest",
  "repeated_key",
];
const VOID = isList(isRecord({ voter: isId, reason: isOne(...REASONS) }));
const MIX = isRecord({
  vote: isId, mh: isBytes(32), by: isText, level: isCount, in_root: isBytes(32), out_root: isBytes(32), m_in: isCount,
  m_out: isCount, void: VOID,
});
const LINE = { id: isText, for: isCount };
const SUMS = isOneShape(
  isRecord({ kind: isOne("motion"), for: isCount, against: isCount, abstain: isCount }),
  isRecord({ kind: isOne("evaluation"), valid: isCount, invalid: isCount, lines: isList(isRecord(LINE)) }),
  isRecord({
    kind: isOne("election"), valid: isCount, invalid: isCount,
    lines: isList(isRecord({ ...LINE, against: isCount, abstain: isCount, blank: isCount })),
    write_ins: isList(isRecord({ name: isTitle, votes: isCount })),
  }),
);
const TALLY = {
  v: isOne(1), vote: isId, mh: isBytes(32), issued: isCount, spoiled: isCount, cast: isCount,
  void: isList(isRecord({ voter: isId, reason: isId })), in_root: isBytes(32), out_root: isBytes(32),
  sums: isRecord({}, true), merges: isList(isRecord({ written: isText, into: isText })),
};

export const VOTE = { vote: isId, mh: isBytes(32), seat: isId, seq: isCount, prev: orNull(isBytes(32)) };

export const byKeys = (ctx) => [...ctx.polls.values()].filter((poll) => poll.mode !== "by_hand");
export const counted = (ctx) => byKeys(ctx).filter((poll) => poll.logged.counted);
export const issuersOf = (poll) => poll.issuers.map((one) => one.id);
export const eachOf = (names, shape) => isRecord(Object.fromEntries(names.map((name) => [name, shape])));
export const fault = (poll, zh, en) => new Bad(`${poll.id}：${zh}`, `${poll.id}: ${en}`);
const NAMES = { S: say("服务器", "server"), A: say("监票席A", "station A"), B: say("监票席B", "station B") };

/** Parties as people call them. */
export const parties = (ids, between = null) =>
  say(ids.map((id) => NAMES[id].zh).join(between ?? "、"), ids.map((id) => NAMES[id].en).join(between ?? ", "));

/** The key of the server, or those that a station had. */
export const signerOf = (ctx, id) => (id === "S" ? ctx.keys.server : ctx.keys.stations.get(id));

/** What the log says of the papers and votes of a poll. */
export function storyOf(poll) {
  poll.story ??= timeline(poll.logged);
  return poll.story;
}

/** Whether so many papers were drawn in the place of spoiled ones; no more than recorded, where drawing is hidden. */
export function spoiledAsLogged(poll, number) {
  const { drawn, again, spoiled } = storyOf(poll);
  if (poll.issuers.length === 0) return number === 0;
  return drawn.length ? number === again : number <= spoiled;
}

/** The tally of a poll; its sums and reasons are looked at by V11. */
export function tallyOf(ctx, poll) {
  const path = `${poll.at}/tally.json`;
  const tally = must(isRecord(TALLY), ctx.bundle.json(path), path);
  if (tally.vote !== poll.id || tally.mh !== poll.mh) {
    throw fault(poll, "计票结果属于另一次表决", "the tally is of another poll");
  }
  return tally;
}

const ascending = (list, key) => list.every((one, at) => at === 0 || list[at - 1][key] < one[key]);

/** Whether sums are of this poll's kind and lines, in order, and add up. */
function sumsFit({ rules, lines }, { kind, valid, lines: rows = lines, write_ins = [] }) {
  if (kind !== rules.kind || !ascending(write_ins, "name")) return false;
  if (!alike(rows.map((row) => row.id), lines.map((line) => line.id))) return false;
  if (kind === "motion") return true;
  if (kind === "evaluation") return rows.reduce((sum, row) => sum + row.for, 0) === valid;
  return rows.every((row) => row.for + row.against + row.abstain + row.blank === valid);
}

export function wholeTally(ctx, poll) {
  const path = `${poll.at}/tally.json`;
  const tally = must(isRecord({ ...TALLY, void: VOID, sums: SUMS }), tallyOf(ctx, poll), path);
  if (!sumsFit(poll, tally.sums) || !ascending(tally.merges, "written")) {
    throw fault(poll, "计票结果的写法不符", "the tally is not written as it must be");
  }
  poll.tally = tally;
  return tally;
}

/** How many votes the first opener says it was given; V7 looks at who signed that. */
export async function firstGiven(ctx, poll) {
  const path = `${poll.at}/mix.jsonl`;
  const { payload } = await readJws(ctx.bundle.lines(path)[0], path, "mix");
  return payload?.m_in ?? null;
}

/** The signed statements of every opener, first to last. */
export async function mixOf(ctx, poll) {
  if (poll.mixes) return poll.mixes;
  const path = `${poll.at}/mix.jsonl`;
  const given = ctx.bundle.lines(path);
  if (given.length !== poll.mix.length) throw fault(poll, "开箱声明份数不符", "not one statement of each opener");
  const mixes = [];
  for (const [level, { id: by }] of poll.mix.entries()) {
    const { payload } = await open(given[level], signerOf(ctx, by), "mix", MIX, path);
    if (payload.vote !== poll.id || payload.mh !== poll.mh || payload.by !== by || payload.level !== level) {
      throw fault(poll, "开箱声明属于另一次表决或另一层", "an opener's statement is of another poll or level");
    }
    mixes.push(payload);
  }
  poll.mixes = mixes;
  return mixes;
}

/** The opened ballots as texts, or null where this profile does not show them. */
export function ballotsOf(ctx, poll) {
  const path = `${poll.at}/ballots.jsonl`;
  if (poll.mode !== "secret" || (ctx.profile === "public" && !ctx.bundle.has(path))) return null;
  poll.ballots ??= ctx.bundle.rows(path);
  return poll.ballots;
}
