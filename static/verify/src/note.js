// Checkpoints of the log: C2SP signed notes, tlog-checkpoint, and cosignature/v1 of witnesses.

import { Bad, hex, join, number, same, text, tryPadded, utf8 } from "./bytes.js";
import { ed25519, sha256 } from "./keys.js";

const SIZE = /^(?:0|[1-9][0-9]{0,15})$/;
const MOST = 262_144; // bytes of a note
const LATEST = 2n ** 63n - 1n; // c2sp.org/tlog-cosignature
export const LOG = 1;
export const WITNESS = 4;

const malformed = (what) => new Bad(`${what}：不是规范的日志签注`, `${what} is no signed note`);

/** A verifier key: name, key id in hexadecimal, type and 32 bytes, joined by plus signs. */
export async function verifierKey(given, name, type) {
  const strange = /\s/.test(name);
  const wrong = new Bad(`日志密钥格式不符：${name}`, `the verifier key of ${name} is not in its form`);
  const parts = typeof given === "string" ? given.split("+") : [];
  const bytes = tryPadded(parts.slice(2).join("+"));
  if (strange || parts.length < 3 || parts[0] !== name || bytes?.length !== 33 || bytes[0] !== type) throw wrong;
  const id = (await sha256(join(utf8(`${name}\n`), bytes))).subarray(0, 4);
  if (hex(id) !== parts[1]) throw wrong;
  return { name, type, id, bytes: bytes.subarray(1) };
}

function readLine(line, what) {
  const found = /^\u2014 ([^ +]+) ([^ ]+)$/u.exec(line);
  const bytes = found && tryPadded(found[2]);
  if (!bytes || bytes.length < 5) throw malformed(what);
  return { name: found[1], id: bytes.subarray(0, 4), signature: bytes.subarray(4), line: `${line}\n` };
}

/** A checkpoint: {origin, size, root, body, lines}, where `lines` are not verified yet. */
export function readNote(bytes, what) {
  if (bytes.length > MOST) throw malformed(what);
  const whole = text(bytes);
  const cut = whole.lastIndexOf("\n\n");
  if (cut < 0 || !whole.endsWith("\n") || /[\u0000-\u0009\u000b-\u001f\u007f]/.test(whole)) throw malformed(what);
  const body = whole.slice(0, cut + 1);
  const lines = whole.slice(cut + 2, -1).split("\n").map((line) => readLine(line, what));
  const [origin, size, root, ...more] = body.split("\n");
  const hash = tryPadded(root ?? "");
  if (!origin || !SIZE.test(size ?? "") || hash?.length !== 32 || more.join() !== "") throw malformed(what);
  return { what, origin, size: Number(size), root: hash, body, lines };
}

const timed = (line, note) =>
  join(utf8(`cosignature/v1\ntime ${number(line.signature.subarray(0, 8))}\n`), utf8(note.body));

async function goodLine(note, line, key) {
  if (key.type === LOG) return ed25519(key.bytes, line.signature, utf8(note.body));
  return line.signature.length === 72 && number(line.signature.subarray(0, 8)) <= LATEST && ed25519(key.bytes, line.signature.subarray(8), timed(line, note));
}

/** Whether a signature line is in the name of this key. */
export const named = (line, key) => line.name === key.name && same(line.id, key.id);

/** Whether `key` signed the note; a line in its name that does not hold is a fault of the note. */
export async function signedBy(note, key) {
  const lines = note.lines.filter((line) => named(line, key));
  for (const line of lines) {
    if (!(await goodLine(note, line, key))) {
      throw new Bad(`${note.what}：${key.name} 的签名不符`, `${note.what}: the signature of ${key.name} does not hold`);
    }
  }
  return lines.length > 0;
}

/** The hashes that a manifest may know this note by: with its first one or more signature lines. */
export async function hashesOf(note) {
  const texts = note.lines.map((_, at) => `${note.body}\n${note.lines.slice(0, at + 1).map((one) => one.line).join("")}`);
  return Promise.all(texts.map((one) => sha256(utf8(one))));
}
