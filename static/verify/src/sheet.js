// The documents of a bundle (V13): a result sheet carries the record (docs/bundle.md section 8), others the log names.

import { Bad, hex, same, say, tell, text, utf8 } from "./bytes.js";
import { alike, canonical, parseCanonical } from "./json.js";
import { sha256 } from "./keys.js";
import { Tree } from "./merkle.js";
import { readNote, signedBy } from "./note.js";
import { carried } from "./pdf.js";
import { isCount, isList, isRecord, isText, must } from "./shape.js";

const SHEETS = ["sheet.pdf", "signed-sheet.pdf"];
const RECORD = isRecord({
  log: isRecord({ size: isCount, root: isText, checkpoint: isText }, true), polls: isList(isRecord({}, true)),
}, true);

const withoutEnd = ({ log: { size, root, checkpoint, ...log }, ...record }) => ({ ...record, log });
const withheld = ({ name, write_in }) => ({ name, withheld: true, write_in });

/** The line that stands for all these, where each is a name that one voter wrote. */
const folded = (rows) => (rows.length && rows.every((row) => row.write_in === true && row.for === 1)
  ? canonical({ name: `另选他人 ×${rows.length}`, withheld: true, write_in: true }) : null);

/** The ranking as the sheet shows it, where it is that of the record with lines withheld. */
function shownRanking(mine, theirs) {
  const rest = mine.map((row) => ({ row, forms: [canonical(row), canonical(withheld(row))] }));
  for (const [place, row] of theirs.map(canonical).entries()) {
    const at = rest.findIndex((one) => one.forms.includes(row));
    if (at < 0) return place === theirs.length - 1 && row === folded(rest.map((one) => one.row)) ? theirs : mine;
    rest.splice(at, 1);
  }
  return rest.length ? mine : theirs;
}

function shownPoll(mine, theirs) {
  const ranking = theirs?.ranking;
  const keeps = Array.isArray(ranking) && ranking.some((row) => Object.hasOwn(row ?? {}, "withheld"));
  return keeps && Array.isArray(mine.ranking) ? { ...mine, ranking: shownRanking(mine.ranking, ranking) } : mine;
}

/** The log where the sheet ends is the beginning of this one, closed already. */
async function checkEnd(ctx, what, { size, root, checkpoint }) {
  const wrong = new Bad(`${what}：所附检查点不是本日志的，或早于闭会`, `${what}: its checkpoint is none of this log, or from before the close`);
  const note = readNote(utf8(checkpoint), what);
  const signed = note.origin === ctx.keys.log.name && await signedBy(note, ctx.keys.log);
  if (!signed || note.size !== size || note.body.split("\n")[2] !== root || size > ctx.log.leaves.length) throw wrong;
  const newest = readNote(ctx.bundle.bytes("log/checkpoint"), "log/checkpoint");
  const there = size === newest.size ? newest.root : await (await Tree.of(ctx.log.leaves)).root(size);
  if (!same(there, note.root) || (ctx.log.closedAt !== null && ctx.log.closedAt >= size)) throw wrong;
}

async function checkSheet(ctx, name) {
  const what = `documents/${name}`;
  const data = text(await carried(ctx.bundle.bytes(what), "sitting.json"));
  const found = must(RECORD, parseCanonical(data), what);
  const shown = { ...ctx.record, polls: ctx.record.polls.map((poll, at) => shownPoll(poll, found.polls[at])) };
  if (!alike(withoutEnd(found), withoutEnd(shown))) throw new Bad(`${what}：所附会议记录不是 sitting.json`, `${what}: it carries another record than sitting.json`);
  await checkEnd(ctx, what, found.log);
}

async function toldSheet(ctx, name) {
  try {
    await checkSheet(ctx, name);
  } catch (wrong) {
    if (!(wrong instanceof Bad) || ctx.log.marked) throw wrong;
    return tell(`${wrong.text.zh}（早期日志，仅提示）`, `${wrong.text.en} (an older log: told only)`);
  }
  return say(`${name} 附带本包的会议记录；页面所印文字由签名人负责`, `${name} carries this record; what its pages print is the word of who signed it`);
}

/** Facts about all documents; Bad where one is not what it must be. */
export async function checkDocuments(ctx) {
  const names = ctx.bundle.below("documents/");
  const others = names.filter((name) => !SHEETS.includes(name));
  for (const name of others) {
    const hash = await sha256(ctx.bundle.bytes(`documents/${name}`));
    const logged = ctx.log.documents.get(name);
    if (logged !== hex(hash)) throw new Bad(`documents/${name} 与日志中的指纹不符`, `documents/${name} is not what the log names`);
  }
  const facts = [];
  for (const name of names.filter((one) => SHEETS.includes(one))) facts.push(await toldSheet(ctx, name));
  if (!facts.length) facts.push(say("没有结果单", "it has no result sheet"));
  if (others.length) facts.push(say(`文书 ${others.length} 份与日志中的指纹相符`, `${others.length} documents are what the log names`));
  return facts;
}
