// V2: the log is one and whole, its notes are signed and cosigned, and it announced the polls as their manifests say.

import { Bad, b64, same, say, utf8 } from "./bytes.js";
import { needed } from "./count.js";
import { alike } from "./json.js";
import { sha256 } from "./keys.js";
import { Log } from "./log.js";
import { hashOf } from "./manifest.js";
import { Tree } from "./merkle.js";
import { hashesOf, named, readNote, signedBy } from "./note.js";
import { isAnything, isList, isRecord, isText, must } from "./shape.js";

const RECORD = isRecord({
  format: isText, meeting: isRecord({ id: isText, title: isAnything }, true), polls: isList(isRecord({ id: isText }, true)),
  log: isRecord({ checkpoint: isText }, true),
}, true);

const EMPTY = async () => b64(await sha256(utf8("")));

async function checkNote(ctx, note, tree) {
  const { keys } = ctx;
  if (note.origin !== keys.log.name) throw new Bad(`${note.what}：是另一份日志的`, `${note.what}: of another log`);
  if (note.size > tree.size || !same(await tree.root(note.size), note.root)) {
    throw new Bad(`${note.what}：日志内容与签注不符`, `${note.what}: the entries do not give its root`);
  }
  if (!(await signedBy(note, keys.log))) throw new Bad(`${note.what}：没有日志签名`, `${note.what}: not signed by the log`);
  const known = [keys.log, ...[...keys.stations.values()].map((station) => station.witness)];
  if (note.lines.some((line) => !known.some((key) => named(line, key)))) {
    throw new Bad(`${note.what}：有不明的签名`, `${note.what}: signed by a stranger`);
  }
  note.cosigned = new Set();
  for (const [station, { witness }] of keys.stations) if (await signedBy(note, witness)) note.cosigned.add(station);
  note.hashes = (await hashesOf(note)).map(b64);
}

async function readNotes(ctx, tree) {
  const { bundle } = ctx;
  const newest = readNote(bundle.bytes("log/checkpoint"), "log/checkpoint");
  if (newest.size !== tree.size) throw new Bad("日志条数与签注不符", "the log does not have as many entries as its checkpoint");
  const notes = [newest];
  for (const name of bundle.below("log/notes/")) {
    const note = readNote(bundle.bytes(`log/notes/${name}`), `log/notes/${name}`);
    if (String(note.size) !== name) throw new Bad(`log/notes/${name}：大小不符`, `log/notes/${name}: of another size`);
    notes.push(note);
  }
  for (const note of notes) await checkNote(ctx, note, tree);
  return notes;
}

/** Each station of the poll cosigned a note that covers the announcement, and one that covers the close. */
function checkCosigned(poll, logged, notes) {
  const stations = poll.issuers.map((one) => one.id).filter((id) => id !== "S");
  const moments = [logged.at, ...(logged.closed ? [logged.closed.at] : [])];
  for (const station of stations) {
    for (const moment of moments) {
      if (!notes.some((note) => note.cosigned.has(station) && note.size > moment)) {
        throw new Bad(`${poll.id}：缺少监票席 ${station} 对日志的见证`, `${poll.id}: station ${station} has not witnessed the log`);
      }
    }
  }
}

async function checkPrevious(poll, logged, notes) {
  const before = notes.filter((note) => note.size <= logged.at);
  const { prev_checkpoint: hash } = poll;
  if (before.some((note) => note.hashes.includes(hash))) return;
  if (before.length === 0 && hash === (await EMPTY())) return;
  throw new Bad(`${poll.id}：所依据的日志签注不在文件中`, `${poll.id}: the checkpoint it names is not in the bundle`);
}

async function checkAnnounced(poll, { announced }) {
  const { rules } = poll;
  const said = [announced.mh, announced.tier, announced.present, announced.base, announced.threshold, announced.needed, announced.voters.length];
  const roster = announced.voters.map(({ kid, seat, voter }) => ({ kid, seat, voter })).sort((a, b) => (a.voter < b.voter ? -1 : 1));
  const meant = [poll.mh, poll.tier, rules.present, rules.base, rules.threshold, needed(rules) ?? 0, rules.eligible];
  if (!alike(said, meant) || (await hashOf(roster)) !== poll.roster_hash) {
    throw new Bad(`${poll.id}：日志中的提请与票面不符`, `${poll.id}: the log announced something else than the manifest`);
  }
}

/** The sitting's record, of this sitting and this log. */
function readRecord(ctx) {
  const record = must(RECORD, ctx.bundle.json("sitting.json"), "sitting.json");
  if (record.format !== "yijue.sitting.v1" || record.meeting.id !== ctx.keys.meeting) {
    throw new Bad("sitting.json 是另一次会议的", "sitting.json is of another sitting");
  }
  if (record.log.checkpoint !== ctx.bundle.text("log/checkpoint")) {
    throw new Bad("sitting.json 所记的日志签注不是这一份", "sitting.json names another checkpoint");
  }
  return record;
}

function checkSet(ctx) {
  const real = ctx.log.real.map((poll) => poll.id);
  const missing = real.find((id) => !ctx.polls.has(id));
  if (missing) throw new Bad(`日志中的表决 ${missing} 不在文件中`, `poll ${missing} of the log is not in the bundle`);
  ctx.polls = new Map(real.map((id) => [id, ctx.polls.get(id)]));
}

/** V2. */
export async function wholeLog(ctx) {
  const { bundle } = ctx;
  ctx.log = await Log.read(bundle.rows("log/entries.jsonl"), bundle.lines("log/entries.jsonl"));
  if (ctx.profile === "full" && ctx.log.hidden) throw new Bad("完整文件的日志有隐去的条目", "entries are left out of a full bundle");
  const tree = await Tree.of(ctx.log.leaves);
  const notes = await readNotes(ctx, tree);
  checkSet(ctx);
  ctx.record = readRecord(ctx);
  for (const logged of ctx.log.real) {
    const poll = ctx.polls.get(logged.id);
    poll.logged = logged;
    await checkAnnounced(poll, logged);
    await checkPrevious(poll, logged, notes);
    checkCosigned(poll, logged, notes);
  }
  const cosigned = notes.filter((note) => note.cosigned.size).length;
  return [
    say(`日志 ${tree.size} 条，其中 ${ctx.log.hidden} 条只有指纹`, `${tree.size} entries, ${ctx.log.hidden} of them shown as hashes only`),
    say(`签注 ${notes.length} 份，其中监票席见证 ${cosigned} 份`, `${notes.length} signed notes, ${cosigned} of them witnessed by stations`),
  ];
}
