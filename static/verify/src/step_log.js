// V2: the log is one and whole, its notes are signed and cosigned, and it announced the polls as their manifests say.

import { Bad, b64, same, say, tell, utf8 } from "./bytes.js";
import { needed } from "./count.js";
import { alike } from "./json.js";
import { sha256 } from "./keys.js";
import { Log } from "./log.js";
import { hashOf } from "./manifest.js";
import { Tree } from "./merkle.js";
import { hashesOf, named, readNote, signedBy } from "./note.js";
import { isCount, isId, isList, isRecord, isText, must } from "./shape.js";
import { issuersOf } from "./votes.js";

const RECORD = isRecord({
  format: isText, meeting: isRecord({ id: isText }, true), log: isRecord({ checkpoint: isText, size: isCount, root: isText }, true),
}, true);
const NAMES = isList(isRecord({ name: isText, voter: isId }));

const EMPTY = async () => b64(await sha256(utf8("")));

async function checkNote(ctx, note, tree) {
  const { keys } = ctx;
  if (note.origin !== keys.log.name) throw new Bad(`${note.what}：是另一份日志的`, `${note.what}: of another log`);
  if (note.size > tree.size || !same(await tree.root(note.size), note.root)) {
    throw new Bad(`${note.what}：日志内容与签注不符`, `${note.what}: the entries do not give its root`);
  }
  if (!(await signedBy(note, keys.log))) throw new Bad(`${note.what}：没有日志签名`, `${note.what}: not signed by the log`);
  const known = [keys.log, ...[...keys.stations.values()].flat().map((station) => station.witness)];
  if (note.lines.some((line) => !known.some((key) => named(line, key)))) {
    throw new Bad(`${note.what}：有不明的签名`, `${note.what}: signed by a stranger`);
  }
  note.cosigned = new Set();
  for (const [station, joined] of keys.stations) {
    for (const { witness } of joined) if (await signedBy(note, witness)) note.cosigned.add(station);
  }
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

/** The station cosigned a note that covers these places of the log. */
function checkWitnessed(notes, station, places, what) {
  const seen = Math.max(0, ...notes.filter((note) => note.cosigned.has(station)).map((note) => note.size));
  if (places.some((at) => at >= seen)) {
    throw new Bad(`${what}：缺少监票席 ${station} 对日志的见证`, `${what}: station ${station} has not witnessed the log`);
  }
}

const stationsOf = (poll) => issuersOf(poll).filter((id) => id !== "S");

/** Each station of a counted poll saw the announcement and the close; a poll that was voided uncounted may have lost one. */
function checkCosigned(poll, logged, notes) {
  if (!logged.counted) return;
  const places = [logged.at, ...(logged.closed ? [logged.closed.at] : [])];
  for (const station of stationsOf(poll)) checkWitnessed(notes, station, places, poll.id);
}

/** Stations that are there to the end saw how each of their polls ended, and the end of the sitting. */
function checkWitnessedEnd({ log, polls }, notes) {
  const marked = [...polls.values()].filter(({ logged }) => logged.marked);
  if (log.closedAt === null) return;
  for (const station of new Set(marked.flatMap(stationsOf))) {
    if (!log.there.has(station)) continue;
    const own = marked.filter((poll) => stationsOf(poll).includes(station)).map((poll) => poll.logged);
    const ends = own.flatMap(({ declared, voided }) => [declared, voided]).filter(Boolean).map(({ at }) => at);
    checkWitnessed(notes, station, [...ends, log.closedAt], "sitting.closed.v1");
  }
}

async function checkPrevious(poll, logged, notes) {
  const before = notes.filter((note) => note.size <= logged.at);
  const { prev_checkpoint: hash } = poll.manifest;
  if (before.some((note) => note.hashes.includes(hash))) return;
  if (before.length === 0 && hash === (await EMPTY())) return;
  throw new Bad(`${poll.id}：所依据的日志签注不在文件中`, `${poll.id}: the checkpoint it names is not in the bundle`);
}

async function checkAnnounced(poll, { announced }) {
  const { rules } = poll;
  const said = [announced.mh, announced.tier, announced.present, announced.base, announced.threshold, announced.needed, announced.voters.length];
  const roster = announced.voters.map(({ kid, seat, voter }) => ({ kid, seat, voter })).sort((a, b) => (a.voter < b.voter ? -1 : 1));
  const meant = [poll.mh, poll.tier, rules.present, rules.base, rules.threshold, needed(rules) ?? 0, rules.eligible];
  const distinct = new Set(roster.map((one) => one.voter)).size === roster.length;
  if (!distinct || !alike(said, meant) || (await hashOf(roster)) !== poll.roster_hash) {
    throw new Bad(`${poll.id}：日志中的提请与票面不符`, `${poll.id}: the log announced something else than the manifest`);
  }
}

/** The names that the announcement froze; a public bundle has them of votes by name alone. */
async function checkNames(ctx, poll, logged) {
  const path = `${poll.at}/names.jsonl`;
  if (!logged.marked || poll.mode === "by_hand" || (ctx.profile === "public" && poll.mode !== "named")) return;
  const names = must(NAMES, ctx.bundle.lines(path), path);
  const voters = poll.roster.map((one) => one.voter);
  if (!alike(names.map((one) => one.voter), voters) || (await hashOf(names)) !== logged.announced.names) {
    throw new Bad(`${path}：姓名与日志中的提请不符`, `${path}: not the names that the log announced`);
  }
  poll.names = new Map(names.map(({ voter, name }) => [voter, name]));
}

/** The sitting's record, of this sitting and this log. */
function readRecord(ctx) {
  const record = must(RECORD, ctx.bundle.json("sitting.json"), "sitting.json");
  if (record.format !== "yijue.sitting.v1" || record.meeting.id !== ctx.keys.meeting) {
    throw new Bad("sitting.json 是另一次会议的", "sitting.json is of another sitting");
  }
  const note = ctx.bundle.text("log/checkpoint");
  const { checkpoint, size, root } = record.log;
  if (!alike([checkpoint, String(size), root], [note, ...note.split("\n").slice(1, 3)])) {
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
    await checkNames(ctx, poll, logged);
  }
  checkWitnessedEnd(ctx, notes);
  return [...told(ctx, notes, tree.size), ...leftOut(ctx.log)];
}

function told(ctx, notes, size) {
  const cosigned = notes.filter((note) => note.cosigned.size);
  const seen = Math.max(0, ...cosigned.map((note) => note.size));
  const lost = [...ctx.log.lost].sort();
  return [
    say(`日志 ${size} 条，其中 ${ctx.log.hidden} 条只有指纹`, `${size} entries, ${ctx.log.hidden} of them shown as hashes only`),
    say(`签注 ${notes.length} 份，其中监票席见证 ${cosigned.length} 份`, `${notes.length} signed notes, ${cosigned.length} of them witnessed by stations`),
    ...(cosigned.length && seen < size ? [tell(`末尾 ${size - seen} 条没有监票席见证，只由服务器担保`, `no station has witnessed the last ${size - seen} entries: they are the server’s word`)] : []),
    ...(lost.length ? [tell(`监票席 ${lost.join("、")} 曾失联（日志所记，只由服务器担保）`, `station ${lost.join(", ")} was lost, as the log has it (the server’s word)`)] : []),
  ];
}

/** Trials, and what an older log cannot show. */
function leftOut(log) {
  const trials = [...log.polls.values()].filter((poll) => poll.trial).map((poll) => poll.id);
  const older = log.real.filter((poll) => !poll.marked).length;
  return [
    ...(trials.length ? [tell(`试表决 ${trials.join("、")} 不计入证据`, `trial votes, which are left out: ${trials.join(", ")}`)] : []),
    ...(older ? [tell(`${older} 次表决由较早的版本记录：姓名、测评办法等没有记入日志，只由服务器担保`, `${older} polls were recorded by an older version: names, grading rules and the like are not in the log and the server’s word`)] : []),
  ];
}
