// JSON as docs/protocol.md section 1 wants it: read strictly, written canonically (RFC 8785 without floats).

import { Bad, text, utf8 } from "./bytes.js";

const MOST_DEEP = 16;
const SPACE = /[ \t\n\r]*/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const INTEGER = /-?(?:0|[1-9][0-9]*)(?![0-9.eE])/y;
const WORDS = [["true", true], ["false", false], ["null", null]];
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

const wrong = (why) => new Bad(`不是严格的 JSON：${why}`, `not strict JSON: ${why}`);

class Reader {
  constructor(given) {
    this.given = given;
    this.at = 0;
  }

  take(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.given);
    if (found === null) return null;
    this.at = pattern.lastIndex;
    return found[0];
  }

  /** Whether this letter comes next, behind white space; it is then read. */
  next(letter) {
    this.take(SPACE);
    if (this.given[this.at] !== letter) return false;
    this.at += 1;
    return true;
  }

  must(letter) {
    if (!this.next(letter)) throw wrong(`“${letter}” expected at ${this.at}`);
  }

  value(depth) {
    this.take(SPACE);
    const first = this.given[this.at];
    if (first === '"') return this.string();
    if (first === "{" || first === "[") {
      if (depth >= MOST_DEEP) throw wrong(`more than ${MOST_DEEP} levels`);
      this.at += 1;
      return first === "{" ? this.object(depth + 1) : this.array(depth + 1);
    }
    for (const [word, value] of WORDS) {
      if (this.given.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.integer();
  }

  integer() {
    const digits = this.take(INTEGER);
    if (digits === null) throw wrong(`no value at ${this.at}`);
    const value = Number(digits) + 0; // there is one nought: -0 is 0, which no canonical text writes
    if (!Number.isSafeInteger(value)) throw wrong("a number too large");
    return value;
  }

  string() {
    this.must('"');
    let out = "";
    for (;;) {
      out += this.take(PLAIN);
      const end = this.given[this.at++];
      if (end === '"') break;
      if (end !== "\\") throw wrong("a string that does not end, or a control character");
      out += this.escape();
    }
    if (!out.isWellFormed()) throw wrong("half a character");
    return out;
  }

  escape() {
    const letter = this.given[this.at++];
    if (letter !== "u") {
      if (!Object.hasOwn(ESCAPES, letter ?? "")) throw wrong("an unknown escape");
      return ESCAPES[letter];
    }
    const digits = this.given.slice(this.at, this.at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw wrong("an unknown escape");
    this.at += 4;
    return String.fromCharCode(parseInt(digits, 16));
  }

  array(depth) {
    const out = [];
    if (this.next("]")) return out;
    do out.push(this.value(depth));
    while (this.next(","));
    this.must("]");
    return out;
  }

  object(depth) {
    const out = Object.create(null);
    if (this.next("}")) return out;
    do {
      this.take(SPACE);
      const key = this.string();
      if (key in out) throw wrong(`“${key}” twice`);
      this.must(":");
      out[key] = this.value(depth);
    } while (this.next(","));
    this.must("}");
    return out;
  }
}

/** The value of a JSON text; objects have no prototype. */
export function parse(given) {
  const reader = new Reader(given);
  const value = reader.value(0);
  reader.take(SPACE);
  if (reader.at !== given.length) throw wrong("something behind the value");
  return value;
}

export const parseBytes = (bytes) => parse(text(bytes));

/** The canonical text of a value. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

export const canonicalBytes = (value) => utf8(canonical(value));

/** The value of a text that must be canonical to the letter. */
export function parseCanonical(given) {
  const value = parse(given);
  if (canonical(value) !== given) throw new Bad("不是规范的 JSON", "not canonical JSON");
  return value;
}

export const alike = (a, b) => canonical(a) === canonical(b);
