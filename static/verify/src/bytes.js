// Bytes and their texts: strict, so that one thing has one spelling. Nothing here knows of votes.

/** What does not hold, in both languages; ends the step that finds it. */
export class Bad extends Error {
  constructor(zh, en) {
    super(en);
    this.text = { zh, en };
  }
}

/** The file is no bundle at all (docs/bundle.md section 1). */
export class NoBundle extends Bad {}

export const say = (zh, en) => ({ zh, en });

/** A fact that holds, but on somebody's word alone: the reader is told it in front. */
export const tell = (zh, en) => ({ zh, en, word: true });

const ENCODER = new TextEncoder();

export const utf8 = (text) => ENCODER.encode(text);

/** Text of UTF-8 bytes; a byte order mark stays in it and is refused by whoever reads on. */
export function text(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Bad("不是 UTF-8 文本", "not UTF-8 text");
  }
}

export function join(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);

/** Order of bytes: negative, zero, positive. */
export function compare(a, b) {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at++) {
    if (a[at] !== b[at]) return a[at] - b[at];
  }
  return a.length - b.length;
}

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const number = (bytes) => BigInt(`0x${hex(bytes) || "0"}`);

/** A number as that many bytes, the largest first. */
export function octets(value, length) {
  const digits = value.toString(16).padStart(length * 2, "0");
  return Uint8Array.from({ length }, (_, at) => parseInt(digits.slice(at * 2, at * 2 + 2), 16));
}

const SCRIPT = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUE = new Int16Array(128).fill(-1);
for (let at = 0; at < 64; at++) VALUE[SCRIPT.charCodeAt(at)] = at;

/** Bytes of base64url without padding, or null: other letters and bits left over are refused (RFC 4648 section 5). */
export function tryB64(given) {
  if (typeof given !== "string" || given.length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((given.length * 6) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let place = 0; place < given.length; place++) {
    const code = given.charCodeAt(place);
    const value = code < 128 ? VALUE[code] : -1;
    if (value < 0) return null;
    held = ((held << 6) | value) & 0x3fff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 255;
    }
  }
  return held & ((1 << bits) - 1) ? null : bytes;
}

export function fromB64(given) {
  const bytes = tryB64(given);
  if (bytes === null) throw new Bad("不是规范的 base64url", "not canonical base64url");
  return bytes;
}

export function b64(bytes) {
  let out = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const three = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const letters = Math.min(4, Math.ceil(((bytes.length - at) * 8) / 6));
    for (let letter = 0; letter < letters; letter++) out += SCRIPT[(three >> (18 - 6 * letter)) & 63];
  }
  return out;
}

/** Bytes of base64 with padding, as signed notes have it; or null. */
export function tryPadded(given) {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(given)) return null;
  return tryB64(given.replace(/=+$/, "").replaceAll("+", "-").replaceAll("/", "_"));
}
