// Bytes: UTF-8, concatenation, SHA-256 and strict base64url (docs/protocol.md section 1).
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUE_OF = new Map([...ALPHABET].map((letter, value) => [letter, value]));
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const utf8 = (text) => new TextEncoder().encode(text);
/** Text of UTF-8 bytes; throws TypeError on bytes that are not UTF-8. */
export const text = (bytes) => strictUtf8.decode(bytes);

export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}

export const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);

/** SHA-256 of bytes, 32 bytes. */
export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** SHA-256 of a JWS, that is of its ASCII bytes. */
export const hashOf = (jws) => sha256(utf8(jws));

/** base64url without padding. */
export function b64(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Bytes of strict base64url; throws on padding, + / white space, an impossible length or non-zero trailing bits. */
export function unb64(encoded) {
  if (typeof encoded !== "string" || encoded.length % 4 === 1) throw new Error("not base64url");
  const bytes = new Uint8Array(Math.floor((encoded.length * 3) / 4));
  let held = 0, bits = 0, at = 0;
  for (const letter of encoded) {
    const value = VALUE_OF.get(letter);
    if (value === undefined) throw new Error("not base64url");
    held = ((held << 6) | value) & 0xfff;
    bits += 6;
    if (bits >= 8) { bits -= 8; bytes[at++] = (held >> bits) & 0xff; }
  }
  if (held & ((1 << bits) - 1)) throw new Error("base64url with trailing bits");
  return bytes;
}

/** Bytes of ordinary padded base64, as C2SP notes have it; throws when it is not the one canonical spelling. */
export function unbase64(encoded) {
  const bytes = unb64(encoded.replace(/={1,2}$/, "").replaceAll("+", "-").replaceAll("/", "_"));
  if (btoa(String.fromCharCode(...bytes)) !== encoded) throw new Error("not base64");
  return bytes;
}
