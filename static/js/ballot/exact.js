// Strict reading and canonical writing of JSON: what is signed and hashed must have one meaning (RFC 8785, restricted).
const MAX_DEPTH = 16;
const SPACE = /[ \t\n\r]*/y;
const WHOLE = /-?(?:0|[1-9][0-9]*)/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORDS = [["true", true], ["false", false], ["null", null]];

/** Canonical text of a value: keys sorted by UTF-16 code units, no white space; throws on floats and foreign things. */
export function write(value, depth = 0) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return writeText(value);
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  if (depth >= MAX_DEPTH) throw new Error("nested too deeply"); // an empty list is a level too
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(",")}]`;
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    const pairs = Object.keys(value).sort().map((key) => `${writeText(key)}:${write(value[key], depth + 1)}`);
    return `{${pairs.join(",")}}`;
  }
  throw new Error(`${typeof value} is not exact JSON`);
}

function writeText(value) {
  if (!value.isWellFormed()) throw new Error("a lone surrogate is no character");
  return JSON.stringify(value);
}

/** The value of a strict JSON text; throws on duplicate keys, floats, too much depth or anything behind it. */
export function read(source) {
  const state = { source, at: 0 };
  const value = readValue(state, 0);
  take(state, SPACE);
  if (state.at !== source.length) throw new Error("something stands behind the JSON");
  return value;
}

function take(state, pattern) {
  pattern.lastIndex = state.at;
  const found = pattern.exec(state.source);
  if (found === null) return null;
  state.at = pattern.lastIndex;
  return found[0];
}

function skip(state, sign) {
  take(state, SPACE);
  if (state.source[state.at] !== sign) return false;
  state.at += 1;
  return true;
}

function demand(state, sign) {
  if (!skip(state, sign)) throw new Error(`${sign} missing at ${state.at}`);
}

function readValue(state, depth) {
  if (skip(state, "{")) return readObject(state, depth);
  if (skip(state, "[")) return readArray(state, depth);
  if (state.source[state.at] === '"') return readText(state);
  for (const [word, value] of WORDS) {
    if (state.source.startsWith(word, state.at)) { state.at += word.length; return value; }
  }
  return readWhole(state);
}

function readText(state) {
  const raw = take(state, STRING);
  const value = raw === null ? null : JSON.parse(raw);
  if (value === null || !value.isWellFormed()) throw new Error(`bad text at ${state.at}`);
  return value;
}

function readWhole(state) {
  const value = Number(take(state, WHOLE) ?? "NaN");
  if (!Number.isSafeInteger(value) || /[.eE]/.test(state.source[state.at] ?? "")) throw new Error(`no whole number at ${state.at}`);
  return value === 0 ? 0 : value; // JSON's -0 is 0 for us: there is one nought
}

function readArray(state, depth) {
  if (depth >= MAX_DEPTH) throw new Error("nested too deeply"); // an empty list is a level too
  const items = [];
  if (skip(state, "]")) return items;
  do items.push(readValue(state, depth + 1)); while (skip(state, ","));
  demand(state, "]");
  return items;
}

function readObject(state, depth) {
  if (depth >= MAX_DEPTH) throw new Error("nested too deeply");
  const pairs = new Map();
  if (skip(state, "}")) return {};
  do {
    take(state, SPACE);
    const key = readText(state);
    if (pairs.has(key)) throw new Error(`the key ${key} stands twice`);
    demand(state, ":");
    pairs.set(key, readValue(state, depth + 1));
  } while (skip(state, ","));
  demand(state, "}");
  return Object.fromEntries(pairs);
}
