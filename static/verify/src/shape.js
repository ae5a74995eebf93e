// What a value must look like: a shape is a function that gives undefined, or the place that does not fit.

import { Bad, tryB64 } from "./bytes.js";

const when = (holds) => (value) => (holds(value) ? undefined : "");

export const isText = when((value) => typeof value === "string");
/** A text in Unicode NFC of one to so many characters. */
const isWord = (most) => when((value) =>
  typeof value === "string" && value !== "" && [...value].length <= most && value.normalize("NFC") === value);
export const isId = isWord(64);
export const isTitle = isWord(1000);
export const isCount = when((value) => Number.isSafeInteger(value) && value >= 0);
export const isUpTo = (most, least = 0) => when((value) => Number.isSafeInteger(value) && value >= least && value <= most);
export const isPositive = when((value) => Number.isSafeInteger(value) && value > 0);
export const isTruth = when((value) => typeof value === "boolean");
export const isOne = (...words) => when((value) => words.includes(value));
export const isBytes = (length) => when((value) => tryB64(value)?.length === length);
export const isB64 = when((value) => tryB64(value) !== null);
export const isAnything = () => undefined;
export const orNull = (shape) => (value) => (value === null ? undefined : shape(value));

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** Exactly these fields; with `more`, others may stand beside them. */
export const isRecord = (shapes, more = false) => (value) => {
  if (!isObject(value)) return "";
  for (const [name, shape] of Object.entries(shapes)) {
    const place = name in value ? shape(value[name]) : "";
    if (place !== undefined) return `.${name}${place}`;
  }
  const strange = more ? undefined : Object.keys(value).find((name) => !Object.hasOwn(shapes, name));
  return strange === undefined ? undefined : `.${strange}`;
};

export const isList = (shape) => (value) => {
  if (!Array.isArray(value)) return "";
  for (const [at, one] of value.entries()) {
    const place = shape(one);
    if (place !== undefined) return `[${at}]${place}`;
  }
  return undefined;
};

/** An object with any keys, each with such a value. */
export const isMap = (shape) => (value) => {
  if (!isObject(value)) return "";
  for (const [key, one] of Object.entries(value)) {
    const place = shape(one);
    if (place !== undefined) return `.${key}${place}`;
  }
  return undefined;
};

export const isOneShape = (...shapes) => (value) => {
  const places = shapes.map((shape) => shape(value));
  return places.includes(undefined) ? undefined : places[0];
};

/** A fraction as text: 2/3; no more than the whole. */
export const SHARE = when((value) => {
  const [above, below] = /^(0|[1-9][0-9]{0,8})\/([1-9][0-9]{0,8})$/.exec(value)?.slice(1).map(Number) ?? [2, 1];
  return typeof value === "string" && above <= below;
});

export const JWK = isRecord({ crv: isOne("P-256"), kty: isOne("EC"), x: isBytes(32), y: isBytes(32) });

export function must(shape, value, what) {
  const place = shape(value);
  if (place !== undefined) throw new Bad(`${what}${place}：格式不符`, `${what}${place} is not in its form`);
  return value;
}
