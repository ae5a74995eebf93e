// The form being written: one value with the keys of the sitting file, changed by path, kept in this tab until it is laid.
import { computed, signal } from "../../vendor/signals-core.js";

const KEPT_AS = "yijue.setup";

/** The whole form, or null before it has been fetched. */
export const form = signal(null);
/** Whether something was changed that the server has not laid. */
export const dirty = signal(false);
/** The paths, joined by "/", that somebody has filled or left. */
export const touched = signal(new Set());

const parts = (path) => (Array.isArray(path) ? path : path.split("/"));
export const keyOf = (path) => parts(path).join("/");

/** The value at a path, or undefined. */
export const at = (path) => parts(path).reduce((value, step) => value?.[step], form.value);

/** Set the value at a path; undefined takes the key away. Tables and lists on the way are made where they are missing. */
export function put(path, value) {
  form.value = changed(form.value ?? {}, parts(path), value);
  touched.value = new Set([...touched.value, keyOf(path)]);
  keep();
}

/** Take an element out of a list. */
export const drop = (path, place) => put(path, (at(path) ?? []).filter((_, here) => here !== place));

/** Move an element of a list up (-1) or down (1). */
export function move(path, place, by) {
  const list = [...(at(path) ?? [])];
  if (place + by < 0 || place + by >= list.length) return;
  list.splice(place + by, 0, ...list.splice(place, 1));
  put(path, list);
}

/** Append to a list. */
export const add = (path, value) => put(path, [...(at(path) ?? []), value]);

function changed(value, [step, ...rest], leaf) {
  const copy = Array.isArray(value) ? [...value] : { ...value };
  const inner = rest.length ? changed(copy[step] ?? {}, rest, leaf) : leaf;
  const gone = inner === undefined || inner === null || (rest.length && isEmpty(inner) && !Array.isArray(copy));
  if (gone) delete copy[step];
  else copy[step] = inner;
  return copy;
}

const isEmpty = (value) => !Array.isArray(value) && typeof value === "object" && Object.keys(value).length === 0;

/** Begin with what the server has, or with what this tab kept of unfinished work. */
export function begin(laid) {
  const kept = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? "null");
  form.value = kept ?? blank(laid);
  dirty.value = kept !== null;
  touched.value = new Set();
}

/** Go back to what the server has, or it has taken what stood here. */
export function settled(laid) {
  sessionStorage.removeItem(KEPT_AS);
  form.value = blank(laid);
  dirty.value = false;
  touched.value = new Set();
}

/** An English text that repeats the Chinese one was filled in by the server: it is shown as not written yet. */
function blank(value) {
  if (Array.isArray(value)) return value.map(blank);
  if (typeof value !== "object" || value === null) return value;
  if (typeof value.zh === "string" && value.zh === value.en) return { zh: value.zh };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, blank(inner)]));
}

function keep() {
  dirty.value = true;
  sessionStorage.setItem(KEPT_AS, JSON.stringify(form.value));
}

addEventListener("beforeunload", (event) => { if (dirty.value) event.preventDefault(); });

export const items = computed(() => form.value?.item ?? []);

/** An id that no table of the form has yet: `vote-3`. */
export function freshId(stem) {
  const taken = new Set(items.value.flatMap((item) => [item.id, ...(item.poll ?? []).map((poll) => poll.id)]));
  let number = 1;
  while (taken.has(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}
