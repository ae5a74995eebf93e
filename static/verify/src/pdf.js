// The file that a PDF carries, read as docs/bundle.md section 8 writes it. One byte is one character of a text here.

import { Bad, join } from "./bytes.js";

const MOST_BYTES = 32 * 2 ** 20;
const MOST_TABLES = 16;
const DEEPEST = 32;
const BLANK = "\0\t\n\f\r ";
const REGULAR = /[^\0\t\n\f\r ()<>[\]{}/%]*/y;
const REFERENCE = /([0-9]{1,9}) 0 R(?![^\0\t\n\f\r ()<>[\]{}/%])/y;
const WORD = /[+.0-9A-Za-z-]+/y;
const HEX = /<([0-9A-Fa-f\0\t\n\f\r ]*)>/y;
const SECTION = /([0-9]{1,9}) ([0-9]{1,9})\n/y;
const ENTRY = /([0-9]{10}) ([0-9]{5}) ([fn])(?: \r| \n|\r\n)/y;
const STREAM = /[\0\t\n\f\r ]*stream\r?\n/y;
const AFTER = /(?:\r\n|\r|\n)?endstream(?![A-Za-z])/y;
const ESCAPED = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", "\n": "", "\r": "", "\r\n": "" };

const unreadable = () => new Bad("不是按规定写成的 PDF 文件", "it is no PDF that is written as it must be");

/** A string, which a name or a number never is. */
class Text {
  constructor(value) {
    this.value = value;
  }
}

/** A reference to an object. */
class Reference {
  constructor(number) {
    this.number = number;
  }
}

function characters(bytes) {
  const parts = [];
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return parts.join("");
}

class Reader {
  constructor(text, at) {
    this.text = text;
    this.at = at;
  }

  /** What stands here, or null; goes behind it. */
  take(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found !== null) this.at = pattern.lastIndex;
    return found;
  }

  /** Whether these letters stand here; goes behind them. */
  passes(letters) {
    const here = this.text.startsWith(letters, this.at);
    if (here) this.at += letters.length;
    return here;
  }

  blanks() {
    while (this.at < this.text.length && BLANK.includes(this.text[this.at])) this.at += 1;
  }

  /** A dictionary is a Map from names, an array an Array; names have their slash, numbers and words are as written. */
  value(depth = 0) {
    if (depth > DEEPEST) throw unreadable();
    this.blanks();
    const reference = this.take(REFERENCE);
    if (reference) return new Reference(Number(reference[1]));
    if (this.passes("<<")) return this.dictionary(depth);
    if (this.passes("[")) return this.array(depth);
    if (this.passes("(")) return this.string();
    if (this.passes("/")) return `/${this.take(REGULAR)[0].replace(/#([0-9A-Fa-f]{2})/g, (_, code) => String.fromCharCode(parseInt(code, 16)))}`;
    const hex = this.take(HEX);
    if (hex) return new Text(fromHex(hex[1].replace(/[^0-9A-Fa-f]/g, "")));
    const word = this.take(WORD);
    if (!word) throw unreadable();
    return word[0];
  }

  array(depth) {
    const found = [];
    for (this.blanks(); !this.passes("]"); this.blanks()) found.push(this.value(depth + 1));
    return found;
  }

  dictionary(depth) {
    const found = new Map();
    for (this.blanks(); !this.passes(">>"); this.blanks()) {
      const name = this.value(depth + 1);
      if (typeof name !== "string" || !name.startsWith("/") || found.has(name)) throw unreadable();
      found.set(name, this.value(depth + 1));
    }
    return found;
  }

  string() {
    const begin = this.at;
    for (let open = 1; open > 0; this.at += 1) {
      const letter = this.text[this.at];
      if (letter === undefined) throw unreadable();
      if (letter === "\\") this.at += 1;
      else if (letter === "(") open += 1;
      else if (letter === ")") open -= 1;
    }
    const raw = this.text.slice(begin, this.at - 1);
    return new Text(raw.replace(/\\([0-7]{1,3}|\r\n|[^])/g, (_, code) =>
      /^[0-7]/.test(code) ? String.fromCharCode(parseInt(code, 8) & 255) : ESCAPED[code] ?? code));
  }
}

const fromHex = (digits) =>
  (digits.match(/..?/g) ?? []).map((pair) => String.fromCharCode(parseInt(pair.padEnd(2, "0"), 16))).join("");

