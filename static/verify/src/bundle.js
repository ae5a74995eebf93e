// The members of a bundle by their names; what is JSON in it is read once, and must be canonical.

import { Bad, text, utf8 } from "./bytes.js";
import { parseCanonical } from "./json.js";
import { refuse } from "./zip.js";

const VERSION = "yijue-bundle 1\n";
const MOST_TEXT = 32 * 2 ** 20;
const MOST_LINE = 4 * 2 ** 20;
const MOST_LINES = 2 ** 21;
const MOST_LINES_IN_ALL = 2 ** 22;
const FIRST = ["index.json", "keys.json"];

/** The lines of a .jsonl as texts, each ended by one newline. */
function rowsOf(bytes) {
  const whole = text(bytes);
  if (whole === "") return [];
  if (!whole.endsWith("\n")) throw new Bad("末行没有换行", "the last line does not end");
  return whole.slice(0, -1).split("\n");
}

function parseLine(row) {
  if (row.length > MOST_LINE || (row.length * 3 > MOST_LINE && utf8(row).length > MOST_LINE)) throw new Bad("有一行过长", "a line is too long");
  return parseCanonical(row);
}

function readJson(name, bytes) {
  if (name.endsWith(".jsonl")) return rowsOf(bytes).map(parseLine);
  if (bytes.length > MOST_TEXT) throw new Bad("过长", "too long");
  return parseCanonical(text(bytes));
}

const linesIn = (bytes) => bytes.reduce((sum, byte) => sum + (byte === 10), 0);

export class Bundle {
  /** Reads what the seal is checked with; NoBundle where that cannot be. */
  constructor(members) {
    this.members = members;
    this.read = new Map();
    for (const name of ["VERSION", "index.json", "index.jws"]) {
      if (!members.has(name)) throw refuse(`缺少 ${name}`, `${name} is missing`);
    }
    if (this.said("VERSION", text) !== VERSION) throw refuse("VERSION 不符", "VERSION is another");
    for (const name of FIRST) if (members.has(name)) this.take(name);
  }

  take(name) {
    this.read.set(name, this.said(name, (bytes) => readJson(name, bytes)));
  }

  /** All the rest, once the seal holds; NoBundle where a member cannot be read as docs/bundle.md section 2 writes it. */
  readAll() {
    const names = [...this.members.keys()].filter((name) => /\.jsonl?$/.test(name) && !name.startsWith("documents/"));
    let all = 0;
    for (const name of names.filter((one) => one.endsWith(".jsonl"))) {
      const lines = linesIn(this.members.get(name));
      all += lines;
      if (lines > MOST_LINES || all > MOST_LINES_IN_ALL) throw refuse(`${name} 行数过多`, `${name} has too many lines`);
    }
    for (const name of names) if (!this.read.has(name)) this.take(name);
  }

  said(name, work) {
    try {
      return work(this.members.get(name));
    } catch (wrong) {
      if (!(wrong instanceof Bad)) throw wrong;
      throw refuse(`${name} ${wrong.text.zh}`, `${name}: ${wrong.text.en}`);
    }
  }

  has(path) {
    return this.members.has(path);
  }

  bytes(path) {
    const found = this.members.get(path);
    if (found === undefined) throw new Bad(`缺少 ${path}`, `${path} is missing`);
    return found;
  }

  text(path) {
    return text(this.bytes(path));
  }

  /** The value of a .json. */
  json(path) {
    this.bytes(path);
    return this.read.get(path);
  }

  /** The values of a .jsonl, a line each. */
  lines(path) {
    return this.json(path);
  }

  /** The lines of a .jsonl as they are written. */
  rows(path) {
    return rowsOf(this.bytes(path));
  }

  /** Names below a folder, the folder cut off. */
  below(folder) {
    return [...this.members.keys()].filter((name) => name.startsWith(folder)).map((name) => name.slice(folder.length));
  }

  /** The ids of the polls that have a manifest. */
  polls() {
    return this.below("polls/").map((name) => /^([^/]+)\/manifest\.jws$/.exec(name)?.[1]).filter(Boolean);
  }
}

/** Do the work for every one, some at a time. */
export async function each(list, work) {
  for (let at = 0; at < list.length; at += 64) {
    await Promise.all(list.slice(at, at + 64).map((one, next) => work(one, at + next)));
  }
}