class Pdf {
  constructor(bytes) {
    this.bytes = bytes;
    this.text = characters(bytes);
    this.places = new Map();
    this.root = null;
    this.tables();
  }

  tables() {
    const end = /startxref\n([0-9]{1,10})\n%%EOF\n?$/.exec(this.text.slice(-40));
    if (!/^%PDF-1\.[0-9][\r\n]/.test(this.text) || !end) throw unreadable();
    let place = end[1];
    let before = this.text.length;
    for (let number = 0; place !== undefined; number += 1) {
      if (number === MOST_TABLES || typeof place !== "string" || !/^[0-9]+$/.test(place) || Number(place) >= before) throw unreadable();
      before = Number(place);
      const trailer = this.table(before);
      if (number === 0) this.root = trailer.get("/Root");
      place = trailer.get("/Prev");
    }
  }

  table(place) {
    const reader = new Reader(this.text, place);
    if (!reader.passes("xref\n")) throw unreadable();
    for (let section = reader.take(SECTION); section !== null; section = reader.take(SECTION)) {
      for (let at = 0; at < Number(section[2]); at += 1) this.entry(reader, Number(section[1]) + at);
    }
    const trailer = reader.passes("trailer\n") ? reader.value() : null;
    if (!(trailer instanceof Map) || trailer.has("/Encrypt") || trailer.has("/XRefStm")) throw unreadable();
    return trailer;
  }

  entry(reader, number) {
    const found = reader.take(ENTRY);
    if (!found) throw unreadable();
    if (this.places.has(number)) return; // a newer table has said where it is
    this.places.set(number, found[3] === "n" && found[2] === "00000" ? Number(found[1]) : null);
  }

  /** A reader behind the head of the object that is referred to. */
  object(reference) {
    const place = reference instanceof Reference ? this.places.get(reference.number) : null;
    const reader = new Reader(this.text, place ?? 0);
    if (place === null || place === undefined || !reader.passes(`${reference.number} 0 obj`)) throw unreadable();
    if (/[A-Za-z0-9]/.test(this.text[reader.at] ?? "")) throw unreadable();
    return reader;
  }

  whole(value) {
    return value instanceof Reference ? this.object(value).value() : value;
  }

  dictionary(value) {
    const found = this.whole(value);
    if (!(found instanceof Map)) throw unreadable();
    return found;
  }

  /** The packed bytes of a stream. */
  packed(reference) {
    const reader = this.object(reference);
    const about = reader.value();
    if (!(about instanceof Map) || !reader.take(STREAM)) throw unreadable();
    const filter = [about.get("/Filter")].flat();
    const length = about.get("/Length");
    const plain = filter.length === 1 && filter[0] === "/FlateDecode" && !about.has("/DecodeParms");
    if (!plain || typeof length !== "string" || !/^[0-9]+$/.test(length)) throw unreadable();
    const begin = reader.at;
    reader.at += Number(length);
    const end = reader.at;
    if (!reader.take(AFTER)) throw unreadable();
    return this.bytes.slice(begin, end);
  }
}

/** What a zlib stream holds; nothing may stand behind it. */
async function inflated(packed) {
  const parts = [];
  let size = 0;
  try {
    const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      size += value.length;
      if (size > MOST_BYTES) break;
      parts.push(value);
    }
    if (size > MOST_BYTES) await reader.cancel();
  } catch {
    throw unreadable();
  }
  if (size > MOST_BYTES) throw unreadable();
  return join(...parts);
}

/** The one file of this name among those that are attached to the document. */
export async function carried(bytes, name) {
  const pdf = new Pdf(bytes);
  const attached = pdf.dictionary(pdf.dictionary(pdf.dictionary(pdf.root).get("/Names")).get("/EmbeddedFiles"));
  const pairs = pdf.whole(attached.get("/Names"));
  if (!Array.isArray(pairs) || pairs.length % 2 || attached.has("/Kids")) throw unreadable();
  const called = (value) => value instanceof Text && value.value === name;
  const named = pairs.filter((_, at) => at % 2 && called(pairs[at - 1])).map((one) => pdf.dictionary(one));
  if (named.length !== 1 || !called(named[0].get("/UF"))) throw new Bad(`没有附带 ${name}，或不止一份`, `it does not carry one ${name}`);
  return inflated(pdf.packed(pdf.dictionary(named[0].get("/EF")).get("/F")));
}
